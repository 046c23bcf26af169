"""``scrapy datapackage``: describes the feeds of an output folder for those who download them."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Writes ``datapackage.json`` into the output folder."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--final]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Describe the feeds in OUTPUT_DIR/datapackage.json: records, hashes, types"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--final``."""
        super().add_options(parser)
        parser.add_argument(
            "--final", action="store_true", help="only files of finished days, which no longer grow"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file; exit status 1, with one line, if a feed or the file is unusable."""
        from mayadeen_crawler.exports import datapackage, package_resources
        from mayadeen_crawler.ledger.feed_files.snapshot import snapshot

        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: the folder is -s OUTPUT_DIR={args[0]}",
                print_help=False,
            )
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            with snapshot(folder) as db, datapackage.held(folder) as package:
                found = list(package_resources.feeds(db, folder, only_final=opts.final))
                package.replace(found, instead_of=package_resources.is_feed)
        except (LedgerError, ExportError, OSError) as error:
            terminal.complain(f"scrapy datapackage: {error}")
            self.exitcode = 1
            return
        if not found:
            kind = "final file" if opts.final else "file"
            terminal.write(f"{folder} has no {kind} to describe\n")
            return
        growing = sum(not one["final"] for one in found)
        path = folder / datapackage.FILE_NAME
        terminal.write(f"described {len(found)} files in {path}, {growing} of them still growing\n")
