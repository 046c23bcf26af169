"""Article pages that could break a crawler, made from a sound page; ``apply.py`` calls them.

Each function takes the sound page, as bytes, and returns the hostile one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

FIVE_MEGABYTES = 5_000_000


def huge(page: bytes) -> bytes:
    """Return the page with so many more paragraphs that it has five megabytes."""
    filler = (
        b"<p>"
        + b"One more paragraph about tide tables, and another hundred words. " * 40
        + b"</p>\n"
    )
    return page.replace(b"</main>", filler * (FIVE_MEGABYTES // len(filler) + 1) + b"</main>", 1)


def empty(_: bytes) -> bytes:
    """Return an empty page."""
    return b""


def binary(page: bytes) -> bytes:
    """Return random bytes, the same each time; NUL and angle brackets are among them."""
    return random.Random(len(page)).randbytes(50_000)  # noqa: S311


def nested(page: bytes) -> bytes:
    """Return the page with its content nested in 10,000 elements."""
    return page.replace(b"<main>", b"<main>" + b"<div>" * 10_000, 1).replace(
        b"</main>", b"</div>" * 10_000 + b"</main>", 1
    )


def long_headline(page: bytes) -> bytes:
    """Return the page with a headline of a megabyte."""
    return page.replace(b"<h1>", b"<h1>" + b"Endless " * 131_072, 1)


def invalid_utf8(page: bytes) -> bytes:
    """Return the page with bytes in headline and paragraphs that are not UTF-8."""
    broken = page.replace(b"<h1>", b"<h1>\xff\xfe\xc3 ", 1)
    return broken.replace(b"<p>", b"<p>\xed\xa0\x80\xf8 ")


#: Fault name → its function.
HOSTILE: Mapping[str, Callable[[bytes], bytes]] = {
    "huge": huge,
    "empty": empty,
    "binary": binary,
    "nested": nested,
    "long-headline": long_headline,
    "invalid-utf8": invalid_utf8,
}
