"""What the log shows: asked by the add-on, and by the formatter of Scrapy's lines."""

from __future__ import annotations

import logging

from scrapy.settings import BaseSettings


def shows_debug(settings: BaseSettings) -> bool:
    """Whether LOG_LEVEL, a name or a number, is DEBUG or below."""
    level = settings["LOG_LEVEL"]
    number = logging.getLevelNamesMapping().get(level, level)
    return isinstance(number, int) and number <= logging.DEBUG
