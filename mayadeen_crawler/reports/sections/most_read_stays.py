"""How long each article was in the list Most Read. Used by `events.most_read`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mayadeen_crawler.reports.data.chart_data import ChartData

_RECORDS = "SELECT observed_at, name FROM most_read ORDER BY observed_at"

# A list that was seen before its article was crawled names no id: found by the URL then.
_ITEMS = """
    WITH items AS (SELECT observed_at, unnest(items, recursive := true) FROM most_read),
    known AS (
        SELECT url, any_value(id) AS id FROM (
            SELECT url, id FROM newest UNION ALL SELECT canonical_url, id FROM newest
            UNION ALL SELECT url, id FROM items WHERE id IS NOT NULL
        ) WHERE url IN (SELECT url FROM items WHERE id IS NULL)
        GROUP BY url HAVING count(DISTINCT id) = 1
    )
    SELECT items.observed_at, coalesce(items.id, known.id, items.url) AS story,
        items.headline, items.url
    FROM items LEFT JOIN known ON known.url = items.url
    ORDER BY items.observed_at
"""


@dataclass(slots=True)
class MostReadStay:
    """An article's time in Most Read, in one interval or several."""

    headline: str
    url: str | None
    intervals: list[tuple[datetime, datetime]] = field(default_factory=list)
    """(from, to), both UTC: from the first sight of it there to the first sight of the list
    without it, or to the last sight of the list."""
    is_there: bool = False
    """Whether the list's last record in the period shows it."""

    @property
    def time(self) -> timedelta:
        """The sum of the intervals."""
        return sum((end - start for start, end in self.intervals), timedelta())


def stays(data: ChartData) -> list[MostReadStay]:
    """Return the articles that Most Read showed in the period, the longest stay first."""
    items: dict[datetime, dict[str, tuple[str, str | None]]] = {}
    for at, story, headline, url in data.ask(_ITEMS):
        items.setdefault(at, {})[story] = (headline or url or "", url)
    records = data.ask(_RECORDS)
    looks = [row[0] for row in records]
    looked_at = data.looked_at.get(records[-1][1]) if records else None
    if looked_at and data.period.since and looked_at < data.period.since:
        return []  # no run has seen the list since the period began
    found: dict[str, MostReadStay] = {}
    for at, until in zip(looks, _ends(looks, looked_at, data.period.until), strict=True):
        present = items.get(at, {})
        for story, (headline, url) in present.items():
            stay = found.setdefault(story, MostReadStay(headline, url))
            if stay.intervals and stay.intervals[-1][1] == at:
                stay.intervals[-1] = (stay.intervals[-1][0], until)
            else:
                stay.intervals.append((at, until))
            stay.is_there = at == looks[-1]
    return sorted(found.values(), key=lambda stay: (-stay.time, stay.intervals[0], stay.headline))


def _ends(looks: list[datetime], *bounds: str | None) -> Iterator[datetime]:
    """Yield the end of each record: the next one's time; for the last, the last sight of the list.

    *looks*: the times of the records. *bounds*: last sight and end of period, RFC 3339.
    """
    yield from looks[1:]
    if looks:
        last = min(map(datetime.fromisoformat, filter(None, bounds)), default=looks[-1])
        yield max(looks[-1], last)
