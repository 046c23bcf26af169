"""The ledger of an output folder: opened, locked, and told what happened.

The write transaction (``BEGIN IMMEDIATE``) is the only lock. Inside it, in
this order: settle what a dead process left in the feed, decide, append, sync,
commit ledger and committed length together. A process that dies at any moment
leaves either nothing, or whole lines that the next transaction enters, or a
torn tail that it cuts off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from mayadeen_crawler import content_hash
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.items import Article, as_record
from mayadeen_crawler.items.parts import Link
from mayadeen_crawler.ledger import (
    articles,
    feeds,
    host_binding,
    listing_pages,
    removals,
    ticker,
)
from mayadeen_crawler.ledger.articles import Outcome, OutcomeKind
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
)
from mayadeen_crawler.ledger.database.migrate import migrate
from mayadeen_crawler.ledger.feed_files.append_log import GrowingSpan, Recorder
from mayadeen_crawler.ledger.feed_files.batch import (
    Batch,
    FileAppend,
    LinePlace,
)
from mayadeen_crawler.ledger.frontier import addresses, tag_addresses
from mayadeen_crawler.ledger.ticker import Look, Observed

T = TypeVar("T")

#: What a transaction decides: it reads and changes the database, adds the lines that
#: are to stand in the feeds, and returns its result.
Decide = Callable[[sqlite3.Connection, Batch], T]


@dataclass(frozen=True, slots=True)
class ScrapedArticle:
    """A record to be written, with the canonical addresses that led to it."""

    item: Article
    aliases: tuple[str, ...] = ()
    """Canonical addresses that led to the page."""
    replayed: bool = False
    """Its page comes from an archive."""
    tag_links: tuple[Link, ...] = ()
    """The page's tags with the addresses they link to."""


def _no_hook(_point: str) -> None:
    """Crash tests put a fault in its place."""


class Ledger:
    """An open ledger. Not thread-safe: one thread calls it."""

    def __init__(self, folder: Path, *, hook: Callable[[str], None] = _no_hook) -> None:
        """Open the ledger of *folder*, made when missing.

        Raises LedgerError where that is not possible.
        """
        self.folder = folder
        self.path = folder / FILE_NAME
        self._hook = hook
        self._spans: dict[str, GrowingSpan | None] = {}
        """What this process appended last to each file."""
        with explained(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._db = connect(self.path)
            self._inode = self.path.stat().st_ino
            migrate(self._db, folder)

    def close(self) -> None:
        """Close the ledger; what was committed stays."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def bind(self, edition: str, base_url: str) -> None:
        """Bind the folder's *edition* to *base_url*.

        Raises WrongUseError where it belongs to another one. A binding that
        brought nothing (a mistyped address) binds nobody.
        """
        with self.transaction() as db:
            host_binding.bind(db, edition, base_url, self.folder)

    def settle(self) -> int:
        """Enter or cut off what a dead process left in the feeds; return the records entered.

        A new ledger beside old feeds learns from them whose pages they hold.
        """
        with self.transaction() as db:
            entered = self.settle_in(db)
            if entered:
                host_binding.restore(db)
            return entered

    def write(self, group: Sequence[ScrapedArticle]) -> list[Outcome]:
        """Commit *group* as one transaction and return what became of each record.

        Each item is given its final id, revision, cause and changed fields.
        """

        def decide(db: sqlite3.Connection, batch: Batch) -> list[Outcome]:
            return [self._decide(db, entry, batch) for entry in group]

        return self.commit(decide, "articles", "removals")

    def observe(self, look: Look) -> Observed:
        """Commit what *look* tells of the ticker as one transaction and return it."""
        return self.commit(partial(ticker.observe, look), "breaking")

    def commit(self, decide: Decide[T], *kinds: str) -> T:
        """Do what *decide* says as one transaction that may add lines to the feeds of *kinds*."""
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
        """Append the lines of *part*; return the span that the file's next line may go on with."""
        data = b"".join(line for line, _ in part.lines)
        feeds.append(self.folder, part.file, data, self._hook)
        self._hook("synced")
        feeds.set_mark(db, part.file, part.start + part.length)
        recorder = Recorder(db, part.file, part.start, self._spans.get(part.file))
        for line, run_id in part.lines:
            recorder.add(line, run_id)
        recorder.store()
        return recorder.span

    def _decide(self, db: sqlite3.Connection, entry: ScrapedArticle, batch: Batch) -> Outcome:
        item = entry.item
        record = as_record(item)
        outcome = articles.decide(db, record, entry.aliases, replayed=entry.replayed)
        decided = {
            "id": outcome.id,
            "revision": outcome.revision,
            "revision_cause": outcome.cause,
            "changed_fields": list(outcome.changed_fields),
            **outcome.kept,
        }
        record |= decided
        if outcome.kept:
            decided["content_hash"] = record["content_hash"] = content_hash.content_hash(record)
        for name, value in decided.items():
            setattr(item, name, value)
        returned = articles.tell_presence(db, batch, record, outcome)
        if outcome.written:
            self._enter(db, record, batch.add("articles", record))
        else:
            articles.seen_again(db, record, outcome)
        self._lead_to(
            db, record, entry.aliases, outcome.kind, late=outcome.late, replayed=entry.replayed
        )
        tag_addresses.learn(db, entry.tag_links, edition=item.edition, now=record["retrieved_at"])
        return replace(outcome, returned=returned)

    def _enter(self, db: sqlite3.Connection, record: dict[str, Any], place: LinePlace) -> None:
        articles.leave_address(db, record)
        articles.enter(db, record, place)

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
        urls = list(dict.fromkeys((record["canonical_url"], *aliases)))
        now = record["retrieved_at"]
        if kind == "suspect":
            if late:
                return
            # Where the article lives is believed to a whole page of it only.
            addresses.fail(db, urls, reason="suspect", of_page=True, now=now)
            return
        if kind == "stale" or late or replayed:
            # Where a newer look has seen another article, that is so.
            since = now if kind != "stale" and not late else ""
            urls = [url for url in urls if not addresses.is_anothers(db, url, record["id"], since)]
        edition = record["edition"]
        addresses.lead_to(db, urls, record["id"], edition=edition, now=now, visited=not late)

    def settle_in(self, db: sqlite3.Connection, *kinds: str) -> int:
        """Settle the feeds of *kinds* (all of them by default) inside the open transaction *db*."""

        def enter_article(record: dict[str, Any], file: str, offset: int, length: int) -> None:
            late = removals.was_looked_at_since(db, record["id"], record["retrieved_at"])
            self._enter(db, record, LinePlace(file, offset, length))
            self._lead_to(db, record, late=late, replayed=True)  # perhaps it was

        def enter_event(record: dict[str, Any], *_place: object) -> None:
            ticker.enter(db, record)

        def enter_removal(record: dict[str, Any], *_place: object) -> None:
            removals.enter(db, record)

        def enter_listing(record: dict[str, Any], *_place: object) -> None:
            listing_pages.enter(db, record)

        # Articles before what is told of them.
        enter: dict[str, feeds.Enter] = {
            "articles": enter_article,
            "removals": enter_removal,
            "breaking": enter_event,
            "listings": enter_listing,
        }
        return sum(feeds.settle(db, self.folder, kind, enter[kind]) for kind in kinds or enter)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock; commit at the end, roll back on any exception."""
        with explained(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._check_not_replaced()
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _check_not_replaced(self) -> None:
        """A rebuild puts another file in this one's place: writing here would be lost."""
        if not self.path.exists() or self.path.stat().st_ino != self._inode:
            raise LedgerError(
                f"{self.path} was replaced or removed while this run was writing: run again"
            )
