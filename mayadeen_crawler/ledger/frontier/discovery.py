"""Which of the addresses that a listing or sitemap shows this run fetches: `discover`.

Spiders call it for each page of a listing, inside a write transaction. A new address becomes
``pending``; a known one is fetched only for a reason: ``_is_wanted``, `revisit_policy`, a newer
``lastmod`` in a sitemap, a card that names another post (`card_headlines`). From
`Discovery.only_known` a spider sees that paging may stop.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.frontier.addresses import (
    GONE,
    Address,
    days_before,
    hints_of,
    take_up,
    visit_again,
)
from mayadeen_crawler.ledger.frontier.card_headlines import names_another_post
from mayadeen_crawler.ledger.frontier.failure_reasons import UNREADABLE
from mayadeen_crawler.ledger.frontier.revisit_policy import (
    Policy,
    is_due_where_shown,
    may_be_back,
)
from mayadeen_crawler.ledger.frontier.sitemap_readings import has_changed
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import without_loose_query

#: Days after which an address that was given up, and is still listed, is tried again.
SECOND_CHANCE_DAYS = 1
#: Addresses that differ in their queries alone among which one is looked for.
MAX_QUERIES = 20


@dataclass(frozen=True, slots=True)
class Discovery:
    """The addresses of a listing page, as the ledger knows them."""

    fetch: tuple[Address, ...]
    """To be fetched by this run now."""
    unseen: int
    """How many are new to the ledger."""
    known: int
    """How many lead to known articles that this run neither fetched nor is to fetch."""
    revisits: int = 0
    """How many of *fetch* lead to known articles that are due."""
    below: int = 0
    """How many stand below the last one that is new to the ledger."""

    @property
    def only_known(self) -> bool:
        """Whether every address was known, and the only ones to fetch are revisits that are due."""
        return not self.unseen and len(self.fetch) == self.revisits


def discover(
    db: sqlite3.Connection,
    found: Sequence[Address],
    *,
    edition: str,
    taker: str,
    now: str,
    period: Period,
    refresh: bool,
    policy: Policy | None = None,
) -> Discovery:
    """Record the addresses that a page lists, and return those to fetch.

    *taker* names this process, which fetches no address twice. *now* is RFC 3339 in UTC.
    *refresh*: fetch all known articles, too; else those that are due by *policy* (none without
    it). An article known to be outside *period* is not visited again.
    """
    fetch, unseen, known, revisits, last = [], 0, 0, 0, 0
    moment = datetime.fromisoformat(now)
    shown = {address.url for address in found}
    for number, address in enumerate(found, start=1):
        linked = address.url
        address, row = _known(db, address, shown)
        if row is None:
            unseen, last = unseen + 1, number
            _insert_pending(db, address, edition=edition, taker=taker, now=now)
            fetch.append(address)
            continue
        # One that this run has fetched is counted by its visit.
        known += row["state"] == "article" and row["taken_by"] != taker
        if address.listed is not None and not row["listed"] and address.listed != row["listed"]:
            db.execute(
                "UPDATE addresses SET listed = ? WHERE url = ?", (address.listed, row["url"])
            )
        unseen += row["state"] == "filtered" and row["published"] is None
        if row["state"] == "pending" and linked != row["url"]:  # as it is linked now
            _ask_again(db, address, "due = due", now)
        if row["taken_by"] == taker:
            continue
        is_article = row["state"] == "article"
        if is_article and row["origin"] is None:  # entered from a feed, or the article moved here
            _ask_again(db, address, "due = due", now)
        # The time of a known article is known: outside the period its page would be dropped.
        inside = is_article and period.may_hold(_published(row))
        changed = inside and has_changed(row, address.lastmod, now)
        due = inside and policy is not None and _is_due(row, policy, moment)
        is_elsewhere = is_article and row["canonical_url"] not in (None, row["url"])
        if inside and policy is not None and is_elsewhere and may_be_back(row, policy, moment):
            visit_again(db, row["article_id"])  # its own page decides
        another = is_article and policy is not None and names_another_post(db, row, address)
        if changed or due or another or _is_wanted(row, address, period, now, refresh=refresh):
            if row["state"] in ("filtered", "given_up"):
                _ask_again(db, address, "state = 'pending', attempts = 0, seen_at = :now", now)
            elif changed or another:
                _ask_again(db, address, "due = 1, attempts = 0, failed_at = NULL", now)
            take_up(db, [address.url], taker, lastmod=address.lastmod)
            fetch.append(replace(address, due=is_article))
            known -= is_article
            revisits += due
    return Discovery(tuple(fetch), unseen, known, revisits, len(found) - last)


def pass_over(db: sqlite3.Connection, found: Sequence[Address], *, edition: str, now: str) -> None:
    """Record that a sitemap lists *found*, which last changed before this run's period.

    Addresses that are new to the ledger become ``filtered`` without a time: a run that finds one
    again, and does not pass it over, fetches it. The others keep their state.
    """
    db.executemany(
        "INSERT INTO addresses (url, edition, state, seen_at, extractor_version, listed) "
        "VALUES (?, ?, 'filtered', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "listed = excluded.listed WHERE coalesce(listed, '') = ''",
        [(one.url, edition, now, EXTRACTOR_VERSION, one.listed) for one in found],
    )


def _known(
    db: sqlite3.Connection, address: Address, shown: Container[str]
) -> tuple[Address, sqlite3.Row | None]:
    """Return the row of *address*, or of the one that it is with another query.

    Lists may decorate their links, each time anew: ``…/a-story?position=3``. That is the known or
    filtered article at the path, or what could not be fetched there under the same headline, unless
    the page shows both. *shown*: the addresses that it shows.
    """
    row = db.execute(f"{_WITH_ARTICLE} WHERE addresses.url = ?", (address.url,)).fetchone()
    if row is None and (path := without_loose_query(address.url)) != address.url:
        headline = address.hints.get("headline")
        for met in db.execute(_AT_PATH, (path, f"{path}?", f"{path}@", MAX_QUERIES)).fetchall():
            if met["url"] == path and met["state"] == "article":
                return replace(address, url=path, request_url=path), met
            is_at_path = met["url"] == path and met["state"] == "filtered"
            if is_at_path or (_failed_as(met, path, headline) and met["url"] not in shown):
                return replace(address, url=met["url"]), met
    return address, row


def _failed_as(row: sqlite3.Row, path: str, headline: str | None) -> bool:
    """Whether *row* is not fetched yet, at *path* and under *headline*."""
    return (
        row["state"] in ("pending", "given_up")
        and without_loose_query(row["url"]) == path
        and headline is not None
        and headline == json.loads(row["hints"] or "{}").get("headline")
    )


def _published(row: sqlite3.Row) -> str | None:
    published: str | None = row["published_at"] or row["published_date"] or row["published"]
    return published


def _is_due(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether the known article that a listing shows is due."""
    if row["due"]:
        return True
    # By age only at its own address: an old address of it leads there anyway.
    return row["canonical_url"] == row["url"] and is_due_where_shown(row, policy, now)


