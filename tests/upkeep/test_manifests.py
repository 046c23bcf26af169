"""Which manifests go, and what stays known of their runs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.ledger.folded_runs import Met, of_run
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.runs.lock import RunLock
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.upkeep import manifests
from mayadeen_crawler.upkeep.manifests import OldManifest, removable, remove_manifests
from tests.helpers.article_visits import Site
from tests.helpers.manifests import made, written

AI = {"source": "robots.txt", "value": "Disallow: /news for GPTBot", "pages": 1, "months": {}}
META = {"source": "meta", "value": "tdm-reservation: 1", "pages": 1, "months": {}}


def names(old: Iterable[OldManifest]) -> list[str]:
    return [one.run_id for one in old]


def test_the_newest_stay_whatever_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    runs = written(tmp_path, *(made(f"run-{n}") for n in range(5)))
    assert names(removable(runs, 2)) == ["run-2", "run-1", "run-0"]
    assert removable(RunsFolder(tmp_path / "nowhere"), 0) == []


def test_a_rare_run_stays_beside_frequent_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 2)
    rare = [made(f"month-{n}", spider="sitemap") for n in range(3)]
    other = made("arabic", edition="ar")
    frequent = [made(f"look-{n}", spider="breaking") for n in range(20)]
    runs = written(tmp_path, *rare, other, *frequent)
    expected = [f"look-{n}" for n in range(16, -1, -1)]
    assert names(removable(runs, 3)) == [*expected, "month-0"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"health__problem": "4 of 40 responses failed"},
        {"finish_reason": "blocked"},
        {"health__warnings": ["silence: politics"]},
        {"running": True},  # its process is not there any more: it died
    ],
)
def test_what_went_wrong_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    monkeypatch.setattr(manifests, "OF_BAD", 2)
    bad = [made(f"bad-{n}", **wrong) for n in range(3)]
    runs = written(tmp_path, *bad, made("good"), made("stopped", finish_reason="shutdown"))
    assert names(removable(runs, 0)) == ["stopped", "good", "bad-0"]


@pytest.mark.no_records("manifests that no run of ours wrote")
@pytest.mark.parametrize("forged", [["x"], [{}], [{**AI, "url": "/", "value": 3}], 7])
def test_what_no_run_wrote_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: object
) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    runs = written(tmp_path, made("forged") | {"reservations": forged}, made("ours"))
    assert names(removable(runs, 0)) == ["ours"]


def test_a_run_under_way_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = written(tmp_path, made("alive", running=True, lock="a.lock"), made("other"))
    lock = RunLock(runs.lock_path("a.lock"))
    lock.take("alive")
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    assert names(removable(runs, 0)) == ["other"]
    lock.release()


@pytest.mark.no_records("what is no manifest is planted")
def test_what_is_no_manifest_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    runs = written(tmp_path, made("a"))
    (runs.path / "torn.json").write_text('{"record_type": "run", ')
    (runs.path / "notes.txt").write_text("mine")
    remove_manifests(tmp_path, removable(runs, 0))
    assert sorted(path.name for path in runs.path.iterdir()) == ["notes.txt", "torn.json"]


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Articles 1 and 2 by the run ``one``, 3 by ``two``; ``quiet`` wrote none. All are old."""
    monkeypatch.setattr(manifests, "OF_EACH", 0)
    folder = tmp_path / "output"
    for number, run_id in ((1, "one"), (2, "one"), (3, "two")):
        Site(folder).look(number, "01 11:00", run_id=run_id)
    page = "http://replica.test/news/politics/made-up-story-2"
    written(
        folder,
        made("one") | {"reservations": [META | {"url": page}]},
        made("two") | {"reservations": [AI | {"url": "http://replica.test/robots.txt"}]},
        made("quiet") | {"reservations": [META | {"url": page}]},
    )
    return folder


def unreserved(folder: Path) -> list[str]:
    target = folder.parent / "export.jsonl"
    export(folder, Selection(unreserved=True), "jsonl", target)
    return [json.loads(line)["id"] for line in target.read_bytes().splitlines()]


def test_what_a_run_met_stays_known(output: Path) -> None:
    assert unreserved(output) == ["en:1001"]
    runs = RunsFolder(output)
    assert names(remove_manifests(output, removable(runs, 0))) == ["quiet", "two", "one"]
    assert list(runs.newest()) == []
    assert unreserved(output) == ["en:1001"]
    with Ledger(output) as ledger, ledger.transaction() as db:
        assert of_run(db, "two") == [Met("robots.txt", "Disallow: /news for GPTBot", None)]
        # It wrote no article, so nobody asks.
        assert of_run(db, "quiet") is None


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_between_ledger_and_files(
    output: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Removing stops after so many files; what is left is removed by the next call."""
    unlink, left = Path.unlink, [after]

    def dies(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "runs":
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        unlink(path, missing_ok)

    runs = RunsFolder(output)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", dies)
        with pytest.raises(KeyboardInterrupt):
            remove_manifests(output, removable(runs, 0))
    assert len(list(runs.newest())) == 3 - after
    assert unreserved(output) == ["en:1001"]
    remove_manifests(output, removable(runs, 0))
    assert (list(runs.newest()), unreserved(output)) == ([], ["en:1001"])


@pytest.mark.soak
def test_three_at_once(output: Path) -> None:
    written(output, *(made(f"run-{n}") for n in range(200)))
    old = removable(RunsFolder(output), 0)
    gone: list[str] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait(60)
        gone.extend(names(remove_manifests(output, old)))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(gone) == sorted(names(old))
    assert unreserved(output) == ["en:1001"]


def test_it_ends_in_time(output: Path) -> None:
    runs = RunsFolder(output)
    assert removable(runs, 0, until=0.0) == []
    assert remove_manifests(output, removable(runs, 0), until=0.0) == []
    assert len(list(runs.newest())) == 3
