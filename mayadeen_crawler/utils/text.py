"""How text is cleaned for records, and how it is normalised to be compared. Pure.

``clean`` makes the text that records hold: loaders, pages and log lines call it. The other
functions make keys that nobody reads, to compare spellings:

=================  ==========================================  ===============================
function           what it makes equal                         used for
=================  ==========================================  ===============================
``slugify``        case, punctuation, loose marks              slugs of sections and labels
``fold``           also accents, digits, Arabic spellings      tags and labels
``plain_letters``  the same, punctuation stays                 dates, speakers, ticker labels
``without_marks``  accents and vowel marks only; case stays    lines of the ticker
=================  ==========================================  ===============================

``any_spelling`` makes a pattern of words that matches what ``plain_letters`` makes equal.

Section slugs stand in the feeds and folded tags in the ledger: a change to ``clean``,
``slugify`` or ``fold`` changes stored values.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from w3lib.encoding import read_bom

# Soft hyphen, zero-width space, direction marks and embeddings, BOM: they
# change how text is shown, not what it says. Joiners (U+200C/D) are spelling
# and stay. Other control characters and lone surrogates could harm a terminal
# or break the encoding, and no reader sees them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_NO_WORD = re.compile(r"[\W_]+")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_FIRST_MARK = "\u0300"
#: So many marks in a row that no letter has them, and more marks that follow one letter than are
#: kept: normalisation sorts them, in time that grows with the square (UAX #15, stream-safe text).
_CROWD = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MOST_MARKS = 30

#: Arabic-Indic and Persian digits → ASCII digits.
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

#: Arabic letters that writers use for each other → one of them. Hamza and madda are not in
#: the table: decomposition makes marks of them (أ إ آ → ا, ؤ → و, ئ → ي). The tatweel only
#: stretches a word and is removed.
ARABIC_LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
#: The one pair that tags keep apart: a final ta marbuta is often written as ha (ساعة, ساعه).
_TA_MARBUTA = str.maketrans({"ة": "ه"})

#: Unicode normalisation forms that decompose: NFKD also unifies presentation forms
#: (``ﻋ`` → ``ع``, ``º`` → ``o``, ``´`` → a space), NFD does not.
Decomposition = Literal["NFD", "NFKD"]
NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]


def normalized(form: NormalForm, text: str) -> str:
    """Return *text* in a Unicode normalisation form (``NFC``, ``NFD``, …).

    Of marks on one letter the first `_MOST_MARKS` stay.
    """
    # A longer row of marks has one at such a place; to look for rows costs ten times as much.
    if len(text) > _MOST_MARKS and any(map(unicodedata.combining, text[:: _MOST_MARKS + 1])):
        text = _CROWD.sub(_thinned, text)
    return unicodedata.normalize(form, text)


def _thinned(crowd: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in crowd[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean(value: str) -> str:
    """Return *value* in the form records hold: idempotent, may be empty.

    NFC; every run of white space is one space, none at the ends; without invisible marks,
    control characters and lone surrogates.
    """
    text = value.strip()
    if "  " in text or not text.isprintable():
        text = " ".join(text.split())
        # A quick look first: most texts hold nothing invisible, Persian ones only joiners.
        if not (text.isprintable() or _without_joiners(text).isprintable()):
            text = " ".join(_INVISIBLE.sub("", value).split())
    return text if text.isascii() else normalized("NFC", text)


def unescape(text: str, times: int = 3) -> str:
    """Return *text* with HTML's character references decoded: ``&amp;quot;`` → ``"``.

    *times*: how often they are decoded at most; some texts are escaped twice. Only what ends with a
    semicolon is a reference: ``AT&T`` and ``?id=1&copy=2`` hold none.
    """
    for _ in range(times):
        if "&" not in text or (decoded := _REFERENCE.sub(_decoded, text)) == text:
            break
        text = decoded
    return text


def comma_separated(text: str) -> list[str]:
    """Return the parts of a list in one text: ``Gaza,Lebanon``, ``غزة، لبنان``."""
    return text.replace("،", ",").split(",")


def _decoded(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _without_joiners(text: str) -> str:
    return text.replace("\u200c", "").replace("\u200d", "")


def in_utf8(body: bytes) -> bytes:
    """Return a robots.txt in UTF-8 and without its byte order mark, which tells UTF-16, too.

    One without a mark is in UTF-8 already (RFC 9309, 2.2), and returned as it is.
    """
    encoding, mark = read_bom(body)
    if encoding is None or mark is None:
        return body
    return body[len(mark) :].decode(encoding, "ignore").encode()


def ascii_digits(value: str) -> str:
    """Return *value* with Arabic-Indic and Persian digits as ASCII digits: ``٢٠٢٢`` → ``2022``."""
    return value if value.isascii() else value.translate(_DIGITS)


def slugify(label: str) -> str:
    """Return the slug of a navigation label: ``US & Canada`` → ``us-canada``.

    Letters of every script stay, in lower case and with their accents; everything else
    becomes a hyphen. Marks that no letter includes (Arabic vowel marks) are removed.
    Idempotent.
    """
    lower = normalized("NFC", clean(label).casefold())
    letters = normalized("NFC", _drop_marks(lower))
    return re.sub(r"[\W_]+", "-", letters).strip("-")


# Tags and the labels around an article recur from page to page.
@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Return the key that all spellings of a label share: ``US  Troops``, ``us-troops``.

    Case, accents, Arabic vowel marks, tatweel, digits and the forms of alef and hamza make
    no difference; all that is not a letter or digit is one space. A ta marbuta stays.
    Idempotent, may be empty.
    """
    if label.isascii() and label.isprintable():
        return _NO_WORD.sub(" ", label.lower()).strip()
    letters = plain_letters(clean(label), form="NFKD", keep_ta_marbuta=True)
    return _NO_WORD.sub(" ", letters).strip()


