"""What changed between two texts: both can be read from the pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.history.word_diff import (
    BREAK,
    MAX_WORDS,
    Piece,
    compare,
)

_WORDS = st.sampled_from(["a", "b", "harbour", "opens", "…", "[-x-]", "ليل"])
_TEXTS = st.lists(st.lists(_WORDS, min_size=1, max_size=8).map(" ".join), max_size=5).map(
    BREAK.join
)


def read(pieces: list[Piece], *ops: str) -> list[str]:
    return [word for op, words in pieces if op in ops for word in words]


def words(text: str) -> list[str]:
    parts = [part.split() for part in text.split(BREAK)]
    return [word for n, part in enumerate(parts) for word in ([BREAK] if n else []) + part]


@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert read(pieces, "same", "old") == words(old)
    assert read(pieces, "same", "new") == words(new)
    assert all(one.op != other.op for one, other in pairwise(pieces))


def test_a_word_that_changed() -> None:
    assert compare("The harbour opens today", "The harbour opens on Monday") == [
        ("same", ("The", "harbour", "opens")),
        ("old", ("today",)),
        ("new", ("on", "Monday")),
    ]


def test_a_paragraph_that_came() -> None:
    assert compare("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        ("same", ("One.", BREAK)),
        ("new", ("Two.", BREAK)),
        ("same", ("Three.",)),
    ]


def test_very_long_passages_are_not_compared_word_by_word() -> None:
    old, new = ("x " * (MAX_WORDS + 1)).strip(), ("x " * MAX_WORDS).strip() + " y"
    assert [op for op, _ in compare(old, new)] == ["old", "new"]
