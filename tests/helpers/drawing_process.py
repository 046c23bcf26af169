"""One process that draws the charts of several reports: to start one takes longer than to draw."""

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


@contextmanager
def one_drawing_process() -> Iterator[None]:
    """Have all reports that this process writes drawn by one, which starts with the first."""
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:

        @cache
        def started() -> Callable[[Spec, Wording], Markup]:
            return until_the_end.enter_context(in_a_process())

        @contextmanager
        def shared() -> Iterator[Callable[[Spec, Wording], Markup]]:
            yield started()

        patch.setattr(page, "in_a_process", shared)
        yield
