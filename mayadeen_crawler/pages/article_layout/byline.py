"""The byline around a headline: author, source, times, share count, reading minutes.

Items are recognised by what their text says, in any elements: ``By …``,
``Source: …``, ``3 Feb 2022 08:46``, ``5 Shares``, ``2 Min Read``. A line may hold
one item or several. The words are the edition's (``outlet/``), the patterns made
of them are in ``pages/dom/phrases.py``.

A ``BylineReader`` is fed with lines by ``front_matter`` (the byline itself, and
whether the text under a portrait names the author rather than describes a
picture) and by ``headline`` (a heading followed by a byline is the headline).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from mayadeen_crawler.author_names import beside, could_sign, is_house, is_name, is_nobody, people
from mayadeen_crawler.dates.forms import is_time_of_day
from mayadeen_crawler.dates.words import LABELS
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.outlet.person_words import PARTICLES, PLACES, TOPIC_WORDS
from mayadeen_crawler.pages import tawsiyat
from mayadeen_crawler.pages.dom.html_elements import ancestors, short_text
from mayadeen_crawler.pages.dom.nodes import Line, has_words
from mayadeen_crawler.pages.dom.phrases import (
    SEPARATORS,
    could_be_time,
    is_sentence,
    patterns,
    time_shown,
    word_of,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.card_text import is_label
from mayadeen_crawler.urls.canonical import is_on_site
from mayadeen_crawler.urls.parsed_url import split
from mayadeen_crawler.utils.text import any_spelling, ascii_digits, clean, plain_letters

#: Characters of the longest item; longer text is prose.
MAX_ITEM = 160
#: Characters of the longest name of an author.
MAX_NAME = 80
#: Characters of the longest name that no `By` precedes.
MAX_BARE_NAME = 50
#: Characters of a line that may be left over beside its items: labels and marks.
MAX_LEFT = 30
#: Characters of a line with linked names that may be outside the links: ``By``, ``and``, commas.
MAX_UNLINKED = 25
#: Fragments of the longest line that is read as a byline.
MAX_FRAGMENTS = 24

#: `<time>` elements of one line.
MAX_TIMES = 2
#: Words of the longest name after a word for authors that is a noun: ``الكاتب``.
MAX_AFTER_NOUN = 4

# Between a name and a time, which may be the next item: ``Jane Doe on 3 Feb 2022``.
_BEFORE_TIME = re.compile(r"[,،]\s|\s(?:on|el|في|بتاريخ)\s", re.IGNORECASE)
_LAST_WORD = re.compile(r"\s(?:on|el|في|بتاريخ)\s?$", re.IGNORECASE)
# `1:35` beside a day is the length of a video: the site writes 01:35.
_LENGTH = re.compile(r"\d:\d\d", re.ASCII)
# A hyphen, slash or tatweel separates items only where spaces surround it.
_SEPARATOR = re.compile(rf"(?=[{SEPARATORS}]|(?<=\s)(?:[-–—/ـ]\s|\())")
_MAY_SEPARATE = re.compile(rf"[{SEPARATORS}–—/ـ(-]")  # a quick first look
# `17 Nov 2026 14:30 (updated 18 Nov 2026 09:00)`
_UPDATED = any_spelling(word for e in EDITIONS.values() for word in e.words.updated)
_CHANGE = re.compile(rf"\s?[(,،;]\s?(?=(?:{_UPDATED})[\s:：][^()]{{4,60}}\)?$)", re.IGNORECASE)
# A definite noun and its adjective: `الصفحة الأولى`; `السيد شبل` and `الياس فرحات` are names.
_DEFINITE = re.compile(r"ال\S+\sال")
# Marks that can precede an item of a line.
_MARKS = SEPARATORS + "-–—/ـ,،"
# The full stop of `Jr.` and of an initial ends no sentence.
_ABBREVIATION = re.compile(r"\b(?:[JjSs]r|[^\W\d_])\.$")
# First path segments of authors' pages.
_AUTHOR_PAGES = frozenset({"authors", "author", "writers", "writer"})


class Part(NamedTuple):
    """A part of a line that can be an item of a byline, and the ``a`` element around it."""

    text: str
    link: HtmlElement | None
    item: str
    """The text, cleaned, without the separator before it."""


@dataclass(slots=True)
class Byline:
    """The items found so far; texts as the page shows them, not yet parsed."""

    authors: list[dict[str, object]] = field(default_factory=list)
    """``{"name": str, "url": str | None}`` each; without ``url`` where the name is no link."""
    sources: str | None = None
    """The text after ``Source:``, such as ``Agencies``."""
    published: str | None = None
    """The publication time as shown, such as ``3 Feb 2022 08:46`` or ``2 hours ago``."""
    updated: str | None = None
    """The time of the last change as shown, without ``Updated:``."""
    shares: str | None = None
    """The number beside ``Shares``, in ASCII digits: ``1.2k``."""
    read_minutes: str | None = None
    """The number beside ``Min Read``, in ASCII digits."""
    machine_published: str | None = None
    """``datetime`` of the ``<time>`` element that shows the publication."""
    machine_updated: str | None = None
    """``datetime`` of the ``<time>`` element that shows the last change."""

    def copy(self) -> Byline:
        """Return an independent copy. Written out, as it is made for every line (speed)."""
        return Byline(
            list(self.authors), self.sources, self.published, self.updated, self.shares,
            self.read_minutes, self.machine_published, self.machine_updated,
        )  # fmt: skip

    def names(self) -> set[str]:
        """Return the authors' names in lower case, without positions and places."""
        return {n.casefold() for one in self.authors for n in people(clean(str(one["name"])))}

    @property
    def found(self) -> bool:
        """Whether any item was recognised."""
        return bool(
            self.authors or self.sources or self.published or self.updated or self.shares
            or self.read_minutes or self.machine_published
        )  # fmt: skip


