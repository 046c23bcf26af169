"""How the Wayback Machine treats an address that ignores its answers 429."""

from __future__ import annotations


class ShutOut:
    """Refuses every connection for a while once an address goes on too long after a 429.

    A client that waits for ``Retry-After`` (without one: *patience* seconds) is not held against.
    One that asks again before, and still does *patience* seconds after the first 429, is refused
    for *lasts* seconds. All moments are seconds on the clock of the caller.
    """

    def __init__(self, patience: float = 60, lasts: float = 3600) -> None:
        self.patience, self.lasts = patience, lasts
        self._until = 0.0
        """The address is refused until then."""
        self._warned: float | None = None
        """When the first 429 was answered that the address goes on ignoring."""
        self._wait = 0.0
        """A request before this moment ignores the last 429."""

    def refuses(self, now: float) -> bool:
        """Whether a request at *now* is refused; it counts as one of an address that goes on."""
        if now < self._until:
            return True
        if self._warned is None:
            return False
        if now >= self._wait:
            self._warned = None
            return False
        if now - self._warned < self.patience:
            return False
        self._until, self._warned = now + self.lasts, None
        return True

    def warn(self, now: float, retry_after: str | None) -> None:
        """Note that a 429 is answered at *now*."""
        if self._warned is None:
            self._warned = now
        self._wait = now + (float(retry_after) if retry_after else self.patience)
