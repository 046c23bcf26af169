"""The lives of the replica's stories: six moments, and what each story's page shows at each.

`moments` lets a site live through them, with the site's own edits, and keeps what its pages showed.
The archives (``captures.py``) hold these pages; tests take the truth about a story's history from
`history`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.rendering.page import ReplicaPage
from mayadeen_crawler.replica.serving.routes import SAFE, Routes
from mayadeen_crawler.replica.site.site import ReplicaSite
from mayadeen_crawler.replica.writing.article_parts import EDITABLE

#: Pages beside the stories that archives hold, too; sections' listings are added.
_OTHER_PATHS = ("/", "/robots.txt")


@dataclass(frozen=True, slots=True)
class StoryState:
    """What the page of one story shows at one moment."""

    number: int
    url: str
    """Its address at that moment, on the edition's host, percent-encoded."""
    article: ReplicaArticle
    page: ReplicaPage
    changed: tuple[str, ...]
    """What differs from the moment before: parts of ``EDITABLE``, and ``path``; ``first`` at the
    first moment. Empty: nothing that a reader would call the article."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the site: a day on which archives visited it."""

    name: str
    at: datetime
    """When the visits begin, in UTC. Each page is visited some seconds after the one before."""
    host: str
    """Scheme and host of the edition, such as ``https://english.almayadeen.net``."""
    language: str
    """The edition's language code: ``en``, ``ar`` or ``es``."""
    states: Mapping[int, StoryState]
    """Story number → its state, for every story that exists."""
    others: Mapping[str, ReplicaPage]
    """URL → page of the home page, some sections' listings and robots.txt."""
    not_found: ReplicaPage
    """What the site answers for a path without an article."""
    challenge: ReplicaPage
    """What the site's firewall answers in place of a page."""


def _edits(*parts: str, of: Callable[[int], bool]) -> Callable[[ReplicaSite, int, datetime], None]:
    def change(site: ReplicaSite, number: int, before: datetime) -> None:
        for part in parts if of(number) else ():
            size = _size(site, number, part)
            if size:
                site.edit(number, part, at=before)
            # A text that shrinks by much at once is doubted: these lives are of plain edits.
            while _size(site, number, part) < 0.8 * size:
                site.edit(number, part, at=before)

    return change


def _size(site: ReplicaSite, number: int, part: str) -> int:
    """Return how many characters the text has; of other parts, whether the story has any."""
    if part == "text":
        return len(article_shown(site, number).body_text)
    return bool(site.composer.content(number, site.section(number), EDITABLE[part]))


def _moves(site: ReplicaSite, number: int, _: datetime) -> None:
    # Of these, pages show their post id: without it, nobody can tell that two addresses are one
    # story (``rendering/variants.py``: the kinds of page repeat after 11 articles).
    if number % 11 in (0, 3, 4, 8):
        site.rename(number)


def _stays(_site: ReplicaSite, _number: int, _: datetime) -> None:
    pass


#: Name of a moment, days after the newest story's publication, and what happens just before it.
_LIFE: tuple[tuple[str, float, Callable[[ReplicaSite, int, datetime], None]], ...] = (
    ("published", 4, _stays),
    ("edited", 5, _edits("headline", "text", of=lambda number: number % 2 == 0)),
    ("tagged", 12, _edits("tags", of=lambda number: number % 3 > 0)),
    ("moved", 40, _moves),
    ("unchanged", 41, _stays),
    ("edited again", 75, _edits("summary", "picture", of=lambda number: number % 5 < 2)),
)


def moments(site: ReplicaSite, stories: Iterable[int] | None = None) -> list[Moment]:
    """Let *site* live through the six moments; return them, oldest first.

    *stories* are the numbers of the articles that change and are captured (default: all). The site
    is changed by this, and afterwards shows the state of the last moment. The first moment is four
    days after the publication of the newest article, the last 75 days after it.
    """
    numbers = list(range(1, site.count + 1) if stories is None else stories)
    newest = site.composer.published(site.count).astimezone(UTC)
    routes = Routes(site)
    found: list[Moment] = []
    for name, days, change in _LIFE:
        at = newest + timedelta(days=days)
        before = {} if not found else {n: _parts(s.article) for n, s in found[-1].states.items()}
        for number in numbers:
            change(site, number, at - timedelta(hours=2))
        states = {number: _state(site, routes, number, before.get(number)) for number in numbers}
        found.append(
            Moment(
                name=name,
                at=at,
                host=_host(site),
                language=site.edition.code,
                states=states,
                others=_others(site, routes),
                not_found=routes.missing(404),
                challenge=ReplicaPage(routes.renderer.challenge(), 403),
            )
        )
    return found


def history(lives: Sequence[Moment]) -> dict[int, list[StoryState]]:
    """Return the states of each story, oldest first: each once, at the first moment that shows it.

    This is the truth about what a crawler finds that reads every capture.
    """
    found: dict[int, list[StoryState]] = {}
    for moment in lives:
        for number, state in moment.states.items():
            if state.changed:
                found.setdefault(number, []).append(state)
    return found


def _state(
    site: ReplicaSite, routes: Routes, number: int, before: Mapping[str, object] | None
) -> StoryState:
    article = article_shown(site, number)
    after = _parts(article)
    changed = (
        ("first",)
        if before is None
        else tuple(name for name, value in after.items() if value != before[name])
    )
    page = routes.answer(article.path, {})
    url = _host(site) + quote(article.path, safe=SAFE)
    return StoryState(number, url, article, page, changed)


def _parts(article: ReplicaArticle) -> dict[str, object]:
    """Return what makes two states of a story different."""
    return {
        "headline": article.headline,
        "summary": article.summary,
        "text": article.blocks,
        "authors": article.authors,
        "sources": article.sources,
        "tags": article.tags,
        "picture": article.cover,
        "path": article.path,
    }


def _others(site: ReplicaSite, routes: Routes) -> dict[str, ReplicaPage]:
    listings = [section.path for section in site.sections.values()][:5]
    paths = [*_OTHER_PATHS, *listings]
    return {_host(site) + quote(path, safe=SAFE): routes.answer(path, {}) for path in paths}


def _host(site: ReplicaSite) -> str:
    return f"https://{site.edition.host}"
