"""Texts in markup that nobody foresaw, with boxes of every kind: nothing lost, nothing foreign."""

from __future__ import annotations

import pytest

from tests.helpers.odd_pages import AFTER, BOXES, MARKUPS, OddPage, odd_page
from tests.helpers.parse_page import parse
from tests.helpers.soak_figures import scaled


def paragraphs(page: OddPage) -> list[str]:
    got, _ = parse(page.html, url=page.url, edition=page.edition)
    return [block["text"] for block in got["body_blocks"] if block["text"]]


def test_a_text_in_any_markup_is_read_whole_and_alone() -> None:
    wrong = []
    for number in range(scaled(40, 3000)):
        page = odd_page(number)
        if (found := paragraphs(page)) != page.text:
            lost = [text for text in page.text if text not in found]
            foreign = [text for text in found if text not in page.text]
            wrong.append(f"{number} {page.markup} {page.boxes}: lost {lost}, foreign {foreign}")
    assert not wrong, "\n".join(wrong[:10])


@pytest.mark.sampled(3)
@pytest.mark.parametrize("box", BOXES)
def test_no_box_is_text_in_any_markup(box: str) -> None:
    for number, markup in enumerate(MARKUPS):
        page = odd_page(1000 + number, markup=markup, box=box)
        assert paragraphs(page) == page.text, markup


def test_the_series_has_everything() -> None:
    pages = [odd_page(number) for number in range(200)]
    assert {page.markup for page in pages} == set(MARKUPS)
    assert {page.edition for page in pages} == {"en", "ar", "es"}
    names = {name for page in pages for name in page.boxes}
    assert names == {*BOXES, *(f"{name} (after)" for name in AFTER)}
    assert len(MARKUPS) >= 15
