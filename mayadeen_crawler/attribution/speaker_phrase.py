"""The speaker's name inside the part of a line before or after a colon. Pure.

``speaker_of_line`` calls ``classify`` for such a part: "he says", "to Al Mayadeen", "on the
ceasefire" and a remark in brackets are removed, the rest is named by ``phrase_kinds``.
"""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.lexicon import SpeakerLexicon, table_form
from mayadeen_crawler.attribution.phrase_kinds import (
    AROUND,
    MAX_PHRASE,
    QUOTES,
    PhraseKind,
    is_known,
    kind_of,
    may_be_outlet,
)

#: Words of the longest part that is looked at, and of the longest label.
_MAX_WORDS, _MAX_LABEL = 14, 5

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_INITIALS = re.compile(r"(?:[a-z]{0,2}[A-Z]){2,8}[a-z]?")
_ARTICLES = frozenset({"the", "el", "la", "los", "las"})
#: Articles of a body rather than of people, where somebody may also go: ``Lula a la ONU``.
_OF_BODIES = frozenset({"el", "la"})
_INDEFINITE = re.compile(r"(?:a|an|un|una|unos|unas) ")
_SPEAK = (PhraseKind.SPEAKER, PhraseKind.NAME, PhraseKind.POWER, PhraseKind.COUNTRY)
_NAMED = (PhraseKind.SPEAKER, PhraseKind.POWER, PhraseKind.COUNTRY, PhraseKind.PLACE)
# Arabic writes the preposition "to" (ل) as the first letter of the name after it. Letters of
# the shortest such word.
_MIN_TOLD = 4


def is_label(text: str, lexicon: SpeakerLexicon) -> bool:
    """Whether *text* only names the kind of text that follows: ``Watch``, ``Day 45``."""
    text = trimmed(text)
    key = table_form(text)
    if key in lexicon.labels or not any(map(str.isalnum, key)):
        return True
    if lexicon.labelled.match(key) is None or len(key.split()) > _MAX_LABEL:
        return False
    return classify(text, lexicon)[0] is not PhraseKind.SPEAKER


def trimmed(text: str) -> str:
    """Return *text* without marks around it and without a remark in brackets at its end.

    Initials in brackets stay: ``Popular Front (PFLP)``.
    """
    text = text.strip(AROUND)
    if (remark := _BRACKET.search(text)) and not _INITIALS.fullmatch(remark[1]):
        text = text[: remark.start()].strip(AROUND)
    return text


def classify(text: str, lexicon: SpeakerLexicon, *, alone: bool = False) -> tuple[PhraseKind, str]:
    """Return what *text* names, and the speaker's name in it, written as in *text*.

    ``("Health Minister to Al Mayadeen")`` → ``(SPEAKER, "Health Minister")``. With *alone*
    (the part after the last colon) nothing is removed: all of *text* is the name or none is.
    The text is only a speaker's if the kind is; ``speaker_of_line`` decides that.
    """
    text = trimmed(text)
    quoted = text[:1] in QUOTES and text[-1:] in QUOTES and len(text) > 2
    text = text.strip(QUOTES + AROUND) if quoted else text
    words = text.split()
    if not 0 < len(words) <= _MAX_WORDS:
        return PhraseKind.NONE, text
    if (cited := _before(words, lexicon.citing)) is not None:
        kind = kind_of(cited, lexicon)
        return (kind if kind in _SPEAK else PhraseKind.NONE), text
    if alone:
        if _INDEFINITE.match(table_form(text)) or "," in text or "،" in text:
            return PhraseKind.NONE, text
        return kind_of(words, lexicon), text
    if guest := _guest(words, lexicon):
        return PhraseKind.SPEAKER, _unquoted(" ".join(guest).strip(AROUND))
    before, count = words, len(words)
    words = _without_circumstance(words, lexicon)
    if not words:
        return PhraseKind.NONE, text
    kind = kind_of(words, lexicon)
    if kind is PhraseKind.NAME and len(words) < count and lexicon.verbs.search(table_form(text)):
        kind = PhraseKind.SPEAKER  # Keller says
    if (
        kind in (PhraseKind.COUNTRY, PhraseKind.NAME)
        and lexicon.to.match(f" {' '.join(map(table_form, before[len(words) :]))}")
        and _told(before, words, lexicon) is PhraseKind.SPEAKER
    ):
        if kind is PhraseKind.COUNTRY:
            kind = PhraseKind.SPEAKER  # Iran to IAEA: no road from one to the other
        elif table_form(before[len(words) + 1]) not in _OF_BODIES:
            kind = PhraseKind.NAME_TO
    if kind is PhraseKind.NAME and len(words) < len(before) and _may_be_thing(before, lexicon):
        kind = PhraseKind.PHRASE
    if (
        quoted
        and kind in (PhraseKind.NONE, PhraseKind.PHRASE, PhraseKind.NAME)
        and len(words) <= MAX_PHRASE
        and may_be_outlet(words, lexicon)
    ):
        kind = PhraseKind.SPEAKER  # an outlet
    return kind, _unquoted(" ".join(words).strip(AROUND))


