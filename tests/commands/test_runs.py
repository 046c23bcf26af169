"""``scrapy runs`` and ``scrapy audit`` as a user, a cron job or a monitor calls them.

Most are called in this process; what becomes of wrong use is in ``test_mistakes.py``, too.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.runs import Command
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article, feed_lines
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.command_in_process import run_command
from tests.helpers.manifests import made, written
from tests.helpers.processes import scrapy


def ago(**span: int) -> str:
    return f"{datetime.now(UTC) - timedelta(**span):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good section run of an hour ago, and an unhealthy one after it."""
    written(
        tmp_path,
        made("good-one", ended=ago(hours=1), article__new=7, page__recognised=8),
        made(
            "bad-one",
            started="2026-03-05T10:00:01Z",
            ended=ago(minutes=5),
            health__problem="9 of 9 responses failed",
        ),
    )
    return tmp_path


def test_the_last_runs(folder: Path) -> None:
    done = scrapy("runs", MAYADEEN_OUTPUT_DIR=str(folder))
    head, first, second = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert head.split()[:4] == ["started", "(UTC)", "spider", "outcome"]
    assert first.split()[2:5] == ["section", "en", "unhealthy"]
    assert first.endswith("politics: 9 of 9 responses failed")
    assert second.split()[2:6] == ["section", "en", "good", "7"]
    done = scrapy("runs", "--json", "--last", "1", MAYADEEN_OUTPUT_DIR=str(folder))
    assert json.loads(done.stdout)["run_id"] == "bad-one"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["2h"], 0, "the last good run (good-one) was good at "),
        (["9999999d"], 0, "the last good run (good-one) was good at "),
        (["30m"], 4, "more than 30m ago"),
        (["2h", "--spider", "section"], 0, "the last good section run (good-one)"),
        (["2h", "--spider", "breaking"], 4, "there is no good breaking run"),
        (["2h", "--edition", "ar"], 4, "there is no good run"),
    ],
)
def test_a_check_for_any_monitor(folder: Path, words: list[str], status: int, says: str) -> None:
    done = run_command(Command, folder, "--max-age", *words)
    assert done.status == status
    assert says in (done.err if status else done.out)


def test_a_monitor_is_told_by_the_status(folder: Path) -> None:
    for words, status in ((["--max-age", "30m"], 4), (["--max-age", "soon"], 2)):
        done = scrapy("runs", *words, MAYADEEN_OUTPUT_DIR=str(folder), code=status)
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--max-age", "soon"], "--max-age 'soon' is not a time span such as 90s, 30m, 2h or 1d"),
        (
            ["--spider", "braking"],
            "'braking' is none of archived, article, breaking, latest, section, sitemap",
        ),
        (["--edition", "fr"], "--edition 'fr' is none of en, ar, es"),
        (["--last", "-1"], "'-1' is not a number of runs"),
        (["breaking"], "unknown argument 'breaking'"),
    ],
)
def test_wrong_use_is_one_line(folder: Path, words: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as wrong:
        run_command(Command, folder, *words)
    assert len(str(wrong.value).splitlines()) == 1


def test_no_run_yet(tmp_path: Path) -> None:
    folder = str(tmp_path / "nowhere")
    done = scrapy("runs", MAYADEEN_OUTPUT_DIR=folder)
    assert (done.returncode, done.stdout) == (0, f"no run has written to {folder} yet\n")
    done = scrapy("runs", "--spider", "tag", MAYADEEN_OUTPUT_DIR=folder)
    assert (done.returncode, done.stdout) == (0, f"no such run has written to {folder} yet\n")


@pytest.mark.parametrize("form", [[], ["--openmetrics"], ["--json"], ["--max-age", "1d"]])
def test_a_file_is_no_output_folder(tmp_path: Path, form: list[str]) -> None:
    file = tmp_path / "feeds"
    file.write_text("mine")
    with pytest.raises(UsageError) as wrong:
        run_command(Command, file, *form)
    assert str(wrong.value) == f"OUTPUT_DIR='{file}' is a file: name the feeds' folder"


@pytest.mark.no_records("manifests that no run of ours wrote")
def test_what_a_forged_manifest_says_is_harmless(tmp_path: Path) -> None:
    """It has texts for counts, and words that would clear a screen or turn text round."""
    forged = made("a", running=True) | {
        "outcome": "interrupted", "spider": "\x9b2J\u202e", "recognised_at": ago(hours=1),
        "stats": {"page/answered": "many", "page/failed": [1], "page/recognised": "\x9b2J"},
    }  # fmt: skip
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.json").write_text(json.dumps(forged))
    statuses = {"--last=5": 0, "--json": 0, "--openmetrics": 0, "--max-age=1d": 4}
    for form, status in statuses.items():
        done = run_command(Command, tmp_path, form)
        assert done.status == status
        assert all(line.isprintable() for line in (done.out + done.err).split("\n"))
    found = json.loads(run_command(Command, tmp_path, "--json").out)
    assert found["spider"] == "\x9b2J\u202e"  # whoever reads it by a program gets all of it


@pytest.mark.no_records("bytes of a feed are changed")
def test_an_audit_of_the_feeds(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(number)) for number in range(3)])
    size = sum(map(len, feed_lines(tmp_path)))
    done = scrapy("audit", "--integrity", MAYADEEN_OUTPUT_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"1 feed files, {size} bytes in 1 appends as committed; 0 files disagree\n"
        "the ledger is sound\n"
    )
    (path,) = (tmp_path / "articles").glob("*.jsonl")
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"#" + data[101:])
    done = scrapy("audit", "--integrity", MAYADEEN_OUTPUT_DIR=str(tmp_path))
    assert done.returncode == 4
    assert done.stderr.startswith(
        f"{path}: byte 0: the {size} bytes from there (lines 1 to 3) are not what was written "
        "(written by run test): put the file back from a backup"
    )
    assert "1 files disagree" in done.stdout


@pytest.mark.parametrize("words", [["--integrity"], []])
def test_there_is_nothing_to_audit_yet(tmp_path: Path, words: list[str]) -> None:
    # There, since here may be a demo's records, which would be named.
    done = scrapy("audit", *words, cwd=tmp_path, MAYADEEN_OUTPUT_DIR=str(tmp_path), code=1)
    assert done.stderr.endswith(" has no ledger: no run has written there yet\n")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--integrity", "--json"], "--integrity takes no --json"),
        (["articles"], "unknown argument 'articles'"),
        (["--threshold", "most"], "threshold 'most' is no number of per cent"),
    ],
)
def test_an_audit_that_cannot_be(tmp_path: Path, words: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        scrapy_audit(tmp_path, *words)


def test_an_empty_ledger_is_not_complete(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    done = scrapy("audit", MAYADEEN_OUTPUT_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == f"nothing is known of such articles in {tmp_path}\n"


def test_a_full_disk_is_one_line(folder: Path) -> None:
    done = scrapy("runs", "-s", f"OUTPUT_DIR={folder}", into=Path("/dev/full"))
    assert (done.returncode, done.stderr) == (
        1, "scrapy runs: cannot write: No space left on device\n",
    )  # fmt: skip
