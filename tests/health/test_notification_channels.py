"""Who is notified: by a real mail server and a real webhook on this machine."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.health import notification_channels
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served


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


def mail(port: int, to: str = "desk@example.org") -> str:
    return f"mailto://127.0.0.1:{port}?from=crawler@example.org&to={to}&mode=insecure"


class Webhook(BaseHTTPRequestHandler):
    """Keeps what is posted; answers with the server's status, after its delay."""

    server: WebhookServer

    def do_POST(self) -> None:
        self.server.release.wait(self.server.delay)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class WebhookServer(ThreadingHTTPServer):
    """A webhook on this machine."""

    status, delay = 204, 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Webhook)
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.release = threading.Event()

    @property
    def port(self) -> int:
        return self.server_port


@pytest.fixture
def webhook() -> Iterator[WebhookServer]:
    with WebhookServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.release.set()
        server.shutdown()


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

    def run(self, **settings: Any) -> Crawl:
        return crawl(
            "section", self.folder, base_url=self.site.url, sections="politics", settings=settings
        )


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[Outlet]:
    with served(SmallSite()) as site:
        yield Outlet(site, tmp_path)


def text_of(message: Any) -> str:
    """Return the plain text of a mail."""
    parts = [one for one in message.walk() if one.get_content_type() == "text/plain"]
    return str(parts[0].get_payload(decode=True).decode())


