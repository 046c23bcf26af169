"""A Dask scheduler and its workers, each a process of its own, connected over TCP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class DaskProcesses:
    """What runs, and where the scheduler listens."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker with one thread."""
        name = f"worker-{len(self.workers)}"
        worker = _started(
            self.folder / f"{name}.log", "worker", self.address, "--nthreads", "1", "--no-nanny",
            "--local-directory", str(self.folder / name),
        )  # fmt: skip
        self.workers.append(worker)
        return worker


def _started(log: Path, command: str, *words: str) -> subprocess.Popen[bytes]:
    module = f"distributed.cli.dask_{command}"
    return _python(log, "-m", module, "--host", "127.0.0.1", "--no-dashboard", *words)


def _python(log: Path, *words: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, *words],
            env=os.environ | {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"},
            stderr=errors,
        )


def _address(file: Path) -> str:
    """Return the address that the scheduler wrote, empty as long as it has not, or is about to."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        return str(json.loads(file.read_text())["address"])
    return ""


def _listens(scheduler: subprocess.Popen[bytes], file: Path) -> str:
    """Wait until the scheduler listens; return its address."""
    limit = time.monotonic() + 60
    while not (address := _address(file)):
        assert scheduler.poll() is None, "the scheduler did not start"
        assert time.monotonic() < limit, "the scheduler does not listen"
        time.sleep(0.05)
    assert urlsplit(address).scheme == "tcp"
    return address


@contextmanager
def dask_cluster(folder: Path, *, workers: int) -> Iterator[DaskProcesses]:
    """Run a scheduler and so many workers until the block ends; their logs are in *folder*."""
    file = folder / "scheduler.json"
    scheduler = _started(
        folder / "scheduler.log", "scheduler", "--port", "0", "--scheduler-file", str(file)
    )
    cluster = DaskProcesses(_listens(scheduler, file), folder, scheduler)
    try:
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()


#: A scheduler, and a worker that joins it over TCP.
_BOTH = """
import asyncio
import sys
from distributed import Scheduler, Worker

async def main(file, folder, threads):
    loopback = {"host": "127.0.0.1", "dashboard": False}
    async with Scheduler(port=0, scheduler_file=file, **loopback) as scheduler:
        async with Worker(scheduler.address, nthreads=int(threads), local_directory=folder,
                          **loopback):
            await scheduler.finished()

asyncio.run(main(*sys.argv[1:]))
"""


@contextmanager
def dask_process(folder: Path, *, threads: int) -> Iterator[DaskProcesses]:
    """Run a scheduler and a worker with so many threads, both in one process, as `dask_cluster`.

    What each would take seconds to load is loaded once.
    """
    file = folder / "scheduler.json"
    process = _python(
        folder / "both.log", "-c", _BOTH, str(file), str(folder / "worker"), str(threads)
    )
    try:
        yield DaskProcesses(_listens(process, file), folder, process)
    finally:
        process.kill()
        process.wait()
