"""``python -m tests.year [--often N]``: see the package's docstring."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.ledger_check import check_ledger
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import committed_lengths
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.chaos import reader
from tests.helpers.crawls import Crawl, crawl
from tests.year.looks import MadeUpSection, MadeUpTicker

START = datetime(2026, 1, 1, tzinfo=UTC)
#: Spider → minutes between two of its runs, and their arguments.
TIMERS: dict[str, tuple[int, dict[str, Any]]] = {
    "breaking": (15, {}),
    "section": (60, {"max_pages": "1"}),
    "latest": (20, {}),
    "sitemap": (1440, {}),
}
#: Spider → hours between two whole crawls. Between them looks at the ticker and at a section are
#: handed to the ledger; runs of the others are left out.
WHOLE = {"breaking": 168, "section": 48, "latest": 168, "sitemap": 168}
HANDED = ("breaking", "section")
#: Articles that are published a day.
A_DAY = 6
#: Months after which sizes are told.
TOLD = (1, 6, 12)
#: The day on which the ledger is made one of an older program, which the next run upgrades.
UPGRADED = 182
#: Commands that are run as processes of their own, in a copy of the folder, to see what they take.
MEASURED: dict[str, tuple[str, ...]] = {
    "breaking": ("crawl", "breaking"),
    "section": ("crawl", "section", "-a", "max_pages=1"),
    "runs": ("runs",),
    "search": ("search", "harbour", "council"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A run that a timer begins."""

    at: datetime
    spider: str
    given: dict[str, Any]
    whole: bool
    """Whether it is crawled; else its look is handed to the ledger."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much of a year is lived."""

    often: float
    """How many times as many crawls as WHOLE says."""
    looks: int
    """Of how many looks one is handed to the ledger."""
    begin: int
    """The day on which it begins; others than 0 go on in a folder."""
    end: int


@dataclass
class Clock:
    """The clock that everything asks."""

    now: datetime = START
    wrong_by: timedelta = timedelta()
    """How far the machine's clock is from the true time."""

    def set(self) -> None:
        """Have the program ask this clock."""
        clock.now = lambda: self.now + self.wrong_by
        time.time = lambda: (self.now + self.wrong_by).timestamp()


@dataclass
class Cost:
    """What the runs since the last table took."""

    runs: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, what: str, seconds: float) -> None:
        """Add a run and its processor time."""
        self.runs[what] += 1
        self.seconds[what] += seconds


def calls(pace: Pace) -> Iterator[Call]:
    """Yield the calls of the timers that are made, in the order of time."""
    for minute in range(pace.begin * 1440, pace.end * 1440, 5):
        for spider, (every, given) in TIMERS.items():
            crawls = round(60 * WHOLE[spider] / pace.often / every) * every
            whole = minute % max(every, crawls) == 0
            if whole or (spider in HANDED and minute % (every * pace.looks) == 0):
                yield Call(START + timedelta(minutes=minute), spider, given, whole)


