"""A URL taken apart: origin, path segments and query, each in one form. Pure.

``canonical.py`` works on the result of ``read``; ``month_of`` reads the month in the name of
a sitemap file. Which query parameters are dropped is ``outlet.TRACKING_PARAMETERS``.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from mayadeen_crawler.outlet import LIGHT_SEGMENTS, NOT_ARTICLES, TRACKING_PARAMETERS, Site
from mayadeen_crawler.utils.text import normalized

#: Characters of the longest URL that is read.
LONGEST = 8192

#: URLs whose result is cached, for each function.
CACHED = 4096

_DEFAULT_PORTS = {"http": 80, "https": 443}
_EDGES = "".join(map(chr, range(0x21)))  # C0 controls and space, which browsers strip
_UNSAFE = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
# Most URLs: nothing in them is decoded, encoded, stripped or left out by splitting and joining.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9.-]++(?::[0-9]{1,5}+)?)(/[A-Za-z0-9_~/.%-]*+)"
    r"(?:\?([A-Za-z0-9_~/.%=&-]++))?"
)
# `&amp;` is `&` in an address that was encoded for HTML twice.
_AMP = re.compile(r"\A(?:amp;)+")
_TRACKING = re.compile("|".join(translate(name) for name in TRACKING_PARAMETERS))

# What is copied with an address: spaces, controls, direction marks, characters without width. Not
# the Arabic letter mark: known articles have addresses that end with it, and would be others.
_INVISIBLE = f"{_EDGES}\xa0\u200b\u200e\u200f\u2028\u2029\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)

# `sitemap-2024-3.xml`, `2024_03`, `202403`, `20240315`, `/2024/3/`.
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_/.](0?[1-9]|1[0-2])|(0[1-9]|1[0-2])(?:\d\d)?)(?!\d)"
)

# RFC 3986: characters that need no percent-encoding in a path segment, and in a name or
# value of a query.
IN_SEGMENT = "!$&'()*+,;=:@"
_IN_QUERY = "!$'()*,;:@/?"


class Origin(NamedTuple):
    """Scheme, host and port, in lower case."""

    scheme: str
    host: str
    port: int | None
    """``None`` for the scheme's default port."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}" + ("" if self.port is None else f":{self.port}")

    def is_editions(self, site: Site) -> bool:
        """Whether this is one of the edition's own hosts, even if ``base_url`` is another."""
        hosts = (site.edition.host, *site.edition.other_hosts)
        return self.port is None and self.host in hosts

    def is_on(self, site: Site) -> bool:
        """Whether this is one of the edition's own hosts, or host and port of ``base_url``."""
        return self.is_editions(site) or self[1:] == _base_origin(site)[1:]


class ParsedUrl(NamedTuple):
    """A URL in its parts; equal for all addresses of one page. ``str()`` is the canonical URL."""

    origin: str
    """Scheme, host and port: ``https://english.almayadeen.net``; ``base_url`` on the site."""
    on_site: bool
    segments: tuple[bytes, ...]
    """Of the path, percent-decoded, in NFC; bytes that are not UTF-8 stay as they are."""
    query: str
    """Percent-encoded and sorted, without tracking parameters: ``page=2&q=a``."""

    @property
    def names(self) -> tuple[str, ...]:
        """The segments as lower-case text, for lookups in ``outlet/section_paths.py``."""
        return tuple(map(_name, self.segments))

    def __str__(self) -> str:
        path = "/".join(quote(segment, safe=IN_SEGMENT) for segment in self.segments)
        return f"{self.origin}/{path}" + (f"?{self.query}" if self.query else "")


def writable(url: str) -> str:
    """Return *url* with spaces, direction marks and lone surrogates encoded, as browsers do."""
    if url.isprintable() and " " not in url:
        return url
    return _UNSAFE.sub(lambda match: quote(match[0], errors="replace"), url)


def is_plain(url: str) -> bool:
    """Whether *url* is an absolute one that joining and percent-encoding leave as it is."""
    return _PLAIN.fullmatch(url) is not None


def split(url: str) -> SplitResult:
    """Split *url* without control characters and spaces at its ends, as browsers do.

    ValueError for a broken IPv6 host or port.
    """
    if plain := _PLAIN.fullmatch(url):
        return SplitResult(plain[1], plain[2], plain[3], plain[4] or "", "")
    return urlsplit(url.strip(_EDGES))


