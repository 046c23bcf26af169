"""Text as every record holds it: NFC, single spaces, no invisible marks. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Soft hyphen, zero-width space, direction marks and embeddings, BOM: they
# change how text is shown, not what it says. Joiners (U+200C/D) are spelling
# and stay. Other control characters and lone surrogates could harm a terminal
# or break the encoding, and no reader sees them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_NO_WORD = re.compile(r"[\W_]+")

# One digit of each script the site writes (Arabic-Indic, Persian) as ASCII.
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

# Letters that Arabic writers take for each other, beside what decomposition unifies
# (hamza and madda above and below): alef wasla, alef maqsura, Persian yeh and kaf; no tatweel.
_LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})


def clean(value: str) -> str:
    """Return *value* in the form records hold: idempotent, may be empty."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip(" ")  # most of an English page
    return unicodedata.normalize("NFC", _SPACE.sub(" ", _INVISIBLE.sub("", value))).strip()


def ascii_digits(value: str) -> str:
    """Return *value* with Arabic-Indic and Persian digits as ASCII digits."""
    return value.translate(_DIGITS)


def slugify(label: str) -> str:
    """Return the slug of a navigation label: ``US & Canada`` → ``us-canada``.

    Letters of every script stay (as lower case), everything else is one hyphen.
    Idempotent; vowel marks and other marks without a letter of their own vanish.
    """
    lower = unicodedata.normalize("NFC", clean(label).casefold())
    letters = "".join(c for c in lower if not unicodedata.category(c).startswith("M"))
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", letters)).strip("-")


# Tags and the labels around an article recur from page to page.
@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Return what two spellings of one label share: ``US  Troops`` and ``us-troops``.

    Case, accents, Arabic vowel marks, tatweel and the forms of alef and hamza make no
    difference; all that is no letter or digit is one space. Idempotent, may be empty.
    """
    if label.isascii() and label.isprintable():
        return _NO_WORD.sub(" ", label.lower()).strip()
    plain = ascii_digits(unicodedata.normalize("NFKD", clean(label))).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    letters = "".join(c for c in plain if not unicodedata.category(c).startswith("M"))
    return _NO_WORD.sub(" ", letters.translate(_LETTERS)).strip()


def same_words(one: str, other: str) -> bool:
    """Whether two labels, or a label and its slug, are spellings of one: ``Taiwan's``, ``taiwans``.

    Those without a letter or digit are none of anything.
    """
    letters = fold(one).replace(" ", "")
    return bool(letters) and letters == fold(other).replace(" ", "")
