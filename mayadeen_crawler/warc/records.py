"""Make WARC/1.1 records, each a gzip member of its own, with warcio.

``middlewares/warc_recorder.py`` hands these functions to the writer's thread, which calls them.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from urllib.parse import urldefrag, urlsplit

import scrapy
from scrapy import Request
from scrapy.http import Response
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mayadeen_crawler import __version__
from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.utils.text import clean
from mayadeen_crawler.warc import ARTICLE, SOFTWARE

#: Request headers that are written. Any other may hold a secret: a login, a cookie, a key that
#: the outlet gave the operator.
PUBLIC = frozenset({
    b"Accept", b"Accept-Encoding", b"Accept-Language", b"If-Modified-Since", b"If-None-Match",
    b"Range", b"Referer", b"User-Agent",
})  # fmt: skip


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]
    """Headers as the bytes that were received: warcio would escape bytes that are not ASCII."""

    def __init__(self, statusline: str, lines: Iterable[bytes], protocol: str = "") -> None:
        super().__init__(statusline, [], protocol)
        self._bytes = b"".join([self.to_str().encode(), *(line + b"\r\n" for line in lines)])

    def compute_headers_buffer(self, _header_filter: object = None) -> None:
        self.headers_buff = self._bytes + b"\r\n"


def beginning(
    *, file: str, run_id: str, user_agent: str, contact: str, obeys_robots: bool, crawls: str
) -> bytes:
    """Return the ``warcinfo`` record at the beginning of a file.

    *file* is the file's name; *crawls* describes the crawl:
    ``section crawl of https://english.almayadeen.net (en)``.
    """
    software = {
        SOFTWARE: __version__,
        "scrapy": scrapy.__version__,
        "warcio": version("warcio"),
        "python": platform.python_version(),
    }
    told = {
        "software": " ".join(f"{name}/{number}" for name, number in software.items()),
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/"
        "warc-1.1/",
        "isPartOf": run_id,
        "description": clean(crawls),
        "robots": "obey" if obeys_robots else "ignore",
        "http-header-user-agent": clean(user_agent),
        "operator": clean(contact),
    }
    out, writer = _writer()
    writer.write_record(writer.create_warcinfo_record(file, told))
    return out.getvalue()


def exchange(request: Request, response: Response, moment: datetime, article: str | None) -> bytes:
    """Return a ``response`` and a ``request`` record for a request that left at *moment* (aware).

    *article*: the canonical URL of the article that the page was requested as, or None. The body
    is written as it came, with its Content-Encoding; only the transfer coding is removed, from
    body and headers.
    """
    out, writer = _writer()
    headers = _headers(moment)
    if response.ip_address is not None and "proxy" not in request.meta:
        headers["WARC-IP-Address"] = str(response.ip_address)
    if article is not None:
        headers[ARTICLE] = article
    status = f"{response.status} {_phrase(response.status)}".rstrip()
    received = [
        b"%b: %b" % (name, value) for name, values in response.headers.items() for value in values
    ]
    answer = _record(
        writer, response.url, "response", headers,
        _AsReceived(status, received, response.protocol or "HTTP/1.1"), response.body,
    )  # fmt: skip
    asked = _record(
        writer, response.url, "request", _headers(moment), _request_head(request), request.body
    )
    writer.write_request_response_pair(asked, answer)
    return out.getvalue()


def shown(response: Response, moment: datetime) -> bytes:
    """Return a ``resource`` record of a page as the browser showed it at *moment* (aware).

    It is no ``response`` record, since scripts have changed what was sent.
    """
    out, writer = _writer()
    kind = (response.headers.get("Content-Type") or b"text/html").partition(b";")[0]
    writer.write_record(
        writer.create_warc_record(
            response.url,
            "resource",
            payload=BytesIO(response.body),
            length=len(response.body),
            warc_content_type=f"{kind.decode('latin-1')}; charset=utf-8",
            warc_headers_dict=_headers(moment),
        )
    )
    return out.getvalue()


def archived(
    url: str, moment: datetime, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> bytes:
    """Return a ``response`` record of a page that a public archive captured at *moment* (aware).

    *headers*: those that the site sent to the archive. *body*: in the coding that they name.
    """
    out, writer = _writer()
    received = [b"%b: %b" % pair for pair in headers]
    writer.write_record(
        _record(
            writer, url, "response", _headers(moment), _AsReceived("200 OK", received, "HTTP/1.1"),
            body,
        )
    )  # fmt: skip
    return out.getvalue()


def _writer() -> tuple[BytesIO, WARCWriter]:
    out = BytesIO()
    return out, WARCWriter(out, gzip=True, warc_version="WARC/1.1")


def _headers(moment: datetime) -> dict[str, str]:
    return {"WARC-Date": f"{rfc3339(moment)[:-1]}.{moment.microsecond:06}Z"}


def _record(
    writer: WARCWriter, url: str, kind: str, headers: dict[str, str], http: StatusAndHeaders,
    body: bytes,
) -> ArcWarcRecord:  # fmt: skip
    return writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_headers_dict=headers,
    )


def _request_head(request: Request) -> StatusAndHeaders:
    parts = urlsplit(urldefrag(request.url)[0])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = [b"Host: " + parts.netloc.rpartition("@")[2].encode()]
    sent += [
        b"%b: %b" % (name, value)
        for name, values in request.headers.items()
        if name in PUBLIC
        for value in values
    ]
    return _AsReceived(f"{path} HTTP/1.1", sent, request.method)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
