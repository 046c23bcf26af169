"""Boxes in and after an article's text that are no text of it: advertisements, polls, sign-up
boxes, prices, players, comments, cards.

``segment`` calls ``find_asides`` once for a page, after ``side_boxes`` found the lists with the
site's own headings. ``front_matter`` and ``body_selection`` pass over what it returns: an aside is
no text and ends no text.

An element is an aside by its tag (``aside``, a form), by a word of its class name or id
(``markup.BOX_NAMES``), by the label that it begins with (``outlet/box_words.py``), by what a
reader fills in or presses, or because it is a card: a headline linked to another article with a
line or two below. None of these is believed of an element that holds most of the page's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from typing import TypeGuard

from lxml.html import HtmlElement

from mayadeen_crawler.outlet.box_words import (
    BOX_LABELS,
    COUNTED,
    INVITATIONS,
    READ_MORE,
    REPLIES,
    SUBJECTS,
    WALLS,
)
from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.article_layout.side_boxes import PROSE, Box, article_links
from mayadeen_crawler.pages.article_layout.tags import leads_to_tags
from mayadeen_crawler.pages.dom.html_elements import is_bold_paragraph, short_text
from mayadeen_crawler.pages.dom.nodes import Embed, Flow, Line, Piece
from mayadeen_crawler.pages.dom.phrases import FORM, is_sentence
from mayadeen_crawler.pages.extraction.identity import is_own
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout import card_text
from mayadeen_crawler.utils.text import clean

#: Levels above a label, control or headline at which its box is looked for.
MAX_CLIMB = 12
#: Characters of the sentences of a small box, and of one of them.
MAX_PROSE, MAX_SENTENCE = 700, 300
#: Characters of a teaser or question outside the inner part of its box.
MAX_SHORT = 120
#: Characters of the sentences of a box that is as long as the text before it.
MAX_BESIDE = 400
#: Characters of the longest label of a box, and of a line that invites to something.
MAX_LABEL, MAX_INVITATION = 40, 120
#: Labels, controls and cards of one page that are looked at.
MAX_FOUND = 400
#: Class names of one element that are looked at, and characters of all of them.
MAX_NAMES, MAX_NAME = 20, 300
#: Elements of a form that are looked at.
MAX_INSIDE = 500
#: Pieces after a marked body, or after the last sentence, in which asides are looked for.
MAX_AFTER = 30
#: Lines of one card, and characters of its teaser.
MAX_CARD_LINES, MAX_TEASER = 6, 400
#: Spaces in the shortest linked line that can be a card's headline, if it is no heading.
MIN_SPACES = 3
#: Lines of a box of prices or of a poll.
MAX_FIGURES = 40
#: Characters of the longest of these lines.
MAX_FIGURE = 80

_PARTS = re.compile(r"[-_:]+|(?<=[a-z])(?=[A-Z])")
_WHERE_ONE_ENTERS = ("form", "input", "textarea", "select", "button", "progress", "meter")
_HIDDEN_INPUTS = frozenset({"hidden", "submit", "button", "image", "reset"})
_COUNT = re.compile(
    rf"(?:\d[\d.,٬٫]{{0,20}}\s?[km]?\s+(?:{'|'.join(map(re.escape, COUNTED))})"
    rf"|(?:{'|'.join(map(re.escape, COUNTED))})\s?[:：]?\s?\(?\d[\d.,٬٫]{{0,20}}\s?[km]?\)?)"
)
_CLOCK = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d\d(?:\s?/\s?(?:\d{1,2}:)?\d{1,2}:\d\d)?")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"^\(?\d[\d.,]{0,20}\)?\s+|\s*\(?\d[\d.,]{0,20}\)?$")
_SHARE_OF_VOTES = re.compile(r".{0,80}?\d{1,3}(?:[.,]\d+)?\s?[%٪]\)?$")
_QUOTATION = re.compile(r"[^\d]{1,40}\s[$€£]?\d[\d.,]*\s?[^\w\s]{0,3}\s?\(?[+−–▲▼-].{1,30}")
_NO_LETTER = re.compile(r"[\W\d_]*[\u2600-\u27bf\U0001f300-\U0001faff][\W\d_]*")
_PLAYED = re.compile(r"(?:listen|استمع|escuchar?)\b.{0,20}\d.{0,12}")
# An arrow, or a sign that a space, a bracket or nothing precedes, right before a number with a
# fraction or a per cent sign: a score, a span of years and a name with a number are no price. (It
# begins with a set of characters: other searches try every position of a text.)
_PRICE = re.compile(
    r"[▲▼△▽↑↓+−–-](?:(?<=[▲▼△▽↑↓])|(?<![^\s(].)\d{1,9}(?:[.,٫]\d|\s?[%٪]))", re.DOTALL
)
_IN_TEXT = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6")
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d\d")
# What a server says among a page's text, which goes on behind it.
_REPORTED = ("Warning: ", "Notice: ", "Deprecated: ", "PHP ")
_ON_LINE = re.compile(r" in (\S{1,500}) on line \d{1,6}\.?$")


Span = tuple[int, int]
"""Pieces of a flow: index of the first, index after the last."""


@dataclass(slots=True, frozen=True)
class Aside:
    """The pieces ``start`` to ``end`` (exclusive) of a flow, which are no text."""

    start: int
    end: int
    prose: bool = False
    """Whether it holds a sentence that may be the article's."""
    foreign: bool = False
    """Whether it is readers' comments or another article's card for sure: its names and times are
    none of this article's."""


