"""``scrapy sections``: the catalogue."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.outlet import EDITIONS


class Command(ScrapyCommand):
    """Prints the sections that can be named, by group."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--edition en|ar|es]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the catalogue: label, slug for sections=…, fallback path"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--edition``."""
        super().add_options(parser)
        parser.add_argument("--edition", default="en", help="en (default), ar or es")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the catalogue of one edition."""
        if args or opts.edition not in EDITIONS:
            wrong = args[0] if args else f"--edition {opts.edition}"
            raise UsageError(
                f"{wrong!r} is wrong here: scrapy sections --edition {'|'.join(EDITIONS)}",
                print_help=False,
            )
        edition = EDITIONS[opts.edition]
        print(f"{edition.publisher} ({edition.base_url})")
        print(f"{'group':<12} {'label':<16} {'slug':<16} fallback path")
        for section in edition.sections:
            print(f"{section.group:<12} {section.label:<16} {section.slug:<16} {section.path}")
        print("The address of a section is read from the home page's navigation by its label.")
