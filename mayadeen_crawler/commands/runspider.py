"""``scrapy runspider FILE``: what ``scrapy crawl`` does, for the spider in a Python file."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.utils.spider import iter_spider_classes

from mayadeen_crawler.commands import crawl


class Command(crawl.Command):
    """Runs the last spider that a file defines, with the checks and exit statuses of a crawl."""

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "FILE [options]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Run the spider in a Python file, as crawl does"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Put the spider's name in place of the file's, then check as for a crawl."""
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one file: scrapy runspider FILE", print_help=False)
        path = Path(args[0]).resolve()
        if not path.is_file() or path.suffix != ".py":
            raise UsageError(f"{args[0]!r} is no Python file", print_help=False)
        sys.path.insert(0, str(path.parent))
        try:
            spiders = list(iter_spider_classes(import_module(path.stem)))
        except Exception as error:
            line = f"{args[0]!r} cannot be loaded: {type(error).__name__}: {error}"
            raise UsageError(line, print_help=False) from error
        if not spiders:
            raise UsageError(f"{args[0]!r} defines no spider that has a name", print_help=False)
        modules = [*self.settings.getlist("SPIDER_MODULES"), path.stem]
        self.settings.set("SPIDER_MODULES", modules, priority="cmdline")
        args[:] = [spiders[-1].name]
        super().process_options(args, opts)
