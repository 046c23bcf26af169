"""The ticker's lines over time: a script of events, and the clock that it is read by.

Tests write scripts of their own; ``ticker_script.py`` makes one up for a day.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal

What = Literal["add", "edit", "withdraw", "replace"]


@dataclass(frozen=True, slots=True)
class ReplicaTickerLine:
    """A line of the ticker."""

    text: str
    href: str | None = None
    """Path or URL that the line links to, in markups with links."""
    first: str = ""
    """Its text when it appeared; edits do not change this."""


Lines = tuple[ReplicaTickerLine, ...]


@dataclass(frozen=True, slots=True)
class TickerEvent:
    """One change of the ticker; lines that it does not name stay."""

    at: float
    """When it happens: seconds after the clock's start."""
    what: What
    text: str = ""
    """The text of the line that is added at the top, edited or withdrawn."""
    new: str = ""
    """The line's text after an ``edit``."""
    href: str | None = None
    """Path or URL that an added line links to."""
    lines: tuple[str, ...] = ()
    """All lines, newest first, after a ``replace``."""


def _at(lines: Lines, event: TickerEvent) -> int:
    for index, line in enumerate(lines):
        if line.text == event.text:
            return index
    raise ValueError(f"at {event.at:g} s no line reads {event.text!r}")


def _edit(lines: Lines, event: TickerEvent) -> Lines:
    index = _at(lines, event)
    return (*lines[:index], replace(lines[index], text=event.new), *lines[index + 1 :])


def _withdraw(lines: Lines, event: TickerEvent) -> Lines:
    index = _at(lines, event)
    return lines[:index] + lines[index + 1 :]


_HAPPENS: Mapping[What, Callable[[Lines, TickerEvent], Lines]] = {
    "add": lambda lines, e: (ReplicaTickerLine(e.text, e.href, e.text), *lines),
    "edit": _edit,
    "withdraw": _withdraw,
    "replace": lambda _, e: tuple(ReplicaTickerLine(text, None, text) for text in e.lines),
}


class TickerScript:
    """The ticker's first lines, and the events that change them.

    Events of the same time happen in the order given. Raises ValueError if an event edits or
    withdraws a line that is not there at that time.
    """

    def __init__(
        self,
        lines: tuple[str, ...] = (),
        events: tuple[TickerEvent, ...] = (),
        *,
        capacity: int = 10,
    ) -> None:
        self.capacity = capacity
        """The ticker shows so many lines; a new one then pushes the oldest off."""
        self._events = sorted(events, key=lambda event: event.at)
        self._times = [event.at for event in self._events]
        self._start: Lines = tuple(ReplicaTickerLine(text, None, text) for text in lines)[:capacity]
        self._reached = (0, self._start)
        self.lines_at(max(self._times, default=0.0))

    def lines_at(self, seconds: float) -> Lines:
        """Return the lines *seconds* after the clock's start, newest first."""
        count = bisect_right(self._times, seconds)
        done, lines = self._reached
        if done > count:
            done, lines = 0, self._start
        for event in self._events[done:count]:
            lines = _HAPPENS[event.what](lines, event)[: self.capacity]
        self._reached = (count, lines)
        return lines


class TickerClock:
    """Seconds since ``start``, until it is set by hand. Safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun: float | None = None
        self._by_hand: float | None = None

    def start(self) -> None:
        """Start at zero; does nothing if the clock runs already."""
        with self._lock:
            if self._begun is None:
                self._begun = time.monotonic()

    def now(self) -> float:
        """Return the clock's seconds; zero before ``start``."""
        with self._lock:
            return self._now()

    def set(self, seconds: float) -> None:
        """Set the clock to *seconds*, and stop it."""
        with self._lock:
            self._by_hand = seconds

    def advance(self, seconds: float) -> None:
        """Set the clock forward by *seconds*, and stop it."""
        with self._lock:
            self._by_hand = self._now() + seconds

    def _now(self) -> float:
        if self._by_hand is not None:
            return self._by_hand
        return 0.0 if self._begun is None else time.monotonic() - self._begun
