"""Which article a scraped page is, and whether its record is written: `decide`.

``store.py`` calls this inside the write transaction, for every article that comes out of the
pipelines: `decide` (changes nothing), then `note_presence`, then `enter` for a record that is
written or `note_visit` for one that is not. A line that a dead process left in the feed is
entered without a decision: it was decided before it was written.

An article is identified by its post id, else by an address that is known to lead to it. It has
one row in ``articles``, for its newest record, and one in ``revisions`` for each line.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from mayadeen_crawler import content_hash
from mayadeen_crawler.dates.site_time import is_relative, rfc3339
from mayadeen_crawler.items import ARTICLE_VERSION, CONTENT_FIELDS, Doubt, doubts
from mayadeen_crawler.ledger.articles import (
    believed_pages,
    captures,
    coverage_keywords,
    newsroom_edits,
    removals,
    states,
)
from mayadeen_crawler.ledger.feed_files.batch import Batch, LinePlace
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.frontier.failure_reasons import (
    OUTDATED,
    POST_ID_CONFLICT,
    SHRUNK,
    TRUNCATED,
)
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.urls.canonical import article_id, without_loose_query, without_query

_KEYWORDS_ONLY = Doubt.KEYWORDS_ONLY_TAGS.value

#: After how long a content that lost much is an edit, where no setting says otherwise.
SHRUNK_AFTER = timedelta(hours=1)
#: How recently an article's own address must have answered for another one with its post id to be
#: another article.
PRESENT = timedelta(hours=1)
#: What differs of two articles with one post id, beside their addresses.
_OWN = ("headline", "body_text", "published_at")
#: Addresses that differ in their queries alone among which a known article is looked for.
MAX_QUERIES = 20

OutcomeKind = Literal["new", "revised", "captured", "known", "suspect", "stale"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision on a record.

    ``new``: the article's first record, written. ``revised``: its content changed, written as the
    next revision. ``captured``: an older state of it, from an archive, written as a capture.
    ``known``: the content is that of the newest record, or of the state that the feeds tell of the
    page's moment. ``stale``: the page is older than what a later visit of the site found.
    ``suspect``: the page lost its text, or in an archive its time of publication; more often a
    failing page than an edit, so nothing is written.
    """

    kind: OutcomeKind
    id: str
    revision: int
    cause: str = "first"
    changed_fields: tuple[str, ...] | None = ()
    """Against the revision before; of a capture the state before it in time, None where another
    extractor version read that one."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Fields of which the ledger knows better than the page, with the value to write:
    ``{"published_at": …, "published_date": …}``, ``{"tags": …, "doubts": …}``, or empty."""
    returned: bool = False
    """A removal record of the article was written earlier, and its page is there again."""
    why: str = "suspect"
    """Why a page is suspect: ``suspect`` (it lost all its text, or its time), ``partial/truncated``
    (it has no end), ``partial/shrunk`` (it lost much), ``outdated`` (it is an older
    state once more), ``post_id_conflict`` (another article has its post id; of a new one: it got an
    id by its address)."""
    late: bool = False
    """From an archive and no newer than the last visit: must not change the article's current
    state."""
    like: str | None = None
    """Of one that is known, when the page was fetched whose line has its content."""
    captures: int = 0
    """Lines that were written to ``captures/``."""

    @property
    def written(self) -> bool:
        """Whether a record of the page was written, be it a revision or a capture."""
        return self.kind in ("new", "revised", "captured")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision asks only where the content differs."""

    newest: Callable[[LinePlace, str], dict[str, Any] | None] = lambda _place, _id: None
    """Returns the record of an article (its id) at a place in the feeds; None if it is gone."""
    shows: Callable[[str], bool] | None = None
    """Whether the page still has a text, anywhere in it; None if that is not known."""
    ended: bool | None = None
    """Whether the page ended with ``</html>``; None if that is not known."""
    shrunk_after: timedelta = SHRUNK_AFTER
    """How long after a content that lost much was first seen the same counts as an edit."""


def decide(
    db: sqlite3.Connection, record: Mapping[str, Any], aliases: Iterable[str], *,
    evidence: Evidence = Evidence(),
) -> Outcome:  # fmt: skip
    """Decide what *record* is. Changes nothing.

    *record*: an article's fields by name; one whose ``source`` is another than ``live`` is from an
    archive. *aliases*: canonical addresses that redirected to it. A page of an archive that is not
    newer than the last visit is compared with its neighbours in time (``captures.judge``). Where
    these show the newest record's content, a newer extractor than the last visit's may read a
    revision from it: an older one saw no change in the visits since.
    """
    row = _identify(db, record, aliases)
    archived = record["source"] != "live"
    tags: dict[str, Any] = {}
    of_another = row is not None and not archived and _is_anothers_post(row, record, aliases)
    if of_another or _is_shared_post(db, row, record):
        codes = list(record["doubts"])
        doubts.add(codes, Doubt.POST_ID_CONFLICT)
        tags = {"doubts": codes}
        record = {**record, **tags}
    tags |= _tags_without_coverages(db, record)
    if row is None:
        return Outcome("new", _free_id(db, record, record["id"]), 1, kept=tags)
    if of_another:
        away = newsroom_edits.shift(row["visited_at"], record["retrieved_at"])
        if away is None or away > PRESENT:
            # Decided once the other address was visited, too.
            return Outcome("suspect", row["id"], row["revision"], why=POST_ID_CONFLICT)
        by_address = article_id(record["edition"], None, record["canonical_url"])
        new = _free_id(db, record, by_address)
        return Outcome("new", new, 1, kept=tags, why=POST_ID_CONFLICT)
    late = archived and record["retrieved_at"] <= (row["visited_at"] or "")
    known = Outcome("known", row["id"], row["revision"], late=late, like=_told_at(row))
    if not archived and removals.is_stale(row["visited_at"], record["retrieved_at"]):
        # Written by a slow run, it would put an old state over a newer one.
        return replace(known, kind="stale")
    if evidence.ended is False and believed_pages.had_end(db, row["id"]):
        return replace(known, kind="suspect", why=TRUNCATED)
    kept = _kept(row, record) | _kept_address(row, record) | tags
    if late and not _may_mend(db, row, record):
        return _older(db, row, {**record, **kept}, replace(known, kept=kept), evidence)
    before = json.loads(row["field_hashes"])
    hashes = content_hash.field_hashes({**record, **kept})
    same_keywords = _KEYWORDS_ONLY in record["doubts"] and (
        before.get("keywords") == content_hash.keywords_hash(record)
    )
    if same_keywords:
        # What is known of a coverage grows from one visit to the next; the page has not changed.
        hashes["tags"] = before.get("tags", hashes["tags"])
    # A hash that is missing is not known: its record's file is gone, and the form is a new one.
    changed = tuple(
        name for name in CONTENT_FIELDS if before.get(name, hashes[name]) != hashes[name]
    )
    if not changed:
        return known
    by_another = row["extractor_version"] != record["extractor_version"]
    newest = None
    if by_another or same_keywords:
        newest = evidence.newest(_line_of(row), row["id"])
    times = newsroom_edits.Times(row["published_at"], row["modified_at"])
    is_edit = not by_another or newsroom_edits.is_edit(
        times, record, changed, newest, evidence.shows
    )
    is_newer = row["extractor_version"] < record["extractor_version"]
    if not is_edit and not is_newer:
        # An older program that runs beside a newer one, or is back, reads it differently.
        return known
    if same_keywords and newest is not None:
        kept |= {"tags": newest["tags"], "doubts": _doubts_of_tags(record, newest)}
    if kept:  # a loss is confirmed by what would be written
        record = {**record, **kept}
        record["content_hash"] = content_hash.content_hash(record)
    suspect = replace(known, kind="suspect", kept=kept)
    if row["has_body"] and not record["body_text"]:
        # A page that lost its text is more often a failing page than an edit.
        return suspect
    if _is_shrunk(db, row, before, record, changed, evidence):
        return replace(suspect, why=SHRUNK)
    if not archived and _is_outdated(db, row, record, hashes, evidence):
        return replace(suspect, why=OUTDATED)
    if late and _lost_time(row, record):
        return suspect
    if is_newer and (late or not is_edit):
        cause = "reextracted"
    else:
        cause = _cause_on_the_site(row, changed)
    return Outcome("revised", row["id"], row["revision"] + 1, cause, changed, kept, late=late)


def _line_of(row: sqlite3.Row) -> LinePlace:
    """Return where the line of an article's newest record is."""
    return LinePlace(row["file"], row["offset"], row["length"])


