"""``scrapy sections``: the sections of an edition that ``sections=`` can name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.urls.canonical import section_at
from mayadeen_crawler.utils import terminal

if TYPE_CHECKING:
    from rich.table import Table


class Command(ScrapyCommand):
    """Prints the catalogue of sections, by group."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--edition en|ar|es]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the sections: label, names for sections=…, fallback path"

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
        site = Site(EDITIONS[opts.edition])
        notes = ["A crawl finds a section's address in the home page's navigation, by its label."]
        if site.edition.news_path:
            notes.append("The navigation may have more sections: name them by label or slug.")
        terminal.show(f"{site.edition.publisher} ({site.base_url})", _table(site), *notes)


def _table(site: Site) -> Table:
    """Return the catalogue as a table.

    The English names stand first: a terminal would swap two Arabic cells side by side.
    """
    table = terminal.plain_table("group", "label", "names for sections=", "fallback path")
    for section in site.edition.sections:
        by_path = section_at(site.base_url + section.path, site)
        names = dict.fromkeys(filter(None, (by_path, section.slug)))
        table.add_row(section.group, section.label, ", ".join(names), section.path)
    return table
