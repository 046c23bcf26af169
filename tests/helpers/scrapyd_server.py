"""A real Scrapyd, started as a server's is: by deploy/start.sh, from the environment alone."""

from __future__ import annotations

import base64
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.helpers.egg import ROOT

USERNAME, PASSWORD = "operator", "100%-made-up$word"
PROJECT = "mayadeen_crawler"
#: Seconds anything here may take on a slow machine.
LIMIT = 120.0


def until(condition: Callable[[], bool], what: str, limit: float = LIMIT) -> None:
    """Wait until *condition* holds; fails, naming *what*, when it does not."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"not within {limit:g} s: {what}"
        time.sleep(0.25)  # whoever is asked, Scrapyd above all, has work to do meanwhile


def schedule(word: str | Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Do what a timer does: schedule what the file *word* says, or ``--status``."""
    # Not a word of it on the command line.
    return subprocess.run(
        [sys.executable, ROOT / "deploy" / "schedule.py", word],
        env=environment, capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Scrapyd:
    """``with Scrapyd(folder, egg) as server: server.schedule("section", …)``."""

    def __init__(self, folder: Path, egg: Path, **environment: str) -> None:
        self.state, self.output = folder / "state", folder / "output"
        self.log_file = folder / "scrapyd.log"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.client = {
            "SCRAPYD_USERNAME": USERNAME,
            "SCRAPYD_PASSWORD": PASSWORD,
            "SCRAPYD_URL": self.url,
        }
        self._environment = {
            **self.client,
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(folder),
            "PYTHONWARNINGS": "ignore:pkg_resources is deprecated:UserWarning",
            "MAYADEEN_STATE": str(self.state),
            "MAYADEEN_OUTPUT_DIR": str(self.output),
            "MAYADEEN_EGG": str(egg),
            "SCRAPYD_HTTP_PORT": str(port),
            "SCRAPYD_POLL_INTERVAL": "0.2",
            **environment,
        }

    def __enter__(self) -> Self:
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [ROOT / "deploy" / "start.sh"], env=self._environment, stdout=log, stderr=log
            )
        until(self._answers, "Scrapyd answers")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """End it as a service manager does, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log
        try:
            return bool(self.get("daemonstatus"))
        except URLError:
            return False

    @property
    def log(self) -> str:
        """What Scrapyd said itself."""
        return self.log_file.read_text(encoding="utf-8")

    def fetch(self, path: str, data: bytes | None = None, *, credentials: bool = True) -> str:
        """Return what stands at *path*; raises HTTPError."""
        request = Request(self.url + path, data=data)
        if credentials:
            token = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        with urlopen(request, timeout=LIMIT) as response:
            text: str = response.read().decode()
            return text

    def refused(self, path: str) -> int:
        """Return the status that *path* is answered with without credentials."""
        try:
            self.fetch(path, credentials=False)
        except HTTPError as error:
            error.close()
            return error.code
        return 200

    def get(self, name: str, **parameters: str) -> dict[str, Any]:
        """Return the answer of ``NAME.json``; fails where it is no success."""
        return self._ok(self.fetch(f"/{name}.json?{urlencode(parameters)}"))

    def post(self, name: str, **parameters: str | list[str]) -> dict[str, Any]:
        """Likewise, by POST."""
        words = urlencode({"project": PROJECT, **parameters}, doseq=True)
        return self._ok(self.fetch(f"/{name}.json", words.encode()))

    @staticmethod
    def _ok(answer: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(answer)
        assert found["status"] == "ok", found
        return found

    def schedule(self, spider: str, *settings: str, **arguments: str) -> str:
        """Schedule a job and return its id."""
        job: str = self.post("schedule", spider=spider, setting=list(settings), **arguments)[
            "jobid"
        ]
        return job

    def jobs(self, state: str) -> list[str]:
        """Return the ids of the jobs that are pending, running or finished."""
        return [job["id"] for job in self.get("listjobs", project=PROJECT)[state]]

    def wait(self, *jobs: str) -> None:
        """Wait until *jobs* are finished."""
        until(lambda: set(jobs) <= set(self.jobs("finished")), f"{jobs} are finished")

    def job_log(self, job: str) -> str:
        """Return a job's log, as the web shows it."""
        (url,) = (
            entry["log_url"]
            for state in ("running", "finished")
            for entry in self.get("listjobs", project=PROJECT)[state]
            if entry["id"] == job
        )
        return self.fetch(url)

    def ended(self, job: str) -> str:
        """Return what Scrapyd says of a job's end: ``Process finished``, or how it died."""
        lines = [line for line in self.log.splitlines() if f"job='{job}'" in line]
        (line,) = (line for line in lines if "Process started" not in line)
        return line

    def stderr(self, job: str) -> list[str]:
        """Return what a job said on stderr."""
        lines = self.log.splitlines()
        (started,) = (line for line in lines if f"job='{job}'" in line and "started" in line)
        pid = re.findall(r"pid=(\d+)", started)[0]
        return [line for line in lines if f"Launcher,{pid}/stderr" in line]

    @property
    def pid(self) -> int:
        """Scrapyd's own process, which leads the group of its jobs."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])


def members(group: int) -> list[int]:
    """Return the living processes of a process group, such as Scrapyd's: it and its jobs."""
    return [pid for pid in _pids() if _group(pid) == group]


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _group(pid: int) -> int | None:
    """Return the process group of a process, or None for one that has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state[0] == "Z" else int(state[2])