def is_interview(text: str, lexicon: SpeakerLexicon) -> bool:
    """Whether *text* ends with the medium that its speaker talks to: ``سلوم للميادين``."""
    return lexicon.interview is not None and bool(lexicon.interview.search(table_form(text)))


def _guest(words: list[str], lexicon: SpeakerLexicon) -> list[str] | None:
    """Return the words before ``للميادين`` if they may be a person's name, ``None`` otherwise.

    A longer name begins with a title. An office or a place is told as elsewhere: `classify`.
    """
    if lexicon.interview is None:
        return None
    guest = _before(_before(words, lexicon.about) or words, lexicon.interview)
    if not guest:
        return None
    key, first = table_form(" ".join(guest)), table_form(guest[0])
    if lexicon.clause.search(key) or lexicon.verbs.search(key):
        return None
    if first.removeprefix("ال") in lexicon.labels | lexicon.no_speaker:
        return None
    if lexicon.event.match(f"{first} "):
        return None
    kind = kind_of(guest[:MAX_PHRASE], lexicon)
    is_guest = kind is PhraseKind.NAME or (
        kind is PhraseKind.PHRASE and not lexicon.abstract.search(first)
    )
    return guest if is_guest else None


def _may_be_thing(words: list[str], lexicon: SpeakerLexicon) -> bool:
    """Whether *words* may name a thing for somebody: ``خيمة للنازحين``, a tent for refugees."""
    first, second = map(table_form, words[:2])
    return lexicon.told is not None and second.startswith("لل") and first not in lexicon.given


def _told(words: list[str], name: list[str], lexicon: SpeakerLexicon) -> PhraseKind:
    """Return the kind of whom *name*, the first of *words*, speaks to: ``X to the council``."""
    told = words[len(name) + 1 :]
    if len(told) > 1 and table_form(told[0]) in _ARTICLES:
        del told[0]
    return kind_of(told, lexicon) if told else PhraseKind.NONE


def _unquoted(text: str) -> str:
    """Return *text* without quotation marks around all of it, or without a single unpaired one."""
    ends = text[:1] in QUOTES and text[-1:] in QUOTES
    alone = sum(text.count(mark) for mark in QUOTES) == 1
    return text.strip(QUOTES + AROUND) if ends or alone else text


def _without_circumstance(words: list[str], lexicon: SpeakerLexicon) -> list[str]:
    """Return the words of the name: without verb of speech, person spoken to and occasion."""
    said = _before(words, lexicon.verbs)
    if said is not None:
        words = said or words[1:]  # قال فلان
    for pattern in (lexicon.addressed, lexicon.about, lexicon.to):
        shorter = _before(words, pattern)
        if not shorter or kind_of(shorter, lexicon) in (PhraseKind.NONE, PhraseKind.PLACE):
            continue
        if pattern is not lexicon.addressed and not lexicon.bound.isdisjoint(
            map(table_form, shorter)
        ):
            continue  # ambassador to
        if pattern is lexicon.to and _told(words, shorter, lexicon) not in _SPEAK:
            continue  # to visit
        words = shorter
    words = _without_people_told(words, lexicon)
    if lexicon.given and len(words) > 1 and _is_told(table_form(words[-1]), lexicon):
        words = words[:-1]  # بكين لواشنطن
    return words


def _without_people_told(words: list[str], lexicon: SpeakerLexicon) -> list[str]:
    """Return the words before ``للصيادين`` (to the fishermen), unless they are one title with it.

    After a name that is known, any word with ``لل`` is whom it speaks to.
    """
    if lexicon.told is None:
        return words
    for place, key in enumerate(map(table_form, words)):
        name = words[:place]
        if not key.startswith("لل") or not name:
            continue
        if table_form(name[0]) in lexicon.given or is_known(" ".join(name)):
            return name
        if kind_of(name, lexicon) in (PhraseKind.NAME, PhraseKind.COUNTRY):
            return name  # of one word, which may be any: `classify`
        forms = {table_form(word).removeprefix("ال") for word in name}
        is_office = kind_of(name, lexicon) is PhraseKind.SPEAKER and forms.isdisjoint(
            lexicon.serves | lexicon.bound
        )
        return name if is_office and lexicon.told.fullmatch(key) else words
    return words


def _is_told(word: str, lexicon: SpeakerLexicon) -> bool:
    """Whether an Arabic word is the preposition ل and a name: ``لواشنطن``, to Washington.

    A name whose own first letter is ل is none: ``لافروف``, ``لولا``, ``لوموند``.
    """
    if not word.startswith("ل") or len(word) < _MIN_TOLD or word.startswith(lexicon.own_l):
        return False
    if word in lexicon.given or kind_of([word], lexicon) in _NAMED:
        return False
    return word[1:] not in lexicon.nouns


def _before(words: list[str], pattern: re.Pattern[str]) -> list[str] | None:
    """Return the words before what *pattern* finds; ``None`` where it finds nothing."""
    spelled = " ".join(map(table_form, words))
    found = pattern.search(spelled)
    if found is None:
        return None
    before = words[: len(spelled[: found.start()].split())]
    return [*before[:-1], before[-1].rstrip(AROUND)] if before else []
