"""A disk that fills before or in the middle of a run, on a small file system of its own."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import explained
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.spare_room import ROOM
from tests.helpers.crawls import crawl
from tests.helpers.manifests import made, manifests
from tests.helpers.processes import scrapy


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 1 MB, where one can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=900k", "none", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.no_records("the disk is full")
def test_it_is_in_the_manifest_and_said_once(small_disk: Path) -> None:
    output = small_disk / "output"
    with ReplicaServer(ReplicaSite(articles=120)) as replica:
        done = crawl("section", output, base_url=replica.url)
    assert done.status == 1
    errors = [line for line in done.lines if line.startswith("ERROR")]
    assert len(errors) == 1, done.lines
    assert errors[0].startswith(f"ERROR: disk full: {output}")
    assert len(done.lines) <= 2, done.lines  # what the one failed commit left may be cut off
    (manifest,) = manifests(output)
    assert (manifest["outcome"], manifest["exit_status"]) == ("failed", 1)
    assert manifest["reason"].startswith(f"disk full: {output}")


def filled(disk: Path) -> Path:
    """Fill the file system to its last block; return the file that does."""
    path = disk / "filling"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return path


@pytest.mark.no_records("the disk is full")
@pytest.mark.soak
def test_runs_that_find_the_disk_full_are_told_by_the_next_one(
    small_disk: Path, tmp_path: Path
) -> None:
    output = small_disk / "output"

    def run(*words: str, code: int | None = None) -> subprocess.CompletedProcess[str]:
        return scrapy(*words, cwd=tmp_path, code=code, MAYADEEN_OUTPUT_DIR=str(output))

    with ReplicaServer(ReplicaSite(articles=2)) as replica:
        words = ["crawl", "article", "-a", f"base_url={replica.url}", "-s", "DOWNLOAD_DELAY=0"]
        words += ["-a", f"urls={replica.url}{replica.site.path(1)}"]
        run(*words, code=0)
        filling = filled(small_disk)
        for number in range(2):
            full = run(*words, "-a", f"_job=full-{number}", code=1)
            assert full.stderr.count("\n") == 1
            assert "disk full: " in full.stderr
        listed = run("runs", code=0).stdout.splitlines()
        assert len(listed) == 4
        assert all("failed" in line and "disk full: " in line for line in listed[1:3]), listed
        site = ("--base-url", replica.url, "-s", "DOWNLOAD_DELAY=0")
        doctor = run("doctor", *site, "--json", code=4)
        (finding,) = [x for x in json.loads(doctor.stdout)["checks"] if x["check"] == "output"]
        assert finding["mark"] == "FAIL"
        filling.unlink()
        said = run("doctor", *site).stdout
        assert "; 2 runs found no room, the last at 20" in said
        done = run(*words, code=0)
        warned = re.findall(r"WARNING: run (\S+) of \S+ found no room: (.{11})", done.stderr)
        assert warned == [("full-0", "disk full: "), ("full-1", "disk full: ")]
        assert "found no room" not in run(*words, code=0).stderr
        assert "found no room" not in run("doctor", *site).stdout
    assert sorted(one["outcome"] for one in manifests(output)) == ["failed"] * 2 + ["good"] * 3
    assert {one["run_id"] for one in manifests(output)} > {"full-0", "full-1"}


def test_as_many_as_the_room_holds_and_never_one_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunsFolder(tmp_path)
    folder.write(made("a"))
    assert folder.keep_room() == []
    with monkeypatch.context() as full:
        full.setattr("secrets.token_hex", fails)
        for _ in range(2):
            folder.write(made("run-0"))
        for number in range(1, 20):
            folder.write(made(f"run-{number}"))
        others = (made(f"run-{number}") for number in range(20, 200))
        with pytest.raises(OSError, match="No space left"):
            deque(map(folder.write, others), 0)
        found = [one["run_id"] for one in folder.newest()]
        assert (found[-2:], len(set(found))) == (["run-0", "a"], len(found))
        assert folder.of("run-7") is not None
        assert folder.noted() == list(reversed(list(folder.newest())[:-1]))
    assert [one["run_id"] for one in folder.keep_room()] == found[-2::-1]
    assert (folder.noted(), len(manifests(tmp_path))) == ([], len(found))
    assert (tmp_path / "runs" / ".spare").stat().st_size == ROOM


@pytest.mark.no_records("what no run of ours wrote is planted")
def test_what_else_is_in_the_rooms_place(tmp_path: Path) -> None:
    folder = RunsFolder(tmp_path)
    folder.write(made("a"))
    spare = tmp_path / "runs" / ".spare"
    spare.write_bytes(b'{"run_id": "../b"}\n[1]\n\xff\n' + json.dumps(made("b")).encode() + b"\n")
    assert [one["run_id"] for one in folder.keep_room()] == ["b"]
    (tmp_path / "mine").write_text("mine")
    puts: list[Callable[[], None]] = [
        lambda: spare.symlink_to(tmp_path / "mine"), lambda: os.mkfifo(spare), spare.mkdir
    ]  # fmt: skip
    for put in puts:
        spare.unlink()
        put()
        assert folder.noted() == []
        with contextlib.suppress(OSError):
            assert folder.keep_room() == []
    assert (tmp_path / "mine").read_text() == "mine"


def fails(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_manifest_in_the_room_of_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunsFolder(tmp_path)
    folder.write(made("a", running=True))
    monkeypatch.setattr(Path, "mkdir", fails)
    monkeypatch.setattr("secrets.token_hex", fails)
    with pytest.raises(OSError, match="No space left"):
        folder.write(made("b"))
    monkeypatch.undo()
    monkeypatch.setattr("secrets.token_hex", fails)
    many = {f"x/{number}": number for number in range(5000)}
    folder.write(made("a", ledger__error="disk full: here") | {"stats": many})
    found = folder.of("a")
    assert found is not None
    assert (found["outcome"], found["reason"]) == ("failed", "disk full: here")
    assert found["stats"] == {}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_begins_its_line(tmp_path: Path, number: int) -> None:
    with (
        pytest.raises(LedgerError, match=r"^disk full: .*: free space; a later run goes on"),
        explained(tmp_path / "ledger.sqlite3"),
    ):
        raise OSError(number, os.strerror(number))
