"""A list that numbers its links anew (``…/a-story?place=7``): one article, one visit, one line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger.database.connection import FILE_NAME, connect
from mayadeen_crawler.ledger.frontier.addresses import article_at
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl
from tests.helpers.served_site import SmallSite, served

STORY, OTHER = "/news/politics/olive-growers-return-home", "/news/politics/harbour-opens-again"


class NumberedSite(SmallSite):
    """A section of two articles, each at its path with whatever query."""

    def __init__(self) -> None:
        super().__init__()
        self.articles = {STORY: "Olive growers return home", OTHER: "Harbour opens again"}

    def show(self, place: int) -> None:
        """Let the section's links carry *place*."""
        self.listing("/", menu=[("/news/politics", "Politics")])
        cards = "".join(
            f"<div><h3><a href='{path}?place={place}'>{headline}</a></h3></div>"
            for path, headline in self.articles.items()
        )
        self.pages["/news/politics"] = f"<html><body><main>{cards}</main></body></html>"
        for path, headline in self.articles.items():
            self.article(f"{path}?place={place}", headline)
            self.article(path, headline)


def test_links_that_are_numbered_anew_lead_to_known_articles(tmp_path: Path) -> None:
    site = NumberedSite()
    with served(site):
        for place in (1, 2):
            site.show(place)
            site.requests.clear()
            run = crawl("section", tmp_path, base_url=site.url, sections="politics")
            assert run.status == 0
            visited = [path for path in site.requests if path.partition("?")[0] in site.articles]
            assert len(visited) == (2 if place == 1 else 0)
    assert sorted(record["canonical_url"] for record in run.records) == [
        site.url + OTHER, site.url + STORY
    ]  # fmt: skip
    with closing(connect(tmp_path / FILE_NAME)) as db:
        assert article_at(db, f"{site.url}{STORY}?place=3") in {r["id"] for r in run.records}
        assert article_at(db, f"{site.url}/news/politics/unknown-story?place=3") is None
    (shown,) = of_the_section(tmp_path)
    assert [item["url"] for item in shown["items"]] == [
        f"{site.url}{STORY}?place=1", f"{site.url}{OTHER}?place=1"
    ]  # fmt: skip


def test_a_query_that_tells_which_article_it_is_stays(tmp_path: Path) -> None:
    site = SmallSite()
    site.article("/news/view-article?id=1", "Olive growers return home")
    site.article("/news/view-article?id=2", "Harbour opens again")
    for path, page in site.pages.items():  # a canonical link that lacks the query is no help
        link = "<link rel='canonical' href='/news/view-article'>"
        site.pages[path] = page.replace("<body>", f"<head>{link}</head><body>")
    urls = ["/news/view-article?id=1", "/news/view-article?id=2"]
    with served(site):
        for path in urls:
            run = crawl("article", tmp_path, base_url=site.url, urls=site.url + path)
    assert [(r["headline"], r["canonical_url"]) for r in run.records] == [
        ("Olive growers return home", site.url + urls[0]),
        ("Harbour opens again", site.url + urls[1]),
    ]
    assert len({record["id"] for record in run.records}) == 2


def test_an_id_in_the_query_is_believed_though_the_slug_is_like_the_headline(
    tmp_path: Path,
) -> None:
    """Bulletins have one headline and one path, each its day: a list names two unknown ones."""
    site = SmallSite()
    urls = [f"/newscast/the-noon-bulletin{query}" for query in ("", "?id=1", "?id=2")]
    for day, url in enumerate(urls, 3):
        site.article(url, "The noon bulletin")
        site.pages[url] = site.pages[url].replace("3 Feb", f"{day} Feb")
    site.listing("/", menu=[("/news/politics", "Politics")])
    site.listing("/news/politics", *urls)
    with served(site):
        crawl("article", tmp_path, base_url=site.url, urls=site.url + urls[0])
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
    assert sorted(record["canonical_url"] for record in run.records) == [
        site.url + url for url in urls
    ]


def test_an_article_known_with_a_query_is_the_one_without(tmp_path: Path) -> None:
    """The slug is not the headline's, so that the query stays until the page is seen without it."""
    site, path = SmallSite(), "/news/politics/from-our-own-desk"
    site.article(f"{path}?place=1", "Olive growers return home")
    site.article(path, "Olive growers return home")
    with served(site):
        crawl("article", tmp_path, base_url=site.url, urls=f"{site.url}{path}?place=1")
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + path)
    assert [(r["revision"], r["canonical_url"]) for r in run.records] == [
        (1, f"{site.url}{path}?place=1"), (2, site.url + path)
    ]  # fmt: skip
    assert len({record["id"] for record in run.records}) == 1


@pytest.mark.soak
def test_an_id_in_the_query_of_a_shared_link_names_no_other_article(tmp_path: Path) -> None:
    """A newsletter's `id=`, and what a list adds to an id that names the article."""
    site = SmallSite()
    for query in ("", "?id=", "?id=7", "?id=7&place=2", "?story=mail"):
        site.article(STORY + query, "Olive growers return home")
    for place in (1, 2):
        site.article(f"/news/view-article?id=9&place={place}", "Harbour opens again")
    with served(site):
        for path in list(site.pages)[1:]:  # robots.txt is the first
            run = crawl("article", tmp_path, base_url=site.url, urls=site.url + path)
    found = {(record["id"], record["revision"], record["canonical_url"]) for record in run.records}
    assert len(found) == 2
    assert {url for _, _, url in found} == {
        site.url + STORY, f"{site.url}/news/view-article?id=9&place=1"
    }  # fmt: skip


def of_the_section(folder: Path) -> list[dict[str, Any]]:
    return [line for line in feed(folder, "listings") if line["list"] == "section"]
