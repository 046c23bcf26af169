"""The Most Read list of a page that is no article: the home page, or a listing."""

from __future__ import annotations

from scrapy.http import TextResponse

from mayadeen_crawler import clock
from mayadeen_crawler.items.parts import Related
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.article_layout import heads, side_boxes
from mayadeen_crawler.pages.article_layout.related import entries
from mayadeen_crawler.pages.dom.links import root_of
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Hints, Page
from mayadeen_crawler.utils.text import clean


def most_read(response: TextResponse, site: Site) -> list[Related]:
    """Return what the page's Most Read shows, in its order, each article once; empty without one.

    Of each entry the address (absolute), the headline and the label.
    """
    if root_of(response) is None:
        return []
    page = Page(response, site, Hints(), clock.now())
    if not heads.names_list(page, response.text.casefold()):
        return []
    flow = read_flow(page.root)
    for index, piece in enumerate(flow.pieces):
        if (
            not isinstance(piece, Line)
            or heads.head_of(piece.text, site.edition) != heads.MOST_READ
        ):
            continue
        for box in side_boxes.lists_before(page, flow, len(flow.pieces), after=index - 1)[:1]:
            found = entries(page, flow, box, box.kind)
            return list({entry["url"]: _related(entry) for entry in found[::-1]}.values())[::-1]
    return []


def _related(entry: dict[str, object]) -> Related:
    said = {name: clean(str(entry[name] or "")) or None for name in ("headline", "label")}
    return Related(heads.MOST_READ, str(entry["url"]), said["headline"], said["label"])
