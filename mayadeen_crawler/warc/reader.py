"""Read WARC files, of any tool, response by response, with limits on memory.

``crawling/replay/look.py`` lists the responses with `captures`, the writer of a replay reads the
bytes of each record that it needs with `record_at`, and ``crawling/replay/extract.py`` unpacks
them, perhaps on another machine, with `payload`. This module also holds our uses of private parts
of warcio (checked with warcio 1.8), the classes `_Bounded` and `_Records`.
"""

from __future__ import annotations

import logging
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from mayadeen_crawler.dates.site_time import archived_moment
from mayadeen_crawler.exceptions import DamagedRecord, TooLarge, Truncated
from mayadeen_crawler.utils.regular_files import not_regular
from mayadeen_crawler.warc import ARTICLE, SOFTWARE
from mayadeen_crawler.warc.stoppable_file import StoppableFile, Stopped

#: A record's headers may be so many bytes long; each line counts as _LINE bytes more, since short
#: ones cost more time than their bytes: twenty thousand fit into a packed record of 400 bytes.
MOST_LINES = 1 << 20
_LINE = 400
#: A response may have come in so many chunks.
MOST_CHUNKS = 100_000
#: Bytes that are read at a time of a record whose content is only checked.
_BLOCK = 1 << 16
_NO_LIMIT = 1 << 31

#: The problem of a file whose records cannot be found by their places.
ONE_STREAM = "it is one gzip stream, not a member a record (`warcio recompress` makes it that)"
_TORN = "its end is torn"
#: The beginning of a body in chunks, and the end of one that came whole, trailers included.
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_LAST_CHUNK = re.compile(rb"(?:\A|\r\n)0+[ \t]*(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n){0,50}\r\n\Z")
_LONGEST_END = 4096


# warcio logs a warning for each record whose URL it corrects.
logging.getLogger("warcio").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class WarcCapture:
    """A response record: what was fetched, when, and where in which file it is."""

    moment: datetime
    """The record's WARC-Date, aware."""
    url: str
    path: Path
    offset: int
    """Position of the record in the file, in bytes."""
    length: int
    """Bytes of the record in the file, as it is packed there."""
    status: int
    """The response's HTTP status."""
    location: str | None
    """The response's Location header, as written."""
    article: str | None
    """The canonical URL of the article that the page was requested as.

    Empty: the page was not requested as an article. None: unknown, another tool's file.
    """
    truncated: bool = False
    """Whoever wrote the file kept only a part of the response, and says so (WARC-Truncated)."""


@dataclass(slots=True)
class WarcPayload:
    """A response without its transfer coding; the content coding (gzip, …) is left as it came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True)
class WarcFileReading:
    """What `captures` found out about one file: counts and faults."""

    path: Path
    responses: int = 0
    """How many response records could be read."""
    damaged: int = 0
    """How many response records were skipped: no date, no status, or headers without end."""
    problem: str | None = None
    """Why the rest of the file could not be read; None: all of it was."""
    position: int = 0
    """Where the next record begins; a reading that begins with it goes on there."""
    unpacked: int = 0
    """Bytes that were read, as they are when unpacked."""
    ours: bool = False
    """Whether this program wrote the records that follow, by the last ``warcinfo`` record."""


class _EndlessHeaders(ArchiveLoadFailed):  # type: ignore[misc]
    """The headers of a record, or of the HTTP message in it, have too many bytes or lines."""


class _Bounded(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio's reader, but headers that do not end and damaged gzip data raise ArchiveLoadFailed.

    Overrides warcio's private ``_decompress``, which prints such damage to stderr and goes on.
    """

    decompressor: Any
    lines = 0
    """Bytes of the lines that were read of this record, with _LINE more for each."""

    def readline(self, length: int | None = None) -> bytes:
        if self.lines >= MOST_LINES:  # asked before: the record's content then begins here
            raise _EndlessHeaders("its headers have no end")
        line: bytes = super().readline(min(length or MOST_LINES, MOST_LINES))
        self.lines += len(line) + _LINE
        return line

    def _decompress(self, data: bytes) -> bytes:
        first = self.num_read == 0
        if self.decompressor is None or not data:
            return data
        try:
            return bytes(self.decompressor.decompress(data))
        except zlib.error as error:
            if not first:
                raise ArchiveLoadFailed(f"its gzip data is damaged ({error})") from None
            self.decompressor = None
            return data


class _AnyHead:
    """A parser of HTTP heads that takes one without end for an empty one."""

    def __init__(self, parser: StatusAndHeadersParser) -> None:
        self._parser = parser

    def parse(self, stream: BinaryIO) -> StatusAndHeaders:
        try:
            return self._parser.parse(stream)
        except _EndlessHeaders:
            return StatusAndHeaders("", [], "")


class _Records(WARCIterator):  # type: ignore[misc]
    """warcio's iterator, without its messages on stderr: `WarcFileReading` has them.

    *any_head*: an HTTP head without end raises nothing, and what follows its record can be read.
    """

    #: Not printed.
    INC_RECORD = ""
    #: The message of the ArchiveLoadFailed for a file compressed as a whole.
    GZIP_ERR_MSG = ONE_STREAM

    def __init__(
        self,
        stream: BinaryIO,
        *,
        check_digests: bool = False,
        any_head: bool = False,
    ) -> None:
        super().__init__(stream, check_digests=check_digests)
        self.reader = _Bounded(stream)
        if any_head:
            self.loader.http_parser = _AnyHead(self.loader.http_parser)
            self.loader.http_req_parser = _AnyHead(self.loader.http_req_parser)

    def _next_record(self, next_line: bytes | None) -> ArcWarcRecord:
        """Return the next record; some tools write blank lines before it, and warcio takes none.

        Overrides warcio's private method; raises EOFError where there is none.
        """
        self.reader.lines = 0
        while next_line is None or not next_line.strip():
            next_line = self.reader.readline()
            if not next_line:
                raise EOFError
        return super()._next_record(next_line)


def captures(
    reading: WarcFileReading, *, is_enough: Callable[[], bool] = lambda: False,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[WarcCapture]:  # fmt: skip
    """Yield the responses in the file ``reading.path``, and fill in *reading*; never raises.

    Each record is read to its end; whether it is what its digests say is known once it is
    unpacked (`payload`). Ends before the next record once *is_enough* returns True, and within one
    once *stop* does.
    """
    try:
        if what := not_regular(reading.path, follow=True):  # nobody may ever write to a FIFO
            reading.problem = f"it is {what}, not a regular file"
            return
        with StoppableFile(reading.path, stop) as file:
            file.seek(reading.position)
            records = _Records(file, any_head=True)
            for record in records:
                if is_enough():
                    return
                found = _checked(record, records, reading)
                reading.position, reading.unpacked = records.offset, records.reader.tell()
                if found is not None:
                    reading.responses += 1
                    yield found
            if not records.offset:
                reading.problem = "it holds no record"
            elif records.offset < os.fstat(file.fileno()).st_size:
                reading.problem = _TORN
    except Stopped:
        return
    except OSError as error:
        reading.problem = error.strerror or str(error)
    except Exception as error:  # noqa: BLE001 - warcio raises exceptions of many classes
        said = " ".join(str(error).split())[:150] or type(error).__name__
        reading.problem = said


def _checked(
    record: ArcWarcRecord, records: _Records, reading: WarcFileReading
) -> WarcCapture | None:
    """Return the record as a capture; None if it is no response, or a damaged one (counted)."""
    if not _is_number(record.rec_headers.get_header("Content-Length") or ""):
        raise ArchiveLoadFailed("a record does not say how long it is")
    if record.rec_type == "warcinfo":
        said = record.raw_stream.read(_BLOCK)
        reading.ours = said.startswith(f"software: {SOFTWARE}/".encode())
    while record.raw_stream.read(_BLOCK):
        pass
    if record.raw_stream.tell() < record.length:
        raise ArchiveLoadFailed(_TORN)
    records.reader.lines = 0  # blank ones follow
    offset = records.get_record_offset()
    length = records.offset - offset  # with blank lines that follow it
    if records.err_count:
        raise ArchiveLoadFailed("a record is longer than it says")
    if record.rec_type != "response" or record.http_headers is None:
        return None
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    status = record.http_headers.get_statuscode()
    if moment is None or not (len(status) == 3 and _is_number(status)):
        reading.damaged += 1
        return None
    return WarcCapture(
        moment,
        record.rec_headers.get_header("WARC-Target-URI") or "",
        reading.path,
        offset,
        length,
        int(status),
        record.http_headers.get_header("Location"),
        record.rec_headers.get_header(ARTICLE) or ("" if reading.ours else None),
        record.rec_headers.get_header("WARC-Truncated") is not None,
    )


def only_record(data: bytes) -> tuple[ArcWarcRecord, bytes]:
    """Return the record that *data*, unpacked bytes, consists of, and its content.

    Raises DamagedRecord if there is more, or less, than one record: whoever put *data* into a file
    could not read what follows it. Raises whatever warcio raises of bytes that are no record.
    """
    if not data.startswith(b"WARC/"):  # warcio would unpack packed data, however much that is
        raise DamagedRecord("it is no WARC record")
    records = _Records(BytesIO(data))
    record = next(records)
    if not _is_number(record.rec_headers.get_header("Content-Length") or ""):
        raise DamagedRecord("it does not say how long it is")
    content: bytes = record.raw_stream.read()
    if record.raw_stream.tell() < record.length:
        raise DamagedRecord("it is shorter than it says")
    if next(records, None) is not None or records.err_count:
        raise DamagedRecord("it is more than one record")
    return record, content


def record_at(capture: WarcCapture, *, most: int) -> bytes:
    """Return the bytes of the record of *capture*, as the file holds them.

    Raises TooLarge if its response is longer than *most* bytes (0: no limit), even packed; OSError
    and DamagedRecord if the file was changed or removed since it was read.
    """
    if capture.length > (most or _NO_LIMIT) + MOST_LINES:
        raise TooLarge(f"its record has {capture.length} bytes")
    with capture.path.open("rb") as stream:
        stream.seek(capture.offset)
        data = stream.read(capture.length)
    if len(data) < capture.length:
        raise DamagedRecord("the file has changed")
    return data


def payload(record: bytes, *, most: int) -> WarcPayload:
    """Return the response that *record* holds: the bytes of a response record, packed or not.

    Raises TooLarge if its body is longer than *most* bytes (0: no limit) or in over MOST_CHUNKS
    chunks, Truncated if the record does not hold all of it as it was sent, DamagedRecord if it is
    not what its digests say, and whatever warcio raises of bytes that are no record.
    """
    found = next(iter(_Records(BytesIO(record), check_digests=True)), None)
    if found is None or found.http_headers is None:
        raise DamagedRecord("it is no response record")
    limit = most or _NO_LIMIT
    body = found.raw_stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"its body has more than {limit} bytes")
    if _is_damaged(found):
        raise DamagedRecord("it is not what its digest says")
    headers = [(str(name), str(value)) for name, value in found.http_headers.headers]
    if any(name.lower() == "transfer-encoding" for name, _ in headers):
        if _CHUNK.match(body):  # else the tool took the chunks apart, and left the header
            if not _LAST_CHUNK.search(body[-_LONGEST_END:]):
                raise Truncated("its last chunk is missing")
            body = _unchunked(body)
        headers = [pair for pair in headers if pair[0].lower() != "transfer-encoding"]
    elif _is_short(headers, body):
        raise Truncated("its body is shorter than it says")
    return WarcPayload(int(found.http_headers.get_statuscode()), headers, body)


