"""What ``scrapy history`` prints of a story: its states, removals and places, in order of time.

Changed words stand between marks (``[-old-]``, ``{+new+}``) and have colours on a terminal.
All text of pages passes ``harmless``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.padding import Padding
from rich.text import Text

from mayadeen_crawler.content_hash import field_hashes
from mayadeen_crawler.history.story import (
    ArticleHistory,
    CapturedState,
    ListingStay,
    Revision,
)
from mayadeen_crawler.history.word_diff import (
    BREAK,
    Piece,
    compare,
)
from mayadeen_crawler.items import CONTENT_FIELDS
from mayadeen_crawler.utils.terminal import harmless, unwrapped

#: Unchanged words shown on each side of a change.
CONTEXT = 6
#: Columns that the details of an event are indented by.
INDENT = 4

_TEXTS = ("headline", "summary", "body_text")
#: Marks around what is old and what is new, and their colours.
_MARKS = {"old": ("[-", "-]", "red"), "new": ("{+", "+}", "green")}


def story_lines(story: ArticleHistory) -> Iterator[Text | Padding]:
    """Yield the lines about *story*, for ``terminal.show``."""
    newest = next((one.record for one in story.revisions[::-1] if one.record), None)
    yield Text(harmless(story.id))
    yield unwrapped(harmless(story.url))
    if newest:
        published = newest["published_at"] or newest["published_date"]
        label = newest["section_label"] or newest["section"]
        parts = [label, f"published {_time(published)}" if published else None]
        yield Text(harmless(", ".join(part for part in parts if part)))
    yield Text()
    for _, lines in sorted(_events(story), key=lambda event: event[0]):
        yield from lines
    if story.stays:
        yield Text()
        yield Text("Places")
        yield from map(_stay, story.stays)


def _events(story: ArticleHistory) -> Iterator[tuple[str, list[Text | Padding]]]:
    """Yield the moment (RFC 3339) and the lines of each state, removal and return.

    A revision whose feed file was moved away has no moment of its own: it takes that of the
    revision before it.
    """
    states: list[tuple[str, Revision | CapturedState]] = []
    at = ""
    for revision in story.revisions:
        if revision.record:
            at = str(revision.record["retrieved_at"])
        states.append((at, revision))
    states += [(capture.at, capture) for capture in story.captures]
    before: Revision | CapturedState | None = None
    for at, state in sorted(states, key=lambda one: one[0]):
        yield at, list(_state(state, before))
        before = state
    for removal in story.removals:
        line = f"{_time(removal['observed_at'])}  {removal['event']} (HTTP {removal['status']})"
        yield str(removal["observed_at"]), [Text(harmless(line))]


def _state(
    state: Revision | CapturedState, before: Revision | CapturedState | None
) -> Iterator[Text | Padding]:
    """Yield the lines of a state, with what differs from the one *before* it in time."""
    record = state.record
    if record is None:
        name = f"revision {state.number}" if isinstance(state, Revision) else "capture"
        yield Text(f"{name}: its feed file {state.file} is not here")
        return
    changed = _changed(state, before)
    what = f" ({', '.join(changed)})" if changed else ""
    if isinstance(state, Revision):
        head = f"revision {state.number}: {record['revision_cause']}{what}"
        at = record["retrieved_at"]
    else:
        head, at = f"capture: {record['source']}{what}", record["captured_at"]
    yield Text(harmless(f"{_time(at)}  {head}"))
    if before is None or before.record is None:
        for name in _TEXTS[:2]:
            if record[name]:
                yield _detail(name, _shown(record[name]))
        if record["body_text"]:
            words, count = len(record["body_text"].split()), len(record["body_text"].split(BREAK))
            yield _detail("body_text", f"{words} words in {count} blocks")
        return
    for name in changed:
        old, new = before.record[name], record[name]
        if name in _TEXTS:
            yield _detail(name, _marked(compare(old or "", new or "")))
        elif isinstance(old, list):
            yield _detail(name, _members(list(map(_shown, old)), list(map(_shown, new))))
        else:
            yield _detail(name, f"{_shown(old)} → {_shown(new)}")


def _changed(
    state: Revision | CapturedState, before: Revision | CapturedState | None
) -> Sequence[str]:
    """Return the fields in which *state* differs from the one *before* it in time.

    As the record says where it was compared with that one, else compared here: a capture in
    between may have been found since.
    """
    record = state.record or {}
    if isinstance(state, Revision) and _is_next(state, before):
        return list(record["changed_fields"])
    if before is None or before.record is None:
        return ()
    old, new = field_hashes(before.record), field_hashes(record)
    return [name for name in CONTENT_FIELDS if old[name] != new[name]]


def _is_next(revision: Revision, before: Revision | CapturedState | None) -> bool:
    """Whether *before* is the revision with which *revision* was compared."""
    return isinstance(before, Revision) and before.number == revision.number - 1


def _detail(name: str, value: str | Text) -> Padding:
    return Padding.indent(Text.assemble(f"{name}: ", value), INDENT)


def _members(old: list[str], new: list[str]) -> Text:
    """Return what left a list and what came; both lists where only their order differs."""
    left = [one for one in old if one not in new]
    came = [one for one in new if one not in old]
    parts = [_change("old", one) for one in left] + [_change("new", one) for one in came]
    if not parts:
        return Text(f"{', '.join(old)} → {', '.join(new)}")
    return Text(", ").join(parts)


def _change(op: str, text: str) -> Text:
    begin, end, colour = _MARKS[op]
    return Text(f"{begin}{text}{end}", style=colour)


def _marked(pieces: list[Piece]) -> Text:
    parts: list[Text] = []
    for number, (op, words) in enumerate(pieces):
        if op == "same":
            near = _near(words, first=number == 0, last=number == len(pieces) - 1)
            parts.append(Text(_joined(near)))
        else:
            parts.append(_change(op, _joined(words)))
    return Text(" ").join(parts)


def _near(words: tuple[str, ...], *, first: bool, last: bool) -> tuple[str, ...]:
    """Return the words next to the changes around them, ``…`` for those that are left out."""
    head = () if first else words[:CONTEXT]
    tail = () if last else words[-CONTEXT:]
    if len(head) + len(tail) >= len(words):
        return words
    return (*head, "…", *tail)


def _joined(words: Iterable[str]) -> str:
    """Return *words* in one line, paragraph breaks as ``¶``."""
    return harmless(" ".join("¶" if word == BREAK else word for word in words))


def _shown(value: Any) -> str:
    """Return a value of any other field in one line; of an object its names and addresses."""
    if isinstance(value, dict):
        parts = [str(value[key]) for key in ("name", "alt", "caption", "url") if value.get(key)]
        return harmless(" | ".join(parts))
    return "none" if value is None else harmless(str(value))


def _stay(stay: ListingStay) -> Padding:
    name = "" if stay.name == stay.kind else f" {stay.name}"
    where = harmless(f"{stay.kind}{name}, page {stay.page}")
    moves = ", ".join(f"{position} from {_time(at)}" for at, position in stay.positions)
    end = f"gone by {_time(stay.until)}" if stay.until else "still there"
    return Padding.indent(Text(f"{where}: {moves}; {end}"), INDENT)


def _time(at: str) -> str:
    return at.replace("T", " ")
