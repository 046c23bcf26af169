"""Which copy of a page a response is, and when the page stood so: by its HTTP headers."""

from __future__ import annotations

import time

from scrapy.http import Response

from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.ledger.ticker import Copy
from mayadeen_crawler.middlewares.pace import SENT_AT

#: Seconds; a copy that says it is older than this is not believed to be.
MAX_AGE = 86_400.0
#: A validator is sent back as it came: longer ones are no use to anybody.
_MAX_VALIDATOR = 500


def condition(copy: Copy | None) -> dict[str, str]:
    """Return the headers that ask for a page only where it is no longer *copy*."""
    if copy is None:
        return {}
    headers = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
    return {name: value for name, value in headers.items() if value}


def copy_of(response: Response, url: str) -> Copy:
    """Return which copy of the page at *url* the response is.

    ``Last-Modified`` counts seconds: it tells a page from its next version only
    where the answer left at least a second later (RFC 9110, 8.8.2.2).
    """
    etag, modified, date = (_header(response, n) for n in ("ETag", "Last-Modified", "Date"))
    if modified and not (date and _seconds(date) - _seconds(modified) >= 1):
        modified = None
    return Copy(url, etag, modified)


def span_of(response: Response) -> tuple[float, float]:
    """Return the moments (Unix seconds) between which the page stood as the response shows it.

    A cache's copy is older than the answer, by its ``Age``.
    """
    now = time.time()
    sent = float(response.meta.get(SENT_AT, now - response.meta.get("download_latency", 0.0)))
    age = _header(response, "Age") or "0"
    age_seconds = min(float(age), MAX_AGE) if age.isascii() and age.isdigit() else 0.0
    return sent - age_seconds, now - age_seconds


def _header(response: Response, name: str) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if 0 < len(value) <= _MAX_VALIDATOR else None


def _seconds(date: str) -> float:
    moment = http_date(date)
    return moment.timestamp() if moment else 0.0
