"""Exports: which lines, byte for byte; formats; once for each consumer, whatever dies."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.feed_files.owned_paths import FOLDERS
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from mayadeen_crawler.schemas.kinds import KINDS
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.articles import article, feed_lines
from tests.helpers.soak_figures import scaled


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles in two days' files; the second has two revisions, the third a day only."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    with pytest.MonkeyPatch.context() as patch:
        site = Site(folder)
        set_clock(patch, "05 00:00")
        site.look(
            1, "01 11:00", tags=["Harbours", "US Troops"], published_at="2026-03-01T10:00:00Z"
        )
        site.look(2, "01 11:00", section="economy", published_at="2026-03-02T10:00:00Z")
        set_clock(patch, "06 00:00")
        site.look(
            2, "01 12:00", section="economy", published_at="2026-03-02T10:00:00Z", headline="New"
        )
        site.look(3, "01 12:00", published_at=None, published_date="2026-03-03")
        site.look(4, "01 12:00", published_at=None, published_date=None, edition="ar", id="ar:4")
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared, for one test, whose clock stands at its end."""
    set_clock(monkeypatch, "06 00:00")
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def exported(folder: Path, tmp: Path, kind: str = "jsonl", **wish: Any) -> tuple[bytes, Tally]:
    consumer = wish.pop("consumer", None)
    target = tmp / f"export.{kind}"
    tally = export(folder, Selection(**wish), kind, target, consumer=consumer)
    assert [path.name for path in tmp.iterdir() if path.name.startswith(".")] == []
    return target.read_bytes(), tally


def told(data: bytes) -> list[tuple[str, int]]:
    records = [json.loads(line) for line in data.splitlines()]
    return [(record["id"], record["revision"]) for record in records]


def test_the_newest_of_each_byte_for_byte_in_feed_order(folder: Path, tmp_path: Path) -> None:
    lines = feed_lines(folder)
    data, tally = exported(folder, tmp_path)
    assert data == lines[0] + lines[2] + lines[3] + lines[4]
    assert tally.records == 4
    data, _ = exported(folder, tmp_path, all_revisions=True)
    assert data == b"".join(lines)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"sections": ("economy",)}, [("en:1002", 2)]),
        ({"sections": ("economy", "politics"), "edition": "en"}, ["en:1001", "en:1002", "en:1003"]),
        ({"edition": "ar"}, ["ar:4"]),
        ({"tags": ("us-troops",)}, ["en:1001"]),
        ({"tags": ("Harbour",)}, []),
        ({"all_revisions": True, "sections": ("economy",)}, [("en:1002", 1), ("en:1002", 2)]),
        # A day counts as a whole; what has no date at all is kept.
        ({"period": Period("2026-03-02T10:00:00Z", None, "2026-03-02", None)},
         ["en:1002", "en:1003", "ar:4"]),
        ({"period": Period(None, "2026-03-02T09:00:00Z", None, "2026-03-02")}, ["en:1001", "ar:4"]),
        ({"period": Period("2026-03-03T09:00:00Z", "2026-03-03T12:00:00Z", "2026-03-03",
                           "2026-03-03")}, ["en:1003", "ar:4"]),
    ],
)  # fmt: skip
@pytest.mark.sampled(9)
def test_what_is_asked_for(
    folder: Path, tmp_path: Path, wish: dict[str, Any], expected: list[Any]
) -> None:
    data, tally = exported(folder, tmp_path, **wish)
    both = told(data)
    assert [one if isinstance(e, tuple) else one[0] for one, e in zip(both, expected, strict=True)]\
        == expected  # fmt: skip
    assert tally.undated == (1 if "period" in wish else 0)


def test_without_the_body(folder: Path, tmp_path: Path) -> None:
    whole, _ = exported(folder, tmp_path)
    data, _ = exported(folder, tmp_path, body=False)
    for line, short in zip(whole.splitlines(), data.splitlines(), strict=True):
        assert json.loads(short) == {**json.loads(line), "body_text": None, "body_blocks": []}
        assert list(json.loads(short)) == list(json.loads(line))


@pytest.mark.no_records("text that no loader lets through")
def test_csv_is_a_table_in_which_no_cell_is_a_formula(tmp_path: Path) -> None:
    folder, evil = tmp_path / "output", '=HYPERLINK("http://evil.test","x")'
    site = Site(folder)
    site.look(1, "01 11:00", headline=evil, summary=" @SUM(A1)", tags=["=1+1", "b"])
    site.look(2, "01 11:00", headline="Two\nlines, and “quotes”", authors=[Author("-1", None)])
    data, _ = exported(folder, tmp_path, "csv")
    one, two = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert list(one)[:4] == ["record_type", "schema_version", "id", "revision"]
    assert (one["headline"], one["summary"]) == (f"'{evil}", "' @SUM(A1)")
    assert one["tags"] == '["=1+1", "b"]'
    assert (two["headline"], two["summary"]) == ("Two\nlines, and “quotes”", "")
    assert json.loads(two["authors"]) == [{"name": "-1", "url": None}]
    assert (two["id"], two["revision"]) == ("en:1002", "1")


