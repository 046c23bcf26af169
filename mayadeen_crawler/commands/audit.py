"""``scrapy audit``: are the feeds complete, month by month, and are their files unchanged?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler import clock
from mayadeen_crawler.commands.checks.edition_option import check_edition
from mayadeen_crawler.commands.checks.settings import is_given
from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.frontier.addresses import requeue
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.runs.outcome import GOOD, OTHER, UNHEALTHY
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.advised_command import advised

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mayadeen_crawler.audit.audit import Audit
    from mayadeen_crawler.audit.scope import AuditScope
    from mayadeen_crawler.ledger.feed_files.integrity import Damage, IntegrityCheck
    from mayadeen_crawler.ledger.feed_files.ledger_check import LedgerCheck, Repeat

_REBUILD = "run `scrapy ledger rebuild` to make a new one from the feeds"
#: Options that cannot be combined with ``--integrity``.
_COMPLETENESS = (
    "edition", "since", "until", "section", "threshold", "all", "json", "requeue",
)  # fmt: skip


class Command(ScrapyCommand):
    """Compares the feeds with the known addresses of the site, or byte by byte with the ledger."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return (
            "[--edition CODE] [--since MONTH|DAY] [--until MONTH|DAY] [--section SLUG] "
            "[--threshold PERCENT] [--all] [--json] [--requeue] | --integrity"
        )

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Are the feeds complete, month by month? --integrity: are they unchanged?"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options named in the usage line."""
        super().add_options(parser)
        add, switch = parser.add_argument, "store_true"
        add("--edition", metavar="CODE", help="only this edition (default: all in the folder)")
        add("--since", metavar="DAY", help="published in this month or on this day, or later")
        add("--until", metavar="DAY", help="published up to and including this month or day")
        add("--section", metavar="SLUG", help="only this section")
        add(
            "--threshold",
            metavar="PERCENT",
            help="exit 4 if fewer are in the feeds (default: AUDIT_THRESHOLD, 99)",
        )
        add("--all", action=switch, help="a row for every section of every month")
        add("--json", action=switch, help="one JSON object, with every missing address")
        add("--requeue", action=switch, help="ask again for addresses given up after failures")
        add(
            "--integrity",
            action=switch,
            help="compare each feed file with the ledger; exit 4 if one differs",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the audit; exit status 4 if articles are missing or a feed file differs."""
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        try:
            if args:
                raise WrongUseError(f"unknown argument {args[0]!r}: scrapy audit {self.syntax()}")
            if opts.integrity:
                _check_alone(opts)
                self._integrity(folder)
            else:
                self._completeness(folder, opts)
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        except LedgerError as error:
            self._end(str(error))
        except OSError as error:
            self._end(f"cannot write: {error.strerror}")

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy audit: {line}")
        self.exitcode = OTHER

    def _integrity(self, folder: Path) -> None:
        from mayadeen_crawler.ledger.feed_files.integrity import check
        from mayadeen_crawler.ledger.feed_files.ledger_check import check_ledger
        from mayadeen_crawler.ledger.feed_files.snapshot import snapshot

        with snapshot(folder) as db:
            checked = check(db, folder)
            ledger = check_ledger(db, folder, checked.sound)
        faults = [
            *(_said(folder, damage) for damage in checked.damages),
            *(_repeated(folder, repeat) for repeat in ledger.repeats),
            *(f"{folder / FILE_NAME}: {fault}: {_REBUILD}" for fault in ledger.faults),
        ]
        for fault in faults:
            terminal.complain(fault)
        terminal.write("".join(f"{line}\n" for line in _figures(checked, ledger)))
        self.exitcode = UNHEALTHY if faults else GOOD

    def _completeness(self, folder: Path, opts: argparse.Namespace) -> None:
        from mayadeen_crawler.audit.audit import audit
        from mayadeen_crawler.audit.scope import AuditScope
        from mayadeen_crawler.audit.text_output import as_json
        from mayadeen_crawler.ledger.feed_files.snapshot import snapshot

        assert self.settings is not None
        check_edition(opts.edition)
        threshold = opts.threshold
        asked = AuditScope.parse(
            edition=opts.edition, since=opts.since, until=opts.until, section=opts.section,
            threshold=self.settings["AUDIT_THRESHOLD"] if threshold is None else threshold,
            output=self.settings["OUTPUT_DIR"] if is_given(self.settings, "OUTPUT_DIR") else None,
        )  # fmt: skip
        with snapshot(folder) as db:
            audits = audit(db, asked, clock.now())
        requeued = None
        if opts.requeue and audits:
            requeued = _requeue(folder, asked)
            with snapshot(folder) as db:
                audits = audit(db, asked, clock.now())
        if opts.json:
            terminal.write_json(as_json(audits, asked.threshold, requeued))
        elif audits:
            terminal.show(*_lines(audits, requeued, every_section=opts.all))
        if not audits:
            terminal.complain(f"nothing is known of such articles in {folder}")
        complete = audits and all(one.is_complete for one in audits)
        self.exitcode = GOOD if complete else UNHEALTHY


def _check_alone(opts: argparse.Namespace) -> None:
    given = [name for name in _COMPLETENESS if getattr(opts, name)]
    if given:
        raise WrongUseError(f"--integrity takes no --{given[0]}: it compares every feed file")


def _requeue(folder: Path, asked: AuditScope) -> int:
    from mayadeen_crawler.audit.audit import sites
    from mayadeen_crawler.audit.counts import given_up

    with Ledger(folder) as ledger, ledger.transaction() as db:
        urls = [url for site in sites(db, asked) for url in given_up(db, site, asked)]
        return requeue(db, urls, clock.stamp())


def _lines(
    audits: list[Audit], requeued: int | None, *, every_section: bool
) -> Iterator[RenderableType]:
    from mayadeen_crawler.audit.text_output import lines

    for one in audits:
        yield from lines(one, every_section=every_section)
    if requeued is not None:
        yield f"{requeued} given up are pending again"


def _said(folder: Path, damage: Damage) -> str:
    by = f" (written by run {damage.run_id})" if damage.run_id else ""
    return (
        f"{folder / damage.file}: byte {damage.byte}: {damage.problem}{by}: "
        f"put the file back from a backup, or run {advised('scrapy ledger rebuild', folder)} "
        "to go on with what is there"
    )


def _repeated(folder: Path, repeat: Repeat) -> str:
    return (
        f"{folder / repeat.file}: byte {repeat.byte}: {repeat.what} stands before, too: another "
        "program copied it; the ledger counts it once: take the line out, and run "
        "`scrapy ledger rebuild`"
    )


def _figures(checked: IntegrityCheck, ledger: LedgerCheck) -> list[str]:
    away = len(checked.moved_away)
    return [
        (
            f"{checked.files} feed files, {checked.bytes} bytes in {checked.appends} appends as "
            f"committed; {len(checked.damages)} files disagree"
        ),
        "the ledger is sound" if not ledger.faults else "the ledger is not sound",
        *([f"{len(ledger.repeats)} lines stand twice"] if ledger.repeats else []),
        *([f"{away} files of finished days were moved away: not checked"] if away else []),
        *(
            f"{file}: {beyond} bytes of an unfinished commit; the next run settles them"
            for file, beyond in checked.unfinished.items()
        ),
    ]
