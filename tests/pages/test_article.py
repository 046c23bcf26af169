"""One rule of the extraction a test, each on the smallest page that shows it."""

from __future__ import annotations

import html
import json
import logging
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from mayadeen_crawler.items import EXTRACTED_FIELDS
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.pages import article
from mayadeen_crawler.pages.extraction import runner
from mayadeen_crawler.pages.extraction.page import Page
from tests.helpers.parse_page import URL, parse
from tests.helpers.table_tests import each_row

BYLINE = "<ul><li>By Jane Doe</li><li>3 Feb 2022 08:46</li></ul>"
TEXT = "<p>A summary.</p><img src='/a.jpg' alt='A'><div><p>One.</p><p>Two.</p></div>"
WHOLE = "The old ferry of the bay brought salt to Selm"
FULL = "The ferry that was lost in the fog came back with all her crew and a hold full of salt."


def page(body: str, head: str = "", title: str = "A title") -> str:
    return f"<html><head>{head}</head><body><h1>{title}</h1>{BYLINE}{body}</body></html>"


def tawsiyat(value: Mapping[str, Any]) -> str:
    return f'<script type="text/tawsiyat">{json.dumps(value)}</script>'


def jsonld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def texts(got: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(block["type"], block["text"] or block["url"]) for block in got["body_blocks"]]


# Metadata ------------------------------------------------------------------


ESCAPED = "{&quot;title&quot;: &quot;A title, T&quot;, &quot;postid&quot;: &quot;7&quot;}"


@each_row(
    "script",
    [
        '<script id="tawsiyat-metadata">{"title": "A title, T", "postid": "7"}</script>',
        '<script type="text/tawsiyat; charset=utf-8">{"title": "A title, T", "postid": 7}</script>',
        f'<script type="text/tawsiyat">{ESCAPED}</script>',
        '<script type="text/tawsiyat"><!-- {"title": "A title, T", "postid": " ٧ "} --></script>',
        '<script id="tawsiyat-metadata">oops</script>'
        + tawsiyat({"title": "A title, T", "postid": "07"}),
    ],
)
def test_embedded_metadata_is_found_in_its_variants(script: str) -> None:
    got, _ = parse(page(TEXT, script))
    assert (got["headline"], got["id"]) == ("A title, T", "en:7")


@pytest.mark.parametrize("kind", ["text/tawsiyat", "application/ld+json"])
def test_metadata_that_is_nearly_json_is_read(kind: str) -> None:
    name = "title" if kind == "text/tawsiyat" else "headline"
    script = f"""<script type="{kind}">/* Made by a plug-in */
        {{"@type": "Organization", name: 'The port',}}
        {{"@type": "NewsArticle", "{name}": "A title, the harbour\\'s "old"
        ferry", "author": "Jane Roe", // who wrote it
        }};</script>"""
    got, stats = parse(page(TEXT, script))
    assert got["headline"] == 'A title, the harbour\'s "old" ferry'
    assert got["authors"] == [{"name": "Jane Roe", "url": None}]
    assert not any(key.startswith("metadata_malformed") for key in stats)


@each_row("content", ["", "[]", "null", '{"title" "T"}', '{"title": T!}', '{"title": "T"', "[{}]"])
def test_malformed_metadata_falls_through(content: str) -> None:
    script = f'<script type="text/tawsiyat">{content}</script>'
    got, stats = parse(page(TEXT, script))
    assert got["headline"] == "A title"
    assert got["provenance"]["headline"] == "visible"
    assert stats["metadata_malformed/tawsiyat"] == 1


def test_empty_keywords_are_an_answer() -> None:
    tags = "<ul><li><a href='/tags/a'>A tag</a></li><li><a href='/tags/b'>B tag</a></li></ul>"
    head = "<meta name=keywords content='site, words'>"
    got, _ = parse(page(TEXT + tags, head + tawsiyat({"keywords": " , "})))
    assert (got["keywords"], got["provenance"]["keywords"]) == ([], "tawsiyat")
    assert (got["tags"], got["provenance"]["tags"]) == (["A tag", "B tag"], "visible")
    got, _ = parse(page(TEXT, head + tawsiyat({"keywords": " , "})))
    assert (got["tags"], got["provenance"]["tags"]) == ([], "tawsiyat")
    assert "keywords_only_tags" not in got["doubts"]
    got, _ = parse(page(TEXT + tags, tawsiyat({"keywords": None})))
    assert (got["tags"], got["provenance"]["tags"]) == (["A tag", "B tag"], "visible")


