"""The state of every article address ever found, and how it changes.

An address is the canonical URL of an article page. It is in exactly one state:

- ``pending``: found and still to be fetched, by this run or a later one.
- ``article``: leads to a known article (``article_id``). With ``due`` = 1 it is visited again.
- ``filtered``: not fetched, because it is outside the runs' since/until; ``published`` is its time
  or day, if known. A run whose period holds it makes it pending again.
- ``given_up``: fetching failed MAX_ATTEMPTS times, or for MAX_DAYS days, or the site answered 410.
  It becomes pending again where a listing still shows it (``discovery.py``), or by
  ``scrapy audit --requeue``.

``discovery.py`` makes addresses pending, `lead_to` makes them articles when a record is written,
`filtered` and `fail` record the other ends. All but the lookups run inside the write transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.frontier.failure_reasons import UNREADABLE
from mayadeen_crawler.ledger.frontier.sitemap_readings import WAITING
from mayadeen_crawler.period import Period
from mayadeen_crawler.urls.canonical import without_loose_query

#: Runs in which a page may be missing or unusable before its address is given up.
MAX_ATTEMPTS = 5
#: Runs after which a page is given up that this program could not read (UNREADABLE).
MAX_UNREADABLE = 3
#: Days after its discovery until which an address is tried that could not be fetched.
MAX_DAYS = 30


@dataclass(frozen=True, slots=True)
class Address:
    """An article address to be fetched: as a listing shows it, or as the ledger has it."""

    url: str
    """Canonical."""
    request_url: str
    """The URL as it was found, which is requested."""
    origin: str
    """The listing it was found on, such as ``section:politics``."""
    hints: dict[str, str | None]
    """What the listing's card showed: ``{"label": …, "date": …, "headline": …}``, each a text or
    None; of a sitemap ``{"published": …}``."""
    lastmod: str | None = None
    """When the page last changed, by its sitemap (RFC 3339, UTC)."""
    due: bool = False
    """Leads to a known article, which is to be visited again."""
    listed: str | None = None
    """The month (``2024-03``) in which a sitemap lists it, ``""`` if the month is not known; None
    if it was not found in a sitemap."""


Failure = Literal["pending", "given_up"]

#: The only final reason: the site answered that the page will not come back.
GONE = "http_410"
#: The site refuses this crawler. Such an address stays pending, however old it is.
BLOCKED = "blocked"
#: The reasons for which a page is missing → their HTTP status.
MISSING = {"http_404": 404, GONE: 410, "not_article/not_found": 404}


def days_before(now: str, days: int) -> str:
    """Return the moment *days* before *now*; both RFC 3339 in UTC."""
    return _before(now, timedelta(days=days))


def _before(now: str, span: timedelta) -> str:
    return (datetime.fromisoformat(now) - span).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a known article that is due is visited in vain."""

    visits: int
    """At most MAX_DAYS. Of two kinds of failures each takes its share: a site that failed for days
    leaves a page that then is cut its further visits."""
    every: timedelta
    """Visits within this time count as one."""

    def one_before(self, now: str) -> str:
        """Return the moment up to which the last one that counted was, for one *now* to count."""
        return _before(now, self.every)


#: Visits of a page that is cut, or lost much, within this time count as one: an outage of an
#: evening must not cost an edit.
AN_EVENING = timedelta(hours=6)
#: Where the site or the network is at fault.
OF_SITE = Patience(MAX_DAYS, timedelta(days=1))


def hints_of(address: Address) -> str:
    """Return the hints of *address* as JSON, as the table holds them."""
    return json.dumps(address.hints, ensure_ascii=False)


def take_up(
    db: sqlite3.Connection, urls: Iterable[str], taker: str, *, lastmod: str | None = None
) -> None:
    """Record that the process *taker* fetches *urls*, because of a change at *lastmod* if given."""
    statement = (
        "UPDATE addresses SET taken_by = ?, lastmod = coalesce(max(lastmod, ?), ?, lastmod) "
        "WHERE url = ?"
    )
    db.executemany(statement, [(taker, lastmod, lastmod, url) for url in urls])


