"""The words of a text as search compares them, queries made of them, and snippets. Pure.

``rows.py`` puts `spaced` texts into the index; ``find.py`` asks it by what `parse` returns, and
shows a `snippet`.
Spellings are made equal by ``utils/text.py``: case, accents, Arabic vowel marks, tatweel, the forms
of alef and ya, ta marbuta and ha, digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mayadeen_crawler.utils.text import clean, plain_letters

#: A word: letters and digits of any script, with the accents and vowel marks that stand apart.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u200c\u200d"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_MARK = re.compile(rf"[{_MARKS}]")
_NO_LETTER = re.compile(r"[\W_]+")
#: A part of a query: a phrase in quotation marks, or what is between spaces.
_PART = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
#: Stands for what is no letter in the name of a facet. No word holds it.
_BETWEEN = "\u00b7"

#: Words before and after the first match that a snippet shows.
BEFORE, AFTER = 10, 22
MARK = "**"


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One condition of a query: words that follow each other."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """The last word may go on."""
    is_without: bool = False
    """The text must not hold it."""

    def as_match(self) -> str:
        """Return it in the syntax of SQLite's FTS5."""
        return f'"{" ".join(self.words)}"{"*" if self.is_prefix else ""}'


def words_of(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, key) of each word; two spellings of a word have one key."""
    return [
        (word.start(), word.end(), key)
        for word in _WORD.finditer(text)
        if (key := word[0].translate(_LETTERS))
    ]


class _Letters(dict[int, str]):
    """Character → what stands for it in a key: ``É`` → ``e``, a vowel mark → nothing.

    What is between words becomes a space. Filled as characters are met.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isalnum():
            letters = _NO_LETTER.sub("", plain_letters(character, form="NFKD"))
        else:
            letters = "" if _MARK.match(character) else " "
        self[code] = letters
        return letters


_LETTERS = _Letters()


#: What most Arabic texts hold little of: all but letters and digits that are their own keys.
_CHANGED = re.compile("[^ a-z0-9ءابت-غف-وي]")
#: Different ones of these in a text that are replaced one after the other.
_FEW = 64


def spaced(text: str) -> str:
    """Return the keys of the text's words, with spaces between them.

    A letter has the same key in each word, so the text need not be taken apart for it.
    """
    if not text.isascii():  # else each place is looked up as quickly
        at = 0
        for _ in range(_FEW):
            found = _CHANGED.search(text, at)
            if found is None:
                return text
            key = _LETTERS[ord(found[0])]
            # A key is its own key, so nothing is replaced twice.
            text, at = text.replace(found[0], key), found.start() + len(key)
    return text.translate(_LETTERS)


def indexed(text: str) -> str:
    """Return the keys of the text's words, with one space between them."""
    return " ".join(spaced(text).split())


# Sections, tags and authors recur from record to record.
@lru_cache(maxsize=4096)
def facet(name: str, value: str) -> str:
    """Return the one word that stands in the index for a property: ``section``, ``Us-Canada``.

    Labels that `fold` makes equal (``Gaza``, ``#Gaza``) have one.
    """
    letters = _NO_LETTER.sub(_BETWEEN, plain_letters(clean(value), form="NFKD"))
    return f"{_BETWEEN}{name}{_BETWEEN}{letters.strip(_BETWEEN)}"


def parse(query: str) -> list[QueryPart]:
    """Return the parts of a query: ``olive "new harbour" -price grow*``; may be empty."""
    parts = []
    for found in _PART.finditer(query):
        text = found["phrase"] if found["phrase"] is not None else found["word"]
        keys = tuple(key for _, _, key in words_of(text))
        if keys:
            is_prefix = found["phrase"] is None and text.endswith("*")
            parts.append(QueryPart(keys, is_prefix, is_without=bool(found["minus"])))
    return parts


def snippet(text: str, query: list[QueryPart]) -> str:
    """Return the place in *text* where the query's words first stand, each between two MARKs.

    Without any of them: the beginning of the text.
    """
    words = words_of(text)
    marked = _marked([key for _, _, key in words], query)
    first = min(marked, default=0)
    start, end = max(0, first - BEFORE), min(len(words), first + AFTER)
    shown = ["… "] if start else []
    at = words[start][0] if start and words else 0
    for place in range(start, end):
        begins, ends, _ = words[place]
        if place in marked:
            shown += [text[at:begins], MARK, text[begins:ends], MARK]
            at = ends
    last = words[end - 1][1] if words and end < len(words) else len(text)
    shown.append(text[at:last])
    return " ".join("".join(shown).replace(f"{MARK} {MARK}", " ").split()) + (
        " …" if end < len(words) else ""
    )


def _marked(keys: list[str], query: list[QueryPart]) -> set[int]:
    """Return the places of the words that the query's positive parts match."""
    found: set[int] = set()
    for part in query:
        size = len(part.words)
        if part.is_without:
            continue
        for place in range(len(keys) - size + 1):
            *whole, last = keys[place : place + size]
            *wanted, end = part.words
            if whole == wanted and (last.startswith(end) if part.is_prefix else last == end):
                found.update(range(place, place + size))
    return found
