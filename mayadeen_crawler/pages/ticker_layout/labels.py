"""Tell the texts of a ticker apart: its label BREAKING, its lines, and what is neither.

``markup`` and ``visible`` ask these questions of each text. Look here when a menu entry, a
date or ``Read more`` is taken for a ticker line, or when a label is not recognised. The words
are the edition's (``outlet/``).
"""

from __future__ import annotations

from functools import cache, lru_cache

from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.outlet.box_words import LOADING
from mayadeen_crawler.pages.dom.nodes import has_words
from mayadeen_crawler.pages.dom.phrases import (
    INSET,
    READ_NEXT,
    heading_kind,
    is_date,
    patterns,
    word_of,
)
from mayadeen_crawler.utils.text import clean, plain_letters, slugify

#: Characters of the longest label.
_LONGEST = 40
#: Marks that may be around a label.
_AROUND = " :：|!…»›«‹-–—•●\"'.،"


def is_ticker_label(text: str, site: Site) -> bool:
    """Whether *text* is one of the edition's words for breaking news, such as ``BREAKING:``."""
    return len(text) <= _LONGEST and _is_label(text, site.edition.code)


@lru_cache(maxsize=4096)
def _is_label(text: str, code: str) -> bool:
    return _plain(text) in _words(code)


@cache
def _words(code: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in EDITIONS[code].words.breaking)


def _plain(text: str) -> str:
    """Return *text* in lower case, without accents and the marks around it."""
    return plain_letters(clean(text)).strip(_AROUND)


def is_ticker_line(text: str, site: Site) -> bool:
    """Whether *text* can be a line: it has words, and is no label, section, time or button."""
    if not has_words(text) or is_ticker_label(text, site) or is_time_or_button(text, site):
        return False
    return len(text) > _LONGEST or slugify(text) not in site.edition.labels


def is_time_or_button(text: str, site: Site) -> bool:
    """Whether *text* beside a line is ``5 minutes ago``, a date, ``Read more`` or the like.

    So is ``Loading…``, which stands there until a script has put the lines in its place.
    """
    if len(text) > _LONGEST:
        return False
    words, bare = site.edition.words, word_of(text)
    if LOADING.fullmatch(text) is not None:
        return True
    if bare in words.share or patterns(site.edition.code).load_more.fullmatch(bare):
        return True
    if heading_kind(bare, site.edition) in (INSET, READ_NEXT):
        return True
    return " " in text and is_date(text, site.edition)


def ends_ticker(text: str, site: Site) -> bool:
    """Whether *text* is another list's heading, a section's name, or begins the page's footer."""
    if len(text) > _LONGEST:
        return text.casefold().startswith(site.edition.words.footer)
    return (
        heading_kind(text, site.edition) is not None
        or slugify(text) in site.edition.labels
        or text.casefold().startswith(site.edition.words.footer)
    )
