"""``--unreserved``: what is known of each record, and that a doubt leaves it out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection, Tally
from mayadeen_crawler.ledger import tdmrep
from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.article_visits import Site
from tests.helpers.manifests import made, written

AT = "http://replica.test/news/politics/made-up-story-{}"


def said(source: str, value: str, url: str = "http://replica.test/", pages: int = 9) -> Any:
    return {"source": source, "value": value, "url": url, "pages": pages, "months": {}}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles 1 and 2 by the run ``one``, article 3 by the run ``two``."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    Site(folder).look(1, "01 11:00", run_id="one")
    Site(folder).look(2, "01 11:00", run_id="one")
    Site(folder).look(3, "01 11:00", run_id="two")
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of what is prepared, for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def left(folder: Path, *of_one: Any) -> tuple[list[str], Tally]:
    """Return the ids of what is exported, if the run ``one`` met the statements *of_one*."""
    runs = [made("one") | {"reservations": list(of_one)}, made("two")]
    written(folder, *runs)
    target = folder.parent / "export.jsonl"
    tally = export(folder, Selection(unreserved=True), "jsonl", target)
    return [json.loads(line)["id"] for line in target.read_bytes().splitlines()], tally


ALL = ["en:1001", "en:1002", "en:1003"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (said("header", "tdm-reservation: 0"), ALL),
        (said("meta", "robots: noimageai"), ALL),
        # Which of its pages said so is unknown: it counts for all that the run wrote.
        (said("meta", "tdm-reservation: 1"), ["en:1003"]),
        (said("header", "X-Robots-Tag: noai", pages=2), ["en:1003"]),
        # One page only, and that is known.
        (said("meta", "tdm-reservation: 1", AT.format(2), 1), ["en:1001", "en:1003"]),
        (said("meta", "tdm-reservation: 1", "http://replica.test/about", 1), ALL),
        # Rules are compared with the path, however often they were met.
        (said("robots.txt", "Disallow: / for GPTBot", "http://replica.test/robots.txt", 1),
         ["en:1003"]),
        (said("robots.txt", "Disallow: /videos for GPTBot"), ALL),
        (said("tdmrep.json", "/news/*/made-up-story-1 tdm-reservation: 1"), ["en:1002", "en:1003"]),
    ],
)  # fmt: skip
@pytest.mark.sampled(9)
def test_what_the_run_met(folder: Path, statement: Any, expected: list[str]) -> None:
    ids, tally = left(folder, statement)
    assert ids == expected
    assert (tally.reserved, tally.unknown) == (3 - len(expected), 0)


def test_what_the_sites_file_says_today(folder: Path) -> None:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        for host, rule in (("replica.test", "/news/politics/made-up-story-3"), ("a.test", "/")):
            tdmrep.may_ask(db, host, now="2026-03-01T10:00:00Z")
            tdmrep.answered(db, host, [f"{rule} tdm-reservation: 1"])
    assert left(folder)[0] == ["en:1001", "en:1002"]


def test_without_the_runs_manifest_nothing_is_known(folder: Path) -> None:
    left(folder)
    (folder / "runs" / "one.json").unlink()
    target = folder.parent / "export.jsonl"
    tally = export(folder, Selection(unreserved=True), "jsonl", target)
    assert [json.loads(line)["id"] for line in target.read_bytes().splitlines()] == ["en:1003"]
    assert (tally.records, tally.reserved, tally.unknown) == (1, 0, 2)


def test_of_what_was_not_read_live_nothing_is_known(folder: Path) -> None:
    for number, source in ((4, "warc"), (5, "wayback")):
        Site(folder).look(number, "01 11:00", run_id="one", source=source)
    ids, tally = left(folder)
    assert ids == ALL
    assert tally.unknown == 2
