"""An audit as a table, and as one object for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from mayadeen_crawler.audit.advice import (
    hints,
    steps,
    why,
)
from mayadeen_crawler.audit.audit import Audit, Month
from mayadeen_crawler.audit.counts import Figures
from mayadeen_crawler.audit.month_coverage import MonthCoverage
from mayadeen_crawler.utils.terminal import harmless

#: Of the table: what heads a column, and which figure stands in it.
_COLUMNS = {
    "listed": "listed", "in feeds": "in_feeds", "pending": "pending", "given up": "given_up",
    "gone": "gone", "left out": "left_out", "no text": "without_text", "no date": "without_date",
}  # fmt: skip
_LABEL = 20
#: Addresses that are named, of all that are missing.
_NAMED = 5


def table(audit: Audit, *, every_section: bool) -> Iterator[str]:
    """Yield the lines about an edition: its months, the newest first, and what to do."""
    site, asked = audit.site, audit.asked
    read = f"sitemaps as of {audit.sitemaps_at}" if audit.sitemaps_at else "no index of sitemaps"
    only = f"  section {harmless(asked.section)}" if asked.section else ""
    yield f"{site.edition.code}  {harmless(site.base_url)}  {read}{only}"
    yield _line("month", _COLUMNS, "share", "")
    for empty, group in groupby(audit.months, _empty):
        months = list(group)
        if empty and len(months) > 1:
            yield f"{months[-1].month} – {months[0].month}  {len(months)} months {empty}"
            continue
        for month in months:
            yield _row(month.month or "unknown", month.total, _remark(month, audit), month)
            yield from _sections(month, audit, every_section)
    yield _row("total", audit.total, _verdict(audit))
    yield from why(audit)
    for one in audit.missing[:_NAMED]:
        said = f"{one.state.replace('_', ' ')} ({harmless(one.reason or 'not asked for yet')})"
        yield f"  {harmless(one.url)}  {said}"
    if len(audit.missing) > _NAMED:
        yield f"  … {len(audit.missing) - _NAMED} more with --json"
    yield from (f"→ {command}  {does}" for command, does in steps(audit))
    yield from (f"hint: {hint}" for hint in hints(audit))


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


def _sections(month: Month, audit: Audit, every: bool) -> Iterator[str]:
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


def _verdict(audit: Audit) -> str:
    return "complete" if audit.is_complete else "not complete"


def _row(label: str, figures: Figures, remark: str, month: Month | None = None) -> str:
    known = month is None or _is_read(month)
    share = "-" if figures.share is None else f"{figures.share:.1f} %" if known else "?"
    values = [str(getattr(figures, name)) for name in _COLUMNS.values()]
    return _line(label, values, share, remark)


def _line(label: str, values: Sequence[str] | dict[str, str], share: str, remark: str) -> str:
    label = label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
    cells = (f"{value:>{max(len(head), 6)}}" for head, value in zip(_COLUMNS, values, strict=True))
    return f"{label:<{_LABEL}} {' '.join(cells)} {share:>7}  {remark}".rstrip()
