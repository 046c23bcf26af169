"""``scrapy export``: the articles of all feed files in one file, or on standard output."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.arguments import split_list
from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.commands.checks.period_options import period
from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.formats import FORMATS
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from mayadeen_crawler.exports.selection import Selection, Tally

#: File name endings of formats that are not written here.
_FOREIGN = frozenset({"xlsx", "xls", "ods", "tsv", "xml", "html", "feather", "arrow", "zip", "gz"})

OPTIONS: tuple[tuple[str, dict[str, object]], ...] = (
    ("--all-revisions", {"action": "store_true", "help": "every revision, not only the newest"}),
    ("--since", {"metavar": "DATE", "help": "published at or after DATE (ISO date or time)"}),
    (
        "--until",
        {"metavar": "DATE", "help": "published at or before DATE; a date means the whole day"},
    ),
    ("--section", {"metavar": "SLUG,…", "help": "only these sections, by the records' `section`"}),
    (
        "--tag",
        {"metavar": "LABEL,…", "help": "only articles with one of these tags, in any spelling"},
    ),
    ("--edition", {"metavar": "CODE", "help": "en, ar or es (default: all)"}),
    (
        "--no-body",
        {"action": "store_true", "help": "leave out body_text (null) and body_blocks ([])"},
    ),
    ("--format", {"metavar": "NAME", "help": "jsonl, csv or parquet (default: as FILE ends)"}),
    ("--since-last", {"metavar": "NAME", "help": "only what was written since NAME's last export"}),
    (
        "--datapackage",
        {"action": "store_true", "help": "describe FILE in datapackage.json beside it"},
    ),
    (
        "--skip-missing",
        {"action": "store_true", "help": "leave out records of feed files that were moved away"},
    ),
)


#: Values of ``-o`` that mean standard output; a device cannot be replaced by a renamed file.
_STANDARD = (None, "-", "/dev/stdout")


class Command(ScrapyCommand):
    """Writes the newest revision of each article into one file."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[-o FILE] [options]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Write one merged feed of articles: JSON Lines, CSV or Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``-o`` and OPTIONS."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
        for name, how in OPTIONS:
            parser.add_argument(name, **how)  # type: ignore[arg-type]

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export; exit status 1, with one line, if a feed or the target is unusable."""
        from mayadeen_crawler.exports.delivery import export

        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: name the file by -o {args[0]}", print_help=False
            )
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        kind, target = _format(opts), _target(opts)
        if kind == "parquet" and not isinstance(target, Path):
            raise UsageError("--format parquet needs -o FILE", print_help=False)
        if opts.datapackage and not isinstance(target, Path):
            raise UsageError(
                "--datapackage needs -o FILE: the description lies beside it", print_help=False
            )
        _check_name(opts.since_last)
        if kind == "parquet":
            require("scrapy export to Parquet", "analysis", "duckdb")
        try:
            tally = export(
                folder,
                _selection(opts, folder),
                kind,
                target,
                consumer=opts.since_last,
                describe=opts.datapackage,
            )
        except (LedgerError, ExportError) as error:
            self._end(str(error))
        except KeyboardInterrupt:
            self._end("interrupted: nothing was delivered")
        except BrokenPipeError:  # the reader of the pipe has ended, as `| head` does
            terminal.close()
            self.exitcode = int(opts.since_last is not None)
        except OSError as error:
            terminal.close()
            self._end(f"cannot write: {error.strerror}")
        else:
            _report(tally, target)

    def _end(self, line: str) -> None:
        print(f"scrapy export: {line}", file=sys.stderr)
        self.exitcode = 1


def _report(tally: Tally, target: Path | BinaryIO) -> None:
    where = f" to {target}" if isinstance(target, Path) else ""
    print(f"exported {tally.records} records{where}", file=sys.stderr)
    if tally.undated:
        print(f"{tally.undated} of them have no date: exported all the same", file=sys.stderr)
    if tally.missing:
        count = sum(tally.missing.values())
        print(f"left out: {count} records of missing feed files", file=sys.stderr)
    if tally.undescribed:
        print(f"datapackage.json does not describe it: {tally.undescribed}", file=sys.stderr)


def _target(opts: argparse.Namespace) -> Path | BinaryIO:
    return sys.stdout.buffer if opts.output in _STANDARD else Path(opts.output)


def _format(opts: argparse.Namespace) -> str:
    ending = Path(opts.output or "").suffix.removeprefix(".").lower()
    if ending in _FOREIGN and not opts.format:
        raise UsageError(
            f"{opts.output!r} names a format that is not written here: name a file that ends in "
            f"{', '.join(FORMATS)}, or choose one of them by --format",
            print_help=False,
        )
    kind = opts.format or (ending if ending in FORMATS else "jsonl")
    if kind not in FORMATS:
        raise UsageError(
            f"--format {kind!r} is none of {', '.join(FORMATS)}{suggestion(kind, FORMATS)}",
            print_help=False,
        )
    return str(kind)


def _check_name(name: str | None) -> None:
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise UsageError(
            f"--since-last {name!r} cannot name a consumer: "
            "up to 100 letters, digits, '.', '_' and '-'",
            print_help=False,
        )


def _selection(opts: argparse.Namespace, folder: Path) -> Selection:
    from mayadeen_crawler.exports.selection import Selection

    if opts.edition is not None and opts.edition not in EDITIONS:
        raise UsageError(
            f"--edition {opts.edition!r} is none of {', '.join(EDITIONS)}", print_help=False
        )
    sections = tuple(split_list(opts.section or ""))
    if sections:
        _check_sections(sections, folder)
    return Selection(
        all_revisions=opts.all_revisions,
        period=period(opts.since, opts.until, opts.edition),
        sections=sections,
        tags=tuple(split_list(opts.tag or "")),
        edition=opts.edition,
        body=not opts.no_body,
        skip_missing=opts.skip_missing,
    )


def _check_sections(names: tuple[str, ...], folder: Path) -> None:
    from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
    from mayadeen_crawler.ledger.queries.export_lines import known_sections

    with snapshot(folder) as db:
        known = known_sections(db)
    for name in names:
        if known and name not in known:
            raise UsageError(
                f"--section {name!r}: no article has it{suggestion(name, known)} "
                f"(known: {', '.join(known)})",
                print_help=False,
            )
