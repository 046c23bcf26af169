"""``scrapy search``: which words find what, and that the index follows the feeds."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mayadeen_crawler.commands.search import Command
from mayadeen_crawler.items import Breaking, as_record
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.search.database import FILE_NAME
from mayadeen_crawler.search.find import Wanted, find
from mayadeen_crawler.search.rows import enter
from mayadeen_crawler.search.tables import create
from mayadeen_crawler.search.words import parse
from tests.helpers.articles import article, feed
from tests.helpers.command_in_process import command_line, run_command
from tests.helpers.crawls import crawl
from tests.helpers.processes import scrapy


def story(number: int, headline: str, body: str = "", **fields: Any) -> dict[str, Any]:
    """Return an article's record, published on that day of March."""
    day = f"2026-03-{number:02}"
    values: dict[str, Any] = {
        "id": f"en:{number}", "headline": headline, "body_text": body or None,
        "published_at": f"{day}T08:00:00Z", "published_date": day,
        "authors": [], "keywords": [], **fields,
    }  # fmt: skip
    return as_record(article(number, **values))


def line(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """Return a breaking line's record, first seen on that day of March."""
    seen = f"2026-03-{number:02}T09:00:00Z"
    values: dict[str, Any] = {
        "id": f"en:b{number:016x}", "edition": "en", "publisher": "Made-up News", "text": text,
        "position": 1, "first_seen_at": seen, "last_seen_at": seen, "observed_at": seen,
        "event": "appeared", "run_id": "test", **fields,
    }  # fmt: skip
    return as_record(Breaking(**values))


def write(folder: Path, kind: str, *records: dict[str, Any], day: str = "2026-04-01") -> None:
    (folder / kind).mkdir(exist_ok=True)
    with (folder / kind / f"{day}.jsonl").open("a", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def search(folder: Path, *words: str) -> list[dict[str, Any]]:
    done = run_command(Command, folder, *words, "--json")
    assert done.status == 0
    assert done.err == "" or "--limit" in words
    return [json.loads(hit) for hit in done.out.splitlines()]


def ids(folder: Path, *words: str) -> list[str]:
    return [hit["id"] for hit in search(folder, *words)]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    write(
        folder, "articles",
        story(1, "Olive growers meet in Tyre", "The growers of the south asked for water."),
        story(2, "A harbour reopens", "Ships of olive oil left. The growers’ union was there."),
        story(3, "Élysée answers", "The café in São Paulo closed.", edition="es",
              section="latin-america", tags=["Brasil"], authors=[Author("Ana Ríos")]),
        story(4, "إعلان في المدينة", "أَعلنتِ الحكومة عن ساعة جديدة على الطريق", edition="ar",
              authors=[Author("رنا حداد")]),
        story(5, "Day only", "Olive trees of a day.", published_at=None),
        story(6, "US-Canada talks", "The price of olives rose.", section="us-canada",
              tags=["#Harvest"]),
    )  # fmt: skip
    write(folder, "breaking", line(9, "Officials: olive harvest begins"))
    return folder


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["olive"], ["b9", "5", "2", "1"]),  # the newest first
        (["OLIVE growers"], ["2", "1"]),  # all of the words
        (["olive", "growers"], ["2", "1"]),
        (['"olive growers"'], ["1"]),  # next to each other
        (['"growers olive"'], []),
        (["olive -union"], ["b9", "5", "1"]),
        (['olive -"the growers"'], ["b9", "5"]),
        (["oliv*"], ["b9", "6", "5", "2", "1"]),
        (["o*"], ["b9", "6", "5", "2", "1"]),
        (["ا*"], ["4"]),
        (['"tyre the"'], []),  # the headline's last word, the text's first
        (["politics"], []),  # a section is no word of a text
        (["polit*", "replica*"], []),
        (["-olive"], ["6", "4", "3"]),
        (["olive", "-harbour"], ["b9", "5", "1"]),  # neither -h
        (["olive", "-south"], ["b9", "5", "2"]),  # nor -s outh
        (["olive", "-Left", "-ships"], ["b9", "5", "1"]),  # nor -L eft
        (["-south olive"], ["b9", "5", "2"]),
        (["olive", "-union", "-s", "LOG_LEVEL=ERROR"], ["b9", "5", "1"]),
        (["olive", "-sLOG_LEVEL=ERROR", "-L", "ERROR"], ["b9", "5", "2", "1"]),
        (["elysee"], ["3"]),  # accents
        (["sao cafe"], ["3"]),
        (["اعلنت الحكومه"], ["4"]),  # alef, vowel marks, ta marbuta
        (["علي"], ["4"]),  # alef maqsura and ya
        (["السـاعة"], []),
        (["ســاعة"], ["4"]),  # tatweel
        (["us-canada"], ["6"]),
        (["us-c*"], ["6"]),  # the last word of a phrase may go on
        (["us-canad*"], ["6"]),
        (["us-o*"], []),
        (["growers'"], ["2", "1"]),
        (["olive", "--section", "us-canada,politics"], ["5", "2", "1"]),
        (["--section", "latin-america"], ["3"]),
        (["--tag", "brasil"], ["3"]),
        (["--tag", "harvest"], ["6"]),
        (["--tag", "«harvest»,#Brasil"], ["6", "3"]),
        (["--author", "ana rios"], ["3"]),
        (["--author", "رنا حداد"], ["4"]),
        (["--edition", "ar"], ["4"]),
        (["olive", "--since", "2026-03-02", "--until", "2026-03-05"], ["5", "2"]),
        (["olive", "--since", "2026-03-09"], ["b9"]),
        (["olive", "--kind", "breaking"], ["b9"]),
        (["olive", "--limit", "2"], ["b9", "5"]),
    ],
)
def test_words_find_what_a_reader_would(output: Path, words: list[str], found: list[str]) -> None:
    expected = [f"en:b{int(one[1:]):016x}" if one.startswith("b") else f"en:{one}" for one in found]
    assert ids(output, *words) == expected


