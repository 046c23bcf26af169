"""Events of a sitemap's XML → its entries. Names count without their namespace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers import expat

T = TypeVar("T")

#: Characters of the longest value; longer ones are none.
_MAX_TEXT = 8192
#: No sitemap nests deeper.
_MAX_DEPTH = 50

_ROOTS = frozenset({"urlset", "sitemapindex"})
_ENTRIES = frozenset({"url", "sitemap"})
#: Where values stand below an entry. (``image:loc`` and the like stand elsewhere.)
_FIELDS = {
    ("loc",): "loc",
    ("lastmod",): "lastmod",
    ("news", "publication_date"): "published",
}


class NoSitemap(Exception):
    """Raised by ``Entries.feed`` for an XML document of another kind."""


class Entries:
    """Collects a document's entries as it is fed. No tree is built."""

    def __init__(self) -> None:
        self._found: list[tuple[str, dict[str, str]]] = []
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._field: str | None = None
        self._text: list[str] = []
        self._length = 0
        # No namespace processing: a prefix that nobody declared is no fault here.
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._data
        self._parser.EndElementHandler = self._end

    def feed(self, piece: bytes) -> None:
        """Read on. Raises NoSitemap, and ExpatError, ValueError or LookupError for broken XML."""
        self._parser.Parse(piece, False)

    def end(self) -> None:
        """Say that this was all; raises ExpatError where the document is not complete."""
        self._parser.Parse(b"", True)

    def taken(self, entry: Callable[[str, str | None, str | None, bool], T]) -> Iterator[T]:
        """Yield *entry* of address, last change, publication and whether it is another sitemap.

        For each complete one that has an address; each is yielded once.
        """
        found, self._found = self._found, []
        for kind, values in found:
            # In CDATA an escaped ampersand stayed one.
            if loc := values.get("loc", "").replace("&amp;", "&"):
                yield entry(loc, values.get("lastmod"), values.get("published"), kind == "sitemap")

    def _doctype(self, *_declared: object) -> None:
        raise NoSitemap("sitemaps have no document type")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if not self._path and local not in _ROOTS:
            raise NoSitemap(f"the document is a {local[:40]}")
        if len(self._path) >= _MAX_DEPTH:
            raise ValueError("nested too deep")
        self._path.append(local)
        if len(self._path) == 2:
            self._values = {}
        self._field = None
        if len(self._path) > 2 and self._path[1] in _ENTRIES:
            self._field = _FIELDS.get(tuple(self._path[2:]))
        self._text, self._length = [], 0

    def _data(self, data: str) -> None:
        self._length += len(data)
        if self._field and self._length <= _MAX_TEXT:
            self._text.append(data)

    def _end(self, _name: str) -> None:
        text = "".join(self._text).strip() if self._length <= _MAX_TEXT else ""
        if self._field and text:
            self._values.setdefault(self._field, text)
        self._field = None
        if len(self._path) == 2 and self._path[1] in _ENTRIES:
            self._found.append((self._path[1], self._values))
            self._values = {}
        self._path.pop()
