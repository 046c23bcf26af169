"""A picture's address, alternative text and caption. Used for the cover and inside the body.

To mend when pictures are missing (``_SOURCES``: the attributes that hold their addresses), or when
a caption is read as a paragraph or a paragraph as a caption (``caption_index``).
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import is_small
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Picture,
)
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction.page import Page

#: Characters of the longest caption.
MAX_CAPTION = 500
#: Characters of the longest line that is a caption only because it follows a picture.
MAX_PLACED = 250
#: The same for a line in an element like the paragraphs' own.
MAX_ALIKE = 120
#: Elements around a picture that are looked at.
_CLIMB = 8
#: Pieces after a caption among which the next paragraph is looked for.
_AHEAD = 30

# Attributes with a picture's address. Pages that load pictures late keep the real one in `data-`.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src")
_SETS = ("data-srcset", "srcset")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


def image(page: Page, picture: Picture) -> dict[str, object] | None:
    """Return ``{"url": str, "alt": str | None}``; ``None`` for an icon or without an address."""
    node = picture.node
    if is_small(node):
        return None  # an icon, a face beside a name, a counter's pixel
    if node.tag != "img":
        return _background(page, node)
    url = _address(page, node)
    if url is None:
        # The parser takes what follows `<source>`, which has no end tag, for its content.
        for source in islice(node.iterancestors("source", "picture"), _CLIMB):
            url = url or _address(page, source)
    return {"url": url, "alt": node.get("alt")} if url else None


def _background(page: Page, node: HtmlElement) -> dict[str, object] | None:
    match = _BACKGROUND.search(node.get("style") or "")
    url = page.absolute(match[1]) if match else None
    return {"url": url, "alt": node.get("aria-label") or node.get("title")} if url else None


def _address(page: Page, node: HtmlElement) -> str | None:
    for name in _SOURCES:
        value = (node.get(name) or "").strip()
        if value and not value.startswith(("data:", "about:", "blob:")):
            return page.absolute(value)
    for name in _SETS:
        if value := (node.get(name) or "").strip()[:4096]:
            # By custom the last picture of a set is the largest.
            last = [part for part in re.split(r",\s+", value) if part.strip()][-1:]
            return page.absolute(last[0].split()[0]) if last else None
    return None


def caption_index(flow: Flow, index: int, end: int) -> int | None:
    """Return the index of the line that is the caption of the picture at *index*, or ``None``.

    The line must follow the picture before *end*. It is the caption if its element or class says
    so; if an element holds the two and nothing else; or if it is short, no sentence, and in
    another element than the paragraphs that follow.
    """
    picture, pieces = flow.pieces[index], flow.pieces
    following = index + 1
    line = pieces[following] if following < end else None
    if not isinstance(line, Line) or len(line.text) > MAX_CAPTION or line.kind == "heading":
        return None
    if line.kind == "caption" or "caption" in (line.node.get("class") or "").lower():
        return following
    if line.kind not in ("paragraph", "list") or line.kind == "control":
        return None
    ahead = islice(pieces, following + 1, min(end, following + _AHEAD))
    after = next((p for p in ahead if isinstance(p, Line) and _is_paragraph(p)), None)
    if _share_element(flow, picture.node, index) and (after or not is_sentence(line.text)):
        return following
    if after is None or len(line.text) > MAX_PLACED or is_sentence(line.text):
        return None
    if line.node.tag == after.node.tag and not (
        is_sentence(after.text) and len(line.text) <= MAX_ALIKE and line.text[-1] not in ":："
    ):
        return None
    return following if _beside(picture.node, line.node, in_list=line.kind == "list") else None


def _is_paragraph(piece: Line) -> bool:
    return piece.kind == "paragraph" and not piece.zone


def _share_element(flow: Flow, node: HtmlElement, index: int) -> bool:
    """Whether some element holds the picture, the line after it, and nothing else."""
    element: HtmlElement | None = node
    for _ in range(_CLIMB):
        element = element.getparent() if element is not None else None
        span = flow.spans.get(element) if element is not None else None
        if span and span[1] > index + 1:
            return span == (index, index + 2)
    return False


def _beside(node: HtmlElement, line: HtmlElement, *, in_list: bool) -> bool:
    """Whether the line stands beside the picture, or beside an element close around it.

    *in_list*: the line is an item of a list, which must hold the picture too.
    """
    ancestors: list[HtmlElement] = []
    element: HtmlElement | None = node
    while element is not None and len(ancestors) < _CLIMB:
        ancestors.append(element)
        element = element.getparent()
    parent = line.getparent()
    if in_list and (parent is None or parent.tag not in ("ul", "ol", "dl")):
        return False
    return line in ancestors or parent in ancestors
