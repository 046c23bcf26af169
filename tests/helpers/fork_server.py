"""The process that the commands of tests are forked from: it has imported what they may need.

`main` listens on a Unix socket until its standard input ends. Who connects sends one line of JSON,
the arguments of `_execute`, and is told, four bytes each, the id of the process and later the exit
status: -N for one that ended by signal N.
"""

from __future__ import annotations

import atexit
import functools
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
from contextlib import suppress
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import mayadeen_crawler

PACKAGE = Path(mayadeen_crawler.__file__).parent
#: How a process's id and its exit status are told.
NUMBER = struct.Struct("!i")
#: Scrapy asks two hundred installed packages at each command whether they bring any.
entry_points_once = functools.cache(entry_points)
#: Imported beside the package's modules.
_LIBRARIES = ("scrapy.cmdline", "scrapy.crawler", "scrapy.core.engine",
              "scrapy.core.downloader.handlers.http11")  # fmt: skip


def main(descriptor: int) -> None:
    """Serve the socket that listens on *descriptor*."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends it
    for name in (*_LIBRARIES, *_modules()):
        import_module(name)
    _find_commands()
    from apprise import Apprise

    # With the first it imports all the services it has: 0.5 s of each process that sends something.
    Apprise.instantiate("json://127.0.0.1")
    # What is imported by now none of the forks frees: none looks at it, or copies its memory, and
    # what else they have they need not look at often.
    gc.set_threshold(50_000, 20, 50)
    gc.collect()
    gc.freeze()
    ended, child_ended = os.pipe()
    os.set_blocking(child_ended, False)
    signal.set_wakeup_fd(child_ended)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    clients: dict[int, socket.socket] = {}
    with socket.socket(fileno=descriptor) as listening:
        while True:
            ready, _, _ = select.select([listening, ended, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            if ended in ready:
                os.read(ended, 512)
                _tell_who_ended(clients)
            if listening in ready:
                client, _ = listening.accept()
                with client.makefile("rb") as stream:
                    words, cwd, env, out, err = json.loads(stream.readline())
                process = os.fork()
                if not process:
                    for one in (listening, client, *clients.values()):
                        one.close()
                    for pipe in (ended, child_ended):
                        os.close(pipe)
                    _execute(words, cwd, env, out, err)
                clients[process] = client
                with suppress(OSError):  # the client has ended meanwhile
                    client.sendall(NUMBER.pack(process))


def _tell_who_ended(clients: dict[int, socket.socket]) -> None:
    while clients:
        process, status = os.waitpid(-1, os.WNOHANG)
        if not process:
            return
        with clients.pop(process) as client, suppress(OSError):
            client.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _modules() -> list[str]:
    """Name the package's modules, but for the settings: they read the environment."""
    paths = (path.relative_to(PACKAGE.parent) for path in sorted(PACKAGE.rglob("*.py")))
    names = (".".join(path.with_suffix("").parts) for path in paths)
    return [name for name in names if name != "mayadeen_crawler.settings"]


def _find_commands() -> None:
    """Look for all commands, as each fork will: what is imported and asked for is there then."""
    from scrapy.settings import Settings

    cmdline: Any = import_module("scrapy.cmdline")  # its parts are not typed as ones to replace
    cmdline.entry_points = entry_points_once
    settings = Settings({"COMMANDS_MODULE": f"{PACKAGE.name}.commands"})
    cmdline._get_commands_dict(settings, inproject=True)


def _execute(words: list[str], cwd: str, env: dict[str, str], out: str, err: str) -> None:
    """Become the command ``scrapy WORDS…``; never returns."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, path in ((0, os.devnull), (1, out), (2, err)):
        file = os.open(path, (os.O_WRONLY if number else os.O_RDONLY) | os.O_NOCTTY)
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
        threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as its end does
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        os._exit(status if isinstance(status, int) else int(status is not None))
