"""Refuse a mirror (``base_url=``) that serves another edition than the run's.

Its records would be of the wrong edition, one like the other. Scrapy calls the middleware with
every response; it looks at the first page with a language or a menu. The outlet's own hosts are
never refused.
"""

from __future__ import annotations

import logging
from typing import Self
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import HtmlResponse, Response

from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.outlet import EDITIONS, Edition, Site
from mayadeen_crawler.utils.html_tree import html_tree, source_of
from mayadeen_crawler.utils.meta_keys import SERVICE
from mayadeen_crawler.utils.run_ending import end_crawl, is_ending
from mayadeen_crawler.utils.text import slugify

logger = logging.getLogger(__name__)

#: Links of a page that are looked at; a navigation comes first.
LINKS = 300
#: Pages that are looked at until one says its language or has a menu.
PAGES = 5


class MirrorEdition:
    """Ends the run as wrong use if the first page is another edition's, by language and menu."""

    def __init__(self, crawler: Crawler, site: Site) -> None:
        self._crawler = crawler
        self._site = site
        self._left = PAGES

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raise NotConfigured on a host of the outlet, and for a spider without a site."""
        site: Site | None = getattr(crawler.spider, "site", None)
        hosts = {name for one in EDITIONS.values() for name in (one.host, *one.other_hosts)}
        if site is None or urlsplit(site.base_url).hostname in hosts:
            raise NotConfigured
        return cls(crawler, site)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response; raises IgnoreRequest for the page that ends the run."""
        is_page = isinstance(response, HtmlResponse) and response.status == 200
        if not self._left or not is_page or SERVICE in request.meta or is_ending(self._crawler):
            return response
        assert isinstance(response, HtmlResponse)
        ours = self._site.edition
        # Not `response.selector`: it raises for a <base> that is no address, and knows no bounds.
        try:
            tree = html_tree(source_of(response.text))
        except TooCostly:  # as whoever reads the page will say
            return response
        page = Selector(root=tree, type="html")
        by_language, by_menu = of_language(page), of_menu(page)
        # A robots.txt or a feed may be said to be HTML, too.
        self._left = 0 if by_language or by_menu else self._left - 1
        others = [one for one in (by_language, by_menu) if one not in (None, ours)]
        if len(others) == 2 and by_language is by_menu and by_menu is not None:
            line = (
                f"{self._site.base_url} serves the edition {by_menu.code}, and this run is for "
                f"{ours.code}: give edition={by_menu.code}"
            )
            self._crawler.stats.set_value("wrong_use", line)
            logger.error("%s", line)
            end_crawl(self._crawler, "wrong_use")
            raise IgnoreRequest(line)
        if others:
            logger.warning(
                "%s may serve another edition than %s: its %s",
                self._site.base_url, ours.code,
                "language is another" if by_language in others else "menu is another edition's",
            )  # fmt: skip
        return response


def of_language(page: Selector) -> Edition | None:
    """Return the edition in whose language the page says it is; None if it does not say."""
    lang = (page.xpath("/html/@lang").get() or "").strip().lower().partition("-")[0]
    return next((one for one in EDITIONS.values() if one.language.partition("-")[0] == lang), None)


def of_menu(page: Selector) -> Edition | None:
    """Return the edition with most of its labels in the page's menus; None if none has."""
    links = page.xpath("//nav//a")[:LINKS] or page.xpath("//a")[:LINKS]
    slugs = {slugify("".join(link.xpath(".//text()").getall())[:100]) for link in links}
    counts = {one.code: len(slugs & one.labels) for one in EDITIONS.values()}
    most = max(counts, key=lambda code: counts[code])
    rest = max(count for code, count in counts.items() if code != most)
    return EDITIONS[most] if counts[most] > rest else None
