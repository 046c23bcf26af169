"""Archives of a site of 16 stories, and a client that sends exactly what it is told."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.archives import ArchivesServer, Moment, moments
from tests.replica.conftest import Answer

HOST = "english.almayadeen.net"
#: Pages that are captured at each moment: the stories, and others.
PAGES = 16 + 7


@cache
def lives() -> list[Moment]:
    """Return what became of a site of January 2025: three Common Crawls, six days."""
    newest = datetime(2025, 1, 8, 18, tzinfo=UTC)
    return moments(ReplicaSite(articles=16, newest=newest))


@pytest.fixture(scope="module")
def archives() -> Iterator[ArchivesServer]:
    """Good archives, which the tests of a module share."""
    with ArchivesServer(lives()) as running:
        yield running


def ask(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Get a URL exactly as it is written, with the given headers."""
    host, slash, target = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", slash + target, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Found:
    """A WARC record as warcio reads it, its digests checked."""

    kind: str
    url: str
    moment: str
    status: int | None
    headers: dict[str, str]
    """The HTTP headers, names in lower case."""
    payload: bytes
    truncated: str | None

    @property
    def payload_digest(self) -> str:
        return base64.b32encode(hashlib.sha1(self.payload, usedforsecurity=False).digest()).decode()


def records(data: bytes) -> list[Found]:
    """Return every record in *data*; raises where one is damaged."""
    found = []
    for record in ArchiveIterator(BytesIO(data), check_digests="raise"):
        http, warc = record.http_headers, record.rec_headers
        headers = {name.lower(): value for name, value in http.headers} if http else {}
        is_response = record.rec_type == "response"
        found.append(
            Found(
                record.rec_type,
                warc["WARC-Target-URI"] or "",
                warc["WARC-Date"],
                int(http.get_statuscode()) if is_response else None,
                headers,
                record.raw_stream.read(),
                warc["WARC-Truncated"],
            )
        )
    return found


def json_lines(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]
