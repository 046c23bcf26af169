"""Article addresses as the site makes them: slugs cut at 60 characters, punctuation as hyphens."""

from __future__ import annotations

import re
import zlib
from datetime import datetime

from mayadeen_crawler.replica.dice import Dice

SLUG_LENGTH = 60
_PUNCTUATION = re.compile(r"[^\w]")


def slug_of(headline: str, *, capitalised: bool = False) -> str:
    """Return the slug: each mark one hyphen (``--`` and a leading ``-`` are normal)."""
    text = headline if capitalised else headline.lower()
    return _PUNCTUATION.sub("-", text)[:SLUG_LENGTH]


def address_of(root: str, headline: str, published: datetime, dice: Dice) -> str:
    """Return the path of an article; one in twelve keeps its capitals."""
    day = f"{published.year}/{published.month}/{published.day}"
    return f"{root.format(day=day)}/{slug_of(headline, capitalised=dice.chance(8))}"


def list_key(seed: int, path: str) -> str:
    """Return what the script of the listing at *path* knows it by."""
    return f"{Dice(seed, zlib.crc32(path.encode())).below(1 << 48):012x}"
