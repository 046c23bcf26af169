"""Read what is between headline and body: byline, summary, cover, players, labels.

``segment`` makes one ``FrontMatterReader`` for a page, with the pieces after the headline.
It reads on until the body has surely begun, and decides which lines are the summary and
where the body starts. A line is an item of the byline, a label, a tag or a share link
(skipped), or prose: the first prose lines are summary or body, see ``_choose_summary``.

A picture's caption is taken with the picture (``_read_picture``); what it says about
photographers never reaches the byline.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import filterfalse, islice

from lxml.html import HtmlElement

from mayadeen_crawler.author_names import is_house, is_name, names_position
from mayadeen_crawler.dates.words import LABELS
from mayadeen_crawler.pages.article_layout import tags
from mayadeen_crawler.pages.article_layout.asides import MIN_SPACES, Aside, is_prose
from mayadeen_crawler.pages.article_layout.body_blocks import (
    Members,
    begins_page_footer,
    is_boilerplate,
)
from mayadeen_crawler.pages.article_layout.body_selection import tag_and_parent
from mayadeen_crawler.pages.article_layout.byline import Byline, BylineReader
from mayadeen_crawler.pages.article_layout.side_boxes import Box, article_links
from mayadeen_crawler.pages.dom import images
from mayadeen_crawler.pages.dom.embeds import (
    embed_address,
    is_content,
    is_post,
)
from mayadeen_crawler.pages.dom.html_elements import is_hidden
from mayadeen_crawler.pages.dom.nodes import (
    Embed,
    Flow,
    Line,
    Picture,
)
from mayadeen_crawler.pages.dom.phrases import (
    BREAKING,
    is_date,
    is_sentence,
)
from mayadeen_crawler.pages.extraction.identity import is_own
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout import card_text
from mayadeen_crawler.pages.listing_layout.menus import LONGEST_LABEL
from mayadeen_crawler.utils.text import plain_letters

#: Prose lines after which no byline is expected any more.
MAX_LEAD = 3
#: Pieces after the headline, far more than are before any text.
MAX_FRONT = 5000
#: Lines and characters of the longest summary.
MAX_SUMMARY_LINES, MAX_SUMMARY = 3, 1500
#: Characters of the longest line beside the byline that can be a label rather than text.
MAX_NOISE = 60
#: The same for a line whose element is not that of the byline's items.
MAX_UNKNOWN = 30
#: Characters of the longest line that can be a count's number or word alone.
MAX_COUNT = 20
#: Side boxes after which no body begins.
MAX_BOXES = 2
#: Elements around a paragraph that are compared with those around another.
MAX_PATH = 3
#: Pieces of one card.
MAX_CARD = 8
_YEAR = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)
#: Pieces after the first prose line among which the paragraphs of the body begin.
MAX_AHEAD = 30


class FrontMatterReader:
    """Reads the pieces after the headline, up to where the body has surely begun.

    *start* is the first piece after the headline, *containers* are the spans of bodies that
    the site's own class names mark: reading stops before the first of them.
    """

    def __init__(
        self,
        page: Page,
        flow: Flow,
        start: int,
        boxes: list[Box],
        asides: list[Aside],
        containers: list[tuple[int, int]],
    ) -> None:
        self.summary: str | None = None
        self.cover: dict[str, object] | None = None
        """``{"url": str, "alt": str | None, "caption": str | None, "role": "cover"}``"""
        self.videos: Members = []
        """``{"url": str, "duration_seconds": None}`` for each player before the body."""
        self.tags: list[str] = []
        """Tags above the text."""
        self._page = page
        self._flow = flow
        self._start = start
        self._boxes = boxes
        self._asides = asides
        self._aside = {i for aside in asides for i in range(aside.start, aside.end)}
        self._foreign = {i for one in asides if one.foreign for i in range(one.start, one.end)}
        self._containers = containers
        self._limit = len(flow.pieces)
        if containers and containers[0][0] >= start:
            self._limit = containers[0][0]
        self._captions: set[int] = set()
        """Those of pictures after the cover."""
        self._tags_at = self._limit
        """The first tags below the cover."""
        self._used: set[int] = set()
        """Pieces that are no part of the body."""
        self._prose: list[int] = []
        """Lines that are summary or body."""
        self._cover_index: int | None = None
        self._last_item = start - 1
        """The last line that was an item of the byline."""
        self._item_parents: Counter[HtmlElement | None] = Counter()
        """The elements that hold the byline's items, and how many lines of them."""
        self._reader = BylineReader(page)
        self._below_card = False
        """Whether another article's headline was read: no item of the byline comes after it."""
        self._weak_tags: list[str] = []
        """Links above the text that are tags if no text follows, and else breadcrumbs."""
        self._players: list[tuple[int, str]] = []

    @property
    def byline(self) -> Byline:
        """The byline as read so far."""
        return self._reader.byline

    def read(self) -> None:
        """Read byline, cover, players and tags, then choose the summary."""
        pieces = self._flow.pieces
        boxed = {box.start: box for box in self._boxes}
        passed = 0
        index = self._start
        end = min(self._limit, self._start + MAX_FRONT)
        while index < end and len(self._prose) < MAX_LEAD:
            piece = pieces[index]
            if box := boxed.get(index):
                passed += box.kind != BREAKING and not piece.zone
                if passed == MAX_BOXES:
                    break
                index = box.end
            elif isinstance(piece, Picture):
                if index in self._aside:
                    self._used.add(index)
                    index += 1
                else:
                    index = self._read_picture(piece, index)
            elif isinstance(piece, Line):
                if begins_page_footer(self._page, pieces, index):
                    break
                index = self._read_line(piece, index, passed)
            else:
                if isinstance(piece, Embed):
                    self._read_embed(piece, index)
                index += 1
        self._find_bare_name()
        self._drop_portrait()
        self._choose_summary()
        first = next((i for i in self._prose if i not in self._used), self._limit)
        for index, url in self._players:
            if index < first:
                self.videos.append({"url": url, "duration_seconds": None})
                self._used.add(index)
        if not self.tags and not any(i not in self._used for i in self._prose):
            self.tags = self._weak_tags

    def pieces_after(self) -> list[int]:
        """Return the pieces from the first of the body on: ``BodySelector`` chooses among them."""
        begin = next((i for i in self._prose if i not in self._used), None)
        shown: list[int] = []  # the pictures of a page without a text, and their captions
        if begin is None:
            begin = max(self._used, default=self._start - 1) + 1
            for index in range(self._start, min(begin, self._tags_at)):
                is_picture = isinstance(self._flow.pieces[index], Picture)
                if index in self._captions or (is_picture and index not in self._used):
                    shown += [] if self._is_in_box(index) else [index]
        # Pictures, with captions, and posts right before the first paragraph are the body's.
        while (
            begin > self._start
            and begin - 1 not in self._used
            and (begin - 1 in self._captions or not isinstance(self._flow.pieces[begin - 1], Line))
        ):
            begin -= 1
        rest = range(begin, len(self._flow.pieces))
        return [*shown, *filterfalse(self._used.__contains__, rest)]

    # --- lines: byline, labels, tags, prose

    def _read_line(self, line: Line, index: int, passed: int) -> int:
        """Read one line, or the tags that begin with it; return the index after it.

        *passed*: how many side boxes are before it.
        """
        if index in self._foreign or (
            index in self._aside and len(self._prose) > (not self.byline.published)
        ):
            self._used.add(index)  # the date of a card is not the article's
            return index + 1
        is_day = line.kind == "heading" and self._is_day_of_chronicle(index)
        if is_day or self._is_item_in_text(line):
            self._prose.append(index)
            return index + 1
        self._below_card = self._below_card or self._is_of_card(line, index)
        if self._below_card:
            if BylineReader(self._page).take(line):
                self._used.add(index)
                return index + 1
        elif line.zone != "nav" and not tags.is_in_page_footer(line) and self._reader.take(line):
            self._used.add(index)
            return self._note_item(line, index)
        following = self._flow.pieces[index + 1 : index + 2]
        if (
            len(line.text) <= MAX_COUNT
            and not self._below_card
            and following
            and isinstance(following[0], Line)
            and self._reader.take_count(line, following[0])
        ):
            self._used.update((index, index + 1))
            return self._note_item(line, index + 1)
        found, after, sure = tags.tags_at(self._page, self._flow.pieces, index, self._limit)
        if found and sure and self._has_body_prose():
            return self._limit  # the text was short
        if found and (sure or len(found) > 1) and not self._has_body_prose():
            # Above a text only sure ones are tags: others may be breadcrumbs.
            self._tags_at = min(self._tags_at, index) if self.cover else self._tags_at
            if sure:
                self.tags = self.tags or found
            elif not passed:
                self._weak_tags = self._weak_tags or found
            self._used.update(range(index, after))
            return after
        if index in self._aside or is_boilerplate(self._page, line) or self._is_label(line):
            self._used.add(index)
        else:
            self._prose.append(index)
        return index + 1

    def _is_of_card(self, line: Line, index: int) -> bool:
        """Whether *line* is another article's headline, or in one small box with it.

        Names and days there, and below, are those of cards.
        """
        if self._is_headline_of_other(line):
            return True
        for around in islice(line.node.iterancestors(), MAX_PATH):
            span = self._flow.spans.get(around)
            if span is None:
                continue
            if span[0] < self._start or span[1] - span[0] > MAX_CARD:
                return False
            inside = self._flow.pieces[index + 1 : span[1]]
            if any(isinstance(one, Line) and self._is_headline_of_other(one) for one in inside):
                return True
        return False

    def _is_headline_of_other(self, line: Line) -> bool:
        """Whether *line* is the linked headline of another article, perhaps with its day."""
        if not line.links or is_prose(line):
            return False
        others = [url for url in article_links(self._page, line) if not is_own(self._page, url)]
        if not others:
            return False
        linked = "".join(text for text, link in line.fragments if link is not None)
        return line.kind == "heading" or linked.strip().count(" ") >= MIN_SPACES

    def _is_item_in_text(self, line: Line) -> bool:
        """Whether *line* is the text's, though it is a date or source as the byline's items are.

        It is a paragraph as the one before it, or there is a subheading before it. A date, as in a
        chronicle, comes after the byline's time or more paragraphs than a summary has; any other
        item after both.
        """
        before = self._flow.pieces[self._prose[-1]] if self._prose else None
        if self.byline.published and self._is_below_subheading():
            return line.text != self.byline.published and self._reader.is_time(line.text)
        if before is None or tag_and_parent(line) != tag_and_parent(before):
            return False
        after_time = self.byline.published and self._prose[-1] > self._last_item
        paragraphs = sum(is_prose(self._flow.pieces[i]) for i in self._prose)
        if after_time and paragraphs > 1 and BylineReader(self._page).take(line):
            return True
        return (
            (bool(after_time) or paragraphs > 1)
            and line.text != self.byline.published
            and self._reader.is_time(line.text)
        )

    def _is_day_of_chronicle(self, index: int) -> bool:
        """Whether the line at *index* is a subheading, one of several that are a day each."""
        if not self._heads_day(index):
            return False
        tag, end = self._flow.pieces[index].node.tag, min(self._limit, self._start + MAX_FRONT)
        return any(
            self._flow.pieces[other].node.tag == tag and self._heads_day(other)
            for other in range(self._start, end)
            if other != index
        )

    def _heads_day(self, index: int) -> bool:
        """Whether the piece at *index* is a heading that is a day only, with a text below it."""
        line, *below = self._flow.pieces[index : index + 2]
        return (
            isinstance(line, Line)
            and line.kind == "heading"
            and any(map(is_prose, below))
            and self._reader.is_time(line.text)
        )

    def _is_below_subheading(self) -> bool:
        return any(getattr(self._flow.pieces[i], "kind", "") == "heading" for i in self._prose)

    def _note_item(self, line: Line, index: int) -> int:
        self._last_item = index
        lines = [self._flow.pieces[i] for i in self._prose]
        texts = [line.text for line in lines if isinstance(line, Line)]
        if (
            len(texts) == 2
            and is_name(texts[0])
            and names_position(texts[1])
            and len(texts[1]) <= MAX_NOISE
            and not is_sentence(texts[1])
        ):
            self._used.update(self._prose)  # who wrote, above the time: no summary
            self._prose.clear()
        self._item_parents[line.node.getparent()] += 1
        return index + 1

    def _find_bare_name(self) -> None:
        """Find the author whom no ``By`` announces: a name in the row of source and time."""
        rows = {parent for parent, lines in self._item_parents.items() if lines > 1}
        pieces = self._flow.pieces
        for index in range(self._start, min(self._last_item + 2, self._limit)):
            line = pieces[index]
            if not rows or not isinstance(line, Line) or line.linked or line.kind == "heading":
                continue
            if line.node.getparent() in rows and self._reader.take_name(line.text):
                self._used.add(index)
                self._prose = [one for one in self._prose if one != index]
                break

    def _has_body_prose(self) -> bool:
        """Whether prose was seen that can only be the body's."""
        return len(self._prose) > 1 or bool(self._prose and self._cover_index is None)

    def _is_label(self, line: Line) -> bool:
        """Whether a short line beside the byline names a section or the like."""
        if len(line.text) > MAX_NOISE or is_sentence(line.text) or line.kind == "heading":
            return False
        if self._prose:
            return False
        if is_house(line.text):
            return True  # `Agencies`, without `Source:`
        if self._is_unread_time(line.text):
            return True
        if line.linked or (
            len(line.text) <= LONGEST_LABEL
            and card_text.is_label(line.text, self._page.site.edition)
        ):
            return True
        # Too short for a summary: an item in words that nobody foresaw.
        is_item = self.byline.found or line.kind == "list"
        if is_item and len(line.text) <= MAX_UNKNOWN and line.kind != "quote":
            return True
        return (
            line.node.tag in ("li", "span", "div") and line.node.getparent() in self._item_parents
        )

    def _is_unread_time(self, text: str) -> bool:
        """Whether *text* is a day without its year, or a time with words that nobody foresaw.

        ``The festival: 25 Nov 2026``, ``Posted on 17 Nov 2026 by Jane Doe``.
        """
        edition = self._page.site.edition
        first = plain_letters(text.split(" ", 1)[0])
        is_label = first in LABELS and first != "on"  # `On 3 February 2022 all ferries sailed`
        if is_date(text, edition) or (is_label and _YEAR.search(text)):
            return True
        label, _, rest = text.partition(": ")
        return len(label) <= MAX_UNKNOWN and bool(rest) and is_date(rest, edition)

    # --- cover and players

    def _read_picture(self, piece: Picture, index: int) -> int:
        """Read the cover with its caption, or skip a picture; return the index after it."""
        self._drop_portrait()
        if piece.zone in ("nav", "footer") or len(self._prose) > 1:
            return index + 1
        if self.cover is not None:
            caption = images.caption_index(self._flow, index, self._limit)
            if caption is None or self._is_in_box(caption):
                return index + 1
            self._captions.add(caption)
            return caption + 1
        if (image := images.image(self._page, piece)) is None:
            self._used.add(index)
            return index + 1
        caption = images.caption_index(self._flow, index, len(self._flow.pieces))
        line = self._flow.pieces[caption] if caption is not None else None
        if isinstance(line, Line) and line.kind != "caption" and self._names_author(line):
            self._used.add(index)  # the face of who wrote it
            return index + 1
        if isinstance(line, Line):
            image |= images.caption(line)
        self.cover = image | {"role": "cover"}
        self._cover_index = index
        self._used.add(index)
        if caption is None:
            return index + 1
        self._used.add(caption)
        return caption + 1

    def _drop_portrait(self) -> None:
        """Take the cover back if it is called what an author is."""
        if self.cover and str(self.cover["alt"]).casefold() in self.byline.names():
            self.cover = self._cover_index = None

    def _names_author(self, line: Line) -> bool:
        """Whether *line*, under a picture, names the author: the picture is a portrait then."""
        reader = BylineReader(self._page)
        return reader.take(line) and bool(reader.byline.authors)

    def _read_embed(self, piece: Embed, index: int) -> None:
        if piece.url is None and len(self._prose) <= 1:
            url = self._page.absolute(embed_address(piece.node))
            if url and is_content(url) and not is_post(url):
                self._players.append((index, url))

    # --- summary

    def _choose_summary(self) -> None:
        """Decide which of the first prose lines are the summary rather than the body."""
        pieces = self._flow.pieces
        if self._containers:
            summary = self._prose if self._limit < len(pieces) else []
        else:
            summary = self._prose_before_body()
        lines = [piece for i in summary if isinstance(piece := pieces[i], Line)]
        text = " ".join(line.text for line in lines)
        if lines and len(text) <= MAX_SUMMARY and len(lines) <= MAX_SUMMARY_LINES:
            self.summary = text
            self._used.update(summary)

    def _prose_before_body(self) -> list[int]:
        """Return the prose before the byline's last item, else the one line before the cover.

        If there is neither: the first line, if it is set off from the others. Several paragraphs
        with nothing but the item after them are the text, which its time or source ends.
        """
        prose = self._prose
        before_item = [i for i in prose if i < self._last_item]
        if before_item and (len(prose) == 1 or before_item != prose):
            return before_item
        if not prose:
            return []
        cover = self._cover_index
        before_cover = [i for i in prose if cover is not None and i < cover]
        if len(before_cover) == 1:
            return before_cover
        return prose[:1] if self._is_first_set_off() or self._is_alone_among_cards() else []

    def _is_alone_among_cards(self) -> bool:
        """Whether the page shows one paragraph and cards with teasers: it describes a video."""
        if len(self._prose) != 1:
            return False
        cards = 0
        for aside in self._asides:
            lines = [
                piece
                for piece in self._flow.pieces[aside.start : aside.end]
                if isinstance(piece, Line)
            ]
            linked = any(article_links(self._page, line) for line in lines)
            cards += linked and any(line.kind == "paragraph" and not line.linked for line in lines)
        return cards > 1

    def _is_first_set_off(self) -> bool:
        """Whether the first prose line has other elements around it than those that follow."""
        pieces, prose = self._flow.pieces, self._prose
        first = pieces[prose[0]]
        ahead = range(prose[0] + 1, min(prose[0] + MAX_AHEAD, len(pieces)))
        following = [pieces[index] for index in ahead if self._is_paragraph(index)]
        # A table below the first paragraph says nothing of those that go on after it.
        text = [piece for piece in following if piece.node.tag not in ("td", "th")] or following
        paragraphs = [first, *text[:2]]
        positions = [tag_and_parent(piece) for piece in paragraphs]
        if len(prose) < 2 or len(positions) < 2 or positions[0] in positions[1:]:
            return False
        if any(
            is_hidden(around) for around in islice(paragraphs[1].node.iterancestors(), MAX_PATH)
        ):
            return False  # the rest of the text, behind "Read more"
        if isinstance(first, Line) and first.kind == "quote":
            # A text can begin with a quote, but then in the same element.
            return positions[1:2] == positions[2:] and positions[0][1] is not positions[1][1]
        if isinstance(first, Line) and first.kind not in ("paragraph", "heading"):
            return False
        if isinstance(first, Line) and first.kind == "heading":
            alike = (p for p in pieces[prose[0] + 1 : ahead.stop] if p.node.tag == first.node.tag)
            if not is_sentence(first.text) or any(
                isinstance(p, Line) and not p.zone for p in alike
            ):
                return False  # a subheading
        # With every paragraph in an element of its own, none is set off.
        if (
            len(positions) == 2
            or positions[1] == positions[2]
            or positions[0][0] != positions[1][0]
        ):
            return True
        paths = [_tags_around(piece.node) for piece in paragraphs]
        return paths[1] == paths[2] != paths[0]

    def _is_in_box(self, index: int) -> bool:
        return index in self._aside or any(box.start <= index < box.end for box in self._boxes)

    def _is_paragraph(self, index: int) -> bool:
        """Whether the piece at *index* can be a paragraph of the body."""
        piece = self._flow.pieces[index]
        if not isinstance(piece, Line) or piece.kind != "paragraph" or piece.linked:
            return False
        if self._is_in_box(index):
            return False
        return not is_boilerplate(self._page, piece)


def _tags_around(node: HtmlElement) -> list[object]:
    """Return the tags of the elements around a paragraph, the nearest first."""
    return [element.tag for element in islice(node.iterancestors(), MAX_PATH)]
