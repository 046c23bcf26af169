"""Recognise an article's tags: links to tag pages, or terms after a label such as ``Tags:``.

Look here when tags are missing, or when other links are taken for tags. ``front_matter``
(tags above the text) and ``body_selection`` (tags below it) ask ``tags_at`` of each line;
``body_selection`` also asks ``row_of_terms`` and ``end_of_terms``. Where the tags lead is in
``tag_links``.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet.box_words import SITE_TAGS
from mayadeen_crawler.pages.article_layout.byline import is_author_page
from mayadeen_crawler.pages.dom.nodes import (
    Line,
    Piece,
    has_words,
)
from mayadeen_crawler.pages.dom.phrases import (
    SEPARATORS,
    heading_kind,
    is_sentence,
    word_of,
)
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls import canonical
from mayadeen_crawler.urls.parsed_url import split
from mayadeen_crawler.utils.text import clean, plain_letters

#: Characters of the longest tag.
MAX_TAG = 80
#: Words of the longest tag that has no link, or whose link could be an article's.
MAX_WORDS = 5
#: Characters at the beginning of a line within which the label of the tags ends.
MAX_LABEL = 40
#: Tags, or lines of tags, of one page.
MAX_TAGS = 200
#: Characters of the longest tag without a link, and of a line of such tags.
MAX_TERM, MAX_LINE = 50, 500
#: Terms of one line up to which it can be text with a word set off.
MAX_INLINE = 2

#: A path of a tag page has one of these among its first two segments.
_TAG_PAGES = frozenset({"tag", "tags", "topic", "topics", "keyword", "keywords"})
_LINE_KINDS = frozenset({"paragraph", "list"})
_COMMA = re.compile("[,،;؛|•·]")


def tags_at(page: Page, pieces: list[Piece], start: int, end: int) -> tuple[list[str], int, bool]:
    """Read the tags that begin at *start*: links, or terms that a label announces.

    Return them without ``#``, the index after the last, and whether they are surely tags
    (they link to tag pages, or a label such as ``Tags:`` announces them). If there are none:
    ``([], start, False)``; for the site's (``Popular tags``): ``([], index after them, True)``.
    """
    first = pieces[start]
    if isinstance(first, Line) and not first.links and not _begins_with_label(page, first.text):
        return [], start, False  # most lines
    found: list[str] = []
    articles: set[str] = set()  # texts of links that lead to articles, it seems
    loose: list[tuple[HtmlElement | None, str]] = []  # what may be a tag, and the element around it
    holders: set[HtmlElement | None] = set()  # elements around lines of sure tags
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
            tags, linked = _linked_tags(page, line), True
        else:
            more = labelled and (not found or (line.kind == "list" and not linked))
            tags = _labelled_terms(page, line, after_label=more)
        if not tags and not (found and (_is_mark(line.text) or _are_beside_tags(page, line))):
            break
        found += [text for text, _ in tags]
        if any(page.article_link(link.get("href")) for link in line.links):
            articles.update(text for text, certain in tags if not certain)
        if any(certain for _, certain in tags):
            sure = True
            holders.add(line.node.getparent())
        else:
            loose += [(line.node.getparent(), text) for text, _ in tags]
        index += 1
    if not found:
        return [], start, False
    if _are_of_the_site(pieces, start):
        return [], index, True
    if sure and not labelled:
        # A button beside the tags is none of them: `Download`.
        beside = {text for around, text in loose if around not in holders}
        found = [text for text in found if text not in articles and text not in beside]
    return found, index, sure or labelled


def _are_of_the_site(pieces: list[Piece], start: int) -> bool:
    """Whether the tags at *start*, or the list that they are in, stand under `Popular tags`."""
    holder = pieces[start].node.getparent()
    for piece in pieces[start : max(start - MAX_TAGS, 0) : -1]:
        if not isinstance(piece, Line):
            return False
        label = plain_letters(piece.text[:MAX_LABEL].partition(":")[0].strip())
        is_tag = piece.linked and piece.kind == "list"  # which may be called Trending
        if SITE_TAGS.fullmatch(label) and not is_tag:
            return True
        if piece.node.getparent() is not holder:
            return False
    return False


def row_of_terms(line: Line) -> list[str]:
    """Return the terms of a row without links and without a label; ``[]`` if it is none.

    Three elements in a row, or more, without words between them. The caller decides by the
    position in the article whether they are tags.
    """
    texts = [clean(text).strip(SEPARATORS).strip() for text, _ in line.fragments]
    found = [text.lstrip("#").strip() for text in texts if has_words(text)]
    is_row = len(found) > MAX_INLINE and all(map(_is_term, found)) and not line.links
    return found if is_row and not is_sentence(line.text) else []


def end_of_terms(pieces: list[Piece], start: int, end: int) -> int:
    """Return the index after the list of terms without links that begins at *start*.

    *start* if there is none. The caller decides likewise.
    """
    holder = pieces[start].node.getparent()
    for index in range(start, end):
        piece = pieces[index]
        if not isinstance(piece, Line) or piece.kind != "list" or piece.links:
            return index
        if piece.node.getparent() is not holder or not _is_term(piece.text):
            return index
    return end


def without_marks(pieces: list[Piece]) -> list[str]:
    """Return the terms of a list's lines, without ``#``."""
    return [piece.text.lstrip("#").strip() for piece in pieces if isinstance(piece, Line)]


