"""What watches still have to tell, and what they would have told: for ``scrapy watch``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mayadeen_crawler.ledger.feed_files.export_positions import Position
from mayadeen_crawler.ledger.watch_places import Commits, Lengths, WatchState
from mayadeen_crawler.watch.feed_lines import FeedLines, written_at
from mayadeen_crawler.watch.matching import Candidate
from mayadeen_crawler.watch.teller import HOUR
from mayadeen_crawler.watch.watch_file import Watch


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far a watch has told on one of its channels."""

    watch: Watch
    channel: str
    state: WatchState | None
    """None: it begins with the next run."""
    records: int = 0
    """How many are still to be told."""
    first: tuple[Candidate, Mapping[str, Position]] | None = None
    """The one of them that is told next, and the watch's places where it is passed over."""


@dataclass(frozen=True, slots=True)
class WouldTell:
    """An alert that would have been sent."""

    watch: Watch
    found: Candidate
    at: str
    """When the record was written, as exactly as that can be known: RFC 3339, UTC."""


def waiting(folder: Path, watches: Sequence[Watch]) -> list[Waiting]:
    """Return what each watch still has to tell on each of its channels.

    Raises LedgerError, OSError, sqlite3.Error.
    """
    feeds, commits = FeedLines(folder), Commits(folder)
    found = []
    try:
        lengths = commits.lengths()
        for watch in watches:
            for channel in watch.channels:
                state = commits.state(watch.name, channel)
                found.append(_waiting(watch, channel, state, feeds, lengths))
    finally:
        commits.close()
    return found


def _waiting(
    watch: Watch, channel: str, state: WatchState | None, feeds: FeedLines, lengths: Lengths
) -> Waiting:
    if state is None:
        return Waiting(watch, channel, None)
    count, first = 0, None
    for feed in state.feeds:
        for _, after, one in feeds.after(state.places[feed], lengths[feed]):
            if one is not None and one.matches(watch):
                count += 1
                first = first or (one, {**state.places, feed: after})
    return Waiting(watch, channel, state, count, first)


def begin_later(watches: Sequence[Watch]) -> list[Waiting]:
    """Return *watches* as they are before the first run on a folder."""
    return [Waiting(watch, channel, None) for watch in watches for channel in watch.channels]


def would_tell(folder: Path, watches: Sequence[Watch], since: datetime) -> Iterator[WouldTell]:
    """Yield what *watches* would have told of the records written since then, feed by feed.

    ``per_hour`` is not looked at; see `held_back`. Raises LedgerError, OSError, sqlite3.Error.
    """
    first = f"{since:%Y-%m-%d}.jsonl"
    feeds, commits = FeedLines(folder), Commits(folder)
    try:
        for feed, files in commits.lengths().items():
            for before, _, found in feeds.after(Position(f"{feed}/{first}"), files):
                if found is None:
                    continue
                at = written_at(found, before.file)
                if datetime.fromisoformat(at) >= since:
                    yield from (WouldTell(one, found, at) for one in watches if found.matches(one))
    finally:
        commits.close()


def held_back(alerts: Sequence[WouldTell]) -> int:
    """Return how many of *alerts* would have been held back by their watches' ``per_hour``."""
    held = 0
    hours: dict[str, tuple[datetime, int]] = {}
    for alert in sorted(alerts, key=lambda one: one.at):
        moment, most = datetime.fromisoformat(alert.at), alert.watch.per_hour
        began, sent = hours.get(alert.watch.name, (moment, 0))
        if moment - began >= HOUR:  # a sum may be beyond the calendar
            began, sent = moment, 0
        hours[alert.watch.name] = (began, sent + 1)
        held += bool(most) and sent >= most
    return held
