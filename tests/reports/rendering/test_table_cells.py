"""A table's cells: each kind of value, and what a web page could have written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mayadeen_crawler.reports.rendering.elements import Cell, LinkedText
from mayadeen_crawler.reports.rendering.table_cells import cell
from mayadeen_crawler.reports.wording import Wording

_REL = 'rel="noreferrer noopener"'


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (None, '<td class="none">–</td>'),
        ("", '<td class="none">–</td>'),
        (0, '<td class="n none">0</td>'),
        (1234, '<td class="n">1,234</td>'),
        (0.5, '<td class="n">0.5</td>'),
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), '<td class="t">2026-03-01 23:59</td>'),
        ("a < b", '<td dir="auto">a &lt; b</td>'),
        (LinkedText("Rain & wind", None), '<td dir="auto">Rain &amp; wind</td>'),
        (
            LinkedText("<b>", 'http://a.test/?"'),
            f'<td dir="auto"><a href="http://a.test/?&#34;" {_REL}>&lt;b&gt;</a></td>',
        ),
    ],
)
def test_a_value_is_shown_and_never_markup(value: Cell, html: str) -> None:
    assert cell(Wording(), value, heads_row=False) == html


def test_headings_of_row_and_column() -> None:
    assert cell(Wording(), "<i>", heads_row=True) == '<th dir="auto" scope="row">&lt;i&gt;</th>'
    assert (
        cell(Wording("es"), 1234, heads_row=False, column='"><i>')
        == '<td class="n" data-head="&#34;&gt;&lt;i&gt;">1.234</td>'
    )
