"""What a report is about: one edition, one period. Its records stand in tables of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from mayadeen_crawler.items import EXTRACTED_FIELDS
from mayadeen_crawler.outlet import Edition
from mayadeen_crawler.period import Period
from mayadeen_crawler.schemas.duckdb_columns import text
from mayadeen_crawler.utils.text import fold

_MACROS = """
    CREATE OR REPLACE MACRO mine(e) AS e = getvariable('edition');
    CREATE OR REPLACE MACRO inside(t) AS t BETWEEN getvariable('since') AND getvariable('until');
    CREATE OR REPLACE MACRO local(t) AS timezone(getvariable('zone'), t);
"""

#: Table → what it holds of the edition and the period. ``day`` and ``moment`` are on the site's
#: clock. Articles count by publication, those without a date always; all else by observation.
_SCOPE: dict[str, str] = {
    "articles": """
        SELECT *, local(published_at) AS moment,
            coalesce(local(published_at)::DATE, published_date) AS day
        FROM newest WHERE mine(edition) AND CASE
            WHEN published_at IS NOT NULL THEN inside(published_at)
            WHEN published_date IS NOT NULL THEN published_date
                BETWEEN getvariable('since_day') AND getvariable('until_day')
            ELSE true END
    """,
    "looks": """
        SELECT *, local(retrieved_at)::DATE AS day
        FROM revisions WHERE mine(edition) AND inside(retrieved_at)
    """,
    # When a story was changed: as the site says, if that can be, else when it was seen.
    "edits": """
        SELECT now.id, now.revision, now.revision_cause AS cause, now.headline,
            now.day, now.published_at,
            CASE WHEN now.modified_at BETWEEN now.published_at AND now.retrieved_at
                    AND now.modified_at IS DISTINCT FROM before.modified_at
                THEN now.modified_at ELSE now.retrieved_at END AS changed_at
        FROM looks AS now
        LEFT JOIN revisions AS before ON before.id = now.id AND before.revision = now.revision - 1
        WHERE now.revision > 1 AND now.revision_cause IN ('edited', 'moved')
    """,
    "lines": """
        SELECT first.id, first.text, local(first.observed_at)::DATE AS day,
            CASE WHEN bool_or(later.event = 'withdrawn') THEN 'withdrawn'
                WHEN bool_or(later.event = 'edited') THEN 'edited' ELSE 'as it was' END AS fate
        FROM events AS first LEFT JOIN events AS later
            ON later.id = first.id AND later.event <> 'appeared'
            AND later.observed_at <= getvariable('until')
        WHERE first.event = 'appeared' AND mine(first.edition)
            AND inside(first.observed_at)
        GROUP BY first.id, first.text, first.observed_at
    """,
    "gone": """
        SELECT gone.id, gone.event, gone.observed_at,
            local(gone.observed_at)::DATE AS day,
            coalesce(newest.headline, gone.url) AS headline, newest.section,
            coalesce(newest.url, gone.url) AS url, newest.published_at
        FROM removals AS gone LEFT JOIN newest USING (id)
        WHERE mine(gone.edition) AND inside(gone.observed_at)
    """,
    # On the page where it was seen most: others may show another list, or a copy that is old.
    # With what the list showed when the period began.
    "most_read": """
        WITH mine AS (
            SELECT * FROM shown WHERE mine(edition) AND observed_at <= getvariable('until')
        ), page AS (
            SELECT name, max(observed_at) FILTER (observed_at <= getvariable('since')) AS begin
            FROM mine GROUP BY name
            ORDER BY count(*) FILTER (inside(observed_at)) DESC, max(observed_at) DESC, name LIMIT 1
        )
        SELECT name, greatest(observed_at, getvariable('since')) AS observed_at, items
        FROM mine JOIN page USING (name)
        WHERE observed_at >= coalesce(begin, getvariable('since'))
    """,
    "labels": """
        SELECT id, day, 'tags' AS kind, unnest(tags) AS label FROM articles
        UNION ALL SELECT id, day, 'authors', unnest(authors) FROM articles
        UNION ALL SELECT id, day, 'sources', unnest(sources) FROM articles
        UNION ALL SELECT id, day, 'regions', unnest(regions) FROM articles
    """,
    "served": " UNION ALL ".join(
        f"SELECT day, '{field}' AS field, provenance.{field} AS strategy, count(*) AS records "  # noqa: S608
        "FROM looks GROUP BY ALL"
        for field in EXTRACTED_FIELDS
    ),
}

# One label however it is spelled; shown as most articles have it.
_NAMES = """
    CREATE OR REPLACE TABLE named AS
    WITH spelled AS (SELECT * FROM labels JOIN spellings USING (label)),
    names AS (
        SELECT kind, key, label AS name FROM spelled GROUP BY kind, key, label
        QUALIFY row_number() OVER (PARTITION BY kind, key ORDER BY count(*) DESC, label) = 1
    )
    SELECT DISTINCT id, day, kind, key, name FROM spelled JOIN names USING (kind, key)
"""

_OPEN = {
    "since": "0001-01-02T00:00:00Z",
    "until": "9999-12-30T00:00:00Z",
    "since_day": "0001-01-02",
    "until_day": "9999-12-30",
}
_TYPES = {
    **dict.fromkeys(("since", "until"), "TIMESTAMPTZ"),
    **dict.fromkeys(("since_day", "until_day"), "DATE"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The records of one edition in a period, ready to be asked about."""

    db: duckdb.DuckDBPyConnection
    edition: Edition
    period: Period
    looked_at: Mapping[str, str] = field(default_factory=dict)
    """Page → when Most Read was looked at there last (RFC 3339, UTC), changed or not."""

    def ask(self, question: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that *question* gives; ``$name`` in it is a value."""
        return self.db.execute(question, values or None).fetchall()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded of it."""
        counts = (f"(SELECT count(*) FROM {table})" for table in _SCOPE if table != "served")  # noqa: S608
        return not self.ask(f"SELECT {' + '.join(counts)}")[0][0]


def scoped(
    db: duckdb.DuckDBPyConnection, edition: Edition, period: Period, looked_at: Mapping[str, str]
) -> Scope:
    """Fill the tables of _SCOPE and ``named`` in *db*, in the place of another scope's."""
    bounds = {name: getattr(period, name) or default for name, default in _OPEN.items()}
    for name, value in {"zone": edition.time_zone, "edition": edition.code, **bounds}.items():
        db.execute(f"SET VARIABLE {name} = {text(value)}::{_TYPES.get(name, 'VARCHAR')}")
    db.execute(_MACROS)
    for table, query in _SCOPE.items():
        db.execute(f"CREATE OR REPLACE TABLE {table} AS {query}")
    labels = [row[0] for row in db.execute("SELECT DISTINCT label FROM labels").fetchall()]
    db.execute(
        "CREATE OR REPLACE TABLE spellings AS "
        "SELECT unnest($labels) AS label, unnest($keys) AS key",
        {"labels": labels, "keys": [fold(label) or label for label in labels]},
    )
    db.execute(_NAMES)
    return Scope(db, edition, period, looked_at)
