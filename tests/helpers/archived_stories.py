"""Archives of a made-up site's stories, and what a run on them should have told of each story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.crawling.archives import requests
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.archives import ArchivesServer, Moment, history, moments
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.soak_figures import SOAK

#: Numbers of stories with captures at all moments: one that is edited, one that moves.
FEW: Sequence[int] = range(1, 17) if SOAK else (1, 3)
#: What is compared of each state of a story: address, headline, summary, tags.
State = tuple[str, str, str | None, tuple[str, ...]]


@cache
def lives(stories: Sequence[int]) -> tuple[list[Moment], ReplicaSite]:
    """Return what became of a site's stories in six moments of early 2025, and the site."""
    site = ReplicaSite(articles=max(stories), newest=datetime(2025, 1, 8, 18, tzinfo=UTC))
    return moments(site, stories), site


@dataclass
class Archived:
    """Archives of some stories, and the site that they are of."""

    archives: ArchivesServer
    site: ReplicaServer

    @property
    def asked(self) -> list[str]:
        """The path of every request to an archive, in order."""
        return [request.path for request in self.archives.requests]

    @property
    def records_asked(self) -> list[str]:
        """What was asked for of captures: path of a page, or path and range of a record."""
        found = [
            f"{request.path} {request.headers.get('Range', '')}"
            for request in self.archives.requests
        ]
        return [
            one
            for one in found
            if one.startswith(("/crawl-data/", "/web/")) and "warc.paths" not in one
        ]

    def crawl(self, folder: Path, source: str, **given: Any) -> Crawl:
        """Run the spider on *source* into *folder*; its settings are those of the archives."""
        settings = {**self.archives.settings, **given.pop("settings", {})}
        return crawl(
            "archived", folder, base_url=self.site.url, source=source, settings=settings, **given
        )

    def truth(self) -> list[list[State]]:
        """Return the states of each story in order of time, the stories sorted."""
        return sorted(
            [
                (
                    f"{self.site.url}{state.article.path}",
                    state.article.headline,
                    state.article.summary or None,
                    tuple(tag.name for tag in state.article.tags),
                )
                for state in states
            ]
            for states in history(self.archives.lives).values()
        )


@contextmanager
def archived(
    stories: Sequence[int] = FEW, faults: ArchiveFaults | None = None
) -> Iterator[Archived]:
    """Serve the archives of the stories with these numbers, and the site."""
    found, site = lives(stories)
    with ReplicaServer(site) as live, ArchivesServer(found, faults=faults) as archives:
        yield Archived(archives, live)


def told(folder: Path) -> list[list[State]]:
    """Return the states that the feeds tell of each article in order of time, as `truth` does."""
    return sorted(
        [
            (one["canonical_url"], one["headline"], one["summary"], tuple(one["tags"]))
            for one in records
        ]
        for records in stories_in(feed(folder)).values()
    )


def merged(folder: Path) -> list[list[State]]:
    """Return what articles and captures tell together of each story in order of time."""
    captures = [one | {"retrieved_at": one["captured_at"]} for one in feed(folder, "captures")]
    return sorted(
        [
            (one["canonical_url"], one["headline"], one["summary"], tuple(one["tags"]))
            for one in records
        ]
        for records in stories_in([*feed(folder), *captures]).values()
    )


def stories_in(records: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return article id → its records in order of time."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(records, key=lambda record: record["retrieved_at"]):
        found.setdefault(record["id"], []).append(record)
    return found


def without_pauses(patch: pytest.MonkeyPatch) -> None:
    """Let a busy service be asked again at once: the time of the tests is not the services'."""
    patch.setattr(requests, "PAUSE", 0.0)
    patch.setattr(requests, "TOO_MANY_PAUSE", 0.0)
