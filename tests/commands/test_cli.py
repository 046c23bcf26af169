"""What a user types and reads: one line and the right exit status, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import article, feed
from tests.helpers.manifests import manifests
from tests.helpers.processes import scrapy


def crawl(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("crawl", *words, "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["sectoin"], "unknown spider 'sectoin'; did you mean 'section'?"),
        ([], "name one spider of archived, article, "),
        (["section", "-a", "section=politics"], "did you mean 'sections'?"),
        (["section", "-a", "edition=fr"], "edition='fr' is none of en, ar, es"),
        (["section", "-a", "since=soon"], "since='soon' is not an ISO date"),
        (["section", "-a", "sections=,"], "contains no section"),
        (["article"], "give exactly one of urls=URL,URL, file=PATH and warc=PATH"),
        (["article", "-a", "urls=https://elsewhere.test/news/politics/x-y"], "is not a URL on"),
        (["article", "-a", "file=/nowhere/urls.txt"], "cannot be read: No such file"),
        (["section", "-s", "DOWNLOAD_DELAY=fast"], "is no number of seconds"),
        (["section", "-s", "HEALTH_MAX_FAILED=5"], "HEALTH_MAX_FAILED='5' is no share from 0 to 1"),
        (["section", "-s", "TDMREP=off"], "TDMREP='off' is neither 1 nor 0"),
        (["section", "-s", "RETRY_TIMES=1.5"], "RETRY_TIMES='1.5' is no whole number from 0 up"),
        (["section", "-s", "RETRY_HTTP_CODES=503,abc"], "RETRY_HTTP_CODES=['503', 'abc']: not all"),
        (["section", "-s", "REDIRECT_PRIORITY_ADJUST=x"], "REDIRECT_PRIORITY_ADJUST='x' is no"),
        (
            ["section", "-s", "BROWSER_MAX_REQUESTS=many"],
            "BROWSER_MAX_REQUESTS='many' is no whole number from 0 up",
        ),
        (
            ["section", "-s", "BROWSER_MAX_SECONDS=-1"],
            "BROWSER_MAX_SECONDS='-1' is no number from 0 up",
        ),
        (["section", "-s", "RUNS_KEPT=all"], "RUNS_KEPT='all' is no number from 0 up"),
        (
            ["section", "-s", "NOTIFY=slack"],
            "NOTIFY: 'slack' is no channel any more: write slack://",
        ),
        (["section", "-L", "error"], "ERROR, CRITICAL; did you mean 'ERROR'?"),
        (["section", "-L", "30"], "LOG_LEVEL='30' is none of DEBUG, INFO, WARNING, ERROR"),
        (["section", "-s", "NOTIFY=json://localhost"], "NOTIFY holds a URL, and a setting shows"),
        (["section", "-a", "self=1"], "unknown argument 'self'"),
        (
            ["section", "-o", "/proc/nowhere/x.jsonl"],
            "-o/FEEDS '/proc/nowhere/x.jsonl' cannot be written",
        ),
        (
            ["section", "-O", "/proc/nowhere/%(name)s.jsonl"],
            "-o/FEEDS '/proc/nowhere/section.jsonl' cannot be written",
        ),
        (
            ["section", "-o", "/proc/nowhere/%(time)s/x.jsonl"],
            "-o/FEEDS '/proc/nowhere/%(time)s/x.jsonl' cannot be written",
        ),
        (
            ["section", "-o", "output/%(nmae)s.jsonl"],
            "-o/FEEDS 'output/%(nmae)s.jsonl': no run has a 'nmae'",
        ),
        (
            ["section", "-s", "LOG_FILE=/proc/nowhere/log"],
            "LOG_FILE '/proc/nowhere/log' cannot be written",
        ),
        (["section", "-a", "base_url=http://exa mple"], "is not the address of a host"),
    ],
)
@pytest.mark.sampled(24)
def test_wrong_use_is_one_line_and_status_2(tmp_path: Path, words: list[str], says: str) -> None:
    done = scrapy("crawl", *words, "-s", f"OUTPUT_DIR={tmp_path}")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("words", [["article"], ["archived", "-a", "source=wayback"]])
def test_a_pipe_of_urls_is_wrong_use(tmp_path: Path, words: list[str]) -> None:
    pipe = tmp_path / "urls"
    os.mkfifo(pipe)
    with os.fdopen(os.open(pipe, os.O_RDWR), "w") as urls:
        print("/news/politics/israeli-strike-on-southern-lebanon", file=urls, flush=True)
        done = crawl(tmp_path / "out", *words, "-a", f"file={pipe}")
    assert done.returncode == 2
    assert done.stderr == f"scrapy crawl: file='{pipe}' is a FIFO, not a regular file\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("-O",), "articles/2026-11-29.jsonl"),
        (("-o",), "articles/%(time)s.jsonl"),
        (("-o",), "link.jsonl"),
        (("-O",), "ledger.sqlite3:jsonlines"),
        (("--logfile",), "articles/2026-11-29.jsonl"),
    ],
)
def test_what_a_run_writes_itself_is_neither_its_output_nor_its_log(
    tmp_path: Path, words: tuple[str], named: str
) -> None:
    feed = tmp_path / "articles" / "2026-11-29.jsonl"
    feed.parent.mkdir()
    feed.touch()
    (tmp_path / "link.jsonl").symlink_to(feed)
    done = crawl(tmp_path, "section", *words, f"{tmp_path}/{named}")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "belongs to the feeds and their ledger: name another file" in done.stderr
    assert [path.name for path in feed.parent.iterdir()] == [feed.name]
    assert feed.read_bytes() == b""


def test_an_archive_that_cannot_be_written_ends_a_run_before_it_begins(tmp_path: Path) -> None:
    done = crawl(tmp_path, "section", "-s", "ARCHIVE_DIR=/proc/nowhere")
    assert done.returncode == 1
    assert done.stderr == (
        "scrapy crawl: cannot write to /proc/nowhere (No such file or directory): free space, "
        "or mend its rights, or choose another ARCHIVE_DIR\n"
    )


def test_a_replay_writes_no_archive_and_needs_none(tmp_path: Path) -> None:
    path = tmp_path / "1.warc"
    path.touch()
    done = crawl(tmp_path, "article", "-a", f"warc={path}", "-s", "ARCHIVE_DIR=/proc/nowhere")
    assert done.returncode == 4
    assert "1 of 1 WARC files could not be read whole" in done.stderr


def test_wrong_use_is_in_the_log_and_in_a_manifest_too(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    done = crawl(
        tmp_path / "out", "section", "-a", "edition=fr", "-a", "_job=job-7", "--logfile", str(log)
    )
    assert done.returncode == 2
    manifest = json.loads((tmp_path / "out" / "runs" / "job-7.json").read_text())
    assert (manifest["outcome"], manifest["exit_status"]) == ("wrong_use", 2)
    assert manifest["reason"] == "edition='fr' is none of en, ar, es; did you mean 'ar'?"
    assert manifest["arguments"] == {"edition": "fr"}
    assert "edition='fr'" in done.stderr
    assert "edition='fr'" in log.read_text(encoding="utf-8")


def test_an_argument_without_a_value_is_named_also_in_the_manifest(tmp_path: Path) -> None:
    done = crawl(tmp_path, "section", "-a", "edition=ar", "-a", "sections")
    line = "-a 'sections' has no value: give -a sections=VALUE"
    assert (done.returncode, done.stderr) == (2, f"scrapy crawl: {line}\n")
    (manifest,) = manifests(tmp_path)
    assert (manifest["outcome"], manifest["reason"]) == ("wrong_use", line)
    assert manifest["arguments"] == {"edition": "ar"}


def test_a_section_only_the_site_could_know_is_wrong_use(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        done = crawl(
            tmp_path, "section", "-a", f"base_url={replica.url}", "-a", "sections=weather",
            "-L", "ERROR",
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "no section 'weather'" in done.stderr


SILENT = (
    ["--nolog"], ["-s", "LOG_ENABLED=0"], ["-L", "CRITICAL"], ["--logfile", "{folder}/job.log"],
)  # fmt: skip


@pytest.mark.parametrize("words", SILENT)
@pytest.mark.sampled(4)
def test_wrong_use_that_shows_in_the_run_is_one_line_also_where_the_log_shows_none(
    tmp_path: Path, words: list[str]
) -> None:
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        done = crawl(
            tmp_path, "section", "-a", f"base_url={replica.url}", "-a", "sections=weather",
            *(word.format(folder=tmp_path) for word in words),
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("scrapy crawl: no section 'weather'")


BOUND_MEANWHILE = """
from pathlib import Path
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.spiders.breaking import BreakingSpider
from tests.helpers.articles import article

