"""Which copy of a page a response is, by its headers, and of which moment.

Used by ``spiders/breaking.py`` and by ``crawling/remembered_pages.py``. The request that names a
copy is made conditional by ``middlewares/conditional.py``.
"""

from __future__ import annotations

import time

from scrapy.http import Response

from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.middlewares.pace import SENT_AT

#: Largest ``Age`` that is believed, in seconds.
MAX_AGE = 86_400.0
#: Letters of an ETag or date that is kept. Longer ones are ignored, and those with control
#: characters, for which a server may refuse the request, or with others, which never come back.
_MAX_VALIDATOR = 500


def copy_of(response: Response) -> Copy:
    """Return the ETag and ``Last-Modified`` that identify the response's version of its page.

    ``Last-Modified`` has whole seconds, so two versions may share it: it is kept only if the
    response was sent at least a second later (RFC 9110, 8.8.2.2).
    """
    etag, modified, date = (_header(response, n) for n in ("ETag", "Last-Modified", "Date"))
    if modified and not (date and _seconds(date) - _seconds(modified) >= 1):
        modified = None
    return Copy(response.url, etag, modified)


def span_of(response: Response) -> tuple[float, float]:
    """Return (earliest, latest), in Unix seconds: when the page was as the response shows it.

    From sending the request to now, both earlier by ``Age`` if a cache answered.
    """
    now = time.time()
    sent = float(response.meta.get(SENT_AT, now - response.meta.get("download_latency", 0.0)))
    age = _header(response, "Age") or "0"
    age_seconds = min(float(age), MAX_AGE) if age.isascii() and age.isdigit() else 0.0
    return sent - age_seconds, now - age_seconds


def _header(response: Response, name: str) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    good = 0 < len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    return value if good else None


def _seconds(date: str) -> float:
    moment = http_date(date)
    return moment.timestamp() if moment else 0.0
