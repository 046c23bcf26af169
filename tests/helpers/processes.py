"""Commands as users type them, each a process of its own.

Python and Scrapy take over a second to start. So the processes are forked from one in which
all modules are imported already: what a command then does is what it does for a user.
"""

from __future__ import annotations

import atexit
import functools
import multiprocessing
import os
import subprocess
import sys
import tempfile
from multiprocessing.context import ForkServerContext
from pathlib import Path

import mayadeen_crawler

PACKAGE = Path(mayadeen_crawler.__file__).parent
ROOT = PACKAGE.parent

#: Seconds a command of a test may take.
LIMIT = 120


def scrapy(
    *words: str, cwd: Path = ROOT, code: int | None = None, into: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy WORDS…`` in the folder *cwd*, with *env* added to the environment.

    With *code*, fails unless that is the exit status; with *into*, standard output is that file.
    """
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "mayadeen_crawler.settings", **env}
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        out.touch()
        process = _server().Process(
            target=_execute, args=(words, cwd, environment, into or out, err)
        )
        process.start()
        process.join(LIMIT)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["scrapy", *words], LIMIT)
        status = process.exitcode
        process.close()
        done = subprocess.CompletedProcess(
            ["scrapy", *words],
            status,
            out.read_text(encoding="utf-8"),
            err.read_text(encoding="utf-8"),
        )
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
            *_modules(),
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
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
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
