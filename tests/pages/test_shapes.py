"""Pages that other people would build of the same parts: one difference a test."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.pages import parse

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


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Rima Clay - Source: Agencies - 3 Feb 2022 08:46 - 5 Shares - 2 Min Read</p>",
        "<p>By Rima Clay / Source: Agencies / 3 Feb 2022 08:46 / 5 Shares / 2 Min Read</p>",
        "<p>By Rima Clay – Source: Agencies – 3 Feb 2022 08:46 – 5 Shares – 2 Min Read</p>",
        (
            "<p>By Rima Clay, 3 Feb 2022 08:46</p><p>Source: Agencies</p>"
            "<p>5 Shares</p><p>2 Min Read</p>"
        ),
        (
            "<p>By <a href='/authors/rima'>Rima Clay</a>, 3 Feb 2022 08:46</p>"
            "<p>Source: Agencies</p><div><div>5</div><div>Shares</div></div><p>2 Min Read</p>"
        ),
        (
            "<div><div>By Rima Clay</div><div>Source: Agencies</div><div>3 Feb 2022 08:46</div>"
            "<div>Shares</div><div>5</div><div><div>2</div><div>Min Read</div></div></div>"
        ),
    ],
)
def test_a_byline_in_any_punctuation(byline: str) -> None:
    got = body(HEAD, byline, LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert got["sources"] == ["Agencies"]
    assert got["published_at"] == "3 Feb 2022 08:46"
    assert (got["shares"], got["read_minutes"]) == (5, 2)
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


def test_a_hyphen_without_spaces_parts_nothing() -> None:
    got = body(HEAD, "<p>By Jean-Paul Clay</p><p>2022-02-03 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Jean-Paul Clay"]
    assert got["published_at"] == "2022-02-03 08:46"


@pytest.mark.parametrize(
    "cover",
    [
        "<div><img src='/k.jpg'></div><p>A kiln in winter</p>",
        (
            "<ul><li><a href='https://x.com/share'>x</a></li><li><img src='/k.jpg'></li>"
            "<li>A kiln in winter</li></ul>"
        ),
    ],
)
def test_a_caption_beside_the_cover(cover: str) -> None:
    got = body(HEAD, BYLINE, "<p>They lit the fire.</p>", cover, TEXT)
    assert [image["caption"] for image in got["images"]] == ["A kiln in winter"]
    assert got["body_text"] == BODY


def test_a_paragraph_after_a_picture_is_no_caption() -> None:
    picture = (
        "<div><p>One paragraph.</p><img src='/j.jpg'><p>The potter said:</p><p>“No.”</p></div>"
    )
    got = body(HEAD, BYLINE, LEAD, picture)
    assert got["body_text"] == "One paragraph.\n\nThe potter said:\n\n“No.”"


@pytest.mark.parametrize(
    "tags",
    [
        "<p>Tags: Clay, Fire</p>",
        "<div><h4>Tags</h4><ul><li>Clay</li><li>Fire</li></ul></div>",
        "<p>Tags</p><p>Clay, Fire</p>",
        "<div>Tags: <span>#Clay</span> <span>#Fire</span></div>",
        "<ul><li>Clay</li><li>Fire</li></ul>",
        (
            "<ul><li><a href='/search?q=clay'>Clay</a></li>"
            "<li><a href='/search?q=fire'>Fire</a></li></ul>"
        ),
    ],
)
@pytest.mark.parametrize("after", [MOST_READ, "<p>Most Read</p><p>" + CARD + "</p>"])
def test_tags_with_and_without_links(tags: str, after: str) -> None:
    got = body(HEAD, BYLINE, LEAD, TEXT, tags, after, FOOT)
    assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)


def test_a_row_of_words_is_tags() -> None:
    row = "<div><span>Clay</span> <span>Fire</span> <span>Old crafts</span></div>"
    got = body(HEAD, BYLINE, LEAD, TEXT, row, MOST_READ)
    assert (got["tags"], got["body_text"]) == (["Clay", "Fire", "Old crafts"], BODY)


def test_a_list_of_the_text_is_no_list_of_tags() -> None:
    text = "<div><p>They need:</p><ul><li>Clay</li><li>Fire</li></ul></div>"
    got = body(HEAD, BYLINE, LEAD, text, MOST_READ)
    assert (got["tags"], got["body_text"]) == ([], "They need:\n\nClay\n\nFire")
    got = body(HEAD, BYLINE, LEAD, text.replace("</div>", "<p>No more.</p></div>"), TAGS)
    assert got["tags"] == ["Clay", "Fire"]
    assert got["body_text"] == "They need:\n\nClay\n\nFire\n\nNo more."


def test_the_foot_holds_no_tags() -> None:
    got = body(HEAD, BYLINE, LEAD, "<p>One paragraph.</p><p>Another paragraph.</p>", FOOT)
    assert (got["tags"], got["body_text"]) == ([], BODY)


def test_most_read_before_the_headline() -> None:
    expected = [
        {
            "list": "most_read",
            "url": "https://english.almayadeen.net/news/politics/a-b-c-d",
            "headline": "Swimmers cross the bay",
            "label": "Sports",
            "date": "2021-11-23",
        }
    ]
    assert body(f"<aside>{MOST_READ}</aside>", HEAD, BYLINE, LEAD, TEXT)["related"] == expected
    heading = "<div>Potters reopen the kiln</div>"
    title = "<title>Potters reopen the kiln</title>"
    assert body(title, MOST_READ, heading, BYLINE, LEAD, TEXT)["related"] == expected
    # Where it stands after the headline it is read there, and once.
    assert body(HEAD, BYLINE, LEAD, TEXT, MOST_READ)["related"] == expected


def test_a_linked_label_is_no_entry() -> None:
    card = (
        "<div><section><a href='/s/west-asia'>West Asia</a></section>"
        "<section><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></section></div>"
    )
    got = body(HEAD, BYLINE, LEAD, TEXT, f"<div><h3>Read Next</h3>{card}</div>")
    assert [(r["headline"], r["label"]) for r in got["related"]] == [
        ("Swimmers cross the bay", "West Asia")
    ]


@pytest.mark.parametrize(
    "form",
    [
        "<div><h3>Subscribe to our newsletter</h3><p>A letter every morning.</p></div>",
        (
            "<section><h3>What do you think?</h3><p>Your address stays secret.</p>"
            "<form><input></form></section>"
        ),
        "<div><p>We use cookies to know you better.</p><button>Accept</button></div>",
    ],
)
def test_what_a_reader_fills_in_is_no_text(form: str) -> None:
    assert body(HEAD, BYLINE, LEAD, TEXT, form)["body_text"] == BODY
    within = TEXT.replace("</p><p>", f"</p>{form}<p>")
    assert body(HEAD, BYLINE, LEAD, within)["body_text"] == BODY


def test_an_inset_between_paragraphs_in_elements_of_their_own() -> None:
    one, two = (f"<div><div><p>{text}</p></div></div>" for text in BODY.split("\n\n"))
    link = "<p><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></p>"
    inset = f"<aside><p>Related News</p>{link}</aside>"
    got = body(HEAD, BYLINE, LEAD, f"<div>{one}{inset}{two}</div>", TAGS)
    assert got["body_text"] == BODY
    assert [related["list"] for related in got["related"]] == ["inset"]


def test_a_summary_beside_paragraphs_in_elements_of_their_own() -> None:
    texts = "".join(f"<div><div><p>{text}</p></div></div>" for text in ("One.", "Two.", "Three."))
    got = body(HEAD, BYLINE, "<p>They lit the fire.</p>", f"<div>{texts}</div>")
    assert (got["summary"], got["body_text"]) == ("They lit the fire.", "One.\n\nTwo.\n\nThree.")
