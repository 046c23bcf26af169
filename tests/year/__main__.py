"""``python -m tests.year [--one-in N]``: see the package's docstring."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mayadeen_crawler import clock
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.chaos import reader
from tests.helpers.crawls import Crawl, crawl

START = datetime(2026, 1, 1, tzinfo=UTC)
#: Spider → minutes between two of its runs, and their arguments: what deploy/ schedules.
TIMERS: dict[str, tuple[int, dict[str, Any]]] = {
    "breaking": (15, {}),
    "section": (60, {"max_pages": "1"}),
    "latest": (20, {}),
    "sitemap": (1440, {}),
}
#: Articles that are published a day.
A_DAY = 30
#: Months after which sizes are told.
TOLD = (1, 6, 12)


@dataclass(frozen=True, slots=True)
class Call:
    """A run that a timer begins."""

    at: datetime
    spider: str
    given: dict[str, Any]


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


def calls(one_in: int) -> Iterator[Call]:
    """Yield every *one_in*th call of a year's timers, in the order of time."""
    for minute in range(0, 365 * 1440, 5):
        for spider, (every, given) in TIMERS.items():
            if minute % (every * one_in) == 0:
                yield Call(START + timedelta(minutes=minute), spider, given)


def main(arguments: Sequence[str]) -> int:
    """Let the year go by; print sizes and times, and return 1 if a run or a promise failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument(
        "--one-in", type=int, default=10, metavar="N",
        help="make every Nth call, of a site that publishes as much less (default 10)",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="year-") as name:
        faults = lived(Path(name), given.one_in)
    print(*faults or ["nothing is lost, repeated or torn"], sep="\n")
    return 1 if faults else 0


def lived(folder: Path, one_in: int) -> list[str]:
    """Make the calls into *folder*; return what is wrong with it in the end."""
    faults: list[str] = []
    told, site, now = list(TOLD), ReplicaSite(articles=A_DAY, newest=START), Clock()
    chance, counted = random.Random(1), Counter[str]()
    seconds: dict[str, float] = defaultdict(float)
    now.set()
    print("month   runs    ms a run  " + "  ".join(f"{name:>10}" for name in _sizes(folder)))
    with ReplicaServer(site) as server:
        for call in calls(one_in):
            _let_happen(site, call.at - now.now, one_in, chance)
            now.now, now.wrong_by = call.at, _jump(call.at)
            began = time.process_time()
            run = crawl(call.spider, folder, base_url=server.url, **call.given)
            seconds[call.spider] += time.process_time() - began
            counted[call.spider] += 1
            faults += _faults_of(call, run)
            if told and call.at >= START + timedelta(days=told[0] * 30.4):
                _tell(told.pop(0), folder, counted, seconds)
        now.wrong_by = timedelta()
        crawl("sitemap", folder, base_url=server.url)
        _tell(told.pop(0) if told else 12, folder, counted, seconds)
        there = [server.url + site.path(number) for number in range(1, site.count + 1)]
    return faults[:20] + reader.faults(folder, there)


def _jump(at: datetime) -> timedelta:
    """Return by how much the clock is wrong: an hour back in March, a year ahead once in May."""
    if at.month == 3 and at.day == 29 and at.hour < 6:
        return timedelta(hours=-1)
    if at.month == 5 and at.day == 10 and at.hour < 1:
        return timedelta(days=365)
    return timedelta()


def _let_happen(site: ReplicaSite, passed: timedelta, one_in: int, chance: random.Random) -> None:
    """Publish and edit what the site would in the time that *passed*; a third of it is quiet."""
    expected = A_DAY / one_in * (passed / timedelta(days=1)) * 1.5
    if chance.random() < 1 / 3:
        return
    count = int(expected) + (chance.random() < expected % 1)
    if count:
        site.publish(count)
    if chance.random() < expected / 4:
        site.edit(max(1, site.count - chance.randrange(A_DAY)), "headline")


def _faults_of(call: Call, run: Crawl) -> list[str]:
    if run.status:
        return [f"{call.at:%Y-%m-%d %H:%M} {call.spider}: status {run.status}: {run.lines[-1:]}"]
    return [
        f"{call.at:%Y-%m-%d %H:%M} {call.spider}: {line[:300]}"
        for line in run.lines
        if line.startswith(("ERROR", "CRITICAL", "TRACEBACK"))
    ]


def _sizes(folder: Path) -> dict[str, float]:
    """Return what lies in *folder*: kilobytes, and for manifests also how many."""

    def kilobytes(pattern: str) -> float:
        return sum(path.stat().st_size for path in folder.glob(pattern)) / 1000

    feeds = sum(kilobytes(f"{kind}/*") for kind in reader.KINDS)
    return {
        "feeds kB": feeds,
        "ledger kB": kilobytes("ledger.sqlite3*"),
        "manifests": sum(1 for _ in folder.glob("runs/*.json")),
        "runs/ kB": kilobytes("runs/**/*"),
        "files": sum(1 for path in folder.rglob("*") if path.is_file()),
        "memory MB": _memory(),
    }


def _memory() -> float:
    """Return the megabytes that this process holds now, the replica's included."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0


def _tell(month: int, folder: Path, counted: Counter[str], seconds: dict[str, float]) -> None:
    each = 1000 * sum(seconds.values()) / max(1, counted.total())
    sizes = "  ".join(f"{size:10.0f}" for size in _sizes(folder).values())
    print(f"{month:5}{counted.total():7}{each:12.0f}  {sizes}", flush=True)
    for spider, count in counted.items():
        print(f"      {spider}: {count} runs, {1000 * seconds[spider] / count:.0f} ms each")
    counted.clear()
    seconds.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
