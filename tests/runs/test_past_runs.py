"""The runs that began last, and the last good one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mayadeen_crawler.runs.lock import RunLock
from mayadeen_crawler.runs.past_runs import last_begun, last_good, runs_of
from tests.helpers.manifests import made, written

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def nothing_wrong(_: Mapping[str, Any]) -> str | None:
    return None


def test_those_that_began_last_whatever_their_files_say(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made("new", started="2026-03-05T10:00:00Z"),
        made("restored", started="2026-01-01T10:00:00Z"),
        made("newer", started="2026-03-05T11:00:00Z"),
        made("restored-too", started="2026-01-02T10:00:00Z"),
    )
    found = last_begun(runs_of(folder, None, None), 2)
    assert [run.manifest["run_id"] for run in found] == ["newer", "new"]


def test_the_last_good_run_of_a_spider(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made("a", ended="2026-03-05T10:00:00Z", page__recognised=1),
        made("b", spider="tag", page__recognised=1),
        made("i", finish_reason="shutdown"),  # interrupted before it met anything
        made("c", health__problem="nothing was recognised"),
        made("d", finish_reason="already_running", run__already_running="c"),
    )
    found = last_good(runs_of(folder, "section", "en"), nothing_wrong, NOW)
    assert found is not None
    assert (found[0].manifest["run_id"], f"{found[1]:%H:%M}") == ("a", "10:00")
    assert last_good(runs_of(folder, "section", "ar"), nothing_wrong, NOW) is None


def test_a_run_under_way_is_as_good_as_its_last_answer(tmp_path: Path) -> None:
    follows = made(
        "f", spider="breaking", running=True, lock="b.lock", page__recognised=3,
        ended="2026-03-05T11:30:00Z",
    )  # fmt: skip
    folder = written(tmp_path, made("a", spider="breaking", page__recognised=1), follows)
    before = last_good(runs_of(folder, "breaking", None), nothing_wrong, NOW)
    assert before is not None
    assert before[0].manifest["run_id"] == "a"  # nobody holds the other's lock: it died
    lock = RunLock(folder.lock_path("b.lock"))
    lock.take("f")
    found = last_good(runs_of(folder, "breaking", None), nothing_wrong, NOW)
    assert found is not None
    assert (found[0].manifest["run_id"], f"{found[1]:%H:%M}") == ("f", "11:30")
    bad = last_good(runs_of(folder, "breaking", None), lambda _: "it fails", NOW)
    assert bad is not None
    assert bad[0].manifest["run_id"] == "a"
    lock.release()


def test_the_last_good_moment_counts_not_the_last_writing(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made("early", ended="2026-03-05T10:00:00Z", page__recognised=1),
        made("late", ended="2026-03-05T12:00:00Z", page__recognised=1),
        # Restored from a backup: its file is the newest.
        made("restored", ended="2026-03-01T10:00:00Z", page__recognised=1),
        # It waits since nine, and its manifest was written last.
        made("waits", running=True, lock="w.lock", ended="2026-03-05T09:00:00Z",
             page__recognised=1) | {"updated_at": "2026-03-05T12:30:00Z"},
    )  # fmt: skip
    lock = RunLock(folder.lock_path("w.lock"))
    lock.take("waits")
    found = last_good(runs_of(folder, None, None), nothing_wrong, NOW)
    assert found is not None
    lock.release()
    assert (found[0].manifest["run_id"], f"{found[1]:%H:%M}") == ("late", "12:00")
