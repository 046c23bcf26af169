"""What an operator reads of a run: few lines however long it was; all of them for debugging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from mayadeen_crawler.log_formatter import LogFormatter
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.processes import scrapy
from tests.helpers.soak_figures import scaled

#: Of an archive of two years.
FEW, MANY = scaled(4, 40), scaled(24, 1_000)
MONTHS = 24

#: Beginnings of lines that Scrapy writes of itself.
CHATTER = (
    "Versions:", "Enabled addons", "Enabled extensions", "Enabled downloader middlewares",
    "Enabled spider middlewares", "Enabled item pipelines", "Overridden settings",
    "Spider opened", "Closing spider", "Dumping Scrapy stats",
)  # fmt: skip


def log_of(folder: Path, url: str, spider: str, *words: str) -> list[str]:
    """Return the lines a good run writes to stderr."""
    done = scrapy(
        "crawl", spider, "-a", f"base_url={url}", "-s", f"OUTPUT_DIR={folder}",
        "-s", "DOWNLOAD_DELAY=0", *words, code=0,
    )  # fmt: skip
    assert done.stdout == ""
    # Nothing of the live line of terminals.
    assert "\r" not in done.stderr
    assert " pages · " not in done.stderr
    return done.stderr.splitlines()


def archive_log(pages: int, folder: Path) -> list[str]:
    """Return the log of a run over a whole archive."""
    spacing = timedelta(days=MONTHS * 365 // 12) / pages
    with ReplicaServer(ReplicaSite(articles=pages, spacing=spacing)) as replica:
        lines = log_of(folder, replica.url, "sitemap")
        told = f"mayadeen-crawler 0.1.0: crawl sitemap -a base_url={replica.url} into {folder}"
        assert [line for line in lines if line.endswith(told)]
    assert f"Good run: {pages} new, 0 revised, " in "\n".join(lines)
    assert lines[-1].endswith(f" has ended: records are in {folder}")
    return lines


def test_lines_do_not_grow_with_pages(tmp_path: Path) -> None:
    few, many = archive_log(FEW, tmp_path / "few"), archive_log(MANY, tmp_path / "many")
    assert len(few) == len(many) < 30
    assert not [line for line in many for beginning in CHATTER if f": {beginning}" in line]


@pytest.fixture
def one_page() -> Iterator[tuple[str, str]]:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        yield replica.url, replica.url + replica.site.path(12)


def test_debugging_shows_everything(one_page: tuple[str, str], tmp_path: Path) -> None:
    url, article = one_page
    log = "\n".join(log_of(tmp_path, url, "article", "-a", f"urls={article}", "-L", "DEBUG"))
    assert [beginning for beginning in CHATTER if f": {beginning}" not in log] == []
    assert "Crawled (200)" in log
    assert "Scraped from <200 " in log


@pytest.mark.parametrize(("level", "lines"), [("INFO", 0), ("WARNING", 0), ("DEBUG", 2), (5, 2)])
def test_no_record_is_made_of_a_page_that_the_log_does_not_show(
    level: str | int, lines: int
) -> None:
    crawler = get_crawler(settings_dict={"LOG_LEVEL": level})
    formatter, spider = LogFormatter.from_crawler(crawler), Spider("any")
    page = Response("https://english.almayadeen.net/news/politics/a")
    made = [
        formatter.crawled(Request(page.url), page, spider),
        formatter.scraped({"id": "en:1"}, page, spider),
    ]
    assert len([one for one in made if one is not None]) == lines
