"""What a page may cost: little more than ordinary pages of its size, never more than its budget."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.pages import body_choice
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.parse_page import parse
from tests.helpers.reading_time import MEGABYTE, seconds_of_ordinary_pages
from tests.helpers.served_site import Served, story
from tests.helpers.soak_figures import scaled

#: Times what a megabyte of ordinary pages costs. On the machine that this was measured on a
#: megabyte of those takes 0.35 seconds when it is quick, and the costliest here 0.9.
MOST = 5
HEAD = (
    "<html><body><h1>A title of made-up text</h1><ul><li>By Nila Reed</li>"
    "<li>3 Feb 2022 08:46</li></ul>"
)

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
def test_a_megabyte_costs_little_more_than_ordinary_pages(kind: str) -> None:
    page = HEAD + COSTLY[kind] * (MEGABYTE // len(COSTLY[kind]))
    begin = time.process_time()
    parse(page)
    assert time.process_time() - begin < MOST * seconds_of_ordinary_pages()


def test_a_page_of_the_largest_size_costs_little_more() -> None:
    page = HEAD + "<p>Some words of it.</p>" * (LARGEST // 24)
    begin = time.process_time()
    parse(page)
    # Under ten seconds where a megabyte of ordinary pages takes 0.35.
    assert time.process_time() - begin < 28 * seconds_of_ordinary_pages()


PATH = "/news/politics/a-story-of-made-up-text"


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