def is_prose(piece: Piece) -> TypeGuard[Line]:
    """Whether *piece* is a sentence, or as long as one, and no link, menu or button."""
    if not isinstance(piece, Line):
        return False
    if piece.prose is None:
        piece.prose = (
            not piece.linked
            and (len(piece.text) >= PROSE or is_sentence(piece.text))
            and piece.kind not in ("heading", "control", "caption")
            and piece.zone not in ("nav", "footer")
        )
    return piece.prose


def find_asides(
    page: Page,
    flow: Flow,
    headline: int,
    boxes: list[Box],
    containers: list[Span],
) -> list[Aside]:
    """Return the asides after the headline (the index of its last line), in page order, disjoint.

    *boxes* are those that ``side_boxes`` found: the headings of lists of articles among them head
    no aside. *containers* are the spans of the bodies that the site's own class names mark: none
    of these is in an aside.
    """
    finder = _Finder(page, flow, headline, boxes, containers)
    found = sorted(finder.find(), key=lambda span: (span[0], -span[1]))
    outermost: list[Aside] = []
    for start, end in found:
        if not outermost or start >= outermost[-1].end:
            prose = finder.holds_prose(start, end)
            foreign = prose and (finder.counts_comments(start) or finder.is_dated_card(start, end))
            outermost.append(Aside(start, end, prose and not foreign, foreign))
    return finder.with_headings(outermost)


