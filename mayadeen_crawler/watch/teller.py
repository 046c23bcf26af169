"""Tells each watch's channels what the feeds have for them: each record once, in the feed's order.

``extensions/alerts.py`` calls a `Teller` in a thread of its own while a crawl commits, ``scrapy
watch --send`` without a crawl. One process at a time tells (a lock that dies with its process).
Before an alert is sent, the ledger notes that it is being sent, and afterwards what came of it. So
a process that dies loses none, and leaves at most one, of each watch and channel, of which nobody
knows whether it arrived: it is sent again, and counted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from mayadeen_crawler import clock
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.ledger import watch_places
from mayadeen_crawler.ledger.feed_files.days import latest
from mayadeen_crawler.ledger.feed_files.export_positions import Position
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.ledger.watch_places import Commits, Lengths, WatchState
from mayadeen_crawler.runs.lock import RunLock
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.watch import messages
from mayadeen_crawler.watch.feed_lines import FeedLines, written_at
from mayadeen_crawler.watch.matching import Candidate
from mayadeen_crawler.watch.watch_file import Watch, url_of

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
#: Seconds for which a watch leaves a channel alone that failed: the first time, and at most.
PAUSE, LONGEST_PAUSE = 0.25, 300.0
#: Failures in a row after which a watch leaves a channel to the next run, once a run is at its end.
LAST_ATTEMPTS = 4
#: Name of the lock among those of runs.
LOCK = "watch.lock"
#: Seconds between two looks, at a run's end, at whether others are done or a pause is over.
INTERVAL = 0.1
#: Lines after which the ledger notes how far a watch looked, although none of them matched: what
#: others wrote without a watch may be more than a short run can look at.
LINES = 1000
#: What `WatchState.sending` is for the line that says how many alerts are held back.
MORE = "more"

Send = Callable[[Sequence[str], str, str], list[str]]
"""Sends a text to URLs: ``notification_channels.send``."""


@dataclass(slots=True)
class AlertTally:
    """What became of alerts, for the manifest."""

    sent: int = 0
    failed: int = 0
    """Attempts to send one."""
    held_back: int = 0
    repeated: int = 0
    """Of those sent: an earlier process died while it sent the same one."""


class Teller:
    """Tells what the feeds of *folder* have for *watches*. One thread at a time calls it.

    Each method may raise LedgerError, OSError and sqlite3.Error.
    """

    def __init__(
        self,
        folder: Path,
        watches: Sequence[Watch],
        *,
        send: Send = notification_channels.send,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Open the ledger; *stopped*: asked before an alert is sent, and then nothing more is."""
        self._send = send
        self._stopped = stopped
        self._ledger = Ledger(folder)
        self._commits = Commits(folder)
        self._feeds = FeedLines(folder)
        self._lock = RunLock(RunsFolder(folder).lock_path(LOCK))
        self._pairs = [(watch, channel) for watch in watches for channel in watch.channels]
        self._seen: dict[tuple[str, str], Mapping[str, Position]] = {}
        """(watch, channel) → how far this process looked: what does not match is not noted."""
        self._failing: dict[tuple[str, str], tuple[int, float]] = {}
        """(watch, channel) → failures in a row, and when it is tried again (monotonic). Not by
        channel alone: a service may refuse one watch's alert and take the others'."""
        self._warned: set[str] = set()
        """Channels of whose failure a warning was logged since they worked last."""
        self._is_late = False
        """Whether another process was telling when this one wanted to."""
        self.counts = AlertTally()

    def begin(self) -> list[str]:
        """Let watches that are new begin, at the present end of the feeds; return their names."""
        now = clock.stamp()
        with self._ledger.transaction() as db:
            new = [
                watch.name
                for watch, channel in self._pairs
                if watch_places.begin(db, watch.name, channel, now)
            ]
        return list(dict.fromkeys(new))

    def has_work(self) -> bool:
        """Whether anything was committed since the last `tell`, or a channel's pause is over."""
        over = any(until <= time.monotonic() for _, until in self._failing.values())
        return self._commits.changed() or self._is_late or over

    def tell(self) -> None:
        """Tell what there is, unless another process is telling."""
        self._tell(ending=False)

    def tell_the_rest(self, seconds: float) -> None:
        """Tell what there is at the end of a run, within *seconds*.

        Each watch tries each channel at once, and leaves it after LAST_ATTEMPTS. An alert that is
        being sent is not broken off.
        """
        end = time.monotonic() + seconds
        self._failing.clear()
        stopped, self._stopped = self._stopped, lambda: time.monotonic() >= end
        try:
            while not self._stopped():
                told = self._tell(ending=True)
                if told and all(n >= LAST_ATTEMPTS for n, _ in self._failing.values()):
                    break
                time.sleep(INTERVAL)
        finally:
            self._stopped = stopped

    def close(self) -> None:
        """Close the ledger."""
        self._commits.close()
        self._ledger.close()

    def _tell(self, *, ending: bool) -> bool:
        """Tell until nothing new is there; return False if another process is telling."""
        self._is_late = self._lock.take("watch") is not None
        if self._is_late:
            return False
        try:
            lengths: Lengths | None = None
            # What was committed while alerts were sent comes before the lock is given up.
            while lengths != (now := self._commits.lengths()):
                lengths = now
                for watch, channel in self._pairs:
                    if self.may_go_on() and self._may_try(watch, channel, ending=ending):
                        self._tell_pair(watch, channel, lengths, ending=ending)
                if self._stopped():
                    break
        finally:
            self._lock.release()
        return True

    def _may_try(self, watch: Watch, channel: str, *, ending: bool) -> bool:
        failures, until = self._failing.get((watch.name, channel), (0, 0.0))
        return until <= time.monotonic() and not (ending and failures >= LAST_ATTEMPTS)

    def _tell_pair(self, watch: Watch, channel: str, lengths: Lengths, *, ending: bool) -> None:
        state = self._commits.state(watch.name, channel)
        if state is None:
            return  # the ledger was made anew meanwhile: the next run begins the watch again
        telling = _Telling(self, watch, channel, state, ending=ending)
        seen = self._seen.get((watch.name, channel), {})
        telling.places = {
            # What was seen before the clock was set right may be in a file of a day to come.
            feed: max(place, seen[feed])
            if feed in seen and seen[feed].file <= latest(feed)
            else place
            for feed, place in state.places.items()
        }
        if telling.run(self._feeds, lengths):
            self._failing.pop((watch.name, channel), None)  # nothing is left to try
        self._seen[watch.name, channel] = telling.places

    def save(self, watch: Watch, channel: str, before: WatchState, after: WatchState) -> bool:
        """Note *after* in the ledger; False if another process has noted something else."""
        with self._ledger.transaction() as db:
            return watch_places.save(db, watch.name, channel, before, after)

    def send(self, watch: Watch, channel: str, title: str, text: str) -> bool:
        """Send a message; return whether it was sent. A failure is one warning in a row."""
        url = url_of(channel)
        failures = self._send([url], title, text) if url else ["the variable is not set any more"]
        if not failures:
            self._failing.pop((watch.name, channel), None)
            self._warned.discard(channel)
            return True
        self.counts.failed += 1
        if channel not in self._warned:
            logger.warning(
                "an alert of watch %s could not be sent to %s (%s): it is tried again",
                watch.name, channel, failures[0],
            )  # fmt: skip
        self._warned.add(channel)
        count, _ = self._failing.get((watch.name, channel), (0, 0.0))
        pause = min(PAUSE * 2 ** min(count, 20), LONGEST_PAUSE)
        self._failing[watch.name, channel] = (count + 1, time.monotonic() + pause)
        return False

    def may_go_on(self) -> bool:
        """Whether another alert may be sent now."""
        return not self._stopped()


