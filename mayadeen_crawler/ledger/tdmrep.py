"""The rules in each host's tdmrep.json (TDM reservation), requested once a day by all runs.

``crawling/tdmrep_file.py`` calls this inside a write transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from mayadeen_crawler.ledger.frontier.addresses import days_before

#: Days until the file is requested again, after an answer or a failure.
SERVES = 1


def may_ask(db: sqlite3.Connection, host: str, *, now: str) -> bool:
    """Whether to request *host*'s file now; if so, no other run does for a day.

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
    """Store the *rules* that were read from the tdmrep.json of *host*; empty if it has none."""
    said = json.dumps(list(rules), ensure_ascii=False)
    db.execute("UPDATE tdm_files SET rules = ? WHERE host = ?", (said, host))


def remembered(db: sqlite3.Connection, host: str) -> list[str]:
    """Return the rules that *host*'s file had when it was last read; empty if it never was."""
    row = db.execute("SELECT rules FROM tdm_files WHERE host = ?", (host,)).fetchone()
    rules: list[str] = json.loads(row["rules"]) if row else []
    return rules
