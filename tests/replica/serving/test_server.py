"""The server and its faults, over real connections."""

from __future__ import annotations

import http.client
import json

import pytest

from mayadeen_crawler.replica import Faults, ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.faults.catalogue import KINDS, UnknownFaultError
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.replica.conftest import Get


def test_serves_the_site_and_logs_what_was_asked(server: ReplicaServer, get: Get) -> None:
    path = server.site.path(5)
    assert get("/").status == 200
    assert article_shown(server.site, 5).post_id
    assert get(path + "?utm_source=home").body == get(path + "/").body == get(path).body
    assert get("/nowhere").status == 404
    assert get("/robots.txt").text == (
        "User-agent: *\nDisallow: /search\n"
        "Sitemap: https://english.almayadeen.net/sitemaps/all.xml\n"
        "Sitemap: https://english.almayadeen.net/sitemaps/news.xml\n"
    )
    assert get("/live").status == get("/authors/tolm-averin").status == 200
    picture = get(article_shown(server.site, 5).cover.path)
    assert (picture.headers["Content-Type"], picture.body[:6]) == ("image/gif", b"GIF89a")
    assert server.requests[:2] == ["/", path + "?utm_source=home"]


def test_percent_encoded_addresses_show_the_same_page(server: ReplicaServer, get: Get) -> None:
    path = next(p for n in range(1, 121) if "Art&" in (p := server.site.path(n)))
    assert get(path.replace("&", "%26")).body == get(path).body


def test_crawl_delay_and_disallowed_paths_are_options() -> None:
    site = ReplicaSite(articles=5, crawl_delay=2.5, disallow=("/news/health", "/search"))
    with ReplicaServer(site) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        connection.request("GET", "/robots.txt")
        lines = connection.getresponse().read().decode().splitlines()
        connection.close()
    assert lines[1:4] == ["Disallow: /news/health", "Disallow: /search", "Crawl-delay: 2.5"]


def test_port_in_use_is_an_os_error(server: ReplicaServer) -> None:
    port = int(server.url.rsplit(":", 1)[1])
    with (
        pytest.raises(OSError, match="in use"),
        ReplicaServer(ReplicaSite(articles=5), port=port),
    ):
        pass


def test_moved_and_removed_articles(server: ReplicaServer, get: Get) -> None:
    old = server.site.path(30)
    new = server.site.rename(30)
    answer = get(old)
    assert (answer.status, answer.headers["Location"]) == (301, new)
    server.site.remove(30)
    server.site.remove(31, 410)
    assert [get(new).status, get(server.site.path(31)).status] == [404, 410]
    server.site.restore(30)
    assert get(new).status == 200


def test_unknown_fault_names_the_valid_ones() -> None:
    with pytest.raises(UnknownFaultError, match=r"'slwo'; valid: challenge, .*slow"):
        Faults("slow", "slwo")


@pytest.mark.soak
def test_a_fault_hits_where_when_and_as_often_as_said(server: ReplicaServer, get: Get) -> None:
    faults = server.faults
    faults.on("server-error", path="/news/politics*", after=1, times=2, value=502)
    found = [get("/news/politics?page=2").status for _ in range(5)]
    assert found == [200, 502, 502, 200, 200]
    assert get("/news/health").status == 200
    faults.clear()
    faults.on("server-error", target="article", times_each=1)
    paths = [server.site.path(n) for n in (3, 4)]
    assert [get(path).status for path in paths * 2] == [503, 503, 200, 200]
    faults.clear()
    faults.on("server-error", target="article", share=0.5)
    statuses = [get(server.site.path(n)).status for n in range(1, 61)]
    assert 15 < statuses.count(503) < 45
    assert statuses == [get(server.site.path(n)).status for n in range(1, 61)]
    faults.off("server-error")
    assert get(server.site.path(1)).status == 200


def test_challenge(server: ReplicaServer, get: Get) -> None:
    server.faults.on("challenge")
    answer = get("/robots.txt")
    assert answer.status == 403
    assert answer.headers["cf-mitigated"] == "challenge"
    assert "<title>Just a moment...</title>" in answer.text
    server.faults.clear()
    server.faults.on("challenge-page")
    answer = get("/")
    assert (answer.status, "cf-mitigated" in answer.headers) == (503, False)


