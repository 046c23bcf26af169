"""``scrapy version``: this program's line, then Scrapy's own."""

from __future__ import annotations

import argparse

from scrapy.commands import version

from mayadeen_crawler import __version__
from mayadeen_crawler.utils import terminal


class Command(version.Command):
    """Prints the versions of this program and of Scrapy."""

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the versions of mayadeen-crawler and Scrapy"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line for each."""
        terminal.write(f"mayadeen-crawler {__version__}\n")
        super().run(args, opts)
