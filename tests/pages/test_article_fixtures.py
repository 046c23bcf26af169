"""Whole pages, with expectations written by hand from what a reader of the page sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

FIXTURES = Path(__file__).parents[1] / "fixtures" / "article"


@each_row("name", sorted(path.stem for path in FIXTURES.glob("*.json")))
def test_reads_what_a_reader_sees(name: str) -> None:
    case: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    got, stats = parse((FIXTURES / f"{name}.html").read_bytes(), **case["request"])

    assert {field: got[field] for field in case["expect"]} == case["expect"]
    counted = case.get("stats", {})
    assert {key: stats[key] for key in counted} == counted
    assert not [key for key in stats if key.startswith("strategy_error/")]


def test_every_fixture_has_its_expectation() -> None:
    pages = {path.stem for path in FIXTURES.glob("*.html")}
    assert pages == {path.stem for path in FIXTURES.glob("*.json")}
    assert len(pages) > 10
