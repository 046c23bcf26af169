"""The state of an output folder's ledger for ``scrapy doctor``, which changes nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mayadeen_crawler.ledger import host_binding, shared_pace
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
)
from mayadeen_crawler.ledger.database.migrate import usable_version
from mayadeen_crawler.ledger.database.migrations import VERSION


@dataclass(frozen=True, slots=True)
class Condition:
    """The state of a ledger."""

    version: int
    base_url: str | None
    """The base URL that the edition is bound to, if any."""
    has_found: bool
    """Whether anything is known of that host: then the binding is final."""
    held_until: float
    """Until when no request may be sent to the host (Unix seconds); a past time: at once."""

    @property
    def is_current(self) -> bool:
        """Whether it has this program's version, and needs no upgrade."""
        return self.version == VERSION


def condition(folder: Path, edition: str, host: str, *, now: float) -> Condition | None:
    """Return the state of the ledger in *folder* for *edition* and *host*; None if there is none.

    *now*: Unix seconds. Raises LedgerError for a ledger that cannot be read or upgraded.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return None
    with explained(path), closing(connect(path, read_only=True)) as db:
        version = usable_version(db)
        tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_master")}
        if not {"hosts", "addresses", "pace"} <= tables:
            return Condition(version, None, False, 0.0)
        row = db.execute("SELECT base_url FROM hosts WHERE edition = ?", (edition,)).fetchone()
        held = shared_pace.held_until(db, host, now=now)
        has_found = host_binding.has_found(db, edition)
        return Condition(version, row["base_url"] if row else None, has_found, held)
