"""Two texts compared word by word, cut to the changed passages. Pure.

Used for the differences of edits and lines; the comparison itself is `history.word_diff`.
"""

from __future__ import annotations

from mayadeen_crawler.history.word_diff import (
    BREAK,
    Piece,
    compare,
)
from mayadeen_crawler.utils.terminal import harmless

#: Unchanged words shown on each side of a change, and words shown of one changed passage.
_AROUND, _PASSAGE = 8, 60
#: Changed passages shown of a text, at most.
_MOST = 6


def passages(old: str, new: str) -> list[tuple[str, str]]:
    """Return what differs between *old* and *new*, with some words around it.

    ``[("same", "The bridge is"), ("old", "open"), ("new", "closed")]``: control characters are
    escapes, but the words are a web page's: whoever shows them escapes HTML.
    """
    pieces = compare(old, new)
    parts: list[tuple[str, str]] = []
    changes = 0
    for number, piece in enumerate(pieces):
        if piece.op != "same":
            changes += 1
            if changes > 2 * _MOST:
                parts.append(("same", "…"))
                break
        parts.append((piece.op, _words(piece, number == 0, number == len(pieces) - 1)))
    return parts


def _words(piece: Piece, is_first: bool, is_last: bool) -> str:
    words = list(piece.words)
    if piece.op != "same":
        if len(words) > _PASSAGE:
            left_out = len(words) - _PASSAGE
            words = [*words[:_PASSAGE], f"… ({left_out} words more)"]
    else:
        before = 0 if is_first else _AROUND
        after = 0 if is_last else _AROUND
        if len(words) > before + after + 1:
            words = [*words[:before], "…", *words[len(words) - after :]]
    return " ".join("¶" if word == BREAK else harmless(word) for word in words)