def take_pending(
    db: sqlite3.Connection, *, edition: str, origins: Sequence[str], taker: str, limit: int,
    period: Period, known: bool = True,
) -> list[Address]:  # fmt: skip
    """Take up to *limit* addresses that wait on *origins*, the longest known first.

    Those that are pending, and if *known* those of known articles of *period* that are due. *taker*
    names this process (an address is taken by it only once); *origins* such as
    ``section:politics``.
    """
    marks = ", ".join("?" * len(origins))
    db.create_function("wanted", 1, period.may_hold)
    rows = db.execute(
        f"SELECT * FROM addresses WHERE {WAITING} AND edition = ? AND origin IN ({marks}) "  # noqa: S608
        "AND taken_by IS NOT ? AND (due = 0 OR (? AND wanted(coalesce((SELECT coalesce("
        "published_at, published_date) FROM articles WHERE id = article_id), published)))) "
        "ORDER BY seen_at, rowid LIMIT ?",
        (edition, *origins, taker, known, limit),
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
    db: sqlite3.Connection, urls: Iterable[str], *, reason: str, of_page: bool, now: str,
    patience: Patience = OF_SITE,
) -> Failure | None:  # fmt: skip
    """Record that fetching a page failed; *urls* are its address and those that redirected to it.

    *of_page*: the page itself is at fault (missing, no headline); else the site or the network is.
    A pending address is given up after MAX_ATTEMPTS runs in which its page was at fault
    (MAX_UNREADABLE where *reason* says that this program could not read it), when it is MAX_DAYS
    old (unless the reason is BLOCKED), and at once where the reason is GONE. *now* is RFC 3339 in
    UTC.

    A known article that was due and whose page is at fault counts as visited; a missing page
    (MISSING) is left to ``removals.missing``. Where the site is at fault, it stays due for as long
    as *patience* says. Returns the new state, or None where none of *urls* is pending.
    """
    state: Failure | None = None
    for url in urls:
        if of_page:
            db.execute("UPDATE addresses SET due = 0 WHERE url = ?", (url,))
            if reason not in MISSING:
                removals.found_another_page(db, url, now)
        elif reason != BLOCKED:
            _lose_patience(db, url, patience, now)
        row = db.execute(
            "SELECT attempts, seen_at FROM addresses WHERE url = ? AND state = 'pending'", (url,)
        ).fetchone()
        if row is None:
            continue
        attempts = row["attempts"] + of_page
        old = row["seen_at"] < days_before(now, MAX_DAYS) and reason != BLOCKED
        most = MAX_UNREADABLE if reason in UNREADABLE else MAX_ATTEMPTS
        over = attempts >= most or old
        state = "given_up" if over or reason == GONE else "pending"
        db.execute(
            "UPDATE addresses SET state = ?, attempts = ?, reason = ?, failed_at = ?, "
            "extractor_version = ? WHERE url = ?",
            (state, attempts, reason, now, EXTRACTOR_VERSION, url),
        )
    return state


def _lose_patience(db: sqlite3.Connection, url: str, patience: Patience, now: str) -> None:
    """Count a visit in vain of the known article at *url*, if it is due or found missing.

    When there were enough of them it is neither any more: nothing waits for it for ever. They are
    counted in parts of MAX_DAYS, from the last visit that brought something, or that a change asked
    for.
    """
    row = db.execute(
        "SELECT addresses.attempts, addresses.failed_at, id, canonical_url = addresses.url AS own "
        "FROM addresses JOIN articles ON id = article_id WHERE addresses.url = ? "
        "AND state = 'article' AND (due = 1 OR (own AND presence = 'missing'))",
        (url,),
    ).fetchone()
    if row is None or (row["failed_at"] or "") > patience.one_before(now):
        return
    attempts = row["attempts"] + MAX_DAYS // patience.visits
    over = attempts >= MAX_DAYS
    db.execute(
        "UPDATE addresses SET attempts = ?, failed_at = ?, due = iif(?, 0, due) WHERE url = ?",
        (attempts, now, over, url),
    )
    if over and row["own"]:
        removals.clear_suspicion(db, row["id"])


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


