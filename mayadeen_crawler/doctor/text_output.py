"""What ``scrapy doctor`` prints: each finding as it is made, and the verdict below them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from mayadeen_crawler.doctor.article_check import in_one_word
from mayadeen_crawler.doctor.findings import (
    Finding,
    Found,
    Mark,
    Report,
)

_COLOURS: dict[Mark, str] = {"ok": "green", "warn": "yellow", "FAIL": "red", "-": "dim"}
_MARK, _CHECK, _FIELD, _STRATEGY = 4, 8, 14, 11


def row(found: Found) -> Table:
    """Return one finding, or one field of the article, as a row for ``terminal.show``.

    The widths of the columns are fixed, because rows are printed one by one. Advice stands
    below its finding, behind an arrow. On a terminal the value of a field is cut to one line.
    """
    mark = Text(found.mark, style=_COLOURS[found.mark])
    if isinstance(found, Finding):
        grid = _grid(_MARK, _CHECK)
        grid.add_column(overflow="fold")
        grid.add_row(mark, found.check, found.finding)
        if found.advice:
            grid.add_row("", "", _behind_arrow(found.advice))
        return grid
    grid = _grid(_MARK + 2, _FIELD, _STRATEGY)
    grid.add_column()
    missing = (
        "the page has none" if found.strategy else f"nothing found: {in_one_word(found.modules)}"
    )
    value = Text(found.value or missing, no_wrap=True, overflow="ellipsis")
    grid.add_row(mark, found.field, found.strategy or "-", value)
    return grid


def ending(report: Report) -> Iterator[str]:
    """Yield the lines below the findings: what was not checked, and the verdict."""
    yield ""
    if report.unchecked:
        yield f"Not checked: {', '.join(report.unchecked)}."
    warnings = sum(found.mark == "warn" for found in report.findings)
    warned = f" {warnings} warning{'s' * (warnings > 1)} above." if warnings else ""
    yield report.verdict + warned


def _grid(*widths: int) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        grid.add_column(width=width)
    return grid


def _behind_arrow(advice: str) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    grid.add_row("→", advice)
    return grid
