"""The names in an author's text: two in ``By Jane Doe, Editor, and John Roe in Beirut``.

``loaders.py`` calls ``people`` with every text that a source gives as an author, and ``sources``
with what stands after ``Source:``. The byline of a page asks ``is_name`` of a line that stands
beside source and date, and ``could_sign`` of what follows ``By``. The words are data in
``outlet/person_words.py``. Pure; the time grows with the length of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.outlet.person_words import (
    AGENCIES,
    BINDING,
    CREDITS,
    MEDIA,
    NOBODY,
    ORGANISATIONS,
    PARTICLES,
    PLACES,
    ROLES,
    TITLES,
    WAW_NAMES,
    WORK,
)
from mayadeen_crawler.utils.text import announced, fold

#: Characters of the longest text that is parted into names; longer ones are no names.
MAX_TEXT = 5000
#: Words of the longest name.
MAX_WORDS = 6

_BYS = announced(by for e in EDITIONS.values() for by in e.words.by)
_BY = re.compile(rf"{_BYS}(?=\S)", re.IGNORECASE)


def _key(name: str) -> str:
    """Return a name as names are compared: ``Al-Mayadeen``, ``Almayadeen`` → ``almayadeen``."""
    return fold(name).replace(" ", "")


_OWN = frozenset(_key(name) for e in EDITIONS.values() for name in e.names)
_AGENCIES = frozenset(map(_key, AGENCIES))
_ORGANISED = MEDIA | ORGANISATIONS
_COMMA = re.compile(r"\s*[,،;؛|•·]\s*|\s+[/+]\s+")
_AND = re.compile(r"\s+(?:and|&|y|e|و|with|con)\s+", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:and|&|y|e|و)\s+", re.IGNORECASE)
_OUTER_AND = re.compile(r"^[,،]? ?(?:and|&|y|e|و|with|con) | (?:and|&|y|e|و)$", re.IGNORECASE)
# An account or an address beside a name.
_ACCOUNT = re.compile(r"\s[(<]?[\w.+-]{0,60}@[\w.-]{1,80}[)>]?(?=[\s,،;]|$)")
# The comma of `Jane Doe, Jr.` parts no names.
_SUFFIX = re.compile(r",\s*(?=(?:jr|sr)\b|(?:ii|iii|iv)\b)", re.IGNORECASE)
_DASH = re.compile(r"\s*—\s*|\s+[-–ـ]\s+")
_IN = re.compile(r"\s+(?:in|from|en|desde|في|من)\s+(?=\S)")
_BRACKETS = re.compile(r"\s*\([^()]{1,80}\)$")
_FOR = re.compile(r"(?:^|\s+)(?:(?:for|at|para|de)\s+(?=al mayadeen)|(?=للميادين))", re.IGNORECASE)
_ADDRESS = re.compile(r"//|^www\.|^\S*@\S+$")
#: What is said before the name of whoever translated, edited, or made the pictures.
_WORKED = re.compile(
    r"(?:(?:translated|edited|photos|photographs|photography|pictures|images|illustrations?) by"
    r"|(?:traducid|editad)[oa] por|fot(?:os|ografías) (?:de|por)"
    r"|ترجمة(?: و(?:إعداد|تحرير|تقديم))?)[:：]? ",
    re.IGNORECASE,
)
# Between sources, of which one or both are known: `Al Mayadeen and Agencies`. The Arabic `and` is
# written with the next word, and may also be a name's first letter: `وول ستريت جورنال`.
_BETWEEN_SOURCES = re.compile(
    r" ?[/&] ?| (?:and|y|e|و) | و(?=ال|وكال|(?:{})\b)| [-–—] ".format(
        "|".join(map(re.escape, sorted(MEDIA | AGENCIES)))
    ),
    re.IGNORECASE,
)
#: Words of the longest name that signs, and words in lower case within such.
_MAX_SIGNED, _SMALL = 8, frozenset({"and", "at", "en", "in", "on"})
#: Characters of the longest text that is parted into sources.
_MAX_SOURCES = 200
_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*")


def people(text: str) -> list[str]:
    """Return the names in *text*, cleaned text: without `By`, positions, places and addresses.

    An organisation is one name (``Centre for Research and Studies``). The outlet's own name is left
    out beside others.
    """
    return list(_people(text)) if len(text) <= MAX_TEXT else []


# The same people sign page after page.
@lru_cache(maxsize=1024)
def _people(text: str) -> tuple[str, ...]:
    text = _ACCOUNT.sub("", _without_second_role(without_by(text)))
    named: list[str] = []
    for index, part in enumerate(_COMMA.split(_SUFFIX.sub(" ", text))):
        part = _LEADING_AND.sub("", part) if index else part
        if index and " " in part and _is_joined(part.split(" ")[0]):
            part = part[1:]
        part = _without_work(part)
        if part and not (index and (part.casefold() in TITLES or _is_beside(part, named))):
            named += _parted(part)
    named = [n for n in named if not (_ADDRESS.search(n) or n.casefold() in NOBODY)]
    # Whoever took the pictures is the author where nobody else is.
    named = [n for n in named if not _is_credit(n)] or [_credited(n) for n in named]
    kept = [name for name in named if not (_is_role(name) or _key(name) in _OWN)]
    return tuple(kept or named[:1])


def person(text: str) -> str:
    """Return the one name in *text*, which is a link's: whatever commas the name holds."""
    found = people(text)
    return found[0] if len(found) == 1 else without_by(text)


