"""What an operator need not read: Scrapy's own chatter, unless LOG_LEVEL is DEBUG."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.settings import BaseSettings

#: Logger → how its lines at INFO begin that say nothing of this run, or what a line
#: of ours says better.
CHATTER = {
    "scrapy.addons": ("Enabled addons",),
    "scrapy.middleware": ("Enabled ",),
    "scrapy.crawler": ("Overridden settings",),
    "scrapy.core.engine": ("Spider opened", "Closing spider"),
    "scrapy.spidermiddlewares.httperror": ("Ignoring response",),
}
#: Settings that have Scrapy write more lines at INFO, and the values that stop it.
SILENT: dict[str, Any] = {"LOG_VERSIONS": [], "STATS_DUMP": False}


class _Without(logging.Filter):
    """Lets everything pass but lines at INFO that begin so."""

    def __init__(self, beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self._beginnings = beginnings

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno != logging.INFO or not str(record.msg).startswith(self._beginnings)


_FILTERS = {name: _Without(beginnings) for name, beginnings in CHATTER.items()}


class QuietLog:
    """A Scrapy add-on, since add-ons are asked before the first of those lines.

    A value that project, spider or command line set wins over it.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Say what concerns the lines before there is a crawler."""
        _set(settings)

    def update_settings(self, settings: BaseSettings) -> None:
        """Keep chatter from the log of the crawl to come, or let it through again."""
        _set(settings)
        for name, without in _FILTERS.items():
            logger = logging.getLogger(name)
            if _wants_all(settings):
                logger.removeFilter(without)
            else:
                logger.addFilter(without)


def _set(settings: BaseSettings) -> None:
    if not _wants_all(settings):
        for name, value in SILENT.items():
            settings.set(name, value, priority="addon")


def _wants_all(settings: BaseSettings) -> bool:
    level = settings["LOG_LEVEL"]
    number = logging.getLevelNamesMapping().get(level, level)
    return isinstance(number, int) and number <= logging.DEBUG
