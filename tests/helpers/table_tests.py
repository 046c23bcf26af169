"""Tests of a pure function by a table of many rows: one test, not one for each row.

What pytest does for a test costs milliseconds, in each of its processes; a row costs microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def each_row(
    names: str | tuple[str, ...], rows: Iterable[Any]
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Call the test with each of *rows*, as ``pytest.mark.parametrize`` does; tell all that fail.

    For tests without fixtures. *names* are the test's arguments; a row has a value for each.
    """
    table = list(rows)
    assert table, "a table without rows"

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        def every_row() -> None:
            wrong = []
            for row in table:
                try:
                    test(*(row if isinstance(names, tuple) else (row,)))
                except Exception as error:  # noqa: BLE001 - each is told
                    error.add_note(f"in the row {row!r}")
                    wrong.append(error)
            if wrong:
                raise ExceptionGroup(f"{len(wrong)} of {len(table)} rows", wrong)

        every_row.__name__, every_row.__doc__ = test.__name__, test.__doc__
        every_row.__module__ = test.__module__
        every_row.__dict__["pytestmark"] = getattr(test, "pytestmark", [])  # marks below this one
        return every_row

    return decorate
