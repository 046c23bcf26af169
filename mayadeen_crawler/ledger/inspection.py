"""A look at an output folder's ledger that changes nothing, whatever version it has."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.database.connection import (
    FILE_NAME,
    connect,
    explained,
)
from mayadeen_crawler.ledger.database.migrate import check_version
from mayadeen_crawler.ledger.database.migrations import VERSION


@dataclass(frozen=True, slots=True)
class Condition:
    """What a ledger is like."""

    version: int
    base_url: str | None
    """The host it is bound to, for the edition."""
    has_records: bool
    """Records of that host have come in: the binding holds."""
    held_until: float
    """Until when the host is to be left alone (Unix seconds); a time past for not at all."""

    @property
    def is_current(self) -> bool:
        """Whether this program's own version wrote it."""
        return self.version == VERSION


def condition(folder: Path, edition: str, host: str, *, now: float) -> Condition | None:
    """Return the condition of the ledger in *folder*; ``None`` where there is none.

    Raises LedgerError for one that cannot be read.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    with explained(path), closing(connect(path, read_only=True)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        check_version(version)
        tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_master")}
        if not {"hosts", "addresses", "pace"} <= tables:
            return Condition(version, None, False, 0.0)
        row = db.execute("SELECT base_url FROM hosts WHERE edition = ?", (edition,)).fetchone()
        met = any(
            db.execute(f"SELECT 1 FROM {name} WHERE edition = ? LIMIT 1", (edition,)).fetchone()  # noqa: S608
            for name in ("addresses", "tickers")
            if name in tables
        )
        held = shared_pace.held_until(db, host, now=now)
        return Condition(version, row["base_url"] if row else None, met, held)
