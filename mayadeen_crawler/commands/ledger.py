"""``scrapy ledger show`` and ``scrapy ledger rebuild``."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Shows what the ledger of OUTPUT_DIR holds, or rebuilds it from the feeds."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "show|rebuild [-s OUTPUT_DIR=PATH]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "show: what the ledger holds; rebuild: make a new one from the feeds"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what *args* name; exit status 1, with one line, if the ledger is unusable."""
        actions = {"show": _show, "rebuild": _rebuild}
        if len(args) != 1 or args[0] not in actions:
            raise UsageError("name one action: scrapy ledger show|rebuild", print_help=False)
        assert self.settings is not None
        try:
            actions[args[0]](Path(self.settings["OUTPUT_DIR"]))
        except LedgerError as error:
            terminal.complain(f"scrapy ledger: {error}")
            self.exitcode = 1
        except OSError as error:
            terminal.complain(f"scrapy ledger: cannot write: {error.strerror}")
            self.exitcode = 1


def _show(folder: Path) -> None:
    from mayadeen_crawler.ledger.summary import summary

    table = terminal.plain_table("name", "value", shown=False)
    for name, value in summary(folder):
        table.add_row(terminal.harmless(name), terminal.harmless(value))
    terminal.show(table)


def _rebuild(folder: Path) -> None:
    from mayadeen_crawler.ledger.feed_files.rebuild import rebuild

    made = rebuild(folder)
    forgotten = (
        f"the ledger that could not be used is kept as {made.kept_as.name}; the addresses that "
        "waited in it are forgotten, and found again where a listing still shows them"
        if made.kept_as
        else f"forgotten: {made.articles_forgotten} articles that no feed here holds, and how deep "
        f"{made.listings_forgotten} listings were read; addresses that wait were kept"
    )
    terminal.write(
        f"read {made.records} records of {made.articles} articles and {made.ticker_lines} "
        f"standing breaking lines from the feeds of {folder}\n{forgotten}\n"
        "articles whose feed files were moved away will be written again: "
        "put the files back and rebuild once more to prevent that\n"
    )