def test_keywords_are_parted_at_arabic_commas_too() -> None:
    for head in (
        tawsiyat({"url": URL, "title": "A title", "keywords": "صور، صيدا,بيروت"}),
        jsonld({"@type": "NewsArticle", "url": URL, "keywords": "صور، صيدا,بيروت"}),
        '<meta name="keywords" content="صور، صيدا,بيروت">',
        '<meta property="article:tag" content="صور، صيدا,بيروت">',
    ):
        got, _ = parse(page(TEXT, head))
        assert got["keywords"] == got["tags"] == ["صور", "صيدا", "بيروت"]


def test_an_empty_description_speaks_for_the_metadata_only() -> None:
    head = tawsiyat({"description": ""}) + "<meta name=description content='Of the whole site'>"
    got, _ = parse(page(TEXT, head))
    assert (got["summary"], got["provenance"]["summary"]) == ("A summary.", "visible")
    got, _ = parse(page("<div><p>One.</p><p>Two.</p></div>", head))
    assert (got["summary"], got["provenance"]["summary"]) == (None, "tawsiyat")


def test_a_time_that_cannot_be_read_does_not_win() -> None:
    head = tawsiyat({"published_time": "soon"}) + jsonld(
        {"@type": "Article", "datePublished": "2022-02-03", "dateModified": "never"}
    )
    got, stats = parse(page(TEXT, head))
    # The day in the JSON-LD is less than the minute on the page.
    assert (got["published_at"], got["provenance"]["published_at"]) == (
        "2022-02-03T06:46:00Z",
        "visible",
    )
    assert (got["modified_at"], got["provenance"]["modified_at"]) == (None, None)
    assert "dates/unreadable" not in stats

    body = "<h1>A title</h1><ul><li>By Jane Doe</li></ul>" + TEXT
    got, _ = parse(head + body)
    assert (got["published_date"], got["provenance"]["published_date"]) == ("2022-02-03", "jsonld")
    assert got["published_at"] is None
    got, stats = parse(
        tawsiyat({"published_time": "soon", "last_updated": "2022-02-03T10:00Z"}) + body
    )
    assert (got["published_at"], got["published_raw"]) == (None, None)
    assert stats["dates/unreadable"] == 1


def test_json_ld_of_this_page_wins_over_that_of_related_ones() -> None:
    nodes = [
        {"@type": "NewsArticle", "headline": "Another", "url": URL + "-two"},
        {"@type": "WebPage", "name": "Not it"},
        {"@type": "http://schema.org/OpinionNewsArticle", "headline": "This", "url": URL + "/"},
        {"@type": "VideoObject", "name": "A video", "contentUrl": "/v.mp4", "duration": "PT1H2S"},
    ]  # fmt: skip
    got, _ = parse(page(TEXT, jsonld(nodes)))
    assert got["headline"] == "This"
    assert got["videos"] == [
        {"url": "https://english.almayadeen.net/v.mp4", "duration_seconds": 3602}
    ]


@each_row(
    ("author", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Centre for Research and Studies", ["Centre for Research and Studies"]),
        ({"name": ["Jane Doe"]}, ["Jane Doe"]),
        ([{"@type": "Person", "name": "Jane Doe"}, "jane doe", {"name": None}], ["Jane Doe"]),
        ({"@type": "Organization", "name": "Al Mayadeen English"}, ["Jane From The Page"]),
        ([[], {}, 7], ["7"]),
        (["Jane Doe", "John Roe"], ["Jane Doe", "John Roe"]),
        ([["Jane Doe", [{"name": "John Roe"}]], "Ann Poe"], ["Jane Doe", "John Roe", "Ann Poe"]),
        ({"@list": [{"name": "Jane Doe"}, "John Roe"]}, ["Jane Doe", "John Roe"]),
        ({"name": ["Jane Doe", "John Roe"]}, ["Jane Doe", "John Roe"]),
        ({"name": {"@value": "Jane Doe", "@language": "en"}}, ["Jane Doe"]),
        ({"givenName": "Jane", "familyName": "Doe"}, ["Jane Doe"]),
        ({"name": None, "alternateName": "Jane Doe"}, ["Jane Doe"]),
        ({"name": "By Jane Doe, Editor in Chief"}, ["Jane Doe"]),
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ({"@type": "Organization", "name": "Clay Institute"}, ["Clay Institute"]),
        ([{"name": "Al Mayadeen English"}, {"name": "Jane Doe"}], ["Jane Doe"]),
        ("By Al Mayadeen English", ["Jane From The Page"]),
        ({"@id": "https://example.org/jane"}, ["Jane From The Page"]),
        ("https://example.org/jane", ["Jane From The Page"]),
    ],
)  # fmt: skip
def test_authors_of_json_ld(author: object, names: list[str]) -> None:
    body = f"<h1>A title</h1><p>By Jane From The Page</p>{TEXT}"
    got, _ = parse(jsonld({"@type": "Article", "author": author}) + body)
    assert [author["name"] for author in got["authors"]] == names


