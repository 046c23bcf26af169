"""What Scrapyd and its jobs take of the machine, looked at while they run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.helpers.scrapyd_server import members

#: Seconds between two looks.
EVERY = 0.25


@dataclass
class Usage:
    """The most that was seen at once."""

    processes: int = 0
    job_megabytes: float = 0
    job_files: int = 0


def megabytes(pid: int | Literal["self"]) -> float:
    """Return the resident memory of a process, 0 for one that has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * 4096 / 1e6


def open_files(pid: int) -> int:
    """Return the files and sockets a process has open, 0 for one that has ended."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return 0


@contextmanager
def watched_group(leader: int) -> Iterator[Usage]:
    """Look at the processes of a group again and again until the block ends."""
    usage, ended = Usage(), threading.Event()

    def look() -> None:
        while not ended.wait(EVERY):
            found = members(leader)
            usage.processes = max(usage.processes, len(found))
            jobs = [pid for pid in found if pid != leader]
            usage.job_megabytes = max([usage.job_megabytes, *map(megabytes, jobs)])
            usage.job_files = max([usage.job_files, *map(open_files, jobs)])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield usage
    finally:
        ended.set()
        thread.join()