def beside(text: str) -> list[str]:
    """Return the people in *text* that `and` joins to a linked name before or after it.

    ``and John Roe`` → ``["John Roe"]``; ``, Editor`` and ``in Beirut`` name nobody.
    """
    joined = _OUTER_AND.sub("", without_by(text))
    if _is_joined(joined.split(" ")[0]):
        joined = joined[1:]
    if joined == without_by(text) or not is_name(joined):
        return []
    return [name for name in people(joined) if not is_house(name)]


def is_house(name: str) -> bool:
    """Whether *name* is the outlet's, in any edition, or an agency's: nobody wrote there."""
    key = _key(name)
    return key in _OWN or key in _AGENCIES


def is_nobody(name: str) -> bool:
    """Whether *name* is no person's: the outlet's, a desk's or position's, or an account's."""
    is_account = " " not in name and name.isascii() and name.islower()
    return is_house(name) or is_account or _is_role(name)


def sources(text: str) -> list[str]:
    """Return the sources in cleaned text without commas: ``Al Mayadeen and Agencies`` holds two.

    It is parted where one side is the outlet or an agency; at a dash, which may also stand before a
    place, where both are.
    """
    for mark in _BETWEEN_SOURCES.finditer(text) if len(text) <= _MAX_SOURCES else ():
        sides = text[: mark.start()].strip(), text[mark.end() :].strip()
        known = sum(map(is_house, sides))
        if all(sides) and known > (mark[0].strip() in "-–—"):
            return [name for side in sides for name in sources(side)]
    return [text]


def without_by(text: str) -> str:
    """Return *text* without ``By`` before it, in any of the outlet's languages."""
    match = _BY.match(text)
    return text[match.end() :] if match else text


def is_name(text: str) -> bool:
    """Whether a short text can be a person's name by its form, or several people's.

    Two to six words of letters; in Latin script with capitals, but for ``de`` and ``al-``.
    """
    words = [word for word in re.split(r"[\s,،&]+", text) if word not in ("", "and", "y", "e", "و")]
    return (
        2 <= len(words) <= MAX_WORDS
        and all(_LETTERS.fullmatch(word) and _is_capital(word) for word in words)
        and not names_position(text)
        and not ORGANISATIONS.union(BINDING).intersection(text.casefold().split())
    )


def could_sign(text: str) -> bool:
    """Whether *text*, after ``By``, can name whoever signs: no part of it goes on like a sentence.

    In Latin script all words of a name have capitals, but for ``de``, ``of`` and ``and``.
    """
    return all(
        is_house(name)
        or (len(words := name.split()) <= _MAX_SIGNED and all(map(_may_be_of_name, words)))
        for name in people(text)
    )


def _may_be_of_name(word: str) -> bool:
    return _is_capital(word) or word in BINDING or word in _SMALL or word in ROLES


def _is_capital(word: str) -> bool:
    first = word.split("-")[0] if "-" in word else word
    return not word[0].islower() or first.casefold() in PARTICLES


