"""Which records a watch asks for: the same that ``scrapy search`` finds."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from scrapy.settings import Settings

from mayadeen_crawler.items import Breaking, as_record
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.search.database import opened
from mayadeen_crawler.search.find import Wanted, find
from mayadeen_crawler.search.update import update
from mayadeen_crawler.search.words import parse
from mayadeen_crawler.watch.matching import candidate
from mayadeen_crawler.watch.watch_file import Watch, read
from tests.helpers.articles import article
from tests.helpers.soak_figures import scaled

OLIVES = {
    "headline": "Olive growers meet in Tyre",
    "body_text": "The growers’ union of the south asked for water.\n\nالزيتون في الجنوب",
    "tags": ["Olive oil", "زيت الزيتون"],
    "authors": [Author("Nila Réed")],
    "section": "economy",
}


def watch(path: Path, text: str) -> Watch:
    file = path / "watch.toml"
    file.write_text(f"[watch.one]\n{text}\n", encoding="utf-8")
    settings = Settings()
    settings.set("WATCH_FILE", str(file), priority="cmdline")
    (found,) = read(settings)
    return found


def line(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode()


def matches(record: dict[str, Any], wanted: Watch) -> bool:
    found = candidate(line(record), lambda _: None)
    return found is not None and found.matches(wanted)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("words = 'OLIVE tyre'", True),  # all of them, in any case
        ("words = 'olive beirut'", False),
        ("words = ['beirut', 'water']", True),  # one of the queries
        ("words = '\"olive growers\"'", True),
        ("words = '\"growers olive\"'", False),
        ("words = '\"tyre the\"'", False),  # across headline and text
        ("words = 'grow*'", True),
        ("words = 'grow'", False),
        ("words = 'olive -water'", False),
        ("words = 'olive -wine'", True),
        ("words = '-wine'", True),
        ("words = 'الزَّيتون'", True),  # vowel marks
        ("words = 'growers’'", True),
        ("tags = 'olive OIL'", True),
        ("tags = ['wine', 'زيت الزيتون']", True),
        ("tags = 'olive'", False),  # a tag is a whole label
        ("authors = 'nila reed'", True),
        ("authors = 'Reed'", False),
        ("sections = 'economy'", True),
        ("sections = ['politics', 'economy']", True),
        ("sections = 'politics'", False),
        ("editions = 'en'", True),
        ("editions = ['ar', 'es']", False),
        ("words = 'olive'\nsections = 'politics'", False),  # everything has to fit
        ("words = 'olive'\nkinds = 'breaking'", False),
        ("words = 'olive'\nkinds = ['edits', 'articles']", True),
    ],
)
def test_an_article_fits_as_a_reader_would_say(tmp_path: Path, text: str, does: bool) -> None:
    assert matches(as_record(article(1, **OLIVES)), watch(tmp_path, text)) is does


@pytest.mark.parametrize(
    ("cause", "kinds"),
    [
        ("first", {"articles"}),
        ("edited", {"edits"}),
        ("moved", {"edits"}),
        ("returned", set()),  # the record in removals/ tells it
        ("reextracted", set()),
    ],
)
def test_kinds_of_revisions(tmp_path: Path, cause: str, kinds: set[str]) -> None:
    record = {**as_record(article(1)), "revision_cause": cause}
    found = {
        kind
        for kind in ("articles", "edits", "breaking", "removals")
        if matches(record, watch(tmp_path, f"kinds = '{kind}'"))
    }
    assert found == kinds


@pytest.mark.parametrize(
    "odd",
    [
        b"[]\n", b"{", b'{"record_type": "article"}', b'{"record_type": "article", "id": 5}',
        b"[" * 100_000, b"\xff",
        b'{"record_type": "run", "id": "en:1"}',
        b'{"record_type": "breaking", "id": "en:1", "event": "expired"}',
        b'{"record_type": "breaking", "id": "en:1", "event": ["expired"]}',
    ],
)  # fmt: skip
def test_what_is_no_news_is_passed_over(odd: bytes) -> None:
    assert candidate(odd, lambda _: None) is None


def test_fields_of_another_type_do_not_match(tmp_path: Path) -> None:
    record = {
        "record_type": "article", "id": "en:1", "revision_cause": "first", "headline": 7,
        "tags": {"a": 1}, "authors": ["x", {"name": 3}], "section": [], "edition": None,
    }  # fmt: skip
    for text in ("words = 'x'", "tags = 'a'", "authors = 'x'", "sections = 'economy'"):
        assert not matches(record, watch(tmp_path, text))
    assert matches(record, watch(tmp_path, "editions = 'en'"))


def test_a_removal_without_its_article_matches_by_its_edition_only(tmp_path: Path) -> None:
    record = {"record_type": "removal", "id": "ar:5", "event": "removed", "url": "http://x.test/"}
    assert matches(record, watch(tmp_path, "editions = 'ar'\nkinds = 'removals'"))
    assert not matches(record, watch(tmp_path, "words = 'x'\nkinds = 'removals'"))


#: Words with their spellings, in three languages.
SPELLINGS = [
    ["olive", "Olive", "OLIVE", "olives"],
    ["café", "cafe", "CAFÉ"],
    ["São", "sao"],
    ["growers’", "growers", "grower"],
    ["us-canada", "us", "canada"],
    ["الزيتون", "الزَّيتون", "الزيتـون"],
    ["إعلان", "اعلان", "أعلان"],
    ["حكومة", "حكومه"],
    ["على", "علي"],
    ["2026", "٢٠٢٦"],
    ["ñandú", "nandu"],
]


@pytest.mark.no_records  # theirs lack what no watch looks at
def test_watches_match_what_search_finds(tmp_path: Path) -> None:
    draw = Random(16)

    def words(most: int) -> str:
        return " ".join(draw.choice(draw.choice(SPELLINGS)) for _ in range(draw.randint(1, most)))

    def part() -> str:
        text = f'"{words(3)}"' if draw.random() < 0.3 else words(1)
        star = "*" if text[0] != '"' and draw.random() < 0.3 else ""
        return ("-" if draw.random() < 0.2 else "") + (text[:-1] if star else text) + star

    records = [
        as_record(
            article(
                number, headline=words(4), summary=words(4), body_text=words(9),
                section=draw.choice(["politics", "economy"]), edition=draw.choice(["en", "es"]),
                tags=list({words(2) for _ in range(2)}), authors=[Author(words(2))],
                id=f"en:{number}",
            )
        )
        for number in range(1, 80)
    ]  # fmt: skip
    records += [
        as_record(
            Breaking(
                id=f"en:b{number:016x}", text=words(6), event="appeared",
                first_seen_at="2026-03-01T00:00:00Z", observed_at="2026-03-01T00:00:00Z",
            )
        )
        for number in range(20)
    ]  # fmt: skip
    for kind, name in (("article", "articles"), ("breaking", "breaking")):
        (tmp_path / "output" / name).mkdir(parents=True)
        chosen = [record for record in records if record["record_type"] == kind]
        text = "".join(f"{json.dumps(record)}\n" for record in chosen)
        (tmp_path / "output" / name / "2026-04-01.jsonl").write_text(text, encoding="utf-8")
    filters = [
        ("sections", "section", "politics"), ("tags", "tag", "cafe"), ("editions", "edition", "es"),
        ("authors", "author", "olive"),
    ]  # fmt: skip
    candidates = [candidate(line(record), lambda _: None) for record in records]
    hits = 0
    with opened(tmp_path / "output") as db:
        update(db, tmp_path / "output")
        for _ in range(scaled(60, 400)):
            query = " ".join(part() for _ in range(draw.randint(1, 3)))
            chosen_filters = [one for one in filters if draw.random() < 0.15]
            facets = tuple((name, (value,)) for _, name, value in chosen_filters)
            found = {hit.id for hit in find(db, Wanted(tuple(parse(query)), facets))}
            lines = [f"words = {json.dumps(query)}"]
            lines += [f"{key} = {json.dumps(value)}" for key, _, value in chosen_filters]
            wanted = watch(tmp_path, "\n".join(lines))
            told = {one.record["id"] for one in candidates if one and one.matches(wanted)}
            assert told == found, lines
            hits += len(found)
    assert hits > 100
