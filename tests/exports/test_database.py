"""``scrapy export -o feeds.db``: every feed in one SQLite file, which any reader opens."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.period import Period
from mayadeen_crawler.search.rows import enter, parsed
from mayadeen_crawler.search.tables import create
from tests.exports.test_kinds import show
from tests.helpers import manifests
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.command_in_process import command_line
from tests.helpers.processes import scrapy
from tests.helpers.ticker_looks import look


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Story 1 was edited, archived and removed; story 2 has other tags; lines and listings."""
    folder = tmp_path_factory.mktemp("database") / "output"
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, "03 12:00")
        site = Site(folder)
        site.look(1, "01 09:00", tags=["Quays", "Rain"], authors=[Author("Ana Ríos")])
        site.look(2, "01 10:00", tags=["Grain"], section="economy",
                  published_at="2026-03-02T08:00:00Z", published_date="2026-03-02")  # fmt: skip
        authors = [Author("Ana Ríos"), Author("Omar Haddad", "http://replica.test/a/1")]
        site.look(1, "01 11:00", headline="Edited", tags=["Quays"], authors=authors)
        site.look(1, "01 08:00", headline="Of old", source="wayback", tags=["Quays"])
        site.miss(1, "02 09:00")
        site.miss(1, "02 11:00")
        with Ledger(folder) as ledger:
            ledger.observe(look(["Ships wait"], 0))
            ledger.observe(look(["السفن تنتظر"], 5, edition="ar"))
        show(folder, "politics", "2026-03-01T10:00:00Z")
    return folder


