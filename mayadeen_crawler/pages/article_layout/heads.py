"""The heads of boxes: lines that say one of the edition's words and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from mayadeen_crawler.outlet import EDITIONS, Edition
from mayadeen_crawler.pages.dom.phrases import word_of
from mayadeen_crawler.pages.extraction.page import Page

MOST_READ, READ_NEXT, INSET = "most_read", "read_next", "inset"
COVERAGE, BREAKING, FORM = "coverage", "breaking", "forms"


@cache
def _heads(code: str) -> Mapping[str, str]:
    words = EDITIONS[code].words
    heads: dict[str, str] = {}
    for kind in (MOST_READ, READ_NEXT, COVERAGE, BREAKING, INSET, FORM):
        for word in getattr(words, kind):
            heads.setdefault(word.casefold(), kind)
    return heads


def head_of(text: str, edition: Edition) -> str | None:
    """Return the kind of box that a line of *text* is the head of."""
    return _kind_of_head(text, edition.code) if len(text) < 40 else None


@lru_cache(maxsize=4096)
def _kind_of_head(text: str, code: str) -> str | None:
    # Pages repeat their short texts.
    return _heads(code).get(word_of(text))


def names_list(page: Page, text: str) -> bool:
    """Whether *text* (in lower case) names Most Read anywhere."""
    return any(word.casefold() in text for word in page.site.edition.words.most_read)
