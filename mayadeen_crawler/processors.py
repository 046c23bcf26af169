"""What the processors of the item loaders are put together from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class UpTo:
    """Lets text pass that is no longer than *limit* and holds a letter or digit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def __call__(self, value: str) -> str | None:
        """Return *value* or ``None``."""
        return value if len(value) <= self._limit and any(map(str.isalnum, value)) else None


class Steps:
    """Applies functions one after the other, until one has no value.

    What ``Compose`` does, without looking at each function's arguments on each call.
    """

    def __init__(self, *functions: Callable[[Any], Any]) -> None:
        self._functions = functions

    def __call__(self, value: object) -> Any:
        """Return the last function's value or ``None``."""
        for function in self._functions:
            if value is None:
                break
            value = function(value)
        return value
