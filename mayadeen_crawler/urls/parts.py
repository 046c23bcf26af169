"""An address taken apart: origin, segments, query, each in one form; the month it names. Pure."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import translate
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from mayadeen_crawler.outlet import LIGHT_SEGMENTS, NOT_ARTICLES, TRACKING_PARAMETERS, Site

#: Longer addresses are nobody's.
LONGEST = 8192

#: Addresses whose reading is remembered.
CACHED = 4096

_DEFAULT_PORTS = {"http": 80, "https": 443}
_EDGES = "".join(map(chr, range(0x21)))  # C0 controls and space, which browsers strip
_UNSAFE = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_TRACKING = re.compile("|".join(translate(name) for name in TRACKING_PARAMETERS))

# `sitemap-2024-3.xml`, `2024_03`, `202403`, `20240315`, `/2024/3/`.
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_/.](0?[1-9]|1[0-2])|(0[1-9]|1[0-2])(?:\d\d)?)(?!\d)"
)

# RFC 3986: what may stand literally in a segment of a path, and in a part of a
# query without ending it.
_IN_SEGMENT = "!$&'()*+,;=:@"
_IN_QUERY = "!$'()*,;:@/?"


class Origin(NamedTuple):
    """Scheme, host and port, in lower case."""

    scheme: str
    host: str
    port: int | None
    """``None`` is the scheme's default."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}" + ("" if self.port is None else f":{self.port}")

    def is_editions(self, site: Site) -> bool:
        """Whether this is a host of the edition, whatever ``base_url`` is."""
        hosts = (site.edition.host, *site.edition.other_hosts)
        return self.port is None and self.host in hosts

    def is_on(self, site: Site) -> bool:
        """Whether this is a host of the edition or ``base_url``'s host and port."""
        return self.is_editions(site) or self[1:] == _base_origin(site)[1:]


class Address(NamedTuple):
    """A page's address; two addresses of one page are equal."""

    origin: str
    on_site: bool
    segments: tuple[bytes, ...]
    """Decoded, in NFC; bytes that are not UTF-8 as they are."""
    query: str
    """Encoded and sorted, without tracking parameters."""

    @property
    def names(self) -> tuple[str, ...]:
        """The segments as words to look up: lower case."""
        return tuple(map(_name, self.segments))

    def __str__(self) -> str:
        path = "/".join(quote(segment, safe=_IN_SEGMENT) for segment in self.segments)
        return f"{self.origin}/{path}" + (f"?{self.query}" if self.query else "")


def writable(url: str) -> str:
    """Return *url* with spaces, direction marks and lone surrogates encoded, as browsers do."""
    if url.isprintable() and " " not in url:
        return url
    return _UNSAFE.sub(lambda match: quote(match[0], errors="replace"), url)


def split(url: str) -> SplitResult:
    """Split *url* as browsers do; ValueError where that fails."""
    return urlsplit(url.strip(_EDGES))


def month_of(url: str) -> str | None:
    """Return the month (``2024-03``) that a sitemap's address names, if it names one."""
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
    """Return the origin; ValueError unless it is http(s), a host and a port, and no more."""
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("not an http(s) URL")
    # Programs disagree on where the host begins in these.
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


# Every page shows the navigation and much the same lists: most addresses recur.
@lru_cache(maxsize=CACHED)
def read(url: str, site: Site) -> Address:
    """Take *url* apart, on ``site.base_url`` if it is on the site; ValueError if hopeless."""
    if len(url) > LONGEST:
        raise ValueError("URL too long")
    parts = split(url)
    origin = origin_of(parts)
    segments = _segments(parts.path)
    if origin.is_on(site):
        return Address(site.base_url, True, tuple(_without_light(segments)), _query(parts.query))
    return Address(str(origin), False, tuple(segments), _query(parts.query))


def _segments(path: str) -> list[bytes]:
    """Decode the segments of *path*, without empty and dot segments (RFC 3986, 5.2.4)."""
    segments: list[bytes] = []
    for part in path.split("/"):
        segment = unquote_to_bytes(part)
        if segment == b"..":
            del segments[-1:]
        elif segment not in (b"", b"."):
            segments.append(_nfc(segment))
    return segments


def _without_light(segments: list[bytes]) -> list[bytes]:
    while segments and _name(segments[0]) in LIGHT_SEGMENTS:
        segments = segments[1:]
    # `/tags/amp` is a tag of that name.
    if segments and _name(segments[0]) in NOT_ARTICLES:
        return segments
    while segments and _name(segments[-1]) in LIGHT_SEGMENTS:
        segments = segments[:-1]
    return segments


def _name(segment: bytes) -> str:
    return segment.decode(errors="replace").casefold()


def _query(query: str) -> str:
    pairs = (
        "=".join(_quoted_in_query(part) for part in pair.split("=", 1))
        for pair in query.split("&")
        if pair
    )
    return "&".join(sorted(p for p in pairs if not _TRACKING.match(p.split("=", 1)[0].lower())))


def _quoted_in_query(part: str) -> str:
    return quote(_nfc(unquote_to_bytes(part.replace("+", " "))), safe=_IN_QUERY)


def _nfc(raw: bytes) -> bytes:
    try:
        return unicodedata.normalize("NFC", raw.decode()).encode()
    except UnicodeDecodeError:
        return raw  # of unknown meaning
