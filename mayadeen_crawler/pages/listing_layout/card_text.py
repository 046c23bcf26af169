"""Tell a card's headline, label and date from each other and from its other texts.

Look here when a card's headline is its label, a count or an excerpt, or when its label or
date is wrong. ``pages/listing.py`` asks for each card of a listing, and
``article_layout/side_boxes.py`` for each card of a box on an article's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import AUTHOR_FOLDERS, Edition, Site
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, ancestors
from mayadeen_crawler.pages.dom.phrases import (
    COVERAGE,
    FORM,
    could_be_time,
    heading_kind,
    is_date,
    is_sentence,
    patterns,
    word_of,
)
from mayadeen_crawler.pages.listing_layout.load_more import is_control
from mayadeen_crawler.pages.listing_layout.menus import LONGEST_LABEL
from mayadeen_crawler.utils.text import clean, slugify

#: Texts read of one card.
_MAX_TEXTS = 120
#: Begins and ends of elements that are passed on the way to them.
_MAX_STEPS = 2000
_HIDDEN = frozenset({"script", "style", "noscript", "template"})
_BLOCKS = frozenset({"div", "p", "li", "ul", "time", "figure", "figcaption", "section", "header",
                     "footer", "article", "td", "dt", "dd", *HEADINGS})  # fmt: skip
# Characters and words of the longest label that the catalogue does not have.
_LONGEST_OTHER, _MOST_WORDS = 30, 4
_MOST_SPACES = 3
_SEPARATED = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_MAY_SEPARATE = re.compile("[|•·–—-]")
#: What stands between a text and the link before or after it: ``By <a>Jane Roe</a> | 23 Nov 2025``.
_AROUND = " |•·–—-/,"
_TITLE_NAME = re.compile(r"title|headline|heading", re.IGNORECASE)
_TEXT_NAME = re.compile(r"excerpt|summary|desc|teaser|author|byline|meta", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"author|byline|writer", re.IGNORECASE)
#: Of what stands above or below a headline.
_NEAR_TITLE = re.compile(r"(?:sub|pre|sup|super|over|ante)[-_]?title", re.IGNORECASE)


def linked_headline(anchor: HtmlElement, site: Site) -> tuple[int, str]:
    """Return how likely a link's text is the headline, and the text: ``(3, "Talks resume")``.

    3 for a heading, 2 for a class name like ``title``, 0 for other text, less for an excerpt,
    a label or a badge. Where the whole card is one link, the text is that of its heading, else
    that of the likeliest and longest block.
    """
    if not len(anchor):  # most links
        found = [(0, text)] if (text := clean(anchor.text or "")) else []
    else:
        # Of several the highest: `<h5>Exclusive</h5><h3>Talks resume</h3>`.
        headings = [e for e in islice(anchor.iter(), 200) if e.tag in HEADINGS]
        headings.sort(key=lambda e: str(e.tag))
        if texts := [text for e in headings if (text := _joined_text(e))]:
            # A label or a day in a heading of its own only where there is no other.
            return 3, next((text for text in texts if not _is_no_headline(text, site)), texts[0])
        found = _blocks_of(anchor, site)
    found = [(rank - 3 * _is_no_headline(text, site), text) for rank, text in found]
    rank, text = max(found, key=lambda f: (f[0], len(f[1])), default=(-9, ""))
    outer = [parent.tag for parent in islice(anchor.iterancestors(), 3)] if rank > -2 else []
    if not HEADINGS.isdisjoint(outer):
        return 3, text
    if rank == 0 and outer[:1] == ["p"]:
        rank = -1  # an excerpt that is linked too
    return rank, text


def _blocks_of(anchor: HtmlElement, site: Site) -> list[tuple[int, str]]:
    """Return the rank and the text of each block element within a link."""
    blocks: dict[HtmlElement, list[str]] = {}
    for owner, text in texts_of(anchor):
        blocks.setdefault(_block_of(owner, anchor), []).append(text)
    if len(blocks) == 1:
        # Labels may stand in spans beside the headline's own.
        for block, texts in blocks.items():
            if len(texts) > 1:
                kept = [t for t in texts if t.isdigit() or not _is_no_headline(t, site)]
                blocks[block] = kept or texts
    return [(_block_rank(block, anchor), " ".join(texts)) for block, texts in blocks.items()]


def likeliest_headline(anchors: Iterable[HtmlElement], site: Site) -> tuple[str, bool]:
    """Return the likeliest headline among the texts of the links to one article, ``""`` if none.

    And whether it is likely at all: more so than a label.
    """
    texts = [linked_headline(anchor, site) for anchor in anchors]
    rank, text = max(texts, key=lambda f: (f[0] if f[1] else -99, len(f[1])), default=(-9, ""))
    return text, bool(text) and rank > -2


def find_label(texts: list[str], headline: str | None, site: Site) -> tuple[str | None, bool]:
    """Return the label among a card's texts, and whether the catalogue of sections has it.

    ``("Politics", True)``; a word or a few beside the headline may be a label that the
    catalogue does not have: ``("Investigations", False)``; else ``(None, False)``.
    """
    other: str | None = None
    known = patterns(site.edition.code)
    skip = False
    for text in texts:
        if skip:  # the name after a lone `By`
            skip = False
            continue
        skip = len(text) <= LONGEST_LABEL and known.bare.get(word_of(text)) == "by"
        if len(text) > 2 * LONGEST_LABEL or text == headline:
            continue
        for part in _parts(text):
            if is_label(part, site.edition):
                return part, True
            if (
                other
                or known.by.fullmatch(part)
                or is_badge(part, site)
                or part in (headline or "")
            ):
                continue
            if _could_be_label(part, site):
                other = part
    return other, False


def is_no_label(owner: HtmlElement) -> bool:
    """Whether a card's text in *owner* is a button's, or the name of its author."""
    if owner.tag == "button" or _AUTHOR_NAME.search((owner.get("class") or "")[:200]):
        return True
    links = (e for e in (owner, *ancestors(owner, 2)) if e.tag == "a")
    return any(AUTHOR_FOLDERS.intersection((a.get("href") or "")[:500].split("/")) for a in links)


def find_day(box: HtmlElement, texts: list[str], site: Site, now: datetime) -> str | None:
    """Return the day that a card's *texts* show, or that of a ``<time datetime>`` in *box*.

    Of the texts those that name the whole day are looked at first, those that count from *now*,
    the moment of the response, last.
    """
    if shown := shown_day(texts, site):
        return shown
    stamps = ((t.get("datetime") or "")[:80] for t in islice(box.iter("time"), 5))
    times = (site_time.parse_machine(stamp, site.edition.time_zone) for stamp in stamps)
    known = next((time.day.isoformat() for time in times if time), None)
    return known or shown_day(texts, site, now)


def shown_day(texts: list[str], site: Site, now: datetime | None = None) -> str | None:
    """Return the first day that *texts* show; relative ones count from *now*."""
    for text in texts:
        for part in _parts(text):
            if found := day(part, site, now):
                return found
    return None


def texts_of(element: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return the texts of *element* in order, each with the innermost element around it."""
    if not len(element):  # most links
        text = clean(element.text or "") if element.tag not in _HIDDEN else ""
        return [(element, text)] if text else []
    found: list[tuple[HtmlElement, str]] = []
    steps = etree.iterwalk(element, events=("start", "end"))
    for event, inner in islice(steps, _MAX_STEPS):
        owner: HtmlElement | None
        if event == "start":
            owner, raw = inner, inner.text if inner.tag not in _HIDDEN else None
        elif inner is element:
            break
        else:
            owner, raw = inner.getparent(), inner.tail
        if owner is not None and raw and (text := clean(raw)):
            found.append((owner, text))
        if len(found) == _MAX_TEXTS:
            break
    return found


