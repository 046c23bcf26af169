"""``scrapy ledger show``, ``scrapy ledger rebuild`` and ``scrapy ledger tidy``."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.health.checks import MOST, setting_as_number
from mayadeen_crawler.ledger.database.connection import why_no_folder
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Shows what the ledger of OUTPUT_DIR holds, rebuilds it, or removes what is of no use."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "show|rebuild|tidy [--dry-run] [-s OUTPUT_DIR=PATH]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return (
            "show: what the ledger holds; rebuild: make a new one from the feeds; tidy: make room"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options named in the usage line."""
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="tidy: only say what would be removed"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what *args* name; exit status 1, with one line, if the ledger is unusable."""
        actions = {"show": _show, "rebuild": _rebuild, "tidy": None}
        if len(args) != 1 or args[0] not in actions:
            raise UsageError("name one action: scrapy ledger show|rebuild|tidy", print_help=False)
        if opts.dry_run and args != ["tidy"]:
            raise UsageError(f"--dry-run is for tidy, not for {args[0]}", print_help=False)
        assert self.settings is not None
        try:
            if action := actions[args[0]]:
                action(Path(self.settings["OUTPUT_DIR"]))
            else:
                _tidy(self.settings, dry_run=opts.dry_run)
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
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
    from mayadeen_crawler.ledger.database.connection import FILE_NAME, why_none
    from mayadeen_crawler.ledger.feed_files.rebuild import rebuild

    if line := why_no_folder(folder):
        raise LedgerError(line)
    if not (folder / FILE_NAME).exists() and not any(folder.glob("*/*.jsonl")):
        raise LedgerError(f"{folder} holds no feed: {why_none(folder)}")
    made = rebuild(folder)
    forgotten = (
        f"the ledger that could not be used is kept as {made.kept_as.name}; the addresses that "
        "waited in it are forgotten, and found again where a listing still shows them; the next "
        "export --since-last has everything again, and watches begin with what is written next"
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


def _tidy(settings: BaseSettings, *, dry_run: bool) -> None:
    from mayadeen_crawler.upkeep.tidy import Keeping, tidy

    for name in ("RUNS_KEPT", "ARCHIVE_KEPT_DAYS"):
        setting_as_number(settings, name, most=MOST)
    keeping = Keeping.from_settings(settings)
    if why := why_no_folder(keeping.folder):
        raise LedgerError(why)
    for one in tidy(keeping, dry_run=dry_run):
        done = "would be removed" if dry_run else "removed"
        terminal.write(f"{one.kind}: {one.number} {done}, {one.size / 1000:.1f} kB\n")
