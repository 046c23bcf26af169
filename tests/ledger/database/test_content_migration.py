"""A new definition of content: no visit is needed, and no article looks edited after it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items import Article, as_record
from mayadeen_crawler.items.parts import Author, Image
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed

FEED = "articles/2026-03-01.jsonl"
#: Keys that records of version 1 lack.
LATER = ("keywords", "doubts", "source", "capture_url")


def picture(url: str) -> Image:
    return Image(url=url, alt="A pier", caption=None, credit=None, role="cover")


def one(**fields: Any) -> Article:
    """Return an article whose authors, tags and pictures version 1 compared in another form."""
    values = {
        "authors": [Author("B. Writer"), Author("A. Writer")],
        "tags": ["Piers", "Ferries"],
        "images": [picture("https://m.test/2024/pier-300x200.jpg?v=3")],
        "modified_at": "2026-03-01T10:30:00Z",
    }
    return article(1, **{**values, **fields})


def as_version_1(record: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in record.items() if name not in LATER}
    served = {**record["provenance"], "tags": "tawsiyat"}
    del served["keywords"]
    return {**found, "schema_version": 1, "content_hash": "0" * 64, "provenance": served}


@pytest.fixture
def version_10(tmp_path: Path) -> Path:
    """An output folder with one record of version 1 and the ledger of version 10."""
    folder = tmp_path / "output"
    line = json.dumps(as_version_1(as_record(one())), separators=(",", ":")).encode() + b"\n"
    (folder / "articles").mkdir(parents=True)
    (folder / FEED).write_bytes(line)
    with Ledger(folder) as ledger:
        ledger.settle()
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as db:
        db.execute("DROP INDEX articles_by_claim")
        db.execute("ALTER TABLE articles DROP COLUMN claimed_post_id")
        db.execute("ALTER TABLE articles DROP COLUMN modified_at")
        db.execute("ALTER TABLE pace DROP COLUMN interval")
        db.execute("ALTER TABLE addresses DROP COLUMN compared")
        db.execute("ALTER TABLE listings DROP COLUMN until")
        db.execute("ALTER TABLE listings DROP COLUMN cards")
        db.execute("DROP TABLE coverage_keywords")
        db.execute("DROP TABLE believed_pages")
        db.execute("DROP TABLE states")
        for name in (
            "archive_captures", "archive_listings", "archive_files", "robots_copies", "watches",
            "folded_runs", "met_statements", "tidied",
        ):  # fmt: skip
            db.execute(f"DROP TABLE {name}")
        hashes = json.loads(db.execute("SELECT field_hashes FROM articles").fetchone()[0])
        old = hashes | dict.fromkeys(("authors", "tags", "images"), "0" * 16)
        del old["keywords"]
        db.execute(
            "UPDATE articles SET content_hash = ?, field_hashes = ?, extractor_version = 2",
            ("0" * 64, json.dumps(old)),
        )
        db.execute("PRAGMA user_version = 10")
    return folder


#: The same page, with what is no edit: another order, another size and host of the picture.
SAME = {
    "authors": [Author("A. Writer"), Author("B. Writer")],
    "tags": ["Ferries", "Piers"],
    "images": [picture("https://cdn.test/2024/pier-800x600.webp?sig=abc")],
    "retrieved_at": "2026-03-01T12:00:00Z",
}


def visit(folder: Path, **fields: Any) -> tuple[str, tuple[str, ...] | None]:
    with Ledger(folder) as ledger:
        (outcome,) = ledger.write([ScrapedArticle(one(**fields))])
    return outcome.kind, outcome.changed_fields


def test_no_article_looks_edited_after_it(version_10: Path) -> None:
    assert visit(version_10, **SAME) == ("known", ())
    assert visit(version_10, **{**SAME, "tags": ["Piers"]}) == ("revised", ("tags",))
    assert [record["schema_version"] for record in feed(version_10)] == [1, 2]


def test_failures_before_an_article_was_found_are_forgotten(version_10: Path) -> None:
    with closing(sqlite3.connect(version_10 / FILE_NAME)) as db:
        db.execute("UPDATE addresses SET attempts = 4, failed_at = '2026-02-28T10:00:00Z'")
        db.commit()
    Ledger(version_10).close()
    with closing(sqlite3.connect(version_10 / FILE_NAME)) as db:
        assert db.execute(
            "SELECT DISTINCT state, attempts, failed_at FROM addresses"
        ).fetchall() == [("article", 0, None)]


def test_what_the_page_said_of_its_change_is_taken_from_the_feed(version_10: Path) -> None:
    Ledger(version_10).close()
    with closing(sqlite3.connect(version_10 / FILE_NAME)) as db:
        assert db.execute("SELECT modified_at FROM articles").fetchall() == [
            ("2026-03-01T10:30:00Z",)
        ]


def test_an_article_whose_feed_file_was_moved_away_is_compared_by_what_is_left(
    version_10: Path,
) -> None:
    (version_10 / FEED).rename(version_10 / "moved.jsonl")
    Ledger(version_10).close()
    assert visit(version_10, **SAME) == ("known", ())  # enters the hashes
    assert visit(version_10, **{**SAME, "tags": ["Piers"]}) == ("revised", ("tags",))


def test_an_edit_of_what_is_left_is_one(version_10: Path) -> None:
    (version_10 / FEED).rename(version_10 / "moved.jsonl")
    Ledger(version_10).close()
    assert visit(version_10, **SAME, headline="Another") == ("revised", ("headline",))


def test_a_rebuild_computes_the_hashes_of_records_of_version_1_anew(version_10: Path) -> None:
    assert rebuild(version_10).articles == 1
    with closing(sqlite3.connect(version_10 / FILE_NAME)) as db:
        db.execute("UPDATE articles SET extractor_version = 2")
        db.commit()
    assert visit(version_10, **SAME) == ("known", ())