def day(text: str, site: Site, now: datetime | None) -> str | None:
    """Return the day that a short text names, ``YYYY-MM-DD`` on the site's clock, or None.

    A relative date (``2 days ago``) counts from *now*; one without a year (``15 Aug``) is the
    last such day up to *now*. Neither is read without *now*.
    """
    if len(text) > LONGEST_LABEL:
        return None
    edition = site.edition
    return _day_of(text, edition.time_zone, edition.day_first, now)


@lru_cache(maxsize=4096)
def _day_of(text: str, zone: str, day_first: bool, now: datetime | None) -> str | None:
    # Lists show the same days again and again.
    if not could_be_time(text):
        return None
    time = site_time.parse(text, zone, now, day_first=day_first, without_year=True)
    return time.day.isoformat() if time else None


def is_label(text: str, edition: Edition) -> bool:
    """Whether *text* is a label of the edition's cards: the name of a section or region."""
    if len(text) <= LONGEST_LABEL:
        return _is_short_label(text, edition)
    # Marks and spaces may make it longer than the name, words do not.
    short = len(text) <= 2 * LONGEST_LABEL and text.count(" ") <= _MOST_SPACES
    return short and slugify(text) in edition.labels


@lru_cache(maxsize=4096)
def _is_short_label(text: str, edition: Edition) -> bool:
    # Pages repeat their short texts.
    return slugify(text) in edition.labels


