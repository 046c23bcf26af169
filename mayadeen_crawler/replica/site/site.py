"""The made-up site: which articles it has, what its listings show, and what happens to them."""

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
from mayadeen_crawler.replica.site.tag_listings import TagListings
from mayadeen_crawler.replica.site.ticker import (
    ReplicaTickerLine,
    TickerClock,
    TickerScript,
)
from mayadeen_crawler.replica.site.ticker_script import opening_lines
from mayadeen_crawler.replica.writing.article_parts import (
    EDITABLE,
    ArticlePart,
    Composer,
)
from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: The newest article of a fresh site, unless told otherwise; a fixed moment, so
#: that the same seed is the same site for ever.
NEWEST = datetime(2025, 11, 27, 18, 0, tzinfo=publication_times.CMS_CLOCK)

_SITEMAPS = ReplicaSitemaps()

TickerMarkup = Literal["known", "plain"]
"""The class names public scrapers name; or none: a list after the word ``BREAKING``."""


class ReplicaSite:
    """Articles 1 (the oldest) to ``count`` (the newest), made when asked for.

    Everything a page shows follows from *seed*, the article's number and what
    was done to it (``publish``, ``edit``, ``rename``, ``remove``). Methods may
    be called from any thread while a server shows the site.
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
        """Home page, listings and sitemaps answer 304 where nothing changed."""
        self.age = age
        """Seconds the same pages say they have been in a cache for (``Age``)."""
        self.sitemaps = sitemaps
        """Their form; ``None``: there are none."""
        self.reservations = ReplicaReservations()
        """What it says of AI and text mining; to be set before it is shown."""
        self.lock = RLock()
        self.version = 0
        """Raised by every change; pages rendered before it are stale."""
        self.count = 0
        self.first_count = articles
        """The articles it began with."""
        self.removed: dict[int, int] = {}
        """Article → the status its address answers (404 or 410)."""
        self.composer = Composer(
            seed, self.lexicon, self.catalogue.filed_under, newest, articles, spacing
        )
        self._shelves = ListingIndex(self.catalogue)
        self._tags = TagListings(self.composer, self.lexicon)
        self._paths: list[str] = [""]
        self._sections: list[ReplicaSection] = [self.catalogue.sections[0]]
        opening = opening_lines(self.lexicon, RandomChoices(seed, ArticlePart.TICKER))
        self._ticker = ticker_script or TickerScript(opening)
        self.ticker_clock = TickerClock()
        """What the script follows: real time since a server showed the site, until set by hand."""
        self.ticker_markup: TickerMarkup = ticker_markup
        self.publish(articles)

    # What happens to it

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
        """Give the parts (names of ``EDITABLE``, ``headline`` if none) of an article new content.

        The address stays, as on the real site. Calling it again changes them again.
        *at* (aware) is the moment it was updated, else it is soon after the last one.
        """
        with self.lock:
            for name in parts or ("headline",):
                self.composer.edit(number, self._sections[number], EDITABLE[name])
            before = self.composer.updated.get(number)
            moment = at or (before and before + publication_times.BETWEEN_EDITS)
            if moment:
                self.composer.updated[number] = moment.astimezone(publication_times.CMS_CLOCK)
            self._tags.forget()
            self.version += 1

    def rename(self, number: int) -> str:
        """Give the article a new headline and address; the old one redirects. Return the new."""
        with self.lock:
            self.edit(number, "headline")
            section = self._sections[number]
            self._paths[number] = self._shelves.free_path(self.composer.path(number, section))
            self._shelves.numbers[self._paths[number]] = number
            return self._paths[number]

    def remove(self, number: int, status: int = 404) -> None:
        """Take the article off its listings; its address answers *status* from now on."""
        with self.lock:
            if number not in self.removed:
                self._shelves.take_away(number, self._sections[number], self._region(number))
            self.removed[number] = status
            self.version += 1

    def restore(self, number: int) -> None:
        """Undo ``remove``."""
        with self.lock:
            if self.removed.pop(number, None):
                self._shelves.put(number, self._sections[number], self._region(number))
                self.version += 1

    def set_ticker(self, lines: Iterable[str]) -> None:
        """Show these breaking lines from now on, whatever the script says."""
        with self.lock:
            self._ticker = TickerScript(tuple(lines), capacity=sys.maxsize)

    def _add(self, number: int, section: ReplicaSection) -> None:
        self._sections.append(section)
        path = self._shelves.free_path(self.composer.path(number, section))
        self._paths.append(path)
        self._shelves.numbers[path] = number
        self.count = number
        self._shelves.put(number, section, self._region(number))

    # What it shows

    @property
    def ticker(self) -> tuple[str, ...]:
        """The breaking lines of this moment, newest first."""
        return tuple(line.text for line in self.ticker_lines())

    def ticker_lines(self) -> tuple[ReplicaTickerLine, ...]:
        """Return the breaking lines of this moment, newest first, with where they lead."""
        with self.lock:
            return self._ticker.lines_at(self.ticker_clock.now())

    def story_of(self, line: ReplicaTickerLine) -> str:
        """Return the address of the article behind a breaking line; an edit does not change it."""
        return self.path(1 + zlib.crc32(line.first.encode()) % self.first_count)

    @property
    def sections(self) -> dict[str, ReplicaSection]:
        """Every listing of the navigation by slug: groups, sections, regions."""
        return {slug: listing.section for slug, listing in self._shelves.listings.items()}

    def path(self, number: int) -> str:
        """Return an article's address."""
        return self._paths[number]

    def find(self, path: str) -> int | None:
        """Return the article at an address, old ones included."""
        return self._shelves.numbers.get(path)

    def listing_at(self, path: str) -> ReplicaListing | None:
        """Return the section or tag listing at an address."""
        slug = self._shelves.by_listing_path.get(path)
        return self._shelves.listings[slug] if slug else self.tag_listing(path)

    def tag_listing(self, path: str) -> ReplicaListing | None:
        """Return the listing of a tag's page."""
        with self.lock:
            return self._tags.listing(path, self.count, self.removed)

    def listing_pages(self, slug: str) -> list[tuple[int, ...]]:
        """Return the article numbers a section's listing shows, page by page, newest first."""
        listing = self._shelves.listings[slug]
        size = self.page_size
        return [listing.page(page + 1, size) for page in range(listing.pages(size))]

    def newest_in(self, section: ReplicaSection | None, limit: int) -> list[int]:
        """Return the newest articles a section lists, at least *limit* if it has them."""
        listing = self._shelves.listings.get(section.slug) if section else None
        return listing.numbers[-limit:] if listing else []

    def section(self, number: int) -> ReplicaSection:
        """Return the section an article belongs to."""
        return self._sections[number]

    def _region(self, number: int) -> str | None:
        return self.composer.region(number, self._sections[number])
