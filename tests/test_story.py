"""A story told whole: whole crawls of the replica while hours pass, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import scrapy

GOLDEN = Path(__file__).parent / "fixtures" / "story.txt"

#: The newest article of the site before the story: 1 March 2026, 9:07 in the morning, UTC.
NEWEST = datetime(2026, 3, 1, 11, 27, tzinfo=ZoneInfo("Asia/Jerusalem"))
#: The story is published at ten.
TEN = datetime(2026, 3, 1, 10, 0, tzinfo=ZoneInfo("UTC"))
STORY = 44


class Newsroom:
    """A site, a folder, and a clock that is set by hand."""

    def __init__(self, server: ReplicaServer, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.site, self.server, self.folder, self._patch = server.site, server, folder, patch

    def run(self, hours: int, minutes: int = 0) -> Crawl:
        """Crawl the section so long after the story was published."""
        moment = TEN + timedelta(hours=hours, minutes=minutes)
        self._patch.setattr(clock, "now", lambda: moment)
        del self.server.requests[:]
        run = crawl(
            "section", self.folder, base_url=self.server.url, sections="politics",
            max_pages="1",
        )  # fmt: skip
        assert (run.status, [line for line in run.lines if "WARNING" not in line]) == (0, [])
        return run

    def asked_for(self, path: str) -> int:
        """How often the last run asked for an address."""
        return self.server.requests.count(path)

    def history(self, story: str) -> str:
        """What ``scrapy history`` prints, the server's port left out."""
        done = scrapy("history", story, "-s", f"OUTPUT_DIR={self.folder}", code=0)
        assert done.stderr == ""
        return done.stdout.replace(self.server.url, "http://replica")


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    site = ReplicaSite(articles=43, newest=NEWEST, page_size=4)
    assert site.publish(1, "politics") == [STORY]
    with ReplicaServer(site) as server:
        yield Newsroom(server, tmp_path, monkeypatch)


def as_read(text: str) -> str:
    """Return a text as a reader sees it: every run of space is one, and no mark is seen."""
    text = text.replace("\u00ad", "").replace("\u200e", "")
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def lines(folder: Path, post: str) -> list[dict[str, Any]]:
    return [record for record in feed(folder) if record["id"] == f"en:{post}"]


def test_a_story_edited_four_times_removed_and_returned(newsroom: Newsroom) -> None:
    site, folder = newsroom.site, newsroom.folder
    said = [article_shown(site, STORY)]
    paths = [site.path(STORY)]

    def after(*parts: str) -> None:
        site.edit(STORY, *parts)
        said.append(article_shown(site, STORY))

    newsroom.run(0, 5)
    assert newsroom.asked_for(paths[0]) == 1
    newsroom.run(0, 15)
    assert newsroom.asked_for(paths[0]) == 0
    after("headline")
    newsroom.run(0, 31)
    assert newsroom.asked_for(paths[0]) == 1
    after("text")
    newsroom.run(1, 1)
    after("picture")
    newsroom.run(2, 1)
    newsroom.run(3)
    assert newsroom.asked_for(paths[0]) == 0
    site.rename(STORY)
    said.append(article_shown(site, STORY))
    paths.append(site.path(STORY))
    newsroom.run(4, 1)
    site.remove(STORY)
    newsroom.run(8, 1)
    assert newsroom.asked_for(paths[1]) == 1
    newsroom.run(8, 31)
    assert newsroom.asked_for(paths[1]) == 0
    last = newsroom.run(9, 2)
    assert last.stats["removal/removed"] == 1
    newsroom.run(9, 40)
    assert newsroom.asked_for(paths[1]) == 0
    site.restore(STORY)
    back = newsroom.run(10, 30)
    assert (back.stats["removal/returned"], back.stats.get("article/revised", 0)) == (1, 0)
    assert newsroom.run(11).stats.get("removal/returned", 0) == 0

    records = lines(folder, said[0].post_id)
    assert [
        (r["revision"], r["revision_cause"], r["changed_fields"], r["retrieved_at"])
        for r in records
    ] == [
        (1, "first", [], "2026-03-01T10:05:00Z"),
        (2, "edited", ["headline"], "2026-03-01T10:31:00Z"),
        # The new text brings two pictures.
        (3, "edited", ["body_text", "images"], "2026-03-01T11:01:00Z"),
        (4, "edited", ["images"], "2026-03-01T12:01:00Z"),
        (5, "moved", ["headline", "canonical_url"], "2026-03-01T14:01:00Z"),
    ]
    for record, article in zip(records, said, strict=True):
        assert record["headline"] == as_read(article.headline)
        assert record["body_text"] == as_read(article.body_text)
        assert record["images"][0]["alt"] == as_read(article.cover.alt)
        assert record["canonical_url"] == newsroom.server.url + article.path
    removals = feed(folder, "removals")
    url = newsroom.server.url + paths[1]
    assert [(r["event"], r["id"], r["url"], r["status"], r["observed_at"]) for r in removals] == [
        ("removed", records[0]["id"], url, 404, "2026-03-01T19:02:00Z"),
        ("returned", records[0]["id"], url, 200, "2026-03-01T20:30:00Z"),
    ]
    # A new picture or text changes no list.
    assert places(folder, "politics", records[0]["id"]) == [
        ("2026-03-01T10:05:00Z", 1),
        ("2026-03-01T10:31:00Z", 1),
        ("2026-03-01T14:01:00Z", 1),
        ("2026-03-01T18:01:00Z", None),
        ("2026-03-01T20:30:00Z", 1),
    ]
    story = newsroom.history(records[0]["id"])
    assert story == GOLDEN.read_text(encoding="utf-8")
    # Any address of it will do.
    for path in paths:
        assert newsroom.history(f"{newsroom.server.url}{path}?utm_source=x#top") == story


def places(folder: Path, name: str, story: str) -> list[tuple[str, int | None]]:
    """Where the records of a section's first page have the story."""
    return [
        (
            record["observed_at"],
            next((item["position"] for item in record["items"] if item["id"] == story), None),
        )
        for record in feed(folder, "listings")
        if record["list"] == "section" and record["name"] == name
    ]
