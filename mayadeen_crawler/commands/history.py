"""``scrapy history``: the life of one story."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.history import story as life
from mayadeen_crawler.history.text_output import pages
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Prints revisions, removals and places of one article."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "ID|URL [-s OUTPUT_DIR=PATH]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print a story's life: what changed, when it went, where it stood"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the story; exit status 1, with one line, where it is not known."""
        if len(args) != 1:
            raise UsageError("say `scrapy history ID` or `scrapy history URL`", print_help=False)
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            with snapshot(folder) as db:
                found = life.story(db, folder, life.find(db, args[0]))
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        except LedgerError as error:
            print(f"scrapy history: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        story = pages(found, width=terminal.width(20), colour=terminal.colour())
        terminal.write("\n".join(story) + "\n")
