"""Find the headline of an article page: the element at which the article begins.

``segment`` calls ``find_headline`` first; everything else is looked for after it. In order:
a heading in the box that the site's class name marks; an ``h1`` that is no logo or section's name;
an ``h2`` or ``h3`` that repeats the page's title; any ``h1``; a line in any element that repeats
the title and has a byline after it; a heading with a byline after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup, meta
from mayadeen_crawler.pages.article_layout.byline import BylineReader
from mayadeen_crawler.pages.dom.html_elements import classes, is_hidden
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.identity import is_own
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout import card_text
from mayadeen_crawler.utils.text import clean, unescape

#: Headings that are looked at.
MAX_HEADINGS = 50
#: Lines after a heading that can be its byline.
MAX_LINES = 15
#: Elements in a heading that can be labels.
MAX_LABELS = 4
#: Items (author, source, time, shares) of a byline by which alone a heading is the headline.
MIN_BYLINE_ITEMS = 2


@dataclass(slots=True)
class Headline:
    """The headline, and the page in reading order from it on."""

    flow: Flow
    """From the headline on; from the page's beginning where a line or nothing is the headline."""
    text: str | None = None
    last: int = -1
    """Index of the last line of the headline; -1 where no headline was found."""
    element: HtmlElement | None = None
    """The heading; ``None`` where a line in any other element is the headline."""
    is_marked: bool = False
    """Whether the site's own class name marks it."""


def find_headline(page: Page) -> Headline:
    """Return the headline; with ``text`` None and ``last`` -1 where the page shows none."""
    if boxed := _candidates(page, _boxed(page)):
        best = min(boxed, key=lambda heading: heading.tag)  # h1 before h2, the first of them
        return _headline_of(page, read_flow(page.nodes, best), best, is_marked=True)
    found = _candidates(page, page.found["h1"])
    headings = [heading for heading in found if not _is_of_site(page, heading)]
    if not headings:
        headings = [
            h for h in _candidates(page, page.nodes.tagged("h2", "h3")) if _is_title(page, h)
        ] or found
    if not headings:
        return _by_title_or_byline(
            page, read_flow(page.nodes, page.root), _candidates(page, _headings(page))
        )
    flow = read_flow(page.nodes, headings[0])
    best = headings[0] if len(headings) == 1 else _best(page, flow, headings)
    return _headline_of(page, flow, best, is_marked=False)


def first_level(page: Page) -> list[str]:
    """Return the texts of the ``h1`` elements that a reader sees, but for the outlet's name."""
    return [_text(heading) for heading in _candidates(page, page.found["h1"])]


def _boxed(page: Page) -> Iterator[HtmlElement]:
    """Yield the headings in the box that the site's class name marks."""
    if markup.HEADLINE_BOX.encode() in page.source:
        for heading in page.nodes.tagged("h1", "h2"):
            boxes = heading.iterancestors("div")
            marked = any(markup.HEADLINE_BOX in classes(box) for box in boxes)
            if marked and not _leads_elsewhere(page, heading):
                yield heading


def _leads_elsewhere(page: Page, heading: HtmlElement) -> bool:
    """Whether a heading is the link of another article."""
    urls = (page.article_link(link.get("href")) for link in heading.iter("a"))
    return any(url is not None and not is_own(page, url) for url in urls)


def _headings(page: Page) -> Iterator[HtmlElement]:
    for element in page.nodes.elements:
        if element.tag in ("h2", "h3") or element.get("role") == "heading":
            yield element


