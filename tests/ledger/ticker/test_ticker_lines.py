"""Looks at the ticker in the ledger and its feed, without a crawl."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.items import Breaking
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.ledger.summary import summary
from mayadeen_crawler.ledger.ticker import ticker_lines
from mayadeen_crawler.ledger.ticker.ticker_lines import CAPACITY_KEPT, Look
from tests.helpers.articles import feed, feed_lines
from tests.helpers.ticker_looks import (
    BEGIN,
    HOME,
    look,
)

A, B, C, D = "Ferries stop", "Weavers welcome the fair", "Canal survey out", "Rain in two valleys"
FIRST = Copy(HOME, '"first"', "Sun, 01 Mar 2026 09:00:00 GMT")
SECOND = Copy(HOME, '"second"')


def observe(folder: Path, *looks: Look) -> list[str]:
    """Commit *looks*; return what they told."""
    with Ledger(folder) as ledger:
        return [ledger.observe(one).kind for one in looks]


def events(folder: Path) -> list[str]:
    return [f"{r['event']} {r['position']} {r['text']}" for r in feed(folder, "breaking")]


def today(folder: Path) -> Path:
    return folder / "breaking" / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"


def test_a_record_is_whole(tmp_path: Path) -> None:
    assert observe(tmp_path, look([A, B], 0.9), look(["Ferries stopp", B], 61.2)) == ["changed"] * 2
    first, _, edited = feed(tmp_path, "breaking")
    assert first["id"].startswith("en:b")
    assert len(first["id"]) == len("en:b0123456789abcdef")
    assert list(edited.items()) == list(
        {
            "record_type": "breaking",
            "schema_version": 1,
            "id": first["id"],
            "event": "edited",
            "edition": "en",
            "publisher": "Made-up News",
            "text": "Ferries stopp",
            "previous_text": "Ferries stop",
            "attribution": None,
            "url": None,
            "position": 1,
            "first_seen_at": "2026-03-01T10:00:00Z",
            "last_seen_at": "2026-03-01T10:01:01Z",
            "observed_at": "2026-03-01T10:01:01Z",
            "provenance": {"text": "markup", "attribution": None, "url": None},
            "run_id": "test",
        }.items()
    )


def test_seen_again_is_no_event_but_is_noted(tmp_path: Path) -> None:
    kinds = observe(
        tmp_path, look([A, B], 0), look([A, B], 60), look([A, B], 120), look([C, A], 180)
    )
    assert kinds == ["changed", "unchanged", "unchanged", "changed"]
    assert events(tmp_path)[2:] == [f"appeared 1 {C}", f"expired 2 {B}"]
    gone = feed(tmp_path, "breaking")[-1]
    assert gone["first_seen_at"] == "2026-03-01T10:00:00Z"
    assert gone["last_seen_at"] == "2026-03-01T10:02:00Z"
    assert gone["observed_at"] == "2026-03-01T10:03:00Z"


def test_a_line_that_comes_back_is_a_new_one(tmp_path: Path) -> None:
    # All within a second: even then.
    observe(tmp_path, *(look(x, n / 10, took=0.01) for n, x in enumerate(([A, B], [B], [A, B]))))
    assert events(tmp_path)[2:] == [f"withdrawn 1 {A}", f"appeared 1 {A}"]
    ids = [r["id"] for r in feed(tmp_path, "breaking")]
    assert ids[0] == ids[2] != ids[3]


def test_editions_have_a_ticker_each(tmp_path: Path) -> None:
    observe(tmp_path, look([A], 0), look([A, B], 0, edition="ar"), look([A], 60))
    assert events(tmp_path) == [f"appeared 1 {A}", f"appeared 1 {A}", f"appeared 2 {B}"]
    assert [r["edition"] for r in feed(tmp_path, "breaking")] == ["en", "ar", "ar"]


# --- Which look is the newer -------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "took"),
    [(-60, 0.25), (-0.001, 0.2), (0.1, 0.2), (5, 5.25), (0, 0.25)],
    ids=["older", "by a millisecond", "overlapping", "around it", "the same"],
)
def test_a_look_that_may_be_older_is_ignored(tmp_path: Path, at: float, took: float) -> None:
    assert observe(tmp_path, look([A, B], 0), look([B], at, took=took)) == ["changed", "stale"]
    assert len(events(tmp_path)) == 2
    assert observe(tmp_path, look([B], 6)) == ["changed"]


def test_a_clock_that_was_set_back_holds_nothing_up(tmp_path: Path) -> None:
    ahead = time.time() - BEGIN + 86_400
    assert observe(tmp_path, look([A], ahead), look([B, A], 0)) == ["changed"] * 2


def test_an_unchanged_page_is_seen_again(tmp_path: Path) -> None:
    observe(tmp_path, look([A, B], 0, copy=FIRST), look(None, 60, copy=FIRST))
    assert observe(tmp_path, look([B], 120, copy=SECOND)) == ["changed"]
    assert feed(tmp_path, "breaking")[-1]["last_seen_at"] == "2026-03-01T10:01:00Z"


def test_unchanged_is_what_this_ledger_saw_last(tmp_path: Path) -> None:
    assert observe(tmp_path, look(None, 0)) == ["stale"]
    observe(tmp_path, look([A], 0, copy=FIRST), look([B, A], 60, copy=SECOND))
    # Another run's page: the first again, or not the home page.
    assert observe(tmp_path, look(None, 120, copy=FIRST)) == ["stale"]
    other = Copy("http://replica.test/news", SECOND.etag)
    assert observe(tmp_path, look(None, 120, copy=other)) == ["stale"]
    assert observe(tmp_path, look(None, 120, copy=SECOND)) == ["unchanged"]
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        assert ticker_lines.last_copy(db, "en") == SECOND
        assert ticker_lines.last_copy(db, "es") is None


def test_a_ticker_that_became_shorter_is_full_again_after_a_week(tmp_path: Path) -> None:
    week = CAPACITY_KEPT + 1
    observe(tmp_path, look([A, B, C, D], 0), look([A, B, C], 60), look([A, B, C], week))
    observe(tmp_path, look([D, A, B], week + 60))
    assert events(tmp_path)[4:] == [f"withdrawn 4 {D}", f"appeared 1 {D}", f"expired 3 {C}"]


# --- What a dead process leaves ----------------------------------------------------


def lines_of(folder: Path, *looks: Look) -> list[bytes]:
    """Return the lines these looks would write, without keeping them."""
    elsewhere = folder.parent / "elsewhere"
    observe(elsewhere, *looks)
    return feed_lines(elsewhere, "breaking")


FIVE = [A, B, C, D, "Lanterns lit"]
THEN = ["Tolls fall", "Looms sold", "3 boats lost", A, "Canal survey is out"]
TOLD = [
    "appeared 1 Tolls fall",
    "appeared 2 Looms sold",
    "appeared 3 3 boats lost",
    "edited 5 Canal survey is out",
    f"withdrawn 2 {B}",
    f"expired 4 {D}",
    "expired 5 Lanterns lit",
]


@pytest.mark.parametrize("whole", range(len(TOLD) + 1))
@pytest.mark.parametrize("torn", [b"", b'{"record_type": "brea'])
@pytest.mark.sampled(16)
def test_what_is_whole_is_entered_and_the_rest_told_again(
    tmp_path: Path, whole: int, torn: bytes
) -> None:
    folder = tmp_path / "output"
    first, second = look(FIVE, 0), look(THEN, 60)
    lines = lines_of(folder, first, second)
    assert len(lines) == 12
    observe(folder, first)
    today(folder).write_bytes(b"".join([*lines[: 5 + whole], torn]))
    observe(folder, look(THEN, 120))
    assert events(folder)[5:] == TOLD
    # Those before and after the crash are the same lines.
    known = {r["text"]: r["id"] for r in feed(folder, "breaking")[:5]}
    for record in feed(folder, "breaking")[8:]:
        assert record["id"] == known[record["previous_text"] or record["text"]]
    assert observe(folder, look(THEN, 180)) == ["unchanged"]


def test_a_look_of_before_an_entered_event_is_ignored(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    lines = lines_of(folder, look([A], 0), look([B, A], 60.7))
    observe(folder, look([A], 0))
    today(folder).write_bytes(b"".join(lines))
    assert observe(folder, look([A], 60.5), look([B, A], 61.5)) == ["stale", "unchanged"]


def test_an_unfinished_look_forgets_what_made_requests_conditional(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    lines = lines_of(folder, look([A], 0), look([B, A], 60))
    observe(folder, look([A], 0, copy=FIRST))
    today(folder).write_bytes(b"".join(lines))
    assert observe(folder, look(None, 120, copy=FIRST)) == ["stale"]


def test_rebuilt_from_its_feed_a_ledger_goes_on(tmp_path: Path) -> None:
    looks = [look(FIVE, 0), look(THEN, 60), look([D, *THEN[:4]], 120)]
    observe(tmp_path, *looks)
    before = feed_lines(tmp_path, "breaking")
    assert rebuild(tmp_path).ticker_lines == 5
    assert observe(tmp_path, look([D, *THEN[:4]], 180)) == ["unchanged"]
    assert feed_lines(tmp_path, "breaking") == before
    observe(tmp_path, look([C, D, *THEN[:3]], 240))  # five is still all it holds
    assert events(tmp_path)[-2:] == [f"appeared 1 {C}", f"expired 5 {A}"]


def test_a_new_ledger_beside_a_feed_goes_on(tmp_path: Path) -> None:
    observe(tmp_path, look([A, B], 0))
    for file in tmp_path.glob("ledger.sqlite3*"):
        file.unlink()
    assert observe(tmp_path, look([A, B], 60)) == ["unchanged"]


def test_a_line_whose_beginning_was_moved_away_is_gone_for_good(tmp_path: Path) -> None:
    observe(tmp_path, look([A, B], 0), look([B], 60), look(["Weavers welcome the faire"], 120))
    today(tmp_path).write_bytes(b"".join(feed_lines(tmp_path, "breaking")[2:]))
    assert rebuild(tmp_path).ticker_lines == 1
    assert observe(tmp_path, look(["Weavers welcome the faire"], 180)) == ["unchanged"]


@pytest.mark.no_records("lines that are none are planted")
@pytest.mark.parametrize(
    "record",
    [
        {"record_type": "article", "id": "en:1"},
        {**vars(Breaking(id="en:b1", position=1)), "observed_at": "2026-03-01T10:00:00Z"},
        {**vars(Breaking(id="en:b1", position=1, text="x"))},
        [],
    ],
)
def test_what_is_no_breaking_line_is_refused(tmp_path: Path, record: Any) -> None:
    (tmp_path / "breaking").mkdir()
    (tmp_path / "breaking" / "2026-01-01.jsonl").write_text(json.dumps(record) + "\n")
    with pytest.raises(LedgerError, match="byte 0 is no record"):
        observe(tmp_path, look([A], 0))


def test_a_folder_with_a_ticker_belongs_to_its_host(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", "http://replica.test")
        ledger.observe(look([A], 0))
        with pytest.raises(WrongUseError, match="another OUTPUT_DIR"):
            ledger.bind("en", "https://english.almayadeen.net")


def test_summary_says_what_stands(tmp_path: Path) -> None:
    observe(tmp_path, look([A, B], 0))
    assert dict(summary(tmp_path))["ticker of en"] == "2 lines, last seen 2026-03-01T10:00:00Z"
