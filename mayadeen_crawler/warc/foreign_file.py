"""Find the records of some hosts in a large WARC file of many, as its bytes arrive.

Each record is a gzip member. Of foreign ones only the headers are looked at; to find their end they
are unpacked, and nothing of them is kept. ``crawling/archives/ccnews_download.py`` feeds it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Bytes that are unpacked at a time, and how many they may become.
_PIECE, _MOST_UNPACKED = 1 << 16, 1 << 20
#: A record's headers are in so many bytes of its beginning.
_HEAD = 1 << 16
#: Places in a piece that look like a member's beginning, and are none, until it is passed over.
_MOST_FAILURES = 16
_MAGIC = b"\x1f\x8b\x08"
_TYPE = re.compile(rb"^WARC-Type:[ \t]*response[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_URL = re.compile(
    rb"^WARC-Target-URI:[ \t]*<?([^\s>]{1,8192})>?[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A record of the hosts that are looked for."""

    offset: int
    """Position of its first byte in the file."""
    data: bytes
    """The gzip member, as it is in the file."""


class MemberScanner:
    """Takes the bytes of a file in order, and yields the response records that are wanted."""

    def __init__(self, is_wanted: Callable[[str], bool], *, position: int, most: int) -> None:
        """Begin at the byte *position* of the file, where a member begins.

        *is_wanted* is called with the URL of each response. A wanted member of more than *most*
        bytes counts as damaged.
        """
        self.position = position
        """Behind the last whole member: to go on later, the file is read from here."""
        self.members = 0
        """Whole members so far, of whatever kind."""
        self.damaged = 0
        """Members that could not be read."""
        self._is_wanted = is_wanted
        self._most = most
        self._at = position
        self._begin()

    def _begin(self) -> None:
        self._inflate = zlib.decompressobj(31)
        self._start = self._at
        self._head = bytearray()
        self._raw: bytearray | None = bytearray()
        """The member's bytes, as long as it may be wanted."""
        self._judged = False
        self._lost = False
        """Whether the beginning of the next member is looked for."""

    def feed(self, data: bytes) -> Iterator[FoundMember]:
        """Take the next bytes; yield the wanted members that end in them."""
        for begin in range(0, len(data), _PIECE):
            yield from self._piece(data[begin : begin + _PIECE])

    def _piece(self, piece: bytes) -> Iterator[FoundMember]:
        failures = 0
        while piece:
            if failures > _MOST_FAILURES:
                self._at += len(piece)
                return
            if self._lost:
                found = piece.find(_MAGIC)
                self._at += len(piece) if found < 0 else found
                piece = b"" if found < 0 else piece[found:]
                if found < 0:
                    return
                self._begin()
            try:
                rest = self._unpack(piece)
            except zlib.error:
                if not self._lost:
                    self.damaged += 1
                failures += 1
                self._at += 1  # look for the next member behind this place
                piece, self._lost = piece[1:], True
                continue
            self._at += len(piece) - len(rest)
            if self._raw is not None:
                self._raw += piece[: len(piece) - len(rest)]
                if len(self._raw) > self._most:
                    self.damaged += 1
                    self._raw = None
            piece = rest
            if self._inflate.eof:
                self.members += 1
                self.position = self._at
                member, start = self._raw, self._start
                self._begin()
                if member:
                    yield FoundMember(start, bytes(member))

    def _unpack(self, piece: bytes) -> bytes:
        """Unpack *piece* up to the member's end; return what lies behind it."""
        rest = piece
        while rest and not self._inflate.eof:
            out = self._inflate.decompress(rest, _MOST_UNPACKED)
            rest = self._inflate.unconsumed_tail
            if not self._judged:
                self._head += out[: _HEAD - len(self._head)]
                self._judge(at_end=self._inflate.eof)
        return self._inflate.unused_data if self._inflate.eof else b""

    def _judge(self, *, at_end: bool) -> None:
        """Decide by the record's headers, once they are there, whether it is wanted."""
        end = _END.search(self._head)
        if end is None and not at_end and len(self._head) < _HEAD:
            return
        self._judged = True
        lines = bytes(self._head[: end.start()]) if end else b""
        url = _URL.search(lines)
        wanted = url is not None and _TYPE.search(lines) is not None
        if not (wanted and url and self._is_wanted(url[1].decode("utf-8", "replace"))):
            self._raw = None
