"""Text behind "Read more" is text; what else a page hides is none."""

from __future__ import annotations

import pytest

from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

SHOWN = ["The ferry to Lod sails again, its captain said on the quay.", "It carries forty goats."]
REST = ["The goats belong to nine farms on the far bank.", "They are back before the first snow."]
HEAD = (
    "<h1>The ferry sails again</h1><ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"
    "<p>A summary of the crossing.</p><img src='/f.jpg' alt='The ferry'>"
)


def texts(inner: str, container: str = "q7z", edition: str = "en") -> list[str]:
    shown = "".join(f"<p>{text}</p>" for text in SHOWN)
    html = f"<main><div>{HEAD}<div class='{container}'>{shown}{inner}</div></div></main>"
    got, _ = parse(html, edition=edition)
    return str(got["body_text"]).split("\n\n")


@pytest.mark.parametrize("container", ["p-content", "q7z"])
@pytest.mark.parametrize(
    "how",
    ["hidden", "style='display:none'", "aria-hidden='true'", "style='visibility: hidden'",
     "class='collapsed'", "class='read-more-content' hidden"],
)  # fmt: skip
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.sampled(24)
def test_the_rest_of_a_text(how: str, container: str, number: int) -> None:
    rest = "".join(f"<p>{text}</p>" for text in REST[:number])
    inner = f"<div id='x' {how}>{rest}</div><a href='#'>Read more</a>"
    assert texts(inner, container) == SHOWN + REST[:number]


@each_row(
    ("edition", "label"), [("ar", "اقرأ المزيد"), ("es", "Leer más"), ("en", "Continue reading")]
)
def test_the_control_in_other_words(edition: str, label: str) -> None:
    inner = f"<div hidden><p>{REST[0]}</p></div><button>{label}</button>"
    assert texts(inner, edition=edition) == [*SHOWN, REST[0]]


def test_the_rest_of_a_paragraph() -> None:
    inner = (
        "<p>The farms <span style='display:none'>are nine, and all of them are old.</span></p>"
        "<button>Read more</button>"
    )
    assert texts(inner) == [*SHOWN, "The farms are nine, and all of them are old."]


@each_row(
    "hidden",
    [
        "<div hidden><p>Thank you for your letter to us.</p></div>",
        "<div class='modal' hidden><p>Report an error here.</p><p>We read each letter.</p></div>",
        "<div role='dialog' hidden><p>Report an error here.</p><p>We read each letter.</p></div>",
        "<form hidden><p>Write to us.</p><p>We read each letter.</p><input></form>",
        "<div class='newsletter' hidden><p>The best of the week.</p><p>Every Monday.</p></div>",
        "<nav hidden><p>All of our sections.</p><p>All of our pages.</p></nav>",
        "<span hidden>Opens in a new window, that is all.</span>",
    ],
)
def test_what_is_no_text(hidden: str) -> None:
    assert texts(hidden) == SHOWN


def test_a_control_that_leads_nowhere_heads_no_box() -> None:
    rest = f"<div hidden><p>{REST[0]}</p></div><div><a href='#'>Read more</a></div></div>"
    cards = "<ul><li><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></li></ul>"
    advertisement = "<div><p>Advertisement</p><p>Fly away for 399.</p></div>"
    assert texts(rest + cards + advertisement) == [*SHOWN, REST[0]]
