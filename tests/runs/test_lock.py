"""A lock that goes with its process, and never with a file that was left behind."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from mayadeen_crawler.runs import lock
from mayadeen_crawler.runs.lock import RunLock, free_locks, holder, name_of, remove_free


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "a.lock"
    first, second = RunLock(path), RunLock(path)
    assert first.take("one") is None
    assert (second.take("two"), holder(path)) == ("one", "one")
    first.release()
    assert (holder(path), path.exists()) == (None, False)
    assert second.take("two") is None
    second.release()


def test_a_link_in_a_locks_place_empties_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    path = tmp_path / "a.lock"
    path.symlink_to(tmp_path / "notes")
    with pytest.raises(OSError, match="symbolic links"):
        RunLock(path).take("one")
    assert (tmp_path / "notes").read_text() == "mine"
    assert holder(path) is None


def test_looking_for_dead_locks_waits_for_nothing_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    (tmp_path / "a.lock").symlink_to(tmp_path / "notes")
    os.mkfifo(tmp_path / "b.lock")
    assert free_locks(tmp_path) == [tmp_path / "b.lock"]
    assert not remove_free(tmp_path / "a.lock")
    assert remove_free(tmp_path / "b.lock")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.lock", "notes"]


def test_a_released_lock_is_not_released_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first, second = RunLock(path), RunLock(path)
    first.take("one")
    first.release()
    second.take("two")
    first.release()
    assert holder(path) == "two"
    second.release()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    ready, told = os.pipe()
    pid = os.fork()
    if not pid:
        RunLock(path).take("killed")
        os.write(told, b"x")
        signal.pause()
        os._exit(0)
    os.read(ready, 1)
    try:
        assert holder(path) == "killed"
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(ready)
        os.close(told)
    assert path.exists()
    assert holder(path) is None
    again = RunLock(path)
    assert again.take("again") is None
    again.release()


def test_whoever_looks_does_not_keep_a_run_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lock"
    path.write_text("")
    monkeypatch.setattr(lock, "PATIENCE", 60.0)  # seconds, on a machine that is very busy
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            holder(path)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for number in range(20):
            one = RunLock(path)
            assert one.take(f"run-{number}") is None
            one.release()
    finally:
        stop.set()
        looking.join()


def test_names_tell_arguments_apart() -> None:
    one = name_of("section", {"edition": "en", "sections": "politics"})
    assert one == name_of("section", {"sections": "politics", "edition": "en"})
    assert one != name_of("section", {"edition": "en", "sections": "economy"})
    assert one != name_of("tag", {"edition": "en", "sections": "politics"})
    assert "/" not in name_of("tag", {"tags": "../../etc/passwd"})
