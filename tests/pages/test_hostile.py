"""Whatever a server sends: an article or none, never an exception, never a long wait."""

from __future__ import annotations

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayadeen_crawler.items import EXTRACTED_FIELDS
from tests.helpers.parse_page import parse
from tests.helpers.reading_time import LARGE, longest
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

TITLE = "A title of made-up text"
HEAD = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
BYLINE = "<ul><li>By Jane Doe</li><li>3 Feb 2022 08:46</li></ul>"
LINK = '<a href="/news/politics/one-more-article">One more article</a>'


def cards(count: int) -> str:
    return "".join(
        f'<a href="/news/politics/a-b-{n}"><img src="/{n}.jpg"></a>'
        f'<a href="/news/politics/a-b-{n}">Headline</a>'
        for n in range(count)
    )


#: What comes before, what is repeated up to the size of a large page, what comes after.
BIG = {
    "paragraphs": (HEAD + BYLINE, "<p>Some words of a paragraph.</p>", ""),
    "one text": (HEAD + BYLINE + "<p>", "word ", "</p>"),
    "white space": (HEAD + BYLINE + "<p>", " ", "</p>"),
    "links": (HEAD + BYLINE, f"<p>{LINK}</p>", ""),
    "links in one line": (HEAD + BYLINE + "<p>", '<a href="/tags/a">x</a> ', "</p>"),
    "inline tags": (HEAD, "<b>", ""),
    "lists": (HEAD + BYLINE, "<ul><li>By Jane Doe</li>", ""),
    "breaks": (HEAD + BYLINE, "<br>", ""),
    "heads": (HEAD + BYLINE, f"<h3>Read Next</h3>{LINK}", ""),
    "cards": (HEAD + BYLINE, cards(45_000), ""),
    "h1": ("<html><body>", "<h1>A title</h1><p>By Jane Doe</p>", ""),
    "h2": ("<html><body>", "<h2>A title</h2><p>By Jane Doe</p>", ""),
    "forms": (
        HEAD + BYLINE + "<p>One.</p>",
        "<div><div><p>One</p><button>x</button></div></div>",
        "",
    ),
    "terms": (
        HEAD + BYLINE + "<p>One.</p>",
        "<ul><li>One of many terms</li><li>Two of many terms</li></ul>",
        "",
    ),
    "own elements": (HEAD + BYLINE, "<div><div><p>One text.</p></div></div>", ""),
    "meta": ("<html><head>", '<meta name="keywords" content="a,b">', ""),
    "keywords": ('<html><head><meta name="keywords" content="', "a,", '">' + HEAD),
    "images": (HEAD + BYLINE, '<p>Text of it.</p><img src="/a.jpg" alt="b">', ""),
    "late images": (
        HEAD + BYLINE + "<p>Text of it.</p>",
        (
            '<img src="/blank.gif" data-a="/a.jpg" srcset="/b.jpg 1w, /c.jpg 2w">'
            '<noscript><img src="/a.jpg"></noscript>'
        ),
        "",
    ),
    "noscript": (HEAD + BYLINE + "<p>Text of it.</p>", "<noscript>", '<img src="/a.jpg">'),
    "nearly json": (HEAD, '<script type="application/ld+json">{a: "b"c",}</script>', ""),
    "authors": ('<meta name="author" content="', "Jane Doe and ", '">' + HEAD),
    "bare names": (HEAD + "<ul><li>Source: A</li><li>3 Feb 2022 08:46</li>", "<li>Al Bo</li>", ""),
    "comments": (HEAD, "<!-- a -->", ""),
    "scripts": (HEAD, '<script type="application/ld+json">[', ""),
    "tables": (HEAD + BYLINE, "<table>", ""),
    "separators": (HEAD + "<p>", "| ", "</p>"),
    "colons": (HEAD + "<p>Read also: ", ": ", "</p>"),
    "quotes": (HEAD + BYLINE, "<blockquote>", ""),
    "times": (HEAD, '<time datetime="2022-02-03">3 Feb 2022</time> ', ""),
    "classes": (HEAD + '<div class="', "p-content ", '">Text</div>'),
    "address": (HEAD + '<p>Text <a href="/', "a", '">link</a></p>'),
}


