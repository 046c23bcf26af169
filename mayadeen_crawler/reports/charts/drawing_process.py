"""The process that draws the charts of a report.

`build` begins each chart with what `in_a_process` yields, the template of the page waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context

from markupsafe import Markup

from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.reports.charts.draw_svg import draw
from mayadeen_crawler.reports.rendering.elements import Spec
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.utils.worker_process import WorkerDied, WorkerNotStarted, WorkerProcess

Draw = Callable[[Spec, Wording], "Future[Markup]"]
"""Begins to draw a chart; its result is the SVG, as `draw` returns it."""

#: A chart to begin with: the process starts, and Vega with it, before there is one of the report.
FIRST: Spec = {
    "mark": {"type": "bar"}, "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}},
}  # fmt: skip


@contextmanager
def in_a_process() -> Iterator[Draw]:
    """Yield `draw`, run in a process of its own, which is being started.

    Vega's JavaScript engine grows with each chart, beside what a report holds already, and the
    caller goes on meanwhile. Raises ReportError if the process cannot be started, or is ended from
    outside.
    """
    process = WorkerProcess(get_context("spawn"))
    with closing(process), ThreadPoolExecutor(1) as thread:
        try:
            thread.submit(process.call, draw, FIRST, Wording())
            yield lambda spec, words: thread.submit(process.call, draw, spec, words)
        except WorkerNotStarted as error:
            raise ReportError(
                f"the process that draws the charts could not be started ({error}): allow more "
                "open files, processes or memory, then run it again"
            ) from None
        except WorkerDied:
            raise ReportError(
                "the process that draws the charts was ended from outside: look whether the "
                "machine has run out of memory, then run it again"
            ) from None
        finally:  # what nobody waits for is not drawn any more
            thread.shutdown(cancel_futures=True)
