"""Older states of articles: which page of an archive is one, and their lines in ``captures/``.

A page that is not newer than the last visit of its article shows no present state, so it makes no
revision: `judge` compares it with the states before and after it in time (``states.py``).
``new_or_known.decide`` calls it in the write transaction, and ``store.py`` writes what it found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from mayadeen_crawler import content_hash
from mayadeen_crawler.items import CONTENT_FIELDS, Capture
from mayadeen_crawler.items.doubts import Doubt
from mayadeen_crawler.ledger import believed_pages, newsroom_edits, states
from mayadeen_crawler.ledger.feed_files.batch import Batch, LinePlace
from mayadeen_crawler.ledger.states import State

RecordAt = Callable[[LinePlace, str], dict[str, Any] | None]
"""Returns the record of an article (its id) at a place in the feeds; None if it is gone."""

#: The place of a line that is not written yet.
_NOWHERE = LinePlace("", 0, 0)
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
    known: Sequence[State],
    record: Mapping[str, Any],
    record_at: RecordAt,
    shows: Callable[[str], bool] | None,
) -> OlderPage:
    """Compare the page of *record* with its neighbours among the *known* states of its article.

    *record*: an article's fields, with the article's id. *shows*: whether a text is anywhere on
    the page, None if that is not known.
    """
    hashes = content_hash.ledger_hashes(record)
    before, same, after = states.around(known, record["retrieved_at"])
    if same:
        return OlderPage("known", like=same)
    for one in (before, after):
        if one and not _differs(one, record, hashes, record_at, shows):
            return OlderPage("known", like=one)
    # A loss is an edit where the state after it has no more either.
    if (
        before
        and _lost(before, record, record_at)
        and (after is None or _lost(after, record, record_at))
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


def _lost(state: State, record: Mapping[str, Any], record_at: RecordAt) -> bool:
    """Whether the page lacks the text, most of a longer one, or the authors that *state* has."""
    there = record_at(state.place, record["id"]) or {}
    if there.get("body_text") and not record["body_text"]:
        return True
    if state.extractor_version != record["extractor_version"]:
        return False  # another extractor may well read less
    has, left = _words(there.get("body_text")), _words(record["body_text"])
    lost_authors = bool(there.get("authors") and not record["authors"])
    return lost_authors or believed_pages.is_smaller(has, left)


def _words(text: str | None) -> int:
    return len((text or "").split())


def write(
    db: sqlite3.Connection,
    batch: Batch,
    record: Mapping[str, Any],
    changed: Iterable[str] | None,
    record_at: RecordAt,
) -> int:
    """Write the state that the page of *record* showed; return how many lines were written.

    Where it parts two fetches of one content, the part without a line gets one, first: a process
    that dies between the two leaves a state that the next replay finds missing.
    """
    new = State(
        record["retrieved_at"], _NOWHERE, True, content_hash.field_hashes(record),
        record["extractor_version"], record["modified_at"],
    )  # fmt: skip
    count = write_untold(db, batch, record, record_at, new)
    line = _line(record, record["retrieved_at"], changed, record)
    enter(db, line, batch.add("captures", line))
    return count + 1


def write_untold(
    db: sqlite3.Connection,
    batch: Batch,
    record: Mapping[str, Any],
    record_at: RecordAt,
    new: State | None = None,
) -> int:
    """Write a line for each run of states that has none; return how many were written.

    *record*: names the article and the run. *new*: a state that will be told next. A content whose
    feed file was moved away cannot be told again.
    """
    known = states.of_article(db, record["id"])
    known = known if new is None else states.with_state(known, new)
    count = 0
    for state in states.untold(known):
        content = record_at(state.place, record["id"])
        if content is None:
            continue
        before = states.around(known, state.at).before
        changed: Iterable[str] | None = changed_fields(before, state.hashes) if before else ()
        if before and before.extractor_version != state.extractor_version:
            changed = None
        fetch = {"source": state.source, "capture_url": state.capture_url}
        line = _line(content, state.at, changed, {**fetch, "run_id": record["run_id"]})
        enter(db, line, batch.add("captures", line))
        count += 1
    return count


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
    states.tell(db, record, record["captured_at"], place, content_hash.field_hashes(record))
