"""Why a run ended as it did, in the report's language: for the table of the last runs. Pure.

A manifest has its reason in English. The texts named ``reason.…`` in ``words.WORDS`` are what such
a reason may say: their English is also the form by which it is recognised. What has no form there,
such as the error of a disk, stays as it is written.
"""

from __future__ import annotations

import re
from functools import cache

from mayadeen_crawler.reports.translations import WORDS
from mayadeen_crawler.reports.wording import Wording
from mayadeen_crawler.runs.past_runs import RunWithOutcome
from mayadeen_crawler.runs.table import parts_of_reason

#: What stands between the parts of a run's summary (``12 new, 3 revised; 60 pages, 0 failed``),
#: and what does so in Arabic.
_BETWEEN = (("; ", "\u061b "), (", ", "\u060c "))
#: A value in a text. One with a name of one letter is a number.
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def reason(words: Wording, run: RunWithOutcome) -> str:
    """Return what the run was asked for, why it ended or what it brought, and its warnings."""
    asked, why, warnings = parts_of_reason(run)
    said = ": ".join(filter(None, [asked, _in_words(words, why) or why]))
    if not warnings:
        return said
    return words.say("runs.warnings", said=said, n=warnings)


def _in_words(words: Wording, text: str) -> str | None:
    """Return an English *text* in the language of *words*; None if a part of it has no form."""
    if words.language == "en":
        return text
    for key, form in _forms():
        if found := form.fullmatch(text):
            return words.say(key, **{n: _value(words, one) for n, one in found.groupdict().items()})
    for between, in_arabic in _BETWEEN:
        if between in text:
            parts = [_in_words(words, part) for part in text.split(between)]
            mark = in_arabic if words.language == "ar" else between
            return mark.join(filter(None, parts)) if all(parts) else None
    return None


def _value(words: Wording, text: str) -> str | int:
    return int(text) if text.isascii() and text.isdecimal() else _in_words(words, text) or text


@cache
def _forms() -> list[tuple[str, re.Pattern[str]]]:
    """Return (name of a text, what its English matches), the longest first: it says most."""
    texts = [(key, texts[0]) for key, texts in WORDS.items() if key.startswith("reason.")]
    texts.sort(key=lambda one: -len(one[1]))
    return [(key, re.compile(_PLACE.sub(_group, re.escape(text)))) for key, text in texts]


def _group(place: re.Match[str]) -> str:
    return rf"(?P<{place[1]}>{'[0-9]+' if len(place[1]) == 1 else '.+?'})"
