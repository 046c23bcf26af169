"""Small pages put together from parts, for tests that vary one of them."""

from __future__ import annotations

from typing import Any

from tests.helpers.parse_page import parse

HEAD = "<h1>Potters reopen the kiln</h1>"
BYLINE = "<ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"
LEAD = "<p>They lit the fire on Monday.</p><img src='/k.jpg' alt='A kiln'>"
TEXT = "<div><p>One paragraph.</p><p>Another paragraph.</p></div>"
TAGS = "<ul><li><a href='/tags/clay'>Clay</a></li><li><a href='/tags/fire'>Fire</a></li></ul>"
FOOT = (
    "<p>Al Mayadeen English</p><p>All Rights Reserved</p>"
    "<p><a href='/about-us'>About Us</a></p><p><a href='/contact-us'>Contact Us</a></p>"
)
CARD = "<li><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a> Sports | 23 Nov 2021</li>"
MOST_READ = f"<div><h3>Most Read</h3><ul>{CARD}</ul></div>"
BODY = "One paragraph.\n\nAnother paragraph."


def body(*parts: str) -> dict[str, Any]:
    got, stats = parse(f"<html><body>{''.join(parts)}</body></html>")
    assert not [key for key in stats if key.startswith("strategy_error/")]
    return got
