"""The breaking lines as time goes by: a script of events, read at the moment a clock shows."""

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
    """A line as the ticker shows it."""

    text: str
    href: str | None = None
    """Where it leads, in markups with links."""
    first: str = ""
    """Its text when it appeared, which edits leave alone."""


Lines = tuple[ReplicaTickerLine, ...]


@dataclass(frozen=True, slots=True)
class TickerEvent:
    """Something that happens to the ticker. What is not named stays as it is."""

    at: float
    """Seconds from the clock's zero."""
    what: What
    text: str = ""
    """The line: a new one on top, or the one that is edited or withdrawn."""
    new: str = ""
    """The text an edit gives it."""
    href: str | None = None
    """Where a new line leads."""
    lines: tuple[str, ...] = ()
    """The whole list, newest first, of ``replace``."""


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
    """The lines at the beginning and what becomes of them.

    Events of one moment happen in the order given. Raises ``ValueError`` for an edit or
    withdrawal of a line that is not there then.
    """

    def __init__(
        self,
        lines: tuple[str, ...] = (),
        events: tuple[TickerEvent, ...] = (),
        *,
        capacity: int = 10,
    ) -> None:
        self.capacity = capacity
        """A line beyond it is pushed off the end."""
        self._events = sorted(events, key=lambda event: event.at)
        self._times = [event.at for event in self._events]
        self._start: Lines = tuple(ReplicaTickerLine(text, None, text) for text in lines)[:capacity]
        self._reached = (0, self._start)
        self.lines_at(max(self._times, default=0.0))

    def lines_at(self, seconds: float) -> Lines:
        """Return the lines *seconds* after the beginning, newest first."""
        count = bisect_right(self._times, seconds)
        done, lines = self._reached
        if done > count:
            done, lines = 0, self._start
        for event in self._events[done:count]:
            lines = _HAPPENS[event.what](lines, event)[: self.capacity]
        self._reached = (count, lines)
        return lines


class TickerClock:
    """Real time since ``start``, until it is set by hand. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun: float | None = None
        self._by_hand: float | None = None

    def start(self) -> None:
        """Begin at zero, if it has not begun."""
        with self._lock:
            if self._begun is None:
                self._begun = time.monotonic()

    def now(self) -> float:
        """Return the seconds it shows; zero before ``start``."""
        with self._lock:
            return self._now()

    def set(self, seconds: float) -> None:
        """Show *seconds* from now on; it goes no further by itself."""
        with self._lock:
            self._by_hand = seconds

    def advance(self, seconds: float) -> None:
        """Go forward by *seconds*; it goes no further by itself."""
        with self._lock:
            self._by_hand = self._now() + seconds

    def _now(self) -> float:
        if self._by_hand is not None:
            return self._by_hand
        return 0.0 if self._begun is None else time.monotonic() - self._begun
