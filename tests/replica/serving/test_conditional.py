"""Who has seen a page may be told that nothing changed."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.replica.conftest import Answer


def ask(server: ReplicaServer, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/", "/news/politics", "/news/health?page=2", "/tags/ferries"])
def test_nothing_changed(server: ReplicaServer, path: str) -> None:
    first = ask(server, path)
    tag, time = first.headers["ETag"], first.headers["Last-Modified"]
    assert time.endswith(" GMT")
    for headers in ({"If_None_Match": f'"other", W/{tag}'}, {"If_Modified_Since": time}):
        again = ask(server, path, **headers)
        assert (again.status, again.body) == (304, b"")
        assert (again.headers["ETag"], again.headers["Last-Modified"]) == (tag, time)
    assert ask(server, path, If_None_Match='"other"', If_Modified_Since=time).status == 200
    assert ask(server, path, If_Modified_Since="yesterday, about noon").status == 200
    assert ask(server, path, If_Modified_Since="Thu, 27 Nov 2025 18:00:00 GMT").status == 200


@pytest.mark.parametrize("slug", ["newsfeed", "latin-america"])  # JSON, HTML
def test_what_a_listings_script_fetches_has_validators_too(slug: str) -> None:
    with ReplicaServer(ReplicaSite(articles=600, page_size=3)) as server:
        page = ask(server, server.site.sections[slug].path)
        shown = re.search(r'data-list="(\w+)" data-last="(\d+)"', page.text)
        assert shown
        more = f"/feed/{shown[1]}/{shown[2]}"
        first = ask(server, more)
        assert ask(server, more, If_None_Match=first.headers["ETag"]).status == 304


def test_answers_are_told_with_their_statuses(server: ReplicaServer) -> None:
    tag = ask(server, "/").headers["ETag"]
    ask(server, "/", If_None_Match=tag)
    ask(server, "/nowhere?a=b")
    assert server.answers == [("/", 200), ("/", 304), ("/nowhere?a=b", 404)]
    assert server.requests == ["/", "/", "/nowhere?a=b"]


def test_every_change_is_a_new_version_however_quick(server: ReplicaServer) -> None:
    seen = [ask(server, "/").headers]
    for line in ("One", "Two", "Three"):
        server.site.set_ticker([line])
        assert ask(server, "/", If_None_Match=seen[-1]["ETag"]).status == 200
        answer = ask(server, "/", If_Modified_Since=seen[-1]["Last-Modified"])
        assert f"{line}</div>" in answer.text
        seen.append(answer.headers)
    assert len({headers["Last-Modified"] for headers in seen}) == 4


def test_articles_and_missing_pages_are_answered_whole(server: ReplicaServer) -> None:
    for path in (server.site.path(3), "/nowhere", "/live"):
        assert "ETag" not in ask(server, path).headers


def test_switches(server: ReplicaServer) -> None:
    server.site.age = 90
    first = ask(server, "/")
    assert first.headers["Age"] == "90"
    assert ask(server, "/", If_None_Match=first.headers["ETag"]).headers["Age"] == "90"
    server.site.conditional = False
    plain = ask(server, "/", If_None_Match=first.headers["ETag"])
    assert (plain.status, "ETag" in plain.headers) == (200, False)


def test_faults_come_first(server: ReplicaServer) -> None:
    tag = ask(server, "/").headers["ETag"]
    server.faults.on("server-error")
    assert ask(server, "/", If_None_Match=tag).status == 503