@each_row(
    "author",
    [
        {"@id": "#jane"},
        "#jane",
        [{"@id": "#jane", "@type": "Person"}],
        {"@type": "Person", "name": "Jane Doe", "url": "/authors/jane"},
        {"@type": "Person", "name": "Jane Doe", "url": {"@id": "/authors/jane"}},
        {"@type": "Person", "name": "Jane Doe", "url": [{"@type": "URL", "url": "/authors/jane"}]},
        {"@type": "Person", "name": "By Jane Doe, Reporter", "url": "/authors/jane"},
    ],
)
def test_an_author_of_json_ld_has_an_address(author: object) -> None:
    jane = {"@type": "Person", "@id": "#jane", "name": "Jane Doe", "url": "/authors/jane"}
    graph = {"@graph": [{"@type": "NewsArticle", "author": author}, jane]}
    got, _ = parse(page(TEXT, jsonld(graph)))
    url = "https://english.almayadeen.net/authors/jane"
    assert got["authors"] == [{"name": "Jane Doe", "url": url}]


HOUSES = [
    "Al Mayadeen", "Al Mayadeen Net", "Almayadeen", "الميادين نت", "Agencies",
    # Desks and accounts.
    "News Desk", "Online Editor", "jdoe", "web.desk2",
]  # fmt: skip


@each_row("name", HOUSES)
def test_a_person_goes_before_the_name_of_the_outlet_or_an_agency(name: str) -> None:
    signed = "<h1>A title</h1><p>By <a href='/authors/jane'>Jane Doe</a></p>" + TEXT
    for head in (
        tawsiyat({"author": name}),
        jsonld({"@type": "Article", "author": {"@type": "Organization", "name": name}}),
        f"<meta name=author content='{name}'>",
    ):
        got, _ = parse(head + signed)
        assert [author["name"] for author in got["authors"]] == ["Jane Doe"]
        assert got["provenance"]["authors"] == "visible"
        got, _ = parse(f"{head}<h1>A title</h1>{TEXT}")
        assert [author["name"] for author in got["authors"]] == [name]
    # A person whom the metadata names stays, and so does the outlet beside no person.
    got, _ = parse(tawsiyat({"author": "Ann Poe"}) + signed)
    assert [author["name"] for author in got["authors"]] == ["Ann Poe"]
    got, _ = parse(
        tawsiyat({"author": name})
        + signed.replace("<a href='/authors/jane'>Jane Doe</a>", "Reuters")
    )
    assert [author["name"] for author in got["authors"]] == [name]


def test_the_page_may_name_more_authors_than_metadata() -> None:
    for author, signed, names in (
        ("Jane Doe", "Jane Doe and Tom Coe", ["Jane Doe", "Tom Coe"]),
        ("Jane Doe", "Tom Coe and Jane Doe", ["Jane Doe", "Tom Coe"]),
        ("Jane Doe", "Tom Coe and Ann Poe", ["Jane Doe"]),
        ("Jane Doe and Tom Coe", "Jane Doe", ["Jane Doe", "Tom Coe"]),
    ):
        head = jsonld({"@type": "Article", "author": {"name": author}})
        got, _ = parse(f"{head}<h1>A title</h1><p>By {signed}</p><p>3 Feb 2022</p>{TEXT}")
        assert [author["name"] for author in got["authors"]] == names


def test_the_page_gives_an_author_its_address() -> None:
    head = tawsiyat({"author": "JANE DOE"})
    body = f"<h1>A title</h1><p>By <a href='/authors/jane'>Jane Doe</a></p>{TEXT}"
    got, _ = parse(head + body)
    url = "https://english.almayadeen.net/authors/jane"
    assert got["authors"] == [{"name": "JANE DOE", "url": url}]


@each_row(
    ("href", "by"),
    [
        ("https://english.almayadeen.net/", "url"),
        ("/news/politics", "url"),
        ("https://other.example/news/politics/a-page-elsewhere", "url"),
        ("http://[", "url"),
        ("/news/politics/the-page-of-another-post", "url"),
        ("/articles/features/SLUG?utm_source=a", "meta"),
    ],
)
def test_a_canonical_link_must_lead_to_a_form_of_the_pages_address(href: str, by: str) -> None:
    slug = URL.rsplit("/", 1)[1]
    got, _ = parse(page(TEXT, f'<link rel="canonical" href="{href.replace("SLUG", slug)}">'))
    assert got["provenance"]["canonical_url"] == by
    true = f"https://english.almayadeen.net/articles/features/{slug}"
    assert got["canonical_url"] == (URL if by == "url" else true)


