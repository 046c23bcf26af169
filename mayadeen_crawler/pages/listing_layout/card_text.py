"""What the words of a card are: headline, label or day, or nothing of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, ancestors
from mayadeen_crawler.pages.dom.phrases import (
    could_be_time,
    is_sentence,
    patterns,
)
from mayadeen_crawler.pages.listing_layout.load_more import is_control
from mayadeen_crawler.pages.listing_layout.menus import LONGEST_LABEL
from mayadeen_crawler.utils.text import clean, slugify

#: Pieces of text read of one card.
_MAX_PIECES = 120
_HIDDEN = frozenset({"script", "style", "noscript", "template"})
_BLOCKS = frozenset({"div", "p", "li", "ul", "time", "figure", "figcaption", "section", "header",
                     "footer", "article", "td", "dt", "dd", *HEADINGS})  # fmt: skip
# An unknown label is a word or a few.
_LONGEST_OTHER, _MOST_WORDS = 30, 4
_SEPARATED = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_TITLE_NAME = re.compile(r"title|headline|heading", re.IGNORECASE)
_TEXT_NAME = re.compile(r"excerpt|summary|desc|teaser|author|byline|meta", re.IGNORECASE)


def pieces(element: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return the texts of *element* in order, each with the element it stands in."""
    return list(islice(_pieces(element), _MAX_PIECES))


def _pieces(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(inner.tag, str):
            owner, raw = inner.getparent(), (inner.tail if event == "end" else None)
        elif event == "start":
            owner, raw = inner, (inner.text if inner.tag not in _HIDDEN else None)
        else:
            owner, raw = inner.getparent(), (inner.tail if inner is not element else None)
        if raw and owner is not None and (text := clean(raw)):
            yield owner, text


def day(text: str, site: Site) -> str | None:
    """Return the day a short text names, ``YYYY-MM-DD``; a relative one names none."""
    if len(text) > LONGEST_LABEL or not could_be_time(text):
        return None
    time = site_time.parse(text, site.edition.time_zone)
    return time.day.isoformat() if time else None


def is_noise(text: str, site: Site) -> bool:
    """Whether a text is neither headline nor label: a duration, a count, a badge, a control."""
    if not any(map(str.isalpha, text)):
        return True
    words, known, lower = site.edition.words, patterns(site.edition.code), text.casefold()
    lone = lower.rstrip(" :：…→»›>")
    if lone in (*words.share, *words.inset, *words.breaking, *words.most_read, *words.read_next):
        return True
    if lone in known.bare or is_control(text, site) or site_time.is_relative(text):
        return True
    if len(text) > LONGEST_LABEL:
        return False
    numbers = (known.minutes, *known.shares)
    return any(p.fullmatch(text) for p in numbers) or day(text, site) is not None


def day_in(box: HtmlElement, texts: list[str], site: Site) -> str | None:
    """Return the day a card shows, else that of a ``<time datetime>``."""
    shown = next(filter(None, (day(part, site) for text in texts for part in _parts(text))), None)
    if shown:
        return shown
    times = islice(box.iter("time"), 5)
    return next(filter(None, (day((t.get("datetime") or "")[:80], site) for t in times)), None)


def label_in(texts: list[str], headline: str | None, site: Site) -> tuple[str | None, bool]:
    """Return the label among a card's texts, and whether it is a known one."""
    other: str | None = None
    by = patterns(site.edition.code).by
    skip = False
    for text in texts:
        if skip:  # the name after a lone `By`
            skip = False
            continue
        skip = text.casefold().rstrip(" :") in site.edition.words.by
        if len(text) > 2 * LONGEST_LABEL or text == headline:
            continue
        for part in _parts(text):
            if slugify(part) in site.edition.labels:
                return part, True
            if other or by.fullmatch(part) or is_noise(part, site) or part in (headline or ""):
                continue
            if _could_be_label(part, site):
                other = part
    return other, False


def _could_be_label(text: str, site: Site) -> bool:
    if patterns(site.edition.code).source.fullmatch(text):
        return False
    short = len(text) <= _LONGEST_OTHER and len(text.split()) <= _MOST_WORDS
    whole = text[-1].isalnum() or (text[-1] == "." and not is_sentence(text))  # `EE. UU.`
    return short and whole and not any(map(str.isdigit, text))


def _parts(text: str) -> list[str]:
    """Return a text as a whole, then what separators part in it: ``MENA | 23 Nov 2025``."""
    parts = [part for part in _SEPARATED.split(text) if part] if len(text) <= 80 else []
    return [*parts, text] if len(parts) > 1 else [text]


def linked_text(anchor: HtmlElement, site: Site) -> tuple[int, str]:
    """Return how likely a link's words are the headline (more is likelier), and the words.

    Of a card that is one link those are its heading's, or the longest block's
    that is not a paragraph beside others.
    """
    heading = next((e for e in islice(anchor.iter(), 200) if e.tag in HEADINGS), None)
    if heading is not None and (text := _joined(heading)):
        return 3, text
    outer = list(islice(anchor.iterancestors(), 3))
    headed = any(parent.tag in HEADINGS for parent in outer)
    blocks: dict[HtmlElement, list[str]] = {}
    for owner, text in pieces(anchor):
        blocks.setdefault(_block_of(owner, anchor), []).append(text)
    found = [(_likely(block, anchor), " ".join(texts)) for block, texts in blocks.items()]
    # Labels may stand in spans beside the headline's own.
    if len(found) == 1 and len(texts := next(iter(blocks.values()))) > 1:
        kept = [t for t in texts if t.isdigit() or not _is_no_headline(t, site)]
        found = [(found[0][0], " ".join(kept or texts))]
    found = [(rank - 3 * _is_no_headline(text, site), text) for rank, text in found]
    rank, text = max(found, key=lambda f: (f[0], len(f[1])), default=(-9, ""))
    if headed and rank > -2:
        return 3, clean(text)
    if rank == 0 and any(parent.tag == "p" for parent in outer[:1]):
        rank = -1  # an excerpt that is linked too
    return rank, clean(text)


def _joined(element: HtmlElement) -> str:
    return clean(" ".join(_raw_texts(element)) if len(element) > 8 else str(element.text_content()))


def _raw_texts(element: HtmlElement) -> Iterator[str]:
    return (str(text) for text in islice(element.itertext(), 4 * _MAX_PIECES))


def _block_of(owner: HtmlElement, anchor: HtmlElement) -> HtmlElement:
    for element in (owner, *ancestors(owner)):
        if element is anchor or element.tag in _BLOCKS:
            return element
    return anchor


def _likely(block: HtmlElement, anchor: HtmlElement) -> int:
    name = (block.get("class") or "")[:200] if block is not anchor else ""
    if _TITLE_NAME.search(name):
        return 2
    return -1 if block.tag == "p" or _TEXT_NAME.search(name) else 0


def _is_no_headline(text: str, site: Site) -> bool:
    return slugify(text) in site.edition.labels or is_noise(text, site)
