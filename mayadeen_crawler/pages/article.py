"""An article page → an article: for each field its strategies, in order.

The whole of the knowledge which source is asked before which is in the tables
below; what a strategy reads is in the module of its name.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import TextResponse

from mayadeen_crawler import dates, urls
from mayadeen_crawler.items import EXTRACTED_FIELDS, Article, Image
from mayadeen_crawler.loaders import ArticleLoader
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import card, fallback, jsonld, markup, meta, tawsiyat, visible
from mayadeen_crawler.pages.body import Body
from mayadeen_crawler.pages.page import Hints, Page
from mayadeen_crawler.pages.strategies import Choice, Counting, Runner, Strategy

__all__ = ["Hints", "parse_article"]


_CLOCK = re.compile(r"\d:\d\d")
#: A server's clock that shows an earlier year is wrong.
FIRST_YEAR = 2010


def day_only(page: Page, text: str) -> bool:
    """Whether a time's text names a day only: a strategy that knows the minute is better."""
    if _CLOCK.search(text):
        return False
    time = dates.parse(text, page.site.edition.time_zone)
    return time is not None and time.instant is None


#: The first valid value wins. An empty list of tags, regions or coverages is
#: the page's answer; an empty description only speaks for the metadata, since
#: a summary that a reader sees is one.
FIRST: tuple[Choice, ...] = (
    Choice("post_id", (("tawsiyat", tawsiyat.key("postid")), ("meta", meta.key("postid")))),
    Choice(
        "headline",
        (
            ("tawsiyat", tawsiyat.key("title")),
            ("jsonld", jsonld.key("headline", "name")),
            ("meta", meta.headline),
            ("markup", markup.headline),
            ("visible", visible.headline),
            ("meta", meta.title),
        ),
    ),
    Choice(
        "summary",
        (
            ("tawsiyat", tawsiyat.key("description")),
            ("jsonld", jsonld.key("description")),
            ("meta", meta.key("og:description", "twitter:description", "description")),
            ("markup", markup.summary),
            ("visible", visible.summary),
        ),
        empty="metadata",
    ),
    Choice(
        "section_label",
        (
            ("tawsiyat", tawsiyat.classified("category", first=True)),
            ("jsonld", jsonld.key("articleSection")),
            ("meta", meta.key("article:section", "og:article:section")),
            ("listing", card.section_label),
        ),
    ),
    Choice(
        "regions",
        (("tawsiyat", tawsiyat.classified("country")), ("listing", card.regions)),
        empty="all",
    ),
    Choice("coverage", (("tawsiyat", tawsiyat.classified("coverage")),), empty="all"),
    Choice("read_minutes", (("jsonld", jsonld.read_minutes), ("visible", visible.read_minutes))),
    Choice("sources", (("visible", visible.sources),)),
    Choice(
        "tags",
        (
            ("tawsiyat", tawsiyat.keywords),
            ("jsonld", jsonld.keywords),
            ("meta", meta.keywords),
            ("visible", visible.tags),
        ),
        empty="all",
    ),
    Choice(
        "language",
        (
            ("tawsiyat", tawsiyat.key("lang")),
            ("jsonld", jsonld.language),
            ("meta", meta.language),
            ("url", lambda page: page.site.edition.language),
        ),
    ),
    Choice(
        "published_at",
        (
            ("tawsiyat", tawsiyat.key("published_time")),
            ("jsonld", jsonld.key("datePublished", "uploadDate")),
            ("meta", meta.key(*meta.PUBLISHED)),
            ("markup", markup.published),
            ("visible", visible.published),
            ("listing", card.date),
        ),
        weak=day_only,
    ),
    Choice(
        "modified_at",
        (
            ("tawsiyat", tawsiyat.key("last_updated")),
            ("jsonld", jsonld.key("dateModified")),
            ("meta", meta.key(*meta.MODIFIED)),
            ("markup", markup.modified),
            ("visible", visible.modified),
        ),
        weak=day_only,
    ),
    Choice("shares", (("visible", visible.shares),)),
)

#: What several strategies know of one thing is joined.
AUTHORS = Choice(
    "authors",
    (
        ("tawsiyat", tawsiyat.authors),
        ("jsonld", jsonld.authors),
        ("meta", meta.authors),
        ("visible", visible.authors),
    ),
)
IMAGES: tuple[Strategy, ...] = (
    ("tawsiyat", tawsiyat.images),
    ("jsonld", jsonld.images),
    ("meta", meta.images),
    ("visible", visible.images),
)
VIDEOS: tuple[Strategy, ...] = (
    ("tawsiyat", tawsiyat.videos),
    ("jsonld", jsonld.videos),
    ("meta", meta.videos),
    ("visible", visible.videos),
)

CANONICAL: tuple[Strategy, ...] = (
    ("tawsiyat", tawsiyat.url),
    ("jsonld", jsonld.url),
    ("meta", meta.canonical),
)