def month_of(url: str) -> str | None:
    """Return the month in a sitemap's URL (``…/sitemap-2024-3.xml`` → ``2024-03``), or ``None``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    found = _MONTH.findall(f"{parts.path}?{parts.query}")
    if not found:
        return None
    year, month, joined = found[-1]
    return f"{year}-{int(month or joined):02}"


def origin_of(parts: SplitResult) -> Origin:
    """Return the origin; ValueError for another scheme, credentials or no valid host name."""
    return _origin_of(parts.scheme, parts.netloc)


@lru_cache(maxsize=CACHED)
def _origin_of(scheme: str, netloc: str) -> Origin:
    parts = SplitResult(scheme, netloc, "", "", "")
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("not an http(s) URL")
    # Programs disagree on where the host begins in such URLs.
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise ValueError("credentials or backslash before the path")
    host = (parts.hostname or "").removesuffix(".")
    if ":" in host and "%" not in host:
        host = f"[{IPv6Address(host).compressed}]"
    else:
        host = host.encode("idna").decode("ascii").lower()
        if not _HOST.fullmatch(host):
            raise ValueError("no host name")
    port = None if parts.port == _DEFAULT_PORTS[parts.scheme] else parts.port
    return Origin(parts.scheme, host, port)


@lru_cache(maxsize=64)
def _base_origin(site: Site) -> Origin:
    return origin_of(split(site.base_url))


# Nearly all addresses of a page are on a few hosts.
@lru_cache(maxsize=64)
def _origin_on(site: Site, scheme: str, netloc: str) -> tuple[str, bool]:
    """Return the origin of a URL that is read for *site*, and whether it is on the site."""
    origin = _origin_of(scheme, netloc)
    return (site.base_url, True) if origin.is_on(site) else (str(origin), False)


# Every page shows the navigation and much the same lists: most addresses recur.
@lru_cache(maxsize=CACHED)
def read(url: str, site: Site) -> ParsedUrl:
    """Take *url* apart; a page of the site gets ``site.base_url`` as its origin.

    ValueError where it is too long, not http(s), or has no valid host.
    """
    if len(url) > LONGEST:
        raise ValueError("URL too long")
    parts = split(url)
    origin, on_site = _origin_on(site, parts.scheme, parts.netloc)
    segments = _segments(parts.path)
    if on_site:
        segments = _without_light(_without_invisible_end(segments))
    found = ParsedUrl(origin, on_site, tuple(segments), _query(parts.query))
    # A character may become nine by percent-encoding.
    if len(url) > LONGEST // 9 and len(str(found)) > LONGEST:
        raise ValueError("URL too long")
    return found


def _segments(path: str) -> list[bytes]:
    """Decode the segments of *path*, without empty and dot segments (RFC 3986, 5.2.4)."""
    if path.isascii() and "%" not in path and "." not in path:  # most paths
        return [*filter(None, path.encode().split(b"/"))]
    segments: list[bytes] = []
    for part in path.split("/"):
        segment = unquote_to_bytes(part)
        if segment == b"..":
            del segments[-1:]
        elif segment not in (b"", b"."):
            segments.append(segment if segment.isascii() else nfc(segment))
    return segments


def _without_invisible_end(segments: list[bytes]) -> list[bytes]:
    if not segments or segments[-1][-1:].isalnum():  # most paths
        return segments
    try:
        last = segments[-1].decode().rstrip(_INVISIBLE).encode()
    except UnicodeDecodeError:
        return segments  # not UTF-8
    return [*segments[:-1], last] if last else segments[:-1]


def _without_light(segments: list[bytes]) -> list[bytes]:
    while segments and _name(segments[0]) in LIGHT_SEGMENTS:
        segments = segments[1:]
    # `/tags/amp` is a tag of that name.
    if segments and _name(segments[0]) in NOT_ARTICLES:
        return segments
    while segments and _name(segments[-1]) in LIGHT_SEGMENTS:
        segments = segments[:-1]
    return segments


@lru_cache(maxsize=CACHED)
def _name(segment: bytes) -> str:
    return segment.decode(errors="replace").casefold()


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = (
        _AMP.sub("", "=".join(_quoted_in_query(part) for part in pair.split("=", 1)))
        for pair in query.split("&")
    )
    kept = (p for p in pairs if p and not _TRACKING.match(p.split("=", 1)[0].lower()))
    return "&".join(sorted(kept))


def _quoted_in_query(part: str) -> str:
    return quote(nfc(unquote_to_bytes(part.replace("+", " "))), safe=_IN_QUERY)


def nfc(raw: bytes) -> bytes:
    try:
        return normalized("NFC", raw.decode()).encode()
    except UnicodeDecodeError:
        return raw  # not UTF-8
