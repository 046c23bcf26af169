"""Whatever disturbs an article's page, a second visit gives no other content.

A page of the replica is visited, then once more with a disturbance: a wall in its place, cut off,
with metadata of another post, with a box, with a twin of its text, with noise. The second visit
finds the same content, or is refused; or it may only be wrong with a doubt that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from mayadeen_crawler.content_hash import content_hash
from mayadeen_crawler.items import FetchedArticle, as_record
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages.article import Hints, parse_article
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.render import Renderer
from tests.helpers.parse_page import Stats

ARTICLES = 60
Disturbance = Callable[[str, int], str]

WALLS = (
    "Page not found", "Before you continue", "Log in", "Server error", "Latest news",
    "الصفحة غير موجودة", "Iniciar sesión",
)  # fmt: skip
NEWSLETTER = (
    '<div class="newsletter"><h3>Sign up for our newsletter</h3><form><input type="email">'
    "<button>Subscribe</button></form></div>"
)
ADVERTISEMENT = (
    '<div class="advertisement"><span>Advertisement</span><p>Buy two lamps and pay for one.</p>'
    "</div>"
)
POLL = (
    '<aside class="poll"><h4>Poll</h4><form><label><input type="radio">Yes</label><button>Vote'
    "</button></form></aside>"
)
RELATED = (
    '<div class="related-box"><h3>Related</h3><a href="/news/politics/a-made-up-other-story-now">'
    '<img src="/x.jpg" alt=""></a><a href="/news/politics/a-made-up-other-story-now">A made-up '
    "other story</a></div>"
)
BOXES = (NEWSLETTER, ADVERTISEMENT, POLL, RELATED)
NODE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A made-up other '
    'story of somebody else", "url": "/news/politics/a-made-up-other-story-now", "datePublished": '
    '"2019-01-01T00:00:00Z", "author": {"name": "Some Body"}}</script>'
)


def _wall(html: str, dice: int) -> str:
    heading = WALLS[dice % len(WALLS)]
    body = f"<main><h1>{heading}</h1><p>Please try again.</p></main></body></html>"
    return f"<html><head><title>{heading}</title></head><body>{body}"


def _cut(html: str, dice: int) -> str:
    return html[: len(html) * (1 + dice % 98) // 100].partition("</html")[0]


def _foreign(html: str, dice: int) -> str:
    where = ("</head>", "<body>", "</body>")[dice % 3]
    return html.replace(where, f"{NODE}{where}" if where[1] == "/" else f"{where}{NODE}", 1)


def _box(html: str, dice: int) -> str:
    """Put a box behind a paragraph of the text; a page without any stays as it is."""
    ends = [match.end() for match in re.finditer(r"<p[^>]*>[^<]{60,}</p>", html)]
    if not ends:
        return html
    place = ends[dice % len(ends)]
    return html[:place] + BOXES[dice % len(BOXES)] + html[place:]


def _twin(html: str, dice: int) -> str:
    texts = re.findall(r"<p[^>]*>[^<]{60,}</p>", html)
    twin = f'<div class="print-only" style="display:none">{"".join(texts)}</div>'
    return html.replace("</main>", f"{twin}</main>", 1)


def _noise(html: str, dice: int) -> str:
    noisy = re.sub(r"(?<=[>\s])\d{1,3}(?= Shares)", str(dice % 900), html)
    noisy = noisy.replace(".jpg", f".jpg?width={100 + dice % 900}&amp;v={dice % 7}")
    return noisy.replace("<body>", f"<body><!-- {escape(str(dice))} -->", 1)


DISTURBANCES: tuple[Disturbance, ...] = (_wall, _cut, _foreign, _box, _twin, _noise)


@cache
def _site(edition: str) -> ReplicaSite:
    return ReplicaSite(seed=9, articles=ARTICLES, edition=edition)


@cache
def _renderer(edition: str) -> Renderer:
    return Renderer(_site(edition))


def _read(html: str, url: str, edition: str, at: datetime) -> FetchedArticle:
    page = HtmlResponse(url, body=html.encode(), encoding="utf-8")
    article = parse_article(
        page, Site(EDITIONS[edition]), hints=Hints(), run_id="t", retrieved_at=at, stats=Stats()
    )
    article.normalize_dates()
    article.content_hash = content_hash(as_record(article.as_article()))
    return article


def _visit(ledger: Ledger, article: FetchedArticle) -> str:
    if article.verdict:
        return article.verdict
    entry = ScrapedArticle(article.as_article(), shows=None, ended=article.ended)
    return ledger.write([entry])[0].kind


@given(
    st.sampled_from(("en", "ar", "es")), st.integers(1, ARTICLES), st.booleans(),
    st.sampled_from(DISTURBANCES), st.integers(0, 10_000),
)  # fmt: skip
@pytest.mark.soak
def test_a_disturbance_is_no_edit(
    edition: str, number: int, redesigned: bool, disturb: Disturbance, dice: int
) -> None:
    renderer = _renderer(edition)
    shown = article_shown(_site(edition), number)
    html = renderer.article(number, Quirks(redesigned=redesigned)).decode()
    url = EDITIONS[edition].base_url + quote(shown.path, safe="/&")
    first = _read(html, url, edition, datetime(2026, 3, 1, 8, tzinfo=UTC))
    second = _read(disturb(html, dice), url, edition, datetime(2026, 3, 1, 9, tzinfo=UTC))
    with TemporaryDirectory() as folder, Ledger(Path(folder)) as ledger:
        assert _visit(ledger, first) == "new"
        found = _visit(ledger, second)
    refused = found.startswith("not_article/")
    doubted = found == "revised" and set(second.doubts) - set(first.doubts)
    assert refused or doubted or found in ("known", "suspect"), (found, second.changed_fields)