def _told_at(row: sqlite3.Row) -> str | None:
    """Return when the page of an article's newest record was fetched."""
    at: str | None = row["retrieved_at"] or row["visited_at"]
    return at


def _may_mend(db: sqlite3.Connection, row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether an older page showed the newest record's content, by an extractor since replaced."""
    if record["retrieved_at"] < (_told_at(row) or ""):
        return False
    if row["visit_version"] >= record["extractor_version"]:
        return False
    before, same, _ = states.around(db, row["id"], record["retrieved_at"])
    there = same or before
    return there is None or there.told_at == _told_at(row)


def _older(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    record: Mapping[str, Any],
    known: Outcome,
    evidence: Evidence,
) -> Outcome:
    """Return the outcome of a page of an archive that is not newer than the last visit."""
    found = captures.judge(
        states.around(db, row["id"], record["retrieved_at"]),
        {**record, "id": row["id"]},
        evidence.newest,
        evidence.shows,
    )
    if found.kind == "captured" and _lost_time(row, record):
        return replace(known, kind="suspect")
    like = found.like.told_at if found.like else None
    return replace(known, kind=found.kind, changed_fields=found.changed_fields, like=like)


def _lost_time(row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether a page of an archive lacks the time that is known.

    That may have come from a listing's card, which is not kept with the page.
    """
    return bool(row["published_at"] and not record["published_raw"])


def _is_shrunk(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    before: Mapping[str, str],
    record: Mapping[str, Any],
    changed: Container[str],
    evidence: Evidence,
) -> bool:
    """Whether the page lost much at once (text, time, authors), and no earlier visit saw the same.

    A newer extractor may well read less. *before*: what the ledger keeps of the newest record.
    """
    if row["extractor_version"] < record["extractor_version"]:
        return False
    lost = ("authors" in changed and not record["authors"]) or bool(
        row["published_date"] and not record["published_date"]
    )
    if not lost and "body_text" in changed:
        words = before.get("words")
        if words is None and (newest := evidence.newest(_line_of(row), row["id"])):
            words = str(content_hash.words_of(newest))  # an older program entered it
        # Nobody knows how long the text was where such a line was moved away.
        lost = (words is None and bool(row["has_body"])) or believed_pages.is_smaller(
            int(words or 0), content_hash.words_of(record)
        )
    return lost and not believed_pages.is_confirmed(
        db, row["id"], record["content_hash"], record["retrieved_at"], evidence.shrunk_after
    )


def _is_outdated(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    record: Mapping[str, Any],
    hashes: Mapping[str, str],
    evidence: Evidence,
) -> bool:
    """Whether the page is a state that a newer one has replaced, as a cache may still serve it.

    The page itself says that it is older, and its content is that of its line. A newsroom that
    takes an edit back changes the article again; one that restores an old copy lets it stay so.
    """
    then, newest = record["modified_at"], row["modified_at"]
    if not then or not newest or then >= newest:
        return False
    if not states.is_told(db, row["id"], content_hash.joined(hashes), then):
        return False
    return not believed_pages.is_confirmed(
        db, row["id"], record["content_hash"], record["retrieved_at"], evidence.shrunk_after
    )


def _is_shared_post(
    db: sqlite3.Connection, row: sqlite3.Row | None, record: Mapping[str, Any]
) -> bool:
    """Whether the post id that the page of the article *row* gives is another article's, too.

    That article holds it, or its page gave it at its last visit, and is there.
    """
    if row is None or not record["post_id"]:
        return False
    if row["post_id"] != record["post_id"]:
        return _by_post(db, record) is not None
    return any(one["presence"] == "present" for one in _by_claim(db, record))


def _is_anothers_post(row: sqlite3.Row, record: Mapping[str, Any], aliases: Iterable[str]) -> bool:
    """Whether a page gives the post id of the article *row*, and is another in all else.

    Its address is another, to which that article's does not lead, and so are headline, body and
    time of publication. An article that is gone from its own address has moved.
    """
    if row["post_id"] is None or row["post_id"] != record["post_id"]:
        return False
    if row["presence"] != "present":
        return False
    if row["canonical_url"] in (None, record["canonical_url"], *aliases):
        return False
    return _differs_in_all(row, record)


def _differs_in_all(row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether headline, body and time of publication are all others than the known article's.

    What both lack, as bulletins lack a body, says nothing. One difference alone is an edit.
    """
    same, differing, unknown = _compared(row, record)
    return not same and not unknown and len(differing) > 1


def _says_the_same(row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether the headline and the time of publication are the known article's.

    Where neither has a time, the body is: that of a bulletin may be the same every day.
    """
    same, differing, _ = _compared(row, record)
    return "headline" in same and len(same) > 1 and "published_at" not in differing


def _said_the_same(db: sqlite3.Connection, row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether the known article says the same, or a line of it had all of this content.

    A page that was kept may be replayed after an edit, into a ledger that was built anew.
    """
    if _says_the_same(row, record):
        return True
    content = content_hash.joined(content_hash.field_hashes(record))
    # A day is no content: without a time, two bulletins may have the same.
    return record["published_at"] is not None and states.is_told(db, row["id"], content)


def _is_its_page(row: sqlite3.Row, record: Mapping[str, Any]) -> bool:
    """Whether a page at an address of the article *row* is that article's.

    Where neither has a post id, its own address is all that is known. Else the page is another
    one's if it shares nothing with the article, and at its own address is of another day: the time
    may be that of an update. At an address that the article has left, another time is enough:
    bulletins share a headline. One without a time may as well be a failing page, or lack what a
    listing's card told.
    """
    if row["canonical_url"] in (None, record["canonical_url"]):
        has_no_post_id = not (row["post_id"] or record["post_id"])
        is_of_day = row["published_date"] and row["published_date"] == record["published_date"]
        if has_no_post_id or is_of_day:
            return True
    elif "published_at" in _compared(row, record)[1]:
        return _lost_time(row, record)
    return _lost_time(row, record) or not _differs_in_all(row, record)


def _compared(row: sqlite3.Row, record: Mapping[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """Return which of `_OWN` are the known article's, which differ, and of which it is not known.

    A field that both lack is in none of them, but where both have a day and no time, another day is
    another time: a bulletin that comes daily may say nothing else.
    """
    before, now = json.loads(row["field_hashes"]), content_hash.field_hashes(record, _OWN)
    unknown = {name for name in _OWN if name not in before}
    differing = {name for name in _OWN if before.get(name, now[name]) != now[name]}
    days, timed = (row["published_date"], record["published_date"]), record["published_at"]
    if not (timed or row["published_at"]) and all(days) and days[0] != days[1]:
        differing.add("published_at")
    same = {name for name in _OWN if record[name] is not None} - differing - unknown
    return same, differing, unknown


def _ids(record: Mapping[str, Any], first: str) -> Iterator[str]:
    """Yield the ids that an article may have: *first*, then those of later ones at its address.

    An article that lived at the address before keeps the id that was made of it.
    """
    yield first
    for number in itertools.count(2):
        yield article_id(record["edition"], None, record["canonical_url"], number)


def _free_id(db: sqlite3.Connection, record: Mapping[str, Any], first: str) -> str:
    """Return the first id that no article has."""
    return next(found for found in _ids(record, first) if _by_id(db, found) is None)


def _kept(row: sqlite3.Row, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known time of publication, where the page gives only a relative one.

    ``2 hours ago`` is rounded to an hour: the time computed from its first reading is the most
    exact one.
    """
    if not row["published_at"] or not is_relative(record["published_raw"] or ""):
        return {}
    return {name: row[name] for name in ("published_at", "published_date")}


def _kept_address(row: sqlite3.Row, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known address, where the page was found at the same one with another query.

    Shared links carry queries that nobody foresaw: the article has not moved.
    """
    known, found = row["canonical_url"], record["canonical_url"]
    if not known or known == found or "?" not in found:
        return {}
    is_same = without_loose_query(known) == without_loose_query(found)
    if is_same or (known == without_query(found) and _says_the_same(row, record)):
        return {"canonical_url": known}
    return {}


def _tags_without_coverages(db: sqlite3.Connection, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return tags and doubts for a page without tags of whose coverages the keywords are known."""
    if _KEYWORDS_ONLY not in record["doubts"]:
        return {}
    tags = coverage_keywords.tags_without(db, record)
    return {} if tags is None else {"tags": tags, "doubts": _certain_of_tags(record)}


def _certain_of_tags(record: Mapping[str, Any]) -> list[str]:
    return [code for code in record["doubts"] if code != _KEYWORDS_ONLY]


def _doubts_of_tags(record: Mapping[str, Any], newest: Mapping[str, Any]) -> list[str]:
    """Return the doubts of *record* with the tags of *newest*; version 1 had no doubts."""
    is_certain = _KEYWORDS_ONLY not in newest.get("doubts", (_KEYWORDS_ONLY,))
    return _certain_of_tags(record) if is_certain else list(record["doubts"])


def _cause_on_the_site(row: sqlite3.Row, changed: Container[str]) -> str:
    if row["presence"] in ("removed", "returned"):
        return "returned"
    return "moved" if "canonical_url" in changed else "edited"


def enter(
    db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace, *, is_new: bool = False,
    hashes: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Make *record*, whose line is at *place*, the newest of its article.

    *is_new*: `decide` found, in this transaction, that nothing is known of the article. *hashes*:
    the record's field hashes, if they are known.
    ``visited_at`` and the version of its visit never go back, since lines of a dead process may be
    entered late.
    """
    own, claimed = (record["post_id"], None) if is_new else _post_ids(db, record)
    row = None if is_new else _by_id(db, record["id"])
    before = _told_at(row) if row else None
    kept = content_hash.ledger_hashes(record, hashes)
    db.execute(
        """
        INSERT INTO articles (id, edition, post_id, revision, content_hash, field_hashes,
            has_body, extractor_version, section, published_at, visited_at, file, offset, length,
            url, canonical_url, published_date, ladder_from, retrieved_at, visit_version,
            modified_at, claimed_post_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            post_id = coalesce(post_id, excluded.post_id), revision = excluded.revision,
            content_hash = excluded.content_hash, field_hashes = excluded.field_hashes,
            has_body = excluded.has_body,
            extractor_version = excluded.extractor_version,
            section = excluded.section, published_at = excluded.published_at,
            visit_version = iif(excluded.visited_at >= coalesce(visited_at, ''),
                excluded.visit_version, visit_version),
            modified_at = iif(excluded.visited_at >= coalesce(visited_at, ''),
                excluded.modified_at, modified_at),
            claimed_post_id = iif(excluded.visited_at >= coalesce(visited_at, ''),
                excluded.claimed_post_id, claimed_post_id),
            visited_at = max(coalesce(visited_at, ''), excluded.visited_at),
            file = excluded.file, offset = excluded.offset, length = excluded.length,
            url = excluded.url, canonical_url = excluded.canonical_url,
            published_date = excluded.published_date, retrieved_at = excluded.retrieved_at,
            ladder_from = CASE WHEN excluded.published_at IS NULL
                THEN coalesce(min(ladder_from, excluded.ladder_from), excluded.ladder_from)
                ELSE excluded.ladder_from END
        """,
        (
            record["id"], record["edition"], own, record["revision"],
            _hash_of(record), json.dumps(kept),
            bool(record["body_text"]), record["extractor_version"], record["section"],
            record["published_at"], record["retrieved_at"], place.file, place.offset, place.length,
            record["url"], record["canonical_url"], record["published_date"],
            _ladder_from(record, row),
            record["retrieved_at"], record["extractor_version"], record["modified_at"],
            claimed,
        ),
    )  # fmt: skip
    if not is_new:
        removals.mark_present(db, record["id"], record["retrieved_at"])
    states.tell_revision(db, record, place, before, kept)
    _enter_revision(db, record, place)


def enter_older(db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace) -> None:
    """Enter *record*, whose line is at *place*, of an article of which a newer one is known.

    A rebuild meets them where the clock was set back: the newer line is in the older file.
    """
    hashes = content_hash.ledger_hashes(record)
    states.tell(db, record, record["retrieved_at"], place, hashes)
    _enter_revision(db, record, place)


def _enter_revision(db: sqlite3.Connection, record: Mapping[str, Any], place: LinePlace) -> None:
    db.execute(
        "INSERT OR REPLACE INTO revisions (article_id, revision, file, offset, length) "
        "VALUES (?, ?, ?, ?, ?)",
        (record["id"], record["revision"], place.file, place.offset, place.length),
    )
    if record["revision"] == 1:
        coverage_keywords.learn(db, record)


def has_newer(db: sqlite3.Connection, record: Mapping[str, Any]) -> bool:
    """Whether a later revision of the article of *record* is in the ledger."""
    row = _by_id(db, record["id"])
    return row is not None and bool(row["revision"] > record["revision"])


def is_entered(db: sqlite3.Connection, record: Mapping[str, Any]) -> bool:
    """Whether a line with the id and revision of *record* is in the ledger."""
    found = db.execute(
        "SELECT 1 FROM revisions WHERE article_id = ? AND revision = ?",
        (record["id"], record["revision"]),
    ).fetchone()
    return found is not None


def _hash_of(record: Mapping[str, Any]) -> str:
    """Return the content hash; a record of version 1 has that of another definition of content."""
    if record["schema_version"] == ARTICLE_VERSION:
        return str(record["content_hash"])
    return content_hash.content_hash(record)


def _ladder_from(record: Mapping[str, Any], row: sqlite3.Row | None) -> str | None:
    """Return the moment from which the revisit ladder counts (RFC 3339, UTC).

    The time of publication; where only the day is known, the end of that day on the site's clock,
    but no later than the visit. None where not even the day is known. A page that was there before
    the time that it gives now, and that is otherwise the same, begins no new ladder: it may give
    another time at each visit. *row*: the article as it is known, if it is.
    """
    published = record["published_at"]
    only_time = list(record["changed_fields"]) == ["published_at"]
    if row and row["ladder_from"] and only_time and (published or "") > (row["visited_at"] or ""):
        return str(row["ladder_from"])
    if published:
        return str(published)
    if not record["published_date"]:
        return None
    clock = ZoneInfo(EDITIONS[record["edition"]].time_zone)
    midnight = datetime.fromisoformat(record["published_date"]).replace(tzinfo=clock)
    end = (midnight + timedelta(days=1)).astimezone(UTC)
    return min(rfc3339(end), str(record["retrieved_at"]))


def revisit_left_address(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """If the article moves to another article's URL, schedule a visit of the URL that it leaves.

    Two posts may have swapped addresses. Call before *record* is entered.
    """
    row = _by_id(db, record["id"])
    home, left = record["canonical_url"], row["canonical_url"] if row else None
    if left in (None, home) or addresses.article_at(db, left) != record["id"]:
        return
    if addresses.article_at(db, home) not in (None, record["id"]):
        addresses.look_again(db, left, like=home)


def is_home_of_another(db: sqlite3.Connection, url: str, record: Mapping[str, Any]) -> bool:
    """Whether *url* is the own page of another article than *record* is.

    That has another post id, or does not say the same: bulletins share a headline.
    """
    row = db.execute(removals.OWN_PAGE, (url,)).fetchone()
    if row is None or row["id"] == record["id"]:
        return False
    numbers = {row["post_id"], record["post_id"]} - {None}
    return len(numbers) > 1 or not _says_the_same(row, record)


def note_presence(
    db: sqlite3.Connection, batch: Batch, record: Mapping[str, Any], outcome: Outcome
) -> bool:
    """Record that the article's page is there; return whether a ``returned`` record was written.

    Nothing is recorded for an article that is new, or a page that is stale or late. A suspect page
    only ends the suspicion that the article was removed.
    """
    if outcome.kind in ("new", "stale") or outcome.late:
        return False
    row = _by_id(db, outcome.id)
    if row is None:
        return False
    if outcome.kind == "suspect":
        removals.clear_suspicion(db, outcome.id)
        return False
    return removals.answered(
        db, batch, row, record["url"], at=record["retrieved_at"], run_id=record["run_id"]
    )


class UnchangedVisit(NamedTuple):
    """A visit of a page that says what the newest record says, by the same extractor."""

    article_id: str
    at: str
    """When the page was fetched."""
    modified_at: str | None
    """As the page says it."""
    content_hash: str | None


def note_unchanged(db: sqlite3.Connection, visits: Iterable[UnchangedVisit]) -> None:
    """Record *visits*, and that the newest record's content was there still."""
    for visit in visits:
        row = _by_id(db, visit.article_id)
        if row is not None and row["content_hash"] == visit.content_hash:
            content = content_hash.joined(json.loads(row["field_hashes"]))
            states.note_again(db, row["id"], visit.at, content)
        db.execute(
            "UPDATE articles SET modified_at = iif(?2 >= coalesce(visited_at, ''), ?3, "
            "modified_at), visit_version = iif(?2 >= coalesce(visited_at, ''), "
            "extractor_version, visit_version), "
            "visited_at = max(coalesce(visited_at, ''), ?2) WHERE id = ?1",
            visit[:3],
        )


def note_visit(db: sqlite3.Connection, record: Mapping[str, Any], outcome: Outcome) -> None:
    """Record the visit of a page that is no revision."""
    own, claimed = _post_ids(db, {**record, "id": outcome.id})
    row = _by_id(db, outcome.id)
    # A page of an archive may be known as another state than the newest one.
    is_newest = not outcome.late or (row and row["content_hash"] == record["content_hash"])
    db.execute(
        "UPDATE articles SET visited_at = max(coalesce(visited_at, ''), :at), "
        "post_id = coalesce(post_id, :post_id), "
        "extractor_version = iif(:known, max(extractor_version, :version), extractor_version), "
        "visit_version = iif(:known AND :at >= coalesce(visited_at, ''), :version, visit_version), "
        "modified_at = iif(:known AND :at >= coalesce(visited_at, ''), :modified, modified_at), "
        "claimed_post_id = "
        "iif(:known AND :at >= coalesce(visited_at, ''), :claimed, claimed_post_id), "
        # Empty where the record's file was gone when content was defined anew.
        "field_hashes = iif(:known AND content_hash = '', :hashes, field_hashes), "
        "content_hash = iif(:known AND content_hash = '', :hash, content_hash) "
        "WHERE id = :id",
        {
            "at": record["retrieved_at"],
            "post_id": own,
            "claimed": claimed,
            "known": outcome.kind == "known" and is_newest,
            "version": record["extractor_version"],
            "modified": record["modified_at"],
            "hash": record["content_hash"],
            "hashes": json.dumps(content_hash.ledger_hashes(record)),
            "id": outcome.id,
        },
    )


def _post_ids(db: sqlite3.Connection, record: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the record's post id twice over: as the article's own, or as one that it only gives.

    Another article holds that, or the article had one before: sites number their posts anew. What
    it only gives is known on where a page gives none.
    """
    holder, known = _by_post(db, record), _by_id(db, record["id"])
    if known and not record["post_id"]:
        return None, known["claimed_post_id"]
    is_free = holder is None or holder["id"] == record["id"]
    own = known["post_id"] if known else None
    if is_free and own in (None, record["post_id"]):
        return record["post_id"], None
    return None, record["post_id"]


def _by_id(db: sqlite3.Connection, article_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    return row


def _at(db: sqlite3.Connection, url: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT articles.* FROM addresses JOIN articles ON articles.id = article_id "
        "WHERE addresses.url = ? AND state = 'article'",
        (url,),
    ).fetchone()
    return row


def _by_post(db: sqlite3.Connection, record: Mapping[str, Any]) -> sqlite3.Row | None:
    if not record["post_id"]:
        return None
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM articles WHERE edition = ? AND post_id = ?",
        (record["edition"], record["post_id"]),
    ).fetchone()
    return row


def _by_claim(db: sqlite3.Connection, record: Mapping[str, Any]) -> list[sqlite3.Row]:
    """Return the articles whose pages gave the record's post id last, though it is not theirs."""
    if not record["post_id"]:
        return []
    claim = "SELECT * FROM articles WHERE edition = ? AND claimed_post_id = ?"
    return db.execute(claim, (record["edition"], record["post_id"])).fetchall()


def _identify(
    db: sqlite3.Connection, record: Mapping[str, Any], aliases: Iterable[str]
) -> sqlite3.Row | None:
    """Return the row of the known article that *record* is: by post id, else by address."""
    home, post_id = record["canonical_url"], record["post_id"]
    holder = _by_post(db, record)
    if holder is not None and holder["canonical_url"] == home:
        return holder
    for url in dict.fromkeys((home, without_loose_query(home), *aliases)):
        row = _at(db, url)
        if row is None:
            continue
        lives_here = url == home and row["canonical_url"] in (None, home)
        claims = post_id is not None and row["claimed_post_id"] == post_id
        if post_id and row["post_id"]:
            # A different post id at a known address is a different article: unless the page says
            # what it said, of the same time. Sites number their posts anew.
            if claims or (lives_here and _said_the_same(db, row, record)):
                return row
        elif holder is not None:
            # Two pages give one post id.
            is_its_own = url == home and not _differs_in_all(row, record)
            if is_its_own or (claims and not _says_the_same(holder, record)):
                return row
        # So is one that shares nothing with the article whose address redirects to it.
        elif not _differs_in_all(row, record):
            if url != home or _is_its_page(row, record):
                return row
        elif url == home and _is_its_page(row, record):
            return _who_lived_there(db, record) or row
    if holder is not None:
        return holder
    for row in _by_claim(db, record):
        if _says_the_same(row, record):
            return row
    return _with_query(db, record) or _with_id(db, record)


def _who_lived_there(db: sqlite3.Connection, record: Mapping[str, Any]) -> sqlite3.Row | None:
    """Return an article with one of the record's ids that shares something with it: it is back."""
    for found in _ids(record, record["id"]):
        row = _by_id(db, found)
        if row is None or not _differs_in_all(row, record):
            return row
    return None


def _with_id(db: sqlite3.Connection, record: Mapping[str, Any]) -> sqlite3.Row | None:
    """Return the known article with one of the record's ids that is not another one's."""
    for found in _ids(record, record["id"]):
        row = _by_id(db, found)
        if row is None or _is_its_page(row, record):
            return row
    return None


def _with_query(db: sqlite3.Connection, record: Mapping[str, Any]) -> sqlite3.Row | None:
    """Return the known article at *record*'s address with another query, which says the same.

    A query was part of an address where the slug says nothing, and one that names an article on
    some sites is a newsletter's on others.
    """
    home = record["canonical_url"]
    path, named = without_query(home), without_loose_query(home)
    # `@` is the character after `?`, `'` the one after `&`, and no address has a space.
    ranges = [(f"{path}?", f"{path}@")]
    if home != path:
        ranges = [(path, f"{path}!"), (f"{named}&", f"{named}'"), *ranges]
    headline = content_hash.field_hashes(record, ["headline"])["headline"]
    for first, end in ranges:
        rows = db.execute(
            "SELECT articles.* FROM addresses JOIN articles ON articles.id = article_id "
            "WHERE addresses.url >= ? AND addresses.url < ? AND state = 'article' "
            "ORDER BY addresses.url LIMIT ?",
            (first, end, MAX_QUERIES),
        )
        row: sqlite3.Row
        for row in rows:
            if record["post_id"] and row["post_id"]:
                continue
            is_titled_so = json.loads(row["field_hashes"]).get("headline") == headline
            if is_titled_so and _says_the_same(row, record):
                return row
    return None
