"""An egg, a Scrapyd that runs it, and jobs at their end, for all tests of deployment."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.egg import build_egg
from tests.helpers.scrapyd_server import Scrapyd, schedule
from tests.helpers.soak_figures import scaled
from tests.middlewares.test_pace import Moments, watched

#: The pace of the jobs.
DELAY = 0.1
#: Sections of the first job, as they are typed, and those of the jobs beside it.
TYPED, BESIDE = "سياسة, أوراق بحثية", ("اقتصاد", "منوعات", "مقالات")[: scaled(1, 3)]
#: Its arguments and settings hold spaces, commas and Arabic.
SCHEDULE = """
[job]
spider = section
[arguments]
edition = ar
base_url = {url}
sections = {sections}
max_pages = 1
[settings]
DOWNLOAD_DELAY = {delay}
AUTOTHROTTLE_ENABLED = 0
LOG_DATEFORMAT = يوم %d, %H:%M
"""


@dataclass
class Started:
    """A server with its first jobs, which run side by side on one site."""

    server: Scrapyd
    site: ReplicaServer
    moments: Moments
    """When the site was asked."""
    early: subprocess.CompletedProcess[str]
    """What scheduled the first job: called before the server answered."""
    beside: list[str]
    """The ids of the other jobs."""

    @property
    def first(self) -> str:
        """The id of the first job."""
        return self.early.stdout.split()[-1]


@pytest.fixture(scope="session")
def egg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an egg once."""
    return build_egg(tmp_path_factory.mktemp("egg"))


@pytest.fixture(scope="session")
def started(egg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Start a server once, and its first jobs."""
    folder = tmp_path_factory.mktemp("scrapyd")
    file, server = folder / "section-ar.conf", Scrapyd(folder, egg)
    with ReplicaServer(ReplicaSite(articles=60, edition="ar")) as site:
        moments = watched(site)
        text = SCHEDULE.format(url=site.url, sections=TYPED, delay=DELAY)
        file.write_text(text, encoding="utf-8")
        with ThreadPoolExecutor(1) as thread:
            early = thread.submit(schedule, file, server.client)
            with server:
                done = early.result()
                beside = [
                    server.schedule(
                        "section", f"DOWNLOAD_DELAY={DELAY}", "AUTOTHROTTLE_ENABLED=0",
                        edition="ar", base_url=site.url, sections=section, max_pages="1",
                    )
                    for section in BESIDE
                ]  # fmt: skip
                yield Started(server, site, moments, done, beside)


@pytest.fixture(scope="session")
def scrapyd(started: Started) -> Scrapyd:
    """The server."""
    return started.server


@pytest.fixture(scope="session")
def job(started: Started) -> str:
    """The first job, at its end."""
    started.server.wait(started.first)
    return started.first
