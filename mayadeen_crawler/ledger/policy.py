"""When known articles are due for another visit. Pure."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Policy:
    """When known articles are due; all spans are counted from the publication."""

    ladder: tuple[timedelta, ...]
    """Ages at which an article is visited again, growing."""
    end: timedelta
    """The age from which it is not visited any more."""
    budget: int
    """How many the ledger names to a run, beside those its listings show."""
    confirm: timedelta
    """How long after a first missing look a second one settles that it was removed."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read REVISIT_LADDER, REVISIT_END (minutes), REVISIT_BUDGET and REMOVAL_CONFIRM (seconds).

        Raises WrongUseError.
        """
        raise NotImplementedError


def is_due(row: sqlite3.Row, policy: Policy, now: datetime) -> bool:
    """Whether the article of *row* (of ``articles``) is to be visited *now*."""
    raise NotImplementedError
