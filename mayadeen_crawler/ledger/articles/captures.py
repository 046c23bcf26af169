"""Older states of articles: which page of an archive is one, and their lines in ``captures/``.

A page that is not newer than the last visit of its article shows no present state, so it makes no
revision: `judge` compares it with the states before and after it in time (``states.py``).
``new_or_known.decide`` calls it in the write transaction, and ``store.py`` writes what it found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from mayadeen_crawler import content_hash
from mayadeen_crawler.items import CONTENT_FIELDS, Capture
from mayadeen_crawler.items.doubts import Doubt
from mayadeen_crawler.ledger.articles import believed_pages, newsroom_edits, states
from mayadeen_crawler.ledger.articles.states import Neighbours, State
from mayadeen_crawler.ledger.feed_files.batch import Batch, LinePlace

RecordAt = Callable[[LinePlace, str], dict[str, Any] | None]
"""Returns the record of an article (its id) at a place in the feeds; None if it is gone."""

_NAMES = tuple(one.name for one in fields(Capture))


@dataclass(frozen=True, slots=True)
class OlderPage:
    """What an older page of an article is.

    ``captured``: a state of its own. ``known``: the page shows what a neighbour in time shows, or
    is a fetch that the ledger knows. ``suspect``: it lost much of what the states before and after
    it have, which is more likely a failing page.
    """

    kind: Literal["captured", "known", "suspect"]
    changed_fields: tuple[str, ...] | None = ()
    """Of one that is captured, against the state before it; None where another extractor version
    read that state, empty where there is none."""
    like: State | None = None
    """Of one that is known, the state that has its content."""


def judge(
    neighbours: Neighbours,
    record: Mapping[str, Any],
    record_at: RecordAt,
    shows: Callable[[str], bool] | None,
) -> OlderPage:
    """Compare the page of *record* with its *neighbours* among the known states of its article.

    *record*: an article's fields, with the article's id. *shows*: whether a text is anywhere on
    the page, None if that is not known.
    """
    hashes = content_hash.ledger_hashes(record)
    before, same, after = neighbours
    if same:
        return OlderPage("known", like=same)
    for one in (before, after):
        if one and not _differs(one, record, hashes, record_at, shows):
            return OlderPage("known", like=one)
    # A loss is an edit where the state after it has no more either.
    if (
        before
        and _lost(before, record, hashes, record_at)
        and (after is None or _lost(after, record, hashes, record_at))
    ):
        return OlderPage("suspect")
    changed: tuple[str, ...] | None = changed_fields(before, hashes) if before else ()
    if before and before.extractor_version != record["extractor_version"]:
        changed = None
    return OlderPage("captured", changed)


def changed_fields(before: State, hashes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the content fields whose *hashes* differ from those of *before*.

    A hash that is missing there is not known.
    """
    return tuple(
        name for name in CONTENT_FIELDS if before.hashes.get(name, hashes[name]) != hashes[name]
    )


def _differs(
    state: State,
    record: Mapping[str, Any],
    hashes: Mapping[str, str],
    record_at: RecordAt,
    shows: Callable[[str], bool] | None,
) -> bool:
    """Whether the page has another content than *state*; not if that is the extractor's doing."""
    changed = changed_fields(state, hashes)
    same_keywords = state.hashes.get("keywords", hashes["keywords"]) == hashes["keywords"]
    if same_keywords and Doubt.KEYWORDS_ONLY_TAGS.value in record["doubts"]:
        # Which of the keywords are a coverage's is known better from one page to the next.
        changed = tuple(name for name in changed if name != "tags")
    if not changed or state.extractor_version == record["extractor_version"]:
        return bool(changed)
    there = record_at(state.place, record["id"])
    times = newsroom_edits.Times((there or {}).get("published_at"), state.modified_at)
    return newsroom_edits.is_edit(times, record, changed, there, shows)


