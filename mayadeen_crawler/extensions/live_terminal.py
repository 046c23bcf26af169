"""Lines that stay at the foot of a terminal while the log scrolls above them."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from threading import RLock
from typing import Any, TextIO

from scrapy.utils.log import get_scrapy_root_handler
from tqdm import tqdm  # type: ignore[import-untyped]

BETWEEN = " · "
#: Of the archive; `remaining` is tqdm's own.
BAR = "{percentage:3.0f}% |{bar}| {n} of about {total}, {remaining} left"


class _Live(tqdm):  # type: ignore[misc]
    monitor_interval = 0  # no thread that watches it: it is refreshed every second


# One process draws them: no lock between processes, which would cost semaphores.
_Live.set_lock(RLock())


class _Above:
    """A stream that writes to the terminal above the lines."""

    def write(self, text: str) -> None:
        _Live.write(text, file=sys.stderr, end="")

    def flush(self) -> None:
        sys.stderr.flush()


class Terminal:
    """A line of words and, where there is one, a bar below it."""

    def __init__(self) -> None:
        self._line: Any = None
        self._bar: Any = None
        self._handler: logging.StreamHandler[TextIO] | None = None

    def open(self) -> None:
        """Have Scrapy's log written above the lines from now on, if it goes to the terminal."""
        self._line = _live(bar_format="{desc}")
        handler = get_scrapy_root_handler()
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            self._handler = handler
            above: Any = _Above()
            handler.setStream(above)

    def show(self, words: list[str], bar: tuple[int, int] | None) -> None:
        """Show as many of *words* as there is room for and, with *bar*, how many of how many."""
        with suppress(OSError):  # the terminal is gone: the run goes on
            if bar is not None:
                self._show_bar(*bar)
            width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            while len(line := BETWEEN.join(words)) >= width and words:
                words = words[:-1]
            self._line.set_description_str(line)

    def _show_bar(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = _live(bar_format=BAR, initial=done, total=total, smoothing=0)
        self._bar.n, self._bar.total = done, total
        self._bar.refresh()

    def close(self) -> None:
        """Take the lines away, and let the log be written as before."""
        for live in (self._bar, self._line):
            if live is not None:
                with suppress(OSError):
                    live.close()
        if self._handler is not None:
            self._handler.setStream(sys.stderr)
            self._handler = None


def _live(**options: Any) -> Any:
    return _Live(file=sys.stderr, leave=False, dynamic_ncols=True, **options)
