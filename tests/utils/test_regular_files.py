"""What somebody put in the place of a file that is written or read: nothing outside is changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.utils.error_pages import ErrorPages
from mayadeen_crawler.warc import kept_records, run_file
from mayadeen_crawler.warc.reader import WarcFileReading, captures
from mayadeen_crawler.warc.unpacking import unpack

URL = "https://a.test/story"
PAGE = f"errors/{sha256(URL.encode()).hexdigest()[:16]}.body"


def keep_page(folder: Path) -> str:
    file = ErrorPages(folder).keep(URL, [], b"a page", {})
    return file.with_suffix(".body").read_text()


def settle(folder: Path) -> str:
    run_file.settle(folder)
    return "left" if os.path.lexists(folder / "run.warc.gz.open") else "gone"


def append(folder: Path) -> str:
    return str(kept_records.append(folder / "kept.warc.gz", b"a record", at=0))


def replay(folder: Path) -> str | None:
    reading = WarcFileReading(folder / "read.warc.gz")
    assert list(captures(reading)) == []
    return reading.problem


def replay_packed(folder: Path) -> str | None:
    return unpack(folder / "read.warc.zst", folder / "plain")


def look_for_package(folder: Path) -> str:
    return str(datapackage.describes(folder / "articles.csv"))


NO_FILE = "it is {what}, not a regular file"
#: What is done → where something was put before, and what comes of it.
ACTS: dict[Callable[[Path], str | None], tuple[str, str]] = {
    keep_page: (PAGE, "a page"),
    settle: ("run.warc.gz.open", "left"),
    append: ("kept.warc.gz", NO_FILE),
}
READS: dict[Callable[[Path], str | None], tuple[str, str]] = {
    look_for_package: ("datapackage.json", "False"),
    replay: ("read.warc.gz", NO_FILE), replay_packed: ("read.warc.zst", NO_FILE),
}  # fmt: skip


def said(act: Callable[[Path], str | None], folder: Path) -> str | None:
    """Return what *act* brings, or the reason of its OSError; fails where it waits."""
    found: list[str | None] = []

    def run() -> None:
        try:
            found.append(act(folder))
        except OSError as error:
            found.append(error.strerror)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(10)
    assert found, "it waits"
    return found[0]


@pytest.mark.parametrize("act", ACTS)
def test_a_link_leads_to_no_file_of_somebody_else(
    act: Callable[[Path], str | None], tmp_path: Path
) -> None:
    place, expected = ACTS[act]
    other = tmp_path / "precious"
    other.write_text("words")
    folder = tmp_path / "output"
    (folder / place).parent.mkdir(parents=True)
    (folder / place).symlink_to(other)
    assert said(act, folder) == expected.format(what="a symbolic link")
    assert other.read_text() == "words"


@pytest.mark.parametrize("act", [*ACTS, *READS])
def test_nobody_waits_for_a_fifo(act: Callable[[Path], str | None], tmp_path: Path) -> None:
    place, expected = {**ACTS, **READS}[act]
    (tmp_path / place).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / place)
    assert said(act, tmp_path) == expected.format(what="a FIFO")
