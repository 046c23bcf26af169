"""The folder of manifests: whole files, the newest first, the dead told from the living."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mayadeen_crawler.runs.lock import RunLock
from mayadeen_crawler.runs.manifest_files import RunsFolder
from tests.helpers.manifests import made, written


def test_a_manifest_is_put_in_the_place_of_its_older_self(tmp_path: Path) -> None:
    folder = written(tmp_path, made("a", running=True), made("a"))
    assert [path.name for path in folder.path.iterdir()] == ["a.json"]
    assert json.loads((folder.path / "a.json").read_text())["outcome"] == "good"


class Unprintable:
    def __str__(self) -> str:
        raise ValueError("no text")


def test_a_manifest_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    folder = written(tmp_path, made("a"))
    circle = made("a")
    circle["stats"]["self"] = Unprintable()
    with pytest.raises(ValueError, match="no text"):
        folder.write(circle)
    assert [path.name for path in folder.path.iterdir()] == ["a.json"]
    assert json.loads((folder.path / "a.json").read_text())["run_id"] == "a"


@pytest.mark.no_records("what is no manifest is planted")
def test_the_newest_come_first_and_strangers_are_passed_over(tmp_path: Path) -> None:
    folder = written(tmp_path, made("a"), made("b"), made("c"))
    (folder.path / "torn.json").write_text('{"record_type": "run", ')
    (folder.path / "other.json").write_text("[1, 2]")
    (folder.path / "notes.txt").write_text("mine")
    assert [one["run_id"] for one in folder.newest()] == ["c", "b", "a"]
    found = [folder.of(name) for name in ("b", "torn", "none", "../runs/b", "b/../b")]
    assert [one and one["run_id"] for one in found] == ["b", None, None, None, None]


def test_a_run_that_died_is_told_from_one_that_runs(tmp_path: Path) -> None:
    alive, dead = made("alive", running=True, lock="a.lock"), made("dead", running=True)
    folder = written(tmp_path, dead, alive)
    lock = RunLock(folder.lock_path("a.lock"))
    lock.take("alive")
    assert [folder.outcome(one) for one in (alive, dead)] == ["running", "died"]
    # Another run with the same arguments holds the lock by now.
    assert folder.outcome(made("earlier", running=True, lock="a.lock")) == "died"
    lock.release()
    assert folder.outcome(alive) == "died"
    assert folder.outcome(made("ended")) == "good"


@pytest.mark.no_records("what is no manifest is planted")
@pytest.mark.parametrize(
    "change",
    [
        {"warnings": None}, {"stats": None}, {"records": {}}, {"records": {"articles": 1}},
        {"started_at": "soon"}, {"recognised_at": "2026-03-05T10:00:00"}, {"lock": 5},
        {"reason": []}, {"run_id": None}, {"record_type": "article"}, {"seconds": "long"},
        {"run_id": "of-another-file"}, {"seconds": float("inf")}, {"seconds": 10**400},
        {"started_at": "0001-01-01T00:00:00+14:00"}, {"updated_at": "9999-12-31T23:59:59-12:00"},
        {"pending_left": 10**400}, {"pages": {"failed": 10**400}}, {"pages": ["failed"]},
    ],
)  # fmt: skip
def test_what_only_looks_like_a_manifest_is_passed_over(
    tmp_path: Path, change: dict[str, object]
) -> None:
    folder = written(tmp_path, made("a"))
    (folder.path / "b.json").write_text(json.dumps(made("b") | change))
    assert [one["run_id"] for one in folder.newest()] == ["a"]


@pytest.mark.no_records("what is no manifest is planted")
def test_hostile_json_is_passed_over(tmp_path: Path) -> None:
    folder = written(tmp_path, made("a"))
    (folder.path / "deep.json").write_text("[" * 100_000)
    (folder.path / "bare.json").write_text('{"record_type": "run"}')
    (folder.path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (folder.path / "folder.json").mkdir()
    assert [one["run_id"] for one in folder.newest()] == ["a"]


@pytest.mark.no_records("what is no manifest is planted")
def test_neither_a_fifo_nor_a_link_nor_a_huge_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path, made("a"))
    os.mkfifo(folder.path / "fifo.json")  # a reader that opens it waits for ever
    (folder.path / "link.json").symlink_to("/dev/zero")
    monkeypatch.setattr("mayadeen_crawler.runs.manifest_files._LARGEST", 100_000)
    (folder.path / "b.json").write_text(json.dumps(made("b")) + " " * 100_000)
    assert [one["run_id"] for one in folder.newest()] == ["a"]


@pytest.mark.no_records("what is no manifest is planted")
@pytest.mark.parametrize("name", ["fifo", "../../fifo", "a\0b", "\ud800", "x" * 5000])
def test_no_lock_that_a_manifest_names_is_waited_for(tmp_path: Path, name: str) -> None:
    folder = RunsFolder(tmp_path)
    folder.lock_path("fifo").parent.mkdir(parents=True)
    for fifo in (folder.lock_path("fifo"), tmp_path / "fifo"):
        os.mkfifo(fifo)
    (folder.path / "a.json").write_text(json.dumps(made("a", running=True, lock=name)))
    assert [folder.outcome(one) for one in folder.newest()] == ["died"]


def test_a_run_that_ends_while_it_is_looked_at_did_not_die(tmp_path: Path) -> None:
    before = made("a", running=True, lock="a.lock")
    folder = written(tmp_path, before, made("a"))
    assert folder.outcome(before) == "good"
