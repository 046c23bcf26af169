"""The faults that the replica knows by name, and which of them are on.

``scrapy replica --fault NAME`` and tests switch them on and off while the replica is served;
``apply.py`` carries them out.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any, ClassVar, Literal

from mayadeen_crawler.replica.rendering.page import Target

When = Literal["site", "before", "instead", "render", "after", "capture", "url"]

REQUEST_STAGES: tuple[When, ...] = ("site", "before", "instead", "render", "after")


@dataclass(slots=True)
class ReplicaFault:
    """One fault: what happens, to which requests, and how often."""

    name: str
    when: When
    """The stage it acts on: it changes the ``site``, waits ``before`` the answer, is sent
    ``instead`` of it, changes how it is rendered (``render``), or what was rendered (``after``).
    In place of a request, those of archives may hit a ``capture`` or all captures of a ``url``."""
    help: str
    value: Any = None
    """The fault's parameter: an HTTP status, seconds, a charset, …"""
    path: str = "*"
    """Shell pattern of the path with its query, such as ``/news/politics?page=*``."""
    target: Target | Literal["any"] = "any"
    """Only requests for this kind of page."""
    share: float = 1.0
    """The share of addresses that is hit, 0 to 1; whether one is depends on the address only."""
    after: int = 0
    """So many matching requests are answered well first."""
    times: int | None = None
    """At most so many requests are hit; None: all."""
    times_each: int | None = None
    """Each address is hit at most so many times; None: always."""
    seen: int = 0
    """How many matching requests there were so far."""
    hits: dict[str, int] = field(default_factory=dict)
    """Address → how often it was hit."""

    def strikes(self, address: str, target: Target) -> bool:
        """Whether this request is hit; counts it."""
        if self.target not in ("any", target) or not fnmatchcase(address, self.path):
            return False
        if zlib.crc32(address.encode()) % 10_000 >= self.share * 10_000:
            return False
        self.seen += 1
        turn = self.seen - self.after
        hit = self.hits.get(address, 0)
        if turn <= 0 or (self.times is not None and turn > self.times):
            return False
        if self.times_each is not None and hit >= self.times_each:
            return False
        if self.times_each is not None:
            self.hits[address] = hit + 1
        return True


def _hostile(name: str, help_: str) -> ReplicaFault:
    return ReplicaFault(name, "instead", help_, target="article", share=0.1)


_F = ReplicaFault

#: Every fault by name, with its values for ``scrapy replica --fault NAME``.
KINDS: Mapping[str, ReplicaFault] = {
    fault.name: fault
    for fault in (
        _F("challenge", "instead", "a firewall's challenge page (403), from the 30th request on",
              403, after=30),
        _F("challenge-page", "instead", "the same without its header, and with 503",
              503, after=30),
        _F("rate-limit", "instead", "429 with Retry-After for the first requests", 1, times=5),
        _F("rate-limit-date", "instead", "the same with the moment in place of the seconds", 1,
              times=5),
        _F("server-error", "instead", "a tenth of the addresses answer 503 twice", 503,
              share=0.1, times_each=2),
        _F("burst", "instead", "from the 20th request on, twenty in a row answer 500", 500,
              after=20, times=20),
        _F("redirect-loop", "instead", "a tenth of the articles redirect to themselves", 302,
              target="article", share=0.1),
        _F("slow", "before", "every answer waits", 0.5),
        _F("drip", "after", "a tenth of the articles come byte by byte, with pauses", 1.0,
              target="article", share=0.1),
        _F("reset", "after", "a tenth of the articles are hung up on before a byte, twice",
              target="article", share=0.1, times_each=2),
        _F("bomb", "after", "a tenth of the articles are 64 MB in some kB of gzip", 64,
              target="article", share=0.1),
        _F("cut-off", "after", "a tenth of the articles end early, twice", 1000,
              target="article", share=0.1, times_each=2),
        _F("wrong-charset", "after", "the header names a charset the bytes are not in",
              "iso-8859-6", target="article"),
        _F("malformed", "render", "all metadata of articles is broken", target="article"),
        _F("no-cards", "render", "listings show no card, and no next page", target="listing"),
        _F("no-navigation", "after", "no page has a menu"),
        _F("endless", "render", "listings never end: their last page again and again", "last"),
        _F("repeating", "render", "listings never end: their first page again and again",
              "first"),
        _F("redesign", "render", "every page has new class names, articles have no metadata"),
        _hostile("huge", "a tenth of the articles are 5 MB"),
        _hostile("empty", "a tenth of the articles are 0 bytes"),
        _hostile("binary", "a tenth of the articles are random bytes called HTML"),
        _hostile("nested", "a tenth of the articles are 10,000 elements deep"),
        _hostile("long-headline", "a tenth of the articles have a headline of 1 MB"),
        _hostile("invalid-utf8", "a tenth of the articles have bytes that are no UTF-8"),
        _F("edits", "site", "an article is edited at every so many requests", 20),
        _F("renames", "site", "an article moves to a new address at every so many requests", 40),
        _F("removals", "site", "an article is removed at every so many requests", 30),
        _F("moving", "site", "an article is published at every so many requests", 10),
    )
}  # fmt: skip


class UnknownFaultError(ValueError):
    """There is no fault of the given name; the message lists the valid ones."""


class Faults:
    """The faults that are on. Methods may be called from any thread, at any time."""

    kinds: ClassVar[Mapping[str, ReplicaFault]] = KINDS
    """Every fault that there is, by name."""

    def __init__(self, *names: str) -> None:
        self._on: list[ReplicaFault] = []
        self._lock = Lock()
        for name in names:
            self._switch(self._kind(name))

    def on(self, name: str, **values: Any) -> ReplicaFault:
        """Switch a fault on for every matching request; *values* are fields of ``ReplicaFault``.

        Example: ``faults.on("server-error", path="/news/*", times_each=1)``. The limits of
        ``KINDS`` (a share, a number of times) are for the command line and do not apply here.
        """
        everything = {"after": 0, "times": None, "times_each": None, "share": 1.0}
        return self._switch(replace(self._kind(name), **everything | values))

    def off(self, name: str) -> None:
        """Switch every fault of this name off."""
        with self._lock:
            self._on = [fault for fault in self._on if fault.name != self._kind(name).name]

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._on = []

    def striking(
        self, address: str, target: Target = "other", *, stages: tuple[When, ...] = REQUEST_STAGES
    ) -> Collection[ReplicaFault]:
        """Return the faults of *stages* that hit a request, capture or URL, counting it."""
        if not self._on:
            return ()
        with self._lock:
            acting = [fault for fault in self._on if fault.when in stages]
            return [fault for fault in acting if fault.strikes(address, target)]

    def _switch(self, fault: ReplicaFault) -> ReplicaFault:
        fresh = replace(fault, seen=0, hits={})
        with self._lock:
            self._on = [*self._on, fresh]
        return fresh

    def _kind(self, name: str) -> ReplicaFault:
        if name not in self.kinds:
            raise UnknownFaultError(f"unknown fault {name!r}; valid: {', '.join(self.kinds)}")
        return self.kinds[name]
