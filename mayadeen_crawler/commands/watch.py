"""``scrapy watch``: what the watches of ``watch.toml`` have told, would tell, and still have to."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.period_options import period
from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from mayadeen_crawler.watch.matching import Candidate
    from mayadeen_crawler.watch.review import Waiting, WouldTell
    from mayadeen_crawler.watch.watch_file import Watch

#: Feed → the kinds of news that are in it: a row shows no place in another one.
_KINDS = {
    "articles": {"articles", "edits"},
    "breaking": {"breaking", "edits"},
    "removals": {"removals"},
}
#: Seconds that ``--send`` takes at most: a service that is slow is left to the next call.
PATIENCE = 600.0


class Command(ScrapyCommand):
    """Lists the watches, or does what one of the options says."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "[NAME …] [--dry-run --since DATE | --send | (--test | --skip | --skip-one) NAME]"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "Alerts on records that match watch.toml: what was told, what waits"

    def long_desc(self) -> str:
        """The text above the options in the help."""
        return (
            "Watches are in watch.toml (WATCH_FILE; docs/operating.md, Alerts), and tell while a "
            "crawl runs. Without an option: each watch and channel, how far it has told, and how "
            "many records wait."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what can be done instead of listing."""
        super().add_options(parser)
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--test", metavar="NAME", help="send one message to NAME's channels")
        group.add_argument("--send", action="store_true", help="tell what waits, without a crawl")
        group.add_argument(
            "--skip", metavar="NAME", help="tell nothing of what waits: begin at the feeds' end"
        )
        group.add_argument(
            "--skip-one", metavar="NAME",
            help="tell nothing of the first record that waits, on each channel",
        )  # fmt: skip
        group.add_argument(
            "--dry-run", action="store_true", help="show what would have been told, with --since"
        )
        parser.add_argument(
            "--since", metavar="DATE", help="records written at or after DATE (ISO date or time)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do it; exit status 1, with one line, if something cannot be sent or read."""
        from mayadeen_crawler.ledger.database.connection import FILE_NAME
        from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
        from mayadeen_crawler.watch import watch_file
        from mayadeen_crawler.watch.review import begin_later, waiting

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        if (opts.since is not None) != opts.dry_run:
            raise UsageError("--dry-run and --since DATE go together", print_help=False)
        since = period(opts.since, None, None).since
        named = [name for name in (opts.test, opts.skip, opts.skip_one) if name is not None]
        if named and args:
            raise UsageError(
                f"one NAME with --test, --skip and --skip-one: {named[0]!r} or {args[0]!r}?",
                print_help=False,
            )
        try:
            watches = watch_file.read(self.settings)
            wanted = _chosen(watches, args or named)
            if opts.test or opts.send:
                self._check(wanted, opts)
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        if not watches:
            path = self.settings["WATCH_FILE"] or "WATCH_FILE"
            terminal.complain(
                f"no watch: {path} is not there or empty. "
                'One begins with [watch.NAME], then words = "olive growers" (`scrapy watch -h`)'
            )
            return
        try:
            if opts.test:
                self._test(wanted[0])
                return
            is_there = (folder / FILE_NAME).is_file()
            if is_there or since or named or opts.send:
                with snapshot(folder):  # upgrades an older ledger, or says that there is none
                    pass
            if since:
                _dry_run(folder, wanted, datetime.fromisoformat(since), as_json=opts.json)
            elif opts.skip:
                _skip(folder, wanted[0])
            elif opts.skip_one:
                _skip_one(folder, wanted[0])
            elif opts.send:
                self._send(folder, wanted)
            else:
                found = waiting(folder, wanted) if is_there else begin_later(wanted)
                _list(wanted, found, as_json=opts.json)
        except (LedgerError, sqlite3.Error, OSError) as error:
            self._end(str(error))
        except KeyboardInterrupt:
            self._end("interrupted: what was not told waits")

    def _check(self, watches: Sequence[Watch], opts: argparse.Namespace) -> None:
        """Raise WrongUseError if a channel that is needed cannot work."""
        from mayadeen_crawler.watch.watch_file import check_channel

        assert self.settings is not None
        for watch in watches:
            for channel in watch.channels:
                check_channel(self.settings, watch, channel)
        if opts.test and not watches[0].channels:
            raise WrongUseError(f"--test: the watch {opts.test} has no channels")

    def _test(self, watch: Watch) -> None:
        from mayadeen_crawler.health.notification_channels import send
        from mayadeen_crawler.watch.messages import trial
        from mayadeen_crawler.watch.watch_file import url_of

        for channel in watch.channels:
            failures = send([url_of(channel) or ""], *trial(watch))
            for failure in failures:
                self._end(f"{channel}: {failure}")
            if not failures:
                terminal.write(f"sent a test of {watch.name} to {channel}\n")

    def _send(self, folder: Path, watches: Sequence[Watch]) -> None:
        from mayadeen_crawler.watch.review import waiting
        from mayadeen_crawler.watch.teller import Teller

        teller = Teller(folder, watches)
        try:
            for name in teller.begin():
                terminal.complain(f"watch {name} is new: it tells what is written from now on")
            teller.tell_the_rest(PATIENCE)
        finally:
            teller.close()
        left = sum(one.records for one in waiting(folder, watches))
        counts = teller.counts
        terminal.write(f"sent {counts.sent}, held back {counts.held_back}, {left} wait\n")
        if left:
            self._end("not all could be sent: run it again, or let the next crawl send it")

    def _end(self, line: str) -> None:
        terminal.complain(f"scrapy watch: {line}")
        self.exitcode = 1


def _chosen(watches: Sequence[Watch], names: Sequence[str]) -> Sequence[Watch]:
    """Return the watches of *names*, all of them without any."""
    by_name = {watch.name: watch for watch in watches}
    for name in names:
        if name not in by_name:
            raise WrongUseError(
                f"no watch {name!r} in watch.toml{suggestion(name, by_name)}"
                f" (there are: {', '.join(by_name) or 'none'})"
            )
    return [by_name[name] for name in dict.fromkeys(names)] if names else watches


def _skip(folder: Path, watch: Watch) -> None:
    from mayadeen_crawler import clock
    from mayadeen_crawler.ledger import watch_places
    from mayadeen_crawler.ledger.store import Ledger

    with Ledger(folder) as ledger, ledger.transaction() as db:
        for channel in watch.channels:
            watch_places.skip(db, watch.name, channel, clock.stamp())
    terminal.write(f"{watch.name} begins at the feeds' present end\n")


def _skip_one(folder: Path, watch: Watch) -> None:
    from mayadeen_crawler.ledger import watch_places
    from mayadeen_crawler.ledger.store import Ledger
    from mayadeen_crawler.watch.review import waiting

    passed = 0
    with Ledger(folder) as ledger:
        for one in waiting(folder, [watch]):
            if one.state is None or one.first is None:
                continue
            found, places = one.first
            after = replace(one.state, places=places, sending=None)
            with ledger.transaction() as db:
                saved = watch_places.save(db, watch.name, one.channel, one.state, after)
            if saved:  # else another process tells it at this moment
                passed += 1
                line = f"passed over on {one.channel}: {_first_line(found)}"
                terminal.write(terminal.harmless(line) + "\n")
    if not passed:
        terminal.complain(f"nothing of {watch.name} was passed over: run `scrapy watch`")


def _first_line(found: Candidate) -> str:
    from mayadeen_crawler.watch.messages import headline

    return f"{headline(found.subject)} ({found.subject.get('url')})"


def _list(watches: Sequence[Watch], found: Sequence[Waiting], *, as_json: bool) -> None:
    """Print a row for each watch and channel."""
    kinds = {watch.name: watch.kinds for watch in watches}
    rows = [_as_dict(one.watch, one) for one in found]
    rows += [_as_dict(watch, None) for watch in watches if not watch.channels]
    if as_json:
        terminal.write_json(*rows)
        return
    table = terminal.plain_table(
        "watch", "channel", "begun (UTC)", "told up to", "told", "repeated", "held back", "waiting",
        "note", numbers=("told", "repeated", "held back", "waiting"),
    )  # fmt: skip
    for row in rows:
        begun = (row["begun_at"] or "-")[:16].replace("T", " ")
        shown = ", ".join(
            f"{file.removesuffix('.jsonl')}:{offset}"
            for feed, (file, offset) in row["places"].items()
            if file and kinds[row["watch"]] & _KINDS[feed]
        )
        figures = [str(row[name]) for name in ("told", "repeated", "held_back", "waiting")]
        table.add_row(
            row["watch"],
            row["channel"] or "-",
            begun,
            shown or "-",
            *figures,
            terminal.harmless(row["note"]),
        )
    terminal.show(table)


def _as_dict(watch: Watch, found: Waiting | None) -> dict[str, Any]:
    """Return a row; *found* is None for a watch without channels."""
    from mayadeen_crawler.watch.watch_file import url_of

    state = found.state if found else None
    note = ""
    if found is None:
        note = "no channels: only --dry-run shows it"
    elif url_of(found.channel) is None:
        note = "the variable is not set here"
    elif state is None:
        note = "new: begins with the next run"
    elif found.first:
        note = f"next: {_first_line(found.first[0])}"
    return {
        "watch": watch.name,
        "channel": found.channel if found else None,
        "begun_at": state.begun_at if state else None,
        "places": {feed: list(place) for feed, place in state.places.items()} if state else {},
        "told": state.told if state else 0,
        "repeated": state.repeated if state else 0,
        "held_back": state.held if state else 0,
        "waiting": found.records if found else 0,
        "note": note,
    }


def _dry_run(folder: Path, watches: Sequence[Watch], since: datetime, *, as_json: bool) -> None:
    """Print what would have been told since then."""
    from mayadeen_crawler.watch.review import held_back, would_tell

    alerts = list(would_tell(folder, watches, since))
    if as_json:
        terminal.write_json(*map(_shown, alerts))
    elif alerts:
        table = terminal.plain_table("watch", "written (UTC)", "kind", "headline", "url")
        for alert in alerts:
            row = _shown(alert)
            moment = row["written_at"][:16].replace("T", " ")
            words = (row["watch"], moment, row["kind"], row["headline"], row["url"] or "")
            table.add_row(*(terminal.harmless(str(word)) for word in words))
        terminal.show(table)
    held = held_back(alerts)
    said = f", {held} of them held back by per_hour" if held else ""
    terminal.complain(f"{len(alerts)} would have been told{said}")


def _shown(alert: WouldTell) -> dict[str, Any]:
    from mayadeen_crawler.watch.messages import headline

    record = alert.found.subject
    return {
        "watch": alert.watch.name,
        "written_at": alert.at,
        "kind": alert.found.kind,
        "id": record["id"],
        "revision": record.get("revision"),
        "url": record.get("url"),
        "headline": headline(record),
        "published_at": record.get("published_at"),
        "section": record.get("section"),
        "edition": record.get("edition") or str(record["id"]).partition(":")[0],
    }
