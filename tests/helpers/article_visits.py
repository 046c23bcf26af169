"""Visits of articles for tests that need no page: a clock that is set, and looks at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.items import Article
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.articles.new_or_known import Outcome
from mayadeen_crawler.ledger.articles.removals import MissingPage, Verdict
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article

POLICY = Policy(
    ladder=tuple(timedelta(minutes=m) for m in (30, 60, 120, 240, 480, 1440)),
    end=timedelta(hours=48),
    budget=50,
    confirm=timedelta(hours=1),
)


def at(text: str) -> datetime:
    """Return the moment ``01 10:30`` of March 2026, UTC."""
    return datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def stamp(text: str) -> str:
    """Return the same as records hold it."""
    return f"{at(text):%Y-%m-%dT%H:%M:%SZ}"


def set_clock(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let it be ``01 10:30`` of March 2026."""
    moment = at(text)
    monkeypatch.setattr(clock, "now", lambda: moment)


class Site:
    """A folder whose articles are looked at, with a crash at a hook point if told so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def look(self, number: int, when: str, *aliases: str, **fields: Any) -> Outcome:
        """Look at article *number*: its page is there."""
        return self.see(article(number, retrieved_at=stamp(when), **fields), *aliases)

    def see(self, item: Article, *aliases: str) -> Outcome:
        """Look at a page."""
        with Ledger(self.folder) as ledger:
            return ledger.write([ScrapedArticle(item, aliases)])[0]

    def miss(self, number: int, when: str, status: int = 404, url: str = "") -> Verdict:
        """Look at article *number*: its page is missing."""
        url = url or str(article(number).canonical_url)
        look = MissingPage(url, status, stamp(when), "test", POLICY.confirm)
        with Ledger(self.folder) as ledger:
            return ledger.commit(partial(removals.missing, look), "articles", "removals")

    def row(self, number: int) -> dict[str, Any]:
        """Return what the ledger notes of article *number*."""
        with Ledger(self.folder) as ledger, ledger.transaction() as db:
            row = db.execute("SELECT * FROM articles WHERE post_id = ?", (str(1000 + number),))
            return dict(row.fetchone())
