"""One process that draws the charts of several reports: to start one takes longer than to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest
from markupsafe import Markup

from mayadeen_crawler.reports import build
from mayadeen_crawler.reports.charts.drawing_process import Draw, in_a_process
from mayadeen_crawler.reports.rendering.elements import Spec
from mayadeen_crawler.reports.wording import Wording

Drawn = Callable[[Spec, Wording], Markup]
"""Draws a chart."""


@contextmanager
def one_drawing_process() -> Iterator[Drawn]:
    """Have all reports that this process writes drawn by one, which starts with the first.

    Yield what has it draw a chart alone.
    """
    with ExitStack() as until_the_end, pytest.MonkeyPatch.context() as patch:

        @cache
        def started() -> Draw:
            return until_the_end.enter_context(in_a_process())

        @contextmanager
        def shared() -> Iterator[Draw]:
            yield started()

        patch.setattr(build, "in_a_process", shared)
        yield lambda spec, words: started()(spec, words).result()
