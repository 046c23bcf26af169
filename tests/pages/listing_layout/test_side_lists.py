"""Most Read, Read Next and tickers beside a listing give no cards; the listing itself does."""

from __future__ import annotations

from tests.helpers.listing_pages import (
    item,
    items,
    lines,
    shown,
    story,
)
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - markup reads better unbroken

CARDS = items(1, 2, 3)
TRENDING = "<div><span>Trending</span><ul><li><a href='/tags/homs'>Homs</a></li></ul></div>"


@each_row(
    "body",
    [
        f"<ul class='tabs'><li>Latest</li><li>Most Read</li></ul><div>{CARDS}</div>",
        f"<ul><li><a href='/latest'>Latest</a></li><li><a href='/top'>Most Read</a></li></ul><div>{CARDS}</div>",
        f"<div><button>Latest</button><button>Most Read</button></div><div>{CARDS}</div>",
        f"<div><span role='tab'>Latest</span><span role='tab'>Most Read</span></div><div>{CARDS}</div>",
        f"<div><div>Latest</div><div>Most Read</div></div><div>{CARDS}</div>",
        f"<div><div class='side'><h3>Most Read</h3><div id='top'></div></div><div>{CARDS}</div></div>",
        f"<div><div class='side'><h3>Most Read</h3></div><div>{CARDS}</div></div>",
        f"<div><h3>Most Read</h3><div id='top'></div><div>{CARDS}</div></div>",
        f"<div><h3>Most Read</h3><script>fill()</script><div>{CARDS}</div></div>",
        f"<div><h3>Most Read</h3><h2>Latest</h2><div>{CARDS}</div></div>",
        f"<a href='/top'>Most Read</a><div>{CARDS}</div>",
        f"<div>Most Read</div><main>{CARDS}</main>",
        f"<div><span>Breaking</span><div id='t'></div></div><div>{CARDS}</div>",
        f"<header><span>Breaking</span></header><div>{CARDS}</div>",
        f"<div>Breaking</div><div>{CARDS}</div>",
        f"<div><span>Breaking</span><ul><li>Somebody: a line</li></ul></div><div>{CARDS}</div>",
        f"<div class='page has-ticker'><div>{CARDS}</div></div>",
        f"<div class='ticker-layout'><div>{CARDS}</div></div>",
        f"<div class='sticker'>{CARDS}</div>",
        f"<div id='ticker'><h1>Politics</h1>{lines(1, 2, 3)}</div>",
        TRENDING + f"<div>{items(1)}</div><div>{items(2, 3)}</div>",
        "<h4>Most Read</h4>" + "<h4>Politics</h4>" + CARDS,
        f"<h1>Trending</h1><div>{CARDS}</div>",
        f"<h2>Latest News</h2><div>{CARDS}</div>",
        f"<div class='sidebar'>{CARDS}</div>",
        f"<div class='left-sidebar'>{CARDS}</div><p><a href='/news/politics/a-made-up-story-1'>x</a></p>",
        f"<div class='has-sidebar'>{CARDS}</div><p><a href='/news/politics'>Politics</a></p>",
        "".join(f"<div class='card'><div class='footer'>{item(n)}</div></div>" for n in (1, 2, 3)),
        "".join(
            f"<article>{item(n)}<div class='card-footer'>MENA</div></article>" for n in (1, 2, 3)
        ),
    ],
)
def test_no_label_takes_the_listing_with_it(body: str) -> None:
    assert shown(body) == [1, 2, 3]


