"""Whether a text is anywhere on a page."""

from __future__ import annotations

import time

import pytest

from mayadeen_crawler.utils.text_on_page import TextOnPage
from tests.helpers.reading_time import longest

PAGE = """<html><head><title>Carts &amp; crews</title><meta content="It's a tally"><script>
{"headline": "\\u0635\\u0648\\u0631 \\"today\\"", "body": "One.\\nTwo"}</script></head>
<body><p>The <b>crews</b> cou<i>nted</i>&nbsp;the carts.</p></body></html>"""


@pytest.mark.parametrize(
    "text",
    [
        "The crews counted the carts.",
        "THE CREWS — counted",
        "Carts & crews",
        "It’s a tally",
        "صور today",
        "One. Two",
    ],
)
def test_a_text_is_found_whatever_holds_it(text: str) -> None:
    assert TextOnPage(PAGE)(text)


def test_another_text_is_not() -> None:
    assert not TextOnPage(PAGE)("The crews counted the boats.")


@pytest.mark.parametrize("part", ["<", "&", "\\u00", "<a ", "ab", "&#x"])
@pytest.mark.sampled(6)
def test_a_hostile_page_takes_no_longer_than_another(part: str) -> None:
    page = part * (1_000_000 // len(part))
    begin = time.process_time()
    assert not TextOnPage(page)("ab" * 1000 + "c")
    assert time.process_time() - begin < longest(1_000_000)
