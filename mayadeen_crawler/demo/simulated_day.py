"""A simulated day of the replica, and the crawls of it that ``scrapy demo`` runs.

Between the crawls articles are published, edited, moved, removed and restored, and the ticker goes
on, so that the feeds have an example of everything that an analyst may look for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.archives import Moment, moments
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.ticker_script import made_up

#: How many articles the site has in the morning, from 1, the oldest.
ARTICLES = 240
#: The seed of the ticker's script: with this one, several crawls see corrections and withdrawals.
SEED = 463
#: Seconds on the ticker's clock between two crawls of the ticker.
TICKER_INTERVAL = 120

#: The first edits: article, its parts, hours after its publication.
EDITS: tuple[tuple[int, tuple[str, ...], float], ...] = (
    (220, ("headline",), 0.2),
    (223, ("headline", "summary"), 0.4),
    (228, ("text",), 0.8),
    (212, ("tags",), 3),
    (202, ("text", "picture"), 5),
    (184, ("sources",), 8),
    (170, ("authors",), 20),
    (162, ("text",), 30),
    (154, ("summary",), 60),
    (239, ("headline",), 0.3),
    # These pages do not show the time of their last change.
    (199, ("headline",), 1),
    (208, ("text",), 1),
)
#: Later edits of articles that were edited before.
MORE_EDITS: tuple[tuple[int, tuple[str, ...], float], ...] = (
    (239, ("text", "picture"), 2),
    (228, ("headline",), 26),
)
MOVED = 234
#: Removed article → the status that its URL answers.
REMOVED = {231: 410, 205: 404}
RETURNED = 231
#: The story whose past is in the demo's public archive.
ARCHIVED = 120
#: The sections of the articles that are published during the day, in turn.
SECTIONS = ("politics", "economy", "politics", "technology", "politics", "sports")


@dataclass(frozen=True, slots=True)
class DemoCrawl:
    """A crawl of the demo."""

    spider: str
    says: str
    """What is crawled, in words for the terminal."""
    arguments: dict[str, str] = field(default_factory=dict)


def site() -> tuple[ReplicaSite, list[Moment]]:
    """Return the site as it is in the morning, and what the archive saw of one story until then.

    The ticker's clock is at zero.
    """
    made = ReplicaSite(articles=ARTICLES, ticker_script=made_up(LEXICONS["en"], SEED))
    lives = moments(made, [ARCHIVED])
    made.ticker_clock.set(0)
    return made, lives


def crawls(site: ReplicaSite, url: str) -> Iterator[DemoCrawl]:
    """Yield the crawls of *site*, served at *url*; before each next one the site changes."""
    tags = list(dict.fromkeys(tag.name for n in (1, 2) for tag in article_shown(site, n).tags))[:3]
    followed = [url + site.path(n) for n in (*(n for n, _, _ in EDITS), MOVED, *REMOVED)]

    def ticker(says: str) -> DemoCrawl:
        site.ticker_clock.advance(TICKER_INTERVAL)
        return DemoCrawl("breaking", says)

    def stories(urls: Iterable[str]) -> dict[str, str]:
        return {"urls": ",".join(urls)}

    yield DemoCrawl("section", "all of News")
    yield DemoCrawl("tag", f"the tags {', '.join(tags)}", {"tags": ",".join(tags)})
    yield DemoCrawl("breaking", "the ticker")
    yield ticker("the ticker, two minutes later")
    yield DemoCrawl("sitemap", "the sitemaps, for what is missing")

    _publish(site, 3)
    _edit(site, EDITS)
    site.rename(MOVED)
    for number, status in REMOVED.items():
        site.remove(number, status)
    yield ticker("the ticker, two more minutes later")
    yield DemoCrawl("article", "stories that were edited, moved or removed", stories(followed))
    yield DemoCrawl("section", "all of News, for what is new")

    _publish(site, 6)
    _edit(site, MORE_EDITS)
    short_lived = ARTICLES + 2
    site.remove(short_lived)
    site.restore(RETURNED)
    site.edit(RETURNED, "text")
    yield ticker("the ticker again")
    again = [*followed, url + site.path(short_lived)]
    yield DemoCrawl("article", "the same stories again; one is back", stories(again))
    yield DemoCrawl("section", "all of News again")

    _publish(site, 3)
    yield ticker("the ticker, for the last time")
    yield DemoCrawl("section", "all of News, later")

    _publish(site, 9)
    yield DemoCrawl("section", "all of News, for the last time")
    yield DemoCrawl("latest", "the RSS feed: nothing is newer")
    yield DemoCrawl(
        "archived", "a public archive: what one story said before", {"source": "commoncrawl"}
    )


def _publish(site: ReplicaSite, count: int) -> None:
    for _ in range(count):
        site.publish(section=SECTIONS[site.count % len(SECTIONS)])


def _edit(site: ReplicaSite, edits: Iterable[tuple[int, tuple[str, ...], float]]) -> None:
    for number, parts, hours in edits:
        site.edit(number, *parts, at=article_shown(site, number).published + timedelta(hours=hours))
