"""Asks a field's strategies for its value, one after another, and counts which one served it.

``pages/article.py`` makes one ``Runner`` a page. The first strategy with a valid value wins
(``Runner.first``), all are heard (``every``, for times), or the lists of all strategies are merged
(``merged``, ``joined``). A strategy that raises is logged and counted, and the next one is asked.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol, TypeVar

from mayadeen_crawler.author_names import is_name, is_nobody
from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.items.parts import (
    Author,
    Image,
    Video,
)
from mayadeen_crawler.loaders import ArticleLoader
from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.urls.canonical import without_query
from mayadeen_crawler.urls.pictures import picture_key

logger = logging.getLogger(__name__)

Strategy = tuple[str, ValueReader]
"""(name as in ``provenance``, reader). The reader returns ``None`` where its source lacks the key,
and an empty value where the source has the key without a value."""

Empty = Literal["nothing", "metadata", "all"]
"""What an empty value of one strategy means: ``nothing`` (the next strategy is asked),
``metadata`` (no metadata has one: only strategies that read what a reader sees are asked),
``all`` (the page has none: no further strategy is asked)."""

#: Strategies of which a failure was logged as a warning in this process; later ones are DEBUG.
_warned: set[str] = set()

#: The strategies that read metadata, not what a reader sees.
METADATA = frozenset({"tawsiyat", "jsonld", "meta"})

M = TypeVar("M", Author, Image, Video)


class Counting(Protocol):
    """A counter of named events; Scrapy's ``StatsCollector`` is one."""

    def inc_value(self, key: str) -> None:
        """Add one to *key*."""


@dataclass(frozen=True, slots=True)
class FieldStrategies:
    """A field of the article with its strategies, in the order they are asked."""

    field: str
    strategies: tuple[Strategy, ...]
    empty: Empty = "nothing"


#: Fields that may be recognised as empty, and that most pages have.
MOSTLY_FULL = frozenset({"body_text", "summary", "tags", "keywords"})


class Runner:
    """Reads the fields of one page; *loader* cleans what the strategies return."""

    def __init__(self, page: Page, loader: ArticleLoader, stats: Counting) -> None:
        self._page = page
        self._loader = loader
        self._stats = stats
        self.provenance: dict[str, str | None] = {}
        """Field → the strategy that served it, ``None`` where none did."""
        self.refused: set[str] = set()
        """Fields for which a strategy had a value, but not a valid one (a date that is no date)."""

    def ask(self, strategy: Strategy) -> object:
        """Return what a strategy reads of the page, uncleaned; ``None`` if it raises."""
        name, read = strategy
        self._page.budget.check()
        try:
            return read(self._page)
        except TooCostly:
            raise
        except Exception as error:  # noqa: BLE001 - the page is hostile until proven otherwise
            self._report(name, error)
            return None

    def cleaned(self, field: str, name: str, raw: object) -> Any:
        """Return *raw*, which strategy *name* read, as the record holds it in *field*."""
        try:
            return self._loader.cleaned(field, raw)
        except Exception as error:  # noqa: BLE001 - as above
            self._report(name, error)
            return None

    def first(self, choice: FieldStrategies) -> Any:
        """Return the first valid value, cleaned, or ``None``."""
        empty_by: str | None = None
        for strategy in choice.strategies:
            name = strategy[0]
            if empty_by and choice.empty == "metadata" and name in METADATA:
                continue
            raw = self.ask(strategy)
            if raw is None:
                continue
            value = self.cleaned(choice.field, name, raw)
            if value or value == 0:
                self.served(choice.field, name)
                return value
            if _is_empty(raw):
                empty_by = empty_by or (name if choice.empty != "nothing" else None)
                if choice.empty == "all":
                    break
            else:
                self.refused.add(choice.field)
        self.served(choice.field, empty_by)
        return None

    def every(self, choice: FieldStrategies) -> list[tuple[str, Any]]:
        """Return (strategy, value) of each strategy that has a valid value, in their order.

        The caller, who chooses among them, notes with ``served`` which one it took.
        """
        found: list[tuple[str, Any]] = []
        for strategy in choice.strategies:
            raw = self.ask(strategy)
            value = None if raw is None else self.cleaned(choice.field, strategy[0], raw)
            if value:
                found.append((strategy[0], value))
            elif raw is not None and not _is_empty(raw):
                self.refused.add(choice.field)
        return found

    def merged(self, choice: FieldStrategies) -> list[Any]:
        """Return the objects of all strategies, each once; later strategies fill missing keys."""

        def join(found: list[Any], members: list[Any]) -> list[Any]:
            grow = choice.field != "authors" or _name_more(found, members)
            return merge(found, members, grow=grow)

        return self._union(choice, join)

    def joined(self, choice: FieldStrategies) -> list[Any]:
        """Return the objects of all strategies, one list after another."""
        return self._union(choice, operator.add)

    def _union(
        self, choice: FieldStrategies, join: Callable[[list[Any], list[Any]], list[Any]]
    ) -> list[Any]:
        found: list[Any] = []
        by: str | None = None
        for strategy in choice.strategies:
            raw = self.ask(strategy)
            members = None if raw is None else self.cleaned(choice.field, strategy[0], raw)
            if members:
                if _are_nobody(found) and _name_people(members):
                    found, by = [], None
                by = by or strategy[0]
                found = join(found, members)
        self.served(choice.field, by)
        return found

    def served(self, field: str, name: str | None) -> None:
        """Note that strategy *name* served *field*; ``None``: no strategy did."""
        self.provenance[field] = name

    def count_served(self, article: object) -> None:
        """Count each field's strategy: not for a page that is no article, which says no drift.

        A strategy that recognised one of `MOSTLY_FULL` as empty counts as none: where all bodies
        are empty by now, their container is still there.
        """
        for field, name in self.provenance.items():
            served = name and (field not in MOSTLY_FULL or getattr(article, field))
            self._stats.inc_value(f"field/{field}/{name if served else 'missing'}")

    def _report(self, name: str, error: Exception) -> None:
        self._stats.inc_value(f"strategy_error/{name}")
        # What fails on one page likely fails on all: one warning a process, one count a page.
        level = logging.DEBUG if name in _warned else logging.WARNING
        _warned.add(name)
        logger.log(level, "Strategy %s failed on %s: %s", name, self._page.url, repr(error)[:200])


