"""The made-up site: which articles it has, what its listings show, and how it changes.

This is what tests and ``demo/`` change (`ReplicaSite.publish`, ``edit``, ``remove``, …). What an
article's page shows is made by ``rendering/article_view.py``.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import RLock
from typing import Literal

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.replica.serving.sitemap_forms import ReplicaSitemaps
from mayadeen_crawler.replica.serving.tdmrep import ReplicaReservations
from mayadeen_crawler.replica.site import publication_times
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.site.editions import CATALOGUES, LEXICONS
from mayadeen_crawler.replica.site.listings import ListingIndex, ReplicaListing
from mayadeen_crawler.replica.site.ticker import (
    ReplicaTickerLine,
    TickerClock,
    TickerScript,
)
from mayadeen_crawler.replica.site.ticker_script import opening_lines
from mayadeen_crawler.replica.site.topic_listings import TopicListings
from mayadeen_crawler.replica.writing.article_parts import (
    EDITABLE,
    ArticlePart,
    Composer,
)
from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: When the newest article of a new site was published, by default: a fixed time, so that the same
#: seed always gives the same site.
NEWEST = datetime(2025, 11, 27, 18, 0, tzinfo=publication_times.CMS_CLOCK)

_SITEMAPS = ReplicaSitemaps()

TickerMarkup = Literal["known", "plain"]
"""``known``: the class names that public scrapers use; ``plain``: a list after ``BREAKING``."""


class ReplicaSite:
    """The site, with articles 1 (the oldest) to ``count`` (the newest).

    What a page shows depends only on *seed*, the article's number and how it was changed
    (``edit``, ``rename``, ``remove``), and Arabic cards on the present day; it is made when it is
    requested. Methods may be called from
    any thread while the site is served.
    """

    def __init__(
        self,
        seed: int = 1,
        articles: int = 200,
        edition: str = "en",
        *,
        page_size: int = 12,
        newest: datetime = NEWEST,
        spacing: timedelta = timedelta(minutes=52),
        crawl_delay: float | None = None,
        disallow: tuple[str, ...] = ("/search",),
        ticker_script: TickerScript | None = None,
        ticker_markup: TickerMarkup = "known",
        conditional: bool = True,
        age: int | None = None,
        sitemaps: ReplicaSitemaps | None = _SITEMAPS,
        feed: str | None = "/feed.rss",
    ) -> None:
        if articles < 1:
            raise ValueError("a site has at least one article")
        self.seed = seed
        self.edition = EDITIONS[edition]
        self.lexicon = LEXICONS[edition]
        self.catalogue = CATALOGUES[edition]
        self.page_size = page_size
        self.crawl_delay = crawl_delay
        self.disallow = disallow
        self.conditional = conditional
        """Whether home page, listings and sitemaps answer 304 if they have not changed."""
        self.age = age
        """The ``Age`` header of the same pages, in seconds; None: they have none."""
        self.sitemaps = sitemaps
        """The form of the sitemaps; None: there are none."""
        self.feed = feed
        """Path of the RSS feed, which the home page names; None: there is none."""
        self.reservations = ReplicaReservations()
        """The site's reservations about AI and text mining; set them before the site is served."""
        self.lock = RLock()
        self.version = 0
        """Increased by every change: pages rendered for a lower version are out of date."""
        self.count = 0
        self.first_count = articles
        """How many articles the site had at the beginning."""
        self.removed: dict[int, int] = {}
        """Removed article → the status that its path answers, 404 or 410."""
        self.composer = Composer(
            seed, self.lexicon, self.catalogue.filed_under, newest, articles, spacing
        )
        self._shelves = ListingIndex(self.catalogue)
        self._topics = TopicListings(self.composer, self.lexicon, self.section)
        self._paths: list[str] = [""]
        self._sections: list[ReplicaSection] = [self.catalogue.sections[0]]
        opening = opening_lines(self.lexicon, RandomChoices(seed, ArticlePart.TICKER))
        self._ticker = ticker_script or TickerScript(opening)
        self.ticker_clock = TickerClock()
        """The clock of the ticker's script: starts when the site is served."""
        self.ticker_markup: TickerMarkup = ticker_markup
        self.publish(articles)

    # Changes

    def publish(self, count: int = 1, section: str | None = None) -> list[int]:
        """Add *count* newer articles (to the section with this slug); return their numbers."""
        with self.lock:
            first = self.count + 1
            given = self._shelves.listings[section].section if section else None
            if given and not given.root:
                raise ValueError(f"{section} has no articles of its own")
            for number in range(first, first + count):
                self._add(number, given or self.catalogue.section_of(number))
            self.version += 1
            return list(range(first, first + count))

    def edit(self, number: int, *parts: str, at: datetime | None = None) -> None:
        """Change parts of an article: names of ``EDITABLE``, ``headline`` if none is given.

        The path stays, as on the real site. Each call changes them again. *at* (aware) is the
        time of the update; by default it is soon after the last one.
        """
        with self.lock:
            for name in parts or ("headline",):
                self.composer.edit(number, self._sections[number], EDITABLE[name])
            before = self.composer.updated.get(number)
            moment = at or (before and before + publication_times.BETWEEN_EDITS)
            if moment:
                self.composer.updated[number] = moment.astimezone(publication_times.CMS_CLOCK)
            self._topics.forget()
            self.version += 1

    def rename(self, number: int) -> str:
        """Give the article a new headline and path, which the old one redirects to; return it."""
        with self.lock:
            self.edit(number, "headline")
            section = self._sections[number]
            self._paths[number] = self._shelves.free_path(self.composer.path(number, section))
            self._shelves.numbers[self._paths[number]] = number
            return self._paths[number]

    def remove(self, number: int, status: int = 404) -> None:
        """Remove the article from its listings; its path answers *status* from now on."""
        with self.lock:
            if number not in self.removed:
                self._shelves.take_away(number, self._sections[number], self._region(number))
            self.removed[number] = status
            self.version += 1

    def restore(self, number: int) -> None:
        """Bring a removed article back."""
        with self.lock:
            if self.removed.pop(number, None):
                self._shelves.put(number, self._sections[number], self._region(number))
                self.version += 1

    def set_ticker(self, lines: Iterable[str]) -> None:
        """Show these breaking lines from now on, in place of the script."""
        with self.lock:
            self._ticker = TickerScript(tuple(lines), capacity=sys.maxsize)

    def _add(self, number: int, section: ReplicaSection) -> None:
        self._sections.append(section)
        path = self._shelves.free_path(self.composer.path(number, section))
        self._paths.append(path)
        self._shelves.numbers[path] = number
        self.count = number
        self._shelves.put(number, section, self._region(number))

    # Content

    @property
    def ticker(self) -> tuple[str, ...]:
        """The texts of the present breaking lines, newest first."""
        return tuple(line.text for line in self.ticker_lines())

    def ticker_lines(self) -> tuple[ReplicaTickerLine, ...]:
        """Return the present breaking lines, newest first, with their links."""
        with self.lock:
            return self._ticker.lines_at(self.ticker_clock.now())

    def story_of(self, line: ReplicaTickerLine) -> str:
        """Return the path of the article of a breaking line; edits of the line do not change it."""
        return self.path(1 + zlib.crc32(line.first.encode()) % self.first_count)

    @property
    def sections(self) -> dict[str, ReplicaSection]:
        """Slug → group, section or region of the navigation."""
        return {slug: listing.section for slug, listing in self._shelves.listings.items()}

    def path(self, number: int) -> str:
        """Return an article's present path."""
        return self._paths[number]

    def find(self, path: str) -> int | None:
        """Return the number of the article at a present or former path; None: there is none."""
        return self._shelves.numbers.get(path)

    def listing_at(self, path: str) -> ReplicaListing | None:
        """Return the listing of a section, tag, author or coverage at a path; None: none."""
        slug = self._shelves.by_listing_path.get(path)
        return self._shelves.listings[slug] if slug else self.topic_listing(path)

    def topic_listing(self, path: str) -> ReplicaListing | None:
        """Return the listing of the tag, author or coverage at a path; None: there is none."""
        with self.lock:
            return self._topics.listing(path, self.count, self.removed)

    def topics_in(self, folder: str) -> list[tuple[str, str]]:
        """Return label and path of each author (*folder* ``/authors``) or coverage."""
        return self._topics.in_folder(folder)

    def listing_pages(self, slug: str) -> list[tuple[int, ...]]:
        """Return the article numbers a section's listing shows, page by page, newest first."""
        listing = self._shelves.listings[slug]
        size = self.page_size
        return [listing.page(page + 1, size) for page in range(listing.pages(size))]

    def newest_in(self, section: ReplicaSection | None, limit: int) -> list[int]:
        """Return the newest *limit* articles of a section's listing, oldest first."""
        listing = self._shelves.listings.get(section.slug) if section else None
        return listing.numbers[-limit:] if listing else []

    def section(self, number: int) -> ReplicaSection:
        """Return the section of an article."""
        return self._sections[number]

    def _region(self, number: int) -> str | None:
        return self.composer.region(number, self._sections[number])