class _Telling:
    """What is told of the feeds to one channel of a watch, until nothing is left or it fails."""

    def __init__(
        self, teller: Teller, watch: Watch, channel: str, state: WatchState, *, ending: bool
    ) -> None:
        self._teller = teller
        self._watch = watch
        self._channel = channel
        self._state = state
        """As the ledger has it."""
        self._ending = ending
        self._lines = 0
        """Lines that were looked at."""
        self._held = 0
        """Alerts held back that the ledger does not have yet."""
        self._held_since = state.held_since
        """When the oldest record of any that are held back was written."""
        self.places: Mapping[str, Position] = state.places
        """How far the feeds were looked at."""

    def run(self, feeds: FeedLines, lengths: Lengths) -> bool:
        """Look at each feed's new lines, and tell what matches; False if something is left."""
        # What a process that died was sending comes before all else, as in `WatchState.feeds`.
        if self._state.sending in (None, MORE) and not self._told_more_if_hour_is_over():
            return False
        for feed in self._state.feeds:
            for before, after, found in feeds.after(self.places[feed], lengths[feed]):
                if found is not None and found.matches(self._watch):
                    self.places = {**self.places, feed: before}
                    if not self._tell(found, before, {**self.places, feed: after}):
                        return False
                self.places = {**self.places, feed: after}
                self._lines += 1
                if self._lines % LINES == 0:
                    self._note_places()
                    if not self._teller.may_go_on():
                        return False
        if self._held or self._ending:
            self._note_places()
        if self._ending and self._state.held and not self._state.more_told:
            return self._tell_more()
        return True

    def _tell(self, found: Candidate, before: Position, after: Mapping[str, Position]) -> bool:
        """Tell a record, or hold it back; False: it could not be told, and is still to be."""
        place = f"{before.file} {before.offset}"
        if self._state.sending != place and not self._told_more_if_hour_is_over():
            return False
        most = self._watch.per_hour
        if most and self._is_within_hour() and self._state.hour_sent >= most:
            self._hold_back(written_at(found, before.file))
            self._teller.counts.held_back += 1
            return True
        title, text = messages.alert(self._watch, found)
        return self._send(place, title, text, after)

    def _hold_back(self, written: str) -> None:
        """Count an alert that is held back; its record was written at *written*."""
        times = [datetime.fromisoformat(one) for one in (self._held_since, written) if one]
        self._held += 1
        self._held_since = rfc3339(min(times))

    def _told_more_if_hour_is_over(self) -> bool:
        """Once an hour is over, say what was held back in it; False if that could not be said."""
        if self._is_within_hour() or not self._state.held + self._held:
            return True
        return self._note_places() and self._tell_more()

    def _tell_more(self) -> bool:
        state = self._state
        title, text = messages.more(self._watch, state.held, state.held_since or state.begun_at)
        return self._send(MORE, title, text, self.places)

    def _is_within_hour(self) -> bool:
        began = self._state.hour_began
        # An hour to come is one of a clock that was ahead.
        return began is not None and abs(clock.now() - datetime.fromisoformat(began)) < HOUR

    def _note_places(self) -> bool:
        state = replace(
            self._state, places=self.places, held=self._state.held + self._held,
            held_since=self._held_since,
        )  # fmt: skip
        self._held = 0
        return self._save(state)

    def _send(self, alert: str, title: str, text: str, after: Mapping[str, Position]) -> bool:
        """Note the alert, send it, and note that; False if it was not sent."""
        if not self._teller.may_go_on():
            return False
        before = self._state
        again = before.sending == alert
        held, self._held = before.held + self._held, 0
        marked = replace(
            before, places=self.places, sending=alert, held=held, held_since=self._held_since,
            repeated=before.repeated + again,
        )  # fmt: skip
        if not self._save(marked):
            return False
        if not self._teller.send(self._watch, self._channel, title, text):
            # Whether an earlier process's attempt arrived is as unknown as before.
            unclear = alert if again else None
            self._save(replace(marked, sending=unclear, repeated=before.repeated))
            return False
        self._teller.counts.sent += 1
        self._teller.counts.repeated += again
        state = replace(marked, sending=None, places=after)
        if not self._is_within_hour():
            state = replace(state, hour_began=rfc3339(clock.now()), hour_sent=0, more_told=False)
        if alert == MORE:
            self._held_since = None
            state = replace(state, held=0, held_since=None, more_told=self._ending)
        else:
            state = replace(state, hour_sent=state.hour_sent + 1, told=state.told + 1)
        return self._save(state)

    def _save(self, state: WatchState) -> bool:
        if state == self._state:
            return True
        if not self._teller.save(self._watch, self._channel, self._state, state):
            return False
        self._state = state
        return True
