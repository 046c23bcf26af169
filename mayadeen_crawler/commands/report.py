"""``scrapy report``: one HTML page of figures and charts about the feeds."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.edition_option import check_edition
from mayadeen_crawler.commands.checks.extras import require
from mayadeen_crawler.commands.checks.period_options import period
from mayadeen_crawler.exceptions import LedgerError, ReportError
from mayadeen_crawler.ledger.feed_files.owned_paths import is_owned
from mayadeen_crawler.runs.outcome import OTHER
from mayadeen_crawler.utils import terminal

#: File name of the report in OUTPUT_DIR, without ``-o``.
NAME = "report.html"
#: The extra that brings what a report is made with, and its packages.
NEEDS = ("analysis", "duckdb", "vl_convert", "jinja2")


class Command(ScrapyCommand):
    """Writes one self-contained HTML file."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[-o FILE] [--since DATE] [--until DATE] [--edition CODE] [--language en|ar|es]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Write one HTML page of figures and charts about the feeds"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options named in the usage line."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help=f"default: {NAME} in OUTPUT_DIR")
        parser.add_argument(
            "--since", metavar="DATE",
            help="articles published, and all else observed, at or after DATE (ISO date or time; "
            "default: all)",
        )  # fmt: skip
        parser.add_argument(
            "--until", metavar="DATE", help="at or before DATE; a date means the whole day"
        )
        parser.add_argument("--edition", metavar="CODE", help="en, ar or es (default: all)")
        parser.add_argument(
            "--language", metavar="CODE", default="en",
            help="of headings and labels: en, ar or es (default: en)",
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the report and print its path; exit status 1, with one line, if that fails."""
        if args:
            raise UsageError(
                f"unknown argument {args[0]!r}: name the file by -o {args[0]}", print_help=False
            )
        check_edition(opts.edition)
        # A report speaks the languages that the outlet has editions in.
        check_edition(opts.language, "--language")
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        target = Path(opts.output) if opts.output else folder / NAME
        asked = period(opts.since, opts.until, opts.edition)
        require("scrapy report", *NEEDS)
        from mayadeen_crawler.reports.build import write_report  # imports DuckDB

        gc.freeze()  # what is loaded stays: it is not looked through again and again
        try:
            if target.is_dir():
                raise ReportError(f"{target} is a folder: name a file")
            if target.exists() and not target.is_file():
                raise ReportError(f"{target} is not a regular file: name another")
            if is_owned(target, folder):
                raise ReportError(f"{target} belongs to the feeds and their ledger: name another")
            write_report(folder, target, period=asked, edition=opts.edition, language=opts.language)
            terminal.write(f"{target}\n")
        except (LedgerError, ReportError) as error:
            self._end(str(error))
        except OSError as error:
            self._end(f"cannot write: {error.strerror}")
        except KeyboardInterrupt:
            self._end("interrupted: no report was written")
        finally:
            gc.unfreeze()

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy report: {line}")
        self.exitcode = OTHER