@each_row(
    ("title", "headline"),
    [
        ("Bakers win | Al Mayadeen English", "Bakers win"),
        ("Bakers win - The Site", "Bakers win"),
        ("Bakers win &amp;#8211; al mayadeen", "Bakers win"),
        ("Bakers win | Economy | Al Mayadeen English", "Bakers win | Economy"),
        ("A title | Economy | Al Mayadeen English", "A title"),
        ("Al Mayadeen English | A title", "A title"),
        # Part of the headline: no site's name, not at the end, or shown to the reader.
        ("Bakers win | at last", "Bakers win | at last"),
        ("Bakers talk to Al Mayadeen English", "Bakers talk to Al Mayadeen English"),
        ("Al Mayadeen - the early years", "Al Mayadeen - the early years"),
        ("Bakers on air - Al Mayadeen", "Bakers on air - Al Mayadeen"),
        ("Al Mayadeen English", "A title"),
    ],
)
def test_a_headline_loses_the_sites_name_only(title: str, headline: str) -> None:
    site = '<meta property="og:site_name" content="The Site">'
    shown = "Bakers on air - Al Mayadeen" if "on air" in title else "A title"
    for source in (
        f'<meta property="og:title" content="{title}">',
        jsonld({"@type": "NewsArticle", "url": URL, "headline": title}),
        tawsiyat({"url": URL, "title": title}),
    ):
        got, _ = parse(page(TEXT, site + source, title=shown))
        assert got["headline"] == headline, source


@each_row(
    ("content", "shown", "headline"),
    [
        ("The old ferry of the bay brought...", WHOLE, WHOLE),
        ("The old ferry of the bay bro…", WHOLE, WHOLE),
        ("The old ferry of the bay brought [...]", WHOLE, WHOLE),
        ("The old ferry of the bay - Economy", "The old ferry of the bay", None),
        (" ".join([WHOLE] * 3), " ".join([WHOLE] * 4), None),
        # No form of what is shown, or all of it.
        ("The old ferry of the bay", WHOLE, "The old ferry of the bay"),
        ("The new ferry of the bay...", WHOLE, "The new ferry of the bay..."),
        ("And then...", "And then...", "And then..."),
        ("Selm - the ferry of the bay is lost", "Selm", "Selm - the ferry of the bay is lost"),
    ],
)
def test_the_headline_that_is_shown_goes_before_a_form_of_it(
    content: str, shown: str, headline: str | None
) -> None:
    for head in (
        f'<meta property="og:title" content="{content}">',
        jsonld({"@type": "NewsArticle", "url": URL, "headline": content}),
    ):
        got, _ = parse(page(TEXT, head, title=shown))
        assert got["headline"] == (headline or shown)


@each_row(
    ("content", "summary"),
    [
        ("The ferry that was lost in the fog came back with all...", FULL),
        ("The ferry that was lost in the fog came back with all her cr", FULL),
        ("The ferry that was lost in the fog", "The ferry that was lost in the fog"),
        ("Al Mayadeen is an Arab Independent Media Satellite Channel.", FULL),
        ("الميادين قناة فضائية عربية إخبارية مستقلة", FULL),
    ],
)
def test_the_summary_that_is_shown_goes_before_a_cut_one_and_a_slogan(
    content: str, summary: str
) -> None:
    text = f"<p class='lg_para summary'>{FULL}</p><div class='p-content'><p>One.</p></div>"
    for head in (
        f'<meta property="og:description" content="{content}">',
        jsonld({"@type": "NewsArticle", "url": URL, "description": content}),
        tawsiyat({"url": URL, "title": "A title", "description": content}),
    ):
        assert parse(page(text, head))[0]["summary"] == summary


PARAGRAPH = "The ferry of Orvan was lost in the fog on Monday night."


