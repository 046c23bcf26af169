"""What commands write is harmless to whoever looks at it on a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mayadeen_crawler
from mayadeen_crawler.utils import terminal
from tests.helpers.processes import scrapy

HOSTILE = "a\x1b[2J\x9b2J\u202e\x7f\u2028\ud800 \u0628\u200c\u0627"


def test_json_is_harmless_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_json({"a": HOSTILE}, ["b"])
    terminal.write_json({"a": [HOSTILE]}, indent=2)
    out = capsys.readouterr().out
    assert all(one.isprintable() or one in "\n\u200c" for one in out)
    first, second, rest = out.split("\n", 2)
    assert [json.loads(one) for one in (first, second, rest)] == [
        {"a": HOSTILE}, ["b"], {"a": [HOSTILE]}
    ]  # fmt: skip
    assert "\u0628\u200c\u0627" in first  # Persian stays as it is spelt


def test_a_complaint_is_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.complain("scrapy x: https://user:secret@host/ \x1b[2J\nand\x9b31m more")
    assert capsys.readouterr().err == ("scrapy x: https://***@host/ \\x1b[2J\\nand\\x9b31m more\n")


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words",
    [
        ["export", "-o", "no/such/\x1b[2J"], ["watch", "\x1b[2J"],
        ["search", "--section", "\x1b[2J", "--limit", "\x9b"], ["crawl", "\x1b[2J"],
        ["crawl", "section", "-a", "\x1b[2J=1"], ["runs", "--no-such\x1b[2J"],
        ["report", "\x1b[2J"], ["browse", "--port", "\x9b2J"], ["doctor", "\x1b[2J"],
        ["datapackage", "\x1b[2J"], ["schema", "\x1b[2J"], ["history", "\x1b[2J"],
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_call_is_one_harmless_line(tmp_path: Path, words: list[str]) -> None:
    done = scrapy(*words, cwd=tmp_path, MAYADEEN_OUTPUT_DIR=str(tmp_path / "a\x1b[2J\x9b"))
    assert done.returncode in (1, 2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr[:-1].isprintable()


def test_commands_complain_by_the_one_function_that_makes_it_harmless() -> None:
    folder = Path(mayadeen_crawler.__file__).parent / "commands"
    for path in folder.rglob("*.py"):
        printed = re.findall(
            r"print\((?!NOTE)[^)]*stderr", path.read_text(encoding="utf-8"), re.DOTALL
        )
        assert not printed, (path.name, printed)
