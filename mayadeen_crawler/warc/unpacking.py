"""Unpack a WARC file in which a record cannot be found by its place, so that it can be.

Of files compressed with Zstandard (``.warc.zst``) the records may be a frame each or all in one,
and a dictionary for them may stand before the first
(https://iipc.github.io/warc-specifications/specifications/warc-zstd/). Others are one gzip stream
in place of a member a record. All are unpacked to the disk.
"""

from __future__ import annotations

import gzip
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from mayadeen_crawler.utils.regular_files import not_regular
from mayadeen_crawler.warc.stoppable_file import StoppableFile, Stopped

#: The end of the name of a file that has to be unpacked.
SUFFIX = ".zst"
#: Free bytes that are left on the disk.
LEAVE_FREE = 1 << 30
#: The largest dictionary that is read.
MOST_DICTIONARY = 64 << 20
_PIECE = 1 << 20
_DICTIONARY_FRAME, _FRAME = b"\x5d\x2a\x4d\x18", b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x37\xa4\x30\xec"


def unpack(packed: Path, plain: Path, *, stop: Callable[[], bool] = lambda: False) -> str | None:
    """Write the records of *packed* to *plain*; return why it is not all of them, if it is not.

    Ends early once *stop* returns True, which may be long before a file of some megabytes is
    unpacked. Never raises for what the file holds; OSError if *plain* cannot be written.
    """
    with plain.open("wb") as target:
        try:
            if what := not_regular(packed, follow=True):
                return f"it is {what}, not a regular file"
            source = StoppableFile(packed, stop)
        except OSError as error:
            return error.strerror or str(error)
        with source:
            try:
                return _copied(source, target, stop)
            except Stopped:
                return "the run ended before it was unpacked"
            except EOFError:
                return "its end is torn"
            except (zstd.ZstdError, zlib.error, gzip.BadGzipFile, ValueError) as error:
                return f"its packed data is damaged ({' '.join(str(error).split())[:100]})"


def _copied(source: BinaryIO, target: BinaryIO, stop: Callable[[], bool]) -> str | None:
    with _opened(source) as records:
        while piece := records.read1(_PIECE):
            if stop():  # what was read of the source already may unpack to gigabytes
                raise Stopped
            if shutil.disk_usage(target.fileno()).free < LEAVE_FREE + len(piece):
                return f"it unpacks to more than the disk of {target.name} has room for"
            target.write(piece)
    return None


def _opened(source: BinaryIO) -> gzip.GzipFile | zstd.ZstdFile:
    if source.read(2) == b"\x1f\x8b":
        source.seek(0)
        return gzip.GzipFile(fileobj=source)
    source.seek(0)
    return zstd.ZstdFile(source, zstd_dict=_dictionary(source))


def _dictionary(source: BinaryIO) -> zstd.ZstdDict | None:
    """Return the dictionary at the beginning of *source*, which then stands behind it."""
    head = source.read(8)
    if head[:4] != _DICTIONARY_FRAME or len(head) < 8:
        source.seek(0)
        return None
    (size,) = struct.unpack("<I", head[4:])
    if size > MOST_DICTIONARY:
        raise ValueError(f"a dictionary of {size} bytes")
    content = source.read(size)
    if len(content) < size:
        raise EOFError
    if content.startswith(_FRAME):
        unpacking = zstd.ZstdDecompressor()
        content = unpacking.decompress(content, MOST_DICTIONARY)
        if not unpacking.eof:
            raise ValueError("its dictionary does not end")
    return zstd.ZstdDict(content, is_raw=not content.startswith(_DICTIONARY))
