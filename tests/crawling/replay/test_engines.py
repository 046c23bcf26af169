"""Replays by several processes: the same records and counts, whatever process dies."""

from __future__ import annotations

import asyncio
import functools
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mayadeen_crawler.crawling.replay import dask_cluster as dask_cluster_module
from mayadeen_crawler.crawling.replay.dask_cluster import DaskCluster
from mayadeen_crawler.crawling.replay.engines import InThisProcess, Work, in_order
from mayadeen_crawler.crawling.replay.extract import ReplayTerms
from mayadeen_crawler.crawling.replay.worker_processes import WorkerProcesses
from mayadeen_crawler.crawling.warc_replay import WarcReplay
from mayadeen_crawler.exceptions import EngineLost, WrongUseError
from mayadeen_crawler.spiders.article import ArticleSpider
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.dask_processes import DaskProcesses, dask_cluster, dask_process
from tests.helpers.manifests import manifests
from tests.helpers.processes import is_running, scrapy
from tests.helpers.replica_archive import HOST, replica_archive
from tests.helpers.soak_figures import scaled
from tests.helpers.source_code import ROOT
from tests.helpers.worker_calls import doubled

PAGES = scaled(52, 4000)
RUN = re.compile(rb'"run_id": ?"[^"]*"')
#: Stats that differ from run to run: moments, durations, memory.
OWN = re.compile("time|per_minute|memusage|log_count|seconds|run/|lock")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    replica_archive(folder, PAGES)
    return folder


def replay(folder: Path, archive: Path, **more: Any) -> Crawl:
    run = crawl("article", folder, warc=f"{archive}/*", **more)
    assert run.status == 4  # for the page that is no text
    return run


