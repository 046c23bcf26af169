"""Make an article's body of its pieces: text blocks, links, pictures, players, insets.

The strategies ``markup.body`` and ``visible.body`` call ``build`` with the pieces that
``body_selection`` chose. Captions of pictures within the text are taken here
(``_add_picture``). ``is_boilerplate`` names the lines that are never text: share links,
buttons, navigation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler.items.parts import BodyBlock
from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.outlet.box_words import LOADING
from mayadeen_crawler.pages.article_layout.asides import is_read_more, line_label
from mayadeen_crawler.pages.article_layout.side_boxes import Box, entries
from mayadeen_crawler.pages.dom import images as pictures
from mayadeen_crawler.pages.dom.embeds import (
    embed_address,
    is_content,
    is_video,
)
from mayadeen_crawler.pages.dom.nodes import (
    Embed,
    Flow,
    Inset,
    Line,
    Picture,
    Piece,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import (
    BREAKING,
    INSET,
    READ_NEXT,
    heading_kind,
    is_sentence,
    patterns,
    word_of,
)
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.utils.text import clean

#: Members that are kept of one page; real ones have under 200 blocks.
MAX_BLOCKS, MAX_LINKS = 20_000, 1_000
#: Characters of the longest line that can be a row of share links, or begin the page's footer.
MAX_SHORT_LINE = 100
#: Words of the shortest headline of another article that is a paragraph of its own.
MIN_HEADLINE = 3
#: Pieces after the publisher's name among which the text may go on.
MAX_AHEAD = 50

#: Objects as a strategy read them, before the loader makes items of them: a link's is
#: ``{"url": str, "text": str}``, a picture's ``{"url": str, "alt": str | None,
#: "caption": str | None, "role": "inline"}``, a video's ``{"url": str,
#: "duration_seconds": None}``, an inset's as ``side_boxes.entries`` has it.
Members = list[dict[str, object]]
#: Codes of the record's ``doubts``: the body is the likeliest of several that differ; it has
#: much less text than the page's metadata says, or hardly any.
GUESSED, SHORT = "body_guessed", "body_short"
#: Words of the page's footer that also stand before who holds the rights of a picture or text.
_OWNERS = ("©", "copyright")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_LEAD_IN = re.compile(r"([^:：|»–—]{2,40}?)\s?[:：|»–—]")


@dataclass(slots=True)
class Body:
    """A body as a strategy read it; all lists are empty where the page's body is empty."""

    blocks: list[BodyBlock] = field(default_factory=list)
    links: Members = field(default_factory=list)
    images: Members = field(default_factory=list)
    videos: Members = field(default_factory=list)
    insets: Members = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    """What is not certain: codes of the record's ``doubts``."""

    @property
    def text(self) -> str:
        """The text of its blocks, a line each."""
        return "\n".join(block.text for block in self.blocks if block.text)


def build(page: Page, flow: Flow, indices: Iterable[int], boxes: Iterable[Box] = ()) -> Body:
    """Return the body made of the pieces at *indices*; *boxes* are the insets among them.

    At most MAX_BLOCKS blocks and MAX_LINKS links.
    """
    body = Body()
    inset_at = {box.start: box for box in boxes}
    chosen = list(indices)
    end = chosen[-1] + 1 if chosen else 0
    skip_to = -1
    for index in chosen:
        if index < skip_to:
            continue
        if box := inset_at.get(index):
            body.insets += entries(page, flow, box, INSET)
            skip_to = box.end
            continue
        piece = flow.pieces[index]
        if isinstance(piece, Line):
            if not credits_picture(page, flow.pieces, index):
                _add_line(page, body, piece)
        elif isinstance(piece, Picture):
            caption = pictures.caption_index(flow, index, end)
            if _add_picture(page, body, flow, piece, caption) and caption is not None:
                skip_to = caption + 1
        elif isinstance(piece, Embed):
            _add_embed(page, body, piece)
        elif isinstance(piece, Inset):
            body.insets += _marked_inset_entries(page, piece)
        if len(body.blocks) >= MAX_BLOCKS:
            break
    del body.links[MAX_LINKS:]
    return body


def is_boilerplate(page: Page, line: Line) -> bool:
    """Whether a line is never text: navigation, a button, share links, ``x``, marks alone."""
    if line.boilerplate is None:
        line.boilerplate = _is_boilerplate(page, line)
    return line.boilerplate


