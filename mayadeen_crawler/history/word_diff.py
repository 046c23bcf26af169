"""A word-by-word comparison of two texts, for ``scrapy history`` and the report."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

#: A changed passage with more words is not compared word by word: time grows quadratically.
MAX_WORDS = 3000

Op = Literal["same", "old", "new"]

#: The text between two paragraphs; it counts as one word.
BREAK = "\n\n"


class Piece(NamedTuple):
    """Consecutive words that are in both texts (``same``), or in ``old`` or ``new`` only."""

    op: Op
    words: tuple[str, ...]


def compare(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in order; neighbours differ in ``op``.

    The words of ``same`` and ``old`` together are *old*, those of ``same`` and ``new`` are
    *new*. Paragraphs are matched first, then the words of those that differ.

    ``compare("a b", "a c")`` → ``[("same", ("a",)), ("old", ("b",)), ("new", ("c",))]``.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    pieces: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(Piece("same", _words(before[a:b])))
        else:
            pieces += _compare_words(_words(before[a:b]), _words(after[c:d]))
    return list(_merged(pieces))


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs, each but the last with the break after it."""
    parts = text.split(BREAK)
    return [*(f"{part}{BREAK}" for part in parts[:-1]), *(parts[-1:] if parts[-1] else [])]


def _words(paragraphs: list[str]) -> tuple[str, ...]:
    words: list[str] = []
    for paragraph in paragraphs:
        words += paragraph.removesuffix(BREAK).split()
        words += [BREAK] if paragraph.endswith(BREAK) else []
    return tuple(words)


def _compare_words(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Piece]:
    if max(len(old), len(new)) > MAX_WORDS:
        yield Piece("old", old)
        yield Piece("new", new)
        return
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("same", old[a:b])
        else:
            yield Piece("old", old[a:b])
            yield Piece("new", new[c:d])


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if not piece.words:
            continue
        if last and last.op == piece.op:
            last = Piece(last.op, last.words + piece.words)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
