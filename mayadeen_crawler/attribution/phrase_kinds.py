"""What a phrase names: a speaker, a person, a place, or none of these (``kind_of``). Pure."""

from __future__ import annotations

import re
from enum import Enum, auto

from mayadeen_crawler.attribution import known_names as names
from mayadeen_crawler.attribution.lexicon import (
    SpeakerLexicon,
    table,
    table_form,
)

#: Characters around a speaker's name that are no part of it, and quotation marks.
AROUND = " \t|¦•●·–—-،,;؛.…#!⚡🔴🚨\ufe0f"
QUOTES = "\"“”«»'‘’"
#: Words of the longest personal name, and of the longest phrase that may be one in Arabic.
_MAX_NAME, MAX_PHRASE = 5, 4

_SPEAKERS, POWERS = table(names.SPEAKERS), table(names.POWERS)
COUNTRIES, _PLACES = table(names.COUNTRIES), table(names.PLACES)

_ACRONYM = re.compile(r"[A-Z][A-Z&.-]{1,7}s?")
_NO_ACRONYMS = table("AI, IA, GDP, PIB, VAR, FAQ, Q&A, TV, OK, VS, II, III")
#: Words that make an office a subject of news: ``New cabinet``, ``حكومة جديدة``.
_NEW = table("new, next, another, no, nuevo, nueva, próximo, próxima, otro, otra, جديد, جديدة")
_ARTICLE = re.compile(r"(?:the|el|la|los|las) ")
_PREPOSITION = re.compile(
    r",| (?:of|in|for|to|at|on|with|from|near|inside|against|and|&|between|under) "
)
_PRETERITE = re.compile(r"\b[a-zñáéíú]{3,}ó\b")  # Spanish: vendió
_MIXED = re.compile("[0-9A-Z]")  # i24, infoLibre
_POSSESSIVE = re.compile(r"(?:'s|s')$")


class PhraseKind(Enum):
    """What a phrase names. ``speaker_of_line`` decides by it who is taken for the speaker."""

    NONE = auto()
    """A label, a sentence, a subject, or unknown: never a speaker."""
    PLACE = auto()
    """A place where things happen: never a speaker."""
    COUNTRY = auto()
    """A country, or a capital that is mostly a place: a speaker of clear statements only."""
    POWER = auto()
    """A capital that stands for its government: a speaker unless an event follows."""
    PHRASE = auto()
    """Possibly a person's name, in a script without capitals, or a new office."""
    NAME = auto()
    """Looks like a person's name."""
    NAME_TO = auto()
    """Looks like a person's name, and goes on with people spoken to: ``Petro a los pescadores``."""
    SPEAKER = auto()
    """An office, a body, a medium or a known name: always the speaker."""


def is_known(text: str) -> bool:
    """Whether *text* is one of ``known_names.SPEAKERS`` or ``POWERS``."""
    return table_form(text) in _SPEAKERS or table_form(text) in POWERS


def kind_of(words: list[str], lexicon: SpeakerLexicon) -> PhraseKind:
    """Return what *words* name."""
    text = " ".join(words).strip(AROUND)
    key = table_form(text)
    bare = table_form(text.strip(QUOTES)).replace('"', "")
    bare = _ARTICLE.sub("", bare, count=1) if _ARTICLE.match(bare) else bare
    for kind, known in (
        (PhraseKind.SPEAKER, _SPEAKERS),
        (PhraseKind.POWER, POWERS),
        (PhraseKind.COUNTRY, COUNTRIES),
        (PhraseKind.PLACE, _PLACES),
    ):
        if key in known or bare in known:
            return kind
    if key in lexicon.labels or not any(map(str.isalpha, key)) or key[0].isdigit():
        return PhraseKind.NONE
    if lexicon.clause.search(key) or _PRETERITE.search(text):
        return PhraseKind.NONE
    if lexicon.given:
        kind = _arabic_kind(bare.split(), lexicon)
        return (
            PhraseKind.PLACE
            if kind is not PhraseKind.SPEAKER and lexicon.region.match(bare)
            else kind
        )
    if len(words) == 1 and _ACRONYM.fullmatch(text) and key not in _NO_ACRONYMS:
        return PhraseKind.SPEAKER
    headed = _is_headed_first if lexicon.head_first else _is_headed_last
    if headed(bare, text, lexicon):
        return PhraseKind.PHRASE if bare.split()[0] in _NEW else PhraseKind.SPEAKER
    if lexicon.region.match(bare):
        return PhraseKind.PLACE
    name, comma, office = text.partition(", ")  # Amal Farouk, relief worker
    if comma and kind_of(office.split(), lexicon) is PhraseKind.SPEAKER:
        return PhraseKind.SPEAKER if _is_name(name.split(), lexicon) else PhraseKind.NONE
    if len(words) == 1 and lexicon.abstract.search(bare):
        return PhraseKind.NONE
    return PhraseKind.NAME if _is_name(words, lexicon) else PhraseKind.NONE