class _Finder:
    def __init__(
        self,
        page: Page,
        flow: Flow,
        headline: int,
        boxes: list[Box],
        containers: list[Span],
    ) -> None:
        self._page, self._flow, self._pieces = page, flow, flow.pieces
        self._first = headline + 1
        self._containers = containers
        self._boxed = {i for box in boxes if box.kind != FORM for i in range(box.start, box.end)}
        self._sums: list[int] = [0] * (self._first + 1)
        """Characters of prose before each piece."""
        self._last = len(flow.pieces)
        """The index after the last piece that matters: a text and its tags are before it."""
        if containers:
            self._last = min(self._last, containers[-1][1] + MAX_AFTER)
        last_prose = self._count_lines()
        if last_prose:
            self._last = min(self._last, last_prose + MAX_AFTER)
        self._total = self._sums[-1]

    def _count_lines(self) -> int:
        """Fill the sums; return the index of the last sentence, 0 without one."""
        sums, prose, last = self._sums, 0, 0
        for index in range(self._first, self._last):
            piece = self._pieces[index]
            if is_prose(piece):
                prose += len(piece.text)
                last = index
            sums.append(prose)
        # Of what comes later nothing is asked.
        sums += [prose] * (len(self._pieces) + 1 - len(sums))
        return last

    def find(self) -> Iterator[Span]:
        """Yield the asides; they may be inside each other."""
        first, last = self._first, self._last
        for element, (start, end) in self._flow.spans.items():
            if start < last and first <= start < end and self._is_named(element, (start, end)):
                yield from self._without_players((start, end))
        yield from self._by_controls()
        yield from self._by_lines()

    def with_headings(self, asides: list[Aside]) -> list[Aside]:
        """Return *asides*, each with the heading before it if all else below that is asides' too.

        Such a line heads cards, whatever it says: ``You will also like``.
        """
        inside = {i for aside in asides for i in range(aside.start, aside.end)} | self._boxed
        found = []
        for aside in asides:
            head = aside.start - 1
            piece = self._pieces[head] if head >= self._first else None
            is_head = isinstance(piece, Line) and piece.kind == "heading" and not piece.linked
            if is_head and head not in inside and self._heads_cards(head, inside):
                aside = replace(aside, start=head)
            found.append(aside)
        return found

    def _heads_cards(self, head: int, inside: set[int]) -> bool:
        """Whether an element begins at *head* that holds links to articles and asides only."""
        for around in islice(self._pieces[head].node.iterancestors(), MAX_CLIMB):
            span = self._flow.spans.get(around)
            if span is None or span == (head, head + 1):
                continue
            return (
                span[0] == head
                and span[1] - head <= MAX_FIGURES
                and inside.issuperset(range(head + 1, span[1]))
                and any(article_links(self._page, piece) for piece in self._pieces[slice(*span)])
            )
        return False

    # --- how much text an element holds

    def holds_prose(self, start: int, end: int) -> bool:
        """Whether there is a sentence among the pieces *start* to *end* (exclusive)."""
        return self._prose((start, end)) > 0

    def _prose(self, span: Span) -> int:
        return self._sums[span[1]] - self._sums[span[0]]

    def _holds_container(self, span: Span) -> bool:
        place = bisect_left(self._containers, (span[0], 0))
        return place < len(self._containers) and self._containers[place][1] <= span[1]

    def _is_in_container(self, index: int) -> bool:
        """Whether the piece at *index* is in a body that the site's class name marks."""
        place = bisect_left(self._containers, (index + 1, 0)) - 1
        return place >= 0 and index < self._containers[place][1]

    def _is_in_text(self, index: int) -> bool:
        """Whether the piece at *index* is in such a body, or between sentences of one element."""
        if self._is_in_container(index):
            return True
        holder = self._pieces[index].node.getparent()
        beside = self._pieces[max(index - 1, 0) : index + 2 : 2]
        return len(beside) == 2 and all(
            is_prose(piece) and piece.node.getparent() is holder for piece in beside
        )

    def _is_small(self, span: Span) -> bool:
        """Whether an element can be a box: it holds little of the page's text."""
        prose = self._prose(span)
        if prose > MAX_PROSE:
            return prose * 4 <= self._total
        # The text itself can be shorter than the box after it.
        return prose * 2 <= self._total or (prose <= MAX_BESIDE and self._sums[span[0]] > 0)

    # --- by tag and name

    def _is_named(self, element: HtmlElement, span: Span) -> bool:
        """Whether the tag, a class name or the id of *element* says that it is an aside."""
        if element.tag == "aside" and self._is_small(span):
            return not self._holds_container(span)
        strength = box_strength(names_of(element))
        if not strength or self._holds_container(span):
            return False
        if strength == "comments":
            before = self._sums[span[0]]
            return bool(before) or not self._prose(span) or self.counts_comments(span[0])
        if strength == "weak":
            return not self._prose(span)
        return self._is_small(span)

    def counts_comments(self, index: int) -> bool:
        """Whether a line such as ``3 comments`` is at *index*: what follows is readers'.

        With no text before it, it may be a counter above the article's: a heading is none.
        """
        piece = self._pieces[index]
        return (
            isinstance(piece, Line)
            and (self._sums[index] > 0 or piece.kind == "heading")
            and len(piece.text) <= MAX_LABEL
            and _DIGIT.search(piece.text) is not None
            and _bare(piece.text) in _COMMENT_LABELS
        )

    def _without_players(self, span: Span) -> Iterator[Span]:
        """Yield *span*, or where a player is in it, the lines of it: the player is content."""
        if span[1] - span[0] > MAX_FIGURES or not any(
            isinstance(piece, Embed) for piece in self._pieces[slice(*span)]
        ):
            yield span
            return
        for index in range(*span):
            if not isinstance(self._pieces[index], Embed):
                yield index, index + 1

    # --- by what a reader fills in or presses

    def _by_controls(self) -> Iterator[Span]:
        for control in islice(self._page.nodes.tagged(*_WHERE_ONE_ENTERS), MAX_FOUND):
            if control.tag == "input" and (control.get("type") or "").lower() in _HIDDEN_INPUTS:
                continue
            if control.tag == "button" and is_read_more(short_text(control, MAX_LABEL) or ""):
                continue
            if control.tag == "form" and not any(
                inner.tag in ("input", "textarea") for inner in islice(control.iter(), MAX_INSIDE)
            ):
                continue
            if span := self._box_around(control, sentences=2):
                yield span

    def _box_around(
        self, element: HtmlElement, *, sentences: int, start: int | None = None
    ) -> Span | None:
        """Return the span of the largest box around *element*; ``None`` if there is none.

        It holds at most *sentences*, and, where *start* is given, begins there.
        """
        best: Span | None = None
        for around in (element, *islice(element.iterancestors(), MAX_CLIMB)):
            span = self._flow.spans.get(around)
            if span is None or span[0] == span[1]:
                continue
            if span[0] < self._first or self._holds_container(span):
                break
            if start is not None and span[0] != start:
                break
            if best and around.tag == "blockquote":
                break  # the quotation that it stands in is text
            if not self._is_small(span) or span[1] - span[0] > MAX_FIGURES:
                break
            prose = [p for p in self._pieces[slice(*span)] if isinstance(p, Line) and is_prose(p)]
            if len(prose) > sentences or any(len(p.text) > MAX_SENTENCE for p in prose):
                break
            if best and not self._can_grow(best, span, MAX_SHORT if start is None else 0):
                break
            best = span
        return best

    def _can_grow(self, inner: Span, outer: Span, longest: int) -> bool:
        """Whether the box *inner* is only a part of the box *outer*.

        Not where *inner* is more than one line and sentences of more than *longest* characters
        are outside it: *outer* is then a part of the text.
        """
        added = self._prose(outer) - self._prose(inner)
        return inner[1] - inner[0] == 1 or added <= longest

    # --- by what lines say

    def _by_lines(self) -> Iterator[Span]:
        found = passed = 0
        for index in range(self._first, self._last):
            piece = self._pieces[index]
            if index < passed or not isinstance(piece, Line):
                continue
            find = self._by_line
            if index in self._boxed:
                # The teaser of a card in a list may be outside the list.
                after = self._sums[min(index + MAX_CARD_LINES, len(self._pieces))]
                if after == self._sums[index] or self._is_in_container(index):
                    continue
                find = self._by_link
            if span := find(index, piece):
                found, passed = found + 1, span[1]
                yield span
                if found > MAX_FOUND:
                    break

    def _by_line(self, index: int, line: Line) -> Span | None:
        text = line.text
        if line.kind == "list" and not line.linked and self._is_announced(index, line):
            line.boilerplate = False
            return None
        report = _ON_LINE.search(text) if text.startswith(_REPORTED) else None
        if report and not {"/", "\\"}.isdisjoint(report[1]):  # a file's path
            return index, index + 1
        if len(text) <= MAX_INVITATION:
            label = line_label(text)
            if label and leads_to_tags(self._page, line):
                return None
            if label == "label":
                return self._labelled(index, line)
            if label == "invitation" and line.kind != "quote":
                span = self._box_around(line.node, sentences=2, start=index)
                return span or (index, index + 1)
            if label == "counter":
                if self._heads_entry(index, line):
                    line.boilerplate = False
                    return None
                return index, index + 1
            if label == "reply":
                return self._comment(index, line)
            if label == "figures":
                return self._poll(line) or self._prices(index, line)
        return self._by_link(index, line)

    def _by_link(self, index: int, line: Line) -> Span | None:
        # A tag's address may look like an article's, but a headline has more words than a tag.
        is_headline = line.kind == "heading" or line.text.count(" ") >= MIN_SPACES
        if not (line.linked and is_headline):
            return None
        others = (url for url in article_links(self._page, line) if not is_own(self._page, url))
        return self._card(index, line) if any(others) else None

    def _is_announced(self, index: int, line: Line) -> bool:
        """Whether *line* is of a list in a marked body that a line such as `On these:` announces.

        Such a list is the text's, though it names networks or counts votes.
        """
        holder = line.node.getparent()
        span = None if holder is None else self._flow.spans.get(holder)
        if span is None or span[0] <= self._first or not self._is_in_container(index):
            return False
        before = self._pieces[span[0] - 1]
        return (
            isinstance(before, Line)
            and before.text.endswith((":", "："))
            and self._is_in_container(span[0] - 1)
            and not line_label(before.text)
        )

    def _heads_entry(self, index: int, line: Line) -> bool:
        """Whether *line* is a heading in the text, or a time of day above a paragraph of it.

        A live blog's entries begin with a time that a player could show.
        """
        if line.node.tag not in _IN_TEXT or not self._is_in_text(index):
            return False
        following = self._pieces[index + 1 : index + 2]
        return line.kind == "heading" or (
            _TIME_OF_DAY.fullmatch(line.text) is not None and any(map(is_prose, following))
        )

    def _labelled(self, index: int, line: Line) -> Span | None:
        """Return the box that the label at *index* heads: at least the label's own line.

        ``None`` for a subheading of the text.
        """
        is_comments = _bare(line.text) in _COMMENT_LABELS
        span = self._box_around(line.node, sentences=3, start=index)
        if self._heads_part(index, line, span or (index, index + 1)):
            return None
        if is_comments and (self._sums[index] or self.counts_comments(index)):
            for around in islice(line.node.iterancestors(), MAX_CLIMB):
                wide = self._flow.spans.get(around)
                if wide is None or wide[0] < index or self._holds_container(wide):
                    break
                span = wide
        return span or (index, index + 1)

    def _heads_part(self, index: int, line: Line, span: Span) -> bool:
        """Whether a label is also a subject, and heads a part of the text, not the box *span*.

        Such a box holds figures, something to press or links to articles.
        """
        if _bare(line.text) not in SUBJECTS:
            return False
        if line.node.tag in ("td", "th"):
            return True  # of a table of the text: what was voted on, polls
        if line.kind != "heading" and not is_bold_paragraph(line.node):
            return False
        is_part = sum(map(is_prose, self._pieces[slice(*span)])) > 1
        return (is_part or self._is_in_text(index)) and not any(
            isinstance(piece, Line)
            and (
                piece.kind == "control"
                or line_label(piece.text[: MAX_INVITATION + 1]) != ""
                or article_links(self._page, piece)
            )
            for piece in self._pieces[span[0] + 1 : span[1]]
        )

    def _comment(self, index: int, line: Line) -> Span:
        """Return the comment that the line ``Reply`` at *index* ends: name, text, buttons."""
        span = self._box_around(line.node, sentences=4)
        return span or (index, index + 1)

    def _poll(self, line: Line) -> Span | None:
        """Return the box of a question and its answers with their shares of the votes."""
        span = self._box_around(line.node, sentences=1)
        if span is None:
            return None
        lines = [piece for piece in self._pieces[slice(*span)] if isinstance(piece, Line)]
        votes = [one for one in lines if _SHARE_OF_VOTES.fullmatch(one.text)]
        asks = any(one.text.endswith(("?", "؟")) for one in lines[:3])
        return span if asks and len(votes) >= 2 else None

    def _prices(self, index: int, line: Line) -> Span | None:
        """Return the box of a stock's or currency's price: short lines of figures."""
        if line.node.tag in ("td", "th"):
            return None  # a table of the text
        if line.node.tag in _IN_TEXT and self._is_in_container(index):
            return None  # a paragraph of the text
        span = self._box_around(line.node, sentences=0)
        if span is None:
            # Only elements within the line could show that it is a box.
            return (index, index + 1) if _QUOTATION.fullmatch(line.text) else None
        before = self._pieces[span[0] - 1] if span[0] > self._first else None
        if isinstance(before, Line) and before.text.endswith((":", "：")):
            return None  # a list of the text
        lines = [piece for piece in self._pieces[slice(*span)] if isinstance(piece, Line)]
        figures = [one for one in lines if _PRICE.search(one.text)]
        return span if len(figures) * 3 >= len(lines) else None

    def _card(self, index: int, line: Line) -> Span | None:
        """Return the card that the linked headline at *index* belongs to, with its teaser."""
        best: Span = (index, index + 1)
        for around in (line.node, *islice(line.node.iterancestors(), MAX_CLIMB)):
            span = self._flow.spans.get(around)
            if span is None or span == best:
                continue
            if span[0] < self._first or not self._is_card(span):
                break
            if self._holds_container(span) or not self._is_small(span):
                break
            if not (self._can_grow(best, span, MAX_SHORT) or self.is_dated_card(*span)):
                break
            best = span
        if best == (index, index + 1) and line.node.tag in ("p", "blockquote", "td"):
            # A paragraph of the text may be a link; a headline in a box of its own is a card's.
            return None
        return best

    def is_dated_card(self, start: int, end: int) -> bool:
        """Whether the pieces are another article's card that shows its day: no text of this one."""
        lines = [piece for piece in self._pieces[start:end] if isinstance(piece, Line)]
        if len(lines) > MAX_CARD_LINES or self._is_in_container(start):
            return False  # or a part of a marked body, such as a story of the week
        if not self._is_card((start, end)):
            return False
        texts = [clean(text) for line in lines for text, _ in line.fragments]
        return (
            any(line.linked and article_links(self._page, line) for line in lines)
            and card_text.shown_day(texts, self._page.site, self._page.now) is not None
        )

    def _is_card(self, span: Span) -> bool:
        """Whether the pieces of *span* are one card, or only cards without a teaser."""
        if span[1] - span[0] > MAX_FIGURES:
            return False
        urls: set[str] = set()
        lines = length = sentences = 0
        for piece in self._pieces[slice(*span)]:
            if not isinstance(piece, Line):
                continue
            lines += 1
            urls.update(article_links(self._page, piece))
            if not piece.linked:
                length += len(piece.text)
                sentences += is_prose(piece)
                if sentences > 1 or length > MAX_TEASER or (sentences and not urls):
                    return False
        return not length or (len(urls) == 1 and lines <= MAX_CARD_LINES)


