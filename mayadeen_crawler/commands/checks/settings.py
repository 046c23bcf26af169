"""Validates the settings before ``scrapy crawl``, ``parse`` or ``doctor`` starts anything.

Raises WrongUseError, with one line, for the first invalid value: the command ends with status 2.
"""

from __future__ import annotations

import logging
import os
import re
from difflib import get_close_matches
from pathlib import Path, PureWindowsPath
from urllib.parse import urlparse

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from mayadeen_crawler.commands.checks.extras import import_errors
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.health.checks import MOST, Thresholds, setting_as_number
from mayadeen_crawler.ledger.feed_files.owned_paths import is_owned
from mayadeen_crawler.ledger.frontier.revisit_policy import Policy
from mayadeen_crawler.utils.local_feeds import local_path
from mayadeen_crawler.utils.secrets import is_credential
from mayadeen_crawler.utils.suggestion import suggestion
from mayadeen_crawler.watch import watch_file

#: Settings that are numbers from 0 up, whole or not.
NUMBERS = (
    "SILENCE_FACTOR", "RUNS_KEPT", "ARCHIVE_KEPT_DAYS", "DOWNLOAD_TIMEOUT", "BROWSER_PATIENCE",
    "LOGSTATS_INTERVAL", "CLOSESPIDER_TIMEOUT", "SHRUNK_AFTER", "BROWSER_MAX_SECONDS",
    "AUTOTHROTTLE_START_DELAY", "AUTOTHROTTLE_MAX_DELAY", "AUTOTHROTTLE_TARGET_CONCURRENCY",
)  # fmt: skip
#: Settings that are whole numbers from 0 up.
WHOLE = (
    "RETRY_TIMES", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "REDIRECT_MAX_TIMES",
    "DOWNLOAD_MAXSIZE", "DOWNLOAD_WARNSIZE", "CLOSESPIDER_ITEMCOUNT", "CLOSESPIDER_PAGECOUNT",
    "CLOSESPIDER_ERRORCOUNT", "BROWSER_PAGES", "BROWSER_MAX_REQUESTS", "BROWSER_MAX_MEGABYTES",
    "BROWSER_MAX_NAVIGATIONS",
)  # fmt: skip
#: Settings that are whole numbers, which may be below 0.
PRIORITIES = ("RETRY_PRIORITY_ADJUST", "REDIRECT_PRIORITY_ADJUST")
#: How alike (difflib's ratio) an unknown setting's name is to a known one that it must mean.
NEARLY = 0.85
#: Settings that are 0 or 1 (or True, False).
SWITCHES = (
    "LISTINGS", "PROGRESS", "TDMREP", "ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED",
    "ARCHIVE_AFTER_BLOCK",
)  # fmt: skip

#: Settings that may show: Sentry's address holds no secret, and -o is a user's own choice.
_SHOWN = frozenset({"FEEDS", "SPIDERMON_SENTRY_DSN"})
#: Scheme of a feed's URI → the package that Scrapy's storage of it imports, and what to install.
_LIBRARIES = {
    "s3": ("boto3", "'.[s3]'"),
    "gs": ("google.cloud.storage", "google-cloud-storage"),
}


def check_settings(settings: BaseSettings) -> None:
    """Raise WrongUseError for the first invalid setting.

    Also makes the folders of LOG_FILE and of the files in FEEDS (``-o``).
    """
    _check_names(settings)
    _check_files(settings)
    _check_storages(settings)
    _check_delay(settings)
    if not settings["OUTPUT_DIR"]:
        raise WrongUseError("OUTPUT_DIR is empty: name a folder")
    for name in ("USER_AGENT", "ROBOTSTXT_USER_AGENT"):
        if not settings[name]:
            raise WrongUseError(f"{name} is empty: the site is told who asks (CONTACT adds to it)")
    _check_credentials(settings)
    Thresholds.from_settings(settings)
    for name in NUMBERS:
        setting_as_number(settings, name, most=MOST)
    for name in WHOLE:
        if not re.fullmatch("[0-9]{1,9}", str(settings[name])):
            raise WrongUseError(f"{name}={settings[name]!r} is no whole number from 0 up")
    for name in PRIORITIES:
        if not re.fullmatch("-?[0-9]{1,9}", str(settings[name])):
            raise WrongUseError(f"{name}={settings[name]!r} is no whole number")
    codes = settings.getlist("RETRY_HTTP_CODES")
    if not all(re.fullmatch(r"\s*[1-9][0-9]{2}\s*", str(code)) for code in codes):
        raise WrongUseError(f"RETRY_HTTP_CODES={codes!r}: not all are statuses, such as 503")
    for name in SWITCHES:
        try:
            settings.getbool(name)
        except ValueError:
            raise WrongUseError(f"{name}={settings[name]!r} is neither 1 nor 0") from None
    level, valid = settings["LOG_LEVEL"], ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if not isinstance(level, int) and level not in logging.getLevelNamesMapping():
        nearest = suggestion(str(level), valid)
        raise WrongUseError(f"LOG_LEVEL={level!r} is none of {', '.join(valid)}{nearest}")
    notification_channels.check(settings)
    watch_file.check(settings)
    Policy.from_settings(settings)


