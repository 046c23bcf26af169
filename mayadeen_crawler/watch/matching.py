"""Whether a record of a feed is one that a watch asks for. Pure.

`Candidate` is a line of a feed as watches look at it: what kind of news it is, and what it says.
Words are compared as ``scrapy search`` compares them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mayadeen_crawler.search.words import QueryPart, facet, indexed
from mayadeen_crawler.watch.watch_file import Watch

Record = dict[str, Any]

#: Why an article's revision was written → the kind of news. ``reextracted`` is a newer program's
#: reading of what stood there already; ``returned`` is told as the record in removals/.
_OF_REVISIONS = {"first": "articles", "edited": "edits", "moved": "edits"}
#: What happened to a breaking line → the kind of news.
_OF_LINES = {"appeared": "breaking", "edited": "edits"}
_TEXTS = ("headline", "summary", "body_text", "text")


@dataclass
class Candidate:
    """A record that may be told."""

    record: Record
    kind: str
    """Of `watch_file.KINDS`."""
    article_of: Callable[[str], Record | None]
    """Returns the newest record of an article by its id, for a removal, whose record has none of
    the article's words; None where that cannot be read."""

    @cached_property
    def subject(self) -> Record:
        """The record with the words: of a removal that of the article, if it can be read."""
        if self.kind != "removals":
            return self.record
        return {**(self.article_of(self.record["id"]) or {}), **self.record}

    @cached_property
    def _texts(self) -> list[str]:
        """Each text as its words' keys, a space around each."""
        texts = (self.subject.get(name) for name in _TEXTS)
        return [f" {indexed(text)} " for text in texts if isinstance(text, str)]

    @cached_property
    def _facets(self) -> set[str]:
        found = {facet("edition", _edition(self.subject))}
        section = self.subject.get("section")
        if isinstance(section, str):
            found.add(facet("section", section))
        found.update(facet("tag", tag) for tag in _strings(self.subject.get("tags")))
        found.update(facet("author", name) for name in _names(self.subject.get("authors")))
        return found

    def holds(self, part: QueryPart) -> bool:
        """Whether a text has the words of *part* next to each other."""
        wanted = f" {' '.join(part.words)}{'' if part.is_prefix else ' '}"
        return any(wanted in text for text in self._texts)

    def matches(self, watch: Watch) -> bool:
        """Whether *watch* asks for it."""
        if self.kind not in watch.kinds:
            return False
        if any(not values & self._facets for _, values in watch.facets):
            return False
        return not watch.queries or any(map(self._answers, watch.queries))

    def _answers(self, query: tuple[QueryPart, ...]) -> bool:
        return all(self.holds(part) != part.is_without for part in query)


def candidate(line: bytes, article_of: Callable[[str], Record | None]) -> Candidate | None:
    """Return what a line of a feed may tell; None for what is never told, or is no record."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return None
    kind = _kind(record)
    return None if kind is None else Candidate(record, kind, article_of)


def _kind(record: Record) -> str | None:
    said = record.get("record_type")
    if said == "article":
        return _OF_REVISIONS.get(str(record.get("revision_cause")))
    if said == "breaking":
        return _OF_LINES.get(str(record.get("event")))
    return "removals" if said == "removal" else None


def _edition(record: Record) -> str:
    """Return the edition; a removal of which nothing else can be read has it in its id."""
    edition = record.get("edition")
    return edition if isinstance(edition, str) else str(record["id"]).partition(":")[0]


def _strings(values: object) -> Iterator[str]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, str))


def _names(authors: object) -> Iterator[str]:
    if isinstance(authors, list):
        yield from _strings([one.get("name") for one in authors if isinstance(one, dict)])
