"""Unpack compressed bodies, find encodings, and refuse what ended early: half an article is none.

Scrapy itself fails a request whose connection was closed before the announced length or the last
chunk. It does not notice a compressed body that is cut within a whole transfer (by a proxy, say):
it returns what could be unpacked. And a body whose length nobody announced ends wherever the
connection does. Enabled in ``settings.py`` in the place of Scrapy's HttpCompressionMiddleware;
``crawling/replay/extract.py`` calls `Decompression.unpacked` for pages of WARC files.
"""

from __future__ import annotations

import struct
import zlib
from gzip import BadGzipFile, GzipFile
from io import BytesIO
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from mayadeen_crawler.exceptions import TooLarge, Truncated
from mayadeen_crawler.ledger.frontier.failure_reasons import TRUNCATED
from mayadeen_crawler.middlewares.page_limits import failing_as
from mayadeen_crawler.utils.decoding import encoding_of
from mayadeen_crawler.utils.scrapy_internals import (
    brotli_decompressor,
    given_encoding,
    zstd_reader,
)

_GZIP, _GZIP_MAGIC = frozenset({"gzip", "x-gzip"}), b"\x1f\x8b"
#: Coding that is unpacked → how its parts begin: members, frames and what is to be skipped.
_PARTS: dict[str, tuple[bytes, ...]] = {
    # Between members there may be zeros, which are read one by one.
    **dict.fromkeys(_GZIP, (_GZIP_MAGIC + b"\x08", bytes(1024))),
    "zstd": (b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"),
    "br": (),
    "deflate": (),
}
#: Parts of a body: pages have one, and files that were joined some.
_MOST_PARTS = 1000
#: Request.meta key: leave the body as it came over the wire, to be kept so.
AS_SENT = "as_sent"
#: The status of a part of a page.
PARTIAL = 206
#: Bytes that are unpacked at a time of a body whose end is looked for.
_PIECE = 1 << 16
#: Bytes of a page in which its root element begins.
_HEAD = 4096


class Decompression(HttpCompressionMiddleware):
    """Unpacks bodies up to DOWNLOAD_MAXSIZE bytes; requests pages that ended early again."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the unpacked response, or the request to be sent once more.

        Raises TooLarge, and Truncated for a page that ended early as often as it was requested.
        """
        if request.meta.get(AS_SENT):
            return response
        try:
            return self.unpacked(request, response)
        except Truncated:
            if again := self._again(request):
                return again
            raise

    def unpacked(self, request: Request, response: Response) -> Response:
        """Return the unpacked response; raises TooLarge, and Truncated if it ended early.

        An answer without a page (404, 503, a redirect) counts by its status, whatever there is
        of its body.
        """
        coding, is_page = _coding(response), 200 <= response.status < 300
        _check_parts(response)
        if coding in _GZIP and not response.body.startswith(_GZIP_MAGIC):
            # Unpacked already by whoever kept or passed it on, and the header was left.
            response, coding = _as_unpacked(response), ""
        try:
            with failing_as(TooLarge):
                found = super().process_response(request, response)
            assert isinstance(found, Response)
            why = _why_truncated(coding, response, found) if is_page else None
        except IgnoreRequest:
            raise
        except Exception as error:  # noqa: BLE001 - each library has exceptions of its own
            found = response.replace(body=b"")
            why = f"its {coding} body cannot be unpacked: {error}" if is_page else None
        if why:
            raise Truncated(why)
        return _with_encoding(found)

    def _again(self, request: Request) -> Request | None:
        """Return the request to repeat, as Scrapy's retries do; None after RETRY_TIMES."""
        spider, settings = self._crawler.spider, self._crawler.settings
        if (
            spider is None
            or request.meta.get("dont_retry")
            or not settings.getbool("RETRY_ENABLED")
        ):
            return None
        return get_retry_request(request, spider=spider, reason=TRUNCATED)


def _with_encoding(response: Response) -> Response:
    """Return *response* with its text's encoding: Scrapy's choice fails for some (``zlib``)."""
    if isinstance(response, TextResponse) and given_encoding(response) is None:
        header = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        encoding = encoding_of(response.body, header)
        if encoding != response.encoding:
            return response.replace(encoding=encoding)
    return response


def _as_unpacked(response: Response) -> Response:
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=response.body)
    return response.replace(cls=kind, headers=headers)


