"""The figures of the live line, from a run's stats: no Scrapy object, no terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class SitemapProgress(Protocol):
    """The attributes of the sitemap spider's ``reader`` that say which files it met."""

    outcomes: dict[str, str]
    """File path → its outcome; ``to_be_read`` until it was read to its end."""
    children: dict[str, int]
    """Counts of the files that indexes listed: ``asked`` for, and ``read``."""


def pages(stats: Mapping[str, Any]) -> int:
    """Return how many pages were requested, answered or not."""
    count: int = stats.get("page/answered", 0) + stats.get("page/failed", 0)
    return count


def records(stats: Mapping[str, Any]) -> str:
    """Return the counts of articles by outcome; of breaking lines if the run polls the ticker.

    Examples: ``3 new 0 revised 41 known``, ``12 appeared 0 edited 2 expired 0 withdrawn``.
    """
    names = {"new": "article/new", "revised": "article/revised", "known": "article/known"}
    if stats.get("ticker/polls", 0):
        names = {word: f"ticker/{word}" for word in ("appeared", "edited", "expired", "withdrawn")}
    counts = {word: stats.get(name, 0) for word, name in names.items()}
    if "known" in counts:
        counts["known"] += stats.get("article/known_on_listings", 0)
    return " ".join(f"{count} {word}" for word, count in counts.items())


class SitemapShare:
    """How many articles of the sitemaps a run has fetched, and of about how many."""

    def __init__(self) -> None:
        self._before = 0
        """Articles that were done before the first sitemap file: left over by earlier runs."""
        self._read = 0
        """Files read when their articles were last counted."""
        self._of_read = 0
        """Articles of those files, done or waiting."""

    def share(
        self, reader: SitemapProgress, stats: Mapping[str, Any], *, waiting: int
    ) -> tuple[int, int] | None:
        """Return how many articles were fetched, and of about how many.

        *waiting*: the articles that are pending in the ledger. Each file that is not read yet
        is taken to hold as many as the average of those that were. None until a file was read.
        """
        done = stats.get("article/pages", 0)
        done += sum(count for name, count in stats.items() if name.startswith("lost/"))
        to_read = sum(outcome == "to_be_read" for outcome in reader.outcomes.values())
        # If there is an index, only the files that it lists hold articles.
        children = reader.children
        read = children["read"] if children["asked"] else stats.get("sitemap/files", 0)
        if not reader.outcomes:
            self._before = done
        elif read != self._read:
            self._read, self._of_read = read, done + waiting - self._before
        if to_read and not self._read:
            return None
        each = self._of_read / self._read if self._read else 0.0
        expected = self._before + round(each * (self._read + to_read))
        total = max(done + waiting, expected if to_read else 0)
        return (done, total) if total else None
