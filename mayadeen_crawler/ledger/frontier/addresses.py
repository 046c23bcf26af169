"""What became of each article address: pending, an article, filtered, given up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger import removals
from mayadeen_crawler.ledger.frontier.sitemap_readings import WAITING
from mayadeen_crawler.period import Period

#: Runs in which a page may disappoint before its address is given up.
MAX_ATTEMPTS = 5
#: Days after which an address that could never be fetched is given up.
MAX_DAYS = 30


@dataclass(frozen=True, slots=True)
class Address:
    """An article address as a listing shows it."""

    url: str
    """Canonical."""
    request_url: str
    """As found, to be requested."""
    origin: str
    """The listing it was found on, such as ``section:politics``."""
    hints: dict[str, str | None]
    """What the listing's card said (label, date)."""
    lastmod: str | None = None
    """The latest moment at which a sitemap says it changed, as RFC 3339 in UTC."""
    due: bool = False
    """Leads to a known article, to be fetched all the same."""
    listed: str | None = None
    """The month (``2024-03``) in which a sitemap lists it; ``""`` where that is not known."""


Failure = Literal["pending", "given_up"]

#: The reason that is final: the site says that the page will not come back.
GONE = "http_410"
#: The reason that says that the site refuses this crawler: that settles nothing, however long.
BLOCKED = "blocked"
#: The reasons that say that a page is not there, and the status of each.
MISSING = {"http_404": 404, GONE: 410}


def days_before(now: str, days: int) -> str:
    """Return the moment *days* before *now*; both RFC 3339 in UTC."""
    moment = datetime.fromisoformat(now) - timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def hints_of(address: Address) -> str:
    """Return what the card said as the ledger holds it."""
    return json.dumps(address.hints, ensure_ascii=False)


def take_up(
    db: sqlite3.Connection, urls: Iterable[str], taker: str, *, lastmod: str | None = None
) -> None:
    """Note that the process *taker* fetches *urls*, for a change of *lastmod* if that is newer."""
    statement = (
        "UPDATE addresses SET taken_by = ?, lastmod = coalesce(max(lastmod, ?), ?, lastmod) "
        "WHERE url = ?"
    )
    db.executemany(statement, [(taker, lastmod, lastmod, url) for url in urls])


def take_pending(
    db: sqlite3.Connection, *, edition: str, origins: Sequence[str], taker: str, limit: int,
    period: Period,
) -> list[Address]:  # fmt: skip
    """Take up to *limit* addresses of *origins* not yet taken by this run, oldest first.

    Those that are pending, and those of known articles of *period* that are due.
    """
    marks = ", ".join("?" * len(origins))
    db.create_function("wanted", 1, period.may_hold)
    rows = db.execute(
        f"SELECT * FROM addresses WHERE {WAITING} AND edition = ? AND origin IN ({marks}) "  # noqa: S608
        "AND taken_by IS NOT ? AND (due = 0 OR wanted(coalesce((SELECT coalesce(published_at, "
        "published_date) FROM articles WHERE id = article_id), published))) "
        "ORDER BY seen_at, rowid LIMIT ?",
        (edition, *origins, taker, limit),
    ).fetchall()
    take_up(db, [row["url"] for row in rows], taker)
    return [
        Address(
            row["url"], row["request_url"], row["origin"], json.loads(row["hints"]),
            row["lastmod"], bool(row["due"]),
        )
        for row in rows
    ]  # fmt: skip


def fail(
    db: sqlite3.Connection, urls: Iterable[str], *, reason: str, of_page: bool, now: str
) -> Failure | None:
    """Note that fetching the address *urls* stand for failed.

    *of_page*: the page itself disappoints (missing, no headline), and after
    MAX_ATTEMPTS it is given up; GONE is at once. A failure of site or network
    says nothing of the page, which is then wanted for MAX_DAYS, and for ever where it is
    BLOCKED. A known one
    that was due is so no longer once it found_another_page: that was a visit, unless it is
    MISSING, which ``removals.missing`` enters. Returns the new state, or
    None where none of *urls* is pending.
    """
    state: Failure | None = None
    for url in urls:
        if of_page:
            db.execute("UPDATE addresses SET due = 0 WHERE url = ?", (url,))
            if reason not in MISSING:
                removals.found_another_page(db, url, now)
        row = db.execute(
            "SELECT attempts, seen_at FROM addresses WHERE url = ? AND state = 'pending'", (url,)
        ).fetchone()
        if row is None:
            continue
        attempts = row["attempts"] + of_page
        old = row["seen_at"] < days_before(now, MAX_DAYS) and reason != BLOCKED
        over = attempts >= MAX_ATTEMPTS or old
        state = "given_up" if over or reason == GONE else "pending"
        db.execute(
            "UPDATE addresses SET state = ?, attempts = ?, reason = ?, failed_at = ?, "
            "extractor_version = ? WHERE url = ?",
            (state, attempts, reason, now, EXTRACTOR_VERSION, url),
        )
    return state