def _is_boilerplate(page: Page, line: Line) -> bool:
    if line.zone in ("nav", "footer") or line.kind == "control":
        return True
    if line.links and len(line.text) <= MAX_SHORT_LINE:
        # The links of a row of share buttons, as one line.
        names = {word_of(clean(text)) for text, _ in line.fragments if has_words(text)}
        if names <= page.once(_share_words):
            return True
    if len(line.text) > 40:
        return False
    if line.linked and line.kind in ("list", "paragraph") and all(map(_leads_nowhere, line.links)):
        return True
    words = page.site.edition.words
    if is_read_more(line.text) and (line.linked or " " in line.text):
        return True
    word = word_of(line.text)
    known = patterns(page.site.edition.code)
    if word == "x" or known.load_more.fullmatch(word) or LOADING.fullmatch(line.text):
        return True
    if page.site.edition.publisher.casefold() == word or line_label(line.text) == "counter":
        return line.kind in ("list", "paragraph")
    if word in words.share or heading_kind(line.text, page.site.edition) == BREAKING:
        return line.kind in ("list", "paragraph")
    return not has_words(line.text)


def _leads_nowhere(link: HtmlElement) -> bool:
    """Whether *link* is a button, which a script answers; ``#note-1`` is a place of the text."""
    address = (link.get("href") or "").strip().lower()
    return address in ("#", "#!", "#top") or address.startswith("javascript:")


def _share_words(page: Page) -> set[str]:
    return {"x", *page.site.edition.words.share}


def begins_page_footer(page: Page, pieces: list[Piece], index: int) -> bool:
    """Whether the line at *index* is the first of the page's footer, such as the publisher's name.

    The name may also be a tag among tags, or a line of the text.
    """
    line = pieces[index]
    if not isinstance(line, Line) or len(line.text) > MAX_SHORT_LINE:
        return False
    text = line.text.casefold()
    publisher, begins = _footer_words(page.site.edition.code)
    if not text.startswith(begins):
        return False  # most lines
    if text.startswith(page.site.edition.words.footer):
        if credits_picture(page, pieces, index):
            return False
        is_of_text = _names_owner(page, line) and not _names_outlet(page, text)
        if is_of_text and _ends_a_text(page, pieces, index):
            return False
        is_text = is_sentence(line.text) or (line.kind == "heading" and _names_owner(page, line))
        return not is_text or not _text_goes_on(pieces, index)
    return (
        text == publisher
        and not _leads_to_a_topic(page, line)
        and not _follows_in_list(pieces, index)
        and not _text_goes_on(pieces, index)
        and not _ends_a_text(page, pieces, index)
    )


def credits_picture(page: Page, pieces: list[Piece], index: int) -> bool:
    """Whether the line at *index* says whose the picture or player above it is: ``© AFP``.

    Perhaps with a caption between them.
    """
    line = pieces[index]
    if not isinstance(line, Line) or line.kind == "heading" or not _names_owner(page, line):
        return False  # most lines
    if is_sentence(line.text):
        return False  # of the text: `Copyright law has not kept up.`
    above = pieces[max(index - 2, 0) : index]
    if above and isinstance(above[-1], Line):
        above = above[:-1]  # the caption
    return any(
        isinstance(one, Embed) or (isinstance(one, Picture) and one.link is None)
        for one in above[-1:]
    )  # a picture that is a link may be the logo above the page's footer


def _names_owner(page: Page, line: Line) -> bool:
    """Whether *line* says who holds the rights of a picture or text: ``Copyright: Reuters``.

    The page's footer reserves all rights, or names the publisher with a year.
    """
    edition, text = page.site.edition, line.text.casefold()
    if not text.startswith(edition.words.footer) or len(text) > MAX_SHORT_LINE:
        return False
    begin = next(word for word in edition.words.footer if text.startswith(word))
    if begin not in _OWNERS:
        return False
    owner = text.removeprefix(begin)
    if any(word in owner for word in edition.words.footer) or not _LETTER.search(owner):
        return False
    return not (_DIGIT.search(owner) and _names_outlet(page, owner))


def _names_outlet(page: Page, text: str) -> bool:
    return any(name.casefold() in text for name in page.site.edition.names)


@cache
def _footer_words(code: str) -> tuple[str, tuple[str, ...]]:
    """Return the publisher's name, and all with which a line that begins the footer begins."""
    edition = EDITIONS[code]
    publisher = edition.publisher.casefold()
    return publisher, (publisher, *edition.words.footer)


@cache
def footer_letters(code: str) -> frozenset[str]:
    """Return the letters with which the page's footer begins: those of few other lines."""
    return frozenset(
        letter for word in _footer_words(code)[1] for letter in (word[0], word[0].upper())
    )


def _leads_to_a_topic(page: Page, line: Line) -> bool:
    """Whether a line's link leads to another page of the site than its first."""
    address = page.link(line.links[0].get("href")) if line.links else None
    return bool(address and urlsplit(address).path.strip("/"))