_COMMENT_LABELS = frozenset(
    label for label in BOX_LABELS if re.search("comment|تعليق|comentario|discussion", label)
)


def names_of(element: HtmlElement) -> str:
    """Return the class names and the id of *element*, the first 300 characters."""
    names, identifier = element.get("class"), element.get("id")
    if identifier:
        names = f"{names} {identifier}" if names else identifier
    return (names or "")[:MAX_NAME]


@lru_cache(maxsize=4096)
def box_strength(names: str) -> str:
    """Return what class names and id say of an element: ``strong``, ``comments``, ``weak`` or "".

    ``"adSlot wide"`` gives ``strong``.
    """
    words = words_of_names(names)
    if not words.isdisjoint(markup.COMMENT_NAMES):
        return "comments"
    if not words.isdisjoint(markup.BOX_NAMES):
        return "strong"
    return "" if words.isdisjoint(markup.WEAK_BOX_NAMES) else "weak"


@lru_cache(maxsize=4096)
def words_of_names(names: str) -> frozenset[str]:
    """Return the words of class names and ids, in lower case: ``adSlot`` gives ``ad``, ``slot``.

    Neighbours are also there as ``ad-slot``. Names of what an element has are left out
    (``has-comments``, ``ad-free``).
    """
    words: set[str] = set()
    for name in names.split()[:MAX_NAMES]:
        parts = [part.lower() for part in _PARTS.split(name[:100]) if part]
        if not parts or parts[0] in markup.NOT_BOX_PREFIXES or "free" in parts:
            continue
        words.update((name.lower(), *parts))
        words.update(part.rstrip("0123456789") for part in parts)
        words.update(f"{one}-{two}" for one, two in pairwise(parts))
    return frozenset(words)


