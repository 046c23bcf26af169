"""The order of the questions to a site: as few as show whether a crawl would work."""

from __future__ import annotations

from scrapy.http import HtmlResponse

from mayadeen_crawler.doctor import article, robots, site, sitemap
from mayadeen_crawler.doctor.refusals import Answer, Problem, problem
from mayadeen_crawler.doctor.report import Report
from mayadeen_crawler.doctor.visit import DoctorSpider
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.navigation import NavigationLink


class Stopped(Exception):
    """The site refuses, or cannot be reached: nothing more is asked.

    Raised and caught in this module.
    """


class Examination:
    """Looks at home page, one listing, one sitemap and one article: some six requests."""

    def __init__(self, report: Report, url: str | None) -> None:
        """*url*: the article to look at; by default the newest that the listing shows."""
        self._report = report
        self._url = url
        self.ended = False
        """Whether the work came to its end, rather than being interrupted."""

    async def work(self, spider: DoctorSpider) -> None:
        """Make all checks of the site; never raises for what the site does."""
        try:
            await self._work(spider)
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - said in one line, like everything else
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
        wanted = site.check_sections(report, links, allowed)
        listing: HtmlResponse | None = None
        card: Card | None = None
        if wanted:
            listing = await self._page(spider, "listing", wanted.urls[0])
            if listing is not None:
                card = site.check_listing(report, wanted.name, listing)
        site.check_ticker(report, home, listing)
        await self._sitemap(spider)
        await self._article(spider, card)

    async def _home(self, spider: DoctorSpider) -> tuple[HtmlResponse | None, list[NavigationLink]]:
        report = self._report
        answer = await spider.fetch(f"{report.site.base_url}/")
        if not robots.check_robots(report, spider.robots):
            raise Stopped
        wrong = problem(answer)
        if wrong is not None and wrong.by_robots:
            # Sections may be allowed all the same: the catalogue knows where they are.
            report.add(
                "access",
                "warn",
                "robots.txt disallows the home page: the catalogue's addresses are used",
                "nothing: it is the site's wish, and kept",
            )
            return None, []
        if wrong is not None:
            self._failed("access", "the home page", wrong)
            raise Stopped
        assert isinstance(answer.response, HtmlResponse)
        site.check_access(report, answer.response)
        site.check_clock(report, answer.response)
        return answer.response, site.links_of(answer.response, report.site)

    def _failed(self, check: str, what: str, wrong: Problem) -> None:
        self._report.add(
            check,
            "FAIL",
            f"{wrong.finding} (asked for {what})",
            wrong.advice,
            blocked=wrong.blocked,
        )

    async def _page(self, spider: DoctorSpider, check: str, url: str) -> HtmlResponse | None:
        """Return a page that a crawl could not do without; ``None`` (said) if it did not come."""
        answer = await spider.fetch(url)
        wrong = problem(answer)
        if wrong is None:
            assert isinstance(answer.response, HtmlResponse)
            return answer.response
        self._failed(check, url, wrong)
        if wrong.blocked:
            raise Stopped
        return None

    async def _sitemap(self, spider: DoctorSpider) -> None:
        """Read one index and one file of it, or one file."""
        named = sitemap.sitemaps(spider.robots, self._report.site)
        answer = await self._file(spider, named[0])
        first, found = sitemap.read_sitemap(answer, self._report.site)
        if first is not None:
            found = sitemap.read_sitemap(await self._file(spider, first), self._report.site)[1]
        sitemap.report_sitemap(self._report, named, first, found)

    async def _file(self, spider: DoctorSpider, url: str) -> Answer:
        answer = await spider.fetch(url)
        wrong = problem(answer)
        if wrong is not None and wrong.blocked and not wrong.by_robots:
            self._failed("sitemap", url, wrong)
            raise Stopped
        return answer

    async def _article(self, spider: DoctorSpider, card: Card | None) -> None:
        url = self._url or (card.url if card else None)
        if url is None:
            return
        page = await self._page(spider, "article", url)
        if page is not None:
            article.check_article(
                self._report, page, None if self._url else card, spider.arguments.run_id
            )
