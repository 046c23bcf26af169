"""``scrapy audit --integrity``: whether the feeds are what was written to them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.integrity import Checked, Fault, check
from mayadeen_crawler.ledger.reading import snapshot
from mayadeen_crawler.runs.outcome import OTHER, UNHEALTHY

USAGE = "say `scrapy audit --integrity`"


class Command(ScrapyCommand):
    """Compares the feeds with the ledger."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "--integrity [-s OUTPUT_DIR=PATH]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "--integrity: compare every byte of the feeds with what was committed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--integrity``."""
        super().add_options(parser)
        parser.add_argument(
            "--integrity", action="store_true", help="exit 4 where a feed file disagrees"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was checked; a line for each file that disagrees, and exit status 4."""
        if args or not opts.integrity:
            raise UsageError(USAGE, print_help=False)
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            with snapshot(folder) as db:
                checked = check(db, folder)
        except (LedgerError, OSError) as error:
            print(f"scrapy audit: {error}", file=sys.stderr)
            self.exitcode = OTHER
            return
        for fault in checked.faults:
            print(_said(folder, fault), file=sys.stderr)
        print("\n".join(_figures(checked)))
        self.exitcode = UNHEALTHY if checked.faults else 0


def _said(folder: Path, fault: Fault) -> str:
    by = f" (written by run {fault.run_id})" if fault.run_id else ""
    return (
        f"{folder / fault.file}: byte {fault.byte}: {fault.problem}{by}: put the file back from a "
        "backup, or run `scrapy ledger rebuild` to go on with what is there"
    )


def _figures(checked: Checked) -> list[str]:
    away = len(checked.moved_away)
    return [
        (
            f"{checked.files} feed files, {checked.bytes} bytes in {checked.appends} appends as "
            f"committed; {len(checked.faults)} files disagree"
        ),
        *([f"{away} files of finished days were moved away: not checked"] if away else []),
        *(
            f"{file}: {beyond} bytes of an unfinished commit; the next run settles them"
            for file, beyond in checked.unfinished.items()
        ),
    ]
