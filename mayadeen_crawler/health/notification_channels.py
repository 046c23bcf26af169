"""The channels of the setting NOTIFY: read, checked and used here.

`commands.checks.settings` calls `check` before a command begins. `extensions.health` calls
`channels`, `message` and `send` when a run has ended and `what_to_notify` found something new.
Alerts (``watch/``) have channels of their own, and use `check_url` and `send`.

A channel is the URL of an `apprise <https://github.com/caronc/apprise>`_ service
(``mailtos://…``, ``slack://…``, ``tgram://…``, ``json://…``), or the word ``sentry``, which
stands for Spidermon's Sentry action. A URL holds credentials, so it is read from the environment
only: NOTIFY is ``$MAYADEEN_NOTIFY`` by default, the name of the variable that holds the URLs.
No URL gets into a log line, an error line or a manifest: a channel is named by its scheme.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from itertools import accumulate
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from apprise import NotifyBase

#: The environment variable that NOTIFY names by default; unset or empty: nobody is notified.
VARIABLE = "MAYADEEN_NOTIFY"
#: The channel that is no URL, and the Spidermon action behind it.
SENTRY, SENTRY_ACTION = "sentry", "spidermon.contrib.actions.sentry.SendSentryMessage"
#: Values of NOTIFY before it held URLs, each with the URL that takes its place.
OLD_VALUES = {
    "slack": "slack://TOKEN/#CHANNEL",
    "telegram": "tgram://TOKEN/CHAT",
    "email": "mailtos://USER:PASSWORD@HOST?to=ADDRESS",
}
#: Seconds that all URLs together may take to send.
TIMEOUT = 30.0

#: Characters that go around a title where a service has none, and it begins the text.
_TITLE_MARKUP = 20

#: White space separates channels; so does a comma before another channel, as in apprise's own
#: lists. Other commas belong to a URL (``?to=a@example.org,b@example.org``).
_SEPARATOR = re.compile(r"\s+|,(?=[A-Za-z][A-Za-z0-9+.-]*://|\$|sentry(?:[\s,]|$))")
#: What calls people together in a chat (``@everyone``, ``<!channel>``) begins so, and so do the
#: images of Markdown; behind ``]`` is the address that its link leads to, whatever its words say.
_SPOKEN = re.compile(r"[@<!]|\](?=[(\[])")
#: Behind it are the words of Slack's link, where an address is before it.
_BAR = re.compile(r" ?\|")
#: Seen by nobody.
_JOINER = "\u2060"
#: Loggers of apprise and of what it sends with: their lines hold parts of the URLs.
_LOGGERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
#: What brings the packages.
INSTALL = "pip install '.[notify]'"
#: Settings of Spidermon that the project itself sets.
_SPIDERMON_DEFAULTS = frozenset({"SPIDERMON_ENABLED", "SPIDERMON_SENTRY_PROJECT_NAME"})


@dataclass(frozen=True, slots=True)
class Channels:
    """Where notifications go."""

    urls: tuple[str, ...] = field(repr=False)
    """URLs of apprise services; with credentials, so never printed."""
    sentry: bool
    """Whether Spidermon's Sentry action is used, too."""


def channels(settings: BaseSettings) -> Channels:
    """Return the channels that NOTIFY names; raises WrongUseError with one line."""
    given = settings["NOTIFY"] or ""
    found: list[str] = []
    for word in _split(given if isinstance(given, str) else " ".join(given)):
        if word.startswith("$"):
            found += _in_variable(word.removeprefix("$"))
        elif "://" in word:
            raise WrongUseError(
                "NOTIFY holds a URL, and a setting shows in lists of processes: put the URL into "
                f"the environment variable {VARIABLE}, or into another one that NOTIFY='$NAME' "
                "names"
            )
        else:
            _refuse_old("NOTIFY", word)
            if word != SENTRY:
                raise WrongUseError(
                    f"NOTIFY: {word!r} is neither 'sentry' nor '$NAME', an environment variable "
                    f"with URLs of channels{suggestion(word, [SENTRY])}"
                )
            found.append(word)
    return Channels(tuple(word for word in found if word != SENTRY), SENTRY in found)


def _split(text: str) -> list[str]:
    return [word for word in _SEPARATOR.split(text) if word]


def _in_variable(name: str) -> Iterator[str]:
    """Yield the channels in the environment variable *name*; raises WrongUseError."""
    words = _split(os.environ.get(name, ""))
    if not words and name != VARIABLE:
        raise WrongUseError(f"NOTIFY='${name}': the environment has no variable {name}")
    for number, word in enumerate(words, 1):
        _refuse_old(name, word)
        if "://" not in word and word != SENTRY:
            # The word may be part of a URL that was cut by a space, so it is not shown.
            raise WrongUseError(
                f"{name}: word {number} is neither a URL (scheme://…) nor 'sentry'; "
                "a space within a URL is %20"
            )
        yield word