def test_rate_limit_ends_after_the_first_requests() -> None:
    with ReplicaServer(ReplicaSite(articles=5), faults=Faults("rate-limit")) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        answers = []
        for _ in range(7):
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()
            answers.append((response.status, response.headers["Retry-After"]))
        connection.close()
    assert answers == [(429, "1")] * 5 + [(200, None)] * 2


def test_cut_off_announces_more_than_it_sends(server: ReplicaServer, get: Get) -> None:
    whole = get(server.site.path(9)).body
    server.faults.on("cut-off", value=700)
    with pytest.raises(http.client.IncompleteRead) as caught:
        get(server.site.path(9))
    assert len(caught.value.partial) == len(whole) - 700
    assert caught.value.expected == 700


def test_wrong_charset_changes_the_header_alone(server: ReplicaServer, get: Get) -> None:
    whole = get(server.site.path(9))
    server.faults.on("wrong-charset", value="windows-1252")
    answer = get(server.site.path(9))
    assert answer.body == whole.body
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1252"


def test_slow_waits(server: ReplicaServer, get: Get) -> None:
    fault = server.faults.on("slow", value=0.01)
    assert get("/").status == 200
    assert fault.seen == 1


def test_hostile_pages(server: ReplicaServer, get: Get) -> None:
    path = server.site.path(9)
    bodies = {}
    for name in ("huge", "empty", "binary", "nested", "long-headline", "invalid-utf8"):
        server.faults.clear()
        server.faults.on(name, path=path)
        answer = get(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        bodies[name] = answer.body
    assert len(bodies["huge"]) > 5_000_000
    assert bodies["empty"] == b""
    assert b"\0" in bodies["binary"]
    assert b"<div>" * 10_000 in bodies["nested"]
    assert len(bodies["long-headline"]) > 1_000_000
    with pytest.raises(UnicodeDecodeError):
        bodies["invalid-utf8"].decode()


def test_malformed_and_endless_reach_the_pages(server: ReplicaServer, get: Get) -> None:
    path = next(
        server.site.path(n)
        for n in range(1, 50)
        if article_shown(server.site, n).variant.name == "full"
    )
    before = get(path).body
    server.faults.on("malformed")
    assert get(path).body != before
    server.faults.on("endless")
    assert "Load more" in get("/news/politics?page=500").text


@pytest.mark.parametrize("name", ["edits", "renames", "removals", "moving"])
def test_the_site_changes_as_requests_come(server: ReplicaServer, get: Get, name: str) -> None:
    version = server.site.version
    server.faults.on(name, value=3)
    for _ in range(9):
        assert get("/").status == 200
    assert server.site.version >= version + 3


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.sampled(29)
def test_every_fault_can_be_switched_on_by_name(name: str) -> None:
    site = ReplicaSite(articles=60)
    with ReplicaServer(site, faults=Faults(name)) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        for path in ("/", "/robots.txt", "/news/politics"):
            connection.request("GET", path)
            assert connection.getresponse().read() or "rate-limit" in name
        connection.close()


def test_control_address(server: ReplicaServer, get: Get) -> None:
    assert json.loads(get("/__replica__/publish?count=2").body) == {"result": [121, 122]}
    assert json.loads(get("/__replica__/rename?number=7").body)["result"] == server.site.path(7)
    assert "error" in json.loads(get("/__replica__/rename?number=x").body)
    assert "publish" in json.loads(get("/__replica__/nothing").body)["error"]
    get("/__replica__/on?fault=challenge")
    assert get("/").status == 403
    get("/__replica__/off?fault=challenge")
    assert json.loads(get("/__replica__/requests").body) == {"result": ["/"]}


def test_control_address_is_off_by_default() -> None:
    with ReplicaServer(ReplicaSite(articles=5)) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        connection.request("GET", "/__replica__/publish")
        response = connection.getresponse()
        response.read()
        connection.close()
    assert (response.status, server.site.count) == (404, 5)
