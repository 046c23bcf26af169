"""A page is parsed once and walked once, whoever reads it, and in any thread."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from scrapy.http import HtmlResponse, Response

from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages.article_layout.tag_links import tag_links
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import cards, listing_page
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.ticker import ticker
from tests.helpers.page_parts import BODY, BYLINE, HEAD, LEAD, TAGS, TEXT, body
from tests.helpers.parse_page import parse
from tests.helpers.source_code import PACKAGE
from tests.helpers.table_tests import each_row

SITE = Site(ENGLISH)
URL = SITE.base_url + "/news/politics"
STORY = '<a href="/news/politics/a-made-up-story-{0}">Made-up story {0}</a>'
WHOLE = f"""<html><head><base href="/"></head><body><nav><a href="/news/politics">Politics</a>
<a href="/news/economy">Economy</a><a href="/news/sports">Sports</a>
<a href="/about-us">About</a></nav>
<ul id="ticker-box"><li>A minister: the port opens</li><li>A mayor: the fair begins</li></ul>
<main><div><h3>{STORY.format(1)}</h3><span>Politics</span></div>
<div><h3>{STORY.format(2)}</h3><span>Economy</span></div>
<a class="loadmorebtn" data-url="/news/politics?page=2">Load more</a></main>
<aside><h3>Most Read</h3><ul><li>{STORY.format(7)}<span>Sports</span></li></ul></aside>
</body></html>"""


def test_all_that_a_listing_shows_is_read_of_one_page() -> None:
    page = Page(HtmlResponse(URL, body=WHOLE, encoding="utf-8"), SITE)
    assert [card.headline for card in cards(page)] == ["Made-up story 1", "Made-up story 2"]
    assert [link.label for link in navigation(page)][:3] == ["Politics", "Economy", "Sports"]
    assert [(one.headline, one.label) for one in most_read(page)] == [("Made-up story 7", "Sports")]
    assert next_page(page, 1).url == f"{URL}?page=2"
    lines = ticker(page)
    assert lines is not None
    assert [line.text for line in lines] == [
        "A minister: the port opens",
        "A mayor: the fair begins",
    ]
    assert tag_links(page) == ()


def test_one_module_walks_a_tree() -> None:
    walkers = [
        file.name
        for file in (PACKAGE / "pages").rglob("*.py")
        if re.search(r"iterwalk|\broot\.iter\(", file.read_text(encoding="utf-8"))
        # XML, no page; and the texts of one card, a few thousand steps at most.
        and file.name not in ("rss.py", "card_text.py")
    ]
    assert walkers == ["reading_order.py"]


def test_what_is_no_text_is_no_listing() -> None:
    assert listing_page(Response(URL, body=b"\x89PNG"), SITE) is None


def test_text_after_a_comment_is_read_everywhere() -> None:
    line = "<li>A minister: <!-- now --> the port opens</li><li>A mayor: the fair begins</li>"
    page = Page(HtmlResponse(URL, body=f"<ul id='ticker-box'>{line}</ul>", encoding="utf-8"), SITE)
    lines = ticker(page)
    assert lines is not None
    assert lines[0].text == "A minister: the port opens"
    read = body(
        HEAD, BYLINE, "<div><p>One <!-- now -->paragraph.</p><p>Another paragraph.</p></div>"
    )
    assert read["body_text"] == BODY


def test_a_base_that_is_no_address_costs_nothing_else() -> None:
    got, stats = parse(f"<head><base href='http://['></head>{HEAD}{BYLINE}{TEXT}")
    assert (got["headline"], got["body_text"]) == ("Potters reopen the kiln", BODY)
    assert not [key for key in stats if key.startswith("strategy_error/")]


@pytest.mark.soak
def test_pages_are_read_in_any_thread() -> None:
    texts = [
        f"<html><body>{HEAD}{BYLINE}{LEAD}<div><p>Paragraph {n}.</p></div>{TAGS}" for n in range(64)
    ]
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda text: parse(text)[0]["body_text"], texts))
    assert read == [f"Paragraph {n}." for n in range(64)]


def test_a_card_of_a_box_is_read_like_a_card_of_a_listing() -> None:
    card = "<a href='/news/politics/a-b-c-d'>Swimmers cross the bay Sports 23 Nov 2021</a>"
    parted = "<a href='/news/politics/a-b-c-d'><b>Swimmers cross the bay</b> <i>5</i></a> Sports"
    for text, headline, label in (
        (card, "Swimmers cross the bay Sports 23 Nov 2021", None),
        (parted, "Swimmers cross the bay 5", "Sports"),
    ):
        read = body(HEAD, BYLINE, TEXT, f"<div><h3>Most Read</h3><ul><li>{text}</li></ul></div>")
        assert [(one["headline"], one["label"]) for one in read["related"]] == [(headline, label)]


def test_a_page_is_read_up_to_its_last_permitted_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mayadeen_crawler.utils.html_tree.MAX_ELEMENTS", 6)
    body = b"<html><body><div><h1>One <b>two</b></h1><p>Three<i>x</i></p></div><p>Four</p></body>"
    page = Page(HtmlResponse(URL, body=body, encoding="utf-8"), SITE)
    assert [e.tag for e in page.nodes.elements] == ["html", "body", "div", "h1", "b", "p"]
    lines = read_flow(page.nodes, page.found["h1"][0]).pieces
    assert [line.text for line in lines if isinstance(line, Line)] == ["One two", "Three"]


@each_row(
    ("sent", "source"),
    [
        (b"<p>caf\xc3\xa9</p>", "<p>café</p>"),
        (b"\n<p>one\x00 two</p>\n", "<p>one two</p>"),
        (b"<p>caf\xe9</p>", "<p>caf\ufffd</p>"),
        (b"\xef\xbb\xbf<p>one</p>", "<p>one</p>"),
        (b"one \xc2\xa0", "one"),
    ],
)
def test_the_source_is_the_decoded_page_in_utf_8(sent: bytes, source: str) -> None:
    page = Page(HtmlResponse(URL, body=sent, encoding="utf-8"), SITE)
    assert page.source.decode() == source


def test_what_stands_outside_the_root_is_not_read() -> None:
    body = b"<html><body><h1>A ferry sails</h1><p>One.</p></body></html></div><p>Two.</p></html>"
    page = Page(HtmlResponse(URL, body=body, encoding="utf-8"), SITE)
    pieces = read_flow(page.nodes, page.found["h1"][0]).pieces
    texts = [piece.text for piece in pieces if isinstance(piece, Line)]
    assert texts == ["A ferry sails", "One."]
