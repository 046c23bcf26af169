"""Scrapy add-ons (setting ADDONS): changes to settings and log, once a crawl's settings are known.

`QuietLog` keeps Scrapy's own messages out of the log unless LOG_LEVEL is DEBUG (it is an add-on,
since Scrapy logs the first of these lines before it loads extensions); `HarmlessLog` makes lines
harmless to a terminal; `HonestAgent` tells the site who asks; `ExtraPipelines` adds a user's
pipelines to ours; `KeepOutput` keeps a run without a record from emptying a file.
"""

from __future__ import annotations

import logging
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from mayadeen_crawler import __version__
from mayadeen_crawler.components import extra_pipelines
from mayadeen_crawler.utils.local_feeds import replaced_files
from mayadeen_crawler.utils.log_level import shows_debug
from mayadeen_crawler.utils.scrapy_internals import wrap_log_formatters
from mayadeen_crawler.utils.secrets import masked
from mayadeen_crawler.utils.terminal import harmless

#: Logger → the beginnings of its INFO lines that are dropped: they are the same in every run, or
#: a line of ours has the same content.
DROPPED_LINES = {
    "scrapy.addons": ("Enabled addons",),
    "scrapy.middleware": ("Enabled ",),
    "scrapy.crawler": ("Overridden settings",),
    "scrapy.core.engine": ("Spider opened", "Closing spider"),
    "scrapy.spidermiddlewares.httperror": ("Ignoring response",),
}
#: Settings of Scrapy that make it log more INFO lines, with the values that stop that.
SETTINGS: dict[str, Any] = {"LOG_VERSIONS": [], "STATS_DUMP": False}


class _Without(logging.Filter):
    """Drops INFO lines that begin with one of *beginnings*."""

    def __init__(self, beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self._beginnings = beginnings

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno != logging.INFO or not str(record.msg).startswith(self._beginnings)


_FILTERS = {name: _Without(beginnings) for name, beginnings in DROPPED_LINES.items()}


class QuietLog:
    """The add-on; values that the project, a spider or the command line set win over its own."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Called by Scrapy before it makes a crawler: set `SETTINGS`."""
        _set(settings)

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy for each crawl: set `SETTINGS`, and filter `DROPPED_LINES`."""
        _set(settings)
        for name, without in _FILTERS.items():
            logger = logging.getLogger(name)
            if shows_debug(settings):
                logger.removeFilter(without)
            else:
                logger.addFilter(without)


class HarmlessLog:
    """What a site sends cannot steer a terminal by way of the log, whoever wrote the line.

    Scrapy logs a header's value as it came; an escape sequence in it could hide or change lines.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy for each crawl, before it makes the crawl's log handler."""
        wrap_log_formatters(_Harmless)


class _Harmless(logging.Formatter):
    """Formats as another does, with escapes for control characters and without passwords.

    Further lines of a message are indented: a line break in what it names begins no line.
    """

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        text = masked(self._formatter.format(record))
        return text if text.isprintable() else "\n  ".join(map(harmless, text.split("\n")))


class HonestAgent:
    """Every request says which program asks, and who runs it (CONTACT): `fetch` and `shell`, too.

    A user agent that the project, a spider or the command line sets wins.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy for each crawl: set the user agent."""
        contact = settings["CONTACT"]
        agent = f"mayadeen-crawler/{__version__}" + (f" (+{contact})" if contact else "")
        settings.set("USER_AGENT", agent, priority="addon")


class ExtraPipelines:
    """Adds EXTRA_PIPELINES to ITEM_PIPELINES; ``components.py`` has checked them."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy for each crawl."""
        for name, place in extra_pipelines(settings).items():
            settings.set_in_component_priority_dict("ITEM_PIPELINES", load_object(name), place)


class KeepOutput:
    """A file that ``-O`` would replace is replaced only by a run that writes a record."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy for each crawl: no such file of FEEDS is stored empty."""
        feeds = settings.getdict("FEEDS")
        kept = {uri: {**feeds[uri], "store_empty": False} for uri in replaced_files(settings)}
        if kept:
            settings.set("FEEDS", feeds | kept, priority="cmdline")


def _set(settings: BaseSettings) -> None:
    if not shows_debug(settings):
        for name, value in SETTINGS.items():
            settings.set(name, value, priority="addon")
