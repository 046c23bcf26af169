"""Reads JSON that stands in a page's scripts, and turns its values into text, lists and numbers.

Used by ``tawsiyat.py``, ``jsonld.py`` and ``listing_layout/load_more_response.py``. Types are
whatever the site writes (a number as text, one value or a list); sizes are bounded. Pure.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

#: Characters of one embedded script that are read; real ones have under 20,000.
MAX_SCRIPT = 1_000_000
#: Members of one list that are looked at.
MAX_MEMBERS = 500

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
# Comments and CDATA marks around a script's JSON, for browsers that do not know its type.
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_CLOSINGS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//", ";")


def load(text: str, *, strict: bool) -> object:
    """Parse the JSON of a script; raises ValueError if it is malformed or over ``MAX_SCRIPT``.

    HTML-escaped JSON (``{&quot;title&quot;: …}``) and JSON in a comment or CDATA section are
    understood. With *strict* False, strings may hold raw control characters.
    """
    if len(text) > MAX_SCRIPT:
        raise ValueError("script too long")
    text = _unwrapped(text)
    try:
        return _loads(text, strict)
    except ValueError:
        if "&" not in text:
            raise
        return _loads(html.unescape(text), strict)


def _unwrapped(text: str) -> str:
    text = text.strip().lstrip("\ufeff")
    if text[:1] in ("{", "["):
        return text.removesuffix(";")
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        text = text.removesuffix(closing).rstrip()
    return text


def _loads(text: str, strict: bool) -> object:
    try:
        return json.loads(
            text, strict=strict, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= 20 else None


def _float(digits: str) -> float | None:
    value = float(digits) if len(digits) <= 40 else None
    return value if value is not None and abs(value) < 1e18 else None


def _constant(_: str) -> None:
    return None  # NaN and Infinity


def plain(value: object) -> str | None:
    """Return text or a number as text, HTML's entities decoded and its tags blanked, else None."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value)
    if "&" in text:
        text = html.unescape(text)
    return _TAG.sub(" ", text) if "<" in text else text


def is_number(value: object) -> bool:
    """Whether *value* is a number: ``true`` and ``false`` are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def members(value: object) -> Iterator[object]:
    """Yield the members of a list (at most ``MAX_MEMBERS``), or *value* alone if it is no list.

    Yields nothing for ``None``.
    """
    if isinstance(value, list):
        yield from value[:MAX_MEMBERS]
    elif value is not None:
        yield value


def whole_number(value: object) -> int | None:
    """Return a number from 0 up, cut to an ``int``, also where it is text (``"156"``).

    ``None`` for anything else, and from 10⁹ on.
    """
    if isinstance(value, str):
        value = value.strip()
        if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value, re.ASCII):
            return None
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        return None
    return int(value)
