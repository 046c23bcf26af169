"""``scrapy demo``: the main job on the embedded replica."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.crawl import OTHER, exit_status
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite

OUTPUT = Path("demo-output")
ARTICLES = 240

#: What a demo leaves behind; anything else in the folder is somebody's, and stays.
_OURS = ("articles", FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")

_FURTHER = """
Look further:
  head -n 1 {file} | {python} -m json.tool --no-ensure-ascii | less
  {scrapy} ledger show -s OUTPUT_DIR={output}
  {scrapy} replica     (serves such a site, and says how to crawl it)
"""


class Command(ScrapyCommand):
    """Starts the replica on a free loopback port and crawls it into ``demo-output/``."""

    requires_project = True

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Crawl the embedded replica into demo-output/ and show what landed there"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Settings of a demo: no pace on this machine's own server, and a quiet log."""
        super().process_options(args, opts)
        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: say just `scrapy demo`", print_help=False
            )
        assert self.settings is not None
        quiet = {"OUTPUT_DIR": str(OUTPUT), "DOWNLOAD_DELAY": 0}
        if not opts.loglevel:
            quiet["LOG_LEVEL"] = "WARNING"
        self.settings.setdict(quiet, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then print a table; the exit status is that of the crawl."""
        try:
            _clear(OUTPUT)
            Ledger(OUTPUT).close()
        except (OSError, LedgerError) as error:
            print(f"scrapy demo: {error}", file=sys.stderr)
            self.exitcode = OTHER
            return
        assert self.crawler_process is not None
        crawler = self.crawler_process.create_crawler("section")
        with ReplicaServer(ReplicaSite(articles=ARTICLES)) as server:
            print(f"Crawling a made-up copy of the site at {server.url} ...", flush=True)
            self.crawler_process.crawl(crawler, base_url=server.url)
            self.crawler_process.start()
        self.exitcode = exit_status(crawler, failed=self.crawler_process.bootstrap_failed)
        if not self.crawler_process.bootstrap_failed:
            print("\n".join(_table(crawler.stats.get_stats())))
        for file in sorted(OUTPUT.glob("articles/*.jsonl"))[-1:]:
            python = os.path.relpath(sys.executable)
            scrapy = os.path.relpath(Path(sys.executable).with_name("scrapy"))
            print(_FURTHER.format(file=file, output=OUTPUT, python=python, scrapy=scrapy))


def _clear(folder: Path) -> None:
    for name in _OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _table(stats: dict[str, Any]) -> Iterator[str]:
    columns = ("records", "new", "revised", "known", "pages", "seconds")
    yield f"{'feed':<12}" + "".join(f"{column:>9}" for column in columns)
    new, revised = stats.get("article/new", 0), stats.get("article/revised", 0)
    known = stats.get("article/known", 0) + stats.get("article/known_before_fetch", 0)
    seconds = f"{stats.get('elapsed_time_seconds', 0):.1f}"
    values = (new + revised, new, revised, known, stats.get("page/answered", 0), seconds)
    yield f"{'articles':<12}" + "".join(f"{value:>9}" for value in values)
    drops = {key.removeprefix("drop/"): n for key, n in stats.items() if key.startswith("drop/")}
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(drops.items()))
    yield f"dropped: {reasons or 'nothing'}"
