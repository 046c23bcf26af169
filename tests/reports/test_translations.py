"""The report's words: each text in each language, asked for by name, right for any number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from mayadeen_crawler.reports.translations import MONTHS, WEEKDAYS, WORDS
from mayadeen_crawler.reports.wording import LANGUAGES, Wording

_PLACE = re.compile(r"\{(\w+)")
_ARABIC = re.compile(r"[\u0621-\u064a]")


def test_each_text_is_in_each_language_with_the_same_values() -> None:
    assert len(WORDS) > 200
    for name, texts in WORDS.items():
        assert len(texts) == len(LANGUAGES), name
        assert all(text.strip() for text in texts), name
        places = [set(_PLACE.findall(text)) for text in texts]
        assert places[0] == places[1] == places[2], name
        arabic = texts[LANGUAGES.index("ar")]
        assert _ARABIC.search(arabic), name
        assert "|" not in arabic, name  # a noun for each number would need six


def test_each_text_that_is_asked_for_is_there_and_none_is_left_over() -> None:
    folder = Path(str(files("mayadeen_crawler.reports")))
    sources = [
        path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html") and path.name != "words.py"
    ]
    text = "\n".join(sources)
    named = {name for name in re.findall(r"\"([a-z_]+\.[a-z0-9_.]+)\"", text)
             if name.split(".")[0] in {key.split(".")[0] for key in WORDS}}  # fmt: skip
    assert named - WORDS.keys() <= {"fields.chart_table"}
    # Those that are put together: f"unit.{unit}", f"{name}.chart", …
    built = re.compile(
        r"(unit|field|outcome|reason|names|breaking|removals|runs|list|edits)\..+"
        r"|\w+\.(chart|table)|fields\.chart_table"
    )
    assert [name for name in WORDS if name not in named and not built.fullmatch(name)] == []


def test_a_number_chooses_its_noun_and_has_the_languages_marks() -> None:
    one, many = ({"n": n, "edited": 0, "withdrawn": 1, "edited_share": "0 %",
                  "withdrawn_share": "1 %"} for n in (1, 1234))  # fmt: skip
    say = Wording("en").say
    assert say("breaking.takeaway", **one).startswith("1 line appeared; 0 (0 %) were edited")
    assert say("breaking.takeaway", **many).startswith("1,234 lines appeared")
    spanish = Wording("es")
    assert spanish.say("breaking.takeaway", **many).startswith("Aparecieron 1.234 líneas")
    assert spanish.number(1234.5) == "1.234,5"
    assert spanish.share(1, 40) == "2,5 %"
    assert Wording("ar").say("breaking.takeaway", **many).startswith("ما ظهر من العواجل: 1,234؛")


def test_words_of_a_page_stay_escaped() -> None:
    tag = Markup("<q>{}</q>").format("<b>{n}")
    said = Wording().say("tags.takeaway", tag=tag, on=2, n=3)
    assert said == "<q>&lt;b&gt;{n}</q> is on 2 of 3 articles"


def test_times_keep_their_order_in_a_text_from_right_to_left() -> None:
    said = Wording("ar").say("lines.gone_at", at="2026-03-01 12:09")
    assert said.endswith("\u20662026-03-01 12:09\u2069")


def test_days_and_lengths_are_written_in_words() -> None:
    assert Wording().day(date(2026, 3, 3)) == "Tue 3 Mar 2026"
    assert Wording("es").day(date(2026, 3, 3)) == "mar 3 mar 2026"
    assert Wording("ar").day(date(2026, 3, 1)) == "الأحد 1 آذار 2026"
    lengths = [timedelta(seconds=n) for n in (45, 720, 11_100, 187_200)]
    assert [Wording().length(one) for one in lengths] == ["45 s", "12 min", "3 h 05 min", "2 d 4 h"]
    assert all(len(names) == 7 for names in WEEKDAYS.values())
    assert all(len(names) == 12 for names in MONTHS.values())
