"""Which articles each listing shows, and which article is at which path; for ``site.py``."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field

from mayadeen_crawler.replica.site.addresses import SLUG_LENGTH
from mayadeen_crawler.replica.site.catalogue import ReplicaSection, SectionCatalogue


@dataclass(slots=True)
class ReplicaListing:
    """The articles of a section or tag, as numbers, oldest first."""

    section: ReplicaSection
    numbers: list[int] = field(default_factory=list)

    def pages(self, size: int) -> int:
        """Return how many pages it has, at least one."""
        if self.section.paging == "none":
            return 1
        return max(1, -(-len(self.numbers) // size))

    def page(self, page: int, size: int) -> tuple[int, ...]:
        """Return the article numbers of one page (from 1), newest first."""
        if not 1 <= page <= self.pages(size):
            return ()
        end = len(self.numbers) - (page - 1) * size
        return tuple(reversed(self.numbers[max(0, end - size) : end]))

    def older(self, number: int, size: int) -> tuple[int, ...]:
        """The next *size* articles after *number*, newest first."""
        end = bisect_left(self.numbers, number)
        return tuple(reversed(self.numbers[max(0, end - size) : end]))


class ListingIndex:
    """All listings of sections, groups and regions, and the paths of all articles."""

    def __init__(self, catalogue: SectionCatalogue) -> None:
        self.listings = {s.slug: ReplicaListing(s) for s in catalogue.listings}
        self.by_listing_path = {s.section.path: slug for slug, s in self.listings.items()}
        self.numbers: dict[str, int] = {}
        """Path → article number; former paths included."""
        self._regions = {region.label: region.slug for region in catalogue.regions}
        self._groups = {group.group: group.slug for group in catalogue.groups}

    def free_path(self, path: str) -> str:
        """Return *path*, ending in ``-2``, ``-3``, … if it is taken; the slug stays within 60."""
        folder, slug = path.rsplit("/", 1)
        candidate, copy = path, 2
        while candidate in self.numbers:
            ending = f"-{copy}"
            candidate = f"{folder}/{slug[: SLUG_LENGTH - len(ending)]}{ending}"
            copy += 1
        return candidate

    def listed_in(self, section: ReplicaSection, region: str | None) -> list[ReplicaListing]:
        """Return the listings that show an article of *section* and *region*."""
        slugs = [section.slug, self._groups.get(section.group), self._regions.get(region or "")]
        return [self.listings[slug] for slug in dict.fromkeys(slugs) if slug]

    def put(self, number: int, section: ReplicaSection, region: str | None) -> None:
        """Add the article to its listings."""
        for listing in self.listed_in(section, region):
            insort(listing.numbers, number)

    def take_away(self, number: int, section: ReplicaSection, region: str | None) -> None:
        """Remove the article from its listings."""
        for listing in self.listed_in(section, region):
            if number in listing.numbers:
                listing.numbers.remove(number)