def main(arguments: Sequence[str]) -> int:
    """Let the year go by; print sizes and times, and return 1 if a run or a promise failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument(
        "--often", type=float, default=1, metavar="N",
        help="crawl N times as often as every two days a section, and every seven the ticker, the "
        "newest list and the sitemaps; looks between are handed to the ledger (default 1)",
    )  # fmt: skip
    parser.add_argument("--days", type=int, default=365, metavar="N", help="(default 365)")
    parser.add_argument("--folder", type=Path, help="where to; kept (default: a temporary one)")
    parser.add_argument(
        "--looks", type=int, default=1, metavar="N", help="hand over every Nth look (default 1)"
    )
    parser.add_argument(
        "--go-on", type=int, default=0, metavar="DAY",
        help="go on in --folder, where a year was killed on that day (counted from 0)",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="year-") as name:
        pace = Pace(given.often, given.looks, given.go_on, given.days)
        faults = lived(given.folder or Path(name), pace)
    print(*faults or ["nothing is lost, repeated or torn"], sep="\n")
    return 1 if faults else 0


def lived(folder: Path, pace: Pace) -> list[str]:
    """Make the calls into *folder*; return what is wrong with it in the end."""
    faults: list[str] = []
    begin, now = START + timedelta(days=pace.begin), Clock()
    site = ReplicaSite(
        articles=A_DAY * (pace.begin + 1), newest=begin, spacing=timedelta(days=1) / A_DAY
    )
    told = [month for month in TOLD if month * 30.4 > pace.begin]
    chance, cost = random.Random(1), Cost()
    handed: dict[str, MadeUpTicker | MadeUpSection] = {
        "breaking": MadeUpTicker(folder, random.Random(2), 100 * pace.begin),
        "section": MadeUpSection(folder, random.Random(3), 100 * pace.begin),
    }
    upgrade, torn = START + timedelta(days=UPGRADED), begin
    if begin > upgrade:
        upgrade += timedelta(days=10_000)
    now.set()
    with ReplicaServer(site, port=_port(folder)) as server:
        for call in calls(pace):
            _let_happen(site, call.at, chance)
            now.now, now.wrong_by = call.at, _jump(call.at)
            if call.at >= upgrade:
                _make_older(folder)
                upgrade += timedelta(days=10_000)
            if call.at >= torn + timedelta(days=30):
                _tear(folder, now.now)
                torn = call.at
            began = time.process_time()
            if call.whole:
                run = crawl(call.spider, folder, base_url=server.url, **call.given)
                faults += _faults_of(call, run)
                cost.add(call.spider, time.process_time() - began)
            else:
                handed[call.spider].look(now.now + now.wrong_by)
                cost.add(f"look by {call.spider}", time.process_time() - began)
            if told and call.at >= START + timedelta(days=told[0] * 30.4):
                _tell(told.pop(0), folder, cost, server.url)
        now.wrong_by = timedelta()
        # An article that was put online later than its time says is in no sitemap that changed.
        crawl("sitemap", folder, base_url=server.url, refresh="never")
        if told:
            _tell(told.pop(), folder, cost, server.url)
        there = [server.url + site.path(number) for number in range(1, site.count + 1)]
    return faults[:20] + _lost_or_repeated(folder, there) + _integrity(folder)


def _lost_or_repeated(folder: Path, there: Sequence[str]) -> list[str]:
    """Return what the independent reader finds, but for lines that it reads out of their order.

    What began while the clock was a year ahead is in files of that year, which it reads last.
    """
    ahead = set[str]()
    for path in folder.glob(f"breaking/{START.year + 1}-*.jsonl"):
        ahead |= {json.loads(line)["id"] for line in path.read_bytes().splitlines()}
    found = reader.faults(folder, there)
    return [fault for fault in found if fault.rpartition(": ")[0] not in ahead]


def _port(folder: Path) -> int:
    """Return the port of the site that *folder* is of, 0 (any) for a new folder."""
    if not (folder / FILE_NAME).exists():
        return 0
    with snapshot(folder) as db:
        (base,) = db.execute("SELECT base_url FROM hosts WHERE edition = 'en'").fetchone()
    return int(base.rpartition(":")[2])


def _jump(at: datetime) -> timedelta:
    """Return by how much the clock is wrong: an hour back in March, a year ahead once in May."""
    if at.month == 3 and at.day == 29 and at.hour < 6:
        return timedelta(hours=-1)
    if at.month == 5 and at.day == 10 and at.hour < 1:
        return timedelta(days=365)
    return timedelta()


def _let_happen(site: ReplicaSite, now: datetime, chance: random.Random) -> None:
    """Publish and edit what the site would have until *now*; a third of the time is quiet."""
    if chance.random() < 1 / 3:
        return
    if count := int((now - START) / timedelta(days=1) * A_DAY) + A_DAY - site.count:
        site.publish(count)
        site.edit(max(1, site.count - chance.randrange(A_DAY)), "headline")


def _make_older(folder: Path) -> None:
    """Make the ledger one of version 17, as a program of then left it."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.executescript(
            "DROP TABLE folded_runs; DROP TABLE met_statements; DROP TABLE tidied;"
            "DROP INDEX addresses_unreadable; PRAGMA user_version = 17;"
        )


