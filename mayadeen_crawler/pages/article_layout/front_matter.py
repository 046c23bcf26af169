"""What stands between a headline and the body: byline, summary, cover, players, labels."""

from __future__ import annotations

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout import tags
from mayadeen_crawler.pages.article_layout.body_blocks import is_foot, is_noise
from mayadeen_crawler.pages.article_layout.byline import Reader
from mayadeen_crawler.pages.article_layout.heads import BREAKING
from mayadeen_crawler.pages.article_layout.lead_paragraph import is_set_off
from mayadeen_crawler.pages.article_layout.parts import Parts
from mayadeen_crawler.pages.article_layout.related import is_label
from mayadeen_crawler.pages.dom import images
from mayadeen_crawler.pages.dom.embeds import (
    embed_address,
    is_content,
    is_post,
)
from mayadeen_crawler.pages.dom.nodes import (
    Embed,
    Line,
    Picture,
)
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction.page import Page

#: Prose lines after which no byline is expected any more.
MAX_LEAD = 3
#: Lines and characters of the longest summary.
MAX_SUMMARY_LINES, MAX_SUMMARY = 3, 1500
#: Characters of the longest line that a byline's neighbour can be without being text.
MAX_NOISE = 60
#: The same for one that does not stand in an item's place.
MAX_UNKNOWN = 30
#: Characters of the longest line that can be a counter's number or word alone.
MAX_COUNT = 20
#: Boxes of other articles after which no body begins.
MAX_BOXES = 2


