"""What listing cards said about an article in earlier runs.

Used where an article is extracted without being met on a listing: ``scrapy crawl article`` (URLs
given, or WARC files replayed). Where a listing leads to it, the card itself gives the hints.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.crawler import Crawler

from mayadeen_crawler.dates.site_time import is_relative
from mayadeen_crawler.ledger.frontier.addresses import known_hints
from mayadeen_crawler.ledger.writer import LedgerWriter


def remembered_hints(crawler: Crawler, urls: Sequence[str]) -> dict[str, str | None]:
    """Return the label and date that a listing card showed for this article in an earlier run.

    As ``{"label": str | None, "date": str | None}``; ``{}`` if no card was seen. *urls*: the
    article's canonical URLs, the first one with a card counts. Relative times ("2 hours ago")
    are None: they are only true at the moment the card was seen.
    """
    said = known_hints(LedgerWriter.of(crawler).reader, urls)
    return {name: None if text and is_relative(text) else text for name, text in said.items()}
