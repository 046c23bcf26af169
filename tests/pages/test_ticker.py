"""The ticker's lines, on pages with and without known class names, in page order."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from mayadeen_crawler.items import BREAKING_FIELDS
from mayadeen_crawler.outlet import ARABIC, ENGLISH, SPANISH, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.ticker import TickerLine, ticker
from tests.helpers.listing_pages import (
    BASE,
    SITE,
    items,
)
from tests.helpers.reading_time import LARGE, MEGABYTE, longest
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - markup reads better unbroken

ONE, TWO, THREE = (
    "Mayor: the bridge opens today",
    "Ferry late again in the fog",
    "Harvest moves to May",
)

LINES = [ONE, TWO, THREE]
MENU = "<nav><ul><li><a href=/breaking>Breaking</a></li><li><a href=/news/politics>Politics</a></li></ul></nav>"
STORY = "<h1>A made-up headline</h1><p>By Jane Doe</p><p>A paragraph of the made-up story, long enough.</p>"
FOOT = "<footer><p>All Rights Reserved</p><a href=/about-us>About Us</a></footer>"


def look(body: str, site: Site = SITE, head: str = "") -> list[TickerLine] | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return ticker(Page(HtmlResponse(site.base_url + "/", body=html, encoding="utf-8"), site))


def texts(body: str, site: Site = SITE) -> list[str] | None:
    lines = look(body, site)
    return None if lines is None else [line.text for line in lines]


def each(template: str, lines: list[str] = LINES) -> str:
    return "".join(template.replace("@", line) for line in lines)


KNOWN = {
    "items": f"<div><div>BREAKING</div>{each('<div class=ticker__item>@</div>')}</div>",
    "inline items": f"<div><b>BREAKING</b>{each('<span class=ticker__item>@</span>')}</div>",
    "items in a box": f"<div class=ticker><p>Breaking</p>{each('<div class=ticker__item><a href=/breaking>@</a></div>')}</div>",
    "arabic markup": f"<div id=ticker-box><span>x</span><ul>{each('<li><div class=ticker-item><div class=ticker-text><a href=/a><p>@</p></a></div></div></li>')}</ul></div>",
    "arabic markup, no classes within": f"<div id=ticker-box><h3>Breaking</h3><ul>{each('<li><a href=/a>@</a></li>')}</ul></div>",
    "arabic markup, no list": f"<div id=ticker-box>{each('<p>@</p>')}</div>",
    "arabic markup, bare links": f"<section id=ticker-box>{each('<a href=/a>@</a>')}</section>",
    "other name": f"<div class='news-ticker dark'><ul>{each('<li>@</li>')}</ul></div>",
    "time and label in an item": f"<div>{each('<div class=ticker__item><b>BREAKING</b> <time>12:45</time> <span>@</span></div>')}</div>",
    "controls": f"<div class=ticker-wrapper><button>Pause</button>{each('<p>@</p>')}<a href=/breaking>Load more</a></div>",
    "twice, for desktop and phone": 2 * f"<div class=ticker>{each('<p>@</p>')}</div>",
    "doubled by a marquee": f"<div class=ticker><marquee>{2 * each('<span>@</span>')}</marquee></div>",
    "hidden cut copy": f"<div class=ticker style='display:none'><p>Mayor: the bri…</p></div><div class=ticker>{each('<p>@</p>')}</div>",
    "one shown of a rotation": "<div class=ticker><p>{}</p><p style='display:none'>{}</p><p hidden>{}</p></div>".format(
        *LINES
    ),
    "nested items": f"<div class=ticker__item>{each('<div class=ticker__item>@</div>')}</div>",
    "how long ago": f"<div class=ticker>{each('<div class=ticker__item><a href=/breaking>@</a><small>2 minutes ago</small></div>')}</div>",
    "how long ago, in blocks": f"<div class=ticker>{each('<div class=ticker__item><p>an hour ago</p><p>@</p></div>')}</div>",
    "links to share": f"<div class=ticker><ul>{each('<li><p>@</p><a href=#>x</a><a href=#>Share</a></li>')}</ul></div>",
    "a link to all": f"<div class=ticker><ul>{each('<li>@</li>')}<li><a href=/breaking>View all</a></li></ul></div>",
    "parted by stars": f"<div class=ticker><p>{' *** '.join(LINES)}</p></div>",
    "parted by plus signs": f"<div class=ticker><marquee>+++ {' +++ '.join(LINES)} +++</marquee></div>",
    "an empty box above": f"<div id=ticker-box></div>{each('<i class=ticker__item>@</i>')}",
}


@each_row("name", KNOWN)
def test_known_markup(name: str) -> None:
    lines = look(MENU + KNOWN[name] + STORY + FOOT)
    assert lines is not None
    assert [line.text for line in lines] == LINES
    assert {line.provenance["text"] for line in lines} == {"markup"}


VISIBLE = {
    "blocks": f"<div><div>BREAKING</div>{each('<div>@</div>')}</div>",
    "flat": f"<p>BREAKING</p>{each('<p>@</p>')}",
    "list": f"<h3>Breaking</h3><ul>{each('<li>@</li>')}</ul>",
    "ordered list": f"<div><span>Breaking:</span></div><ol>{each('<li><p>@</p></li>')}</ol>",
    "label in the list": f"<ul><li>BREAKING</li>{each('<li>@</li>')}</ul>",
    "label in the list, a heading": f"<ul><li><h2>Breaking News</h2></li>{each('<li><h4>@</h4></li>')}</ul>",
    "spans": f"<div><span>BREAKING</span>{each('<span>@</span>')}</div>",
    "links": f"<div>Breaking news {each('<a href=/breaking>@</a> ')}</div>",
    "links and dots": f"<div><b>Breaking</b> {each('<a href=/breaking>@</a> <i>•</i> ')}</div>",
    "bars": f"<div><b>Breaking</b> {' | '.join(LINES)}</div>",
    "line breaks": f"<div><div>Breaking</div><div>{'<br>'.join(LINES)}</div></div>",
    "marquee": f"<span>BREAKING</span><marquee>{' • '.join(LINES)}</marquee>",
    "marquee with pictures": f"<b>BREAKING</b><marquee>{each('<span>@</span><img src=/logo.png alt=Logo>')}</marquee>",
    "marquee with its word": f"<marquee>BREAKING: {' • '.join(LINES)}</marquee>",
    "own elements": f"<x-ticker><x-head>Breaking</x-head>{each('<x-line>@</x-line>')}</x-ticker>",
    "table": f"<table><tr><th>Breaking</th></tr>{each('<tr><td>@</td></tr>')}</table>",
    "groups": "<div><b>Breaking</b><div class=s><p>{}</p><p>{}</p></div><div class=s><p>{}</p></div></div>".format(
        *LINES
    ),
    "picture of the word": f"<div><img src=b.png alt='Breaking News' width=300>{each('<p>@</p>')}</div>",
    "label for readers of the screen": f"<section aria-label=Breaking><ul>{each('<li>@</li>')}</ul></section>",
    "small pictures": f"<div><p>Breaking</p><ul>{each('<li><img src=dot.svg>@</li>')}</ul></div>",
    "times": f"<div><p>Breaking</p><ul>{each('<li><span>12:45</span> @</li>')}</ul></div>",
    "how long ago": f"<div><p>Breaking</p><ul>{each('<li><span>3 minutes ago</span><a href=/breaking>@</a></li>')}</ul></div>",
    "days": f"<div><p>Breaking</p><ul>{each('<li>@<time>3 Feb 2022 08:46</time></li>')}</ul></div>",
    "links to more": f"<div><p>Breaking</p><ul>{each('<li>@ <a href=/breaking>Read more</a></li>')}</ul></div>",
    "times in the text": f"<div><p>Breaking</p><ul>{each('<li>12:45 | @</li>')}</ul></div>",
    "comments": f"<div><!-- t --><p>Breaking</p><!-- t -->{each('<p>@</p><!-- t -->')}</div>",
    "link to all": f"<div><p>Breaking</p><ul>{each('<li>@</li>')}</ul><a href=/breaking>Load more</a></div>",
    "one shown of a rotation": "<div><p>Breaking</p><p>{}</p><p style='display:none'>{}</p><p hidden>{}</p></div>".format(
        *LINES
    ),
    "twice": 2 * f"<div><p>Breaking</p><ul>{each('<li>@</li>')}</ul></div>",
}
AFTER = {
    "article": STORY,
    "cards": f"<section>{items(1, 2, 3)}</section>",
    "cards with pictures": "<div><a href=/news/politics/a-b-c><img src=/a.jpg alt=b></a><a href=/news/politics/a-b-c>Another headline</a></div>",
    "menu": MENU,
    "menu without a name": "<ul><li><a href=/news/politics>Politics</a></li><li><a href=/x>Economy</a></li></ul>",
    "another list": f"<h3>Most Read</h3><ul>{each('<li>@ and more</li>')}</ul>",
    "foot": FOOT,
}


@each_row(("name", "after"), product(VISIBLE, AFTER))
def test_what_follows_the_word_up_to_the_next_part_of_the_page(name: str, after: str) -> None:
    lines = look(MENU + VISIBLE[name] + AFTER[after])
    assert lines is not None
    assert [line.text for line in lines] == LINES
    assert {line.provenance["text"] for line in lines} == {"visible"}


@each_row(
    ("word", "site"),
    [
        ("عاجل", Site(ARABIC)),
        ("عاجل:", Site(ARABIC)),
        ("أخبار عاجلة", Site(ARABIC)),
        ("URGENTE", Site(SPANISH)),
        ("Última hora", Site(SPANISH)),
        ("ULTIMA HORA |", Site(SPANISH)),
        ("breaking news:", Site(ENGLISH)),
    ],
)
def test_the_words_of_each_edition(word: str, site: Site) -> None:
    lines = ["مدير المرفأ: الرصيف مفتوح", "القطار لم يتأخر اليوم"]
    ago = {"ar": "منذ 5 دقائق", "es": "hace 5 minutos"}.get(site.edition.code, "5 minutes ago")
    listed = each(f"<li><i>{ago}</i><a href=/a-b>@</a></li>", lines)
    assert texts(f"<div><b>{word}</b><ul>{listed}</ul></div>{STORY}", site) == lines


NONE = {
    "no word": f"<ul>{each('<li>@</li>')}</ul>{STORY}",
    "menu": MENU + STORY,
    "card with a badge": "<div class=c><a href=/n/a-b><img src=/a.jpg></a><span>Breaking</span><h3><a href=/n/a-b>A made-up headline</a></h3></div>",
    "badge before the picture": "<div class=c><span>Breaking</span><a href=/n/a-b><img src=/a.jpg alt=a></a><a href=/n/a-b>A made-up headline</a><p>Its summary is here</p></div>",
    "badge in a row of cards": "<div class=c><span>Breaking</span><a href=/n/a-b>A made-up headline</a></div><div class=c><span>Politics</span><a href=/n/a-c>Another headline here</a></div>",
    "badge in a list of cards": "<ul><li><b>Politics</b><a href=/n/a-b>A made-up headline</a></li><li><b>Breaking</b><a href=/n/a-c>Another headline here</a></li></ul>",
    "badge of an article": "<article><span>Breaking</span><p>A made-up headline</p><p>And a summary</p></article>",
    "badge above the headline": f"<div><div>Breaking</div>{STORY}</div>",
    "headline": "<h1>Breaking: a made-up headline</h1><p>Some text of it.</p>",
    "text": "<h1>A headline</h1><p>Breaking</p><p>Some text of it.</p><p>More text of it.</p>",
    "text with the word": "<h1>A headline</h1><p><b>Breaking</b>: some text of it.</p><p>More text of it.</p>",
    "tab": "<div><a href=/latest>Latest</a><a href=/breaking>Breaking</a></div>" + STORY,
    "stock prices": "<div class=stock-ticker><span>ABC 12.4</span><span>DEF 3.1</span></div>"
    + STORY,
    "page with a ticker's name": f"<div class=ticker>{MENU}{STORY}</div>",
    "nothing": "",
}


@each_row("name", NONE)
def test_the_word_elsewhere_is_no_ticker(name: str) -> None:
    assert texts(NONE[name]) is None


@each_row(
    "body",
    [
        "<div id=ticker-box></div>",
        "<div class=ticker><span>BREAKING</span></div>",
        "<div class=ticker><b>BREAKING</b><p class=ticker__item>Loading...</p></div>",
        "<div class=ticker><p class=ticker__item>جارٍ التحميل…</p></div>",
        "<div><div>BREAKING</div></div>",
        "<section><b>BREAKING</b><ul></ul></section>",
        "<div>Breaking</div><ul> </ul>",
        "<div><p>Breaking</p></div><marquee></marquee>",
    ],
)
def test_a_ticker_without_lines_is_there_and_empty(body: str) -> None:
    assert texts(MENU + body + f"<main>{STORY}</main>" + FOOT) == []


@each_row(
    ("href", "url"),
    [
        ("/news/politics/a-b-c", BASE + "/news/politics/a-b-c"),
        ("news/a-b", BASE + "/news/a-b"),
        (f"{BASE}/news/a-b", BASE + "/news/a-b"),
        ("#", None),
        ("", None),
        ("javascript:show(1)", None),
        ("mailto:a@b.example", None),
        ("https://other.example/news/a-b", None),
        ("//other.example/news/a-b", None),
        ("http://[", None),
    ],
)
def test_where_a_line_leads(href: str, url: str | None) -> None:
    for body in (
        f'<div id=ticker-box><ul><li><a href="{href}"><p>{ONE}</p></a></li><li>{TWO}</li></ul></div>',
        f'<div><b>Breaking</b><ul><li><a href="{href}">{ONE}</a></li><li>{TWO}</li></ul></div>',
        f'<div><b>Breaking</b><ul><li>{ONE} <a href="{href}">Read more</a></li><li>{TWO}</li></ul></div>',
    ):
        lines = look(body + STORY)
        assert lines is not None
        assert [line.url for line in lines] == [url, None]
        assert [line.attribution for line in lines] == ["Mayor", None]
        assert lines[0].provenance["url"] == (url and lines[0].provenance["text"])


def test_addresses_are_on_the_site_as_this_run_reaches_it() -> None:
    mirror = Site(ENGLISH, "http://127.0.0.1:8080")
    body = f"<div class=ticker><ul><li><a href={BASE}/news/a-b>{ONE}</a></li></ul></div>"
    lines = look(body, mirror)
    assert lines is not None
    assert lines[0].url == "http://127.0.0.1:8080/news/a-b"


def test_text_is_cleaned_and_said_once() -> None:
    got = look(
        "<div class=ticker><p> Ma\u00adyor:\u00a0the\n  bridge\u200f opens\x07 </p><p>Mayor: the bridge opens</p></div>"
    )
    assert got == [
        TickerLine(
            "Mayor: the bridge opens", None, "Mayor",
            {"text": "markup", "attribution": "markup", "url": None},
        )
    ]  # fmt: skip
    assert list(got[0].provenance) == list(BREAKING_FIELDS)


def test_no_more_than_a_hundred_lines() -> None:
    many = [f"Line number {n} of the ticker" for n in range(500)]
    assert texts(f"<div class=ticker>{each('<p>@</p>', many)}</div>") == many[:100]
    assert texts(f"<div><p>Breaking</p><ul>{each('<li>@</li>', many)}</ul></div>") == many[:100]


#: What is repeated up to the size of a large page.
BIG = [
    "<div class=ticker>", "<div class=ticker__item>x y z</div>", "<div>BREAKING</div>", "<b>BREAKING</b>",
    "<div><div>BREAKING</div><div>One two three</div></div>", "<li>Breaking", "<span>One two three</span>",
    "<a href=/a>One two three</a>", "BREAKING | ", "• one two ", "<br>", "<b>", "<div id=ticker-box><ul><li>",
    "<p>Breaking</p><p>One two three</p>", "<img alt=Breaking>", "<marquee>", "<!-- -->", " ", "word ", "a: ",
    "<div class='ticker ", "<table><td>Breaking", "<div aria-label=Breaking>", "<b><b></b><i>x y z</i></b>",
]  # fmt: skip


@each_row("repeated", BIG)
@pytest.mark.soak
def test_a_large_page_is_read_in_time(repeated: str) -> None:
    body = (repeated * (LARGE // len(repeated) + 1))[:LARGE]
    begin = time.process_time()
    look("<div>BREAKING</div>" + body)
    assert time.process_time() - begin < longest(LARGE)


@each_row("nest", ["<div>", "<ul><li>", "<b>", "<div class=ticker>", "<table><tr><td>"])
def test_elements_nested_ten_thousand_deep(nest: str) -> None:
    begin = time.process_time()
    look(nest * 10_000 + VISIBLE["blocks"])
    look("<div>Breaking</div>" + nest * 10_000 + ONE)
    assert time.process_time() - begin < longest(MEGABYTE)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<div>", "</div>", "<p>", "</p>", "<ul><li>", "</li></ul>", "<li>", "<br>", "<b>", "</b>",
            "<a href=/news/a-b-c>", "<a href='http://['>", "</a>", "<img src=a.jpg alt=a>", "<h1>", "</h1>",
            "<h3>", "</h3>", "<nav>", "</nav>", "<footer>", "BREAKING", "Breaking:", ONE, TWO, "12:45", "•",
            " | ", "<div class=ticker>", "<div class=ticker__item>", "<div id=ticker-box>", "<marquee>",
            "</marquee>", "<span>", "</span>", "<!-- c -->", "<script>x</script>", "&nbsp;", "\u200f",
            "<div hidden>", "<base href='//b.example/'>", "<div aria-label=Breaking>", "Politics", "\x00",
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=scaled(15, 200), suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_order_of_elements_is_read(pieces: list[str]) -> None:
    lines = look("".join(pieces))
    found = [line.text for line in lines or []]
    assert len(set(found)) == len(found) <= 100
    assert all(text == text.strip() and text for text in found)


@each_row("body", [b"", b"\x00\x00", b"\x89PNG\r\n\x1a\n", b"{}", b"text", b"<rss/>"])
def test_what_is_no_page_has_no_ticker(body: bytes) -> None:
    assert ticker(Page(HtmlResponse(BASE + "/", body=body), Site(ENGLISH))) is None
