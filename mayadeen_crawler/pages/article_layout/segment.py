"""Segment an article page: which pieces are headline, byline, summary, cover, body, tags, boxes.

``read`` runs once for a page (``page.once(segment.read)``); the strategies ``markup`` and
``visible`` and the tag links take their fields from what it returns. It calls, in the order
in which a reader meets the parts:

``headline`` → ``hidden_text`` → ``next_article`` → ``side_boxes`` and ``asides`` →
``front_matter`` (byline, summary, cover) → ``body_selection`` (body and tags).

Parts are recognised by what their lines say and by their positions relative to each other.
Only where the page has the site's own class names are those used.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.article_layout import side_boxes
from mayadeen_crawler.pages.article_layout.asides import Aside, find_asides, is_prose
from mayadeen_crawler.pages.article_layout.author_boxes import author_boxes
from mayadeen_crawler.pages.article_layout.body_blocks import Members
from mayadeen_crawler.pages.article_layout.body_selection import BodySelector
from mayadeen_crawler.pages.article_layout.byline import Byline
from mayadeen_crawler.pages.article_layout.front_matter import FrontMatterReader
from mayadeen_crawler.pages.article_layout.headline import Headline, find_headline
from mayadeen_crawler.pages.article_layout.hidden_text import hidden_text
from mayadeen_crawler.pages.article_layout.next_article import up_to_next_article
from mayadeen_crawler.pages.article_layout.repeated import without_repeats
from mayadeen_crawler.pages.article_layout.side_boxes import Box
from mayadeen_crawler.pages.article_layout.tags import tags_at
from mayadeen_crawler.pages.dom import phrases
from mayadeen_crawler.pages.dom.html_elements import classes
from mayadeen_crawler.pages.dom.nodes import Flow, Line
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page, ValueReader

#: Pieces between two marked bodies, and elements around the second, that are looked at.
MAX_BETWEEN, MAX_CLIMB = 60, 60


@dataclass(slots=True)
class ArticleParts:
    """The parts of an article page. Indices are those of ``flow.pieces``."""

    flow: Flow
    """The page from the headline on; from its beginning where no headline was found."""
    headline: str | None = None
    headline_end: int = -1
    """Index of the last line of the headline; -1 where no headline was found."""
    known_headline: bool = False
    """Whether the site's own class names mark the headline."""
    byline: Byline = field(default_factory=Byline)
    summary: str | None = None
    """The summary as a reader sees it, between headline and body."""
    marked_summary: str | None = None
    """The summary that the site's own class names mark."""
    cover: dict[str, object] | None = None
    """``{"url": str, "alt": str | None, "caption": str | None, "role": "cover"}``"""
    videos: Members = field(default_factory=list)
    """Players between headline and body: ``{"url": str, "duration_seconds": None}`` each."""
    body: list[int] = field(default_factory=list)
    """Indices of the body's pieces; an inset's first piece stands for the inset."""
    containers: list[tuple[int, int]] = field(default_factory=list)
    """Spans (start, end exclusive) of the bodies that the site's own class names mark."""
    tags: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    """The side boxes after the headline, in page order."""
    insets: list[Box] = field(default_factory=list)
    """The members of ``boxes`` that are within the body."""
    asides: list[Aside] = field(default_factory=list)
    """What is no text after the headline, though no list of articles: advertisements, polls."""
    is_guess: bool = False
    """Whether all of the text was in what looked like asides."""
    before: tuple[Flow, list[Box]] | None = None
    """The page from its beginning, and Most Read and Read Next before the headline."""

    @property
    def body_has_prose(self) -> bool:
        """Whether the body holds a sentence, or a line that announces a list."""
        pieces = [self.flow.pieces[index] for index in self.body]
        return any(map(is_prose, pieces)) or any(
            isinstance(piece, Line) and piece.text.endswith((":", "：")) for piece in pieces[:-1]
        )

    @property
    def recognised(self) -> bool:
        """Whether this is an article's page, even one without a text."""
        return self.headline is not None and (self.byline.found or bool(self.containers))


def read(page: Page) -> ArticleParts:
    """Return the parts of an article page; those that it lacks are empty."""
    return _read(page, by_class_names=True)


def read_unmarked(page: Page) -> ArticleParts:
    """Return the same, with the body as a reader sees it, whatever class names mark a body."""
    return _read(page, by_class_names=False)


def _read(page: Page, *, by_class_names: bool) -> ArticleParts:
    headline = find_headline(page)
    if shown := hidden_text(page.nodes, headline.flow, headline.last):
        start = page.root if headline.element is None else headline.element
        headline.flow = read_flow(page.nodes, start, shown=shown)
    flow = headline.flow = up_to_next_article(page, headline)
    parts = ArticleParts(flow, headline.text, headline.last, headline.is_marked)
    parts.boxes = side_boxes.find_boxes(page, flow, headline.last)
    parts.before = _lists_before_headline(page, headline, parts.boxes)
    if by_class_names:
        _read_marked_elements(page, parts)
    asides = find_asides(page, flow, headline.last, parts.boxes, parts.containers)
    asides = _with(asides, author_boxes(page, flow, headline.last + 1))
    parts.asides = asides
    covered = {i for aside in asides for i in range(aside.start, aside.end)}
    parts.boxes = [b for b in parts.boxes if b.kind != phrases.FORM or b.start not in covered]
    _read_text(page, parts, asides)
    if parts.body_has_prose or not any(aside.prose for aside in asides):
        return parts
    # All of the text is in what looked like asides.
    guess = replace(parts, is_guess=True)
    _read_text(page, guess, [aside for aside in asides if not aside.prose])
    return guess if guess.body_has_prose else parts