def written(folder: Path, target: Path, **wish: Any) -> Tally:
    return export(folder, Selection(**wish), "db", target)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def check(path: Path) -> None:
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_it_holds_every_feed(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "feeds.db"
    tally = written(folder, path)
    check(path)
    # Two articles, one of them edited, a capture, a removal, two lines, a listing.
    assert tally.records == 8
    assert rows(path, "SELECT id, headline, section, revision, tags, authors FROM articles") == [
        ("en:1002", "Made-up story 2", "economy", 1, '["Grain"]', "[]"),
        ("en:1001", "Edited", "politics", 2, '["Quays"]', '["Ana Ríos", "Omar Haddad"]'),
    ]
    assert rows(path, "SELECT article_id, revision, is_newest, headline FROM revisions") == [
        ("en:1001", 1, 0, "Made-up story 1"),
        ("en:1001", 2, 1, "Edited"),
        ("en:1002", 1, 1, "Made-up story 2"),
    ]
    assert rows(path, "SELECT article_id, tag FROM tags ORDER BY 1, 2") == [
        ("en:1001", "Quays"), ("en:1002", "Grain"),
    ]  # fmt: skip
    assert rows(path, "SELECT position, name, url FROM authors ORDER BY 1") == [
        (1, "Ana Ríos", None), (2, "Omar Haddad", "http://replica.test/a/1"),
    ]  # fmt: skip
    assert rows(path, "SELECT article_id, headline, source FROM captures") == [
        ("en:1001", "Of old", "wayback")
    ]
    assert rows(path, "SELECT article_id, event, status FROM removals") == [
        ("en:1001", "removed", 404)
    ]
    assert rows(path, "SELECT edition, text, event FROM breaking ORDER BY 1") == [
        ("ar", "السفن تنتظر", "appeared"), ("en", "Ships wait", "appeared"),
    ]  # fmt: skip
    assert rows(
        path,
        "SELECT name, position, headline, article_id "
        "FROM listings JOIN listing_items ON listing = key",
    ) == [("politics", 1, "Of politics", None)]
    assert rows(path, "SELECT id, headline FROM removed_articles") == [("en:1001", "Edited")]
    assert rows(path, "SELECT headline_before, headline FROM edits") == [
        ("Made-up story 1", "Edited")
    ]
    assert rows(path, "SELECT body_text FROM articles_with_text WHERE id = 'en:1002'") == [
        ("First paragraph of 2.\n\nSecond paragraph.",)
    ]
    assert rows(path, "SELECT text, latest_event FROM ticker WHERE edition = 'en'") == [
        ("Ships wait", "appeared")
    ]
    assert rows(path, "SELECT day, section, articles FROM articles_by_day ORDER BY day") == [
        ("2026-03-01", "politics", 1), ("2026-03-02", "economy", 1),
    ]  # fmt: skip
    # Full text: spellings are equal, as `scrapy search` has it.
    found = "SELECT article_id FROM words JOIN revisions ON key = words.rowid WHERE words MATCH ?"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(found, ("edited",)).fetchall() == [("en:1001",)]


ALL, ONE, TWO = ["en:1001", "en:1002"], ["en:1001"], ["en:1002"]


@pytest.mark.parametrize(
    ("wish", "articles", "others"),
    [
        # others: captures, removals, breaking lines, listings
        ({}, ALL, (1, 1, 2, 1)),
        ({"edition": "en"}, ALL, (1, 1, 1, 1)),
        ({"edition": "ar"}, [], (0, 0, 1, 0)),
        ({"sections": ("economy",)}, TWO, (0, 0, 0, 0)),
        ({"tags": ("quays",)}, ONE, (1, 1, 0, 0)),
        ({"tags": ("Rain",)}, [], (0, 0, 0, 0)),  # the newest revision has it no more
        ({"unreserved": True}, [], (0, 0, 0, 0)),  # the run left no manifest: unknown
        ({"period": Period(since="2026-03-02T00:00:00Z")}, TWO, (0, 0, 0, 0)),
    ],
)
def test_options_select_articles_and_what_belongs_to_them(
    folder: Path, tmp_path: Path, wish: dict[str, Any], articles: list[str], others: Any
) -> None:
    path = tmp_path / "feeds.db"
    tally = written(folder, path, **wish)
    check(path)
    assert [one for (one,) in rows(path, "SELECT id FROM articles ORDER BY id")] == articles
    tables = ("captures", "removals", "breaking", "listings")
    counts = tuple(rows(path, f"SELECT count(*) FROM {name}")[0][0] for name in tables)
    assert counts == others
    revisions = rows(path, "SELECT count(*) FROM revisions")[0][0]
    assert tally.records == revisions + sum(counts)


def test_unreserved_articles_come_without_what_archives_had_of_them(
    folder: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    shutil.copytree(folder, output)
    manifests.written(output, manifests.made("test"))
    tally = written(output, tmp_path / "feeds.db", unreserved=True)
    counts = {
        name: rows(tmp_path / "feeds.db", f"SELECT count(*) FROM {name}")[0][0]
        for name in ("articles", "revisions", "captures", "removals")
    }
    assert counts == {"articles": 2, "revisions": 3, "captures": 0, "removals": 1}
    assert tally.records == 4


def test_without_bodies_there_is_no_text_to_find(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "feeds.db"
    written(folder, path, body=False)
    assert rows(path, "SELECT count(*) FROM revisions WHERE body_text IS NOT NULL") == [(0,)]
    found = "SELECT count(*) FROM words WHERE words MATCH 'paragraph'"
    assert rows(path, found) == [(0,)]


def test_a_target_is_replaced_once_the_new_file_is_whole(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "feeds.db"
    path.write_bytes(b"what was there")
    (tmp_path / "copy").mkdir()
    for feed in folder.iterdir():
        if feed.is_dir():
            feed_copy = tmp_path / "copy" / feed.name
            feed_copy.mkdir()
            for file in feed.iterdir():
                (feed_copy / file.name).write_bytes(file.read_bytes())
    rebuild(tmp_path / "copy")
    (tmp_path / "copy" / "removals" / "2026-03-03.jsonl").unlink()
    with pytest.raises(ExportError, match="is not there"):
        written(tmp_path / "copy", path)
    assert path.read_bytes() == b"what was there"
    written(tmp_path / "copy", path, skip_missing=True)
    check(path)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "breaking"], "--kind is not for --format db"),
        (["--all-revisions"], "--all-revisions is not for --format db"),
        (["--since-last", "me"], "--since-last is not for --format db"),
        (["--columns", "id"], "--columns is not for --format db"),
        (["--datapackage"], "--datapackage is not for --format db"),
        (["--limit", "3"], "--limit is for --format atom and jsonfeed only"),
        (["--no-bom"], "--no-bom is for CSV only"),
    ],
)
def test_an_option_that_means_nothing_is_one_line(
    folder: Path, tmp_path: Path, words: list[str], says: str
) -> None:
    target = str(tmp_path / "feeds.db")
    done = command_line("export", "-o", target, *words, "-s", f"OUTPUT_DIR={folder}", code=2)
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_the_command_writes_it(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "week.sqlite"
    done = scrapy("export", "-o", str(path), "-s", f"OUTPUT_DIR={folder}", code=0)
    assert done.stderr == f"exported 8 records to {path}\n"
    check(path)
    wrong = command_line("export", "--format", "db", "-s", f"OUTPUT_DIR={folder}", code=2)
    assert wrong.err == "scrapy export: --format db needs -o FILE\n"
    index = folder / "search.db"
    wrong = command_line("export", "-o", str(index), "-s", f"OUTPUT_DIR={folder}", code=1)
    assert "is the index of `scrapy search`" in wrong.err


HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("articles", {"id": 7, "revision": 1}),
    ("articles", {"id": "en:1", "revision": "1"}),
    ("articles", {"id": "en:1", "revision": True}),
    ("articles", {"id": "en:1", "revision": 1 << 80}),
    ("articles", {"id": "en:2", "revision": 1, "headline": ["x"], "tags": {"a": 1}, "shares": 1e99,
                  "authors": [3, None, {"name": 5}, {"name": "=cmd()", "url": "javascript:x"}],
                  "published_at": "9999-99-99", "word_count": 1 << 70}),
    ("articles", {"id": "en:2", "revision": 1, "headline": "again"}),
    ("articles", {"id": "x\x00'; DROP TABLE articles; --", "revision": -5,
                  "tags": ["\ud800", "<b>"], "body_text": "w " * 500_000}),
    ("captures", {"id": "en:404"}),
    ("removals", {"id": "en:404", "status": "gone"}),
    ("removals", {"event": "removed"}),
    ("breaking", {"id": "en:b1", "event": "appeared", "text": None}),
    ("breaking", {"id": "en:b1", "event": "edited", "text": "x" * 100_000, "position": []}),
    ("listings", {"items": "none"}),
    ("listings", {"items": [1, {"id": "en:2", "position": 1}, {"id": ["en:2"], "position": 1}]}),
]  # fmt: skip


