"""What a sitemap lists, in the form in which the ledger keeps it for a later 304.

``crawling/sitemaps/sitemap_reader.py`` records a file while it reads it, and takes an unchanged one
from here: its articles and files as they were understood, so that no entry is looked at again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from gzip import GzipFile
from io import BytesIO
from typing import Any

from mayadeen_crawler.crawling.sitemaps.sitemap_file import SitemapCounts, SitemapLocation
from mayadeen_crawler.ledger.frontier.addresses import Address


class SitemapRecorder:
    """Packs a sitemap while it is read: gzipped lines of JSON, the counts last."""

    def __init__(self) -> None:
        self._packed = BytesIO()
        self._stream = GzipFile(fileobj=self._packed, mode="wb", compresslevel=6, mtime=0)

    def add(self, articles: Iterable[Address], files: Iterable[SitemapLocation | None]) -> None:
        """Add what a part of the file lists."""
        for one in articles:
            hints = one.hints.get("published")
            self._write("article", one.url, one.request_url, hints, one.lastmod, one.listed)
        for file in files:
            if file is not None:
                self._write("file", file.url, file.path, file.lastmod)

    def packed(self, counts: SitemapCounts) -> bytes:
        """Return the whole for `RememberedSitemap`; nothing can be added any more."""
        self._write("counts", counts.entries, counts.kind, dict(counts.ignored))
        self._stream.close()
        return self._packed.getvalue()

    def _write(self, *line: object) -> None:
        self._stream.write(json.dumps(line).encode() + b"\n")


class RememberedSitemap:
    """A sitemap as it was packed. Iterate over its articles once; then the rest is filled in."""

    def __init__(self, said: bytes, location: SitemapLocation) -> None:
        """*location*: where it is, its ``told_at`` the moment at which it was unchanged."""
        self._said = said
        self._location = location
        self.files: list[SitemapLocation | None] = []
        """The files that it lists."""
        self.counts = SitemapCounts()
        """What was counted when it was read, but for its articles."""

    def __iter__(self) -> Iterator[Address]:
        here = self._location
        with GzipFile(fileobj=BytesIO(self._said)) as stream:
            for line in stream:
                kind, *values = json.loads(line)
                if kind == "article":
                    yield self._article(*values)
                elif kind == "file":
                    url, path, lastmod = values
                    inside = SitemapLocation(url, path, lastmod, here.depth + 1, here.told_at)
                    self.files.append(inside)
                else:
                    self.counts.entries, self.counts.kind, ignored = values
                    self.counts.ignored = Counter(ignored)

    def _article(self, url: str, request_url: str, published: str | None, *more: Any) -> Address:
        lastmod, listed = more
        hints: dict[str, str | None] = {"published": published} if published else {}
        origin = f"sitemap:{self._location.path}"
        return Address(url, request_url, origin, hints, lastmod, listed=listed)
