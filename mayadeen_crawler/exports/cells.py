"""Texts in cells and in XML: what a spreadsheet calculates, and what XML cannot hold. Pure."""

from __future__ import annotations

import re
import unicodedata

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), and the minus
#: sign, which no Unicode normalisation makes a hyphen.
_SIGNS = frozenset("=+-@−")
#: What may stand before a formula: a spreadsheet, or an import, may remove it.
_QUOTES = frozenset("'\"‘’‚“”„`´＇＂")
#: What a cell that begins with it is moved or split at.
_BREAKS = frozenset("\t\r\n\v\f\x85\u2028\u2029")

#: Between two of these, or at a text's end, is what one cell may hold.
_CSV_PARTS = re.compile(r"(?<=[;\r\n])(?=[^;\r\n])")

#: All but XML's characters (XML 1.0, section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate *text*, in whatever Unicode form its sign is.

    Full-width, small, superscript and subscript signs count, and signs after white space, quotes
    and characters that nobody sees.
    """
    if text[:1].isalnum():  # nearly every text; no letter or number is the form of a sign
        return False
    for character in text:
        if character in _BREAKS:
            return True
        if not (
            character in _QUOTES
            or character.isspace()
            or unicodedata.category(character) in ("Cc", "Cf")
        ):
            return unicodedata.normalize("NFKC", character)[0] in _SIGNS
    return False


def csv_text(text: str) -> str:
    """Return *text* with an apostrophe before all that a spreadsheet might calculate in CSV.

    That is the text itself, and what follows a semicolon or a line break: where the semicolon is
    the list separator, as in much of Europe, a spreadsheet that opens the file takes its lines
    apart there, and quotes in their middle are text to it.
    """
    parts = _CSV_PARTS.split(text) if _CSV_PARTS.search(text) else [text]
    return "".join(f"'{part}" if looks_like_formula(part) else part for part in parts)


def xml_text(text: str) -> str:
    """Return *text* without the characters that no XML document can hold."""
    return _NOT_XML.sub("", text)


def cut(text: str, units: int) -> str:
    """Return at most *units* UTF-16 code units of *text*, as a spreadsheet counts characters.

    No character is halved; a text that is cut ends with ``…``.
    """
    if len(text) <= units // 2:
        return text
    data = text.encode("utf-16-le", "replace")
    if len(data) <= 2 * units:
        return text
    return data[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"