@pytest.mark.soak
def test_a_mail_when_a_run_turns_bad_and_none_while_it_stays_so(
    outlet: Outlet, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, port = inbox
    monkeypatch.setenv("MAYADEEN_NOTIFY", mail(port))
    assert outlet.run().status == 0
    assert box.messages == []
    outlet.break_()
    assert outlet.run().status == 4
    (message,) = box.messages
    assert message["To"] == "desk@example.org"
    assert message["Subject"] == "mayadeen-crawler: section"
    assert "mayadeen-crawler: section run " in text_of(message)
    assert " unhealthy: nothing was recognised: 2 pages answered, 0 failed" in text_of(message)
    outlet.run()
    assert len(box.messages) == 1  # nothing new
    outlet.mend()
    outlet.run()
    outlet.run()
    assert len(box.messages) == 2
    assert " good again: " in text_of(box.messages[1])
    outlet.break_()
    outlet.run()
    assert len(box.messages) == 3


def test_all_channels_get_it_whatever_separates_them(
    outlet: Outlet,
    inbox: tuple[Inbox, int],
    webhook: WebhookServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A comma within a URL is the URL's own: two addresses, a mail each."""
    box, port = inbox
    mails = mail(port, to="desk@example.org,night@example.org")
    hooks = [f"json://127.0.0.1:{webhook.port}/{name}" for name in ("one", "two")]
    monkeypatch.setenv("MAYADEEN_NOTIFY", f"{hooks[0]},{mails}\n  {hooks[1]}")
    outlet.break_()
    assert outlet.run().status == 4
    assert sorted(one["To"] for one in box.messages) == ["desk@example.org", "night@example.org"]
    assert sorted(path for path, _ in webhook.posts) == ["/one", "/two"]
    posted = webhook.posts[0][1]
    assert posted["title"] == "mayadeen-crawler: section"
    assert " unhealthy: nothing was recognised: 2 pages answered" in posted["message"]


def test_a_setting_names_another_variable_or_switches_off(
    outlet: Outlet, webhook: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYADEEN_NOTIFY", f"json://127.0.0.1:{webhook.port}/all")
    monkeypatch.setenv("DESK", f"json://127.0.0.1:{webhook.port}/desk")
    outlet.break_()
    outlet.run(NOTIFY="")
    assert webhook.posts == []
    outlet.run(NOTIFY="$DESK")
    assert [path for path, _ in webhook.posts] == ["/desk"]


def test_a_mail_server_that_is_not_there_is_said_in_one_line(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYADEEN_NOTIFY", mail(9))
    outlet.break_()
    run = outlet.run()
    assert run.status == 4
    (line,) = (line for line in run.lines if "notification failed" in line)
    assert line == (
        'WARNING: notification failed: mailto://…: Connection error while submitting email to "…"'
    )
    assert not any("TRACEBACK" in line for line in run.lines)


@pytest.mark.soak
def test_word_that_reached_nobody_is_sent_by_the_next_run(
    outlet: Outlet, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, port = inbox
    outlet.break_()
    monkeypatch.setenv("MAYADEEN_NOTIFY", mail(9))
    outlet.run()
    monkeypatch.setenv("MAYADEEN_NOTIFY", mail(port))
    outlet.run()
    outlet.run()
    assert len(box.messages) == 1


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line that reaches the root logger, where Scrapy's handlers are.

    Not by caplog: it listens to loggers that do not propagate, too.
    """
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    handler, root = Keep(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(level)
    root.removeHandler(handler)


SECRETS = ("s3cret-user", "p4ssword", "t0ken-in-path", "t0ken-in-query", "t0ken-in-header")


def test_no_line_and_no_manifest_holds_a_credential(
    outlet: Outlet,
    webhook: WebhookServer,
    monkeypatch: pytest.MonkeyPatch,
    log: list[str],
) -> None:
    """Not at LOG_LEVEL=DEBUG either, where apprise's HTTP client logs paths."""
    hook = (
        f"json://s3cret-user:p4ssword@127.0.0.1:{webhook.port}/t0ken-in-path"
        "?-key=t0ken-in-query&+X-Key=t0ken-in-header"
    )
    nobody = "tgram://123456789:t0ken-in-pathaaaaaaaaaaaaaaaaaaaaaaaaa/1?rto=1&cto=1"
    monkeypatch.setenv("MAYADEEN_NOTIFY", f"{hook} {nobody}")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    webhook.status = 403
    outlet.break_()
    run = outlet.run()
    assert run.status == 4
    (path, _) = webhook.posts[0]
    assert path == "/t0ken-in-path?key=t0ken-in-query"
    failed = [line for line in run.lines if "notification failed" in line]
    assert failed == [
        (
            "WARNING: notification failed: json://… (channel 1 of 2): Failed to send JSON POST "
            "notification: error=403"
        ),
        (
            "WARNING: notification failed: tgram://… (channel 2 of 2): A connection error "
            "occurred sending Telegram:… notification"
        ),
    ]
    written = [path.read_text() for path in outlet.folder.rglob("*.json*")]
    assert any(line.startswith("Using reactor") for line in log)
    for text in [*log, *written]:
        assert not any(secret in text for secret in SECRETS)


def test_a_service_that_does_not_answer_is_not_waited_for(
    outlet: Outlet, webhook: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other channel gets it, and the run ends in time."""
    with WebhookServer() as slow:
        threading.Thread(target=slow.serve_forever, daemon=True).start()
        slow.delay = 60.0
        urls = [f"json://127.0.0.1:{one.port}?rto=60" for one in (slow, webhook)]
        monkeypatch.setenv("MAYADEEN_NOTIFY", " ".join(urls))
        monkeypatch.setattr(notification_channels, "TIMEOUT", 1.0)
        outlet.break_()
        run = outlet.run()
        (line,) = (line for line in run.lines if "notification failed" in line)
        assert line.endswith("json://… (channel 1 of 2): no answer within 1 seconds")
        assert len(webhook.posts) == 1
        assert run.stats["health/told"] == "unhealthy"
        slow.release.set()
        slow.shutdown()


@pytest.mark.parametrize("source", ["setting", "environment"])
def test_sentry_is_set_up_by_settings(
    outlet: Outlet,
    source: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = {
        "SPIDERMON_SENTRY_FAKE": True,
        "SPIDERMON_SENTRY_DSN": "http://key@127.0.0.1:9/1",
    }
    if source == "environment":
        monkeypatch.setenv("MAYADEEN_NOTIFY", "sentry")
    else:
        settings["NOTIFY"] = "sentry"
    outlet.break_()
    with caplog.at_level("INFO"):
        run = outlet.run(**settings)
    assert run.status == 4
    assert not any("notification failed" in line for line in run.lines)
    said = [r.getMessage() for r in caplog.records if r.name.startswith("spidermon")]
    assert any("nothing was recognised: 2 pages answered" in line for line in said)


#: What stands where a credential would.
HIDDEN = "hidden-credential"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            "slack,email",
            (
                "MAYADEEN_NOTIFY: 'slack' is no channel any more: write slack://TOKEN/#CHANNEL "
                "into the environment variable MAYADEEN_NOTIFY (docs/operating.md, Notifications)"
            ),
        ),
        ("telegram", "MAYADEEN_NOTIFY: 'telegram' is no channel any more: write tgram://TOKEN/CHA"),
        ("email", "MAYADEEN_NOTIFY: 'email' is no channel any more: write mailtos://USER:PASSWO"),
        (
            f"json://localhost slak://{HIDDEN}",
            (
                "NOTIFY: slak://… (channel 2 of 2): apprise has no service slak://; did you mean "
                "'slack'?"
            ),
        ),
        (f"slack://{HIDDEN}", "NOTIFY: slack://… is no valid URL of that service"),
        (
            f"https://example.org/{HIDDEN}",
            (
                "NOTIFY: https://… is no address of a service that apprise knows; a webhook of "
                "your own is json://… (over TLS jsons://…)"
            ),
        ),
        (f"json://:{HIDDEN}", "NOTIFY: json://… is no valid URL of that service"),
        (
            f"mailtos://user:hidden {HIDDEN}@example.org",
            (
                "MAYADEEN_NOTIFY: word 2 is neither a URL (scheme://…) nor 'sentry'; "
                "a space within a URL is %20"
            ),
        ),
        ("sentry", "NOTIFY=sentry needs the setting SPIDERMON_SENTRY_DSN"),
    ],
)
def test_a_channel_that_cannot_work_is_wrong_use(
    value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYADEEN_NOTIFY", value)
    with pytest.raises(WrongUseError) as raised:
        notification_channels.check(get_project_settings())
    assert str(raised.value).startswith(says)
    assert HIDDEN not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"NOTIFY": "slak"},
            (
                "NOTIFY: 'slak' is neither 'sentry' nor '$NAME', an environment variable with URLs "
                "of channels"
            ),
        ),
        ({"NOTIFY": "sentri"}, "NOTIFY: 'sentri' is neither 'sentry' nor '$NAME', an environment "),
        ({"NOTIFY": "slack,email"}, "NOTIFY: 'slack' is no channel any more: write slack://TOKEN"),
        (
            {"NOTIFY": f"json://localhost/{HIDDEN}"},
            (
                "NOTIFY holds a URL, and a setting shows in lists of processes: put the URL into "
                "the environment variable MAYADEEN_NOTIFY, or into another one that NOTIFY='$NAME' "
                "names"
            ),
        ),
        ({"NOTIFY": "$NOWHERE"}, "NOTIFY='$NOWHERE': the environment has no variable NOWHERE"),
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
    assert HIDDEN not in str(raised.value)


@pytest.mark.parametrize("channel", ["sentry", "json://localhost"])
def test_a_package_that_is_not_installed_is_said(
    channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAYADEEN_NOTIFY", channel)
    project = get_project_settings()
    project.setdict({"SPIDERMON_SENTRY_DSN": "x"})
    monkeypatch.setattr(notification_channels, "find_spec", lambda _: None)
    with pytest.raises(WrongUseError, match=r"pip install '\.\[notify\]'"):
        notification_channels.check(project)


@pytest.mark.parametrize(
    "url",
    [
        "mailtos://user:password@mail.example.org:587?from=crawler@example.org&to=desk@example.org",
        "slack://xoxb-1234-1234-abc124/#crawler",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "tgram://123456789:abcdefghijklmnopqrstuvwxyz0123456789/12315544",
        "jsons://user:password@hooks.example.org/crawler",
        "ntfys://crawler",
    ],
)
def test_services_of_apprise_are_channels(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYADEEN_NOTIFY", url)
    project = get_project_settings()
    notification_channels.check(project)
    assert notification_channels.channels(project).urls == (url,)


def test_monitors_of_the_operator_count_like_ours(outlet: Outlet) -> None:
    suite = "tests.helpers.strict_monitors.StrictSuite"
    run = outlet.run(SPIDERMON_SPIDER_CLOSE_MONITORS=[suite])
    assert run.status == 4
    assert run.stats["health/problem"] == "fewer than a hundred pages"


def test_words_of_the_site_call_nobody_together_in_a_notification() -> None:
    lines = ["wrong_use: no tag 'x' (nearest known: @here, [a](https://b.test/))", "silence"]
    assert notification_channels.message("tag", "r-1", lines) == (
        "mayadeen-crawler: tag run r-1 wrong_use: no tag 'x' (nearest known: @\u2060here, "
        "[a]\u2060(https://b.test/)); silence"
    )


def test_a_text_is_cut_to_what_a_service_takes(
    webhook: WebhookServer, inbox: tuple[Inbox, int]
) -> None:
    long = "&" * 40_000
    url = f"json://127.0.0.1:{webhook.port}"
    assert notification_channels.send([url], "olive", long) == []
    text = webhook.posts.pop()[1]["message"]
    assert 32_000 < len(text) <= 32_768
    assert text == "&" * (len(text) - 1) + "…"
    assert notification_channels.send([f"{url}?overflow=split"], "olive", long) == []
    assert sum(len(post["message"]) for _, post in webhook.posts) == len(long)  # as it is wished
    box, port = inbox
    assert notification_channels.send([mail(port)], "olive", long) == []
    (message,) = box.messages
    shown = text_of(message).strip()
    assert 6_400 < len(shown) <= 32_768 / len("&amp;")
    assert shown == "&" * (len(shown) - 1) + "…"


def test_a_text_is_no_markup_to_a_service_that_takes_html(inbox: tuple[Inbox, int]) -> None:
    box, port = inbox
    assert notification_channels.send([mail(port)], "olive", "Rates <5% & <b>up\nen") == []
    (message,) = box.messages
    (shown,) = (one for one in message.walk() if one.get_content_type() == "text/html")
    assert "Rates &lt;5% &amp; &lt;b&gt;up<br" in shown.get_payload(decode=True).decode()
    assert text_of(message).split() == ["Rates", "<5%", "&", "<b>up", "en"]