def _codings(response: Response) -> list[str]:
    """Return the codings of the body, in lower case, in the order in which they were applied."""
    named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    return [one for one in map(str.strip, named.split(",")) if one]


def _coding(response: Response) -> str:
    """Return the coding that was applied last, such as ``gzip``; ``""`` if there is none."""
    return next(reversed(_codings(response)), "")


def _check_parts(response: Response) -> None:
    """Raise TooLarge for a body of very many parts: each costs time, however little is in it.

    They are counted by how they begin, which other compressed bytes hardly ever look like. Of a
    body that is packed more than once they cannot be counted.
    """
    packed = [one for one in _codings(response) if one in _PARTS]
    if len(packed) > 1:
        raise TooLarge(f"its body is packed {len(packed)} times")
    parts = sum(map(response.body.count, _PARTS[packed[0]])) if packed else 0
    if parts > _MOST_PARTS:
        raise TooLarge(f"its {packed[0]} body has {parts} parts")


def _why_truncated(coding: str, response: Response, unpacked: Response) -> str | None:
    """Return why a page did not come whole; None if nothing says so."""
    if response.status == PARTIAL and not _is_whole_range(response):
        return "its status is 206, and a part of it came"
    if "dataloss" in response.flags:  # with DOWNLOAD_FAIL_ON_DATALOSS=False
        return "the connection was closed within its body"
    if _ends_early(coding, response.body, unpacked.body):
        return f"its {coding} body ends early, or its checksum is another's"
    # "partial": the end of the connection is the end of the body, as in HTTP/1.0. Nothing but
    # the page itself says then whether that was early.
    if "partial" in response.flags and not coding and _is_open(unpacked.body):
        return "its connection was closed before </html>, and no length was announced"
    return None


def _is_whole_range(response: Response) -> bool:
    """Whether the part that a response has, by its Content-Range, is all there is."""
    told = (response.headers.get(b"Content-Range") or b"").decode("latin-1")
    _, _, span = told.partition(" ")
    part, _, size = span.partition("/")
    first, _, last = part.partition("-")
    return first == "0" and last.isdecimal() and size == str(int(last[:20]) + 1)


def _is_open(page: bytes) -> bool:
    """Whether a page has an ``<html>`` that is not closed."""
    return b"<html" in page[:_HEAD].lower() and b"</html" not in page.lower()


def _ends_early(coding: str, packed: bytes, unpacked: bytes) -> bool:
    """Whether *packed* lacks its end, or has another's, by its *coding*'s own format.

    *unpacked*: all that could be unpacked of it, by which the size of this work is bounded.
    """
    if not packed:
        return False
    match coding:
        case _ if coding in _GZIP:
            # The end of nearly every whole body, so that it is unpacked only once.
            end = struct.pack("<II", zlib.crc32(unpacked), len(unpacked) & 0xFFFFFFFF)
            return not packed.endswith(end) and not _is_gunzipped(packed)
        case "deflate":
            return not _is_inflated(packed)
        case "br":
            brotli = brotli_decompressor()
            brotli.process(packed)
            return not brotli.is_finished()
        case "zstd":
            return _runs_out(zstd_reader(BytesIO(packed)))
        case _:
            return False


def _is_gunzipped(packed: bytes) -> bool:
    """Whether every member of a gzip body has its end, and is what its checksum says.

    What follows the last member is passed over, as by Scrapy.
    """
    reader = GzipFile(fileobj=BytesIO(packed))
    try:
        while reader.read1(_PIECE):
            pass
    except BadGzipFile as error:
        return str(error).startswith("Not a gzipped file")
    except (EOFError, struct.error, zlib.error):
        return False
    return True


def _runs_out(reader: Any) -> bool:
    """Whether a *reader* of compressed data misses its end; faults behind it are passed over."""
    try:
        while reader.read1(_PIECE):
            pass
    except EOFError:
        return True
    except OSError:
        pass
    return False


def _is_inflated(packed: bytes) -> bool:
    for form in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # some servers leave the frame out
        inflate = zlib.decompressobj(form)
        try:
            inflate.decompress(packed)
        except zlib.error:
            continue
        return inflate.eof
    return False