class BylineReader:
    """Reads lines in page order, and collects the byline's items from them in ``byline``."""

    def __init__(self, page: Page) -> None:
        self.byline = Byline()
        self._page = page
        self._patterns = patterns(page.site.edition.code)
        self._pending_key = ""
        """``by``, ``source`` or ``updated`` after a key that stood alone: its value comes next."""
        self._more_authors = False
        """Whether nothing but authors was read since the first: a list of them may go on."""
        self._times: frozenset[str] = frozenset()
        """The texts of the line's ``<time>`` elements, in whatever words (``9 April``)."""
        self._day_of: HtmlElement | None = None
        """What holds the line before, if that ended with the day of publication."""
        self._after_day = False
        """Whether the item before is that day: a time of day that comes next belongs to it."""

    def take(self, line: Line) -> bool:
        """Read *line*; return True if it consisted of items, and so is no text of the article.

        A line of prose leaves the byline as it was.
        """
        published = self.byline.published
        self._times = frozenset(map(_shown, line.times[:MAX_TIMES]))
        taken = self._take_items(line)
        self._more_authors = self._more_authors and not is_sentence(line.text)
        if line.times:
            roles = [self._role(element) for element in line.times]
            if all(role == "other" for role in roles):
                self.byline.published = published
            elif taken or self._is_time_alone(line):
                self._read_time_elements(line, roles)
        return taken

    def _take_items(self, line: Line) -> bool:
        holder = line.node.getparent()
        self._after_day = self._day_of is not None and self._day_of is holder
        taken = self._take_parts(line)
        self._day_of = holder if taken and self._after_day else None
        return taken

    def _take_parts(self, line: Line) -> bool:
        if len(line.text) > 3 * MAX_ITEM:
            self._pending_key = ""
            return False
        parts = split_line(line)
        if len(parts) > MAX_FRAGMENTS:
            return False
        before = self.byline.copy()
        taken, left = 0, ""
        unknown: list[Part] = []
        at = 0
        while at < len(parts) and len(left) <= MAX_LEFT:
            length = self._read_fixed_item(parts, at) or self._read_author_or_source(parts, at)
            if length:
                taken += 1
                if self.byline.published or self.byline.sources or self.byline.shares:
                    self._more_authors = False
            else:
                self._after_day = False
                left += parts[at].item
                unknown.append(parts[at])
            at += length or 1
        if taken and len(left) <= MAX_LEFT:
            if taken > 1 and len(unknown) == 1 and unknown[0].link is None:
                self.take_name(unknown[0].item)
            return True
        self.byline = before
        return False

    def take_name(self, text: str) -> bool:
        """Read a name without ``By`` that stands in one row with source and time.

        Return True if it is one, and the only author that is named.
        """
        byline = self.byline
        if byline.authors or not (byline.sources and byline.published):
            return False
        if len(text) > MAX_BARE_NAME or not is_name(text) or self._is_label(text):
            return False
        byline.authors.append({"name": text})
        return True

    def _is_label(self, text: str) -> bool:
        """Whether *text* names a section, topic, place or button, or is a menu's link.

        No name has the Arabic article twice.
        """
        word = text.casefold()
        if word in PLACES or word in self._page.site.edition.words.share or _DEFINITE.match(text):
            return True
        if not TOPIC_WORDS.isdisjoint(word.split()) or text in self._page.once(tawsiyat.labels):
            return True
        return is_label(text, self._page.site.edition) or any(
            short_text(link, MAX_BARE_NAME) == text
            and any(above.tag in ("nav", "header") for above in ancestors(link))
            for link in self._page.nodes.tagged("a")
        )

    def take_count(self, first: Line, second: Line) -> bool:
        """Read a number and its word that are two lines: ``5`` above ``Shares``.

        Return True if they are a share count or reading minutes.
        """
        if len(first.text) + len(second.text) > MAX_LEFT:
            return False
        text = ascii_digits(f"{first.text} {second.text}")
        return self._read_count(text)

    # --- times, share counts, minutes: items of a fixed form

    def _is_time_alone(self, line: Line) -> bool:
        """Whether *line* is a ``<time>`` in words that nobody foresaw, perhaps after a label.

        A sentence, a heading and a time of day may be those of a live blog's entry.
        """
        if line.kind == "heading" or is_sentence(line.text) or len(line.text) > MAX_ITEM:
            return False
        shown = " ".join(map(_shown, line.times[:MAX_TIMES])).strip()
        return not is_time_of_day(shown) and len(line.text) - len(shown) <= MAX_LEFT

    def _read_time_elements(self, line: Line, roles: Sequence[str | None]) -> None:
        is_update = self._patterns.updated.match(line.text) is not None
        names = [(element.get("class") or "").casefold() for element in line.times]
        names_publication = any("publish" in name for name in names)
        for element, name, said in zip(line.times, names, roles, strict=True):
            stamp = element.get("datetime")
            role = (element.get("itemprop") or "").lower()
            # `updated` alone is on any time by the custom of hAtom.
            is_named = names_publication and "publish" not in name and "updated" in name
            if said == "other":
                continue
            is_update = said == "updated" if said else is_update
            if is_named or role == "datemodified" or (is_update and role != "datepublished"):
                self.byline.machine_updated = self.byline.machine_updated or stamp
            else:
                self.byline.machine_published = self.byline.machine_published or stamp

    def _role(self, element: HtmlElement) -> Literal["published", "updated", "other"] | None:
        """Return what the words before a ``<time>`` say that it is of; None: they do not say.

        ``Published <time>…</time>, updated <time>…</time>``; ``other`` is ``Airs <time>…</time>``.
        """
        before, around = element.getprevious(), element.getparent()
        raw = before.tail if before is not None else around.text if around is not None else None
        text = clean(raw or "")
        if not has_words(text) and before is not None and before.tag != "time":
            text = short_text(before, MAX_LEFT) or ""
            if text[-1:] not in (":", "："):
                return None
        said = without_separator(text)
        word = word_of(said)
        if not has_words(word):
            return None
        if (key := self._patterns.bare.get(word)) is not None:
            return "updated" if key == "updated" else None
        if plain_letters(word) in LABELS:
            return "published"
        is_item = (
            text[-1] in _MARKS
            or plain_letters(text.rsplit(" ", 1)[-1]) in LABELS
            or self._patterns.by.match(text) is not None
            or self._patterns.source.match(text) is not None
            or plain_letters(word.split(" ", 1)[0]) in LABELS
            or is_house(said)
            or is_name(said)
            or said.casefold() in PLACES
            or is_label(text, self._page.site.edition)
        )
        return None if is_item else "other"

    def _read_fixed_item(self, parts: list[Part], at: int) -> int:
        """Match items with a fixed form (counts, times) from *at* on, longest candidate first.

        Return how many parts the item takes; 0 if there is none.
        """
        for end in range(min(len(parts), at + 4), at, -1):
            items = [part.item for part in parts[at:end]]
            if len(items) > 1 and _LENGTH.fullmatch(items[-1]):
                continue
            text = " ".join(items)
            if len(text) <= MAX_ITEM and self._match_fixed_item(text):
                self._pending_key = ""
                return end - at
        return 0

    def _match_fixed_item(self, text: str) -> bool:
        byline, known = self.byline, self._patterns
        if not known.minutes_said and not could_be_time(text):
            return False  # most texts: no number in them, and no time in words
        if self._read_count(ascii_digits(text)):
            return True
        if self._after_day and byline.published and is_time_of_day(text):
            if not _LENGTH.fullmatch(text):
                byline.published += f" {text}"  # the day was an item of its own
            self._after_day = False
            return True
        if self.is_time(text):
            if self._pending_key == "updated":
                byline.updated = byline.updated or text
            else:
                self._after_day = byline.published is None and ":" not in text
                byline.published = byline.published or text
            return True
        if (match := known.updated.fullmatch(text)) and self.is_time(match[1]):
            byline.updated = byline.updated or match[1]
            return True
        return False

    def _read_count(self, digits: str) -> bool:
        """Match a share count or reading minutes: ``5 Shares``, ``2 Min Read``."""
        byline, known = self.byline, self._patterns
        for pattern in known.shares:
            if match := pattern.fullmatch(digits):
                byline.shares = byline.shares or match[1]
                return True
        if match := known.minutes.fullmatch(digits):
            said = known.minutes_said
            number = match[1] or (said.get(match[2]) if said else None)
            byline.read_minutes = byline.read_minutes or number
            return True
        return False

    def is_time(self, text: str) -> bool:
        """Whether *text* is a time and nothing else."""
        return (
            4 < len(text) <= 80
            and could_be_time(text)
            and time_shown(text, self._page.site.edition, self._page.now) is not None
        )

    # --- author and source: items that go on until the next one begins

    def _read_author_or_source(self, parts: list[Part], at: int) -> int:
        """Match ``By …`` or ``Source: …`` from *at* on; return how many parts it takes, or 0."""
        text = parts[at].item
        key_alone = self._patterns.bare.get(word_of(text))
        if key_alone:
            self._pending_key = key_alone
            return 1
        key, self._pending_key = self._pending_key, ""
        end = at + 1
        while end < len(parts) and not self._begins_item(parts[end].item):
            end += 1
        whole = without_separator(_joined(parts[at:end]))
        if key == "source" and len(whole) <= MAX_ITEM:
            self.byline.sources = self.byline.sources or whole
            return end - at
        if match := self._patterns.source.fullmatch(whole):
            if len(match[1]) > MAX_ITEM:
                return 0
            self.byline.sources = self.byline.sources or match[1]
            return end - at
        if key == "by":
            return self._add_authors(whole, parts[at:end]) and end - at
        if match := self._patterns.by.fullmatch(whole):
            names, by = self._cut_off_time(match[1]), whole[: match.start(1)]
            if self._begins_sentence(by, names, parts[at:end]):
                return 0
            return self._add_authors(names, parts[at:end]) and end - at
        end = at
        while end < len(parts) and self._names_author(parts[end]):
            end += 1
        return end > at and self._add_authors(text, parts[at:end]) and end - at

    def _names_author(self, part: Part) -> bool:
        return part.link is not None and is_author_page(self._page, part.link)

    def _begins_sentence(self, by: str, names: str, parts: list[Part]) -> bool:
        """Whether *by* and *names* are a text: ``By Sea, …``.

        A link shows that they are none, and a colon, but for the words that are listed with it.
        """
        if any(part.link is not None for part in parts):
            return False
        nouns = map(plain_letters, self._page.site.edition.words.by_noun)
        is_long = len(names.split()) > MAX_AFTER_NOUN and plain_letters(by.strip()) in nouns
        return is_long or (by.rstrip()[-1] not in ":：/" and not could_sign(names))

    def _begins_item(self, text: str) -> bool:
        """Whether *text* is a further item, or begins one."""
        known = self._patterns
        digits = ascii_digits(text)
        return (
            text in self._times
            or known.bare.get(word_of(text)) is not None
            or known.source.fullmatch(text) is not None
            or known.minutes.fullmatch(digits) is not None
            or any(pattern.fullmatch(digits) for pattern in known.shares)
            or is_time_of_day(text)
            or self.is_time(text)
        )

    def _cut_off_time(self, names: str) -> str:
        """Cut the time off ``Jane Doe, 3 Feb 2022 08:46``, and note it as the publication's."""
        for mark in _BEFORE_TIME.finditer(names):
            if self.is_time(text := names[mark.end() :]):
                self.byline.published = self.byline.published or text
                return names[: mark.start()]
        return names

    def _add_authors(self, names: str, parts: list[Part]) -> bool:
        """Add the authors that *parts* name; return False if that is a sentence, not a name."""
        signed = [part for part in parts if part.link is None or self._can_be_name(part.text)]
        if len(signed) < len(parts):
            names = self._without_by(without_separator("".join(part.text for part in signed)))
        # In page order: a link and its text, or None and the names beside links.
        found: dict[HtmlElement | str, str] = {}
        unlinked = ""
        for part in signed:
            if part.link is not None:
                found[part.link] = found.get(part.link, "") + part.text
            elif joined := beside(clean(part.text)):
                found |= dict.fromkeys(joined, "")
            else:
                unlinked += part.text
        linked = any(part.link is not None for part in signed)
        if not linked and (len(names) > MAX_NAME or not _begins_like_a_name(names)):
            return False
        if linked and len(clean(unlinked)) > MAX_UNLINKED:
            return False
        if self.byline.authors and not self._more_authors:
            return True
        self._more_authors = True
        if linked:
            # One linked name is one author, whatever commas it holds.
            authors: list[dict[str, object]] = [
                {"name": name, "url": url}
                for who, raw in found.items()
                for name, url in [self._name_and_address(who, raw)]
                if name and len(name) <= MAX_NAME
            ]
        else:
            authors = [{"name": names}]
        if self.byline.authors:
            # What leads to a known author's page (`More from Jane Doe`) is no other one.
            known = {author.get("url") for author in self.byline.authors} - {None}
            authors = [
                author
                for author in authors
                if author.get("url") not in known and not is_nobody(str(author["name"]))
            ]
        self.byline.authors += authors
        return bool(self.byline.authors)

    def _name_and_address(self, who: HtmlElement | str, raw: str) -> tuple[str, str | None]:
        """Return the name of an author, and where it leads if it is a link with the text *raw*."""
        if isinstance(who, str):
            return who, None
        return self._without_by(without_separator(raw)), self._page.link(who.get("href"))

    def _can_be_name(self, text: str) -> bool:
        """Whether a link of a byline can be a name: no account, no address, no ``Follow``."""
        text = without_separator(text)
        return "@" not in text and word_of(text) not in self._page.site.edition.words.share

    def _without_by(self, name: str) -> str:
        match = self._patterns.by.fullmatch(name)
        return match[1] if match else name


