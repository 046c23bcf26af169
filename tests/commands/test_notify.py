"""``scrapy notify --test``: does a message arrive?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.helpers.processes import scrapy


class Posts(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.posts.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Receiver(ThreadingHTTPServer):
    """A webhook, or Sentry's server, on this machine."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Posts)
        self.status, self.posts = 200, list[bytes]()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def notify(folder: Path, *words: str, to: str = "") -> tuple[int, str, str]:
    done = scrapy("notify", *words, cwd=folder, MAYADEEN_NOTIFY=to)
    return done.returncode, done.stdout, done.stderr


def test_one_message_is_sent(receiver: Receiver, tmp_path: Path) -> None:
    url = f"json://127.0.0.1:{receiver.server_port}/"
    sent = notify(tmp_path, "--test", to=url)
    assert sent == (0, "sent to 1 of 1 channels\n", "")
    (post,) = receiver.posts
    assert b"this is a test" in post
    assert list(tmp_path.iterdir()) == []


def test_a_channel_that_fails_is_named_without_its_credentials(
    receiver: Receiver, tmp_path: Path
) -> None:
    urls = f"json://secret@127.0.0.1:{receiver.server_port}/ json://127.0.0.1:9/"
    status, out, err = notify(tmp_path, "--test", to=urls)
    assert (status, out) == (1, "sent to 1 of 2 channels\n")
    assert err.startswith("scrapy notify: json://… (channel 2 of 2): ")
    assert len(err.splitlines()) == 1
    assert "secret" not in err


@pytest.mark.parametrize(("answer", "status"), [(200, 0), (400, 1)])
@pytest.mark.soak
def test_sentry_gets_it(receiver: Receiver, tmp_path: Path, answer: int, status: int) -> None:
    receiver.status = answer
    dsn = f"http://key@127.0.0.1:{receiver.server_port}/1"
    found, out, err = notify(tmp_path, "--test", "-s", f"SPIDERMON_SENTRY_DSN={dsn}", to="sentry")
    assert (found, out) == (status, f"sent to {1 - status} of 1 channels\n"), err
    assert len(err.splitlines()) == status
    assert len(receiver.posts) == 1


@pytest.mark.parametrize(
    ("words", "to", "says"),
    [
        ([], "", "say scrapy notify --test"),
        (["--test", "desk"], "", "say scrapy notify --test"),
        (["--test"], "", "nobody is notified: put URLs of channels into MAYADEEN_NOTIFY"),
        (["--test"], "slak://x", "apprise has no service slak://; did you"),
        (["--test"], "sentry", "needs the setting SPIDERMON_SENTRY_DSN"),
    ],
)
@pytest.mark.sampled(5)
def test_wrong_use(tmp_path: Path, words: list[str], to: str, says: str) -> None:
    status, out, err = notify(tmp_path, *words, to=to)
    assert (status, out) == (2, "")
    assert err.startswith("scrapy notify: ")
    assert says in err
    assert len(err.splitlines()) == 1
