"""How long articles stood in Most Read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mayadeen_crawler.reports.data.scope import Scope

_RECORDS = "SELECT observed_at, name FROM most_read ORDER BY observed_at"

# An article that a list showed before it was known has no id there.
_ITEMS = """
    WITH items AS (SELECT observed_at, unnest(items, recursive := true) FROM most_read),
    known AS (
        SELECT url, any_value(id) AS id FROM (
            SELECT url, id FROM newest UNION SELECT canonical_url, id FROM newest
            UNION SELECT url, id FROM items WHERE id IS NOT NULL
        ) GROUP BY url HAVING count(DISTINCT id) = 1
    )
    SELECT items.observed_at, coalesce(items.id, known.id, items.url) AS story,
        items.headline, items.url
    FROM items LEFT JOIN known ON known.url = items.url
    ORDER BY items.observed_at
"""


@dataclass(slots=True)
class MostReadStay:
    """An article's time in Most Read: once, or with breaks."""

    headline: str
    url: str | None
    spells: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when it was first seen there to when it was seen to be gone, or looked at last."""
    is_there: bool = False
    """At the last look of the period."""

    @property
    def time(self) -> timedelta:
        """How long it stood there in all."""
        return sum((end - start for start, end in self.spells), timedelta())


def stays(scope: Scope) -> list[MostReadStay]:
    """Return the articles that Most Read showed in the period, the longest there first."""
    items: dict[datetime, dict[str, tuple[str, str | None]]] = {}
    for at, story, headline, url in scope.ask(_ITEMS):
        items.setdefault(at, {})[story] = (headline or url or "", url)
    records = scope.ask(_RECORDS)
    looks = [row[0] for row in records]
    looked_at = scope.looked_at.get(records[-1][1]) if records else None
    if looked_at and scope.period.since and looked_at < scope.period.since:
        return []  # what it showed when the period began nobody looked at again
    found: dict[str, MostReadStay] = {}
    for at, until in zip(looks, _ends(looks, looked_at, scope.period.until), strict=True):
        present = items.get(at, {})
        for story, (headline, url) in present.items():
            stay = found.setdefault(story, MostReadStay(headline, url))
            if stay.spells and stay.spells[-1][1] == at:
                stay.spells[-1] = (stay.spells[-1][0], until)
            else:
                stay.spells.append((at, until))
            stay.is_there = at == looks[-1]
    return sorted(found.values(), key=lambda stay: (-stay.time, stay.spells[0], stay.headline))


def _ends(looks: list[datetime], *bounds: str | None) -> Iterator[datetime]:
    """Yield until when each record held: up to the next one, the last up to the last look."""
    yield from looks[1:]
    if looks:
        last = min(map(datetime.fromisoformat, filter(None, bounds)), default=looks[-1])
        yield max(looks[-1], last)
