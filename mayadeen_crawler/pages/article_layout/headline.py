"""Where an article begins on its page: the element that is its headline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup, meta
from mayadeen_crawler.pages.article_layout.byline import Reader
from mayadeen_crawler.pages.dom.html_elements import is_hidden
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

# The headings in the box of the site's headline.
_BOXED = etree.XPath(
    f'//div[contains(concat(" ", normalize-space(@class), " "), " {markup.HEADLINE_BOX} ")]'
    "//*[self::h1 or self::h2]"
)

_HEADINGS = etree.XPath("//h2 | //h3 | //*[@role='heading']")

#: Headings that are looked at; lines after one that can be its byline.
MAX_HEADINGS = 50
MAX_LINES = 15
#: Items of a byline that make a headline of a heading that nothing else does.
MIN_SAID = 2


@dataclass(slots=True)
class Anchor:
    """The headline's element, and the page as a reader meets it from there on."""

    flow: Flow
    text: str | None = None
    last: int = -1
    """Index of the last line of the headline; -1 where no headline was found."""
    node: HtmlElement | None = None
    """The heading; ``None`` where a line in any other element is the headline."""
    known: bool = False
    """Whether the site's own markup names it."""


def read(page: Page) -> Anchor:
    """Find the headline: known markup, else an ``h1``, else a heading that is the title."""
    if boxed := _candidates(page, _BOXED(page.root)):
        best = min(boxed, key=lambda heading: heading.tag)  # h1 before h2, the first of them
        return _anchored(read_flow(best), best, known=True)
    headings = _candidates(page, page.found["h1"])
    if not headings:
        headings = [h for h in _candidates(page, page.root.iter("h2", "h3")) if _is_title(page, h)]
    if not headings:
        return _of_lines(page, read_flow(page.root), _candidates(page, _HEADINGS(page.root)))
    flow = read_flow(headings[0])
    best = headings[0] if len(headings) == 1 else _best(page, flow, headings)
    return _anchored(flow, best, known=False)


def _candidates(page: Page, headings: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Return the headings that could be the headline: not empty, not the site's name."""
    found = []
    publisher = page.site.edition.publisher.casefold()
    for count, heading in enumerate(headings):
        if count >= MAX_HEADINGS:
            break
        text = _text(heading)
        if text and text.casefold() != publisher and not _is_out_of_sight(heading):
            found.append(heading)
    return found


def _text(heading: HtmlElement) -> str:
    return clean("".join(heading.itertext(with_tail=False)))


def _is_out_of_sight(heading: HtmlElement) -> bool:
    return is_hidden(heading) or any(
        above.tag in ("template", "noscript", "nav") or is_hidden(above)
        for above in heading.iterancestors()
    )


def _is_title(page: Page, heading: HtmlElement) -> bool:
    return _text(heading).casefold() in page.once(_titles)


def _titles(page: Page) -> set[str]:
    titles = (meta.headline(page), meta.title(page), meta.document_title(page))
    return {title.casefold() for title in titles if isinstance(title, str)}


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
        reader = Reader(page)
        for line in lines:
            reader.take(line)
        byline = reader.byline
        return bool(byline.published or byline.authors), _is_title(page, headings[number])

    return headings[max(range(len(headings)), key=rank)]  # max keeps the first of equals


def _of_lines(page: Page, flow: Flow, headings: list[HtmlElement]) -> Anchor:
    """Find the headline among lines in any element: the title, with a byline after it.

    Where none is the title: the heading after which a byline says the most.
    """
    titles = page.once(_titles)
    for index, piece in enumerate(flow.pieces):
        if isinstance(piece, Line) and piece.text.casefold() in titles and not piece.zone:
            reader = Reader(page)
            following = flow.pieces[index + 1 : index + 1 + MAX_LINES]
            if any(reader.take(line) for line in following if isinstance(line, Line)):
                return Anchor(flow, piece.text, index)
    for heading in headings:
        end = flow.spans.get(heading, (0, 0))[1]
        reader = Reader(page)
        for piece in flow.pieces[end : end + MAX_LINES]:
            if isinstance(piece, Line) and (piece.kind == "heading" or not reader.take(piece)):
                break
        byline = reader.byline
        said = (byline.authors, byline.sources, byline.published, byline.shares)
        if sum(map(bool, said)) >= MIN_SAID:
            return _anchored(read_flow(heading), heading, known=False)
    return Anchor(flow)


def _anchored(flow: Flow, heading: HtmlElement, *, known: bool) -> Anchor:
    span = flow.spans.get(heading)
    if span is None or span[0] == span[1]:
        return Anchor(flow)
    lines = [piece.text for piece in flow.pieces[slice(*span)] if isinstance(piece, Line)]
    return Anchor(flow, " ".join(lines) or None, span[1] - 1, heading, known)
