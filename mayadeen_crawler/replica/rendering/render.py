"""Render the replica's pages with the templates in ``templates/``; called by ``serving/routes.py``.

All methods return the page as bytes (UTF-8). Pages are cached until the site or its ticker changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mayadeen_crawler.replica.rendering import article_view, metadata
from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from mayadeen_crawler.replica.rendering.byline import byline
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.variants import (
    BOXED_LOAD_MORE,
    BOXED_TICKERS,
    KNOWN_CLASSES,
    REDESIGNED,
    REDESIGNED_SKIN,
    Metadata,
)
from mayadeen_crawler.replica.site.addresses import list_key, page_of
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.site.editions import CATALOGUES, LEXICONS
from mayadeen_crawler.replica.site.listings import ReplicaListing
from mayadeen_crawler.replica.site.site import ReplicaSite


@cache
def _environment() -> Environment:
    """Return the templates, compiled once a process; the package may be in a zipped egg."""
    return Environment(
        loader=PackageLoader("mayadeen_crawler.replica.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # no page asks the disk whether templates have changed
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _part(template: str, edition: str) -> Markup:
    """Return the navigation or the footer, which all pages of an edition share."""
    lexicon, catalogue = LEXICONS[edition], CATALOGUES[edition]
    text = (
        _environment()
        .get_template(f"{template}.html")
        .render(ui=lexicon.interface, menu=catalogue.menu, regions=catalogue.regions)
    )
    return Markup(text)  # noqa: S704 - the template has escaped it


class Renderer:
    """Renders the pages of one site, and keeps the last *cache_pages* of them."""

    def __init__(self, site: ReplicaSite, cache_pages: int = 1024) -> None:
        self._site = site
        self._size = cache_pages
        self._cache: OrderedDict[object, bytes] = OrderedDict()
        self._frame: dict[str, Any] = {
            "ui": site.lexicon.interface,
            "lexicon": site.lexicon,
            "breaking": site.lexicon.interface.breaking[
                site.seed % len(site.lexicon.interface.breaking)
            ],
            "edition": site.edition,
            "navigation": _part("navigation", site.edition.code),
            "footer": _part("footer", site.edition.code),
            "ticker_class": KNOWN_CLASSES["ticker"],
            "story_of": site.story_of,
            "more_is_a_box": site.edition.code in BOXED_LOAD_MORE,
            "in_five_path": page_of("/coverage", site.lexicon.interface.in_five, site.lexicon),
        }

    def home(self) -> bytes:
        """Return the home page: navigation, ticker, the newest articles, Most Read."""
        return self._cached("home", self._home)

    def article(self, number: int, quirks: Quirks) -> bytes:
        """Return an article's page."""
        key = ("article", number, quirks.malformed, quirks.redesigned)
        return self._cached(key, lambda: self._article(article_shown(self._site, number), quirks))

    def listing(self, listing: ReplicaListing, page: int, quirks: Quirks) -> bytes:
        """Return one page (from 1) of a section's or tag's listing."""
        key = ("listing", listing.section.path, page, quirks.endless, quirks.cards)
        return self._cached(key, lambda: self._listing(listing, page, quirks))

    def cards(self, section: ReplicaSection, numbers: Sequence[int]) -> str:
        """Return the HTML of articles as cards of a section's listing, without a page around it."""
        shown = [card_shown(self._site, number) for number in numbers]
        return _environment().get_template("shown.html").render(section=section, shown=shown)

    def script(self) -> bytes:
        """Return the JavaScript of listings whose load-more button works by script only."""
        return _environment().get_template("listing.js").render().encode()

    def plain(self, heading: str, links: Sequence[tuple[str, str]] = ()) -> bytes:
        """Return a page with a heading and *links* (label and path)."""
        return self._cached(
            ("plain", heading), lambda: self._html("plain", heading, heading=heading, links=links)
        )

    def challenge(self) -> bytes:
        """Return a firewall's challenge page."""
        page = _environment().get_template("challenge.html")
        return page.render(edition=self._site.edition).encode()

    def _cached(self, key: object, render: Callable[[], bytes]) -> bytes:
        with self._site.lock:
            # Key and page use the same lines: the ticker goes on meanwhile.
            ticker = self._frame["ticker"] = self._site.ticker_lines()
            key = (self._site.version, ticker, key)
            body = self._cache.get(key)
            if body is None:
                body = self._cache[key] = render()
                if len(self._cache) > self._size:
                    self._cache.popitem(last=False)
            else:
                self._cache.move_to_end(key)
            return body

    def _html(self, template: str, title: str, **context: Any) -> bytes:
        page = _environment().get_template(f"{template}.html")
        title = f"{title} | {self._site.edition.publisher}"
        frame = self._frame | {"title": title} | context
        return page.render(frame, ticker_markup=self._ticker_markup(frame)).encode()

    def _ticker_markup(self, frame: Mapping[str, Any]) -> str:
        site = self._site
        if site.ticker_markup == "plain":
            return "plain"
        known = frame["ticker_class"] == KNOWN_CLASSES["ticker"]
        return "box" if known and site.edition.code in BOXED_TICKERS else "items"

    def _home(self) -> bytes:
        site = self._site
        newest = [
            n for n in range(site.count, max(0, site.count - 60), -1) if n not in site.removed
        ]
        shown = [card_shown(site, number) for number in newest[: site.page_size]]
        front = site.lexicon.interface.front
        most_read = article_view.most_read(site)
        return self._html("home", front, shown=shown, most_read=most_read, feed=site.feed)

    def _listing(self, listing: ReplicaListing, page: int, quirks: Quirks) -> bytes:
        site, section = self._site, listing.section
        if section.paging == "script":
            page = 1
        pages = listing.pages(site.page_size)
        shown_page = {"": page, "last": min(page, pages), "first": 1}[quirks.endless]
        more = (page < pages or bool(quirks.endless)) and quirks.cards
        numbers = listing.page(shown_page, site.page_size) if quirks.cards else ()
        return self._html(
            "listing",
            section.label,
            section=section,
            shown=[card_shown(site, number) for number in numbers],
            next_url=f"{section.path}?page={page + 1}" if more else None,
            list_key=list_key(site.seed, section.path),
            most_read=article_view.most_read(site, beside=section),
        )

    def _article(self, article: ReplicaArticle, quirks: Quirks) -> bytes:
        if quirks.redesigned:
            article = replace(article, variant=REDESIGNED, skin=REDESIGNED_SKIN)
        site, variant = self._site, article.variant
        host, publisher = site.edition.base_url, site.edition.publisher
        lexicon, number = site.lexicon, article.number

        def script(state: Metadata, value: Callable[[], Any]) -> Markup | None:
            if state == "none":
                return None
            state = "broken" if quirks.malformed else state
            # Markup: the text of a script element is not escaped.
            return Markup(metadata.as_script(value(), state, number))  # noqa: S704

        return self._html(
            "article",
            article.headline,
            article=article,
            reserved=site.reservations.meta,
            ticker_class=article.skin.classes["ticker"],
            byline=byline(article, lexicon.interface),
            meta=metadata.meta_tags(article, host, publisher, lexicon) if variant.meta else [],
            tawsiyat=script(variant.tawsiyat, lambda: metadata.tawsiyat(article, host, lexicon)),
            jsonld=script(
                variant.jsonld, lambda: metadata.jsonld(article, host, publisher, lexicon)
            ),
        )
