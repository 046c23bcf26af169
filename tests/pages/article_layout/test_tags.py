"""Tags below a text as WordPress has them, beside the categories."""

from __future__ import annotations

from itertools import product

from tests.helpers.page_parts import BODY, HEAD, LEAD, TEXT
from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

TAGS = "<a href='/tag/fire' rel='tag'>Fire</a>, <a href='/tag/kiln' rel='tag'>Kiln</a>"
CATEGORY = "<a href='/features' rel='category tag'>Features</a>"


@each_row(
    ("row", "above"),
    product(
        [
            f"<footer><span>Posted in {CATEGORY}</span> <span>Tagged {TAGS}</span></footer>",
            f"<footer><div>Posted in {CATEGORY}</div><div>Tagged {TAGS}</div></footer>",
            f"<div class='cat-links'>{CATEGORY}</div><div>{TAGS}</div>",
            f"<p>{CATEGORY}</p><p>Tags: {TAGS}</p>",
            f"<p>{CATEGORY}, {TAGS}</p>",
            f"<p>{TAGS} <a href='/coverage/kilns'>All of kilns</a></p>",
        ],
        ["", f"<div>{CATEGORY}</div>"],
    ),
)
def test_a_category_is_no_tag(row: str, above: str) -> None:
    got, _ = parse(f"<article>{HEAD}{above}<p>3 Feb 2022 08:46</p>{LEAD}{TEXT}{row}</article>")
    assert got["tags"] == ["Fire", "Kiln"]
    assert got["body_text"] == BODY
