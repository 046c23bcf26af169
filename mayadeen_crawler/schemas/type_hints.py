"""What the type hints of item classes say: used where schemas and columns are made of them."""

from __future__ import annotations

from typing import Any, get_args


def without_none(hint: Any) -> Any:
    """Return *hint* without its ``None``: ``list[str] | None`` → ``list[str]``."""
    left = [one for one in get_args(hint) if one is not type(None)]
    return left[0] if len(left) == 1 < len(get_args(hint)) else hint
