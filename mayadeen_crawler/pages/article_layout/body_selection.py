"""Where an article's body begins and ends, and which pieces between belong to it.

Look here when a text is cut short, or when a box, a share line or the page's footer is in
it. The body begins where ``front_matter`` stops. Tags, side boxes and the page's footer end
it. A box may also be within it: then the text goes on in the same element, or in one with
the same position, as the paragraphs before the box (``BodyPosition``).

``segment`` calls ``BodySelector`` once for a page; ``body_blocks`` makes blocks of the pieces
that it chose.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout import tags
from mayadeen_crawler.pages.article_layout.asides import MAX_AFTER, Aside, is_prose
from mayadeen_crawler.pages.article_layout.body_blocks import (
    begins_page_footer,
    footer_letters,
    is_boilerplate,
)
from mayadeen_crawler.pages.article_layout.side_boxes import Box
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Picture,
    Piece,
)
from mayadeen_crawler.pages.dom.phrases import BREAKING, FORM, INSET, READ_NEXT
from mayadeen_crawler.pages.extraction.page import Page

#: Pieces after a body among which its tags are looked for.
MAX_BEFORE_TAGS = 60
#: Boxes in a row after which no body goes on.
MAX_BOXES = 2
#: Pieces after a box among which the body is expected to go on.
MAX_AHEAD = 2000
#: Sentences below tags that show a text to go on: an author or a licence is told in two.
MIN_BELOW = 3
#: Fragments of a line from which it can be a row of tags without links.
MIN_ROW = 3
#: Characters of the longest line outside the text's elements that can be a credit or a label.
MAX_SCRAP = 60
#: Levels above a piece at which an element that also holds the body counts as near.
NEAR = 4
#: The same for an element that holds the body and not the headline.
MAX_CLIMB = 60

_PICTURE_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


class BodySelector:
    """Chooses the pieces of the body, and finds the tags after it.

    *headline*: index of the headline's last line. *found_tags*: those above the text, if any.
    """

    def __init__(
        self,
        page: Page,
        flow: Flow,
        headline: int,
        boxes: list[Box],
        asides: list[Aside],
        found_tags: list[str],
    ) -> None:
        self.body: list[int] = []
        """Indices of the chosen pieces; an inset's first piece stands for the inset."""
        self.insets: list[Box] = []
        """The boxes within the body."""
        self.tags = found_tags
        self._page = page
        self._flow = flow
        self._pieces = flow.pieces
        self._boxes = boxes
        self._box_at = {i: box for box in boxes for i in range(box.start, box.end)}
        self._aside_at = {i: aside for aside in asides for i in range(aside.start, aside.end)}
        self._aside_starts = [aside.start for aside in asides]
        self._position = BodyPosition(flow, headline)
        self._terms = range(0)
        """The list of terms that was found last, among pieces up to ``_terms_within``."""
        self._terms_within = 0
        self._next: dict[tuple[int, int], int] = {}
        """First and end of pieces → the first that is not passed over."""
        self._goes_on_at = -1
        """The last piece that was seen to continue the body after a list of links; -1 for none."""

    def select(self, indices: Sequence[int], *, marked: bool) -> None:
        """Add those of *indices* that are the body's, and read the tags that end it.

        *marked*: all of *indices* are within a body that the site's own class name marks.
        """
        pieces = self._pieces
        if not marked:
            indices = self._before_page_footer(indices)
        end = indices[-1] + 1 if indices else 0
        waiting: list[Box] = []  # boxes since the last piece of the body: insets if it goes on
        skip_to, last = -1, -1
        self._goes_on_at = -1
        no_tags_to = -1  # links in a list up to here are no tags: asked once, not at each of them
        last_of_text = end if marked else self._last_sentence() + MAX_AFTER
        # *ended*: only what has the body's position, up to *last*, may still be of it;
        # *closed*: nothing may.
        ended = closed = False
        for index in indices:
            if closed and self.tags:
                break  # neither text nor tags can follow
            if index < skip_to:
                continue
            if index > last_of_text and not self._position.is_near(pieces[index].node):
                closed = True
            if box := self._box_at.get(index):
                skip_to = box.end
                if marked:
                    self._add_inset(box)
                    continue
                if box.kind != BREAKING:
                    waiting.append(box)
                    closed = closed or sum(map(self._can_end_body, waiting)) >= MAX_BOXES
                    ended = ended or bool(self.body)
                if box.headed:
                    last = self._last_continuation(skip_to, end)
                else:
                    # Cards end no text: what goes on beside them before the next box is it.
                    until = next(
                        (b.start for b in self._boxes if b.headed and b.start > index), end
                    )
                    last = self._last_continuation(skip_to, min(until, end), near=True)
                continue
            piece = pieces[index]
            aside = self._aside_at.get(index)
            if isinstance(piece, Line):
                if index >= no_tags_to:
                    until = self._end_of_tags(index, end)
                    found, after, sure = tags.tags_at(self._page, pieces, index, until)
                    if found and (sure or (not aside and self._are_tags(piece, found, after, end))):
                        skip_to = after
                        self._add_tags(found)
                        ended = closed = not (marked or self._goes_on_below(after, end))
                        continue
                    if sure and not found:  # the site's, under `Popular tags`
                        skip_to = after
                        continue
                    no_tags_to = after
                    terms, after = ([], index) if aside else self._unlinked_tags(index, end)
                    if terms and not marked:
                        self.tags, skip_to = terms, after
                        continue
                if aside or is_boilerplate(self._page, piece):
                    continue
            elif aside or (
                not marked and (piece.zone in ("nav", "footer") or _is_linked_picture(piece))
            ):
                continue
            if closed or (
                ended and not marked and not (index <= last and self._position.is_beside(piece))
            ):
                continue
            for box in waiting:
                self._add_inset(box)
            waiting, ended = [], False
            self.body.append(index)
            if isinstance(piece, Line) and piece.kind == "paragraph":
                self._position.add_paragraph(piece)

    def trim(self) -> None:
        """Leave out scraps before and after the text: a credit, a name, a heading of nothing.

        A scrap is a short line that is no sentence and not in the element of a paragraph.
        """
        prose = [i for i in self.body if is_prose(self._pieces[i])]
        if not prose:
            return
        positions = {tag_and_parent(self._pieces[i]) for i in prose}
        parents = {parent for _, parent in positions}

        def is_scrap(index: int) -> bool:
            piece = self._pieces[index]
            if not isinstance(piece, Line) or index in self._box_at:
                return False
            if piece.kind == "heading":
                return index > prose[-1] and piece.node.getparent() not in parents
            return (
                piece.kind == "paragraph"
                and len(piece.text) <= MAX_SCRAP
                and not is_prose(piece)
                and not piece.text.endswith((":", "："))
                and tag_and_parent(piece) not in positions
            )

        first, last = prose[0], prose[-1]
        self.body = [i for i in self.body if first <= i <= last or not is_scrap(i)]

    def find_tags_after(self, start: int) -> None:
        """Look for the tags after a body that ends before *start*, if none were found yet."""
        if self.tags:
            return
        end = min(len(self._pieces), start + MAX_BEFORE_TAGS)
        for index in range(start, end):
            if box := self._box_at.get(index):
                if box.kind not in (INSET, FORM, BREAKING):
                    return
            elif isinstance(self._pieces[index], Line):
                until = self._end_of_tags(index, end)
                found, _, sure = tags.tags_at(self._page, self._pieces, index, until)
                if index in self._aside_at:
                    found = found if sure else []
                elif not found:
                    found = self._unlinked_tags(index, end)[0]
                if found:
                    self.tags = found
                    return

    def _end_of_tags(self, index: int, end: int) -> int:
        """Return the index up to which tags that begin at *index* can be: none is half in a box."""
        if aside := self._aside_at.get(index):
            return aside.end
        following = bisect_right(self._aside_starts, index)
        return self._aside_starts[following] if following < len(self._aside_starts) else end

    def _last_sentence(self) -> int:
        """Return the index of the page's last sentence; that of its last piece without one."""
        last = len(self._pieces) - 1
        return next((i for i in range(last, -1, -1) if is_prose(self._pieces[i])), last)

    # --- what ends a body: the page's footer, tags, boxes, forms

    def _before_page_footer(self, indices: Sequence[int]) -> Sequence[int]:
        """Leave out the footer of the page and what comes below it."""
        letters = footer_letters(self._page.site.edition.code)
        for number, index in enumerate(indices):
            piece = self._pieces[index]
            if (
                isinstance(piece, Line)
                and piece.text[0] in letters
                and piece.zone not in ("nav", "footer")
                and begins_page_footer(self._page, self._pieces, index)
            ):
                return indices[:number]
        return indices

    def _add_tags(self, found: list[str]) -> None:
        """Note tags: those above a text may be there once more below it."""
        self.tags = [*self.tags, *(tag for tag in found if tag not in self.tags)][: tags.MAX_TAGS]

    def _goes_on_below(self, start: int, end: int) -> bool:
        """Whether much of the text comes from *start* on, in the element of what comes before."""
        if not self.body:
            return True
        above, below = (
            [len(piece.text) for i in indices if is_prose(piece := self._pieces[i])]
            for indices in (self.body, self._alike_below(start, end))
        )
        return len(below) >= MIN_BELOW and sum(above) <= 2 * sum(below)

    def _alike_below(self, start: int, end: int) -> Iterator[int]:
        for index in range(start, min(end, start + MAX_AHEAD)):
            is_boxed = index in self._box_at or index in self._aside_at
            if not is_boxed and self._position.is_alike(self._pieces[index]):
                yield index

    def _are_tags(self, line: Line, found: list[str], after: int, end: int) -> bool:
        """Whether links that could be tags are tags: the text does not go on after them."""
        if len(found) == 1:
            return False  # a button, or what an article belongs to
        if not self.body:
            return False
        # A list of links within the text is no list of tags. Where the text was seen to go on it
        # still does: its body only grows.
        if self._goes_on_at < after:
            self._goes_on_at = self._last_continuation(after, end)
        return self._goes_on_at < after

    def _unlinked_tags(self, start: int, end: int) -> tuple[list[str], int]:
        """Read a list of terms as tags, if it is the last of the article and not of its text.

        Return the terms, or ``[]``, and the index after them.
        """
        first, body = self._pieces[start], self.body
        if not isinstance(first, Line) or first.links or not body:
            return [], start
        if first.kind != "list" and (first.kind != "paragraph" or len(first.fragments) < MIN_ROW):
            return [], start
        row: list[str] = []
        if first.kind == "list":
            after = min(self._end_of_terms(start, end), start + tags.MAX_TAGS)
            are_terms = after > start + 1
        else:
            row, after = tags.row_of_terms(first), start + 1
            are_terms = bool(row)
        if not are_terms or self.tags:
            return [], start
        following = self._first_after(after, end)
        box = self._box_at.get(following)
        above = first.node.getparent() if first.kind == "list" else first.node
        holder = above.getparent() if above is not None else None
        if self._position.is_body_container(holder):
            return [], start
        if following == end:
            # Nothing that comes after tags shows that these are some.
            is_last = not self._position.holds_paragraphs(holder)
        elif box:
            is_last = box.kind != INSET
        else:
            is_last = following in self._aside_at
        last = self._pieces[body[-1]]
        announced = isinstance(last, Line) and last.text.endswith((":", "："))
        if not is_last or announced:
            return [], start
        return row or tags.without_marks(self._pieces[start:after]), after

    def _end_of_terms(self, start: int, end: int) -> int:
        """Return the index after the list of terms at *start*: looked for once for all its items.

        A list that is no tags' is asked of again at each of its items.
        """
        if start not in self._terms or end != self._terms_within:
            self._terms = range(start, tags.end_of_terms(self._pieces, start, end))
            self._terms_within = end
        return self._terms.stop

    def _first_after(self, start: int, end: int) -> int:
        """Return the first piece from *start* on that is not passed over, else *end*."""
        if (start, end) not in self._next:
            found = (i for i in range(start, end) if not self._is_skipped(i))
            self._next[start, end] = next(found, end)
        return self._next[start, end]

    def _is_skipped(self, index: int) -> bool:
        if box := self._box_at.get(index):
            return box.kind == BREAKING
        piece = self._pieces[index]
        return isinstance(piece, Line) and is_boilerplate(self._page, piece)

    def _can_end_body(self, box: Box) -> bool:
        """Whether *box* can be one of those that come after every text."""
        return box.kind != INSET and not self._pieces[box.start].zone

    def _add_inset(self, box: Box) -> None:
        if box.kind in (READ_NEXT, INSET):
            self.insets.append(box)
            self.body.append(box.start)

    # --- how far a body goes on

    def _last_continuation(self, start: int, end: int, *, near: bool = False) -> int:
        """Return the index of the last piece from *start* on that continues the body; else -1.

        *near*: a piece near the body's paragraphs continues it, whatever its element.
        """
        for index in range(min(end, start + MAX_AHEAD) - 1, start - 1, -1):
            piece = self._pieces[index]
            if index in self._box_at or index in self._aside_at:
                continue
            if self._can_be_body(piece) and (
                self._position.is_continued_by(piece)
                or (near and self._position.is_near(piece.node))
            ):
                return index
        return -1

    def _can_be_body(self, piece: Piece) -> bool:
        if isinstance(piece, Line):
            return not piece.linked and not is_boilerplate(self._page, piece)
        return not _is_linked_picture(piece)


