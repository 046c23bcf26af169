"""Charts of any text: an SVG that holds it as text, and nothing that could act."""

from __future__ import annotations

import os
from multiprocessing import get_context
from threading import Event
from typing import NoReturn
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.reports.charts import chart_kinds, drawing_process
from mayadeen_crawler.reports.charts.draw_svg import draw
from mayadeen_crawler.reports.rendering.elements import Mark, shown
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.utils.worker_process import WorkerProcess
from tests.helpers.dropped_work import dropping

_SVG = "{http://www.w3.org/2000/svg}"
_AWKWARD = ["</text><script>", "datum.value", "a.b[0]", "__proto__", "{{x}}", "\\", '"', "]]>",
            "&lt;", "سياسة", "\u2028", "null", "\ud800", "signal(1)", "$ref"]  # fmt: skip


@settings(max_examples=8)
@given(st.lists(st.one_of(st.sampled_from(_AWKWARD), st.text(max_size=12)), min_size=1, max_size=9))
def test_labels_are_text(labels: list[str]) -> None:
    rows = [
        {
            "rank": rank,
            "label": shown(label),
            "value": 1,
            "figure": "1",
            "c": rank - 1,
            "mark": Mark.of(label, "en-list", tag=shown(label)),
        }
        for rank, label in enumerate(labels, 1)
    ]
    root = etree.fromstring(draw(chart_kinds.ranking(rows, ["s1"] * len(rows), False), Wording()))
    assert {one.tag for one in root.iter()} <= {
        f"{_SVG}{name}" for name in ("svg", "g", "path", "text", "line", "a", "title")
    }
    texts = [one.text for one in root.iter(f"{_SVG}text") if one.text not in (None, "1")]
    assert len(texts) == len(labels) - labels.count("") - labels.count("1")
    for text in texts:  # the long ones are cut
        assert any(shown(label).startswith(text.removesuffix("…")) for label in labels)
    bars = root.findall(f".//{_SVG}g[@class='mark-rect']/{_SVG}a")
    assert len(bars) == len(labels)  # equal labels are rows of their own
    assert [bar.findtext(f"{_SVG}title") or "" for bar in bars] == list(map(shown, labels))
    assert [bar.get("tabindex") for bar in bars] == [None] + ["-1"] * (len(labels) - 1)
    for bar, label in zip(bars, labels, strict=True):
        assert (bar.get("href"), len(bar)) == ("#en-list", 2)
        known = parse_qs(bar.get("data-filter", ""), keep_blank_values=True, errors="replace")
        assert known == {"tag": [shown(label)]}


def ends_at_once(_spec: object, _words: object) -> None:
    os._exit(1)


def test_a_drawing_process_that_is_killed_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_process, "draw", ends_at_once)
    with (
        pytest.raises(ReportError, match="the process that draws the charts was ended"),
        drawing_process.in_a_process() as draw,
    ):
        draw({}, Wording()).result()


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
        with drawing_process.in_a_process() as draw:
            first, *_ = [draw({}, Wording()) for _ in range(20)]
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
        drawing_process.in_a_process() as draw,
    ):
        draw({}, Wording()).result()