@each_row(
    ("content", "without_lead"),
    [
        ("A title", None),
        ("A title - Al Mayadeen", "A title - Al Mayadeen"),
        (PARAGRAPH, PARAGRAPH),
        ("The ferry of Orvan was lost [&hellip;]", "The ferry of Orvan was lost […]"),
        (f"{PARAGRAPH} All her crew", f"{PARAGRAPH} All her crew"),
    ],
)
def test_a_lead_that_is_shown_is_the_summary_where_the_metadata_repeat_the_page(
    content: str, without_lead: str | None
) -> None:
    shown = f"<p class='lead'>{FULL}</p><img src='/a.jpg' alt='A'>"
    marked = f"<p class='lg_para summary'>{FULL}</p>"
    text = f"<div class='p-content'><p>{PARAGRAPH}</p><p>All her crew is well.</p></div>"
    for head in (
        f'<meta property="og:description" content="{content}">',
        tawsiyat({"url": URL, "title": "A title", "description": html.unescape(content)}),
    ):
        for front, summary in ((shown, FULL), (marked, FULL), ("", without_lead)):
            got, _ = parse(page(front + text, head))
            assert got["summary"] == summary
            assert got["body_text"] == f"{PARAGRAPH}\n\nAll her crew is well."


def test_a_lead_that_is_marked_is_the_summary_whatever_the_metadata_say() -> None:
    head = '<meta property="og:description" content="All news of the ferry, first on our site">'
    text = f"<div class='p-content'><p>{PARAGRAPH}</p><p>All her crew is well.</p></div>"
    got, _ = parse(page(f"<p class='lg_para summary'>{FULL}</p>{text}", head))
    assert (got["summary"], got["provenance"]["summary"]) == (FULL, "markup")


@each_row(
    "line",
    [
        "<p>Special to this site</p><img src='/a.jpg'>",
        "<img src='/a.jpg'><p>The ferry in the harbour of Orvan, a day before.</p>",
        "<div>This text was written for another paper.</div><img src='/a.jpg'>",
    ],
)
def test_a_line_that_may_be_a_note_or_caption_is_no_lead_against_the_metadata(line: str) -> None:
    head = '<meta property="og:description" content="The crew tells how it found the way.">'
    text = f"<div><p>{PARAGRAPH}</p><p>All her crew is well.</p></div>"
    got, _ = parse(page(line + text, head))
    assert got["summary"] == "The crew tells how it found the way."


def test_a_logo_is_no_cover() -> None:
    for name in (
        "logo.png", "logo-share.png", "site_logo2.jpg",
        "og-image.png", "site-og-default.jpg", "default-share.jpg", "no-image.png",
    ):  # fmt: skip
        for head in (
            (
                f'<meta property="og:image" content="/assets/{name}">'
                '<meta property="og:image:alt" content="The Site">'
            ),
            jsonld({"@type": "NewsArticle", "url": URL, "image": f"/assets/{name}"}),
            tawsiyat({"url": URL, "title": "A title", "thumbnail": f"/assets/{name}"}),
        ):
            got, _ = parse(page(TEXT, head))
            images = [(i["url"].rsplit("/")[-1], i["alt"], i["role"]) for i in got["images"]]
            assert images == [("a.jpg", "A", "cover")]
    for name in (
        "catalogo-logos.jpg",
        "norland-default-looms.jpg",
        "share-of-the-catch.jpg",
        "facebook-share-price-falls.jpg",
    ):
        got, _ = parse(page(TEXT, f'<meta property="og:image" content="/{name}">'))
        assert got["images"][0]["url"].endswith(f"/{name}")


@each_row(
    ("written", "text"),
    [
        ("The mayor&amp;#039;s ferry is back at sea", "The mayor's ferry is back at sea"),
        ("The &amp;quot;old&amp;quot; ferry &amp;amp; its crew", 'The "old" ferry & its crew'),
        ("The &amp;amp;quot;old&amp;amp;quot; ferry", 'The "old" ferry'),
        ("The ferry&amp;nbsp;&amp;ndash; and its crew", "The ferry – and its crew"),
        (
            "AT&amp;T&apos;s R&amp;D &amp;copy its ?a=1&amp;copy=2",
            "AT&T's R&D &copy its ?a=1&copy=2",
        ),
    ],
)
def test_what_is_escaped_twice_is_decoded(written: str, text: str) -> None:
    head = (
        f'<meta property="og:title" content="{written}">'
        f'<meta name="description" content="{written} sails">'
        f'<meta name="keywords" content="{written}">'
        '<meta property="og:image" content="/a.jpg">'
        f'<meta property="og:image:alt" content="{written}">'
    )
    got, _ = parse(page("<div><p>One.</p><p>Two.</p></div>", head))
    assert (got["headline"], got["summary"], got["tags"]) == (text, f"{text} sails", [text])
    assert got["images"][0]["alt"] == text
    cover = f"<img src='/b.jpg' alt='{written}'><figcaption>{written}</figcaption>"
    got, _ = parse(page(f"<p>{written} sails</p>{cover}<p>One.</p><p>Two.</p>", title=written))
    assert (got["headline"], got["summary"]) == (text, f"{text} sails")
    assert (got["images"][0]["alt"], got["images"][0]["caption"]) == (text, text)
    node = {"@type": "Article", "url": URL, "headline": html.unescape(written)}
    got, _ = parse(page(TEXT, jsonld(node)))
    assert got["headline"] == text


