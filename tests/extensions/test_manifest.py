"""What a run's manifest says of real crawls, and how a second such run is kept away."""

from __future__ import annotations

import hashlib
import json
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import __version__
from mayadeen_crawler.extensions import manifest
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.runs.manifest_files import RunsFolder
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import Running, start
from tests.helpers.served_site import SmallSite, served

MENU = [("/news/politics", "Politics"), ("/news/economy", "Economy")]


def wait(condition: Callable[[], object]) -> bool:
    limit = time.monotonic() + 60
    while not condition() and time.monotonic() < limit:
        time.sleep(0.02)
    return bool(condition())


def test_a_good_run(tmp_path: Path) -> None:
    site = SmallSite()
    site.listing("/", menu=MENU)
    site.listing("/news/politics", "/news/politics/one", "/news/politics/two", "/news/politics/off")
    site.article("/news/politics/one", "The first of them")
    site.article("/news/politics/two", "The second of them")
    with served(site):
        crawl("section", tmp_path, base_url=site.url, sections="politics", _job="job-1")
    (found,) = manifests(tmp_path)
    assert list(found)[:12] == [
        "record_type", "schema_version", "run_id", "spider", "edition", "base_url", "arguments",
        "versions", "pid", "lock", "outcome", "exit_status",
    ]  # fmt: skip
    assert (found["run_id"], found["spider"], found["edition"]) == ("job-1", "section", "en")
    assert found["arguments"] == {"base_url": site.url, "sections": "politics"}
    assert found["versions"]["mayadeen_crawler"] == __version__
    assert (found["outcome"], found["exit_status"], found["finish_reason"]) == (
        "good", 0, "finished",
    )  # fmt: skip
    # robots.txt, the home page, the listing, its second page (404), two articles and one
    # that is gone.
    assert found["requests"] == {"200": 5, "404": 2}
    assert found["records"]["articles"]["new"] == 2
    assert found["lost"] == {"http_404": 1}
    assert found["pages"]["articles"] == 2
    assert found["pending_left"] == 1
    assert found["coverage"]["headline"] == 1.0
    assert found["coverage"]["post_id"] == 0.0
    assert found["provenance"]["headline"] == {"visible": 2}
    assert found["warnings"] == []
    started, ended = (datetime.fromisoformat(found[k]) for k in ("started_at", "ended_at"))
    assert started <= ended <= datetime.now(UTC)
    assert found["stats"]["article/new"] == 2
    for append in found["appends"]:
        data = (tmp_path / append["file"]).read_bytes()
        assert (append["offset"], append["length"]) == (0, len(data))
        assert append["sha256"] == hashlib.sha256(data).hexdigest()
    kinds = {append["file"].partition("/")[0] for append in found["appends"]}
    assert kinds == {"articles", "listings"}
    # What only a run needs is gone with it.
    assert not list((tmp_path / "runs" / "locks").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "articles", "ledger.sqlite3", "listings", "runs",
    ]  # fmt: skip


def test_an_unhealthy_run_says_why(tmp_path: Path) -> None:
    site = SmallSite()
    site.pages["/"] = site.pages["/news/politics"] = "<html><body>Under construction</body></html>"
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
    (found,) = manifests(tmp_path)
    assert run.status == 4
    assert (found["outcome"], found["exit_status"]) == ("unhealthy", 4)
    assert found["reason"].startswith("nothing was recognised: 2 pages answered, 0 failed")


def test_a_name_that_only_the_site_can_resolve(tmp_path: Path) -> None:
    site = SmallSite()
    site.listing("/", menu=MENU)
    with served(site):
        crawl("section", tmp_path, base_url=site.url, sections="weather")
    (found,) = manifests(tmp_path)
    assert (found["outcome"], found["exit_status"]) == ("wrong_use", 2)
    assert "no section 'weather'" in found["reason"]


def test_what_was_written_stands_though_manifests_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    site = SmallSite()
    site.article("/news/politics/one", "The first of them")
    with served(site):
        run = crawl("article", tmp_path, urls=f"{site.url}/news/politics/one", base_url=site.url)
    assert (run.status, len(run.records)) == (0, 1)
    assert sum("manifest cannot be written" in line for line in run.lines) == 1


def test_it_is_written_again_while_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str, int]] = []

    def write(_: RunsFolder, one: dict[str, Any]) -> None:
        told.append((one["outcome"], one["updated_at"], one["records"]["breaking"]["appeared"]))

    monkeypatch.setattr(RunsFolder, "write", write)
    monkeypatch.setattr(manifest, "INTERVAL", 0.05)
    with ReplicaServer(ReplicaSite(articles=5)) as server:
        crawl("breaking", tmp_path, base_url=server.url, follow="1", duration="2")
    outcomes = [outcome for outcome, _, _ in told]
    assert outcomes == ["running"] * (len(told) - 1) + ["good"]
    assert len(told) > 3
    assert (told[0][2], told[-2][2], told[-1][2]) == (0, 10, 10)


@pytest.fixture
def slow() -> Any:
    """A replica whose ticker page answers, while articles never do."""
    with ReplicaServer(ReplicaSite(articles=20)) as server:
        server.faults.on("slow", value=600, target="article")
        yield server


def begin(server: ReplicaServer, folder: Path, job: str) -> Running:
    return start(
        "crawl", "section", "-a", f"base_url={server.url}", "-a", "sections=politics",
        "-a", f"_job={job}", "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0",
    )  # fmt: skip


def test_a_second_such_run_ends_at_once_and_a_dead_one_keeps_nobody_away(
    slow: ReplicaServer, tmp_path: Path
) -> None:
    with begin(slow, tmp_path, "first") as first:
        assert wait(lambda: any(slow.site.find(path) is not None for path in slow.requests))
        (running,) = manifests(tmp_path)
        assert (running["outcome"], running["exit_status"], running["pid"]) == (
            "running", None, first.pid,
        )  # fmt: skip
        folder = RunsFolder(tmp_path)
        assert folder.outcome(running) == "running"
        with begin(slow, tmp_path, "second") as second:
            status, log = second.wait(60), second.errors()
        said = "not begun: run first of the same spider with the same arguments is under way"
        assert (status, said in log, "Traceback" in log) == (0, True, False)
        assert (slow.requests.count("/robots.txt"), slow.requests.count("/")) == (1, 1)
        skipped = json.loads((tmp_path / "runs" / "second.json").read_text())
        assert (skipped["run_id"], skipped["outcome"], skipped["reason"]) == (
            "second", "skipped", said,
        )  # fmt: skip
        # With other arguments it is another run.
        other = crawl("breaking", tmp_path, base_url=slow.url)
        assert (other.status, other.stats["ticker/appeared"]) == (0, 10)
        first.kill()
        assert first.wait() == -signal.SIGKILL
    left = json.loads((tmp_path / "runs" / "first.json").read_text())
    assert (left["outcome"], folder.outcome(left)) == ("running", "died")
    slow.faults.clear()
    third = crawl("section", tmp_path, base_url=slow.url, sections="politics", _job="third")
    assert third.status == 0
    ended = json.loads((tmp_path / "runs" / "third.json").read_text())
    assert (ended["outcome"], ended["pending_left"]) == ("good", 0)
