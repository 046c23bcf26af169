"""A browser is ended in time also where the machine has no more files or memory to give."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from pathlib import Path
from typing import NoReturn

import pytest
from scrapy.settings import Settings

from mayadeen_crawler.middlewares.chromium import processes
from mayadeen_crawler.middlewares.chromium.budget import SETTINGS, Budget
from mayadeen_crawler.middlewares.chromium.processes import BrowserProcesses
from mayadeen_crawler.middlewares.chromium.watchdog import Watchdog


class Unseen(BrowserProcesses):
    """Processes that nothing can be found out of."""

    def __init__(self, error: Exception) -> None:
        super().__init__(driver=0)
        self._error = error

    def look(self) -> NoReturn:
        """Raise the error."""
        raise self._error


@pytest.mark.parametrize(
    "error", [OSError(errno.EMFILE, "too many"), MemoryError()], ids=["files", "memory"]
)
@pytest.mark.parametrize("ends", ["by its time", "with the run"])
def test_a_browser_that_cannot_be_measured_is_ended(
    tmp_path: Path, error: Exception, ends: str
) -> None:
    limits = dict.fromkeys(SETTINGS.values(), 1e9)
    if ends == "by its time":
        limits["BROWSER_MAX_SECONDS"] = 0.1
    budget, ending, bitten = Budget(Settings(limits)), threading.Event(), threading.Event()
    dog = Watchdog(budget, tmp_path, ending.is_set, bitten.set)
    dog.processes = Unseen(error)
    if ends == "with the run":
        assert not bitten.wait(0.3)
        ending.set()
    assert bitten.wait(10)
    assert budget.over == ("seconds" if ends == "by its time" else None)


@pytest.mark.parametrize("call", ["iterdir", "read_text"])
def test_processes_that_cannot_be_looked_at_are_killed_all_the_same(
    monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_given: object, **_options: object) -> NoReturn:
        raise OSError(errno.EMFILE, "too many open files")

    with subprocess.Popen(["sleep", "60"]) as driver:
        try:
            found = BrowserProcesses(driver.pid)
            found.look()
            assert found.alive == {driver.pid}
            with monkeypatch.context() as patched:
                patched.setattr(Path, call, fail)
                found.look()
                assert found.alive == {driver.pid}
                found.kill_all()
            assert driver.wait(10) == -9
            found.look()
            assert found.alive == set()
        finally:
            driver.kill()


def test_a_machine_that_lists_no_processes_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As macOS."""
    monkeypatch.setattr(processes, "_PROC", tmp_path / "none")
    found = BrowserProcesses(os.getpid())
    found.kill_all()
    assert (found.alive, found.megabytes()) == (set(), 0)
