"""``scrapy schema``: what the records are, for validators, DuckDB and pandas."""

from __future__ import annotations

import argparse
import glob
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.arguments import suggestion
from mayadeen_crawler.ledger.feeds import DAY_FILES
from mayadeen_crawler.schemas import (
    duckdb_views,
    json_schema,
    pandas_frames,
)
from mayadeen_crawler.schemas.kinds import RUN, TOLD, Kind
from mayadeen_crawler.utils import terminal

#: The manifests in their folder.
_MANIFESTS = "*.json"


class Command(ScrapyCommand):
    """Prints the JSON Schema of a kind of record, or of all, or makes SQL or Python of it."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[--duckdb | --pandas] [KIND]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Print the records' JSON Schema; --duckdb: views of the feeds; --pandas: dtypes"

    def long_desc(self) -> str:
        """What stands above the options in the help."""
        return (
            f"KIND is one of {', '.join(TOLD)}. Without it: one schema that holds each record to "
            "that of its record_type, the views or the dtypes of all kinds."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options that the usage names."""
        super().add_options(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--duckdb", action="store_true", help="SQL: a view of each feed in OUTPUT_DIR"
        )
        how.add_argument(
            "--pandas", action="store_true", help="Python: dtype maps, and a function that reads"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print it; exit status 1, with one line, where that cannot be written."""
        assert self.settings is not None
        kinds = self._kinds(args)
        if opts.duckdb:
            text = duckdb_views.script(_files(Path(self.settings["OUTPUT_DIR"]).absolute(), kinds))
        elif opts.pandas:
            text = pandas_frames.script(kinds)
        else:
            text = json_schema.text(json_schema.shipped(kinds[0]) if args else json_schema.of_any())
        try:
            terminal.write(text)
        except OSError as error:
            print(f"scrapy schema: cannot write: {error.strerror}", file=sys.stderr)
            self.exitcode = 1

    def _kinds(self, args: list[str]) -> list[Kind]:
        if len(args) > 1:
            raise UsageError(f"one KIND, not {len(args)}: {' '.join(args)}", print_help=False)
        if args and args[0] not in TOLD:
            raise UsageError(
                f"{args[0]!r} is none of {', '.join(TOLD)}{suggestion(args[0], TOLD)}",
                print_help=False,
            )
        return [TOLD[name] for name in args] or list(TOLD.values())


def _files(folder: Path, kinds: list[Kind]) -> dict[Kind, str | None]:
    """Return for each of *kinds* the glob of its files, None where it finds none."""
    found: dict[Kind, str | None] = {}
    for kind in kinds:
        pattern = _MANIFESTS if kind == RUN else DAY_FILES
        there = any((folder / kind.folder).glob(pattern))
        found[kind] = f"{glob.escape(str(folder / kind.folder))}/{pattern}" if there else None
    return found
