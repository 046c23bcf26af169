"""``scrapy demo``: every spider on the embedded replica."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.crawl import exit_status
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.editions import LEXICONS
from mayadeen_crawler.replica.newsroom import made_up
from mayadeen_crawler.runs.folder import FOLDER as RUNS
from mayadeen_crawler.runs.outcome import GOOD, OTHER
from mayadeen_crawler.runs.summary import summary

OUTPUT = Path("demo-output")
ARTICLES = 240
#: Of the ticker's events; one in whose first minutes lines come, go and are corrected.
SEED = 97

#: Record kinds, each a folder of feeds.
KINDS = ("articles", "breaking", "removals", "listings")
#: What a demo leaves behind; anything else in the folder is somebody's, and stays.
_OURS = (*KINDS, RUNS, FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")

_FURTHER = """
Look further:
  head -n 1 {file} | {python} -m json.tool --no-ensure-ascii | less
  {scrapy} runs -s OUTPUT_DIR={output}     (how each run went)
  {scrapy} ledger show -s OUTPUT_DIR={output}
  {scrapy} replica     (serves such a site, and says how to crawl it)
"""


@dataclass(frozen=True, slots=True)
class Show:
    """A crawl of the demo."""

    spider: str
    says: str
    """What it is asked for, in words."""
    arguments: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    """What happens to the site before."""


def shows(site: ReplicaSite, url: str) -> tuple[Show, ...]:
    """Return what the demo crawls on *site*, which is at *url*."""
    tags = list(dict.fromkeys(tag.name for n in (1, 2) for tag in site.article(n).tags))[:3]
    story = 3

    def edit() -> None:
        site.edit(story, "headline")

    def later() -> None:
        site.ticker_clock.advance(120)

    return (
        Show("section", "all of News"),
        Show("tag", f"the tags {', '.join(tags)}", {"tags": ",".join(tags)}),
        Show("breaking", "the ticker"),
        Show("breaking", "the ticker, two minutes later", before=later),
        Show("breaking", "the ticker, two more minutes later", before=later),
        Show("sitemap", "the archive, for what is missing"),
        Show("article", "one whose headline was edited", {"urls": url + site.path(story)}, edit),
    )


class Command(ScrapyCommand):
    """Starts the replica on a free loopback port and crawls it into ``demo-output/``."""

    requires_project = True

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Run every spider on the embedded replica into demo-output/, show what landed there"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Settings of a demo: no pace on this machine's own server, and rows in place of a log."""
        super().process_options(args, opts)
        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: say just `scrapy demo`", print_help=False
            )
        assert self.settings is not None
        quiet = {"OUTPUT_DIR": str(OUTPUT), "DOWNLOAD_DELAY": 0, "PROGRESS": False}
        if not opts.loglevel:
            quiet["LOG_LEVEL"] = "WARNING"
        self.settings.setdict(quiet, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, a line for each spider; the exit status is the worst of the crawls'."""
        try:
            _clear(OUTPUT)
            Ledger(OUTPUT).close()
        except (OSError, LedgerError) as error:
            print(f"scrapy demo: {error}", file=sys.stderr)
            self.exitcode = OTHER
            return
        assert self.crawler_process is not None
        site = ReplicaSite(articles=ARTICLES, ticker_script=made_up(LEXICONS["en"], SEED))
        with ReplicaServer(site) as server:
            print(f"Crawling a made-up copy of the site at {server.url} ...\n", flush=True)
            first, *others = shows(site, server.url)
            done = self._crawl(first, server.url)
            rest = asyncio.get_event_loop().create_task(self._go_on(done, others, server.url))
            self.crawler_process.start()
            rest.result()
        print("\nWhat landed:")
        print("\n".join(_landed()))
        for file in sorted(OUTPUT.glob("articles/*.jsonl"))[-1:]:
            python = os.path.relpath(sys.executable)
            scrapy = os.path.relpath(Path(sys.executable).with_name("scrapy"))
            print(_FURTHER.format(file=file, output=OUTPUT, python=python, scrapy=scrapy))

    async def _go_on(self, done: asyncio.Future[None], others: list[Show], url: str) -> None:
        await done
        for show in others:
            await self._crawl(show, url)

    def _crawl(self, show: Show, url: str) -> asyncio.Future[None]:
        """Start a crawl; its row is printed when it has ended."""
        show.before()
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler(show.spider)
        task = asyncio.ensure_future(
            self.crawler_process.crawl(crawler, base_url=url, **show.arguments)
        )
        task.add_done_callback(lambda _: self._ended(show, crawler))
        return task

    def _ended(self, show: Show, crawler: Crawler) -> None:
        status = exit_status(crawler, failed=crawler.spider is None)
        self.exitcode = max(self.exitcode, status)
        stats = crawler.stats.get_stats() if crawler.spider else {}
        seconds = stats.get("elapsed_time_seconds", 0)
        told = summary(stats) if status == GOOD else f"exit status {status}, see above"
        print(f"{show.spider:<9}{show.says:<52}{seconds:>5.1f} s  {told}", flush=True)


def _clear(folder: Path) -> None:
    for name in _OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _landed() -> Iterator[str]:
    for kind in KINDS:
        for file in sorted((OUTPUT / kind).glob("*.jsonl")):
            with file.open("rb") as stream:
                yield f"  {file}: {sum(1 for _ in stream)} records"
