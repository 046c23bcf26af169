"""How far each watch has told what the feeds hold, on each of its channels.

``watch/teller.py`` reads a `WatchState`, and saves the next one inside a write transaction: before
an alert is sent, and after it. A place is one in a feed (file, byte), so it stays valid when the
ledger is rebuilt.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.feed_files.days import latest
from mayadeen_crawler.ledger.feed_files.export_positions import Position, end_of_feed, held
from mayadeen_crawler.ledger.feeds import committed_lengths

#: The feeds that are watched, in the order in which a commit appends to them.
FEEDS = ("removals", "articles", "breaking")

Lengths = Mapping[str, Mapping[str, int]]
"""Feed → its files, the oldest first → their committed bytes."""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What is known of a watch on one of its channels."""

    begun_at: str
    """When the watch began on the channel: what the feeds held before is not told."""
    places: Mapping[str, Position]
    """Feed → the place up to which every line was told, held back, or did not match."""
    sending: str | None = None
    """The alert that is being sent, as ``FILE OFFSET``, or ``more``; None if none is. Where no
    process sends, one died while it did, and nobody knows whether the alert arrived."""
    hour_began: str | None = None
    """When the first alert of the latest hour was sent."""
    hour_sent: int = 0
    """Alerts that were sent in that hour."""
    more_told: bool = False
    """Whether a line said in that hour how many alerts are held back."""
    held: int = 0
    """Alerts that were held back since such a line said how many."""
    told: int = 0
    """Alerts that were sent since the beginning."""
    held_since: str | None = None
    """When the oldest record was written whose alert is in `held`; None where none is."""
    repeated: int = 0
    """How many of them a process was sending when it died, so that they may have arrived twice."""

    @property
    def feeds(self) -> list[str]:
        """The feeds in the order in which they are told: first the one of what is being sent.

        Where something else was sent before, nobody would know any more that it is repeated.
        """
        return sorted(FEEDS, key=lambda feed: not (self.sending or "").startswith(f"{feed}/"))


def begin(db: sqlite3.Connection, watch: str, channel: str, now: str) -> bool:
    """Let *watch* begin on *channel* at the present end of the feeds, unless it has begun.

    Returns whether it is new.
    """
    places = {feed: end_of_feed(db, feed) for feed in FEEDS}
    entered = db.execute(
        "INSERT OR IGNORE INTO watches (watch, channel, begun_at, places) VALUES (?, ?, ?, ?)",
        (watch, channel, now, _as_json(places)),
    )
    return entered.rowcount == 1


def find(db: sqlite3.Connection, watch: str, channel: str) -> WatchState | None:
    """Return the state of *watch* on *channel*; None if it has not begun."""
    row = db.execute(
        "SELECT * FROM watches WHERE watch = ? AND channel = ?", (watch, channel)
    ).fetchone()
    if row is None:
        return None
    return WatchState(
        begun_at=row["begun_at"],
        places={feed: Position(*place) for feed, place in json.loads(row["places"]).items()},
        sending=row["sending"],
        hour_began=row["hour_began"],
        hour_sent=row["hour_sent"],
        more_told=bool(row["more_told"]),
        held=row["held"],
        told=row["told"],
        repeated=row["repeated"],
        held_since=row["held_since"],
    )


def save(
    db: sqlite3.Connection, watch: str, channel: str, before: WatchState, after: WatchState
) -> bool:
    """Save *after*; return False if the state is not *before* any more: another process told."""
    updated = db.execute(
        "UPDATE watches SET places = ?, sending = ?, hour_began = ?, hour_sent = ?, more_told = ?, "
        "held = ?, told = ?, repeated = ?, held_since = ? "
        "WHERE watch = ? AND channel = ? AND places = ? AND sending IS ? AND told = ?",
        (
            _as_json(after.places), after.sending, after.hour_began, after.hour_sent,
            after.more_told, after.held, after.told, after.repeated, after.held_since,
            watch, channel, _as_json(before.places), before.sending, before.told,
        ),
    )  # fmt: skip
    return updated.rowcount == 1


def step_back(db: sqlite3.Connection, feed: str) -> None:
    """Put every place in a file of a day to come back to the present end of *feed*.

    Called before anything is written after a clock that was ahead was set right: a watch would be
    silent until that day.
    """
    newest = latest(feed)
    for row in db.execute("SELECT watch, channel, places FROM watches").fetchall():
        places = {name: Position(*place) for name, place in json.loads(row["places"]).items()}
        if places[feed].file > newest:
            db.execute(
                "UPDATE watches SET places = ? WHERE watch = ? AND channel = ?",
                (_as_json({**places, feed: end_of_feed(db, feed)}), row["watch"], row["channel"]),
            )


def within_feeds(db: sqlite3.Connection, folder: Path) -> None:
    """Put every place back into its feed file, as `export_positions.within_feeds` does."""
    for row in db.execute("SELECT watch, channel, places FROM watches").fetchall():
        places = json.loads(row["places"])
        inside = {feed: held(folder, Position(*place)) for feed, place in places.items()}
        db.execute(
            "UPDATE watches SET places = ? WHERE watch = ? AND channel = ?",
            (_as_json(inside), row["watch"], row["channel"]),
        )


def skip(db: sqlite3.Connection, watch: str, channel: str, now: str) -> None:
    """Let *watch* begin anew on *channel*, at the present end of the feeds."""
    db.execute("DELETE FROM watches WHERE watch = ? AND channel = ?", (watch, channel))
    begin(db, watch, channel, now)


def _as_json(places: Mapping[str, Position]) -> str:
    return json.dumps({feed: list(places[feed]) for feed in sorted(places)})


class Commits:
    """Sees that anybody committed to the ledger of a folder, and what the feeds hold then.

    Used by one thread at a time. Each call may raise sqlite3.Error.
    """

    def __init__(self, folder: Path) -> None:
        self._db = connect(folder / FILE_NAME, read_only=True)
        self._version: int | None = None

    def changed(self) -> bool:
        """Whether another connection committed since the last call; True at the first one."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, int(version)
        return before != self._version

    def lengths(self) -> Lengths:
        """Return what every feed that is watched holds, without files of days to come."""
        return {
            feed: {f: n for f, n in committed_lengths(self._db, feed).items() if f <= latest(feed)}
            for feed in FEEDS
        }

    def state(self, watch: str, channel: str) -> WatchState | None:
        """Return what `find` does."""
        return find(self._db, watch, channel)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()
