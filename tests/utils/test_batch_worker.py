"""Groups of jobs: a lone one is done at once, others gather while more are on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mayadeen_crawler.utils import batch_worker
from mayadeen_crawler.utils.batch_worker import BatchWorker, no_more


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    """The thread that the jobs are done in."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        yield executor


class Work:
    """Doubles numbers, and remembers the groups they came in."""

    def __init__(self, thread: ThreadPoolExecutor, more: Callable[[int], bool] = no_more) -> None:
        self.groups: list[list[int]] = []
        self.worker = BatchWorker(thread, self._double, more)

    def _double(self, group: list[int]) -> list[int]:
        self.groups.append(group)
        return [2 * one for one in group]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group that is never enough would fail the test by its time limit."""
    monkeypatch.setattr(batch_worker, "GATHER_SECONDS", 3600.0)


@pytest.mark.usefixtures("patient")
def test_a_lone_job_is_done_at_once(thread: ThreadPoolExecutor) -> None:
    """Nothing else is under way: the group does not wait."""
    work = Work(thread, more=lambda waiting: waiting < 1)
    assert asyncio.run(work.worker.do(21)) == 42
    assert work.groups == [[21]]


@pytest.mark.usefixtures("patient")
def test_jobs_gather_until_none_is_on_its_way(thread: ThreadPoolExecutor) -> None:
    """Three come one after the other, in turns of the event loop of their own: one group."""

    async def three() -> list[int]:
        jobs = []
        for number in (1, 2, 3):
            jobs.append(asyncio.create_task(work.worker.do(number)))
            for _ in range(10):
                await asyncio.sleep(0)
        return await asyncio.gather(*jobs)

    work = Work(thread, more=lambda waiting: waiting < 3)
    assert asyncio.run(three()) == [2, 4, 6]
    assert work.groups == [[1, 2, 3]]


@pytest.mark.usefixtures("patient")
def test_sixteen_jobs_do_not_wait_for_more(thread: ThreadPoolExecutor) -> None:
    """However many are on their way."""

    async def sixteen() -> list[int]:
        return await asyncio.gather(*(work.worker.do(number) for number in range(16)))

    work = Work(thread, more=lambda _: True)
    assert asyncio.run(sixteen()) == list(range(0, 32, 2))
    assert work.groups == [list(range(16))]


@pytest.mark.usefixtures("patient")
def test_a_group_looks_again_whether_more_are_on_their_way(thread: ThreadPoolExecutor) -> None:
    """A page that comes to nothing brings no job, and nobody says so."""
    looks = iter([True, True])
    work = Work(thread, more=lambda _: next(looks, False))
    assert asyncio.run(asyncio.wait_for(work.worker.do(1), timeout=30)) == 2
    assert work.groups == [[1]]


def test_a_group_waits_for_its_time_at_most(thread: ThreadPoolExecutor) -> None:
    """What was on its way brought no job."""
    work = Work(thread, more=lambda _: True)
    assert asyncio.run(asyncio.wait_for(work.worker.do(1), timeout=30)) == 2
    assert work.groups == [[1]]


@pytest.mark.usefixtures("patient")
def test_an_error_reaches_each_job_of_the_group(thread: ThreadPoolExecutor) -> None:
    """And the next group is done as if there had been none."""
    calls = 0

    def fails_once(group: list[int]) -> list[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError("disk full")
        return group

    async def run() -> tuple[list[str], int]:
        worker = BatchWorker(thread, fails_once, lambda waiting: waiting < 2)
        found = await asyncio.gather(worker.do(1), worker.do(2), return_exceptions=True)
        more = await asyncio.gather(worker.do(3), worker.do(4))
        return [str(error) for error in found], sum(more)

    found, rest = asyncio.run(run())
    assert found == ["disk full", "disk full"]
    assert rest == 7


def test_by_default_a_group_does_not_gather(thread: ThreadPoolExecutor) -> None:
    """So does the WARC writer: a page that waits keeps a download slot."""
    work = Work(thread)
    assert asyncio.run(work.worker.do(1)) == 2
