"""Which encoding a page's bytes are in, and their text. Used by ``extract``, crawls and replays.

``extract`` calls ``decoded``. Responses of a crawl and a replay get ``encoding_of`` their bytes in
the middleware ``Decompression``, and Scrapy's ``response.text`` is the same text then. Any bytes
and any header give text: a byte that cannot be decoded costs one character, U+FFFD.
"""

from __future__ import annotations

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    html_to_unicode,
    http_content_type_encoding,
    read_bom,
)

#: Bytes from which the encoding is guessed where none is named and it is not UTF-8.
MAX_GUESSED = 200_000
#: Among which it is guessed: those in which the outlet's languages were written before UTF-8. With
#: more to choose from, a Spanish text is easily taken for a Baltic one.
_LEGACY = ("cp1252", "cp1256")

# The encodings of browsers (https://encoding.spec.whatwg.org/#names-and-labels), as Python names
# them. Python has other codecs that are no text (zlib), that rewrite ASCII (punycode,
# unicode_escape) or that fail whatever they are given (idna, undefined).
_CODE_PAGES = frozenset(
    {"cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874"}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"iso8859-{number}" for number in (*range(2, 9), 10, *range(13, 17))}
)
_OF_BROWSERS = _CODE_PAGES | {
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp",
    "cp932", "cp949",
}  # fmt: skip
_ASCII = bytes(range(0x80))


def decoded(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Return the encoding of *body* and its text.

    *content_type* is the header, ``"text/html; charset=utf-8"``.
    """
    if http_content_type_encoding(content_type) == "utf-8" and read_bom(body)[0] is None:
        try:
            return "utf-8", body.decode()  # most pages
        except UnicodeDecodeError:
            pass
    return html_to_unicode(f"charset={encoding_of(body, content_type)}", body)


def encoding_of(body: bytes, content_type: str | None) -> str:
    """Return Python's name of the encoding of *body*.

    It is that of a byte order mark, else of the header, else of the page's own ``charset``, where
    browsers know it. But a page in which most of what is not ASCII is UTF-8 is UTF-8 whatever code
    page is named, as no text in a code page looks like it, and one in which most is not is in none.
    Where no name counts, it is what the bytes look like.
    """
    marked, _ = read_bom(body)
    if marked:
        return marked
    named = _known(http_content_type_encoding(content_type))
    if named is None:
        named = _known(html_body_declared_encoding(body))
        if named and named.startswith("utf-16"):
            named = "utf-8"  # what was read as ASCII cannot be in UTF-16
    if named and named not in _CODE_PAGES and named != "utf-8":
        return named
    if _is_nearly_utf8(body):
        return "utf-8"
    if named and named != "utf-8":
        return named
    guess = from_bytes(body[:MAX_GUESSED], cp_isolation=[*_LEGACY]).best()
    return guess.encoding if guess and guess.encoding in _LEGACY else _LEGACY[0]


def _known(encoding: str | None) -> str | None:
    return encoding if encoding in _OF_BROWSERS else None


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether most of the bytes that are not ASCII are UTF-8: some may be bad, or cut off."""
    try:
        body.decode()
    except UnicodeDecodeError:
        bad = body.decode(errors="replace").count("\ufffd")
        return 2 * bad <= len(body.translate(None, _ASCII))
    return True