@pytest.fixture(scope="module")
def alone(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The replay by one process."""
    run = replay(tmp_path_factory.mktemp("alone"), archive)
    assert len(run.records) == PAGES
    return run


def written(folder: Path) -> dict[str, bytes]:
    """Return feed file → its bytes without the run's name."""
    feeds = [path for path in folder.rglob("*.jsonl") if path.parent.name != "runs"]
    return {f"{path.parent.name}/{path.name}": RUN.sub(b"", path.read_bytes()) for path in feeds}


def counted(run: Crawl) -> dict[str, Any]:
    return {name: value for name, value in run.stats.items() if not OWN.search(name)}


def assert_same(run: Crawl, alone: Crawl) -> None:
    assert written(run.folder) == written(alone.folder)
    assert counted(run) == counted(alone)
    (mine,), (theirs,) = manifests(run.folder), manifests(alone.folder)
    for name in ("outcome", "reason", "lost", "fields", "coverage", "warnings", "refused"):
        assert mine.get(name) == theirs.get(name)


def wait_until(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit, "it takes too long"
        time.sleep(0.02)


def after_first_group(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Have *act* called once the first group is committed, while others are under way."""
    write, acted = WarcReplay._write, list[bool]()

    async def written(self: WarcReplay, group: Any) -> None:
        await write(self, group)
        if not acted:
            acted.append(True)
            act()

    monkeypatch.setattr(WarcReplay, "_write", written)


def test_two_processes_write_what_one_writes_though_one_of_them_dies(
    archive: Path, alone: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    def kill() -> None:
        children = multiprocessing.active_children()
        assert len(children) == 2
        killed.append(children[0].pid or 0)
        os.kill(killed[0], signal.SIGKILL)

    after_first_group(monkeypatch, kill)
    run = replay(tmp_path, archive, processes="2")
    assert len(killed) == 1
    assert_same(run, alone)
    assert multiprocessing.active_children() == []


def test_a_stopped_replay_ends_its_processes_and_is_taken_up(
    archive: Path, alone: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        stopping: list[asyncio.Task[None]] = []
        write = WarcReplay._write

        async def stop(self: WarcReplay, group: Any) -> None:
            stopping.append(asyncio.create_task(self._crawler.stop_async()))
            await write(self, group)

        stopped.setattr(WarcReplay, "_write", stop)
        run = crawl("article", tmp_path, warc=f"{archive}/*", processes="2")
    assert (run.stats["finish_reason"], len(run.records)) == ("shutdown", 25)
    wait_until(lambda: not multiprocessing.active_children())
    replay(tmp_path, archive, processes="2")
    assert written(tmp_path) == written(alone.folder)


# --- The processes of this machine ------------------------------------------------------


def test_what_kills_its_process_each_time_is_found_and_costs_nothing_else() -> None:
    work = [Work(doubled, [1, 2]), Work(doubled, [3, -1, 4]), Work(doubled, [-2, 5])]

    async def run() -> list[list[int | None]]:
        engine = WorkerProcesses(2)
        try:
            return [found async for _, found in in_order(engine, ((None, one) for one in work))]
        finally:
            await engine.close()

    assert asyncio.run(run()) == [[2, 4], [6, None, 8], [None, 10]]


def test_work_is_taken_as_it_can_be_done() -> None:
    taken: list[int] = []

    def endless() -> Iterator[tuple[int, Work[int, int]]]:
        number = 0
        while True:
            taken.append(number)
            yield number, Work(doubled, [number])
            number += 1

    async def run() -> list[tuple[int, list[int | None]]]:
        found = []
        async for one in in_order(InThisProcess(), endless()):
            found.append(one)
            if len(found) == 3:
                return found
        return []

    assert asyncio.run(run()) == [(0, [0]), (1, [2]), (2, [4])]
    assert taken == [0, 1, 2]


#: A folder for temporary files in which no socket can be: its path is too long for one.
DEEP = "long-" * 20


def test_processes_that_cannot_load_are_told_of_by_the_first_work(
    tmp_path: Path, archive: Path
) -> None:
    folder = tmp_path / DEEP
    folder.mkdir()
    done = scrapy(
        "crawl", "article", "-a", f"warc={archive}/1.warc.gz", "-a", "processes=2",
        "-s", f"OUTPUT_DIR={tmp_path / 'output'}", TMPDIR=str(folder),
    )  # fmt: skip
    assert done.returncode == 4
    assert (
        "Unhealthy run: a process of processes=2 could not be started (AF_UNIX path too long): "
        "mend that, or ask for fewer, and run the crawl again" in done.stderr
    )
    assert "Traceback" not in done.stderr


PARENT = """
import asyncio
from mayadeen_crawler.crawling.replay.engines import Work
from mayadeen_crawler.crawling.replay.worker_processes import WorkerProcesses
from tests.helpers.worker_calls import process_ids

async def main():
    engine = WorkerProcesses(2)
    found = await asyncio.gather(*(engine.begin(Work(process_ids, [n])) for n in range(4)))
    print(*sorted({one for ones in found for one in ones}), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.soak
def test_no_process_outlives_the_crawl_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout
    workers = [int(one) for one in parent.stdout.readline().split()]
    assert workers
    group = [*workers, *_children(parent.pid)]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not any(is_running(pid) for pid in group))


def _children(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    return [int(one) for one in found.stdout.split()]


# --- A Dask cluster -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    with dask_process(tmp_path_factory.mktemp("dask"), threads=2) as process:
        yield process


def dask(cluster: DaskProcesses) -> dict[str, Any]:
    return {"REPLAY_ENGINE": "dask", "DASK_SCHEDULER": cluster.address}


def test_a_cluster_has_work_for_all_threads_of_workers_that_join(cluster: DaskProcesses) -> None:
    """Its worker has two threads, and may join after the client."""
    from dask import config  # here, since it takes long to load

    async def run() -> None:
        engine = await DaskCluster.connected(cluster.address)
        try:
            while engine.window != 2 * dask_cluster_module.FOR_EACH_THREAD:
                await asyncio.sleep(0.02)
        finally:
            await engine.close()

    assert dask_cluster_module.missing_extra() is None  # loads the defaults that this changes
    with config.set({"distributed.client.scheduler-info-interval": "20ms"}):
        asyncio.run(asyncio.wait_for(run(), 60))


@pytest.mark.parametrize(("threads", "window"), [(0, 3), (1, 3), (21, 63), (22, 64), (900, 64)])
def test_what_a_large_cluster_has_at_a_time_fits_into_memory(threads: int, window: int) -> None:
    client = SimpleNamespace(scheduler_info=lambda: {"total_threads": threads, "workers": {}})
    assert DaskCluster(client, "tcp://127.0.0.1:8786").window == window


def test_a_cluster_whose_client_gave_up_is_lost(cluster: DaskProcesses) -> None:
    async def run() -> None:
        engine = await DaskCluster.connected(cluster.address)
        await engine.close()
        await engine.begin(Work(doubled, [1]))

    says = f"the Dask scheduler {cluster.address} is lost (Client is closed."
    with pytest.raises(EngineLost, match=re.escape(says)):
        asyncio.run(run())


@pytest.mark.soak
def test_a_cluster_writes_what_one_process_writes_though_a_worker_dies(
    archive: Path, alone: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dask_cluster(tmp_path, workers=2) as cluster:
        after_first_group(monkeypatch, cluster.workers[0].kill)
        run = replay(tmp_path / "out", archive, settings=dask(cluster))
        assert cluster.workers[0].wait() == -signal.SIGKILL
    assert_same(run, alone)


# --- Wrong use ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"processes": "0"}, "processes='0' is not a whole number from 1 to 256"),
        ({"processes": "two"}, "processes='two' is not a whole number from 1 to 256"),
        ({"processes": "999"}, "processes='999' is not a whole number from 1 to 256"),
    ],
)
def test_a_wrong_number_of_processes_is_wrong_use(given: dict[str, str], says: str) -> None:
    with pytest.raises(WrongUseError, match=re.escape(says)):
        ArticleSpider(warc=__file__, **given)


def test_only_a_replay_has_processes() -> None:
    with pytest.raises(WrongUseError, match="processes=N needs warc=PATH"):
        ArticleSpider(urls=f"{HOST}/news/politics/a-story", processes="2")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (["REPLAY_ENGINE=ray"], "REPLAY_ENGINE='ray' is none of processes, dask"),
        (["REPLAY_ENGINE=dask"], "REPLAY_ENGINE=dask needs DASK_SCHEDULER, the scheduler's"),
        (
            ["REPLAY_ENGINE=dask", "DASK_SCHEDULER=127.0.0.1"],
            "DASK_SCHEDULER='127.0.0.1' is no address: it has the form tcp://HOST:PORT",
        ),
    ],
)
def test_an_engine_that_cannot_be_had_is_wrong_use(
    settings: list[str], says: str, archive: Path, tmp_path: Path
) -> None:
    done = scrapy(
        "crawl", "article", "-a", f"warc={archive}/1.warc.gz", "-s", f"OUTPUT_DIR={tmp_path}",
        *(word for one in settings for word in ("-s", one)),
    )  # fmt: skip
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(next((tmp_path / "runs").glob("*.json")).read_text())["exit_status"] == 2


def test_a_scheduler_that_does_not_answer_is_wrong_use(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster_module, "CONNECT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    settings = {"REPLAY_ENGINE": "dask", "DASK_SCHEDULER": address}
    run = crawl("article", tmp_path, warc=f"{archive}/*", settings=settings)
    assert run.status == 2
    (line,) = run.lines
    assert line.startswith(f"ERROR: DASK_SCHEDULER={address}: no Dask scheduler answers there (")
    assert line.endswith("): start one (`dask scheduler`), or mend the address")


def test_a_worker_that_would_read_pages_otherwise_ends_the_run(
    archive: Path, cluster: DaskProcesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = functools.partial(ReplayTerms, installed="a newer one")
    monkeypatch.setattr("mayadeen_crawler.crawling.warc_replay.ReplayTerms", newer)
    run = crawl("article", tmp_path, warc=f"{archive}/*", settings=dask(cluster))
    assert (run.status, run.records) == (2, [])
    assert any("and this crawl a newer one: install the same there" in line for line in run.lines)


def test_a_scheduler_that_ends_makes_the_run_unhealthy(
    archive: Path, cluster: DaskProcesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last test: no other has a use for the cluster after it."""
    monkeypatch.setattr(dask_cluster_module, "CONNECT", 2)
    monkeypatch.setattr(dask_cluster_module, "FOR_EACH_THREAD", 1)  # the rest is not under way yet
    after_first_group(monkeypatch, cluster.scheduler.kill)
    run = crawl("article", tmp_path / "out", warc=f"{archive}/*", settings=dask(cluster))
    assert run.status == 4
    assert len(run.records) >= 25
    assert any(
        line.startswith(f"ERROR: the Dask scheduler {cluster.address} is lost (")
        for line in run.lines
    )
