"""The items around a headline — who, source, when, shares, minutes — by what they say.

``By …``, ``Source: …``, ``3 Feb 2022 08:46``, ``5 Shares``, ``2 Min Read``: in
any elements, one a line or several in one. The words are the edition's.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.pages.article_layout.credit import (
    Byline,
    is_author_page,
    parts_of,
    said,
)
from mayadeen_crawler.pages.dom.nodes import Fragment, Line
from mayadeen_crawler.pages.dom.phrases import (
    could_be_time,
    is_sentence,
    patterns,
    word_of,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import ascii_digits, clean

#: Longest item; longer text is prose.
MAX_ITEM = 160
MAX_NAME = 80
#: Longest text beside the items of one line: labels and marks.
MAX_LEFT = 30
#: Longest text around linked names: ``By``, ``and``, commas.
MAX_UNLINKED = 25
MAX_FRAGMENTS = 24

_CLOCK = re.compile(r"\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?", re.ASCII | re.IGNORECASE)
_COMMA = re.compile(r"[,،]\s")


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
        parts = parts_of(line)
        if len(parts) > MAX_FRAGMENTS:
            return False
        before = self.byline.copy()
        taken, left = False, ""
        at = 0
        while at < len(parts) and len(left) <= MAX_LEFT:
            length = self._closed(parts, at) or self._open(parts, at)
            if length:
                taken = True
            else:
                left += said(parts[at].text)
            at += length or 1
        if taken and len(left) <= MAX_LEFT:
            return True
        self.byline = before
        return False

    def take_count(self, first: Line, second: Line) -> bool:
        """Read a number and its word that stand in two lines: ``5`` above ``Shares``."""
        if len(first.text) + len(second.text) > MAX_LEFT:
            return False
        text = ascii_digits(f"{first.text} {second.text}")
        return self._count(text)

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
            text = " ".join(said(part.text) for part in parts[at:end])
            if len(text) <= MAX_ITEM and self._closed_item(text):
                self._waiting = ""
                return end - at
        return 0

    def _count(self, digits: str) -> bool:
        """Try the items that count: shares and minutes."""
        byline, known = self.byline, self._patterns
        for pattern in known.shares:
            if match := pattern.fullmatch(digits):
                byline.shares = byline.shares or match[1]
                return True
        if match := known.minutes.fullmatch(digits):
            number = match[1] or known.minutes_said[match[2]]
            byline.read_minutes = byline.read_minutes or number
            return True
        return False

    def _closed_item(self, text: str) -> bool:
        byline, known = self.byline, self._patterns
        if self._count(ascii_digits(text)):
            return True
        if _CLOCK.fullmatch(text) and byline.published and ":" not in byline.published:
            byline.published += f" {text}"  # the day was an item of its own
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
            and site_time.parse(text, self._zone, self._page.now) is not None
        )

    def _open(self, parts: list[Fragment], at: int) -> int:
        """Try the items that go on until the next one begins: author and source."""
        text = said(parts[at].text)
        bare = self._patterns.bare.get(word_of(text))
        if bare:
            self._waiting = bare
            return 1
        waiting, self._waiting = self._waiting, ""
        end = at + 1
        while end < len(parts) and not self._begins(parts[end].text):
            end += 1
        whole = said("".join(part.text for part in parts[at:end]))
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
            return self._author(self._undated(match[1]), parts[at:end]) and end - at
        link = parts[at].link
        if link is not None and is_author_page(self._page, link):
            return self._author(text, parts[at : at + 1]) and 1
        return 0

    def _undated(self, names: str) -> str:
        """Cut the time off ``Jane Doe, 3 Feb 2022 08:46``, and note it."""
        for comma in _COMMA.finditer(names):
            if self._is_time(text := names[comma.end() :]):
                self.byline.published = self.byline.published or text
                return names[: comma.start()]
        return names

    def _begins(self, text: str) -> bool:
        """Whether an item of its own begins with the fragment *text*."""
        text = said(text)
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
                if (name := self._without_key(said(raw))) and len(name) <= MAX_NAME
            ]
        else:
            self.byline.authors.append({"name": names})
        return bool(self.byline.authors)

    def _without_key(self, name: str) -> str:
        match = self._patterns.by.fullmatch(name)
        return match[1] if match else name
