"""Broken input of every kind; and the tool that looks for more of it, ``python -m tests.fuzz``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import __main__ as tool
from tests.fuzz.reduction import reduced
from tests.fuzz.targets import TARGETS
from tests.fuzz.workers import Trial, made, tried
from tests.helpers.reading_time import promised, seconds_of_ordinary_pages
from tests.helpers.soak_figures import scaled

#: Kinds of which one input takes as long as a hundred pages: they run a whole command.
COSTLY = ("feed", "http", "warc")
FOUND = sorted(path for path in tool.FOUND.glob("*-*"))


def is_quick(trial: Trial) -> bool:
    """Whether an input took little more than promised: other tests run beside this one."""
    return trial.cpu < 3 * promised(trial.size, seconds_of_ordinary_pages())


@pytest.mark.parametrize("kind", TARGETS)
def test_broken_inputs_are_read_without_a_fault(kind: str) -> None:
    for number in range(3 if kind in COSTLY else scaled(6, 500)):
        trial = tried(kind, made(kind, number, seed=0))
        assert trial.error is None, f"{kind} {number}: {trial.error}"
        assert kind == "feed" or is_quick(trial)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_what_once_broke_something_does_no_more(file: Path) -> None:
    trial = tried(file.name.partition("-")[0], file.read_bytes())
    assert trial.error is None, trial.error
    assert is_quick(trial)


def test_a_fault_is_found_made_small_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_at_pages(data: bytes) -> None:
        if b"<body" in data:
            raise RuntimeError("planted")

    class HereWorker:
        """Tries inputs in this process, where the planted fault is."""

        def __init__(self, seed: int) -> None:
            self.seed = seed

        def tried(self, kind: str, number: int) -> object:
            return tried(kind, made(kind, number, self.seed), number)

        def end(self) -> None:
            pass

    monkeypatch.setitem(TARGETS, "article", fails_at_pages)
    monkeypatch.setattr(tool, "Worker", HereWorker)
    monkeypatch.setattr(tool, "FOUND", tmp_path)
    made("article", 0, seed=1)  # the sound pages, so that the time goes to broken ones
    assert tool.main(["--seconds", "0.5", "--only", "article", "--processes", "1"]) == 1
    (file,) = (path for path in tmp_path.iterdir() if path.read_bytes() == b"<body")
    printed = capsys.readouterr().out
    assert "RuntimeError" in printed
    assert f"in {file}" in printed


def test_reduced_to_what_breaks() -> None:
    assert reduced(b"a" * 500 + b"<x>" + b"b" * 900, lambda data: b"<x>" in data) == b"<x>"
    assert reduced(b"abc", lambda _: False) == b"abc"
