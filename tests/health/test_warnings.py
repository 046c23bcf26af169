"""Drift and silence as an operator meets them: a line in the log and in the manifest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.extensions import health
from mayadeen_crawler.health import drift
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import article
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.served_site import SmallSite, served

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
MENU = [("/news/politics", "Politics"), ("/news/economy", "Economy")]


def test_a_redesign_is_a_warning_before_it_is_a_loss(tmp_path: Path) -> None:
    # Some thirty pages: of fewer, chance could have it that none is served as usual.
    with ReplicaServer(ReplicaSite(articles=120, page_size=16)) as replica:
        given: dict[str, Any] = {
            "base_url": replica.url,
            "sections": "politics,mena",
            "max_pages": "1",
        }
        crawl("section", tmp_path, **given, _job="1")
        replica.faults.on("redesign")
        run = crawl("section", tmp_path, **given, refresh="always", _job="2")
    first, second = manifests(tmp_path)
    assert first["warnings"] == []
    assert (run.status, second["outcome"]) == (0, "good")
    assert second["coverage"]["headline"] == 1.0
    assert second["provenance"]["headline"] == {"visible": second["pages"]["articles"]}
    (line,) = (one for one in second["warnings"] if "drift: tawsiyat" in one)
    assert " 0% of headline (usually " in line
    assert line.endswith("mend mayadeen_crawler/pages/tawsiyat.py")
    assert f"WARNING: {line}" in run.lines
    assert not any("visible" in one for one in second["warnings"])


def published(folder: Path, url: str, *, every: timedelta, last: datetime, count: int) -> None:
    """Enter *count* articles of politics, one *every* so long, met as they were published."""
    met: list[ScrapedArticle] = []
    for number in range(count):
        moment = f"{last - number * every:%Y-%m-%dT%H:%M:%SZ}"
        address = f"{url}/news/politics/made-up-{number}"
        item = article(
            number, url=address, canonical_url=address, published_at=moment,
            published_date=moment[:10], retrieved_at=moment,
        )  # fmt: skip
        met.append(ScrapedArticle(item))
    with Ledger(folder) as ledger:
        ledger.write(met)
        ledger.bind("en", url)


@pytest.mark.parametrize(
    ("hours", "count", "settings", "warned"),
    [
        (4, 30, {}, True),
        (2, 30, {}, False),
        (4, 19, {}, False),  # of so few nobody knows what is usual
        (4, 30, {"SILENCE_FACTOR": 5}, False),
        (4, 30, {"SILENCE_FACTOR": 0}, False),
    ],
)
def test_a_section_that_fell_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int, count: int,
    settings: dict[str, float], warned: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: NOON)
    site = SmallSite()
    site.listing("/", menu=MENU)
    with served(site):
        shown = [f"/news/politics/made-up-{number}" for number in range(5)]
        site.listing("/news/politics", *shown)
        last = NOON - timedelta(hours=hours)
        published(tmp_path, site.url, every=timedelta(hours=1), last=last, count=count)
        run = crawl(
            "section", tmp_path, base_url=site.url, sections="politics", refresh="never",
            settings=settings,
        )  # fmt: skip
    assert run.status == 0
    assert manifests(tmp_path)[0]["warnings"] == (
        [
            (
                "silence: nothing new in section politics for 4 hours, over 3 times its usual gap "
                "(60 minutes): see whether its page still lists the newest articles"
            )
        ]
        if warned
        else []
    )


def test_a_section_that_has_news_is_not_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    site = SmallSite()
    site.listing("/", menu=MENU)
    site.listing("/news/politics", "/news/politics/one", "/news/politics/made-up-0")
    site.article("/news/politics/one", "An article that is new here")
    with served(site):
        last = NOON - timedelta(hours=9)
        published(tmp_path, site.url, every=timedelta(hours=1), last=last, count=30)
        crawl("section", tmp_path, base_url=site.url, sections="politics", refresh="never")
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))
        crawl("section", tmp_path, base_url=site.url, sections="politics", refresh="never")
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], []]


@pytest.mark.soak
def test_the_night_of_a_busy_section_is_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty articles a day, none between eight in the evening and six."""
    site = SmallSite()
    site.listing("/", menu=MENU)
    site.listing("/news/politics", *(f"/news/politics/made-up-{number}" for number in range(3)))
    last = datetime(2026, 3, 4, 19, 46, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: last)
    with served(site):
        number = 0
        with Ledger(tmp_path) as ledger:
            for day in range(1, 5):
                for minute in range(6 * 60, 20 * 60, 14):
                    moment = datetime(2026, 3, day, tzinfo=UTC) + timedelta(minutes=minute)
                    address = f"{site.url}/news/politics/made-up-{number}"
                    item = article(
                        number, url=address, canonical_url=address,
                        published_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                        retrieved_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                    )  # fmt: skip
                    ledger.write([ScrapedArticle(item)])
                    number += 1
            ledger.bind("en", site.url)
        for hours, warned in ((5, False), (11, False), (29, False), (31, True)):
            monkeypatch.setattr(clock, "now", lambda h=hours: last + timedelta(hours=h))
            run = crawl(
                "section", tmp_path, base_url=site.url, sections="politics", refresh="never"
            )
            assert bool(run.lines) is warned, (hours, run.lines)


