"""``scrapy doctor`` in this process: the command itself, its crawl on the tests' reactor."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from mayadeen_crawler.commands.doctor import Command
from tests.helpers.crawls import LIMIT, _loop, _OwnSettings


@dataclass(frozen=True)
class Said:
    """What the command printed, and its exit status."""

    status: int
    out: str
    err: str

    def line(self, check: str) -> str:
        """The finding of one check with all its lines, as one."""
        rows = self.out.splitlines()
        start = next(i for i, row in enumerate(rows) if row[6:].split()[:1] == [check])
        found = [rows[start], *rows[start + 1 :]]
        end = next((i for i, row in enumerate(found[1:], 1) if row[:1] != " "), len(found))
        return " ".join(" ".join(found[:end]).split())


class _Process:
    """What the command uses of Scrapy's CrawlerProcess, on a reactor that runs already."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._crawl: tuple[type[Spider], dict[str, Any]] | None = None

    def crawl(self, spider: type[Spider], **arguments: Any) -> None:
        self._crawl = (spider, arguments)

    def start(self) -> None:
        assert self._crawl
        spider, arguments = self._crawl

        async def run() -> None:
            await Crawler(spider, self.settings).crawl_async(**arguments)

        asyncio.run_coroutine_threadsafe(run(), _loop()).result(LIMIT)


def doctor(*words: str, **settings: Any) -> Said:
    """Run ``scrapy doctor`` with *words*, without pace unless *settings* say otherwise."""
    project = _OwnSettings()
    project.setmodule("mayadeen_crawler.settings", priority="project")
    values = {"DOWNLOAD_DELAY": 0, "BROWSER_PATH": "/bin/sh", "CONTACT": "", **settings}
    project.setdict(values, priority="cmdline")
    command = Command()
    command.settings = project
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, args = parser.parse_known_args(words)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            command.process_options(args, opts)
            command.crawler_process = _Process(project)  # type: ignore[assignment]
            command.run(args, opts)
            status = command.exitcode
        except SystemExit as end:
            status = int(end.code or 0)
    return Said(status, out.getvalue(), err.getvalue())
