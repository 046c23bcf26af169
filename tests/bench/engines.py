"""A replay of 4,000 pages by one process, by two, and by a Dask cluster with two workers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.dask_processes import dask_cluster
from tests.helpers.replica_archive import replica_archive
from tests.helpers.scrapyd_server import members

PAGES = 4000
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class ReplayCost:
    """What a replay took, starts of processes included."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of CPU of all processes."""

    def __str__(self) -> str:
        speed, each = PAGES / self.wall, 1000 * self.cpu / PAGES
        return f"{speed:5.0f} pages a second, {each:5.2f} ms of CPU a page"


def main() -> None:
    """Replay the same files three times, and print what each took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "archive").mkdir()
        files = replica_archive(folder / "archive", PAGES)
        one = _replay(files, folder / "one")
        two = _replay(files, folder / "two", "-a", "processes=2")
        with dask_cluster(folder, workers=2) as cluster:
            pids = [process.pid for process in (*cluster.workers, cluster.scheduler)]
            settings = ("REPLAY_ENGINE=dask", f"DASK_SCHEDULER={cluster.address}")
            words = [word for setting in settings for word in ("-s", setting)]
            dask = _replay(files, folder / "dask", *words, others=pids)
    print(f"processes=1      {one}")
    print(f"processes=2      {two}, {one.wall / two.wall:.2f} times as fast")
    print(f"dask, 2 workers  {dask}, {one.wall / dask.wall:.2f} times as fast")


def _replay(files: str, output: Path, *words: str, others: list[int] | None = None) -> ReplayCost:
    """Run a replay as a command; *others* are processes whose CPU counts beside the command's."""
    began = {pid: _cpu(pid) for pid in others or ()}
    start = time.monotonic()
    command = [
        sys.executable, "-m", "scrapy", "crawl", "article", "-a", f"warc={files}",
        "-s", f"OUTPUT_DIR={output}", "-s", "LOG_LEVEL=CRITICAL", *words,
    ]  # fmt: skip
    used: dict[int, float] = {}
    with subprocess.Popen(command, start_new_session=True) as process:
        while process.poll() is None:
            used |= {pid: max(_cpu(pid), used.get(pid, 0)) for pid in members(process.pid)}
            time.sleep(0.05)
    wall = time.monotonic() - start
    cpu = sum(used.values()) + sum(_cpu(pid) - before for pid, before in began.items())
    return ReplayCost(wall, cpu)


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used; 0 if it has ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(words[11]) + int(words[12])) / _TICK
