"""The tags under a text: links to tag pages, whatever the elements around them."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement

from mayadeen_crawler import urls
from mayadeen_crawler.pages.boxes import head_of
from mayadeen_crawler.pages.byline import is_author_page
from mayadeen_crawler.pages.page import Page
from mayadeen_crawler.pages.pieces import Line, Piece, has_words
from mayadeen_crawler.pages.wording import word_of
from mayadeen_crawler.text import clean

#: Characters of the longest tag; words of one that leads to what could be an article.
MAX_TAG = 80
MAX_WORDS = 5
MAX_TAGS = 200

#: Path segments that a tag page's address begins with (its real one is not known).
_TAG_PAGES = frozenset({"tag", "tags", "topic", "topics", "keyword", "keywords"})
_LINE_KINDS = frozenset({"paragraph", "list"})


def run(page: Page, pieces: list[Piece], start: int, end: int) -> tuple[list[str], int, bool]:
    """Read the tags that begin at *start*.

    Returns them, the index after the last, and whether they are surely tags
    (they lead to tag pages, or are called tags). No tags: ``([], start, False)``.
    """
    found: list[str] = []
    sure = labelled = False
    index = start
    while index < end and len(found) < MAX_TAGS:
        line = pieces[index]
        if not isinstance(line, Line) or line.kind not in (*_LINE_KINDS, "heading"):
            break
        if not found and len(line.text) <= MAX_TAG and _is_label(page, line.text):
            labelled = True
            index += 1
            continue
        tags = _tags(page, line) if line.links else []
        if not tags and not (_mark(line.text) and found):
            break
        found += [text for text, _ in tags]
        sure = sure or any(certain for _, certain in tags)
        index += 1
    if not found:
        return [], start, False
    return found, index, sure or labelled


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
        kind = _kind(page, link, text, in_footer=line.zone == "footer")
        if kind is None:
            return []
        if text:
            found.append((text, kind or labelled))
    return found


def _kind(page: Page, link: HtmlElement, text: str, *, in_footer: bool) -> bool | None:
    """Whether *link* surely leads to a tag page; ``None`` when it cannot be a tag."""
    address = page.link(link.get("href"))
    if address is None or len(text) > MAX_TAG or not urls.is_on_site(address, page.site):
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