def test_a_hit_shows_where_the_words_stand(output: Path) -> None:
    (hit,) = search(output, "water growers")
    assert hit == {
        "id": "en:1",
        "revision": 1,
        "url": "http://replica.test/news/politics/made-up-story-1",
        "headline": "Olive growers meet in Tyre",
        "published_at": "2026-03-01T08:00:00Z",
        "section": "politics",
        "edition": "en",
        "snippet": "The **growers** of the south asked for **water**.",
    }
    assert search(output, "اعلنت")[0]["snippet"].startswith("**أَعلنتِ** الحكومة")


def test_for_people_it_prints_headline_facts_snippet_and_address(output: Path) -> None:
    done = scrapy("search", "water", "-s", f"OUTPUT_DIR={output}", code=0)
    assert done.stdout.splitlines() == [
        "Olive growers meet in Tyre",
        "2026-03-01 08:00 · en · politics",
        "The growers of the south asked for **water**.",
        "http://replica.test/news/politics/made-up-story-1",
        "",
    ]


def test_without_a_hit_the_status_is_good(output: Path) -> None:
    folder = ("-s", f"OUTPUT_DIR={output}")
    done = command_line("search", "zeppelin", *folder, code=0)
    hint = ": all words must be there, whole; grow* is also growers"
    assert (done.out, done.err) == ("", f"nothing found{hint}\n")
    done = command_line("search", "--since", "2027-01-01", *folder, code=0)
    assert (done.out, done.err) == ("", "nothing found\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["olive", "--section", "politcs"], "no article has --section 'politcs'; did you mean '"),
        (["--tag", "brasill"], "no article has --tag 'brasill'; did you mean 'Brasil'?"),
        (["--tag", "#harvst", "--section", "politcs"], "no article has --section 'politcs'; did"),
        (["--author", "Ana Rioz"], "no article has --author 'Ana Rioz'; did you mean 'Ana Ríos'?"),
        (["--tag", "zeppelin"], "no article has --tag 'zeppelin'"),
        # These are there: it is the words that are not.
        (["zeppelin", "--tag", "BRASIL"], "all words must be there"),
        (["zeppelin", "--kind", "breaking", "--edition", "es"], "all words must be there"),
    ],
)  # fmt: skip
def test_a_filter_that_no_article_fits_is_named(output: Path, words: list[str], says: str) -> None:
    done = run_command(Command, output, *words)
    assert (done.status, done.out, len(done.err.splitlines())) == (0, "", 1)
    assert done.err.startswith(f"nothing found: {says}")


