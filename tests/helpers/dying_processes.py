"""Processes that do some work of a test, and may be killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any


def forked(work: Callable[..., None], *args: Any, **kwargs: Any) -> int:
    """Start a process that does *work*; return its pid."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(*args, **kwargs)
        status = 0
    finally:
        os._exit(status)


def ended(pid: int) -> int:
    """Return how the process ended: 0 well, -9 killed."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at(number: int) -> Callable[[str], None]:
    """Return a hook for ``Ledger`` that kills its process at hook point *number*; 0 for never."""
    points = 0

    def hook(_point: str) -> None:
        nonlocal points
        points += 1
        if points == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook
