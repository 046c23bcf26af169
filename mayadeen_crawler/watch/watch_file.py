"""``watch.toml`` read and checked: which watches there are, and on which channels they tell.

``commands.checks.settings`` calls `check` before a command begins, ``extensions/alerts.py`` and
``scrapy watch`` call `read`. A channel is the name of an environment variable that holds the URL
of an apprise service: no URL stands in the file, in a log line or in a manifest.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.outlet import EDITIONS, PATHS
from mayadeen_crawler.search.words import QueryPart, facet, parse
from mayadeen_crawler.utils.regular_files import not_regular
from mayadeen_crawler.utils.suggestion import suggestion

#: The environment variable that sets WATCH_FILE.
VARIABLE = "MAYADEEN_WATCH_FILE"
#: What can be told: new articles, later revisions of articles and of breaking lines, new breaking
#: lines, articles that went or came back.
KINDS = ("articles", "edits", "breaking", "removals")
DEFAULT_KINDS = ("articles", "breaking")
#: Alerts that a watch sends to a channel within an hour, unless it says otherwise.
PER_HOUR = 20

#: Key of a watch → the property of a record that has to be one of its values.
FILTERS = {"tags": "tag", "authors": "author", "sections": "section", "editions": "edition"}
KEYS = ("words", *FILTERS, "kinds", "channels", "per_hour")
#: A bare key of TOML, short enough for a line.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
#: Bytes of the largest file that is read.
_LARGEST = 1_000_000
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody wants to be told of, and where."""

    name: str
    queries: tuple[tuple[QueryPart, ...], ...]
    """Queries as ``scrapy search`` takes them; a record needs one of them. Empty: any words."""
    facets: tuple[tuple[str, frozenset[str]], ...]
    """(property, values): a record has one of the values of each. Both as `facet` writes them."""
    kinds: frozenset[str]
    """Of KINDS."""
    channels: tuple[str, ...]
    """Names of environment variables."""
    per_hour: int
    """Most alerts an hour on each channel; 0: no limit."""


def read(settings: BaseSettings) -> tuple[Watch, ...]:
    """Return the watches of the file that WATCH_FILE names, in its order; none without a file.

    Channels are not looked at. Raises WrongUseError, with one line, for the first fault.
    """
    path = _path(settings)
    if path is None:
        return ()
    try:
        document = tomllib.loads(_text(path))
    except OSError as error:
        raise WrongUseError(f"WATCH_FILE: {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{path}: byte {error.start} is no UTF-8") from None
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        raise WrongUseError(
            f'{path}: not valid TOML: {error}; texts stand in quotes, as in words = "ferry"'
        ) from None
    for key, value in sorted(document.items()):
        if key != "watch":
            what = "unknown table" if isinstance(value, dict) else "no watch has the key"
            raise WrongUseError(f"{path}: {what} {key!r}: each watch begins with [watch.NAME]")
    watches = document.get("watch", {})
    if not isinstance(watches, dict):
        raise WrongUseError(f"{path}: 'watch' is no table: a watch is [watch.NAME]")
    return tuple(_watch(path, name, table) for name, table in watches.items())


def check(settings: BaseSettings) -> None:
    """Raise WrongUseError, with one line, for the first fault of the file or of a channel.

    Neither sends anything nor connects to a service.
    """
    checked: set[str] = set()
    for watch in read(settings):
        for channel in watch.channels:
            if channel not in checked:
                check_channel(settings, watch, channel)
            checked.add(channel)


def check_channel(settings: BaseSettings, watch: Watch, channel: str) -> None:
    """Raise WrongUseError if nothing could be sent to *channel*, which *watch* names."""
    where = f"{_path(settings)}: [watch.{watch.name}] channels: {channel}"
    if find_spec("apprise") is None:
        raise WrongUseError(f"{where} needs apprise: {notification_channels.INSTALL}")
    url = url_of(channel)
    if url is None:
        raise WrongUseError(f"{where}: the environment has no variable of that name")
    if len(url.split()) > 1:
        raise WrongUseError(
            f"{where} holds more than one URL, or one with a space (%20): "
            "each channel is a variable of its own"
        )
    if "://" not in url:
        raise WrongUseError(f"{where} holds no URL (scheme://…)")
    notification_channels.check_url(url, where)


def url_of(channel: str) -> str | None:
    """Return the URL in the environment variable *channel*; None if it is unset or empty."""
    return os.environ.get(channel, "").strip() or None


def _path(settings: BaseSettings) -> Path | None:
    """Return the path of the file; None where there is none, and none was asked for."""
    value = settings["WATCH_FILE"]
    if not value:
        return None
    path = Path(value)
    is_given = (settings.getpriority("WATCH_FILE") or 0) > SETTINGS_PRIORITIES["project"]
    return path if is_given or os.environ.get(VARIABLE) or path.exists() else None


def _text(path: Path) -> str:
    """Return what the file holds; raises OSError, also for what is no file, UnicodeDecodeError."""
    if what := not_regular(path, follow=True):
        raise OSError(errno.EINVAL, f"it is {what}, not a regular file")
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise OSError(errno.EFBIG, f"it has over {_LARGEST:,} bytes, more than watches need")
    return data.decode()


def _watch(path: Path, name: str, table: Any) -> Watch:
    where = f"{path}: [watch.{name}]"
    if not _NAME.fullmatch(name):
        raise WrongUseError(
            f"{path}: [watch.{name!r}]: a name has up to 40 letters of ASCII, digits, - and _"
        )
    if not isinstance(table, dict):
        raise WrongUseError(f"{where} is no table: its keys are {', '.join(KEYS)}")
    for key in table:
        if key not in KEYS:
            raise WrongUseError(
                f"{where} {key}: unknown key{suggestion(key, KEYS)} (valid: {', '.join(KEYS)})"
            )
    if not table.keys() - {"channels", "per_hour"}:
        raise WrongUseError(
            f"{where} matches every record: name words, {', '.join(FILTERS)} or kinds"
        )
    read = _WatchTable(where, table)
    editions = read.words_of("editions", EDITIONS) or tuple(EDITIONS)
    read.words_of("sections", _sections(editions))
    read.channels()
    return Watch(
        name,
        read.queries(),
        read.facets(),
        frozenset(read.words_of("kinds", KINDS) or DEFAULT_KINDS),
        read.texts("channels"),
        read.per_hour(),
    )


@dataclass(frozen=True, slots=True)
class _WatchTable:
    """Reads the keys of one watch; each method raises WrongUseError."""

    where: str
    table: Mapping[str, Any]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the value of *key*, a text or a list of texts; () where it is not there."""
        value = self.table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise WrongUseError(f"{self.where} {key}: neither a text nor a list of texts")
        if key in self.table and not all(one.strip() for one in values or [""]):
            raise WrongUseError(f"{self.where} {key}: empty: leave it out, or name a value")
        return tuple(dict.fromkeys(values))

    def words_of(self, key: str, valid: Iterable[str]) -> tuple[str, ...]:
        """Return the values of *key*, each of which has to be one of *valid*."""
        names = list(valid)
        return self._each(key, lambda one: one in names, names)

    def _each(
        self, key: str, holds: Callable[[str], bool], names: Sequence[str]
    ) -> tuple[str, ...]:
        for one in self.texts(key):
            if not holds(one):
                near = suggestion(one, names)
                shown = "" if len(names) > 10 else f" (valid: {', '.join(names)})"
                raise WrongUseError(
                    f"{self.where} {key}: unknown {key.removesuffix('s')} {one!r}{near}{shown}"
                )
        return self.texts(key)

    def queries(self) -> tuple[tuple[QueryPart, ...], ...]:
        """Return the queries of ``words``."""
        found = []
        for query in self.texts("words"):
            parts = tuple(parse(query))
            if not parts:
                raise WrongUseError(f"{self.where} words: {query!r} holds no word")
            found.append(parts)
        return tuple(found)

    def facets(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return the filters that are there."""
        return tuple(
            (name, frozenset(facet(name, value) for value in self.texts(key)))
            for key, name in FILTERS.items()
            if key in self.table
        )

    def channels(self) -> None:
        """Check the names of ``channels``, not whether these variables are set."""
        for channel in self.texts("channels"):
            if "://" in channel:
                raise WrongUseError(
                    f"{self.where} channels: a URL holds credentials: put it into an environment "
                    "variable, and that variable's name here"
                )
            if not _VARIABLE_NAME.fullmatch(channel):
                raise WrongUseError(
                    f"{self.where} channels: {channel!r} is no name of an environment variable"
                )

    def per_hour(self) -> int:
        """Return ``per_hour``."""
        value = self.table.get("per_hour", PER_HOUR)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**6:
            raise WrongUseError(
                f"{self.where} per_hour: no whole number from 0 (no limit) to 1,000,000: {value!r}"
            )
        return value


def _sections(editions: Iterable[str]) -> list[str]:
    """Return the slugs that records of *editions* may have as their section."""
    catalogue = [one.slug for edition in editions for one in EDITIONS[edition].sections]
    paths = [rule.section for rule in PATHS.values() if rule.section]
    return list(dict.fromkeys([*catalogue, *paths]))