def test_that_there_are_more_hits_is_said(output: Path) -> None:
    folder = ("-s", f"OUTPUT_DIR={output}", "--json")
    all_of_them = command_line("search", "olive", *folder, "--limit", "0", code=0)
    number = len(all_of_them.out.splitlines())
    assert (number > 1, all_of_them.err) == (True, "")
    done = command_line("search", "olive", *folder, "--limit", str(number), code=0)
    assert (done.out, done.err) == (all_of_them.out, "")
    done = command_line("search", "olive", *folder, "--limit", str(number - 1), code=0)
    assert done.out.splitlines() == all_of_them.out.splitlines()[:-1]
    assert done.err == f"the newest {number - 1}; --limit 0 shows all\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name the words"),
        (["!!"], "holds no word"),
        (["x", "--edition", "fr"], "--edition 'fr' is none of en, ar, es"),
        (["x", "--kind", "breakng"], "did you mean 'breaking'?"),
        (["x", "--since", "soon"], "is not an ISO date"),
        (["x", "--limit", "-1"], "--limit"),
        (["x", "-n", "5"], "no -n here: see -h"),
        (["x", "--kind", "breaking", "--tag", "y"], "--tag is not for --kind breaking"),
    ],
)
def test_wrong_use_is_one_line(output: Path, words: list[str], says: str) -> None:
    done = command_line("search", *words, "-s", f"OUTPUT_DIR={output}", code=2)
    assert len(done.err.splitlines()) == 1
    assert says in done.err


def test_the_index_follows_the_feeds(tmp_path: Path) -> None:
    write(tmp_path, "articles", story(1, "The old headline"))
    assert ids(tmp_path, "old") == ["en:1"]
    write(
        tmp_path, "articles", story(1, "The new headline", revision=2), story(2, "Another old one")
    )
    assert ids(tmp_path, "old") == ["en:2"]
    assert [hit["revision"] for hit in search(tmp_path, "new headline")] == [2]
    assert ids(tmp_path, "old", "--all-revisions") == ["en:2", "en:1"]
    write(tmp_path, "breaking", line(3, "A line"))
    write(tmp_path, "breaking", line(3, "A changed row", event="edited", previous_text="A line"))
    assert ids(tmp_path, "line") == []
    assert ids(tmp_path, "row") == ["en:b0000000000000003"]


def test_a_file_that_was_moved_away_stays_found(tmp_path: Path) -> None:
    write(tmp_path, "articles", story(1, "An old day"), day="2026-01-01")
    write(tmp_path, "articles", story(2, "A new day"))
    assert ids(tmp_path, "day") == ["en:2", "en:1"]
    (tmp_path / "articles" / "2026-01-01.jsonl").unlink()
    assert ids(tmp_path, "day") == ["en:2", "en:1"]


@pytest.mark.parametrize("how", ["deleted", "damaged", "another version", "another feed"])
def test_it_is_made_anew_where_it_cannot_be_used(tmp_path: Path, how: str) -> None:
    write(tmp_path, "articles", story(1, "One"), story(2, "Two"))
    assert ids(tmp_path, "two") == ["en:2"]
    path = tmp_path / FILE_NAME
    match how:
        case "deleted":
            path.unlink()
        case "damaged":
            path.write_bytes(b"this is no database" * 1000)
        case "another version":
            with closing(sqlite3.connect(path)) as db:
                db.execute("PRAGMA user_version = 99")
        case "another feed":
            (tmp_path / "articles" / "2026-04-01.jsonl").unlink()
            write(tmp_path, "articles", story(2, "Two"), story(1, "One"), story(3, "Two again"))
    expected = ["en:3", "en:2"] if how == "another feed" else ["en:2"]
    assert ids(tmp_path, "two") == expected


@pytest.mark.no_records
def test_lines_that_are_no_records_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    file = tmp_path / "articles" / "2026-04-01.jsonl"
    strange = [
        b"no json", b"[" * 100_000, b'{"id": 5}', b'{"id": "en:7", "revision": "x"}', b"\xff\xfe",
        b'{"id": "en:8", "revision": 1, "headline": ["found"], "tags": {"a": 1}, "authors": [3]}',
        b'{"id": "en:9", "revision": 1, "headline": "found \\ud800", "published_at": "soon"}',
    ]  # fmt: skip
    file.write_bytes(b"\n".join(strange) + b"\n")
    for again in range(2):
        done = run_command(Command, tmp_path, "found", "--json")
        assert [json.loads(hit)["id"] for hit in done.out.splitlines()] == ["en:9"]
        # Said by each search, not only by that which reads the file; those of later lines, too.
        assert f"{3 + again} lines of the feeds cannot be read, and no search finds" in done.err
        assert "`scrapy audit --integrity -s OUTPUT_DIR=" in done.err
        with file.open("ab") as stream:
            stream.write(b"{torn\n")


