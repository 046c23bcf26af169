"""Pipelines of a user's own: added to ours, never in place of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector, StatsCollector
from scrapy.utils.project import get_project_settings

from mayadeen_crawler import __version__
from mayadeen_crawler.commands.checks.settings import check_settings
from mayadeen_crawler.components import check_components
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.settings import DOWNLOAD_HANDLERS, DOWNLOADER_MIDDLEWARES
from mayadeen_crawler.spiders.article import ArticleSpider
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import scrapy

SEEN: list[str] = []


class Notice:
    """A user's pipeline, in Scrapy's form."""

    def process_item(self, item: Any) -> Any:
        SEEN.append(item.headline)
        return item


def test_a_pipeline_of_the_users_sees_what_was_written(tmp_path: Path) -> None:
    SEEN.clear()
    with ReplicaServer(ReplicaSite(articles=4)) as replica:
        urls = ",".join(f"{replica.url}{replica.site.path(n)}" for n in (1, 2))
        done = crawl(
            "article", tmp_path, base_url=replica.url, urls=urls,
            settings={"EXTRA_PIPELINES": {f"{__name__}.Notice": 500}},
        )  # fmt: skip
        again = crawl(
            "article", tmp_path, base_url=replica.url, urls=urls,
            settings={"EXTRA_PIPELINES": {f"{__name__}.Notice": 500}},
        )  # fmt: skip
    assert (done.status, again.status) == (0, 0)
    # The second run fetched what is known, and wrote nothing.
    assert sorted(SEEN) == sorted(record["headline"] for record in done.records)
    assert len(SEEN) == 2


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        (
            "ITEM_PIPELINES",
            {"mayadeen_crawler.pipelines.validate.Validate": 100},
            "ITEM_PIPELINES leaves out mayadeen_crawler.pipelines.dates.NormalizeDates",
        ),
        ("ITEM_PIPELINES", {}, "ITEM_PIPELINES leaves out mayadeen_crawler.pipelines.validate"),
        (
            "EXTENSIONS",
            {"mayadeen_crawler.ledger.writer.LedgerWriter": None},
            "EXTENSIONS leaves out mayadeen_crawler.ledger.writer.LedgerWriter",
        ),
        ("EXTRA_PIPELINES", {"no.such.Thing": 1}, "'no.such.Thing' cannot be loaded"),
        ("EXTRA_PIPELINES", {"json.JSONDecoder": "first"}, "needs a whole number, its place"),
    ],
)
def test_what_would_write_wrong_records_is_wrong_use(
    setting: str, value: dict[str, Any], says: str
) -> None:
    settings = get_project_settings()
    settings.set(setting, json.dumps(value), priority="cmdline")
    with pytest.raises(WrongUseError, match=says):
        check_components(settings)


def test_wrong_use_of_components_ends_before_the_first_request(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=2)) as replica:
        done = scrapy(
            "crawl", "section", "-a", f"base_url={replica.url}",
            "-s", f"OUTPUT_DIR={tmp_path}", "-s", "ITEM_PIPELINES={}", code=2,
        )  # fmt: skip
        assert replica.requests == []
    assert len(done.stderr.splitlines()) == 1
    assert "ITEM_PIPELINES leaves out mayadeen_crawler.pipelines.validate" in done.stderr
    (manifest,) = manifests(tmp_path)
    assert manifest["outcome"] == "wrong_use"


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("DOWNLOADER_MIDDLEWARES", {}, "leaves out mayadeen_crawler.middlewares.offsite"),
        (
            "DOWNLOADER_MIDDLEWARES",
            DOWNLOADER_MIDDLEWARES | {"mayadeen_crawler.middlewares.pace.RetryAfter": None},
            "leaves out mayadeen_crawler.middlewares.pace.RetryAfter",
        ),
        ("DOWNLOAD_HANDLERS", {}, "has another handler of http than"),
        ("DOWNLOAD_HANDLERS", DOWNLOAD_HANDLERS | {"https": None}, "another handler of https"),
        ("DOWNLOADER_MIDDLEWARES_BASE", {}, "DOWNLOADER_MIDDLEWARES_BASE leaves out scrapy"),
        ("SPIDER_MIDDLEWARES_BASE", {}, "SPIDER_MIDDLEWARES_BASE leaves out scrapy"),
        ("ADDONS", {}, "leaves out mayadeen_crawler.addons"),
    ],
)
def test_what_keeps_a_run_polite_cannot_be_left_out(
    setting: str, value: dict[str, Any], says: str
) -> None:
    settings = get_project_settings()
    check_components(settings)
    settings.set(setting, value, priority="cmdline")
    with pytest.raises(WrongUseError, match=says):
        check_components(settings)


@pytest.mark.parametrize("value", ["False", "false", "0", False])
def test_what_is_off_may_be_said_to_be_off(value: Any) -> None:
    settings = get_project_settings()
    settings.set("HTTPCACHE_ENABLED", value, priority="cmdline")
    check_components(settings)


@pytest.mark.parametrize(
    "name", ["scrapy.statscollectors.DummyStatsCollector", "no.such.Stats", "json.JSONDecoder"]
)
def test_stats_that_keep_no_figures_are_wrong_use(name: str) -> None:
    settings = get_project_settings()
    for own in (StatsCollector, MemoryStatsCollector):
        settings.set("STATS_CLASS", own, priority="cmdline")
        check_components(settings)
    settings.set("STATS_CLASS", name, priority="cmdline")
    with pytest.raises(WrongUseError, match="keeps no figures, by which a run is judged"):
        check_components(settings)


@pytest.mark.parametrize("name", ["USER_AGENT", "ROBOTSTXT_USER_AGENT"])
def test_nobody_asks_without_a_name(name: str) -> None:
    settings = get_project_settings()
    check_settings(settings)
    settings.set(name, "", priority="cmdline")
    with pytest.raises(WrongUseError, match=f"^{name} is empty"):
        check_settings(settings)


@pytest.mark.parametrize("value", ["abc", "nan", "-5"])
def test_a_delay_of_autothrottle_is_a_number(value: str) -> None:
    settings = get_project_settings()
    settings.set("AUTOTHROTTLE_MAX_DELAY", value, priority="cmdline")
    with pytest.raises(WrongUseError, match="AUTOTHROTTLE_MAX_DELAY"):
        check_settings(settings)


def test_a_spider_that_is_none_of_ours_says_who_asks() -> None:
    settings = get_project_settings()
    settings.set("CONTACT", "desk@example.org", priority="cmdline")
    crawler = Crawler(Spider, settings)
    crawler.addons.load_settings(crawler.settings)
    name, _, contact = str(crawler.settings["USER_AGENT"]).partition(" ")
    assert name == f"mayadeen-crawler/{__version__}"
    assert contact == "(+desk@example.org)"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, []),
        ({"DOWNLOAD_DELAY": "0"}, ["as fast as it answers"]),
        ({"ROBOTSTXT_OBEY": "0"}, ["what its owner disallows"]),
        ({"DOWNLOAD_DELAY": "0", "ROBOTSTXT_OBEY": "False"}, ["it answers, and ROBOTSTXT_OBEY=0"]),
    ],
)
def test_what_is_for_ones_own_server_is_said_of_any_other(
    given: dict[str, str], says: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings = get_project_settings()
    settings.setdict(given, priority="cmdline")
    crawler = Crawler(ArticleSpider, settings)
    spider = ArticleSpider.from_crawler(crawler, urls=f"{ENGLISH.base_url}/news/politics/story-a")
    spider.warn_of_own_servers_settings()
    assert len(caplog.messages) == len(says)
    assert all(words in line for words, line in zip(says, caplog.messages, strict=True))


def test_a_mistyped_setting_is_named(tmp_path: Path) -> None:
    words = "crawl", "section", "-s", f"OUTPUT_DIR={tmp_path}", "-s", "DOWNLOD_DELY=5"
    assert scrapy(*words, code=2).stderr == (
        "scrapy crawl: unknown setting 'DOWNLOD_DELY'; did you mean 'DOWNLOAD_DELAY'?\n"
    )


def test_an_unknown_setting_that_resembles_none_is_the_users_own(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=2)) as replica:
        scrapy(
            "crawl", "article", "-a", f"base_url={replica.url}", "-s", "DOWNLOAD_DELAY=0",
            "-a", f"urls={replica.url}{replica.site.path(1)}",
            "-s", f"OUTPUT_DIR={tmp_path}", "-s", "MY_TRANSLATOR=on", code=0,
        )  # fmt: skip
