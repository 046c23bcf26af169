"""A disk that fills in the middle of a run, on a small file system of its own."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import explained
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.runs.manifest_files import RunsFolder
from tests.helpers.crawls import crawl
from tests.helpers.manifests import made, manifests


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


def test_a_manifest_in_the_room_of_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunsFolder(tmp_path)
    folder.write(made("a", running=True))
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fails(*_: Any, **__: Any) -> None:
        raise full

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
