"""Which byte of a line was changed, where it was one alone: its CRC-32 tells. Pure.

A checksum is linear: what one changed byte does to it depends on the change and on the
bytes behind it only. So the difference is rolled back byte by byte, from the line's end,
until it is one that a single byte makes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

#: What each value of a byte does to the register of CRC-32.
_TABLE = tuple(zlib.crc32(bytes((value ^ 0xFF,))) ^ 0xFF000000 for value in range(256))
_VALUE = {effect: value for value, effect in enumerate(_TABLE) if value}
#: The highest byte of an effect says of which value it is.
_BY_HIGH = {effect >> 24: value for value, effect in enumerate(_TABLE)}


def candidates(line: bytes, crc: int) -> Iterator[tuple[int, bytes]]:
    """Yield places in *line* and the line it was, such that its CRC-32 was *crc*.

    Those where one byte alone was changed; seldom more than one, and none where more
    bytes were changed.
    """
    difference = zlib.crc32(line) ^ crc
    for place in range(len(line) - 1, -1, -1):
        if change := _VALUE.get(difference):
            yield place, line[:place] + bytes((line[place] ^ change,)) + line[place + 1 :]
        value = _BY_HIGH[difference >> 24]
        difference = ((difference ^ _TABLE[value]) << 8 & 0xFFFFFFFF) | value


def ends(line: bytes, crc: int) -> Iterator[tuple[int, bytes]]:
    """Yield places in *line* at which a line of CRC-32 *crc* ended, and that line.

    Those where its newline was changed, so that the next line follows it as one.
    """
    register = 0
    for place in range(len(line)):
        if zlib.crc32(b"\n", register) == crc:
            yield place, line[:place] + b"\n"
        register = zlib.crc32(line[place : place + 1], register)
