#!/usr/bin/env python3
"""Schedules jobs at fixed moments, where there is no systemd: ``every.py FILE=SECONDS[+OFFSET] …``.

``breaking.conf=300`` is at :00, :05, :10 …, ``archive.conf=86400+5400`` daily at 01:30,
both in UTC. A moment that passes while nothing runs is not made up for. Each is
schedule.py as a process of its own; one that fails has said why, and the next
moment comes. Ends at SIGTERM.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

SCHEDULE = Path(__file__).with_name("schedule.py")
#: Seconds a call may take: schedule.py gives up by itself before.
LIMIT = 180


def next_moment(now: float, period: int, offset: int) -> float:
    """Return the first moment after *now* (Unix seconds) that is *offset* past a whole period."""
    return ((now - offset) // period + 1) * period + offset


def parse(word: str) -> tuple[Path, int, int]:
    """Return file, period and offset of ``FILE=SECONDS[+OFFSET]``; raises ValueError."""
    match = re.fullmatch(r"(.+)=([1-9][0-9]{0,6})(?:\+([0-9]{1,6}))?", word)
    if not match:
        raise ValueError(f"{word!r} is not FILE=SECONDS or FILE=SECONDS+OFFSET")
    path = Path(match[1])
    if not path.is_file():
        raise ValueError(f"{path} is not there")
    return path, int(match[2]), int(match[3] or 0)


def run(words: Sequence[str]) -> None:
    """Schedule what *words* say until the process is ended; raises ValueError."""
    jobs = [parse(word) for word in words]
    if not jobs:
        raise ValueError("say every.py FILE=SECONDS[+OFFSET] …")
    due = [next_moment(time.time(), period, offset) for _, period, offset in jobs]
    while True:
        time.sleep(max(0.0, min(due) - time.time()))
        for number, (path, period, offset) in enumerate(jobs):
            if due[number] > time.time():
                continue
            try:
                subprocess.run([sys.executable, SCHEDULE, path], timeout=LIMIT, check=False)
            except subprocess.TimeoutExpired:
                print(f"every.py: {path}: no answer within {LIMIT} s", file=sys.stderr, flush=True)
            due[number] = next_moment(time.time(), period, offset)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    try:
        run(sys.argv[1:])
    except ValueError as error:
        print(f"every.py: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        pass
