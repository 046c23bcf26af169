"""Commands as users type them, each a process of its own.

Python and Scrapy take over a second to start. So the processes are forked from one in which
all modules are imported already: what a command then does is what it does for a user.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.helpers.fork_server import NUMBER, PACKAGE

ROOT = PACKAGE.parent

#: Seconds a command of a test may take.
LIMIT = 120

#: Names the socket of the process that commands are forked from.
SERVER = "TESTS_FORK_SERVER"


def is_running(pid: int) -> bool:
    """Whether a process is there, and not only waits for its status to be asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Running:
    """A command that runs: what `subprocess.Popen` is to a program. Ended with the block."""

    def __init__(
        self,
        words: tuple[str, ...],
        cwd: Path,
        env: Mapping[str, str],
        out: Path | None,
        err: Path | None,
    ) -> None:
        self.words = words
        self._kept = tempfile.TemporaryDirectory()
        self.out = out or Path(self._kept.name, "out")
        """What standard output is written to."""
        self.err = err or Path(self._kept.name, "err")
        for path in (self.out, self.err):
            path.touch()
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "mayadeen_crawler.settings", **env}
        self._status: int | None = None
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(_server())
        request = json.dumps([words, str(cwd), environment, str(self.out), str(self.err)])
        self._server.sendall(f"{request}\n".encode())
        self.pid = self._told()

    def _told(self) -> int:
        """Return the next number that the server tells."""
        (number,) = NUMBER.unpack(self._server.recv(NUMBER.size, socket.MSG_WAITALL))
        return int(number)

    def poll(self) -> int | None:
        """Return the exit status, -N for one that ended by signal N; None while it runs."""
        self.join(0)
        return self._status

    def wait(self, seconds: float = LIMIT) -> int:
        """Return the exit status once it ended; TimeoutExpired if that takes longer."""
        self.join(seconds)
        if self._status is None:
            self.kill()
            raise subprocess.TimeoutExpired(["scrapy", *self.words], seconds)
        return self._status

    def join(self, seconds: float | None) -> None:
        """Wait until it ended, at most so long."""
        if self._status is None:
            self._server.settimeout(seconds)
            try:
                self._status = self._told()
            except (BlockingIOError, TimeoutError):
                return

    def send_signal(self, sent: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # what tells of its end is under way
                os.kill(self.pid, sent)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)
        self.join(None)

    def errors(self) -> str:
        """Return what it wrote to standard error until now."""
        return self.err.read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()
        self._server.close()
        self._kept.cleanup()


def start(
    *words: str,
    cwd: Path = ROOT,
    out: Path | None = None,
    err: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Running:
    """Start ``scrapy WORDS…`` in the folder *cwd*, with *env* added to the environment.

    Standard output and error go to the files *out* and *err*, else to files of their own.
    """
    return Running(words, cwd, env or {}, out, err)


def scrapy(
    *words: str, cwd: Path = ROOT, code: int | None = None, into: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy WORDS…`` in the folder *cwd*, with *env* added to the environment.

    With *code*, fails unless that is the exit status; with *into*, standard output is that file.
    """
    with start(*words, cwd=cwd, out=into, env=env) as run:
        status = run.wait()
        out = "" if into else run.out.read_text(encoding="utf-8")
        done = subprocess.CompletedProcess(["scrapy", *words], status, out, run.errors())
    assert code in (None, status), (status, done.stderr)
    return done


_STARTING = threading.Lock()


def _server() -> str:
    """Return the socket of the process that commands are forked from; start one if there is none.

    Processes that are started from now on use it as well.
    """
    with _STARTING:  # some start commands from several threads
        return os.environ.get(SERVER) or start_server()


def start_server() -> str:
    """Start the process that commands are forked from, for as long as this one runs.

    Returns its socket, which is in the environment from then on.
    """
    folder = tempfile.mkdtemp(prefix="fork-server-")
    path = os.environ[SERVER] = str(Path(folder, "socket"))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(128)  # who comes before it has imported all waits
        code = f"from tests.helpers.fork_server import main; main({listening.fileno()})"
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE,
            pass_fds=[listening.fileno()],
        )  # fmt: skip

    def end() -> None:
        process.communicate()
        shutil.rmtree(folder)

    atexit.register(end)
    return path
