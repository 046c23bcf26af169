"""Commands without the packages of their extra: one line that says how to get them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from mayadeen_crawler.commands.checks.extras import missing
from tests.helpers.article_visits import Site
from tests.helpers.articles import feed_lines
from tests.helpers.processes import ROOT

#: Reads lines of packages, commands, their folder and that of their output; runs the commands
#: one after the other and writes their exit statuses. Each runs in a fork of this process, which
#: has imported no extra; there some imports fail as they do where the package is not installed.
WITHOUT = """
import functools, gc, json, os, sys
from scrapy import cmdline
from scrapy.utils.misc import walk_modules_iter
for package in ("scrapy.commands", "mayadeen_crawler.commands", "mayadeen_crawler.spiders"):
    list(walk_modules_iter(package))
import scrapy.core.engine, scrapy.core.downloader.handlers.http11
cmdline.entry_points = functools.cache(cmdline.entry_points)  # of all installed packages
cmdline.entry_points(group="scrapy.commands")
gc.freeze()
for line in sys.stdin:
    names, commands, cwd, streams = json.loads(line)
    assert not set(names) & set(sys.modules), "an extra is imported before a command runs"
    statuses = []
    for number, words in enumerate(commands):
        pid = os.fork()
        if not pid:
            sys.modules.update(dict.fromkeys(names))
            os.chdir(cwd)
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(f"{streams}/{number}.{name}", os.O_CREAT | os.O_WRONLY), stream)
            try:
                cmdline.execute(["scrapy", *words])
            except SystemExit as ended:
                sys.stdout.flush()
                os._exit(ended.code)  # at once: all that is imported need not be taken apart
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    print(json.dumps(statuses), flush=True)
"""
#: Every package that only an extra brings.
EXTRAS = [
    "duckdb", "vl_convert", "pandas", "jinja2", "aiohttp", "apprise", "sentry_sdk", "scrapyd",
    "boto3",
]  # fmt: skip


@dataclass
class Ended:
    returncode: int
    stdout: str
    stderr: str


class Without(Protocol):
    """Runs *commands* in *cwd* without the packages *names*; *streams* is for their output."""

    def __call__(
        self, names: list[str], *commands: list[str], cwd: Path, streams: Path
    ) -> list[Ended]: ...


@pytest.fixture(scope="module")
def scrapy_without() -> Iterator[Without]:
    """Start the process that runs all commands of this module."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT),
        "SCRAPY_SETTINGS_MODULE": "mayadeen_crawler.settings",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def run(names: list[str], *commands: list[str], cwd: Path, streams: Path) -> list[Ended]:
            streams.mkdir(exist_ok=True)
            asked.write(json.dumps([names, commands, str(cwd), str(streams)]) + "\n")
            asked.flush()
            return [
                Ended(status, *((streams / f"{n}.{name}").read_text() for name in ("out", "err")))
                for n, status in enumerate(json.loads(answers.readline()))
            ]

        yield run
        asked.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("name", "commands"),
    [
        ("duckdb", {"report": "analysis", "export -o all.parquet": "analysis"}),
        ("vl_convert", {"report": "analysis"}),
        (
            "jinja2",
            {
                "report": "analysis",
                "demo": "demo",
                "replica --port 0": "demo",
                "replica --help": "demo",
            },
        ),
        ("aiohttp", {"demo": "demo"}),
        ("boto3", {"publish s3://news": "s3"}),
        ("datasette", {"browse": "browse"}),
        ("uvicorn", {"browse --port 0": "browse"}),
    ],
)
@pytest.mark.sampled(9)
def test_a_command_whose_extra_is_missing_says_so_in_one_line(
    scrapy_without: Without, tmp_path: Path, name: str, commands: dict[str, str]
) -> None:
    output, cwd = tmp_path / "output", tmp_path / "cwd"
    cwd.mkdir()
    Site(output).look(1, "01 11:00")
    where = ["-s", f"OUTPUT_DIR={output}"]
    words = [line.split() for line in commands]
    whole = [[*one, *([] if one[0] in ("demo", "replica") else where)] for one in words]
    ended = scrapy_without([name], *whole, cwd=cwd, streams=tmp_path / "streams")
    for one, extra, done in zip(words, commands.values(), ended, strict=True):
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"scrapy {one[0]} ")
        assert f"needs the extra [{extra}]" in line
        assert name in line
        assert line.endswith(f"run `pip install '.[{extra}]'` in the checkout")
    assert list(cwd.iterdir()) == []


