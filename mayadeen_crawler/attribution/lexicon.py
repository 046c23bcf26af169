"""How the word tables of attribution are read: one lexicon a language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mayadeen_crawler.utils.text import plain_letters

_ARABIC_LETTER = re.compile("[\u0621-\u064a]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return *text* as the tables are compared: no case, accents, vowel signs or hamza seats."""
    # The ending of an accusative is none of the word: `شهيداً`.
    return plain_letters(text.replace("\u0627\u064b", "").replace("\u064b\u0627", ""))


def table(words: str) -> frozenset[str]:
    """Return the entries of a table: separated by commas or line ends."""
    return frozenset(plain(w) for word in re.split(r"[,\n]", words) if (w := word.strip()))


def arabic(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose Arabic letters are written as a reader sees them."""
    return re.compile(plain_letters(pattern, keep_case=True))


def either(words: str) -> str:
    """Return a table as a pattern, the longest entries first."""
    return "|".join(map(re.escape, sorted(table(words), key=lambda word: (-len(word), word))))


def is_arabic(text: str) -> bool:
    """Whether most of the letters of *text* are Arabic."""
    return 2 * len(_ARABIC_LETTER.findall(text)) > sum(map(str.isalpha, text))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language says of speakers; patterns match text in the form of ``plain``."""

    nouns: frozenset[str]
    """Offices, bodies, media, witnesses: they head a speaker's name."""
    labels: frozenset[str]
    """Leads that say what kind of a text follows; what stands behind them is looked at."""
    labelled: re.Pattern[str]
    """Leads that begin like a label: ``Day 45``, ``Watch live``."""
    topics: frozenset[str]
    """Nouns that a name holds which is that of a matter and not of a person."""
    verbs: re.Pattern[str]
    """Verbs of speech, with what follows them: ``X says``, ``X warns Europe``."""
    clause: re.Pattern[str]
    """Words that make a lead a sentence."""
    addressed: re.Pattern[str]
    """Whom the speaker told, at the end of a lead."""
    about: re.Pattern[str]
    """On what occasion the speaker spoke, at the end of a lead."""
    citing: re.Pattern[str]
    """What joins a medium and its source."""
    statement: re.Pattern[str]
    """How a text begins that only a speaker can say: ``We …``, ``No …``, ``… must``."""
    event: re.Pattern[str]
    """How a text begins that reports what happened at a place."""
    count: re.Pattern[str]
    """A number of victims."""
    question: re.Pattern[str]
    """How a text begins that explains."""
    region: re.Pattern[str]
    """What makes a place of a name: ``Northern …``, ``… countryside``."""
    abstract: re.Pattern[str]
    """How a single word ends that is nobody's name."""
    naming: re.Pattern[str]
    """How a text ends whose colon parts no speaker: ``New envoy named``, ``the goal is``."""
    heralds: re.Pattern[str]
    """How a text begins after which a name is news itself: ``Winner of the prize``."""
    to: re.Pattern[str]
    """The preposition between a speaker and whom they spoke to."""
    bound: frozenset[str]
    """Nouns that go on after a preposition: ``ambassador to``, ``committee on``."""
    head_first: bool
    """Whether a noun precedes what it governs: ``Ministerio de Salud``."""
    small: frozenset[str] = frozenset()
    """Words in lower case within names and before nouns."""
    given: frozenset[str] = frozenset()
    """Words that names of people begin with, where capitals do not tell them."""