@each_row(
    "side",
    [
        f"<div><h3>Most Read</h3>{items(7, 8, 9, 10)}</div>",
        f"<div><h3>Most <b>Read</b></h3><hr><ul>{items(7, 8)}</ul></div>",
        f"<div><h3><span>Most Read</span></h3><ul>{items(7, 8)}</ul></div>",
        f"<div><h3><svg></svg> Most Read</h3><a href='/top'>All</a><ul>{items(7, 8)}</ul></div>",
        f"<div><div class='head'><h3>Most Read</h3><a href='/top'>All</a></div><ul>{items(7)}</ul></div>",
        f"<div><div class='title'>Read Next</div><ul>{items(7)}</ul></div>",
        f"<div><ul><li>Most Read</li><li>Most Shared</li></ul><div>{items(7)}</div></div>",
        f"<ul><li>Latest</li><li><a href='#top'>Most Read</a></li></ul><div id='top'>{items(7, 8, 9, 10)}</div>",
        f"<div>BREAKING</div><ul>{lines(7, 8, 9, 10)}</ul>",
        f"<div class='news-ticker'>{lines(7, 8, 9, 10)}</div>",
        f"<div class='Ticker-Box open'>{lines(7)}</div>",
        f"<div><span>Most Read</span><article>{item(7)}</article></div>",
        "<div><p class='ticker__item'><a href='/news/politics/x-y-7'>A line 7</a></p></div>",
        f"<aside><h3>Something else</h3>{items(7)}</aside>",
        f"<div><h3>Trending Now</h3><ul>{items(7, 8)}</ul></div>",
        f"<div><h4>Most popular:</h4>{lines(7, 8, 9, 10)}</div>",
        f"<td><b>Most Read</b><br>{'<br>'.join(f'<a href={story(n)}>Line {n}</a>' for n in (7, 8))}</td>",
        f"<div><h3>الأكثر مشاهدة</h3><ul>{items(7, 8)}</ul></div>",
        f"<div><h3>Las más leidas</h3><ol>{items(7)}</ol></div>",
        f"<div class='col right-sidebar'><h3>Something else</h3>{items(7, 8)}</div>",
        f"<div class='col sidebar'><h3>Something else</h3>{items(7, 8, 9, 10)}</div>",
        f"<div id='footer'><h3>Latest</h3>{items(7, 8)}</div>",
        f"<nav>{lines(7)}</nav>",
        f"<div role='navigation'>{lines(7)}</div>",
        f"<div role='complementary'><h3>Something else</h3>{items(7, 8, 9, 10)}</div>",
        f"<div role='contentinfo'>{items(7)}</div>",
        f"<footer>{items(7)}</footer>",
    ],
)
def test_lists_beside_the_listing_are_left_out(side: str) -> None:
    listing = f"<section>{CARDS}</section>"
    for body in (side + listing, listing + side):
        assert shown(body) == [1, 2, 3]


@each_row("badge", ["Breaking", "Trending", "Most Read"])
def test_a_badge_above_its_headline_is_no_heading(badge: str) -> None:
    title = f"<h3><a href='{story(1)}'>Made-up story 1</a></h3>"
    for card in (
        f"<article><span>{badge}</span>{title}<span>23 Nov 2026</span></article>",
        f"<div><p>{badge}</p>{title}</div>",
        f"<div><div><span>{badge}</span></div>{title}</div>",
        f"<div><span>{badge}</span><a href='{story(1)}'>Made-up story 1</a><i>23 Nov 2026</i></div>",
        f"<ul><li><b>{badge}</b> <a href='{story(1)}'>Made-up story 1</a></li></ul>",
    ):
        assert shown(f"<section>{card}{items(2, 3)}</section>") == [1, 2, 3]


@each_row("badge", ["Breaking", "Trending"])
def test_a_badge_above_a_card_beside_others_like_it_is_no_heading(badge: str) -> None:
    for card in (
        f"<div class='card'><span>{badge}</span><div class='card-body'>{{}}</div></div>",
        f"<div class='card'><h5>{badge}</h5>{{}}</div>",
    ):
        titles = [f"<h3><a href='{story(n)}'>Made-up story {n}</a></h3>" for n in (1, 2, 3)]
        assert shown(f"<section>{''.join(map(card.format, titles))}</section>") == [1, 2, 3]


def test_a_list_of_bare_cards_ends_where_the_next_heading_is() -> None:
    assert shown(f"<h3>Most Read</h3>{items(7, 8)}<h2>Latest</h2>{CARDS}") == [1, 2, 3]
    assert shown(f"{CARDS}<h3>Most Read</h3>{items(7, 8, 9, 10)}") == [1, 2, 3]


def test_a_page_of_nothing_but_lists_beside_has_no_cards() -> None:
    assert shown(f"<div><h3>Most Read</h3>{items(7, 8)}</div><div>Breaking</div>{lines(9)}") == []


@each_row(
    ("body", "numbers"),
    [
        ("<header class='hero'><a href='/news/politics/x-y-5'><h2>The hero</h2></a></header>", [5]),
        (f"<header class='hero'>{item(5)}</header>", [5]),
        (
            "<div><header><a href='/news/politics/x-y-5'>The hero of them all</a></header></div>",
            [5],
        ),
        (f"<header><nav><a href='/news'>News</a></nav><div>{item(5)}</div></header>", [5]),
        (f"<header><a href='/'>Home</a><ul><li>{item(5)}</li></ul></header>", []),
        ("<header><a href='/'>Home</a><a href='/news/politics/x-y-5'>Bare line</a></header>", []),
        ("<header><div><a href='/n/politics-desk'>Politics</a></div></header>", []),
    ],
)
def test_a_header_may_hold_the_first_card(body: str, numbers: list[int]) -> None:
    assert shown(body + CARDS) == [*numbers, 1, 2, 3]


def test_a_name_that_links_to_its_author_is_no_card() -> None:
    assert shown(item(1, "<a href='/authors/jane-roe-2'>Jane Roe</a>") + item(3)) == [1, 3]
    assert shown("<h3><a href='/authors/jane-roe-2'>Jane Roe</a></h3>") == []
