"""The replica's reservations about AI and text mining: none, unless a test sets them.

``routes.py`` serves them, ``rendering/`` puts them into pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Path of the file of the TDM Reservation Protocol.
TDM_FILE = "/.well-known/tdmrep.json"


@dataclass(frozen=True, slots=True)
class ReplicaReservations:
    """The reservations, by where they are."""

    robots: tuple[str, ...] = ()
    """Lines at the end of robots.txt."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of every article's response."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """Meta tags of every article page: name → content."""
    file: str | None = None
    """The content of ``tdmrep.json``; None: there is no such file."""
