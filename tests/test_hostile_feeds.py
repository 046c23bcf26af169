"""Feeds that anybody could have written: a clear line or harmless text, from every command."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands import (
    audit,
    datapackage,
    export,
    history,
    ledger,
    runs,
    search,
    watch,
)
from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.exports.format_names import FORMATS
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.reports.build import write_report
from tests.helpers.articles import article, feed_lines
from tests.helpers.command_in_process import run_command
from tests.helpers.soak_figures import SOAK, scaled

pytestmark = pytest.mark.no_records("records that no program of ours writes")

#: Fields by which the ledger enters a line, and fields that only readers look at.
FIELDS = (
    "id", "revision", "edition", "url", "canonical_url", "headline", "summary", "body_text",
    "body_blocks", "authors", "tags", "images", "published_at", "published_date", "retrieved_at",
    "schema_version", "record_type", "word_count", "doubts", "provenance", "run_id",
)  # fmt: skip
VALUES: dict[str, Any] = {
    "null": None, "number": 7, "huge": 10**400, "infinite": float("inf"), "true": True,
    "text": "some \x1b[31m text \u202e\x07", "list": [[1], {"a": 2}], "object": {"a": [None]},
    "javascript": "javascript:alert(1)", "formula": "\uff1dHYPERLINK(1)", "surrogate": "\ud800",
    "time": "9999-12-31T23:59:59+14:00", "naive time": "2026-11-29T10:00:00", "url": "http://[",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
}  # fmt: skip


#: Commands that read every record; those with files to write or an article to name come apart.
READERS: tuple[tuple[Any, ...], ...] = (
    (audit.Command,), (audit.Command, "--integrity"), (runs.Command,), (datapackage.Command,),
    (search.Command, "made"), (search.Command, "--edition", "en", "--json"),
    (watch.Command, "--dry-run", "--since", "2020-01-01"),
    (watch.Command, "--dry-run", "--since", "2020-01-01", "--json"),
)  # fmt: skip
WATCHES = Path(__file__).parent / "fixtures" / "watch-of-everything.toml"


def is_harmless(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return a record as it is written."""
    folder = tmp_path_factory.mktemp("one")
    with Ledger(folder) as opened:
        opened.write([ScrapedArticle(article(1, authors=[], tags=["Made up"]))])
    found: dict[str, Any] = json.loads(feed_lines(folder)[0])
    return found


def put(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "articles" / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in records))
    return path


@pytest.mark.sampled(4)
@pytest.mark.parametrize("field", FIELDS)
def test_wrong_types_end_in_a_line_or_in_harmless_text(
    line: dict[str, Any], tmp_path: Path, field: str
) -> None:
    dice = random.Random(field)
    for name in dice.sample(sorted(VALUES), scaled(2, len(VALUES))):
        value = VALUES[name]
        folder = tmp_path / name
        put(folder, line | {field: value})
        status, out, err = run_command(ledger.Command, folder, "rebuild")
        assert (status, err.count("\n")) in {(0, 0), (1, 1)}, (name, err)
        assert is_harmless(out + err)
        if status:
            assert "byte 0 is no record" in err
            continue
        for form in dice.sample(FORMATS, scaled(3, len(FORMATS))):
            status, out, err = run_command(export.Command, folder, "-o", str(folder / f"x.{form}"),
                                   "--format", form)  # fmt: skip
            assert status == 0 or err.count("\n") == 1, (name, form, err)
            assert is_harmless(out + err), (name, form)
        for asked in (str(value), line["id"]):
            with contextlib.suppress(UsageError):
                status, out, err = run_command(history.Command, folder, asked)
                assert is_harmless(out + err), name
        for command, *words in READERS:
            status, out, err = run_command(command, folder, *words, WATCH_FILE=str(WATCHES))
            assert is_harmless(out + err), (name, command)
            assert status == 0 or command is audit.Command or err.count("\n") == 1, (name, err)