def test_parquet_has_a_type_for_every_column(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path, "parquet")
    db = duckdb.connect()
    name = str(tmp_path / "export.parquet")
    described = db.execute(f"DESCRIBE SELECT * FROM '{name}'").fetchall()
    types = {row[0]: row[1] for row in described}
    assert types["id"] == types["post_id"] == "VARCHAR"
    assert types["revision"] == types["shares"] == "BIGINT"
    assert types["tags"] == "VARCHAR[]"
    assert types["published_at"] == types["modified_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["published_date"] == "DATE"
    assert types["videos"] == "STRUCT(url VARCHAR, duration_seconds BIGINT)[]"
    db.execute("SET TimeZone = 'UTC'")
    rows = db.execute(
        f"SELECT id, revision, headline, tags, published_at::VARCHAR, published_date::VARCHAR "
        f"FROM '{name}'"
    ).fetchall()
    db.close()
    assert rows == [
        ("en:1001", 1, "Made-up story 1", ["Harbours", "US Troops"], "2026-03-01 10:00:00+00",
         "2026-03-01"),
        ("en:1002", 2, "New", [], "2026-03-02 10:00:00+00", "2026-03-01"),
        ("en:1003", 1, "Made-up story 3", [], None, "2026-03-03"),
        ("ar:4", 1, "Made-up story 4", [], None, None),
    ]  # fmt: skip


def test_an_empty_export_has_its_columns(folder: Path, tmp_path: Path) -> None:
    data, _ = exported(folder, tmp_path, "csv", tags=("nobody",))
    assert data.startswith(b"\xef\xbb\xbfrecord_type,schema_version,id,")
    assert data.count(b"\n") == 1
    exported(folder, tmp_path, "parquet", tags=("nobody",))
    rows = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'export.parquet'}'").fetchall()
    names = [row[0] for row in rows]
    assert names[:3] == ["record_type", "schema_version", "id"]
    assert len(names) == 44


def test_a_file_that_was_moved_away_is_said(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path)
    before = (tmp_path / "export.jsonl").read_bytes()
    (folder / "articles" / "2026-03-05.jsonl").rename(tmp_path / "kept")
    with pytest.raises(ExportError, match=r"2026-03-05.jsonl is not there, and 1 records"):
        exported(folder, tmp_path)
    assert (tmp_path / "export.jsonl").read_bytes() == before
    data, tally = exported(folder, tmp_path, skip_missing=True)
    assert [name for name, _ in told(data)] == ["en:1002", "en:1003", "ar:4"]
    assert tally.missing == {"articles/2026-03-05.jsonl": 1}


def test_a_feed_that_was_changed_is_said(folder: Path, tmp_path: Path) -> None:
    path = folder / "articles" / "2026-03-05.jsonl"
    path.write_bytes(b" " + path.read_bytes()[:-1])
    with pytest.raises(LedgerError, match=r"2026-03-05.jsonl: byte \d+ is not where"):
        exported(folder, tmp_path)
    assert not (tmp_path / "export.jsonl").exists()


def test_since_last_is_what_is_new_each_time(folder: Path, tmp_path: Path) -> None:
    def new(name: str = "desk", **wish: Any) -> list[tuple[str, int]]:
        return told(exported(folder, tmp_path, consumer=name, **wish)[0])

    assert new() == [("en:1001", 1), ("en:1002", 2), ("en:1003", 1), ("ar:4", 1)]
    assert new() == []
    Site(folder).look(1, "01 13:00", headline="A")
    Site(folder).look(1, "01 14:00", headline="B")
    rebuild(folder)  # positions are places in the feed: a new ledger changes none
    assert new() == [("en:1001", 3)]
    assert new("other", all_revisions=True)[-2:] == [("en:1001", 2), ("en:1001", 3)]
    assert new() == new("other") == []


#: Exports of each of those that export at once.
TURNS = scaled(3, 5)

