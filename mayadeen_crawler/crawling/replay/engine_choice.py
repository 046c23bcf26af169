"""Which engine does the work of a replay, by ``processes=`` and the setting REPLAY_ENGINE.

Spiders that replay call `check` before their run, and hand `chosen` to ``WarcReplay``.
"""

from __future__ import annotations

import re

from scrapy.settings import BaseSettings

from mayadeen_crawler.crawling.replay.dask_cluster import DaskCluster, missing_extra
from mayadeen_crawler.crawling.replay.engines import Engine, InThisProcess
from mayadeen_crawler.crawling.replay.worker_processes import WorkerProcesses, begin_loading
from mayadeen_crawler.exceptions import WrongUseError

#: The values of REPLAY_ENGINE.
ENGINES = ("processes", "dask")
#: Most processes that can be asked for.
MOST = 256


def number_of_processes(text: str | None) -> int:
    """Return the value of ``processes=``, 1 if it is not given; raises WrongUseError."""
    if text is None:
        return 1
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
        raise WrongUseError(f"processes={text!r} is not a whole number from 1 to {MOST}")
    return int(text)


def check(settings: BaseSettings, processes: int) -> None:
    """Raise WrongUseError if the settings name no engine, or one that cannot be had.

    Other processes of this machine begin to load, since that takes as long as the crawl's start.
    """
    engine = settings["REPLAY_ENGINE"]
    if engine not in ENGINES:
        raise WrongUseError(f"REPLAY_ENGINE={engine!r} is none of {', '.join(ENGINES)}")
    if engine != "dask":
        if processes > 1:
            begin_loading()
        return
    if not settings["DASK_SCHEDULER"]:
        raise WrongUseError(
            "REPLAY_ENGINE=dask needs DASK_SCHEDULER, the scheduler's address, such as "
            "tcp://10.0.0.5:8786"
        )
    if "://" not in settings["DASK_SCHEDULER"]:
        raise WrongUseError(
            f"DASK_SCHEDULER={settings['DASK_SCHEDULER']!r} is no address: it has the form "
            "tcp://HOST:PORT"
        )
    if processes > 1:
        raise WrongUseError(
            f"processes={processes} is for REPLAY_ENGINE=processes: with dask, the cluster's "
            "workers are the processes"
        )
    if why := missing_extra():
        raise WrongUseError(why)


async def chosen(settings: BaseSettings, processes: int) -> Engine:
    """Return the engine, ready to work; raises WrongUseError if there is no Dask scheduler."""
    if settings["REPLAY_ENGINE"] == "dask":
        return await DaskCluster.connected(settings["DASK_SCHEDULER"])
    return WorkerProcesses(processes) if processes > 1 else InThisProcess()
