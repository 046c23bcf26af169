"""The arguments that all spiders share (``-a name=value``): checked before any request.

``spiders/base.py`` calls ``check_names`` and ``parse``, the spiders check their own arguments with
the helpers here. Everything wrong raises WrongUseError with one line for the user, which ends the
command with exit status 2. A good argument that is refused is mended here; a section or tag that
only the site can resolve, in ``crawling/listings/section_lookup.py`` or ``tag_lookup.py``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.urls.canonical import canonicalize
from mayadeen_crawler.utils.regular_files import not_regular
from mayadeen_crawler.utils.secrets import masked_address
from mayadeen_crawler.utils.suggestion import suggestion

#: The form of a run's name, which is also the name of its manifest file.
RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: Least seconds of ``follow=`` (between two polls) and ``duration=``.
LEAST_SECONDS = 1.0

#: The values of ``browser=`` and ``refresh=``.
Choice = Literal["auto", "never", "always"]
CHOICES = ("auto", "never", "always")

#: Arguments that Scrapyd adds by itself.
OF_SCRAPYD = ("_job", "_version")
_SECONDS = r"[0-9]{1,8}(\.[0-9]{1,6})?"


@dataclass(frozen=True, slots=True)
class Argument:
    """What an argument is, for its check, for ``--help`` and for ``scrapy schema --arguments``."""

    name: str
    value: str
    """What stands for its value in a line of help, such as ``SECONDS``."""
    meaning: str
    """One sentence without a full stop."""
    default: str = ""
    """The value that is taken if it is not given, as a user would write it; empty: none."""
    choices: tuple[str, ...] = ()
    """All values it can have; empty: any."""
    pattern: str = ""
    """The regular expression of its whole value; empty: any text."""
    required: bool = False
    """Whether a run without it is wrong use."""

    @property
    def help(self) -> str:
        """The meaning, with the default."""
        if self.required:
            return f"{self.meaning} (required)"
        return f"{self.meaning} (default: {self.default})" if self.default else self.meaning


EDITION = Argument(
    "edition", "en|ar|es", "the edition: English, Arabic or Spanish", "en", tuple(EDITIONS)
)
SINCE = Argument(
    "since", "TIME", "ISO date or time of publication from which on articles are wanted; a date is"
    " the whole day on the site's clock",
)  # fmt: skip
UNTIL = Argument("until", "TIME", "the same, up to which; included")
MAX_PAGES = Argument(
    "max_pages", "N", "pages of a listing that are read; 0 is no limit", "5", pattern=r"[0-9]{1,6}"
)
BROWSER = Argument(
    "browser", "auto|never|always", "when listings are read in a browser; auto: where one goes on"
    " by script only", "auto", CHOICES,
)  # fmt: skip
REFRESH = Argument(
    "refresh", "auto|never|always", "when known articles are visited again; auto: by the ladder"
    " of REVISIT_LADDER", "auto", CHOICES,
)  # fmt: skip
BASE_URL = Argument(
    "base_url", "URL", "a mirror or replica in place of the edition's host: scheme, host and port"
)
#: Arguments that every spider takes.
COMMON = (EDITION, SINCE, UNTIL, MAX_PAGES, BROWSER, REFRESH, BASE_URL)
#: Of every spider that polls.
FOLLOW = Argument(
    "follow", "SECONDS", f"polls again that often, from {LEAST_SECONDS:g} up", pattern=_SECONDS
)
DURATION = Argument("duration", "SECONDS", "ends a run with follow=", pattern=_SECONDS)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The checked values of the arguments that all spiders share."""

    site: Site
    since: datetime | None
    """First moment of publication that is wanted, aware; ``None`` for no bound."""
    until: datetime | None
    """Last moment of publication that is wanted, aware; ``None`` for no bound."""
    max_pages: int
    """Most pages read of a listing; 0 is no limit."""
    browser: Choice
    """When listings are read in a browser."""
    refresh: Choice
    """When known articles are visited again."""
    run_id: str
    """Scrapyd's job id, or a new name."""

    def identity(self) -> dict[str, object]:
        """Return the values that make two runs the same crawl: all but ``run_id``.

        Two such runs never overlap (the manifest's ``lock`` is made of this).
        """
        return {
            "edition": self.site.edition.code,
            "base_url": self.site.base_url,
            "since": self.since,
            "until": self.until,
            "max_pages": self.max_pages,
            "browser": self.browser,
            "refresh": self.refresh,
        }


def check_names(given: Iterable[str], own: Iterable[Argument]) -> None:
    """Raise WrongUseError for an argument that is neither common nor the spider's *own*."""
    valid = [argument.name for argument in (*own, *COMMON)]
    for name in given:
        if name not in (*valid, *OF_SCRAPYD):
            raise WrongUseError(
                f"unknown argument {name!r}{suggestion(name, valid)} (valid: {', '.join(valid)})"
            )


