"""Parsing a page for the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from scrapy.http import HtmlResponse

from mayadeen_crawler.content_hash import content_hash
from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import Article, as_record
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.article import Hints, parse_article, response_time
from mayadeen_crawler.pipelines.dates import NormalizeDates
from mayadeen_crawler.pipelines.validate import Validate
from tests.helpers.schema_check import wrong

NOW = datetime(2025, 11, 27, 12, 0, tzinfo=UTC)
URL = "https://english.almayadeen.net/news/politics/a-page-of-made-up-text"


class Stats(Counter[str]):
    def inc_value(self, key: str) -> None:
        self[key] += 1


def parse(
    body: bytes | str,
    *,
    url: str = URL,
    edition: str = "en",
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], Stats]:
    """Return the article of a page as a dictionary, and what was counted.

    Whatever the page holds: what would be written of it is what the schema says.
    """
    content = body.encode() if isinstance(body, str) else body
    response = HtmlResponse(url, body=content, headers=dict(headers or {}), encoding="utf-8")
    stats = Stats()
    article = parse_article(
        response,
        Site(EDITIONS[edition], base_url),
        hints=Hints(**(hints or {})),
        run_id="test",
        retrieved_at=NOW,
        now=response_time(response.headers.get("Date"), NOW),
        stats=stats,
    )
    counted: Any = Stats()
    NormalizeDates(counted).process_item(article)
    got = asdict(article.as_article())
    assert as_written(article.as_article()) == []
    return got, stats


def as_written(article: Article) -> list[str]:
    """Return what is wrong with the record that would be written of *article*, if one would."""
    try:
        item: Any = Validate().process_item(article)
    except Dropped:
        return []
    item.content_hash = content_hash(as_record(item))
    return wrong("article", encode(as_record(item)))
