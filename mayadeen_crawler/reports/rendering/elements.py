"""The parts of a report (section, chart, table, link) and how its figures are written. Pure.

The sections in ``reports/sections/`` make these; `page.render` turns them into HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from mayadeen_crawler.utils.terminal import harmless

#: Longest headline or label that is shown, in characters.
LONGEST = 160
#: How nearly every address begins; parsing it takes ten times as long.
_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#]|\Z)")

Spec = dict[str, Any]
"""A Vega-Lite specification of a chart, or a part of one."""


class LinkedText(NamedTuple):  # of which a report makes one for each article
    """Link text and URL; rendered as plain text if the URL is not http(s)."""

    text: str
    url: str | None
    """None for plain text."""

    @classmethod
    def to(cls, text: str | None, url: str | None) -> Self:
        """Return *text* linked to *url*; both come from a web page and may be anything."""
        good = bool(url and _PLAIN.match(url))
        if url and not good:
            try:
                good = urlsplit(url).scheme in ("http", "https")
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
class Mark:
    """What a mark of a chart (a bar, a cell) stands for: shown on hover and focus, and linked."""

    title: str
    """``2026-03-01, politics: 3``."""
    anchor: str = ""
    """Id of the element that holds the rows the mark counts; empty: the mark leads nowhere."""
    filters: str = ""
    """The filters that the page's script sets there: ``section=politics&from=2026-03-01``."""

    @classmethod
    def of(cls, title: str, anchor: str, **filters: str | Sequence[str]) -> Self:
        """Return the mark named *title*; a filter of several values is met by any of them."""
        return cls(shown(title), anchor, urlencode(filters, doseq=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """One edit of an article or a line: its heading, and what differs from the state before."""

    heading: str
    """``Revision 3, seen 2026-03-05 14:00 (Asia/Jerusalem)``."""
    fields: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """(field, [(``same``, ``old`` or ``new``, words), …]); the words are of a web page."""
    note: str = ""
    """``Changed: headline, tags``."""


class NewsRow(NamedTuple):  # of which a report makes one for each article
    """An article or a line of the ticker, as the list shows it."""

    at: str
    """``2026-03-01 23:59`` or ``2026-03-01`` on the site's clock; empty: not known."""
    text: LinkedText
    place: str
    """The section of an article; what became of a line."""
    note: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    delays: tuple[str, ...] = ()
    """How long after publication it was edited, as the chart of edits names it."""
    edits: int = 0
    differences: Sequence[Difference] = ()


@dataclass(frozen=True, slots=True)
class RowList:
    """A list to explore: its newest rows for the page itself, and all of them for its script."""

    id: str
    caption: str
    heads: tuple[str, str, str]
    """What time, text and place of a row are."""
    newest: Sequence[NewsRow]
    data: str
    """All rows, as `rendering.row_data` packs them: Base64."""
    whole: int
    """Rows in the period; *data* may lack the oldest."""
    notes: Sequence[str]
    """What is left out, a sentence each."""
    without_script: str
    """What is left out where the page's script does not run; may be empty."""
    has_labels: bool
    """Whether rows have tags, authors and edits to filter and sort by."""


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
    rows: RowList | None = None
    note: str = ""


def shown(text: str) -> str:
    """Return *text* of a web page, cut short and without characters that hide or reorder text."""
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return harmless(cut)


def quoted(text: str) -> Markup:
    """Return *text* of a web page as a quotation in a sentence, in its own writing direction."""
    return Markup("<q dir=auto>{}</q>").format(shown(text))
