"""The last pipeline: the record is committed to the feed before the item goes on to ``-o``.

``ledger/writer.py`` commits records in groups; this pipeline waits for the group's commit.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler

from mayadeen_crawler.exceptions import Dropped, LedgerError, LostItemError
from mayadeen_crawler.items import Capture, FetchedArticle
from mayadeen_crawler.ledger.store import ScrapedArticle
from mayadeen_crawler.ledger.writer import LedgerWriter, explain
from mayadeen_crawler.pipelines.dedupe import fill_hashes
from mayadeen_crawler.pipelines.validate import missing

logger = logging.getLogger(__name__)

#: The ledger's outcome, where it wrote nothing → why (after the URL), and the log level.
_WHY = {
    "known": ("has not changed", "DEBUG"),
    "stale": ("was fetched before the last visit that the ledger knows", "DEBUG"),
    "suspect": ("lost its text, or in a replay its time: not taken for an edit", "WARNING"),
    "partial/truncated": (
        "has no </html>, unlike the page before: partial/truncated; a later run tries again",
        "WARNING",
    ),
    "post_id_conflict": (
        "gives the post id of another article: decided once that one was visited, too",
        "WARNING",
    ),
    "outdated": (
        "shows an older state than the feeds, as a cache may: outdated; written if it stays so",
        "WARNING",
    ),
    "partial/shrunk": (
        "lost much at once (text, time or authors): partial/shrunk; written if it stays so",
        "WARNING",
    ),
}


class Export:
    """Hands the record to the ledger, and drops it if the ledger did not write it.

    Stats: ``article/<outcome>`` (``new``, ``revised``, ``captured``, ``known``, ``stale``,
    ``suspect``), ``capture/written`` (lines), and ``doubts/<code>`` of the revisions.
    """

    def __init__(self, crawler: Crawler, writer: LedgerWriter) -> None:
        self._crawler = crawler
        self._writer = writer
        self._shrunk_after = timedelta(seconds=crawler.settings.getfloat("SHRUNK_AFTER"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Write with the crawl's own writer."""
        return cls(crawler, LedgerWriter.of(crawler))

    async def process_item(self, item: object) -> object:
        """Return the record as committed (a plain Article, or a Capture), or raise Dropped."""
        if not isinstance(item, FetchedArticle):
            return item
        if lacking := missing(item):  # `Validate` let none such pass
            raise LostItemError(f"a pipeline before this one left an article without its {lacking}")
        if item.field_hashes is None:  # a pipeline after dedupe may have changed the content
            fill_hashes(item)
        try:
            entry = ScrapedArticle(
                item.as_article(), item.aliases, item.list_links, item.shows, item.ended,
                self._shrunk_after, item.field_hashes,
            )  # fmt: skip
            outcome = await self._writer.write(entry)
        except LedgerError as error:
            explain(self._crawler, error)
            raise Dropped(
                "not_written", f"{item.url} was not written", remember=None, log_level="DEBUG"
            ) from None
        self._crawler.stats.inc_value(f"article/{outcome.kind}")
        if outcome.captures:
            self._crawler.stats.inc_value("capture/written", outcome.captures)
        if outcome.returned:
            self._crawler.stats.inc_value("removal/returned")
            logger.info("returned: %s (%s)", item.url, outcome.id)
        if not outcome.written:
            why, level = _WHY[outcome.why if outcome.kind == "suspect" else outcome.kind]
            raise Dropped(outcome.kind, f"{item.url} {why}", remember=None, log_level=level)
        if outcome.kind == "captured":
            changed = outcome.changed_fields
            return Capture.of(entry.item, None if changed is None else list(changed))
        for code in entry.item.doubts:
            self._crawler.stats.inc_value(f"doubts/{code}")
        return entry.item
