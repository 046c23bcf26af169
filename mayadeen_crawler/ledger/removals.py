"""Known articles that went, and that came back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from mayadeen_crawler.ledger.batch import Batch

Verdict = Literal["suspected", "removed"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A look that found an article's page missing: 404 or 410."""

    url: str
    """Canonical."""
    status: int
    observed_at: str
    """RFC 3339 in UTC."""
    run_id: str
    confirm: timedelta
    """How long after the first such look another one settles it."""


def missing(look: Missing, db: sqlite3.Connection, batch: Batch) -> Verdict | None:
    """Enter *look*: the first is a suspicion, a second one a ``removed`` record.

    None where it says nothing new: no known article is at home there, it is known
    to be removed, or the first look is too near.
    """
    raise NotImplementedError


def enter(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """Enter a removal or return as it stands in the feed: the ledger did not know it."""
    raise NotImplementedError
