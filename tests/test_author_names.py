"""Who is named in the text that a source gives as the author."""

from __future__ import annotations

import time

import pytest

from mayadeen_crawler.author_names import MAX_TEXT, is_name, people, person


@pytest.mark.parametrize(
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
    ],
)
def test_several_people_are_parted(text: str, names: list[str]) -> None:
    assert people(text) == names


@pytest.mark.parametrize(
    "beside",
    [
        ", Editor in Chief", ", Senior Reporter", " — Correspondent", " - Staff writer", "—Analyst",
        " - Beirut", " – Beirut", " - New York", ", Beirut", " in Beirut", " en La Habana",
        ", special correspondent in Gaza City", " (Beirut)", ", Reuters", " | Al Mayadeen English",
        ", PhD", " desde Caracas", ", periodista y escritora",
    ],
)  # fmt: skip
def test_positions_and_places_are_no_names(beside: str) -> None:
    assert people(f"Jane Doe{beside}") == ["Jane Doe"]
    if not beside.endswith(")") and "," not in beside:
        assert people(f"By Ann Poe and Jane Doe{beside}") == ["Ann Poe", "Jane Doe"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("هدى نور - بيروت", "هدى نور"),
        ("هدى نور، مراسلة الميادين في بيروت", "هدى نور"),
        ("هدى نور من بيروت", "هدى نور"),
        ("هدى نور - كاتبة وباحثة", "هدى نور"),
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


def test_what_is_no_name() -> None:
    for text in "https://example.org/jane", "www.example.org", "jane@example.org", "", " , ":
        assert people(text) == []
    assert people("Tom Coe, Jr. and Ann Poe, Editor") == ["Tom Coe Jr.", "Ann Poe"]


def test_a_links_text_is_one_name() -> None:
    assert person("By Jane Doe, Editor in Chief") == "Jane Doe"
    assert person("Doe, Jane") == "Doe, Jane"
    assert person("") == ""


@pytest.mark.parametrize(
    "text",
    ["Jane Doe", "Ana de la Cruz", "Said al-Hakim", "J. R. Coe", "هدى نور", "هدى نور وسمير علي"],
)
def test_a_line_that_can_be_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    ["Jane", "World news", "3 Feb 2022", "Staff Writer", "Ministry of Health", "اقتصاد", "شارك 5",
     "a b", "One Two Three Four Five Six Seven", "", "وزارة الصحة"],
)  # fmt: skip
def test_a_line_that_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("part", ["a, ", " and ", " و", "a in ", " - ", "(", "by ", "، و", "a "])
def test_the_time_grows_with_the_length(part: str) -> None:
    text = (part * MAX_TEXT)[:MAX_TEXT]
    begin = time.process_time()
    for _ in range(10):
        people(text)
        is_name(text)
    assert time.process_time() - begin < 2
    assert people(text + "a") == []
