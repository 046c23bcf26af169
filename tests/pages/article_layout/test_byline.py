"""Bylines in many punctuations, languages and elements; pictures beside them."""

from __future__ import annotations

import json

import pytest

from tests.helpers.page_parts import (
    BODY,
    HEAD,
    LEAD,
    TEXT,
    body,
)
from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row


@each_row(
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


@each_row(
    ("byline", "names"),
    [
        ("<p>By Rima Clay</p><p>By Omar Stone</p>", ["Rima Clay", "Omar Stone"]),
        (
            (
                "<div>By</div><div><a href='/authors/rima'>Rima Clay</a></div>"
                "<div><a href='/authors/omar'>Omar Stone</a></div>"
            ),
            ["Rima Clay", "Omar Stone"],
        ),
        ("<p>By Rima Clay</p><p>By Agencies</p>", ["Rima Clay"]),
        (
            (
                "<p>By <a href='/authors/rima'>Rima Clay</a></p>"
                "<p><a href='/authors/rima'>More from Rima Clay</a></p>"
            ),
            ["Rima Clay"],
        ),
        ("<p><a rel='author' href='/profile/41'>Rima Clay</a></p>", ["Rima Clay"]),
        (
            "<p>By <a href='/authors/rima'>Rima Clay</a> <a href='https://x.com/r'>@rima</a></p>",
            ["Rima Clay"],
        ),
    ],
)
def test_authors_in_lines_of_their_own(byline: str, names: list[str]) -> None:
    got = body(HEAD, byline, "<p>3 Feb 2022 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == names
    assert (got["published_at"], got["body_text"]) == ("2022-02-03T06:46:00Z", BODY)


@each_row(
    "byline",
    [
        "<p>By Rima Clay on February 3, 2022 at 8:46 AM</p>",
        "<p>By Rima Clay on <time datetime='2022-02-03T06:46Z'>February 3, 2022</time></p>",
        "<p>By Rima Clay</p><p>3 Feb 2022 08:46 (Updated: 4 Feb 2022 10:00)</p>",
        "<p>By Rima Clay</p><p>First published: 3 Feb 2022 08:46</p>",
    ],
)
def test_a_time_beside_other_words(byline: str) -> None:
    got = body(HEAD, byline, LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    updated = "2022-02-04T08:00:00Z" if "Updated" in byline else None
    assert got["modified_at"] == updated


@pytest.mark.parametrize("said", ["9 April", "2h", "last week"])
def test_a_time_in_any_words_is_no_part_of_a_name(said: str) -> None:
    time = f"<time datetime='2022-02-03T06:46Z'>{said}</time>"
    for row in (
        "<span>By Rima Clay</span>{}",
        "By <b>Rima Clay</b> {}",
        "<i>Source: Rima Clay</i>{}",
    ):
        got = body(HEAD, f"<div>{row.format(time)}</div>", LEAD, TEXT)
        assert [*(author["name"] for author in got["authors"]), *got["sources"]] == ["Rima Clay"]
        assert got["published_at"] == "2022-02-03T06:46:00Z"


def test_a_time_below_a_name_and_a_position_is_the_articles() -> None:
    rows = "<div>Rima Clay</div><div>Correspondent in Orvan</div><div>3 Feb 2022 08:46</div>"
    got = body(HEAD, rows, LEAD, TEXT)
    assert (got["published_at"], got["body_text"]) == ("2022-02-03T06:46:00Z", BODY)


@pytest.mark.parametrize("name", ["Web Desk", "News Desk", "editor", "rclay"])
def test_a_writer_goes_before_a_position_or_an_account_of_metadata(name: str) -> None:
    meta = f"<meta name='author' content='{name}'>"
    got = body(meta, HEAD, "<p>By Rima Clay</p><p>3 Feb 2022 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    got = body(meta, HEAD, "<p>3 Feb 2022 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == [name]


def test_a_hyphen_without_spaces_parts_nothing() -> None:
    got = body(HEAD, "<p>By Jean-Paul Clay</p><p>2022-02-03 08:46</p>", LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Jean-Paul Clay"]
    assert got["published_at"] == "2022-02-03T06:46:00Z"


@each_row(
    ("edition", "said", "minutes"),
    [
        ("en", "2 min. read", 2),
        ("en", "Reading time: 2 minutes", 2),
        ("en", "12 mins", 12),
        ("ar", "دقيقة قراءة", 1),
        ("ar", "دقيقتان قراءة", 2),
        ("ar", "مدة القراءة: ٣ دقائق", 3),
        ("ar", "قراءة 11 دقيقة", 11),
        ("ar", "مدّة القراءه: 3 دقائق", 3),
        ("ar", "دقيقتان قراءه", 2),
        ("es", "Tiempo de lectura: 2 minutos", 2),
        ("es", "Lectura: 2 min.", 2),
        ("es", "1 minuto de lectura", 1),
        ("es", "Lectura de 3 minutos", 3),
        ("es", "3 min. lectura", 3),
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


@each_row(
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


@each_row(
    ("edition", "said", "names"),
    [
        ("en", "By Jane Doe, Senior Reporter", ["Jane Doe"]),
        ("en", "By Jane Doe — Correspondent", ["Jane Doe"]),
        ("en", "By Jane Doe in Beirut", ["Jane Doe"]),
        ("en", "By Tom Coe Jr.", ["Tom Coe Jr."]),
        ("en", "By al-Hakim Said", ["al-Hakim Said"]),
        ("en", "By Ann van der Poel and Tom Coe", ["Ann van der Poel", "Tom Coe"]),
        ("es", "Por Ana de la Cruz y Luis Gil", ["Ana de la Cruz", "Luis Gil"]),
        ("ar", "بقلم: هدى نور وسمير علي", ["هدى نور", "سمير علي"]),
        ("ar", "اعداد: هدى نور", ["هدى نور"]),
        ("ar", "إعداد وترجمه: هدى نور", ["هدى نور"]),
        ("ar", "الكاتبه: هدى نور", ["هدى نور"]),
        ("en", "By Jane Doe on 3 Feb 2022 08:46", ["Jane Doe"]),
        ("en", "<b>By</b><b>Jane Doe</b><i>Senior Reporter</i>", ["Jane Doe"]),
        (
            "en",
            "<a href='/authors/jane'>Jane Doe</a><a href='/authors/tom'>Tom Coe</a>",
            ["Jane Doe", "Tom Coe"],
        ),
        ("es", "Autora Ana Gil", ["Ana Gil"]),
        ("es", "Autor/a: Ana Gil", ["Ana Gil"]),
        ("es", "Entrevista: Ana Gil", []),  # who was asked
        ("es", "Publicado por Ana Gil el 3 de febrero de 2022, 08:46", ["Ana Gil"]),
        ("ar", "بقلم/ هدى نور", ["هدى نور"]),
        ("ar", "بقلم هدى نور ـ بيروت", ["هدى نور"]),
        ("ar", "بواسطة <a href='/author/7'>هدى نور</a>", ["هدى نور"]),
        ("ar", "حوار: هدى نور", []),
        ("ar", "تقرير: مدينة تستعد للشتاء", []),
        ("ar", "حاورها: سمير علي", ["سمير علي"]),
        ("ar", "أجرت المقابلة: هدى نور", ["هدى نور"]),
        ("ar", "كتبت: هدى نور", ["هدى نور"]),
        ("ar", "إعداد وتقرير: هدى نور", ["هدى نور"]),
        ("ar", "<b>الكاتبة</b><b>هدى نور</b><i>صحافية من المرفأ</i>", ["هدى نور"]),
    ],
)  # fmt: skip
def test_a_byline_names_people_only(edition: str, said: str, names: list[str]) -> None:
    for items in f"<li>{said}</li><li>3 Feb 2022 08:46</li>", f"<li>{said} | 3 Feb 2022 08:46</li>":
        got, _ = parse(HEAD + f"<ul>{items}</ul>" + LEAD + TEXT, edition=edition)
        assert [author["name"] for author in got["authors"]] == names
        assert got["published_at"] == "2022-02-03T06:46:00Z"


def test_prose_that_begins_like_a_byline_is_prose() -> None:
    text = "<p>By noon the harbour was empty.</p><p>By de facto order of the port it stayed so.</p>"
    got, _ = parse(HEAD + text)
    assert got["authors"] == []


@each_row(
    ("edition", "summary"),
    [
        ("en", "By Sea, Clay Flotilla sails for the harbor despite threats"),
        ("es", "Por el puerto, Norlandia rompe relaciones con Sudlandia"),
        ("es", "Por Norport, Norlandia rompe relaciones con Sudlandia"),
        ("ar", "الكاتب النرويجي سمير علي يهاجم حكومة المرفأ بسبب الأسعار"),
        ("ar", "إعداد مشروع قرار في مجلس المرفأ لفتح الأرصفة"),
        ("ar", "اعداد مشروع قرار في مجلس المرفأ لفتح الأرصفة"),
        ("ar", "إعداد وترجمة الكتب في مجلس المرفأ من أجل البحر"),
        ("ar", "تقرير: مجلس المرفأ يستعد لفتح الأرصفة"),
        ("ar", "من إعداد الحكومة، مشروع المرفأ يصل إلى البرلمان"),
        ("ar", "بواسطة قارب صغير، الصيادون يعبرون المرفأ ليلاً"),
        ("ar", "كتب: ما يقرأه صيادو المرفأ في الشتاء"),
        ("es", "Autor de un libro sobre el puerto llega a Norlandia"),
        ("es", "Texto: lo que dice el acuerdo del puerto"),
    ],
)  # fmt: skip
def test_a_summary_that_begins_like_a_byline_is_the_summary(edition: str, summary: str) -> None:
    for shown in f"<p class='lg_para summary'>{summary}</p>", f"<p>{summary}</p>":
        got, _ = parse(HEAD + "<p>3 Feb 2022 08:46</p>" + shown + TEXT, edition=edition)
        assert (got["authors"], got["summary"]) == ([], summary)


@each_row(
    ("said", "names"),
    [
        ("الكاتب سمير علي", ["سمير علي"]),
        ("إعداد هدى نور وسمير علي", ["هدى نور", "سمير علي"]),
        ("إعداد: قسم الترجمة في المرفأ الكبير الجديد", ["قسم الترجمة في المرفأ الكبير الجديد"]),
        ("الكاتب <a href='/authors/x'>سمير علي حسن نور الدين</a>", ["سمير علي حسن نور الدين"]),
    ],
)
def test_a_noun_announces_a_short_name_or_one_after_a_colon(said: str, names: list[str]) -> None:
    got, _ = parse(HEAD + f"<p>{said}</p><p>3 Feb 2022 08:46</p>" + LEAD + TEXT, edition="ar")
    assert [author["name"] for author in got["authors"]] == names


@each_row(
    ("edition", "said"),
    [
        ("ar", "<li>اخر تحديث: 4 شباط 2022 10:00</li>"),
        ("ar", "<li>تمّ التحديث 4 شباط 2022 10:00</li>"),
        ("ar", "<li>اخر تحديث</li><li>4 شباط 2022 10:00</li>"),
        ("es", "<li>Ultima actualizacion: 4 feb 2022 10:00</li>"),
        ("es", "<li>ÚLTIMA ACTUALIZACIÓN</li><li>4 feb 2022 10:00</li>"),
    ],
)
def test_an_update_is_known_in_every_spelling(edition: str, said: str) -> None:
    items = f"<ul><li>3/2/2022 08:46</li>{said}</ul>"
    got, _ = parse(HEAD + items + LEAD + TEXT, edition=edition)
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert got["modified_at"] == "2022-02-04T08:00:00Z"
    assert got["body_text"] == BODY


@pytest.mark.parametrize("label", ["حدث", "أعداد"])
def test_a_word_that_is_another_one_without_its_marks_announces_nothing(label: str) -> None:
    items = f"<ul><li>{label}</li><li>3 شباط 2022 08:46</li></ul>"
    got, _ = parse(HEAD + items + LEAD + TEXT, edition="ar")
    assert (got["published_at"], got["modified_at"]) == ("2022-02-03T06:46:00Z", None)
    assert got["authors"] == []
    summary = f"{label} كبير في المرفأ"
    shown = f"<p>3 Feb 2022 08:46</p><p class='lg_para summary'>{summary}</p>"
    got, _ = parse(HEAD + shown + TEXT, edition="ar")
    assert (got["authors"], got["summary"]) == ([], summary)


ROW = ["هدى نور", "المصدر: وكالات", "3 شباط 2022 08:46"]


@each_row(
    "row",
    [
        "<ul><li>{}</li><li>{}</li><li>{}</li></ul>",
        "<div><p>{}</p><p>{}</p><p>{}</p></div>",
        "<div><span>{}</span> · <span>{}</span> · <span>{}</span></div>",
        "<div><span>{}</span><span>{}</span><span>{}</span></div>",
        "<p>{} | {} | {}</p>",
        "<div><div>{}</div><div>{}</div><div>{}</div></div>",
    ],
)
def test_a_name_in_the_row_of_source_and_time_is_the_author(row: str) -> None:
    got, _ = parse(HEAD + row.format(*ROW) + LEAD + TEXT, edition="ar")
    assert [author["name"] for author in got["authors"]] == ["هدى نور"]
    assert (got["sources"], got["published_at"]) == (["وكالات"], "2022-02-03T06:46:00Z")
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


@each_row(
    "row",
    [
        "<ul><li>Latin America</li><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>",
        "<ul><li>Top Stories</li><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>",
        "<ul><li>World news</li><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>",
        "<ul><li>Jane Doe</li><li>3 Feb 2022 08:46</li></ul>",
        "<p>Jane Doe</p><ul><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>",
        "<ul><li><a href='/topic/jane'>Jane Doe</a></li><li>Source: A</li><li>3 Feb 2022</li></ul>",
    ],
)
def test_other_texts_of_the_row_are_no_author(row: str) -> None:
    menu = "<nav><ul><li><a href='/top'>Top Stories</a></li></ul></nav>"
    got, _ = parse(menu + HEAD + row + LEAD + TEXT)
    assert got["authors"] == []


@each_row(
    ("edition", "text"),
    [
        ("ar", "حجم الخط"),
        ("ar", "شؤون المرفأ"),
        ("ar", "خاص الميادين"),
        ("ar", "الصفحة الأولى"),
        ("ar", "عام العبّارة"),
        ("es", "Noticias Internacionales"),
        ("es", "Última Hora"),
        ("ar", "جنوب لبنان"),
        ("ar", "الولايات المتحدة"),
        ("es", "La Habana"),
        ("es", "Estados Unidos"),
    ],
)
def test_a_place_or_button_in_the_row_is_no_author(edition: str, text: str) -> None:
    source = {"ar": "المصدر: وكالات", "es": "Fuente: Agencias"}[edition]
    row = f"<ul><li>{source}</li><li>3/2/2022 08:46</li><li>{text}</li></ul>"
    classes = [{"key": "class5", "mapping": "coverage", "value": "عام العبّارة "}]
    found = json.dumps({"type": "article", "classes": classes})
    metadata = f"<script id='tawsiyat-metadata' type='text/tawsiyat'>{found}</script>"
    got, _ = parse(metadata + HEAD + row + LEAD + TEXT, edition=edition)
    assert (got["authors"], got["summary"]) == ([], "They lit the fire on Monday.")


def test_a_time_of_day_before_the_day_is_not_the_sources() -> None:
    row = "<div><span>Source: Agencies</span> <span>08:46</span> <span>3 Feb 2022</span></div>"
    got = body(HEAD, row, LEAD, TEXT)
    assert (got["sources"], got["published_at"]) == (["Agencies"], "2022-02-03T06:46:00Z")


@each_row(
    ("day", "clock"),
    [
        ("٣ شباط ٢٠٢٢", "٠٨:٤٦"),
        ("3 شباط 2022", "08:46 ص"),
        ("3 فبراير 2022", "8:46 صباحاً"),
        ("3 de febrero de 2022", "8:46 a. m."),
        ("3 Feb 2022", "08:46 h"),
    ],
)
def test_a_day_and_its_time_may_be_two_items(day: str, clock: str) -> None:
    edition = "es" if day.isascii() else "ar"
    items = f"<ul><li>{day}</li><li>{clock}</li></ul>"
    got, _ = parse(HEAD + items + LEAD + TEXT, edition=edition)
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


def test_a_footer_within_the_article_may_be_its_byline() -> None:
    byline = (
        "<footer><div>By <span>Jane Doe</span> on <time>3 Feb 2022 - 08:46</time></div></footer>"
    )
    got, _ = parse(f"<article>{HEAD}{byline}{LEAD}{TEXT}</article>")
    assert [author["name"] for author in got["authors"]] == ["Jane Doe"]
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


@each_row(
    "player",
    [
        "<div><button>Listen</button><span>03:12</span></div>",
        "<div><span>Listen to the article</span><span>03:12</span></div>",
        "<div>03:12</div>",
        "<ul><li>Listen</li><li>03:12</li></ul>",
    ],
)
def test_how_long_a_player_takes_is_no_time_of_day(player: str) -> None:
    for byline in (
        f"<ul><li>By Rima Clay</li><li>3 Feb 2022</li></ul>{player}",
        "<ul><li>By Rima Clay</li><li>3 Feb 2022</li><li>Listen</li><li>03:12</li></ul>",
    ):
        got, _ = parse(HEAD + byline + LEAD + TEXT)
        assert (got["published_at"], got["published_date"]) == (None, "2022-02-03")


@each_row("name", ["وكالات", "رويترز", "الميادين نت"])
def test_an_agency_above_the_time_is_no_summary(name: str) -> None:
    got, _ = parse(HEAD + f"<p>{name}</p><p>3 Feb 2022 08:46</p>" + LEAD + TEXT, edition="ar")
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


def test_shares_in_spanish() -> None:
    row = "<ul><li>Por Ana Gil</li><li>3 Feb 2022 08:46</li><li>5 Compartidas</li></ul>"
    got, _ = parse(HEAD + row + LEAD + TEXT, edition="es")
    assert got["shares"] == 5
    assert [author["name"] for author in got["authors"]] == ["Ana Gil"]


CARD_LINK = "<a href='/news/politics/swimmers-cross-the-wide-bay-{n}'>Swimmers cross the bay</a>"
CARDS = [
    f"<h2>More</h2><ul><li>{CARD_LINK} <span>2{{n}} Nov 2021</span></li></ul>",
    f"<div><h4>{CARD_LINK}</h4><p>By John Roe</p><p>2{{n}} Nov 2021</p></div>",
    f"<div><span>2{{n}} Nov 2021</span>{CARD_LINK}</div>",
    f"<div><p>By John Roe</p><h4>{CARD_LINK}</h4><p>5 Shares</p></div>",
    f"<div>{CARD_LINK}<a href='/news/sports'>Sports</a><div><p>2{{n}} Nov 2021</p></div></div>",
]


@each_row("card", CARDS)
def test_what_cards_say_is_of_no_page_without_a_byline(card: str) -> None:
    cards = "".join(card.format(n=n) for n in range(1, 5))
    frame = "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
    for front in (frame, "<img src='/k.jpg'>", f"{frame}<p>They lit the fire on Monday.</p>"):
        got = body(HEAD, front, f"<div>{cards}</div>")
        assert (got["published_date"], got["authors"], got["shares"]) == (None, [], None)
        got = body(HEAD, "<p>By Rima Clay</p><p>3 Feb 2022</p>", front, f"<div>{cards}</div>")
        assert (got["published_date"], len(got["authors"])) == ("2022-02-03", 1)


def test_the_time_of_an_entry_is_not_the_live_blogs() -> None:
    entries = "".join(
        f"<div><time datetime='2022-02-03T{hour}:00+02:00'>{hour}</time><h3>A kiln is lit</h3>"
        "<p>The smoke was seen from the other side of the bay, and boats came to look.</p></div>"
        for hour in ("14:35", "14:10")
    )
    lead = "<p>Follow the kilns as they are lit.</p>"
    assert body(HEAD, lead, entries)["published_at"] is None
    own = "<p>Published <time datetime='2022-02-03T08:46:00+02:00'>Feb. the third</time></p>"
    assert body(HEAD, own, lead, entries)["published_at"] == "2022-02-03T06:46:00Z"


RIMA = "<a href='/authors/rima'>Rima Clay</a>"


@each_row(
    ("edition", "said", "names"),
    [
        ("en", f"By {RIMA} <a href='https://x.com/rima'>@rima</a>", ["Rima Clay"]),
        ("en", "By Rima Clay <a href='https://x.com/rima'>@rima</a>", ["Rima Clay"]),
        ("en", "By Rima Clay <a href='mailto:r@x.test'>r@x.test</a>", ["Rima Clay"]),
        ("en", "By Rima Clay @rima and Tom Coe (t@x.test)", ["Rima Clay", "Tom Coe"]),
        ("en", f"By {RIMA} <a href='#'>Follow</a>", ["Rima Clay"]),
        ("en", f"By {RIMA} and Tom Coe", ["Rima Clay", "Tom Coe"]),
        ("en", f"By Tom Coe and {RIMA}, Senior Editor", ["Tom Coe", "Rima Clay"]),
        ("en", f"By {RIMA} and Al Mayadeen English", ["Rima Clay"]),
        ("en", f"By {RIMA} and agencies", ["Rima Clay"]),
        ("es", f"Por {RIMA} y Ana de la Cruz", ["Rima Clay", "Ana de la Cruz"]),
        ("ar", f"بقلم {RIMA} وسمير علي", ["Rima Clay", "سمير علي"]),
        ("en", "By Rima Clay, edited by Tom Coe", ["Rima Clay"]),
        ("en", "By Rima Clay; photos by Tom Coe", ["Rima Clay"]),
        ("en", "By Rima Clay with Tom Coe", ["Rima Clay", "Tom Coe"]),
        ("en", "By Rima Clay and Al Mayadeen correspondents", ["Rima Clay"]),
        ("en", "Analysis by Rima Clay", ["Rima Clay"]),
    ],
)
def test_what_stands_beside_names_is_nobody(edition: str, said: str, names: list[str]) -> None:
    for items in f"<li>{said}</li><li>3 Feb 2022 08:46</li>", f"<li>{said} | 3 Feb 2022 08:46</li>":
        got, _ = parse(HEAD + f"<ul>{items}</ul>" + LEAD + TEXT, edition=edition)
        assert [author["name"] for author in got["authors"]] == names
        assert got["published_at"] == "2022-02-03T06:46:00Z"
        assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)


FIRST = "datetime='2022-02-03T08:46:00+02:00'>3 Feb 2022</time>"
CHANGE = "datetime='2022-02-04T10:00:00+02:00'>4 Feb 2022</time>"


@each_row(
    "line",
    [
        f"<time class='entry-date published' {FIRST}<time class='updated' {CHANGE}",
        f"<time class='updated' {CHANGE} <time class='published' {FIRST}",
        f"Published <time {FIRST}, updated <time {CHANGE}",
        f"Updated <time {CHANGE} | Published: <time {FIRST}",
        f"<b>Published:</b> <time {FIRST} <b>Modified:</b> <time {CHANGE}",
        f"<time itemprop='datePublished' {FIRST}<time itemprop='dateModified' {CHANGE}",
        "3 Feb 2022 08:46 (updated 4 Feb 2022 10:00)",
        "Published 3 Feb 2022 08:46, updated: 4 Feb 2022 10:00",
        "Published at 08:46 on 3 Feb 2022; updated at 10:00 on 4 Feb 2022",
    ],
)
def test_each_of_two_times_is_what_class_or_words_say(line: str) -> None:
    got = body(HEAD, f"<p>{line}</p>", LEAD, TEXT)
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    assert got["modified_at"] == "2022-02-04T08:00:00Z"
    assert got["body_text"] == BODY


def test_a_time_of_change_alone_is_no_publication() -> None:
    for said in "Modified", "Last edited:", "Updated on":
        got = body(HEAD, f"<p>{said} <time {CHANGE}</p>", LEAD, TEXT)
        assert (got["published_date"], got["modified_at"]) == (None, "2022-02-04T08:00:00Z")
    for said in "Available until", "Airs", "<b>Begins:</b>":
        got = body(HEAD, f"<p>{said} <time {CHANGE}</p>", LEAD, TEXT)
        assert (got["published_date"], got["modified_at"]) == (None, None)
        got = body(HEAD, f"<p>{said} <time {CHANGE}</p><p>3 Feb 2022 08:46</p>", LEAD, TEXT)
        assert got["published_at"] == "2022-02-03T06:46:00Z"
    for said in (
        "Norport,", "By Rima Clay on", "Politics", "<b>Norport</b>", "",
        "Source: Agencies", "Agencies", "Rima Clay",
    ):  # fmt: skip
        got = body(HEAD, f"<p>{said} <time {FIRST}</p>", LEAD, TEXT)
        assert got["published_at"] == "2022-02-03T06:46:00Z"
    # Themes name any time so, by the custom of hAtom; and this one is both.
    for names in "updated", "published updated":
        got = body(HEAD, f"<p><time class='{names}' {FIRST}</p>", LEAD, TEXT)
        assert (got["published_at"], got["modified_at"]) == ("2022-02-03T06:46:00Z", None)


@each_row(
    ("edition", "line"),
    [
        ("en", "First published on Feb 3, 2022, 8:46 AM"),
        ("en", "Originally published: 3 Feb 2022 08:46"),
        ("es", "Jueves, 3 de febrero de 2022 a las 08:46 horas"),
        ("es", "Publicado por primera vez: 3/2/2022 08:46"),
        ("ar", "نشر لأول مرة: 3 شباط 2022 08:46"),
    ],
)
def test_a_first_publication_is_the_publication(edition: str, line: str) -> None:
    got, _ = parse(HEAD + f"<p>{line}</p>" + f"<div>{TEXT}</div>", edition=edition)
    assert (got["published_at"], got["summary"]) == ("2022-02-03T06:46:00Z", None)


def test_a_time_that_is_not_read_is_no_summary() -> None:
    for line in "3 شباط 08:46", "The festival: 25 Nov 2021 20:00", "3 Feb":
        got, _ = parse(HEAD + f"<p>{line}</p><div>{TEXT}</div>")
        assert (got["published_date"], got["summary"], got["body_text"]) == (None, None, BODY)
    got, _ = parse(HEAD + f"<p>Posted on 3 Feb 2022 by Rima Clay</p><div>{TEXT}</div>")
    assert got["summary"] is None
    for lead in "Talks go on until 25 Nov 2021", "On 3 Feb 2022 all ferries sailed":
        got, _ = parse(HEAD + f"<p>{lead}</p><div>{TEXT}</div>")
        assert got["summary"] == lead


def test_the_length_of_a_video_is_no_time_of_day() -> None:
    for row in (
        "<p><span>3 Feb 2022</span><span>1:35</span></p>",
        "<ul><li>3 Feb 2022</li><li>1:35</li></ul>",
        "<p>3 Feb 2022 | 1:35</p>",
    ):
        got = body(HEAD, row, LEAD, TEXT)
        assert (got["published_at"], got["published_date"]) == (None, "2022-02-03")
        got = body(HEAD, row.replace("1:35", "08:46"), LEAD, TEXT)
        assert got["published_at"] == "2022-02-03T06:46:00Z"


def test_a_byline_may_be_in_a_footer_within_the_article() -> None:
    footer = "<footer><div>By Rima Clay, <time>3 Feb 2022 08:46</time></div></footer>"
    got = body(f"<article>{HEAD}{footer}{LEAD}{TEXT}</article>")
    assert [author["name"] for author in got["authors"]] == ["Rima Clay"]
    assert got["published_at"] == "2022-02-03T06:46:00Z"
    got = body(f"<main>{HEAD}{TEXT}</main>{footer}")
    assert (got["published_at"], got["authors"]) == (None, [])


@each_row(
    "lines",
    [
        "<p>By Rima Clay</p><p>By Tom Coe</p>",
        f"<ul><li>{RIMA}</li><li><a href='/authors/tom'>Tom Coe</a></li></ul>",
        f"<p>By {RIMA}</p><p>Reporter</p><p>By <a href='/authors/tom'>Tom Coe</a></p>",
        f"<p>{RIMA}</p><p><a href='/authors/rima'>All of hers</a></p><p>By Tom Coe</p>",
        "<p>By Rima Clay</p><p>By Rima Clay</p><p>By Tom Coe</p>",
    ],
)
def test_authors_may_have_a_line_each(lines: str) -> None:
    after = "<p>By Ann Poe</p>"
    got = body(HEAD, lines, "<p>3 Feb 2022 08:46</p>", after, LEAD, TEXT)
    assert [author["name"] for author in got["authors"]] == ["Rima Clay", "Tom Coe"]
    assert (got["summary"], got["body_text"]) == ("They lit the fire on Monday.", BODY)
