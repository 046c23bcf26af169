"""The words of dates in English, Spanish and Arabic: months, weekdays, units, "ago". Data.

``dates/forms.py`` builds its patterns from these tables and looks words up in them. A month
that is read wrong or not at all is mended here. Keys are in the form of ``table_form``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mayadeen_crawler.utils.text import clean, plain_letters


def table_form(text: str) -> str:
    """Return *text* as the tables below spell it: cleaned, then ``utils.text.plain_letters``.

    ``Miércoles`` → ``miercoles``, ``٣ شباط`` → ``3 شباط``, ``ساعة`` → ``ساعه``.
    """
    return plain_letters(clean(text))


def _numbered(lines: Iterable[str], start: int) -> Mapping[str, int]:
    return MappingProxyType(
        {
            table_form(word.replace("_", " ")): number
            for number, line in enumerate(lines, start)
            for word in line.split()
        }
    )


#: Month → 1…12: English, Spanish, the Gregorian names of Egypt and the Gulf, the Levantine ones.
MONTHS = _numbered(
    (
        "january jan enero ene يناير كانون_الثاني كانون_ثاني كانون_2",
        "february feb febrero فبراير شباط",
        "march mar marzo مارس آذار",
        "april apr abril abr أبريل نيسان",
        "may mayo مايو أيار",
        "june jun junio يونيو يونيه حزيران",
        "july jul julio يوليو يوليه تموز",
        "august aug agosto ago أغسطس آب",
        "september sept sep septiembre setiembre سبتمبر أيلول",
        "october oct octubre أكتوبر تشرين_الأول تشرين_أول تشرين_1",
        "november nov noviembre نوفمبر تشرين_الثاني تشرين_ثاني تشرين_2",
        "december dec diciembre dic ديسمبر كانون_الأول كانون_أول كانون_1",
    ),
    1,
)

#: Months of the Islamic calendar. A page may give that date beside the Gregorian one.
HIJRI_MONTHS: tuple[str, ...] = tuple(
    table_form(name)
    for name in (
        "محرم", "المحرم", "صفر", "ربيع الأول", "ربيع أول", "ربيع الثاني", "ربيع ثاني",
        "ربيع الآخر", "جمادى الأولى", "جمادى الأول", "جمادى الثانية", "جمادى الثاني",
        "جمادى الآخرة", "جمادى الآخر", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة",
        "ذي القعدة", "ذو الحجة", "ذي الحجة",
    )
)  # fmt: skip

#: Words between the two dates: ``2 رجب 1443 الموافق 3 شباط 2022``.
CORRESPONDING: tuple[str, ...] = tuple(
    table_form(word) for word in ("الموافق لـ", "الموافق", "الموافقة لـ", "الموافقة", "يوافق")
)

#: Day of the week → 0 (Monday) … 6.
WEEKDAYS = _numbered(
    (
        "monday mon lunes lun الاثنين",
        "tuesday tues tue martes mar الثلاثاء",
        "wednesday wed miércoles mié الأربعاء",
        "thursday thurs thur thu jueves jue الخميس",
        "friday fri viernes vie الجمعة",
        "saturday sat sábado sáb السبت",
        "sunday sun domingo dom الأحد",
    ),
    0,
)

#: Words for a day → how many days ago it was.
DAYS_AGO = _numbered(
    ("today hoy اليوم", "yesterday ayer أمس", "anteayer أول_أمس أول_من_أمس"),
    0,
)

#: Phrases for the present moment.
JUST_NOW: frozenset[str] = frozenset(
    table_form(phrase)
    for phrase in (
        "just now", "moments ago", "a moment ago", "hace un momento", "hace unos momentos",
        "ahora mismo", "للتو", "منذ لحظات", "قبل لحظات",
    )
)  # fmt: skip

#: Counts written as words.
COUNTS = _numbered(
    (
        "a an one un una",
        "two dos",
        "three tres ثلاث ثلاثة",
        "four cuatro أربع أربعة",
        "five cinco خمس خمسة",
        "six seis ست ستة",
        "seven siete سبع سبعة",
        "eight ocho ثمان ثماني ثمانية",
        "nine nueve تسع تسعة",
        "ten diez عشر عشرة",
    ),
    1,
)

#: Words after an Arabic unit that includes its count: ``ساعة واحدة``, one hour.
COUNTED_AGAIN: tuple[str, ...] = tuple(map(table_form, ("واحد", "واحدة", "اثنين", "اثنتين")))

SECOND, MINUTE, HOUR, DAY, WEEK = 1, 60, 3600, 86_400, 604_800

# Seconds of a unit (None for months and years, whose length varies), its words after a count,
# and the Arabic words that include the count: the singular is one, the dual two.
_UNITS: tuple[tuple[int | None, str, str, str], ...] = (
    (SECOND, "second seconds sec secs segundo segundos seg ثانية ثوان ثواني", "ثانية", "ثانيتين"),
    (MINUTE, "minute minutes min mins minuto minutos دقيقة دقائق", "دقيقة", "دقيقتين"),
    (HOUR, "hour hours hr hrs h hora horas ساعة ساعات", "ساعة", "ساعتين"),
    (DAY, "day days d día días يوم يوما أيام", "يوم", "يومين"),
    (WEEK, "week weeks w semana semanas أسبوع أسبوعا أسابيع", "أسبوع", "أسبوعين"),
    (None, "month months mes meses شهر شهرا أشهر شهور", "شهر", "شهرين"),
    (None, "year years año años سنة سنوات عام عاما أعوام", "سنة عام", "سنتين عامين"),
)

#: Unit after a count → its seconds.
UNITS: Mapping[str, int | None] = MappingProxyType(
    {table_form(word): seconds for seconds, words, _, _ in _UNITS for word in words.split()}
)

#: Arabic unit that includes its count (ساعتين, two hours) → count and seconds.
COUNTED_UNITS: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {
        table_form(word): (count, seconds)
        for seconds, _, one, two in _UNITS
        for count, words in ((1, one), (2, two))
        for word in words.split()
    }
)

#: Words that may come before a time of publication. Any other word means another time, so the
#: text is not read.
LABELS: tuple[str, ...] = tuple(
    table_form(label)
    for label in (
        "published on", "published at", "published", "publication date", "posted on", "posted",
        "first published on", "first published", "originally published on", "originally published",
        "date published", "date", "on",
        "publicado por primera vez el", "publicado por primera vez", "publicado originalmente el",
        "publicado originalmente", "publicado el", "publicado", "fecha de publicación", "fecha",
        "تاريخ النشر", "نشر للمرة الأولى في", "نشر للمرة الأولى", "نشر لأول مرة في",
        "نشر لأول مرة", "نشر بتاريخ", "نشر في", "نشر", "تم النشر في", "تم النشر", "بتاريخ",
    )
)  # fmt: skip

#: Words that may come between a day and its time, besides punctuation.
AT: tuple[str, ...] = tuple(
    table_form(word) for word in ("at", "on", "a las", "a la", "el", "del", "الساعة")
)

#: Names of the zero offset.
UTC_NAMES: tuple[str, ...] = tuple(
    table_form(name)
    for name in (
        "utc", "gmt", "ut", "بتوقيت غرينتش", "بتوقيت جرينتش", "توقيت غرينتش", "توقيت جرينتش",
        "غرينتش", "جرينتش",
    )
)  # fmt: skip

#: Other abbreviations of a clock → hours ahead of UTC. Those that several countries use for
#: different clocks (IST, CST, AST) are left out: such a time is not read.
ZONE_HOURS: Mapping[str, int] = MappingProxyType(
    {
        "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
        "est": -5, "edt": -4, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    }
)  # fmt: skip

_PLACES = {
    "Asia/Jerusalem": "القدس المحتلة, القدس, فلسطين المحتلة, فلسطين, jerusalem, al-quds, jerusalén",
    "Asia/Beirut": "بيروت, لبنان, beirut",
    "Asia/Damascus": "دمشق, سوريا, damascus, damasco",
    "Asia/Baghdad": "بغداد, العراق, baghdad, bagdad",
    "Asia/Tehran": "طهران, إيران, tehran, teherán",
    "Asia/Riyadh": "مكة المكرمة, مكة, الرياض, السعودية, mecca, riyadh, la meca, riad",
    "Africa/Cairo": "القاهرة, مصر, cairo, el cairo",
    "Europe/Moscow": "موسكو, moscow, moscú",
    "Europe/London": "لندن, london, londres",
    "Europe/Paris": "باريس, paris, parís",
    "America/Havana": "هافانا, havana, la habana",
    "America/Caracas": "كراكاس, caracas",
}

#: Phrases that name a place's clock (``بتوقيت القدس``) → its name in the tz database.
PLACE_CLOCKS: Mapping[str, str] = MappingProxyType(
    {
        table_form(phrase.format(place)): zone
        for zone, places in _PLACES.items()
        for place in places.split(", ")
        for phrase in ("بتوقيت {}", "{} time", "hora de {}")
    }
)