class Lead:
    """What stands between the headline and the body."""

    def __init__(self, page: Page, found: Parts, start: int) -> None:
        self._page = page
        self._found = found
        self._start = start
        self._limit = len(found.flow.pieces)
        if found.containers and found.containers[0][0] >= start:
            self._limit = found.containers[0][0]
        self.used: set[int] = set()
        """Pieces that are no part of the body."""
        self._prose: list[int] = []
        self._cover: int | None = None
        self._last_item = start - 1
        self._item_homes: set[HtmlElement | None] = set()
        self._reader = Reader(page)
        self._weak_tags: list[str] = []
        self._players: list[tuple[int, str]] = []

    def read(self) -> None:
        """Read on until the body has surely begun."""
        found, pieces = self._found, self._found.flow.pieces
        boxed = {box.start: box for box in found.boxes}
        passed = 0
        index = self._start
        while index < self._limit and len(self._prose) < MAX_LEAD:
            piece = pieces[index]
            if box := boxed.get(index):
                passed += box.kind != BREAKING and not piece.zone
                if passed == MAX_BOXES:
                    break
                index = box.end
            elif isinstance(piece, Picture):
                index = self._picture(piece, index)
            elif isinstance(piece, Line):
                if is_foot(self._page, piece):
                    break
                index = self._line(piece, index, passed)
            else:
                if isinstance(piece, Embed):
                    self._embed(piece, index)
                index += 1
        found.byline = self._reader.byline
        self._summary()
        first = next((i for i in self._prose if i not in self.used), self._limit)
        for index, url in self._players:
            if index < first:
                found.videos.append({"url": url, "duration_seconds": None})
                self.used.add(index)
        if not found.tags and not any(i not in self.used for i in self._prose):
            found.tags = self._weak_tags

    def _line(self, line: Line, index: int, passed: int) -> int:
        """Read one line, or the tags that begin with it; return the index after it.

        *passed*: how many boxes of other articles stand before it.
        """
        if line.zone not in ("nav", "footer") and self._reader.take(line):
            self.used.add(index)
            return self._item(line, index)
        following = self._found.flow.pieces[index + 1 : index + 2]
        if (
            len(line.text) <= MAX_COUNT
            and following
            and isinstance(following[0], Line)
            and self._reader.take_count(line, following[0])
        ):
            self.used.update((index, index + 1))
            return self._item(line, index + 1)
        run, after, sure = tags.run(self._page, self._found.flow.pieces, index, self._limit)
        if run and sure and self._prose_left():
            return self._limit  # the text was short
        if run and (sure or len(run) > 1) and not self._prose_left():
            # Above a text only sure ones are tags: others may be breadcrumbs.
            if sure:
                self._found.tags = self._found.tags or run
            elif not passed:
                self._weak_tags = self._weak_tags or run
            self.used.update(range(index, after))
            return after
        if is_noise(self._page, line) or self._is_label(line):
            self.used.add(index)
        else:
            self._prose.append(index)
        return index + 1

    def _item(self, line: Line, index: int) -> int:
        self._last_item = index
        self._item_homes.add(line.node.getparent())
        return index + 1

    def _prose_left(self) -> bool:
        """Whether prose was seen that can only be the body's."""
        return len(self._prose) > 1 or bool(self._prose and self._cover is None)

    def rest(self) -> list[int]:
        """Return the pieces from the first of the body on."""
        begin = next((i for i in self._prose if i not in self.used), None)
        if begin is None:
            begin = max(self.used, default=self._start - 1) + 1
        # Pictures and posts right before the first paragraph are the body's.
        while (
            begin > self._start
            and begin - 1 not in self.used
            and not isinstance(self._found.flow.pieces[begin - 1], Line)
        ):
            begin -= 1
        return [i for i in range(begin, len(self._found.flow.pieces)) if i not in self.used]

    def _picture(self, piece: Picture, index: int) -> int:
        found = self._found
        if self._cover is not None or len(self._prose) > 1 or piece.zone in ("nav", "footer"):
            return index + 1
        if (image := images.image(self._page, piece)) is None:
            self.used.add(index)
            return index + 1
        caption = images.caption_index(found.flow, index, len(found.flow.pieces))
        line = found.flow.pieces[caption] if caption is not None else None
        if isinstance(line, Line) and line.kind != "caption" and self._signs(line):
            self.used.add(index)  # the face of who wrote it
            return index + 1
        image["caption"] = line.text if isinstance(line, Line) else None
        found.cover = image | {"role": "cover"}
        self._cover = index
        self.used.add(index)
        if caption is None:
            return index + 1
        self.used.add(caption)
        return caption + 1

    def _signs(self, line: Line) -> bool:
        """Whether *line* names the author."""
        reader = Reader(self._page)
        return reader.take(line) and bool(reader.byline.authors)

    def _embed(self, piece: Embed, index: int) -> None:
        if piece.url is None and len(self._prose) <= 1:
            url = self._page.absolute(embed_address(piece.node))
            if url and is_content(url) and not is_post(url):
                self._players.append((index, url))

    def _is_label(self, line: Line) -> bool:
        """Whether a short line beside the byline names a section or the like."""
        if len(line.text) > MAX_NOISE or is_sentence(line.text) or line.kind == "heading":
            return False
        if self._prose:
            return False
        if line.linked or is_label(line.text, self._page.site.edition.code):
            return True
        # Too short for a summary: an item in words that nobody foresaw.
        is_item = self._reader.byline.found or line.kind == "list"
        if is_item and len(line.text) <= MAX_UNKNOWN and line.kind != "quote":
            return True
        return line.node.tag in ("li", "span", "div") and line.node.getparent() in self._item_homes

    def _summary(self) -> None:
        """Tell the summary from the first paragraphs of the body."""
        found, pieces = self._found, self._found.flow.pieces
        if found.containers:
            summary = self._prose if self._limit < len(pieces) else []
        else:
            summary = self._before_body()
        lines = [piece for i in summary if isinstance(piece := pieces[i], Line)]
        text = " ".join(line.text for line in lines)
        if lines and len(text) <= MAX_SUMMARY and len(lines) <= MAX_SUMMARY_LINES:
            found.summary = text
            self.used.update(summary)

    def _before_body(self) -> list[int]:
        prose = self._prose
        before_item = [i for i in prose if i < self._last_item]
        if before_item:
            return before_item
        if not prose:
            return []
        found, cover = self._found, self._cover
        before_cover = [i for i in prose if cover is not None and i < cover]
        if len(before_cover) == 1:
            return before_cover
        return prose[:1] if is_set_off(self._page, found, prose) else []
