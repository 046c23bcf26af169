"""Who is told: by a real mail server on this machine, and by the channels' own dry runs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.small_site import SmallSite, served


class Inbox(Message):
    """Keeps what is delivered."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


def mail(port: int, **more: Any) -> dict[str, Any]:
    return {
        "NOTIFY": "email",
        "SPIDERMON_SMTP_HOST": "127.0.0.1",
        "SPIDERMON_SMTP_PORT": port,
        "SPIDERMON_EMAIL_SENDER": "crawler@example.org",
        "SPIDERMON_EMAIL_TO": "desk@example.org,night@example.org",
        **more,
    }


class Outlet:
    """A section page that can break, and runs over it."""

    def __init__(self, site: SmallSite, folder: Path) -> None:
        self.site, self.folder = site, folder
        site.listing("/", menu=[("/news/politics", "Politics"), ("/news/economy", "Economy")])
        self.mend()

    def mend(self) -> None:
        self.site.article("/news/politics/one", "The first of them")
        self.site.listing("/news/politics", "/news/politics/one")

    def break_(self) -> None:
        self.site.pages["/news/politics"] = "<html><body>Nothing to see</body></html>"

    def run(self, settings: dict[str, Any]) -> Crawl:
        return crawl(
            "section", self.folder, base_url=self.site.url, sections="politics", settings=settings
        )


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[Outlet]:
    with served(SmallSite()) as site:
        yield Outlet(site, tmp_path)


def test_a_mail_when_a_run_turns_bad_and_none_while_it_stays_so(
    outlet: Outlet, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    assert outlet.run(mail(port)).status == 0
    assert box.messages == []
    outlet.break_()
    assert outlet.run(mail(port)).status == 4
    (message,) = box.messages
    assert message["To"] == "desk@example.org, night@example.org"
    assert message["Subject"] == "mayadeen-crawler: section"
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert "mayadeen-crawler: section run " in text
    assert " unhealthy: nothing was recognised: 2 pages answered, 0 failed" in text
    outlet.run(mail(port))
    assert len(box.messages) == 1  # nothing new
    outlet.mend()
    outlet.run(mail(port))
    outlet.run(mail(port))
    assert len(box.messages) == 2
    text = box.messages[1].get_payload()[0].get_payload(decode=True).decode()
    assert " good again: " in text
    outlet.break_()
    outlet.run(mail(port))
    assert len(box.messages) == 3


def test_a_mail_server_that_is_not_there_is_said_in_one_line(outlet: Outlet) -> None:
    outlet.break_()
    run = outlet.run(mail(9))
    assert run.status == 4
    (line,) = (line for line in run.lines if "nobody was told" in line)
    assert line.startswith("WARNING: nobody was told by email: ConnectionRefusedError")
    assert not any("TRACEBACK" in line for line in run.lines)


def test_word_that_reached_nobody_is_sent_by_the_next_run(
    outlet: Outlet, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    outlet.break_()
    outlet.run(mail(9))
    outlet.run(mail(port))
    outlet.run(mail(port))
    assert len(box.messages) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {
            "NOTIFY": "telegram",
            "SPIDERMON_TELEGRAM_FAKE": True,
            "SPIDERMON_TELEGRAM_SENDER_TOKEN": "none",
            "SPIDERMON_TELEGRAM_RECIPIENTS": "1",
        },
        {
            "NOTIFY": "slack",
            "SPIDERMON_SLACK_FAKE": True,
            "SPIDERMON_SLACK_SENDER_TOKEN": "none",
            "SPIDERMON_SLACK_RECIPIENTS": "#desk",
        },
        {
            "NOTIFY": "sentry",
            "SPIDERMON_SENTRY_FAKE": True,
            "SPIDERMON_SENTRY_DSN": "http://key@127.0.0.1:9/1",
        },
    ],
    ids=lambda settings: settings["NOTIFY"],
)
def test_the_other_channels_are_set_up_by_settings(
    outlet: Outlet, settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    outlet.break_()
    with caplog.at_level("INFO"):
        run = outlet.run(settings)
    assert run.status == 4
    assert not any("nobody was told" in line for line in run.lines)
    said = [r.getMessage() for r in caplog.records if r.name.startswith("spidermon")]
    assert any("nothing was recognised: 2 pages answered" in line for line in said)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"NOTIFY": "slak"}, "NOTIFY: 'slak' is none of slack, telegram, email, sentry; did you"),
        (
            {"NOTIFY": "slack,email"},
            "NOTIFY=slack needs the setting SPIDERMON_SLACK_SENDER_TOKEN and SPIDERMON_SLACK_REC",
        ),
        (
            {"NOTIFY": "email", "SPIDERMON_SMTP_HOST": "h", "SPIDERMON_EMAIL_TO": "a@b.c"},
            "NOTIFY=email needs the setting SPIDERMON_EMAIL_SENDER",
        ),
        (mail(1) | {"SPIDERMON_SMTP_PORT": "x"}, "NOTIFY=email: invalid literal for int()"),
        ({"SPIDERMON_SPIDER_CLOSE_MONITORS": "no.such.Suite"}, "SPIDERMON_SPIDER_CLOSE_MONITORS: "),
        (
            {"SPIDERMON_SPIDER_CLOSE_MONITORS": "tests.helpers.strict_monitors.Strict"},
            (
                "SPIDERMON_SPIDER_CLOSE_MONITORS: "
                "'tests.helpers.strict_monitors.Strict' is no MonitorSuite"
            ),
        ),
    ],
)
def test_what_is_not_set_up_is_wrong_use(settings: dict[str, Any], says: str) -> None:
    project = get_project_settings()
    project.setdict(settings)
    with pytest.raises(WrongUseError) as raised:
        notification_channels.check(project)
    assert str(raised.value).startswith(says)


def test_a_package_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    project = get_project_settings()
    project.setdict({"NOTIFY": "sentry", "SPIDERMON_SENTRY_DSN": "x"})
    monkeypatch.setattr(notification_channels, "find_spec", lambda _: None)
    with pytest.raises(WrongUseError, match=r"pip install 'mayadeen-crawler\[notify\]'"):
        notification_channels.check(project)


def test_monitors_of_the_operator_count_like_ours(outlet: Outlet) -> None:
    suite = "tests.helpers.strict_monitors.StrictSuite"
    run = outlet.run({"SPIDERMON_SPIDER_CLOSE_MONITORS": [suite]})
    assert run.status == 4
    assert run.stats["health/problem"] == "fewer than a hundred pages"