def big(name: str, size: int) -> str:
    before, repeated, after = BIG[name]
    return before + (repeated * (size // len(repeated) + 1))[:size] + after


def read_in_time(page: str) -> None:
    begin = time.process_time()
    got, stats = parse(page)
    assert time.process_time() - begin < longest(len(page))
    assert set(got["provenance"]) == set(EXTRACTED_FIELDS)
    assert not [key for key in stats if key.startswith("strategy_error/")]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", BIG)
def test_a_large_page_is_read_in_time(name: str) -> None:
    read_in_time(big(name, LARGE))


NESTS = ["<div>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<a href=/a>"]


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.sampled(5)
def test_elements_nested_ten_thousand_deep(nest: str) -> None:
    read_in_time("<html><body>" + nest * 10_000 + HEAD + BYLINE)
    read_in_time(HEAD + BYLINE + nest * 10_000 + "Text")


SMALL = {
    "nothing": b"",
    "nul": b"\x00" * 100,
    "binary": random.Random(1).randbytes(20_000),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50,
    "not utf-8": b"<h1>Caf\xe9 \xff\xfe opens again</h1><p>By \xe9</p><p>\xc3\x28 text.</p>",
    "text": b"only a line of text",
    "json": b'{"a": 1}',
    "xml": b'<?xml version="1.0"?><rss><channel><title>A</title></channel></rss>',
    "only a doctype": b"<!DOCTYPE html>",
    "half a tag": b"<html><body><h1>Half a headline</h1><p clas",
    "nul in text": b"<h1>A\x00 head\x00line</h1><p>Te\x00xt.</p>",
}


@each_row("name", SMALL)
def test_what_is_no_page_is_no_exception(name: str) -> None:
    got, stats = parse(SMALL[name])
    assert not [key for key in stats if key.startswith("strategy_error/")]
    json.dumps(got, ensure_ascii=False).encode("utf-8")


def test_a_headline_of_a_megabyte_is_none() -> None:
    got, stats = parse("<html><body><h1>" + "word " * 200_000 + "</h1><p>Text.</p></body></html>")
    assert got["headline"] is None
    assert stats["field/headline/missing"] == 1


def test_an_address_without_a_host_is_none() -> None:
    odd = ("http://", "HTTPS://", "http:///a.jpg", "https://?a", "http://#a")
    links = "".join(
        f"<p>Words <a href='{one}'>of</a> it.</p><img src='{one}' alt='a'>" for one in odd
    )
    got, _ = parse(f"{HEAD}{BYLINE}<p>Some <a href='http://a.test'>words</a>.</p>{links}")
    assert [link["url"] for link in got["links"]] == ["http://a.test"]
    assert got["images"] == []


def test_bytes_that_are_no_text_are_dropped_from_it() -> None:
    got, _ = parse(SMALL["nul in text"])
    assert got["headline"] == "A headline"


VALUES = [
    "null", "[]", "{}", "0", "-1", '"x"', "true", "NaN", "Infinity", "1e999", "1" * 5000,
    '"\\ud800"', '"\\u0000"', '"&lt;b&gt;"', "[null]", '[["a"]]', '{"a": {"b": []}}',
    '[{"name": {}}]',
    '{"@id": "#self"}', '{"url": {"url": {}}}', '"' + "a" * 5000 + '"', "[" * 2000 + "]" * 2000,
    '"//["', '"http://[::1"', '"javascript:alert(1)"',
]  # fmt: skip
TAWSIYAT_KEYS = [
    "type", "postid", "title", "url", "keywords", "thumbnail", "video_duration", "lang",
    "published_time", "last_updated", "description", "author", "classes",
]  # fmt: skip
JSONLD_KEYS = [
    "@type", "@id", "headline", "name", "description", "datePublished", "dateModified", "author",
    "image", "keywords", "articleSection", "url", "mainEntityOfPage", "inLanguage", "timeRequired",
    "video", "articleBody", "thumbnailUrl", "@graph", "mainEntity",
]  # fmt: skip


@pytest.mark.sampled(27)
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_wrong_types_in_metadata_cost_only_themselves(value: str) -> None:
    for key in TAWSIYAT_KEYS:
        content = f'{{"title": "A", "postid": "7", "{key}": {value}}}'
        got, stats = parse(f'{HEAD}<script type="text/tawsiyat">{content}</script>{BYLINE}')
        assert not [k for k in stats if k.startswith("strategy_error/")], key
        json.dumps(got, ensure_ascii=False).encode("utf-8")
    for key in JSONLD_KEYS:
        node = f'{{"@type": "NewsArticle", "headline": "A", "@id": "#self", "{key}": {value}}}'
        got, stats = parse(HEAD + f'<script type="application/ld+json">{node}</script>' + BYLINE)
        assert not [k for k in stats if k.startswith("strategy_error/")], key
        json.dumps(got, ensure_ascii=False).encode("utf-8")


MARKUP = st.lists(
    st.sampled_from(
        [
            "<h1>", "</h1>", "<p>", "</p>", "<div>", "</div>", "<ul><li>", "</li></ul>", "<br>",
            "<br><br>", "<b>", "</b>", '<a href="/tags/a">', '<a href="/news/politics/a-b-c">',
            '<a href="http://[">', "</a>", '<img src="/a.jpg" alt="a">', "<img>", "<blockquote>",
            "<iframe src=//a.example></iframe>", "</blockquote>", '<div class="p-content">',
            '<div class="dual-related">', '<div class="details-white-box">', "<figure>",
            '<p class="lg_para summary">', "By Jane", "Source: A, B", "3 Feb 2022 08:46",
            "5 Shares",
            "2 Min Read", "Most Read", "Read Next", "Coverage", "BREAKING", "Tags", "x", "<nav>",
            "Some words that end.", "<time datetime=1>", "</time>", "<footer>", "</footer>",
            "</nav>", "<figcaption>", "</figure>", "<table><td>", "<!-- c -->", "<script>",
            "</script>", "&nbsp;", "\u200f", "اقرأ أيضاً", "<base href='//b.example/'>",
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=scaled(15, 150), suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_order_of_elements_is_read(pieces: list[str]) -> None:
    got, stats = parse("<html><body>" + "".join(pieces))
    assert not [key for key in stats if key.startswith("strategy_error/")]
    texts = [block["text"] for block in got["body_blocks"] if block["text"] is not None]
    assert (got["body_text"] or "") == "\n\n".join(texts)
    addresses = {image["url"] for image in got["images"]}
    assert all(b["url"] in addresses for b in got["body_blocks"] if b["type"] == "image")