def _without_second_role(text: str) -> str:
    """Return the name in ``والباحث السياسي سمير علي``, which stood after ``الكاتب``."""
    first, *rest = text.split(" ")
    if not (first.startswith("وال") and first[3:] in ROLES):
        return text
    while len(rest) > 2 and rest[0].startswith("ال"):
        del rest[0]
    return " ".join(rest) or text


def _is_credit(name: str) -> bool:
    """Whether a text is a picture's credit; *Photo Editor:* and *Text and photos:* are none."""
    before, colon, _ = name.replace("：", ":").partition(":")
    is_credit = bool(colon) and CREDITS.issuperset(before.casefold().split())
    return is_credit or _WORKED.match(name) is not None


def _without_work(part: str) -> str:
    """Return ``Jane Doe`` of ``Interview: Jane Doe``."""
    before, _, name = part.replace("：", ":").partition(":")
    return name.strip() if before.strip().casefold() in WORK else part


def _credited(name: str) -> str:
    if by := _WORKED.match(name):
        name = name[by.end() :].lstrip(":： ")
    return name.replace("：", ":").partition(":")[2].strip() or name


def _is_role(part: str) -> bool:
    # A longer text may hold the name too.
    return len(part.split()) < 4 and names_position(part)


def names_position(text: str) -> bool:
    """Whether *text* has a word of a position: ``Correspondent in Orvan``, ``كاتب``."""
    words = text.casefold().replace("-", " ").split()
    return not ROLES.isdisjoint(word.strip(",،.") for word in words)


def _is_beside(part: str, named: list[str]) -> bool:
    """Whether *part*, after a comma or dash, is a position, a place or an agency of *named*."""
    if names_position(part) or part.casefold() in PLACES:
        return True
    if named and is_name(named[0]) and not is_house(named[0]) and _is_organisation(part):
        return True
    if _IN.match(f" {part}"):
        return True
    return " " not in part and bool(named) and " " in named[0]


def _is_organisation(part: str) -> bool:
    """Whether *part*, beside a person, is where that one works: ``Página 12``, ``The Cradle``."""
    words = part.casefold().split()
    return not _ORGANISED.isdisjoint(words) or words[0] == "the" or words[-1].isdigit()


def _parted(part: str) -> list[str]:
    """Return the people in a text without commas."""
    named: list[str] = []
    for words in _people_by_and(part):
        first, *rest = _DASH.split(_BRACKETS.sub("", words))
        named.append(_without_place(first))
        named += [name for name in rest if name and not _is_beside(name, named)]
    return [name.strip() for name in named if name.strip()]


def _people_by_and(part: str) -> list[str]:
    before = _FOR.split(part, maxsplit=1)[0]
    if " " in before or " de " not in part.casefold():  # `Equipo de Al Mayadeen` is one name
        part = before
    if _is_bound(part):
        return [part]
    found = [name for name in _AND.split(part) if _key(name) not in _AGENCIES] or [part]
    # `Jane and John Roe`, `José Ortega y Gasset`: no part of a name is a person.
    if any(" " not in name for name in found):
        return [part]
    return [name for words in found for name in _people_by_waw(words)]


def _people_by_waw(words: str) -> list[str]:
    """Part ``رنا حداد وعمر سعيد``, where the word `and` is written with the second name."""
    if " و" not in words:
        return [words]
    found: list[list[str]] = [[]]
    given = words.split(" ")
    for index, word in enumerate(given):
        if _is_joined(word) and len(found[-1]) > 1 and len(given) - index > 1:
            found.append([word[1:]])
        else:
            found[-1].append(word)
    return [" ".join(name) for name in found]


def _is_joined(word: str) -> bool:
    """Whether an Arabic word is a name with the word `and` before it."""
    return word.startswith("و") and len(word) > 3 and word not in WAW_NAMES


def _is_bound(text: str) -> bool:
    words = text.casefold().split()
    return not (BINDING.isdisjoint(words) and ORGANISATIONS.isdisjoint(words))


def _without_place(name: str) -> str:
    """Return ``Jane Doe`` of ``Jane Doe in Beirut``."""
    match = _IN.search(name)
    if match is None:
        return name
    before, place = name[: match.start()], name[match.end() :]
    is_place = not place[0].islower() and place.count(" ") < 4
    return before if is_place and " " in before and not _is_bound(before) else name
