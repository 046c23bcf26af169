"""``scrapy schema``: schemas of records (JSON Schema, DuckDB views, pandas) and of arguments."""

from __future__ import annotations

import argparse
import glob
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from mayadeen_crawler.ledger.feeds import DAY_FILES
from mayadeen_crawler.schemas import (
    duckdb_views,
    json_schema,
    pandas_frames,
)
from mayadeen_crawler.schemas.kinds import ALL_KINDS, RUN, RecordKind
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion

#: File names of manifests.
_MANIFESTS = "*.json"


class Command(ScrapyCommand):
    """Prints the schema of one kind of record, or of all."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--duckdb | --pandas] [KIND] | --arguments [SPIDER]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the records' JSON Schema; --duckdb: SQL views of the feeds; --pandas: dtypes"

    def long_desc(self) -> str:
        """The text above the options in the help."""
        return (
            f"KIND is one of {', '.join(ALL_KINDS)}. Without it: all kinds; the JSON Schema "
            "then checks each record by its record_type. With --arguments: what a spider takes "
            "as -a name=value, as a JSON object; without SPIDER those of all, by name."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options named in the usage line."""
        super().add_options(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--duckdb", action="store_true", help="print SQL: a view of each feed in OUTPUT_DIR"
        )
        how.add_argument(
            "--pandas",
            action="store_true",
            help="print Python: dtypes, and a function that reads a feed",
        )
        how.add_argument(
            "--arguments", action="store_true", help="print the JSON Schema of spiders' arguments"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the schema."""
        assert self.settings is not None
        if opts.arguments:
            terminal.write(json_schema.text(self._arguments(args)))
            return
        kinds = self._kinds(args)
        if opts.duckdb:
            text = duckdb_views.script(_files(Path(self.settings["OUTPUT_DIR"]).absolute(), kinds))
        elif opts.pandas:
            text = pandas_frames.script(kinds)
        else:
            text = json_schema.text(json_schema.shipped(kinds[0]) if args else json_schema.of_any())
        terminal.write(text)

    def _arguments(self, args: list[str]) -> dict[str, Any]:
        """Return the schema of one spider's arguments, or of all spiders' by name."""
        # Scrapy imports every command for each: the others need not load the spiders.
        from mayadeen_crawler.schemas import argument_schema
        from mayadeen_crawler.spiders.base import MayadeenSpider

        assert self.settings is not None
        spiders = get_spider_loader(self.settings)
        ours = {
            name: spidercls
            for name in spiders.list()
            if issubclass(spidercls := spiders.load(name), MayadeenSpider)
        }
        names = list(ours)
        if len(args) > 1:
            raise UsageError(f"give one SPIDER, not {len(args)}", print_help=False)
        if args and args[0] not in names:
            raise UsageError(
                f"unknown spider {args[0]!r}{suggestion(args[0], names)} "
                f"(valid: {', '.join(names)})",
                print_help=False,
            )
        found = {
            name: argument_schema.of_spider(
                name, ours[name].own_arguments, one_of=ours[name].one_of, any_of=ours[name].any_of
            )
            for name in args or names
        }
        return found[args[0]] if args else found

    def _kinds(self, args: list[str]) -> list[RecordKind]:
        if len(args) > 1:
            raise UsageError(f"give one KIND, not {len(args)}: {' '.join(args)}", print_help=False)
        if args and args[0] not in ALL_KINDS:
            raise UsageError(
                f"{args[0]!r} is none of {', '.join(ALL_KINDS)}{suggestion(args[0], ALL_KINDS)}",
                print_help=False,
            )
        return [ALL_KINDS[name] for name in args] or list(ALL_KINDS.values())


def _files(folder: Path, kinds: list[RecordKind]) -> dict[RecordKind, str | None]:
    """Return the glob of each kind's files in *folder*; None for a kind without a file."""
    found: dict[RecordKind, str | None] = {}
    for kind in kinds:
        pattern = _MANIFESTS if kind == RUN else DAY_FILES
        there = any((folder / kind.folder).glob(pattern))
        found[kind] = f"{glob.escape(str(folder / kind.folder))}/{pattern}" if there else None
    return found