def test_an_address_in_metadata_is_no_escape() -> None:
    head = jsonld({"@type": "Article", "image": "/a.jpg?width=9&region=b&amp;copy=1"})
    got, _ = parse(page("<p>One.</p><p>Two.</p>", head))
    assert got["images"][0]["url"].endswith("/a.jpg?width=9&region=b&copy=1")


def test_addresses_are_on_the_mirror_that_is_read() -> None:
    host = "https://english.almayadeen.net"
    head = tawsiyat({"url": f"{host}/news/politics/a-b-c", "thumbnail": f"{host}/m/a.jpg?v=3"})
    got, _ = parse(
        page(f"<p>One <a href='{host}/news/politics/d-e-f'>link</a>.</p><p>Two.</p>", head),
        url="http://127.0.0.1:8000/news/politics/a-b-c",
        base_url="http://127.0.0.1:8000",
    )
    assert got["canonical_url"] == "http://127.0.0.1:8000/news/politics/a-b-c"
    assert got["images"][0]["url"] == "http://127.0.0.1:8000/m/a.jpg?v=3"
    assert got["links"] == [{"url": "http://127.0.0.1:8000/news/politics/d-e-f", "text": "link"}]


# What a reader sees -----------------------------------------------------------


def test_words_are_neither_glued_nor_split() -> None:
    body = (
        "<div><p>Pal<b>estine</b>, <i>two</i><a href='/a-b/c-d'>words</a>\n and\u00a0<em>more</em>."
        "<br>Next<br/>line.<br>\n<br>A paragraph.</p>Loose text <b>of</b> it."
        "<p>The\u200f end\u00ad.</p></div>"
    )
    got, _ = parse(page("<p>A summary.</p><img src='/a.jpg'>" + body))
    assert got["body_text"].split("\n\n") == [
        "Palestine, twowords and more. Next line.",
        "A paragraph.",
        "Loose text of it.",
        "The end.",
    ]


def test_what_is_no_text_is_left_out() -> None:
    body = (
        "<p>One.</p><script>var a = 'By Nobody';</script><style>p{}</style>"
        "<noscript>No script.</noscript><template><p>Template.</p></template><p hidden>Hidden.</p>"
        "<p style='display: none'>Style.</p><p>x</p><button>Load more</button><p>Load more</p>"
        "<ul><li><a href='https://x.com/share'>x</a></li></ul><nav><p>Navigation.</p></nav>"
        "<p>Two.</p>"
    )
    foot = "<footer><p>A foot.</p></footer>"
    got, _ = parse(page(f"<p>A summary.</p><img src='/a.jpg'><div>{body}</div>{foot}"))
    assert got["body_text"] == "One.\n\nTwo."


def test_posts_and_players_are_embeds() -> None:
    body = (
        "<p>One.</p><blockquote><p>A post.</p>— A (@a)"
        " <a href='https://x.com/a/status/12'>May 2</a></blockquote>"
        "<blockquote class='instagram-media'"
        " data-instgrm-permalink='https://www.instagram.com/p/1/'>I</blockquote>"
        "<iframe data-src='https://www.youtube.com/embed/v1'></iframe>"
        "<iframe src='about:blank'></iframe><iframe src='https://ad.doubleclick.net/x'></iframe>"
        "<blockquote>A <a href='/a/b-c'>quote</a>.</blockquote>"
    )
    got, _ = parse(page(f"<p>A summary.</p><img src='/a.jpg'><div>{body}</div>"))
    assert texts(got) == [
        ("paragraph", "One."),
        ("embed", "https://x.com/a/status/12"),
        ("embed", "https://www.instagram.com/p/1/"),
        ("embed", "https://www.youtube.com/embed/v1"),
        ("quote", "A quote."),
    ]
    assert [video["url"] for video in got["videos"]] == ["https://www.youtube.com/embed/v1"]


