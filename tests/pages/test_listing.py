"""Cards, navigation and next pages, on hand-written listings and on the replica's."""

from __future__ import annotations

import urllib.request

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages.fragments import as_html
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.navigation import navigation, next_page
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite

# ruff: noqa: E501 - markup reads better unbroken

SITE = Site(ENGLISH)
BASE = SITE.base_url


def page(body: str, path: str = "/news/politics") -> HtmlResponse:
    return HtmlResponse(BASE + path, body=f"<html><body>{body}</body></html>", encoding="utf-8")


def card(slug: str, headline: str, label: str | None = None, date: str | None = None) -> Card:
    url = f"{BASE}/news/politics/{slug}"
    return Card(url, url, headline, label, date)


NAV = """
<div><a href="/">Al Mayadeen</a></div>
<div><ul><li><a href="/news">News</a><ul><li><a href="/n/politics-desk">Politics</a></li>
<li><a href="/news/Art&amp;Culture">Arts&amp;Culture</a></li></ul></li>
<li><a href="/region/us-and-canada-news">US &amp; Canada</a></li>
<li><a href="https://elsewhere.test/x">Elsewhere</a></li></ul></div>
"""
TICKER = """
<div>BREAKING</div>
<ul><li><a href="/news/politics/a-ticker-line">A ticker line: it says</a></li></ul>
"""
MOST_READ = """
<div><h3>Most Read</h3><a href="/all">All</a>
<ul><li><a href="/news/sports/a-popular-story">A popular story</a> Sports 20 Nov 2026</li></ul></div>
"""
CARDS = {
    "picture, linked heading, label, date": """
        <div><a href="/news/politics/one-story"><img alt="A bridge"></a>
        <h3><a href="/news/politics/one-story?utm_source=home">One   story</a></h3>
        <a href="/news/politics">Politics</a><span>23 Nov 2026</span></div>
        <div><a href="/news/politics/two-story"><img alt="A river"></a>
        <h3><a href="/news/politics/two-story">Two <em>stories</em></a></h3>
        <a href="/mena">West Asia</a><span>22 Nov 2026</span></div>""",
    "the whole card is one link": """
        <li><a href="/news/politics/one-story"><img alt="A bridge"><div>One story</div>
        <span>Politics</span><time>23 Nov 2026</time></a></li>
        <li><a href="/news/politics/two-story"><img alt="A river"><div>Two stories</div>
        <span>West Asia</span><time>22 Nov 2026</time></a></li>""",
    "heading inside the link": """
        <article><a href="/news/politics/one-story"><h2>One story</h2></a>
        <p>Politics</p><p>23 Nov 2026</p><p>A longer excerpt of what the story is about.</p>
        </article>
        <article><a href="/news/politics/two-story"><h2>Two stories</h2></a>
        <p>West Asia</p><p>22 Nov 2026</p></article>""",
}


@pytest.mark.parametrize("shape", CARDS)
def test_cards_of_any_markup(shape: str) -> None:
    response = page(f"{NAV}{TICKER}<main><h1>Politics</h1>{CARDS[shape]}</main>{MOST_READ}")
    assert [(c.key, c.headline, c.label, c.date) for c in cards(response, SITE)] == [
        (f"{BASE}/news/politics/one-story", "One story", "Politics", "2026-11-23"),
        (f"{BASE}/news/politics/two-story", "Two stories", "West Asia", "2026-11-22"),
    ]


def test_lists_beside_the_listing_are_left_out_wherever_they_stand() -> None:
    body = f"{MOST_READ}<div>{CARDS['heading inside the link']}</div>{TICKER}"
    assert len(cards(page(body), SITE)) == 2


def test_bare_links_are_cards() -> None:
    body = "<p><a href='/news/politics/one-story'>One story</a></p>"
    assert cards(page(body), SITE) == [card("one-story", "One story")]


@pytest.mark.parametrize("body", ["", "<p>Nothing here</p>", "<a href='http://[broken'>x</a>", NAV])
def test_no_cards(body: str) -> None:
    assert cards(page(body), SITE) == []


def test_navigation_is_known_by_its_labels() -> None:
    found = {link.label: link.url for link in navigation(page(NAV), SITE)}
    assert found["Politics"] == f"{BASE}/n/politics-desk"
    assert found["Arts&Culture"] == f"{BASE}/news/Art&Culture"
    assert found["US & Canada"] == f"{BASE}/region/us-and-canada-news"
    assert "Elsewhere" not in found


@pytest.mark.parametrize(
    ("body", "url", "guessed", "has_control"),
    [
        ('<link rel="next" href="/news/politics?p=2">', "/news/politics?p=2", False, False),
        ('<a rel="nofollow next" href="?page=2">2</a>', "/news/politics?page=2", False, False),
        ('<a class="btn" href="/more/2">Load More</a>', "/more/2", False, True),
        ('<button data-url="/api/more?o=12">Load more…</button>', "/api/more?o=12", False, True),
        ('<button class="load-more" data-next="?o=12">+</button>', "/news/politics?o=12", False, True),
        ('<button onclick="more()">Load more</button>', "/news/politics?page=2", True, True),
        ('<a href="#" class="load-more">Load more</a>', "/news/politics?page=2", True, True),
        ('<a href="https://elsewhere.test/2" rel="next">2</a>', "/news/politics?page=2", True, False),
        ("<p>The end</p>", "/news/politics?page=2", True, False),
    ],
)  # fmt: skip
def test_next_page(body: str, url: str, guessed: bool, has_control: bool) -> None:
    found = next_page(page(body), SITE, 1)
    assert (found.url, found.guessed, found.has_control) == (BASE + url, guessed, has_control)


def test_a_page_does_not_follow_itself() -> None:
    body = '<link rel="next" href="/news/politics?page=3">'
    assert next_page(page(body, "/news/politics?page=3"), SITE, 3).guessed


def test_json_that_holds_html_is_a_page() -> None:
    body = b'{"ok": true, "html": "<h3><a href=\\"/news/politics/one-story\\">One story</a></h3>"}'
    response = HtmlResponse(f"{BASE}/api/more", body=body, encoding="utf-8")
    html = as_html(response)
    assert html is not None
    assert [c.headline for c in cards(html, SITE)] == ["One story"]


def test_every_listing_of_the_replica_shows_its_articles_and_no_others() -> None:
    replica = ReplicaSite(articles=150)
    with ReplicaServer(replica) as server:
        site = Site(ENGLISH, server.url)

        def get(url: str) -> HtmlResponse:
            with urllib.request.urlopen(url) as answer:
                return HtmlResponse(url, body=answer.read(), encoding="utf-8")

        links = {link.label: link.url for link in navigation(get(server.url + "/"), site)}
        for section in ENGLISH.sections:
            shown = cards(get(links[section.label]), site)
            truth = [replica.card(n) for n in replica.listing_pages(section.slug)[0]]
            assert [(c.headline, c.label) for c in shown] == [(t.headline, t.label) for t in truth]
            assert all(c.date for c in shown)
