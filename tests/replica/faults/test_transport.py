"""Faults of the way a page is sent, and of what stands in its place."""

from __future__ import annotations

import gzip
import http.client
import time
from email.utils import parsedate_to_datetime

import pytest

from mayadeen_crawler.replica import ReplicaServer
from tests.replica.conftest import Get


def test_retry_after_may_be_a_moment(server: ReplicaServer, get: Get) -> None:
    server.faults.on("rate-limit-date", value=30, times=1)
    before = time.time()
    answer = get("/")
    asked = parsedate_to_datetime(answer.headers["Retry-After"])
    assert answer.status == 429
    assert answer.headers["Retry-After"].endswith(" GMT")
    assert 30 <= asked.timestamp() - before < 60
    assert get("/").status == 200


def test_a_burst_ends(server: ReplicaServer, get: Get) -> None:
    server.faults.on("burst", after=1, times=2)
    assert [get("/").status for _ in range(4)] == [200, 500, 500, 200]


def test_a_reset_sends_nothing(server: ReplicaServer, get: Get) -> None:
    server.faults.on("reset", times=1)
    path = server.site.path(9)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        get(path)
    assert get(path).status == 200


def test_a_drip_comes_byte_by_byte_and_holds_up_nobody_else(
    server: ReplicaServer, get: Get
) -> None:
    path = server.site.path(9)
    whole = get(path)
    server.faults.on("drip", path=path, value=0.05)
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    began = time.monotonic()
    first = response.read(8)
    assert time.monotonic() - began > 0.3
    assert whole.body.startswith(first)
    assert response.length == len(whole.body) - 8
    assert get("/").status == 200
    connection.close()


def test_a_bomb_is_small_until_it_is_opened(server: ReplicaServer, get: Get) -> None:
    server.faults.on("bomb", target="article", value=3)
    answer = get(server.site.path(9))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 20_000
    page = gzip.decompress(answer.body)
    assert page.startswith(b"<html>")
    assert len(page) > 3_000_000


def test_a_loop_leads_to_itself(server: ReplicaServer, get: Get) -> None:
    path = server.site.path(9)
    server.faults.on("redirect-loop", target="article")
    answer = get(path)
    assert (answer.status, answer.headers["Location"]) == (302, "?")
    assert get("/").status == 200


def test_a_listing_without_cards_has_all_else(server: ReplicaServer, get: Get) -> None:
    before = get("/news/politics").text
    server.faults.on("no-cards", target="listing")
    after = get("/news/politics").text
    shown = server.site.path(server.site.listing_pages("politics")[0][-1]).replace("&", "&amp;")
    assert (shown in before, shown in after) == (True, False)
    for part in ("<h1>Politics</h1>", "Most Read", '<a href="/news/sports">'):
        assert part in before
        assert part in after
    assert ("Load more" in before, "Load more" in after) == (True, False)
    server.faults.clear()
    assert get("/news/politics").text == before


@pytest.mark.parametrize("path", ["/", "/news/politics", "/nowhere"])
def test_without_navigation_the_page_is_the_same(
    server: ReplicaServer, get: Get, path: str
) -> None:
    before = get(path).text
    server.faults.on("no-navigation")
    after = get(path).text
    assert '<a href="/africa">' in before
    assert '<a href="/africa">' not in after
    assert "<nav>" not in after
    assert "m-menu" not in after
    rest = before.partition("<header>")[0], before.rpartition("<h1>")[2].rpartition("</main>")[2]
    assert after.startswith(rest[0])
    assert after.endswith(rest[1])
