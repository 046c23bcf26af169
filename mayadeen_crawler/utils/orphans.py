"""A process that others work for may be killed: those end with it.

A pool of processes waits on pipes whose ends its own processes hold, too, and so for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Have this process, which `multiprocessing` started, end when the one that started it does."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