def _unchunked(body: bytes) -> bytes:
    """Return what the chunks of *body* hold, without the trailers that may follow the last one.

    Not warcio's reader, which returns the rest as it is from the first chunk on whose size is
    wrong, and takes trailers for such a one.
    """
    parts: list[bytes] = []
    place = 0
    for _ in range(MOST_CHUNKS):
        size = _CHUNK.match(body, place)
        if size is None:
            break
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        place = size.end() + length
        parts.append(body[size.end() : place])
        if body[place : place + 2] != b"\r\n":
            break
        place += 2
    else:
        raise TooLarge(f"its body has more than {MOST_CHUNKS} chunks")
    raise Truncated("its chunks are not as long as they say")


def _is_short(headers: list[tuple[str, str]], body: bytes) -> bool:
    """Whether *body* has fewer bytes than its Content-Length.

    Not if it names a coding: some tools unpack bodies, and leave both headers as they were.
    """
    named = {name.lower(): value.strip() for name, value in headers}
    length = named.get("content-length", "")
    return "content-encoding" not in named and _is_number(length) and len(body) < int(length[:20])


def _is_damaged(record: ArcWarcRecord) -> bool:
    """Whether the record's bytes do not match its digest.

    Its block digest counts if it has one, else its payload digest: tools do not agree whether
    the payload of a chunked response includes the chunk sizes.
    """
    problems: list[Any] = record.digest_checker.problems
    kind = "block" if record.rec_headers.get_header("WARC-Block-Digest") else "payload"
    return any(str(one).startswith(f"{kind} digest failed") for one in problems)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _moment(date: str) -> datetime | None:
    """Return a WARC-Date as an aware datetime; None if it cannot be read, or is in the future."""
    moment = archived_moment(date)
    return moment if moment and moment < datetime.now(UTC) + timedelta(days=1) else None
