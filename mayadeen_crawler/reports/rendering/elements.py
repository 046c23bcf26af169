"""The parts of a report (section, chart, table, link) and how its figures are written. Pure.

The sections in ``reports/sections/`` make these; `page.render` turns them into HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from markupsafe import Markup

from mayadeen_crawler.utils.terminal import harmless

#: Longest headline or label that is shown, in characters.
LONGEST = 160

Spec = dict[str, Any]
"""A Vega-Lite specification of a chart, or a part of one."""


@dataclass(frozen=True, slots=True)
class LinkedText:
    """Link text and URL; rendered as plain text if the URL is not http(s)."""

    text: str
    url: str | None
    """None for plain text."""

    @classmethod
    def to(cls, text: str | None, url: str | None) -> Self:
        """Return *text* linked to *url*; both come from a web page and may be anything."""
        try:
            good = url is not None and urlsplit(url).scheme in ("http", "https")
        except ValueError:
            good = False
        return cls(shown(text or url or "?"), url if good else None)


Cell = str | int | float | datetime | LinkedText | Markup | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of each row is its heading.

    Times are shown in the zone they have.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, drawn once for a wide screen and once for a phone, with its figures as a table."""

    id: str
    title: str
    spec: Callable[[bool], Spec]
    """Returns the specification; called with True for a wide screen and False for a phone."""
    table: Table
    legend: Sequence[tuple[str, str]] = ()
    """(colour, what it stands for); the colour is a variable of ``report.css``, as ``s1``."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the report: heading, a sentence that sums the figures up, charts, tables."""

    id: str
    title: str
    takeaway: str | Markup
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    tiles: Sequence[tuple[str, str]] = ()
    """(figure, what it counts), shown large: ``("1,234", "articles")``."""
    stories: Sequence[Any] = field(default=())
    """`sections.edits.EditedStory` objects, in the section on edits only."""
    note: str = ""


def shown(text: str) -> str:
    """Return *text* of a web page, cut short and without characters that hide or reorder text."""
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return harmless(cut)


def quoted(text: str) -> Markup:
    """Return *text* of a web page as a quotation in a sentence, in its own writing direction."""
    return Markup("<q dir=auto>{}</q>").format(shown(text))


def number(value: float) -> str:
    """Return ``1,234`` or ``3.4``."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def count(value: int, one: str, many: str = "") -> str:
    """Return ``1 article`` or ``1,234 articles``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def were(value: int) -> str:
    """Return ``was`` for one thing, else ``were``."""
    return "was" if value == 1 else "were"


def share(part: float, whole: float) -> str:
    """Return ``12 %``; with one decimal under 10 % and from 99 % on."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 10 or 99 <= percent < 100:
        # Never 0.0 % for some, nor 100.0 % for not all.
        return f"{min(max(percent, 0.1), 99.9):.1f} %"
    return f"{percent:.0f} %"


def length(time: timedelta) -> str:
    """Return ``45 s``, ``12 min``, ``3 h 05 min`` or ``2 d 4 h``."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    if minutes < 60:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minutes % 60:02} min"
    return f"{hours // 24} d {hours % 24} h"


def day(value: date) -> str:
    """Return ``Tue 3 Mar 2026``."""
    return f"{value:%a} {value.day} {value:%b %Y}"
