"""A small site, and a client that sends exactly what it is told."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Get = Callable[[str], Answer]


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=120), control=True) as running:
        yield running


@pytest.fixture
def get(server: ReplicaServer) -> Get:
    def fetch(path: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    return fetch
