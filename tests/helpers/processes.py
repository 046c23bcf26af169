"""Commands as users type them, each a process of its own.

Python and Scrapy take over a second to start. So the processes are forked from one in which
all modules are imported already: what a command then does is what it does for a user.
"""

from __future__ import annotations

import atexit
import functools
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import TracebackType
from typing import Self

import mayadeen_crawler

PACKAGE = Path(mayadeen_crawler.__file__).parent
ROOT = PACKAGE.parent

#: Seconds a command of a test may take.
LIMIT = 120


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
        self._process = _server().Process(
            target=_execute, args=(words, cwd, environment, self.out, self.err)
        )
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Return the exit status, -N for one that ended by signal N; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float = LIMIT) -> int:
        """Return the exit status once it ended; TimeoutExpired if that takes longer."""
        self._process.join(seconds)
        status = self.poll()
        if status is None:
            self.kill()
            raise subprocess.TimeoutExpired(["scrapy", *self.words], seconds)
        return status

    def join(self, seconds: float) -> None:
        """Wait until it ended, at most so long."""
        self._process.join(seconds)

    def send_signal(self, sent: signal.Signals) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, sent)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()

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
        self._process.close()
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


@functools.cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [
            "tests.helpers.processes",
            "scrapy.cmdline",
            "scrapy.crawler",
            "scrapy.core.engine",
            "scrapy.core.downloader.handlers.http11",
            "apprise",
            *_modules(),
            "tests.helpers.frozen_imports",
        ]
    )
    return context


def _modules() -> list[str]:
    """Name the package's modules, but for the settings: they read the environment."""
    paths = (path.relative_to(PACKAGE.parent) for path in sorted(PACKAGE.rglob("*.py")))
    names = (".".join(path.with_suffix("").parts) for path in paths)
    return [name for name in names if name != "mayadeen_crawler.settings"]


def _execute(words: tuple[str, ...], cwd: Path, env: dict[str, str], out: Path, err: Path) -> None:
    """Become that command; never returns."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOCTTY)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["scrapy", *words]
    status: int | str | None = 1
    try:
        from scrapy.cmdline import execute

        execute()
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 - what the interpreter would do
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else int(status is not None))
