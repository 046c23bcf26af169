"""``scrapy parse --spider=article URL``: the record of one page, and nothing is written.

Scrapy's own command for every other spider, a user's among them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import parse
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from w3lib.url import is_url

from mayadeen_crawler.commands.checks.settings import check_settings, is_given
from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.inspection import condition
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.runs.outcome import OTHER
from mayadeen_crawler.urls.canonical import is_on_site
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.hosts import server_of
from mayadeen_crawler.utils.suggestion import suggestion

#: The spider that reads any article.
ARTICLE = "article"
#: Settings by which a run leaves nothing behind: no WARC file, no notification, no manifest.
WRITES_NOTHING: dict[str, Any] = {"ARCHIVE_DIR": "", "NOTIFY": "", "TDMREP": False}
#: Extensions that tell of a run while it goes on.
OF_RUNS = (
    "mayadeen_crawler.extensions.startup_line.StartupLine",
    "mayadeen_crawler.extensions.progress.Progress",
)


class Command(parse.Command):
    """Prints the record of an article as the feed would hold it, in JSON."""

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--spider=article] URL [-a edition=CODE] [-a base_url=URL]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the record of one article, as the feed would hold it; nothing is written"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check URL, spider and settings; one line and status 2 if one is wrong."""
        super().process_options(args, opts)
        assert self.settings is not None
        if len(args) != 1 or not is_url(args[0]):
            raise _wrong("give one whole URL: scrapy parse --spider=article URL")
        opts.spider = opts.spider or ARTICLE
        spiders = get_spider_loader(self.settings)
        names = spiders.list()
        if opts.spider not in names:
            near = suggestion(opts.spider, names)
            raise _wrong(f"--spider {opts.spider!r} is none of {', '.join(names)}{near}")
        self._whole = opts.spider == ARTICLE and not (opts.callback or opts.rules)
        # Scrapy imports every command for each: the others need not load the spiders.
        from mayadeen_crawler.spiders.base import MayadeenSpider

        spidercls = spiders.load(opts.spider)
        if not issubclass(spidercls, MayadeenSpider):
            return
        if not self._whole:
            raise _wrong(
                f"the spider {opts.spider} reads more than one page: give --spider={ARTICLE} and "
                "the URL of an article, or run `scrapy crawl`"
            )
        opts.spargs = {**_site_of(args[0]), **opts.spargs, "urls": args[0]}
        try:
            check_settings(self.settings)
            spidercls(**opts.spargs).check(self.settings)
        except WrongUseError as error:
            raise _wrong(str(error)) from None
        self._quieten(self.settings)

    def _quieten(self, settings: BaseSettings) -> None:
        """Have the run leave nothing behind, and log nothing unless a level was given."""
        for name, value in WRITES_NOTHING.items():
            settings.set(name, value, priority="cmdline")
        settings.set("EXTENSIONS", without_runs(settings), priority="cmdline")
        if not is_given(settings, "LOG_LEVEL") and not settings["LOG_FILE"]:
            settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch and print; exit status 1 with one line if there is no article."""
        assert self.crawler_process is not None
        settings = self.crawler_process.settings
        with tempfile.TemporaryDirectory(prefix="mayadeen-parse-") as folder:
            keep_hold(settings, Path(folder), args[0])
            settings.set("OUTPUT_DIR", folder, priority="cmdline")
            if self._whole:
                self._crawl(Path(folder), opts)
            else:
                super().run(args, opts)

    def _crawl(self, folder: Path, opts: argparse.Namespace) -> None:
        """Crawl the one article into *folder*, and print its line of the feed."""
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(ARTICLE)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        lines = [path.read_text(encoding="utf-8") for path in folder.glob("articles/*.jsonl")]
        if lines:
            terminal.write_json(json.loads(lines[0]), indent=2)
            return
        stats = crawler.stats.get_stats()
        reasons = [name.partition("/")[2] for name in stats if name.startswith(("drop/", "lost/"))]
        why = ", ".join(reasons) or stats.get("finish_reason", "interrupted")
        terminal.complain(f"scrapy parse: no record of {opts.spargs['urls']}: {why}")
        self.exitcode = OTHER


def without_runs(settings: BaseSettings) -> dict[str, Any]:
    """Return EXTENSIONS of *settings* without those that tell of a run."""
    return {**settings.getdict("EXTENSIONS"), **dict.fromkeys(OF_RUNS)}


def keep_hold(settings: BaseSettings, folder: Path, url: str) -> None:
    """Have a command whose ledger is in *folder* leave the host of *url* alone as runs have to.

    The site may have asked a run on OUTPUT_DIR to wait (Retry-After).
    """
    now = time.time()
    with suppress(LedgerError, ValueError):  # no such pause is known then
        host = server_of(url)
        found = condition(Path(settings["OUTPUT_DIR"]), "", host, now=now)
        if found is not None and found.held_until > now:
            with Ledger(folder) as ledger, ledger.transaction() as db:
                shared_pace.hold(db, host, until=found.held_until)


def _site_of(url: str) -> dict[str, str]:
    """Return ``edition=`` for a URL on an edition's host, else ``base_url=`` of the URL's host."""
    for code, edition in EDITIONS.items():
        if is_on_site(url, Site(edition)):
            return {"edition": code}
    parts = urlsplit(url)
    return {"base_url": f"{parts.scheme}://{parts.netloc}"}


def _wrong(line: str) -> UsageError:
    return UsageError(line, print_help=False)
