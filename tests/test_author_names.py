"""Who is named in the text that a source gives as the author."""

from __future__ import annotations

import time

from mayadeen_crawler.author_names import (
    MAX_TEXT,
    could_sign,
    is_house,
    is_name,
    is_nobody,
    people,
    person,
    sources,
)
from tests.helpers.table_tests import each_row


@each_row(
    ("text", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("BY: Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, John Roe and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe, John Roe, & Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe; John Roe | Ann Poe / Tim Coe", ["Jane Doe", "John Roe", "Ann Poe", "Tim Coe"]),
        ("Por Ana de la Cruz y Luis Gil", ["Ana de la Cruz", "Luis Gil"]),
        ("Ana Gil e Inés Paz", ["Ana Gil", "Inés Paz"]),
        ("بقلم: هدى نور", ["هدى نور"]),
        ("هدى نور وسمير علي", ["هدى نور", "سمير علي"]),
        ("هدى نور و سمير علي", ["هدى نور", "سمير علي"]),
        ("هدى نور، سمير علي ووليد حسن", ["هدى نور", "سمير علي", "وليد حسن"]),
        ("هدى نور، وسمير علي", ["هدى نور", "سمير علي"]),
        # Names that begin with the letter.
        ("هدى واكيم", ["هدى واكيم"]),
        ("سمير علي وليد حسن", ["سمير علي وليد حسن"]),
        ("جون ويلسون وهدى نور", ["جون ويلسون", "هدى نور"]),
        # The last letter of the word for a writer is often written so.
        ("الكاتبه هدى نور", ["هدى نور"]),
        ("اعداد: هدى نور", ["هدى نور"]),
    ],
)
def test_several_people_are_parted(text: str, names: list[str]) -> None:
    assert people(text) == names


@each_row(
    "beside",
    [
        ", Editor in Chief", ", Senior Reporter", " — Correspondent", " - Staff writer", "—Analyst",
        " - Beirut", " – Beirut", " - New York", ", Beirut", " in Beirut", " en La Habana",
        ", special correspondent in Gaza City", " (Beirut)", ", Reuters", " | Al Mayadeen English",
        ", PhD", " and agencies", " for Al Mayadeen English", " para Al Mayadeen",
        " desde Caracas", ", periodista y escritora", ", for Al Mayadeen English",
        ", para Al Mayadeen Español", ", de Al Mayadeen", "، للميادين نت",
    ],
)  # fmt: skip
def test_positions_and_places_are_no_names(beside: str) -> None:
    assert people(f"Jane Doe{beside}") == ["Jane Doe"]
    if beside[0] in " —" and "(" not in beside and "|" not in beside:
        assert people(f"By Ann Poe and Jane Doe{beside}") == ["Ann Poe", "Jane Doe"]


@each_row(
    ("text", "name"),
    [
        ("هدى نور - بيروت", "هدى نور"),
        ("هدى نور، مراسلة الميادين في بيروت", "هدى نور"),
        ("هدى نور من بيروت", "هدى نور"),
        ("مراسل الميادين هدى نور", "مراسل الميادين هدى نور"),
        ("هدى نور - كاتبة وباحثة", "هدى نور"),
        ("هدى نور للميادين نت", "هدى نور"),
        ("Tom Coe, Jr.", "Tom Coe Jr."),
        ("Tom Coe Sr.", "Tom Coe Sr."),
        ("Tom Coe III", "Tom Coe III"),
        ("J. R. Coe", "J. R. Coe"),
        ("Anna van der Poel", "Anna van der Poel"),
        ("Said ibn al-Hakim", "Said ibn al-Hakim"),
        ("José Ortega y Gasset", "José Ortega y Gasset"),
        ("Jane and John Roe", "Jane and John Roe"),
        ("Jean-Paul Clay", "Jean-Paul Clay"),
        ("Centre for Research and Studies", "Centre for Research and Studies"),
        ("مركز الدراسات والبحوث", "مركز الدراسات والبحوث"),
        ("Al Mayadeen English", "Al Mayadeen English"),
        ("Staff Writer", "Staff Writer"),
        ("Reuters", "Reuters"),
    ],
)
def test_one_name_stays_one(text: str, name: str) -> None:
    assert people(text) == [name]


@each_row(
    "beside",
    [", Clay Institute", " - Harbor News", ", The Kiln", ", La Jornada", ", Canal 12",
     "، صحيفة المرفأ", " + Agencies", ", translated by Ann Poe",
     " | Translation: Ann Poe", "، ترجمة: هدى نور", ", edited by Ann Poe", "; Photos by Ann Poe",
     " @jane", " <jane@x.test>"],
)  # fmt: skip
def test_employers_and_translators_are_beside_the_author(beside: str) -> None:
    assert people(f"Jane Doe{beside}") == ["Jane Doe"]


@each_row(
    ("text", "names"),
    [
        ("ترجمة: هدى نور", ["هدى نور"]),
        ("ترجمة هدى نور", ["هدى نور"]),
        ("حوار: هدى نور", ["هدى نور"]),
        ("تقرير: هدى نور وسمير علي", ["هدى نور", "سمير علي"]),
        ("إعداد وترجمة: هدى نور", ["هدى نور"]),
        ("إعداد وتحرير هدى نور وسمير علي", ["هدى نور", "سمير علي"]),
        ("إعداد وتقديم: هدى نور", ["هدى نور"]),
        ("ترجمة وإعداد هدى نور", ["هدى نور"]),
        ("ترجمة وتحرير: هدى نور", ["هدى نور"]),
        ("تحرير: هدى نور", ["هدى نور"]),
        ("هدى نور، تحرير: سمير علي", ["هدى نور"]),
        ("إعداد وائل نور", ["وائل نور"]),
        ("Entrevista: Ana Gil", ["Ana Gil"]),
        ("Translated by Ann Poe", ["Ann Poe"]),
        ("Translated by: Ann Poe", ["Ann Poe"]),
        ("Compiled by Jane Doe", ["Jane Doe"]),
        ("الكاتب والباحث سمير علي", ["سمير علي"]),
        ("الكاتبة والمحللة السياسية هدى نور", ["هدى نور"]),
        ("Equipo de Al Mayadeen", ["Equipo de Al Mayadeen"]),
        ("Interview: Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Al Mayadeen English + Agencies", ["Al Mayadeen English"]),
        ("Ministry of Wells, Ministry of Kilns", ["Ministry of Wells", "Ministry of Kilns"]),
        ("Agencies, Harbor News", ["Agencies", "Harbor News"]),
    ],
)
def test_words_for_the_work_are_no_part_of_the_name(text: str, names: list[str]) -> None:
    assert people(text) == names