def _follows_in_list(pieces: list[Piece], index: int) -> bool:
    """Whether the line before the one at *index* is an item of the same list."""
    line, before = pieces[index], pieces[index - 1] if index else None
    return (
        isinstance(line, Line)
        and isinstance(before, Line)
        and line.kind == before.kind == "list"
        and line.node.getparent() is before.node.getparent()
    )


def _ends_a_text(page: Page, pieces: list[Piece], index: int) -> bool:
    """Whether the line at *index* follows a sentence in its element, and no footer follows it."""
    parent = pieces[index].node.getparent()
    before = pieces[index - 1] if index else None
    following = (p for p in pieces[index + 1 : index + 2] if isinstance(p, Line))
    footer = page.site.edition.words.footer
    return (
        isinstance(before, Line)
        and is_sentence(before.text)
        and before.node.getparent() is parent
        and not any(line.text.casefold().startswith(footer) for line in following)
    )


def _text_goes_on(pieces: list[Piece], index: int) -> bool:
    """Whether a sentence follows the line at *index* in the element that holds the line."""
    parent = pieces[index].node.getparent()
    return any(
        isinstance(piece, Line)
        and piece.kind == "paragraph"
        and not piece.linked
        and is_sentence(piece.text)
        and piece.node.getparent() is parent
        for piece in pieces[index + 1 : index + 1 + MAX_AHEAD]
    )


def _marked_inset_entries(page: Page, inset: Inset) -> Members:
    """Return the cards of an inset that the site's own class name marks."""
    flow = read_flow(page.nodes, inset.node, whole=False)
    return entries(page, flow, Box(INSET, 0, len(flow.pieces), headed=False), INSET)


def _add_line(page: Page, body: Body, line: Line) -> None:
    """Add a line as a block, with its links; or as an inset, if it only leads to an article."""
    if is_boilerplate(page, line):
        return
    if inline := _inline_inset(page, line):
        body.insets += inline
        return
    kind = "paragraph" if line.kind == "caption" else line.kind
    body.blocks.append(BodyBlock(kind, line.text))
    texts = line.link_texts() if line.links else {}
    for link in line.links:
        if url := page.link(link.get("href")):
            body.links.append({"url": url, "text": texts[link]})


def _inline_inset(page: Page, line: Line) -> Members:
    """Return the entry of ``Read also: <headline>``, a paragraph that only links an article."""
    if line.linked and _is_headline_of_other(page, line):
        url = page.article_link(line.links[0].get("href"))
        return [{"list": INSET, "url": url, "headline": line.text}]
    match = _LEAD_IN.match(line.text)
    if match and heading_kind(match[1], page.site.edition) is not None:
        lead_in = match[0]
    else:  # `Read more` with nothing but a link behind it
        before = takewhile(lambda fragment: fragment[1] is None, line.fragments)
        lead_in = clean("".join(text for text, _ in before))
        if heading_kind(lead_in, page.site.edition) not in (INSET, READ_NEXT):
            return []
    links = [link for link in line.links if page.article_link(link.get("href"))]
    linked = "".join(text for text, link in line.fragments if link is not None)
    if not links or len(linked.strip()) + len(lead_in) + 5 < len(line.text):
        return []
    return [
        {"list": INSET, "url": url, "headline": headline}
        for link in links
        if (url := page.article_link(link.get("href")))
        and (
            headline := _without_lead_in(
                "".join(text for text, around in line.fragments if around is link), lead_in
            )
        )
    ]


def _is_headline_of_other(page: Page, line: Line) -> bool:
    """Whether a line that is one link is the headline of another article, and no sentence."""
    return (
        len(line.links) == 1
        and line.kind != "list"
        and len(line.text.split()) >= MIN_HEADLINE
        and not is_sentence(line.text)
        and page.article_link(line.links[0].get("href")) is not None
    )


def _without_lead_in(text: str, lead_in: str) -> str:
    return text.strip().removeprefix(lead_in).strip()


def _add_picture(page: Page, body: Body, flow: Flow, piece: Picture, caption: int | None) -> bool:
    """Add a picture with the caption at index *caption*; return False if it is no picture."""
    image = pictures.image(page, piece)
    if image is None:
        return False
    line = flow.pieces[caption] if caption is not None else None
    if isinstance(line, Line):
        image |= pictures.caption(line)
    image["role"] = "inline"
    body.images.append(image)
    body.blocks.append(BodyBlock("image", url=str(image["url"])))
    return True


def _add_embed(page: Page, body: Body, piece: Embed) -> None:
    address = embed_address(piece.node) if piece.url is None else piece.url
    url = page.absolute(address)
    if url is None or not is_content(url):
        return
    body.blocks.append(BodyBlock("embed", url=url))
    if piece.node.tag == "video" or is_video(url):
        body.videos.append({"url": url, "duration_seconds": None})
