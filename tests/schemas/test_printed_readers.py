"""What ``scrapy schema`` prints, run on the feeds of a crawl: DuckDB's views, pandas' dtypes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.commands.schema import _files
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.schemas import duckdb_views, pandas_frames
from mayadeen_crawler.schemas.kinds import ALL_KINDS
from tests.helpers.articles import article, feed
from tests.helpers.crawls import crawl
from tests.helpers.manifests import made as manifest

ALL = list(ALL_KINDS.values())
VIEWS = ["articles", "articles_latest", "captures", "breaking", "removals", "listings", "runs"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder whose name is no friend of SQL or globs; no removal in it."""
    folder = tmp_path_factory.mktemp("it's") / 'an [old] "out*put?'
    with ReplicaServer(ReplicaSite(seed=3, articles=12)) as server:
        crawl("section", folder, base_url=server.url, sections="politics")
        crawl("breaking", folder, base_url=server.url)
    return folder


@pytest.fixture(scope="module")
def db(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a database with the views as they are printed, which are only read."""
    with duckdb.connect() as db:
        db.execute(duckdb_views.script(_files(folder, ALL)))
        yield db


def rows(db: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return db.execute(sql).fetchall()


def test_every_view_holds_the_feeds_records(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    assert {name for (name,) in rows(db, "SHOW TABLES")} == set(VIEWS)
    for name in ("articles", "breaking", "listings"):
        ids = "run_id" if name == "listings" else "id"
        found = sorted(record[ids] for record in feed(folder, name))
        assert found
        assert sorted(value for (value,) in rows(db, f"SELECT {ids} FROM {name}")) == found
    assert rows(db, "SELECT spider, outcome FROM runs ORDER BY run_id DESC") != []
    assert rows(db, "SELECT * FROM removals") == []


def test_types_are_those_of_the_records(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    described = {row[0]: row[1] for row in rows(db, "DESCRIBE articles")}
    assert list(described) == list(feed(folder)[0])
    assert described["post_id"] == described["content_hash"] == "VARCHAR"
    assert described["shares"] == "BIGINT"
    assert described["published_at"] == "TIMESTAMP WITH TIME ZONE"
    assert described["published_date"] == "DATE"
    assert described["tags"] == described["changed_fields"] == "VARCHAR[]"
    assert described["authors"] == 'STRUCT("name" VARCHAR, url VARCHAR)[]'
    assert "date DATE" in described["related"].replace('"', "")
    empty = {row[0]: row[1] for row in rows(db, "DESCRIBE removals")}
    assert (empty["status"], empty["observed_at"]) == ("BIGINT", "TIMESTAMP WITH TIME ZONE")
    runs = {row[0]: row[1] for row in rows(db, "DESCRIBE runs")}
    assert (runs["requests"], runs["stats"]) == ("MAP(VARCHAR, BIGINT)", "JSON")
    (count,) = rows(db, "SELECT sum(records.articles.new) FROM runs")[0]
    assert count == len(feed(folder))


def test_values_are_those_of_the_records(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    one = feed(folder)[0]
    got = rows(
        db,
        "SELECT strftime(published_at, '%Y-%m-%dT%H:%M:%SZ'), provenance.headline, tags, shares "
        f"FROM articles WHERE id = '{one['id']}'",
    )
    values = (one["published_at"], one["provenance"]["headline"], one["tags"], one["shares"])
    assert got == [values]


def test_the_latest_is_the_newest_revision(tmp_path: Path) -> None:
    records = [article(1), article(1, revision=2), article(2), article(1, revision=10)]
    lines = [json.dumps(vars(one)) for one in records]
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "2026-03-01.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "articles" / "notes.jsonl").write_text("somebody's own\n")
    with duckdb.connect() as db:
        db.execute(duckdb_views.script(_files(tmp_path, [ALL_KINDS["article"]])))
        found = rows(db, "SELECT id, revision FROM articles_latest ORDER BY id")
    assert found == [("en:1001", 10), ("en:1002", 1)]


def test_a_folder_without_feeds_has_empty_views(tmp_path: Path) -> None:
    sql = duckdb_views.script(_files(tmp_path, ALL))
    assert sql.count("has no file yet, so this view is empty") == 6
    with duckdb.connect() as db:
        db.execute(sql)
        assert [rows(db, f"SELECT count(*) FROM {name}") for name in VIEWS] == [[(0,)]] * 7


def module() -> dict[str, Any]:
    """Return what is printed, run as a module."""
    names: dict[str, Any] = {}
    exec(pandas_frames.script(ALL), names)
    return names


def test_pandas_has_the_right_types(folder: Path) -> None:
    printed = module()
    files = sorted((folder / "articles").glob("*.jsonl"))
    frame = printed["read"]("article", files)
    assert list(frame.columns) == list(feed(folder)[0])
    assert frame["id"].to_list() == [record["id"] for record in feed(folder)]
    types = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert types["post_id"] == types["headline"] == "string"
    assert types["shares"] == types["revision"] == "Int64"
    assert types["published_at"] == types["modified_at"] == "datetime64[us, UTC]"
    assert types["published_date"] == "datetime64[us]"
    assert types["tags"] == types["provenance"] == "object"
    assert set(printed["TIMES"]["article"]) == {"published_at", "modified_at", "retrieved_at"}
    assert printed["DAYS"]["article"] == ["published_date"]


def test_ids_of_digits_and_columns_without_a_value_keep_their_types() -> None:
    # Slow to import, and every process of the tests imports this module.
    import pandas as pd

    printed = module()
    nothing = {"published_at": None, "published_date": None, "modified_at": None, "summary": None}
    lines = json.dumps({**vars(article(1, **nothing)), "post_id": "01600134"})
    direct = pd.read_json(io.StringIO(lines), lines=True, dtype=printed["DTYPES"]["article"])
    assert (direct["post_id"][0], str(direct["summary"].dtype)) == ("01600134", "string")
    frame = printed["read"]("article", [io.StringIO(lines), io.StringIO("")])
    assert frame["post_id"].to_list() == ["01600134"]
    assert frame.dtypes.astype(str).to_dict() == printed["DTYPES"]["article"]
    empty = printed["read"]("removal", [])
    assert len(empty) == 0
    assert empty.dtypes.astype(str).to_dict() == printed["DTYPES"]["removal"]
    runs = printed["read"]("run", [io.StringIO(json.dumps(manifest("one")))])
    assert (str(runs["exit_status"].dtype), runs["outcome"][0]) == ("Int64", "good")


def test_pandas_reads_manifests_as_they_are_written(folder: Path) -> None:
    files = sorted((folder / "runs").glob("*.json"))
    runs = module()["read"]("run", files)
    assert runs["run_id"].to_list() == [file.stem for file in files]
    assert set(runs["spider"]) == {"section", "breaking"}
