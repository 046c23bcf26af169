"""What Common Crawl is asked, and what it answers. Pure.

The index host lists the crawls (``/collinfo.json``) and, for each, the captures of a host, page by
page, as JSON lines. A record is a range of a file on the data host: one gzip member, which holds
one WARC record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from mayadeen_crawler.crawling.archives.captures import (
    HTML,
    IndexPage,
    digest_of,
    is_foreign,
    length_of,
    moment_of,
    month_of,
    number_of,
    page_of,
)
from mayadeen_crawler.ledger.archive_captures import ArchivedCapture
from mayadeen_crawler.outlet import Site

#: Seconds between two requests to the index, and to the data host.
INDEX_INTERVAL, DATA_INTERVAL = 1.0, 0.55

_NAME = re.compile(r"CC-MAIN-[0-9]{4}-[0-9A-Za-z-]{1,30}")
_NONE = re.compile(rb"no captures found|page -?[0-9]+ invalid", re.IGNORECASE)
_FILE = re.compile(r"crawl-data/[A-Za-z0-9._/-]{1,500}")


@dataclass(frozen=True, slots=True)
class CrawlIndex:
    """One crawl, and where its index is asked."""

    name: str
    first: str
    """The first and the last moment of its captures."""
    last: str
    url: str

    def page(self, query: str, number: int) -> str:
        """Return the URL of a page of the captures that *query* (``host/*`` or a URL) names."""
        return f"{self.url}?{urlencode({'url': query, 'output': 'json', 'page': number})}"

    def count(self, query: str) -> str:
        """Return the URL that says how many such pages there are."""
        return f"{self.url}?{urlencode({'url': query, 'output': 'json', 'showNumPages': 'true'})}"


def crawls_url(base_url: str) -> str:
    """Return the URL of the list of crawls."""
    return f"{base_url}/collinfo.json"


def crawls_in(body: bytes, base_url: str) -> list[CrawlIndex]:
    """Return the crawls that the list names, oldest first; raises ValueError if it is no such list.

    The index of each is asked on *base_url*, wherever the list says it is.
    """
    entries = json.loads(body)
    if not isinstance(entries, list):
        raise ValueError("the list of crawls is no list")
    found = []
    for entry in entries:
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            continue  # crawls of other kinds
        first, last = _moment14(entry.get("from")), _moment14(entry.get("to"))
        # Without its dates a crawl may hold captures of any moment.
        found.append(
            CrawlIndex(name, first or "0" * 14, last or "9" * 14, f"{base_url}/{name}-index")
        )
    if not found:
        raise ValueError("the list of crawls names none")
    return sorted(found, key=lambda crawl: (crawl.first, crawl.name))


def _moment14(text: object) -> str | None:
    """``2025-01-12T17:00:00`` → ``20250112170000``; None if it is no such time."""
    return moment_of(re.sub(r"[-:TZ ]", "", text[:19])) if isinstance(text, str) else None


def page_count(body: bytes) -> int:
    """Return how many pages of captures there are; raises ValueError."""
    pages = json.loads(body)
    pages = pages.get("pages") if isinstance(pages, dict) else pages
    if not isinstance(pages, int) or not 0 <= pages <= 1_000_000:
        raise ValueError("it says no number of pages")
    return pages


def is_none(body: bytes) -> bool:
    """Whether an answer 400 or 404 says that there is no such page, or no capture."""
    return _NONE.search(body[:10_000]) is not None


def captures_in(body: bytes, part: str, site: Site) -> IndexPage:
    """Return the captures on a page of the index of the crawl *part*.

    Raises ValueError if most lines are none of an index, or if the last one is not: the answer
    ended early then, and what followed is unknown.
    """
    found, is_torn = IndexPage(), False
    for line in _lines(body):
        found.lines += 1
        values = _values(line)
        is_torn = values is None
        if values is None:
            found.damaged += 1
        else:
            _enter(found, values, part, site)
    if 2 * found.damaged > found.lines:
        raise ValueError(f"{found.damaged} of its {found.lines} lines are no line of an index")
    if is_torn and not body.endswith(b"\n"):
        raise ValueError("its last line is torn")
    return found


def _lines(body: bytes) -> Iterator[bytes]:
    return (line for line in body.split(b"\n") if line.strip())


def _values(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not isinstance(values.get("url"), str):
        return None
    return values if moment_of(values.get("timestamp")) else None


def _enter(found: IndexPage, values: Mapping[str, Any], part: str, site: Site) -> None:
    url, moment = values["url"], values["timestamp"]
    if is_foreign(url, site):
        found.foreign[month_of(moment)] += 1
        return
    page = page_of(url, site)
    kind = values.get("mime-detected") or values.get("mime")
    if page is None or values.get("status") != "200" or kind not in HTML:
        return
    file = values.get("filename")
    place = number_of(values.get("offset")), length_of(values.get("length"))
    if not isinstance(file, str) or not _FILE.fullmatch(file) or ".." in file or not place[1]:
        found.damaged += 1
        return
    state = "truncated" if values.get("truncated") else "pending"
    digest = digest_of(values.get("digest"))
    found.captures.append(
        ArchivedCapture(url, moment, page, digest, part, file, *place, state=state)  # type: ignore[arg-type]
    )


def record_url(base_url: str, capture: ArchivedCapture) -> str:
    """Return the URL of the file that holds a capture."""
    return f"{base_url}/{capture.file}"


def record_range(capture: ArchivedCapture) -> str:
    """Return the header Range that asks for the record of a capture."""
    return f"bytes={capture.offset}-{capture.offset + capture.length - 1}"


def capture_url(base_url: str, capture: ArchivedCapture) -> str:
    """Return where a record says that its page is archived."""
    return f"{base_url}/{capture.file}#offset={capture.offset}&length={capture.length}"
