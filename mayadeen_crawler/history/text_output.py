"""A story's life as text for a terminal: changes marked, hostile characters made visible."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

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
from mayadeen_crawler.utils.terminal import harmless

#: Unchanged words shown on each side of a change.
CONTEXT = 6

_TEXTS = ("headline", "summary", "body_text")
#: Marks around what is old and what is new; in colour they stand in for the codes, too,
#: which must not count as characters of a line.
_MARKS = {"old": ("[-", "-]"), "new": ("{+", "+}")}
_ON = {"old": "\ue000", "new": "\ue001"}
_OFF = "\ue002"
_CODES = {_ON["old"]: "\x1b[31m", _ON["new"]: "\x1b[32m", _OFF: "\x1b[0m"}


def pages(story: ArticleHistory, *, width: int = 100, colour: bool = False) -> Iterator[str]:
    """Yield the lines that tell *story*, each at most *width* wide where words allow it."""
    for line in _told(story):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        wrapped = textwrap.wrap(
            line,
            width,
            subsequent_indent=indent + "  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in wrapped or [""]:
            for mark, code in _CODES.items():
                part = part.replace(mark, code if colour else "")
            yield part


def _told(story: ArticleHistory) -> Iterator[str]:
    newest = next((one.record for one in story.revisions[::-1] if one.record), None)
    yield harmless(story.id)
    yield harmless(story.url)
    if newest:
        said = newest["published_at"] or newest["published_date"]
        label = newest["section_label"] or newest["section"]
        parts = [label, f"published {_time(said)}" if said else None]
        yield harmless(", ".join(part for part in parts if part))
    yield ""
    for _, lines in sorted(_events(story), key=lambda event: event[0]):
        yield from lines
    if story.stays:
        yield ""
        yield "Places"
        yield from map(_stay, story.stays)


def _events(story: ArticleHistory) -> Iterator[tuple[str, list[str]]]:
    """Yield moment and lines of what happened; what was moved away stands where it belongs."""
    at, before = "", None
    for revision in story.revisions:
        if revision.record:
            at = str(revision.record["retrieved_at"])
        yield at, list(_revision(revision, before))
        before = revision.record
    for removal in story.removals:
        line = f"{_time(removal['observed_at'])}  {removal['event']} (HTTP {removal['status']})"
        yield str(removal["observed_at"]), [harmless(line)]


def _revision(revision: Revision, before: Record | None) -> Iterator[str]:
    record = revision.record
    if record is None:
        yield f"revision {revision.number}: its feed file {revision.file} is not here"
        return
    changed = record["changed_fields"]
    what = f" ({', '.join(changed)})" if changed else ""
    head = f"revision {revision.number}: {record['revision_cause']}{what}"
    yield harmless(f"{_time(record['retrieved_at'])}  {head}")
    if before is None:
        for name in _TEXTS[:2]:
            if record[name]:
                yield f"    {name}: {harmless(record[name])}"
        if record["body_text"]:
            count = len(record["body_text"].split(BREAK))
            yield f"    body_text: {record['word_count']} words in {count} blocks"
        return
    for name in changed:
        old, new = before[name], record[name]
        if name in _TEXTS:
            yield f"    {name}: {_marked(compare(old or '', new or ''))}"
        elif isinstance(old, list):
            yield f"    {name}: {_members(list(map(_shown, old)), list(map(_shown, new)))}"
        else:
            yield f"    {name}: {_shown(old)} → {_shown(new)}"


def _members(old: list[str], new: list[str]) -> str:
    """Return what left a list and what came; both lists where only their order differs."""
    left = [one for one in old if one not in new]
    came = [one for one in new if one not in old]
    parts = [("old", one) for one in left] + [("new", one) for one in came]
    if not parts:
        return f"{', '.join(old)} → {', '.join(new)}"
    return ", ".join(_change(op, one) for op, one in parts)


def _change(op: str, text: str) -> str:
    begin, end = _MARKS[op]
    return f"{_ON[op]}{begin}{text}{end}{_OFF}"


def _marked(pieces: list[Piece]) -> str:
    parts = []
    for number, (op, words) in enumerate(pieces):
        if op == "same":
            text = _joined(_near(words, first=number == 0, last=number == len(pieces) - 1))
            parts.append(text)
        else:
            parts.append(_change(op, _joined(words)))
    return " ".join(parts)


def _near(words: tuple[str, ...], *, first: bool, last: bool) -> tuple[str, ...]:
    """Return the words next to the changes around them."""
    head = () if first else words[:CONTEXT]
    tail = () if last else words[-CONTEXT:]
    if len(head) + len(tail) >= len(words):
        return words
    return (*head, "…", *tail)


def _joined(words: tuple[str, ...]) -> str:
    return harmless(" ".join("¶" if word == BREAK else word for word in words))


def _shown(value: Any) -> str:
    """Return a value of any other field in one line."""
    if isinstance(value, dict):
        said = [str(value[key]) for key in ("name", "alt", "caption", "url") if value.get(key)]
        return harmless(" | ".join(said))
    return "none" if value is None else harmless(str(value))


def _stay(stay: ListingStay) -> str:
    name = "" if stay.name == stay.kind else f" {stay.name}"
    where = harmless(f"{stay.kind}{name}, page {stay.page}")
    moves = ", ".join(f"{position} from {_time(at)}" for at, position in stay.positions)
    end = f"gone by {_time(stay.until)}" if stay.until else "still there"
    return f"    {where}: {moves}; {end}"


def _time(at: str) -> str:
    return at.replace("T", " ")
