"""A folder whose articles are of both versions: every command reads them together."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed
from tests.helpers.processes import scrapy
from tests.helpers.report_reader import Report

#: Feeds of version 1: articles en:1001 (two revisions), en:1002 and en:1003.
VERSION_1 = Path(__file__).parent / "fixtures" / "ledger_version_8"
LATER = ("keywords", "doubts", "source", "capture_url")
#: (id, revision, version) of every record, in feed order.
RECORDS = [
    ("en:1001", 1, 1), ("en:1002", 1, 1), ("en:1003", 1, 1), ("en:1001", 2, 1),
    ("en:1002", 2, 2), ("en:1004", 1, 2),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both versions: a revision and an article of version 2 after the records of version 1."""
    folder = tmp_path_factory.mktemp("mixed") / "output"
    shutil.copytree(VERSION_1, folder, ignore=shutil.ignore_patterns("ledger.sql"))
    at = {"retrieved_at": "2026-03-03T12:00:00Z", "keywords": ["Piers", "Piers"]}
    with Ledger(folder) as ledger:
        ledger.settle()
        items = [article(2, headline="Corrected", **at), article(4, tags=["Piers"], **at)]
        for item in items:
            item.provenance["keywords"] = "tawsiyat"
            item.doubts = ["body_short"]
        ledger.write([ScrapedArticle(item) for item in items])
    return folder


def run(folder: Path, *words: str) -> str:
    return scrapy(*words, code=0, MAYADEEN_OUTPUT_DIR=str(folder)).stdout


def test_the_feed_holds_both(folder: Path) -> None:
    found = [(one["id"], one["revision"], one["schema_version"]) for one in feed(folder)]
    assert found == RECORDS
    assert [set(LATER) <= set(one) for one in feed(folder)] == [
        version == 2 for *_, version in RECORDS
    ]
    assert feed(folder)[4]["changed_fields"] == ["headline"]


def test_the_views_have_nulls_for_what_version_1_lacks(folder: Path) -> None:
    with duckdb.connect() as db:
        db.execute(run(folder, "schema", "--duckdb"))
        found = db.execute(
            "SELECT id, revision, keywords, doubts, source, capture_url, provenance.keywords "
            "FROM articles ORDER BY schema_version, id, revision"
        ).fetchall()
        latest = db.execute("SELECT id, schema_version FROM articles_latest ORDER BY id").fetchall()
    assert found[:4] == [(*one[:2], None, None, None, None, None) for one in sorted(RECORDS[:4])]
    new = (["Piers", "Piers"], ["body_short"], "live", None, "tawsiyat")
    assert found[4:] == [(*one[:2], *new) for one in RECORDS[4:]]
    assert latest == [("en:1001", 1), ("en:1002", 2), ("en:1003", 1), ("en:1004", 2)]


@pytest.mark.soak
def test_frames_have_both(folder: Path) -> None:
    import pandas as pd  # half a second, in whatever process collects this file

    namespace: dict[str, Any] = {}
    exec(run(folder, "schema", "--pandas"), namespace)
    frame = namespace["read"]("article", sorted((folder / "articles").glob("*.jsonl")))
    assert (
        list(zip(frame["id"], frame["revision"], frame["schema_version"], strict=True)) == RECORDS
    )
    assert [value is pd.NA for value in frame["source"]] == [v == 1 for *_, v in RECORDS]


def test_exports_of_every_format(folder: Path, tmp_path: Path) -> None:
    for kind in ("jsonl", "csv", "parquet"):
        target = tmp_path / f"all.{kind}"
        run(folder, "export", "--all-revisions", "-o", str(target), "--format", kind)
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == feed(folder)
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert [
        (one["id"], int(one["revision"]), int(one["schema_version"])) for one in table
    ] == RECORDS
    assert [one["keywords"] for one in table] == [""] * 4 + ['["Piers", "Piers"]'] * 2
    assert [one["source"] for one in table] == [""] * 4 + ["live"] * 2
    with duckdb.connect() as db:
        rows = db.execute(f"SELECT source FROM '{tmp_path}/all.parquet'").fetchall()
    assert rows == [(None,)] * 4 + [("live",)] * 2


@pytest.mark.soak
def test_the_report_counts_keywords_where_a_record_can_have_them(
    folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    run(folder, "report", "-o", str(target), "--edition", "en")
    rows = Report(target).table("en-fields", "Records by field and by the strategy that served it")
    named = {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[1:]}
    assert named["keywords"]["tawsiyat"] == "2"
    assert named["keywords"]["Nothing"] == "0"
    assert named["tags"]["Nothing"] == "6"


def test_history_audit_and_rebuild(folder: Path, tmp_path: Path) -> None:
    told = run(folder, "history", "en:1002")
    assert "Corrected" in told
    # 4: addresses wait that are not in the feeds.
    audit = scrapy("audit", "--json", code=4, MAYADEEN_OUTPUT_DIR=str(folder))
    assert json.loads(audit.stdout)
    assert audit.stderr == ""
    run(folder, "audit", "--integrity")
    copy = tmp_path / "output"
    shutil.copytree(folder, copy)
    run(copy, "ledger", "rebuild")
    with Ledger(copy) as ledger:
        known = article(
            1, headline="Made-up story 1, corrected", retrieved_at="2026-03-04T10:00:00Z"
        )
        new = article(2, headline="Corrected", retrieved_at="2026-03-04T10:00:00Z")
        outcomes = ledger.write([ScrapedArticle(known), ScrapedArticle(new)])
    assert [outcome.kind for outcome in outcomes] == ["known", "known"]
