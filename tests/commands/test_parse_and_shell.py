"""``scrapy parse`` and ``scrapy shell``: what they show of a page, and that nothing is left."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.commands.parse import keep_hold
from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import crawl
from tests.helpers.processes import scrapy


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=4)) as served:
        yield served


def test_parse_prints_the_whole_record_and_writes_nothing(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    url = f"{replica.url}{replica.site.path(2)}"
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    output = f"OUTPUT_DIR={here / 'output'}"
    done = scrapy("parse", "--spider=article", url, "-s", output, cwd=here, code=0)
    assert done.stderr == ""
    assert list(here.iterdir()) == []
    (record,) = crawl("article", there, base_url=replica.url, urls=url).records
    found = json.loads(done.stdout)
    assert list(found) == list(record)
    assert {name for name in record if found[name] != record[name]} <= {"retrieved_at", "run_id"}


@pytest.mark.soak
def test_parse_of_a_page_that_is_no_article_is_one_line(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    for path, why in (("/nowhere", "http_404"), ("/news/politics", "not_article/front_page")):
        done = scrapy("parse", f"{replica.url}{path}", cwd=tmp_path, code=1)
        assert (done.stdout, done.stderr) == (
            "", f"scrapy parse: no record of {replica.url}{path}: {why}\n",
        )  # fmt: skip


def test_both_leave_a_host_alone_that_asked_the_runs_for_it(tmp_path: Path) -> None:
    settings, now = get_project_settings(), time.time()
    settings.set("OUTPUT_DIR", str(tmp_path / "runs"))
    for name in ("runs", "own"):
        (tmp_path / name).mkdir()
    with Ledger(tmp_path / "runs") as ledger, ledger.transaction() as db:
        shared_pace.hold(db, "site.test:8000", until=now + 900)
    for url in ("http://Site.test:8000/a", "http://other.test/a", "no-url"):
        keep_hold(settings, tmp_path / "own", url)
    with Ledger(tmp_path / "own") as ledger, ledger.transaction() as db:
        rows = db.execute("SELECT host, held_until FROM pace").fetchall()
    assert [tuple(row) for row in rows] == [("site.test:8000", now + 900)]


def test_shell_has_extract_at_hand(replica: ReplicaServer, tmp_path: Path) -> None:
    url = f"{replica.url}{replica.site.path(2)}"
    code = 'extract(response.body, response.url, edition="en")["url"]'
    done = scrapy("shell", url, "-c", code, cwd=tmp_path, code=0)
    assert done.stdout.splitlines()[-1] == url
    assert list(tmp_path.iterdir()) == []


def test_shell_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    from mayadeen_crawler import extract
    from mayadeen_crawler.commands.shell import Command

    names: dict[str, object] = {}
    command = Command()
    command.asks = True
    command.update_vars(names)
    assert names == {"extract": extract}
    assert "record = extract(response.body, response.url)\n" in capsys.readouterr().err
