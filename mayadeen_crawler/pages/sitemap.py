"""Reads a sitemap file, gzipped or not, as a stream of entries; and strategy ``sitemap``.

Called by ``crawling/sitemaps/sitemap_reader.py`` and the doctor. A file is an index of other files,
a list of pages (plain or Google News), or a text with one URL on each line. The file is hostile
until proven otherwise: no tree is built, no entity is expanded, and its unpacked size is bounded.
"""

from __future__ import annotations

import re
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Literal, NamedTuple
from xml.parsers import expat

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.sitemap_xml import EntryParser, NoSitemap

SitemapFault = Literal["malformed", "too_large", "no_sitemap"]
"""Why a file ended early: broken XML or gzip, over the size limit, or no sitemap but something
else, such as a page."""

#: Bytes of the unpacked file at most: the sitemap protocol's own limit.
MAX_BYTES = 50 * 1024 * 1024
#: Bytes unpacked or parsed at a time.
PIECE = 1 << 16
#: Bytes of the longest line of a text file that can be a URL.
_MAX_LINE = 8192

_GZIP = b"\x1f\x8b\x08"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\xef\xbb\xbf \t\r\n"

# The site's URLs hold ampersands (`/news/Art&Culture/`) that whoever writes the XML may forget
# to escape. All other ampersands are escaped here, so that only XML's own five entities and
# numeric references are left to expand.
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_LONGEST_REFERENCE = 11
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
#: Control characters that XML 1.0 does not allow.
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r"))

_NAMED = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
#: Bytes of a robots.txt that RFC 9309 has a crawler read, and sitemaps that are taken of it.
_MAX_ROBOTS, _MAX_NAMED = 500 * 1024, 100


class Entry(NamedTuple):
    """One ``<url>`` or ``<sitemap>`` of a file, its texts trimmed and otherwise as they stand."""

    loc: str
    lastmod: str | None = None
    published: str | None = None
    """``news:publication_date``."""
    is_file: bool = False
    """Whether ``loc`` is another sitemap file (an entry of an index)."""


class SitemapEntries:
    """The entries of a file. Iterate once; then ``fault`` says whether the file ended early."""

    def __init__(self, body: bytes, *, max_bytes: int = MAX_BYTES) -> None:
        self.fault: SitemapFault | None = None
        """``None`` for a file that was read whole. Nothing is raised for a broken one."""
        self._body = body
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[Entry]:
        pieces = self._pieces()
        head = b""
        for piece in pieces:
            head = (head + piece).lstrip(_BLANK)
            if len(head) > 1:
                break
        if not head:
            self.fault = self.fault or "no_sitemap"
        elif head.startswith((b"<", *_UTF16)):
            yield from self._xml(head, pieces)
        else:
            yield from self._text(head, pieces)

    def _pieces(self) -> Iterator[bytes]:
        """Yield the unpacked file in pieces; stops and sets ``fault`` if it is too large."""
        size = 0
        pieces = self._unzipped() if self._body.startswith(_GZIP) else _cut(self._body)
        for piece in pieces:
            size += len(piece)
            if size > self._max_bytes:
                self.fault = "too_large"
                return
            yield piece

    def _unzipped(self) -> Iterator[bytes]:
        inflate = zlib.decompressobj(wbits=31)
        try:
            for packed in _cut(self._body):
                while packed:
                    yield inflate.decompress(packed, PIECE)
                    packed = inflate.unconsumed_tail
                    if inflate.eof and (packed := inflate.unused_data):
                        # A second gzip member, or padding.
                        if packed[:1] != _GZIP[:1]:
                            return
                        inflate = zlib.decompressobj(wbits=31)
            if not inflate.eof:
                self.fault = "malformed"
        except zlib.error:
            self.fault = "malformed"

    def _xml(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[Entry]:
        entries = EntryParser()
        try:
            for piece in _mended(head, pieces):
                entries.feed(piece)
                yield from entries.taken(Entry)
            if self.fault is None:
                entries.end()
        except NoSitemap:
            self.fault = "no_sitemap"
        except (expat.ExpatError, ValueError, LookupError):  # the last two: an unknown encoding
            self.fault = "malformed"
        yield from entries.taken(Entry)

    def _text(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[Entry]:
        for line in _lines(head, pieces):
            loc = line.decode("utf-8", "replace").strip()
            if loc.lower().startswith(("http://", "https://")):
                yield Entry(loc)
            elif loc:
                self.fault = "no_sitemap"
                return


def _cut(body: bytes) -> Iterator[bytes]:
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def _mended(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces with bare ampersands escaped and forbidden control characters removed."""
    if head.startswith(_UTF16):
        yield head
        yield from pieces
        return
    if _OTHER_ENCODING.match(head) is None:
        # A title that a program cut within a character would be malformed XML.
        decode = getincrementaldecoder("utf-8")("replace").decode
        head, pieces = decode(head).encode(), (decode(piece).encode() for piece in pieces)
    rest = head
    for piece in pieces:
        # A reference (`&amp;`) may continue in the next piece.
        cut = rest.rfind(b"&", max(0, len(rest) - _LONGEST_REFERENCE))
        whole, rest = (rest, piece) if cut < 0 else (rest[:cut], rest[cut:] + piece)
        yield _BARE.sub(b"&amp;", whole).translate(None, _CONTROL)
    yield _BARE.sub(b"&amp;", rest).translate(None, _CONTROL)


def _lines(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = head
    for piece in pieces:
        *lines, rest = (rest + piece).splitlines(keepends=True) or [b""]
        yield from lines
        rest = rest[: _MAX_LINE + 1]
    yield from (line for line in rest.splitlines() if len(line) <= _MAX_LINE)


def named_in_robots(body: bytes) -> list[str]:
    """Return the URLs of the ``Sitemap:`` lines of a robots.txt, at most 100."""
    found = _NAMED.findall(body[:_MAX_ROBOTS].removeprefix(b"\xef\xbb\xbf"))
    return [name.decode("utf-8", "replace") for name in found[:_MAX_NAMED]]


def latest(lastmod: str | None, time_zone: str) -> str | None:
    """Return the latest moment that a ``lastmod`` can mean, as RFC 3339 in UTC.

    For a day without a time that is its last second on the clock of *time_zone*, which is also
    the clock of times without an offset. ``None`` for what cannot be read.
    """
    time = site_time.parse_machine(lastmod, time_zone) if lastmod else None
    if time is None:
        return None
    return site_time.rfc3339(time.instant or site_time.day_bounds(time.day, time_zone)[1])


def published(page: Page) -> object:
    """Strategy ``sitemap``: the ``news:publication_date`` of the entry that led to the page."""
    return page.hints.published
