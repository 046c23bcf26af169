"""Answers of load-more addresses (pages, pieces of HTML, JSON), read as a page."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.http import HtmlResponse, Response

from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from tests.helpers.listing_pages import (
    BASE,
    SITE,
    answer,
    item,
    items,
    story,
)
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - JSON reads better unbroken


def test_bytes_are_no_page() -> None:
    assert as_html(Response(BASE)) is None


@each_row("body", ["<p>x</p>", "{broken", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_what_is_no_json_is_left_as_it_is(body: str) -> None:
    response = HtmlResponse(BASE, body=body, encoding="utf-8")
    assert as_html(response) is response


def test_no_more_members_are_looked_at_than_an_answer_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = "mayadeen_crawler.pages.listing_layout.load_more_response"
    monkeypatch.setattr(f"{module}._MAX_VALUES", 3)
    body = '{"a": "<a>1</a>", "b": "<a>2</a>", "c": "<a>3</a>", "d": "<a>4</a>"}'
    html = as_html(HtmlResponse(BASE, body=body, encoding="utf-8"))
    assert html is not None
    assert html.text == "<a>1</a>\n<a>2</a>"  # the object itself is the first value


@each_row(
    ("value", "count"),
    [
        ({"ok": True, "html": items(1, 2)}, 2),
        ([items(1), items(2)], 2),
        ({"html": item(1).upper().replace("/NEWS/", "/news/")}, 1),
        ({"data": {"title": "Politics", "url": "/news/politics", "html": items(1, 2)}}, 2),
        ({"html": ""}, 0),
        ({"html": "\ud800" + items(1)}, 1),
    ],
)
def test_html_in_json(value: Any, count: int) -> None:
    assert len(cards(Page(answer(value), SITE))) == count


@each_row(
    "value",
    [
        {"next": "/ajax/politics?offset=24"},
        {"next_url": "?offset=24"},
        {"nextPageUrl": f"{BASE}/ajax/politics?offset=24", "next_page": 3},
        {"links": {"prev": "/ajax/politics?offset=0", "next": "politics?offset=24"}},
        {"_links": {"next": [{"href": "/ajax/politics?offset=24"}]}},
        {"pagination": {"next": {"url": "/ajax/politics?offset=24"}}},
        {"button": '<button data-url="/ajax/politics?offset=24">Load more</button>'},
    ],
)
def test_what_json_names_as_next_is_followed(value: dict[str, Any]) -> None:
    found = next_page(Page(answer({"html": items(1, 2), **value}), SITE), 2)
    assert (found.url, found.guessed) == (f"{BASE}/ajax/politics?offset=24", False)


@each_row("value", [{"next": 3}, {"next": True}, {"next": "soon"}])
def test_what_is_no_address_is_not_followed(value: dict[str, Any]) -> None:
    assert next_page(Page(answer({"html": items(1), **value}), SITE), 2).guessed


@each_row("value", [{"next": None}, {"has_more": False, "next": None}, {"hasNextPage": False}])
def test_an_answer_that_says_that_nothing_follows_is_the_last(value: dict[str, Any]) -> None:
    found = next_page(Page(answer({"html": items(1, 2), **value}), SITE), 2, 2, is_piece=True)
    assert (found.url, found.has_control) == (None, False)
    assert len(cards(Page(answer({"html": items(1, 2), **value}), SITE))) == 2


def test_an_articles_own_next_is_not_the_listings() -> None:
    one = {"title": "A story", "url": story(1), "next": story(2)}
    assert next_page(Page(answer({"items": [one]}), SITE), 2).guessed


@each_row(
    "entry",
    [
        {"title": "A <b>bold</b> story & more", "url": story(1), "section": "Politics", "date": "23 Nov 2026"},
        {"headline": "A bold story &amp; more", "link": story(1), "category": {"name": "Politics"},
         "published_at": "2026-11-23T08:00:00+02:00"},
        {"title": {"rendered": "A bold story &amp; more"}, "href": BASE + story(1), "categories": [1],
         "label": "Politics", "publishedTime": "2026-11-23", "content": '<p><a href="/news/politics/x-y">x</a></p>'},
        {"Title": "A bold story & more", "Url": story(1), "Category": {"Name": "Politics", "Url": "/news/politics"},
         "PublishDate": "23 Nov 2026"},
        {"name": "A bold story & more", "path": story(1)[1:], "category": ["Politics"], "published": "23/11/2026",
         "author": {"name": "Some One", "url": "/authors/some-one"}, "image": {"url": "/i.jpg", "title": "x"}},
    ],
)  # fmt: skip
def test_titled_addresses_are_cards(entry: dict[str, Any]) -> None:
    url = BASE + story(1)
    assert cards(Page(answer({"data": {"items": [entry]}, "total": 1}), SITE)) == [
        Card(url, url, "A bold story & more", "Politics", "2026-11-23")
    ]


def test_nothing_in_json_becomes_markup() -> None:
    quote = '"><a href="/news/politics/not-a-card">x</a>'
    html = answer({
        "next": f"/ajax?{quote}",
        "items": [{"title": "One &lt;a href=/news/politics/not-a-card&gt;", "url": story(1) + "?" + quote,
                   "section": quote, "date": quote}],
    })  # fmt: skip
    assert [card.key.split("?")[0] for card in cards(Page(html, SITE))] == [BASE + story(1)]


@pytest.mark.soak
def test_json_of_any_size_is_read_in_bounded_time() -> None:
    entries = [{"title": f"Story {n}", "url": story(n)} for n in range(scaled(4_000, 60_000))]
    assert 0 < len(cards(Page(answer(entries), SITE))) <= 1000
