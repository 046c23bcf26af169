"""A made-up CC-NEWS: whole WARC files of all outlets, listed by month.

No index names their records. The data host serves them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from mayadeen_crawler.replica.archives.captures import ReplicaCapture, captured
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.warc_members import beginning, request, response

#: How long after a moment's beginning the crawler comes.
_DELAY = timedelta(minutes=5)
#: From this day on the files name no coding of a payload that is decoded.
_RENAMED = datetime(2019, 5, 16, tzinfo=UTC)
#: Foreign records around each record of the outlet.
_AROUND = 3


def news_files(lives: Sequence[Moment]) -> dict[str, bytes]:
    """Return path (without its first slash) → bytes of all files and of the lists of their months.

    Each day on which the outlet was captured is a file.
    """
    files: dict[str, bytes] = {}
    for day, captures in groupby(
        captured(lives, _DELAY), key=lambda capture: capture.moment.date()
    ):
        name = f"CC-NEWS-{day:%Y%m%d}120000-{len(files):05}.warc.gz"
        path = f"crawl-data/CC-NEWS/{day:%Y}/{day:%m}/{name}"
        files[path] = b"".join(_members(path, list(captures)))
    months: dict[str, list[str]] = {}
    for path in files:
        months.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, paths in months.items():
        lines = "".join(f"{path}\n" for path in paths)
        files[f"{folder}/warc.paths.gz"] = gzip.compress(lines.encode(), mtime=0)
    return files


def _members(path: str, captures: Sequence[ReplicaCapture]) -> Iterator[bytes]:
    yield beginning(path, captures[0].moment)
    for place, capture in enumerate(captures):
        for foreign in foreign_captures(capture.moment, place * _AROUND, _AROUND):
            yield from news_pair(foreign)
        yield from news_pair(capture)


def news_pair(capture: ReplicaCapture) -> Iterator[bytes]:
    """Yield the request and the response of a capture as a file of its day has them."""
    yield request(capture)
    yield response(capture, keeps_coding=capture.moment < _RENAMED)


def foreign_captures(moment: datetime, first: int, count: int) -> Iterator[ReplicaCapture]:
    """Yield *count* pages of other outlets, numbered from *first*."""
    for number in range(first, first + count):
        title = f"Harbour gazette, item {number}"
        words = " ".join(f"Ferry {number * 7 + n} left pier {n % 9} on time." for n in range(120))
        body = (
            f"<!DOCTYPE html><html><head><title>{title}</title></head>"
            f"<body><h1>{title}</h1><p>{words}</p></body></html>\n"
        )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        url = f"https://outlet{number % 50}.example/items/{number}.html"
        yield ReplicaCapture(url, moment, 200, headers, body.encode(), "gzip")
