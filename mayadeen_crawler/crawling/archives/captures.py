"""A line of an archive's index as a capture of an article, and the period of captures. Pure."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.archive_captures import FIRST, LAST, ArchivedCapture
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import canonicalize, is_article_url, is_on_site, rehost

#: A moment as archives write it.
MOMENT = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d",
    re.ASCII,
)
#: Bytes of a record, packed, that an index is believed.
MOST_LENGTH = 1 << 30
#: Media types of pages.
HTML = ("text/html", "application/xhtml+xml")
_DIGEST = re.compile(r"[A-Za-z0-9:+/=_-]{1,100}")
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# An address stands in a line of a kept record, which these end; parsing it passes over them.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def moment_of(text: object) -> str | None:
    """Return *text* if it is a moment of 14 digits, on a day that there was, else None."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    try:
        datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    except ValueError:
        return None
    return text


def digest_of(text: object) -> str:
    """Return *text* if it can be a digest, else ``""``: such captures equal no other."""
    return text if isinstance(text, str) and _DIGEST.fullmatch(text) else ""


def number_of(text: object) -> int:
    """Return the number that *text* is in digits; 0 if it is none."""
    return int(text) if isinstance(text, str) and re.fullmatch("[0-9]{1,15}", text) else 0


def length_of(text: object) -> int:
    """Return the length of a record; 0 if *text* is none, or more than any page has.

    Before a run fetches captures, their lengths together must have room on the disk: one that is
    not true would keep all of them from being fetched.
    """
    length = number_of(text)
    return length if length <= MOST_LENGTH else 0


def digits(stamp: str) -> str:
    """``2025-01-12T17:00:00Z`` → ``20250112170000``."""
    return "".join(filter(str.isdigit, stamp))


def month_of(moment: str) -> str:
    """``20250112170000`` → ``2025-01``."""
    return f"{moment[:4]}-{moment[4:6]}"


@dataclass(slots=True)
class IndexPage:
    """What one answer of an index holds."""

    captures: list[ArchivedCapture] = field(default_factory=list)
    """Of articles of the edition."""
    lines: int = 0
    foreign: Counter[str] = field(default_factory=Counter)
    """Month → captures of other hosts."""
    damaged: int = 0
    """Lines that cannot be read."""


@dataclass(frozen=True, slots=True)
class Period14:
    """The period of ``captured=``, both ends included, as moments of 14 digits in UTC."""

    first: str = FIRST
    last: str = LAST

    def overlaps(self, first: str, last: str) -> bool:
        """Whether some moment from *first* to *last* is in the period."""
        return first <= self.last and self.first <= last

    def since(self, moment: str) -> Period14:
        """Return the part of the period from *moment* on."""
        return Period14(max(self.first, moment), self.last)


def captured_period(value: str | None) -> Period14:
    """Return the period of ``captured=FROM,TO``, each a year, month or day; raises WrongUseError.

    ``2019,2025-03`` is from the beginning of 2019 to the end of March 2025; ``2025-05`` is that
    month; ``2019,`` has no end, ``,2019`` no beginning.
    """
    if value is None:
        return Period14()
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 1:
        parts *= 2
    bounds = [_bounds(part) for part in parts]
    if len(parts) != 2 or not any(parts) or None in bounds:
        raise WrongUseError(
            f"captured={value!r} is not FROM,TO of years, months or days, such as 2019,2025-03 "
            "or 2025-05"
        )
    (first, _), (_, last) = [bound or ("", "") for bound in bounds]
    if first > last:
        raise WrongUseError(f"captured={value!r}: its end is before its beginning")
    return Period14(first, last)


def _bounds(text: str) -> tuple[str, str] | None:
    """Return the first and last moment of a year, month or day; None if *text* is none of them."""
    if not text:
        return FIRST, LAST
    found = _PERIOD.fullmatch(text)
    if not found or not found[1] >= "1900":
        return None
    year, month, day = found[1], found[2], found[3]
    if month and not "01" <= month <= "12":
        return None
    most = calendar.monthrange(int(year), int(month or 12))[1]
    if day and not 1 <= int(day) <= most:
        return None
    first = f"{year}{month or '01'}{day or '01'}000000"
    return first, f"{year}{month or '12'}{day or most}235959"


def page_of(url: str, site: Site) -> str | None:
    """Return the canonical URL of an article's page that was captured at *url*, on ``base_url``.

    None if it is no article of the edition's host, or has control characters; never raises.
    """
    if _CONTROL.search(url):
        return None
    there = rehost(url, site)
    if not is_on_site(there, site) or not is_article_url(there, site):
        return None
    try:
        return canonicalize(there, site)
    except ValueError:
        return None


def is_foreign(url: str, site: Site) -> bool:
    """Whether *url* is on another host than the edition's."""
    return not is_on_site(rehost(url, site), site)