def _check_names(settings: BaseSettings) -> None:
    """Raise WrongUseError for a setting of the command line that is nearly one that exists.

    Others are let through: they may belong to a component of the user's.
    """
    from mayadeen_crawler import settings as project  # reads the environment when it is imported

    known = [*vars(default_settings), *vars(project)]
    for name in settings:
        if is_given(settings, name) and name not in known:
            for nearest in get_close_matches(name.upper(), known, 1, NEARLY):
                raise WrongUseError(f"unknown setting {name!r}; did you mean {nearest!r}?")


def _check_credentials(settings: BaseSettings) -> None:
    """Raise WrongUseError for a credential on the command line, which all users can read."""
    for name in settings:
        if is_given(settings, name) and name not in _SHOWN and is_credential(name, settings[name]):
            raise WrongUseError(
                f"{name} holds a credential, and the command line shows in lists of processes: "
                "put it into the environment, or into a settings module of mode 0600"
            )


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
    """Check LOG_FILE and the files of FEEDS: if unwritable, Scrapy ends in a traceback.

    Nor may they be files that the run itself writes: ``-O`` empties them, ``-o`` repeats records.
    """
    files = [("LOG_FILE", settings["LOG_FILE"])]
    files += [("-o/FEEDS", uri) for uri in settings.getdict("FEEDS")]
    for name, uri in files:
        meant = local_path(re.sub(r"%\(\w+\)", "", str(uri or "-")))  # a file that is not made yet
        if meant and is_owned(meant.resolve(), Path(settings["OUTPUT_DIR"] or ".")):
            raise WrongUseError(
                f"{name} {str(uri)!r} belongs to the feeds and their ledger: name another file"
            )
        known, later, _ = str(uri or "-").partition("%(")
        path = local_path(f"{known}new" if later else known)
        if path is None:
            continue
        try:
            path.absolute().parent.mkdir(parents=True, exist_ok=True)
            there = path.exists() and not later
            writable = os.access(path if there else path.absolute().parent, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            raise WrongUseError(f"{name} {str(uri)!r} cannot be written")


def _check_storages(settings: BaseSettings) -> None:
    """Check that FEEDS can be stored: if not, Scrapy logs it, and crawls without storing them.

    URIs are not repeated, because they may hold passwords.
    """
    storages = settings.getwithbase("FEED_STORAGES")
    known = {scheme for scheme in storages if scheme and storages[scheme] is not None}
    for uri in settings.getdict("FEEDS"):
        scheme = urlparse(str(uri)).scheme
        if not scheme or PureWindowsPath(str(uri)).drive:  # a file for Scrapy, such as a:b.jsonl
            continue
        if scheme not in known:
            raise WrongUseError(
                f"-o/FEEDS: nothing is stored to {scheme}:// (valid: {', '.join(sorted(known))})"
            )
        package, install = _LIBRARIES.get(scheme, ("", ""))
        is_scrapys = storages[scheme] == settings["FEED_STORAGES_BASE"].get(scheme)
        if package and is_scrapys and (errors := import_errors(package)):
            raise WrongUseError(
                f"-o/FEEDS to {scheme}:// needs a library: {errors}: run `pip install {install}`"
            )


def is_given(settings: BaseSettings, name: str) -> bool:
    """Whether the setting *name* was given by ``-s`` or another command-line option."""
    return (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]
