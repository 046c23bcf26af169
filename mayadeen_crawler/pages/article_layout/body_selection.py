"""Which pieces of a page are the body: those after the lead, until something ends it.

Tags, other articles' boxes and the foot of the page end a body. A box may also
stand within it; then the text goes on in the same element as before.
"""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen_crawler.pages.article_layout import tags
from mayadeen_crawler.pages.article_layout.body_blocks import is_foot, is_noise
from mayadeen_crawler.pages.article_layout.body_position import NEAR, Standing
from mayadeen_crawler.pages.article_layout.heads import (
    BREAKING,
    INSET,
    READ_NEXT,
)
from mayadeen_crawler.pages.article_layout.parts import Parts
from mayadeen_crawler.pages.article_layout.side_boxes import Box
from mayadeen_crawler.pages.dom.nodes import (
    Line,
    Picture,
    Piece,
)
from mayadeen_crawler.pages.extraction.page import Page

#: Pieces after a body among which its tags are looked for.
MAX_BEFORE_TAGS = 60
#: Boxes in a row after which no body goes on.
MAX_BOXES = 2
#: Pieces after a box among which the body is expected to go on.
MAX_AHEAD = 2000
#: Forms of one page that are looked for.
MAX_FORMS = 20
#: Pieces of a line from which it can be a row of terms.
MIN_ROW = 3
_FORM = ("form", "input", "textarea", "button")


class Trunk:
    """Chooses the pieces of the body, and finds the tags after it."""

    def __init__(self, page: Page, found: Parts) -> None:
        self._page = page
        self._found = found
        self._pieces = found.flow.pieces
        self._standing = Standing(found.flow, found.headline_end)
        self._boxes = {i: box for box in found.boxes for i in range(box.start, box.end)}

    def read(self, indices: Sequence[int], *, marked: bool) -> None:
        """Choose among *indices*; *marked*: all are within a body that markup names."""
        found, pieces = self._found, self._pieces
        if not marked:
            indices = self._before_foot(indices)
        end = indices[-1] + 1 if indices else 0
        waiting: list[Box] = []
        skip_to, last, forms = -1, -1, 0
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
                    closed = closed or sum(map(self._ends, waiting)) >= MAX_BOXES
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
            if not marked and forms < MAX_FORMS and (form := self._form_end(index)):
                skip_to, ended, forms = form, True, forms + 1
                last = self._last_of_trunk(skip_to, end)
                continue
            if isinstance(piece, Line):
                run, after, sure = tags.run(self._page, pieces, index, end)
                if run and not found.tags and (sure or self._are_tags(piece, run, after, end)):
                    found.tags, skip_to = run, after
                    ended = closed = not marked and bool(found.body)
                    continue
                terms, after = self._unlinked_tags(index, end)
                if terms and not marked:
                    found.tags, skip_to = terms, after
                    continue
                if is_noise(self._page, piece):
                    continue
            elif not marked and (piece.zone in ("nav", "footer") or self._is_badge(piece)):
                continue
            if closed or (
                ended and not marked and not (index <= last and self._standing.is_beside(piece))
            ):
                continue
            for box in waiting:
                self._inset(box)
            waiting, ended = [], False
            found.body.append(index)
            if isinstance(piece, Line) and piece.kind == "paragraph":
                self._standing.add(piece)

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
                if run := run or self._unlinked_tags(index, end)[0]:
                    self._found.tags = run
                    return

    def _before_foot(self, indices: Sequence[int]) -> Sequence[int]:
        """Leave out the foot of the page and what stands below it."""
        for number, index in enumerate(indices):
            piece = self._pieces[index]
            if (
                isinstance(piece, Line)
                and piece.zone not in ("nav", "footer")
                and is_foot(self._page, piece)
            ):
                return indices[:number]
        return indices

    def _unlinked_tags(self, start: int, end: int) -> tuple[list[str], int]:
        """Read a list of terms as tags: the last of the article, and not of its text."""
        first, body = self._pieces[start], self._found.body
        if not isinstance(first, Line) or first.links or not body:
            return [], start
        if first.kind != "list" and (first.kind != "paragraph" or len(first.fragments) < MIN_ROW):
            return [], start
        terms, after = tags.unlinked(self._pieces, start, end)
        if not terms or self._found.tags:
            return [], start
        following = next((i for i in range(after, end) if not self._is_passed_over(i)), end)
        box = self._boxes.get(following)
        above = first.node.getparent() if first.kind == "list" else first.node
        home = above.getparent() if above is not None else None
        if self._standing.is_container(home):
            return [], start
        if following == end:
            # Nothing that comes after tags shows that these are some.
            is_last = not self._standing.is_home(home)
        elif box:
            is_last = box.kind != INSET
        else:
            is_last = self._form_end(following) > 0
        last = self._pieces[body[-1]]
        announced = isinstance(last, Line) and last.text.endswith((":", "："))
        return (terms, after) if is_last and not announced else ([], start)

    def _form_end(self, index: int) -> int:
        """Return the end of the form that begins at *index* after text; 0 where none does.

        A form is an element that holds something to fill in or press, and no text of the body.
        """
        element = self._pieces[index].node.getparent()
        body = self._found.body
        if not body or self._standing.is_home(element):
            return 0
        for _ in range(NEAR):
            span = self._found.flow.spans.get(element) if element is not None else None
            if element is None or (span and span[0] <= body[-1]):
                return 0
            if span and span[0] == index and next(element.iter(*_FORM), None) is not None:
                return span[1]
            element = element.getparent()
        return 0

    def _is_passed_over(self, index: int) -> bool:
        if box := self._boxes.get(index):
            return box.kind == BREAKING
        piece = self._pieces[index]
        return isinstance(piece, Line) and is_noise(self._page, piece)

    def _ends(self, box: Box) -> bool:
        """Whether *box* can be one of those that come after every text."""
        return box.kind != INSET and not self._pieces[box.start].zone

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
                self._standing.is_continued_by(piece)
                or (near and self._standing.is_near(piece.node))
            ):
                return index
        return -1

    def _could_be(self, piece: Piece) -> bool:
        """Whether *piece* can be of a body at all."""
        if isinstance(piece, Line):
            return not piece.linked and not is_noise(self._page, piece)
        return not self._is_badge(piece)

    def _is_badge(self, piece: object) -> bool:
        """Whether a picture leads to another page: a logo, an advertisement, a card."""
        if not isinstance(piece, Picture) or piece.link is None:
            return False
        path = (piece.link.get("href") or "").split("?")[0].lower()
        return not path.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