class Late(BreakingSpider):
    name = "late"

    @classmethod
    def from_crawler(cls, crawler, *args, **given):
        with Ledger(Path(crawler.settings["OUTPUT_DIR"])) as ledger:
            ledger.bind("en", "http://127.0.0.1:9")
            ledger.write([ScrapedArticle(article(1))])
        return super().from_crawler(crawler, *args, **given)
"""


@pytest.mark.parametrize("words", [["-L", "ERROR"], *SILENT])
@pytest.mark.sampled(5)
def test_wrong_use_that_shows_while_a_run_is_set_up_is_one_line_and_status_2(
    tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "late.py").write_text(BOUND_MEANWHILE)
    done = scrapy(
        "runspider", str(tmp_path / "late.py"), "-s", f"OUTPUT_DIR={tmp_path / 'out'}",
        *(word.format(folder=tmp_path) for word in words), "-a", "_job=job-8",
        "-a", "base_url=http://127.0.0.1:10",
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "holds the en edition of http://127.0.0.1:9, not of" in done.stderr
    manifest = json.loads((tmp_path / "out" / "runs" / "job-8.json").read_text())
    assert (manifest["outcome"], manifest["exit_status"]) == ("wrong_use", 2)


def test_a_run_that_cannot_be_set_up_is_one_line_also_without_a_log(tmp_path: Path) -> None:
    damaged = (
        BOUND_MEANWHILE.partition("        with Ledger")[0]
        + """
        Path(crawler.settings["OUTPUT_DIR"], "ledger.sqlite3").write_bytes(b"no database" * 100)
        return super().from_crawler(crawler, *args, **given)
