"""``scrapy export``: the records of all files of a feed in one file, or on standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.export_options import (
    OPTIONS,
    check_target,
    form_of,
    selection,
)
from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.format_names import PACKAGES
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion
from mayadeen_crawler.utils.text import fold

if TYPE_CHECKING:
    from mayadeen_crawler.exports.selection import Selection, Tally

#: Values of ``-o`` that mean standard output; a device cannot be replaced by a renamed file.
_STANDARD = (None, "-", "/dev/stdout")


class Command(ScrapyCommand):
    """Writes the newest revision of each article, or another feed, into one file."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[-o FILE] [options]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Write one merged feed: JSON Lines, CSV, Excel, Parquet, Atom, JSON Feed or SQLite"

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
        form, target = form_of(opts), _target(opts)
        check_target(opts, form, is_file=isinstance(target, Path))
        if form in PACKAGES:
            require(f"scrapy export to {form}", "analysis", PACKAGES[form])
        try:
            wanted = selection(opts, form, folder)
            tally = export(
                folder,
                wanted,
                form,
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
            if tally.tags and not tally.records and opts.since_last is None:
                _name_unknown_tag(wanted, tally)

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy export: {line}")
        self.exitcode = 1


def _report(tally: Tally, target: Path | BinaryIO) -> None:
    where = f" to {target}" if isinstance(target, Path) else ""
    sheets = f" on {tally.sheets} sheets" if tally.sheets > 1 else ""
    lines = [f"exported {tally.records} records{where}{sheets}"]
    if tally.undated:
        lines.append(f"{tally.undated} of them have no date: exported all the same")
    if tally.cut:
        lines.append(f"cut: {tally.cut} cells with more text than Excel holds in one")
    if tally.reserved:
        lines.append(f"left out: {tally.reserved} records that the site reserves from mining")
    if tally.unknown:
        lines.append(
            f"left out: {tally.unknown} records of which it is unknown: read from an archive, or "
            "their run has no manifest any more"
        )
    if None in tally.missing.values():
        lines.append(f"left out: {len(tally.missing)} missing feed files")
    elif tally.missing:
        count = sum(number or 0 for number in tally.missing.values())
        lines.append(f"left out: {count} records of missing feed files")
    if tally.undescribed:
        lines.append(f"datapackage.json does not describe it: {tally.undescribed}")
    for line in lines:
        terminal.complain(line)


def _name_unknown_tag(wanted: Selection, tally: Tally) -> None:
    known = {fold(tag) for tag in tally.tags}
    if unknown := next((tag for tag in wanted.tags if fold(tag) not in known), None):
        nearest = suggestion(unknown, sorted(tally.tags), 0.7)
        terminal.complain(f"no article of this selection has --tag {unknown!r}{nearest}")


def _target(opts: argparse.Namespace) -> Path | BinaryIO:
    return sys.stdout.buffer if opts.output in _STANDARD else Path(opts.output)
