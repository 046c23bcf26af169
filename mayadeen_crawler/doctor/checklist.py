"""The checks of the site, in their order, with as few requests as show whether a crawl would work.

Run by ``spider.py`` inside the doctor's own crawl. It stops where the site refuses or cannot be
reached; what was not checked is then named under the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from scrapy.http import HtmlResponse

from mayadeen_crawler.doctor import (
    article_check,
    feed_check,
    robots_check,
    site_check,
    sitemap_check,
)
from mayadeen_crawler.doctor.failed_requests import (
    Answer,
    Problem,
    no_article,
    problem,
)
from mayadeen_crawler.doctor.findings import NEXT_IS_TRIED, Report
from mayadeen_crawler.doctor.spider import DoctorSpider
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink

#: Articles of the listing that are requested, at most, until one comes.
MAX_CARDS = 3

Judge = Callable[[Answer], Problem | None]
"""Returns why an answer is not the page that was requested, or None."""


class NoMoreRequests(Exception):
    """The site refuses, or cannot be reached: the checks end.

    Raised and caught in this module.
    """


class SiteChecklist:
    """Checks home page, listing, feed, sitemap and article, one of each: some seven requests."""

    def __init__(self, report: Report, url: str | None) -> None:
        """*url*: the article to check; None for the newest that the listing shows."""
        self._report = report
        self._url = url
        self.ended = False
        """Whether `work` came to its end; False if it was interrupted."""

    async def work(self, spider: DoctorSpider) -> None:
        """Make all checks of the site; whatever the site answers, it does not raise."""
        try:
            await self._work(spider)
        except NoMoreRequests:
            pass
        except Exception as error:  # noqa: BLE001 - reported in one line, like every finding
            self._report.add(
                "doctor",
                "FAIL",
                f"a fault of this program: {type(error).__name__}: {error}",
                "report it, with what `-L DEBUG` shows",
            )
        self._report.requests = spider.crawler.stats.get_value("downloader/request_count", 0)
        self.ended = True

    async def _work(self, spider: DoctorSpider) -> None:
        report = self._report
        home, links = await self._home(spider)
        allowed = spider.robots.parser if spider.robots else None
        wanted = site_check.check_sections(report, links, allowed)
        listing: Page | None = None
        newest: list[Card] = []
        if wanted:
            _, response = await self._page(spider, "listing", wanted.urls, problem)
            if response is not None:
                listing = Page(response, report.site)
                newest = site_check.check_listing(report, wanted.name, listing)
        site_check.check_ticker(report, home, listing)
        await self._feed(spider, home)
        await self._sitemap(spider)
        await self._article(spider, newest[:MAX_CARDS])

    async def _home(self, spider: DoctorSpider) -> tuple[Page | None, list[NavigationLink]]:
        report = self._report
        answer = await spider.fetch(f"{report.site.base_url}/")
        if not robots_check.check_robots(report, spider.robots):
            raise NoMoreRequests
        wrong = problem(answer)
        if wrong is not None and wrong.by_robots:
            # Sections may be allowed all the same: outlet/ has their URLs.
            report.add(
                "access",
                "warn",
                "robots.txt disallows the home page: the catalogue's addresses are used",
                "nothing: it is the site's wish, and kept",
            )
            return None, []
        if wrong is not None:
            self._failed("access", "the home page", wrong)
            raise NoMoreRequests
        assert isinstance(answer.response, HtmlResponse)
        site_check.check_access(report, answer.response)
        site_check.check_clock(report, answer.response)
        home = Page(answer.response, report.site)
        return home, site_check.links_of(home)

    def _failed(self, check: str, what: str, wrong: Problem) -> None:
        self._report.add(
            check,
            "FAIL",
            f"{wrong.finding} (asked for {what})",
            wrong.advice,
            blocked=wrong.blocked,
        )

    async def _page(
        self, spider: DoctorSpider, check: str, urls: Sequence[str], judge: Judge
    ) -> tuple[int, HtmlResponse | None]:
        """Return (index in *urls*, page) of the first of *urls* that *judge* finds no fault with.

        If there is none, (0, None); a FAIL of *check* is then reported.
        """
        for number, url in enumerate(urls):
            answer = await spider.fetch(url)
            wrong = judge(answer)
            if wrong is None:
                assert isinstance(answer.response, HtmlResponse)
                return number, answer.response
            if wrong.only_this_url and url != urls[-1]:
                said = f"{wrong.finding} (asked for {url})"
                self._report.add(check, "warn", said, NEXT_IS_TRIED)
                continue
            self._failed(check, url, wrong)
            if wrong.blocked:
                raise NoMoreRequests
            break
        return 0, None

    async def _feed(self, spider: DoctorSpider, home: Page | None) -> None:
        """Check the feed, where `latest` would find it."""
        site = self._report.site
        answers: list[Answer] = []
        for url in feed_check.feeds(home, site):
            answers.append(await self._file(spider, "feed", url))
            if not feed_check.is_elsewhere(answers[-1], site):
                break
        feed_check.report_feed(self._report, answers)

    async def _sitemap(self, spider: DoctorSpider) -> None:
        """Check one sitemap; if it is an index, the newest file that it lists."""
        named = sitemap_check.sitemaps(spider.robots, self._report.site)
        answer = await self._file(spider, "sitemap", named[0])
        first, found = sitemap_check.read_sitemap(answer, self._report.site)
        if first is not None:
            answer = await self._file(spider, "sitemap", first)
            _, found = sitemap_check.read_sitemap(answer, self._report.site)
        sitemap_check.report_sitemap(self._report, named, first, found)

    async def _file(self, spider: DoctorSpider, check: str, url: str) -> Answer:
        """Return what the file *url* brings; a refusal is a FAIL of *check*, and the end."""
        answer = await spider.fetch(url)
        wrong = problem(answer)
        if wrong is not None and wrong.blocked and not wrong.by_robots:
            self._failed(check, url, wrong)
            raise NoMoreRequests
        return answer

    async def _article(self, spider: DoctorSpider, newest: Sequence[Card]) -> None:
        urls = [self._url] if self._url else [card.url for card in newest]
        judge = partial(no_article, site=self._report.site)
        run_id, tried, is_read = spider.arguments.run_id, 0, False
        while not is_read:
            number, page = await self._page(spider, "article", urls[tried:], judge)
            if page is None:
                return
            number, card, which = number + tried, None, ""
            if not self._url:
                card = newest[number]
                which = f"the {'next' if number else 'newest'} on the listing, "
            tried = number + 1
            is_read = article_check.check_article(
                self._report, page, card, run_id, which, is_last=tried == len(urls)
            )
