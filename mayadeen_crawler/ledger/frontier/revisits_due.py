"""The known articles that are due for a visit, whether or not a listing shows them.

``crawling/revisit_requests.py`` calls `take` once a run, inside a write transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy, is_due
from mayadeen_crawler.period import Period

# Two ways to be due, each with its own index. Only at the article's own address.
_DUE = """
    SELECT articles.*, addresses.origin, addresses.hints, addresses.taken_by,
        (SELECT group_concat(any_.origin, char(10)) FROM addresses AS any_
         WHERE any_.article_id = articles.id) AS origins
    FROM articles JOIN addresses
        ON addresses.url = articles.canonical_url AND addresses.article_id = articles.id
    WHERE articles.edition = :edition AND {which}
    ORDER BY ladder_from DESC, articles.id
"""
_YOUNG = _DUE.format(which="presence != 'missing' AND ladder_from > :oldest")
_MISSING = _DUE.format(which="presence = 'missing'")


def take(
    db: sqlite3.Connection,
    *,
    edition: str,
    sections: Iterable[str],
    origins: Sequence[str],
    taker: str,
    policy: Policy,
    now: datetime,
    period: Period,
) -> list[Address]:
    """Take the due articles, up to the policy's budget; each with ``due`` set.

    Missing ones first, which are of any age, up to half of the budget: an outage may show many.
    Then the newest.
    Articles in one of *sections* (slugs, as in URLs) or found on one of *origins*
    (``section:politics``). *now* has a time zone.
    """
    sections, found_on = set(sections), set(origins)
    values = {"edition": edition, "oldest": rfc3339(now - policy.end)}
    rows = [
        row
        for query in (_YOUNG, _MISSING)
        for row in db.execute(query, values)
        if row["taken_by"] != taker
        and (row["section"] in sections or found_on & set((row["origins"] or "").split("\n")))
        and is_due(row, policy, now)
        and period.may_hold(row["published_at"] or row["published_date"])
    ]
    rows.sort(key=lambda row: row["ladder_from"] or "", reverse=True)
    missing = [row["id"] for row in rows if row["presence"] == "missing"]
    first = set(missing[: (policy.budget + 1) // 2])
    rows.sort(key=lambda row: row["id"] not in first)  # leaves the others in their order
    taken = rows[: policy.budget]
    db.executemany(
        "UPDATE addresses SET taken_by = ? WHERE url = ?",
        [(taker, row["canonical_url"]) for row in taken],
    )
    return [_address(row) for row in taken]


def _address(row: sqlite3.Row) -> Address:
    return Address(
        row["canonical_url"],
        row["url"],
        row["origin"] or "ledger:due",
        json.loads(row["hints"] or "{}"),
        due=True,
    )
