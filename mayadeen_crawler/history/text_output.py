"""What ``scrapy history`` prints of a story: its revisions, removals and places, in order of time.

Changed words stand between marks (``[-old-]``, ``{+new+}``) and have colours on a terminal.
All text of pages passes ``harmless``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.padding import Padding
from rich.text import Text

from mayadeen_crawler.history.story import (
    ArticleHistory,
    ListingStay,
    Record,
    Revision,
)
from mayadeen_crawler.history.word_diff import (
    BREAK,
    Piece,
    compare,
)
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
    """Yield the moment (RFC 3339) and the lines of each revision, removal and return.

    A revision whose feed file was moved away has no moment of its own: it takes that of the
    revision before it.
    """
    at, before = "", None
    for revision in story.revisions:
        if revision.record:
            at = str(revision.record["retrieved_at"])
        yield at, list(_revision(revision, before))
        before = revision.record
    for removal in story.removals:
        line = f"{_time(removal['observed_at'])}  {removal['event']} (HTTP {removal['status']})"
        yield str(removal["observed_at"]), [Text(harmless(line))]


def _revision(revision: Revision, before: Record | None) -> Iterator[Text | Padding]:
    record = revision.record
    if record is None:
        yield Text(f"revision {revision.number}: its feed file {revision.file} is not here")
        return
    changed = record["changed_fields"]
    what = f" ({', '.join(changed)})" if changed else ""
    head = f"revision {revision.number}: {record['revision_cause']}{what}"
    yield Text(harmless(f"{_time(record['retrieved_at'])}  {head}"))
    if before is None:
        for name in _TEXTS[:2]:
            if record[name]:
                yield _detail(name, _shown(record[name]))
        if record["body_text"]:
            count = len(record["body_text"].split(BREAK))
            yield _detail("body_text", f"{record['word_count']} words in {count} blocks")
        return
    for name in changed:
        old, new = before[name], record[name]
        if name in _TEXTS:
            yield _detail(name, _marked(compare(old or "", new or "")))
        elif isinstance(old, list):
            yield _detail(name, _members(list(map(_shown, old)), list(map(_shown, new))))
        else:
            yield _detail(name, f"{_shown(old)} → {_shown(new)}")


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
