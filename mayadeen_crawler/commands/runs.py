"""``scrapy runs``: the outcomes of the last runs; with --max-age, a check of the last good one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from mayadeen_crawler import clock
from mayadeen_crawler.commands.checks.edition_option import check_edition
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health.checks import Thresholds, problem
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import GOOD, UNHEALTHY
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from mayadeen_crawler.runs.past_runs import RunWithOutcome

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Command(ScrapyCommand):
    """Lists runs from their manifests; with ``--max-age`` a check for cron and monitors."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return (
            "[--spider NAME] [--edition CODE] [--last N] [--max-age 30m] [--json | --openmetrics]"
        )

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "List the last runs; --max-age 30m: exit 4 when the last good one is older"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options named in the usage line."""
        super().add_options(parser)
        parser.add_argument("--spider", metavar="NAME", help="only runs of this spider")
        parser.add_argument("--edition", metavar="CODE", help="only runs of this edition")
        parser.add_argument(
            "--last", metavar="N", default="20", help="the last N runs (default: 20)"
        )
        parser.add_argument(
            "--max-age",
            metavar="SPAN",
            help="exit 4 if the last good run is older: 90s, 30m, 2h or 1d",
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print the manifests, one a line")
        form.add_argument(
            "--openmetrics",
            action="store_true",
            help="print figures of the last runs for Prometheus (node_exporter's textfile)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the table, the manifests, or the one line of the check."""
        from mayadeen_crawler.runs.past_runs import last_begun, runs_of

        assert self.settings is not None
        try:
            last, span = self._check(args, opts), _span(opts.max_age)
            thresholds = Thresholds.from_settings(self.settings)
            output = Path(self.settings["OUTPUT_DIR"])
            if output.exists() and not output.is_dir():
                raise WrongUseError(f"OUTPUT_DIR={str(output)!r} is a file: name the feeds' folder")
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        folder = RunsFolder(output)
        runs = runs_of(folder, opts.spider, opts.edition)
        if span is not None:
            self._check_age(runs, span, thresholds, opts)
            return
        if opts.openmetrics:
            from mayadeen_crawler.runs.openmetrics import openmetrics

            terminal.write(openmetrics(runs, lambda stats: problem(stats, thresholds)))
        else:
            such = " such" if opts.spider or opts.edition else ""
            none = f"no{such} run has written to {self.settings['OUTPUT_DIR']} yet"
            _print(last_begun(runs, last), none, as_json=opts.json)

    def _check(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise WrongUseError(f"unknown argument {args[0]!r}: scrapy runs {self.syntax()}")
        if opts.spider is not None:  # loading the spiders takes a third of a call
            names = get_spider_loader(self.settings).list()
            if opts.spider not in names:
                near = suggestion(opts.spider, names)
                raise WrongUseError(
                    f"--spider {opts.spider!r} is none of {', '.join(sorted(names))}{near}"
                )
        check_edition(opts.edition)
        if opts.max_age and (opts.json or opts.openmetrics):
            raise WrongUseError("--max-age prints one line: give neither --json nor --openmetrics")
        if not re.fullmatch(r"[0-9]{1,6}", opts.last):
            raise WrongUseError(f"--last {opts.last!r} is not a number of runs")
        return int(opts.last)

    def _check_age(
        self,
        runs: Iterator[RunWithOutcome],
        span: timedelta,
        thresholds: Thresholds,
        opts: argparse.Namespace,
    ) -> None:
        from mayadeen_crawler.runs.past_runs import last_good

        enough = _moment(span)
        found = last_good(runs, lambda stats: problem(stats, thresholds), enough)
        what = f"good {opts.spider} run" if opts.spider else "good run"
        if found is None:
            line, self.exitcode = f"there is no {what}", UNHEALTHY
        else:
            run, moment = found
            late = moment < enough
            self.exitcode = UNHEALTHY if late else GOOD
            line = f"the last {what} ({run.manifest['run_id']}) was good at {moment:%FT%TZ}"
            line += f", more than {opts.max_age} ago" if late else ""
        if self.exitcode:
            terminal.complain(line)
        else:
            terminal.write(f"{line}\n")


def _moment(span: timedelta) -> datetime:
    """Return the moment *span* ago; the first of the calendar where that is before it."""
    try:
        return clock.now() - span
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _print(runs: list[RunWithOutcome], none: str, *, as_json: bool) -> None:
    """Print *runs*, or without any the line *none*."""
    from mayadeen_crawler.runs.table import table

    if as_json:
        terminal.write_json(*map(_with_outcome, runs))
    else:
        terminal.show(table(runs) or none)


def _with_outcome(run: RunWithOutcome) -> dict[str, Any]:
    return {**run.manifest, "outcome": run.outcome}


def _span(text: str | None) -> timedelta | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,7})([smhd])", text)
    if match is None:
        raise WrongUseError(f"--max-age {text!r} is not a time span such as 90s, 30m, 2h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
