"""The whole way of a job on a real Scrapyd: deployed, scheduled, watched, cancelled, ended."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.deploy.conftest import BESIDE, DELAY, TYPED, Started
from tests.helpers.articles import feed
from tests.helpers.egg import (
    ROOT,
    VERSION,
    scrapyd_deploy,
)
from tests.helpers.scrapyd_server import (
    PASSWORD,
    PROJECT,
    USERNAME,
    Scrapyd,
    members,
    until,
)

#: Where no pace is wanted.
FAST = "DOWNLOAD_DELAY=0"


@pytest.fixture(scope="module")
def wrong_job(scrapyd: Scrapyd) -> str:
    """Run a job with a mistyped argument to its end."""
    job = scrapyd.schedule("section", section="politics")
    scrapyd.wait(job)
    return job


def test_nobody_gets_in_without_credentials(scrapyd: Scrapyd) -> None:
    paths = ("/", "/daemonstatus.json", "/logs/", "/schedule.json")
    assert [scrapyd.refused(path) for path in paths] == [401] * 4
    config = scrapyd.state / "scrapyd.conf"
    assert config.stat().st_mode & 0o777 == 0o600
    # Jobs need not know the password, nor does the log.
    assert PASSWORD.encode() not in Path(f"/proc/{scrapyd.pid}/environ").read_bytes()
    assert PASSWORD not in scrapyd.log


@pytest.mark.soak
def test_the_egg_is_deployed_and_its_spiders_are_known(scrapyd: Scrapyd, tmp_path: Path) -> None:
    before = scrapyd.get("listversions", project=PROJECT)["versions"]
    port = scrapyd.url.rpartition(":")[2]
    config = (ROOT / "scrapy.cfg").read_text(encoding="utf-8")
    assert "http://127.0.0.1:6800/" in config
    (tmp_path / "scrapy.cfg").write_text(config.replace("6800", port), encoding="utf-8")
    # Versions are seconds: one of the same second would take the other's place.
    until(lambda: time.time() > int(before[-1]) + 1, "the next second")
    egg = next((scrapyd.state / "eggs" / PROJECT).glob("*.egg"))
    said = scrapyd_deploy(
        "--egg", str(egg), cwd=tmp_path,
        SCRAPYD_USERNAME=USERNAME, SCRAPYD_PASSWORD=PASSWORD,
    )  # fmt: skip
    assert '"spiders": 7' in said
    versions = scrapyd.get("listversions", project=PROJECT)["versions"]
    # The new one beside the old one, and last: jobs take it from now on.
    assert versions[:-1] == before
    spiders = scrapyd.get("listspiders", project=PROJECT)["spiders"]
    assert spiders == ["archived", "article", "breaking", "latest", "section", "sitemap", "tag"]


def shown(site: ReplicaSite, *sections: str) -> set[str]:
    """Return the paths of the articles on the first pages of *sections*."""
    return {site.path(n) for section in sections for n in site.listing_pages(section)[0]}


def paths(records: list[dict[str, Any]]) -> list[str]:
    """Return the paths of *records*, sorted."""
    return sorted(unquote(urlsplit(record["url"]).path) for record in records)


@pytest.mark.soak
def test_a_job_brings_its_records(scrapyd: Scrapyd, job: str, started: Started) -> None:
    records = [record for record in feed(scrapyd.output) if record["run_id"] == job]
    assert paths(records) == sorted(shown(started.site.site, "سياسة", "أوراق-بحثية"))
    assert (scrapyd.output / "ledger.sqlite3").is_file()
    assert "Process finished" in scrapyd.ended(job)
    # What a job says on stderr goes there: nothing, warnings included.
    assert scrapyd.stderr(job) == []


def test_its_log_is_read_over_the_web(scrapyd: Scrapyd, job: str) -> None:
    log = scrapyd.job_log(job)
    assert "Good run: " in log
    # From the egg, whatever is installed beside it; with the settings as they were given.
    assert f"mayadeen-crawler {VERSION}: crawl section " in log
    assert log.startswith("يوم ")
    assert scrapyd.refused(f"/logs/{PROJECT}/section/{job}.log") == 401


def test_a_wrong_argument_is_said_in_the_log(scrapyd: Scrapyd, wrong_job: str) -> None:
    assert "unknown argument 'section'; did you mean 'sections'?" in scrapyd.job_log(wrong_job)
    assert "Process died: exitstatus=2" in scrapyd.ended(wrong_job)


def test_jobs_share_one_ledger_and_one_pace(scrapyd: Scrapyd, job: str, started: Started) -> None:
    jobs = [job, *started.beside]
    scrapyd.wait(*jobs)
    records = feed(scrapyd.output)
    wanted = shown(started.site.site, "سياسة", "أوراق-بحثية", *BESIDE)
    assert paths(records) == sorted(wanted)
    assert {record["run_id"] for record in records} <= set(jobs)
    assert all("Good run: " in scrapyd.job_log(job) for job in jobs)
    times = [entry for entry in scrapyd.get("listjobs")["finished"] if entry["id"] in jobs]
    assert max(entry["start_time"] for entry in times) < min(entry["end_time"] for entry in times)
    # The first may arrive late, none before its moment; a pace of each would take half or less.
    moments = started.moments
    assert moments.times[-1] - moments.times[0] > 0.6 * DELAY * (len(moments) - 1)
    assert len(moments) > len(wanted)


@pytest.mark.soak
def test_a_server_that_ends_ends_its_jobs(egg: Path, tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica, Scrapyd(tmp_path, egg) as server:
        job = server.schedule("breaking", FAST, base_url=replica.url, follow="1")
        until(lambda: len(list(server.output.glob("breaking/*.jsonl"))) > 0, "the first look")
        group = server.pid
        assert len(members(group)) == 2
        assert server.stop() == 0
    assert members(group) == []
    log = (server.state / "logs" / PROJECT / "breaking" / f"{job}.log").read_text(encoding="utf-8")
    assert "Spider closed (shutdown)" in log
    assert "Run ended (shutdown): 10 appeared" in log
    assert len(feed(server.output, "breaking")) == 10


# What follows is of manifests and of the lock on a run.


def manifest(folder: Path, job: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "runs" / f"{job}.json").read_bytes())
    return found


def test_a_job_leaves_a_manifest(scrapyd: Scrapyd, job: str) -> None:
    found = manifest(scrapyd.output, job)
    names = ("run_id", "spider", "edition", "outcome", "exit_status", "finish_reason")
    assert [found[name] for name in names] == [job, "section", "ar", "good", 0, "finished"]
    assert found["arguments"]["sections"] == TYPED  # type: ignore[index]


def test_a_wrong_argument_is_said_in_the_manifest(scrapyd: Scrapyd, wrong_job: str) -> None:
    found = manifest(scrapyd.output, wrong_job)
    assert (found["outcome"], found["exit_status"]) == ("wrong_use", 2)
    assert "did you mean 'sections'?" in str(found["reason"])


@pytest.mark.soak
def test_the_same_job_twice_runs_once_and_a_cancelled_one_ends_well(
    scrapyd: Scrapyd, tmp_path: Path
) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        same = (FAST, f"OUTPUT_DIR={tmp_path}")
        first = scrapyd.schedule("breaking", *same, base_url=replica.url, follow="1")
        until(lambda: len(list(tmp_path.glob("breaking/*.jsonl"))) > 0, "the first look")
        # The same again does not run beside it.
        second = scrapyd.schedule("breaking", *same, base_url=replica.url, follow="1")
        scrapyd.wait(second)
        assert first in scrapyd.jobs("running")
        assert scrapyd.post("cancel", job=first)["prevstate"] == "running"
        scrapyd.wait(first)
    log = scrapyd.job_log(first)
    assert "Run ended (shutdown): 10 appeared" in log
    assert "Spider closed (shutdown)" in log
    assert "Process finished" in scrapyd.ended(first)
    cancelled = manifest(tmp_path, first)
    assert (cancelled["finish_reason"], cancelled["exit_status"]) == ("shutdown", 0)
    skipped = manifest(tmp_path, second)
    assert (skipped["outcome"], skipped["exit_status"]) == ("skipped", 0)
    assert skipped["finish_reason"] == "already_running"
    assert len(feed(tmp_path, "breaking")) == 10
