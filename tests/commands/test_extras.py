"""Commands without the packages of their extra: one line that says how to get them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mayadeen_crawler.commands.checks.extras import missing
from tests.helpers.article_visits import Site
from tests.helpers.articles import feed_lines
from tests.helpers.processes import ROOT

#: Makes an import fail as it does where the package is not installed.
WITHOUT = "import sys; sys.modules.update(dict.fromkeys({names})); from scrapy.cmdline import execute; execute()"  # noqa: E501
#: Every package that only an extra brings.
EXTRAS = ["duckdb", "vl_convert", "pandas", "jinja2", "aiohttp", "apprise", "sentry_sdk", "scrapyd"]


def scrapy_without(names: list[str], *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(names=names), *words],
        capture_output=True, text=True, check=False, cwd=cwd,
        env={
            **os.environ, "PYTHONPATH": str(ROOT),
            "SCRAPY_SETTINGS_MODULE": "mayadeen_crawler.settings",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words", "extra"),
    [
        ("duckdb", ["report"], "analysis"),
        ("vl_convert", ["report"], "analysis"),
        ("jinja2", ["report"], "analysis"),
        ("duckdb", ["export", "-o", "all.parquet"], "analysis"),
        ("jinja2", ["demo"], "demo"),
        ("aiohttp", ["demo"], "demo"),
        ("jinja2", ["replica", "--port", "0"], "demo"),
        ("jinja2", ["replica", "--help"], "demo"),
    ],
)
def test_a_command_whose_extra_is_missing_says_so_in_one_line(
    tmp_path: Path, name: str, words: list[str], extra: str
) -> None:
    output = tmp_path / "output"
    Site(output).look(1, "01 11:00")
    where = [] if words[0] in ("demo", "replica") else ["-s", f"OUTPUT_DIR={output}"]
    done = scrapy_without([name], *words, *where, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"scrapy {words[0]} ")
    assert f"needs the extra [{extra}]" in line
    assert name in line
    assert line.endswith(f"run `pip install '.[{extra}]'` in the checkout")
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_feeds_are_exported_and_shown_without_any_extra(tmp_path: Path) -> None:
    output = tmp_path / "output"
    Site(output).look(1, "01 11:00")
    where = ("-s", f"OUTPUT_DIR={output}")
    done = scrapy_without(EXTRAS, "export", *where, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"".join(feed_lines(output)).decode())
    done = scrapy_without(EXTRAS, "export", "-o", "all.csv", "--datapackage", *where, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "exported 1 records to all.csv\n")
    for words in (
        ["ledger", "show"], ["runs"], ["history", "en:1001"], ["sections"], ["schema"],
        ["schema", "--duckdb"], ["datapackage"], ["audit", "--integrity"],
    ):  # fmt: skip
        done = scrapy_without(EXTRAS, *words, *where, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), words
    done = scrapy_without(EXTRAS, "ledger", "rebuild", *where, cwd=tmp_path)
    assert done.returncode == 0
    assert "read 1 records of 1 articles" in done.stdout


def test_a_package_that_is_installed_but_broken_is_named_with_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_package.py").write_text("import nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path)
    line = missing("analysis", "broken_package", "json")
    assert line is not None
    assert line.startswith("No module named 'nowhere_to_be_found': run ")
    assert missing("analysis", "json") is None
