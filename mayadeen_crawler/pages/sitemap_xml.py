"""A sitemap's XML → its entries, as the document is fed piece by piece. Used by ``sitemap.py``.

Elements count by their name without the namespace prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers import expat

T = TypeVar("T")

#: Characters of the longest value; a longer one is dropped.
_MAX_TEXT = 8192
#: Levels of nesting; sitemaps have five.
_MAX_DEPTH = 50
#: Elements of one file: the protocol allows 50,000 entries, which have ten each, or thirty with
#: pictures.
_MAX_ELEMENTS = 3_000_000
#: Bytes of the longest tag or comment. The parser reads one that has not ended from its beginning
#: with every piece, which `sitemap.py` therefore makes large.
_MAX_TOKEN = 1 << 20

#: Stands for a character that the file cannot hold. An address with one leads nowhere.
LOST = "\ufffd"

_ROOTS = frozenset({"urlset", "sitemapindex"})
_ENTRIES = frozenset({"url", "sitemap"})
#: Path of an element below its entry → the value it holds. ``image:loc`` has another path.
_FIELDS = {
    ("loc",): "loc",
    ("lastmod",): "lastmod",
    ("news", "publication_date"): "published",
}


class NoSitemap(Exception):
    """Raised by ``EntryParser.feed`` for an XML document that is no sitemap."""


class EntryParser:
    """Collects the entries of a document that is fed in pieces. No tree is built."""

    def __init__(self) -> None:
        self.lost = 0
        """Entries without an address, or whose address holds ``LOST``."""
        self._found: list[tuple[str, dict[str, str]]] = []
        self._path: list[str] = []
        self._values: dict[str, str] = {}
        self._field: str | None = None
        self._text: list[str] = []
        self._length = self._elements = self._fed = 0
        # Without namespace processing, an undeclared prefix is no error.
        self._parser = expat.ParserCreate("utf-8")  # whatever the document declares
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._data
        self._parser.EndElementHandler = self._end

    def feed(self, piece: bytes) -> None:
        """Parse the next piece, in UTF-8.

        Raises NoSitemap for another kind of document, and ExpatError or ValueError (nested too
        deep, too many elements, a tag or comment without end) for broken XML.
        """
        self._fed += len(piece)
        self._parser.Parse(piece, False)
        if self._fed - self._parser.CurrentByteIndex > _MAX_TOKEN:
            raise ValueError("a tag or comment without end")

    def end(self) -> None:
        """End the document; raises ExpatError if it is not complete."""
        self._parser.Parse(b"", True)

    def taken(self, entry: Callable[[str, str | None, str | None, bool], T]) -> Iterator[T]:
        """Yield ``entry(loc, lastmod, published, is_file)`` for the entries since the last call.

        Only complete entries with a ``loc``.
        """
        found, self._found = self._found, []
        for kind, values in found:
            # Inside CDATA `&amp;` is not decoded by the parser.
            loc = values.get("loc", "").replace("&amp;", "&")
            if not loc or LOST in loc:
                self.lost += 1
            else:
                yield entry(loc, values.get("lastmod"), values.get("published"), kind == "sitemap")

    def _doctype(self, *_declared: object) -> None:
        raise NoSitemap("sitemaps have no document type")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if not self._path and local not in _ROOTS:
            raise NoSitemap(f"the document is a {local[:40]}")
        self._elements += 1
        if len(self._path) >= _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise ValueError("nested too deep, or too many elements")
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
