"""The processes of one browser, as Linux lists them in /proc: found, measured and killed.

Used by ``watchdog.py``. A browser is the child of Playwright's driver, a child of this process,
and leads a process group of its own, which its children stay in when their parent has died.
Without /proc (macOS) nothing is found: there a browser is ended by its driver alone.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
#: Lines of /proc/PID/status that are memory of the process itself. The pages of the program's
#: files (RssFile) are shared by all processes of a browser, and would count ten times.
_OWN_MEMORY = ("RssAnon:", "RssShmem:")


class BrowserProcesses:
    """The driver *driver* (its process id), its browser and the browser's processes."""

    def __init__(self, driver: int) -> None:
        self._driver = driver
        self._groups: set[int] = set()
        """Process groups that a descendant of the driver has led."""
        self.alive: set[int] = set()
        """Process ids at the last `look`, the driver's among them."""

    def look(self) -> None:
        """Find the processes that are alive, the browser's orphans included.

        Where /proc cannot be read (too many open files), those that were found last stay.
        """
        try:
            known = _processes()
        except OSError:
            return
        # A process of another parent has got the id of a driver that ended.
        found = {self._driver} if known.get(self._driver, (0, 0))[0] == os.getpid() else set()
        grown = True
        while grown:
            self._groups |= {one for one in found if one != self._driver and known[one][1] == one}
            more = {
                one for one, (parent, group) in known.items()
                if parent in found or group in self._groups
            } - found  # fmt: skip
            found |= more
            grown = bool(more)
        self.alive = found

    def megabytes(self) -> float:
        """Return the memory of the processes of the last `look`, together."""
        return sum(map(_kilobytes, self.alive)) / 1024

    @property
    def of_browser(self) -> set[int]:
        """The process ids of the last `look` without the driver's."""
        return self.alive - {self._driver}

    def kill_browser(self) -> None:
        """Kill the browser and its processes; its driver then removes the browser's folders."""
        self.look()
        for process in self.of_browser:
            _kill(process)

    def kill_all(self) -> None:
        """Kill the browser, its processes and the driver."""
        self.look()
        for process in self.alive:
            _kill(process)


def _processes() -> dict[int, tuple[int, int]]:
    """Return the id of each process that has not ended → (its parent's id, its group's id)."""
    found = {}
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        # It has ended meanwhile, or is another user's.
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            stat = (folder / "stat").read_text(errors="replace")
            state, parent, group = stat.rpartition(")")[2].split()[:3]
            if state not in "ZX":
                found[int(folder.name)] = int(parent), int(group)
    return found


def _kilobytes(process: int) -> int:
    with suppress(OSError):
        status = (_PROC / str(process) / "status").read_text(errors="replace")
        lines = (line.split() for line in status.splitlines() if line.startswith(_OWN_MEMORY))
        return sum(int(line[1]) for line in lines)
    return 0


def _kill(process: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it has ended; its id is another's now
        os.kill(process, signal.SIGKILL)