def _read_text(page: Page, parts: ArticleParts, asides: list[Aside]) -> None:
    """Read byline, summary, cover, body and tags, passing over *asides*."""
    flow, last = parts.flow, parts.headline_end
    front = FrontMatterReader(page, flow, last + 1, parts.boxes, asides, parts.containers)
    if last >= 0:
        front.read()
        parts.byline, parts.summary = front.byline, front.summary
        parts.cover, parts.videos = front.cover, front.videos
        if names := front.byline.names():
            about = author_boxes(page, flow, last + 1, names)
            asides, parts.asides = _with(asides, about), _with(parts.asides, about)
    selector = BodySelector(page, flow, last, parts.boxes, asides, front.tags)
    if parts.containers:
        for span in parts.containers:
            selector.select(range(*span), marked=True)
        selector.find_tags_after(parts.containers[-1][1])
    elif last >= 0:
        selector.select(front.pieces_after(), marked=False)
        selector.trim()
    body = without_repeats(flow, selector.body, parts.headline)
    parts.body, parts.insets, parts.tags = body, selector.insets, selector.tags


def _with(asides: list[Aside], more: list[Aside]) -> list[Aside]:
    return sorted((*asides, *more), key=lambda aside: aside.start)


def part(name: str) -> ValueReader:
    """Return a strategy that reads the part *name*, an attribute of ``ArticleParts``."""
    return lambda page: getattr(page.once(read), name)


def byline(name: str) -> ValueReader:
    """Return a strategy that reads the byline's item *name*, an attribute of ``Byline``."""
    return lambda page: getattr(page.once(read).byline, name)


def _lists_before_headline(
    page: Page, headline: Headline, after: list[Box]
) -> tuple[Flow, list[Box]] | None:
    """Find Most Read and Read Next before the headline, if no Most Read comes after it."""
    if headline.last < 0 or any(box.kind == phrases.MOST_READ for box in after):
        return None
    if not side_boxes.mentions_most_read(page):
        return None
    if headline.element is None:
        return headline.flow, side_boxes.lists_before(page, headline.flow, headline.last)
    flow = read_flow(page.nodes, page.root)
    span = flow.spans.get(headline.element)
    return (flow, side_boxes.lists_before(page, flow, span[0])) if span else None


def _read_marked_elements(page: Page, parts: ArticleParts) -> None:
    """Note the body's containers and the summary that the site's own class names mark.

    What comes after the body may be in elements of the same names: what a coverage is, a teaser,
    the next article.
    """
    is_over = False
    for element in parts.flow.marked:
        span = parts.flow.spans.get(element)
        names = classes(element)
        if span is None:
            continue
        if markup.BODY in names:
            if parts.containers:
                if is_over or span[0] < parts.containers[-1][1]:
                    continue
                start = parts.containers[-1][1]
                is_over = _is_in_list(parts, element, start) or _ends_text(
                    page, parts, start, span[0]
                )
            if not is_over:
                parts.containers.append(span)
        elif parts.marked_summary is None:
            lines = [p.text for p in parts.flow.pieces[slice(*span)] if isinstance(p, Line)]
            parts.marked_summary = " ".join(lines) or None


def _is_in_list(parts: ArticleParts, element: HtmlElement, start: int) -> bool:
    """Whether an element around *element*, all after the piece *start*, holds a list's heading."""
    headings = [box.start for box in parts.boxes if box.headed and box.start >= start]
    for around in islice(element.iterancestors(), MAX_CLIMB) if headings else ():
        span = parts.flow.spans.get(around)
        if span is None:
            continue
        if span[0] < start:
            return False
        if any(span[0] <= heading < span[1] for heading in headings):
            return True
    return False


def _ends_text(page: Page, parts: ArticleParts, start: int, end: int) -> bool:
    """Whether the pieces from *start* to *end* (exclusive) show that the text is over.

    They hold tags, a list that comes after every text, another headline, or a heading that leads
    to another page.
    """
    after = (phrases.COVERAGE, phrases.MOST_READ)
    if any(box.headed and box.kind in after and start <= box.start < end for box in parts.boxes):
        return True
    insets = [box for box in parts.boxes if box.kind == phrases.INSET]
    pieces = parts.flow.pieces
    for index in range(start, min(end, start + MAX_BETWEEN)):
        line = pieces[index]
        if not isinstance(line, Line) or any(box.start <= index < box.end for box in insets):
            continue
        if line.kind == "heading" and (line.linked or _is_marked_headline(parts, line)):
            return True
        if line.links and tags_at(page, pieces, index, end)[2]:
            return True
    return False


def _is_marked_headline(parts: ArticleParts, line: Line) -> bool:
    """Whether the site's class name marks a headline's box around *line*, and not the article's."""
    boxes = [box for box in line.node.iterancestors("div") if markup.HEADLINE_BOX in classes(box)]
    ours = parts.flow.pieces[parts.headline_end] if parts.headline_end >= 0 else None
    return bool(boxes) and (ours is None or boxes[-1] not in ours.node.iterancestors())
