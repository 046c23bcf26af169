"""Cards on hand-written listings and on the replica's."""

from __future__ import annotations

import time
import urllib.request
from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import ARABIC, EDITIONS, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card, cards, listing_page
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import card_shown
from mayadeen_crawler.utils.text import clean
from tests.helpers.listing_pages import (
    BASE,
    PATH,
    SITE,
    item,
    items,
    page,
    shown,
    story,
)
from tests.helpers.reading_time import longest
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - markup reads better unbroken

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


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


@each_row("shape", CARDS)
def test_cards_of_any_markup(shape: str) -> None:
    response = page(f"{NAV}{TICKER}<main><h1>Politics</h1>{CARDS[shape]}</main>{MOST_READ}")
    assert [(c.key, c.headline, c.label, c.date) for c in cards(Page(response, SITE))] == [
        (f"{BASE}/news/politics/one-story", "One story", "Politics", "2026-11-23"),
        (f"{BASE}/news/politics/two-story", "Two stories", "West Asia", "2026-11-22"),
    ]


def test_lists_beside_the_listing_are_left_out_wherever_they_stand() -> None:
    body = f"{MOST_READ}<div>{CARDS['heading inside the link']}</div>{TICKER}"
    assert len(cards(Page(page(body), SITE))) == 2


def test_bare_links_are_cards() -> None:
    body = "<p><a href='/news/politics/one-story'>One story</a></p>"
    assert cards(Page(page(body), SITE)) == [card("one-story", "One story")]


@each_row(
    "body",
    [
        "",
        "<p>Nothing here</p>",
        f"<template>{CARDS['heading inside the link']}</template>",
        "<h3><a href='/news/politics/{{ slug }}'>{{ title }}</a></h3>",
        "<a href='http://[broken'>x</a>",
        NAV,
    ],
)
def test_no_cards(body: str) -> None:
    assert cards(Page(page(body), SITE)) == []


def facts(body: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(c.headline, c.label, c.date) for c in cards(Page(page(body), SITE, now=NOW))]


def one(rest: str) -> tuple[str | None, str | None, str | None]:
    """Return headline, label and date of a card with *rest* below its headline."""
    body = f'<div><h3><a href="{story(1)}">Made-up story 1</a></h3>{rest}</div>{item(2)}'
    return facts(body)[0]


@each_row(
    ("rest", "label", "date"),
    [
        ("<span> west\u00a0 ASIA</span><span>\u200f23 Nov 2026 </span>", "west ASIA", "2026-11-23"),
        ("<span>Palestine | 23 Nov 2026</span>", "Palestine", "2026-11-23"),
        ("<span>23 Nov 2026 • 08:46</span><b>MENA</b>", "MENA", "2026-11-23"),
        ("<p>By <a href='/authors/j-r'>Jane Roe</a> | 23 Nov 2026</p><b>MENA</b>", "MENA", "2026-11-23"),
        ("<p><a href='/mena'>MENA</a> - 23 Nov 2026</p>", "MENA", "2026-11-23"),
        ("<p><a href='/mena'>MENA</a> / <a href='/x'>Else</a> <i>(23 Nov 2026)</i></p>", "MENA", "2026-11-23"),
        ("<span>02:31</span><span>MENA</span>", "MENA", None),
        ("<span>02:31</span>", None, None),
        ("<span>Live</span><i>Breaking</i><b>MENA</b>", "MENA", None),
        ("<span>Live</span><i>Breaking</i><a href='/x'>Read more</a>", None, None),
        ("<span>By Jane Roe</span><span>MENA</span>", "MENA", None),
        ("<span>By</span> <span>Jane Roe</span>", None, None),
        ("<p>By: Jane Roe</p><p>Source: Agencies</p><p>5 Shares</p><p>2 Min Read</p>", None, None),
        ("<span>2 hours ago</span>", None, "2026-11-24"),
        ("<span>yesterday</span><span>MENA</span>", "MENA", "2026-11-23"),
        ("<span>15 Aug</span><span>MENA</span>", "MENA", "2026-08-15"),
        ("<span>MENA | 25 Nov</span>", "MENA", "2025-11-25"),
        ("<time datetime='1795390200000'>2 hours ago</time>", None, "2026-11-23"),
        ("<span>03/02/2026</span><span>MENA</span>", "MENA", None),
        ("<time datetime='2026-11-23T23:30:00Z'>2 hours ago</time>", None, "2026-11-24"),
        ("<time datetime='nonsense'>2 hours ago</time>", None, "2026-11-24"),
        ("<button>Play</button><p class='author-name'>Jane Roe</p><b>Desert Life</b>", "Desert Life", None),
        ("<p><a href='/authors/j-r'><span>Jane Roe</span></a></p>", None, None),
        ("<p>A short text.</p><span>Desert Life</span>", "Desert Life", None),
        ("<p>A text that goes on for longer than any label of the site would.</p>", None, None),
        ("<a href='/region/west-asia-news'>West Asia</a><a href='/authors/j-r'>Jane</a>", "West Asia", None),
        ("<script>var politics = 1</script><style>.a{}</style><noscript>Enable it</noscript>", None, None),
    ],
)  # fmt: skip
def test_label_and_date_of_a_card(rest: str, label: str | None, date: str | None) -> None:
    assert one(rest) == ("Made-up story 1", label, date)


