"""Alerts of real crawls: sent while they run, counted in the manifest, and no trouble to them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.extensions import alerts
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import scrapy
from tests.helpers.served_site import SmallSite, served
from tests.helpers.webhook import Webhook

NONE = {"sent": 0, "failed": 0, "held_back": 0, "repeated": 0}


class Site:
    """A section page with stories, and crawls of it with a watch."""

    def __init__(self, site: SmallSite, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.names: list[str] = []
        self.settings: dict[str, Any] = {"WATCH_FILE": str(folder / "watch.toml")}

    def watch(self, text: str) -> None:
        (self.folder / "watch.toml").write_text(text, encoding="utf-8")

    def publish(self, *names: str) -> None:
        self.names += names
        for name in names:
            self.site.article(f"/news/politics/{name}", f"The {name} of them")
        self.site.listing("/", menu=[("/news/politics", "Politics")])
        paths = [f"/news/politics/{name}" for name in self.names]
        self.site.listing("/news/politics", *paths)

    def crawl(self) -> Crawl:
        return crawl(
            "section", self.folder / "output", base_url=self.site.url, sections="politics",
            settings=self.settings,
        )  # fmt: skip

    def command(self, *words: str, code: int) -> str:
        done = scrapy(
            *words, "-s", f"OUTPUT_DIR={self.folder / 'output'}",
            "-s", f"WATCH_FILE={self.folder / 'watch.toml'}", code=code,
        )  # fmt: skip
        return done.stderr

    @property
    def alerts(self) -> dict[str, int]:
        """What the last manifest says."""
        counts: dict[str, int] = manifests(self.folder / "output")[-1]["alerts"]
        return counts


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(SmallSite()) as small:
        yield Site(small, tmp_path)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with Webhook() as made:
        monkeypatch.setenv("DESK", made.channel)
        yield made


def test_a_crawl_tells_what_it_writes(site: Site, hook: Webhook) -> None:
    site.watch("[watch.olives]\nwords = 'olive'\nchannels = 'DESK'\n")
    site.publish("lemon", "olive", "walnut")
    assert site.crawl().status == 0
    path = "/news/politics/olive"
    assert hook.messages == [
        (
            "olives: new article",
            f"The olive of them\n2022-02-03 06:46 UTC · en · politics\n{site.site.url}{path}",
        )
    ]
    assert site.alerts == {**NONE, "sent": 1}
    assert site.crawl().status == 0
    assert len(hook.messages) == 1
    assert site.alerts == NONE


def test_a_channel_that_is_down_is_a_warning_and_the_next_run_tells(
    site: Site, hook: Webhook
) -> None:
    site.watch("[watch.all]\nkinds = 'articles'\nchannels = 'DESK'\n")
    site.publish("first", "second")
    hook.refuses = lambda _: True
    down = site.crawl()
    assert (down.status, len(down.records)) == (0, 2)
    (line,) = (line for line in down.lines if "alert" in line)
    assert line == (
        "WARNING: an alert of watch all could not be sent to DESK (json://…: Failed to send "
        "JSON POST notification: Servers are overloaded., error=503): it is tried again"
    )
    assert site.alerts["failed"] > 1
    assert site.alerts["sent"] == 0
    hook.refuses = lambda _: False
    site.publish("third")
    assert site.crawl().status == 0
    assert sorted(hook.headlines[:2]) == ["The first of them", "The second of them"]
    assert hook.headlines[2:] == ["The third of them"]
    assert site.alerts == {**NONE, "sent": 3}


def test_more_than_so_many_an_hour(site: Site, hook: Webhook) -> None:
    site.watch("[watch.all]\nkinds = 'articles'\nchannels = 'DESK'\nper_hour = 2\n")
    site.publish("first", "second", "third", "fourth", "fifth")
    site.crawl()
    titles = [title for title, _ in hook.messages]
    assert titles == ["all: new article", "all: new article", "all: and 3 more"]
    assert site.alerts == {"sent": 3, "failed": 0, "held_back": 3, "repeated": 0}


def test_a_url_shows_nowhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK", "json://user:pa55w0rd@127.0.0.1:9/hidden-path")
    site.watch("[watch.all]\nkinds = 'articles'\nchannels = 'DESK'\n")
    site.publish("first")
    log = site.command(
        "crawl", "section", "-a", f"base_url={site.site.url}", "-a", "sections=politics",
        "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=DEBUG", code=0,
    )  # fmt: skip
    assert "watch all is new: it tells what is written from now on" in log
    assert "an alert of watch all could not be sent to DESK (json://…: " in log
    said = log + json.dumps(manifests(site.folder / "output"))
    for part in ("pa55w0rd", "hidden-path", "127.0.0.1:9/"):
        assert part not in said
    ledger = (site.folder / "output" / "ledger.sqlite3").read_bytes()
    assert b"pa55w0rd" not in ledger


def test_a_bad_file_ends_a_crawl_before_its_first_request(site: Site) -> None:
    site.publish("first")
    site.watch("[watch.all]\nkinds = 'articles'\nchanels = 'DESK'\n")
    line = site.command("crawl", "section", "-a", f"base_url={site.site.url}", code=2)
    assert line == (
        f"scrapy crawl: {site.folder}/watch.toml: [watch.all] chanels: unknown key; did you mean "
        "'channels'? (valid: words, tags, authors, sections, editions, kinds, channels, per_hour)\n"
    )
    assert site.site.asked == []
    assert manifests(site.folder / "output")[-1]["outcome"] == "wrong_use"


def test_a_service_that_hangs_does_not_hold_a_crawl(
    site: Site, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "AT_THE_END", 0.5)
    monkeypatch.setattr(alerts, "LAST_ONE", 0.5)
    site.watch("[watch.all]\nkinds = 'articles'\nchannels = 'DESK'\n")
    site.publish("lemon")
    released = threading.Event()
    hook.refuses = lambda _: not released.wait(60)
    try:
        held = site.crawl()
    finally:
        released.set()
    assert (held.status, len(held.records)) == (0, 1)
    assert held.lines == ["WARNING: an alert is being sent still: the next run goes on from there"]
    for thread in threading.enumerate():
        if thread.name == "alerts":  # else it has ended already
            thread.join(30)
    assert hook.headlines == ["The lemon of them"]


def test_without_channels_nothing_is_told(site: Site) -> None:
    site.watch("[watch.all]\nkinds = 'articles'\n")
    site.publish("first")
    assert site.crawl().status == 0
    assert site.alerts == NONE
