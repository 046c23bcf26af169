"""Read the Most Read list of the home page or of a listing.

``crawling/listings/list_page.py`` calls ``most_read`` for the record of the listing. The
Most Read of an article's page is read with its other boxes (``article_layout/side_boxes.py``);
``side_lists`` keeps the entries from being taken for the listing's cards.
"""

from __future__ import annotations

from itertools import islice

from mayadeen_crawler.items.parts import Related
from mayadeen_crawler.pages.article_layout import side_boxes
from mayadeen_crawler.pages.dom import phrases
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

#: Headings of Most Read that are looked at: a page may have one for each of its layouts.
_MAX_HEADINGS = 10


def most_read(page: Page) -> list[Related]:
    """Return the page's Most Read entries, in its order, each article once; ``[]`` without one.

    Each has the absolute address, the headline and the label; no date.
    """
    if not side_boxes.mentions_most_read(page):
        return []
    flow = read_flow(page.nodes, page.root)
    edition = page.site.edition
    headings = (
        index
        for index, piece in enumerate(flow.pieces)
        if isinstance(piece, Line)
        and phrases.heading_kind(piece.text, edition) == phrases.MOST_READ
    )
    for index in islice(headings, _MAX_HEADINGS):
        for box in side_boxes.lists_before(page, flow, len(flow.pieces), after=index - 1)[:1]:
            found = side_boxes.entries(page, flow, box, box.kind)
            return list({entry["url"]: _related(entry) for entry in found[::-1]}.values())[::-1]
    return []


def _related(entry: dict[str, object]) -> Related:
    texts = {name: clean(str(entry[name] or "")) or None for name in ("headline", "label")}
    return Related(phrases.MOST_READ, str(entry["url"]), texts["headline"], texts["label"])
