"""What lists said of a page that is not met on a list now."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.crawler import Crawler

from mayadeen_crawler.dates.site_time import is_relative
from mayadeen_crawler.ledger.frontier.addresses import known_hints
from mayadeen_crawler.ledger.writer import LedgerWriter


def said_before(crawler: Crawler, urls: Sequence[str]) -> dict[str, str | None]:
    """Return what a card said of the page that *urls* lead to, where a run saw one.

    But for times that count from the moment at which the list was seen.
    """
    said = known_hints(LedgerWriter.of(crawler).reader, urls)
    return {name: None if text and is_relative(text) else text for name, text in said.items()}