class BodyPosition:
    """Where the body's paragraphs are in the DOM, and whether another node has the same position.

    Used to decide whether text after a box continues the article.
    """

    def __init__(self, flow: Flow, headline: int) -> None:
        self._flow = flow
        self._headline = headline
        self._positions: set[tuple[str, HtmlElement | None]] = set()
        """Tag and parent of each paragraph."""
        self._parents: set[HtmlElement | None] = set()
        self._containers: set[tuple[str, str, HtmlElement | None]] = set()
        """Tag of each paragraph, tag of its parent, and the element around that."""
        self._nodes: set[HtmlElement] = set()
        self._first: HtmlElement | None = None
        self._last: HtmlElement | None = None
        self._paragraphs = 0

    def add_paragraph(self, line: Line) -> None:
        """Note a paragraph of the body."""
        self._first = line.node if self._first is None else self._first
        self._last = line.node
        self._nodes.add(line.node)
        self._paragraphs += 1
        self._parents.add(line.node.getparent())
        self._positions.add(tag_and_parent(line))
        if (parent := line.node.getparent()) is not None and self._is_after_headline(parent):
            self._containers.add((str(line.node.tag), str(parent.tag), parent.getparent()))

    def holds_paragraphs(self, element: HtmlElement | None) -> bool:
        """Whether *element* is the parent of a paragraph."""
        return element in self._parents

    def is_body_container(self, element: HtmlElement | None) -> bool:
        """Whether *element* holds the paragraphs of the body, and not the headline too."""
        if element is None or not (element in self._parents or element in self._nodes):
            return False
        return self._is_after_headline(element)

    def is_alike(self, piece: Piece) -> bool:
        """Whether *piece* is in an element that holds paragraphs, and not the headline."""
        tag, parent = tag_and_parent(piece)
        return (
            (tag, parent) in self._positions
            and parent is not None
            and self._is_after_headline(parent)
        )

    def is_continued_by(self, piece: Piece) -> bool:
        """Whether *piece* has the position of the body's paragraphs, or is in their container."""
        if isinstance(piece, Line) and (
            tag_and_parent(piece) in self._positions
            or (piece.kind == "quote" and self.is_near(piece.node))
        ):
            return True
        return (
            self._is_in_body_container(piece.node)
            or self._is_wrapped_like_body(piece)
            or self._is_in_sibling_container(piece)
        )

    def is_beside(self, piece: Piece) -> bool:
        """Whether *piece* is near the paragraphs of the body, or wrapped as they are."""
        return (
            self.is_near(piece.node)
            or self._is_wrapped_like_body(piece)
            or self._is_in_sibling_container(piece)
        )

    def is_near(self, node: HtmlElement) -> bool:
        """Whether an element at most NEAR levels above *node* is the parent of a paragraph."""
        return any(element in self._parents for element in islice(node.iterancestors(), NEAR))

    def _is_in_body_container(self, node: HtmlElement) -> bool:
        for element in islice(node.iterancestors(), MAX_CLIMB):
            if element in self._parents:
                return self._is_after_headline(element)
        return False

    def _is_wrapped_like_body(self, piece: Piece) -> bool:
        """Whether each paragraph is in an element of its own, and *piece* is beside those."""
        if self._paragraphs > len(self._parents) or self._first is None or self._last is None:
            return False
        if self._paragraphs > 1:
            common = _common_ancestor(self._first, self._last)
            above = islice(piece.node.iterancestors(), NEAR)
            return common is not None and common in above and self._is_after_headline(common)
        common = _common_ancestor(self._first, piece.node, same_tags=True)
        return isinstance(piece, Line) and common is not None and self._is_after_headline(common)

    def _is_in_sibling_container(self, piece: Piece) -> bool:
        """Whether *piece* is a sentence in an element beside one that holds paragraphs.

        Both have the same tag, and hold paragraphs of the same tag: a text in several containers.
        """
        parent = piece.node.getparent()
        if parent is None or not is_prose(piece) or not self._is_after_headline(parent):
            return False
        return (str(piece.node.tag), str(parent.tag), parent.getparent()) in self._containers

    def _is_after_headline(self, element: HtmlElement) -> bool:
        """Whether *element* does not hold the headline, and so not the whole page."""
        span = self._flow.spans.get(element)
        return span is not None and span[0] > self._headline


def tag_and_parent(piece: Piece) -> tuple[str, HtmlElement | None]:
    """Return the position of a piece in the DOM: equal for paragraphs of one container."""
    return str(piece.node.tag), piece.node.getparent()


def _is_linked_picture(piece: object) -> bool:
    """Whether a picture leads to another page (a logo, an advertisement, a card)."""
    if not isinstance(piece, Picture) or piece.link is None:
        return False
    path = (piece.link.get("href") or "").split("?")[0].lower()
    return not path.endswith(_PICTURE_FILES)


def _common_ancestor(
    one: HtmlElement, other: HtmlElement, *, same_tags: bool = False
) -> HtmlElement | None:
    """Return the element at most NEAR levels above both, or one of them; None if there is none.

    *same_tags*: only if the elements up to it have the same tags on both sides.
    """
    ones, others = ([e, *islice(e.iterancestors(), NEAR)] for e in (one, other))
    for first, second in zip(ones, others, strict=False):
        if first is second:
            return first
        if same_tags and first.tag != second.tag:
            return None
    return None if same_tags else next((element for element in ones if element in others), None)
