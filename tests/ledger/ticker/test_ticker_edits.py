"""Which changes of a line's text are edits: what a news editor would say of each pair."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.ledger.ticker.ticker_edits import SPELLING_ONLY, cost

CORRESPONDENT = "Al Mayadeen's correspondent in North Cove"
REPORTER_AR = "مراسل الميادين في الوادي الشمالي"

#: Before, after, who is known to speak in either.
EDITS = [
    # Spelling, case, marks.
    ("Al Mayaden's correspondent: Ferries stop at Lowport", "Al Mayadeen's correspondent: Ferries stop at Lowport", None),  # noqa: E501
    ("Ferries stop at Lowprot", "Ferries stop at Lowport", None),
    ("ferries stop at Lowport", "Ferries stop at Lowport.", None),
    ("Macron: “No kites” near the bridge", "Macron: 'No kites' near the bridge", "Macron"),
    ("Raid on Khiyam", "Raid on Khiam", None),
    ("توقف العبارات في مرفأ الزيتون", "توقّف العبّارات في مرفأ الزيتون", None),
    ("توقف العبارات في مرفاء الزيتون", "توقف العبارات في مرفأ الزيتون", None),
    ("Presidente de Zarra: habra feria en otoño", "Presidente de Zarra: habrá feria en otoño", None),  # noqa: E501
    # A number.
    ("3 boats missing off Lowport", "5 boats missing off Lowport", None),
    ("Kite cup: Lisbon 2-1 Tyre", "Kite cup: Lisbon 2-2 Tyre", None),
    ("Ministry: 14 wells dry, 20 low", "Ministry: 15 wells dry, 22 low", "Ministry"),
    ("وزارة المياه: 14 بئراً جفت", "وزارة المياه: 16 بئراً جفت", "وزارة المياه"),
    # A word.
    ("Two ferry captains resign over the new harbour toll", "Two ferry captains strike over the new harbour toll", None),  # noqa: E501
    ("Explosion of laughter heard during the vote", "Outburst of laughter heard during the vote", None),  # noqa: E501
    # More words.
    ("Bridge closes", "Bridge closes until Monday", None),
    ("Pope arrives in Turkey", "Pope Leo XIV arrives in Turkey on first overseas trip", None),
    (f"{CORRESPONDENT}: Ferries stop", f"{CORRESPONDENT}: All ferries stop", CORRESPONDENT),
    # A name within a long line.
    ("CBS News: The owner of the two kites found on the roof of the town hall in Zarra has been named as a 29-year-old Belgian baker who acted alone", "CBS News: The owner of the two kites found on the roof of the town hall in Zarra has been named as a 29-year-old Danish baker who acted alone", "CBS News"),  # noqa: E501
    # The speaker was found later, or was another.
    ("Ferries stop at Lowport", "Ministry: Ferries stop at Lowport", "Ministry"),
    ("Ferries stop at Lowport: Reuters", "Ferries stop at Lowport: Harbour office", "Reuters"),
]  # fmt: skip

OTHERS = [
    # One speaker, two lines.
    (f"{CORRESPONDENT}: raid on Khiam", f"{CORRESPONDENT}: raid on Blida", CORRESPONDENT),
    (f"{CORRESPONDENT}: raid on Khiam", f"{CORRESPONDENT}: raid on Blida", None),
    (f"{CORRESPONDENT}: Storm tears the roofs off in al-Mahra", f"{CORRESPONDENT}: Storm tears the roofs off in Kfar Zarra", CORRESPONDENT),  # noqa: E501
    (f"{CORRESPONDENT}: Boats launch a search for al-Mahra's nets.", f"{CORRESPONDENT}: Flares over Markaba", CORRESPONDENT),  # noqa: E501
    (f"{REPORTER_AR}: عاصفة على الزيتون", f"{REPORTER_AR}: عاصفة على بلدة الكروم", REPORTER_AR),
    (f"{REPORTER_AR}: عاصفة على الزيتون", f"{REPORTER_AR}: عاصفة على الكروم", None),
    ("Weavers: We welcome the fair", "Weavers: We reject the toll on looms", "Weavers"),
    ("Zarra's mayor: The ferry “is a red line” for us.", "Zarra's mayor: The town will adopt a strategy for kites.", "Zarra's mayor"),  # noqa: E501
    ("Weavers: Nobody asked us", "Weavers: The fair begins today", None),
    # One pattern, two stories.
    ("Earthquake shakes Lowport", "Earthquake shakes Highport Valley", None),
    ("Storm Over Zarra", "Storm Over Tyre", None),
    ("Sirens sound in Metula", "Sirens sound in Zarra", None),
    ("Alcalde de Zarra: feria en Toledo", "Alcalde de Zarra: feria en Burgos", "Alcalde de Zarra"),
    ("Zarra wins", "Tyre wins", None),
    ("—", "–", None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "speaker"), EDITS)
def test_edits(old: str, new: str, speaker: str | None) -> None:
    assert cost(old, new, (speaker,)) is not None


@pytest.mark.parametrize(("old", "new", "speaker"), OTHERS)
def test_other_lines(old: str, new: str, speaker: str | None) -> None:
    assert cost(old, new, (speaker,)) is None


def test_a_spelling_is_told_from_a_number() -> None:
    spelling = cost("Raid on Khiyam", "Raid on Khiam")
    number = cost("3 boats missing", "4 boats missing")
    assert spelling is not None
    assert number is not None
    assert spelling <= SPELLING_ONLY < number


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_compared(old: str, new: str, speaker: str) -> None:
    price = cost(old, new, (speaker, None))
    assert price is None or price >= 0
    assert cost(old, old, (speaker,)) == 0


def test_hostile_lines_cost_little() -> None:
    words = [f"word{number}" for number in range(50_000)]
    began = time.process_time()
    assert cost(" ".join(words), " ".join(reversed(words))) is None
    assert cost("a" * 1_000_000, "b" * 1_000_000) is None
    assert cost(": " * 200_000, ":" * 300_000, (":", " ")) is None
    assert time.process_time() - began < 10  # hours, were it not bounded
