"""Who is told of an unhealthy run: Spidermon's actions, chosen and set up by settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

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
        "mayadeen_crawler.health.actions.SendTelegram",
        "requests",
        ("SPIDERMON_TELEGRAM_SENDER_TOKEN", "SPIDERMON_TELEGRAM_RECIPIENTS"),
    ),
    "email": Channel(
        "mayadeen_crawler.health.actions.SendMail",
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
    """Raise WrongUseError where NOTIFY names what is no channel, or one that is not set up."""
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


def actions(settings: BaseSettings) -> list[Any]:
    """Return the classes of the actions that NOTIFY names."""
    return [load_object(CHANNELS[name].action) for name in settings.getlist("NOTIFY")]


def message(spider: str, run_id: str, outcome: str, reason: str) -> str:
    """Return what is told, in one line."""
    return f"mayadeen-crawler: {spider} run {run_id} {outcome.replace('_', ' ')}: {reason}"
