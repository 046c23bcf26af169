"""Feeds that anybody could have written: a clear line or harmless text, from every command."""

from __future__ import annotations

import contextlib
import csv
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands import audit, export, history, ledger, runs
from mayadeen_crawler.exports.format_names import FORMATS
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed_lines
from tests.helpers.command_in_process import run_command
from tests.helpers.soak_figures import scaled

pytestmark = pytest.mark.no_records("records that no program of ours writes")

#: Fields by which the ledger enters a line, and fields that only readers look at.
FIELDS = (
    "id", "revision", "edition", "url", "canonical_url", "headline", "summary", "body_text",
    "body_blocks", "authors", "tags", "images", "published_at", "published_date", "retrieved_at",
    "schema_version", "record_type", "word_count", "doubts", "provenance",
)  # fmt: skip
VALUES: dict[str, Any] = {
    "null": None, "number": 7, "huge": 10**400, "infinite": float("inf"), "true": True,
    "text": "some \x1b[31m text \u202e\x07", "list": [[1], {"a": 2}], "object": {"a": [None]},
    "javascript": "javascript:alert(1)", "formula": "\uff1dHYPERLINK(1)", "surrogate": "\ud800",
    "time": "9999-12-31T23:59:59+14:00",
}  # fmt: skip


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


@pytest.mark.parametrize("field", FIELDS)
def test_wrong_types_end_in_a_line_or_in_harmless_text(
    line: dict[str, Any], tmp_path: Path, field: str
) -> None:
    names = random.Random(field).sample(sorted(VALUES), scaled(2, len(VALUES)))
    for name in names:
        value = VALUES[name]
        folder = tmp_path / name
        put(folder, line | {field: value})
        status, out, err = run_command(ledger.Command, folder, "rebuild")
        assert (status, err.count("\n")) in {(0, 0), (1, 1)}, (name, err)
        assert is_harmless(out + err)
        if status:
            assert "byte 0 is no record" in err
            continue
        for form in FORMATS:
            status, out, err = run_command(export.Command, folder, "-o", str(folder / f"x.{form}"),
                                   "--format", form)  # fmt: skip
            assert status == 0 or err.count("\n") == 1, (name, form, err)
            assert is_harmless(out + err), (name, form)
        for asked in (str(value), line["id"]):
            with contextlib.suppress(UsageError):
                status, out, err = run_command(history.Command, folder, asked)
                assert is_harmless(out + err), name
        for command, *words in ((audit.Command,), (audit.Command, "--integrity"), (runs.Command,)):
            status, out, err = run_command(command, folder, *words)
            assert is_harmless(out + err), name


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