def requeue(db: sqlite3.Connection, urls: Iterable[str], now: str) -> int:
    """Make *urls* (canonical) pending again where they were given up; return how many were.

    For ``scrapy audit --requeue``. They count as found at *now* (RFC 3339, UTC): the next run over
    the listing that each was found on fetches it.
    """
    done = db.executemany(
        "UPDATE addresses SET state = 'pending', attempts = 0, seen_at = ?, reason = NULL, "
        "failed_at = NULL WHERE url = ? AND state = 'given_up'",
        [(now, url) for url in urls],
    )
    return done.rowcount


def filtered(
    db: sqlite3.Connection, urls: Iterable[str], *, edition: str, published: str, now: str
) -> None:
    """Remember that *urls* lead to a post of *published* (time or day) this run did not want."""
    db.executemany(
        "INSERT INTO addresses (url, edition, state, published, seen_at, extractor_version) "
        "VALUES (?, ?, 'filtered', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "state = iif(state = 'article', state, 'filtered'), published = excluded.published, "
        "reason = NULL",
        [(url, edition, published, now, EXTRACTOR_VERSION) for url in urls],
    )


def lead_to(
    db: sqlite3.Connection, urls: Iterable[str], article_id: str, *, edition: str, now: str,
    visited: bool = True,
) -> None:  # fmt: skip
    """Enter that *urls* lead to *article_id*; they are pending no more.

    Nor are they due any more, where that was seen by a visit *now*.
    """
    db.executemany(
        "INSERT INTO addresses (url, edition, state, article_id, seen_at, extractor_version) "
        "VALUES (?, ?, 'article', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "state = 'article', article_id = excluded.article_id, reason = NULL, "
        "due = iif(?, 0, due)",
        [(url, edition, article_id, now, EXTRACTOR_VERSION, visited) for url in urls],
    )


def look_again(db: sqlite3.Connection, url: str, *, like: str) -> None:
    """Have *url*, which leads to a known article, visited by who reads the listing of *like*."""
    db.execute(
        "UPDATE addresses SET due = 1, request_url = coalesce(request_url, url), "
        "hints = coalesce(hints, '{}'), origin = coalesce(origin, "
        "(SELECT other.origin FROM addresses AS other WHERE other.url = ?)) "
        "WHERE url = ? AND state = 'article'",
        (like, url),
    )


def article_at(db: sqlite3.Connection, url: str) -> str | None:
    """Return the id of the known article at *url*."""
    row = db.execute(
        "SELECT article_id FROM addresses WHERE url = ? AND state = 'article'", (url,)
    ).fetchone()
    return row["article_id"] if row else None


def known_hints(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, str | None]:
    """Return what a card said of the page that *urls* lead to; of the first that had one."""
    for url in urls:
        row = db.execute("SELECT hints FROM addresses WHERE url = ?", (url,)).fetchone()
        if row is not None and row["hints"]:
            found: dict[str, str | None] = json.loads(row["hints"])
            if found:
                return found
    return {}


def is_anothers(db: sqlite3.Connection, url: str, article_id: str, since: str) -> bool:
    """Whether *url* leads to another article, which was visited at *since* or later."""
    row = db.execute(
        "SELECT 1 FROM addresses JOIN articles ON articles.id = article_id WHERE addresses.url = ? "
        "AND state = 'article' AND article_id != ? AND coalesce(visited_at, '') >= ?",
        (url, article_id, since),
    ).fetchone()
    return row is not None


def count_waiting(db: sqlite3.Connection, edition: str) -> int:
    """Return how many addresses of *edition* wait for a run to fetch them."""
    (count,) = db.execute(
        f"SELECT count(*) FROM addresses WHERE edition = ? AND {WAITING}",  # noqa: S608 - ours
        (edition,),
    ).fetchone()
    return int(count)
