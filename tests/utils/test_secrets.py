"""Passwords stay out of what others read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mayadeen_crawler.utils.secrets import masked, masked_values
from tests.helpers.processes import scrapy
from tests.helpers.table_tests import each_row


@each_row(
    ("text", "shown"),
    [
        ("http://me:hunter2@host/x", "http://***@host/x"),
        ("'ftp://:hunter2@host'", "'ftp://***@host'"),
        ("http://me:hun'ter2@host/x", "http://***@host/x"),
        ("http://me:hun/ter2@host/x", "http://***@host/x"),
        ("http://me:8x/hunter2?#@host, b@c", "http://***@host, b@c"),
        ("http://me:?hunter2@host", "http://***@host"),
        ('base_url="http://:#hun\'ter2@host"', 'base_url="http://***@host"'),
        ("http://127.0.0.1:8000/@handle", "http://127.0.0.1:8000/@handle"),
        ("http://[::1]:8000/@handle", "http://[::1]:8000/@handle"),
        ("https://host/@handle 'http://host:80' @x", "https://host/@handle 'http://host:80' @x"),
        ("api_key=hunter2&x=1", "api_key=***&x=1"),
        ('{"password": "hunter2"}', '{"password": "***"}'),
        ("http://me:p@ss@host/x", "http://***@host/x"),
        ("https://token-of-mine@host/x", "https://***@host/x"),
        ("AWS_SECRET_ACCESS_KEY=hunter2 x", "AWS_SECRET_ACCESS_KEY=*** x"),
        ("Authorization: Bearer hunter2", "Authorization: ***"),
        ("{b'Authorization': [b'Basic aHVudGVyMg==']}", "{b'Authorization': [b'***']}"),
        ("Set-Cookie: session=hunter2; Path=/", "Set-Cookie: ***"),
        ("/x?X-Amz-Signature=hunter2&X-Amz-Date=1", "/x?X-Amz-Signature=***&X-Amz-Date=1"),
        ("/login?next=/a&access_token=hunter2&b=1", "/login?next=/a&access_token=***&b=1"),
        ("key AKIAABCDEFGHIJKLMNOP.", "key ***."),
        ("slack://xoxb-1234567890-hunter2/#x", "slack://***/#x"),
        ("mail me@example.org at 10:30", "mail me@example.org at 10:30"),
        ("https://host/a:b@c", "https://host/a:b@c"),
        ("no folder: /home/s3:/key:hunter2@bucket", "no folder: /home/s3:/***@bucket"),
        ("a secret meeting: token of thanks", "a secret meeting: token of thanks"),
    ],
)
def test_what_looks_like_a_password_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_named_values_are_masked_whole() -> None:
    given = {"api_key": "two words", "n": 1, "urls": ["http://a:b@c"], "none": None}
    shown = {"api_key": "***", "n": 1, "urls": ["http://***@c"], "none": None}
    assert masked_values(given) == shown


@pytest.mark.soak
def test_a_long_line_takes_no_square_of_time() -> None:
    repeated = ("token ", "secret=", "//a:", "//a:b", "//a:@", "authorization", "x@//")
    for part in (*repeated, "token" + " " * 50):
        text = f"{part * (1_000_000 // len(part))} @"
        begin = time.process_time()
        masked(text)
        assert time.process_time() - begin < 3, part


@pytest.mark.parametrize(
    "given",
    ["AWS_SECRET_ACCESS_KEY=hunter2", "MAIL_PASS=hunter2", "HTTP_PROXY=http://me:hunter2@host:1"],
)
def test_a_credential_on_the_command_line_is_refused(tmp_path: Path, given: str) -> None:
    done = scrapy("crawl", "latest", "-s", f"OUTPUT_DIR={tmp_path}", "-s", given, code=2)
    name = given.partition("=")[0]
    assert f"{name} holds a credential, and the command line shows in lists" in done.stderr
    assert done.stderr.count("\n") == 1
    for text in (done.stderr, *(path.read_text() for path in (tmp_path / "runs").glob("*.json"))):
        assert "hunter2" not in text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("TELNETCONSOLE_PASSWORD=hunter2", "***"),
        ("MY_PROXY=http://me:hunter2@host:1", "http://***@host:1"),
        ("BOT_NAME=plain", "plain"),
        ("NO_SUCH_TOKEN=", ""),
    ],
)
def test_settings_shows_no_credential(given: str, shown: str) -> None:
    name = given.partition("=")[0]
    assert scrapy("settings", "-s", given, "--get", name).stdout == f"{shown}\n"


def test_a_password_in_an_argument_is_nowhere(tmp_path: Path) -> None:
    given = "base_url=http://me:8/hunter2'?#@127.0.0.1:1"
    log = tmp_path / "log.txt"
    done = scrapy(
        "crawl", "section", "-a", given, "-s", f"OUTPUT_DIR={tmp_path}", "-s", f"LOG_FILE={log}",
        code=2,
    )  # fmt: skip
    assert "base_url='***@127.0.0.1:1' is not the address of a host" in done.stderr
    (manifest,) = (tmp_path / "runs").glob("*.json")
    for text in (done.stderr, manifest.read_text(), log.read_text()):
        assert "hunter2" not in text
