"""Reads the JSON of a page's scripts, also where it is none, and turns its values into text.

Used by ``tawsiyat.py`` and ``jsonld.py``. Types are whatever the site writes (a number as text,
one value or a list); sizes are bounded. Pure.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pyjson5

from mayadeen_crawler.utils.text import unescape

#: Characters of one embedded script that are read; real ones have under 20,000.
MAX_SCRIPT = 1_000_000
#: Members of one list that are looked at.
MAX_MEMBERS = 500
# Numbers from here on are none of an article's.
_TOO_LARGE = 10**20

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
# What stands around the objects of a script: comments, CDATA marks, `data =`, `;`.
_AROUND = re.compile(
    r"(?>(?:(?://|/\*)?\s{0,9}<!\[CDATA\[|/\*.*?(?:\*/|\Z)|//[^\u2028]*"
    r"|<!--[^{]*?(?:-->|(?=\{)|\Z)|[^{\[\s/<]++|[^{\[])*)",
    re.DOTALL,
)
# A backslash and what it escapes: an escape of JSON5, half a character, or anything else.
_ESCAPE = re.compile(
    r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^ux0-9])"
    r"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|(.?))",
    re.DOTALL,
)
# JSON5 takes U+2028 as the end of a line too, and allows it in a string.
_LINES = str.maketrans("\r\n", "\u2028\u2028")
# A string up to the quote after which its object or list goes on: quotes before it are text.
_AFTER = r"""\s{0,9}(?:[:}\]]|\Z|,\s{0,9}(?:["'{}\[\]\d/-]|true|false|null|\w{1,30}:))"""
_STRING = re.compile(rf'"((?>[^"\\]*(?:(?:\\.|"(?!{_AFTER}))[^"\\]*)*))(?:"|\Z)', re.DOTALL)
# What a template leaves where it has no value, or between two commas.
_NO_VALUE = r"(:)(?=\s{0,9}[,}])|\b(undefined|None)\b|\b(True|False)\b|,(?=\s{0,9},)"
_MENDED = re.compile(f"{_STRING.pattern}|{_NO_VALUE}", re.DOTALL)
_QUOTE = re.compile(r'(\\.)|"', re.DOTALL)


def load(text: str) -> list[object]:
    """Return the JSON values of a script in their order: usually one.

    What is no JSON is read if it is nearly some: with comments or CDATA marks, several objects one
    after another, single quotes, names without quotes, commas too many, raw line breaks, unknown
    escapes, quotes inside a text, values left out, or escaped for HTML (``{&quot;a&quot;: 7}``).
    The time it takes grows with the length of *text*. Raises ValueError where nothing can be read,
    and for a text over ``MAX_SCRIPT``.
    """
    if len(text) > MAX_SCRIPT:
        raise ValueError("script too long")
    text = text.strip().lstrip("\ufeff")
    try:
        return [_json(text)]
    except ValueError:
        pass
    spellings = [text]
    if "&" in text:
        spellings.append(unescape(text, times=1))
        try:
            return [_json(spellings[1])]
        except ValueError:
            pass
    best: list[object] = []
    for spelling in spellings:
        json5 = _ESCAPE.sub(_mended_escape, spelling).translate(_LINES)
        for mend in (str, _mended):
            found, whole = _json5(mend(json5))
            best = max(best, found, key=len)
            if whole:
                return best
    if not best:
        raise ValueError("no JSON")
    return best


def _json(text: str) -> object:
    try:
        return json.loads(
            text, strict=False, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _json5(text: str) -> tuple[list[object], bool]:
    """Return the objects and lists before the first fault, and whether there are some and no fault.

    Anything between them is passed over.
    """
    found: list[object] = []
    stream, at = io.StringIO(text), 0
    while len(found) < MAX_MEMBERS and (match := _AROUND.match(text, at)):
        if match.end() == len(text):
            return found, bool(found)
        stream.seek(match.end())
        try:
            found.append(pyjson5.decode_io(stream))
        except pyjson5.Json5Exception:
            return found, False
        at = stream.tell()
    return found, True


def _mended_escape(match: re.Match[str]) -> str:
    return match[0] if match[1] else match[3] or ""


def _mended(text: str) -> str:
    return _MENDED.sub(_mended_part, text)


def _mended_part(match: re.Match[str]) -> str:
    content, colon, nothing, boolean = match.groups()
    if content is not None:
        return '"' + _QUOTE.sub(lambda quote: quote[1] or '\\"', content) + '"'
    if boolean:
        return str(boolean).lower()
    return ": null" if colon else "null" if nothing else ""


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
    if not isinstance(value, str) and not abs(value) < _TOO_LARGE:
        return None  # NaN too
    text = unescape(str(value), times=1)
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
