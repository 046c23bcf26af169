"""What the log shows: asked by add-ons, by the formatter of Scrapy's lines, and by ``crawl``."""

from __future__ import annotations

import logging

from scrapy.settings import BaseSettings


def shows_debug(settings: BaseSettings) -> bool:
    """Whether LOG_LEVEL, a name or a number, is DEBUG or below."""
    return _shows(settings, logging.DEBUG)


def errors_on_stderr(settings: BaseSettings) -> bool:
    """Whether an ERROR of the log can be read on stderr."""
    shown = settings.getbool("LOG_ENABLED") and not settings["LOG_FILE"]
    return shown and _shows(settings, logging.ERROR)


def _shows(settings: BaseSettings, level: int) -> bool:
    least = settings["LOG_LEVEL"]
    number = logging.getLevelNamesMapping().get(least, least)
    return isinstance(number, int) and number <= level
