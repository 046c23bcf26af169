"""Whether the newsroom changed a page, or only another extractor reads it differently. Pure.

Asked by ``new_or_known.py`` and ``captures.py`` where the content of a page differs from one that
another extractor version read.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple


class Times(NamedTuple):
    """What a page said of its own times (RFC 3339, UTC)."""

    published_at: str | None
    modified_at: str | None


def is_edit(
    before: Times,
    record: Mapping[str, Any],
    changed: Container[str],
    known: Mapping[str, Any] | None,
    shows: Callable[[str], bool] | None,
) -> bool:
    """Whether the newsroom changed the page, of which another extractor read the *known* record.

    Two things prove it: the page says that it was modified since (*before*), or headline or body
    differ and what that record has of them is nowhere on the page any more. All else is
    taken for the extractor's doing.
    """
    if _was_modified(before, record):
        return True
    if known is None or shows is None:
        return False
    texts = [known[name] for name in ("headline", "body_text") if name in changed]
    return not all(shows(part) for text in texts if text for part in text.split("\n\n"))


def _was_modified(before: Times, record: Mapping[str, Any]) -> bool:
    """Whether the page's own time of modification is another than before.

    Not if the time of publication moved by as much: then the extractor reads another clock.
    """
    was, now = before.modified_at, record["modified_at"]
    if not was or not now or was[:16] == now[:16]:
        return False
    published = shift(before.published_at, record["published_at"])
    return published is None or published != shift(was, now)


def shift(before: str | None, now: str | None) -> timedelta | None:
    """Return how much later *now* is than *before* (RFC 3339); None where one is not known."""
    if not before or not now:
        return None
    return datetime.fromisoformat(now) - datetime.fromisoformat(before)
