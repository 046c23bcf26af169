"""What words name: a speaker, a place, a matter. Pure."""

from __future__ import annotations

import re
from enum import Enum, auto

from mayadeen_crawler.attribution import known_names as names
from mayadeen_crawler.attribution.lexicon import (
    Lexicon,
    plain,
    table,
)

#: What can stand around a speaker's name and is no part of it; what can quote it.
AROUND = " \t|¦•●·–—-،,;؛.…#!⚡🔴🚨\ufe0f"
QUOTES = "\"“”«»'‘’"
#: Words of the longest name and of the longest unknown phrase.
_MAX_NAME, MAX_PHRASE = 5, 4

_SPEAKERS, POWERS = table(names.SPEAKERS), table(names.POWERS)
COUNTRIES, _PLACES = table(names.COUNTRIES), table(names.PLACES)

_ACRONYM = re.compile(r"[A-Z][A-Z&.-]{1,7}s?")
_NO_ACRONYMS = table("AI, IA, GDP, PIB, VAR, FAQ, Q&A, TV, OK, VS, II, III")
#: What makes news of an office: ``New cabinet``, ``حكومة جديدة``.
_NEW = table("new, next, another, no, nuevo, nueva, próximo, próxima, otro, otra, جديد, جديدة")
_ARTICLE = re.compile(r"(?:the|el|la|los|las) ")
_PREPOSITION = re.compile(
    r",| (?:of|in|for|to|at|on|with|from|near|inside|against|and|&|between|under) "
)
_PRETERITE = re.compile(r"\b[a-zñáéíú]{3,}ó\b")  # Spanish: vendió
_POSSESSIVE = re.compile(r"(?:'s|s')$")


class Kind(Enum):
    """What a phrase names."""

    NONE = auto()
    PLACE = auto()
    COUNTRY = auto()
    """A country, or a capital that stands for no more than itself."""
    POWER = auto()
    """A capital that stands for its government."""
    PHRASE = auto()
    """What could be a person's name, where capitals do not tell."""
    NAME = auto()
    """What looks like a person's name."""
    SPEAKER = auto()
    """An office, a body, a medium, a known name."""


def is_known(text: str) -> bool:
    """Whether *text* is one of the names that speak in every edition, or a government's capital."""
    return plain(text) in _SPEAKERS or plain(text) in POWERS


def kind_of(words: list[str], lexicon: Lexicon) -> Kind:
    """Return what *words* name."""
    text = " ".join(words).strip(AROUND)
    key = plain(text)
    bare = plain(text.strip(QUOTES)).replace('"', "")
    bare = _ARTICLE.sub("", bare, count=1) if _ARTICLE.match(bare) else bare
    for kind, known in (
        (Kind.SPEAKER, _SPEAKERS),
        (Kind.POWER, POWERS),
        (Kind.COUNTRY, COUNTRIES),
        (Kind.PLACE, _PLACES),
    ):
        if key in known or bare in known:
            return kind
    if key in lexicon.labels or not any(map(str.isalpha, key)) or key[0].isdigit():
        return Kind.NONE
    if lexicon.clause.search(key) or _PRETERITE.search(text):
        return Kind.NONE
    if lexicon.given:
        kind = _arabic_kind(bare.split(), lexicon)
        return Kind.PLACE if kind is not Kind.SPEAKER and lexicon.region.match(bare) else kind
    if len(words) == 1 and _ACRONYM.fullmatch(text) and key not in _NO_ACRONYMS:
        return Kind.SPEAKER
    headed = _is_headed_first if lexicon.head_first else _is_headed_last
    if headed(bare, text, lexicon):
        return Kind.PHRASE if bare.split()[0] in _NEW else Kind.SPEAKER
    if lexicon.region.match(bare):
        return Kind.PLACE
    name, comma, office = text.partition(", ")  # Amal Farouk, relief worker
    if comma and kind_of(office.split(), lexicon) is Kind.SPEAKER:
        return Kind.SPEAKER if _is_name(name.split(), lexicon) else Kind.NONE
    if len(words) == 1 and lexicon.abstract.search(bare):
        return Kind.NONE
    return Kind.NAME if _is_name(words, lexicon) else Kind.NONE


def _is_headed_last(key: str, text: str, lexicon: Lexicon) -> bool:
    """Whether the last noun before a preposition is a speaker's: ``Taiwan's President``."""
    base = _PREPOSITION.split(key)[0].split()
    while base and base[-1].isdigit():
        base.pop()  # Channel 12
    if not base:
        return False
    if base[-1] in lexicon.nouns or " ".join(base[-2:]) in lexicon.nouns:
        return True
    shown = text.split()[-len(key.split()) :][: len(base)]
    for index, word in enumerate(base[:-1]):  # Prime Minister Marek Dolan
        if word in lexicon.nouns:
            return all(
                plain(w) in lexicon.nouns  # army spokesman Marek Dolan
                or (_is_capital(w, lexicon) and plain(w) not in lexicon.topics)
                for w in shown[index + 1 :]
            )
    return False


def _is_headed_first(key: str, text: str, lexicon: Lexicon) -> bool:
    """Whether one of the first words is a speaker's noun: ``Ministerio de Salud``."""
    words = key.split()
    if any(word in lexicon.nouns for word in words[:2]):
        return True
    named = all(_is_capital(word, lexicon) for word in text.split())
    return named and words[-1] in lexicon.nouns


def _is_capital(word: str, lexicon: Lexicon) -> bool:
    word = word.strip(QUOTES + AROUND)
    return (
        word[:1].isupper() or plain(word) in lexicon.small or word.startswith(("al-", "el-", "d'"))
    )


def _is_name(words: list[str], lexicon: Lexicon) -> bool:
    """Whether *words* are capitalised like a name, and none of them is a matter's."""
    if len(words) > _MAX_NAME or not words[0][:1].isalpha() or not words[0][:1].isupper():
        return False
    if plain(words[-1]) in lexicon.small:
        return False
    for word in words:
        key = plain(word).strip(QUOTES)
        if not _is_capital(word, lexicon) or key in lexicon.topics or any(map(str.isdigit, word)):
            return False
    owners = [
        _POSSESSIVE.sub("", key) for word in words[:-1] if _POSSESSIVE.search(key := plain(word))
    ]
    return all(owner in COUNTRIES or owner in POWERS for owner in owners)  # Norland's Keller


def _arabic_kind(words: list[str], lexicon: Lexicon) -> Kind:
    """Return what Arabic words name: nouns come first, and no capitals tell names."""
    first = words[0]
    bare = first.removeprefix("ال")
    # محامو المعتقلين, مراسلنا
    forms = {first, bare, bare + "ن" if bare.endswith("و") else bare, bare.removesuffix("نا")}
    if len(words) == 1 and bare in lexicon.labels:
        return Kind.NONE
    if not forms.isdisjoint(lexicon.topics):
        return Kind.NONE
    if not forms.isdisjoint(lexicon.nouns):
        new = not _NEW.isdisjoint(words[1:2])  # حكومة جديدة
        return Kind.PHRASE if new else Kind.SPEAKER
    if len(words) > MAX_PHRASE:
        return Kind.NONE
    if first in lexicon.given:
        return Kind.NAME
    if len(words) == 1 and not lexicon.abstract.search(first):
        return Kind.NAME
    return Kind.PHRASE
