"""A response → the article that it shows, and what a run counts of it.

`read_article` reads the page alone, wherever that is done: a replay calls it in other processes.
`count_article` sets the article beside those that the run read before it, so the crawl's own
process calls it, in the order of the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scrapy.http import TextResponse
from scrapy.statscollectors import StatsCollector

from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.frontier.addresses import MISSING
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.article import Hints, parse_article, response_time
from mayadeen_crawler.pages.extraction.runner import Counting
from mayadeen_crawler.urls.canonical import canonicalize

#: Pages with an end from which on one without is a cut one, if it is the exception.
MIN_ENDED = 3


def read_article(
    response: TextResponse, site: Site, found_at: Sequence[str], hints: Hints, *, run_id: str,
    retrieved_at: datetime, stats: Counting,
) -> FetchedArticle:  # fmt: skip
    """Return the article of *response*, which was fetched at the moment *retrieved_at* (aware).

    *found_at*: the canonical URLs that led to it. *stats* counts what ``parse_article`` counts.
    """
    article = parse_article(
        response,
        site,
        hints=hints,
        run_id=run_id,
        retrieved_at=retrieved_at,
        now=response_time(response.headers.get("Date"), retrieved_at),
        stats=stats,
    )
    article.aliases = tuple(dict.fromkeys((*found_at, canonicalize(response.url, site))))
    return article


def count_article(article: FetchedArticle, stats: StatsCollector) -> bool:
    """Count *article* among those of the run; return whether its page is believed.

    If it is not, ``article.verdict`` says why.
    """
    stats.inc_value("page/ended" if article.ended else "page/unended")
    if article.verdict is None and _is_cut(article, stats):
        article.verdict = TRUNCATED
    if article.is_refused:
        stats.inc_value("article/refused", int(article.verdict not in MISSING))
        stats.inc_value(f"refused/{article.verdict}")
        return False
    stats.inc_value("article/pages")
    stats.inc_value("page/recognised", int(bool(article.headline)))
    stats.inc_value("article/without_headline", int(not article.headline))
    stats.inc_value("article/without_published", int(not article.published_raw))
    return True


def _is_cut(article: FetchedArticle, stats: StatsCollector) -> bool:
    """Whether a page has no end while most pages of this run had one."""
    ended, unended = (stats.get_value(f"page/{name}", 0) for name in ("ended", "unended"))
    return not article.ended and ended >= MIN_ENDED and ended > unended