def test_hostile_records_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    with closing(sqlite3.connect(path)) as db:
        create(db)
        lines = [(feed, json.dumps(record).encode()) for feed, record in HOSTILE]
        enter(db, [(feed, record) for feed, line in lines if (record := parsed(line))])
        db.commit()
    check(path)
    assert rows(path, "SELECT id, headline, authors, tags FROM articles ORDER BY 1") == [
        ("en:2", None, '["=cmd()"]', "[]"),
        ("x\x00'; DROP TABLE articles; --", None, "[]", '["?", "<b>"]'),
    ]
    assert rows(path, "SELECT position, id, article_id FROM listing_items") == [
        (1, "en:2", "en:2"), (2, None, None),
    ]  # fmt: skip
    assert parsed(b"[" * 100_000) is None


def test_what_names_an_article_is_joined_to_it_once_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "late.db"
    with closing(sqlite3.connect(path)) as db:
        create(db)
        enter(db, [("listings", {"items": [{"id": "en:1"}]}), ("removals", {"id": "en:1"})])
        enter(db, [("articles", {"id": "en:1", "revision": 1})])
        db.commit()
    check(path)
    assert rows(path, "SELECT article_id FROM listing_items") == [("en:1",)]
    assert rows(path, "SELECT article_id FROM removals") == [("en:1",)]
