"""Bylines in many punctuations, languages and elements; pictures beside them."""

from __future__ import annotations

import pytest

from tests.helpers.page_parts import (
    BODY,
    HEAD,
    LEAD,
    TEXT,
    body,
)
from tests.helpers.parse_page import parse


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
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert (got["shares"], got["read_minutes"]) == (5, 2)
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


def test_a_hyphen_without_spaces_parts_nothing() -> None:
    got = body(HEAD, "<p>By Jean-Paul Clay</p><p>2022-02-03 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Jean-Paul Clay"]
    assert got["published_at"] == "2022-02-03T06:46:00Z"


@pytest.mark.parametrize(
    ("edition", "said", "minutes"),
    [
        ("en", "2 min. read", 2),
        ("en", "Reading time: 2 minutes", 2),
        ("en", "12 mins", 12),
        ("ar", "دقيقة قراءة", 1),
        ("ar", "دقيقتان قراءة", 2),
        ("ar", "مدة القراءة: ٣ دقائق", 3),
        ("ar", "قراءة 11 دقيقة", 11),
        ("es", "Tiempo de lectura: 2 minutos", 2),
        ("es", "Lectura: 2 min.", 2),
        ("es", "1 minuto de lectura", 1),
    ],
)
def test_reading_times(edition: str, said: str, minutes: int) -> None:
    host = {"en": "english", "ar": "www", "es": "espanol"}[edition]
    date = "<p>2022-02-03 08:46</p>"
    got, _ = parse(
        f"<h1>A title</h1>{date}<p>{said}</p>{LEAD}{TEXT}",
        edition=edition,
        url=f"https://{host}.almayadeen.net/news/politics/a-page-of-made-up-text",
    )
    assert (got["read_minutes"], got["summary"]) == (minutes, "They lit the fire on Monday.")
    assert got["body_text"] == BODY


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("Author: Rima Clay", ["Rima Clay"]),
        ("Written by Rima Clay", ["Rima Clay"]),
        ("<span>By Rima Clay</span> <span>Beirut</span>", ["Rima Clay Beirut"]),
        ("Rima Clay", []),
        ("Via: A friend", []),
    ],
)
def test_an_item_is_no_summary_whatever_it_says(item: str, names: list[str]) -> None:
    got = body(HEAD, f"<ul><li>{item}</li><li>3 Feb 2022</li><li>08:46</li></ul>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == names
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


def test_faces_and_icons_are_no_cover() -> None:
    face = "<div><img src='/face.jpg' alt='Rima Clay'><span>By Rima Clay</span></div>"
    icon = "<img src='/icon.png' width='16' height='16' alt='Share'>"
    got = body(HEAD, face, "<p>3 Feb 2022 08:46</p>", icon, LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert [(image["alt"], image["role"]) for image in got["images"]] == [("A kiln", "cover")]