def test_a_picture_is_one_whatever_its_size() -> None:
    head = (
        '<meta property="og:image" content="/m/a.jpg?w=1200">'
        '<meta property="og:image:alt" content="Meta">'
    )
    body = (
        "<p>A summary.</p><figure><img src='/m/a.jpg?w=600' alt='Page'>"
        "<figcaption>The caption</figcaption></figure><div><p>One.</p><figure><picture>"
        "<source srcset='/m/b-1.jpg 1x, /m/b-2.jpg 2x'><img alt='B'></picture></figure>"
        "<img src='data:image/gif;base64,AA' data-src='/m/c.jpg' alt=''>"
        "<img src='/pixel.gif' width='1' height='1'><p>Two.</p></div>"
    )
    got, _ = parse(page(body, head))
    host = "https://english.almayadeen.net"
    assert [(i["url"], i["alt"], i["caption"], i["role"]) for i in got["images"]] == [
        (f"{host}/m/a.jpg?w=1200", "Meta", "The caption", "cover"),
        (f"{host}/m/b-2.jpg", "B", None, "inline"),
        (f"{host}/m/c.jpg", None, None, "inline"),
    ]
    assert texts(got)[1:3] == [("image", f"{host}/m/b-2.jpg"), ("image", f"{host}/m/c.jpg")]


def test_the_site_s_own_name_is_no_headline() -> None:
    body = f"<h1>Al Mayadeen English</h1><h1>Slogan</h1><p>x</p><h1>The title</h1>{BYLINE}{TEXT}"
    got, _ = parse(f"<html><head><title>Slogan</title></head><body>{body}")
    assert got["headline"] == "The title"


def test_a_page_that_is_no_article_has_no_headline() -> None:
    got, stats = parse(
        "<html><head><title>Al Mayadeen English</title></head><body><p>Some text.</p>"
    )
    assert (got["headline"], got["body_text"]) == (None, None)
    assert stats["field/headline/missing"] == 1


def test_a_video_s_length_without_its_address_is_kept() -> None:
    got, _ = parse(page("", tawsiyat({"video_duration": "156"})))
    assert got["videos"] == [{"url": None, "duration_seconds": 156}]
    got, _ = parse(
        page("<video><source src='/v.mp4'></video>", tawsiyat({"video_duration": "156"}))
    )
    assert got["videos"] == [
        {"url": "https://english.almayadeen.net/v.mp4", "duration_seconds": 156}
    ]


def test_the_last_resort_is_asked_where_nothing_was_recognised() -> None:
    words = "A long enough sentence of made-up text for the last resort to take it for one. " * 3
    body = f"<div><p>{words}</p><p>{words}</p></div>"
    got, _ = parse(f"<html><head><title>A title</title></head><body>{body}</body></html>")
    assert got["provenance"]["body_text"] == "trafilatura"
    assert "long enough" in got["body_text"]
    # The body of JSON-LD is better than a guess, and worse than what a reader sees.
    node = jsonld({"@type": "Article", "headline": "T", "articleBody": "<p>One.</p><p>Two.</p>"})
    got, _ = parse(node + body)
    assert (got["body_text"], got["provenance"]["body_text"]) == ("One.\n\nTwo.", "jsonld")
    got, _ = parse(page(TEXT, node))
    assert (got["body_text"], got["provenance"]["body_text"]) == ("One.\n\nTwo.", "visible")
    # A page that lost its text: its headline is none.
    got, _ = parse("<html><body><article><h1>The story of a town</h1></article></body></html>")
    assert (got["headline"], got["body_text"]) == ("The story of a town", None)


