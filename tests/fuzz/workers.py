"""Processes that try inputs, each within a budget of time and memory: `Workers`.

The parent sends kind and number of an input, which the process makes itself. One that answers too
late is killed and replaced.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import resource
import time
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

#: Seconds of CPU after which a process is killed, and seconds by the clock: it may wait for long
#: on a machine that does much else, and use no CPU where it waits for what never comes.
HANGS, WAITS = 60.0, 600.0
#: Bytes of addresses that a process may have: far above what it may use.
ADDRESSES = 8 << 30
#: Kinds of which each input is crawled.
CRAWLS = ("http", "warc")


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of an input."""

    kind: str
    number: int
    size: int
    """Bytes."""
    cpu: float
    """Seconds, of commands that the target ran, too."""
    megabytes: int
    """Peak of the process's memory so far."""
    error: str | None
    """The traceback of what it raised."""


def made(kind: str, number: int, seed: int) -> bytes:
    """Return the input *number* of a kind; the same for the same seed."""
    chance = random.Random(f"{seed}/{kind}/{number}")
    sound = seeds(kind)
    return mutated(chance.choice(sound), chance, sound)


def tried(kind: str, data: bytes, number: int = 0) -> Trial:
    """Give *data* to its target in this process."""
    began, error = _cpu(), None
    try:
        TARGETS[kind](data)
    except Exception:  # noqa: BLE001 - any is a fault
        error = traceback.format_exc()
    peak = max(resource.getrusage(who).ru_maxrss for who in (_SELF, _CHILDREN)) // 1024
    return Trial(kind, number, len(data), _cpu() - began, peak, error)


_SELF, _CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Worker:
    """A process that tries one input after the other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self.process: ForkServerProcess = context.Process(
            target=_serve, args=(theirs, self._seed), daemon=False
        )
        self.process.start()
        theirs.close()

    def tried(self, kind: str, number: int) -> Trial:
        """Return what came of an input; a process that hangs or dies is replaced."""
        self.connection.send((kind, number))
        began, until = self._cpu(), time.monotonic() + WAITS
        error = f"no answer within {HANGS:.0f} seconds of CPU, or {WAITS:.0f} by the clock"
        try:
            while time.monotonic() < until and self._cpu() - began < HANGS:
                if self.connection.poll(1.0):
                    trial: Trial = self.connection.recv()
                    return trial
        except EOFError:
            error = "it ended the process"
        self.end()
        self._start()
        size = len(made(kind, number, self._seed))
        return Trial(kind, number, size, HANGS, 0, error)

    def _cpu(self) -> float:
        """Return the CPU seconds of the process so far; 0 where the system has no such table."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def _serve(connection: Connection, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    while True:
        try:
            kind, number = connection.recv()
        except EOFError:
            return
        connection.send(tried(kind, made(kind, number, seed), number))
        if kind in CRAWLS:
            gc.collect()  # what hundreds of crawls leave is not what the next input takes
