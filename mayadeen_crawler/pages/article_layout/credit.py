"""What a byline said, and how a line of it is parted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.nodes import (
    Fragment,
    Line,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import SEPARATORS
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

# A hyphen or slash parts items only where spaces surround it.
_SEPARATOR = re.compile(rf"(?=[{SEPARATORS}]|(?<=\s)[-–—/]\s)")
# What can stand before an item of a line.
_MARKS = SEPARATORS + "-–—/,،"
# First path segments of authors' pages.
_AUTHOR_PAGES = frozenset({"authors", "author", "writers", "writer"})


@dataclass(slots=True)
class Byline:
    """What the items said; texts as the page shows them."""

    authors: list[dict[str, object]] = field(default_factory=list)
    sources: str | None = None
    published: str | None = None
    updated: str | None = None
    shares: str | None = None
    read_minutes: str | None = None
    machine_published: str | None = None
    """``datetime`` of the ``<time>`` element that shows the publication."""
    machine_updated: str | None = None

    def copy(self) -> Byline:
        """Return a copy that goes its own way: made for every line, so without ``replace``."""
        return Byline(
            list(self.authors), self.sources, self.published, self.updated, self.shares,
            self.read_minutes, self.machine_published, self.machine_updated,
        )  # fmt: skip

    @property
    def found(self) -> bool:
        """Whether anything was recognised."""
        return bool(
            self.authors or self.sources or self.published or self.updated or self.shares
            or self.read_minutes or self.machine_published
        )  # fmt: skip


def is_author_page(page: Page, link: HtmlElement) -> bool:
    """Whether *link* leads to an author's page on the site."""
    address = page.link(link.get("href"))
    if address is None:
        return False
    segments = urlsplit(address).path.casefold().split("/")
    return len(segments) > 2 and segments[1] in _AUTHOR_PAGES


def parts_of(line: Line) -> list[Fragment]:
    """Split a line where an element ends or before a separator; blank pieces are left out."""
    parts: list[Fragment] = []
    space = ""
    for fragment in line.fragments:
        for text in _SEPARATOR.split(fragment.text):
            if has_words(text):
                parts.append(Fragment(space + text, fragment.link))
                space = ""
            elif text.isspace():
                space = " "
    return parts


def said(text: str) -> str:
    """Return what a part says, without the separator before it."""
    return clean(text).lstrip(_MARKS).lstrip()
