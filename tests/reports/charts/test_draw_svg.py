"""Charts of any text: an SVG that holds it as text, and nothing that could act."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from mayadeen_crawler.reports.charts import chart_kinds
from mayadeen_crawler.reports.rendering.elements import Mark, shown
from mayadeen_crawler.reports.wording import Wording
from tests.helpers.drawing_process import Drawn

_SVG = "{http://www.w3.org/2000/svg}"
_AWKWARD = ["</text><script>", "datum.value", "a.b[0]", "__proto__", "{{x}}", "\\", '"', "]]>",
            "&lt;", "سياسة", "\u2028", "null", "\ud800", "signal(1)", "$ref"]  # fmt: skip


@settings(max_examples=8)
@given(
    labels=st.lists(
        st.one_of(st.sampled_from(_AWKWARD), st.text(max_size=12)), min_size=1, max_size=9
    )
)
def test_labels_are_text(draw: Drawn, labels: list[str]) -> None:
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