def _lost(
    state: State, record: Mapping[str, Any], hashes: Mapping[str, str], record_at: RecordAt
) -> bool:
    """Whether the page lacks the text, most of a longer one, or the authors that *state* has."""
    changed = changed_fields(state, hashes)
    if "body_text" in changed and not record["body_text"]:
        return True
    if state.extractor_version != record["extractor_version"]:
        return False  # another extractor may well read less
    if "authors" in changed and not record["authors"]:
        return True
    return "body_text" in changed and believed_pages.is_smaller(
        _words(state, record["id"], record_at), content_hash.words_of(record)
    )


def _words(state: State, article_id: str, record_at: RecordAt) -> int:
    """Return how many words the text of *state* has; 0 if that is not known any more."""
    if "words" in state.hashes:
        return int(state.hashes["words"])
    there = record_at(state.place, article_id)
    return content_hash.words_of(there) if there else 0


def write(
    db: sqlite3.Connection,
    batch: Batch,
    record: Mapping[str, Any],
    changed: Iterable[str] | None,
    record_at: RecordAt,
) -> int:
    """Write the state that the page of *record* showed; return how many lines were written.

    Where it parts fetches of one content, the part without a line gets one, first: a process
    that dies between the two leaves a state that the next replay finds missing.
    """
    at, count = record["retrieved_at"], 0
    if (apart := states.parted(db, record["id"], at)) is not None:
        count = _write_again(db, batch, apart, record, record_at, new=apart.at > at)
    line = _line(record, at, changed, record)
    enter(db, line, batch.add("captures", line))
    return count + 1


def note(
    db: sqlite3.Connection,
    batch: Batch,
    record: Mapping[str, Any],
    told_at: str,
    record_at: RecordAt,
) -> int:
    """Enter a page that showed the content told at *told_at*; return how many lines were written.

    One, where that content is back after another one that an archive held.
    """
    if not states.note(db, record, told_at):
        return 0
    state = states.around(db, record["id"], record["retrieved_at"]).same
    return _write_again(db, batch, state, record, record_at) if state else 0


def _write_again(
    db: sqlite3.Connection,
    batch: Batch,
    state: State,
    record: Mapping[str, Any],
    record_at: RecordAt,
    *,
    new: bool = False,
) -> int:
    """Write a line for *state*, whose content is told by another fetch.

    *record*: the page that is being entered. *new*: it is the state before *state*, and not yet
    among the states. Returns 0 where the feed file that has the content was moved away.
    """
    content = record_at(state.place, record["id"])
    if content is None:
        return 0
    before = states.around(db, record["id"], state.at).before
    changed: Iterable[str] | None = ()
    if new:
        hashes = content_hash.field_hashes(record)
        changed = [name for name in CONTENT_FIELDS if state.hashes.get(name) != hashes[name]]
    elif before:
        changed = changed_fields(before, state.hashes)
    version = record["extractor_version"] if new else before and before.extractor_version
    if version not in (None, state.extractor_version):
        changed = None
    fetch = {"source": state.source, "capture_url": state.capture_url, "run_id": record["run_id"]}
    line = _line(content, state.at, changed, fetch)
    enter(db, line, batch.add("captures", line))
    return 1


def _line(
    content: Mapping[str, Any],
    at: str,
    changed: Iterable[str] | None,
    fetch: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the record of a capture.

    *content*: the record of an article or a capture. *fetch*: its ``source``, ``capture_url`` and
    ``run_id``.
    """
    own = {
        "record_type": Capture.record_type,
        "schema_version": Capture.schema_version,
        "captured_at": at,
        "source": fetch["source"],
        "capture_url": fetch["capture_url"],
        "changed_fields": None if changed is None else list(changed),
        "content_hash": content_hash.content_hash(content),
        "run_id": fetch["run_id"],
    }
    return {name: own.get(name, content.get(name)) for name in _NAMES}


def enter(db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace) -> None:
    """Enter the line of a capture at *place*, also one that a dead process left."""
    states.tell(db, record, record["captured_at"], place, content_hash.ledger_hashes(record))