def _shown(element: HtmlElement) -> str:
    return clean("".join(element.itertext()))


def _begins_like_a_name(names: str) -> bool:
    """Whether *names* begin with a capital, or with ``de`` and ``al-``, and are no sentence."""
    first = names.replace("-", " ").split(" ", 1)[0]
    if not first[:1].isalpha() or (first[0].islower() and first not in PARTICLES):
        return False
    return not is_sentence(names) or _ABBREVIATION.search(names) is not None


def is_author_page(page: Page, link: HtmlElement) -> bool:
    """Whether *link* leads to an author's page on the site, such as ``/authors/jane-doe``."""
    href = (link.get("href") or "").lower()
    is_said = (rel := link.get("rel")) is not None and "author" in rel.lower().split()
    if not is_said and "author" not in href and "writer" not in href:
        return False  # nearly every link
    address = page.link(link.get("href"))
    if address is None:
        return False
    segments = split(address).path.casefold().split("/")
    if is_said:
        return len(segments) > 2 and is_on_site(address, page.site)
    return len(segments) > 2 and segments[1] in _AUTHOR_PAGES


def _joined(parts: list[Part]) -> str:
    """Return the text of *parts*; a comma is where two elements have not even a space between.

    ``<b>Jane Doe</b><i>Reporter</i>`` are two lines, or far apart, for a reader. Without the word
    that leads to a time after them.
    """
    text = ""
    for part in parts:
        text += ", " if text[-1:].isalpha() and part.text[:1].isalpha() else ""
        text += part.text
    return _LAST_WORD.sub("", text)


def split_line(line: Line) -> list[Part]:
    """Split a line into candidate items: at the end of each element and before each separator.

    Parts without a letter or digit are left out. ``By Jane | 3 Feb`` gives ``By Jane ``
    and ``| 3 Feb``.
    """
    parts: list[Part] = []
    space = ""
    for whole, link in line.fragments:
        if len(whole) <= MAX_ITEM and (change := _CHANGE.search(whole)):
            whole = f"{whole[: change.start()]} | {whole[change.end() :].rstrip(' )')}"
        for text in _SEPARATOR.split(whole) if _MAY_SEPARATE.search(whole) else (whole,):
            if has_words(text):
                parts.append(Part(space + text, link, without_separator(text)))
                space = ""
            elif text.isspace():
                space = " "
    return parts


def without_separator(text: str) -> str:
    """Return the cleaned text of a part, without the separator before it or brackets around it."""
    text = clean(text).lstrip(_MARKS).lstrip()
    return text[1:-1].strip() if text[:1] == "(" and text[-1:] == ")" else text
