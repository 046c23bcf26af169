"""WARC/1.0 records as Common Crawl writes them, each a gzip member of its own.

Identifiers depend on what is recorded only: the same captures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mayadeen_crawler.replica.archives.captures import ReplicaCapture

#: So many records are kept: archives of the same captures are often made again, in tests.
_KEPT = 1024


def beginning(filename: str, moment: datetime) -> bytes:
    """Return the ``warcinfo`` record at the beginning of the file *filename*."""
    lines = (
        "isPartOf: a made-up crawl",
        "publisher: a made-up archive",
        "software: made-up crawler 1.0",
        "robots: checked via a made-up parser",
        "format: WARC File Format 1.0",
    )
    payload = "".join(f"{line}\r\n" for line in lines).encode()
    extra = {"WARC-Filename": filename.rpartition("/")[2]}
    return _member("warcinfo", "", moment, payload, extra=extra)


@lru_cache(maxsize=_KEPT)
def request(capture: ReplicaCapture) -> bytes:
    """Return the ``request`` record of a capture."""
    parts = urlsplit(capture.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = StatusAndHeaders(
        f"GET {target} HTTP/1.1",
        [
            ("User-Agent", "made-up-crawler/1.0"),
            ("Accept-Encoding", "gzip"),
            ("Host", parts.netloc),
        ],
        is_http_request=True,
    )
    return _member("request", capture.url, capture.moment, b"", http=headers)


@lru_cache(maxsize=_KEPT)
def response(capture: ReplicaCapture, *, keeps_coding: bool = False) -> bytes:
    """Return the ``response`` record of a capture; its payload is decoded.

    The headers of the payload's coding and length are renamed to ``X-Crawl-…``. With
    *keeps_coding* they are those that the site sent, as in the files of CC-NEWS before 16 May
    2019: a Content-Encoding of a payload that is decoded.
    """
    payload = capture.kept
    headers = list(capture.headers)
    if capture.coding:
        sent = str(len(capture.body) // 4)
        prefix = "" if keeps_coding else "X-Crawl-"
        headers += [(f"{prefix}Content-Encoding", capture.coding)]
        headers += [(f"{prefix}Content-Length", sent)]
    if not (capture.coding and keeps_coding):
        headers.append(("Content-Length", str(len(payload))))
    reason = HTTPStatus(capture.status).phrase
    http = StatusAndHeaders(f"{capture.status} {reason}", headers, protocol="HTTP/1.1")
    extra = {"WARC-IP-Address": "192.0.2.7", "WARC-Identified-Payload-Type": capture.mime}
    if capture.truncated:
        extra["WARC-Truncated"] = "length"
    member = _member("response", capture.url, capture.moment, payload, http=http, extra=extra)
    if "damaged" not in capture.faults:
        return member
    middle = len(member) // 2
    return member[:middle] + bytes([member[middle] ^ 0xFF]) + member[middle + 1 :]


@lru_cache(maxsize=_KEPT)
def metadata(capture: ReplicaCapture) -> bytes:
    """Return the ``metadata`` record of a capture."""
    return _member("metadata", capture.url, capture.moment, b"fetchTimeMs: 112\r\n")


def _member(
    kind: str,
    url: str,
    moment: datetime,
    payload: bytes,
    *,
    http: StatusAndHeaders | None = None,
    extra: Mapping[str, str] | None = None,
) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.0")
    identity = uuid5(NAMESPACE_URL, f"{kind} {moment.isoformat()} {url}")
    fields = {
        "WARC-Type": kind,
        "WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "WARC-Record-ID": f"<urn:uuid:{identity}>",
        **(extra or {}),
    }
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_headers_dict=fields,
        http_headers=http,
    )
    writer.write_record(record)
    return out.getvalue()
