"""Made-up listings for the tests of cards, menus and paging."""

from __future__ import annotations

import json
from typing import Any

from scrapy.http import HtmlResponse, TextResponse

from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import cards
from mayadeen_crawler.pages.listing_layout.load_more_response import as_html

SITE = Site(ENGLISH)
BASE = SITE.base_url
PATH = "/news/politics"


def page(body: str, path: str = PATH, head: str = "") -> HtmlResponse:
    """A page of the site with *body*."""
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return HtmlResponse(BASE + path, body=html, encoding="utf-8")


def story(n: int) -> str:
    """The path of story *n*."""
    return f"{PATH}/a-made-up-story-{n}"


def item(n: int, rest: str = "<span>Politics</span> <span>23 Nov 2026</span>") -> str:
    """A card with a linked heading."""
    return f'<div><h3><a href="{story(n)}">Made-up story {n}</a></h3>{rest}</div>'


def items(*numbers: int) -> str:
    """Cards of the stories *numbers*."""
    return "".join(map(item, numbers))


def lines(*numbers: int) -> str:
    """Bare linked lines of the stories *numbers*."""
    return "".join(f'<p><a href="{story(n)}">Somebody: line {n}</a></p>' for n in numbers)


def shown(body: str, head: str = "") -> list[int]:
    """The numbers of the stories that are cards of the page."""
    return [int(c.key.rsplit("-", 1)[1]) for c in cards(Page(page(body, head=head), SITE))]


def answer(value: Any, path: str = "/ajax/politics?offset=12") -> TextResponse:
    """JSON as a load-more address answers it, read as HTML."""
    html = as_html(HtmlResponse(BASE + path, body=json.dumps(value), encoding="utf-8"))
    assert html is not None
    return html
