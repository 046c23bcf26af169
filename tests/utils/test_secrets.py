"""Passwords stay out of what others read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.utils.secrets import masked
from tests.helpers.processes import scrapy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:hunter2@host/x", "http://***@host/x"),
        ("'ftp://:hunter2@host'", "'ftp://***@host'"),
        ("api_key=hunter2&x=1", "api_key=***&x=1"),
        ('{"password": "hunter2"}', '{"password": "***"}'),
        ("mail me@example.org at 10:30", "mail me@example.org at 10:30"),
        ("https://host/a:b@c", "https://host/a:b@c"),
        ("a secret meeting: token of thanks", "a secret meeting: token of thanks"),
    ],
)
def test_what_looks_like_a_password_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_password_in_an_argument_is_nowhere(tmp_path: Path) -> None:
    given = "base_url=http://me:hunter2@127.0.0.1:1"
    log = tmp_path / "log.txt"
    done = scrapy(
        "crawl", "section", "-a", given, "-s", f"OUTPUT_DIR={tmp_path}", "-s", f"LOG_FILE={log}",
        code=2,
    )  # fmt: skip
    assert "base_url='http://***@127.0.0.1:1' is not the address of a host" in done.stderr
    (manifest,) = (tmp_path / "runs").glob("*.json")
    for text in (done.stderr, manifest.read_text(), log.read_text()):
        assert "hunter2" not in text