def test_several_at_once_find_the_same(tmp_path: Path) -> None:
    write(
        tmp_path,
        "articles",
        *(story(n % 28 + 1, f"Story {n}", id=f"en:{n + 1}") for n in range(200)),
    )
    words = ("search", "story", "--limit", "0", "--json", "-s", f"OUTPUT_DIR={tmp_path}")
    with ThreadPoolExecutor(3) as pool:
        said = [done.stdout for done in pool.map(lambda _: scrapy(*words, code=0), range(3))]
    assert said[0] == said[1] == said[2]
    found = [json.loads(hit)["id"] for hit in said[0].splitlines()]
    assert sorted(found) == sorted(f"en:{n + 1}" for n in range(200))


def plain(text: str | None) -> str:
    """Another way to the same spelling: letter by letter, without the package's tables."""
    kept = (
        c
        for c in unicodedata.normalize("NFKD", text or "").casefold()
        if not unicodedata.combining(c) and c != "ـ"
    )
    return "".join(kept).replace("ى", "ي").replace("ة", "ه")


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
def test_it_finds_what_a_plain_scan_finds(tmp_path: Path, edition: str) -> None:
    with ReplicaServer(ReplicaSite(articles=6, edition=edition)) as replica:
        crawl("sitemap", tmp_path, base_url=replica.url, edition=edition)
    newest = {record["id"]: record for record in feed(tmp_path)}
    texts = {
        id_: [re.findall(r"[^\W_]+", plain(record[name])) for name in FIELDS]
        for id_, record in newest.items()
    }
    words = sorted({word for fields in texts.values() for field in fields for word in field})
    draw = Random(5)
    queries = [draw.sample(words, draw.choice([1, 1, 2])) for _ in range(8)]
    for query in queries:
        expected = {
            id_
            for id_, fields in texts.items()
            if all(any(word in field for field in fields) for word in query)
        }
        assert set(ids(tmp_path, " ".join(query), "--limit", "0", "--kind", "article")) == expected
    assert len(newest) == 6


FIELDS = ("headline", "summary", "body_text")

#: Words for texts and queries: spellings of one, beginnings of each other, operators of FTS5.
WORDS = (
    "olive", "olives", "oliv", "grow", "growers", "U.S.", "us-canada", "don't", "can’t", "x_y",
    "AND", "NOT", "NEAR", "all", "tag", "Élysée", "e\u0301", "café", "Straße", "SS", "İstanbul",
    "ﬁsh", "fish", "الحكومة", "الحكومه", "على", "علي", "ســاعة", "أعلنت", "2026", "日本語",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.sampled(4)
def test_conditions_find_what_a_plain_scan_finds(seed: int) -> None:
    draw = Random(seed)

    def text(most: int) -> str:
        ends = (" ", " ", ", ", "-", " “", "”. ", "\n\n")
        return "".join(word + draw.choice(ends) for word in draw.choices(WORDS, k=most))

    records = [
        ("articles", story(n % 28 + 1, text(n % 4), text(n % 9), id=f"en:{n}", summary=text(n % 3)))
        for n in range(1, 41)
    ]
    texts = {
        record["id"]: [re.findall(r"[^\W_]+", plain(record[name])) for name in FIELDS]
        for _, record in records
    }

    def holds(id_: str, words: list[str], is_prefix: bool) -> bool:
        return any(
            field[at : at + len(words) - 1] == words[:-1]
            and (end.startswith(words[-1]) if is_prefix else end == words[-1])
            for field in texts[id_]
            for at, end in enumerate(field[len(words) - 1 :])
        )

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        create(db)
        enter(db, records)
        for _ in range(150):
            parts = []
            for _ in range(draw.randint(1, 4)):
                word = draw.choice(WORDS)
                form = draw.choice(("{}", "{}", "{}*", '"{} {}"', "{}-{}", "{}-{}*"))
                word = word[: draw.randint(1, len(word))] if form == "{}*" else word
                parts.append((draw.choice(("", "", "-")), form.format(word, draw.choice(WORDS))))
            query = " ".join(minus + part for minus, part in parts)
            conditions = [
                (words, part.endswith("*"), not minus)
                for minus, part in parts
                if (words := re.findall(r"[^\W_]+", plain(part)))
            ]
            expected = {
                id_
                for id_ in texts
                if all(holds(id_, words, prefix) == there for words, prefix, there in conditions)
            }
            found = [hit.id for hit in find(db, Wanted(tuple(parse(query))))]
            assert (query, sorted(found)) == (query, sorted(expected))