@pytest.mark.soak
def test_a_long_line_and_a_deep_one(line: dict[str, Any], tmp_path: Path) -> None:
    """Long text is read; JSON that is deeper than Python's stack is no record."""
    long = line | {"body_text": "word " * (scaled(2_000_000, 100_000_000) // 5)}
    put(tmp_path, long)
    assert run_command(ledger.Command, tmp_path, "rebuild")[0] == 0
    assert run_command(export.Command, tmp_path, "-o", str(tmp_path / "x.csv"))[0] == 0
    assert run_command(history.Command, tmp_path, line["id"])[0] == 0
    assert run_command(audit.Command, tmp_path, "--integrity")[0] == 0
    deep = json.dumps(line)[:-1] + ', "more": ' + "[" * 200_000 + "]" * 200_000 + "}\n"
    put(tmp_path).write_text(deep)
    status, _, err = run_command(ledger.Command, tmp_path, "rebuild")
    assert (status, err.count("\n")) == (1, 1)
    assert "byte 0 is no record" in err


def test_formulas_and_addresses_are_texts(line: dict[str, Any], tmp_path: Path) -> None:
    formulas = [
        "=1+1",
        "\uff1d1+1",
        "\u207c1+1",
        " \t=1+1",
        "\u200b=1+1",
        "\ufe661+1",
        "-1+1",
        "@x",
    ]
    put(tmp_path, *(
        line | {
            "id": f"en:{n}", "post_id": str(n), "headline": text, "url": f"javascript:alert({n})",
            "canonical_url": f"{line['canonical_url']}-{n}",
        }
        for n, text in enumerate(formulas)
    ))  # fmt: skip
    assert run_command(ledger.Command, tmp_path, "rebuild")[0] == 0
    table = tmp_path / "x.csv"
    assert run_command(export.Command, tmp_path, "-o", str(table), "--columns", "headline")[0] == 0
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row[0] for row in csv.reader(stream)][1:]
    assert rows == [f"'{text}" for text in formulas]
    for form in ("atom", "jsonfeed"):
        document = tmp_path / f"x.{form}"
        words = ("-o", str(document), "--format", form)
        assert run_command(export.Command, tmp_path, *words)[0] == 0
        assert "javascript:" not in document.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [("canonical_url", "http://["), ("run_id", "\ud800"), ("retrieved_at", "\x1b[2J")],
)
def test_what_once_ended_in_a_traceback(
    line: dict[str, Any], tmp_path: Path, field: str, value: str
) -> None:
    urls = {name: f"{line[name]}-2" for name in ("url", "canonical_url")}
    put(tmp_path, line | {field: value}, line | {"id": "en:2", "post_id": "2"} | urls)
    assert run_command(ledger.Command, tmp_path, "rebuild")[0] == 0
    words = ("-o", str(tmp_path / "x.jsonl"), "--unreserved")
    assert run_command(export.Command, tmp_path, *words)[0] == 0
    words = ("--dry-run", "--since", "2020-01-01")
    status, out, err = run_command(watch.Command, tmp_path, *words, WATCH_FILE=str(WATCHES))
    assert (status, is_harmless(out + err)) == (0, True)
    assert "2 would have been told" in err
    with Ledger(tmp_path) as opened, opened.transaction() as db:
        bound = db.execute("SELECT base_url FROM hosts").fetchall()
    assert [row[0] for row in bound] == ["http://replica.test"]


def test_lines_that_another_program_wrote_again_are_read(
    line: dict[str, Any], tmp_path: Path
) -> None:
    """With spaces, and its keys in another order."""
    text = json.dumps(dict(sorted(line.items())), indent=None)
    put(tmp_path).write_text(f"{text}\n")
    assert run_command(ledger.Command, tmp_path, "rebuild")[0] == 0
    out = tmp_path / "x.jsonl"
    status, _, err = run_command(export.Command, tmp_path, "-o", str(out))
    assert (status, err) == (0, f"exported 1 records to {out}\n")
    assert json.loads(out.read_text()) == line


@pytest.mark.soak
def test_a_report_on_records_that_no_program_of_ours_wrote(
    line: dict[str, Any], tmp_path: Path
) -> None:
    """Each has one field of another type: a page comes of them, or one line of what is wrong."""
    fields = (
        "headline", "summary", "body_text", "body_blocks", "authors", "tags", "images", "videos",
        "links", "related", "section", "section_label", "regions", "coverage", "shares",
        "published_raw", "modified_at", "word_count", "read_minutes", "doubts", "provenance",
    )  # fmt: skip
    names = ("text", "number", "list", "javascript", "html")
    values = [VALUES[name] for name in (names if SOAK else ("text", "html"))]
    records = [
        line | {"id": f"en:{n}", "post_id": str(n), "canonical_url": f"{line['canonical_url']}-{n}"}
        | {field: value}
        for n, (field, value) in enumerate(itertools.product(fields, values), 1)
    ]  # fmt: skip
    accepted = []
    for number, record in enumerate(records):
        put(tmp_path / f"{number}", record)
        if run_command(ledger.Command, tmp_path / f"{number}", "rebuild").status == 0:
            accepted.append(record)
    assert len(accepted) > len(records) / 2
    put(tmp_path, *accepted)
    assert run_command(ledger.Command, tmp_path, "rebuild").status == 0
    try:
        write_report(tmp_path, tmp_path / "report.html")
    except ReportError as refused:
        assert is_harmless(str(refused))  # noqa: PT017 - either is well
    else:
        assert "<script>alert" not in (tmp_path / "report.html").read_text("utf-8")
