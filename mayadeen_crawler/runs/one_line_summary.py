"""The records and pages of a run in one line.

`extensions.health` logs it ("Good run: …"), `outcome.verdict` puts it into the manifest's
``reason``, and ``scrapy demo`` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def summary(stats: Mapping[str, Any]) -> str:
    """Return ``12 new, 3 revised, 40 known articles; 60 pages, 0 failed``, from a run's stats.

    If older states of articles were written: ``40 known articles, 24 older states; 60 pages, …``.
    If pages had not changed since an earlier run (304): ``60 pages, 21 unchanged, 0 failed``.
    If reading raised for some of them: ``60 pages, 0 failed, 1 could not be read``.
    For the ticker spider ``2 appeared, 0 edited, … breaking lines; looks: 10; 10 pages, 0 failed``.
    """
    same = stats.get("conditional/not_modified", 0)
    unchanged = f", {same} unchanged" if same else ""
    answered, failed = stats.get("page/answered", 0), stats.get("page/failed", 0)
    errors = stats.get("page/errors", 0)
    unread = f", {errors} could not be read" if errors else ""
    pages = f"{answered} pages{unchanged}, {failed} failed{unread}"
    if looks := stats.get("ticker/polls", 0):
        events = ("appeared", "edited", "expired", "withdrawn")
        lines = ", ".join(f"{stats.get(f'ticker/{event}', 0)} {event}" for event in events)
        return f"{lines} breaking lines; looks: {looks}; {pages}"
    captures = stats.get("capture/written", 0)
    captured = f", {captures} older states" if captures else ""
    stale = stats.get("article/stale", 0)
    known = stats.get("article/known", 0) + stats.get("article/known_on_listings", 0)
    gone = "".join(
        f", {count} {event}"
        for event in ("removed", "returned")
        if (count := stats.get(f"removal/{event}", 0))
    )
    return (
        f"{stats.get('article/new', 0)} new, {stats.get('article/revised', 0)} revised, "
        f"{known} known{f', {stale} stale' if stale else ''}{gone} articles{captured}; {pages}"
    )
