"""Exports of every kind of record: the same promises as of articles, and each kind by itself."""

from __future__ import annotations

import csv
import io
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.items import ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.period import Period
from mayadeen_crawler.schemas.duckdb_columns import columns_of
from mayadeen_crawler.schemas.kinds import KINDS
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.articles import feed_lines
from tests.helpers.ticker_looks import look
from tests.helpers.workbook_reader import sheets


def show(folder: Path, name: str, at: str, edition: str = "en") -> None:
    """Let a listing show one article."""
    items = [ListItem(1, "http://replica.test/news/politics/a", None, f"Of {name}", None)]
    page = ListingPage(edition=edition, name=name, items=items, observed_at=at, run_id="test")
    with Ledger(folder) as ledger:
        ledger.commit(partial(listing_pages.show, page, {}), "listings")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days' files of breaking lines and listings, one of removals, articles and captures."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, "01 12:00")
        site = Site(folder)
        site.look(1, "01 09:00")
        with Ledger(folder) as ledger:
            ledger.observe(look(["Ships wait"], 0))
            ledger.observe(look(["السفن تنتظر"], 5, edition="ar"))
        show(folder, "politics", "2026-03-01T10:00:00Z")
        set_clock(patch, "02 12:00")
        with Ledger(folder) as ledger:
            ledger.observe(look(["Rain comes", "Ships wait"], 90_000))
        show(folder, "economy", "2026-03-02T10:00:00Z")
        site.miss(1, "02 09:00")
        site.miss(1, "02 11:00")
        site.look(1, "01 08:00", headline="Of old", source="wayback", tags=["Quays"])
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared, for one test, whose clock stands at its end."""
    set_clock(monkeypatch, "02 12:00")
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def exported(folder: Path, tmp: Path, name: str, form: str = "jsonl", **wish: Any) -> bytes:
    consumer = wish.pop("consumer", None)
    target = tmp / f"export.{form}"
    export(folder, Selection(kind=KINDS[name], **wish), form, target, consumer=consumer)
    return target.read_bytes()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_in_every_format(folder: Path, tmp_path: Path, name: str) -> None:
    kind = KINDS[name]
    lines = feed_lines(folder, kind.folder)
    assert lines
    assert exported(folder, tmp_path, name) == b"".join(lines)
    names = [column for column, _ in columns_of(kind.record)]
    data = exported(folder, tmp_path, name, "csv")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (header, len(rows)) == (names, len(lines))
    exported(folder, tmp_path, name, "parquet")
    path = tmp_path / "export.parquet"
    assert [
        row[0] for row in duckdb.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    ] == names
    assert duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchone() == (len(lines),)
    exported(folder, tmp_path, name, "xlsx")
    assert {sheet: len(rows) for sheet, rows in sheets(tmp_path / "export.xlsx").items()} == {
        kind.folder: len(lines)
    }


@pytest.mark.parametrize(
    ("name", "wish", "expected"),
    [
        ("breaking", {}, ["Ships wait", "السفن تنتظر", "Rain comes"]),
        ("breaking", {"edition": "ar"}, ["السفن تنتظر"]),
        ("breaking", {"period": Period(since="2026-03-02T00:00:00Z")}, ["Rain comes"]),
        ("breaking", {"period": Period(until="2026-03-01T10:00:01Z")}, ["Ships wait"]),
        ("listing", {"period": Period(since="2026-03-02T00:00:00Z")}, ["economy"]),
        ("listing", {"edition": "es"}, []),
        ("capture", {"tags": ("quays",), "sections": ("politics",)}, ["Of old"]),
        ("capture", {"sections": ("economy",)}, []),
        ("capture", {"edition": "ar"}, []),
        ("capture", {"period": Period(since="2026-03-01T10:00:01Z")}, []),  # of publication
        ("removal", {"edition": "en"}, ["en:1001"]),
        ("removal", {"edition": "ar"}, []),
    ],
)
def test_what_is_asked_for(
    folder: Path, tmp_path: Path, name: str, wish: dict[str, Any], expected: list[str]
) -> None:
    data = exported(folder, tmp_path, name, **wish)
    by = {"breaking": "text", "listing": "name", "removal": "id", "capture": "headline"}[name]
    assert [json.loads(line)[by] for line in data.splitlines()] == expected


def test_since_last_is_of_each_kind(folder: Path, tmp_path: Path) -> None:
    def new(name: str) -> list[str]:
        data = exported(folder, tmp_path, name, consumer="desk")
        return [json.loads(line).get("text", "") for line in data.splitlines()]

    assert new("breaking") == ["Ships wait", "السفن تنتظر", "Rain comes"]
    assert (len(new("article")), len(new("listing")), len(new("removal"))) == (1, 2, 1)
    with Ledger(folder) as ledger:
        ledger.observe(look(["Wind turns", "Rain comes", "Ships wait"], 90_010))
    assert new("breaking") == ["Wind turns"]
    assert new("breaking") == new("listing") == new("article") == []


def test_a_file_that_was_moved_away_is_said(folder: Path, tmp_path: Path) -> None:
    (folder / "breaking" / "2026-03-01.jsonl").rename(tmp_path / "kept")
    with pytest.raises(ExportError, match=r"breaking/2026-03-01.jsonl is not there, and records"):
        exported(folder, tmp_path, "breaking")
    data = exported(folder, tmp_path, "breaking", skip_missing=True)
    assert [json.loads(line)["text"] for line in data.splitlines()] == ["Rain comes"]
    tally = Tally(missing={"breaking/2026-03-01.jsonl": None})
    wanted = Selection(kind=KINDS["breaking"], skip_missing=True)
    assert export(folder, wanted, "csv", io.BytesIO()).missing == tally.missing


@pytest.mark.no_records("feed files are damaged")
@pytest.mark.parametrize("damage", ["shorter", "not JSON", "another kind", "no newline"])
def test_a_feed_that_was_changed_is_said(folder: Path, tmp_path: Path, damage: str) -> None:
    path = folder / "breaking" / "2026-03-01.jsonl"
    data = path.read_bytes()
    path.write_bytes({
        "shorter": data[:-5],
        "not JSON": b"?" * (len(data) - 1) + b"\n",
        "another kind": data.replace(b'"breaking"', b'"listing" '),
        "no newline": data[:-1] + b" " + data,
    }[damage])  # fmt: skip
    with pytest.raises(LedgerError, match=r"2026-03-01.jsonl: byte \d+ is not where a breaking"):
        exported(folder, tmp_path, "breaking")
    assert not (tmp_path / "export.jsonl").exists()


def test_what_is_not_committed_is_not_exported(folder: Path, tmp_path: Path) -> None:
    path = folder / "breaking" / "2026-03-02.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + before)
    data = exported(folder, tmp_path, "breaking")
    path.write_bytes(before)
    assert data == b"".join(feed_lines(folder, "breaking"))


def test_a_kind_is_described_as_such(folder: Path, tmp_path: Path) -> None:
    wanted = Selection(kind=KINDS["breaking"], columns=("text", "observed_at"))
    export(folder, wanted, "csv", tmp_path / "lines.csv", describe=True)
    told = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    (one,) = told["resources"]
    assert (one["record_type"], one["records"]) == ("breaking", 3)
    assert one["schema"] == {
        "fields": [{"name": "text", "type": "string"}, {"name": "observed_at", "type": "datetime"}]
    }
