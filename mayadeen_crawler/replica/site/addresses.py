"""Article addresses as the site makes them: slugs cut at 60 characters, punctuation as hyphens."""

from __future__ import annotations

import re
import unicodedata
import zlib
from datetime import datetime

from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon
from mayadeen_crawler.replica.writing.random_choice import RandomChoices
from mayadeen_crawler.utils.text import slugify

SLUG_LENGTH = 60
_PUNCTUATION = re.compile(r"[^\w]")


def slug_of(headline: str, lexicon: ReplicaLexicon, *, capitalised: bool = False) -> str:
    """Return the slug: each mark one hyphen (``--`` and a leading ``-`` are normal)."""
    text = _bare(headline if capitalised else headline.lower(), lexicon)
    kept = (c if c in lexicon.slug_keeps else _PUNCTUATION.sub("-", c) for c in text)
    return "".join(kept)[:SLUG_LENGTH]


def _bare(text: str, lexicon: ReplicaLexicon) -> str:
    """Drop what has no place in an address: vowel marks, invisible marks, Spanish accents."""
    marked = unicodedata.normalize(lexicon.slug_form, text)
    return "".join(c for c in marked if unicodedata.category(c) not in ("Mn", "Cf"))


def address_of(
    root: str, headline: str, published: datetime, dice: RandomChoices, lexicon: ReplicaLexicon
) -> str:
    """Return the path of an article; one in twelve keeps its capitals."""
    day = f"{published.year}/{published.month}/{published.day}"
    return f"{root.format(day=day)}/{slug_of(headline, lexicon, capitalised=dice.chance(8))}"


def page_of(folder: str, name: str, lexicon: ReplicaLexicon) -> str:
    """Return the path of an author's or a tag's page."""
    return f"{folder}/{slugify(_bare(name, lexicon))}"


def list_key(seed: int, path: str) -> str:
    """Return what the script of the listing at *path* knows it by."""
    return f"{RandomChoices(seed, zlib.crc32(path.encode())).below(1 << 48):012x}"
