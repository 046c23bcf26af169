"""What the site says of AI and text mining: nothing, unless it is told to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Where the file lies that the TDM Reservation Protocol knows.
TDM_FILE = "/.well-known/tdmrep.json"


@dataclass(frozen=True, slots=True)
class ReplicaReservations:
    """Its words, place by place."""

    robots: tuple[str, ...] = ()
    """Lines at the end of robots.txt."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of every article."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Of every article's page: name → content."""
    file: str | None = None
    """What ``tdmrep.json`` holds; ``None``: there is none."""
