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
from mayadeen_crawler.pages.extraction.identity import agree
from mayadeen_crawler.pages.extraction.runner import Counting
from mayadeen_crawler.urls.canonical import canonicalize
from mayadeen_crawler.urls.parsed_url import read

#: The verdict on a page that is another address's, word for word.
REPEATED = "not_article/other_article"
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


class LastPage:
    """The article page before the one that is read: a site may serve one page at all addresses.

    *stats* counts under ``article/repeated`` those that are word for word the one before.
    """

    def __init__(self, site: Site, stats: StatsCollector) -> None:
        self._site, self._stats = site, stats
        self._shown: tuple[str, int, str | None] | None = None

    def compare(self, article: FetchedArticle, address: str) -> None:
        """Refuse *article*, asked for at *address*, if it is the page of another address.

        It is word for word the one before it, with the same time, and neither a post id nor the
        words of its address say that it is this address's, too: a post may well have several.
        """
        if article.verdict is not None or not article.body_text:
            return
        by_page = article.provenance.get("published_at") not in ("listing", "sitemap")
        time = article.published_raw if by_page else None  # two flashes may have the same words
        shown = (address, hash((article.headline, article.body_text, time)), article.url)
        before, self._shown = self._shown, shown
        if before is None or before[0] == address or before[1] != shown[1]:
            return
        own = article.post_id is not None or before[2] == article.url  # both were led there
        for slug in () if own else read(article.url or "", self._site).names[-1:]:
            own = agree(article.headline or "", slug.replace("-", " "))
        self._stats.inc_value("article/repeated", int(own))
        if not own:
            article.verdict = REPEATED


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
    """Whether a page has no end while most pages of this run had one.

    Of a page that breaks off in the middle of a text the run's lists tell, too: a run with few
    articles has nothing else to go by.
    """
    if article.ended:
        return False
    ended, unended = (stats.get_value(f"page/{name}", 0) for name in ("ended", "unended"))
    if article.breaks_off:
        others = unended - 1 + stats.get_value("listing/unended", 0)
        return bool(ended + stats.get_value("listing/ended", 0) > others)
    return bool(ended >= MIN_ENDED and ended > unended)