@each_row(
    ("text", "named"),
    [
        ("Al Mayadeen - Agencies", ["Al Mayadeen", "Agencies"]),
        ("Al Mayadeen and Agencies", ["Al Mayadeen", "Agencies"]),
        ("Al Mayadeen Net & agencies", ["Al Mayadeen Net", "agencies"]),
        ("Agencies/Al Mayadeen", ["Agencies", "Al Mayadeen"]),
        ("Prensa Latina y Al Mayadeen", ["Prensa Latina", "Al Mayadeen"]),
        ("Agencies and Harbor Daily and Reuters", ["Agencies", "Harbor Daily", "Reuters"]),
        ("الميادين نت ووكالات", ["الميادين نت", "وكالات"]),
        ("وكالات و الميادين", ["وكالات", "الميادين"]),
        ("الميادين وصحيفة المرفأ", ["الميادين", "صحيفة المرفأ"]),
        ("الميادين نت وموقع المرفأ", ["الميادين نت", "موقع المرفأ"]),
        ("الميادين ورويترز", ["الميادين", "رويترز"]),
        ("سبوتنيك ووكالات وصحف", ["سبوتنيك", "وكالات", "صحف"]),
        # One name, and a place.
        ("Bosnia and Herzegovina News", ["Bosnia and Herzegovina News"]),
        ("Tom & Ann", ["Tom & Ann"]),
        ("وكالات وول ستريت جورنال", ["وكالات وول ستريت جورنال"]),
        ("Al Mayadeen - Gaza", ["Al Mayadeen - Gaza"]),
        ("Agencies &", ["Agencies &"]),
    ],
)
def test_sources_are_parted_at_known_ones(text: str, named: list[str]) -> None:
    assert sources(text) == named


@each_row(
    ("name", "house"),
    [
        ("Al-Mayadeen english", True),
        ("Almayadeen", True),
        ("Al Mayadeen en Espanol", True),
        ("الميادين نت", True),
        ("Prensa Latina", True),
        ("رويترز", True),
        ("Jane Doe", False),
        ("Mayadeen Clay", False),
        ("", False),
    ],
)
def test_the_outlet_and_agencies_are_nobody(name: str, house: bool) -> None:
    assert is_house(name) is house
    assert is_nobody(name) is house


@each_row("name", ["News Desk", "Staff Writer", "editor", "jdoe", "j.doe_2", "محرر"])
def test_desks_and_accounts_are_nobody(name: str) -> None:
    assert is_nobody(name)
    assert not is_house(name)


@each_row(
    ("text", "can"),
    [
        ("Jane Doe, Senior Reporter", True),
        ("Ann van der Poel and Said ibn al-Hakim", True),
        ("Centre for Research and Studies", True),
        ("Reuters staff", True),
        ("al mayadeen net", True),
        ("هدى نور، مراسلة الميادين في بيروت", True),
        ("Sea, Clay Flotilla sails for the Harbor", False),
        ("Gaza, los puertos rompen relaciones con Norlandia", False),
        ("One Two Three Four Five Six Seven Eight Nine", False),
    ],
)
def test_a_text_after_by_that_can_be_a_signature(text: str, can: bool) -> None:
    assert could_sign(text) is can


def test_what_is_no_name() -> None:
    for text in (
        "https://example.org/jane",
        "www.example.org",
        "jane@example.org",
        "@jane",
        "",
        " , ",
    ):
        assert people(text) == []
    assert people("Tom Coe, Jr. and Ann Poe, Editor") == ["Tom Coe Jr.", "Ann Poe"]


def test_a_links_text_is_one_name() -> None:
    assert person("By Jane Doe, Editor in Chief") == "Jane Doe"
    assert person("Doe, Jane") == "Doe, Jane"
    assert person("") == ""


@each_row(
    "text",
    ["Jane Doe", "Ana de la Cruz", "Said al-Hakim", "J. R. Coe", "هدى نور", "هدى نور وسمير علي"],
)
def test_a_line_that_can_be_a_name(text: str) -> None:
    assert is_name(text)


@each_row(
    "text",
    ["Jane", "World news", "3 Feb 2022", "Staff Writer", "Ministry of Health", "اقتصاد", "شارك 5",
     "a b", "One Two Three Four Five Six Seven", "", "وزارة الصحة"],
)  # fmt: skip
def test_a_line_that_is_no_name(text: str) -> None:
    assert not is_name(text)


@each_row("part", ["a, ", " and ", " و", "a in ", " - ", "(", "by ", "، و", "a "])
def test_the_time_grows_with_the_length(part: str) -> None:
    text = (part * MAX_TEXT)[:MAX_TEXT]
    begin = time.process_time()
    for _ in range(10):
        people(text)
        is_name(text)
        could_sign(text)
        sources(text[:200])
    assert time.process_time() - begin < 2
    assert people(text + "a") == []
