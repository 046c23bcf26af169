"""``scrapy history``: the life of one story."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from io import TextIOWrapper
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.ledger.reading import snapshot
from mayadeen_crawler.stories import life
from mayadeen_crawler.stories.printing import pages

#: Columns in a pipe, and the most on a terminal.
WIDTH = 100


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
        # Where the terminal cannot show Arabic it shows question marks.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        text = "\n".join(pages(found, width=_width(), colour=_colour())) + "\n"
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read it has had enough; the interpreter must not write once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _width() -> int:
    if not sys.stdout.isatty():
        return WIDTH
    return max(20, min(WIDTH, shutil.get_terminal_size().columns))


def _colour() -> bool:
    """Whether to colour: on a terminal that can, unless told not to (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return sys.stdout.isatty() and not plain
