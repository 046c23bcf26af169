"""A table's cells as HTML: texts, links, times and numbers. Pure.

Called by the template for each cell; a report has thousands, and a macro takes ten times as long.
"""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup, escape

from mayadeen_crawler.reports.rendering.elements import Cell, LinkedText
from mayadeen_crawler.reports.wording import Wording


def linked(value: LinkedText) -> Markup:
    """Return the link *value*, or its text where it leads nowhere."""
    if not value.url:
        return escape(value.text)
    return Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(value.url, value.text)


def cell(words: Wording, value: Cell, *, heads_row: bool, column: str = "") -> Markup:
    """Return the cell of *value*; its strings are escaped, not Markup.

    *heads_row*: whether it is the heading of its row; *column*: the heading of its column, where a
    phone shows it beside the cell.
    """
    tag = "th" if heads_row else "td"
    more = f' data-head="{escape(column)}"' if column else ""
    if value is None or value == "":
        return Markup(f'<{tag} class="none"{more}>–</{tag}>')  # noqa: S704 - escaped, as below
    if isinstance(value, LinkedText):
        return Markup(f'<{tag} dir="auto"{more}>{linked(value)}</{tag}>')  # noqa: S704
    if isinstance(value, datetime):
        return Markup(f'<{tag} class="t"{more}>{value:%Y-%m-%d %H:%M}</{tag}>')  # noqa: S704
    if isinstance(value, int | float):
        none = "" if value else " none"
        return Markup(f'<td class="n{none}"{more}>{words.number(value)}</td>')  # noqa: S704
    scope = ' scope="row"' if heads_row else ""
    return Markup(f'<{tag} dir="auto"{scope}{more}>{escape(value)}</{tag}>')  # noqa: S704
