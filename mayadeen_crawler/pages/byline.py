"""The items around a headline — who, source, when, shares, minutes — by what they say.

``By …``, ``Source: …``, ``3 Feb 2022 08:46``, ``5 Shares``, ``2 Min Read``: in
any elements, one a line or several in one. The words are the edition's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler import dates
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.pages.page import Page
from mayadeen_crawler.pages.pieces import Fragment, Line
from mayadeen_crawler.text import ascii_digits, clean

#: Longest item; longer text is prose.
MAX_ITEM = 160
MAX_NAME = 80
#: Longest text beside the items of one line: labels and marks.
MAX_LEFT = 30
#: Longest text around linked names: ``By``, ``and``, commas.
MAX_UNLINKED = 25
MAX_FRAGMENTS = 24

_BETWEEN_ITEMS = re.compile("[|•·‧∙●]")
_SENTENCE_END = (".", "!", "?", "؟", "…", ".”", '."', "!”", "?”")
# First path segments of authors' pages.
_AUTHOR_PAGES = frozenset({"authors", "author", "writers", "writer"})
_DIGIT = re.compile(r"\d")
# What a time without digits holds: `an hour ago`, `yesterday`.
_NO_DIGIT = (
    "ago", "now", "today", "yesterday", "hace", "hoy", "ayer", "ahora", "منذ", "قبل", "للتو",
    "اليوم", "أمس", "امس",
)  # fmt: skip
_NUMBER = r"(\d[\d.,٬٫]{0,12}\s?[km]?)"


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


@dataclass(frozen=True, slots=True)
class _Patterns:
    by: re.Pattern[str]
    source: re.Pattern[str]
    updated: re.Pattern[str]
    shares: tuple[re.Pattern[str], ...]
    minutes: re.Pattern[str]
    bare: dict[str, str]
    """A key that stands alone → its item."""


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _patterns(code: str) -> _Patterns:
    words = EDITIONS[code].words
    by, source, updated = _either(words.by), _either(words.source), _either(words.updated)
    shares = _either(words.shares)
    bare = {word: item for item in ("by", "source", "updated") for word in getattr(words, item)}
    flags = re.IGNORECASE
    return _Patterns(
        by=re.compile(rf"(?:{by})(?:\s?[:：]\s?|\s)(.+)", flags),
        source=re.compile(rf"(?:{source})\s?[:：]\s?(.+)", flags),
        updated=re.compile(rf"(?:{updated})(?:\s?[:：]\s?|\s)(.+)", flags),
        shares=(
            re.compile(rf"{_NUMBER}\s?(?:{shares})", flags),
            re.compile(rf"(?:{shares})\s?[:：]?\s?\(?{_NUMBER}\)?", flags),
        ),
        minutes=re.compile(rf"(\d{{1,3}})\s?-?\s?(?:{_either(words.min_read)})", flags),
        bare=bare,
    )


def word_of(text: str) -> str:
    """Return *text* as the tables of words hold it: lower case, without a colon at its end."""
    return text.rstrip(" :：…").casefold()


def is_sentence(text: str) -> bool:
    """Whether *text* ends like a sentence."""
    return text.endswith(_SENTENCE_END)


class Reader:
    """Takes lines one after another, and tells which of them were items."""

    def __init__(self, page: Page) -> None:
        self.byline = Byline()
        self._page = page
        self._patterns = _patterns(page.site.edition.code)
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
                left += clean(parts[at].text)
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
            text = clean(" ".join(part.text for part in parts[at:end]))
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
            and (_DIGIT.search(text) or any(word in text.casefold() for word in _NO_DIGIT))
            and dates.parse(text, self._zone, self._page.now) is not None
        )

    def _open(self, parts: list[Fragment], at: int) -> int:
        """Try the items that go on until the next one begins: author and source."""
        text = clean(parts[at].text)
        bare = self._patterns.bare.get(word_of(text))
        if bare:
            self._waiting = bare
            return 1
        waiting, self._waiting = self._waiting, ""
        end = at + 1
        while end < len(parts) and not self._begins(parts[end].text):
            end += 1
        whole = clean("".join(part.text for part in parts[at:end]))
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
        text = clean(text)
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
                if (name := self._without_key(clean(raw))) and len(name) <= MAX_NAME
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
    """Split a line where an element or a separator ends; blank pieces are left out."""
    parts: list[Fragment] = []
    for fragment in line.fragments:
        split = _BETWEEN_ITEMS.split(fragment.text)
        parts += [Fragment(text, fragment.link) for text in split if text and not text.isspace()]
    return parts