_WITH_ARTICLE = (
    "SELECT addresses.*, visited_at, published_at, published_date, ladder_from, presence, "
    "missing_since, canonical_url, revision, file, offset, length FROM addresses "
    "LEFT JOIN articles ON articles.id = article_id"
)
# The path itself first. ``@`` is the character after ``?``.
_AT_PATH = (
    f"{_WITH_ARTICLE} WHERE addresses.url = ? OR (addresses.url > ? AND addresses.url < ?) "
    "ORDER BY instr(addresses.url, '?') > 0, addresses.url LIMIT ?"
)


def _is_wanted(
    row: sqlite3.Row, address: Address, period: Period, now: str, *, refresh: bool
) -> bool:
    match row["state"]:
        case "pending":
            return True
        case "article":
            return refresh
        case "filtered":
            return period.may_hold(row["published"]) or _is_redated(row, address, period)
        case _:  # given up, but still listed: an outage may have been the cause
            again = days_before(now, SECOND_CHANCE_DAYS) >= row["failed_at"]
            newer = row["extractor_version"] < EXTRACTOR_VERSION
            if row["reason"] in UNREADABLE:
                return refresh or newer
            return refresh or ((again or newer) and row["reason"] != GONE)


def _is_redated(row: sqlite3.Row, address: Address, period: Period) -> bool:
    """Whether the card of a post outside *period* shows another day than before, one inside."""
    day = address.hints.get("date")
    before = json.loads(row["hints"] or "{}").get("date")
    return bool(day and before and day != before and period.holds(day))


def _insert_pending(
    db: sqlite3.Connection, address: Address, *, edition: str, taker: str, now: str
) -> None:
    db.execute(
        "INSERT INTO addresses (url, edition, state, request_url, origin, hints, seen_at, "
        "taken_by, extractor_version, lastmod, listed) "
        "VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            address.url, edition, address.request_url, address.origin, hints_of(address), now,
            taker, EXTRACTOR_VERSION, address.lastmod, address.listed,
        ),
    )  # fmt: skip


def _ask_again(db: sqlite3.Connection, address: Address, change: str, now: str) -> None:
    db.execute(
        f"UPDATE addresses SET {change}, request_url = :request_url, origin = :origin, "  # noqa: S608
        "hints = :hints WHERE url = :url",
        {
            "url": address.url, "request_url": address.request_url, "origin": address.origin,
            "hints": hints_of(address), "now": now,
        },
    )  # fmt: skip