def is_badge(text: str, site: Site) -> bool:
    """Whether a text is neither headline nor label: a duration, count, date, badge or button."""
    if len(text) > LONGEST_LABEL:
        return not any(map(str.isalpha, text))
    return _is_short_badge(text, site)


@lru_cache(maxsize=4096)
def _is_short_badge(text: str, site: Site) -> bool:
    if not any(map(str.isalpha, text)):
        return True
    words, known, lower = site.edition.words, patterns(site.edition.code), text.casefold()
    lone = lower.rstrip(" :：…→»›>")
    if lone in words.share or heading_kind(lone, site.edition) not in (None, COVERAGE, FORM):
        return True
    if known.bare.get(lone) or is_control(text, site):
        return True
    numbers = (known.minutes, *known.shares)
    return is_date(text, site.edition) or any(p.fullmatch(text) for p in numbers)


def _could_be_label(text: str, site: Site) -> bool:
    """Whether a text can be a label that the catalogue does not have: a few whole words."""
    if patterns(site.edition.code).source.fullmatch(text):
        return False
    short = len(text) <= _LONGEST_OTHER and len(text.split()) <= _MOST_WORDS
    whole = text[-1].isalnum() or (text[-1] == "." and not is_sentence(text))  # `EE. UU.`
    return short and whole and not any(map(str.isdigit, text))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Return the parts of ``MENA | 23 Nov 2025``, then the whole; other texts as they are."""
    if len(text) > 80:
        return (text,)
    bare = text.strip(_AROUND)
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = bare[1:-1]
    if bare == text and _MAY_SEPARATE.search(text) is None:
        return (text,)  # most texts
    parts = tuple(part for part in _SEPARATED.split(bare) if part)
    return (*parts, text) if parts != (text,) else parts


def _joined_text(element: HtmlElement) -> str:
    """Return the whole text of a heading, with spaces between its elements if it has many."""
    return clean(" ".join(_raw_texts(element)) if len(element) > 8 else str(element.text_content()))


def _raw_texts(element: HtmlElement) -> Iterator[str]:
    return (str(text) for text in islice(element.itertext(), 4 * _MAX_TEXTS))


def _block_of(owner: HtmlElement, anchor: HtmlElement) -> HtmlElement:
    """Return the block element within the link that *owner* is in, else the link."""
    for element in (owner, *ancestors(owner)):
        if element is anchor or element.tag in _BLOCKS or _is_title(element, anchor):
            return element
    return anchor


def _is_title(element: HtmlElement, anchor: HtmlElement) -> bool:
    """Whether an inline child of a link that holds elements only is named as the headline."""
    name = (element.get("class") or "")[:200]
    if element.getparent() is not anchor or not _TITLE_NAME.search(name):
        return False
    bare = [anchor.text, *(child.tail for child in islice(anchor, _MAX_TEXTS))]
    return not _NEAR_TITLE.search(name) and not any(text and text.strip() for text in bare)


def _block_rank(block: HtmlElement, anchor: HtmlElement) -> int:
    """Return the rank of a block within a link by its class name; the link itself has 0."""
    name = (block.get("class") or "")[:200] if block is not anchor else ""
    if _NEAR_TITLE.search(name):
        return -1
    if _TITLE_NAME.search(name):
        return 2
    return -1 if block.tag == "p" or _TEXT_NAME.search(name) else 0


def _is_no_headline(text: str, site: Site) -> bool:
    return is_label(text, site.edition) or is_badge(text, site)
