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

    def start_worker(self, threads: int = 1) -> subprocess.Popen[bytes]:
        """Start a worker with so many threads."""
        name = f"worker-{len(self.workers)}"
        worker = _started(
            self.folder / f"{name}.log", "worker", self.address, "--nthreads", str(threads),
            "--no-nanny", "--local-directory", str(self.folder / name),
        )  # fmt: skip
        self.workers.append(worker)
        return worker


def _started(log: Path, command: str, *words: str) -> subprocess.Popen[bytes]:
    module = f"distributed.cli.dask_{command}"
    with log.open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", module, "--host", "127.0.0.1", "--no-dashboard", *words],
            env=os.environ | {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"},
            stderr=errors,
        )


def _address(file: Path) -> str:
    """Return the address that the scheduler wrote, empty as long as it has not, or is about to."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        return str(json.loads(file.read_text())["address"])
    return ""


@contextmanager
def dask_cluster(folder: Path, *, workers: int, threads: int = 1) -> Iterator[DaskProcesses]:
    """Run a scheduler and so many workers until the block ends; their logs are in *folder*.

    Each worker has so many *threads*.
    """
    file = folder / "scheduler.json"
    scheduler = _started(
        folder / "scheduler.log", "scheduler", "--port", "0", "--scheduler-file", str(file)
    )
    limit = time.monotonic() + 60
    while not (address := _address(file)):
        assert scheduler.poll() is None, "the scheduler did not start"
        assert time.monotonic() < limit, "the scheduler does not listen"
        time.sleep(0.05)
    assert urlsplit(address).scheme == "tcp"
    cluster = DaskProcesses(address, folder, scheduler)
    try:
        for _ in range(workers):
            cluster.start_worker(threads)
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()