def test_the_last_resort_keeps_no_names_that_pages_make_up(monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[threading.Thread] = []

    def extract(_html: str, **_: bool) -> str:
        where.append(threading.current_thread())
        return "A text."

    monkeypatch.setattr("trafilatura.extract", extract)
    got, _ = parse("<html><head><title>A title</title></head><body><p>a</p></body></html>")
    assert (got["body_text"], len(where)) == ("A text.", 1)
    assert where[0] not in threading.enumerate()  # lxml keeps names for as long as its thread lives


# How strategies are run ---------------------------------------------------------


def test_a_broken_strategy_costs_no_other_field(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Page) -> object:
        raise RecursionError("a bug")

    choices = tuple(
        runner.FieldStrategies(c.field, (("tawsiyat", broken), *c.strategies), c.empty)
        for c in article.FIRST
    )
    monkeypatch.setattr(article, "FIRST", choices)
    monkeypatch.setattr(runner, "_warned", set())
    with caplog.at_level(logging.DEBUG, runner.__name__):
        got, stats = parse(page(TEXT))
        parse(page(TEXT))
    assert got["headline"] == "A title"
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert stats["strategy_error/tawsiyat"] == len(choices)
    # A strategy that fails on every page fills no log with warnings.
    assert [r.levelname for r in caplog.records].count("WARNING") == 1
    assert {r.levelname for r in caplog.records[1:]} == {"DEBUG"}


def test_every_extracted_field_is_counted_once() -> None:
    _, stats = parse(page(TEXT))
    fields = [key.split("/")[1] for key in stats if key.startswith("field/")]
    assert sorted(fields) == sorted(EXTRACTED_FIELDS)
    assert set(stats.values()) == {1}


@each_row(
    ("lang", "edition", "language", "by"),
    [
        ("en", "es", "es", "url"),
        ("en-US", "ar", "ar", "url"),
        ("ar", "ar", "ar", "meta"),
        ("es-ES", "es", "es-ES", "meta"),
        ("ES_419", "es", "es-419", "meta"),
        ("", "en", "en", "url"),
    ],
)
def test_a_templates_language_is_not_the_pages(
    lang: str, edition: str, language: str, by: str
) -> None:
    html = page(TEXT).replace("<html>", f'<html lang="{lang}">')
    url = EDITIONS[edition].base_url + "/news/politics/a-page-of-made-up-text"
    got, _ = parse(html, url=url, edition=edition)
    assert (got["language"], got["provenance"]["language"]) == (language, by)


def test_a_description_that_repeats_the_headline_is_no_summary() -> None:
    head = '<meta name="description" content="A Title">'
    embedded = tawsiyat({"title": "A title", "description": "A title"})
    lead = "<p class='lg_para'>They lit the fire on Monday.</p>"
    text = "<div class='p-content'><p>One.</p><p>Two.</p></div>"
    for repeated in (head, embedded, head + embedded):
        got, _ = parse(page(lead + text, repeated))
        assert (got["summary"], got["provenance"]["summary"]) == (
            "They lit the fire on Monday.",
            "markup",
        )
        got, _ = parse(page(text, repeated))
        assert (got["summary"], got["provenance"]["summary"]) == (None, None)
    got, _ = parse(page(text, embedded + '<meta name="description" content="A fire was lit.">'))
    assert (got["summary"], got["provenance"]["summary"]) == ("A fire was lit.", "meta")


def test_markup_in_a_description_is_no_text() -> None:
    title, lead = "<em>A</em> title", "<p class='x'>A <b>fire</b> was</p>lit<br/>at 3 < 4."
    embedded = tawsiyat({"title": title, "description": lead})
    metas = (
        f'<meta property="og:title" content="{title}">'
        f'<meta name="description" content="{html.escape(lead)}">'
    )
    for head in embedded, metas:
        got, _ = parse(page(TEXT, head))
        assert (got["headline"], got["summary"]) == ("A title", "A fire was lit at 3 < 4.")


def test_the_video_of_another_post_is_not_the_articles() -> None:
    video = {"@type": "VideoObject", "name": "Rowers", "contentUrl": "https://v.test/a.mp4"}
    other = video | {"url": "/videos/newsfeed/rowers-cross-the-whole-wide-bay"}
    assert parse(page(TEXT, jsonld(other)))[0]["videos"] == []
    # A player's own title is often another than the article's.
    found = parse(page(TEXT, jsonld(video)))[0]["videos"]
    assert found == [{"url": "https://v.test/a.mp4", "duration_seconds": None}]


def test_a_picture_is_one_though_its_name_says_a_size() -> None:
    head = '<meta property="og:image" content="https://cdn.test/m/a.jpg">'
    body = (
        "<figure><img src='/m/a-800x450.jpg' alt='A kiln'><figcaption>Lit</figcaption></figure>"
        "<p>One.</p><img src='/_next/image?w=8&url=%2Fm%2Fb.jpg%3Fv%3D1&amp;q=75'>"
        "<img src='/_next/image?url=https%3A%2F%2Fcdn.test%2Fm%2Fc.jpg&amp;w=8'><p>Two.</p>"
    )
    got, _ = parse(page(body, head))
    assert [(i["url"], i["alt"], i["caption"]) for i in got["images"]] == [
        ("https://cdn.test/m/a.jpg", "A kiln", "Lit"),
        ("https://english.almayadeen.net/m/b.jpg?v=1", None, None),
        ("https://cdn.test/m/c.jpg", None, None),
    ]
    crops = [f"/m/{size}/a.jpg" for size in ("1x1", "4x3", "16x9")]
    programs = ["/GetImage.ashx?id=1", "/GetImage.ashx?id=2"]
    for given, kept in (crops, crops[:1]), (programs, programs):
        got, _ = parse(page("<p>One.</p><p>Two.</p>", jsonld({"@type": "Article", "image": given})))
        host = "https://english.almayadeen.net"
        assert [image["url"] for image in got["images"]] == [host + url for url in kept]
