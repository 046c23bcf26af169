"""WARC files written by hand, as other tools write them, and read without ours."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

PAGE = (
    "<html><body><main><h1>{headline}</h1><ul><li>By Nila Reed</li><li>{time}</li></ul>"
    "<p>A short summary of it.</p><div><p>{headline}, in full.</p>"
    "<p>And a second paragraph.</p></div></main></body></html>"
)


def page(headline: str, time: str = "3 Feb 2022 08:46") -> bytes:
    """Return an article's page."""
    return PAGE.format(headline=headline, time=time).encode()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an HTTP answer as it came over the wire."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 100) -> bytes:
    """Return *body* in chunks of so many bytes."""
    parts = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def digest(block: bytes) -> str:
    """Return its digest as WARC files have it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()


def record(
    url: str, block: bytes, date: str = "2026-03-01T10:00:00Z", *more: str,
    kind: str = "response", version: str = "1.0", length: int | str | None = None,
) -> bytes:  # fmt: skip
    """Return a record; *length* is what it says of its block's."""
    number = hashlib.sha256(url.encode() + date.encode() + block).hexdigest()
    lines = [
        f"WARC/{version}",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{number[:8]}-{number[:4]}-4{number[:3]}-8000-{number[:12]}>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Type: application/http; msgtype={kind}",
        f"Content-Length: {len(block) if length is None else length}",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warc(path: Path, *records: bytes) -> Path:
    """Write *records* to *path*, each as a gzip member where its name ends so."""
    packed = path.name.endswith(".gz")
    path.write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    return path


def kept(*paths: Path) -> list[dict[str, Any]]:
    """Return the records of archives as another library reads them, digests verified."""
    return [one for path in paths for one in _kept(path)]


def _kept(path: Path) -> Iterable[dict[str, Any]]:
    with path.open("rb") as stream:
        for one in ArchiveIterator(stream, parse_http=False):
            if one.record_type != WarcRecordType.warcinfo:
                # The digest of a message's body needs the message parsed, and is checked there.
                assert one.verify_block_digest()
            headers = dict(one.headers.items())
            one.parse_http()
            status = one.http_headers.status_code if one.http_headers else None
            sent = dict(one.http_headers.items()) if one.http_headers else {}
            body = one.reader.read()
            yield {
                "type": headers["WARC-Type"],
                "url": headers.get("WARC-Target-URI"),
                "date": headers["WARC-Date"],
                "headers": headers,
                "status": status,
                "http": sent,
                "body": body,
            }
