"""The nearest valid name to one that is not: for the one line about wrong use."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, valid: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` with the nearest of *valid*, or "" if none is near."""
    nearest = get_close_matches(name.casefold(), list(valid), n=1, cutoff=0.5)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
