"""The forms that the replica's sitemaps can have. Data only; ``sitemap_files.py`` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReplicaSitemaps:
    """Which sitemaps there are below ``/sitemaps/``, and how they are written."""

    in_robots: bool = True
    """robots.txt names them."""
    layout: Literal["months", "flat"] = "months"
    """Whether ``all.xml`` is an index of months, or one list of all articles and sections."""
    gzip: Literal["no", "file", "encoding"] = "no"
    """``file``: the files' names end with ``.gz``; ``encoding``: Content-Encoding is gzip."""
    lastmod: Literal["second", "day", "none"] = "second"
    news: bool = True
    """Whether there is a ``news.xml``: an index of months, newest first and without dates."""
    removed: bool = False
    """Whether removed articles are still listed."""
    big: int = 0
    """A month of 2019 has so many entries more, all of pages that answer 404."""
    base: str | None = None
    """Scheme and host of the URLs in the files; None: the edition's."""
