"""The breaking-news ticker of a page: its lines, newest first.

Known markup first, then visible structure: the list that follows the word
BREAKING, whatever its elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from mayadeen_crawler.items import BREAKING_FIELDS
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.links import (
    absolute,
    base_of,
    root_of,
)
from mayadeen_crawler.pages.dom.reading_order import Row
from mayadeen_crawler.pages.ticker_layout import markup, visible
from mayadeen_crawler.utils.text import clean

#: More lines than any ticker shows.
MAX_LINES = 100

_Strategy = Callable[[HtmlElement, Site], Iterable[Row] | None]
#: Provenance → strategy, in order. ``None`` is: no ticker; no rows: an empty one.
_STRATEGIES: dict[str, _Strategy] = {"markup": markup.read, "visible": visible.read}


@dataclass(frozen=True, slots=True)
class TickerLine:
    """A line as a reader sees it."""

    text: str
    """Cleaned, never empty."""
    url: str | None
    """Where it leads to on the site, absolute."""
    attribution: str | None
    """Who said it, as the line names them; ``None`` when unsure."""
    provenance: dict[str, str | None]
    """For each of ``BREAKING_FIELDS`` the strategy that served, or ``None``."""


def ticker(response: TextResponse, site: Site) -> list[TickerLine] | None:
    """Return the lines of the page's ticker in page order, each text once, at most 100.

    ``None`` where no ticker is recognised, ``[]`` where it is there and empty.
    """
    root = root_of(response)
    if root is None:
        return None
    seen = False
    base = base_of(root, response.url)
    for name, read in _STRATEGIES.items():
        found = read(root, site)
        if found is None:
            continue
        seen = True
        if lines := _lines(found, name, base, site):
            return lines
    return [] if seen else None


def _lines(found: Iterable[Row], strategy: str, base: str, site: Site) -> list[TickerLine]:
    # Its tables take a while to compile, and most runs read no ticker.
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
