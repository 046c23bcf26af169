"""Commands whose standard streams are closed, full, or of an encoding that lacks a character."""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.utils.log import StreamLogger
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.utils import terminal
from tests.helpers.article_visits import Site
from tests.helpers.processes import scrapy, start

FULL = Path("/dev/full")


def in_shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run *line* in a shell, SCRAPY in it as a command on *folder*: nothing is forked."""
    command = shlex.join([sys.executable, "-m", "mayadeen_crawler"])
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("SCRAPY", command)],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_is_for_a_closed_standard_error_is_not_in_the_feed(tmp_path: Path) -> None:
    Site(tmp_path / "output").look(1, "01 11:00")
    exported = scrapy("export", "-s", f"OUTPUT_DIR={tmp_path / 'output'}", code=0).stdout
    assert exported.count("\n") == 1
    done = in_shell(tmp_path, "SCRAPY export 2>&- >feed.jsonl")
    assert done.returncode == 0
    assert (tmp_path / "feed.jsonl").read_text(encoding="utf-8") == exported


def test_a_closed_standard_output_changes_no_status(tmp_path: Path) -> None:
    done = in_shell(tmp_path, "SCRAPY runs --max-age 30m <&- >&-")
    assert (done.returncode, done.stderr) == (4, "there is no good run\n")


@pytest.mark.parametrize("words", [["search", "-h"], []])
def test_help_can_be_printed_in_ascii(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    printed = BytesIO()
    with monkeypatch.context() as patch, TextIOWrapper(printed, encoding="ascii") as stream:
        patch.setattr(sys, "stdout", stream)
        terminal.open_streams()
        sys.stdout.write("\u2026\n")
        with pytest.raises(SystemExit) as end:
            execute(["scrapy", *words], get_project_settings())
        text = printed.getvalue()
    assert end.value.code == 0
    assert text.startswith(b"?\n")
    assert b"scrapy search" in text if words else b"  search  " in text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([], "scrapy"),
        (["sections", "-h"], "scrapy sections"),
        (["crawl", "article", "-h"], "scrapy crawl"),
        (["version"], "scrapy version"),
        (["sections"], "scrapy sections"),
        (["settings", "--get", "BOT_NAME"], "scrapy settings"),
        (["schema"], "scrapy schema"),
        (["search", "--json", "story"], "scrapy search"),
        (["datapackage"], "scrapy datapackage"),
        (["list"], "scrapy list"),  # Scrapy's own
    ],
)
def test_what_cannot_be_printed_is_one_line_and_status_1(
    tmp_path: Path, words: list[str], name: str
) -> None:
    Site(tmp_path).look(1, "01 11:00")
    done = scrapy(*words, into=FULL, code=1, MAYADEEN_OUTPUT_DIR=str(tmp_path))
    assert done.stderr == f"{name}: cannot write: No space left on device\n"


@pytest.mark.parametrize(
    ("words", "status"), [(["exprot"], 2), (["export", "--x"], 2), (["export"], 0)]
)
def test_a_line_that_standard_error_cannot_take_changes_no_status(
    tmp_path: Path, words: list[str], status: int
) -> None:
    Site(tmp_path).look(1, "01 11:00")
    with start(*words, err=FULL, env={"MAYADEEN_OUTPUT_DIR": str(tmp_path)}) as run:
        assert run.wait() == status


def test_a_pipe_whose_reader_has_gone_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with monkeypatch.context() as patch, open(writing, "w") as gone:  # noqa: PTH123
        patch.setattr(sys, "stdout", gone)
        gone.write("printed, but still buffered\n")
        assert terminal.finish("scrapy x")
    assert capsys.readouterr().err == ""


def test_a_failure_is_reported_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch, FULL.open("w") as full:
        patch.setattr(sys, "stdout", full)
        terminal.write("a\n")
        terminal.write("b\n")  # goes nowhere
    assert not terminal.finish("scrapy x")
    assert terminal.finish("scrapy x")
    assert capsys.readouterr().err == "scrapy x: cannot write: No space left on device\n"


def test_what_scrapy_puts_in_the_place_of_standard_output_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", StreamLogger(logging.getLogger("stdout")))  # LOG_STDOUT
    assert terminal.finish("scrapy crawl")
