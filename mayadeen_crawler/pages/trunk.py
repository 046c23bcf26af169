"""Which pieces of a page are the body: those after the lead, until something ends it.

Tags, other articles' boxes and the foot of the page end a body. A box may also
stand within it; then the text goes on in the same element as before.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from mayadeen_crawler.pages import tags
from mayadeen_crawler.pages.body import is_foot, is_noise
from mayadeen_crawler.pages.boxes import BREAKING, INSET, READ_NEXT, Box
from mayadeen_crawler.pages.page import Page
from mayadeen_crawler.pages.parts import Parts, Shape, shape
from mayadeen_crawler.pages.pieces import Line, Picture, Piece

#: Pieces after a body among which its tags are looked for.
MAX_BEFORE_TAGS = 60
#: Boxes in a row after which no body goes on.
MAX_BOXES = 2
#: Pieces after a box among which the body is expected to go on.
MAX_AHEAD = 2000
_NEAR = 4


class Trunk:
    """Chooses the pieces of the body, and finds the tags after it."""

    def __init__(self, page: Page, found: Parts) -> None:
        self._page = page
        self._found = found
        self._pieces = found.flow.pieces
        self._shapes: set[Shape] = set()
        self._homes: set[HtmlElement | None] = set()
        self._boxes = {i: box for box in found.boxes for i in range(box.start, box.end)}

    def read(self, indices: Sequence[int], *, marked: bool) -> None:
        """Choose among *indices*; *marked*: all are within a body that markup names."""
        found, pieces = self._found, self._pieces
        end = indices[-1] + 1 if indices else 0
        waiting: list[Box] = []
        skip_to, last = -1, -1
        ended = closed = False
        for index in indices:
            if index < skip_to:
                continue
            if box := self._boxes.get(index):
                skip_to = box.end
                if marked:
                    self._inset(box)
                    continue
                if box.kind != BREAKING:
                    waiting.append(box)
                    closed = closed or sum(not pieces[b.start].zone for b in waiting) >= MAX_BOXES
                    ended = ended or bool(found.body)
                if box.headed:
                    last = self._last_of_trunk(skip_to, end)
                else:
                    # Cards end no text: what goes on beside them before the next box is it.
                    until = next(
                        (b.start for b in found.boxes if b.headed and b.start > index), end
                    )
                    last = self._last_of_trunk(skip_to, min(until, end), near=True)
                continue
            piece = pieces[index]
            if isinstance(piece, Line):
                run, after, sure = tags.run(self._page, pieces, index, end)
                if run and not found.tags and (sure or self._are_tags(piece, run, after, end)):
                    found.tags, skip_to = run, after
                    ended = closed = not marked and bool(found.body)
                    continue
                if is_noise(self._page, piece):
                    continue
                if not marked and is_foot(self._page, piece):
                    ended = closed = True
                    continue
            elif not marked and (piece.zone in ("nav", "footer") or self._is_badge(piece)):
                continue
            if closed or (
                ended and not marked and not (index <= last and self._is_near(piece.node))
            ):
                continue
            for box in waiting:
                self._inset(box)
            waiting, ended = [], False
            found.body.append(index)
            if isinstance(piece, Line) and piece.kind == "paragraph":
                self._homes.add(piece.node.getparent())
                self._shapes.add(shape(piece))

    def tags_after(self, start: int) -> None:
        """Look for the tags after a body that markup names."""
        if self._found.tags:
            return
        end = min(len(self._pieces), start + MAX_BEFORE_TAGS)
        for index in range(start, end):
            if index in self._boxes:
                return
            if isinstance(self._pieces[index], Line):
                run, _, _ = tags.run(self._page, self._pieces, index, end)
                if run:
                    self._found.tags = run
                    return

    def _inset(self, box: Box) -> None:
        if box.kind in (READ_NEXT, INSET):
            self._found.insets.append(box)
            self._found.body.append(box.start)

    def _are_tags(self, line: Line, run: list[str], after: int, end: int) -> bool:
        """Whether links that could be tags are."""
        if len(run) == 1 and self._page.article_link(line.links[0].get("href")):
            return False
        # A list of links within the text is no list of tags.
        return bool(self._found.body) and self._last_of_trunk(after, end) < after

    def _last_of_trunk(self, start: int, end: int, *, near: bool = False) -> int:
        """Return the index of the last line from *start* on that continues the body; else -1.

        *near*: to stand beside the body's paragraphs is enough, whatever it is.
        """
        for index in range(min(end, start + MAX_AHEAD) - 1, start - 1, -1):
            piece = self._pieces[index]
            if index in self._boxes:
                continue
            if self._could_be(piece) and (
                self._continues(piece, index) or (near and self._is_near(piece.node))
            ):
                return index
        return -1

    def _continues(self, piece: Piece, index: int) -> bool:
        """Whether *piece* stands like the paragraphs of the body, or in an element of its own."""
        if isinstance(piece, Line) and (
            shape(piece) in self._shapes or (piece.kind == "quote" and self._is_near(piece.node))
        ):
            return True
        return self._is_within(index)

    def _could_be(self, piece: Piece) -> bool:
        """Whether *piece* can be of a body at all."""
        if isinstance(piece, Line):
            return not piece.linked and not is_noise(self._page, piece)
        return not self._is_badge(piece)

    def _is_within(self, index: int) -> bool:
        """Whether the piece at *index* is in an element that holds the body and not the page."""
        spans = [self._found.flow.spans.get(home) for home in self._homes if home is not None]
        # An element that holds the headline too holds the whole page.
        return any(span and 0 < span[0] <= index < span[1] for span in spans)

    def _is_near(self, node: HtmlElement) -> bool:
        element: HtmlElement | None = node
        for _ in range(_NEAR):
            element = element.getparent() if element is not None else None
            if element in self._homes:
                return True
        return False

    def _is_badge(self, piece: object) -> bool:
        """Whether a picture leads to another page: a logo, an advertisement, a card."""
        if not isinstance(piece, Picture) or piece.link is None:
            return False
        path = (piece.link.get("href") or "").split("?")[0].lower()
        return not path.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
