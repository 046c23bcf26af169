"""The few figures of a run that tell how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Reader(Protocol):
    """What a spider that reads an archive tells of its files."""

    outcomes: dict[str, str]
    """The files met, by name → what became of them; ``to_be_read``: not read to the end."""
    children: dict[str, int]
    """Files that an index listed: those ``asked`` for, and those ``read``."""


def pages(stats: Mapping[str, Any]) -> int:
    """Return how many pages were asked for, answered or not."""
    count: int = stats.get("page/answered", 0) + stats.get("page/failed", 0)
    return count


def records(stats: Mapping[str, Any]) -> str:
    """Return what became of articles, or of breaking lines where those were looked at."""
    names = {"new": "article/new", "revised": "article/revised", "known": "article/known"}
    if stats.get("ticker/polls", 0):
        names = {word: f"ticker/{word}" for word in ("appeared", "edited", "expired", "withdrawn")}
    counts = {word: stats.get(name, 0) for word, name in names.items()}
    if "known" in counts:
        counts["known"] += stats.get("article/known_on_listings", 0)
    return " ".join(f"{count} {word}" for word, count in counts.items())


class Archive:
    """How far a run through an archive is: what it fetched, and of how much."""

    def __init__(self) -> None:
        self._before = self._read = self._of_read = 0

    def share(
        self, reader: Reader, stats: Mapping[str, Any], *, waiting: int
    ) -> tuple[int, int] | None:
        """Return how many articles were fetched, and of about how many.

        *waiting* is how many stand in the ledger and are still to be fetched. Files that
        were not read yet are taken to hold as many as those that were; ``None`` as long
        as no file was.
        """
        done = stats.get("article/pages", 0)
        done += sum(count for name, count in stats.items() if name.startswith("lost/"))
        to_read = sum(outcome == "to_be_read" for outcome in reader.outcomes.values())
        # Where there is an index, only what it lists holds articles.
        children = reader.children
        read = children["read"] if children["asked"] else stats.get("sitemap/files", 0)
        if not reader.outcomes:
            self._before = done  # what earlier runs left comes first
        elif read != self._read:
            self._read, self._of_read = read, done + waiting - self._before
        if to_read and not self._read:
            return None
        each = self._of_read / self._read if self._read else 0.0
        expected = self._before + round(each * (self._read + to_read))
        total = max(done + waiting, expected if to_read else 0)
        return (done, total) if total else None
