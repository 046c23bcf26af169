"""Validate settings before any command starts.

``scrapy crawl`` and ``scrapy doctor`` call `check_settings`; it raises WrongUseError with one line
for the first invalid value, and the command ends with exit status 2.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.health.checks import MOST, Thresholds, setting_as_number
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy

#: Settings that are numbers from 0 up, with a fraction if need be.
NUMBERS = (
    "SILENCE_FACTOR", "RUNS_KEPT", "DOWNLOAD_TIMEOUT", "BROWSER_PATIENCE", "LOGSTATS_INTERVAL",
    "CLOSESPIDER_TIMEOUT",
)  # fmt: skip
#: Settings that are whole numbers from 0 up.
WHOLE = (
    "RETRY_TIMES", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "REDIRECT_MAX_TIMES",
    "DOWNLOAD_MAXSIZE", "DOWNLOAD_WARNSIZE", "CLOSESPIDER_ITEMCOUNT", "CLOSESPIDER_PAGECOUNT",
    "CLOSESPIDER_ERRORCOUNT", "BROWSER_PAGES",
)  # fmt: skip
#: Settings that are 1 or 0.
SWITCHES = ("LISTINGS", "PROGRESS", "TDMREP", "ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED")


def check_settings(settings: BaseSettings) -> None:
    """Raise WrongUseError, with one line, for the first setting with an invalid value.

    Makes the folders of LOG_FILE and of ``-o`` files, to see that Scrapy can write there.
    """
    _check_files(settings)
    _check_delay(settings)
    if not settings["OUTPUT_DIR"]:
        raise WrongUseError("OUTPUT_DIR is empty: name a folder")
    Thresholds.from_settings(settings)
    for name in NUMBERS:
        setting_as_number(settings, name, most=MOST)
    for name in WHOLE:
        if not re.fullmatch("[0-9]{1,9}", str(settings[name])):
            raise WrongUseError(f"{name}={settings[name]!r} is no whole number from 0 up")
    for name in SWITCHES:
        try:
            settings.getbool(name)
        except ValueError:
            raise WrongUseError(f"{name}={settings[name]!r} is neither 1 nor 0") from None
    level = settings["LOG_LEVEL"]
    if str(level).upper() not in logging.getLevelNamesMapping() and not str(level).isdecimal():
        valid = "DEBUG, INFO, WARNING, ERROR, CRITICAL"
        raise WrongUseError(f"LOG_LEVEL={level!r} is none of {valid}")
    notification_channels.check(settings)
    Policy.from_settings(settings)


def _check_delay(settings: BaseSettings) -> None:
    try:
        delay = settings.getfloat("DOWNLOAD_DELAY")
    except (TypeError, ValueError):
        delay = -1.0
    if not 0 <= delay <= MOST:
        raise WrongUseError(
            f"DOWNLOAD_DELAY={settings['DOWNLOAD_DELAY']!r} is no number of seconds from 0 up"
        )


def _check_files(settings: BaseSettings) -> None:
    """Check LOG_FILE and the local files of FEEDS: Scrapy would fail on them with a traceback."""
    files = [("LOG_FILE", settings["LOG_FILE"])]
    files += [("-o/FEEDS", uri) for uri in settings.getdict("FEEDS")]
    for name, uri in files:
        path = Path(str(uri).removeprefix("file://"))
        if not uri or "://" in str(path) or "%(" in str(uri) or str(uri) in ("-", "stdout:"):
            continue
        try:
            path.absolute().parent.mkdir(parents=True, exist_ok=True)
            writable = os.access(path if path.exists() else path.absolute().parent, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            raise WrongUseError(f"{name} {str(uri)!r} cannot be written")


def is_given(settings: BaseSettings, name: str) -> bool:
    """Whether the setting *name* was given by ``-s`` or another command-line option."""
    return (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]
