"""Make paths as the real site does: slugs of 60 characters at most, punctuation as hyphens.

Example: ``/news/politics/ministers-meet-in-amman--call-for-calm``.
"""

from __future__ import annotations

import unicodedata
import zlib
from datetime import datetime
from functools import lru_cache

from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.random_choice import RandomChoices
from mayadeen_crawler.utils.text import slugify

SLUG_LENGTH = 60


@lru_cache(maxsize=1024)
def label_slug(label: str) -> str:
    """Return the slug of a section's, a tag's or an author's label, which are on every page."""
    return slugify(label)


def slug_of(headline: str, lexicon: ReplicaLexicon, *, capitalised: bool = False) -> str:
    """Return the slug: each punctuation mark becomes a hyphen, so that ``--`` is normal."""
    text = _bare(headline if capitalised else headline.lower(), lexicon)
    kept = (c if c.isalnum() or c == "_" or c in lexicon.slug_keeps else "-" for c in text)
    return "".join(kept)[:SLUG_LENGTH]


def _bare(text: str, lexicon: ReplicaLexicon) -> str:
    """Remove vowel marks, invisible marks and, by the edition's ``slug_form``, accents."""
    if text.isascii():
        return text
    marked = unicodedata.normalize(lexicon.slug_form, text)
    return "".join(c for c in marked if unicodedata.category(c) not in ("Mn", "Cf"))


def address_of(
    root: str, headline: str, published: datetime, dice: RandomChoices, lexicon: ReplicaLexicon
) -> str:
    """Return the path of an article; about one in twelve keeps its capitals."""
    day = f"{published.year}/{published.month}/{published.day}"
    return f"{root.format(day=day)}/{slug_of(headline, lexicon, capitalised=dice.chance(8))}"


def page_of(folder: str, name: str, lexicon: ReplicaLexicon) -> str:
    """Return the path of an author's or a tag's page."""
    return f"{folder}/{label_slug(_bare(name, lexicon))}"


def list_key(seed: int, path: str) -> str:
    """Return the key by which the load-more script of the listing at *path* names it."""
    return f"{RandomChoices(seed, zlib.crc32(path.encode())).below(1 << 48):012x}"
