"""The nearest valid name to one that is not: for the one line about wrong use."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, valid: Iterable[str], nearly: float = 0.5) -> str:
    """Return ``; did you mean 'x'?`` with the nearest of *valid*, or "" if none is near.

    *nearly*: how alike (difflib's ratio) two names have to be; case makes no difference.
    """
    names = {one.casefold(): one for one in valid}
    nearest = get_close_matches(name.casefold(), names, n=1, cutoff=nearly)
    return f"; did you mean {names[nearest[0]]!r}?" if nearest else ""
