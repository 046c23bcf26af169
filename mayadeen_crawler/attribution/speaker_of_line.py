"""Who is quoted in a breaking line: ``attribution``, called by ``pages/ticker.py``. Pure.

A line quotes its speaker at the start (``Macron: …``) or at the end (``…: Moscow``); a line
without a colon may report speech (``reported_speech``). Whether
the part before or after the colon is a speaker depends on what it names (``phrase_kinds``)
and on the rest of the line: a statement was said by somebody, an event was not.
"""

from __future__ import annotations

import re

from mayadeen_crawler.attribution.arabic import ARABIC
from mayadeen_crawler.attribution.english import ENGLISH
from mayadeen_crawler.attribution.lexicon import (
    SpeakerLexicon,
    is_arabic,
    table_form,
)
from mayadeen_crawler.attribution.phrase_kinds import (
    AROUND,
    COUNTRIES,
    PhraseKind,
    is_known,
)
from mayadeen_crawler.attribution.reported_speech import reported
from mayadeen_crawler.attribution.spanish import SPANISH
from mayadeen_crawler.attribution.speaker_phrase import (
    classify,
    is_interview,
    is_label,
    trimmed,
)
from mayadeen_crawler.outlet import EditionCode

#: Characters of a line that are read, and its parts between colons.
_MAX_LINE, _MAX_PARTS = 1000, 5
#: For a speaker at the end: words of the longest one, and least words of the text before a
#: known speaker and before a name.
_MAX_TRAIL, _MIN_FRONT, _MIN_FRONT_NAME = 9, 2, 5
#: A last part of at most ``_MAX_BARE`` words after at least ``_MIN_FRONT_CLAUSE`` words is too
#: short for a quotation, so it is tried as the speaker first. A first part of at most
#: ``_MAX_OFFICE`` words may be the name of an office, which then is preferred.
_MIN_FRONT_CLAUSE, _MAX_BARE, _MAX_OFFICE = 4, 4, 5

# A colon between words: not inside a time (8:30), a score (2:1) or a URL.
_COLON = re.compile(r"(?<![\d:：])\s?[:：](?![:：]|//|\s?$)|(?<=\d)[:：](?=\s?[^\W\d]|\s?[\"“«‘'])")
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|(?<!\w)‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")
_STRAIGHT = re.compile(r"\"[^\"]*\"")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ADDRESS = re.compile(r"https?://\S*|www\.\S*", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}\s+(?=[^\W\d])")
_HEAD = re.compile(r"(.{1,30}?)\s*[|¦–—/-]\s+")
_SENTENCES = re.compile(r"\.\.+\s*|…\s*|[!?؟]\s+")


def attribution(text: str, edition: EditionCode) -> str | None:
    """Return the speaker at the start or end of *text*, written as there; ``None`` if unsure.

    Without the medium spoken to (``A source to Al Mayadeen: …`` → ``A source``) or the occasion;
    with the source that a medium cites (``Reuters, citing a diplomat``). Quotation marks
    around a medium's name are removed.
    """
    text = text[:_MAX_LINE]
    lexicon = _lexicon(text, edition)
    parts = _parts(_without_head(text, lexicon))
    if len(parts) == 2 and (ending := _bare(parts, lexicon)):
        return ending
    while len(parts) > 1 and is_label(parts[0], lexicon):
        del parts[0]  # BREAKING: …
    if len(parts) > 2 and classify(parts[0], lexicon)[0] in (PhraseKind.PLACE, PhraseKind.COUNTRY):
        said = _leading(parts[1:], lexicon)
        if said:
            return said  # Gaza: Health Ministry: …
    if len(parts) < 2:
        return reported(parts[0], lexicon)
    return _leading(parts, lexicon) or _ending(parts, lexicon)


def _lexicon(text: str, edition: EditionCode) -> SpeakerLexicon:
    if is_arabic(text):
        return ARABIC
    return SPANISH if edition == "es" else ENGLISH


def _without_head(text: str, lexicon: SpeakerLexicon) -> str:
    """Return *text* without what heads it: ``14:35``, ``Urgent |``, ``#Breaking``."""
    text = text.strip(AROUND.replace("#", ":"))
    if shown_at := _TIME.match(text):
        text = text[shown_at.end() :]
    if (head := _HEAD.match(text)) and is_label(head[1], lexicon):
        return text[head.end() :]
    first, _, rest = text.partition(" ")
    return rest if "_" in first or first.startswith("#") else text


