"""An article's page → an ``Article``: for each field its strategies, in the order they are asked.

``parse_article`` is called by the spiders for each page of an article, by ``extract`` and by the
doctor. The tables below say which source is asked before which. What a strategy reads is in the
module named like it: ``tawsiyat``, ``jsonld``, ``meta``, ``markup_strategy`` (strategy ``markup``),
``visible``, ``card_hints`` (``listing``), ``sitemap``, ``body_fallback`` (``trafilatura``). Which
file to mend when a strategy stops serving a field is in ``strategy_files.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.items import EXTRACTED_FIELDS, Doubt, FetchedArticle, doubts
from mayadeen_crawler.loaders import ArticleLoader
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages import (
    body_choice,
    body_fallback,
    card_hints,
    jsonld,
    markup_strategy,
    meta,
    sitemap,
    tawsiyat,
    visible,
)
from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.list_links import list_links
from mayadeen_crawler.pages.extraction import assembly, times
from mayadeen_crawler.pages.extraction.judgement import Judgement, judge
from mayadeen_crawler.pages.extraction.page import Hints, Page, PageText, response_time
from mayadeen_crawler.pages.extraction.runner import (
    METADATA,
    Counting,
    FieldStrategies,
    Runner,
    Strategy,
)

__all__ = ["Hints", "parse_article", "response_time"]

#: Fields of which the first valid value wins. An empty list of tags, regions or coverages means
#: that the page has none. An empty description means that the *metadata* has none: a summary
#: that a reader sees still counts. Tags are what a reader sees: the metadata's keywords hold those
#: of the article's coverage, too.
FIRST: tuple[FieldStrategies, ...] = (
    FieldStrategies("post_id", (("tawsiyat", tawsiyat.post_id), ("meta", meta.post_id))),
    FieldStrategies(
        "headline",
        (
            ("tawsiyat", tawsiyat.headline),
            ("jsonld", jsonld.headline),
            ("meta", meta.headline),
            ("markup", markup_strategy.headline),
            ("visible", visible.headline),
            ("meta", meta.title),
        ),
    ),
    FieldStrategies(
        "summary",
        (
            ("tawsiyat", tawsiyat.summary),
            ("jsonld", jsonld.summary),
            ("meta", meta.summary),
            ("markup", markup_strategy.summary),
            ("visible", visible.summary),
        ),
        empty="metadata",
    ),
    FieldStrategies(
        "section_label",
        (
            ("tawsiyat", tawsiyat.section_label),
            ("jsonld", jsonld.section_label),
            ("meta", meta.section_label),
            ("listing", card_hints.section_label),
        ),
    ),
    FieldStrategies(
        "regions",
        (("tawsiyat", tawsiyat.regions), ("listing", card_hints.regions)),
        empty="all",
    ),
    FieldStrategies("coverage", (("tawsiyat", tawsiyat.coverage),), empty="all"),
    FieldStrategies(
        "read_minutes", (("jsonld", jsonld.read_minutes), ("visible", visible.read_minutes))
    ),
    FieldStrategies("sources", (("visible", visible.sources),)),
    FieldStrategies(
        "tags",
        (
            ("visible", visible.tags),
            ("tawsiyat", tawsiyat.keywords),
            ("jsonld", jsonld.keywords),
            ("meta", meta.tags),
        ),
        empty="all",
    ),
    FieldStrategies(
        "keywords",
        (
            ("tawsiyat", tawsiyat.keywords),
            ("jsonld", jsonld.keywords),
            ("meta", meta.keywords),
        ),
        empty="all",
    ),
    FieldStrategies(
        "language",
        (
            ("tawsiyat", tawsiyat.language),
            ("jsonld", jsonld.language),
            ("meta", meta.language),
            ("url", lambda page: page.site.edition.language),
        ),
    ),
    FieldStrategies("shares", (("visible", visible.shares),)),
)

#: The times, of which all sources are heard: the one that a second source confirms wins, else the
#: first (``extraction/times.py``).
PUBLISHED = FieldStrategies(
    "published_at",
    (
        ("tawsiyat", tawsiyat.published),
        ("jsonld", jsonld.published),
        ("meta", meta.published),
        ("markup", markup_strategy.published),
        ("visible", visible.published),
        ("sitemap", sitemap.published),
        ("listing", card_hints.date),
    ),
)
MODIFIED = FieldStrategies(
    "modified_at",
    (
        ("tawsiyat", tawsiyat.modified),
        ("jsonld", jsonld.modified),
        ("meta", meta.modified),
        ("markup", markup_strategy.modified),
        ("visible", visible.modified),
    ),
)

#: Lists that are merged from several strategies: metadata knows a picture's URL, the page its
#: caption. The pictures, players and insets inside the body are added when the body is read,
#: under the name of the strategy that served the body.
AUTHORS = FieldStrategies(
    "authors",
    (
        ("tawsiyat", tawsiyat.authors),
        ("jsonld", jsonld.authors),
        ("meta", meta.authors),
        ("visible", visible.authors),
    ),
)
IMAGES = FieldStrategies(
    "images",
    (
        ("tawsiyat", tawsiyat.images),
        ("jsonld", jsonld.images),
        ("meta", meta.images),
        ("visible", visible.images),
    ),
)
VIDEOS = FieldStrategies(
    "videos",
    (
        ("tawsiyat", tawsiyat.videos),
        ("jsonld", jsonld.videos),
        ("meta", meta.videos),
        ("visible", visible.videos),
    ),
)
RELATED = FieldStrategies("related", (("visible", visible.related),))

CANONICAL: tuple[Strategy, ...] = (
    ("tawsiyat", tawsiyat.url),
    ("jsonld", jsonld.url),
    ("meta", meta.canonical),
)

#: The first container that is recognised is the body, even an empty one, unless ``body_choice``
#: finds that it is a part of the text only. JSON-LD's text has no paragraphs, and trafilatura
#: guesses: both come after what a reader sees.
BODY: tuple[Strategy, ...] = (
    ("markup", markup_strategy.body),
    ("visible", visible.body),
    ("jsonld", body_fallback.of_jsonld),
    ("visible", visible.no_body),
)
#: Content types whose pages may hold a player alone.
PLAYED = frozenset({"video", "newscast", "podcast"})
LAST_RESORT: Strategy = ("trafilatura", body_fallback.of_trafilatura)


def parse_article(
    response: PageText,
    site: Site,
    *,
    hints: Hints,
    run_id: str,
    retrieved_at: datetime,
    now: datetime | None = None,
    stats: Counting,
    with_list_links: bool = True,
) -> FetchedArticle:
    """Return the article that the page shows. Never raises, whatever the page holds.

    *hints* are what a listing's card or a sitemap said of the article. Relative times count from
    *now*, by default *retrieved_at*; the spiders pass ``response_time``. *stats* counts which
    strategy served each field (``field/<field>/<strategy>`` or ``field/<field>/missing``),
    ``dates/unreadable`` and ``metadata_malformed/<strategy>``. *with_list_links* False leaves
    ``list_links`` empty: they are the ledger's, and no record holds them.

    Its times are in ``published_time`` and ``modified_time``; ``FetchedArticle.normalize_dates``
    makes ``published_at`` and ``modified_at`` of them. ``verdict`` says why the page is no article
    (``extraction/judgement.py``); its other fields are what was read off it all the same, and
    which strategies served them is then not counted. ``headline`` is ``None`` for a page without a
    headline; nothing is guessed as the body of such a page.
    """
    page = Page(response, site, hints, now or retrieved_at)
    loader = ArticleLoader()
    runner = Runner(page, loader, stats)
    article = FetchedArticle(
        edition=site.edition.code,
        publisher=site.edition.publisher,
        url=page.url,
        retrieved_at=rfc3339(retrieved_at),
        run_id=run_id,
    )
    lead = None
    for choice in FIRST:
        value = runner.first(choice)
        if value is not None:
            setattr(article, choice.field, value)
            if choice.field == "headline":
                assembly.prefer_whole(page, runner, article, choice)
            elif choice.field == "summary":
                lead = assembly.prefer_whole(page, runner, article, choice)
                assembly.leave_out_headline(runner, article, choice)
    _set_times(page, runner, article)
    if article.tags and runner.provenance["tags"] in METADATA:
        doubts.add(article.doubts, Doubt.KEYWORDS_ONLY_TAGS)
    assembly.set_address(page, runner, article, CANONICAL)
    article.authors = runner.merged(AUTHORS)
    guess = article.headline and not _is_player_alone(page, article)
    body, by = body_choice.read_body(page, runner, BODY, LAST_RESORT if guess else None)
    article.images = runner.merged(assembly.with_body(IMAGES, by, body.images, last=True))
    article.videos = runner.merged(assembly.with_body(VIDEOS, by, body.videos, last=True))
    article.related = runner.joined(assembly.with_body(RELATED, by, body.insets, last=False))
    assembly.set_body(runner, article, body, by)
    assembly.prefer_lead(runner, article, lead)
    _doubt(article, body.doubts)
    if body_choice.lacks_text(page, article.content_type, article.word_count):
        _doubt(article, (Doubt.BODY_SHORT,))
    if with_list_links:
        links = runner.ask(("visible", lambda page: _list_links(page, article)))
        article.list_links = links if isinstance(links, tuple) else ()
    if "published_at" in runner.refused and article.published_time is None:
        stats.inc_value("dates/unreadable")
    for name in sorted(page.malformed):
        stats.inc_value(f"metadata_malformed/{name}")
    article.provenance = {field: runner.provenance.get(field) for field in EXTRACTED_FIELDS}
    article.ended, article.breaks_off = page.ended, page.breaks_off
    judged = runner.ask(("judgement", lambda page: judge(page, article)))
    if isinstance(judged, Judgement):
        article.verdict = judged.verdict
        _doubt(article, judged.doubts)
    if not article.is_refused:
        runner.count_served(article)
    return article


def _set_times(page: Page, runner: Runner, article: FetchedArticle) -> None:
    """Set both times, ``published_raw``, and what is doubtful of them."""
    published = times.read_time(page, runner, PUBLISHED)
    if published is not None:
        article.published_time, article.published_raw = published.time, published.text.text
        _doubt(article, published.doubts)
    modified = times.read_time(page, runner, MODIFIED, published.clocks if published else None)
    if modified is not None:
        article.modified_time = modified.time
        _doubt(article, modified.doubts)
    for field in ("published_date", "published_raw"):
        runner.served(field, runner.provenance["published_at"])


def _doubt(article: FetchedArticle, codes: Iterable[str]) -> None:
    for code in codes:
        doubts.add(article.doubts, Doubt(code))


def _is_player_alone(page: Page, article: FetchedArticle) -> bool:
    """Whether the page is of a kind that mostly has no text, and shows no headline either.

    On such Arabic pages only the metadata has a title: any text is that of menus and cards.
    """
    return article.content_type in PLAYED and page.once(segment.read).headline is None


def _list_links(page: Page, article: FetchedArticle) -> object:
    return list_links(page, tags=article.tags, authors=article.authors, coverages=article.coverage)
