"""The dates pipeline: what the loader read becomes the record's, and is counted."""

from __future__ import annotations

from typing import Any

from mayadeen_crawler.dates.site_time import parse
from mayadeen_crawler.items import Article, FetchedArticle
from mayadeen_crawler.pipelines.dates import NormalizeDates
from tests.helpers.parse_page import NOW, Stats
from tests.helpers.table_tests import each_row

ZONE = "Asia/Jerusalem"


@each_row(
    ("raw", "moment", "day", "counted"),
    [
        ("3 Feb 2022 08:46", "2022-02-03T06:46:00Z", "2022-02-03", {}),
        ("2022-02-03T23:30:00Z", "2022-02-03T23:30:00Z", "2022-02-04", {}),
        ("٥ كانون الثاني/يناير ٢٠٢٤ ١٩:٢٠", "2024-01-05T17:20:00Z", "2024-01-05", {}),
        ("2 hours ago", "2025-11-27T10:00:00Z", "2025-11-27", {}),
        ("3 Feb 2022", None, "2022-02-03", {"dates/day_only": 1}),
        ("yesterday", None, "2025-11-26", {"dates/day_only": 1}),
        ("29 Oct 2023 01:30", "2023-10-28T22:30:00Z", "2023-10-29", {"dates/ambiguous": 1}),
        ("24 Mar 2023 02:30", "2023-03-24T00:30:00Z", "2023-03-24", {"dates/shifted": 1}),
        ("soon", None, None, {}),
    ],
)
def test_times_are_written_in_utc(
    raw: str, moment: str | None, day: str | None, counted: dict[str, int]
) -> None:
    stats: Any = Stats()
    item = FetchedArticle(published_time=parse(raw, ZONE, NOW))
    assert (item.published_at, item.published_date) == (None, None)
    assert NormalizeDates(stats).process_item(item) is item
    assert (item.published_at, item.published_date, item.modified_at) == (moment, day, None)
    assert stats == counted

    stats = Stats()
    item = FetchedArticle(modified_time=parse(raw, ZONE, NOW))
    NormalizeDates(stats).process_item(item)
    assert (item.published_at, item.published_date, item.modified_at) == (None, None, moment)
    assert stats == counted


def test_other_items_pass() -> None:
    stats: Any = Stats()
    record = Article(published_at="2022-02-03T06:46:00Z")
    assert NormalizeDates(stats).process_item(record) is record
    assert record.published_at == "2022-02-03T06:46:00Z"
