"""The forms a site's sitemaps can have. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReplicaSitemaps:
    """What sitemaps there are at ``/sitemaps/``, and how they are written."""

    in_robots: bool = True
    """robots.txt names them."""
    layout: Literal["months", "flat"] = "months"
    """``all.xml`` is an index of months, or one list of everything, sections included."""
    gzip: Literal["no", "file", "encoding"] = "no"
    """``file``: the names given out end with ``.gz``; ``encoding``: the answers are encoded."""
    lastmod: Literal["second", "day", "none"] = "second"
    news: bool = True
    """``news.xml`` holds what was published in the two days before the newest article."""
    removed: bool = False
    """Articles that are gone are still listed."""
    big: int = 0
    """A month of 2019 has so many entries, all of pages that are not there (any more)."""
    base: str | None = None
    """Scheme and host of the addresses given out; ``None``: the edition's."""