def try_unreadable_again(db: sqlite3.Connection, *, edition: str, now: str) -> int:
    """Make addresses pending that were given up because an older extractor could not read them.

    Every run calls it when it begins; *now* is RFC 3339 in UTC. Returns how many there were.
    """
    done = db.execute(
        "UPDATE addresses SET state = 'pending', attempts = 0, seen_at = ? WHERE edition = ? "
        "AND extractor_version < ? AND origin IS NOT NULL "
        "AND state = 'given_up' AND reason IN ('page_error', 'too_costly')",  # as the index has it
        (now, edition, EXTRACTOR_VERSION),
    )
    return done.rowcount


def filtered(
    db: sqlite3.Connection, urls: Iterable[str], *, edition: str, published: str, now: str,
    named: str | None = None,
) -> None:  # fmt: skip
    """Record that *urls* lead to a post of *published* (time or day), outside this run's period.

    So does the address that the page *named* as its own, unless that is still to be fetched: a
    page may name another one's.
    """
    waits = "SELECT 1 FROM addresses WHERE url = ? AND state = 'pending'"
    urls = list(urls)
    if named and named not in urls and not db.execute(waits, (named,)).fetchone():
        urls.append(named)
    db.executemany(
        "INSERT INTO addresses (url, edition, state, published, seen_at, extractor_version) "
        "VALUES (?, ?, 'filtered', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "state = iif(state = 'article', state, 'filtered'), published = excluded.published, "
        "reason = NULL",
        [(url, edition, published, now, EXTRACTOR_VERSION) for url in urls],
    )


def visit_again(db: sqlite3.Connection, article_id: str) -> None:
    """Make the address of a known article due: the next run visits it."""
    row = db.execute("SELECT canonical_url FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row:
        look_again(db, row["canonical_url"])


def lead_to(
    db: sqlite3.Connection, urls: Iterable[str], article_id: str, *, edition: str, now: str,
    visited: bool = True,
) -> None:  # fmt: skip
    """Record that *urls* lead to *article_id*: they are not pending any more.

    *visited*: a visit at *now* saw it, so they are not due any more either.
    """
    db.executemany(
        "INSERT INTO addresses (url, edition, state, article_id, seen_at, extractor_version) "
        "VALUES (?1, ?2, 'article', ?3, ?4, ?5) ON CONFLICT (url) DO UPDATE SET "
        "state = 'article', article_id = excluded.article_id, reason = NULL, "
        "due = iif(?6, 0, due), attempts = iif(?6 OR state != 'article', 0, attempts), "
        "failed_at = iif(?6 OR state != 'article', NULL, failed_at)",
        [(url, edition, article_id, now, EXTRACTOR_VERSION, visited) for url in urls],
    )


def look_again(db: sqlite3.Connection, url: str, *, like: str | None = None) -> None:
    """Make *url*, which leads to a known article, due.

    The next run over the listing that it was found on visits it. No list showed an address that a
    redirect led to, or that a feed named: then the listing that *like* was found on, or another
    address of the article, or else that of its section.
    """
    db.execute(
        "UPDATE addresses SET due = 1, request_url = coalesce(request_url, url), "
        "hints = coalesce(hints, '{}'), origin = coalesce(origin, "
        "(SELECT origin FROM addresses WHERE url = ?), "
        "(SELECT origin FROM addresses AS other WHERE other.article_id = addresses.article_id "
        "AND other.origin IS NOT NULL ORDER BY other.rowid LIMIT 1), "
        "(SELECT 'section:' || section FROM articles WHERE id = addresses.article_id)) "
        "WHERE url = ? AND state = 'article'",
        (like, url),
    )


def article_at(db: sqlite3.Connection, url: str) -> str | None:
    """Return the id of the known article at *url* (canonical), or at its path, or None."""
    for address in dict.fromkeys((url, without_loose_query(url))):
        row = db.execute(
            "SELECT article_id FROM addresses WHERE url = ? AND state = 'article'", (address,)
        ).fetchone()
        if row:
            return str(row["article_id"])
    return None


def known_hints(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, str | None]:
    """Return the hints of the first of *urls* that has any; else ``{}``."""
    for url in urls:
        row = db.execute("SELECT hints FROM addresses WHERE url = ?", (url,)).fetchone()
        if row is not None and row["hints"]:
            found: dict[str, str | None] = json.loads(row["hints"])
            if found:
                return found
    return {}


def is_anothers(db: sqlite3.Connection, url: str, article_id: str, since: str) -> bool:
    """Whether *url* leads to an article other than *article_id* that was visited since *since*."""
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
