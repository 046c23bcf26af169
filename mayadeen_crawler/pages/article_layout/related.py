"""The entries of a box of articles: which words and which link belong to one of them.

An entry is what stands in the largest element that links to one article only;
on a page without such elements, what stands between two links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from lxml.html import HtmlElement

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.pages.article_layout.heads import MOST_READ
from mayadeen_crawler.pages.article_layout.side_boxes import (
    MAX_CLIMB,
    MAX_LABEL,
    Box,
    article_links,
)
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Piece,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import SEPARATORS, could_be_time
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean, slugify

#: Pieces of one entry, and entries of one box.
MAX_PIECES = 20
MAX_ENTRIES = 50

_DIGIT = re.compile(r"\d")
# Between the label and the day of a card, in one line.
_SEPARATED = re.compile(rf"\s*[{SEPARATORS}]\s*|\s+[-–—/]\s+|,\s+")


@dataclass(slots=True)
class _Group:
    url: str
    start: int
    end: int


@cache
def labels(code: str) -> frozenset[str]:
    """Slugs of the labels that cards of the edition carry."""
    edition = EDITIONS[code]
    return frozenset(
        [*(section.slug for section in edition.sections), *map(slugify, edition.other_regions)]
    )


def is_label(text: str, code: str) -> bool:
    """Whether *text* is a label of the edition's cards."""
    return len(text) <= MAX_LABEL and _is_label(text, code)


@lru_cache(maxsize=4096)
def _is_label(text: str, code: str) -> bool:
    return slugify(text) in labels(code)


def entries(page: Page, flow: Flow, box: Box, kind: str) -> list[dict[str, object]]:
    """Return the entries of *box*, as the members of the record's ``related``."""
    if any(len(article_links(page, flow.pieces[index])) > 1 for index in box.inside):
        # Without a block element between entries they make one line.
        pieces = [part for index in box.inside for part in _split(flow.pieces[index])]
        flow, box = Flow(pieces), Box(box.kind, 0, len(pieces), headed=False)
    groups = list(_groups(page, flow, box))
    found = []
    for number, group in enumerate(groups):
        start, end = group.start, group.end
        if not any(_is_beside(piece, group, page) for piece in flow.pieces[start:end]):
            # No element holds the entry: Most Read says label and date after
            # the headline, the other lists say the label before it.
            if kind == MOST_READ:
                end = groups[number + 1].start if number + 1 < len(groups) else box.end
            else:
                start = groups[number - 1].end if number else box.inside.start
        lines = [
            p for p in flow.pieces[start : min(end, start + MAX_PIECES)] if isinstance(p, Line)
        ]
        found.append({"list": kind, "url": group.url, **_read(page, group, lines)})
    return found


def _split(piece: Piece) -> list[Piece]:
    """Split a line where its elements end."""
    if not isinstance(piece, Line):
        return [piece]
    return [
        replace(
            piece,
            articles=None,
            text=text,
            fragments=[fragment],
            links=[fragment.link] if fragment.link is not None else [],
        )
        for fragment in piece.fragments
        if has_words(text := clean(fragment.text))
    ]


def _groups(page: Page, flow: Flow, box: Box) -> Iterator[_Group]:
    named = {
        index: links[0]
        for index in box.inside
        if (links := article_links(page, piece := flow.pieces[index]))
        and not (isinstance(piece, Line) and _is_no_headline(page, piece.text))
    }
    groups: list[_Group] = []
    for index, url in named.items():
        if groups and groups[-1].url == url:
            groups[-1].end = index + 1
        elif len(groups) < MAX_ENTRIES:
            groups.append(_Group(url, index, index + 1))
    for group in groups:
        element: HtmlElement | None = flow.pieces[group.start].node
        for _ in range(MAX_CLIMB):
            if element is None:
                break
            span = flow.spans.get(element)
            if span:
                if span[0] < box.inside.start or span[1] > box.end:
                    break
                if any(named.get(i, group.url) != group.url for i in range(*span)):
                    break
                group.start, group.end = min(group.start, span[0]), max(group.end, span[1])
            element = element.getparent()
        yield group


def _is_no_headline(page: Page, text: str) -> bool:
    """Whether a linked line names a section or region, or shares: whatever it leads to."""
    if len(text) > MAX_LABEL:
        return False
    edition = page.site.edition
    return text.casefold() in edition.words.share or is_label(text, edition.code)


def _is_beside(piece: object, group: _Group, page: Page) -> bool:
    """Whether *piece* is a line of the entry that does not link to its article."""
    return isinstance(piece, Line) and group.url not in article_links(page, piece)


def _read(page: Page, group: _Group, lines: list[Line]) -> dict[str, object]:
    linked = [line for line in lines if group.url in article_links(page, line)]
    # Only the picture may be the link.
    linked = linked or [line for line in lines if not _day(page, line.text)]
    headline = max(linked, key=lambda line: (line.kind == "heading", len(line.text)), default=None)
    words = _parts(page, headline) if headline else []
    entry: dict[str, object] = {"headline": None, "label": None, "date": None}
    rest = [part for line in lines if line is not headline for part in _parts(page, line)]
    if len(words) > 1:
        # Label, headline and date can share one link without a break between them.
        code = page.site.edition.code
        extra = [word for word in words if is_label(word, code) or _day(page, word)]
        if len(extra) < len(words):
            rest += extra
            words = [word for word in words if word not in extra]
            entry["headline"] = clean(" ".join(words))
    if headline and entry["headline"] is None:
        entry["headline"] = headline.text
    for part in rest:
        day = _day(page, part)
        if day:
            entry["date"] = entry["date"] or day
        elif len(part) <= MAX_LABEL and part.casefold() not in page.site.edition.words.share:
            entry["label"] = entry["label"] or part
    return entry


def _parts(page: Page, line: Line) -> list[str]:
    """Split a line where its elements end or separators stand, unless the whole is a date."""
    if len(line.fragments) == 1 or _day(page, line.text):
        return _parted(page, line.text)
    said = (clean(fragment.text).strip(SEPARATORS).strip() for fragment in line.fragments)
    return [part for text in said if has_words(text) for part in _parted(page, text)]


def _parted(page: Page, text: str) -> list[str]:
    """Split ``Sports | 23 Nov 2021``; text without a day beside something else is one part."""
    if len(text) > 2 * MAX_LABEL or _DIGIT.search(text) is None:
        return [text]
    parts = _SEPARATED.split(text)
    dated = len(parts) > 1 and not _day(page, text) and any(_day(page, part) for part in parts)
    return parts if dated else [text]


def _day(page: Page, text: str) -> str | None:
    if not 4 <= len(text) <= MAX_LABEL or not could_be_time(text):
        return None
    zone = page.site.edition.time_zone
    time = site_time.parse(text, zone) or site_time.parse(text, zone, page.now)
    return time.day.isoformat() if time else None