@lru_cache(maxsize=4096)
def line_label(text: str) -> str:
    """Return what a short line is by its words, "" for nothing known.

    ``label`` heads a box, ``invitation`` asks the reader for something, ``counter`` counts clicks
    or time played, ``reply`` stands under a comment, ``figures`` may be those of a poll or of a
    stock.
    """
    bare = _bare(text)
    if bare in BOX_LABELS:
        return "label"
    low, numbered = text.casefold(), _DIGIT.search(text) is not None
    counters = (_NO_LETTER, _COUNT, _CLOCK, _PLAYED) if numbered else (_NO_LETTER,)
    if any(one.fullmatch(low) for one in counters):
        return "counter"
    if low.startswith(INVITATIONS) or WALLS.fullmatch(text):
        return "invitation"
    if bare in REPLIES:
        return "reply"
    if (numbered and _SHARE_OF_VOTES.fullmatch(text)) or _PRICE.search(text):
        return "" if len(text) > MAX_FIGURE or is_sentence(text) else "figures"
    return ""


def is_read_more(text: str) -> bool:
    """Whether *text* is that of a control that shows the rest of a text."""
    return _bare(" ".join(text.split())).rstrip(" .»›→>") in READ_MORE


def _bare(text: str) -> str:
    """Return *text* in lower case without numbers and colons around it: ``Comments (2)``."""
    text = text.strip()
    if _DIGIT.search(text):
        text = _NUMBERED.sub("", text)
    return text.strip(" :：…-–—|•").casefold()
