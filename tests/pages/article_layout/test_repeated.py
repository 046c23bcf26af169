"""What a page says twice is text once."""

from __future__ import annotations

from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

TEXT = [
    "The clockmakers of Lod wound the tower clock at noon on Monday.",
    "It had stood at ten past four since the flood, which nobody in the town forgets.",
    "A bell will be added in spring, said the oldest of them.",
]
WHOLE = "".join(f"<p>{text}</p>" for text in TEXT)
HEAD = "<h1>The clock of Lod</h1><ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"


def texts(inner: str) -> list[str]:
    got, _ = parse(f"<main><div>{HEAD}{inner}</div></main>")
    return str(got["body_text"]).split("\n\n")


@each_row(
    "inner",
    [
        f"<div>{WHOLE}</div><div class='mobile'>{WHOLE}</div>",
        f"<div class='desktop'>{WHOLE}</div><div class='print-only'>{WHOLE}</div>",
        f"<div>{WHOLE}<div>{WHOLE}</div></div>",
        f"<div>{WHOLE}<div>{'<br><br>'.join(TEXT)}</div></div>",
        f"<div>{WHOLE}<div><p>{' '.join(TEXT)}</p></div></div>",
        f"<div>{WHOLE}<div hidden>{WHOLE}</div></div>",
        f"<div>{WHOLE}</div><noscript>{WHOLE}</noscript>",
    ],
)
def test_twins(inner: str) -> None:
    assert texts(inner) == TEXT


@each_row(
    "quote",
    [
        f"<aside class='pullquote'><p>{TEXT[1]}</p></aside>",
        f"<div><p>{TEXT[1]}</p></div>",
        "<blockquote>“A bell will be added in spring”</blockquote>",
        "<div>It had stood at ten past four since the flood</div>",
    ],
)
def test_pull_quotes(quote: str) -> None:
    for place in (1, 2, 3):
        parts = [f"<p>{text}</p>" for text in TEXT]
        parts.insert(place, quote)
        assert texts(f"<div>{''.join(parts)}</div>") == TEXT, place


def test_what_a_text_says_twice_stays() -> None:
    again = f"<div>{WHOLE}<p>{TEXT[0]}</p></div>"
    assert texts(again) == [*TEXT, TEXT[0]]
    short = "<div><p>No.</p>" + WHOLE + "<p>No.</p></div>"
    assert texts(short) == ["No.", *TEXT, "No."]


def test_a_quote_that_nothing_repeats_stays() -> None:
    quote = "<blockquote>“Time is what we had too much of, and now it ticks.”</blockquote>"
    assert texts(f"<div>{WHOLE}{quote}</div>")[-1].startswith("“Time is what")


def test_a_list_that_says_the_same_twice_stays() -> None:
    row = "Four bells of bronze, on Monday at noon"
    listed = f"<div>{WHOLE}<ul><li>{row}</li><li>{row}</li></ul></div>"
    assert texts(listed) == [*TEXT, row, row]
