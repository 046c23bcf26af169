"""What changed between two texts, word by word. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

#: Words of a changed passage up to which it is compared: time grows with their square.
MAX_WORDS = 3000

Op = Literal["same", "old", "new"]

#: Between two paragraphs.
BREAK = "\n\n"


class Piece(NamedTuple):
    """Words that stand in both texts, in the old one or in the new one only."""

    op: Op
    words: tuple[str, ...]


def compare(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in order, no two alike after each other.

    Joined, the words of ``same`` and ``old`` are *old*, of ``same`` and ``new`` are
    *new*; a paragraph break is a word. Paragraphs are matched before their words.
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
