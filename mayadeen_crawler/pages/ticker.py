"""The lines of a page's breaking-news ticker, newest first. Called by the spider ``breaking``.

Two strategies, in order: ``markup`` (``ticker_layout/markup.py``: elements with the site's class
names, which are in ``markup.py``) and ``visible`` (``ticker_layout/visible.py``: the list that
follows the word BREAKING, whatever its elements). Who said a line is found by
``attribution/speaker_of_line.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mayadeen_crawler.items import BREAKING_FIELDS
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.links import absolute, base_of
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.ticker_layout import markup, visible
from mayadeen_crawler.pages.ticker_layout.rows import Row
from mayadeen_crawler.utils.text import clean

#: Lines that are read; the site shows ten.
MAX_LINES = 100

_FindRows = Callable[[Page], Iterable[Row] | None]
#: Name as in ``provenance`` → what finds the lines of the page, in the order they are asked.
#: ``None``: the page has no ticker; no rows: its ticker is empty.
STRATEGIES: dict[str, _FindRows] = {"markup": markup.read, "visible": visible.read}


@dataclass(frozen=True, slots=True)
class TickerLine:
    """A line as a reader sees it."""

    text: str
    """Cleaned, never empty."""
    url: str | None
    """The page on the site that the line links to, absolute; ``None`` without a link."""
    attribution: str | None
    """Who said it, in the line's own words (``"CBS News"``); ``None`` when unsure."""
    provenance: dict[str, str | None]
    """For each of ``BREAKING_FIELDS`` the strategy that served it, or ``None``."""


def ticker(page: Page) -> list[TickerLine] | None:
    """Return the lines of the page's ticker in page order, each text once, at most 100.

    ``None`` if no ticker is recognised, ``[]`` if there is one without lines.
    """
    seen = False
    base = base_of(page)
    for name, read in STRATEGIES.items():
        found = read(page)
        if found is None:
            continue
        seen = True
        if lines := _lines(found, name, base, page.site):
            return lines
    return [] if seen else None


def _lines(found: Iterable[Row], strategy: str, base: str, site: Site) -> list[TickerLine]:
    # Imported here: its patterns take a while to compile, and most runs read no ticker.
    from mayadeen_crawler.attribution.speaker_of_line import attribution

    lines: dict[str, TickerLine] = {}
    for row in found:
        text = clean(row.text)
        if not text or text in lines:
            continue
        url = absolute(row.href or "", base, site)
        said = attribution(text, site.edition.code)
        values = (text, said, url)
        served = (strategy if value is not None else None for value in values)
        provenance = dict(zip(BREAKING_FIELDS, served, strict=True))
        lines[text] = TickerLine(text, url, said, provenance)
        if len(lines) == MAX_LINES:
            break
    return list(lines.values())