def _tear(folder: Path, now: datetime) -> None:
    """Leave half a line at the end of the ticker's feed, as a killed run does."""
    with (folder / "breaking" / f"{now:%Y-%m-%d}.jsonl").open("ab") as stream:
        stream.write(b'{"record_type": "breaking", "schema_')


def _faults_of(call: Call, run: Crawl) -> list[str]:
    if run.status:
        return [f"{call.at:%Y-%m-%d %H:%M} {call.spider}: status {run.status}: {run.lines[-1:]}"]
    return [
        f"{call.at:%Y-%m-%d %H:%M} {call.spider}: {line[:300]}"
        for line in run.lines
        if line.startswith(("ERROR", "CRITICAL", "TRACEBACK"))
    ]


def _integrity(folder: Path) -> list[str]:
    with snapshot(folder) as db:
        bytes_of = committed_lengths(db)
        found = [*check(db, folder).damages, *check_ledger(db, folder, bytes_of).faults]
    return [f"integrity: {one}" for one in found]


def _sizes(folder: Path) -> dict[str, float]:
    """Return what lies in *folder*: kilobytes, and for manifests also how many."""

    def kilobytes(pattern: str) -> float:
        return sum(path.stat().st_size for path in folder.glob(pattern)) / 1000

    return {
        "feeds kB": sum(kilobytes(f"{kind}/*") for kind in reader.KINDS),
        "ledger kB": kilobytes(f"{FILE_NAME}*"),
        "manifests": sum(1 for _ in folder.glob("runs/*.json")),
        "runs/ kB": kilobytes("runs/**/*"),
        "locks": sum(1 for _ in folder.glob("runs/locks/*")),
        "errors/ kB": kilobytes("errors/*"),
        "files": sum(1 for path in folder.rglob("*") if path.is_file()),
    }


def _tell(month: int, folder: Path, cost: Cost, url: str) -> None:
    """Print a table of sizes, and of what runs took since the last one."""
    print(f"month {month}")
    for name, size in _sizes(folder).items():
        print(f"  {name}: {size:.0f}")
    for what, count in cost.runs.items():
        print(f"  {count} of {what}: {1000 * cost.seconds[what] / count:.1f} ms each")
    cost.runs.clear()
    cost.seconds.clear()
    with tempfile.TemporaryDirectory(prefix="measured-") as name:
        copy = Path(name) / "output"
        shutil.copytree(folder, copy)
        for what, words in MEASURED.items():
            given = ("-a", f"base_url={url}", "-s", "DOWNLOAD_DELAY=0")
            print(f"  {what}: {_measured(copy, words + given * (words[0] == 'crawl'))}")
        index = sum(path.stat().st_size for path in copy.glob("search.db*")) / 1000
        print(f"  search index kB: {index:.0f}", flush=True)


def _measured(folder: Path, words: Sequence[str]) -> str:
    """Return the processor time and the memory of a command on *folder*."""
    log, most = folder.parent / "log", ""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", *words], stdout=stream, stderr=stream,
            env={**os.environ, "MAYADEEN_OUTPUT_DIR": str(folder)},
        )  # fmt: skip
    # Not the usage that the system tells in the end, which counts the memory of who forked it.
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        with suppress(FileNotFoundError, ProcessLookupError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            most = next((x for x in status.splitlines() if x.startswith("VmHWM")), most)
        time.sleep(0.05)
    _, status_word, used = ended
    process.returncode = os.waitstatus_to_exitcode(status_word)
    return (
        f"{used.ru_utime + used.ru_stime:.2f} s of processor, {int(most.split()[1]) / 1000:.0f} "
        f"MB, {log.stat().st_size / 1000:.1f} kB said, status {process.returncode}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
