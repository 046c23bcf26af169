"""What a site's TDM file said: asked for once a day, whatever runs share the folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from mayadeen_crawler.ledger.frontier.addresses import days_before

#: Days that an answer serves, and a failure.
SERVES = 1


def may_ask(db: sqlite3.Connection, host: str, *, now: str) -> bool:
    """Whether *host*'s file may be asked for; if so, no other run may for a day.

    *now* is RFC 3339 in UTC.
    """
    row = db.execute("SELECT asked_at FROM tdm_files WHERE host = ?", (host,)).fetchone()
    if row and days_before(now, SERVES) < row["asked_at"] <= now:
        return False
    db.execute(
        "INSERT INTO tdm_files (host, asked_at) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET asked_at = excluded.asked_at",
        (host, now),
    )
    return True


def answered(db: sqlite3.Connection, host: str, rules: Sequence[str]) -> None:
    """Note what the file says by now; no *rules*: there is none."""
    said = json.dumps(list(rules), ensure_ascii=False)
    db.execute("UPDATE tdm_files SET rules = ? WHERE host = ?", (said, host))


def remembered(db: sqlite3.Connection, host: str) -> list[str]:
    """Return the rules of *host*'s file as it was last read."""
    row = db.execute("SELECT rules FROM tdm_files WHERE host = ?", (host,)).fetchone()
    rules: list[str] = json.loads(row["rules"]) if row else []
    return rules
