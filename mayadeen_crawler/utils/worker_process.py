"""A process that calls functions for this one, over a pipe that nobody else holds.

Either end sees at once that the other is gone, also in the middle of a message. The processes of a
`concurrent.futures.ProcessPoolExecutor` share their pipes: where one is killed while it writes a
result, the pool waits for the rest of it for ever.
"""

from __future__ import annotations

import gc
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WorkerDied(Exception):
    """The process ended while it worked: it was killed, or what it was asked to do killed it."""


class WorkerNotStarted(Exception):
    """The process could not be started: the machine lacks memory, or this process open files."""


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block interrupts for the processes that are started in this block: they inherit that.

    Until it has imported what it needs, and ignores interrupts by itself, a process would meet
    Ctrl-C with a traceback.
    """
    # It is started before the first other process, and its start ends with SIGINT unblocked.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class WorkerProcess:
    """A process that *context* starts for the first call, and again for the call after its death.

    It does one call after the other; two threads may not call at the same time. It leaves
    interrupts to this process, and ends with it, however that ends: when its call is done.
    """

    def __init__(self, context: ForkServerContext | SpawnContext) -> None:
        self._context = context
        self._running: tuple[BaseProcess, Connection[Any, Any]] | None = None

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what *function* returns there, or raise what it raises; all of it is pickled.

        Raises WorkerDied and WorkerNotStarted.
        """
        if self._running is None:
            try:
                self._running = self._started()
            except (EOFError, OSError) as error:
                raise WorkerNotStarted(str(error)) from error
        _, pipe = self._running
        try:
            pipe.send((function, args, kwargs))
            result, raised = pipe.recv()
        except (EOFError, OSError) as gone:
            self.close()
            raise WorkerDied from gone
        if raised is not None:
            raise raised
        returned: T = result
        return returned

    def close(self) -> None:
        """End the process, if there is one."""
        if self._running is not None:
            process, pipe = self._running
            self._running = None
            pipe.close()
            process.join()

    def _started(self) -> tuple[BaseProcess, Connection[Any, Any]]:
        pipe, theirs = self._context.Pipe()
        # A daemon: Python ends those of a program that had no time for `close`.
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            with interrupts_blocked():
                process.start()
        except BaseException:
            pipe.close()
            raise
        finally:
            theirs.close()
        return process, pipe


def _serve(pipe: Connection[Any, Any]) -> None:
    """Call what comes through *pipe*, until its other end is closed."""
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            function, args, kwargs = pipe.recv()
            result = error = None
            try:
                result = function(*args, **kwargs)
            except Exception as raised:  # noqa: BLE001 - it is raised at the other end
                raised.add_note(traceback.format_exc())
                error = raised
            pipe.send((result, error))
