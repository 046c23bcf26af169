"""Running a field's strategies: in order, each on its own, counted.

The first that yields a valid value wins; lists of objects are merged key by
key. A strategy that raises costs nothing but itself.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol, TypeVar

from mayadeen_crawler.items.parts import (
    Author,
    Image,
    Video,
)
from mayadeen_crawler.loaders import ArticleLoader
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.canonical import without_query

logger = logging.getLogger(__name__)

#: A strategy's name, as ``provenance`` says it, and what reads the value.
#: ``None``: it has no value; empty: it says that there is none.
Strategy = tuple[str, Callable[[Page], object]]
#: What an empty value, where a strategy recognised its key, says of the field:
#: nothing (others are asked), that no *metadata* has one (only what a reader
#: sees is asked), or that the page has none (``all``).
Empty = Literal["nothing", "metadata", "all"]

#: Strategies whose failure this process has said.
_said: set[str] = set()

METADATA = frozenset({"tawsiyat", "jsonld", "meta"})

M = TypeVar("M", Author, Image, Video)


class Counting(Protocol):
    """What strategies are counted with; Scrapy's StatsCollector fits."""

    def inc_value(self, key: str) -> None:
        """Add one to *key*."""


@dataclass(frozen=True, slots=True)
class FieldStrategies:
    """A field's strategies, in order."""

    field: str
    strategies: tuple[Strategy, ...]
    empty: Empty = "nothing"
    weak: Callable[[Page, Any], bool] | None = None
    """Tells a value that only wins where no strategy has a better one."""


class Runner:
    """Asks strategies for one page's values."""

    def __init__(self, page: Page, loader: ArticleLoader, stats: Counting) -> None:
        self._page = page
        self._loader = loader
        self._stats = stats
        self.provenance: dict[str, str | None] = {}
        self.refused: set[str] = set()
        """Fields for which a strategy had a value that is no valid one."""

    def ask(self, strategy: Strategy) -> object:
        """Return what a strategy reads; ``None`` when it raises."""
        name, read = strategy
        try:
            return read(self._page)
        except Exception as error:  # noqa: BLE001 - the page is hostile until proven otherwise
            self._report(name, error)
            return None

    def cleaned(self, field: str, name: str, raw: object) -> Any:
        """Return the record's form of what strategy *name* read."""
        try:
            return self._loader.cleaned(field, raw)
        except Exception as error:  # noqa: BLE001 - as above
            self._report(name, error)
            return None

    def first(self, choice: FieldStrategies) -> tuple[Any, object]:
        """Return the first valid value and what it was read from; ``(None, None)`` for none."""
        empty_by: str | None = None
        weak: tuple[Any, object, str] | None = None
        for strategy in choice.strategies:
            name = strategy[0]
            if empty_by and choice.empty == "metadata" and name in METADATA:
                continue
            raw = self.ask(strategy)
            if raw is None:
                continue
            value = self.cleaned(choice.field, name, raw)
            if (value or value == 0) and choice.weak and choice.weak(self._page, value):
                weak = weak or (value, raw, name)
            elif value or value == 0:
                self.served(choice.field, name)
                return value, raw
            elif _is_empty(raw):
                empty_by = empty_by or (name if choice.empty != "nothing" else None)
                if choice.empty == "all":
                    break
            else:
                self.refused.add(choice.field)
        if weak:
            self.served(choice.field, weak[2])
            return weak[:2]
        self.served(choice.field, empty_by)
        return None, None

    def merged(self, choice: FieldStrategies) -> list[Any]:
        """Return the union of all strategies' objects, one of a kind, missing keys filled."""
        grow = choice.field != "authors"
        return self._union(choice, lambda found, members: merge(found, members, grow=grow))

    def joined(self, choice: FieldStrategies) -> list[Any]:
        """Return the objects of all strategies, one after the other."""
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
                by = by or strategy[0]
                found = join(found, members)
        self.served(choice.field, by)
        return found

    def served(self, field: str, name: str | None) -> None:
        """Note which strategy served *field*."""
        self.provenance[field] = name
        self._stats.inc_value(f"field/{field}/{name or 'missing'}")

    def _report(self, name: str, error: Exception) -> None:
        self._stats.inc_value(f"strategy_error/{name}")
        # Broken on one page it is likely so on all: said once a process, counted for each.
        level = logging.DEBUG if name in _said else logging.WARNING
        _said.add(name)
        logger.log(level, "Strategy %s failed on %s: %s", name, self._page.url, repr(error)[:200])


def merge(known: list[M], members: list[M], *, grow: bool) -> list[M]:
    """Fill what *known* objects lack from *members* of the same name or address.

    *grow*: those not known yet are added; otherwise only a first list is one.
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


def _key(member: Author | Image | Video) -> object:
    if isinstance(member, Author):
        return (member.name or "").casefold()
    return without_query(member.url) if member.url else None


def _without_address(known: list[Any], video: Video) -> Video | None:
    """A length without an address is that of the first video with one."""
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
