"""Who speaks in a line without a colon: ``X says …``, ``According to X, …``, ``قال X إن …``. Pure.

``speaker_of_line`` calls ``reported`` where no colon parts speaker and quotation. Only a verb of
speech with what was said makes a speaker: ``X announces a bridge`` reports an event.
"""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.lexicon import SpeakerLexicon, table_form
from mayadeen_crawler.attribution.phrase_kinds import AROUND, QUOTES, PhraseKind
from mayadeen_crawler.attribution.speaker_phrase import classify

#: Words of the longest speaker, and least words that were said.
_MOST_SPEAKER, _LEAST_SAID = 9, 3
_SPEAKERS = (PhraseKind.SPEAKER, PhraseKind.NAME, PhraseKind.POWER, PhraseKind.COUNTRY)
_COMMAS = (",", "،")
_QUOTATION_END = re.compile(r"[,.!?،؟][\"”»’']$|[\"”»’'][,،]$")
_ARTICLE = re.compile(r"^(?:(?:the|a|an|el|la|los|las|un|una) |ال)")


def reported(text: str, lexicon: SpeakerLexicon) -> str | None:
    """Return whose words *text* reports, written as there; ``None`` where it reports no words.

    *text* has no label before it (``speaker_of_line`` removes them).
    """
    words = text.split()
    keys = [table_form(word).strip(AROUND + QUOTES) for word in words]
    return (
        _according(words, keys, lexicon)
        or _verb_first(words, keys, lexicon)
        or _speaker_first(words, keys, lexicon)
        or _speaker_last(words, keys, lexicon)
    )


def _according(words: list[str], keys: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker of ``According to X, …``: up to the first comma."""
    begin = _phrase_at(keys, 0, lexicon.according)
    if not begin:
        return None
    for end in range(begin + 1, min(begin + _MOST_SPEAKER, len(words) - _LEAST_SAID) + 1):
        if words[end - 1].endswith(_COMMAS):
            return _named(words[begin:end], lexicon)
    return None


def _verb_first(words: list[str], keys: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker of ``قال X إن …``: between the verb and the conjunction."""
    if not lexicon.verb_first or keys[:1] == [] or keys[0] not in lexicon.says_that:
        return None
    for end in range(2, min(2 + _MOST_SPEAKER, len(words))):
        if keys[end] in lexicon.that and len(words) - end >= _LEAST_SAID:
            return _named(words[1:end], lexicon)
    return None


def _speaker_first(words: list[str], keys: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker of ``X says …`` and ``X warns that …``: before the first such verb."""
    for at in range(1, min(1 + _MOST_SPEAKER, len(words) - _LEAST_SAID + 1)):
        if _QUOTATION_END.search(words[at - 1]):
            return None  # “We have a deal,” says X
        following, word = keys[at + 1], words[at + 1]
        that = following in lexicon.that or word[0] in QUOTES
        says = keys[at] in lexicon.says and following not in lexicon.not_said
        # `Deal said close`: what was said begins with a small word of its own, or a name.
        past = keys[at] in lexicon.said and (
            following in lexicon.begins_clause or word[0].isupper()
        )
        if not (says or past or (that and keys[at] in lexicon.says_that)):
            continue
        return _named(words[:at], lexicon)
    return None


def _speaker_last(words: list[str], keys: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker of ``…, X says``, ``…”, says X`` and ``…, according to X``."""
    for at in range(len(words) - 1, max(_LEAST_SAID, len(words) - _MOST_SPEAKER - 2) - 1, -1):
        if not words[at - 1].endswith((*_COMMAS, *'"”»’')):
            continue
        tail = keys[at:]
        begin = _phrase_at(tail, 0, lexicon.according)
        if begin or tail[0] in lexicon.says | lexicon.said | lexicon.says_after:
            return _named(words[at + (begin or 1) :], lexicon)
        if tail[-1] in lexicon.says | lexicon.said and not words[-2].endswith(_COMMAS):
            return _named(words[at:-1], lexicon)
    return None


def _phrase_at(keys: list[str], at: int, phrases: frozenset[str]) -> int:
    """Return the number of words of the phrase that begins at *at*; 0 without one."""
    return next((n for n in (3, 2, 1) if " ".join(keys[at : at + n]) in phrases), 0)


def _named(words: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker that *words* name, if they name one."""
    noun = _ARTICLE.sub("", table_form(" ".join(words)), count=1).split(maxsplit=1)
    if not noun or noun[0].strip(AROUND) in lexicon.no_speaker or noun[0][0].isdigit():
        return None
    kind, said = classify(" ".join(words), lexicon)
    if kind is PhraseKind.PHRASE and lexicon.given:
        # Arabic has no capitals: after a verb of speech a phrase of few words is a name.
        kind = PhraseKind.NAME
    return said if kind in _SPEAKERS else None