def parse(given: Mapping[str, str], *, spider: str) -> Arguments:
    """Return the values of the common arguments in *given* (name → text); raises WrongUseError."""
    edition = choice(given, EDITION)
    site = Site(EDITIONS[edition], checked_base_url(given.get("base_url")))
    since, until = _bound(given, SINCE, site), _bound(given, UNTIL, site)
    if since and until and since > until:
        raise WrongUseError(
            f"since={given['since']} is later than until={given['until']}: no time is between them"
        )
    return Arguments(
        site=site,
        since=since,
        until=until,
        max_pages=_max_pages(given),
        browser=cast("Choice", choice(given, BROWSER)),
        refresh=cast("Choice", choice(given, REFRESH)),
        run_id=_run_id(given, spider),
    )


def split_list(value: str) -> list[str]:
    """Return the trimmed, non-empty parts of a comma-separated argument, without repeats."""
    return list(dict.fromkeys(part for raw in value.split(",") if (part := raw.strip())))


def read_lines(file: str) -> list[str]:
    """Return the lines of ``file=``, without empty ones and comments (``#``).

    Raises WrongUseError, also if there are none, and for a pipe: the command reads the lines, then
    the crawl does.
    """
    try:
        what = not_regular(Path(file), follow=True)
        lines = [] if what else Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8 text"
        raise WrongUseError(f"file={file!r} cannot be read: {why}") from None
    if what:
        raise WrongUseError(f"file={file!r} is {what}, not a regular file")
    found = [url for line in lines if (url := line.strip()) and not url.startswith("#")]
    if not found:
        raise WrongUseError(f"file={file!r} contains no URL")
    return list(dict.fromkeys(found))


def following(follow: str | None, duration: str | None) -> tuple[float | None, float | None]:
    """Return ``follow=`` and ``duration=`` as seconds, each ``None`` if not given.

    Raises WrongUseError, also for a duration without follow.
    """
    seconds = _seconds(FOLLOW, follow), _seconds(DURATION, duration)
    if follow is None and duration is not None:
        raise WrongUseError(
            f"duration={duration!r} needs follow=SECONDS, the seconds between two polls"
        )
    return seconds


def _seconds(argument: Argument, value: str | None) -> float | None:
    """Return *value* as seconds, at least LEAST_SECONDS; raises WrongUseError."""
    if value is None:
        return None
    if not re.fullmatch(argument.pattern, value) or float(value) < LEAST_SECONDS:
        raise WrongUseError(
            f"{argument.name}={value!r} is not a number of seconds from {LEAST_SECONDS:g} up, "
            "such as 30 or 2.5"
        )
    return float(value)


def choice(given: Mapping[str, str], argument: Argument) -> str:
    """Return the value of an argument with choices; raises WrongUseError for any other."""
    value, valid = given.get(argument.name, argument.default), argument.choices
    if value not in valid:
        raise WrongUseError(
            f"{argument.name}={value!r} is none of {', '.join(valid)}{suggestion(value, valid)}"
        )
    return value


def checked_base_url(value: str | None, name: str = "base_url") -> str:
    """Return ``base_url=`` as scheme, host and port, ``""`` for ``None``; raises WrongUseError.

    *name*: of the argument or setting, for the message.
    """
    if value is None:
        return ""
    problem = WrongUseError(
        f"{name}={masked_address(value)!r} is not the address of a host, such as "
        "http://127.0.0.1:8000 (scheme, host and port only)"
    )
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        raise problem from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
        or parts.username is not None
        or port == 0
    ):
        raise problem
    base_url = f"{parts.scheme}://{parts.netloc.lower()}"
    try:
        canonicalize(base_url, Site(EDITIONS["en"]))
    except ValueError:
        raise problem from None
    return base_url


def _bound(given: Mapping[str, str], argument: Argument, site: Site) -> datetime | None:
    name = argument.name
    value = given.get(name)
    if value is None:
        return None
    try:
        return site_time.parse_bound(value, site.edition.time_zone, end=argument is UNTIL)
    except ValueError as error:
        raise WrongUseError(f"{name}={error}") from None


def _max_pages(given: Mapping[str, str]) -> int:
    value = given.get(MAX_PAGES.name, MAX_PAGES.default)
    if not re.fullmatch(MAX_PAGES.pattern, value):
        raise WrongUseError(f"max_pages={value!r} is not a whole number from 0 (no limit) up")
    return int(value)


def new_run_id(spider: str) -> str:
    """Return a new name for a run, which sorts by time: ``20261128T105000Z-section-1a2b3c``."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{spider}-{secrets.token_hex(3)}"


def _run_id(given: Mapping[str, str], spider: str) -> str:
    """Return Scrapyd's job id, or a new one."""
    job = given.get("_job")
    if job is None:
        return new_run_id(spider)
    if not RUN_ID.fullmatch(job):
        raise WrongUseError(
            f"_job={job!r} cannot name a run: up to 100 letters, digits, '.', '_' and '-'"
        )
    return job
