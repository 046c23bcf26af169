"""What a page may cost: little more than ordinary pages of its size, never more than its budget."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages import body_choice, body_fallback
from mayadeen_crawler.pages.article_layout.list_links import list_links
from mayadeen_crawler.pages.article_layout.tag_links import shows_tag_label
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import cards, listing_page
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.listing_layout.navigation import navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.rss import feed_link
from mayadeen_crawler.pages.ticker import ticker
from tests.fuzz import targets
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.parse_page import parse
from tests.helpers.reading_time import MEGABYTE, seconds_of_ordinary_pages
from tests.helpers.served_site import Served, story
from tests.helpers.soak_figures import SOAK, scaled
from tests.pages.contents import ANSWERS, FEEDS, PAGES, ROBOTS, SITEMAPS, Content
from tests.pages.test_contents import robots

#: Times what a megabyte of ordinary pages costs. On the machine that this was measured on a
#: megabyte of those takes 0.35 seconds when it is quick, and the costliest here 0.9.
MOST = 5
HEAD = (
    "<html><body><h1>A title of made-up text</h1><ul><li>By Nila Reed</li>"
    "<li>3 Feb 2022 08:46</li></ul>"
)

#: What the targets of tests/fuzz read before a page: its edition and type.
HEADER = b"en text/html; charset=utf-8\n"
JSON_HEADER = b"en application/json; charset=utf-8\n"
PATH = "/news/politics/a-story-of-made-up-text"
#: Bytes of a page as large as DOWNLOAD_MAXSIZE lets it be, in the long tests.
LARGEST = scaled(4, 32) * MEGABYTE

#: What was costliest of a hundred kinds of content: many small elements of the kinds that decide
#: where an article's parts are.
COSTLY = {
    "paragraphs": "<p>a",
    "headlines": "<h1>A title of it</h1>",
    "cells": "<table><tr><td>a</td></tr></table>",
    "pictures": "<p>Text.</p><img src='/a.jpg' alt='b'>",
}


@pytest.mark.parametrize("kind", COSTLY)
@pytest.mark.soak
def test_a_megabyte_costs_little_more_than_ordinary_pages(kind: str) -> None:
    page = HEAD + COSTLY[kind] * (MEGABYTE // len(COSTLY[kind]))
    begin = time.process_time()
    parse(page)
    assert time.process_time() - begin < MOST * seconds_of_ordinary_pages()


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    "kind",
    [
        "bare article links",
        "cards in boxes of labels",
        "load more links",
        "most read",
        "links in one box",
        "blanks in the boxes of one card",
        "headers around headers",
    ],
)
def test_a_megabyte_of_a_listing_costs_little_more(kind: str) -> None:
    page = HEADER + PAGES[kind].of(MEGABYTE)
    begin = time.process_time()
    targets.listing(page)
    assert time.process_time() - begin < MOST * seconds_of_ordinary_pages()


def test_a_page_of_very_many_elements_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trafilatura would read each of the lists again with each that is around it."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)  # whoever imports it has an ImportError
    item = b"<li><a href='/t/a'>a</a></li>"
    url = f"{ENGLISH.base_url}{PATH}"
    few, many = (
        Page(HtmlResponse(url, body=b"<ul>" * 60 + item * number), Site(ENGLISH))
        for number in (100, 2_000)
    )
    assert body_fallback.of_trafilatura(many) is None
    with pytest.raises(ImportError):
        body_fallback.of_trafilatura(few)


def lists(data: bytes) -> None:
    """Read a page as a list of each kind, parsed once."""
    with suppress(TooCostly):
        response, site = targets._response(data, "/tags/syria")
        page = listing_page(response, site)
        assert page is not None
        for read in (cards, navigation, most_read, feed_link, ticker, list_links):
            read(page)
        next_page(page, 1)
        shows_tag_label(page, "Syria")


#: Who reads what of the largest size: all contents in the long tests, one in the short ones.
LARGE_CASES: dict[str, tuple[Callable[[bytes], None], bytes, Content]] = {
    **{f"article: {name}": (targets.article, HEADER, PAGES[name]) for name in PAGES},
    **{f"lists: {name}": (lists, HEADER, PAGES[name]) for name in PAGES},
    **{f"answer: {name}": (targets.listing, JSON_HEADER, one) for name, one in ANSWERS.items()},
    **{f"sitemap: {name}": (targets.sitemap, b"", one) for name, one in SITEMAPS.items()},
    **{f"feed: {name}": (targets.rss, b"", one) for name, one in FEEDS.items()},
    **{f"robots: {name}": (robots, b"", one) for name, one in ROBOTS.items()},
}


@pytest.mark.parametrize("case", LARGE_CASES if SOAK else ["article: sent n"])
def test_a_page_of_the_largest_size_costs_little_more(case: str) -> None:
    read, header, content = LARGE_CASES[case]
    page = header + content.of(LARGEST)
    begin = time.process_time()
    read(page)
    # Under ten seconds where a megabyte of ordinary pages takes 0.35.
    assert time.process_time() - begin < 28 * seconds_of_ordinary_pages()


@pytest.fixture
def costly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part of the reading take more than the budget, on a page with a word."""
    plain = body_choice.read_body
    monkeypatch.setattr("mayadeen_crawler.pages.extraction.budget.MAX_SECONDS", 0.25)

    def slow(page: Any, *args: Any) -> Any:
        end = time.thread_time() + 0.3
        while "costly" in page.response.text and time.thread_time() < end:
            pass
        return plain(page, *args)

    monkeypatch.setattr(body_choice, "read_body", slow)


@pytest.mark.usefixtures("costly")
@pytest.mark.soak
def test_a_page_beyond_its_budget_is_counted_and_kept(tmp_path: Path) -> None:
    with Served({PATH: story("a costly page"), f"{PATH}-2": story("another")}) as site:
        urls = f"{site.url}{PATH},{site.url}{PATH}-2"
        run = crawl("article", tmp_path, base_url=site.url, urls=urls)
    assert run.status == 0
    assert [one["headline"] for one in run.records] == ["The story of another"]
    assert "TRACEBACK" not in "".join(run.lines)
    (line,) = [line for line in run.lines if line.startswith("ERROR")]
    assert line.startswith(f"ERROR: too_costly: {site.url}{PATH} took too long to read: TooCostly")
    (manifest,) = manifests(tmp_path)
    assert (manifest["pages"]["errors"], manifest["lost"]) == (1, {"too_costly": 1})
    assert len(list((tmp_path / "errors").iterdir())) == 2


@pytest.mark.usefixtures("costly")
def test_extract_says_so() -> None:
    with pytest.raises(NotAnArticle, match="too_costly"):
        extract(story("a costly page"), f"https://english.almayadeen.net{PATH}")
