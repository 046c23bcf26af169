"""What pipelines and ledger need beside a record: declared like all else, and never written."""

from __future__ import annotations

import copy
import csv
import json
import pickle
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

from itemadapter import ItemAdapter

from mayadeen_crawler.dates.site_time import SiteTime
from mayadeen_crawler.items import Article, FetchedArticle, as_record
from mayadeen_crawler.items.fetched_article import ListLink
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Answer, Served, story

BESIDE = {
    "published_time": SiteTime(datetime(2026, 3, 1, 8, tzinfo=UTC), date(2026, 3, 1)),
    "modified_time": SiteTime(None, date(2026, 3, 2)),
    "aliases": ("https://m.test/asked-for", "https://m.test/redirected-to"),
    "list_links": (ListLink("tag", "https://m.test/tags/homs", "Homs"),),
    "shows": str.isalpha,
    "field_hashes": {"headline": "0123456789abcdef"},
    "ended": True,
    "breaks_off": True,
    "verdict": "not_article/consent",
}
RECORD = [one.name for one in fields(Article)]


def fetched() -> FetchedArticle:
    values = {"id": "en:1", "url": "https://m.test/a", "headline": "A title", "tags": ["Homs"]}
    return FetchedArticle(**values, **BESIDE)  # type: ignore[arg-type]


def beside(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in BESIDE}


def test_copies_and_adapters_see_what_is_beside_the_record() -> None:
    item = fetched()
    assert list(ItemAdapter(item).field_names()) == [*RECORD, *BESIDE]
    assert {name: ItemAdapter(item)[name] for name in BESIDE} == BESIDE
    for other in (
        copy.copy(item),
        copy.deepcopy(item),
        replace(item, headline="Another"),
        pickle.loads(pickle.dumps(item)),
    ):
        assert beside(other) == BESIDE
    assert replace(item, aliases=()).aliases == ()
    assert item.aliases == BESIDE["aliases"]


def test_the_record_alone_has_nothing_beside_it() -> None:
    item = fetched()
    record = item.as_article()
    assert type(record) is Article
    assert list(as_record(record)) == list(ItemAdapter(record).field_names()) == RECORD
    assert as_record(record) == {name: as_record(item)[name] for name in RECORD}


def test_an_exported_file_holds_the_feeds_records(tmp_path: Path) -> None:
    """Whatever the format: what is beside the record is in no file of ``-o``."""
    pages: dict[str, str | bytes | Answer] = {
        "/news/politics/story-a": story("a"),
        "/news/politics/story-b": story("b", published="2026-03-01 10:00"),
    }
    files = {name: str(tmp_path / f"own.{name}") for name in ("jsonlines", "json", "csv", "xml")}
    with Served(pages) as site:
        settings = {"FEEDS": {path: {"format": name} for name, path in files.items()}}
        run = crawl(
            "article",
            tmp_path / "output",
            base_url=site.url,
            urls=",".join(site.url + path for path in pages),
            settings=settings,
        )
    assert len(run.records) == len(pages)
    own = {name: Path(path).read_text(encoding="utf-8") for name, path in files.items()}
    lines = [json.loads(line) for line in own["jsonlines"].splitlines()]
    assert sorted(lines, key=lambda one: one["id"]) == sorted(
        run.records, key=lambda one: one["id"]
    )
    assert [list(line) for line in lines] == [RECORD] * len(pages)
    assert json.loads(own["json"]) == lines
    assert next(csv.reader(own["csv"].splitlines())) == RECORD
    assert not [name for name in BESIDE if name in own["xml"]]