def may_be_outlet(words: list[str], lexicon: SpeakerLexicon) -> bool:
    """Whether *words*, in quotation marks, may name a medium, and quote nobody: ``War is over``."""
    key = table_form(" ".join(words))
    if lexicon.clause.search(key) or lexicon.statement.match(key):
        return False
    if not lexicon.given:
        return all(_is_capital(word, lexicon) or _MIXED.search(word) for word in words)
    places = (PhraseKind.POWER, PhraseKind.COUNTRY, PhraseKind.PLACE)
    if len(words) == 1 or kind_of(words[:1], lexicon) not in places:
        return True
    # A verb that follows a place begins with one of these letters: غزة تموت, not روسيا 24.
    return len(words) == 2 and table_form(words[1])[0] not in "تي"


def _is_headed_last(key: str, text: str, lexicon: SpeakerLexicon) -> bool:
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
                table_form(w) in lexicon.nouns  # army spokesman Marek Dolan
                or (_is_capital(w, lexicon) and table_form(w) not in lexicon.topics)
                for w in shown[index + 1 :]
            )
    return False


def _is_headed_first(key: str, text: str, lexicon: SpeakerLexicon) -> bool:
    """Whether one of the first words is a speaker's noun: ``Ministerio de Salud``."""
    words = key.split()
    if any(word in lexicon.nouns for word in words[:2]):
        return True
    named = all(_is_capital(word, lexicon) for word in text.split())
    return named and words[-1] in lexicon.nouns


def _is_capital(word: str, lexicon: SpeakerLexicon) -> bool:
    word = word.strip(QUOTES + AROUND)
    return (
        word[:1].isupper()
        or table_form(word) in lexicon.small
        or word.startswith(("al-", "el-", "d'", "l'"))
    )


def _is_name(words: list[str], lexicon: SpeakerLexicon) -> bool:
    """Whether *words* are capitalised like a name, and none is in the table of topics."""
    if len(words) > _MAX_NAME or not words[0][:1].isalpha() or not words[0][:1].isupper():
        return False
    if table_form(words[-1]) in lexicon.small:
        return False
    for word in words:
        key = table_form(word).strip(QUOTES)
        if not _is_capital(word, lexicon) or key in lexicon.topics or any(map(str.isdigit, word)):
            return False
    owners = [
        _POSSESSIVE.sub("", key)
        for word in words[:-1]
        if _POSSESSIVE.search(key := table_form(word))
    ]
    return all(owner in COUNTRIES or owner in POWERS for owner in owners)  # Norland's Keller


def _arabic_kind(words: list[str], lexicon: SpeakerLexicon) -> PhraseKind:
    """Return what Arabic words name. Nouns come first; no capitals show names."""
    first = words[0]
    bare = first.removeprefix("ال")
    # محامو المعتقلين, مراسلنا
    forms = {first, bare, bare + "ن" if bare.endswith("و") else bare, bare.removesuffix("نا")}
    if len(words) == 1 and bare in lexicon.labels:
        return PhraseKind.NONE
    if not forms.isdisjoint(lexicon.topics):
        return PhraseKind.NONE
    if not forms.isdisjoint(lexicon.nouns):
        new = not _NEW.isdisjoint(words[1:2])  # حكومة جديدة
        return PhraseKind.PHRASE if new else PhraseKind.SPEAKER
    if len(words) > MAX_PHRASE:
        return PhraseKind.NONE
    if first in lexicon.given:
        return PhraseKind.NAME
    if len(words) == 1 and not lexicon.abstract.search(first):
        return PhraseKind.NAME
    return PhraseKind.PHRASE
