"""The process that draws the charts: started ahead, and its end told in one line."""

from __future__ import annotations

from multiprocessing import get_context
from threading import Event
from typing import NoReturn

import pytest

from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.reports.charts import drawing_process
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.utils.worker_process import WorkerProcess
from tests.helpers.drawing_process import Drawn
from tests.helpers.dropped_work import dropping
from tests.helpers.worker_calls import ends_at_once


def test_what_it_begins_with_is_a_chart(draw: Drawn) -> None:
    """Nobody waits for it: that it could not be drawn would only make the next one late."""
    assert "mark-rect" in draw(drawing_process.FIRST, Wording())


def test_a_drawing_process_that_is_killed_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_process, "draw", ends_at_once)
    with (
        pytest.raises(ReportError, match="the process that draws the charts was ended"),
        drawing_process.in_a_process() as begin,
    ):
        begin({}, Wording()).result()


def test_charts_after_one_that_cannot_be_drawn_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them would start a process again, for nobody."""
    ended, begun = Event(), list[WorkerProcess]()

    def started(self: WorkerProcess) -> NoReturn:
        begun.append(self)
        if len(begun) > 2:  # after the process's own first chart and the one that is waited for
            ended.wait(20)
        no_more_files()

    monkeypatch.setattr(WorkerProcess, "_started", started)
    monkeypatch.setattr(drawing_process, "ThreadPoolExecutor", dropping(ended))

    def draw_twenty() -> None:
        with drawing_process.in_a_process() as begin:
            first, *_ = [begin({}, Wording()) for _ in range(20)]
            first.result()

    with pytest.raises(ReportError, match="could not be started"):
        draw_twenty()
    assert len(begun) in (2, 3)


def no_more_files() -> NoReturn:
    raise OSError(24, "Too many open files")


def test_one_that_cannot_be_started_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    context = get_context("spawn")
    monkeypatch.setattr(context, "Pipe", no_more_files)
    monkeypatch.setattr(drawing_process, "get_context", lambda _method: context)
    with (
        pytest.raises(ReportError, match=r"could not be started .*Too many open files"),
        drawing_process.in_a_process() as begin,
    ):
        begin({}, Wording()).result()