#: As Arabic cards show them, seen on 16 August 2024 at 21:30 of the site's clock.
ARABIC_DAYS = {
    "1 تموز": "2024-07-01",
    "10 اب 22:06": "2024-08-10",
    "16 اب": "2024-08-16",
    "17 اب": "2023-08-17",
    "15 نيسان": "2024-04-15",
    "24 نيسان": "2024-04-24",
    "7 أيار": "2024-05-07",
    "29 شباط": "2024-02-29",
    "30 كانون الأول": "2023-12-30",
    "2 كانون 2": "2024-01-02",
    "اليوم": "2024-08-16",
    "اليوم 02:32": "2024-08-16",
    "اليوم 20:11": "2024-08-16",
    "أمس": "2024-08-15",
    "أمس 23:50": "2024-08-15",
    "منذ 3 أيام": "2024-08-13",
    "03/02/2024": "2024-02-03",
    "15 اب 2022": "2022-08-15",
}


@each_row("seen", ARABIC_DAYS)
def test_days_of_arabic_cards_count_from_the_moment_of_the_response(seen: str) -> None:
    site = Site(ARABIC)
    card = '<div class="white-card"><a href="/news/politics/{n}-قارب"><h4>عودة القارب {n}</h4></a>'
    body = "".join(
        card.format(n=n) + f'<a class="category-meta" href="/misc">منوعات</a><p>{seen}</p></div>'
        for n in (1, 2)
    )
    response = HtmlResponse(
        f"{site.base_url}/news/politics",
        body=f"<html><body>{body}</body></html>",
        headers={"Date": "Fri, 16 Aug 2024 18:30:00 GMT"},
        encoding="utf-8",
    )
    page = listing_page(response, site)
    assert page is not None
    assert [(c.headline, c.label, c.date) for c in cards(page)] == [
        (f"عودة القارب {n}", "منوعات", ARABIC_DAYS[seen]) for n in (1, 2)
    ]


@each_row(
    "body",
    [
        '<a href="{url}"><img data-src="/p.jpg" alt="Made-up story 1"></a>',
        '<a href="{url}"><img alt="A bridge"></a><h3>Made-up story 1</h3>',
        '<h3>Made-up story 1</h3><a href="{url}" aria-label="Read"></a>',
        '<a href="{url}" title="Made-up story 1"><img src="/p.jpg"></a>',
        '<a href="{url}"><img alt="A bridge over a river"></a><a href="{url}">Made-up story 1</a>',
        '<a href="{url}">Made-up story 1</a><p><a href="{url}">A longer text of what it is about.</a></p>',
        '<a href="{url}">Made-up story 1</a><a href="{url}">Read more</a><a href="{url}">Politics</a>',
        '<a href="{url}"><div>Made-up story 1</div><p>A longer text of what it is about.</p></a>',
        '<a href="{url}"><div>Politics</div><div class="title">Made-up story 1</div><div>A longer text of it.</div></a>',
        '<a href="{url}"><span>Politics</span> <span>Made-up story 1</span> <span>02:31</span></a>',
        '<a href="{url}"><h3>Made-up story 1</h3><p>A longer text of what it is about.</p></a>',
        '<a href="{url}">Made-up\u00a0 <em>story</em> <b>1</b></a>',
        '<p><a href="{url}">Made-up story 1</a></p>',
        '<a href="{url}"><h5>Exclusive</h5><h3>Made-up story 1</h3><h4>A longer text of what it is.</h4></a>',
        '<a href="{url}"><h4>Made-up story 1</h4><h3>23 Nov 2025</h3></a>',
        '<a href="{url}"><h3>MENA</h3><h4>Made-up story 1</h4></a>',
        '<a href="{url}"><span class="card-title">Made-up story 1</span><span>A longer text of it.</span></a>',
        '<a href="{url}"><div class="subtitle">A longer text of it.</div><div class="title">Made-up story 1</div></a>',
        '<a href="{url}"><span class="title">Made-up</span> story <b>1</b></a>',
    ],
)  # fmt: skip
def test_headline_of_a_card(body: str) -> None:
    assert facts(f"<div>{body.format(url=story(1))}</div>{item(2)}")[0][0] == "Made-up story 1"


LONE = f'<div class="card"><h3><a href="{story(1)}">Made-up story 1</a></h3></div>'


