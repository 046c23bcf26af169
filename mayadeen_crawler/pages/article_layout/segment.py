"""What stands where on an article page, in the order a reader meets it.

Headline · byline · summary · cover · body · tags · boxes of other articles: told
apart by what the lines say and how they stand to each other, not by names.
"""

from __future__ import annotations

from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.article_layout import (
    headline,
    heads,
    side_boxes,
)
from mayadeen_crawler.pages.article_layout.body_selection import Trunk
from mayadeen_crawler.pages.article_layout.front_matter import Lead
from mayadeen_crawler.pages.article_layout.parts import Parts
from mayadeen_crawler.pages.article_layout.side_boxes import Box
from mayadeen_crawler.pages.dom.html_elements import classes
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page


def read(page: Page) -> Parts:
    """Tell the parts of the page apart."""
    start = page.once(headline.read)
    found = Parts(start.flow, start.text, start.last, known_headline=start.known)
    found.boxes = side_boxes.find(page, start.flow, start.last)
    found.before = _before(page, start, found.boxes)
    _marked(found)
    lead = Lead(page, found, start.last + 1)
    if start.last >= 0:
        lead.read()
    trunk = Trunk(page, found)
    if found.containers:
        for span in found.containers:
            trunk.read(range(*span), marked=True)
        trunk.tags_after(found.containers[-1][1])
    elif start.last >= 0:
        trunk.read(lead.rest(), marked=False)
    return found


def _before(page: Page, start: headline.Anchor, after: list[Box]) -> tuple[Flow, list[Box]] | None:
    """Find the lists that stand before the headline, where none does after it."""
    if start.last < 0 or any(box.kind == heads.MOST_READ for box in after):
        return None
    if not heads.names_list(page, page.response.text.casefold()):
        return None
    if start.node is None:
        return start.flow, side_boxes.lists_before(page, start.flow, start.last)
    flow = read_flow(page.root)
    span = flow.spans.get(start.node)
    return (flow, side_boxes.lists_before(page, flow, span[0])) if span else None


def _marked(found: Parts) -> None:
    for element in found.flow.marked:
        span = found.flow.spans.get(element)
        names = classes(element)
        if span is None:
            continue
        if markup.BODY in names:
            if not found.containers or span[0] >= found.containers[-1][1]:
                found.containers.append(span)
        elif found.marked_summary is None:
            lines = [p.text for p in found.flow.pieces[slice(*span)] if isinstance(p, Line)]
            found.marked_summary = " ".join(lines) or None
