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
from functools import lru_cache
from html import escape
from html.entities import html5
from typing import Literal, NamedTuple
from xml.parsers import expat

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.sitemap_xml import LOST, EntryParser, NoSitemap
from mayadeen_crawler.utils.text import in_utf8

SitemapFault = Literal["malformed", "too_large", "no_sitemap"]
"""Why a file ended early: broken XML or gzip, over the limit of bytes or entries, or no sitemap but
something else, such as a page."""

#: Bytes of the unpacked file at most: the sitemap protocol's own limit.
MAX_BYTES = 50 * 1024 * 1024
#: Entries of one file at most: twice as many as the protocol permits. Also members of a gzip file,
#: each of which costs time however little it holds.
MAX_ENTRIES = 100_000
#: Bytes unpacked or parsed at a time.
PIECE = 1 << 16
#: Bytes of the longest line of a text file that can be a URL.
_MAX_LINE = 8192

#: Bytes of a file's beginning in which its encoding is declared.
_DECLARED_WITHIN = 256

_GZIP = b"\x1f\x8b\x08"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\xef\xbb\xbf \t\r\n"

# The site's URLs hold ampersands (`/news/Art&Culture/`) that whoever writes the XML may forget
# to escape, and its titles may hold HTML's entities.
# What may stand in XML as it is (`&amp;`, `&#1575;`, `&#x627;`) is passed over, but for high
# numbers: to ask for each what it stands for takes ten seconds for a file of them.
_AMPERSAND = re.compile(
    r"&(?!(?-i:amp|lt|gt|quot|apos);"
    r"|#0{0,4}(?:9|1[03]|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4});"
    r"|#x0{0,4}(?:[9ad]|[2-9a-f][0-9a-f]|[1-9a-f][0-9a-f]{2}|[1-9a-c][0-9a-f]{3});)"
    r"(?:#x(?P<hex>[0-9a-f]{1,16});|#(?P<number>[0-9]{1,16});|(?P<name>[a-z][a-z0-9]{0,30};))?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_REFERENCE = 34
#: Characters and references of one file that XML forbids, up to which the file is read on.
_MAX_FORBIDDEN = 1_000_000
_ENCODING = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
)
#: Declared encodings that are believed. Of UTF-16 the first bytes tell.
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|utf-?16(?:le|be)?|(?:iso-?8859-|windows-|cp)\d{1,4}|latin-?1|koi8-[ru]",
    re.IGNORECASE,
)
#: Characters that XML 1.0 does not allow, and what stands for an undecodable byte.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Not splitlines(): a file of nothing but ends of lines would take nine seconds.
_LINE = re.compile(rb"\S[^\r\n]*")
#: Ends of a sitemap's path, also where a list of pages names it.
_FILE_ENDS = (".xml", ".xml.gz")

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
        self.forbidden = 0
        """Characters and references in it that XML forbids: raw control characters, ``&#1;``,
        ``&nbsp;``, a bare ``&``. They are replaced."""
        self.lost = 0
        """Entries without an address, because of them or in any case."""
        self._body = body
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[Entry]:
        for count, entry in enumerate(self._entries()):
            if count == MAX_ENTRIES:
                self.fault = "too_large"
                return
            yield entry

    def _entries(self) -> Iterator[Entry]:
        pieces = self._pieces()
        head = b""
        for piece in pieces:
            head = (head + piece).lstrip(_BLANK)
            if len(head) >= _DECLARED_WITHIN:
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
        pieces = _large(self._unzipped()) if self._body.startswith(_GZIP) else _cut(self._body)
        for piece in pieces:
            size += len(piece)
            if size > self._max_bytes:
                self.fault = "too_large"
                return
            yield piece

    def _unzipped(self) -> Iterator[bytes]:
        inflate, members = zlib.decompressobj(wbits=31), 1
        try:
            for packed in _cut(self._body):
                while packed:
                    yield inflate.decompress(packed, PIECE)
                    packed = inflate.unconsumed_tail
                    if inflate.eof and (packed := inflate.unused_data):
                        # A second gzip member, or padding.
                        if packed[:1] != _GZIP[:1]:
                            return
                        if members == MAX_ENTRIES:
                            self.fault = "too_large"
                            return
                        inflate, members = zlib.decompressobj(wbits=31), members + 1
            if not inflate.eof:
                self.fault = "malformed"
        except zlib.error:
            self.fault = "malformed"

    def _xml(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[Entry]:
        entries = EntryParser()
        try:
            for piece in self._mended(head, pieces):
                entries.feed(piece)
                yield from entries.taken(_entry)
            if self.fault is None:
                entries.end()
        except NoSitemap:
            self.fault = "no_sitemap"
        except (expat.ExpatError, ValueError, LookupError):  # the last two: an unknown encoding
            self.fault = "malformed"
        yield from entries.taken(_entry)
        self.lost = entries.lost

    def _mended(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the pieces in UTF-8, with what XML forbids replaced and counted."""
        rest = ""
        for piece in _decoded(head, pieces):
            # A reference (`&amp;`) may continue in the next piece.
            text = rest + piece
            cut = text.rfind("&", max(0, len(text) - _LONGEST_REFERENCE))
            text, rest = (text, "") if cut < 0 else (text[:cut], text[cut:])
            yield self._allowed(text)
        yield self._allowed(rest)

    def _allowed(self, text: str) -> bytes:
        text, count = _FORBIDDEN.subn(LOST, text)
        self.forbidden += count
        if self.forbidden > _MAX_FORBIDDEN:
            raise ValueError("too much that XML forbids")
        return (_AMPERSAND.sub(self._reference, text) if "&" in text else text).encode()

    def _reference(self, match: re.Match[str]) -> str:
        """Return what may stand in XML for an ampersand and what follows it."""
        written, name = match[0], match["name"]
        if name is None and written != "&":
            number = int(match["hex"], 16) if match["hex"] else int(match["number"])
            if number <= 0x10FFFF and not _FORBIDDEN.match(chr(number)):
                return written
            self.forbidden += 1
            return LOST
        self.forbidden += 1
        # `&nbsp;` is HTML's; in `Art&Culture;` the ampersand is a letter of the address.
        known = html5.get(name) if name else None
        return escape(known) if known else f"&amp;{written[1:]}"

    def _text(self, head: bytes, pieces: Iterator[bytes]) -> Iterator[Entry]:
        for line in _lines(head, pieces):
            loc = line.decode("utf-8", "replace").strip()
            if loc.lower().startswith(("http://", "https://")):
                yield _entry(loc)
            elif loc:
                self.fault = "no_sitemap"
                return


def _cut(body: bytes) -> Iterator[bytes]:
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))


def _large(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of PIECE or more; the last may be smaller.

    The parser reads a tag that has not ended from its beginning with each piece (`sitemap_xml`): a
    file of a member for each byte would cost the square of its size.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _decoded(head: bytes, pieces: Iterator[bytes]) -> Iterator[str]:
    """Yield the file as text; LookupError for an encoding that nobody knows.

    What its encoding has no letter for becomes ``LOST``, as in a title that a program cut within
    a character: in XML it would end the file.
    """
    declared = _ENCODING.match(head)
    encoding = declared[1].decode("ascii", "replace") if declared else "utf-8"
    if _ENCODINGS.fullmatch(encoding) is None:
        raise LookupError(encoding)
    if head.startswith(_UTF16):
        encoding = "utf-16"
    elif encoding.lower().startswith("utf"):
        encoding = "utf-8"
    decoder = getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head)
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _entry(
    loc: str, lastmod: str | None = None, published: str | None = None, is_file: bool = False
) -> Entry:
    """Return an entry; a list of pages may list a sitemap, too."""
    path = loc.partition("?")[0].lower()
    return Entry(loc, lastmod, published, is_file or path.endswith(_FILE_ENDS))


def _lines(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines of a text file, without blank ones and a last one that is too long."""
    rest = head
    for piece in pieces:
        text = rest + piece
        begins = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
        yield from _LINE.findall(text, 0, begins)
        rest = text[begins : begins + _MAX_LINE + 1]
    yield from (line for line in _LINE.findall(rest) if len(line) <= _MAX_LINE)


def named_in_robots(body: bytes) -> list[str]:
    """Return the URLs of the ``Sitemap:`` lines of a robots.txt, at most 100."""
    found = _NAMED.findall(in_utf8(body[:_MAX_ROBOTS]))
    return [name.decode("utf-8", "replace") for name in found[:_MAX_NAMED]]


# Asked twice for each entry: for the file as a whole, and for the entry.
@lru_cache(maxsize=1024)
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
