"""One process draws the charts of all reports that tests write here, not one for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from mayadeen_crawler.reports import build
from mayadeen_crawler.reports.charts.draw_svg import Draw, in_a_process


@pytest.fixture(scope="session", autouse=True)
def _one_drawing_process() -> Iterator[None]:
    """Start it with the first report; ``scrapy report`` as a command starts its own as ever."""
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:

        @cache
        def started() -> Draw:
            return until_the_end.enter_context(in_a_process())

        @contextmanager
        def shared() -> Iterator[Draw]:
            yield started()

        patch.setattr(build, "in_a_process", shared)
        yield
