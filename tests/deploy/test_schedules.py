"""What timers call: a job scheduled as a file says, loudly where that fails."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.every import next_moment
from deploy.schedule import ARGUMENTS, WrongFile, check, read
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.deploy.conftest import Started
from tests.helpers.articles import feed
from tests.helpers.egg import ROOT
from tests.helpers.processes import scrapy
from tests.helpers.scrapyd_server import PROJECT, Scrapyd, schedule

SCHEDULES = ROOT / "deploy" / "schedules"
SCHEDULE = ROOT / "deploy" / "schedule.py"


@pytest.fixture(scope="module")
def idle(egg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    """A server that never looks at what waits: nothing leaves this machine."""
    with Scrapyd(tmp_path_factory.mktemp("idle"), egg, SCRAPYD_POLL_INTERVAL="9999") as server:
        yield server


@pytest.mark.soak
def test_a_file_becomes_a_job_that_runs(scrapyd: Scrapyd, tmp_path: Path) -> None:
    file = tmp_path / "breaking-ar.conf"
    text = (SCHEDULES / "breaking.conf").read_text(encoding="utf-8")
    with ReplicaServer(ReplicaSite(articles=12, edition="ar")) as replica:
        file.write_text(
            f"{text}\n[arguments]\nedition = ar\nbase_url = {replica.url}\n"
            f"[settings]\nOUTPUT_DIR = {tmp_path}\nDOWNLOAD_DELAY = 0\n",
            encoding="utf-8",
        )
        done = schedule(file, scrapyd.client)
        assert (done.returncode, done.stderr) == (0, "")
        job = done.stdout.split()[-1]
        assert re.fullmatch(r"\d{8}T\d{6}Z-breaking-ar-[0-9a-f]{6}", job)
        assert done.stdout == f"breaking-ar: scheduled as {job}\n"
        scrapyd.wait(job)
    assert {record["run_id"] for record in feed(tmp_path, "breaking")} == {job}


@pytest.mark.soak
def test_the_schedules_as_they_stand(idle: Scrapyd) -> None:
    for name in ("archive", "tag", "section", "latest", "breaking"):
        done = schedule(SCHEDULES / f"{name}.conf", idle.client)
        assert (done.returncode, done.stderr) == (0, "")
    pending = idle.get("listjobs", project=PROJECT)["pending"]
    assert {job["spider"]: (job["args"], job["settings"]) for job in pending} == {
        "breaking": ({}, {}),
        "latest": ({}, {}),
        "section": ({"max_pages": "3"}, {}),
        "tag": ({"tags": "Palestine,Lebanon", "max_pages": "2"}, {}),
        "sitemap": ({}, {"CLOSESPIDER_TIMEOUT": "21600"}),
    }
    # What is next comes first.
    assert [job["spider"] for job in pending] == ["breaking", "latest", "section", "tag", "sitemap"]
    # Of each one waits at most, however long nothing runs.
    again = schedule(SCHEDULES / "breaking.conf", idle.client)
    assert again.returncode == 0
    assert f"{pending[0]['id']} waits already" in again.stdout
    assert len(idle.jobs("pending")) == 5


@pytest.mark.soak
def test_where_there_are_no_timers_a_loop_calls(idle: Scrapyd, tmp_path: Path) -> None:
    for name in ("often", "never"):
        (tmp_path / f"{name}.conf").write_text("[job]\nspider = breaking\n", encoding="utf-8")
    words = [f"{tmp_path}/often.conf=1", f"{tmp_path}/never.conf=9999999+9999"]
    command = [sys.executable, "-u", str(ROOT / "deploy" / "every.py"), *words]
    loop = subprocess.Popen(command, env=idle.client, stdout=subprocess.PIPE, text=True)
    assert loop.stdout is not None
    assert "often: scheduled as " in loop.stdout.readline()
    assert "waits already" in loop.stdout.readline()
    loop.send_signal(signal.SIGTERM)
    assert loop.wait(60) == 0
    loop.stdout.close()
    assert sum("-often-" in job for job in idle.jobs("pending")) == 1
    assert not any("-never-" in job for job in idle.jobs("pending"))


@pytest.mark.parametrize(
    ("now", "period", "offset", "expected"),
    [
        (0, 300, 0, 300),
        (299.5, 300, 0, 300),
        (300, 300, 0, 600),
        (100, 900, 120, 120),
        (120, 900, 120, 1020),
        (5399, 86400, 5400, 5400),
        (90000, 86400, 5400, 86400 + 5400),
    ],
)
def test_moments(now: float, period: int, offset: int, expected: float) -> None:
    assert next_moment(now, period, offset) == expected


@pytest.mark.parametrize("words", [[], ["breaking"], ["/nowhere/x.conf=300"], ["x=0"]])
@pytest.mark.sampled(4)
def test_a_loop_that_cannot_be_meant(words: list[str]) -> None:
    command = [sys.executable, str(ROOT / "deploy" / "every.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("every.py: ")


@pytest.mark.soak
def test_what_fails_is_one_line_and_status_1(idle: Scrapyd, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.conf"
    unknown.write_text("[job]\nspider = weekly\n", encoding="utf-8")
    shown = SCHEDULES / "tag.conf"
    nowhere = {**idle.client, "SCRAPYD_URL": "http://127.0.0.1:9"}
    cases: list[tuple[str | Path, dict[str, str], str]] = [
        (unknown, idle.client, "Scrapyd says: spider 'weekly' not found"),
        (shown, {**idle.client, "SCRAPYD_PASSWORD": "x"}, "answered HTTP 401: the credentials"),
        (shown, {"SCRAPYD_USERNAME": "x"}, "SCRAPYD_USERNAME and SCRAPYD_PASSWORD"),
        ("--status", nowhere, "http://127.0.0.1:9/daemonstatus.json: "),
        ("--status", {**idle.client, "SCRAPYD_URL": "file:///etc"}, "is no http address"),
    ]
    for word, environment, says in cases:
        done = schedule(word, environment)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert says in done.stderr


def test_the_status_says_how_many_jobs_there_are(started: Started) -> None:
    started.server.wait(started.first, *started.beside)
    finished = len(started.server.jobs("finished"))
    done = schedule("--status", started.server.client)
    assert done.stdout == f"0 pending, 0 running, {finished} finished\n"


def test_a_schedule_waits_for_a_server_that_comes_up(started: Started) -> None:
    assert (started.early.returncode, started.early.stderr) == (0, "")
    assert re.fullmatch(r"section-ar: scheduled as \S+-section-ar-\w+\n", started.early.stdout)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "[job] names no spider"),
        ("[job]\npriority = 3\n", "[job] names no spider"),
        ("spider = tag\n", "no section headers"),
        ("[job]\nspider = tag\nspider = section\n", "already exists"),
        ("[job]\nspider = tag\ntags = x\n", "[job] is or holds something unknown"),
        ("[job]\nspider = tag\n[argument]\ntags = x\n", "[argument] is or holds"),
        ("[job]\nspider = tag\npriority = high\n", "priority='high' is no whole number"),
        ("[job]\nspider = tag\n[arguments]\njobid = x\n", "'jobid' is no argument"),
        ("[job]\nspider = sectoin\n", "unknown spider 'sectoin'; did you mean 'section'?"),
        (
            "[job]\nspider = section\n[arguments]\nsectons = x\n",
            "section takes no argument 'sectons'; did you mean 'sections'?",
        ),
        ("[job]\nspider = tag\n", "tag needs at least one of tags, authors, coverages"),
        ("[job]\nspider = article\n", "article needs exactly one of urls, file, warc"),
        (
            "[job]\nspider = article\n[arguments]\nurls = x\nwarc = y\n",
            "article needs exactly one of urls, file, warc",
        ),
        ("[job]\nspider = archived\n", "archived needs source = …: "),
        (
            "[job]\nspider = breaking\n[arguments]\nedition = fr\n",
            "edition = 'fr' is none of en, ar, es; did you mean 'ar'?",
        ),
        (
            "[job]\nspider = latest\n[arguments]\nmax_pages = all\n",
            "max_pages = 'all' cannot be: pages of a listing that are read; 0 is no limit",
        ),
    ],
)
def test_a_file_that_cannot_be_meant(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.conf"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongFile) as caught:
        read(file)
    assert str(caught.value).startswith(str(file))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_are_checked_when_they_are_written(tmp_path: Path) -> None:
    files = sorted(SCHEDULES.glob("*.conf"))
    assert check(files) == [
        "archive: sitemap, good",
        "breaking: breaking, good",
        "latest: latest, good",
        "section: section, good",
        "tag: tag, good",
    ]
    first, second = tmp_path / "first.conf", tmp_path / "second.conf"
    first.write_text("[job]\nspider = tag\n", encoding="utf-8")
    second.write_text("[job]\nspider = brekaing\n", encoding="utf-8")
    done = subprocess.run(
        ["/usr/bin/python3", SCHEDULE, "--check", first, files[0], second],
        env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"schedule.py: {first}: tag needs at least one of tags, authors, coverages",
        f"schedule.py: {second}: unknown spider 'brekaing'; did you mean 'breaking'?",
    ]


def test_the_arguments_are_those_of_the_spiders() -> None:
    """`make schemas` writes them anew."""
    shown = scrapy("schema", "--arguments", code=0).stdout
    assert ARGUMENTS.read_text(encoding="utf-8") == shown


def test_a_wrong_file_is_status_2(tmp_path: Path) -> None:
    done = schedule(tmp_path / "none.conf", dict(os.environ))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "No such file" in done.stderr


@pytest.mark.soak
def test_values_are_taken_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "tag.conf"
    file.write_text(
        "[job]\nspider = tag\n[arguments]\ntags =\n    دمشق القديمة\n    Arts & Culture, 50%\n"
        "since = 2026-11-01\n[settings]\nUSER = a=b; $c # d\n",
        encoding="utf-8",
    )
    assert read(file) == {
        "project": ["mayadeen_crawler"],
        "spider": ["tag"],
        "priority": ["0"],
        "setting": ["USER=a=b; $c # d"],
        "tags": ["دمشق القديمة,Arts & Culture, 50%"],
        "since": ["2026-11-01"],
    }
