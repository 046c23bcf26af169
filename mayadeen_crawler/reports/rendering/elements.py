"""What a page is made of, and how figures are said. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from markupsafe import Markup

from mayadeen_crawler.utils.terminal import harmless

#: Characters of a headline or label that are shown.
LONGEST = 160

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedText:
    """Text that leads to an address, or plain text where that is none of the web's."""

    text: str
    url: str | None

    @classmethod
    def to(cls, text: str | None, url: str | None) -> Self:
        """Return *text* (of a page: anything) as a link to *url* (likewise)."""
        try:
            good = url is not None and urlsplit(url).scheme in ("http", "https")
        except ValueError:
            good = False
        return cls(shown(text or url or "?"), url if good else None)


Cell = str | int | float | datetime | LinkedText | Markup | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of each row names it. Times are shown as they are."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One set of marks, drawn for a desk and for a phone, and the same as a table."""

    id: str
    title: str
    spec: Callable[[bool], Spec]
    """The specification of the drawing, for a desk or not."""
    table: Table
    legend: Sequence[tuple[str, str]] = ()
    """Colour (a variable of the style sheet) and what it stands for."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading, what the figures come to in a sentence, and what shows it."""

    id: str
    title: str
    takeaway: str | Markup
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    tiles: Sequence[tuple[str, str]] = ()
    """Figure and what it counts."""
    stories: Sequence[Any] = field(default=())
    note: str = ""


def shown(text: str) -> str:
    """Return *text* (of a page) without what could hide or reorder others, and cut short."""
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return harmless(cut)


def quoted(text: str) -> Markup:
    """Return *text* (of a page) to stand in a sentence, whatever its direction."""
    return Markup("<q dir=auto>{}</q>").format(shown(text))


def number(value: float) -> str:
    """Return ``1,234`` or ``3.4``."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def count(value: int, one: str, many: str = "") -> str:
    """Return ``1 article`` or ``1,234 articles``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def were(value: int) -> str:
    """Return the verb of *value* things."""
    return "was" if value == 1 else "were"


def share(part: float, whole: float) -> str:
    """Return ``12 %``, with one decimal where that says more."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 10 or 99 <= percent < 100:
        # All but a few is not all, and a few are not none.
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
