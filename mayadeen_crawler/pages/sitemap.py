"""Sitemap files: their entries, read as a stream; what they say of months and times.

An index of files, a list of pages (plain or Google News) or a text with an
address a line; gzipped or not. The file is hostile until proven otherwise: no
tree is built, nothing is expanded, and its size is bounded.
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
from mayadeen_crawler.pages.sitemap_xml import Entries, NoSitemap

Fault = Literal["malformed", "too_large", "no_sitemap"]

#: The protocol's own limit, for the file as it is unpacked.
MAX_BYTES = 50 * 1024 * 1024
#: Bytes unpacked or parsed at a time.
PIECE = 1 << 16
#: An address a line: longer lines are none.
_MAX_LINE = 8192

_GZIP = b"\x1f\x8b\x08"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\xef\xbb\xbf \t\r\n"

# The site's addresses hold ampersands (`/news/Art&Culture/`) that a writer of
# XML may forget to escape. Escaped, no entity but XML's own five is left to expand.
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_LONGEST_REFERENCE = 11
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
#: No character of XML 1.0.
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r"))

_NAMED = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
#: What RFC 9309 lets a crawler read of a robots.txt, and names that are taken of it.
_MAX_ROBOTS, _MAX_NAMED = 500 * 1024, 100


class Entry(NamedTuple):
    """What a sitemap says of an address; texts are as they stand, trimmed."""

    loc: str
    lastmod: str | None = None
    published: str | None = None
    """Google News: when the article was published."""
    is_file: bool = False
    """It is another sitemap."""


class SitemapFile:
    """The entries of a file, to be iterated once; ``fault`` says afterwards why it ended early."""

    def __init__(self, body: bytes, *, max_bytes: int = MAX_BYTES) -> None:
        self.fault: Fault | None = None
        """``no_sitemap`` for anything else, such as a page; never raised."""
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
        """Yield the file as it is unpacked; ends, with a fault, where it is broken or too large."""
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
                        # Another member of the file, or padding.
                        if packed[:1] != _GZIP[:1]:
                            return
                        inflate = zlib.decompressobj(wbits=31)
            if not inflate.eof:
                self.fault = "malformed"
        except zlib.error:
            self.fault = "malformed"

    def _xml(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[Entry]:
        entries = Entries()
        try:
            for piece in _mended(head, pieces):
                entries.feed(piece)
                yield from entries.taken(Entry)
            if self.fault is None:
                entries.end()
        except NoSitemap:
            self.fault = "no_sitemap"
        except (expat.ExpatError, ValueError, LookupError):  # the last two: its encoding
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
    """Yield the pieces with bare ampersands escaped, and what is no character left out."""
    if head.startswith(_UTF16):
        yield head
        yield from pieces
        return
    if _OTHER_ENCODING.match(head) is None:
        # A title cut to so many bytes, as programs do, would end the file.
        decode = getincrementaldecoder("utf-8")("replace").decode
        head, pieces = decode(head).encode(), (decode(piece).encode() for piece in pieces)
    rest = head
    for piece in pieces:
        # A reference may continue in the next piece.
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
    """Return the addresses of sitemaps that a robots.txt names."""
    found = _NAMED.findall(body[:_MAX_ROBOTS].removeprefix(b"\xef\xbb\xbf"))
    return [name.decode("utf-8", "replace") for name in found[:_MAX_NAMED]]


def latest(lastmod: str | None, time_zone: str) -> str | None:
    """Return the latest moment that a ``lastmod`` can mean, as RFC 3339 in UTC.

    A day is its last second on the clock of *time_zone*, as is a time without
    offset. ``None`` for what cannot be read.
    """
    time = site_time.parse(lastmod, time_zone) if lastmod else None
    if time is None:
        return None
    return site_time.rfc3339(time.instant or site_time.day_bounds(time.day, time_zone)[1])


def published(page: Page) -> object:
    """Strategy ``sitemap``: when a news sitemap says the article was published."""
    return page.hints.published
