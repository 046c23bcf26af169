"""The known articles that are due, whether or not a listing shows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from mayadeen_crawler.ledger.addresses import Address
from mayadeen_crawler.ledger.period import Period
from mayadeen_crawler.ledger.policy import Policy


def take(
    db: sqlite3.Connection,
    *,
    edition: str,
    sections: Iterable[str],
    origins: Sequence[str],
    taker: str,
    policy: Policy,
    now: datetime,
    period: Period,
) -> list[Address]:
    """Take up to the budget of what is due, newest first; each address has ``due`` set.

    Of articles in one of *sections* (slugs of addresses), or found on one of *origins*.
    """
    raise NotImplementedError
