"""A made-up CC-NEWS: whole WARC files of all outlets, listed by month.

No index names their records. The data host serves them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from itertools import cycle, groupby
from pathlib import Path

from mayadeen_crawler.replica.archives.captures import ReplicaCapture, captured
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.warc_members import beginning, request, response
from mayadeen_crawler.replica.writing.random_choice import RandomChoices

NewsFile = bytes | Path
"""A file of CC-NEWS: its bytes, or where it is."""

#: From this day on the files name no coding of a payload that is decoded.
_RENAMED = datetime(2019, 5, 16, tzinfo=UTC)
#: The first month that there is, August 2016, in months.
_BEGINNING = 12 * 2016 + 7
#: Different foreign pages of a file: they are repeated.
_POOL = 8
#: Foreign pages before each of the outlet, and words on each of them; in a large file.
_FOREIGN, _WORDS = 3, 300
_LARGE_WORDS = 12_000

_SYLLABLES = ("ba", "do", "fe", "gu", "ki", "lo", "mi", "na", "pe", "ru", "sa", "te", "vo", "zi")


def news_files(lives: Sequence[Moment], faults: ArchiveFaults) -> dict[str, bytes]:
    """Return path (without its first slash) → bytes of the files.

    Each day on which the outlet was captured is a file.
    """
    files: dict[str, bytes] = {}
    for day, group in groupby(captured(lives, "ccnews", faults), lambda c: c.moment.date()):
        captures = list(group)
        path = news_path(day, len(files))
        members = _spread(captures, _foreign(captures[0].moment, _WORDS), _FOREIGN)
        files[path] = b"".join([beginning(path, captures[0].moment), *members])
    return files


def write_large_news_file(path: Path, captures: Sequence[ReplicaCapture], size: int) -> None:
    """Write a file of about *size* bytes: *captures*, and between them pages of other outlets.

    Foreign pages have some 80 kB, 25 kB of them in the file, as pages of newspapers have. They are
    written one after the other, so that a file of any size can be made.
    """
    moment = captures[0].moment
    foreign = _foreign(moment, _LARGE_WORDS)
    own = sum(len(_pair(capture)) for capture in captures)
    average = sum(map(len, foreign)) / len(foreign)
    between = max(1, int((size - own) / average / len(captures)))
    with path.open("wb") as file:
        file.write(beginning(path.name, moment))
        file.writelines(_spread(captures, foreign, between))


def with_lists(files: Mapping[str, NewsFile]) -> dict[str, NewsFile]:
    """Return *files* with the list of each month until now, ``warc.paths.gz``; most are empty."""
    now = datetime.now(UTC)
    months: dict[str, list[str]] = {
        f"crawl-data/CC-NEWS/{number // 12}/{number % 12 + 1:02}": []
        for number in range(_BEGINNING, 12 * now.year + now.month)
    }
    for path in files:
        months.setdefault(path.rpartition("/")[0], []).append(path)
    lists = {
        f"{folder}/warc.paths.gz": gzip.compress(
            "".join(f"{path}\n" for path in paths).encode(), mtime=0
        )
        for folder, paths in months.items()
    }
    return {**files, **lists}


def news_path(day: date, number: int) -> str:
    """Return the path of a day's file, without its first slash."""
    name = f"CC-NEWS-{day:%Y%m%d}120000-{number:05}.warc.gz"
    return f"crawl-data/CC-NEWS/{day:%Y}/{day:%m}/{name}"


def _spread(
    captures: Iterable[ReplicaCapture], foreign: Sequence[bytes], between: int
) -> Iterator[bytes]:
    """Yield the records of *captures*, and *between* foreign ones before each, again and again."""
    others = cycle(foreign)
    for capture in captures:
        yield from (next(others) for _ in range(between))
        yield _pair(capture)


def _pair(capture: ReplicaCapture) -> bytes:
    """Return the request and the response of a capture as a file of its day has them."""
    kept = capture.moment < _RENAMED
    return request(capture) + response(capture, keeps_coding=kept)


@lru_cache(maxsize=32)
def _foreign(moment: datetime, words: int) -> tuple[bytes, ...]:
    """Return the records of pages of other outlets, of so many words each."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    found = []
    for number in range(_POOL):
        dice = RandomChoices(number)
        text = " ".join(dice.pick(_vocabulary()) for _ in range(words))
        title = f"Harbour gazette, item {number}"
        body = (
            f"<!DOCTYPE html><html><head><title>{title}</title></head>"
            f"<body><h1>{title}</h1><p>{text}</p></body></html>\n"
        )
        url = f"https://outlet{number % 10}.example/items/{number}.html"
        found.append(_pair(ReplicaCapture(url, moment, 200, headers, body.encode(), "gzip")))
    return tuple(found)


@cache
def _vocabulary() -> list[str]:
    dice = RandomChoices(1)
    return ["".join(dice.pick(_SYLLABLES) for _ in range(dice.between(1, 4))) for _ in range(2000)]
