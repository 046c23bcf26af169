"""The block of rows for the page's script: whole, in any text, within its budget."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from typing import Any

from mayadeen_crawler.reports.rendering.elements import Difference, LinkedText, NewsRow
from mayadeen_crawler.reports.rendering.row_data import pack


def unpacked(block: str) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(zlib.decompress(b64decode(block), wbits=-15))
    return known


def test_a_row_is_its_cells_without_the_empty_ones_at_its_end() -> None:
    edit = Difference(
        "Revision 2", [("headline", [("same", "Bridge"), ("old", "open")])], "Changed"
    )
    rows = [
        NewsRow("2026-03-01 23:59", LinkedText.to("Bridge", "http://a.test/1"), "politics"),
        NewsRow("", LinkedText.to("</script>\ud800", "javascript:x"), "economy", tags=("Harbours",),
            authors=("Irren Vasko",), edits=1, differences=[edit]),
    ]  # fmt: skip
    block, kept = pack(rows, 10_000)
    assert (kept, set("<>&\"'") & set(block)) == (2, set())
    assert unpacked(block) == {
        "rows": [
            ["2026-03-01 23:59", "Bridge", "http://a.test/1"],
            ["", "</script>\\ud800", 0, 1, [2], [3], [], [], [], 1, 0,
             [["Revision 2", "Changed", [["headline", [[0, "Bridge"], [1, "open"]]]]]]],
        ],
        "names": ["politics", "economy", "Harbours", "Irren Vasko"],
    }  # fmt: skip
    assert unpacked(pack([], 1)[0]) == {"rows": [], "names": []}


def test_the_oldest_rows_are_left_out_where_the_budget_ends() -> None:
    numbers = range(20_000)
    rows = (
        NewsRow(f"{n * n % 7919:016}", LinkedText.to(f"{n**5:x}", f"http://a.test/{n**7:x}"), "p")
        for n in numbers
    )
    block, kept = pack(rows, 200_000)
    assert 1000 < kept < len(numbers)
    assert 150_000 < len(block) < 260_000
    assert len(unpacked(block)["rows"]) == kept
