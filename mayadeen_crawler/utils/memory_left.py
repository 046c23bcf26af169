"""End a command that can have no more memory, in one line, where it would hang or fail anywhere.

`scrapy crawl` calls `check` before its run, and `watch` for the length of it. A limit on the
address space (``ulimit -v``) refuses memory, and so does a machine that promises none beyond what
it has; the kernel's own killer, and that of a container, end a process without asking.
"""

from __future__ import annotations

import mmap
import os
import threading

from mayadeen_crawler.exceptions import MemoryShort

#: With less than this beyond what the program has when it begins, no crawl gets far.
NEEDED = 64 << 20
#: Python itself asks for memory by the megabyte: without one, nothing is sure to go on.
_LEAST = 2 << 20
#: Seconds between two looks, of which two must find too little.
_INTERVAL = 5.0
_LINE = (
    b"scrapy crawl: no more memory can be had, so the run was ended at once; what it has written "
    b"stays, and the next run goes on: raise the limit (ulimit -v) or free memory, and start it\n"
)


def check() -> None:
    """Raise MemoryShort unless a crawl can begin."""
    if not _can_have(NEEDED):
        raise MemoryShort(
            f"a crawl needs some {NEEDED >> 20} MB of memory more than can be had: raise the limit "
            "(ulimit -v) or free memory, and run it again"
        )


def watch(exit_status: int) -> None:
    """Look from now on whether there is memory, and end the process with *exit_status* if not.

    A thread that begins without memory dies in a way that its starter waits for it for ever, and
    what a thread returns may be lost: no exception tells of it. So this looks from a thread of its
    own, which has what it needs.
    """
    threading.Thread(target=_watch, args=(exit_status,), name="memory", daemon=True).start()


def _watch(exit_status: int) -> None:
    pause = threading.Event()
    found_little = False
    while True:
        pause.wait(_INTERVAL)
        has_little = not _can_have(_LEAST)
        if has_little and found_little:
            os.write(2, _LINE)
            os._exit(exit_status)
        found_little = has_little


def _can_have(size: int) -> bool:
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except (OSError, MemoryError):
        return False
    return True
