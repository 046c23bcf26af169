"""What became of each article address: pending, an article, filtered, given up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.period import Period
from mayadeen_crawler.ledger.sitemaps import WAITING, has_changed

#: Runs in which a page may disappoint before its address is given up.
MAX_ATTEMPTS = 5
#: Days after which an address that could never be fetched is given up.
MAX_DAYS = 30
#: Days after which one that was given up, and is shown again, is tried again.
SECOND_CHANCE_DAYS = 1


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


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a listing page's addresses are to the ledger."""

    fetch: tuple[Address, ...]
    """To be fetched by this run now."""
    unseen: int
    """How many the ledger had never met."""
    known: int
    """How many lead to known articles."""


Failure = Literal["pending", "given_up"]

#: The reason that is final: the site says that the page will not come back.
GONE = "http_410"


def discover(
    db: sqlite3.Connection,
    found: Sequence[Address],
    *,
    edition: str,
    taker: str,
    now: str,
    period: Period,
    refresh: bool,
) -> Discovery:
    """Make every address of *found* that is new to the ledger pending.

    *taker* names the process that fetches them: no address is fetched by it twice.
    *now* is RFC 3339 in UTC. With *refresh*, known articles are fetched too.
    """
    fetch, unseen, known = [], 0, 0
    for address in found:
        row = db.execute(_WITH_ARTICLE, (address.url,)).fetchone()
        if row is None:
            unseen += 1
            _insert_pending(db, address, edition=edition, taker=taker, now=now)
            fetch.append(address)
            continue
        known += row["state"] == "article"
        if row["taken_by"] == taker:
            continue
        changed = row["state"] == "article" and has_changed(row, address.lastmod)
        # Its time is known: a run that filters by it would drop the page.
        changed &= period.may_hold(row["published_at"] or row["published"])
        if changed or _is_wanted(row, period, now=now, refresh=refresh):
            if row["state"] in ("filtered", "given_up"):
                _ask_again(db, address, "state = 'pending', attempts = 0, seen_at = :now", now)
            elif changed:
                _ask_again(db, address, "due = 1", now)
            _take_up(db, [address.url], taker, lastmod=address.lastmod)
            fetch.append(replace(address, due=row["state"] == "article"))
    return Discovery(tuple(fetch), unseen, known)


_WITH_ARTICLE = (
    "SELECT addresses.*, visited_at, published_at FROM addresses "
    "LEFT JOIN articles ON articles.id = article_id WHERE addresses.url = ?"
)


def _is_wanted(row: sqlite3.Row, period: Period, *, now: str, refresh: bool) -> bool:
    match row["state"]:
        case "pending":
            return True
        case "article":
            return refresh
        case "filtered":
            return period.holds(row["published"])
        case _:  # Given up, and shown all the same: an outage may have been why.
            again = _days_before(now, SECOND_CHANCE_DAYS) >= row["failed_at"]
            newer = row["extractor_version"] < EXTRACTOR_VERSION
            return refresh or ((again or newer) and row["reason"] != GONE)


def _days_before(now: str, days: int) -> str:
    moment = datetime.fromisoformat(now) - timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _insert_pending(
    db: sqlite3.Connection, address: Address, *, edition: str, taker: str, now: str
) -> None:
    db.execute(
        "INSERT INTO addresses (url, edition, state, request_url, origin, hints, seen_at, "
        "taken_by, extractor_version, lastmod) VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)",
        (
            address.url, edition, address.request_url, address.origin, _hints(address), now,
            taker, EXTRACTOR_VERSION, address.lastmod,
        ),
    )  # fmt: skip


def _ask_again(db: sqlite3.Connection, address: Address, change: str, now: str) -> None:
    db.execute(
        f"UPDATE addresses SET {change}, request_url = :request_url, origin = :origin, "  # noqa: S608
        "hints = :hints WHERE url = :url",
        {
            "url": address.url, "request_url": address.request_url, "origin": address.origin,
            "hints": _hints(address), "now": now,
        },
    )  # fmt: skip


def _hints(address: Address) -> str:
    return json.dumps(address.hints, ensure_ascii=False)


def _take_up(
    db: sqlite3.Connection, urls: Iterable[str], taker: str, *, lastmod: str | None = None
) -> None:
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
        "AND taken_by IS NOT ? AND (due = 0 OR wanted(coalesce((SELECT published_at "
        "FROM articles WHERE id = article_id), published))) ORDER BY seen_at, rowid LIMIT ?",
        (edition, *origins, taker, limit),
    ).fetchall()
    _take_up(db, [row["url"] for row in rows], taker)
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
    says nothing of the page, which is then wanted for MAX_DAYS. A known one
    that was due is so no longer once it disappointed. Returns the new state, or
    None where none of *urls* is pending.
    """
    state: Failure | None = None
    for url in urls:
        if of_page:
            db.execute("UPDATE addresses SET due = 0 WHERE url = ?", (url,))
        row = db.execute(
            "SELECT attempts, seen_at FROM addresses WHERE url = ? AND state = 'pending'", (url,)
        ).fetchone()
        if row is None:
            continue
        attempts = row["attempts"] + of_page
        over = attempts >= MAX_ATTEMPTS or row["seen_at"] < _days_before(now, MAX_DAYS)
        state = "given_up" if over or reason == GONE else "pending"
        db.execute(
            "UPDATE addresses SET state = ?, attempts = ?, reason = ?, failed_at = ?, "
            "extractor_version = ? WHERE url = ?",
            (state, attempts, reason, now, EXTRACTOR_VERSION, url),
        )
    return state


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
    db: sqlite3.Connection, urls: Iterable[str], article_id: str, *, edition: str, now: str
) -> None:
    """Enter that *urls* lead to *article_id*; they are pending no more."""
    db.executemany(
        "INSERT INTO addresses (url, edition, state, article_id, seen_at, extractor_version) "
        "VALUES (?, ?, 'article', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "state = 'article', article_id = excluded.article_id, reason = NULL, due = 0",
        [(url, edition, article_id, now, EXTRACTOR_VERSION) for url in urls],
    )


def article_at(db: sqlite3.Connection, url: str) -> str | None:
    """Return the id of the known article at *url*."""
    row = db.execute(
        "SELECT article_id FROM addresses WHERE url = ? AND state = 'article'", (url,)
    ).fetchone()
    return row["article_id"] if row else None
