"""The ledger of an output folder: how records are committed to it and to the feeds.

A crawl writes through ``writer.py``, commands open a `Ledger` themselves. Several processes may
have the same ledger open: SQLite's write transaction (``BEGIN IMMEDIATE``) is the only lock.
`Ledger.commit` does all its work inside one, in this order:

1. *settle*: what lies in a feed file beyond its committed length was appended by a process that
   died before its commit. Whole lines are entered in the ledger, a torn last line is cut off.
2. *decide*: is each record new, a revision, or known? Only here, where no other process writes.
3. *append* the new lines to the feed files.
4. *fsync* them.
5. *commit* the ledger, with the files' new committed lengths.

A process that dies before step 3 leaves nothing. One that dies in step 3 or 4, or before the
commit is durable, leaves lines that the next transaction settles. So every record is in the feed
exactly once.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from mayadeen_crawler import clock, content_hash
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.items import Article, as_record
from mayadeen_crawler.items.fetched_article import ListLink
from mayadeen_crawler.ledger import feeds, host_binding, tidying, watch_places
from mayadeen_crawler.ledger.articles import believed_pages, captures, new_or_known, removals
from mayadeen_crawler.ledger.articles.new_or_known import (
    SHRUNK_AFTER,
    Evidence,
    Outcome,
    OutcomeKind,
)
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    SHARED,
    closed_on_error,
    connect,
    explained,
)
from mayadeen_crawler.ledger.database.migrate import migrate, usable_version
from mayadeen_crawler.ledger.feed_files.append_log import GrowingSpan, Recorder
from mayadeen_crawler.ledger.feed_files.batch import (
    Batch,
    FileAppend,
    LinePlace,
)
from mayadeen_crawler.ledger.feed_files.lines import record_at
from mayadeen_crawler.ledger.frontier import addresses, card_headlines, tag_addresses
from mayadeen_crawler.ledger.frontier.addresses import AN_EVENING, MAX_ATTEMPTS, Patience
from mayadeen_crawler.ledger.frontier.failure_reasons import (
    OUTDATED,
    POST_ID_CONFLICT,
    REDIRECTED_AWAY,
    SHRUNK,
    TRUNCATED,
)
from mayadeen_crawler.ledger.frontier.tag_addresses import TagLinks
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.ticker import ticker_lines
from mayadeen_crawler.ledger.ticker.ticker_lines import Look, Observed

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: The decision of a transaction: reads and changes the database, adds the lines to append to the
#: batch, and returns the result of `Ledger.commit`.
Decide = Callable[[sqlite3.Connection, Batch], T]


@dataclass(frozen=True, slots=True)
class ScrapedArticle:
    """An article from the pipelines, with the canonical addresses that redirected to it."""

    item: Article
    aliases: tuple[str, ...] = ()
    """Canonical addresses that led to the page."""
    list_links: tuple[ListLink, ...] = ()
    """The pages of tags, authors and coverages that the page links."""
    shows: Callable[[str], bool] | None = None
    """Whether a text is anywhere on the page; None if that is not known."""
    ended: bool | None = None
    """Whether the page ended with ``</html>``; None if that is not known."""
    shrunk_after: timedelta = SHRUNK_AFTER
    """After how long the same loss of text, seen again, is an edit (SHRUNK_AFTER)."""
    field_hashes: Mapping[str, str] | None = None
    """`content_hash.field_hashes` of the item as it is; None if they are to be computed."""


def _no_hook(_point: str) -> None:
    """Crash tests put a fault in its place: it is called at each point of a commit."""


class Ledger:
    """An open ledger. Not thread-safe: one thread at a time calls it."""

    def __init__(self, folder: Path, *, hook: Callable[[str], None] = _no_hook) -> None:
        """Open the ledger of *folder*, which is made if it is missing and upgraded if it is older.

        Raises LedgerError.
        """
        self.folder = folder
        self.path = folder / FILE_NAME
        self._shared = [Path(f"{self.path}{suffix}") for suffix in ("", *SHARED)]
        self._hook = hook
        self._spans: dict[str, GrowingSpan | None] = {}
        """Feed file → the span that this process appended last to it."""
        self._bound: dict[str, str] = {}
        """Edition → the base URL that this process bound it to."""
        with explained(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._db = connect(self.path)
            with closed_on_error(self._db):
                migrate(self._db, folder)
                self._files = self._inodes()

    def close(self) -> None:
        """Close the ledger; what was committed stays."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def bind(self, edition: str, base_url: str) -> None:
        """Bind the folder's *edition* to *base_url*, whose pages it then holds.

        Raises WrongUseError if it is bound to another URL of which anything is known. A binding
        that brought nothing (a mistyped URL) is replaced.
        """
        with self.transaction() as db:
            host_binding.bind(db, edition, base_url, self.folder)
        self._bound[edition] = base_url

    def settle(self) -> int:
        """Settle all feeds, as every run does at its start; return how many records were entered.

        A new ledger beside existing feeds is filled from them, and bound to their host.
        """
        with self.transaction() as db:
            entered = self.settle_in(db)
            if entered:
                host_binding.restore(db)
            # Once a day: the day of such a file may be a year away.
            is_due = tidying.is_due(db, now=clock.stamp())
            for file in feeds.future_files(db) if is_due else ():
                logger.warning(
                    "%s is of a day to come: the clock was ahead when it was begun. It is closed "
                    "until that day; records go to today's file", self.folder / file
                )  # fmt: skip
            return entered

    def write(self, group: Sequence[ScrapedArticle]) -> list[Outcome]:
        """Commit *group* as one transaction and return the outcome of each.

        Each item gets its final id, revision, revision_cause and changed_fields. Raises
        LedgerError.
        """

        def decide(db: sqlite3.Connection, batch: Batch) -> list[Outcome]:
            outcomes = [self._decide(db, entry, batch) for entry in group]
            tag_addresses.learn_all(
                db,
                (
                    TagLinks(one.list_links, one.item.edition, one.item.retrieved_at or "")
                    for one in group
                ),
            )
            return outcomes

        return self.commit(decide, "articles", "captures", "removals")

    def observe(self, look: Look) -> Observed:
        """Commit a look at the ticker as one transaction; return the events that were written."""
        return self.commit(partial(ticker_lines.observe, look), "breaking")

    def commit(self, decide: Decide[T], *kinds: str) -> T:
        """Run *decide* as one transaction that may add lines to the feeds of *kinds*.

        The order of its steps is in this module's docstring. Raises LedgerError.
        """
        with self.transaction() as db:
            self._hook("begun")
            self.settle_in(db, *kinds)
            self._hook("settled")
            batch = Batch(db)
            result = decide(db, batch)
            self._hook("decided")
            spans = {part.file: self._append(db, part) for part in batch.parts()}
        self._spans |= spans
        self._hook("committed")
        return result

    def _append(self, db: sqlite3.Connection, part: FileAppend) -> GrowingSpan | None:
        """Append the lines of *part*; return the span that the file's next line may continue."""
        data = b"".join(line for line, _ in part.lines)
        feeds.append(self.folder, part.file, part.start, data, self._hook)
        self._hook("synced")
        feeds.set_committed_length(db, part.file, part.start + part.length)
        recorder = Recorder(db, part.file, part.start, self._spans.get(part.file))
        for line, run_id in part.lines:
            recorder.add(line, run_id)
        recorder.store()
        return recorder.span

    def _decide(self, db: sqlite3.Connection, entry: ScrapedArticle, batch: Batch) -> Outcome:
        item = entry.item
        record = as_record(item)
        known_record = partial(self._record_at, batch)
        outcome = new_or_known.decide(
            db,
            record,
            entry.aliases,
            evidence=Evidence(known_record, entry.shows, entry.ended, entry.shrunk_after),
        )
        decided = {
            "id": outcome.id,
            "revision": outcome.revision,
            "revision_cause": outcome.cause,
            "changed_fields": list(outcome.changed_fields or ()),
            **outcome.kept,
        }
        record |= decided
        if outcome.kept:
            decided["content_hash"] = record["content_hash"] = content_hash.content_hash(record)
        for name, value in decided.items():
            setattr(item, name, value)
        returned = new_or_known.note_presence(db, batch, record, outcome)
        lines = 0
        if outcome.kind == "captured":
            lines = captures.write(db, batch, record, outcome.changed_fields, known_record)
        elif outcome.written:
            place = batch.add("articles", record)
            is_new = outcome.kind == "new" and outcome.why != POST_ID_CONFLICT
            hashes = None if outcome.kept else entry.field_hashes
            self._enter(db, record, place, is_new=is_new, hashes=hashes)
        elif outcome.kind == "known" and outcome.like:
            lines = captures.note(db, batch, record, outcome.like, known_record)
        if outcome.kind not in ("new", "revised") and outcome.why != POST_ID_CONFLICT:
            new_or_known.note_visit(db, record, outcome)
        outcome = replace(outcome, returned=returned, captures=lines)
        if outcome.kind == "suspect":
            patience = Patience(MAX_ATTEMPTS, max(entry.shrunk_after, AN_EVENING))
            self._suspect(db, record, entry.aliases, outcome, patience)
            return outcome
        if outcome.kind != "stale" and not outcome.late:
            believed_pages.believe(db, outcome.id, ended=entry.ended)
        self._lead_to(
            db, record, entry.aliases, outcome.kind,
            late=outcome.late, replayed=item.source != "live",
        )  # fmt: skip
        return outcome

    def _record_at(self, batch: Batch, place: LinePlace, article_id: str) -> dict[str, Any] | None:
        """Return the record of *article_id* at *place*, be it written or in *batch*."""
        line = batch.line_at(place)
        return json.loads(line) if line else record_at(self.folder, place, article_id)

    def _suspect(
        self,
        db: sqlite3.Connection,
        record: dict[str, Any],
        aliases: Sequence[str],
        outcome: Outcome,
        patience: Patience,
    ) -> None:
        """Note a page that is more likely a failing one than an edit: it is visited again.

        Not for ever: it may show something else at each visit, or stay as it is.
        """
        if outcome.late:
            return
        at = record["retrieved_at"]
        if outcome.why in (SHRUNK, OUTDATED):
            believed_pages.doubt(db, outcome.id, record["content_hash"], at)
        urls = list(dict.fromkeys((record["canonical_url"], *aliases)))
        # What the page lost is no proof of the article's address, either: it stays as it was.
        is_partial = outcome.why in (SHRUNK, OUTDATED, TRUNCATED, POST_ID_CONFLICT)
        if is_partial:
            addresses.visit_again(db, outcome.id)
        addresses.fail(
            db, urls, reason=outcome.why, of_page=not is_partial, now=at, patience=patience
        )

    def _enter(
        self,
        db: sqlite3.Connection,
        record: dict[str, Any],
        place: LinePlace,
        *,
        is_new: bool = False,
        hashes: Mapping[str, str] | None = None,
    ) -> None:
        if not is_new:
            new_or_known.revisit_left_address(db, record)
        new_or_known.enter(db, record, place, is_new=is_new, hashes=hashes)

    def _lead_to(
        self,
        db: sqlite3.Connection,
        record: dict[str, Any],
        aliases: Sequence[str] = (),
        kind: OutcomeKind = "new",
        *,
        late: bool = False,
        replayed: bool = False,
    ) -> None:
        home = record["canonical_url"]
        urls = list(dict.fromkeys((home, *aliases)))
        now = record["retrieved_at"]
        if kind == "stale" or late or replayed:
            # An address at which a later visit saw another article stays with that article.
            since = now if kind != "stale" and not late else ""
            urls = [url for url in urls if not addresses.is_anothers(db, url, record["id"], since)]
        if kind != "stale" and not late:
            # Another's own address redirects, for an hour perhaps: it is looked at there again.
            away = {
                url for url in urls
                if url != home and new_or_known.is_home_of_another(db, url, record)
            }  # fmt: skip
            addresses.fail(db, away, reason=REDIRECTED_AWAY, of_page=True, now=now)
            urls = [url for url in urls if url not in away]
        card_headlines.lead_or_wait(db, urls, record, now=now, visited=not late)

    def settle_in(self, db: sqlite3.Connection, *kinds: str) -> int:
        """Settle the feeds of *kinds* (default: all) inside the open transaction *db*.

        Returns how many records were entered.
        """

        def enter_article(record: dict[str, Any], file: str, offset: int, length: int) -> bool:
            if new_or_known.is_entered(db, record):
                return False
            place = LinePlace(file, offset, length)
            late = removals.was_visited_since(db, record["id"], record["retrieved_at"])
            if new_or_known.has_newer(db, record):
                late = True
                new_or_known.enter_older(db, record, place)
            else:
                self._enter(db, record, place)
            # Whether the line is of a replay is not in it: believe no more than if it were.
            self._lead_to(db, record, late=late, replayed=True)
            return True

        def enter_capture(record: dict[str, Any], file: str, offset: int, length: int) -> bool:
            captures.enter(db, record, LinePlace(file, offset, length))
            return True

        def enter_event(record: dict[str, Any], *_place: object) -> bool:
            ticker_lines.enter(db, record)
            return True

        def enter_removal(record: dict[str, Any], *_place: object) -> bool:
            removals.enter(db, record)
            return True

        def enter_listing(record: dict[str, Any], *_place: object) -> bool:
            listing_pages.enter(db, record)
            return True

        # Articles before the records that refer to them.
        enter: dict[str, feeds.Enter] = {
            "articles": enter_article,
            "captures": enter_capture,
            "removals": enter_removal,
            "breaking": enter_event,
            "listings": enter_listing,
        }
        for feed in set(kinds or enter).intersection(watch_places.FEEDS):
            if feeds.future_files(db, feed):
                watch_places.step_back(db, feed)
        # A run looks at all files when it begins, its commits only at those they may write.
        settled = [
            feeds.settle(db, self.folder, kind, enter[kind], look_at_old=not kinds)
            for kind in kinds or enter
        ]
        if adopting := [one for one in settled if one.adopted]:
            files = [path for one in adopting for path in one.adopted]
            logger.warning(
                "entered %d records of %d feed files that the ledger did not know; the first is %s",
                sum(one.entered for one in adopting), len(files), files[0],
            )  # fmt: skip
        return sum(one.entered for one in settled)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock; commit at the end, roll back on any exception.

        Raises LedgerError.
        """
        with explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._check_still_ours()
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _check_still_ours(self) -> None:
        """Raise LedgerError if the files are others, newer, or another host's by now.

        ``scrapy ledger rebuild`` sets a damaged ledger aside, also while a run has it open: what is
        written here is lost. Who removes the files beside it makes two processes hold two locks. A
        newer program upgrades the tables, of which this one knows nothing.
        """
        if self._inodes() != self._files:
            raise LedgerError(
                f"{self.path} was replaced or removed while this run was writing: run again"
            )
        usable_version(self._db)
        host_binding.check_still_bound(self._db, self._bound, self.folder)

    def _inodes(self) -> list[int | None]:
        found: list[int | None] = []
        for path in self._shared:
            try:
                found.append(path.stat().st_ino)
            except FileNotFoundError:
                found.append(None)
        return found
