"""Pages no crawler should trip over, around a sound article page."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

FIVE_MEGABYTES = 5_000_000


def huge(page: bytes) -> bytes:
    """Five megabytes: the page, with paragraph after paragraph before its end."""
    filler = (
        b"<p>"
        + b"One more paragraph about tide tables, and another hundred words. " * 40
        + b"</p>\n"
    )
    return page.replace(b"</main>", filler * (FIVE_MEGABYTES // len(filler) + 1) + b"</main>", 1)


def empty(_: bytes) -> bytes:
    """Nothing."""
    return b""


def binary(page: bytes) -> bytes:
    """Bytes without any meaning, the same each time; NUL and angle brackets among them."""
    return random.Random(len(page)).randbytes(50_000)  # noqa: S311


def nested(page: bytes) -> bytes:
    """The page, all of it 10,000 elements deep."""
    return page.replace(b"<main>", b"<main>" + b"<div>" * 10_000, 1).replace(
        b"</main>", b"</div>" * 10_000 + b"</main>", 1
    )


def long_headline(page: bytes) -> bytes:
    """The page with a headline of a megabyte."""
    return page.replace(b"<h1>", b"<h1>" + b"Endless " * 131_072, 1)


def invalid_utf8(page: bytes) -> bytes:
    """The page with bytes that are no UTF-8 in headline and paragraphs."""
    broken = page.replace(b"<h1>", b"<h1>\xff\xfe\xc3 ", 1)
    return broken.replace(b"<p>", b"<p>\xed\xa0\x80\xf8 ")


HOSTILE: Mapping[str, Callable[[bytes], bytes]] = {
    "huge": huge,
    "empty": empty,
    "binary": binary,
    "nested": nested,
    "long-headline": long_headline,
    "invalid-utf8": invalid_utf8,
}