#: The first container that is recognised is the body, also when it is empty.
#: Text without paragraphs (JSON-LD) and a guess at the whole (trafilatura) come
#: after everything that a reader sees.
BODY: tuple[Strategy, ...] = (
    ("markup", markup.body),
    ("visible", visible.body),
    ("jsonld", fallback.of_jsonld),
    ("visible", visible.no_body),
)
LAST_RESORT: Strategy = ("trafilatura", fallback.of_trafilatura)


def parse_article(
    response: TextResponse,
    site: Site,
    *,
    hints: Hints,
    run_id: str,
    retrieved_at: datetime,
    stats: Counting,
) -> Article:
    """Return what the page says. Never raises for what a page holds.

    ``published_at`` and ``modified_at`` are the page's own texts (relative ones
    as the instant they mean); the dates pipeline reads them. A page without any
    headline gives an article whose ``headline`` is ``None``.
    """
    page = Page(response, site, hints, _response_time(response, retrieved_at))
    loader = ArticleLoader(now=page.now, time_zone=site.edition.time_zone)
    runner = Runner(page, loader, stats)
    article = Article(
        edition=site.edition.code,
        publisher=site.edition.publisher,
        url=page.url,
        retrieved_at=dates.rfc3339(retrieved_at),
        run_id=run_id,
    )
    for choice in FIRST:
        value, raw = runner.first(choice)
        if value is not None:
            setattr(article, choice.field, value)
        if choice.field == "published_at":
            article.published_raw = runner.cleaned("published_raw", "", raw)
    _address(page, runner, article)
    article.authors = runner.merged(AUTHORS)
    _body(page, runner, article)
    for field in ("published_date", "published_raw"):
        runner.served(field, runner.provenance["published_at"])
    if "published_at" in runner.refused and article.published_at is None:
        stats.inc_value("dates/unreadable")
    for name in sorted(page.malformed):
        stats.inc_value(f"metadata_malformed/{name}")
    article.provenance = {field: runner.provenance.get(field) for field in EXTRACTED_FIELDS}
    return article


def _response_time(response: TextResponse, retrieved_at: datetime) -> datetime:
    """Return the time the server gives its response, or that of its arrival."""
    header = response.headers.get("Date")
    try:
        sent = parsedate_to_datetime((header or b"").decode("latin-1"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return retrieved_at
    if sent.year < FIRST_YEAR:
        return retrieved_at  # a clock that was never set
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _address(page: Page, runner: Runner, article: Article) -> None:
    """Set the canonical URL, and what the path says."""
    site, canonical, by = page.site, page.url, "url"
    for strategy in CANONICAL:
        named = runner.ask(strategy)
        # One that names the home page or a section would make all articles one.
        if isinstance(named, str) and urls.is_article_url(named, site):
            canonical, by = named, strategy[0]
            break
    try:
        canonical = urls.canonicalize(canonical, site)
    except ValueError:
        canonical = page.url
    article.canonical_url = canonical
    runner.served("canonical_url", by)
    article.id = urls.article_id(site.edition.code, article.post_id, canonical)
    rule = urls.path_rule(canonical, site)
    article.content_type, article.section = rule.content_type, rule.section
    runner.served("content_type", "url")
    runner.served("section", "url" if rule.section else None)


def _body(page: Page, runner: Runner, article: Article) -> None:
    """Set the body and the lists that come with it."""
    # A page without a headline is no article: nothing is guessed for it.
    last_resort = (LAST_RESORT,) if article.headline else ()
    body, by = Body(), None
    for strategy in (*BODY, *last_resort):
        if isinstance(read := runner.ask(strategy), Body):
            body, by = read, strategy[0]
            break
    article.links = runner.cleaned("links", by or "", body.links) or []
    article.images = runner.merged(Choice("images", (*IMAGES, _of_body(by, body.images))))
    _one_cover(article.images)
    article.videos = runner.merged(Choice("videos", (*VIDEOS, _of_body(by, body.videos))))
    article.related = runner.joined(
        Choice("related", (_of_body(by, body.insets), ("visible", visible.related)))
    )
    pictures = {urls.without_query(image.url or ""): image.url for image in article.images}
    article.body_blocks = body.blocks
    for block in body.blocks:
        if block.type == "image" and (url := block.url):
            block.url = pictures.get(urls.without_query(url), url)
    texts = [block.text for block in article.body_blocks if block.text]
    article.body_text = "\n\n".join(texts) or None
    article.word_count = len(article.body_text.split()) if article.body_text else 0
    for field in ("body_text", "body_blocks", "links"):
        runner.served(field, by)


def _of_body(name: str | None, members: list[dict[str, object]]) -> Strategy:
    """Return what came with the body as a strategy of the body's name."""
    return (name or "visible", lambda _: members)


def _one_cover(images: list[Image]) -> None:
    """Put the cover first: the first strategy's, since others may name a second one."""
    cover = next((image for image in images if image.role == "cover"), None)
    for image in images:
        image.role = "cover" if image is cover else "inline"
    images.sort(key=lambda image: image.role != "cover")
