"""Nothing that a site sends reaches the terminal by way of the log as it came."""

from __future__ import annotations

import logging
from pathlib import Path

from mayadeen_crawler.addons import _Harmless
from tests.helpers.processes import scrapy
from tests.helpers.served_site import Answer, Served

ESCAPE = "\x1b[31m\x1b]0;owned\x07"


def test_a_header_that_scrapy_logs_is_harmless(tmp_path: Path) -> None:
    page = Answer(b"<h1>A story</h1>", headers={"Content-Encoding": ESCAPE})
    with Served({"/news/politics/a-story-of-two": page}) as site:
        done = scrapy(
            "crawl", "article", "-a", f"base_url={site.url}", "-s", f"OUTPUT_DIR={tmp_path}",
            "-a", f"urls={site.url}/news/politics/a-story-of-two", "-s", "DOWNLOAD_DELAY=0",
        )  # fmt: skip
    assert "\x1b" not in done.stderr
    assert "\x07" not in done.stderr
    (line,) = (line for line in done.stderr.splitlines() if "unsupported encoding" in line)
    assert r"'\x1b[31m\x1b]0;owned\x07'" in line


def test_a_line_break_in_a_name_begins_no_line_of_the_log() -> None:
    formatter = _Harmless(logging.Formatter("%(levelname)s: %(message)s"))
    name = "a\nERROR: made up\n\x1b[2J.warc.gz.open"
    record = logging.LogRecord("a", logging.INFO, "", 1, "%s: finished", (name,), None)
    assert formatter.format(record) == (
        "INFO: a\n  ERROR: made up\n  \\x1b[2J.warc.gz.open: finished"
    )
