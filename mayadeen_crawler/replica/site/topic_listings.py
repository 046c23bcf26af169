"""The listings of tags, authors and coverages, made when the first one is requested."""

from __future__ import annotations

from collections.abc import Callable, Container

from mayadeen_crawler.replica.site.addresses import page_of
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.site.listings import ReplicaListing
from mayadeen_crawler.replica.writing.article_parts import Composer
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon


class TopicListings:
    """Path → numbers of its articles, up to the newest article of the last request."""

    def __init__(
        self,
        composer: Composer,
        lexicon: ReplicaLexicon,
        section_of: Callable[[int], ReplicaSection],
    ) -> None:
        """*section_of*: an article's number → its section; authors depend on it."""
        self._composer = composer
        self._section_of = section_of
        labels = {
            "/tags": ("Tags", lexicon.tags),
            "/authors": ("Authors", lexicon.authors[2:]),  # the first two are newsrooms
            "/coverage": ("Coverage", lexicon.coverages),
        }
        self._sections = {
            path: ReplicaSection(label, group, path, paging="rel", cards="heading")
            for folder, (group, names) in labels.items()
            for label in names
            for path in [page_of(folder, label, lexicon)]
        }
        self._numbers: dict[str, list[int]] = {}
        self._known = 0

    def forget(self) -> None:
        """Make all listings anew: an article's tags or authors were edited."""
        self._numbers.clear()
        self._known = 0

    def in_folder(self, folder: str) -> list[tuple[str, str]]:
        """Return label and path of each listing directly below *folder*, such as ``/authors``."""
        return [
            (section.label, path)
            for path, section in self._sections.items()
            if path.rpartition("/")[0] == folder
        ]

    def listing(self, path: str, count: int, removed: Container[int]) -> ReplicaListing | None:
        """Return the listing of the page at *path*; None if there is none."""
        if path not in self._sections:
            return None
        for number in range(self._known + 1, count + 1):
            for topic in self._topics(number):
                self._numbers.setdefault(topic, []).append(number)
        self._known = count
        numbers = self._numbers.get(path, [])
        return ReplicaListing(self._sections[path], [n for n in numbers if n not in removed])

    def _topics(self, number: int) -> set[str]:
        """Return the paths of the listings that show article *number*."""
        composer = self._composer
        coverage = composer.coverage_of(number)
        named = (
            *composer.tags(number),
            *composer.authors(number, self._section_of(number)),
            *([coverage] if coverage else []),
        )
        return {topic.path for topic in named if topic.path}