POINTS = ("written", "begun", "renamed", "ended")


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("point", POINTS)
def test_killed_between_any_two_steps_every_record_is_delivered_once(
    folder: Path, tmp_path: Path, point: str
) -> None:
    def hook(now: str) -> None:
        if now == point:
            raise Killed

    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    with pytest.raises(Killed):
        export(folder, Selection(), "jsonl", first, consumer="desk", hook=hook)
    Site(folder).look(5, "01 13:00")
    tally = export(folder, Selection(), "jsonl", second, consumer="desk")
    delivered = told((first.read_bytes() if first.exists() else b"") + second.read_bytes())
    assert [name for name, _ in delivered] == ["en:1001", "en:1002", "en:1003", "ar:4", "en:1005"]
    assert tally.records == (5 if point == "written" else 1)


def test_two_exports_at_once_deliver_every_record_once(folder: Path, tmp_path: Path) -> None:
    def run(number: int) -> None:
        for turn in range(TURNS):
            Site(folder).look(100 + number * 10 + turn, "01 13:00")
            target = tmp_path / f"{number}-{turn}.jsonl"
            export(folder, Selection(), "jsonl", target, consumer="desk")

    threads = [threading.Thread(target=run, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = sorted(tmp_path.glob("*-*.jsonl"))
    delivered = [name for path in files for name, _ in told(path.read_bytes())]
    assert len(files) == 3 * TURNS
    assert sorted(delivered) == sorted(
        ["en:1001", "en:1002", "en:1003", "ar:4"]
        + [f"en:{1100 + n * 10 + turn}" for n in range(3) for turn in range(TURNS)]
    )


def test_to_a_stream_the_position_moves_after_the_last_line(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError), open(writing, "wb", buffering=0) as gone:  # noqa: PTH123
        export(folder, Selection(), "jsonl", gone, consumer="desk")
    stream = io.BytesIO()
    assert export(folder, Selection(), "jsonl", stream, consumer="desk").records == 4
    assert export(folder, Selection(), "jsonl", io.BytesIO(), consumer="desk").records == 0


def test_exports_while_runs_are_writing_are_whole(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    stop = threading.Event()

    def writes() -> Iterator[None]:
        number = 0
        with Ledger(folder) as ledger:
            while not stop.is_set():
                ledger.write([ScrapedArticle(article(number + n)) for n in range(7)])
                number += 5  # some of them known already
                yield

    Site(folder).look(0, "01 13:00")
    thread = threading.Thread(target=lambda: [None for _ in writes()])
    thread.start()
    try:
        sizes = []
        for _ in range(scaled(8, 20)):
            data, tally = exported(folder, tmp_path)
            names = [name for name, _ in told(data)]
            assert len(set(names)) == len(names) == tally.records
            sizes.append(len(names))
    finally:
        stop.set()
        thread.join()
    assert sizes == sorted(sizes)


def test_a_target_that_cannot_be_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is not a folder: make it first"):
        export(folder, Selection(), "jsonl", tmp_path / "none" / "x.jsonl")
    with pytest.raises(ExportError, match="is a folder: name a file"):
        export(folder, Selection(), "jsonl", tmp_path)
    with pytest.raises(LedgerError, match="has no ledger"):
        export(tmp_path, Selection(), "jsonl", tmp_path / "x.jsonl")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ExportError, match="pipe is not a regular file: name another"):
        export(folder, Selection(), "jsonl", tmp_path / "pipe")
    with pytest.raises(ExportError, match=r"datapackage.json would be the data package itself"):
        export(folder, Selection(), "jsonl", tmp_path / "datapackage.json")
    (tmp_path / "link").symlink_to(folder)
    for own in ("output/articles/2026-03-05.jsonl", "link/breaking/x.csv", "link/ledger.sqlite3"):
        (folder / "breaking").mkdir(exist_ok=True)
        with pytest.raises(ExportError, match="belongs to the feeds and their ledger"):
            export(folder, Selection(), "jsonl", tmp_path / own)
    assert {kind.folder for kind in KINDS.values()} | {"runs", "errors"} == FOLDERS
    assert len(feed_lines(folder)) == 5


def test_what_could_not_get_to_its_place_is_kept(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.jsonl"

    def hook(now: str) -> None:
        if now == "begun":
            target.mkdir()

    with pytest.raises(ExportError, match=r"cannot write .*new.jsonl: Is a directory"):
        export(folder, Selection(), "jsonl", target, consumer="desk", hook=hook)
    target.rmdir()
    export(folder, Selection(), "jsonl", tmp_path / "later.jsonl", consumer="desk")
    assert len(told(target.read_bytes())) == 4
    assert told((tmp_path / "later.jsonl").read_bytes()) == []
    assert list(tmp_path.glob(".*")) == []


def test_a_place_that_was_taken_meanwhile_leaves_nothing_behind(
    folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "all.jsonl"
    with pytest.raises(ExportError, match=r"cannot write .*all.jsonl: Is a directory"):
        export(folder, Selection(), "jsonl", target, hook=lambda _: target.mkdir())
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.no_records("a feed file is moved away")
def test_what_was_moved_away_and_put_back_is_not_delivered_again(
    folder: Path, tmp_path: Path
) -> None:
    exported(folder, tmp_path, consumer="desk")
    first = folder / "articles" / "2026-03-05.jsonl"
    first.rename(tmp_path / "aside")
    rebuild(folder)
    assert exported(folder, tmp_path, consumer="desk")[1].records == 0
    (tmp_path / "aside").rename(first)
    rebuild(folder)
    assert exported(folder, tmp_path, consumer="desk")[1].records == 0


def test_the_one_place_that_an_older_program_noted_counts(folder: Path, tmp_path: Path) -> None:
    """Up to there everything was delivered, of all files."""
    lines = (folder / "articles" / "2026-03-06.jsonl").read_bytes().splitlines(keepends=True)
    with Ledger(folder) as ledger, ledger.transaction() as db:
        db.execute(
            "INSERT INTO consumers (name, file, offset) "
            "VALUES ('desk', 'articles/2026-03-06.jsonl', ?)",
            (len(lines[0]),),
        )
    new, _ = exported(folder, tmp_path, consumer="desk", all_revisions=True)
    assert told(new) == [("en:1003", 1), ("ar:4", 1)]
    Site(folder).look(5, "01 13:00")
    assert told(exported(folder, tmp_path, consumer="desk")[0]) == [("en:1005", 1)]


def test_a_delivery_that_an_older_program_began_is_ended(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "articles" / "2026-03-06.jsonl").read_bytes().splitlines(keepends=True)
    (waiting := tmp_path / "waiting").write_text("of the older program")
    with Ledger(folder) as ledger, ledger.transaction() as db:
        db.execute(
            "INSERT INTO consumers (name, file, offset, next_file, next_offset, temporary, target) "
            "VALUES ('desk', '', 0, 'articles/2026-03-06.jsonl', ?, ?, ?)",
            (len(lines[0]), str(waiting), str(tmp_path / "delivered")),
        )
    new, _ = exported(folder, tmp_path, consumer="desk", all_revisions=True)
    assert (tmp_path / "delivered").read_text() == "of the older program"
    assert told(new) == [("en:1003", 1), ("ar:4", 1)]
    assert told(exported(folder, tmp_path, consumer="desk")[0]) == []


@pytest.mark.no_records("a feed is cut short")
@pytest.mark.parametrize("kind", ["article", "removal"])
def test_what_is_written_after_a_loss_is_delivered(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild goes on with what is left, and the file grows over where the consumer was."""

    def gone(*numbers: int) -> None:
        for number in numbers:
            for when in ("01 13:00", "01 14:30"):
                Site(folder).miss(number, when)

    def new() -> list[str]:
        stream = io.BytesIO()
        export(folder, Selection(KINDS[kind]), "jsonl", stream, consumer="desk")
        return [json.loads(line)["id"] for line in stream.getvalue().splitlines()]

    set_clock(monkeypatch, "06 00:00")
    gone(1, 3)
    assert len(new()) == (4 if kind == "article" else 2)
    file = folder / KINDS[kind].folder / "2026-03-06.jsonl"
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    rebuild(folder)
    Site(folder).look(7, "01 12:30")
    Site(folder).look(8, "01 12:30")
    gone(7, 8)
    assert new() == ["en:1007", "en:1008"]


def test_a_place_that_is_not_there_is_waited_for(folder: Path, tmp_path: Path) -> None:
    """The process died before it renamed what it had noted, and the disk is not mounted now."""

    def die(point: str) -> None:
        if point == "begun":
            raise Killed

    (disk := tmp_path / "disk").mkdir()
    with pytest.raises(Killed):
        export(folder, Selection(), "jsonl", disk / "new.jsonl", consumer="desk", hook=die)
    disk.rename(tmp_path / "away")
    with pytest.raises(ExportError, match=r"disk is not there, and the last export for desk may"):
        export(folder, Selection(), "jsonl", tmp_path / "next.jsonl", consumer="desk")
    (tmp_path / "away").rename(disk)
    export(folder, Selection(), "jsonl", tmp_path / "next.jsonl", consumer="desk")
    assert len(told((disk / "new.jsonl").read_bytes())) == 4
    assert told((tmp_path / "next.jsonl").read_bytes()) == []
