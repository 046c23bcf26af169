"""The made-up site: which articles it has, what its listings show, and what happens to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import RLock

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.replica import clock
from mayadeen_crawler.replica.article import Card, ReplicaArticle
from mayadeen_crawler.replica.catalogue import SECTIONS, ReplicaSection, section_of
from mayadeen_crawler.replica.composer import EDITABLE, Composer, Part
from mayadeen_crawler.replica.dice import Dice
from mayadeen_crawler.replica.english import ENGLISH
from mayadeen_crawler.replica.shelves import Listing, Shelves
from mayadeen_crawler.replica.tags import TagShelves
from mayadeen_crawler.replica.variants import skin_of, variant_of

LEXICONS = {"en": ENGLISH}

#: The newest article of a fresh site, unless told otherwise; a fixed moment, so
#: that the same seed is the same site for ever.
NEWEST = datetime(2025, 11, 27, 18, 0, tzinfo=clock.CMS_CLOCK)


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
    ) -> None:
        self.seed = seed
        self.edition = EDITIONS[edition]
        self.lexicon = LEXICONS[edition]
        self.page_size = page_size
        self.crawl_delay = crawl_delay
        self.disallow = disallow
        self.lock = RLock()
        self.version = 0
        """Raised by every change; pages rendered before it are stale."""
        self.count = 0
        self._first_count = articles
        self.removed: dict[int, int] = {}
        """Article → the status its address answers (404 or 410)."""
        self._composer = Composer(seed, self.lexicon, newest, articles, spacing)
        self._shelves = Shelves()
        self._tags = TagShelves(self._composer, self.lexicon.tags)
        self._paths: list[str] = [""]
        self._sections: list[ReplicaSection] = [SECTIONS[0]]
        dice = Dice(seed, Part.TICKER)
        self.ticker: list[str] = [
            self._composer.writer.line((pattern,), dice)
            for pattern in dice.sample(self.lexicon.ticker * 2, 10)
        ]
        """The breaking lines, newest first. A test may change them (then raise ``version``)."""
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
                self._add(number, given or section_of(number))
            self.version += 1
            return list(range(first, first + count))

    def edit(self, number: int, *parts: str) -> None:
        """Give the parts (names of ``EDITABLE``, ``headline`` if none) of an article new content.

        The address stays, as on the real site. Calling it again changes them again.
        """
        with self.lock:
            for name in parts or ("headline",):
                key = (number, EDITABLE[name])
                self._composer.steps[key] = self._composer.steps.get(key, 0) + 1
            self._tags.forget()
            self.version += 1

    def rename(self, number: int) -> str:
        """Give the article a new headline and address; the old one redirects. Return the new."""
        with self.lock:
            self.edit(number, "headline")
            section = self._sections[number]
            self._paths[number] = self._shelves.free_path(self._composer.path(number, section))
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

    def _add(self, number: int, section: ReplicaSection) -> None:
        self._sections.append(section)
        path = self._shelves.free_path(self._composer.path(number, section))
        self._paths.append(path)
        self._shelves.numbers[path] = number
        self.count = number
        self._shelves.put(number, section, self._region(number))

    # What it shows

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

    def listing_at(self, path: str) -> Listing | None:
        """Return the section or tag listing at an address."""
        slug = self._shelves.by_listing_path.get(path)
        return self._shelves.listings[slug] if slug else self.tag_listing(path)

    def tag_listing(self, path: str) -> Listing | None:
        """Return the listing of a tag's page."""
        with self.lock:
            return self._tags.listing(path, self.count, self.removed)

    def listing_pages(self, slug: str) -> list[tuple[int, ...]]:
        """Return the article numbers a section's listing shows, page by page, newest first."""
        listing = self._shelves.listings[slug]
        size = self.page_size
        return [listing.page(page + 1, size) for page in range(listing.pages(size))]

    def card(self, number: int) -> Card:
        """Return what lists show of an article."""
        section = self._sections[number]
        published, cover = self._composer.published(number), self._composer.cover(number)
        return Card(
            number=number,
            path=self._paths[number],
            headline=self._composer.headline(number, section),
            label=self._composer.label(number, section),
            alt=cover.alt,
            picture=cover.path,
            published=published,
            date=clock.shown_day(published, self.lexicon.interface.months),
        )

    def most_read(self, *, without: int = 0, beside: ReplicaSection | None = None) -> list[Card]:
        """Return four popular articles: not *without*, none that *beside*'s listing shows."""
        kept = set(self.listing_numbers(beside)) if beside else set()
        found: list[Card] = []
        for number in range(self.count, max(0, self.count - 150), -3):
            if number != without and number not in kept and number not in self.removed:
                found.append(self.card(number))
            if len(found) == 4:
                break
        return found

    def listing_numbers(self, section: ReplicaSection) -> list[int]:
        """Return the newest articles of a section, as far as *most_read* looks."""
        listing = self._shelves.listings.get(section.slug)
        return listing.numbers[-160:] if listing else []

    def article(self, number: int) -> ReplicaArticle:
        """Return all that an article's page shows now."""
        with self.lock:
            return self._article(number)

    def _region(self, number: int) -> str | None:
        return self._composer.region(number, self._sections[number])

    def _others(self, number: int, count: int, dice: Dice) -> tuple[Card, ...]:
        """Return cards of other articles, any but this one and those gone."""
        # Of the first articles only, so that publishing changes nobody's list.
        picked = (dice.between(1, max(1, self._first_count)) for _ in range(count * 3))
        numbers = dict.fromkeys(
            n for n in picked if n != number and n <= self.count and n not in self.removed
        )
        return tuple(self.card(n) for n in list(numbers)[:count])

    def _article(self, number: int) -> ReplicaArticle:
        composer, section = self._composer, self._sections[number]
        variant = variant_of(number)
        facts, related = composer.dice(number, Part.NUMBERS), composer.dice(number, Part.RELATED)
        blocks = composer.body(number, section)
        published = composer.published(number)
        edits = sum(n for (edited, _), n in composer.steps.items() if edited == number)
        words = sum(len(b.text.split()) for b in blocks)
        video = section.content_type in ("video", "newscast", "podcast")
        return ReplicaArticle(
            number=number,
            path=self._paths[number],
            post_id=str(1_600_000 + number * 3 + number % 3),
            variant=variant,
            skin=skin_of(variant, composer.dice(number, Part.SKIN)),
            section=section,
            content_type=section.content_type,
            region=self._region(number),
            coverage=facts.pick(self.lexicon.coverages) if facts.chance(30) else None,
            headline=composer.headline(number, section),
            summary=composer.summary(number),
            authors=composer.authors(number, section),
            sources=composer.sources(number, section),
            published=published,
            modified=clock.modified_at(published, edits, composer.dice(number, Part.MODIFIED)),
            shares=facts.below(2000) if facts.chance(90) else None,
            read_minutes=1 + words // 200 if blocks else None,
            cover=composer.cover(number),
            blocks=blocks,
            video=f"https://player.example/embed/{number}" if video else None,
            video_seconds=facts.between(20, 3000) if video and facts.chance(60) else None,
            tags=composer.tags(number),
            inset=self._others(number, 2, related)
            if any(b.kind == "inset" for b in blocks)
            else (),
            most_read=tuple(self.most_read(without=number)),
            read_next=self._others(number, 4, related),
        )
