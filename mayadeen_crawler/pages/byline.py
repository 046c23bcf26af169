"""The items around a headline — who, source, when, shares, minutes — by what they say.

``By …``, ``Source: …``, ``3 Feb 2022 08:46``, ``5 Shares``, ``2 Min Read``: in
any elements, one a line or several in one. The words are the edition's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler import dates
from mayadeen_crawler.pages.page import Page
from mayadeen_crawler.pages.pieces import Fragment, Line, has_words
from mayadeen_crawler.pages.wording import SEPARATORS, could_be_time, is_sentence, patterns, word_of
from mayadeen_crawler.text import ascii_digits, clean

#: Longest item; longer text is prose.
MAX_ITEM = 160
MAX_NAME = 80
#: Longest text beside the items of one line: labels and marks.
MAX_LEFT = 30
#: Longest text around linked names: ``By``, ``and``, commas.
MAX_UNLINKED = 25
MAX_FRAGMENTS = 24

_SEPARATOR = re.compile(f"(?=[{SEPARATORS}])")
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

    @property
    def found(self) -> bool:
        """Whether anything was recognised."""
        return bool(
            self.authors or self.sources or self.published or self.updated or self.shares
            or self.read_minutes or self.machine_published
        )  # fmt: skip


class Reader:
    """Takes lines one after another, and tells which of them were items."""

    def __init__(self, page: Page) -> None:
        self.byline = Byline()
        self._page = page
        self._patterns = patterns(page.site.edition.code)
        self._zone = page.site.edition.time_zone
        self._waiting = ""

    def take(self, line: Line) -> bool:
        """Read *line*; whether it was one or more items (and so no text of the article)."""
        if line.times:
            self._machine(line)
        if len(line.text) > 3 * MAX_ITEM:
            self._waiting = ""
            return False
        parts = _parts(line)
        if len(parts) > MAX_FRAGMENTS:
            return False
        before = replace(self.byline, authors=list(self.byline.authors))
        taken, left = False, ""
        at = 0
        while at < len(parts) and len(left) <= MAX_LEFT:
            length = self._closed(parts, at) or self._open(parts, at)
            if length:
                taken = True
            else:
                left += _said(parts[at].text)
            at += length or 1
        if taken and len(left) <= MAX_LEFT:
            return True
        self.byline = before
        return False

    def _machine(self, line: Line) -> None:
        is_update = self._patterns.updated.match(line.text) is not None
        for element in line.times:
            stamp = element.get("datetime")
            role = (element.get("itemprop") or "").lower()
            if is_update or role == "datemodified":
                self.byline.machine_updated = self.byline.machine_updated or stamp
            else:
                self.byline.machine_published = self.byline.machine_published or stamp

    def _closed(self, parts: list[Fragment], at: int) -> int:
        """Try the items that say themselves how long they are, the longest text first."""
        for end in range(min(len(parts), at + 4), at, -1):
            text = " ".join(_said(part.text) for part in parts[at:end])
            if len(text) <= MAX_ITEM and self._closed_item(text):
                self._waiting = ""
                return end - at
        return 0

    def _closed_item(self, text: str) -> bool:
        byline, known = self.byline, self._patterns
        digits = ascii_digits(text)
        for pattern in known.shares:
            if match := pattern.fullmatch(digits):
                byline.shares = byline.shares or match[1]
                return True
        if match := known.minutes.fullmatch(digits):
            byline.read_minutes = byline.read_minutes or match[1]
            return True
        if self._is_time(text):
            if self._waiting == "updated":
                byline.updated = byline.updated or text
            else:
                byline.published = byline.published or text
            return True
        if (match := known.updated.fullmatch(text)) and self._is_time(match[1]):
            byline.updated = byline.updated or match[1]
            return True
        return False

    def _is_time(self, text: str) -> bool:
        return (
            4 < len(text) <= 80
            and could_be_time(text)
            and dates.parse(text, self._zone, self._page.now) is not None
        )

    def _open(self, parts: list[Fragment], at: int) -> int:
        """Try the items that go on until the next one begins: author and source."""
        text = _said(parts[at].text)
        bare = self._patterns.bare.get(word_of(text))
        if bare:
            self._waiting = bare
            return 1
        waiting, self._waiting = self._waiting, ""
        end = at + 1
        while end < len(parts) and not self._begins(parts[end].text):
            end += 1
        whole = _said("".join(part.text for part in parts[at:end]))
        if waiting == "source" and len(whole) <= MAX_ITEM:
            self.byline.sources = self.byline.sources or whole
            return end - at
        if match := self._patterns.source.fullmatch(whole):
            if len(match[1]) > MAX_ITEM:
                return 0
            self.byline.sources = self.byline.sources or match[1]
            return end - at
        if waiting == "by":
            return self._author(whole, parts[at:end]) and end - at
        if match := self._patterns.by.fullmatch(whole):
            return self._author(match[1], parts[at:end]) and end - at
        link = parts[at].link
        if link is not None and is_author_page(self._page, link):
            return self._author(text, parts[at : at + 1]) and 1
        return 0

    def _begins(self, text: str) -> bool:
        """Whether an item of its own begins with the fragment *text*."""
        text = _said(text)
        known = self._patterns
        digits = ascii_digits(text)
        return (
            word_of(text) in known.bare
            or known.source.fullmatch(text) is not None
            or known.minutes.fullmatch(digits) is not None
            or any(pattern.fullmatch(digits) for pattern in known.shares)
            or self._is_time(text)
        )

    def _author(self, names: str, parts: list[Fragment]) -> bool:
        linked: dict[HtmlElement, str] = {}
        for part in parts:
            if part.link is not None:
                linked[part.link] = linked.get(part.link, "") + part.text
        first = names[:1]
        if not linked and (
            len(names) > MAX_NAME or is_sentence(names) or (first.islower() or not first.isalpha())
        ):
            return False
        unlinked = clean("".join(part.text for part in parts if part.link is None))
        if linked and len(unlinked) > MAX_UNLINKED:
            return False
        if self.byline.authors:
            return True
        if linked:
            # One linked name is one author, whatever commas it holds.
            self.byline.authors += [
                {"name": name, "url": self._page.link(link.get("href"))}
                for link, raw in linked.items()
                if (name := self._without_key(_said(raw))) and len(name) <= MAX_NAME
            ]
        else:
            self.byline.authors.append({"name": names})
        return bool(self.byline.authors)

    def _without_key(self, name: str) -> str:
        match = self._patterns.by.fullmatch(name)
        return match[1] if match else name


def is_author_page(page: Page, link: HtmlElement) -> bool:
    """Whether *link* leads to an author's page on the site."""
    address = page.link(link.get("href"))
    if address is None:
        return False
    segments = urlsplit(address).path.casefold().split("/")
    return len(segments) > 2 and segments[1] in _AUTHOR_PAGES


def _parts(line: Line) -> list[Fragment]:
    """Split a line where an element ends or before a separator; blank pieces are left out."""
    return [
        Fragment(text, fragment.link)
        for fragment in line.fragments
        for text in _SEPARATOR.split(fragment.text)
        if has_words(text)
    ]


def _said(text: str) -> str:
    """Return what a part says, without the separator before it."""
    return clean(text).lstrip(SEPARATORS).lstrip()
