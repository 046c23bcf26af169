"""The live line: on a terminal, and nowhere else."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import sys
import termios
from pathlib import Path

import pytest
from scrapy.settings import Settings

from mayadeen_crawler.extensions.progress import wanted
from mayadeen_crawler.extensions.progress_figures import (
    SitemapShare,
    pages,
    records,
)
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.processes import start

#: A line of the log: a time first, nothing of the live line before it or behind it.
LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[\w.]+\] INFO: .*[^ ]?")


def on_terminal(
    folder: Path, url: str, spider: str, *words: str, columns: int = 100, **env: str
) -> str:
    """Return what a good run writes to a terminal."""
    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with start(
        "crawl", spider, "-a", f"base_url={url}", "-s", f"OUTPUT_DIR={folder}",
        "-s", "DOWNLOAD_DELAY=0", "-s", "TDMREP=0", *words,
        err=Path(os.ttyname(its)), env={"TERM": "xterm", **env},
    ) as run:  # fmt: skip
        shown = os.read(ours, 65_536)  # it has the terminal open
        os.close(its)
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
        assert run.wait(60) == 0
    return shown.decode()


def drawn(shown: str) -> list[str]:
    """Return the lines of *shown* without what moves the cursor, erases or colours."""
    return [re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", line) for line in re.split(r"\r\n?|\n", shown)]


def test_a_terminal_shows_how_far_a_run_is(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        shown = on_terminal(tmp_path, replica.url, "section", "-a", "sections=politics")
        asked = len([path for path in replica.requests if path != "/robots.txt"])
    # The first figures, and the last ones: 5 articles, the pages of their list, the home page.
    assert "section 0 pages · 0 new 0 revised 0 known · 0.0/s · queue " in shown
    assert f"section {asked} pages · 5 new 0 revised 0 known · " in shown
    assert " · queue 0 · delay 0 s" in shown
    # The log is not torn by it, and ends below nothing of it.
    lines = [line for line in drawn(shown) if "] INFO: " in line]
    assert len(lines) >= 4
    assert [line for line in lines if not LOGGED.fullmatch(line) or " · " in line] == []
    assert drawn(shown)[-2:] == [lines[-1], ""]
    assert lines[-1].endswith(f" has ended: records are in {tmp_path}")
    # The cursor is hidden while the line is drawn, and comes back.
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


@pytest.mark.soak
def test_a_log_file_holds_nothing_of_it_and_an_archive_has_a_bar(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    with ReplicaServer(ReplicaSite(articles=60)) as replica:
        shown = on_terminal(
            tmp_path, replica.url, "sitemap", "--logfile", str(log), columns=80
        )  # fmt: skip
    assert " · 60 new 0 revised " in shown
    assert any(
        re.fullmatch(r"100% ━+ 60 of about 60, 0:00:00 left *", line) for line in drawn(shown)
    )
    # At 80 columns nothing is wrapped: every line is drawn over.
    assert max(map(len, drawn(shown))) <= 80
    assert "INFO" not in shown
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not LOGGED.fullmatch(line)] == []
    assert lines[-1].endswith(f" has ended: records are in {tmp_path}")


class _Stream:
    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "term", "setting", "expected"),
    [
        (True, "xterm", True, True),
        (False, "xterm", True, False),
        (True, "dumb", True, False),
        (True, None, True, False),
        (True, "xterm", "0", False),
    ],
)
def test_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, term: str | None, setting: object,
    expected: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "stderr", _Stream(terminal=terminal))
    monkeypatch.delenv("TERM", raising=False)
    if term:
        monkeypatch.setenv("TERM", term)
    assert wanted(Settings({"PROGRESS": setting})) is expected


def test_figures_in_words() -> None:
    articles = {
        "article/new": 3, "article/known": 1, "article/known_on_listings": 40,
        "page/answered": 9, "page/failed": 2,
    }  # fmt: skip
    assert (pages(articles), records(articles)) == (11, "3 new 0 revised 41 known")
    lines = {"ticker/polls": 4, "ticker/appeared": 12, "ticker/expired": 2, "page/answered": 4}
    assert records(lines) == "12 appeared 0 edited 2 expired 0 withdrawn"
    assert (pages({}), records({})) == (0, "0 new 0 revised 0 known")


class _Reader:
    def __init__(self, *outcomes: str, asked: int = 0, read: int = 0) -> None:
        self.outcomes = {f"/{n}.xml": outcome for n, outcome in enumerate(outcomes)}
        self.children = {"asked": asked, "read": read}


def test_how_much_of_an_archive_is_left_is_told_by_what_was_read() -> None:
    share_done = SitemapShare()
    assert share_done.share(_Reader(), {}, waiting=0) is None

    def share(reader: _Reader, done: int, waiting: int, files: int) -> tuple[int, int] | None:
        stats = {"article/pages": done - 1, "lost/http_404": 1, "sitemap/files": files}
        return share_done.share(reader, stats, waiting=waiting)

    # What an earlier run left is known to the last one.
    assert share(_Reader(), 5, 15, 0) == (5, 20)
    assert share(_Reader(), 20, 0, 0) == (20, 20)
    # An index of four files: nothing is known before the first was read.
    assert share(_Reader("to_be_read"), 20, 0, 0) is None
    four = ("files", *["to_be_read"] * 4)
    assert SitemapShare().share(_Reader(*four), {"sitemap/files": 1}, waiting=0) is None
    assert share(_Reader(*four, asked=1), 40, 60, 1) is None
    # The first held 100, so 400 are expected of four.
    one = _Reader("files", "files", *["to_be_read"] * 3, asked=2, read=1)
    assert share(one, 60, 60, 2) == (60, 420)
    assert share(one, 110, 30, 2) == (110, 420)
    # The last one is larger: what waits counts.
    last = _Reader(*["files"] * 4, "to_be_read", asked=4, read=3)
    assert share(last, 320, 0, 4) == (320, 420)
    assert share(last, 400, 90, 4) == (400, 490)
    # All read: what waits is all.
    assert share(_Reader(*["files"] * 5, asked=4, read=4), 480, 10, 5) == (480, 490)


@pytest.mark.parametrize("columns", ["abc", "0", "1"])
def test_an_odd_environment_costs_the_line_and_not_the_run(tmp_path: Path, columns: str) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        shown = on_terminal(tmp_path, replica.url, "breaking", COLUMNS=columns)
    assert "Good run: 10 appeared" in shown
    assert "Traceback" not in shown


def test_without_colour_and_markup(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        shown = on_terminal(
            tmp_path, replica.url, "breaking", "-s", "CONTACT=[bold]me[/bold]", NO_COLOR="1"
        )
    assert "breaking 0 pages · " in shown
    assert not re.search(r"\x1b\[[\d;]*m", shown)


def test_without_a_stderr_there_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert not wanted(Settings({"PROGRESS": True}))