def _refuse_old(where: str, word: str) -> None:
    """Raise WrongUseError if *word* is a value of before NOTIFY held URLs, or a list of such."""
    old = next((one for one in word.split(",") if one in OLD_VALUES), None)
    if old is not None:
        raise WrongUseError(
            f"{where}: {old!r} is no channel any more: write {OLD_VALUES[old]} into the "
            f"environment variable {VARIABLE} (docs/operating.md, Notifications)"
        )


def check(settings: BaseSettings) -> None:
    """Raise WrongUseError, with one line, for the first channel or suite that cannot work.

    Neither sends anything nor connects to a service.
    """
    found = channels(settings)
    if found.urls:
        if find_spec("apprise") is None:
            raise WrongUseError(f"NOTIFY needs apprise: {INSTALL}")
        for number, url in enumerate(found.urls, 1):
            check_url(url, f"NOTIFY: {_named(url, number, len(found.urls))}")
    if found.sentry:
        _check_sentry(settings)
    for name in settings.getlist("SPIDERMON_SPIDER_CLOSE_MONITORS"):
        from spidermon import MonitorSuite  # takes long to import, and few runs have a suite

        try:
            suite = load_object(name)
        except (ImportError, ValueError, NameError) as error:
            raise WrongUseError(f"SPIDERMON_SPIDER_CLOSE_MONITORS: {error}") from None
        if not (isinstance(suite, type) and issubclass(suite, MonitorSuite)):
            raise WrongUseError(f"SPIDERMON_SPIDER_CLOSE_MONITORS: {name!r} is no MonitorSuite")


def needs_spidermon(settings: BaseSettings) -> bool:
    """Whether Spidermon has anything to do in a run: a suite or an action is named.

    Without that it is not loaded: its libraries take as long to import as Scrapy's.
    """
    if not settings.getbool("SPIDERMON_ENABLED"):
        return False
    named = (name for name in settings if name.startswith("SPIDERMON_") and settings[name])
    return channels(settings).sentry or any(name not in _SPIDERMON_DEFAULTS for name in named)


def _check_sentry(settings: BaseSettings) -> None:
    if not settings.get("SPIDERMON_SENTRY_DSN"):
        raise WrongUseError("NOTIFY=sentry needs the setting SPIDERMON_SENTRY_DSN")
    if find_spec("sentry_sdk") is None:
        raise WrongUseError(f"NOTIFY=sentry needs sentry-sdk: {INSTALL}")
    try:
        load_object(SENTRY_ACTION).from_crawler(SimpleNamespace(settings=settings))
    except Exception as error:  # noqa: BLE001 - whatever the action finds wrong with its settings
        raise WrongUseError(f"NOTIFY=sentry: {error}") from None


def message(spider: str, run_id: str, lines: Sequence[str]) -> str:
    """Return the text of a notification: *lines* as one line that names the run.

    They may hold words of the site, such as the labels of tags.
    """
    return f"mayadeen-crawler: {spider} run {run_id} {plain_words('; '.join(lines))}"


def plain_words(line: str) -> str:
    """Return *line* so that no chat takes a part of it for a call, an image or a link.

    An address in it is still one: it leads where it says.
    """
    return _BAR.sub(f" {_JOINER}|", _SPOKEN.sub(rf"\g<0>{_JOINER}", line))


def send(urls: Sequence[str], title: str, text: str) -> list[str]:
    """Send *text* to all *urls* at the same time, within TIMEOUT seconds.

    Returns a line for each URL that failed: ``"json://…: Failed to send JSON …"``. Blocks: call it
    in a thread. A service that does not answer in time is left behind in a thread of its own,
    which does not keep the process alive.
    """
    failures: dict[int, str] = {}
    names = {n: _named(url, n, len(urls)) for n, url in enumerate(urls, 1)}

    def send_one(number: int, url: str) -> None:
        failed = _send_one(url, title, text)
        if failed is None:
            del failures[number]
        else:
            failures[number] = f"{names[number]}: {failed}"

    threads = []
    for number, url in enumerate(urls, 1):
        failures[number] = f"{names[number]}: no answer within {TIMEOUT:g} seconds"
        threads.append(threading.Thread(target=send_one, args=(number, url), daemon=True))
    for thread in threads:
        thread.start()
    end = time.monotonic() + TIMEOUT
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    left = dict(failures)  # a late thread may still change the other one
    return [left[number] for number in sorted(left)]


