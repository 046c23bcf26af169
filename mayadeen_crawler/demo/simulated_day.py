"""A day of the replica's newsroom, and the crawls that watch it.

Between the crawls stories are published, edited, moved, taken away and brought back, and the
ticker goes on, so that the feeds hold something of everything an analyst asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.ticker_script import made_up

#: Articles it begins with; from 1, the oldest.
ARTICLES = 240
#: Of the ticker's events: one by which lines are corrected and withdrawn at several looks.
SEED = 463
#: Seconds on the ticker from one look to the next.
BETWEEN_LOOKS = 120

#: What the desk changes: article, parts, hours from its publication.
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
    # Pages that do not say when they were changed.
    (199, ("headline",), 1),
    (208, ("text",), 1),
)
#: What it changes once more, later.
MORE_EDITS: tuple[tuple[int, tuple[str, ...], float], ...] = (
    (239, ("text", "picture"), 2),
    (228, ("headline",), 26),
)
MOVED = 234
#: Article → status that its address answers.
REMOVED = {231: 410, 205: 404}
RETURNED = 231
#: Where the stories of the day are filed, one after the other.
DESKS = ("politics", "economy", "politics", "technology", "politics", "sports")


@dataclass(frozen=True, slots=True)
class Show:
    """A crawl of the demo."""

    spider: str
    says: str
    """What it is asked for, in words."""
    arguments: dict[str, str] = field(default_factory=dict)


def site() -> ReplicaSite:
    """Return the site as it is in the morning; its ticker waits for the first look."""
    made = ReplicaSite(articles=ARTICLES, ticker_script=made_up(LEXICONS["en"], SEED))
    made.ticker_clock.set(0)
    return made


def shows(site: ReplicaSite, url: str) -> Iterator[Show]:
    """Yield what to crawl on *site*, which is at *url*; asking for the next one, time goes on."""
    tags = list(dict.fromkeys(tag.name for n in (1, 2) for tag in site.article(n).tags))[:3]
    followed = [url + site.path(n) for n in (*(n for n, _, _ in EDITS), MOVED, *REMOVED)]

    def ticker(says: str) -> Show:
        site.ticker_clock.advance(BETWEEN_LOOKS)
        return Show("breaking", says)

    def stories(urls: Iterable[str]) -> dict[str, str]:
        return {"urls": ",".join(urls)}

    yield Show("section", "all of News")
    yield Show("tag", f"the tags {', '.join(tags)}", {"tags": ",".join(tags)})
    yield Show("breaking", "the ticker")
    yield ticker("the ticker, two minutes later")
    yield Show("sitemap", "the sitemaps, for what is missing")

    _publish(site, 3)
    _edit(site, EDITS)
    site.rename(MOVED)
    for number, status in REMOVED.items():
        site.remove(number, status)
    yield ticker("the ticker, two more minutes later")
    yield Show("article", "stories that were edited, moved or removed", stories(followed))
    yield Show("section", "all of News, for what is new")

    _publish(site, 6)
    _edit(site, MORE_EDITS)
    short_lived = ARTICLES + 2
    site.remove(short_lived)
    site.restore(RETURNED)
    site.edit(RETURNED, "text")
    yield ticker("the ticker again")
    again = [*followed, url + site.path(short_lived)]
    yield Show("article", "the same stories again; one is back", stories(again))
    yield Show("section", "all of News again")

    _publish(site, 3)
    yield ticker("the ticker, for the last time")
    yield Show("section", "all of News, later")

    _publish(site, 9)
    yield Show("section", "all of News, for the last time")


def _publish(site: ReplicaSite, count: int) -> None:
    for _ in range(count):
        site.publish(section=DESKS[site.count % len(DESKS)])


def _edit(site: ReplicaSite, edits: Iterable[tuple[int, tuple[str, ...], float]]) -> None:
    for number, parts, hours in edits:
        site.edit(number, *parts, at=site.article(number).published + timedelta(hours=hours))