def _candidates(page: Page, headings: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Return the headings that could be the headline: visible, not empty, not the site's name."""
    found = []
    names = page.once(_names_of_outlet)
    for count, heading in enumerate(headings):
        if count >= MAX_HEADINGS:
            break
        text = _text(heading)
        if text and text.casefold() not in names and not _is_out_of_sight(heading):
            found.append(heading)
    return found


def _is_of_site(page: Page, heading: HtmlElement) -> bool:
    """Whether a heading is a logo or a section's name, and not the page's title."""
    text = _text(heading)
    links = [*islice(heading.iter("a"), 1), *islice(heading.iterancestors("a"), 1)]
    urls = [page.link(link.get("href")) for link in links if _text(link) == text]
    return (
        text.casefold() in page.once(meta.site_names)
        or card_text.is_label(text, page.site.edition)
        or any(url is not None and meta.is_a_list(page, url) for url in urls)
    ) and not _is_title(page, heading)


def _text(heading: HtmlElement) -> str:
    return clean(unescape("".join(heading.itertext(with_tail=False))))


def _is_out_of_sight(heading: HtmlElement) -> bool:
    return is_hidden(heading) or any(
        above.tag in ("template", "noscript", "nav") or is_hidden(above)
        for above in heading.iterancestors()
    )


def _is_title(page: Page, heading: HtmlElement) -> bool:
    return _text(heading).casefold() in page.once(_titles)


def _titles(page: Page) -> set[str]:
    """The titles in the page's metadata and ``<title>``, in lower case."""
    titles = (meta.headline(page), meta.title(page), meta.document_title(page))
    found = {title.casefold() for title in titles if isinstance(title, str)}
    return found - page.once(_names_of_outlet)


def _names_of_outlet(page: Page) -> set[str]:
    return set(map(str.casefold, page.site.edition.names))


def _best(page: Page, flow: Flow, headings: list[HtmlElement]) -> HtmlElement:
    """Return the heading that a byline follows, else the title, else the first."""
    spans = [flow.spans.get(heading) for heading in headings]
    ends = [span[0] for span in spans[1:] if span] + [len(flow.pieces)]

    def rank(number: int) -> tuple[bool, bool]:
        span = spans[number]
        if span is None:
            return (False, False)
        until = next((end for end in ends if end >= span[1]), len(flow.pieces))
        lines = [p for p in flow.pieces[span[1] : until] if isinstance(p, Line)][:MAX_LINES]
        reader = BylineReader(page)
        for line in lines:
            reader.take(line)
        byline = reader.byline
        return bool(byline.published or byline.authors), _is_title(page, headings[number])

    return headings[max(range(len(headings)), key=rank)]  # max keeps the first of equals


def _by_title_or_byline(page: Page, flow: Flow, headings: list[HtmlElement]) -> Headline:
    """Find a line in any element that is the title and has a byline after it.

    If there is none: the first of *headings* with a byline of MIN_BYLINE_ITEMS after it.
    """
    titles = page.once(_titles)
    for index, piece in enumerate(flow.pieces):
        if isinstance(piece, Line) and piece.text.casefold() in titles and not piece.zone:
            reader = BylineReader(page)
            following = flow.pieces[index + 1 : index + 1 + MAX_LINES]
            if any(reader.take(line) for line in following if isinstance(line, Line)):
                return Headline(flow, piece.text, index)
    for heading in headings:
        end = flow.spans.get(heading, (0, 0))[1]
        reader = BylineReader(page)
        for piece in flow.pieces[end : end + MAX_LINES]:
            if isinstance(piece, Line) and (piece.kind == "heading" or not reader.take(piece)):
                break
        byline = reader.byline
        items = (byline.authors, byline.sources, byline.published, byline.shares)
        if sum(map(bool, items)) >= MIN_BYLINE_ITEMS:
            flow = read_flow(page.nodes, heading)
            return _headline_of(page, flow, heading, is_marked=False)
    return Headline(flow)


def _headline_of(page: Page, flow: Flow, heading: HtmlElement, *, is_marked: bool) -> Headline:
    span = flow.spans.get(heading)
    if span is None or span[0] == span[1]:
        return Headline(flow)
    lines = [piece.text for piece in flow.pieces[slice(*span)] if isinstance(piece, Line)]
    text = _without_label(page, heading, " ".join(lines))
    return Headline(flow, text or None, span[1] - 1, heading, is_marked)


def _without_label(page: Page, heading: HtmlElement, text: str) -> str:
    """Return a heading's *text* without a label (``Exclusive``) that the page's title lacks."""
    for inner in islice(heading, MAX_LABELS):
        label = _text(inner)
        for rest in (text.removeprefix(label), text.removesuffix(label)) if label else ():
            rest = rest.strip(" :|-–—•·")
            if rest != text and rest.casefold() in page.once(_titles):
                return rest
    return text
