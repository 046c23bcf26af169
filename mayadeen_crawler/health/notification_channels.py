"""Who is told of an unhealthy run: Spidermon's actions, chosen and set up by settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object
from spidermon import MonitorSuite

from mayadeen_crawler.arguments import suggestion
from mayadeen_crawler.exceptions import WrongUseError


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to tell somebody."""

    action: str
    """The Spidermon action that does it."""
    package: str
    """What it needs installed beside Spidermon."""
    settings: tuple[str, ...]
    """What must be set for it."""


CHANNELS: Mapping[str, Channel] = {
    "slack": Channel(
        "spidermon.contrib.actions.slack.SendSlackMessage",
        "slack_sdk",
        ("SPIDERMON_SLACK_SENDER_TOKEN", "SPIDERMON_SLACK_RECIPIENTS"),
    ),
    "telegram": Channel(
        "mayadeen_crawler.health.spidermon_actions.SendTelegram",
        "requests",
        ("SPIDERMON_TELEGRAM_SENDER_TOKEN", "SPIDERMON_TELEGRAM_RECIPIENTS"),
    ),
    "email": Channel(
        "mayadeen_crawler.health.spidermon_actions.SendMail",
        "premailer",
        ("SPIDERMON_SMTP_HOST", "SPIDERMON_EMAIL_SENDER", "SPIDERMON_EMAIL_TO"),
    ),
    "sentry": Channel(
        "spidermon.contrib.actions.sentry.SendSentryMessage",
        "sentry_sdk",
        ("SPIDERMON_SENTRY_DSN",),
    ),
}


def check(settings: BaseSettings) -> None:
    """Raise WrongUseError for a channel of NOTIFY, or a suite of monitors, that cannot be meant."""
    for name in settings.getlist("NOTIFY"):
        if name not in CHANNELS:
            raise WrongUseError(
                f"NOTIFY: {name!r} is none of {', '.join(CHANNELS)}{suggestion(name, CHANNELS)}"
            )
        channel = CHANNELS[name]
        if missing := [one for one in channel.settings if not settings.get(one)]:
            raise WrongUseError(f"NOTIFY={name} needs the setting {' and '.join(missing)}")
        if find_spec(channel.package) is None:
            raise WrongUseError(
                f"NOTIFY={name} needs a package more: pip install 'mayadeen-crawler[notify]'"
            )
        try:
            load_object(channel.action).from_crawler(SimpleNamespace(settings=settings))
        except Exception as error:  # noqa: BLE001 - whatever a channel finds wrong with its settings
            raise WrongUseError(f"NOTIFY={name}: {error}") from None
    for name in settings.getlist("SPIDERMON_SPIDER_CLOSE_MONITORS"):
        try:
            suite = load_object(name)
        except (ImportError, ValueError, NameError) as error:
            raise WrongUseError(f"SPIDERMON_SPIDER_CLOSE_MONITORS: {error}") from None
        if not (isinstance(suite, type) and issubclass(suite, MonitorSuite)):
            raise WrongUseError(f"SPIDERMON_SPIDER_CLOSE_MONITORS: {name!r} is no MonitorSuite")


def actions(settings: BaseSettings) -> list[Any]:
    """Return the classes of the actions that NOTIFY names."""
    return [load_object(CHANNELS[name].action) for name in settings.getlist("NOTIFY")]


def channel_of(action: str) -> str:
    """Return the channel whose action has this name."""
    names = (name for name, one in CHANNELS.items() if one.action.endswith(f".{action}"))
    return next(names, action)


def message(spider: str, run_id: str, words: Sequence[str]) -> str:
    """Return what is told, in one line."""
    return f"mayadeen-crawler: {spider} run {run_id} {'; '.join(words)}"
