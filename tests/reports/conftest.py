"""One process draws the charts of all reports that tests write here, not one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest
from markupsafe import Markup

from mayadeen_crawler.reports.charts.draw_svg import in_a_process
from mayadeen_crawler.reports.rendering import page
from mayadeen_crawler.reports.rendering.elements import Spec
from mayadeen_crawler.reports.wording import Wording


@pytest.fixture(scope="session", autouse=True)
def _one_drawing_process() -> Iterator[None]:
    """Start it with the first report; ``scrapy report`` as a command starts its own as ever."""
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:

        @cache
        def started() -> Callable[[Spec, Wording], Markup]:
            return until_the_end.enter_context(in_a_process())

        @contextmanager
        def shared() -> Iterator[Callable[[Spec, Wording], Markup]]:
            yield started()

        patch.setattr(page, "in_a_process", shared)
        yield
