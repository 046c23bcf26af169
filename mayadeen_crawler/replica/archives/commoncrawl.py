"""A made-up Common Crawl: monthly crawls with an index each, and the WARC files they point into.

The index host answers ``/collinfo.json`` and ``/CC-MAIN-…-index``, the data host ranges of the
files.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from mayadeen_crawler.replica.archives.captures import ReplicaCapture, captured
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.queries import (
    Line,
    chosen,
    parameters,
    scope,
    urlkey,
    within,
)
from mayadeen_crawler.replica.archives.warc_members import beginning, metadata, request, response
from mayadeen_crawler.replica.rendering.page import ReplicaPage

#: Two files of pages in each crawl.
_FILES = 2
#: Lines of a block of the index, and blocks of a page of answers.
_BLOCK_LINES = 10
_PAGE_BLOCKS = 5
#: The edition's language code → the one of the index.
_LANGUAGES = {"en": "eng", "ar": "ara", "es": "spa"}

_INDEX = re.compile(r"/(CC-MAIN-\d{4}-\d\d)-index\Z")


@dataclass(frozen=True, slots=True)
class MonthlyCrawl:
    """One crawl: its name, its moments and the lines of its index, sorted."""

    name: str
    first: datetime
    last: datetime
    lines: list[Line]


class ReplicaCommonCrawl:
    """Answers of the index host; ``files`` are those of the data host."""

    def __init__(self, lives: Sequence[Moment], faults: ArchiveFaults) -> None:
        self.files: dict[str, bytes] = {}
        """Path without its first slash → the whole file."""
        self.crawls: list[MonthlyCrawl] = []
        """The newest first."""
        self._language = _LANGUAGES[lives[0].language]
        every = captured(lives, "commoncrawl", faults)
        for _, month in groupby(every, key=lambda capture: f"{capture.moment:%Y%m}"):
            self.crawls.insert(0, self._crawl(list(month)))

    def answer(self, target: str, base_url: str) -> ReplicaPage:
        """Answer the request for *target* (path and query), asked at *base_url*."""
        parts = urlsplit(target)
        if parts.path == "/collinfo.json":
            return _json([self._described(crawl, base_url) for crawl in self.crawls])
        named = _INDEX.match(parts.path)
        crawl = next((c for c in self.crawls if named and c.name == named[1]), None)
        if crawl is None:
            return _message(404, "Collection not found")
        try:
            return self._lines(crawl, parts.query)
        except ValueError as error:
            return _message(400, str(error))

    def _described(self, crawl: MonthlyCrawl, base_url: str) -> dict[str, str]:
        return {
            "id": crawl.name,
            "name": f"{crawl.first:%B %Y} Index",
            "timegate": f"{base_url}/{crawl.name}/",
            "cdx-api": f"{base_url}/{crawl.name}-index",
            "from": f"{crawl.first:%Y-%m-%dT%H:%M:%S}",
            "to": f"{crawl.last:%Y-%m-%dT%H:%M:%S}",
        }

    def _lines(self, crawl: MonthlyCrawl, query: str) -> ReplicaPage:
        given, filters, _ = parameters(query)
        if not given.get("url"):
            raise ValueError('The "url" param is required')
        wanted = scope(given["url"], given.get("matchType", ""))
        found = [line for line in crawl.lines if wanted.holds(line)]
        blocks = -(-len(found) // _BLOCK_LINES)
        size = int(given.get("pageSize", _PAGE_BLOCKS))
        pages = -(-blocks // size)
        if given.get("showNumPages") == "true":
            return _json({"pages": pages, "pageSize": size, "blocks": blocks})
        if "page" in given and pages:
            page = int(given["page"])
            if not 0 <= page < pages:
                raise ValueError(f"Page {page} invalid: First Page is 0, Last Page is {pages - 1}")
            found = found[page * size * _BLOCK_LINES : (page + 1) * size * _BLOCK_LINES]
        tests = [_filter(text) for text in filters]
        begin, end = given.get("from", ""), given.get("to", "")
        found = [
            line for line in found if within(line, begin, end) and all(test(line) for test in tests)
        ]
        found = found[: int(given["limit"])] if given.get("limit") else found
        if not found:
            return _message(404, f"No Captures found for: {given['url']}")
        names = given["fl"].split(",") if given.get("fl") else []
        return _as_lines([chosen(line, names) for line in found], given.get("output", ""))

    def _crawl(self, captures: list[ReplicaCapture]) -> MonthlyCrawl:
        first, last = captures[0].moment, captures[-1].moment
        name = f"CC-MAIN-{first:%G-%V}"
        lines: list[Line] = []
        for path, members in _files(name, first, captures).items():
            data = bytearray(beginning(path, first))
            for capture in members:
                data += request(capture)
                member = response(capture)
                lines.append(self._line(capture, path, len(data), len(member)))
                data += member
                data += metadata(capture)
            self.files[path] = bytes(data)
        lines.sort(key=lambda line: (line["urlkey"], line["timestamp"]))
        return MonthlyCrawl(name, first, last, lines)

    def _line(self, capture: ReplicaCapture, path: str, offset: int, length: int) -> Line:
        line = {
            "urlkey": urlkey(capture.filed_as or capture.url),
            "timestamp": capture.timestamp,
            "url": capture.url,
            "mime": capture.mime,
            "mime-detected": capture.mime,
            "status": str(capture.status),
            "digest": capture.digest,
            "length": str(length - (100 if "wrong-length" in capture.faults else 0)),
            "offset": str(offset),
            "filename": path,
        }
        if capture.mime == "text/html" and capture.status == 200:
            line |= {"languages": self._language, "encoding": "UTF-8"}
        if capture.status in (301, 302):
            line["redirect"] = capture.header("Location")
        if capture.truncated:
            line["truncated"] = "length"
        return line


def _files(
    name: str, first: datetime, captures: Sequence[ReplicaCapture]
) -> dict[str, list[ReplicaCapture]]:
    """Return which captures each file of a crawl holds: pages, failures, robots.txt apart."""
    found: dict[str, list[ReplicaCapture]] = {}
    for capture in captures:
        subset = "warc" if capture.status == 200 else "crawldiagnostics"
        if urlsplit(capture.url).path == "/robots.txt":
            subset = "robotstxt"
        place = zlib.crc32(capture.url.encode()) % _FILES if subset == "warc" else 0
        path = (
            f"crawl-data/{name}/segments/{first.timestamp():.0f}.{place}/{subset}/"
            f"CC-MAIN-{first:%Y%m%d%H%M%S}-{first + timedelta(hours=3):%Y%m%d%H%M%S}"
            f"-{place:05}.warc.gz"
        )
        found.setdefault(path, []).append(capture)
    return found


def _filter(text: str) -> Callable[[Line], bool]:
    """Return the test of a ``filter``.

    ``status:20`` (contains), ``=status:200`` (is), ``~mime:text/.*`` (pattern), ``!`` before any.
    """
    rest = text.removeprefix("!")
    how = rest[:1] if rest[:1] in ("=", "~") else ""
    field, colon, value = rest.removeprefix(how).partition(":")
    if not colon:
        raise ValueError(f"Invalid filter: {text}")

    def test(line: Line) -> bool:
        found = line.get(field, "")
        if how == "=":
            good = found == value
        elif how == "~":
            good = re.match(value, found) is not None
        else:
            good = value in found
        return good != (rest != text)

    return test


def _as_lines(lines: Sequence[Line], output: str) -> ReplicaPage:
    def texts() -> Iterator[str]:
        for line in lines:
            if output == "json":
                yield json.dumps(line)
            else:
                rest = {n: v for n, v in line.items() if n not in ("urlkey", "timestamp")}
                yield f"{line.get('urlkey', '')} {line.get('timestamp', '')} {json.dumps(rest)}"

    body = "".join(f"{text}\n" for text in texts()).encode()
    return ReplicaPage(body, content_type="text/x-ndjson" if output == "json" else "text/plain")


def _json(value: object) -> ReplicaPage:
    return ReplicaPage(json.dumps(value).encode(), content_type="application/json")


def _message(status: int, text: str) -> ReplicaPage:
    body = json.dumps({"message": text}).encode()
    return ReplicaPage(body, status, content_type="application/json")
