"""``datapackage.json``: true of every file it describes, whoever changes them and whatever dies."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.exceptions import ExportError, LedgerError
from mayadeen_crawler.exports import datapackage, package_resources
from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.soak_figures import scaled


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days' files: one article, then another one and a second revision of it."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    with pytest.MonkeyPatch.context() as patch:
        site = Site(folder)
        set_clock(patch, "05 00:00")
        site.look(1, "01 11:00", tags=["Harbours", "Kites"], headline="=1+1, “quoted”")
        set_clock(patch, "06 00:00")
        site.look(2, "01 11:00", published_at=None, shares=None)
        site.look(2, "01 12:00", published_at=None, headline="New")
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared, for one test, whose clock stands at its end."""
    set_clock(monkeypatch, "06 00:00")
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def package(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return told


def as_frictionless(folder: Path) -> Any:
    """Return the package as frictionless reads it."""
    # Slow to import, and every process of the tests imports this module.
    from frictionless import Package

    return Package(str(folder / "datapackage.json"))


def resources(folder: Path) -> dict[str, dict[str, Any]]:
    if not (folder / "datapackage.json").exists():
        return {}
    return {one["path"]: one for one in package(folder)["resources"]}


def is_true(folder: Path) -> bool:
    """Whether each described file is, byte for byte, what is said of it."""
    if not (folder / "datapackage.json").exists():
        return True
    for path, one in resources(folder).items():
        data = (folder / path).read_bytes()
        data = data if one["final"] else data[: one["bytes"]]
        if (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") != (one["bytes"], one["hash"]):
            return False
    return True


def describe_feeds(folder: Path, *, only_final: bool = False) -> None:
    with snapshot(folder) as db, datapackage.held(folder) as held:
        found = list(package_resources.feeds(db, folder, only_final=only_final))
        held.replace(found, instead_of=package_resources.is_feed)


@pytest.mark.soak
def test_every_format_is_described_beside_the_others(folder: Path, tmp_path: Path) -> None:
    for name in ("all.jsonl", "Table é.csv", "all.parquet"):
        kind = name.rpartition(".")[2]
        export(folder, Selection(all_revisions=True), kind, tmp_path / name, describe=True)
    assert is_true(tmp_path)
    told = package(tmp_path)
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    table, lines, parquet = told["resources"]  # in the order of their paths
    assert [one["path"] for one in told["resources"]] == ["Table é.csv", "all.jsonl", "all.parquet"]
    assert (lines["name"], lines["format"], lines["mediatype"], lines["encoding"]) == (
        "all.jsonl", "jsonl", "application/jsonl", "utf-8",
    )  # fmt: skip
    assert (table["format"], table["mediatype"]) == ("csv", "text/csv")
    assert "encoding" not in parquet
    assert [(one["records"], one["final"]) for one in told["resources"]] == [(3, True)] * 3
    types = {one["name"]: one["type"] for one in lines["schema"]["fields"]}
    assert list(types)[:4] == ["record_type", "schema_version", "id", "revision"]
    assert len(types) == 44
    expected = {
        "post_id": "string", "shares": "integer", "published_at": "datetime",
        "published_date": "date", "tags": "array", "images": "array", "provenance": "object",
    }  # fmt: skip
    assert types | expected == types
    assert set(types.values()) == {"string", "integer", "datetime", "date", "array", "object"}
    # A reader of another make takes every cell for what is said of it.
    for read in as_frictionless(tmp_path).resources:
        if read.format != "parquet":
            report = read.validate()
            assert (report.valid, report.tasks[0].stats["rows"]) == (True, 3), report.flatten()
    columns = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'all.parquet'}'").fetchall()
    assert [column[0] for column in columns] == list(types)
    # And sees where a file is another one.
    with (tmp_path / "all.jsonl").open("ab") as stream:
        stream.write(b"\n")
    assert not as_frictionless(tmp_path).get_resource("all.jsonl").validate().valid


def test_chosen_columns_are_described(folder: Path, tmp_path: Path) -> None:
    wanted = Selection(columns=("id", "revision", "headline"))
    for form in ("csv", "xlsx", "jsonl"):
        export(folder, wanted, form, tmp_path / f"all.{form}", describe=True)
    export(folder, Selection(columns=("id",), body=False), "csv", tmp_path / "a.csv", describe=True)
    told = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert [one["path"] for one in told] == ["a.csv", "all.csv", "all.jsonl", "all.xlsx"]
    for one in told[1:]:
        assert one["schema"]["fields"] == [
            {"name": "id", "type": "string"},
            {"name": "revision", "type": "integer"},
            {"name": "headline", "type": "string"},
        ]
        assert one["schema"]["primaryKey"] == ["id", "revision"]
    assert "primaryKey" not in told[0]["schema"]
    assert ("encoding" in told[2], "encoding" in told[3]) == (True, False)
    read = as_frictionless(tmp_path).get_resource("all.csv").validate()
    assert (read.valid, read.tasks[0].stats["rows"]) == (True, 2)


def test_what_an_owner_added_stays_and_a_described_file_stays_true(
    folder: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "all.jsonl", tmp_path / "other.csv"
    export(folder, Selection(), "jsonl", target, describe=True)
    told = {"title": "Mine", **package(tmp_path), "licenses": [{"name": "CC-BY-4.0"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(told))
    Site(folder).look(3, "01 13:00")
    export(folder, Selection(), "jsonl", target)
    export(folder, Selection(), "csv", other)
    assert is_true(tmp_path)
    assert {path: one["records"] for path, one in resources(tmp_path).items()} == {"all.jsonl": 3}
    now = package(tmp_path)
    assert (now["title"], now["licenses"]) == ("Mine", [{"name": "CC-BY-4.0"}])


@pytest.mark.parametrize("foreign", ['{"name": "theirs", "resources": []}', "no JSON", "[]"])
def test_somebody_elses_package_stays_as_it_is(folder: Path, tmp_path: Path, foreign: str) -> None:
    theirs, target = tmp_path / "datapackage.json", tmp_path / "all.jsonl"
    theirs.write_text(foreign)
    with pytest.raises(ExportError, match="was not made by this program, and stays as it is"):
        export(folder, Selection(), "jsonl", target, describe=True)
    assert not target.exists()
    export(folder, Selection(), "jsonl", target)
    assert target.exists()
    assert theirs.read_text() == foreign


@pytest.mark.parametrize(
    "name", [".x.jsonl", "~x.jsonl", "a\\b.jsonl", "a\nb.jsonl", os.fsdecode(b"\xff.jsonl")]
)
def test_a_file_that_no_package_can_name_is_not_described(
    folder: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ExportError, match="a data package cannot name a file "):
        export(folder, Selection(), "jsonl", tmp_path / name, describe=True)
    assert not (tmp_path / name).exists()
    assert export(folder, Selection(), "jsonl", tmp_path / name).records == 2


def test_unusual_names_are_named(folder: Path, tmp_path: Path) -> None:
    names = [
        "A..b.jsonl",
        "two words.jsonl",
        "\u0627\u0644\u0639.jsonl",
        "e\u0301.jsonl",
        "\u00e9.jsonl",
    ]
    for name in names:
        export(folder, Selection(), "jsonl", tmp_path / name, describe=True)
    assert set(resources(tmp_path)) == set(names)
    read = as_frictionless(tmp_path)
    assert len(set(read.resource_names)) == 5
    assert read.validate().valid


def test_a_package_without_files_is_none(folder: Path, tmp_path: Path) -> None:
    def take_away() -> None:
        with datapackage.held(tmp_path) as held:
            held.replace([], instead_of=lambda path: True)

    export(folder, Selection(), "jsonl", tmp_path / "all.jsonl", describe=True)
    take_away()
    assert not (tmp_path / "datapackage.json").exists()
    export(folder, Selection(), "jsonl", tmp_path / "all.jsonl", describe=True)
    (tmp_path / "datapackage.json").write_text(json.dumps({**package(tmp_path), "title": "Mine"}))
    take_away()
    assert (package(tmp_path)["title"], package(tmp_path)["resources"]) == ("Mine", [])


def test_what_was_delivered_is_no_failure_where_it_cannot_be_described(
    folder: Path, tmp_path: Path
) -> None:
    def hook(now: str) -> None:
        if now == "begun":
            (tmp_path / "datapackage.json").write_text("{}")

    target = tmp_path / "new.jsonl"
    tally = export(folder, Selection(), "jsonl", target, consumer="desk", describe=True, hook=hook)
    assert (tally.records, target.read_bytes().count(b"\n")) == (2, 2)
    assert tally.undescribed
    assert "was not made by this program" in tally.undescribed
    assert (tmp_path / "datapackage.json").read_text() == "{}"


#: Exports of each of those that export at once.
TURNS = scaled(2, 4)


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("point", ["written", "begun", "renamed", "ended"])
@pytest.mark.sampled(4)
def test_killed_between_any_two_steps_nothing_wrong_is_said(
    folder: Path, tmp_path: Path, point: str
) -> None:
    target = tmp_path / "new.jsonl"

    def deliver(*, killed_at: str = "") -> None:
        def hook(now: str) -> None:
            assert is_true(tmp_path)
            if now == killed_at:
                raise Killed

        export(folder, Selection(), "jsonl", target, consumer="desk", describe=True, hook=hook)

    deliver()
    before = target.read_bytes()
    Site(folder).look(3, "01 13:00")
    with pytest.raises(Killed):
        deliver(killed_at=point)
    assert is_true(tmp_path)
    # The old file is described still, or the new one is there and not yet described.
    assert ("new.jsonl" in resources(tmp_path)) == (target.read_bytes() == before)
    Site(folder).look(4, "01 13:00")
    deliver()
    assert is_true(tmp_path)
    assert list(resources(tmp_path)) == ["new.jsonl"]


def test_exports_at_once_lose_no_description(folder: Path, tmp_path: Path) -> None:
    def run(number: int) -> None:
        for turn in range(TURNS):
            name = f"{number}-{turn}.jsonl"
            export(folder, Selection(), "jsonl", tmp_path / name, describe=True)
            export(folder, Selection(), "csv", tmp_path / "shared.csv", describe=True)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"{n}-{turn}.jsonl" for n in range(3) for turn in range(TURNS)} | {"shared.csv"}
    assert set(resources(tmp_path)) == expected
    assert is_true(tmp_path)


def test_the_feeds_are_described_as_far_as_they_are_committed(folder: Path) -> None:
    export(folder, Selection(), "jsonl", folder / "all.jsonl", describe=True)
    newest = folder / "articles" / "2026-03-06.jsonl"
    with newest.open("ab") as stream:
        stream.write(b'{"record_type":"art')  # of a run that is writing
    describe_feeds(folder)
    assert is_true(folder)
    said = {path: (one["records"], one["final"]) for path, one in resources(folder).items()}
    assert said == {
        "all.jsonl": (2, True),
        "articles/2026-03-05.jsonl": (1, True),
        "articles/2026-03-06.jsonl": (2, False),
    }
    grows = resources(folder)["articles/2026-03-06.jsonl"]
    assert newest.read_bytes()[: grows["bytes"]].endswith(b"}\n")
    report = as_frictionless(folder).get_resource("articles/2026-03-05.jsonl")
    assert report.validate().valid
    # More is written: what was said of the beginning is still true.
    Site(folder).look(5, "01 14:00")
    assert is_true(folder)
    describe_feeds(folder, only_final=True)
    assert list(resources(folder)) == ["all.jsonl", "articles/2026-03-05.jsonl"]
    (folder / "articles" / "2026-03-05.jsonl").unlink()
    describe_feeds(folder)
    assert list(resources(folder)) == ["all.jsonl", "articles/2026-03-06.jsonl"]


def test_nothing_is_said_of_a_feed_that_was_changed(folder: Path) -> None:
    path = folder / "articles" / "2026-03-05.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Harbours", b"Harbour2"))
    with pytest.raises(LedgerError, match=r"2026-03-05.jsonl is not what was committed to it"):
        describe_feeds(folder)
    assert not (folder / "datapackage.json").exists()
