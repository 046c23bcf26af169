"""The listings of tags, made when the first tag page is requested; for ``site.py``."""

from __future__ import annotations

from collections.abc import Container

from mayadeen_crawler.replica.site.addresses import page_of
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.site.listings import ReplicaListing
from mayadeen_crawler.replica.writing.article_parts import Composer
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon


class TagListings:
    """Tag path → numbers of its articles, up to the newest article of the last request."""

    def __init__(self, composer: Composer, lexicon: ReplicaLexicon) -> None:
        self._composer = composer
        pages = {page_of("/tags", label, lexicon): label for label in lexicon.tags}
        self._sections = {
            path: ReplicaSection(label, "Tags", path, paging="rel", cards="heading")
            for path, label in pages.items()
        }
        self._numbers: dict[str, list[int]] = {}
        self._known = 0

    def forget(self) -> None:
        """Make all listings anew: an article's tags were edited."""
        self._numbers.clear()
        self._known = 0

    def listing(self, path: str, count: int, removed: Container[int]) -> ReplicaListing | None:
        """Return the listing of the tag page at *path*; None if there is none."""
        if path not in self._sections:
            return None
        for number in range(self._known + 1, count + 1):
            for tag in self._composer.tags(number):
                self._numbers.setdefault(tag.path or "", []).append(number)
        self._known = count
        numbers = self._numbers.get(path, [])
        return ReplicaListing(self._sections[path], [n for n in numbers if n not in removed])
