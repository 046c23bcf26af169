"""One WARC record as an archive's service hands it out: a gzip member, read in memory.

``crawling/archives/record_download.py`` looks at a record before it is kept as it came.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from mayadeen_crawler.dates.site_time import archived_moment
from mayadeen_crawler.exceptions import DamagedRecord
from mayadeen_crawler.warc.reader import only_record


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """An HTTP response in a WARC record."""

    url: str
    moment: str | None
    """The record's date as 14 digits in UTC; None if it has none that can be read."""
    digest: str
    """The digest of its payload, without the name of the algorithm; may be empty."""
    truncated: bool
    """Whoever wrote the record kept only a part of the response, and says so."""
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def response_in(data: bytes, *, most: int) -> ArchivedResponse:
    """Return the response in *data*, a gzip member of one record, at most *most* bytes unpacked.

    Raises DamagedRecord.
    """
    inflate = zlib.decompressobj(31)
    try:
        record_bytes = inflate.decompress(data, most)
        # The last bytes of the member hold its checksum; reading them may need one call more.
        record_bytes += inflate.decompress(inflate.unconsumed_tail, 1)
    except zlib.error as error:
        raise DamagedRecord(f"its gzip data is damaged ({error})") from None
    if not inflate.eof or inflate.unused_data:
        raise DamagedRecord("it is not one gzip member, or too large")
    try:
        record, body = only_record(record_bytes)
        if record.rec_type != "response" or record.http_headers is None:
            raise DamagedRecord("it is no response record")
        return ArchivedResponse(
            url=record.rec_headers.get_header("WARC-Target-URI") or "",
            moment=_moment(record.rec_headers.get_header("WARC-Date") or ""),
            digest=(record.rec_headers.get_header("WARC-Payload-Digest") or "").rpartition(":")[2],
            truncated=record.rec_headers.get_header("WARC-Truncated") is not None,
            status=record.http_headers.get_statuscode(),
            headers=[(str(name), str(value)) for name, value in record.http_headers.headers],
            body=body,
        )
    except DamagedRecord:
        raise
    except Exception as error:  # noqa: BLE001 - warcio raises exceptions of many classes
        raise DamagedRecord(f"it is no WARC record ({type(error).__name__})") from None


def _moment(date: str) -> str | None:
    moment = archived_moment(date)
    return f"{moment:%Y%m%d%H%M%S}" if moment else None
