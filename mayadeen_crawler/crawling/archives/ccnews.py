"""What CC-NEWS is asked, and what it answers. Pure.

Common Crawl's news crawl has no index of captures. Each month lists its files, of about 1 GB and of
all outlets, each of whose records is a gzip member.
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime, timedelta

from mayadeen_crawler.crawling.archives.captures import Period14

#: The first month that there is.
BEGINNING = "2016-08"
#: Bytes that are asked for at a time.
CHUNK = 16 << 20
#: What a file usually has, and how many seconds it takes to read it, for the table of ``list=1``.
USUAL_FILE, USUAL_SECONDS = 1_000_000_000, 60.0

_FILE = re.compile(r"crawl-data/CC-NEWS/\d{4}/\d\d/CC-NEWS-(\d{14})-\d{1,8}\.warc\.gz")
#: Bytes of a month's list of files, unpacked, at most.
_MOST_LIST = 16 << 20
#: A file begins with its own moment, and ends when the next one begins.
_SPAN = timedelta(days=1)


def months(period: Period14, now: datetime) -> list[str]:
    """Return the months (``2025-01``) of *period* in which there may be files, until *now*."""
    first = max(f"{period.first[:4]}-{period.first[4:6]}", BEGINNING)
    last = min(f"{period.last[:4]}-{period.last[4:6]}", f"{now:%Y-%m}")
    found = []
    year, month = int(first[:4]), int(first[5:7])
    while f"{year}-{month:02}" <= last:
        found.append(f"{year}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def list_url(base_url: str, month: str) -> str:
    """Return the URL of the list of a month's files."""
    return f"{base_url}/crawl-data/CC-NEWS/{month[:4]}/{month[5:7]}/warc.paths.gz"


def files_in(body: bytes) -> list[str]:
    """Return the files of a month's list, oldest first; raises ValueError if it is no such list."""
    try:
        inflate = zlib.decompressobj(31)
        text = inflate.decompress(body, _MOST_LIST).decode("ascii")
    except (zlib.error, UnicodeDecodeError):
        raise ValueError("it is no list of files") from None
    lines = text.split()
    found = [line for line in lines if _FILE.fullmatch(line)]
    if lines and not found:
        raise ValueError("it names no file")
    return sorted(found, key=lambda line: line.rpartition("/")[2])


def may_hold(file: str, period: Period14) -> bool:
    """Whether a file, by its name, may hold captures of *period*."""
    named = _FILE.fullmatch(file)
    try:
        begun = datetime.strptime(named[1] if named else "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return True
    return period.overlaps(f"{begun:%Y%m%d%H%M%S}", f"{begun + _SPAN:%Y%m%d%H%M%S}")


def file_range(position: int) -> str:
    """Return the header Range that asks for the next bytes of a file."""
    return f"bytes={position}-{position + CHUNK - 1}"
