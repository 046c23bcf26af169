"""What ``scrapy doctor`` prints: each finding as it is made, and the verdict below them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
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


def row(found: Found) -> RenderableType:
    """Return one finding, or one field of the article, as a row for ``terminal.show``.

    The widths of the columns are fixed, because rows are printed one by one. Advice stands
    below its finding, behind an arrow. On a terminal the value of a field is cut to one line.
    """
    mark, colour = found.mark, _COLOURS[found.mark]
    if isinstance(found, Finding):
        check = f"{'':{_MARK - len(mark)}}  {found.check:{_CHECK}}  "
        line = _hanging(Text.assemble((mark, colour), check), found.finding)
        if not found.advice:
            return line
        return Group(line, _hanging(Text(f"{'':{_MARK + 2 + _CHECK + 2}}→ "), found.advice))
    missing = (
        "the page has none" if found.strategy else f"nothing found: {in_one_word(found.modules)}"
    )
    field = f"{'':{_MARK + 2 - len(mark)}}  {found.field:{_FIELD}}  "
    strategy = f"{found.strategy or '-':{_STRATEGY}}  "
    return Text.assemble(
        (mark, colour), field, strategy, found.value or missing, no_wrap=True, overflow="ellipsis"
    )


def ending(report: Report) -> Iterator[str]:
    """Yield the lines below the findings: what was not checked, and the verdict."""
    yield ""
    if report.unchecked:
        yield f"Not checked: {', '.join(report.unchecked)}."
    warnings = sum(found.mark == "warn" for found in report.findings)
    warned = f" {warnings} warning{'s' * (warnings > 1)} above." if warnings else ""
    yield report.verdict + warned


def _hanging(beginning: Text, text: str) -> Table:
    """Return *text* behind *beginning*, below which its further lines leave room."""
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(beginning, text)
    return grid
