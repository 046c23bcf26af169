"""The form of attribution's word tables: a ``SpeakerLexicon`` for each language. Pure.

``english.py``, ``arabic.py`` and ``spanish.py`` fill one each; the tables' entries are written
as a reader sees them and compared in the form of ``table_form``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mayadeen_crawler.utils.text import plain_letters

# "On", with or without vowel marks, and what it is compared as: else it would be the name Ali.
_ON, _ON_FORM = re.compile("(?<!\\w)ع[\u064b-\u0652]?ل[\u064b-\u0652]?ى(?!\\w)"), "عليي"
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")


@lru_cache(maxsize=8192)
def table_form(text: str) -> str:
    """Return *text* in the form in which it is compared with the tables.

    Lower case, without accents, vowel marks and hamza (``utils.text.plain_letters``), and
    without the Arabic accusative ending: ``شهيداً`` → ``شهيد``, ``Élysée`` → ``elysee``.
    ``على`` (on) stays another word than ``علي`` (Ali).
    """
    text = text.replace("\u0627\u064b", "").replace("\u064b\u0627", "")
    return plain_letters(_ON.sub(_ON_FORM, text))


def table(words: str) -> frozenset[str]:
    """Return a table's entries, which are separated by commas or line ends."""
    return frozenset(table_form(w) for word in re.split(r"[,\n]", words) if (w := word.strip()))


def arabic_pattern(pattern: str) -> re.Pattern[str]:
    """Compile *pattern*, its Arabic letters put into the form of ``table_form``."""
    return re.compile(plain_letters(_ON.sub(_ON_FORM, pattern), keep_case=True))


def alternatives(words: str) -> str:
    """Return a table as alternatives of a pattern (``a b|a``), the longest entries first."""
    return "|".join(map(re.escape, sorted(table(words), key=lambda word: (-len(word), word))))


def is_arabic(text: str) -> bool:
    """Whether most of the letters of *text* are Arabic."""
    return 2 * len(_ARABIC_LETTER.findall(text)) > sum(map(str.isalpha, text))


@dataclass(frozen=True, slots=True)
class SpeakerLexicon:
    """The words of one language that show who is quoted.

    All patterns match text in the form of ``table_form``. The *lead* is the part before the
    first colon of a line, the *rest* is what follows it.
    """

    nouns: frozenset[str]
    """Nouns that make a phrase a speaker: offices, bodies, media, witnesses (``minister``)."""
    labels: frozenset[str]
    """Leads that name a kind of text (``Watch``, ``Breaking``): the speaker may come after."""
    labelled: re.Pattern[str]
    """Beginnings of leads that are labels too: ``Day 45``, ``Watch live``."""
    topics: frozenset[str]
    """Words that make a capitalised phrase a subject and not a person: ``World Cup``."""
    verbs: re.Pattern[str]
    """Verbs of speech, with what follows them: ``X says``, ``X warns Europe``."""
    clause: re.Pattern[str]
    """Words that make a lead a sentence, so that it names no speaker: ``is``, ``killed``."""
    addressed: re.Pattern[str]
    """The end of a lead that names the person or medium spoken to: ``… to Al Mayadeen``."""
    about: re.Pattern[str]
    """The end of a lead that names the occasion: ``… on the ceasefire``."""
    citing: re.Pattern[str]
    """Words between a medium and its source: ``Reuters, citing a diplomat``."""
    statement: re.Pattern[str]
    """Beginnings of a rest that somebody must have said: ``We …``, ``No …``, ``… must``."""
    event: re.Pattern[str]
    """Beginnings of a rest that reports an event, so that the lead is its place."""
    count: re.Pattern[str]
    """Beginnings of a rest that counts victims: ``Three people killed``."""
    question: re.Pattern[str]
    """Beginnings of a rest that explains its lead: ``What we know``."""
    region: re.Pattern[str]
    """Words that make a name a place: ``Northern …``, ``… countryside``."""
    abstract: re.Pattern[str]
    """Endings of single words that are no names: ``-tion``, ``-ness``."""
    naming: re.Pattern[str]
    """Ends of a text whose colon announces a name as news: ``New envoy named``, ``goal is``."""
    heralds: re.Pattern[str]
    """Beginnings of a text whose colon does so: ``Winner of the prize``."""
    to: re.Pattern[str]
    """The preposition between the speaker and the person spoken to."""
    bound: frozenset[str]
    """Nouns whose title goes on after a preposition: ``ambassador to``, ``committee on``."""
    says: frozenset[str]
    """Verbs after which words follow as they are: ``X says …``."""
    says_that: frozenset[str]
    """Verbs of speech only if a conjunction or a quotation mark follows: ``X warns that …``."""
    that: frozenset[str]
    """The conjunctions: ``that``."""
    according: frozenset[str]
    """Phrases before a speaker: ``according to``. A comma ends the speaker."""
    no_speaker: frozenset[str]
    """First words of what looks like a speaker and is none: ``nobody``, ``letter``, ``when``."""
    head_first: bool
    """Whether the noun comes first in a title: ``Ministerio de Salud``, not ``Health Ministry``."""
    said: frozenset[str] = frozenset()
    """Verbs like ``says`` that may also be passive (``Deal said close``): a word of
    ``begins_clause`` or a name must follow."""
    begins_clause: frozenset[str] = frozenset()
    """Words with which a clause begins: ``the``, ``it``."""
    not_said: frozenset[str] = frozenset()
    """Words after ``says`` that report a deed: ``says goodbye``."""
    says_after: frozenset[str] = frozenset()
    """Verbs that come before their speaker after a quotation: ``…, dice X``."""
    verb_first: bool = False
    """Whether the verb begins the sentence: ``قال X إن …``."""
    of_body: re.Pattern[str] | None = None
    """In Arabic, a sentence about a body that looks like its name: after the article of *the
    resistance* a word without one says something of it, as ``المقاومة قوية`` does."""
    small: frozenset[str] = frozenset()
    """Words written in lower case inside a name: ``al``, ``bin``, ``de``."""
    orders: re.Pattern[str] | None = None
    """Beginnings of what somebody is told to do, in lower case: ``vuelvan al puerto``."""
    given_to: frozenset[str] = frozenset()
    """Nouns that take ``to``, so that no person is named before it: ``homenaje a``."""
    told: re.Pattern[str] | None = None
    """In Arabic, a word of people with the preposition in it: ``للصيادين``, to the fishermen."""
    interview: re.Pattern[str] | None = None
    """In Arabic, the end of a lead that names a medium spoken to: ``للميادين``."""
    own_l: tuple[str, ...] = ()
    """In Arabic, beginnings of words whose ل is their own, and not "to": ``لافروف``."""
    serves: frozenset[str] = frozenset()
    """Words of titles that go on with those whom the office is for: ``الاتحاد العام للصيادين``."""
    given: frozenset[str] = frozenset()
    """First names, for a script without capitals; empty where capitals show names."""