def leads_to_tags(page: Page, line: Line) -> bool:
    """Whether *line* is nothing but links to tag pages: a tag may be called Markets, or Survey."""
    return (
        line.linked
        and line.kind in _LINE_KINDS
        and all(_is_tag_link(page, link, "", in_footer=False) for link in line.links)
    )


def is_in_page_footer(line: Line) -> bool:
    """Whether *line* is in the page's footer; a ``<footer>`` within an ``<article>`` is not."""
    return line.zone == "footer" and next(line.node.iterancestors("article"), None) is None


def _linked_tags(page: Page, line: Line) -> list[tuple[str, bool]]:
    """Return the tags of a line of nothing but links, each with whether it is surely a tag."""
    if line.kind not in _LINE_KINDS or line.zone == "nav" or not line.links:
        return []
    label = next((clean(text) for text, _ in line.fragments if has_words(text)), "")
    labelled = _is_label(page, label)
    in_footer = is_in_page_footer(line)
    # `Filed under:` is a label of tags before links that surely are such.
    announced = len(label) <= MAX_LABEL and label.endswith((":", "："))
    # WordPress: `Posted in News Tagged Gaza, Lebanon`, below the text.
    mixed = not (labelled or line.linked) and line.zone == "footer" and not in_footer
    if not (labelled or line.linked or announced or mixed):
        return []  # a text with links in it
    for text, around in line.fragments:
        if not mixed and around is None and has_words(text) and clean(text) != label:
            return []
    found = []
    for link, raw in islice(line.link_texts().items(), MAX_TAGS):
        text = clean(raw).lstrip("#").strip()
        sure = _is_tag_link(page, link, text, in_footer=in_footer)
        if sure is None and _is_beside_tags(page, link):
            continue
        if sure is None and not mixed:
            return []
        if not (sure or labelled or line.linked or mixed):
            return []
        if text and (sure or not mixed):
            found.append((text, sure or labelled))
    return found


def _are_beside_tags(page: Page, line: Line) -> bool:
    return bool(line.links) and all(_is_beside_tags(page, link) for link in line.links)


def _is_beside_tags(page: Page, link: HtmlElement) -> bool:
    """Whether *link* leads to a category or a coverage: no tag, but it may stand among tags."""
    if "category" in (link.get("rel") or "").lower().split():
        return True
    address = page.link(link.get("href"))
    return address is not None and canonical.list_kind_at(address, page.site) == "coverage"


def _is_tag_link(page: Page, link: HtmlElement, text: str, *, in_footer: bool) -> bool | None:
    """Whether *link* surely leads to a tag page: True, False (it may), None (it cannot)."""
    address = page.link(link.get("href"))
    if address is None or len(text) > MAX_TAG or not canonical.is_on_site(address, page.site):
        return None
    segments = [s for s in split(address).path.casefold().split("/") if s]
    rel = (link.get("rel") or "").lower().split()
    if "category" in rel:
        return None  # WordPress also says `rel="category tag"`, of sections
    is_section = canonical.section_at(address, page.site) is not None
    if ("tag" in rel and not is_section) or _TAG_PAGES.intersection(segments[:2]):
        return True
    if not segments or text.casefold() in page.site.edition.words.share:
        return None
    if in_footer or is_author_page(page, link) or heading_kind(text, page.site.edition):
        return None
    if canonical.list_kind_at(address, page.site) == "coverage":
        return None
    if page.article_link(link.get("href")) and len(text.split()) > MAX_WORDS:
        return None
    return False


def _labelled_terms(page: Page, line: Line, *, after_label: bool) -> list[tuple[str, bool]]:
    """Return the tags without links of ``Tags: a, b``, each with True: they are surely tags.

    *after_label*: the label is a line of its own before this one.
    """
    if line.kind not in _LINE_KINDS or line.zone == "nav" or len(line.text) > MAX_LINE:
        return []
    if heading_kind(line.text, page.site.edition):
        return []
    text = line.text
    label, colon, rest = text.partition(":")
    if colon and _is_label(page, label):
        text = rest
    elif not after_label:
        return []
    terms = [term.strip().lstrip("#").strip() for term in _COMMA.split(text)]
    if len(terms) == 1 and len(line.fragments) > 1:
        texts = (clean(text) for text, _ in line.fragments if has_words(text))
        terms = [text.lstrip("#").strip() for text in texts if not _is_label(page, text)]
    return [(term, True) for term in terms] if all(map(_is_term, terms)) else []


def _is_term(text: str) -> bool:
    """Whether *text* can be a tag without a link: a few words, and no sentence."""
    return (
        len(text) <= MAX_TERM
        and len(text.split()) <= MAX_WORDS
        and has_words(text)
        and not is_sentence(text)
    )


def _begins_with_label(page: Page, text: str) -> bool:
    return _is_label(page, text[:MAX_LABEL].partition(":")[0])


def _is_label(page: Page, text: str) -> bool:
    """Whether *text* is a label of tags, such as ``Tags:``."""
    return word_of(text) in page.site.edition.words.tags


def _is_mark(text: str) -> bool:
    """Whether *text* between tags is only a bullet, a comma or a share link's ``x``."""
    return text.casefold() == "x" or not has_words(text)
