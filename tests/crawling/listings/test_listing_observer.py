"""What lists show, written down by whole crawls of the replica."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering import article_view
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl


def shown(folder: Path) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
    """Return each list's page as its last record has it."""
    return {(r["list"], r["name"], r["page"]): r["items"] for r in feed(folder, "listings")}


def as_read(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").replace("\u200e", "").split())


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
@pytest.mark.soak
def test_every_list_of_a_run(tmp_path: Path, edition: str) -> None:
    site = ReplicaSite(articles=60, edition=edition)
    with ReplicaServer(site) as server:
        given: Any = {
            "base_url": server.url,
            "edition": edition,
            "sections": "politics",
            "max_pages": "2",
        }
        first = crawl("section", tmp_path, **given)
        lists = shown(tmp_path)
        slug = next(s for s, one in site.sections.items() if one.root == "/news/politics")
        pages = site.listing_pages(slug)[:2]
        name = next(name for kind, name, _ in lists if kind == "section")
        assert set(lists) == {
            ("home", "home", 1), ("most_read", "home", 1),
            ("section", name, 1), ("section", name, 2),
        }  # fmt: skip
        ids = {record["url"]: record["id"] for record in feed(tmp_path)}
        for number, page in enumerate(pages, 1):
            items = lists["section", name, number]
            assert [item["position"] for item in items] == list(range(1, len(page) + 1))
            assert [item["headline"] for item in items] == [
                as_read(card_shown(site, n).headline) for n in page
            ]
            assert [item["id"] for item in items] == [ids[item["url"]] for item in items]
        popular = article_view.most_read(site)
        assert [item["headline"] for item in lists["most_read", "home", 1]] == [
            as_read(card.headline) for card in popular
        ]
        paths = [unquote(urlsplit(item["url"]).path) for item in lists["most_read", "home", 1]]
        assert paths == [unquote(card.path) for card in popular]
        assert first.stats["listing/records"] == 4
        again = crawl("section", tmp_path, **given)
        assert again.stats.get("listing/records", 0) == 0
        assert len(feed(tmp_path, "listings")) == 4


@pytest.mark.soak
def test_tag_lists_and_what_goes_into_a_file_beside(tmp_path: Path) -> None:
    site = ReplicaSite(articles=60)
    tag = article_shown(site, 60).tags[0].name
    target = tmp_path / "beside.jsonl"
    with ReplicaServer(site) as server:
        feeds: Any = {str(target): {"format": "jsonlines"}}
        crawl("tag", tmp_path / "output", base_url=server.url, tags=tag, settings={"FEEDS": feeds})
    kinds = {(kind, name) for kind, name, _ in shown(tmp_path / "output")}
    assert "tag" in {kind for kind, _ in kinds}
    records = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert {record["record_type"] for record in records} == {"article"}
    assert records == feed(tmp_path / "output")


@pytest.mark.parametrize(
    ("code", "head"), [("en", "Most Read"), ("ar", "الأكثر قراءة"), ("es", "Más leídas")]
)
def test_most_read_of_a_plain_page(code: str, head: str) -> None:
    site = Site(EDITIONS[code])
    entries = "".join(
        f"<li><a href='/news/politics/story-{n}'>The {n}th story of the day</a> <span>2 Mar 2026"
        "</span></li>"
        for n in (5, 7, 6)
    )
    html = (
        "<html><body><main><h3><a href='/news/politics/top'>A story on top of it</a></h3></main>"
        f"<aside><h4>{head}</h4><ul>{entries}</ul></aside></body></html>"
    )
    page = HtmlResponse(f"{site.base_url}/", body=html.encode(), encoding="utf-8")
    assert [(one.url, one.headline) for one in most_read(Page(page, site))] == [
        (f"{site.base_url}/news/politics/story-{n}", f"The {n}th story of the day")
        for n in (5, 7, 6)
    ]


def test_a_page_without_such_a_list_has_none() -> None:
    site = Site(EDITIONS["en"])
    for body in (b"", b"<html></html>", b"<p>Most Read</p>", b"\x00\xff"):
        page = HtmlResponse(f"{site.base_url}/", body=body, encoding="utf-8")
        assert most_read(Page(page, site)) == []
