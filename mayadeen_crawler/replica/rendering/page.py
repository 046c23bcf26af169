"""An answer of the replica before the server sends it, and the faults in its rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HTML = "text/html; charset=utf-8"

Target = Literal["article", "listing", "sitemap", "other"]
"""The kind of page at an address, by which faults are limited. What a listing's script fetches
counts as ``listing``."""


@dataclass(frozen=True, slots=True)
class ReplicaPage:
    """An HTTP answer, and how the server is to send it."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    """So many bytes at the body's end are announced but not sent."""
    pause: float = 0.0
    """If not 0, the body is sent byte by byte, with so many seconds after each."""
    reset: bool = False
    """Nothing is sent, and the connection is closed."""
    lasting: bool = False
    """A conditional request for it may be answered with 304."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """How faults change the rendering of a page."""

    malformed: bool = False
    """All metadata of an article page is broken; a sitemap ends within a tag."""
    endless: Literal["", "last", "first"] = ""
    """Listings always have a next page; past their end they repeat their last or first page."""
    cards: bool = True
    """Listings show their cards."""
    redesigned: bool = False
    """Article pages have no metadata and different elements."""
