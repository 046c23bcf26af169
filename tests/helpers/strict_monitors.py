"""A suite of monitors such as an operator may add."""

from __future__ import annotations

from typing import Any, ClassVar

from spidermon import Monitor, MonitorSuite


class Strict(Monitor):  # type: ignore[misc]
    """Wants more pages than the tests have."""

    data: Any

    def test_many_pages(self) -> None:
        if self.data.stats.get("page/answered", 0) < 100:
            self.fail("fewer than a hundred pages")


class StrictSuite(MonitorSuite):  # type: ignore[misc]
    """Only that."""

    monitors: ClassVar[list[type[Monitor]]] = [Strict]