"""
    )
    (tmp_path / "late.py").write_text(damaged)
    done = scrapy(
        "runspider", str(tmp_path / "late.py"), "-s", f"OUTPUT_DIR={tmp_path / 'out'}", "--nolog",
        "-a", "base_url=http://127.0.0.1:10",
    )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "run `scrapy ledger rebuild" in done.stderr


def test_an_unreachable_site_is_said_without_traceback(tmp_path: Path) -> None:
    done = crawl(
        tmp_path, "section", "-a", "base_url=http://127.0.0.1:9", "-a", "sections=politics",
        "-s", "RETRY_TIMES=1",
    )  # fmt: skip
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "Unhealthy run: nothing was recognised" in done.stderr


def test_an_unusable_folder_is_one_line_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = crawl(tmp_path / "file" / "out", "section")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "OUTPUT_DIR" in done.stderr


def test_a_folder_of_another_host_is_wrong_use(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", ENGLISH.base_url)
        ledger.write([ScrapedArticle(article(1))])
    done = crawl(tmp_path, "section", "-a", "base_url=http://127.0.0.1:9")
    assert done.returncode == 2
    assert "another OUTPUT_DIR" in done.stderr


def test_a_damaged_ledger_says_the_way_out_and_it_works(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
    (tmp_path / "ledger.sqlite3").write_bytes(b"not a database" * 100)
    output = f"OUTPUT_DIR={tmp_path}"
    done = crawl(tmp_path, "section", "-a", "base_url=http://replica.test")
    assert done.returncode == 1
    assert f"run `scrapy ledger rebuild -s {output}`" in done.stderr
    shown = scrapy("ledger", "show", "-s", output)
    assert (shown.returncode, len(shown.stderr.splitlines())) == (1, 1)
    rebuilt = scrapy("ledger", "rebuild", "-s", output)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "read 1 records of 1 articles" in rebuilt.stdout
    shown = scrapy("ledger", "show", "-s", output)
    assert "1 (0 revised)" in shown.stdout


def test_a_ledger_that_cannot_be_shown_is_one_line(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    show = ("ledger", "show", "-s", f"OUTPUT_DIR={tmp_path}")
    done = scrapy(*show, into=Path("/dev/full"), code=1)
    assert done.stderr == "scrapy ledger: cannot write: No space left on device\n"


def test_the_output_folder_may_come_from_the_environment(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        url = replica.url + replica.site.path(12)
        done = scrapy(
            "crawl", "article", "-a", f"base_url={replica.url}", "-a", f"urls={url}",
            "-s", "DOWNLOAD_DELAY=0", "-o", str(tmp_path / "mine.jsonl"),
            MAYADEEN_OUTPUT_DIR=str(tmp_path / "out"),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Good run: 1 new, 0 revised, 0 known articles; 1 pages, 0 failed" in done.stderr
    (record,) = feed(tmp_path / "out")
    assert record["url"] == url
    # Scrapy's own feeds hold the same record, as it was committed.
    assert json.loads((tmp_path / "mine.jsonl").read_text(encoding="utf-8")) == record


def test_sections_prints_the_catalogue() -> None:
    done = scrapy("sections")
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["News", "Arts&Culture", "arts-culture", "/news/Art&Culture"] in rows
    assert len(rows) == 3 + 8 + 4 + 5 + 2 + 8  # head, groups, foot


@pytest.mark.parametrize(
    "words",
    [
        ["sections", "--edition", "fr"],
        ["ledger"],
        ["ledger", "mend"],
        ["demo", "all"],
        ["demo", "-s", "OUTPUT_DIR=x"],
    ],
)
def test_commands_say_what_is_wrong(words: list[str]) -> None:
    done = scrapy(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_demo_where_nothing_can_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "demo-output").write_text("in the way")
    done = scrapy("demo", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "demo-output" in done.stderr


@pytest.mark.parametrize(
    ("words", "at", "line"),
    [
        (["crawl", "breaking"], "ledger.store.Ledger.settle", "interrupted"),
        (["search", "x"], "search.find.find", "interrupted: the next call goes on from there"),
        (["history", "en:1"], "history.story.find", "interrupted"),
        (["audit"], "audit.audit.audit", "interrupted"),
        (["ledger", "show"], "ledger.summary.summary", "interrupted"),
    ],
)
def test_ctrl_c_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    at: str,
    line: str,
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    Ledger(tmp_path).close()
    monkeypatch.setattr(f"mayadeen_crawler.{at}", interrupt)
    with pytest.raises(SystemExit) as end:
        execute(["scrapy", *words, "-s", f"OUTPUT_DIR={tmp_path}"], get_project_settings())
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (1, "")
    assert said.err == f"scrapy {words[0]}: {line}\n"
