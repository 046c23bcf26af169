"""A pool's process ends with the process that it works for."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

POOL = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from mayadeen_crawler.utils.orphans import end_with_parent

pool = ProcessPoolExecutor(1, get_context("spawn"), end_with_parent)
print(pool.submit(os.getpid).result(), flush=True)
sys.stdin.read()
"""


def test_a_killed_process_leaves_none_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", POOL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        worker = Path("/proc", process.stdout.readline().strip())
        assert is_running(worker)
        process.kill()
        process.wait()
        end = time.monotonic() + 20
        while is_running(worker):
            assert time.monotonic() < end
            time.sleep(0.02)


def is_running(process: Path) -> bool:
    """Whether a process is there, and not only waits for its status to be asked for."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
