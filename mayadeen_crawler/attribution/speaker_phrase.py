"""The speaker in what stands before or after a colon, as shown. Pure."""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.lexicon import Lexicon, plain
from mayadeen_crawler.attribution.phrase_kinds import (
    AROUND,
    MAX_PHRASE,
    QUOTES,
    Kind,
    kind_of,
)

#: Words of the longest speaker and of the longest label.
_MAX_WORDS, _MAX_LABEL = 14, 5

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_INITIALS = re.compile(r"(?:[a-z]{0,2}[A-Z]){2,8}[a-z]?")
_INDEFINITE = re.compile(r"(?:a|an|un|una|unos|unas) ")
_SPEAK = (Kind.SPEAKER, Kind.NAME, Kind.POWER, Kind.COUNTRY)
# In Arabic: letters of `to` and a name; beginnings of words whose first letter is not `to`.
_MIN_TOLD = 4
_NOT_TOLD = tuple(map(plain, ("لل", "لبنا", "لندن", "ليبي", "لاتين", "لاهاي", "لجن", "لواء")))


def is_label(text: str, lexicon: Lexicon) -> bool:
    """Whether *text* says what kind of text follows (``Watch``, ``Day 45``) and names nobody."""
    text = trimmed(text)
    key = plain(text)
    if key in lexicon.labels or not any(map(str.isalnum, key)):
        return True
    if lexicon.labelled.match(key) is None or len(key.split()) > _MAX_LABEL:
        return False
    return classify(text, lexicon)[0] is not Kind.SPEAKER


def trimmed(text: str) -> str:
    """Return *text* without marks around it and a remark in brackets after it."""
    text = text.strip(AROUND)
    if (remark := _BRACKET.search(text)) and not _INITIALS.fullmatch(remark[1]):
        text = text[: remark.start()].strip(AROUND)
    return text


def classify(text: str, lexicon: Lexicon, *, alone: bool = False) -> tuple[Kind, str]:
    """Return what *text* names, and the speaker in it as shown.

    *alone*: only where the speaker is all of it.
    """
    text = trimmed(text)
    quoted = text[:1] in QUOTES and text[-1:] in QUOTES and len(text) > 2
    text = text.strip(QUOTES + AROUND) if quoted else text
    words = text.split()
    if not 0 < len(words) <= _MAX_WORDS:
        return Kind.NONE, text
    if (cited := _before(words, lexicon.citing)) is not None:
        kind = kind_of(cited, lexicon)
        return (kind if kind in _SPEAK else Kind.NONE), text
    if alone:
        if _INDEFINITE.match(plain(text)) or "," in text or "،" in text:
            return Kind.NONE, text
        return kind_of(words, lexicon), text
    count = len(words)
    words = _without_circumstance(words, lexicon)
    if not words:
        return Kind.NONE, text
    kind = kind_of(words, lexicon)
    if kind is Kind.NAME and len(words) < count and lexicon.verbs.search(plain(text)):
        kind = Kind.SPEAKER  # Keller says
    if quoted and kind in (Kind.NONE, Kind.PHRASE, Kind.NAME) and len(words) <= MAX_PHRASE:
        kind = Kind.SPEAKER  # an outlet
    return kind, _unquoted(" ".join(words).strip(AROUND))


def _unquoted(text: str) -> str:
    """Return *text* without marks that quote all of it, or that nothing closes."""
    ends = text[:1] in QUOTES and text[-1:] in QUOTES
    alone = sum(text.count(mark) for mark in QUOTES) == 1
    return text.strip(QUOTES + AROUND) if ends or alone else text


def _without_circumstance(words: list[str], lexicon: Lexicon) -> list[str]:
    """Return the speaker's own words: not that they said it, to whom, and on what occasion."""
    said = _before(words, lexicon.verbs)
    if said is not None:
        words = said or words[1:]  # قال فلان
    for pattern in (lexicon.addressed, lexicon.about, lexicon.to):
        shorter = _before(words, pattern)
        if not shorter or kind_of(shorter, lexicon) in (Kind.NONE, Kind.PLACE):
            continue
        if pattern is not lexicon.addressed and not lexicon.bound.isdisjoint(map(plain, shorter)):
            continue  # ambassador to
        if pattern is lexicon.to and kind_of(words[len(shorter) + 1 :], lexicon) not in _SPEAK:
            continue  # to visit
        words = shorter
    if lexicon.given and len(words) > 1 and _is_told(plain(words[-1]), lexicon):
        words = words[:-1]  # بكين لواشنطن
    return words


def _is_told(word: str, lexicon: Lexicon) -> bool:
    """Whether an Arabic word is a name with the preposition ``to`` before it."""
    if not word.startswith("ل") or len(word) < _MIN_TOLD or word.startswith(_NOT_TOLD):
        return False
    return word[1:] not in lexicon.nouns


def _before(words: list[str], pattern: re.Pattern[str]) -> list[str] | None:
    """Return the words before what *pattern* finds; ``None`` where it finds nothing."""
    spelled = " ".join(map(plain, words))
    found = pattern.search(spelled)
    if found is None:
        return None
    before = words[: len(spelled[: found.start()].split())]
    return [*before[:-1], before[-1].rstrip(AROUND)] if before else []
