"""Two versions of the extraction that visit the same pages in turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.article_visits import Site, set_clock, stamp
from tests.helpers.articles import article, feed

NEW, OLD = EXTRACTOR_VERSION + 1, EXTRACTOR_VERSION


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "05 00:00")
    return Site(tmp_path)


def visit(site: Site, version: int, when: str, headline: str = "Kilns", **fields: Any) -> str:
    """Visit a page whose summary only the newer version reads; return the outcome."""
    item = article(
        1, retrieved_at=stamp(when), headline=headline, extractor_version=version,
        summary="A lead." if version == NEW else None, **fields,
    )  # fmt: skip
    page = f"{headline} A lead. {item.body_text}"
    entry = ScrapedArticle(item, shows=lambda text: text in page)
    with Ledger(site.folder) as ledger:
        return ledger.write([entry])[0].kind


def lines(site: Site) -> list[tuple[int, str, list[str], int]]:
    return [
        (one["revision"], one["revision_cause"], one["changed_fields"], one["extractor_version"])
        for one in feed(site.folder)
    ]


FIRST = (1, "first", list[str](), NEW)


def test_an_older_program_that_reads_less_writes_nothing(site: Site) -> None:
    turns = ((NEW, "01 11:00"), (OLD, "01 12:00"), (NEW, "01 13:00"), (OLD, "01 14:00"))
    outcomes = [visit(site, version, when) for version, when in turns]
    assert outcomes == ["new", "known", "known", "known"]
    assert lines(site) == [FIRST]


def test_an_older_program_writes_what_the_newsroom_changed(site: Site) -> None:
    visit(site, NEW, "01 11:00")
    visit(site, OLD, "01 12:00", "Looms")
    visit(site, NEW, "01 13:00", "Looms")
    visit(site, OLD, "01 14:00", "Looms")
    assert lines(site) == [
        FIRST,
        (2, "edited", ["headline", "summary"], OLD),
        (3, "reextracted", ["summary"], NEW),
    ]


def test_an_older_program_believes_the_pages_own_time_of_modification(site: Site) -> None:
    visit(site, NEW, "01 11:00", modified_at=stamp("01 10:30"))
    visit(site, OLD, "01 12:00", modified_at=stamp("01 10:30"), tags=["Clay"])
    visit(site, OLD, "01 13:00", modified_at=stamp("01 12:30"), tags=["Clay"])
    assert lines(site) == [FIRST, (2, "edited", ["summary", "tags"], OLD)]
