"""What the Wayback Machine is asked, and what it answers. Pure.

Its index (``/cdx/search/cdx``) lists captures in rows of seven fields, and a resume key after each
part. Captures are served as they were received below ``/web/<moment>id_/``, with the headers that
the site sent as ``X-Archive-Orig-…``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from mayadeen_crawler.crawling.archives.captures import (
    HTML,
    IndexPage,
    digest_of,
    is_foreign,
    length_of,
    moment_of,
    month_of,
    page_of,
)
from mayadeen_crawler.ledger.archive_captures import FIRST, LAST, ArchivedCapture, CaptureState
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.parsed_url import writable

Match = Literal["host", "exact", "prefix"]

#: Seconds between two requests for the index, and for captures.
INDEX_INTERVAL, PAGE_INTERVAL = 2.5, 1.0
#: Rows of the index that are asked for at a time: some 1.5 MB.
ROWS = 10_000

_REVISIT = "warc/revisit"
_CAPTURE = re.compile(r"/web/(\d{14})id_/(.+)\Z", re.DOTALL)
_EXCLUDED = re.compile(
    rb"Blocked Site Error|has been excluded from the Wayback Machine|RobotAccessControlException"
    rb"|AdministrativeAccessControlException",
    re.IGNORECASE,
)
#: Halves of a character, which JSON can write, and neither a URL nor the ledger can hold.
_HALF = re.compile("[\ud800-\udfff]")
_ORIGINAL = b"x-archive-orig-"
#: Headers of the transfer, which are not the answer's as it is kept.
_OF_TRANSFER = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})


def index_url(
    base_url: str, query: str, first: str, last: str, *, match: Match, key: str, rows: int = ROWS
) -> str:
    """Return the URL of the next rows of the index.

    *query*: a host or URL; *match*: which URLs are meant by it. *first*, *last*: moments; FIRST and
    LAST are no bounds. *key*: the resume key of the rows before; empty at the beginning.
    """
    given = [
        ("url", query),
        ("matchType", match),
        *([("from", first)] if first > FIRST else []),
        *([("to", last)] if last < LAST else []),
        # A reference has no status: it says that the page was as at an earlier capture.
        ("filter", "statuscode:(200|-)"),
        ("collapse", "digest"),
        ("output", "json"),
        ("limit", str(rows)),
        ("showResumeKey", "true"),
    ]
    return (
        f"{base_url}/cdx/search/cdx?{urlencode([*given, *([('resumeKey', key)] if key else [])])}"
    )


@dataclass(slots=True)
class WaybackIndexPage(IndexPage):
    """What a part of the index holds."""

    resume_key: str = ""
    """Leads to the rows that follow; empty at the end."""
    end: str = ""
    """The last row, whatever it says; empty without rows."""


def captures_in(body: bytes, site: Site) -> WaybackIndexPage:
    """Return the captures in an answer of the index; raises ValueError if it is no such answer."""
    rows = json.loads(body) if body.strip() else []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("it is no table of rows")
    found = WaybackIndexPage()
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        key = rows[-1][0]
        if not isinstance(key, str) or not key or _HALF.search(key):
            raise ValueError("its resume key is none")
        found.resume_key, rows = key, rows[:-2]
    if not rows:
        return found
    names = rows[0]
    texts = all(isinstance(name, str) for name in names)
    if not texts or not {"timestamp", "original", "statuscode"} <= set(names):
        raise ValueError("its first row names no fields")
    for row in rows[1:]:
        found.lines += 1
        _enter(found, dict(zip(names, row, strict=False)), site)
    found.end = str(rows[-1]) if found.lines else ""
    if 2 * found.damaged > found.lines:
        raise ValueError(f"{found.damaged} of its {found.lines} rows are none of an index")
    return found


def _enter(found: IndexPage, values: dict[str, Any], site: Site) -> None:
    url, moment = values.get("original"), moment_of(values.get("timestamp"))
    if not isinstance(url, str) or moment is None:
        found.damaged += 1
        return
    month = month_of(moment)
    if is_foreign(url, site):
        found.foreign[month] += 1
        return
    page, kind = page_of(url, site), values.get("mimetype")
    reference = kind == _REVISIT
    if page is None or not (reference or (kind in HTML and values.get("statuscode") == "200")):
        return
    digest, length = digest_of(values.get("digest")), length_of(values.get("length"))
    state: CaptureState = "reference" if reference else "pending"
    found.captures.append(
        ArchivedCapture(url, moment, page, digest, month, length=length, state=state)
    )


def page_url(base_url: str, capture: ArchivedCapture) -> str:
    """Return the URL at which a capture is served as it was received."""
    return f"{base_url}/web/{capture.moment}id_/{writable(capture.url)}"


def capture_url(base_url: str, capture: ArchivedCapture) -> str:
    """Return where a record says that its page is archived, and can be seen."""
    return f"{base_url}/web/{capture.moment}/{writable(capture.url)}"


def served_capture(url: str, base_url: str) -> tuple[str, str] | None:
    """Return (moment, captured URL) of the capture that an answer's final *url* is of, or None."""
    found = _CAPTURE.fullmatch(url.removeprefix(base_url)) if url.startswith(base_url) else None
    return (found[1], found[2]) if found and moment_of(found[1]) else None


def is_exclusion(body: bytes) -> bool:
    """Whether a refusal (403) is of this page only: its owner had it excluded from the archive."""
    return _EXCLUDED.search(body[:100_000]) is not None


Pairs = list[tuple[bytes, bytes]]


def original_headers(answer: Iterable[tuple[bytes, bytes]], body: bytes) -> Pairs:
    """Return the headers that the site sent, from those of the archive's *answer*, for *body*.

    The coding is that of *body*, as the answer says it: the archive names the original one also
    where it unpacked the body, and may have packed it itself.
    """
    received = [(name.lower(), name, value) for name, value in answer]
    now = next((value for low, _, value in received if low == b"content-encoding"), b"")
    found: Pairs = []
    original = b""
    for low, name, value in received:
        if not low.startswith(_ORIGINAL) or low[len(_ORIGINAL) :] in _OF_TRANSFER:
            continue
        if low[len(_ORIGINAL) :] == b"content-encoding":
            original = value
            continue
        found.append((name[len(_ORIGINAL) :], value))
    if not now and original.strip().lower() in (b"gzip", b"x-gzip") and body[:2] == b"\x1f\x8b":
        now = original
    if now:
        found.append((b"Content-Encoding", now))
    if now.strip().lower() != original.strip().lower():
        # The length is that of the original coding: here, an end that came early cannot be told.
        found = [pair for pair in found if pair[0].lower() != b"content-length"]
    return found
