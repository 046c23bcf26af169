"""The fault ``redesign``: other names and no metadata; a reader sees what stood there before."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from mayadeen_crawler.replica import Faults, ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.crawls import crawl
from tests.helpers.visible_text import lines

PATHS: dict[str, Callable[[ReplicaSite], str]] = {
    "home": lambda _: "/",
    "listing": lambda _: "/news/politics",
    "tag": lambda site: article_shown(site, 60).tags[0].path or "",
    "missing": lambda _: "/nowhere",
    "live": lambda _: "/live",
    **{f"article {n}": lambda site, n=n: site.path(n) for n in range(40, 62)},  # type: ignore[misc]
}


def get(server: ReplicaServer, path: str) -> bytes:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", quote(path, safe="/&"))
    body = connection.getresponse().read()
    connection.close()
    return body


def names(page: bytes) -> set[bytes]:
    return {n for found in re.findall(rb' (?:class|id)="([^"]*)"', page) for n in found.split()}


def read(page: bytes) -> list[str]:
    """What a reader reads, bullets aside: not every page has its ticker in a list."""
    return [text for line in lines(page) if (text := line.removeprefix("•").strip())]


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
@pytest.mark.soak
def test_a_reader_sees_the_same_and_a_scraper_finds_no_name_again(edition: str) -> None:
    site = ReplicaSite(articles=61, edition=edition)
    with (
        ReplicaServer(site) as sound,
        ReplicaServer(ReplicaSite(articles=61, edition=edition), faults=Faults("redesign")) as new,
    ):
        for name, path in PATHS.items():
            before, after = get(sound, path(site)), get(new, path(site))
            assert read(after) == read(before), name
            assert names(after) & names(before) <= {b"twitter-tweet"}
            assert names(after), name
            head = after.partition(b"</head>")[0]
            assert re.findall(rb"<meta (\S+)", head) == [b'charset="utf-8">', b'name="viewport"']
            for mark in (b"ld+json", b"tawsiyat", b"canonical", b"ticker"):
                assert mark not in after
            assert get(new, path(site)) == after


@pytest.mark.soak
def test_a_crawl_of_it_brings_the_same_articles_and_says_who_served(tmp_path: Path) -> None:
    site = ReplicaSite(articles=120)
    with ReplicaServer(site, faults=Faults("redesign")) as server:
        run = crawl(
            "section", tmp_path, base_url=server.url, sections="politics,sports", max_pages="1"
        )
    assert (run.status, run.lines) == (0, [])
    shown = {n for slug in ("politics", "sports") for n in site.listing_pages(slug)[0]}
    assert {r["url"].removeprefix(server.url) for r in run.records} == {site.path(n) for n in shown}
    for record in run.records:
        number = site.find(record["url"].removeprefix(server.url))
        assert number is not None
        article = article_shown(site, number)
        assert record["headline"] == " ".join(article.headline.split())
        published = datetime.fromisoformat(record["published_at"])
        assert published == article.published.replace(second=0)
        served = record["provenance"]
        for field in ("headline", "summary", "body_text", "authors", "published_at", "tags"):
            assert served[field] in ("visible", None), field
        assert served["headline"] == "visible"
