"""An answer of the replica, before the transport sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HTML = "text/html; charset=utf-8"

Target = Literal["article", "listing", "sitemap", "other"]
"""What an address leads to; faults choose by it. A listing's script fetches from the listing."""


@dataclass(frozen=True, slots=True)
class ReplicaPage:
    """Status, headers and body of an answer."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    """So many bytes more are announced than sent."""
    pause: float = 0.0
    """Seconds after each byte, where it is sent byte by byte."""
    reset: bool = False
    """Nothing is sent: the connection ends."""
    lasting: bool = False
    """Who asks again may be told that nothing changed."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """Faults that change what is rendered."""

    malformed: bool = False
    """Whatever metadata an article page has is broken; a sitemap breaks off in a tag."""
    endless: Literal["", "last", "first"] = ""
    """Listings always name a next page; past the end they show their last (or first) again."""
    cards: bool = True
    """Listings show them."""
    redesigned: bool = False
    """Article pages have no metadata, and a markup of their own."""
