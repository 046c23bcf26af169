"""Which addresses of a list that has not changed still need a look: `look_over`.

For the sitemap spider: of a sitemap that answers 304, the thousands of articles that are in the
feeds are passed over by one statement a chunk, and only the rest goes through
``discovery.discover``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.period import Period

# The entries of `listed`, and what is open about each: `discover` would change nothing of a known
# article whose sitemap names no newer change, nor of an address outside the period. Of what is
# older than `oldest`, only that the ledger has it matters.
_LOOK_OVER = """
    WITH listed AS (
        SELECT key AS place, json_extract(value, '$[0]') AS url,
            json_extract(value, '$[1]') AS lastmod, json_extract(value, '$[2]') AS month
        FROM json_each(:listed)
    ), met AS (
        SELECT listed.*, addresses.*, visited_at,
            coalesce(listed.lastmod, :oldest) >= :oldest AS in_time,
            listed.lastmod AS changed, addresses.lastmod AS taken_for
        FROM listed LEFT JOIN addresses ON addresses.url = listed.url
        LEFT JOIN articles ON articles.id = article_id
    )
    SELECT place, in_time AND state = 'article' AS known,
        state IS NULL OR (in_time AND CASE state
            WHEN 'article' THEN origin IS NULL
                OR (coalesce(listed, '') = '' AND listed IS NOT month)
                OR (:changes AND changed > max(coalesce(taken_for, ''),
                    iif(visited_at <= :now, visited_at, '')))
            WHEN 'filtered' THEN wanted(published)
            ELSE 1 END) AS open
    FROM met
"""


def look_over(
    db: sqlite3.Connection,
    listed: Sequence[Address],
    *,
    period: Period,
    oldest: str | None,
    changes: bool,
) -> tuple[list[Address], int]:
    """Return those of *listed* that `discover` has to see, and how many others are known articles.

    *oldest*: the run passes over what changed last before this moment (RFC 3339, UTC); None: it
    passes over nothing. *changes*: a newer ``lastmod`` makes a known article due.
    """
    db.create_function("wanted", 1, period.may_hold)
    values = {
        "listed": json.dumps([(one.url, one.lastmod, one.listed) for one in listed]),
        "oldest": oldest or "",
        "changes": changes,
        "now": clock.stamp(),  # a visit after it is of a clock that was ahead
    }
    rows = db.execute(_LOOK_OVER, values).fetchall()
    known = sum(bool(row["known"] and not row["open"]) for row in rows)
    return [listed[row["place"]] for row in rows if row["open"]], known
