"""The addresses of tag pages that an article's links show, and links that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.article import Hints, parse_article
from mayadeen_crawler.pages.article_layout.tag_links import MAX_TAG_LINKS, tag_links
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import is_list_url, section_at
from tests.helpers.page_parts import (
    BYLINE,
    FOOT,
    HEAD,
    LEAD,
    MOST_READ,
    TEXT,
)
from tests.helpers.parse_page import Stats
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

URL = "https://english.almayadeen.net/news/politics/a-page-of-made-up-text"
MENU = "<nav><ul><li><a href='/clay-news'>Clay</a></li><li><a href='/fire'>Fire</a></li></ul></nav>"


def learned(tags: str, *, head: str = "", edition: str = "en", base: str = "") -> dict[str, str]:
    """Return label → path and query of the tag links learned from a page with these *tags*."""
    page = f"<html><head>{head}</head><body>{MENU}{HEAD}{BYLINE}{LEAD}{TEXT}{tags}{MOST_READ}{FOOT}"
    site = Site(EDITIONS[edition], base)
    response = HtmlResponse(base + "/news/politics/a-b-c" if base else URL, body=page.encode())
    now = datetime(2025, 11, 27, tzinfo=UTC)
    stats = Stats()
    item = parse_article(
        response, site, hints=Hints(), run_id="test", retrieved_at=now, stats=stats
    )
    assert not [key for key in stats if key.startswith("strategy_error/")]
    if not head:
        alone = tag_links(Page(response, site))
        assert [(one.text, one.url) for one in alone] == [
            (one.label, one.url) for one in item.list_links if one.kind == "tag"
        ]
    return {
        one.label: one.url.removeprefix(site.base_url)
        for one in item.list_links
        if one.kind == "tag"
    }


def ul(*links: tuple[str, str]) -> str:
    items = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in links)
    return f"<ul>{items}</ul>"


def test_the_links_of_the_tags_are_learned_in_canonical_form() -> None:
    tags = ul(
        ("/tags/clay/?utm_source=x#top", "Clay"),
        ("https://english.almayadeen.net/tags/night-kilns", "#Night kilns"),
    )
    assert learned(tags) == {"Clay": "/tags/clay", "Night kilns": "/tags/night-kilns"}


def test_who_keeps_no_addresses_leaves_them_out() -> None:
    row = ul(("/tags/clay", "Clay"), ("/tags/fire", "Fire"))
    page = HtmlResponse(URL, body=f"<body>{HEAD}{BYLINE}{LEAD}{TEXT}{row}{FOOT}".encode())
    item = parse_article(
        page, Site(EDITIONS["en"]), hints=Hints(), run_id="test",
        retrieved_at=datetime(2025, 11, 27, tzinfo=UTC), stats=Stats(), with_list_links=False,
    )  # fmt: skip
    assert (item.tags, item.list_links) == (["Clay", "Fire"], ())


def test_a_mirror_is_where_they_are_learned_on() -> None:
    tags = ul(("https://english.almayadeen.net/tags/clay", "Clay"), ("/tags/fire", "Fire"))
    base = "http://127.0.0.1:8000"
    assert learned(tags, base=base) == {"Clay": "/tags/clay", "Fire": "/tags/fire"}


def test_the_foot_of_an_article_is_its_own() -> None:
    row = "<p>Tags: <a href='/subject/11'>Clay</a>, <a href='/tags/fire'>Fire</a></p>"
    assert learned(f"<article><footer>{row}</footer></article>") == {
        "Clay": "/subject/11", "Fire": "/tags/fire",
    }  # fmt: skip
    assert learned(f"<footer>{row}</footer>") == {}


def test_tags_that_metadata_names_are_found_by_their_links() -> None:
    meta = '<meta name="keywords" content="Clay,Night kilns">'
    inside = "<p>See <a href='/keywords/4411'>Night kilns</a> and <a href='/tags/x'>more</a>.</p>"
    assert learned(inside, head=meta) == {"Night kilns": "/keywords/4411"}


@each_row(
    "href",
    [
        "https://elsewhere.example/tags/clay",
        "//elsewhere.example/tags/clay",
        "javascript:alert(1)",
        "/",
        "#clay",
        "/news/politics",
        "/news/politics/clay",
        "/news/politics/some-article-about-clay",
        "/palestine",
        "/regions/palestine",
        "/authors/clay",
        "/about-us",
        "/search?q=clay",
        "/some-folder/another-made-up-article",
        "/some-folder/elsewhere",
        "/tags",
        "/tags/" + "x" * 1000,
    ],
)
def test_what_is_no_tag_page_is_not_learned(href: str) -> None:
    assert learned(ul((href, "Clay"), ("/tags/fire", "Fire"))) in (
        {"Fire": "/tags/fire"},
        {},  # then the list is none of tags
    )


def test_a_page_teaches_only_so_many() -> None:
    many = [(f"/tags/clay-{n}", f"Clay {n}") for n in range(scaled(250, 1_000))]
    assert len(learned(ul(*many))) == MAX_TAG_LINKS


def test_arabic_tags() -> None:
    tags = ul(
        ("/tags/%D8%B5%D9%88%D8%B1", "صور"),
        ("/tags/الأمم-المتحدة", "الأمم\u200f المتحدة"),
    )
    assert learned(tags, edition="ar", base="https://www.almayadeen.net") == {
        "صور": "/tags/%D8%B5%D9%88%D8%B1",
        "الأمم المتحدة": "/tags/" + quote("الأمم-المتحدة"),
    }


@each_row(
    ("path", "label", "expected"),
    [
        ("/tags/anything", "Clay", True),
        ("/en/topics/anything", "Clay", True),
        ("/tags?name=clay", "Clay", True),
        ("/clay", "Clay", True),
        ("/about/night-kilns", "Night kilns", False),
        ("/subject/night--kilns", "Night kilns", True),
        ("/subject/8812", "Night kilns", True),
        ("/8812", "Night kilns", False),
        ("/subject/clay", "Night kilns", False),
        ("/articles/8812", "Night kilns", False),
    ],
)
def test_addresses_of_tags(path: str, label: str, expected: bool) -> None:
    site = Site(EDITIONS["en"])
    assert is_list_url(site.base_url + path, label, site, "tag") is expected
    assert not is_list_url("https://elsewhere.example" + path, label, site, "tag")


def test_sections_by_their_own_address() -> None:
    site = Site(EDITIONS["ar"])
    assert section_at("https://www.almayadeen.net/news/economic", site) == "economy"
    assert section_at("https://www.almayadeen.net/tv-reports/", site) == "tv-reports"
    assert section_at("https://www.almayadeen.net/news/politics/a-b-c", site) is None
    assert section_at("https://www.almayadeen.net/", site) is None
    assert section_at("mailto:x", site) is None
