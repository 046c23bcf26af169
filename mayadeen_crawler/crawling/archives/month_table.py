"""The table of ``list=1``: what an archive holds, month by month, and how long a run would take."""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen_crawler.crawling.archives.record_download import USUAL_LENGTH, duration, megabytes
from mayadeen_crawler.ledger.archive_captures import MonthOfCaptures
from mayadeen_crawler.utils import terminal

_HEADINGS = ("month", "captures", "pages", "to fetch", "size", "time")


def show_months(months: Sequence[MonthOfCaptures], interval: float) -> None:
    """Print the table to standard output; *interval*: seconds between two captures."""
    table = terminal.plain_table(*_HEADINGS, numbers=_HEADINGS[1:])
    for month in months:
        table.add_row(month.month, *_cells(month, interval))
    if len(months) > 1:
        total = MonthOfCaptures(
            "all",
            sum(month.captures for month in months),
            0,
            sum(month.to_fetch for month in months),
            sum(month.bytes for month in months),
        )
        captures, _, *rest = _cells(total, interval)
        table.add_row("all", captures, "", *rest)
    terminal.show(table)


def _cells(month: MonthOfCaptures, interval: float) -> tuple[str, ...]:
    length = month.bytes or month.to_fetch * USUAL_LENGTH
    return (
        f"{month.captures:,}",
        f"{month.pages:,}",
        f"{month.to_fetch:,}",
        megabytes(length),
        duration(month.to_fetch * interval),
    )
