"""The tags under a text: links to tag pages, whatever the elements around them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler.pages.article_layout.credit import is_author_page
from mayadeen_crawler.pages.article_layout.heads import head_of
from mayadeen_crawler.pages.dom.nodes import (
    Line,
    Piece,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import (
    SEPARATORS,
    is_sentence,
    word_of,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls import canonical
from mayadeen_crawler.utils.text import clean

#: Characters of the longest tag; words of one that leads to what could be an article.
MAX_TAG = 80
MAX_WORDS = 5
#: Characters among which the label of the tags ends.
MAX_LABEL = 40
MAX_TAGS = 200
#: Characters of the longest tag that leads nowhere, and of a line of such.
MAX_TERM, MAX_LINE = 50, 500
#: Pieces of a line up to which it can be text with a word set off.
MAX_INLINE = 2

#: Path segments that a tag page's address begins with (its real one is not known).
_TAG_PAGES = frozenset({"tag", "tags", "topic", "topics", "keyword", "keywords"})
_LINE_KINDS = frozenset({"paragraph", "list"})
_COMMA = re.compile("[,،;؛|•·]")


def run(page: Page, pieces: list[Piece], start: int, end: int) -> tuple[list[str], int, bool]:
    """Read the tags that begin at *start*.

    Returns them, the index after the last, and whether they are surely tags
    (they lead to tag pages, or are called tags). No tags: ``([], start, False)``.
    """
    first = pieces[start]
    if isinstance(first, Line) and not first.links and not _is_announcement(page, first.text):
        return [], start, False  # most lines
    found: list[str] = []
    sure = labelled = linked = False
    index = start
    while index < end and len(found) < MAX_TAGS:
        line = pieces[index]
        if not isinstance(line, Line) or line.kind not in (*_LINE_KINDS, "heading"):
            break
        if not found and len(line.text) <= MAX_TAG and _is_label(page, line.text):
            labelled = True
            index += 1
            continue
        if line.links:
            tags, linked = _tags(page, line), True
        else:
            more = labelled and (not found or (line.kind == "list" and not linked))
            tags = _announced(page, line, labelled=more)
        if not tags and not (_mark(line.text) and found):
            break
        found += [text for text, _ in tags]
        sure = sure or any(certain for _, certain in tags)
        index += 1
    if not found:
        return [], start, False
    return found, index, sure or labelled


def unlinked(pieces: list[Piece], start: int, end: int) -> tuple[list[str], int]:
    """Read a list or row of terms from *start* on that lead nowhere and no label announces.

    Returns them and the index after the last. Only its place can tell that they are tags.
    """
    first = pieces[start]
    found: list[str] = []
    if isinstance(first, Line) and first.kind == "paragraph":
        # Three elements in a row, or more, without words between them.
        said = [clean(f.text).strip(SEPARATORS).strip() for f in first.fragments]
        found = [term.lstrip("#").strip() for term in said if has_words(term)]
        is_row = len(found) > MAX_INLINE and all(map(_is_term, found)) and not first.links
        return (found, start + 1) if is_row and not is_sentence(first.text) else ([], start)
    for piece in pieces[start : min(end, start + MAX_TAGS)]:
        if not isinstance(piece, Line) or piece.kind != "list" or piece.links:
            break
        if piece.node.getparent() is not first.node.getparent() or not _is_term(piece.text):
            break
        found.append(piece.text.lstrip("#").strip())
    return (found, start + len(found)) if len(found) > 1 else ([], start)


def _announced(page: Page, line: Line, *, labelled: bool) -> list[tuple[str, bool]]:
    """Return the tags without links of ``Tags: a, b``, or of a line under a label (*labelled*)."""
    if line.kind not in _LINE_KINDS or line.zone == "nav" or len(line.text) > MAX_LINE:
        return []
    if head_of(line.text, page.site.edition):
        return []
    text = line.text
    label, colon, rest = text.partition(":")
    if colon and _is_label(page, label):
        text = rest
    elif not labelled:
        return []
    terms = [term.strip().lstrip("#").strip() for term in _COMMA.split(text)]
    if len(terms) == 1 and len(line.fragments) > 1:
        said = (clean(fragment.text) for fragment in line.fragments if has_words(fragment.text))
        terms = [term.lstrip("#").strip() for term in said if not _is_label(page, term)]
    return [(term, True) for term in terms] if all(map(_is_term, terms)) else []


def _is_term(text: str) -> bool:
    return (
        len(text) <= MAX_TERM
        and len(text.split()) <= MAX_WORDS
        and has_words(text)
        and not is_sentence(text)
    )


def _is_announcement(page: Page, text: str) -> bool:
    return _is_label(page, text[:MAX_LABEL].partition(":")[0])


def _is_label(page: Page, text: str) -> bool:
    return word_of(text) in page.site.edition.words.tags


def _mark(text: str) -> bool:
    return text.casefold() == "x" or not has_words(text)


def _tags(page: Page, line: Line) -> list[tuple[str, bool]]:
    """Return the tags of a line that holds nothing else, each with whether it is surely one."""
    if line.kind not in _LINE_KINDS or line.zone == "nav" or not line.links:
        return []
    label = next((clean(f.text) for f in line.fragments if has_words(f.text)), "")
    labelled = _is_label(page, label)
    texts: dict[HtmlElement, str] = {}
    for fragment in line.fragments:
        if fragment.link is not None:
            texts[fragment.link] = texts.get(fragment.link, "") + fragment.text
        elif has_words(fragment.text) and not (labelled and clean(fragment.text) == label):
            return []
    found = []
    for link, raw in texts.items():
        text = clean(raw).lstrip("#").strip()
        kind = _kind(page, link, text, in_footer=is_at_foot(line))
        if kind is None:
            return []
        if text:
            found.append((text, kind or labelled))
    return found


def is_at_foot(line: Line) -> bool:
    """Whether *line* is at the foot of the page; the foot of an article is its own."""
    return line.zone == "footer" and next(line.node.iterancestors("article"), None) is None


def _kind(page: Page, link: HtmlElement, text: str, *, in_footer: bool) -> bool | None:
    """Whether *link* surely leads to a tag page; ``None`` when it cannot be a tag."""
    address = page.link(link.get("href"))
    if address is None or len(text) > MAX_TAG or not canonical.is_on_site(address, page.site):
        return None
    segments = [s for s in urlsplit(address).path.casefold().split("/") if s]
    if "tag" in (link.get("rel") or "").lower().split() or _TAG_PAGES.intersection(segments[:2]):
        return True
    if not segments or text.casefold() in page.site.edition.words.share:
        return None
    if in_footer or is_author_page(page, link) or head_of(text, page.site.edition):
        return None
    if page.article_link(link.get("href")) and len(text.split()) > MAX_WORDS:
        return None
    return False
