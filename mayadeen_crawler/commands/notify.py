"""``scrapy notify --test``: send one message over the channels of NOTIFY."""

from __future__ import annotations

import argparse
import platform

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from mayadeen_crawler.health.notification_channels import VARIABLE
from mayadeen_crawler.runs.outcome import GOOD, OTHER
from mayadeen_crawler.utils import terminal


class Command(ScrapyCommand):
    """Says whether a notification would arrive, before a run has to."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return "--test"

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return "--test: send one message over the channels of NOTIFY"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--test``."""
        super().add_options(parser)
        parser.add_argument("--test", action="store_true", help="send one message now")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Send; exit status 1 with a line for each channel that failed, 2 where none is named."""
        if args or not opts.test:
            raise UsageError(
                "say scrapy notify --test: runs notify by themselves", print_help=False
            )
        assert self.settings is not None
        try:
            notification_channels.check(self.settings)
            found = notification_channels.channels(self.settings)
        except WrongUseError as error:
            raise UsageError(str(error), print_help=False) from None
        if not found.urls and not found.sentry:
            line = f"nobody is notified: put URLs of channels into {VARIABLE}"
            raise UsageError(line, print_help=False)
        text = f"mayadeen-crawler: this is a test, sent by scrapy notify on {platform.node()}"
        failures = notification_channels.send(found.urls, "mayadeen-crawler: test", text)
        if found.sentry:
            failures += _to_sentry(self.settings["SPIDERMON_SENTRY_DSN"], text)
        for failure in failures:
            terminal.complain(f"scrapy notify: {failure}")
        count = len(found.urls) + found.sentry
        terminal.write(f"sent to {count - len(failures)} of {count} channels\n")
        self.exitcode = OTHER if failures else GOOD


def _to_sentry(dsn: str, text: str) -> list[str]:
    """Send *text* to Sentry; return why it could not be, in a list."""
    import sentry_sdk.transport

    answers: list[str | None] = []

    class Transport(sentry_sdk.transport.HttpTransport):  # says what became of an event
        def record_lost_event(self, reason: str, *args: object, **more: object) -> None:
            answers.append(reason)

    with sentry_sdk.new_scope() as scope:
        client = sentry_sdk.Client(dsn, transport=Transport, default_integrations=False)
        scope.set_client(client)
        scope.capture_message(text)
        client.close(timeout=notification_channels.TIMEOUT)
    return [f"sentry: {answers[0]}"] if answers else []
