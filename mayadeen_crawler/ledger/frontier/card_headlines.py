"""Whether a listing's card at a known address names another post: then the address is visited.

The site gives an address to a newer post at times. Cards are also shortened and retitled, which is
no reason for a visit: `is_another` tells them apart by their words. ``discovery.py`` asks.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feed_files.lines import record_at
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.frontier.failure_reasons import REDIRECTED_AWAY
from mayadeen_crawler.urls.canonical import without_query
from mayadeen_crawler.utils.text import fold

#: Headlines with fewer words than this, short ones left out, are compared by nobody.
LEAST_WORDS = 3
#: The share of the shorter headline's words that two headlines of one post have in common.
LEAST_SHARED = 0.3
#: Letters by which a word is known: endings differ (`counts`, `counting`).
_STEM = 4
#: Letters of the shortest word that says what a headline is about.
_SHORTEST = 4
# What Arabic writes before a noun: and, by, for, the.
_BEFORE = re.compile(r"^[وفبلك]?ال(?=\w{3})|^[و](?=\w{4})")
_MAX_LETTERS = 1000
#: Headlines of other posts that the cards of an address may show of one revision, each for a visit.
MAX_TOLD = 10


def is_another(shown: str, known: str) -> bool:
    """Whether *shown* and *known* are the headlines of two posts, as far as words can tell.

    False where either has too few words, or is the other in a shorter or another form.
    """
    words, others = _words(shown), _words(known)
    fewer = min(len(words), len(others))
    return fewer >= LEAST_WORDS and len(words & others) < LEAST_SHARED * fewer


def _words(headline: str) -> set[str]:
    found = (_BEFORE.sub("", word) for word in fold(headline[:_MAX_LETTERS]).split())
    return {word[:_STEM] for word in found if len(word) >= _SHORTEST or word.isdigit()}


def names_another_post(db: sqlite3.Connection, row: sqlite3.Row, address: Address) -> bool:
    """Whether the card of *address* names another post than the known article of *row*.

    *row*: of ``addresses``, joined with its article's ``revision``, ``file``, ``offset`` and
    ``length``. Such a headline is noted, so that it is told once of each revision, whatever a visit
    then finds: two lists may show two headlines of one post in turn. After MAX_TOLD of them the
    card's words say nothing.
    """
    shown = address.hints.get("headline")
    hints: dict[str, str | None] = json.loads(row["hints"] or "{}")
    before = hints.get("headline")
    if not shown or shown == before or shown[:_MAX_LETTERS] in (told := _told(row)):
        return False
    db.execute(
        "UPDATE addresses SET hints = ? WHERE url = ?",
        (json.dumps({**hints, "headline": shown}, ensure_ascii=False), row["url"]),
    )
    if len(told) >= MAX_TOLD or (before and not is_another(shown, before)):
        return False
    known = _headline(db, row)
    another = is_another(shown, known) if known else bool(before)
    if another:
        noted = {"of": _state(row), "headlines": [*told, shown[:_MAX_LETTERS]]}
        db.execute(
            "UPDATE addresses SET compared = ? WHERE url = ?",
            (json.dumps(noted, ensure_ascii=False), row["url"]),
        )
    return another


def _told(row: sqlite3.Row) -> list[str]:
    """Return the cards' headlines that were told of the article as it is known now."""
    noted = json.loads(row["compared"] or "{}")
    return noted["headlines"] if noted.get("of") == _state(row) else []


def _state(row: sqlite3.Row) -> str:
    return f"{row['article_id']} {row['revision']}"


def lead_to_known(
    db: sqlite3.Connection, url: str, article_id: str, *, edition: str, now: str
) -> None:
    """Record that *url* redirects to the known article *article_id*, see `lead_or_wait`."""
    row = db.execute(
        "SELECT id AS article_id, canonical_url, file, offset, length FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    headline = _headline(db, row) if row else None
    home = row["canonical_url"] if row else None
    found = {"id": article_id, "edition": edition, "headline": headline, "canonical_url": home}
    lead_or_wait(db, [url], found, now=now)


def lead_or_wait(
    db: sqlite3.Connection, urls: Iterable[str], record: Mapping[str, Any], *, now: str,
    visited: bool = True,
) -> None:  # fmt: skip
    """Record that *urls* lead to the article of *record*, or wait where their cards name another.

    In an outage a site may redirect all addresses to one article. Such an address is tried by
    MAX_ATTEMPTS runs before it is believed to lead there.
    """
    astray = [url for url in urls if _leads_astray(db, url, record)]
    addresses.fail(db, astray, reason=REDIRECTED_AWAY, of_page=True, now=now)
    addresses.lead_to(
        db, [url for url in urls if url not in astray], record["id"],
        edition=record["edition"], now=now, visited=visited,
    )  # fmt: skip


def _leads_astray(db: sqlite3.Connection, url: str, record: Mapping[str, Any]) -> bool:
    if _slug(url) == _slug(record["canonical_url"] or ""):
        return False
    row = db.execute(
        "SELECT hints FROM addresses WHERE url = ? AND state = 'pending' AND attempts < ?",
        (url, addresses.MAX_ATTEMPTS - 1),
    ).fetchone()
    shown = json.loads(row["hints"] or "{}").get("headline") if row else None
    return bool(shown and record["headline"] and is_another(shown, record["headline"]))


def _slug(url: str) -> str:
    return without_query(url).rpartition("/")[2]


def _headline(db: sqlite3.Connection, row: sqlite3.Row) -> str | None:
    """Return the headline of the article's newest record; None if it cannot be read."""
    if row["file"] is None:
        return None
    folder = Path(db.execute("PRAGMA database_list").fetchone()["file"]).parent
    place = LinePlace(row["file"], row["offset"], row["length"])
    record = record_at(folder, place, row["article_id"])
    return record["headline"] if record else None