def same_words(one: str, other: str) -> bool:
    """Whether two labels, or a label and its slug, are spellings of one: ``Taiwan's``, ``taiwans``.

    False where either has no letter or digit.
    """
    letters = fold(one).replace(" ", "")
    return bool(letters) and letters == fold(other).replace(" ", "")


def plain_letters(
    text: str,
    *,
    form: Decomposition = "NFD",
    keep_case: bool = False,
    keep_ta_marbuta: bool = False,
) -> str:
    """Return *text* with one spelling for each letter: ``Élysée`` → ``elysee``, ``أمس`` → ``امس``.

    Lower case (unless *keep_case*), no accents or vowel marks, ASCII digits, the letters of
    ``ARABIC_LETTERS``, and ``ة`` as ``ه`` (unless *keep_ta_marbuta*: the ledger's keys of
    tags were made so). White space and punctuation stay, but for ``’``, which is ``'``.
    Idempotent.
    """
    if text.isascii():
        return text if keep_case else text.lower()
    if not keep_case:
        text = normalized(form, text).casefold()
    letters = ascii_digits(without_marks(text, form)).translate(ARABIC_LETTERS)
    return letters if keep_ta_marbuta else letters.translate(_TA_MARBUTA)


def any_spelling(words: Iterable[str]) -> str:
    """Return a pattern for cleaned text in lower case that is one of *words* in any spelling.

    It matches what ``plain_letters`` makes the same of: ``آخر`` also as ``اخر``. The longest words
    come first.
    """
    plain = sorted(set(map(plain_letters, words)), key=lambda word: (-len(word), word))
    return "|".join("".join(map(_in_any_spelling, word)) for word in plain)


def certain(words: Iterable[str]) -> str:
    """Return a pattern of *words* in the spellings that are no other words: phrases in any.

    ``حدث`` is an event, and no ``حدّث``; ``أعداد`` are numbers, and no ``إعداد``. The last letter
    of ``الكاتبة`` may be a ha in any word.
    """
    ordered = sorted(words, key=len, reverse=True)
    exact = ((w, re.escape(w).replace("ة", "[ةه]")) for w in ordered)
    return "|".join(any_spelling([w]) if " " in w else pattern for w, pattern in exact)


def announced(words: Iterable[str]) -> str:
    """Return a pattern of *words* and of what parts them from a text.

    A colon makes any word certain, and so does the slash that Arabic bylines have: ``بقلم/``.
    """
    words = tuple(words)
    return rf"(?:(?:{any_spelling(words)})\s?[:：/]\s?|(?:{certain(words)})\s)"


def _in_any_spelling(letter: str) -> str:
    same = _SPELLINGS.get(letter)
    one = f"[{letter}{same}]" if same else re.escape(letter)
    return one + _ARABIC_MARKS if "\u0600" < letter < "\u0700" else one


def without_marks(text: str, form: Decomposition = "NFD") -> str:
    """Return *text* decomposed, without accents and vowel marks, and ``’`` as ``'``."""
    return _drop_marks(normalized(form, text)).replace("’", "'")


def _drop_marks(text: str) -> str:
    if text.isascii():
        return text
    # Most characters occur several times; no letter or digit is a mark.
    rare = {c for c in set(text) if not c.isalnum() and c >= _FIRST_MARK}
    marks = {ord(c): None for c in rare if unicodedata.category(c).startswith("M")}
    return text.translate(marks) if marks else text


def _spellings() -> dict[str, str]:
    """Return plain letter → the letters of Latin-1 and Arabic script that are written for it."""
    found: dict[str, str] = {}
    for letter in map(chr, (*range(0xDF, 0x100), *range(0x621, 0x64B), *range(0x671, 0x6D4))):
        plain = plain_letters(letter)
        if len(plain) == 1 and plain != letter:
            found[plain] = found.get(plain, "") + letter
    return found


# Marks that can follow an Arabic letter and that `plain_letters` leaves out, with the tatweel.
_ARABIC_MARKS = "[\u0640\u064b-\u065f\u0670]*"
_SPELLINGS = _spellings()
