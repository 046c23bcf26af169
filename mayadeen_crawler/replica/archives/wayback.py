"""A made-up Wayback Machine: the index ``/cdx/search/cdx``, and the pages below ``/web/``."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.utils import format_datetime

from mayadeen_crawler.replica.archives.captures import ReplicaCapture, captured
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.archives.moments import Moment
from mayadeen_crawler.replica.archives.queries import (
    Line,
    parameters,
    scope,
    urlkey,
    within,
)
from mayadeen_crawler.replica.archives.warc_members import response
from mayadeen_crawler.replica.rendering.page import HTML, ReplicaPage

INDEX = "/cdx/search/cdx"
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_PAGE = re.compile(r"/web/(\d{1,14})id_/(.+)\Z", re.DOTALL)


class ReplicaWayback:
    """Answers of the Wayback Machine."""

    def __init__(self, lives: Sequence[Moment], faults: ArchiveFaults) -> None:
        self._captures: dict[str, list[ReplicaCapture]] = {}
        self._lines: list[Line] = []
        for capture in captured(lives, "wayback", faults):
            self._add(capture)
        self._excluded = {
            urlkey(url)
            for url in dict.fromkeys(line["original"] for line in self._lines)
            if faults.striking(url, stages=("url",))
        }
        self._lines.sort(key=lambda line: (line["urlkey"], line["timestamp"]))

    def answer(self, target: str, base_url: str) -> ReplicaPage:
        """Answer the request for *target* (path and query), asked at *base_url*."""
        path, _, query = target.partition("?")
        page = _PAGE.match(target)
        try:
            if path == INDEX:
                return self._rows(query)
            return self._page(page[1], page[2], base_url) if page else _not_archived()
        except ValueError as error:
            return ReplicaPage(str(error).encode(), 400, content_type="text/plain")

    def _add(self, capture: ReplicaCapture) -> None:
        before = self._captures.setdefault(urlkey(capture.url), [])
        # What equals the capture before it is recorded as a reference to that one.
        revisit = bool(before) and before[-1].digest == capture.digest
        before.append(capture)
        length = 600 if revisit else len(response(capture))
        values = (
            urlkey(capture.filed_as or capture.url),
            capture.timestamp,
            capture.url,
            "warc/revisit" if revisit else capture.mime,
            "-" if revisit else str(capture.status),
            capture.digest,
            str(length),
        )
        self._lines.append(dict(zip(_FIELDS, values, strict=True)))

    def _rows(self, query: str) -> ReplicaPage:
        given, filters, collapses = parameters(query)
        if not given.get("url"):
            raise ValueError("the parameter url is missing")
        if urlkey(given["url"]) in self._excluded and given.get("matchType", "exact") == "exact":
            return _excluded()
        wanted = scope(given["url"], given.get("matchType", ""))
        after = _resumed(given["resumeKey"]) if given.get("resumeKey") else None
        tests = [_filter(text) for text in filters]
        begin, end = given.get("from", ""), given.get("to", "")
        found: Iterable[Line] = (
            line
            for line in self._lines
            if wanted.holds(line)
            and within(line, begin, end)
            and all(test(line) for test in tests)
            and (after is None or (line["urlkey"], line["timestamp"]) > after)
        )
        for text in collapses:
            found = _collapsed(found, text)
        rows = list(found)
        limit = int(given["limit"]) if given.get("limit") else len(rows)
        shown = rows[limit:] if limit < 0 else rows[:limit]
        more = given.get("showResumeKey") == "true" and 0 < limit < len(rows)
        key = _key(shown[-1]) if more else None
        names = given["fl"].split(",") if given.get("fl") else list(_FIELDS)
        values = [[line[name] for name in names] for line in shown]
        if given.get("output") == "json":
            table: list[list[str]] = [names, *values] if values else []
            return _json([*table, [], [key]] if key else table)
        text = "".join(" ".join(row) + "\n" for row in values) + (f"\n{key}\n" if key else "")
        return ReplicaPage(text.encode(), content_type="text/plain;charset=UTF-8")

    def _page(self, timestamp: str, url: str, base_url: str) -> ReplicaPage:
        key = urlkey(url)
        if key in self._excluded:
            return _excluded()
        captures = [c for c in self._captures.get(key, ()) if "nearest" not in c.faults]
        if not captures:
            return _not_archived()
        wanted = timestamp.ljust(14, "0")
        found = next((c for c in captures if c.timestamp == wanted), None)
        if found is None:
            nearest = min(captures, key=lambda c: abs(int(c.timestamp) - int(wanted)))
            location = f"{base_url}/web/{nearest.timestamp}id_/{nearest.url}"
            return ReplicaPage(b"", 302, headers={"Location": location})
        return _replayed(found, base_url)


def _replayed(capture: ReplicaCapture, base_url: str) -> ReplicaPage:
    """Return the capture as the site sent it, beside the archive's own headers."""
    sent = gzip.compress(capture.body, mtime=0) if capture.coding else capture.body
    original = [*capture.headers, ("Content-Length", str(len(sent)))]
    headers = {"Memento-Datetime": format_datetime(capture.moment, usegmt=True)}
    if capture.header("Location"):
        headers["Location"] = f"{base_url}/web/{capture.timestamp}id_/{capture.header('Location')}"
    if capture.coding:
        original.append(("Content-Encoding", capture.coding))
        headers["Content-Encoding"] = capture.coding
    headers |= {f"x-archive-orig-{name.lower()}": value for name, value in original}
    headers["x-archive-src"] = f"made-up-{capture.moment:%Y%m}.warc.gz"
    headers["Link"] = f'<{capture.url}>; rel="original"'
    return ReplicaPage(sent, capture.status, capture.header("Content-Type"), headers)


