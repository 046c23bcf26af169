"""A picture's address, alternative text and caption. Used for the cover and inside the body.

To mend when pictures are missing (``_SOURCES``: the attributes that hold their addresses), or when
a caption is read as a paragraph or a paragraph as a caption (``caption_index``).
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from mayadeen_crawler.pages.dom.html_elements import (
    is_bold_paragraph,
    is_small,
    unscripted,
)
from mayadeen_crawler.pages.dom.nodes import (
    Flow,
    Line,
    Picture,
    Piece,
)
from mayadeen_crawler.pages.dom.phrases import SEPARATORS, is_sentence
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.markup import CREDIT, FACE
from mayadeen_crawler.utils.text import clean

#: Characters of the longest caption.
MAX_CAPTION = 500
#: Characters of the longest line that is a caption only because it follows a picture.
MAX_PLACED = 250
#: The same for a line in an element like the paragraphs' own.
MAX_ALIKE = 120
#: Elements around a picture that are looked at.
_CLIMB = 8
#: Characters of a credit that has the whole line.
MAX_CREDIT = 30
#: Elements within a caption among which its credit is looked for.
_FEW = 20
#: Pieces after a caption among which the next paragraph is looked for.
_AHEAD = 30

# Attributes with a picture's address. Pages that load pictures late keep the real one in `data-`.
_SOURCES = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src", "data-large-file",
    "data-orig-file", "data-cfsrc", "data-echo", "src",
)  # fmt: skip
# Sets of addresses, of one picture in several sizes.
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_RESIZED = re.compile(r"/_next/image/?\?(?:[^#&=]{1,9}=[^#&]{0,99}&){0,3}url=([^#&]+)")
# An address in any other `data-` attribute is a picture's if it ends like one.
_PICTURE_FILE = re.compile(
    r"[^\s{}\"<>]{1,2000}\.(?:jpe?g|png|webp|avif|gif|bmp|tiff?)(?:[?#]\S*)?", re.IGNORECASE
)
_SMALL_COPY = re.compile("placeholder|blur|lqip|low|preview|thumb|small|fallback|error|icon|avatar")
_NO_ADDRESS = ("data:", "about:", "blob:", "javascript:", "#")
# Files that stand in for a picture until it is loaded.
_PLACEHOLDER = re.compile(
    r"(?:.*/)?(?:1x1|blank|clear|dummy|empty|gr[ae]y|lazy|lazyload|loader|loading|no-?image|pixel"
    r"|placeholder|spacer|spinner|transparent)"
    r"(?:[-_]?(?:bg|gif|image|img|lazy|loader|pixel|\d{1,4}(?:x\d{1,4})?)){0,3}"
    r"\.(?:gif|png|svg|jpe?g|webp)(?:[?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([wx])(?:,(.*))?", re.ASCII | re.DOTALL)
#: Characters of a set of addresses that are read.
_MAX_SET = 4096
# What stands before the name in it.
_CREDIT_LABEL = re.compile(
    r"^(?:©\s?|\(?(?:photo|image|picture|credit|foto|imagen|صورة|تصوير)s?(?:\s?[:：]\s?|\sby\s))",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"(?:^|;)[\w\s-]*background(?:-image)?\s*+:[^;]*url\(\s*+['\"]?([^'\")]+)", re.IGNORECASE
)


def image(page: Page, picture: Picture) -> dict[str, object] | None:
    """Return ``{"url": str, "alt": str | None}``; ``None`` for an icon or without an address."""
    node = picture.node
    if is_small(node) and not (_is_dot(node) and _is_late(node)):
        return None  # an icon, a face beside a name, a counter's pixel
    if FACE.search(node.get("class") or ""):
        return None
    if node.tag != "img":
        return _background(page, node)
    url = _address(page, node) or _without_script(page, node)
    return {"url": url, "alt": node.get("alt")} if url else None


def caption(line: Line) -> dict[str, object]:
    """Return ``{"caption": str | None, "credit": str | None}`` of the line under a picture.

    A credit is the text of an element whose class says so, at the end of the line.
    """
    for inner in islice(line.node.iter(), 1, _FEW):
        if not (isinstance(inner.tag, str) and CREDIT.search(inner.get("class") or "")):
            continue
        text = clean("".join(inner.itertext()))
        if text and line.text.endswith(text) and (text != line.text or len(text) <= MAX_CREDIT):
            before = line.text.removesuffix(text).rstrip(f" {SEPARATORS}-–—/(").strip()
            return {"caption": before or None, "credit": _CREDIT_LABEL.sub("", text) or None}
    return {"caption": line.text, "credit": None}


def _is_dot(node: HtmlElement) -> bool:
    return all((node.get(side) or "1").strip(" px") in ("0", "1") for side in ("width", "height"))


def _is_late(node: HtmlElement) -> bool:
    """Whether a script replaces what ``src`` holds by an address in another attribute."""
    return not _is_real(node.get("src") or "") and any(node.get(name) for name in _SOURCES[:-1])


def _background(page: Page, node: HtmlElement) -> dict[str, object] | None:
    match = _BACKGROUND.search(node.get("style") or "")
    url = page.absolute(match[1]) if match and _is_real(match[1]) else None
    return {"url": url, "alt": node.get("aria-label") or node.get("title")} if url else None


def _address(page: Page, node: HtmlElement) -> str | None:
    """Return the address of the largest picture that an ``img`` offers, placeholders left out."""
    given = dict(node.items())
    sets = _sets(page, node, given)
    if sets and sets[0][0]:
        return sets[0][1]
    for name in _SOURCES:
        if url := _real(page, given.get(name)):
            return url
    if sets:
        return sets[0][1]
    for name, value in given.items():
        if (
            name.startswith("data-")
            and _PICTURE_FILE.fullmatch(value.strip()[:_MAX_SET])
            and not _SMALL_COPY.search(name)
            and (url := _real(page, value))
        ):
            return url
    return None


def _sets(page: Page, node: HtmlElement, given: dict[str, str]) -> list[tuple[float, str]]:
    """Return (size, address) of the pictures in the sets of *node* and of its ``source`` elements.

    The largest first; the size is 0 where a set gives none.
    """
    values = [given[name] for name in _SETS if name in given]
    parent = node.getparent()
    if parent is not None and parent.tag in ("picture", "source"):
        # The parser may take what follows `<source>`, which has no end tag, for its content.
        around = [*islice(node.iterancestors("source"), _CLIMB)]
        beside = [*islice(node.itersiblings("source", preceding=True), _CLIMB)]
        for source in (*reversed(around), *reversed(beside)):
            values += [value for name in (*_SETS, "data-src") if (value := source.get(name))]
    found = [
        (size, url)
        for value in values
        for size, address in _members(value)
        if (url := _real(page, address))
    ]
    return sorted(found, key=lambda member: -member[0])


def _members(value: str) -> list[tuple[float, str]]:
    """Return (size, address) of a ``srcset``, the last one first: by custom it is the largest."""
    found: list[tuple[float, str]] = []
    waiting = ""
    for word in value[:_MAX_SET].split():
        if size := _SIZE.fullmatch(word):
            if waiting:
                found.append((float(size[1]) * (1 if size[2] == "w" else 1000), waiting))
            waiting = size[3] or ""
            continue
        if waiting:
            found.append((0, waiting))
        waiting = word.lstrip(",")
        if waiting.endswith(","):
            found.append((0, waiting.rstrip(",")))
            waiting = ""
    if waiting:
        found.append((0, waiting))
    return found[::-1]


def _real(page: Page, value: str | None) -> str | None:
    """Return *value* as an absolute address; ``None`` for that of a placeholder.

    Of one that has a picture resized (``/_next/image?url=…``) the picture's own: else all pictures
    of a page have the same path.
    """
    if value and (resized := _RESIZED.search(value)):
        value = unquote(resized[1])
    return page.absolute(value) if value and _is_real(value) else None


def _is_real(value: str) -> bool:
    value = value.strip()[:_MAX_SET]
    return (
        bool(value)
        and not value.lower().startswith(_NO_ADDRESS)
        and not _PLACEHOLDER.fullmatch(value)
    )


def _without_script(page: Page, node: HtmlElement) -> str | None:
    """Return the address of the picture in the ``noscript`` beside an empty ``img``."""
    for element in (node, *islice(node.iterancestors(), 2)):
        for near in (element.getnext(), element.getprevious()):
            if near is not None and near.tag == "noscript":
                inside = unscripted(near)
                return None if inside is None else _address(page, inside)
    return None


def caption_index(flow: Flow, index: int, end: int) -> int | None:
    """Return the index of the line that is the caption of the picture at *index*, or ``None``.

    The line must follow the picture before *end*. It is the caption if its element or class marks
    it as one; if an element holds the two and nothing else; or if it is short, no sentence, and in
    another element than the paragraphs that follow, and no subheading in bold; or if pictures and
    short lines take turns.
    """
    picture, pieces = flow.pieces[index], flow.pieces
    following = index + 1
    line = pieces[following] if following < end else None
    if not isinstance(line, Line) or len(line.text) > MAX_CAPTION or line.kind == "heading":
        return None
    if line.kind == "caption" or "caption" in (line.node.get("class") or "").lower():
        return following
    if line.kind not in ("paragraph", "list"):
        return None
    ahead = pieces[following + 1 : min(end, following + _AHEAD)]
    after = next((p for p in ahead if isinstance(p, Line) and _is_paragraph(p)), None)
    if _share_element(flow, picture.node, index) and (
        after or not is_sentence(line.text) or _is_in_row(pieces, index, end)
    ):
        return following
    if len(line.text) > MAX_PLACED or is_sentence(line.text) or _is_subheading(picture.node, line):
        return None
    if len(line.text) <= MAX_ALIKE and _is_in_row(pieces, index, end):
        return following
    if after is None:
        return None
    if line.node.tag == after.node.tag and not (
        is_sentence(after.text) and len(line.text) <= MAX_ALIKE and line.text[-1] not in ":："
    ):
        return None
    return following if _beside(picture.node, line.node, in_list=line.kind == "list") else None


def _is_subheading(picture: HtmlElement, line: Line) -> bool:
    """Whether *line* is a paragraph that is all in bold, outside the picture's ``figure``."""
    return is_bold_paragraph(line.node) and not any(
        around.tag == "figure" for around in picture.iterancestors()
    )


def _is_in_row(pieces: list[Piece], index: int, end: int) -> bool:
    """Whether pictures and lines that are alike take turns at *index*, where a picture is."""
    turns = pieces[index : min(index + 4, end)], pieces[max(index - 2, 0) : index + 2]
    for turn in turns:
        lines = [piece for piece in turn[1::2] if isinstance(piece, Line)]
        alike = {(line.node.tag, line.kind, is_sentence(line.text)) for line in lines}
        pictures = all(isinstance(piece, Picture) for piece in turn[::2])
        if pictures and len(lines) == 2 and len(alike) == 1 and lines[-1].text[-1] not in ":：":
            return True
    return False


def _is_paragraph(piece: Line) -> bool:
    # `© AFP` below a caption is of the picture, too.
    return piece.kind == "paragraph" and not piece.zone and not piece.text.startswith("©")


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
