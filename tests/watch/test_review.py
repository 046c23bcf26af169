"""What would have been told: of records that anybody could have written."""

from __future__ import annotations

from typing import Any, cast

from mayadeen_crawler.watch.feed_lines import written_at
from mayadeen_crawler.watch.matching import Candidate
from mayadeen_crawler.watch.review import WouldTell, held_back
from mayadeen_crawler.watch.watch_file import Watch
from tests.helpers.table_tests import each_row

ONE_AN_HOUR = Watch("all", (), (), frozenset({"articles"}), ("DESK",), per_hour=1)


@each_row(
    ("times", "held"),
    [
        (["2026-01-20T10:00:00Z", "2026-01-20T10:59:59Z", "2026-01-20T11:00:00Z"], 1),
        (["9999-12-31T23:59:58+14:00", "9999-12-31T23:59:59+14:00"], 1),  # the calendar's end
        (["0001-01-01T00:00:00-14:00", "0001-01-01T00:00:01-14:00"], 1),
    ],
)
def test_alerts_of_an_hour_are_counted_wherever_it_is(times: list[str], held: int) -> None:
    alerts = [WouldTell(ONE_AN_HOUR, cast("Any", None), at) for at in times]
    assert held_back(alerts) == held


@each_row(
    ("fetched", "written"),
    [
        ("2026-03-01T11:00:00Z", "2026-03-01T11:00:00Z"),
        ("2026-02-28T23:59:00Z", "2026-02-28T23:59:00Z"),  # written after midnight
        ("2025-02-28T23:59:00Z", "2026-03-01T00:00:00Z"),  # replayed
        ("9999-12-31T23:59:59-14:00", "2026-03-01T00:00:00Z"),  # a clock that was ahead
        ("2026-03-01T11:00:00", "2026-03-01T00:00:00Z"),
        (7, "2026-03-01T00:00:00Z"),
    ],
)
def test_a_record_was_written_on_the_day_of_its_file(fetched: object, written: str) -> None:
    found = Candidate({"retrieved_at": fetched}, "articles", lambda _: None)
    assert written_at(found, "articles/2026-03-01.jsonl") == written
