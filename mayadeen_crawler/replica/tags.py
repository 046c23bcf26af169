"""Tag listings, built when the first tag page is asked for."""

from __future__ import annotations

from collections.abc import Container, Sequence

from mayadeen_crawler.replica.catalogue import ReplicaSection
from mayadeen_crawler.replica.composer import Composer
from mayadeen_crawler.replica.shelves import Listing
from mayadeen_crawler.text import slugify


class TagShelves:
    """Which articles carry which tag: numbers only, counted up to the newest article seen."""

    def __init__(self, composer: Composer, labels: Sequence[str]) -> None:
        self._composer = composer
        self._sections = {
            f"/tags/{slugify(label)}": ReplicaSection(
                label, "Tags", f"/tags/{slugify(label)}", paging="rel", cards="heading"
            )
            for label in labels
        }
        self._numbers: dict[str, list[int]] = {}
        self._known = 0

    def forget(self) -> None:
        """Count anew: an article's tags were edited."""
        self._numbers.clear()
        self._known = 0

    def listing(self, path: str, count: int, removed: Container[int]) -> Listing | None:
        """Return the listing of the tag page at *path*, or ``None`` where there is none."""
        if path not in self._sections:
            return None
        for number in range(self._known + 1, count + 1):
            for tag in self._composer.tags(number):
                self._numbers.setdefault(tag.path or "", []).append(number)
        self._known = count
        numbers = self._numbers.get(path, [])
        return Listing(self._sections[path], [n for n in numbers if n not in removed])
