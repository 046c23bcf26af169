"""A process that works for another: whatever ends either of the two, the other one is told."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context

import pytest

from mayadeen_crawler.utils.worker_process import WorkerDied, WorkerNotStarted, WorkerProcess
from tests.helpers.processes import is_running
from tests.helpers.source_code import ROOT
from tests.helpers.worker_calls import doubled, half, refused


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    with closing(WorkerProcess(get_context("spawn"))) as process:
        yield process


def test_one_that_dies_in_the_middle_of_its_answer_is_replaced(worker: WorkerProcess) -> None:
    first = worker.call(os.getpid)
    assert worker.call(os.getpid) == first != os.getpid()
    with pytest.raises(WorkerDied):
        worker.call(half)
    assert not is_running(first)
    assert worker.call(doubled, [2]) == [4]


def test_what_a_call_raises_is_raised_here_and_names_its_place(worker: WorkerProcess) -> None:
    with pytest.raises(ValueError, match="why") as found:
        worker.call(refused, "why")
    assert str(found.value) == "why"
    assert "in refused" in found.value.__notes__[0]
    assert worker.call(doubled, [1]) == [2]


def test_one_that_cannot_be_started_says_why(worker: WorkerProcess) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, most[1]))
    try:
        with pytest.raises(WorkerNotStarted, match="Too many open files"):
            worker.call(doubled, [1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, most)
    assert worker.call(doubled, [1]) == [2]


FIRST = """
from multiprocessing import get_context
from mayadeen_crawler.utils.worker_process import WorkerProcess
from tests.helpers.worker_calls import leaves_interrupts

{before}
print(WorkerProcess(get_context({method!r})).call(leaves_interrupts))
"""


LOADING = "from mayadeen_crawler.crawling.replay import worker_processes as replay"


@pytest.mark.parametrize(
    ("method", "before"),
    [("spawn", ""), ("forkserver", f"{LOADING}; replay.begin_loading()")],
    ids=["spawn", "forkserver"],
)
def test_the_first_one_of_a_program_never_sees_an_interrupt(method: str, before: str) -> None:
    """From its first instruction on: until it can ignore them, it inherits that they wait."""
    code = FIRST.format(method=method, before=before)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


PARENT = """
import os, sys
from multiprocessing import get_context
from mayadeen_crawler.utils.worker_process import WorkerProcess

worker = WorkerProcess(get_context("spawn"))  # it ends where nobody holds it
print(worker.call(os.getpid), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("ended", ["killed", "at its end"])
@pytest.mark.soak
def test_none_outlives_the_process_that_it_works_for(ended: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        if ended == "killed":
            parent.kill()
        parent.communicate(timeout=20)
        end = time.monotonic() + 20
        while is_running(worker):
            assert time.monotonic() < end
            time.sleep(0.02)
