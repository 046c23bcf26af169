"""The live line at the foot of the terminal, drawn by rich while the log scrolls above it.

Created by the progress extension, for runs on a terminal only: it imports rich.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text
from scrapy.utils.log import get_scrapy_root_handler

from mayadeen_crawler.utils.terminal import DEFAULT_WIDTH

#: Between two figures.
SEPARATOR = " · "
#: Seconds over which the speed is taken that the time left is reckoned with.
SPEED_PERIOD = 600.0


class _AboveTheLine:
    """The stream of Scrapy's log handler while the line is shown."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        """Write *text* above the line, not wrapped: the terminal does that."""
        self._console.out(text, end="", highlight=False)

    def flush(self) -> None:
        """Do nothing: the console flushes whatever it writes."""


class LiveLine:
    """A line of figures and, for a sitemap run, a bar with the time left below it.

    If the terminal goes away, it closes itself and the run goes on without it.
    """

    def __init__(self) -> None:
        self._console = Console(
            file=sys.stderr,
            color_system=None if os.environ.get("NO_COLOR") else "auto",
            markup=False,
            emoji=False,
            highlight=False,
        )
        if not self._console.width:
            self._console.width = DEFAULT_WIDTH  # with COLUMNS=0 rich would print nothing
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar = Progress(
            TextColumn("{task.percentage:3.0f}%"),
            BarColumn(),
            TextColumn("{task.completed} of about {task.total},"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=self._console,
            auto_refresh=False,
            speed_estimate_period=SPEED_PERIOD,
        )
        self._handler: logging.StreamHandler[TextIO] | None = None

    def open(self) -> None:
        """Start to draw; Scrapy's log is written above the line if it goes to the terminal."""
        handler = get_scrapy_root_handler()
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            self._handler = handler
            above: Any = _AboveTheLine(self._console)
            handler.setStream(above)
        try:
            self._live.start()
        except OSError:
            self.close()

    def show(self, figures: list[str], bar: tuple[int, int] | None) -> None:
        """Draw *figures* in one line, and *bar*: articles done, and articles in all."""
        line = Text(SEPARATOR.join(figures), no_wrap=True, overflow="ellipsis")
        if bar is not None:
            self._set_bar(*bar)
        if self._live.is_started:
            try:
                self._live.update(Group(line, self._bar.get_renderable()), refresh=True)
            except OSError:
                self.close()

    def _set_bar(self, done: int, total: int) -> None:
        if not self._bar.task_ids:
            self._bar.add_task("", total=total, completed=done)
        self._bar.update(self._bar.task_ids[0], total=total, completed=done)

    def close(self) -> None:
        """Take the line away; the log is written as before."""
        with suppress(OSError):
            self._live.stop()
        if self._handler is not None:
            self._handler.setStream(sys.stderr)
            self._handler = None