def test_a_watch_with_channels_needs_the_extra_that_sends(
    scrapy_without: Without, tmp_path: Path
) -> None:
    watches, output = tmp_path / "watch.toml", tmp_path / "output"
    watches.write_text("[watch.olive]\nwords = 'olive'\nchannels = 'PATH'\n")
    where = ["-s", f"OUTPUT_DIR={output}", "-s", f"WATCH_FILE={watches}"]
    commands = [["crawl", "latest"], ["watch", "--test", "olive"], ["watch"]]
    ended = scrapy_without(
        ["apprise"], *[[*one, *where] for one in commands],
        cwd=tmp_path, streams=tmp_path / "streams",
    )  # fmt: skip
    line = f"{watches}: [watch.olive] channels: PATH needs apprise: pip install '.[notify]'\n"
    assert [done.returncode for done in ended] == [2, 2, 0]
    assert ended[0].stderr == f"scrapy crawl: {line}"
    assert ended[1].stderr.endswith(line)
    assert ended[2].stderr == ""
    assert not (output / "articles").exists()


def test_a_run_whose_output_cannot_be_stored_does_not_begin(
    scrapy_without: Without, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    words = ["crawl", "latest", "-s", f"OUTPUT_DIR={output}", "-o"]
    places = ["s3://me:secret@news/a.jsonl", "gs://news/a.jsonl", "nowhere://news/a.jsonl"]
    ended = scrapy_without(
        ["boto3", "google"],
        *[[*words, place] for place in places],
        cwd=tmp_path,
        streams=tmp_path / "streams",
    )
    assert [done.returncode for done in ended] == [2, 2, 2]
    amazon, google, nowhere = (done.stderr for done in ended)
    assert amazon.startswith("scrapy crawl: -o/FEEDS to s3:// needs a library: ")
    assert amazon.endswith(": run `pip install '.[s3]'`\n")
    assert "secret" not in amazon
    assert google.endswith("run `pip install google-cloud-storage`\n")
    assert nowhere == (
        "scrapy crawl: -o/FEEDS: nothing is stored to nowhere:// "
        "(valid: file, ftp, ftps, gs, s3, stdout)\n"
    )
    assert not (output / "articles").exists()


@pytest.mark.soak
def test_feeds_are_exported_and_shown_without_any_extra(
    scrapy_without: Without, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    Site(output).look(1, "01 11:00")
    where = ["-s", f"OUTPUT_DIR={output}"]
    shown = [
        ["ledger", "show"], ["runs"], ["history", "en:1001"], ["sections"], ["schema"],
        ["schema", "--duckdb"], ["datapackage"], ["audit", "--integrity"],
    ]  # fmt: skip
    commands = [
        ["export"], ["export", "-o", "all.csv", "--datapackage"], *shown, ["ledger", "rebuild"],
    ]  # fmt: skip
    whole = [[*words, *where] for words in commands]
    ended = scrapy_without(EXTRAS, *whole, cwd=tmp_path, streams=tmp_path / "streams")
    printed, exported, *others, rebuilt = ended
    assert (printed.returncode, printed.stdout) == (0, b"".join(feed_lines(output)).decode())
    assert (exported.returncode, exported.stderr) == (0, "exported 1 records to all.csv\n")
    for words, done in zip(shown, others, strict=True):
        assert (done.returncode, done.stderr) == (0, ""), words
    assert rebuilt.returncode == 0
    assert "read 1 records of 1 articles" in rebuilt.stdout


def test_a_package_that_is_installed_but_broken_is_named_with_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_package.py").write_text("import nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path)
    line = missing("analysis", "broken_package", "json")
    assert line is not None
    assert line.startswith("No module named 'nowhere_to_be_found': run ")
    assert missing("analysis", "json") is None
