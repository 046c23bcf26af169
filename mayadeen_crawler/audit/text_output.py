"""What ``scrapy audit`` prints: a table of months with what to do next, or one JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mayadeen_crawler.audit.advice import (
    hints,
    steps,
    why,
)
from mayadeen_crawler.audit.audit import Audit, Month
from mayadeen_crawler.audit.counts import Figures
from mayadeen_crawler.audit.month_coverage import MonthCoverage
from mayadeen_crawler.utils.terminal import harmless, plain_table, unwrapped

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

#: Column heading of the table → the figure in it.
_COLUMNS = {
    "listed": "listed", "in feeds": "in_feeds", "pending": "pending", "given up": "given_up",
    "gone": "gone", "left out": "left_out", "no text": "without_text", "no date": "without_date",
}  # fmt: skip
#: Missing addresses that are printed; all are in the JSON.
_NAMED = 5


def lines(audit: Audit, *, every_section: bool) -> Iterator[RenderableType]:
    """Yield what ``terminal.show`` prints about an edition.

    A heading, the table of its months (the newest first), why articles are missing, the first
    missing addresses, the commands to run next, and hints. *every_section*: a row for each
    section of each month, not only for those from which articles are missing.
    """
    site, asked = audit.site, audit.asked
    read = f"sitemaps as of {audit.sitemaps_at}" if audit.sitemaps_at else "no index of sitemaps"
    only = f"  section {harmless(asked.section)}" if asked.section else ""
    yield f"{site.edition.code}  {harmless(site.base_url)}  {read}{only}"
    yield _table(audit, every_section=every_section)
    yield from why(audit)
    for one in audit.missing[:_NAMED]:
        reason = harmless(one.reason or "not asked for yet")
        yield unwrapped(f"  {harmless(one.url)}  {one.state.replace('_', ' ')} ({reason})")
    if len(audit.missing) > _NAMED:
        yield f"  … {len(audit.missing) - _NAMED} more with --json"
    yield from (unwrapped(f"→ {command}  {does}") for command, does in steps(audit))
    yield from (f"hint: {hint}" for hint in hints(audit))


def _table(audit: Audit, *, every_section: bool) -> Table:
    """Return the table; months of which nothing is known share a row."""
    headings = [heading.replace(" ", "\n") for heading in _COLUMNS]  # two lines: it is wide
    table = plain_table("month", *headings, "share", "", numbers=(*headings, "share"))
    table.padding = (0, 1, 0, 0)
    for empty, group in groupby(audit.months, _empty):
        months = list(group)
        if empty and len(months) > 1:
            span = f"{months[-1].month} – {months[0].month}"
            table.add_row(span, *[""] * (len(_COLUMNS) + 1), f"{len(months)} months {empty}")
            continue
        for month in months:
            remark = _remark(month, audit)
            table.add_row(*_row(month.month or "unknown", month.total, remark, month))
            for cells in _sections(month, audit, every_section):
                table.add_row(*cells)
    table.add_row(*_row("total", audit.total, "complete" if audit.is_complete else "not complete"))
    return table


def as_json(audits: Sequence[Audit], threshold: float, requeued: int | None) -> dict[str, Any]:
    """Return the audits as one object; a month or reason that nobody knows is null."""
    return {
        "complete": bool(audits) and all(audit.is_complete for audit in audits),
        "threshold": threshold,
        "requeued": requeued,
        "editions": [_edition(audit) for audit in audits],
    }


def _edition(audit: Audit) -> dict[str, Any]:
    return {
        "edition": audit.site.edition.code,
        "base_url": audit.site.base_url,
        "complete": audit.is_complete,
        "sitemaps_at": audit.sitemaps_at,
        "total": _figures(audit.total),
        "months": [
            {
                "month": month.month or None,
                "complete": month.is_complete(audit.asked.threshold),
                "sitemap": asdict(month.reading) if month.reading else None,
                **_figures(month.total, known=_is_read(month)),
                "sections": [
                    {"section": section, **_figures(figures, known=_is_read(month))}
                    for section, figures in month.sections.items()
                ],
            }
            for month in audit.months
        ],
        "missing": [{**asdict(one), "month": one.month or None} for one in audit.missing],
        "next": [{"command": command, "does": does} for command, does in steps(audit)],
    }


def _figures(figures: Figures, *, known: bool = True) -> dict[str, Any]:
    return {**asdict(figures), "share": figures.share if known else None}


def _sections(month: Month, audit: Audit, every: bool) -> Iterator[list[str]]:
    if audit.asked.section is not None:
        return
    for section, figures in month.sections.items():
        if every or figures.wanted > figures.in_feeds:
            remark = _under(figures, audit) if _is_read(month) else ""
            yield _row(f"  {harmless(section)}", figures, remark, month)


def _is_read(month: Month) -> bool:
    return month.reading is None or month.reading.state != "unread"


def _empty(month: Month) -> str:
    """Return the remark of a month of which nothing is known; ``""`` of any other."""
    return "" if month.sections or _is_read(month) else _not_read(month.reading)


def _not_read(reading: MonthCoverage | None) -> str:
    because = f" ({harmless(reading.problem)})" if reading and reading.problem else ""
    return f"not read{because}"


def _remark(month: Month, audit: Audit) -> str:
    reading = month.reading
    if reading is None:
        return _under(month.total, audit)
    because = f" ({harmless(reading.problem)})" if reading.problem else ""
    said = {
        "read": "",
        "unlisted": "no sitemap",
        "unread": _not_read(reading),
        "early": f"read up to {(reading.as_of or '')[:10]}{because}",
    }[reading.state]
    under = _under(month.total, audit) if _is_read(month) else ""
    part = "in part" if month.total.left_out else ""
    return ", ".join(filter(None, (said, part, under)))


def _under(figures: Figures, audit: Audit) -> str:
    threshold = audit.asked.threshold
    return f"under {threshold:g} %" if figures.under(threshold) else ""


def _row(label: str, figures: Figures, remark: str, month: Month | None = None) -> list[str]:
    """Return the cells of a row; the share of a month that was not read is unknown."""
    known = month is None or _is_read(month)
    share = "-" if figures.share is None else f"{figures.share:.1f} %" if known else "?"
    values = [str(getattr(figures, name)) for name in _COLUMNS.values()]
    return [label, *values, share, remark]
