"""``scrapy crawl``: Scrapy's own, with checks before the run and exit statuses after it.

Arguments, settings and folders are checked before anything starts; an error is one line on
stderr and in the run's manifest. The exit status is that of ``runs.outcome.verdict``.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import configure_logging

from mayadeen_crawler import clock
from mayadeen_crawler.arguments import COMMON, Argument, check_names
from mayadeen_crawler.commands.checks.settings import check_settings
from mayadeen_crawler.exceptions import LedgerError, MemoryShort, WarcFolderError, WrongUseError
from mayadeen_crawler.ledger.feed_files.owned_paths import is_owned
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.runs.manifest import not_begun
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import OTHER, WRONG_USE, Verdict, verdict
from mayadeen_crawler.utils import memory_left, terminal
from mayadeen_crawler.utils.local_feeds import fill_in
from mayadeen_crawler.utils.log_level import errors_on_stderr
from mayadeen_crawler.utils.scrapy_internals import (
    command_crawler,
    load_http_handler,
    was_forced_to_end,
)
from mayadeen_crawler.utils.secrets import masked
from mayadeen_crawler.utils.suggestion import suggestion
from mayadeen_crawler.warc.run_file import check as check_warc_folder

if TYPE_CHECKING:
    from rich.console import RenderableType


class Command(crawl.Command):
    """Runs a spider, after checking its arguments, the settings and the output folder."""

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Run a spider; exit status 0 good, 2 wrong use, 3 blocked, 4 unhealthy, 1 other"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options, and a help that also lists a spider's arguments."""
        super().add_options(parser)
        parser.add_argument("-h", "--help", nargs=0, action=self._help_action())

    def _help_action(self) -> type[argparse.Action]:
        show = self._show_arguments

        class Help(argparse.Action):
            """Prints the options, then the arguments, and ends."""

            def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
                parser.print_help()
                show()
                parser.exit()

        return Help

    def _show_arguments(self) -> None:
        """Print the arguments of the spider that the command line names, else of all."""
        assert self.settings is not None
        spiders = get_spider_loader(self.settings)
        named = [name for name in spiders.list() if name in sys.argv]
        tables: list[RenderableType] = []
        for name in named or spiders.list():
            own = getattr(spiders.load(name), "own_arguments", ())  # a user's spider has none
            tables += _table(f"Arguments of spider {name}", own)
        terminal.show(*tables, *_table("Arguments of every spider", COMMON))

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check spider, arguments and output folder; end with one line if one is wrong."""
        bare = [one for one in opts.spargs if "=" not in one]
        opts.spargs = [one for one in opts.spargs if "=" in one]
        super().process_options(args, opts)
        try:
            if bare:  # Scrapy's line names none of them, and no manifest has it
                raise WrongUseError(f"-a {bare[0]!r} has no value: give -a {bare[0]}=VALUE")
            self._check(args, opts)
        except WrongUseError as error:
            self._end(args, opts, Verdict("wrong_use", WRONG_USE, str(error)))
        except (WarcFolderError, LedgerError, MemoryShort) as error:
            self._end(args, opts, Verdict("failed", OTHER, str(error)))

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        # Scrapy imports every command for each: the others need not load what a crawl needs.
        from mayadeen_crawler.spiders.base import MayadeenSpider

        assert self.settings is not None
        spiders = get_spider_loader(self.settings)
        names = spiders.list()
        if len(args) != 1:
            raise WrongUseError(f"name one spider of {', '.join(names)}")
        if args[0] not in names:
            raise WrongUseError(
                f"unknown spider {args[0]!r}{suggestion(args[0], names)} "
                f"(valid: {', '.join(names)})"
            )
        memory_left.check()
        spidercls = spiders.load(args[0])
        spider = None
        if issubclass(spidercls, MayadeenSpider):
            check_names(opts.spargs, spidercls.own_arguments)
            spider = spidercls(**opts.spargs)
        fill_in(self.settings, spider or spidercls)
        check_settings(self.settings)
        if spider is not None:
            spider.check(self.settings)
            if self.settings["ARCHIVE_DIR"] and spider.keeps_pages and not spider.replays:
                check_warc_folder(Path(self.settings["ARCHIVE_DIR"]))
            site = spider.site
            with Ledger(Path(self.settings["OUTPUT_DIR"])) as ledger:
                ledger.settle()
                ledger.bind(site.edition.code, site.base_url)

    def _end(self, args: list[str], opts: argparse.Namespace, found: Verdict) -> None:
        """Report why no run began: on stderr, in LOG_FILE if set, and in a manifest."""
        assert self.settings is not None
        line = f"scrapy crawl: {found.reason}"
        terminal.complain(line)
        if self.settings.getbool("LOG_ENABLED") and self._has_log_file():
            configure_logging(self.settings)
            logging.getLogger(__name__).error("%s", terminal.harmless(masked(line)))
        self._note(args, opts, found)
        sys.exit(found.exit_status)

    def _could_not_begin(
        self, args: list[str], opts: argparse.Namespace, error: BaseException | None
    ) -> Verdict:
        """Log why the run did not begin; with a traceback only for a fault of the program."""
        known = isinstance(error, LedgerError | WrongUseError)
        if error is not None:
            logging.getLogger(__name__).error("%s", error, exc_info=None if known else error)
        found = verdict({}, failed=True)
        if isinstance(error, WrongUseError):  # what was right when it was checked
            found = Verdict("wrong_use", WRONG_USE, str(error))
        elif known:
            found = Verdict("failed", OTHER, str(error))
        self._note(args, opts, found)
        return found

    def _note(self, args: list[str], opts: argparse.Namespace, found: Verdict) -> None:
        """Write the manifest of a run that did not begin."""
        assert self.settings is not None
        if self.settings["OUTPUT_DIR"]:
            manifest = not_begun(args[0] if args else "", opts.spargs, found, clock.stamp())
            with suppress(OSError):  # the reason is on stderr already
                RunsFolder(Path(self.settings["OUTPUT_DIR"])).write(manifest)

    def _has_log_file(self) -> bool:
        assert self.settings is not None
        path = self.settings["LOG_FILE"]
        if not path or is_owned(Path(path).resolve(), Path(self.settings["OUTPUT_DIR"] or ".")):
            return False
        return os.access(Path(path).absolute().parent, os.W_OK)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; the exit status is its outcome's."""
        from mayadeen_crawler.extensions.manifest import Manifest

        assert self.crawler_process is not None
        memory_left.watch(OTHER)
        load_http_handler()
        crawler = command_crawler(self, args[0])
        task = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if failed := self.crawler_process.bootstrap_failed:
            found = self._could_not_begin(args, opts, _error_of(task))
        else:
            stats = crawler.stats
            if stats.get_value("finish_reason") is None and not was_forced_to_end():
                # A signal came while the spider was being opened: Scrapy does not close it then.
                stats.set_value("finish_reason", "shutdown")
            found = verdict(stats.get_stats())
            if manifest := crawler.get_extension(Manifest):
                manifest.end()  # after a second interrupt Scrapy sends no spider_closed
        self.exitcode = found.exit_status
        is_told = found.exit_status == WRONG_USE or failed
        if is_told and not errors_on_stderr(crawler.settings):
            terminal.complain(f"scrapy crawl: {found.reason}")


def _table(title: str, arguments: Sequence[Argument]) -> list[RenderableType]:
    """Return a heading and a row an argument; nothing if there is none."""
    from rich.text import Text

    table = terminal.plain_table("name", "meaning", shown=False)
    for argument in arguments:
        table.add_row(f"  {argument.name}={argument.value}", Text(argument.help))
    return [Text(f"\n{title} (-a name=value):"), table] if arguments else []


def exit_status(crawler: Crawler, *, failed: bool) -> int:
    """Return the exit status of an ended crawl: GOOD, WRONG_USE, BLOCKED, UNHEALTHY or OTHER.

    *failed*: the crawl could not begin.
    """
    return verdict({} if failed else crawler.stats.get_stats(), failed=failed).exit_status


def _error_of(task: object) -> BaseException | None:
    """Return the exception of a crawl that could not begin.

    Fetching it also keeps asyncio from printing its traceback at exit.
    """
    if isinstance(task, asyncio.Future) and task.done() and not task.cancelled():
        return task.exception()
    return None
