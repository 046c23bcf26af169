"""An executor that says when it takes no more work, for tests of what is dropped then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event


def dropping(ended: Event) -> type[ThreadPoolExecutor]:
    """Return an executor that sets *ended* once it drops what waits, or would have dropped it.

    Work that waits for *ended* thus has the rest wait until it is seen what becomes of it.
    """

    class Executor(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            ended.set()
            super().shutdown(wait=wait)

    return Executor