def merge(known: list[M], members: list[M], *, grow: bool) -> list[M]:
    """Return *known* with missing keys filled from the *members* of the same name or URL.

    *grow*: members that are not in *known* are added to it. Without it they are dropped, unless
    *known* is empty: then *members* is the list.
    """
    if not known and not grow:
        return members
    by_key = {_key(member): member for member in known}
    merged = list(known)
    for member in members:
        same: Any = by_key.get(_key(member))
        if same is None and isinstance(member, Video):
            same = _without_address(merged, member)
        if same is None:
            if grow:
                by_key[_key(member)] = member
                merged.append(member)
            continue
        for field in fields(member):
            if getattr(same, field.name) is None:
                setattr(same, field.name, getattr(member, field.name))
    return merged


def _are_nobody(known: list[Any]) -> bool:
    """Whether *known* are authors, and no person.

    Metadata gives the outlet's name everywhere, or an account's: ``News Desk``, ``jdoe``.
    """
    return bool(known) and all(isinstance(m, Author) and is_nobody(m.name or "") for m in known)


def _name_people(authors: list[Author]) -> bool:
    return any(not is_nobody(a.name or "") and (a.url or is_name(a.name or "")) for a in authors)


def _name_more(found: list[Author], authors: list[Author]) -> bool:
    """Whether *authors* are those *found* and others: metadata often names the first alone."""
    return {*map(_key, found)} < {*map(_key, authors)} and not any(
        is_nobody(author.name or "") for author in authors
    )


def _key(member: Author | Image | Video) -> object:
    if isinstance(member, Author):
        return (member.name or "").casefold()
    if isinstance(member, Image):
        return picture_key(member.url or "")
    return without_query(member.url) if member.url else None


def _without_address(known: list[Any], video: Video) -> Video | None:
    """Return the known video that *video* belongs to if one of the two has no URL.

    Metadata gives a length without a URL: it is that of the page's first video.
    """
    first: Video | None = known[0] if known else None
    if first and (first.url is None or (video.url is None and first.duration_seconds is None)):
        return first
    return None


def _is_empty(raw: object) -> bool:
    if isinstance(raw, str):
        return not raw.strip()
    return isinstance(raw, list) and not any(_is_full(member) for member in raw)


def _is_full(member: object) -> bool:
    return bool(member.strip()) if isinstance(member, str) else bool(member)
