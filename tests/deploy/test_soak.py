"""Hours of scheduled runs, compressed: nothing grows but what was published."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.ticker_script import made_up
from tests.helpers.articles import feed, feed_lines
from tests.helpers.egg import ROOT
from tests.helpers.process_usage import (
    megabytes,
    open_files,
    watched_group,
)
from tests.helpers.scrapyd_server import (
    Scrapyd,
    members,
    until,
)

pytestmark = pytest.mark.soak  # hours of scheduled runs

HOURS = 3
ARTICLES = 300
#: Seconds a minute takes here.
MINUTE = 1.0
#: The minutes of the timers.
CALLS = {
    "breaking": range(0, 60, 5),
    "latest": range(1, 60, 5),
    "section": range(2, 60, 15),
    "tag": range(8, 60, 60),
    "archive": range(30, 60, 60),
}
JOBS = sum(len(minutes) for minutes in CALLS.values())
#: The most jobs at once that the configuration allows.
SLOTS = 10


def schedules(folder: Path, url: str, tags: str) -> Path:
    """Copy the schedules, with the replica in place of the site and a pace for it."""
    for path in (ROOT / "deploy" / "schedules").iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace("Palestine", tags).replace("    Lebanon\n", "")
        for section, line in (
            ("arguments", f"base_url = {url}"),
            ("settings", "DOWNLOAD_DELAY = 0.02\nAUTOTHROTTLE_ENABLED = 0"),
        ):
            if f"[{section}]\n" not in text:
                text += f"\n[{section}]\n"
            text = text.replace(f"[{section}]\n", f"[{section}]\n{line}\n")
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def call(name: str, folder: Path, server: Scrapyd) -> str:
    """Do what a timer does; return the job's id."""
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "schedule.py", folder / f"{name}.conf"],
        env=server.client, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()[-1] if "scheduled as" in done.stdout else ""


def hour(number: int, site: ReplicaSite, folder: Path, server: Scrapyd) -> list[str]:
    """Let an hour pass, the site changing between calls; return the jobs when they are done."""
    jobs = []
    for minute in range(60):
        began = time.monotonic()
        site.ticker_clock.set((number * 60 + minute) * 60)
        if minute % 4 == 1:
            site.publish(1)
        if minute % 10 == 3:
            site.edit(site.count - minute, "headline")
        jobs += [call(name, folder, server) for name, at in CALLS.items() if minute in at]
        time.sleep(max(0.0, MINUTE - (time.monotonic() - began)))
    jobs = [job for job in jobs if job]
    server.wait(*jobs)
    return jobs


def test_hours_of_scheduled_runs_stay_in_bounds(egg: Path, tmp_path: Path) -> None:
    site = ReplicaSite(articles=ARTICLES, ticker_script=made_up(LEXICONS["en"]))
    memory, files, ledgers, jobs = [], [], [], []
    with ReplicaServer(site) as replica, Scrapyd(tmp_path, egg) as server:
        folder = tmp_path / "schedules"
        folder.mkdir()
        schedules(folder, replica.url, article_shown(site, site.count).tags[0].name)
        leader = server.pid
        with watched_group(leader) as usage:
            for number in range(HOURS):
                jobs += hour(number, site, folder, server)
                until(lambda: members(leader) == [leader], "no process is left")
                memory.append(megabytes(leader))
                files.append(open_files(leader))
                ledgers.append((server.output / "ledger.sqlite3").stat().st_size / 1e6)
        assert "Process died" not in server.log  # each ended with status 0
        logs = list((server.state / "logs").rglob("*.log"))
        stored = sum(path.stat().st_size for path in server.state.rglob("*") if path.is_file())
    manifests = [json.loads(path.read_bytes()) for path in server.output.glob("runs/*.json")]
    outcomes = Counter(manifest["outcome"] for manifest in manifests)
    records, lines = feed(server.output), len(feed_lines(server.output, "breaking"))
    left = [path for path in server.output.rglob("*") if path.is_file()]
    print(  # noqa: T201
        f"\n{HOURS} hours, {HOURS * JOBS} calls, {len(jobs)} jobs ({dict(outcomes)}), "
        f"{len(replica.requests)} requests; "
        f"{len(records)} article records, {lines} breaking lines\n"
        f"at once: {usage.processes - 1} jobs at most; a job at most "
        f"{usage.job_megabytes:.0f} MB and {usage.job_files} open files\n"
        f"Scrapyd after each hour: {', '.join(f'{m:.1f}' for m in memory)} MB, "
        f"{', '.join(map(str, files))} open files\n"
        f"ledger after each hour: {', '.join(f'{m:.2f}' for m in ledgers)} MB; "
        f"{len(left)} files in output; {len(logs)} logs, {stored / 1e6:.1f} MB of state"
    )
    assert usage.processes - 1 <= SLOTS
    assert usage.job_megabytes < 300
    assert usage.job_files < 100
    assert memory[-1] < memory[0] + 10
    assert files[-1] <= files[0] + 2
    assert ledgers[-1] < 10
    assert len(logs) == len(jobs)
    # Feeds of four kinds, on two days where midnight passes; the ledger and its log; a
    # manifest of each run, a lock of each schedule.
    assert len(left) <= 4 * 2 + 3 + len(jobs) + len(CALLS)
    assert len(manifests) == len(jobs)
    # What is skipped is one whose like was under way: here an hour takes a minute.
    assert set(outcomes) <= {"good", "skipped"}
    good = {manifest["spider"] for manifest in manifests if manifest["outcome"] == "good"}
    assert good == {"breaking", "latest", "section", "tag", "sitemap"}
    # Each article once, and once more for each edit that was seen.
    first = [record["id"] for record in records if record["revision"] == 1]
    assert len(first) == len(set(first))
    assert len({(record["id"], record["revision"]) for record in records}) == len(records)
    assert len(first) >= ARTICLES