@each_row(
    "body",
    [
        "<div>22 Nov 2026</div><nav><a href='/mena'>MENA</a></nav><main>{card}</main>",
        "<div id='page'><header>22 Nov 2026 <b>MENA</b></header><div>{card}</div></div>",
        "<div id='page'><div>{card}</div><footer>22 Nov 2026 <b>MENA</b></footer></div>",
        "<div id='page'><h1>MENA</h1><span>22 Nov 2026</span><div>{card}</div></div>",
        "<div><div>22 Nov 2026</div><ul>"
        + "".join(f"<li><a href='/{name}'>{name}</a>" for name in ("mena", "tv", *"abcd"))
        + "</ul><div>{card}</div></div>",
        "<span>22 Nov 2026</span><b>MENA</b>{card}",
        "<div><h3>Most Read</h3><p><a href='/news/politics/x-y'>X y</a> 22 Nov 2026</p>{card}</div>",
    ],
)
def test_a_lone_card_takes_nothing_from_the_page(body: str) -> None:
    assert ("Made-up story 1", None, None) in facts(body.format(card=LONE))


@each_row(
    "card",
    [
        "<li>{head}<span>MENA</span><span>23 Nov 2026</span></li>",
        "<article><header>{head}</header><footer>MENA <time>23 Nov 2026</time></footer></article>",
        "<div><div>{head}</div><ul><li>MENA</li><li>23 Nov 2026</li></ul></div>",
    ],
)
def test_a_lone_card_has_its_own_label_and_date(card: str) -> None:
    head = f'<h2><a href="{story(1)}">Made-up story 1</a></h2>'
    body = f"<header>Sunday 22 Nov 2026</header><main><h1>Asia</h1>{card.format(head=head)}</main>"
    assert facts(body) == [("Made-up story 1", "MENA", "2026-11-23")]


def test_a_card_in_a_slider_and_in_the_list_is_one() -> None:
    slide = f'<div class="slide"><a href="{story(1)}"><img alt="A bridge"></a></div>'
    assert facts(f"<div>{slide}{slide}</div>{items(1, 2)}") == [
        ("Made-up story 1", "Politics", "2026-11-23"),
        ("Made-up story 2", "Politics", "2026-11-23"),
    ]


def test_an_address_can_be_written_as_it_is() -> None:
    body = f'<h3><a href="{PATH}/a made\u202eup\u00a0story">A made-up story</a></h3>'
    (card,) = cards(Page(page(body), SITE))
    assert card.url == f"{BASE}{PATH}/a%20made%E2%80%AEup%C2%A0story"
    assert card.key == card.url


def test_several_hundred_cards() -> None:
    assert shown(items(*range(700))) == list(range(700))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "body",
    [
        items(*range(scaled(1_200, 6_000))),
        "<div>Most Read" * 5000 + item(1),
        "<div class=ticker>" * 5000 + "<h1>x</h1>" + item(1),
        f'<span><a href="{story(1)}"><b>' * 5000,
        "<button class=load-more>" * 5000,
        "<span>Most Read</span>" * 20_000 + item(1),
        '<a href="/region/us-news">Politics</a>' * 8_000,
        f'<div><a href="{story(1)}">x</a>' + "<i></i>" * 60_000,
        f"<button class=load-more {' '.join(f'data-u{n}=/x' for n in range(450))}>+</button>",
        f'<div class="{"ticker" * 50_000}!">{item(1)}</div>',
        f'<div class="{"ticker-" * 60}!">{item(1)}</div>',
    ],
    ids=range(11),
)
def test_hostile_pages_take_bounded_time(body: str) -> None:
    response = page(body)
    begun = time.process_time()
    read = Page(response, SITE)
    assert len(cards(read)) <= 1000
    navigation(read)
    next_page(read, 1)
    assert time.process_time() - begun < longest(len(body))


@each_row("edition", EDITIONS)
def test_every_listing_of_the_replica_shows_its_articles_and_no_others(edition: str) -> None:
    replica = ReplicaSite(articles=scaled(60, 150), edition=edition)
    with ReplicaServer(replica) as server:
        site = Site(EDITIONS[edition], server.url)

        def get(url: str) -> HtmlResponse:
            with urllib.request.urlopen(url) as answer:
                return HtmlResponse(url, body=answer.read(), encoding="utf-8")

        links = {link.label: link.url for link in navigation(Page(get(server.url + "/"), site))}
        for slug, section in replica.sections.items():
            shown = cards(Page(get(links[section.label]), site))
            truth = [card_shown(replica, n) for n in replica.listing_pages(slug)[0]]
            assert [(c.headline, c.label, c.date) for c in shown] == [
                (clean(t.headline), t.label, t.published.date().isoformat()) for t in truth
            ]


def test_the_listings_own_pages_are_no_cards() -> None:
    path = "/news/science-and-technology"
    more = f'<a href="{path}?page=2">Load more</a> <a href="{path}/3">3</a>'
    found = cards(Page(page(items(1, 2) + more, path), SITE))
    assert [card.url for card in found] == [BASE + story(1), BASE + story(2)]