def _key(line: Line) -> str:
    """Return the resume key that leads to what comes after a line; it means nothing to clients."""
    place = f"{line['urlkey']} {line['timestamp']}".encode()
    return base64.urlsafe_b64encode(zlib.compress(place)).decode()


def _resumed(key: str) -> tuple[str, str]:
    """Return the urlkey and timestamp of the line that a resume key names; raises ValueError."""
    try:
        place = zlib.decompress(base64.urlsafe_b64decode(key)).decode()
    except zlib.error:
        raise ValueError("the resume key is invalid") from None
    before, _, timestamp = place.rpartition(" ")
    return before, timestamp


def _filter(text: str) -> Callable[[Line], bool]:
    """Return the test of a ``filter``: a pattern of a field's whole value; ``!``: the opposite."""
    rest = text.removeprefix("!")
    field, colon, value = rest.partition(":")
    if not colon or field not in _FIELDS:
        raise ValueError(f"invalid filter: {text}")
    pattern = re.compile(value)
    return lambda line: (pattern.fullmatch(line[field]) is not None) != (rest != text)


def _collapsed(lines: Iterable[Line], text: str) -> Iterator[Line]:
    """Yield the first of neighbours that have the same value: ``digest``, ``timestamp:8``."""
    field, _, size = text.partition(":")
    before = None
    for line in lines:
        value = line[field][: int(size) if size else None]
        if value != before:
            yield line
        before = value


def _excluded() -> ReplicaPage:
    page = (
        b"<html><head><title>Wayback Machine</title></head><body><h1>Blocked Site Error</h1>"
        b"<p>This URL has been excluded from the Wayback Machine.</p></body></html>"
    )
    header = {"x-archive-wayback-runtime-error": "AdministrativeAccessControlException"}
    return ReplicaPage(page, 403, HTML, header)


def _not_archived() -> ReplicaPage:
    page = (
        b"<html><head><title>Not archived</title></head><body>No capture of this URL.</body></html>"
    )
    return ReplicaPage(page, 404, HTML)


def _json(value: object) -> ReplicaPage:
    return ReplicaPage(json.dumps(value).encode(), content_type="application/json")
