"""What is done to a command while it runs: `HARMS`, name → what a process has to bear."""

from __future__ import annotations

import random
import resource
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress

from tests.helpers.processes import Running

#: Seconds within which a command is harmed: it takes about that long.
_WITHIN = 1.2


def _when(chance: random.Random) -> float:
    return chance.uniform(0.0, _WITHIN)


def kill(run: Running, chance: random.Random) -> None:
    """Kill it at any moment."""
    run.join(_when(chance))
    run.send_signal(signal.SIGKILL)


def interrupt(run: Running, chance: random.Random) -> None:
    """Interrupt it, as Ctrl-C does, and once more soon after: it ends at once."""
    run.join(_when(chance))
    run.send_signal(signal.SIGINT)
    run.join(chance.uniform(0.0, 0.5))
    run.send_signal(signal.SIGINT)


def stop(run: Running, chance: random.Random) -> None:
    """Stop it for a second, then let it go on."""
    run.join(_when(chance))
    run.send_signal(signal.SIGSTOP)
    run.join(1.0)
    run.send_signal(signal.SIGCONT)


def starve_of_disk(run: Running, chance: random.Random) -> None:
    """Let no file grow beyond so many bytes."""
    _limit(run, resource.RLIMIT_FSIZE, chance.choice((0, 4096, 40_000, 300_000)))


def starve_of_files(run: Running, chance: random.Random) -> None:
    """Let it open few files."""
    # With fewer the reactor itself cannot start.
    _limit(run, resource.RLIMIT_NOFILE, chance.choice((24, 32, 48)))


def starve_of_memory(run: Running, chance: random.Random) -> None:
    """Let it have little memory beyond what its code takes."""
    _limit(run, resource.RLIMIT_AS, chance.choice((450, 700, 1000)) << 20)


def _limit(run: Running, what: int, most: int) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself already
        resource.prlimit(run.pid, what, (most, most))


def nothing(run: Running, chance: random.Random) -> None:
    """Leave it alone: what another one left is its harm."""


HARMS: Mapping[str, Callable[[Running, random.Random], None]] = {
    "killed": kill,
    "interrupted": interrupt,
    "stopped": stop,
    "no disk": starve_of_disk,
    "no files": starve_of_files,
    "no memory": starve_of_memory,
    "unharmed": nothing,
}
