"""Files that are written whole, and what killed writers leave beside them."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from mayadeen_crawler.utils.atomic_files import (
    remove_left_behind,
    replacing,
    sync_folder,
    work_folder,
)


def test_the_old_content_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    with replacing(target) as stream:
        stream.write("old")
    with pytest.raises(TypeError), replacing(target) as stream:
        stream.write(None)  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_work_of_the_dead_is_removed_and_no_other(tmp_path: Path) -> None:
    dead, elsewhere = tmp_path / ".x.csv.00112233aabb.part", tmp_path / "kept"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    others = [
        tmp_path / ".x.csv.0011aabb.part",  # a delivery that the ledger knows
        tmp_path / "x.csv.00112233aabb.part",
        tmp_path / ".notes.part",
    ]
    for path in (dead, *others):
        path.mkdir()
    (dead / "x.csv").write_text("half")
    (dead / "link").symlink_to(elsewhere)
    (link := tmp_path / ".y.csv.00112233aabb.part").symlink_to(elsewhere)
    (file := tmp_path / ".z.csv.00112233aabb.part").touch()
    descriptor = os.open(dead, os.O_RDONLY)  # as its process holds it, until it dies
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with work_folder(tmp_path / "x.csv") as alive:
        remove_left_behind(tmp_path)
        assert dead.exists()
        os.close(descriptor)
        remove_left_behind(tmp_path)
        assert alive.exists()
    assert sorted(tmp_path.iterdir()) == sorted([*others, elsewhere, link, file])
    assert (elsewhere / "file").exists()
    remove_left_behind(tmp_path / "nowhere")


@pytest.mark.parametrize("removed", [True, False])
def test_a_folder_that_another_takes_for_left_behind_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removed: bool
) -> None:
    lock, calls = fcntl.flock, []

    def after_another(descriptor: int, operation: int) -> None:
        calls.append(operation)
        if len(calls) == 1:  # made, and not yet locked
            if not removed:
                raise BlockingIOError
            assert remove_left_behind(tmp_path) == 1
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", after_another)
    with replacing(tmp_path / "file.txt") as stream:
        stream.write("whole")
    assert (tmp_path / "file.txt").read_text() == "whole"


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_that_syncs_no_folders_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    sync_folder(tmp_path)


def test_a_folder_that_the_disk_does_not_take_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        sync_folder(tmp_path)
