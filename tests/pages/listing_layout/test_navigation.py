"""The sections that a page's menus lead to."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import ARABIC, SPANISH, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import cards
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from tests.helpers.listing_pages import (
    BASE,
    SITE,
    items,
    page,
    shown,
    story,
)
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - markup reads better unbroken

NAV = """
<div><a href="/">Al Mayadeen</a></div>
<div><ul><li><a href="/news">News</a><ul><li><a href="/n/politics-desk">Politics</a></li>
<li><a href="/news/Art&amp;Culture">Arts&amp;Culture</a></li></ul></li>
<li><a href="/region/us-and-canada-news">US &amp; Canada</a></li>
<li><a href="https://elsewhere.test/x">Elsewhere</a></li></ul></div>
"""
CARDS = items(1, 2, 3)
BUTTON = '<button class="load-more" data-url="/news/politics?page=2">Load more</button>'


def places(body: str) -> dict[str, str]:
    return {
        link.label: link.url.removeprefix(BASE) for link in navigation(Page(page(body, "/"), SITE))
    }


def test_navigation_is_known_by_its_labels() -> None:
    found = places(NAV)
    assert found["Politics"] == "/n/politics-desk"
    assert found["Arts&Culture"] == "/news/Art&Culture"
    assert found["US & Canada"] == "/region/us-and-canada-news"
    assert "Elsewhere" not in found
    assert shown(NAV) == []


@each_row(
    "menu",
    [
        "<div><div><a href='/n/politics-desk'>POLITICS\u00a0</a></div><div><a href='/n/economy-desk'>Economy</a></div></div>",
        "<nav><a href='/n/politics-desk'><i></i><span> Politics</span></a></nav>",
        "<a href='/n/politics-desk'>Politics</a>",
        "<h2><a href='/n/politics-desk'>Politics</a></h2>",
        "<div><a href='/'>Home</a><a href='/x'>X</a><a href='/y'>Y</a><a href='/n/politics-desk'>Politics</a></div>",
    ],
)
def test_flat_menus_are_menus_and_hold_no_cards(menu: str) -> None:
    found = {label.casefold(): url for label, url in places(menu + CARDS).items()}
    assert found["politics"] == "/n/politics-desk"
    assert shown(menu + CARDS) == [1, 2, 3]


def test_menus_of_an_edition_with_few_known_labels_hold_no_cards() -> None:
    menu = "".join(
        f'<div><a href="{path}">{label}</a></div>'
        for path, label in [("/", "الرئيسية"), ("/news", "أخبار"), ("/live", "مباشر"),
                            ("/video/latest-video", "فيديو"), ("/press/papers-today", "صحافة")]
    )  # fmt: skip
    response = HtmlResponse(
        f"{Site(ARABIC).base_url}/news/politics",
        body=f'<html><body><div>{menu}</div><div><a href="/news/politics/x-y">خبر</a></div>',
        encoding="utf-8",
    )
    assert [card.headline for card in cards(Page(response, Site(ARABIC)))] == ["خبر"]


@pytest.mark.parametrize("box", ["div", "nav"])
def test_a_section_of_several_words_is_found_where_news_stands(box: str) -> None:
    menu = "".join(
        f'<a href="/news/{path}">{label}</a>'
        for path, label in [("politics", "Política"), ("economy", "Economía"), ("sports", "Deportes"),
                            ("arte-y-cultura", "Arte y cultura")]
    )  # fmt: skip
    card = "<h3><a href='/news/sports/a-regatta-at-dawn'>Una regata al alba</a></h3>"
    body = f"<html><body><header><{box}>{menu}</{box}></header><main>{card}</main></body></html>"
    site = Site(SPANISH)
    response = HtmlResponse(f"{site.base_url}/", body=body.encode())
    assert [link.label for link in navigation(Page(response, site))] == [
        "Política", "Economía", "Deportes", "Arte y cultura",
    ]  # fmt: skip
    assert [found.headline for found in cards(Page(response, site))] == ["Una regata al alba"]


@pytest.mark.parametrize("label", ["West Asia", "Politics", " WEST\u00a0 asia "])
@pytest.mark.parametrize(
    "rest",
    [
        '<h3><a href="{url}">Made-up story {n}</a></h3>',
        '<h3>Made-up story {n}</h3>',
        '<a href="{url}"><img alt="Made-up story {n}"></a><span>23 Nov 2026</span>',
    ],
)  # fmt: skip
def test_a_cards_label_that_links_to_its_article_is_no_menu(label: str, rest: str) -> None:
    def card(n: int) -> str:
        url = story(n)
        return f'<div><a href="{url}">{label}</a>{rest.format(url=url, n=n)}</div>'

    body = "".join(map(card, (1, 2, 3)))
    assert shown(body) == [1, 2, 3]
    assert places(body) == {}


def test_a_menus_entry_wins_over_a_tag_or_card_of_that_name() -> None:
    body = "<div><a href='/tags/palestine'>Palestine</a></div>"
    assert places(f"{body}<nav><a href='/r/palestine'>Palestine</a></nav>") == {
        "Palestine": "/r/palestine"
    }
    assert places(f"{body}<div><a href='/r/palestine'>Palestine</a></div>") == {
        "Palestine": "/r/palestine"
    }
