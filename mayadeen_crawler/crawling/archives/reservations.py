"""What captures say of AI and text mining, for the run's manifest, by month of capture."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from mayadeen_crawler.crawling.archives.archive_run import ArchiveRun
from mayadeen_crawler.extensions.tdmrep import TdmReservations
from mayadeen_crawler.tdmrep import HEADERS, in_headers, in_html

#: Bytes of a packed page that are unpacked: the head of the page is in them.
_HEAD = 1 << 17


def note_reservations(
    run: ArchiveRun, headers: Iterable[tuple[str, str]], body: bytes, url: str, month: str
) -> None:
    """Note the statements in *headers* and *body* of a captured page, archived at *url*."""
    noting = run.crawler.get_extension(TdmReservations)
    if noting is None:
        return
    values: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() in HEADERS:
            values.setdefault(name.lower(), []).append(value)
    for statement in (*in_headers(values), *in_html(_unpacked(body))):
        noting.note(statement, url, month=month)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(31).decompress(body, _HEAD)
    except zlib.error:
        return b""