def _parts(text: str) -> list[str]:
    """Split *text* at its colons, except those in quotation marks, brackets and URLs."""
    masked = text
    patterns = [_ADDRESS, _BRACKETED, _QUOTED]
    if text.count('"') % 2 == 0:
        patterns.append(_STRAIGHT)
    for pattern in patterns:
        masked = pattern.sub(lambda match: "x" * len(match[0]), masked)
    colons = [match.span() for match in _COLON.finditer(masked)][: _MAX_PARTS - 1]
    starts, ends = [0, *(end for _, end in colons)], [*(start for start, _ in colons), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _leading(parts: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker before the first colon, if the rest of the line fits to one."""
    lead = [part for part in _SENTENCES.split(parts[0]) if part.strip(AROUND)]
    if not lead:
        return None
    kind, said = classify(lead[-1], lexicon)
    rest = ": ".join(parts[1:])
    follows = table_form(rest.strip(AROUND))
    states = lexicon.statement.match(follows) is not None
    counts = lexicon.count.match(follows) is not None
    happens = counts or lexicon.event.match(follows) is not None
    explains = lexicon.question.match(follows) is not None
    is_said = not explains and not counts and _is_said(rest, follows, lexicon)
    sure = {
        PhraseKind.SPEAKER: not (counts and _says_of_body(table_form(said), lexicon)),
        PhraseKind.NAME: is_said,
        PhraseKind.NAME_TO: is_said
        or not (explains or happens or not _is_told(said, follows, lexicon)),
        PhraseKind.POWER: states or not (happens or explains),
        PhraseKind.COUNTRY: states and not counts,
        PhraseKind.PHRASE: states and not happens,
    }
    return said if sure.get(kind, False) else None


def _is_said(rest: str, follows: str, lexicon: SpeakerLexicon) -> bool:
    """Whether *rest*, after a name, can be a quotation: no number, event or half a sentence."""
    if lexicon.statement.match(follows):
        return True
    if not any(map(str.isalpha, follows)) or rest[:1].islower():
        return False
    happens = lexicon.event.match(follows.split(maxsplit=1)[0] + " ")
    return (
        not happens or _says_of_body(follows, lexicon) or lexicon.clause.search(follows) is not None
    )


def _says_of_body(text: str, lexicon: SpeakerLexicon) -> bool:
    return lexicon.of_body is not None and lexicon.of_body.match(text) is not None


def _is_told(name: str, follows: str, lexicon: SpeakerLexicon) -> bool:
    """Whether *follows*, in lower case, can be what *name* tells people.

    One word with a capital may be any noun, since it begins the line.
    """
    if not any(map(str.isalpha, follows)):
        return False
    if len(name.split()) > 1:
        return True
    orders = lexicon.orders is not None and lexicon.orders.match(follows) is not None
    return orders and table_form(name) not in lexicon.given_to


def _bare(parts: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker at the end where the last part is too short to be a quotation."""
    words = len(parts[0].split())
    if words < _MIN_FRONT_CLAUSE or len(parts[1].split()) > _MAX_BARE:
        return None
    ending = _ending(parts, lexicon)
    both = ending and words <= _MAX_OFFICE and _leading(parts, lexicon)
    return None if both and not is_known(ending or "") else ending


def _ending(parts: list[str], lexicon: SpeakerLexicon) -> str | None:
    """Return the speaker after the last colon, if the text before it is long enough."""
    front, tail = " ".join(parts[:-1]), trimmed(parts[-1])
    words = len(front.split())
    if not 1 <= len(tail.split()) <= _MAX_TRAIL or words < _MIN_FRONT:
        return None
    if _says_of_body(table_form(tail), lexicon):
        return None
    kind, said = classify(tail, lexicon, alone=True)
    if lexicon.naming.search(table_form(front)) or is_interview(trimmed(front), lexicon):
        return None
    if table_form(front) in COUNTRIES:
        return None  # Havana: General strike
    if kind in (PhraseKind.SPEAKER, PhraseKind.POWER):
        return said
    if kind not in (PhraseKind.NAME, PhraseKind.COUNTRY) or tail[:1].islower():
        return None
    is_word = kind is PhraseKind.NAME and " " not in tail
    if is_word and lexicon.statement.match(f"{table_form(tail)} "):
        return None  # Minister of Water: Never
    heralded = lexicon.heralds.match(table_form(front)) is not None
    return said if words >= _MIN_FRONT_NAME and not heralded else None
