"""Arabic and Spanish pages where a reader is in no doubt: labels that are also other words."""

from __future__ import annotations

from typing import Any

import pytest

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.pages.dom.phrases import is_sentence
from tests.helpers import parse_page
from tests.helpers.table_tests import each_row


def parse(page: str, edition: str) -> dict[str, Any]:
    url = f"{EDITIONS[edition].base_url}/news/politics/a-page-of-made-up-text"
    return parse_page.parse(page, url=url, edition=edition)[0]


ARABIC = """
<h1>صيادو صور يعدّون قواربهم</h1>
<ul><li>بقلم نورس الساحلي</li><li>٥ كانون الثاني/يناير ٢٠٢٤ ١٩:٢٠</li><li>3 مشاركات</li></ul>
<div>دقيقتا قراءة</div>
<p>عددها هذا العام أقل.</p><div><p>بدأ العدّ فجر الجمعة.</p><p>وينتهي يوم الأحد.</p></div>
<div><h3>تغطيات</h3><div><a href="/coverage">الكل</a></div></div>
<div><h3>اقرأ أيضاً</h3><div><a href="/coverage">الكل</a></div>
<div><a href="/reports/a-b-c"><img src="/1.jpg" alt="جسر"></a><div>{label}</div>
<a href="/reports/a-b-c">جسر جديد في صيدا</a></div>
<div><a href="/video/d-e-f"><img src="/2.jpg" alt="ملح"></a><div>فيديو</div>
<a href="/video/d-e-f">موسم الملح</a></div></div>
"""


@each_row(
    ("edition", "words"),
    [
        ("ar", "للمزيد: {}"),
        ("ar", "اقرأ أيضًا | {}"),
        ("ar", "شاهد: {}"),
        ("ar", "تابعوا الميادين على <a href='https://t.example/x'>تلغرام</a>"),
        ("es", "Ver también: {}"),
        ("es", "Le puede interesar: {}"),
        ("es", "<b>Lee además:</b> {}"),
    ],
)
def test_a_paragraph_that_leads_elsewhere_is_no_text(edition: str, words: str) -> None:
    link = '<a href="/reports/a-b-c">Un puente nuevo une las dos orillas</a>'
    text = ["El conteo empezó el viernes.", "Termina el domingo en el puerto."]
    for place in ("p-content", "q7z"):
        body = f"<p>{text[0]}</p><p>{words.format(link)}</p><p>{text[1]}</p>"
        page = f"<h1>¿Quién cuenta?</h1><p>3/2/2022 08:46</p><div class='{place}'>{body}</div>"
        assert parse(page, edition)["body_text"].split("\n\n") == text


@each_row("label", ["تغطيات", "عاجل", "<span>تغطيات</span>", "<ul><li>تغطيات</li></ul>"])
def test_a_cards_label_is_no_head_of_a_box(label: str) -> None:
    found = parse(ARABIC.replace("{label}", label), edition="ar")
    assert [(r["list"], r["headline"]) for r in found["related"]] == [
        ("read_next", "جسر جديد في صيدا"),
        ("read_next", "موسم الملح"),
    ]
    assert found["related"][1]["label"] == "فيديو"
    assert found["body_text"] == "بدأ العدّ فجر الجمعة.\n\nوينتهي يوم الأحد."
    assert (found["read_minutes"], found["shares"]) == (2, 3)
    assert found["published_at"] == "2024-01-05T17:20:00Z"


@pytest.mark.parametrize("head", ["<h3>تغطيات</h3>", "<div><div>تغطيات</div></div>"])
def test_a_head_above_one_card_is_a_head(head: str) -> None:
    box = f'<div>{head}<div><a href="/coverage/x-y-z">عام العبّارة</a></div></div>'
    page = ARABIC.replace("{label}", "سياسة").replace("<div><h3>تغطيات</h3>", f"{box}<div>", 1)
    found = parse(page, edition="ar")
    assert len(found["related"]) == 2
    assert found["body_text"].endswith("وينتهي يوم الأحد.")


SPANISH = """
<h1>¿Quién cuenta los botes?</h1>
<ul><li>Por Iría Vasconde</li><li>3 de febrero de 2022, 08:46</li></ul>
<p>Cada año son menos.</p><div><p>El conteo empezó el viernes.</p></div>
<div><h3>Siga leyendo</h3>
<div><a href="/news/politics/a-b-c"><img src="/1.jpg" alt="Puente"></a><div>{label}</div>
<a href="/news/politics/a-b-c">Un puente de cedro</a></div>
<div><a href="/news/sports/d-e-f"><img src="/2.jpg" alt="Sal"></a><div>Deportes</div>
<a href="/news/sports/d-e-f">La copa de cometas</a></div></div>
"""


@each_row("words", ["Cargar más", "Cargar mas", "VER MAS"])
def test_a_control_in_a_text_is_none_of_it(words: str) -> None:
    text = f"</p><p>{words}</p><p>Terminó el domingo.</p></div>"
    page = SPANISH.replace("{label}", "Sal").replace("</p></div>", text, 1)
    found = parse(page, edition="es")
    assert found["body_text"] == "El conteo empezó el viernes.\n\nTerminó el domingo."


@each_row("label", ["EE. UU.", "EE.UU.", "EE.\u00a0UU.", "R.D.C."])
def test_initials_are_a_label(label: str) -> None:
    found = parse(SPANISH.replace("{label}", label), edition="es")
    assert [(r["headline"], r["label"]) for r in found["related"]] == [
        ("Un puente de cedro", label.replace("\u00a0", " ")),
        ("La copa de cometas", "Deportes"),
    ]
    assert found["body_text"] == "El conteo empezó el viernes."


@each_row(
    ("text", "expected"),
    [
        ("EE. UU.", False),
        ("U.S.A.", False),
        ("Sí. No.", True),
        ("Fin.", True),
        ("OK.", True),
        ("He flew to the U.S.", True),
    ],
)
def test_sentences_and_initials(text: str, expected: bool) -> None:
    assert is_sentence(text) is expected


@each_row("head", ["اقرأ أيضًا", "إقرأ أيضا", "اقرا ايضا:"])
def test_a_list_is_found_however_its_head_is_spelled(head: str) -> None:
    page = ARABIC.replace("{label}", "سياسة").replace("اقرأ أيضاً", head)
    assert [(r["list"], r["headline"]) for r in parse(page, edition="ar")["related"]] == [
        ("read_next", "جسر جديد في صيدا"),
        ("read_next", "موسم الملح"),
    ]


@each_row(
    ("edition", "head"),
    [("ar", "الاكثر قراءة"), ("ar", "الأكثر قراءه"), ("ar", "الأكثر قراءةً"), ("es", "Lo mas leido"),
     ("es", "MÁS LEÍDAS"), ("es", "Mas leidas")],
)  # fmt: skip
def test_most_read_before_the_headline_is_found_however_it_is_spelled(
    edition: str, head: str
) -> None:
    card = '<a href="/news/politics/b-b-b"><p>Un puente de cedro</p></a>'
    page = (SPANISH if edition == "es" else ARABIC).replace("{label}", "")
    found = parse(f"<aside><h4>{head}</h4><div>{card}</div></aside>{page}", edition=edition)
    assert [r["list"] for r in found["related"]].count("most_read") == 1
