"""The history of one article, from ledger and feeds: its states, removals, stays on lists.

``scrapy history`` calls `find` and `story` with a snapshot; ``text_output.py`` prints the result.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.ledger.feed_files.batch import LinePlace
from mayadeen_crawler.ledger.feed_files.lines import line_at
from mayadeen_crawler.ledger.feeds import whole_lines
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.host_binding import base_urls
from mayadeen_crawler.ledger.queries.revision_lines import (
    addresses_of_article,
    capture_lines,
    ids_of_post,
    is_known,
    revision_lines,
    url_of,
)
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.urls.canonical import canonicalize, rehost
from mayadeen_crawler.utils.regular_files import open_regular

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the article; *record* is None where its feed file was moved away."""

    number: int
    file: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class CapturedState:
    """An older state that an archive held; *record* is None where its feed file was moved away."""

    at: str
    """When the page was fetched (RFC 3339, UTC)."""
    file: str
    record: Record | None


@dataclass(slots=True)
class ListingStay:
    """The time in which the article was on one page of a list."""

    kind: str
    name: str
    page: int
    positions: list[tuple[str, int]] = field(default_factory=list)
    """(time, position): when it was first seen at each position, changes only."""
    until: str | None = None
    """When it was first seen to be gone; None: it was there when the list last changed."""


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """Everything that is known of one article, each list in the order of time."""

    id: str
    url: str
    revisions: list[Revision]
    captures: list[CapturedState]
    removals: list[Record]
    stays: list[ListingStay]


def find(db: sqlite3.Connection, given: str) -> str:
    """Return the id of the article that *given* names: an id, a post id, or any of its URLs.

    Raises WrongUseError for other text, LedgerError for an article that is not known.
    """
    given = given.strip().encode("utf-8", "replace").decode()  # typed in another encoding
    if re.fullmatch(r"[0-9]+", given):
        found = ids_of_post(db, given)
        if len(found) > 1:
            raise WrongUseError(f"post {given} is in several editions: say " + " or ".join(found))
    elif re.fullmatch(rf"({'|'.join(EDITIONS)}):\S+", given):
        found = [given] if is_known(db, given) else []
    elif re.match(r"https?://", given, re.IGNORECASE):
        at = (addresses.article_at(db, url) for url in _canonical(db, given))
        found = [article_id for article_id in at if article_id is not None]
    else:
        raise WrongUseError(
            f"{given!r} is no id and no address: say en:12345, 12345 or the article's whole URL"
        )
    if not found:
        raise LedgerError(
            f"{given} is not known here: `scrapy crawl article -a urls=URL` fetches an article, "
            "or another OUTPUT_DIR holds it"
        )
    return found[0]


def _canonical(db: sqlite3.Connection, url: str) -> Iterator[str]:
    for code, base_url in base_urls(db).items():
        site = Site(EDITIONS[code], base_url)
        try:
            yield canonicalize(rehost(url, site), site)
        except ValueError:
            continue


def story(db: sqlite3.Connection, folder: Path, article_id: str) -> ArticleHistory:
    """Collect the history of a known article.

    Raises LedgerError where a feed does not hold what the ledger says.
    """
    edition = article_id.partition(":")[0]
    site = Site(EDITIONS[edition], base_urls(db).get(edition, ""))
    known = addresses_of_article(db, article_id)
    return ArticleHistory(
        article_id,
        url_of(db, article_id),
        [
            Revision(number, place.file, _read(folder, place, article_id))
            for number, place in revision_lines(db, article_id)
        ],
        [
            CapturedState(at, place.file, _read(folder, place, article_id))
            for at, place in capture_lines(db, article_id)
        ],
        list(_removals(folder, article_id)),
        _stays(folder, article_id, known, site),
    )


def _read(folder: Path, place: LinePlace, article_id: str) -> Record | None:
    try:
        with open_regular(folder / place.file) as stream:
            record: Record = json.loads(line_at(stream, place, article_id))
            return record
    except FileNotFoundError:
        return None


def _lines(folder: Path, kind: str) -> Iterator[bytes]:
    for path in sorted((folder / kind).glob("*.jsonl")):
        for _, line in whole_lines(path):
            yield line


def _removals(folder: Path, article_id: str) -> Iterator[Record]:
    said = json.dumps(article_id, ensure_ascii=False).encode()
    for line in _lines(folder, "removals"):
        if said in line and (record := json.loads(line))["id"] == article_id:
            yield record


def _stays(folder: Path, article_id: str, known: set[str], site: Site) -> list[ListingStay]:
    """Follow the article through the listings feed; only lines that may contain it are decoded."""
    # URLs on lists have many forms; all of them end in the slug.
    slugs = {url.rpartition("/")[2].encode() for url in known}
    needles = [article_id.encode(), *(slug for slug in slugs if slug and b"%" not in slug)]
    decode_all = any(b"%" in slug for slug in slugs)
    stays: list[ListingStay] = []
    present: dict[bytes, ListingStay] = {}
    for line in _lines(folder, "listings"):
        page = line[: line.find(b',"items":')]
        position = None
        if decode_all or any(needle in line for needle in needles):
            record = json.loads(line)
            position = _position(record, article_id, known, site)
        if position is not None:
            stay = present.get(page)
            if stay is None:
                stay = present[page] = ListingStay(record["list"], record["name"], record["page"])
                stays.append(stay)
            if not stay.positions or stay.positions[-1][1] != position:
                stay.positions.append((record["observed_at"], position))
        elif stay := present.pop(page, None):
            stay.until = json.loads(line)["observed_at"]
    return stays


def _position(record: Record, article_id: str, known: set[str], site: Site) -> int | None:
    for item in record["items"]:
        if item["id"] == article_id or (item["id"] is None and _leads_to(item["url"], known, site)):
            return int(item["position"])
    return None


def _leads_to(url: str | None, known: set[str], site: Site) -> bool:
    try:
        return url is not None and canonicalize(url, site) in known
    except ValueError:
        return False
