"""Boxes on who wrote an article, above and below its text."""

from __future__ import annotations

from itertools import product

from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

TEXT = [
    "Bakers in Orvan lit the great oven again on Monday after eleven years without bread.",
    "The guild said that 96 families had signed for flour, and that the mill would grind.",
    "A second oven is to be built in the spring, when the road to the quarry is dry.",
]
LEAD = "A short lead on the oven of Orvan."
LINK = "<a href='/authors/rima-clay'>Rima Clay</a>"
FACE = "<img src='/face.jpg' alt='Rima Clay'>"
BELOW = [
    f"<section>{FACE}<h4>Rima Clay</h4><p>Columnist on bread. Her books are old.</p></section>",
    f"<div>{FACE}<div><div>{LINK}</div><div>Senior researcher at the guild</div></div></div>",
    "<div><h3>By</h3><div><b>Rima Clay</b><p>The writer lives in Orvan.</p></div></div>",
    f"<div><h5>{LINK}</h5><p>A journalist of Orvan.</p><a href='/authors/rima-clay'>All</a></div>",
]
ABOVE = [
    f"<div>{FACE}<h4>{LINK}</h4><p>Columnist on bread. Her books are on ovens.</p></div>",
    f"<div>{LINK}<div>Senior researcher at the guild of Orvan</div></div>",
    f"<div>{FACE}<div>By Rima Clay</div><div>Columnist on bread</div></div>",
]


def read(above: str, container: str, inside: str = "", after: str = "") -> dict[str, object]:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    got, _ = parse(
        f"<h1>The great oven is lit</h1>{above}<p>3 Feb 2022 08:46</p><p class='s'>{LEAD}</p>"
        f"<div class='{container}'>{text}{inside}</div>{after}"
        "<ul><li><a href='/tags/bread'>Bread</a></li></ul>"
    )
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert (got["published_at"], got["tags"]) == ("2022-02-03T06:46:00Z", ["Bread"])
    return got


@each_row(("box", "container"), product(BELOW, ["p-content", "q7z"]))
def test_a_box_below_the_text_is_none_of_it(box: str, container: str) -> None:
    for got in (
        read("<p>By Rima Clay</p>", container, inside=box),
        read("<p>By Rima Clay</p>", container, after=box),
    ):
        assert (got["summary"], got["images"]) == (LEAD, [])
        assert got["body_text"] == "\n\n".join(TEXT)


@each_row(("box", "container"), product(ABOVE, ["p-content", "q7z"]))
def test_a_box_above_the_text_is_its_byline(box: str, container: str) -> None:
    got = read(box, container)
    assert (got["summary"], got["images"]) == (LEAD, [])
    assert got["body_text"] == "\n\n".join(TEXT)


def test_a_name_in_the_text_heads_no_box() -> None:
    other = "<section><h3>Tom Coe</h3><p>A baker of Orvan, he is an expert of ovens.</p></section>"
    own = "<p><b>Rima Clay</b></p><p>I was not a journalist yet when the oven went out.</p>"
    got = read("<p>By Rima Clay</p>", "p-content", inside=other + own)
    assert str(got["body_text"]).split("\n\n")[3:] == [
        "Tom Coe",
        "A baker of Orvan, he is an expert of ovens.",
        "Rima Clay",
        "I was not a journalist yet when the oven went out.",
    ]


def test_a_byline_above_a_lead_is_no_box() -> None:
    got, _ = parse(
        f"<h1>The great oven is lit</h1><div>{LINK}<div>3 Feb 2022 08:46</div>"
        f"<p>The writer of a letter lit it.</p></div><img src='/a.jpg' alt='A'>"
        f"<div><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
    )
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert got["summary"] == "The writer of a letter lit it."


def test_a_long_line_below_a_name_without_a_portrait_is_a_lead_or_the_text() -> None:
    lead = "A journalist of Orvan tells how the town lit its great oven again, after years of rain."
    got, _ = parse(
        f"<h1>The great oven is lit</h1><div>{LINK}<p>{lead}</p></div><div>3 Feb 2022 08:46</div>"
        f"<img src='/a.jpg' alt='A'><div><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
    )
    assert got["summary"] == lead
    said = "The writer of a letter on the oven said that it would be lit on Monday."
    got, _ = parse(
        "<h1>The great oven is lit</h1><p>By Rima Clay</p><p>3 Feb 2022 08:46</p>"
        f"<div class='p-content'><p>Rima Clay</p><p>{said}</p><p>{TEXT[0]}</p></div>"
    )
    assert said in got["body_text"]


def test_a_box_on_the_author_of_a_short_post_is_no_text_left_out() -> None:
    short = "<p>The oven of Orvan is lit.</p><p>Bread is baked in it.</p>"
    about = (
        f"<div>{FACE}<p>Rima Clay</p><p>Writer on bread and ovens, who lives in Orvan.</p></div>"
    )
    got, _ = parse(
        f"<h1>The great oven is lit</h1><p>By Rima Clay</p><p>3 Feb 2022 08:46</p>"
        f"<img src='/a.jpg' alt='A'><div>{short}</div>{about}"
    )
    assert got["body_text"] == "The oven of Orvan is lit.\n\nBread is baked in it."
    assert "body_guessed" not in got["doubts"]