@pytest.mark.no_records("what is no manifest is planted")
def test_whatever_lies_among_the_manifests_the_verdict_stands(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    # Without the name of its spider and edition a file is not even parsed.
    odd = {
        "bare": '{"record_type": "run", "spider": "section", "edition": "en"}',
        "deep": '["section", "en", ' + "[" * 100_000,
        "null": '{"record_type": "run", "spider": "section", "edition": "en", "stats": null}',
        "binary": '\x00"section""en"',
    }
    for name, text in odd.items():
        (tmp_path / "runs" / f"{name}.json").write_text(text)
    site = SmallSite()
    site.pages["/"] = site.pages["/news/politics"] = "<html><body>Under construction</body></html>"
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
        off = crawl(
            "section", tmp_path, base_url=site.url, sections="politics",
            settings={"SPIDERMON_ENABLED": False},
        )  # fmt: skip
    assert (run.status, off.status) == (4, 4)
    assert not any("TRACEBACK" in line for line in run.lines)


def test_a_fault_of_what_only_warns_does_not_cost_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(health, "silent", fails)
    site = SmallSite()
    site.pages["/"] = site.pages["/news/politics"] = "<html><body>Under construction</body></html>"
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
    assert run.status == 4
    said = (
        "WARNING: no comparison with earlier runs, or no notification: RuntimeError: a fault of "
        "ours"
    )
    assert said in run.lines


def test_a_redesign_shows_however_many_quiet_runs_lie_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most runs on a quiet site have no page: as many as are compared would hide the others."""
    monkeypatch.setattr(health, "COMPARED", 2)
    monkeypatch.setattr(drift, "MIN_NOW", 3)
    monkeypatch.setattr(drift, "MIN_USUAL", 3)
    site = SmallSite()
    shown = [f"/news/politics/made-up-{number}" for number in range(6)]
    for address in shown:
        site.article(address, f"The headline of {address[-2:]}")
        if address in shown[3:]:  # their text is loaded by a script by now
            site.pages[address] = re.sub(r"<div><p>.*</p></div>", "", site.pages[address])
    site.listing("/", menu=MENU)
    with served(site):
        for known in (shown[:3], shown[:3], shown[:3], shown):
            site.listing("/news/politics", *known)
            crawl("section", tmp_path, base_url=site.url, sections="politics", refresh="never")
    assert [one["warnings"] for one in manifests(tmp_path)] == [
        [],
        [],
        [],
        [
            (
                "drift: visible serves 0% of body_text (usually 100%): "
                "mend mayadeen_crawler/pages/article_layout/body_selection.py"
            )
        ],
    ]
