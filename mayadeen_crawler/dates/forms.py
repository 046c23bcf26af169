"""The forms in which the site writes a date: text → its parts. Pure.

``site_time`` calls ``normal``, then ``parts`` or ``ago``, and computes the time. A form that
is not recognised gets its pattern here; names of months and units are in ``words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mayadeen_crawler.dates.words import (
    AT,
    CORRESPONDING,
    COUNTED_AGAIN,
    COUNTED_UNITS,
    COUNTS,
    DAYS_AGO,
    HIJRI_MONTHS,
    JUST_NOW,
    LABELS,
    MONTHS,
    PLACE_CLOCKS,
    UNITS,
    UTC_NAMES,
    WEEKDAYS,
    ZONE_HOURS,
    table_form,
)

# Characters of the longest text that can be a date, before and after ``normal``. The limits
# also bound what the patterns below cost.
_LONGEST_RAW, _LONGEST = 1000, 120

#: The parts of a date by name, each as written: ``year``, ``month``, ``day``; or these without
#: ``year``; or ``one`` and ``other`` instead of ``day`` and ``month``, in this order on the page;
#: or ``named``, a word of DAYS_AGO; with ``weekday``, ``hour``, ``minute``, ``second``, ``half``
#: (a.m. or p.m.), ``zone``.
DateParts = Mapping[str, str | None]


def _any(words: Iterable[str]) -> str:
    # Longest first: `sept` before `sep`.
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)  # \d is 0-9 only


_MINUTE = r":(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
# A number is an hour only with minutes, or with a.m. or p.m.
_CLOCK = (
    rf"(?P<hour>\d{{1,2}})(?:{_MINUTE})?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\.?|صباحا|مساء|ظهرا|فجرا|عصرا|ليلا|(?:قبل|بعد) الظهر|ص|م))?"
    r"(?(minute)|(?(half)|(?!)))(?:\s?h(?:r?s|oras)?\.?)?"
)
_ZONE_NAMES = _any((*ZONE_HOURS, *PLACE_CLOCKS))
# `08:46-09:30` may be a range, so in running text a bare offset needs a space
# before it, and a negative one the form of RFC 2822.
_ZONE = (
    rf"\s?\(?(?P<zone>z|(?:{_any(UTC_NAMES)})(?:\s?[+-]\d{{1,2}}(?::?\d\d)?)?|{_ZONE_NAMES}"
    r"|(?<=\s)[+-]\d{4}|(?<=\s)\+\d\d:\d\d)\)?(?:\s\([a-z ]+\))?"
)
_TIME = rf"{_CLOCK}(?:{_ZONE})?"
# `06.05` is a time only where its clock is named: else it may be any number.
_DOTTED = rf"(?P<hour>\d{{1,2}})\.(?P<minute>\d\d){_ZONE}"
_BETWEEN = rf"(?:\s?[,،|•·]\s?|\s[–—/-]\s|\s)(?:(?:{_any(AT)}):?\s)?"
_TIME_OF_DAY = _compile(_TIME)
_WITH_TIME = (
    _compile(rf"(?P<rest>.+?){_BETWEEN}{_TIME}"),
    _compile(rf"{_TIME}{_BETWEEN}(?P<rest>.+)"),
    _compile(rf"(?P<rest>.+?){_BETWEEN}{_DOTTED}"),
    _compile(rf"{_DOTTED}{_BETWEEN}(?P<rest>.+)"),
)

_LABEL = _compile(rf"(?:{_any(LABELS)})\s?(?::\s?|\s)")
_WEEKDAY = _compile(rf"(?:يوم\s)?(?P<weekday>{_any(WEEKDAYS)})(?:\s[–—-]\s|\.?\s?[,،]\s?|\.?\s)")

_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.?(?:º|ro|er))?"
# Arabic pages often name a month twice: شباط/فبراير.
_MONTH = rf"(?P<month>(?:{_any(MONTHS)})(?:\s?[/(]\s?(?:{_any(MONTHS)})\)?)?)\.?"
_DAYS = (
    _compile(rf"{_YEAR}(?P<by>[-/.])(?P<month>\d{{1,2}})(?P=by)(?P<day>\d{{1,2}})"),
    _compile(rf"(?P<one>\d{{1,2}})(?P<by>[-/.])(?P<other>\d{{1,2}})(?P=by){_YEAR}"),
    _compile(rf"{_DAY}(?:\s(?:de\s|of\s)?|-){_MONTH}(?:[,،]?\s(?:del?\s)?|-){_YEAR}"),
    _compile(rf"{_MONTH}\s{_DAY}(?:[,،]\s?|\s){_YEAR}"),
    _compile(rf"{_DAY}[\s-]{_MONTH}[\s-](?P<year>\d\d)"),
    _compile(rf"(?P<named>{_any(DAYS_AGO)})"),
    # Without a year, as on cards.
    _compile(rf"{_DAY}(?:\s(?:de\s|of\s)?|-){_MONTH}"),
    _compile(rf"{_MONTH}\s{_DAY}"),
)
_ISO = _compile(
    rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})"
    rf"(?:[t\s](?P<hour>\d\d){_MINUTE}\s?(?P<zone>z|utc|gmt|[+-]\d\d(?::?\d\d)?)?)?"
)
# The Islamic date beside a Gregorian one, with what parts them; and what marks the Gregorian year.
_HIJRI = _compile(
    rf"(?:^|(?<=[\s(/،,-]))\(?\d{{1,2}}\s(?:من\s)?(?:{_any(HIJRI_MONTHS)})،?\s1[34]\d\d"
    r"(?:\s?ه(?:جري[اه]?)?\.?)?\)?(?=$|[\s)/،,-])"
)
_GREGORIAN = _compile(r"(?<=\d{4})\s?م(?:يلادي[اه]?)?\.?(?=$|[\s)/،,-])")
_LINKED = rf"\s?[/|،,–—-]?\s?(?:{_any(CORRESPONDING)})?\s?"
_BEFORE_HIJRI, _AFTER_HIJRI = _compile(rf"{_LINKED}$"), _compile(rf"^{_LINKED}")

_COUNT = rf"(?P<count>\d{{1,4}}|{_any(COUNTS)})\s?(?P<unit>{_any(UNITS)})\.?"
_AGO = (
    _compile(rf"{_COUNT}\sago"),
    _compile(
        rf"(?:hace|منذ|قبل)\s"
        rf"(?:{_COUNT}|(?P<counted>{_any(COUNTED_UNITS)})(?:\s(?:{_any(COUNTED_AGAIN)}))?)"
    ),
)


def normal(raw: str) -> str | None:
    """Return *raw* in the form that the functions below read; ``None`` if it is too long.

    In ``words.table_form``, and without an introduction: ``Published: 3 Feb 2022`` →
    ``3 feb 2022``.
    """
    # A tatweel that stretches no word is a dash.
    if len(raw) > _LONGEST_RAW or len(text := table_form(raw.replace(" ـ ", " - "))) > _LONGEST:
        return None
    label = _LABEL.match(text)
    return _without_hijri(text[label.end() :] if label else text)


def _without_hijri(text: str) -> str:
    """Return *text* without the Islamic twin of its date: ``3 شباط 2022 م / 2 رجب 1443 هـ``.

    A text that has no other date is returned as it is, and not read. The mark of a Gregorian year
    goes, too (``2022م``).
    """
    found = _HIJRI.search(text)
    if found is None:
        return _GREGORIAN.sub("", text)
    before = _BEFORE_HIJRI.sub("", text[: found.start()], count=1)
    after = _AFTER_HIJRI.sub("", text[found.end() :], count=1)
    rest = " ".join(filter(None, (before, after)))
    return _GREGORIAN.sub("", rest) or text


def is_time_of_day(text: str) -> bool:
    """Whether *text* is hours and minutes alone: ``08:46``, ``٨:٤٦ ص``."""
    return ":" in text and _TIME_OF_DAY.fullmatch(table_form(text)) is not None


def iso_parts(text: str) -> DateParts | None:
    """Split an ISO 8601 date or time (``2022-02-03t08:46+02:00``); ``None`` for other text."""
    match = _ISO.fullmatch(text)
    return match.groupdict() if match else None


def parts(text: str) -> DateParts | None:
    """Split *text* into the parts of a day and a time.

    ``3 feb 2022 08:46`` → ``{"day": "3", "month": "feb", "year": "2022", "hour": "08", …}``.
    ``None`` where any of the text would be left over.
    """
    if iso := iso_parts(text):
        return iso
    found: dict[str, str | None] = {}
    rest = text
    for pattern in _WITH_TIME:
        if match := pattern.fullmatch(text):
            found |= match.groupdict()
            rest = match["rest"]
            break
    after_weekday = rest
    if weekday := _WEEKDAY.match(rest):
        after_weekday = rest[weekday.end() :]
    for pattern in _DAYS:
        # `mar` is a month before it is a Tuesday: whole first.
        if match := pattern.fullmatch(rest):
            return found | match.groupdict()
        if weekday and (match := pattern.fullmatch(after_weekday)):
            return found | weekday.groupdict() | match.groupdict()
    return None


def ago(text: str) -> tuple[int, int | None] | None:
    """Return count and unit in seconds of a relative time: ``2 hours ago`` → ``(2, 3600)``.

    The unit of months and years is ``None``: their length varies. ``None`` for other text.
    """
    if text in JUST_NOW:
        return 0, 1
    for pattern in _AGO:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            if counted := found.get("counted"):
                return COUNTED_UNITS[counted]
            count = found["count"]
            return COUNTS.get(count) or int(count), UNITS[found["unit"]]
    return None
