"""The tables that the report's sections ask: the records of one edition in one period.

`build.write_report` calls `fill_chart_data` for each edition; the sections ask `ChartData` in SQL.
A chart that is empty, or a figure that counts too much or too little: look here at the table that
its query reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from mayadeen_crawler.items import EXTRACTED_FIELDS, FIELDS_SINCE
from mayadeen_crawler.outlet import Edition
from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.data.feed_tables import SETTINGS
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.schemas.duckdb_columns import name, text
from mayadeen_crawler.utils.text import fold

_MACROS = """
    CREATE MACRO of_edition(e) AS e = getvariable('edition');
    CREATE MACRO in_period(t) AS t BETWEEN getvariable('since') AND getvariable('until');
    CREATE MACRO site_clock(t) AS timezone(getvariable('zone'), t);
"""

#: Rows that `ChartData.rows` fetches at a time.
_SOME = 1000

#: Each field of a record, and since which version records have it.
_SINCE = [{"field": one, "version": FIELDS_SINCE.get(one, 1)} for one in EXTRACTED_FIELDS]

#: Table → the query that fills it with records of the edition and period. ``day`` and ``moment``
#: are on the site's clock. Articles count by their time of publication, those without a date in
#: every period; all other records by when they were observed.
_TABLES: dict[str, str] = {
    "articles": """
        SELECT *, site_clock(published_at) AS moment,
            coalesce(site_clock(published_at)::DATE, published_date) AS day
        FROM newest WHERE of_edition(edition) AND CASE
            WHEN published_at IS NOT NULL THEN in_period(published_at)
            WHEN published_date IS NOT NULL THEN published_date
                BETWEEN getvariable('since_day') AND getvariable('until_day')
            ELSE true END
    """,
    # Records of a day that one set of strategies served are one row.
    "records_written": """
        SELECT site_clock(retrieved_at)::DATE AS day, schema_version,
            coalesce(provenance, '{}') AS provenance,
            count(*) AS records, count(headline) AS with_headline, count(published_at) AS dated,
            count(*) FILTER (word_count > 0) AS with_body
        FROM revisions WHERE of_edition(edition) AND in_period(retrieved_at) GROUP BY ALL
    """,
    # A state in time beside the one before it, be they revisions or captures. A capture, and the
    # first record after one, is an edit where both were read by one extractor. An edit that a
    # capture tells already is none. changed_at: the site's own time of the change if it is
    # plausible, else when it was seen.
    "edits": """
        WITH timed AS (
            SELECT *, lag(content) OVER in_time AS old_content,
                lag(canonical_url) OVER in_time AS old_url,
                lag(modified_at) OVER in_time AS old_modified_at,
                lag(extractor_version) OVER in_time AS old_extractor
            FROM states WHERE of_edition(edition)
            WINDOW in_time AS (PARTITION BY id ORDER BY seen_at, revision)
        )
        SELECT id, seen_at, published_at,
            CASE WHEN cause IN ('edited', 'moved') THEN cause
                WHEN lower(canonical_url) = lower(old_url) THEN 'edited' ELSE 'moved' END AS cause,
            CASE WHEN modified_at BETWEEN published_at AND seen_at
                    AND modified_at IS DISTINCT FROM old_modified_at
                THEN modified_at ELSE seen_at END AS changed_at
        FROM timed WHERE in_period(seen_at) AND CASE
            WHEN cause IN ('edited', 'moved') THEN content IS DISTINCT FROM old_content
            WHEN cause IN ('captured', 'first')
                THEN content <> old_content AND extractor_version = old_extractor
            ELSE false END
    """,
    # text: what the line said last; ends_at: when it was seen to have left the ticker; versions:
    # {at, old, new} of each edit, in order of time.
    "ticker_lines": """
        SELECT first.id, first.observed_at, site_clock(first.observed_at)::DATE AS day,
            coalesce(arg_max(later.text, later.observed_at), first.text) AS text,
            CASE WHEN bool_or(later.event = 'withdrawn') THEN 'withdrawn'
                WHEN bool_or(later.event = 'edited') THEN 'edited' ELSE 'as_it_was' END AS became,
            max(later.observed_at) FILTER (later.event IN ('withdrawn', 'expired')) AS ends_at,
            list({'at': later.observed_at, 'old': later.previous_text, 'new': later.text}
                ORDER BY later.observed_at) FILTER (later.event = 'edited') AS versions
        FROM events AS first LEFT JOIN events AS later
            ON later.id = first.id AND later.event <> 'appeared'
            AND later.observed_at <= getvariable('until')
        WHERE first.event = 'appeared' AND of_edition(first.edition)
            AND in_period(first.observed_at)
        GROUP BY first.id, first.text, first.observed_at
    """,
    "removal_events": """
        SELECT gone.id, gone.event, gone.observed_at,
            site_clock(gone.observed_at)::DATE AS day,
            coalesce(newest.headline, gone.url) AS headline, newest.section,
            coalesce(newest.url, gone.url) AS url, newest.published_at
        FROM removals AS gone LEFT JOIN newest USING (id)
        WHERE of_edition(gone.edition) AND in_period(gone.observed_at)
    """,
    # Most Read as one page shows it, the page where it was seen most often: other pages may show
    # another list, or an old copy. Begins with what the list showed when the period began.
    "most_read": """
        WITH known AS (
            SELECT * FROM most_read_lists
            WHERE of_edition(edition) AND observed_at <= getvariable('until')
        ), page AS (
            SELECT name, max(observed_at) FILTER (observed_at <= getvariable('since')) AS begin
            FROM known GROUP BY name
            ORDER BY count(*) FILTER (in_period(observed_at)) DESC, max(observed_at) DESC, name
            LIMIT 1
        )
        SELECT name, greatest(observed_at, getvariable('since')) AS observed_at, items
        FROM known JOIN page USING (name)
        WHERE observed_at >= coalesce(begin, getvariable('since'))
    """,
    "labels": """
        SELECT id, day, 'tags' AS kind, unnest(tags) AS label FROM articles
        UNION ALL SELECT id, day, 'authors', unnest(authors) FROM articles
        UNION ALL SELECT id, day, 'sources', unnest(sources) FROM articles
        UNION ALL SELECT id, day, 'regions', unnest(regions) FROM articles
    """,
    # Each set of strategies is parsed once.
    "strategy_counts": f"""
        WITH fields AS (SELECT unnest({_SINCE}) AS since),
        served AS (
            SELECT DISTINCT provenance, since.field AS field, since.version AS since,
                provenance->>since.field AS strategy
            FROM records_written, fields
        )
        SELECT day, field, strategy, sum(records)::BIGINT AS records
        FROM records_written JOIN served USING (provenance)
        WHERE schema_version >= since GROUP BY ALL
    """,  # noqa: S608 - names of the item class
}

# Spellings of one label (same key) are one label, named as most articles spell it.
_NAMES = """
    CREATE TABLE named AS
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
class ChartData:
    """The records of one edition in a period, in the tables of _TABLES and ``named``."""

    db: duckdb.DuckDBPyConnection
    edition: Edition
    period: Period
    words: Wording
    """The words of the report's language."""
    looked_at: Mapping[str, str] = field(default_factory=dict)
    """Page, by its ``name`` in the records → when a run last saw Most Read there, changed or not.

    RFC 3339, UTC.
    """

    def ask(self, question: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of the SQL query *question*; *values* replace each ``$name`` in it."""
        return self.db.execute(question, values or None).fetchall()

    def rows(self, question: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query that has many; `ask` may be called meanwhile."""
        with self.db.cursor() as cursor:
            cursor.execute(_settings(self.edition))
            found = cursor.execute(question, values or None)
            while some := found.fetchmany(_SOME):
                yield from some

    def clock(self, at: datetime) -> str:
        """Return *at* on the site's clock: ``2026-03-01 23:59``."""
        return f"{at.astimezone(ZoneInfo(self.edition.time_zone)):%Y-%m-%d %H:%M}"

    @property
    def is_empty(self) -> bool:
        """Whether no table holds a record."""
        tables = _TABLES.keys() - {"strategy_counts"}
        counts = (f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608
        return not self.ask(f"SELECT {' + '.join(counts)}")[0][0]


def fill_chart_data(
    db: duckdb.DuckDBPyConnection,
    edition: Edition,
    period: Period,
    words: Wording,
    looked_at: Mapping[str, str],
) -> ChartData:
    """Fill the tables of _TABLES and ``named``, in a schema of *db* for *edition*.

    *db*: a connection of its own, which other threads do not use meanwhile.
    *looked_at*: see `ChartData.looked_at`.
    """
    db.execute(f"CREATE SCHEMA memory.{name(edition.code)}")
    db.execute(_settings(edition))
    bounds = {one: getattr(period, one) or default for one, default in _OPEN.items()}
    for one, value in {"zone": edition.time_zone, "edition": edition.code, **bounds}.items():
        db.execute(f"SET VARIABLE {one} = {text(value)}::{_TYPES.get(one, 'VARCHAR')}")
    db.execute(_MACROS)
    for table, query in _TABLES.items():
        db.execute(f"CREATE TABLE {table} AS {query}")
    labels = [row[0] for row in db.execute("SELECT DISTINCT label FROM labels").fetchall()]
    db.execute(
        "CREATE TABLE spellings AS SELECT unnest($labels) AS label, unnest($keys) AS key",
        {"labels": labels, "keys": [fold(label) or label for label in labels]},
    )
    db.execute(_NAMES)
    return ChartData(db, edition, period, words, looked_at)


def _settings(edition: Edition) -> str:
    """Return what a connection is told that asks the tables of *edition*."""
    return f"{SETTINGS}; SET search_path = {text(f'memory.{name(edition.code)},feeds')}"
