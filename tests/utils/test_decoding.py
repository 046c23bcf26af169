"""In which encoding a page is read, whatever its header and its bytes say."""

from __future__ import annotations

import encodings
import pkgutil
import random
import time

import pytest

from mayadeen_crawler.utils.decoding import decoded, encoding_of
from tests.helpers.reading_time import MEGABYTE
from tests.helpers.table_tests import each_row

PLAIN, UTF8 = "text/html", "text/html; charset=utf-8"
ARABIC = "عادت العبّارة إلى الميناء بعد العاصفة"
SPANISH = "El niño volvió a la bahía después de la tormenta"


@each_row(
    ("body", "content_type", "text"),
    [
        (ARABIC.encode(), UTF8, ARABIC),
        (ARABIC.encode(), PLAIN, ARABIC),
        (ARABIC.encode(), None, ARABIC),
        (ARABIC.encode("cp1256"), "text/html; charset=windows-1256", ARABIC),
        (ARABIC.encode("cp1256"), PLAIN, ARABIC),
        (SPANISH.encode("cp1252"), PLAIN, SPANISH),
        (SPANISH.encode("cp1252"), "text/html; charset=ISO-8859-1", SPANISH),
        (ARABIC.encode("utf-16"), UTF8, ARABIC),
        (b"\xef\xbb\xbf" + ARABIC.encode(), "text/html; charset=windows-1256", ARABIC),
        # Whoever names UTF-16 in a page that can be read as ASCII means UTF-8.
        (b'<meta charset="utf-16">' + ARABIC.encode(), PLAIN, '<meta charset="utf-16">' + ARABIC),
        # A server's default says nothing of the page, in neither direction.
        (ARABIC.encode(), "text/html; charset=ISO-8859-1", ARABIC),
        (SPANISH.encode(), "text/html; charset=windows-1256", SPANISH),
        (ARABIC.encode("cp1256"), UTF8, ARABIC),
        (SPANISH.encode("cp1252"), UTF8, SPANISH),
        (ARABIC.encode("utf-16-le"), "text/html; charset=utf-16le", ARABIC),
        ("港口的渡轮".encode("gb18030"), "text/html; charset=gb2312", "港口的渡轮"),
        (b"", None, ""),
    ],
)
def test_a_page_is_read_as_it_says_or_looks(
    body: bytes, content_type: str | None, text: str
) -> None:
    assert decoded(body, content_type)[1] == text


#: Not known to browsers; some are codecs of Python that are no encodings of text, or always fail.
NO_ENCODINGS = [
    "utf8mb4", "x-unknown", "none", "null", "zlib", "bz2", "hex", "base64", "uu", "quopri", "rot13",
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs",
    "cp037", "charmap", "aliases", "é",
]  # fmt: skip


@each_row("name", NO_ENCODINGS)
def test_an_encoding_that_is_none_is_passed_over(name: str) -> None:
    head = f'<meta charset="{name}">'
    for text in ARABIC, SPANISH:
        assert decoded(text.encode(), f"text/html; charset={name}")[1] == text
        assert decoded((head + text).encode(), None)[1] == head + text
    other = '<meta charset="windows-1256">'
    assert (
        decoded((other + ARABIC).encode("cp1256"), f"text/html; charset={name}")[1]
        == other + ARABIC
    )


@pytest.mark.parametrize("content_type", [UTF8, PLAIN, None, "text/html; charset=utf8mb4"])
def test_a_bad_byte_costs_one_character(content_type: str | None) -> None:
    bad = "Caf\udcff é de Tiro: la bahía"
    for before, after in ("", ""), ("<p>", "</p>" + SPANISH * 100):
        body = (before + bad + after).encode(errors="surrogateescape")
        assert decoded(body, content_type)[1] == f"{before}Caf\ufffd é de Tiro: la bahía{after}"
    # The end of a page that was cut inside a character.
    assert decoded(ARABIC.encode()[:-1], content_type)[1] == ARABIC[:-1] + "\ufffd"


@pytest.mark.soak
def test_any_bytes_under_any_name_are_text() -> None:
    chance = random.Random(7)
    names = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
    bodies = [b"", b"a", bytes(range(256)), chance.randbytes(999), ARABIC.encode("cp1256")]
    for name in sorted(names | set(encodings.aliases.aliases) | {"", '"', "utf-8;", "a" * 5000}):
        for body in bodies:
            assert isinstance(decoded(body, f"text/html; charset={name}")[1], str)
            assert isinstance(decoded(f'<meta charset="{name}">'.encode() + body, None)[1], str)


@pytest.mark.parametrize("part", [b"\xff", b"\x80", b"\xc3", ARABIC.encode("cp1256"), b"\xe1\x80 "])
@pytest.mark.sampled(5)
def test_the_encoding_of_a_large_page_is_found_in_time(part: bytes) -> None:
    body = part * (5 * MEGABYTE // len(part))
    begin = time.process_time()
    encoding_of(body, None)
    assert time.process_time() - begin < 1
