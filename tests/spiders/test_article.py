"""Given articles."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Served, story


def test_what_only_a_list_said_is_not_lost(tmp_path: Path) -> None:
    with Served({"/news/politics/story-a": story("a", published="")}) as site:
        url = f"{site.url}/news/politics/story-a"
        hints = '{"label": "Politics", "date": "1 Mar 2026 12:00"}'
        with Ledger(tmp_path) as ledger, ledger.transaction() as db:
            db.execute(
                "INSERT INTO addresses (url, edition, state, hints, seen_at, extractor_version) "
                "VALUES (?, 'en', 'pending', ?, '2026-03-02T09:00:00Z', 1)", (url, hints),
            )  # fmt: skip
        crawl("article", tmp_path, base_url=site.url, urls=url)
        again = crawl("article", tmp_path, base_url=site.url, urls=url)
    (record,) = again.records
    assert (record["published_at"], record["provenance"]["published_at"]) == (
        "2026-03-01T10:00:00Z", "listing",
    )  # fmt: skip
    assert again.stats["article/known"] == 1
