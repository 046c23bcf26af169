"""``python -m tests.fuzz``: try broken inputs for some minutes; see the package's docstring."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.fuzz.reduction import reduced
from tests.fuzz.targets import TARGETS
from tests.fuzz.workers import HANGS, Trial, Worker, made, tried
from tests.helpers.reading_time import measured_anew, promised, seconds_of_ordinary_pages

FOUND = Path(__file__).parent / "found"
#: Megabytes that a process may use at its peak.
MEMORY = 400
#: Kinds whose inputs are costly get fewer: one for so many of the others.
RARE = {"feed": 40, "warc": 4, "manifest": 10, "watch": 4, "http": 20}


@dataclass
class Tally:
    """What came of the inputs of a kind."""

    inputs: int = 0
    faults: int = 0
    slowest: Trial | None = None
    """The one that took most of the processor."""
    peak: int = 0
    """Megabytes."""
    kinds: set[str] = field(default_factory=set)
    """Last lines of the tracebacks, each kept once."""


def main(arguments: Sequence[str]) -> int:
    """Try inputs until the time is over; return 1 if one broke something."""
    given = _arguments(arguments)
    kinds = [given.only] if given.only else [*TARGETS]
    until = time.monotonic() + given.seconds
    tallies: dict[str, Tally] = defaultdict(Tally)
    numbers = count(given.first)

    def work(_: int) -> None:
        worker = Worker(given.seed)
        try:
            while time.monotonic() < until:
                number = next(numbers)
                for kind in kinds:
                    if given.only or number % RARE.get(kind, 1) == 0:
                        _note(tallies[kind], _tried(worker, kind, number), given.seed)
        finally:
            worker.end()

    with ThreadPoolExecutor(given.processes) as pool:
        list(pool.map(work, range(given.processes)))
    _show(tallies)
    return 1 if any(tally.faults for tally in tallies.values()) else 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1, help="other inputs for another number")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--only", choices=TARGETS, help="inputs of one kind")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def _tried(worker: Worker, kind: str, number: int) -> Trial:
    """Return what came of an input: of one that took too long the quickest of three times."""
    trial = worker.tried(kind, number)
    times = 1
    while times < 3 and trial.error is None and _is_too_slow(trial, seconds_of_ordinary_pages()):
        trial = min(trial, worker.tried(kind, number), key=lambda one: one.cpu)
        times += 1
    return trial


def _is_too_slow(trial: Trial, ordinary: float) -> bool:
    """Whether an input took longer than promised; of feeds whole commands are run."""
    return trial.kind != "feed" and trial.cpu > promised(trial.size, ordinary)


def _note(tally: Tally, trial: Trial, seed: int) -> None:
    tally.inputs += 1
    if tally.slowest is None or trial.cpu > tally.slowest.cpu:
        tally.slowest = trial
    tally.peak = max(tally.peak, trial.megabytes)
    fault = _fault(trial)
    if fault is None:
        return
    tally.faults += 1
    if fault in tally.kinds:
        return
    tally.kinds.add(fault)
    data = made(trial.kind, trial.number, seed)
    if trial.error and trial.cpu < HANGS:
        data = reduced(data, lambda less: _last_line(tried(trial.kind, less)) == fault)
    FOUND.mkdir(exist_ok=True)
    file = FOUND / f"{trial.kind}-{hashlib.sha256(data).hexdigest()[:12]}"
    file.write_bytes(data)
    print(f"{fault}\n  {len(data)} bytes in {file}\n{trial.error or ''}", flush=True)


def _fault(trial: Trial) -> str | None:
    """Return what is wrong, in a line; None if nothing is."""
    if trial.error:
        return _last_line(trial)
    if _is_too_slow(trial, seconds_of_ordinary_pages()) and _is_too_slow(trial, measured_anew()):
        return f"{trial.kind} {trial.number}: {trial.cpu:.1f} s of CPU for {trial.size} bytes"
    if trial.megabytes > MEMORY:
        return f"{trial.kind}: {MEMORY} MB and more"
    return None


def _last_line(trial: Trial) -> str | None:
    """Return where it was raised and what, without the words that name the input."""
    if trial.error is None:
        return None
    lines = trial.error.strip().splitlines()
    places = [line.strip() for line in lines if line.startswith("  File ")]
    return f"{(places or [''])[-1]} {lines[-1].partition(':')[0]}"


def _show(tallies: dict[str, Tally]) -> None:
    print(f"a megabyte of ordinary pages: {seconds_of_ordinary_pages():.2f} s")
    print(f"{'kind':10}{'inputs':>9}{'faults':>8}{'peak':>8}   slowest")
    for kind, one in tallies.items():
        assert one.slowest is not None
        slowest = f"{one.slowest.cpu:.2f} s: number {one.slowest.number}, {one.slowest.size} bytes"
        print(f"{kind:10}{one.inputs:9}{one.faults:8}{one.peak:5} MB   {slowest}")
    print(f"{'all':10}{sum(one.inputs for one in tallies.values()):9}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
