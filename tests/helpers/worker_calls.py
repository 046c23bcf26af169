"""Functions that worker processes call in tests: they must be importable in another process."""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


def doubled(numbers: Sequence[int]) -> list[int]:
    """Return each number twice as large; -1 kills the process that is asked to, -2 as `half`."""
    if -1 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    if -2 in numbers:
        half()
    return [2 * number for number in numbers]


def half() -> None:
    """Be killed in the middle of an answer: a message of 100,000 bytes, of which ten are sent."""
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the folder itself
            if int(descriptor.name) > 2 and str(descriptor.readlink()).startswith("socket:"):
                os.write(int(descriptor.name), struct.pack("!i", 100_000) + b"ten bytes.")
    os.kill(os.getpid(), signal.SIGKILL)


def ends_at_once(*_given: object) -> None:
    """End the process that is asked, as if it were killed."""
    os._exit(1)


def refused(why: str) -> None:
    """Raise ValueError."""
    raise ValueError(why)


def process_ids(items: Sequence[int]) -> list[int]:
    """Return the id of the process for each item."""
    return [os.getpid() for _ in items]


def leaves_interrupts() -> bool:
    """Return whether this process was started with SIGINT blocked."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
