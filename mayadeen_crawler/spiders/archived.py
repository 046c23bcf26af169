"""Spider ``archived``: what public web archives hold of the outlet's articles.

Three steps, each of which goes on where a run stopped: *list* the archive's index, *keep* the
records of the captures, *extract* the articles. How is in ``crawling/archives/``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings

from mayadeen_crawler.arguments import Argument, checked_base_url, choice, read_lines
from mayadeen_crawler.crawling.archives.archive_run import PROBLEM, ArchiveRun, ArchiveServices
from mayadeen_crawler.crawling.archives.captures import captured_period, digits
from mayadeen_crawler.crawling.archives.ccnews import USUAL_SECONDS
from mayadeen_crawler.crawling.archives.ccnews_download import keep_news, list_news, news_months
from mayadeen_crawler.crawling.archives.index_reader import (
    list_captures,
    list_commoncrawl,
    list_wayback,
    listed_months,
)
from mayadeen_crawler.crawling.archives.kept_files import (
    files_to_extract,
    origin,
)
from mayadeen_crawler.crawling.archives.last_refusal import last_refusal
from mayadeen_crawler.crawling.archives.month_table import show_months
from mayadeen_crawler.crawling.archives.outlet_robots import OutletRobotsUnread, outlet_rules
from mayadeen_crawler.crawling.archives.record_download import (
    KeepingProgress,
    keep_captures,
    service_of,
)
from mayadeen_crawler.crawling.archives.requests import ArchiveRequests
from mayadeen_crawler.crawling.replay import engine_choice
from mayadeen_crawler.crawling.warc_replay import WarcReplay
from mayadeen_crawler.exceptions import WarcFolderError, WrongUseError
from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import Archive
from mayadeen_crawler.spiders.base import MayadeenSpider
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url, is_on_site, rehost
from mayadeen_crawler.utils.hosts import is_loopback
from mayadeen_crawler.utils.run_ending import is_ending
from mayadeen_crawler.warc.run_file import check as check_folder

#: Source → what lists its captures.
LISTS = {"commoncrawl": list_commoncrawl, "ccnews": list_news, "wayback": list_wayback}
SOURCES = tuple(LISTS)
SOURCE = Argument(
    "source", "|".join(SOURCES), "the archive that is asked", choices=SOURCES, required=True
)
SERVICES = ("COMMONCRAWL_INDEX", "COMMONCRAWL_DATA", "WAYBACK_URL")


class ArchivedSpider(MayadeenSpider):
    """``source=commoncrawl|ccnews|wayback``, ``captured=FROM,TO`` (years, months or days).

    ``file=PATH`` (an address a line) in place of the whole host; ``list=1`` only counts by month.
    """

    name = "archived"
    own_arguments: ClassVar[tuple[Argument, ...]] = (
        SOURCE,
        Argument(
            "captured", "FROM,TO", "when pages were captured: years, months or days, both included;"
            " 2025-05 is that month",
        ),
        Argument("file", "PATH", "a file with an article's URL a line, in place of the whole host"),
        Argument(
            "list", "1", "only lists and counts by month: nothing is fetched", "0", ("0", "1")
        ),
        Argument("processes", "N", "processes that extract what was kept", "1"),
    )  # fmt: skip
    asks_for_tdm_file: ClassVar[bool] = False
    # Records are kept as the archive has them.
    keeps_pages: ClassVar[bool] = False
    watches_site: ClassVar[bool] = False
    replays: bool = True

    def __init__(
        self, source: str | None = None, captured: str | None = None, file: str | None = None,
        list: str | None = None, processes: str | None = None, **given: str,  # noqa: A002
    ) -> None:  # fmt: skip
        super().__init__(**given)
        self.source = check_source(source)
        self.archive = Archive(self.source, self.site.edition.code)
        self.captured = captured_period(captured)
        if self.period.since is not None:
            self.captured = self.captured.since(digits(self.period.since))
            if self.captured.first > self.captured.last:
                raise WrongUseError(
                    f"captured={captured!r} ends before since={given['since']}: an article is"
                    " captured after it was published"
                )
        self.pages = None if file is None else tuple(self._page(line) for line in read_lines(file))
        if list not in (None, "0", "1"):
            raise WrongUseError(f"list={list!r} is neither 1 nor 0")
        self.only_lists = list == "1"
        self.processes = engine_choice.number_of_processes(processes)
        self.keeping = KeepingProgress()
        """How far the run is, for the progress line."""

    def _page(self, url: str) -> str:
        there = rehost(url, self.site)
        if not is_on_site(there, self.site) or not is_article_url(there, self.site):
            raise WrongUseError(
                f"{url!r} is not the address of an article on {self.site.edition.base_url} "
                "(edition=… chooses the host)"
            )
        return canonicalize(there, self.site)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Give the services download slots of their own: their pace is not the site's."""
        super().update_settings(settings)
        slots = settings.getdict("DOWNLOAD_SLOTS")
        for service in ArchiveServices.from_settings(settings).all:
            slots[service.base_url] = {"concurrency": 1, "delay": 0.0}
        settings.set("DOWNLOAD_SLOTS", slots, priority="spider")

    def check(self, settings: BaseSettings) -> None:
        """Check settings, folder and the last run's end.

        Raises WrongUseError; WarcFolderError for a folder that cannot be written.
        """
        super().check(settings)
        check_service_settings(settings)
        output = Path(settings["OUTPUT_DIR"])
        refused = last_refusal(output, self.name, self.site.edition.code, self.source)
        if refused and not settings.getbool("ARCHIVE_AFTER_BLOCK"):
            raise WrongUseError(
                f"run {refused} was refused (blocked): a person decides whether an archive is "
                "asked for the outlet's pages all the same, by -s ARCHIVE_AFTER_BLOCK=1"
            )
        if not self.only_lists:
            engine_choice.check(settings, self.processes)
            check_folder(_folder(settings))

    async def begin(self) -> AsyncIterator[Request]:
        """Do the three steps. No request is yielded: each is sent when its turn has come."""
        self.crawler.stats.set_value("archives/source", self.source)
        services = ArchiveServices.from_settings(self.settings)
        if not all(is_loopback(service.base_url) for service in services.all):
            self.warn_without_contact()
        try:
            is_allowed = await outlet_rules(self.crawler, self.site)
        except OutletRobotsUnread as error:
            self.crawler.stats.set_value("archives/problem", str(error))
            return
        own = self.site.edition.base_url
        run = ArchiveRun(
            self.crawler,
            self.site,
            self.archive,
            self.captured,
            None if self.pages is None else tuple(
                own + page.removeprefix(self.site.base_url) for page in self.pages
            ),
            self.pages,
            _folder(self.settings),
            is_allowed,
            services,
            ArchiveRequests(self.crawler),
        )  # fmt: skip
        is_news = self.source == "ccnews"
        await list_captures(run, LISTS[self.source])
        if self.only_lists:
            if is_news:
                show_months(news_months(run), USUAL_SECONDS)
            else:
                show_months(listed_months(run), service_of(run).interval)
                self._note_none(run)
            return
        try:
            await (keep_news if is_news else keep_captures)(run, self.keeping)
        except WarcFolderError as error:
            self.crawler.stats.set_value("archives/error", str(error))
            self.logger.error("%s", error)
            raise CloseSpider("archive_folder") from None
        self._note_none(run)
        await self._extract(run)
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request

    def _note_none(self, run: ArchiveRun) -> None:
        """Note that the archive has nothing of what was asked for: that may be mistyped."""
        stats = self.crawler.stats
        if not (listed_months(run) or stats.get_value(PROBLEM) or is_ending(self.crawler)):
            asked = "captured=, since=, file= and edition="
            line = f"warning: {self.source} has no capture of what was asked for: see {asked}"
            stats.set_value("archives/none", line)

    async def _extract(self, run: ArchiveRun) -> None:
        """Replay the files that grew, and note that they were, if the run comes to their end."""
        found = files_to_extract(run, (self.period, self.site.base_url))
        if not found.paths or is_ending(self.crawler):
            return
        replay = WarcReplay(
            self.crawler,
            self.site,
            found.paths,
            run_id=self.arguments.run_id,
            logger=self.logger,
            begin_engine=partial(engine_choice.chosen, self.settings, self.processes),
            origin=partial(origin, run),
        )
        try:
            await replay.run()
        except WrongUseError as error:
            raise self.wrong_use(error) from None
        if not (is_ending(self.crawler) or self.crawler.stats.get_value("replay/engine_lost")):
            await self.ledger(archive_captures.extracted, found.marks)


def _folder(settings: BaseSettings) -> Path:
    """Return ARCHIVE_DIR, or a folder below OUTPUT_DIR if it is not set."""
    return Path(settings["ARCHIVE_DIR"] or Path(settings["OUTPUT_DIR"]) / "archives")


def check_source(source: str | None) -> str:
    """Return *source* if it is an archive that can be asked; raises WrongUseError."""
    return choice({} if source is None else {SOURCE.name: source}, SOURCE)


def check_service_settings(settings: BaseSettings) -> None:
    """Raise WrongUseError if a setting that names a service is not the address of a host."""
    for name in SERVICES:
        checked_base_url(settings[name], name)
