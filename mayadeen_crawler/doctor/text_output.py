"""Findings as lines of text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mayadeen_crawler.doctor.article_check import in_one_word
from mayadeen_crawler.doctor.findings import (
    Finding,
    Found,
    Mark,
    Report,
)

_CODES: dict[Mark, str] = {"ok": "\x1b[32m", "warn": "\x1b[33m", "FAIL": "\x1b[31m", "-": "\x1b[2m"}
_OFF = "\x1b[0m"
_MARK, _CHECK, _FIELD, _STRATEGY = 4, 8, 14, 11


def lines(found: Found, *, width: int, colour: bool) -> Iterator[str]:
    """Yield the lines of a finding, at most *width* wide where words allow it."""
    mark = f"{found.mark:<{_MARK}}"
    if colour:
        mark = f"{_CODES[found.mark]}{mark}{_OFF}"
    if not isinstance(found, Finding):
        row = f"{found.field:<{_FIELD}}  {found.strategy or '-':<{_STRATEGY}}  "
        if found.value:
            said = _cut(found.value, width - _MARK - 4 - len(row))
        elif found.strategy:
            said = "the page has none"
        else:  # whole, also where it is wider: these are what the reader has to open
            said = f"nothing found: {in_one_word(found.modules)}"
        yield f"{mark}    {row}{said}".rstrip()
        return
    first, *rest = _wrapped(found.finding, width)
    yield f"{mark}  {found.check:<{_CHECK}}  {first}"
    advice = _wrapped(found.advice, width - 2) if found.advice else []
    rest += [f"{'  ' if number else '→ '}{line}" for number, line in enumerate(advice)]
    for line in rest:
        yield " " * (_MARK + _CHECK + 4) + line


def ending(report: Report, *, width: int) -> Iterator[str]:
    """Yield what stands under the findings: what was not checked, and the verdict."""
    yield ""
    if report.unchecked:
        yield from textwrap.wrap(f"Not checked: {', '.join(report.unchecked)}.", width)
    warnings = sum(found.mark == "warn" for found in report.findings)
    warned = f" {warnings} warning{'s' * (warnings > 1)} above." if warnings else ""
    yield report.verdict + warned


def _wrapped(text: str, width: int) -> list[str]:
    room = max(20, width - _MARK - _CHECK - 4)
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= max(8, room) else f"{text[: max(8, room) - 1].rstrip()}…"