def _send_one(url: str, title: str, text: str) -> str | None:
    """Return why *text* could not be sent to *url*, or None.

    A service that takes HTML, such as Telegram or mail, gets the text as HTML: it would take
    ``<5%`` for an element, and Telegram refuses a message for that.
    """
    apprise = _apprise()
    with _LastWarning(url) as warning:
        try:
            service = _service(url)
            if service:
                form = _as_html if service.notify_format == apprise.NotifyFormat.HTML else str
                if service.overflow_mode == apprise.OverflowMode.UPSTREAM:  # no other is asked for
                    text = _cut(text, service.body_maxlen - len(title) - _TITLE_MARKUP, form)
                body = form(text)
                if service.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
                    return None
        except Exception as error:  # noqa: BLE001 - a fault of one service must not cost the others
            return type(error).__name__
    return warning.line or "not sent"


def _as_html(text: str) -> str:
    """Do what apprise's own conversion does, whose spaces would break no line."""
    return escape(text, quote=False).replace("\n", "<br/>")


def _cut(text: str, most: int, form: Callable[[str], str]) -> str:
    """Return as much of *text* as *form* makes *most* characters of: a service may refuse more."""
    lengths = list(accumulate(len(form(one)) for one in text))
    if not lengths or lengths[-1] <= most:
        return text
    return text[: max(1, bisect_left(lengths, most))] + "…"


def check_url(url: str, where: str) -> None:
    """Raise WrongUseError if apprise has no service for *url*, or the URL lacks a part.

    *where*: the beginning of the line, which names the channel and shows nothing of the URL but its
    scheme: ``NOTIFY: json://…``.
    """
    with _LastWarning(url) as warning:
        if _service(url) is not None:
            return
    scheme = url.partition("://")[0].lower()
    if scheme in ("http", "https"):
        raise WrongUseError(
            f"{where} is no address of a service that apprise knows; "
            "a webhook of your own is json://… (over TLS jsons://…)"
        )
    details = _apprise().Apprise().details()
    schemes = [one for service in details["schemas"] for one in _schemes(service)]
    if scheme not in schemes:
        near = suggestion(scheme, schemes)
        raise WrongUseError(f"{where}: apprise has no service {scheme}://{near}")
    why = f": {warning.line}" if warning.line else ""
    raise WrongUseError(f"{where} is no valid URL of that service{why}")


def _schemes(service: dict[str, Any]) -> list[str]:
    return [*(service["protocols"] or ()), *(service["secure_protocols"] or ())]


def _service(url: str) -> NotifyBase | None:
    """Return apprise's service for *url*, or None for an invalid URL."""
    apprise = _apprise()
    asset = apprise.AppriseAsset(
        app_id="mayadeen-crawler",
        app_desc="mayadeen-crawler",
        image_url_mask="",
        image_url_logo="",
    )
    service: NotifyBase | None = apprise.Apprise.instantiate(url, asset=asset)
    return service


def _apprise() -> ModuleType:
    """Return apprise, which is large, once nothing that its loggers write can reach the log."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    import apprise

    return apprise


def _named(url: str, number: int, count: int) -> str:
    """Return how a line names the channel: nothing of *url* but its scheme."""
    scheme = url.partition("://")[0]
    return f"{scheme}://…" if count == 1 else f"{scheme}://… (channel {number} of {count})"


class _LastWarning(logging.Handler):
    """Within ``with``: keeps the last line that apprise logs in this thread at WARNING or above."""

    def __init__(self, url: str) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        # Any part of the URL may be a credential, but for the names of its options.
        rest = re.sub(r"([?&])[^=&]*=", r"\1", url.partition("://")[2])
        words = {*re.split(r"[^\w.-]+", rest), *re.split(r"[^\w.-]+", unquote(rest))} - {""}
        self._parts = sorted(words, key=len, reverse=True)
        self.line = ""
        """The last line that apprise logged, without the parts of the URL."""

    def __enter__(self) -> _LastWarning:
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("apprise").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, each part of the URL replaced by ``…``."""
        text = " ".join(record.getMessage().split())
        # A line that repeats the URL says nothing new, and shows the ends of its credentials.
        if record.thread == self._thread and "://" not in text:
            for part in self._parts:
                # A part of one or two letters would take other words to pieces.
                pattern = re.escape(part) if len(part) > 3 else rf"\b{re.escape(part)}\b"
                text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
            self.line = text.rstrip(".")
