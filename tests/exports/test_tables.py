"""Tables: chosen columns, cells that calculate nothing, and workbooks within Excel's limits."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.exports import workbook
from mayadeen_crawler.exports.cells import csv_text, cut, looks_like_formula, xml_text
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.items.parts import Author
from tests.helpers.article_visits import Site
from tests.helpers.workbook_reader import sheets


def exported(folder: Path, tmp: Path, form: str, **wish: Any) -> tuple[bytes, Tally]:
    target = tmp / f"export.{form}"
    tally = export(folder, Selection(**wish), form, target)
    assert [path.name for path in tmp.iterdir() if path.name.startswith(".")] == []
    return target.read_bytes(), tally


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "output"
    Site(folder).look(1, "01 11:00", tags=["Harbours"], shares=5)
    Site(folder).look(2, "01 11:00", summary="=1+1", published_at=None)
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of what is prepared, for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "output"))


# --- columns -----------------------------------------------------------------------

COLUMNS = ("headline", "id", "tags", "published_at")


def test_chosen_columns_in_their_order(folder: Path, tmp_path: Path) -> None:
    data, _ = exported(folder, tmp_path, "jsonl", columns=COLUMNS)
    assert data.splitlines()[0].decode() == (
        '{"headline":"Made-up story 1","id":"en:1001","tags":["Harbours"],'
        '"published_at":"2026-03-01T10:00:00Z"}'
    )
    data, _ = exported(folder, tmp_path, "csv", columns=COLUMNS)
    assert data.decode("utf-8-sig").split("\r\n")[:2] == [
        "headline,id,tags,published_at",
        'Made-up story 1,en:1001,"[""Harbours""]",2026-03-01T10:00:00Z',
    ]
    exported(folder, tmp_path, "parquet", columns=COLUMNS)
    rows = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'export.parquet'}'").fetchall()
    assert [row[0] for row in rows] == list(COLUMNS)
    assert rows[3][1] == "TIMESTAMP WITH TIME ZONE"
    exported(folder, tmp_path, "xlsx", columns=COLUMNS)
    (name, rows_of), = sheets(tmp_path / "export.xlsx").items()  # fmt: skip
    assert (name, list(rows_of[0]), list(rows_of[1])) == ("articles", list(COLUMNS), [
        "headline", "id", "tags",
    ])  # fmt: skip


def test_a_key_that_older_records_lack_is_null(folder: Path, tmp_path: Path) -> None:
    path = next((folder / "articles").iterdir())
    line = json.loads(path.read_bytes().splitlines()[0])
    assert line["keywords"] == []
    data, _ = exported(folder, tmp_path, "jsonl", columns=("id", "capture_url"))
    assert data.splitlines()[0] == b'{"id":"en:1001","capture_url":null}'


def test_tables_without_body_have_no_such_columns(folder: Path, tmp_path: Path) -> None:
    data, _ = exported(folder, tmp_path, "csv", body=False)
    (names, *_rest) = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert len(names) == 42
    assert {"body_text", "body_blocks"} & set(names) == set()
    exported(folder, tmp_path, "xlsx", body=False)
    assert "body_text" not in sheets(tmp_path / "export.xlsx")["articles"][0]
    exported(folder, tmp_path, "parquet", body=False)
    rows = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'export.parquet'}'").fetchall()
    assert [row[0] for row in rows] == names
    data, _ = exported(folder, tmp_path, "jsonl", body=False, columns=("id", "word_count"))
    assert data.splitlines()[0] == b'{"id":"en:1001","word_count":6}'


def test_a_byte_order_mark_once_or_not_at_all(folder: Path, tmp_path: Path) -> None:
    data, _ = exported(folder, tmp_path, "csv")
    assert (data[:4], data.count(b"\xef\xbb\xbf")) == (b"\xef\xbb\xbfr", 1)
    plain, _ = exported(folder, tmp_path, "csv", bom=False)
    assert data == b"\xef\xbb\xbf" + plain
    stream = io.BytesIO()
    export(folder, Selection(), "csv", stream)
    assert stream.getvalue() == data


# --- cells -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\nx", " =1", "'=1", '"=1', "” =1",
        "＝1", "＋1", "－1", "＠A1", "﹦1", "﹢1", "﹣1", "﹫A1", "⁼1", "⁺1", "⁻1", "₌1", "₊1",
        "₋1", "−1", "⩵1", "﬩1", "\u00a0=1", "\u3000=1", "\u200b=1", "\u202e=1", "\ufeff=1",
        "\u00ad=1", "\x00=1", "\u2028x", " \u2067 ‘＝1",
    ],
)  # fmt: skip
def test_it_looks_like_a_formula(text: str) -> None:
    assert looks_like_formula(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "One", "“One”", "1-1", "a=1", "خبر", "– one", "—", "(=1)", "5 + 1", "…=", "#1", "½"],
)
def test_it_is_a_text(text: str) -> None:
    assert not looks_like_formula(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("One; two\n\nThree", "One; two\n\nThree"),
        ("=1", "'=1"),
        ("One;=1", "One;'=1"),
        ('One; "+1";@A', """One;' "+1";'@A"""),
        ("One\n\n-1\r\n=2", "One\n\n'-1\r\n'=2"),
        (";=1;", ";'=1;"),
        ("1;2;\n", "1;2;\n"),
    ],
)
def test_no_part_of_a_cell_calculates_where_semicolons_separate(text: str, written: str) -> None:
    assert csv_text(text) == written


def test_no_list_in_a_cell_calculates_where_semicolons_separate(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    tags = ["One;=1+1", "Two"]
    Site(folder).look(1, "01 11:00", tags=tags, headline="One;=HYPERLINK(1)", body_text="A\n\n=B")
    data, _ = exported(folder, tmp_path, "csv")
    text = data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert json.loads(row["tags"]) == tags
    cells = [cell for line in text.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]


@pytest.mark.no_records("text that no loader lets through")
@pytest.mark.parametrize("sign", ["=", "＝", "\u200b+", "\t@", "⁻"])
def test_no_cell_calculates(tmp_path: Path, sign: str) -> None:
    folder, evil = tmp_path / "output", f"{sign}cmd|' /C calc'!A0"
    site = Site(folder)
    site.look(1, "01 11:00", headline=evil, summary=f" {evil}", authors=[Author(evil, None)])
    data, _ = exported(folder, tmp_path, "csv")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (row["headline"], row["summary"]) == (f"'{evil}", f"' {evil}")
    exported(folder, tmp_path, "xlsx")
    ((cells,),) = sheets(tmp_path / "export.xlsx").values()
    for name, text in (("headline", evil), ("summary", f" {evil}")):
        assert (cells[name].value, cells[name].is_text, cells[name].quoted) == (text, True, True)
    assert not cells["id"].quoted


@given(st.text(), st.integers(2, 50))
def test_a_cut_text_has_its_length_and_whole_characters(text: str, units: int) -> None:
    shown = cut(text, units)
    length = len(shown.encode("utf-16-le", "surrogatepass")) // 2
    assert length <= units
    assert shown == text or (shown[-1] == "…" and units - 2 <= length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abcd", "abcd"), ("abcde", "abc…"), ("ab🚢", "ab🚢"), ("abc🚢", "abc…"), ("ab🚢x", "ab…")],
)
def test_characters_count_as_excel_counts_them(text: str, expected: str) -> None:
    assert cut(text, 4) == expected


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert xml_text("a\x00\x08b\tc\nd\x1f\ud800\ufffee\U0001f6a2") == "ab\tc\nde\U0001f6a2"


# --- workbooks ---------------------------------------------------------------------


def moment(number: str) -> datetime:
    """Return what Excel shows for a number: days since the last day of 1899, but one."""
    return datetime(1899, 12, 30) + timedelta(seconds=round(float(number) * 86_400))  # noqa: DTZ001


def test_a_workbook_has_dates_numbers_and_texts(folder: Path, tmp_path: Path) -> None:
    _, tally = exported(folder, tmp_path, "xlsx")
    first, second = sheets(tmp_path / "export.xlsx")["articles"]
    assert first["published_at"].shown_as == "yyyy-mm-dd hh:mm:ss"
    assert moment(first["published_at"].value) == datetime(2026, 3, 1, 10)  # noqa: DTZ001
    assert first["published_date"].shown_as == "yyyy-mm-dd"
    assert moment(first["published_date"].value).date() == date(2026, 3, 1)
    assert "published_at" not in second
    assert (first["shares"].value, first["shares"].is_text) == ("5", False)
    assert (first["post_id"].value, first["post_id"].is_text) == ("1001", True)
    assert (first["tags"].value, first["url"].value) == (
        '["Harbours"]', "http://replica.test/news/politics/made-up-story-1",
    )  # fmt: skip
    assert first["body_text"].value == "First paragraph of 1.\n\nSecond paragraph."
    assert (tally.records, tally.cut, tally.sheets) == (2, 0, 1)


@pytest.mark.no_records("text that no loader lets through")
def test_odd_values_stay_what_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    Site(folder).look(
        1, "01 11:00", headline="<r><t>x</t></r>", summary="_x0041_ \x01\x0b&<b>", shares=10**17,
        published_at="1785-01-01T00:00:00Z", published_date="1785-01-01", modified_at="soon",
    )  # fmt: skip
    exported(folder, tmp_path, "xlsx")
    ((cells,),) = sheets(tmp_path / "export.xlsx").values()
    assert cells["headline"].value == "<r><t>x</t></r>"
    # A text that reads like an escape is escaped itself.
    assert cells["summary"].value == "_x005F_x0041_ &<b>"
    assert (cells["shares"].value, cells["shares"].is_text) == ("100000000000000000", True)
    assert (cells["published_at"].value, cells["published_at"].is_text) == (
        "1785-01-01T00:00:00Z", True,
    )  # fmt: skip
    assert (cells["published_date"].value, cells["modified_at"].value) == ("1785-01-01", "soon")


def test_longer_text_than_a_cell_holds_is_cut_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    Site(folder).look(1, "01 11:00", body_text="x" * 32_767)
    Site(folder).look(2, "01 11:00", body_text="x" * 32_768)
    Site(folder).look(3, "01 11:00", body_text="🚢" * 16_384)
    _, tally = exported(folder, tmp_path, "xlsx")
    bodies = [row["body_text"].value for row in sheets(tmp_path / "export.xlsx")["articles"]]
    assert bodies[0] == "x" * 32_767
    assert bodies[1] == "x" * 32_766 + "…"
    assert bodies[2] == "🚢" * 16_383 + "…"
    assert tally.cut == 2


def test_a_full_sheet_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    folder = tmp_path / "output"
    for number in range(5):
        Site(folder).look(number, "01 11:00")
    _, tally = exported(folder, tmp_path, "xlsx", columns=("id",))
    found = sheets(tmp_path / "export.xlsx")
    assert {name: [row["id"].value for row in rows] for name, rows in found.items()} == {
        "articles": ["en:1000", "en:1001"],
        "articles 2": ["en:1002", "en:1003"],
        "articles 3": ["en:1004"],
    }
    assert tally.sheets == 3


def test_an_empty_workbook_has_its_columns(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path, "xlsx", tags=("nobody",))
    assert sheets(tmp_path / "export.xlsx") == {"articles": []}


def test_a_workbook_that_fails_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    before, _ = exported(folder, tmp_path, "xlsx")
    next((folder / "articles").iterdir()).rename(tmp_path / "kept")
    with pytest.raises(Exception, match="is not there"):
        exported(folder, tmp_path, "xlsx")
    assert (tmp_path / "export.xlsx").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.xlsx", "kept", "output"]
