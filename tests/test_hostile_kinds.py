"""Forged records of other kinds than articles: a clear line or harmless text from every command."""

from __future__ import annotations

import asyncio
import csv
import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands import audit, export, history, ledger, search
from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.exports.format_names import FORMATS, READERS
from mayadeen_crawler.items import Breaking, Capture, ListingPage, Removal, as_record
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.reports.build import write_report
from mayadeen_crawler.search.update import with_index
from tests.helpers.articles import article
from tests.helpers.command_in_process import Said, run_command
from tests.helpers.soak_figures import SOAK, scaled
from tests.test_hostile_feeds import READERS as COMMANDS
from tests.test_hostile_feeds import VALUES, WATCHES, is_harmless

pytestmark = pytest.mark.no_records("records that no program of ours writes")

AT = f"{datetime.now(UTC):%Y-%m-%d}T00:00:00Z"
#: Feed → a sound record.
KINDS: dict[str, Any] = {
    "breaking": Breaking(
        id="en:b0123456789abcdef", publisher="Made-up News", text="Ships wait", position=1,
        first_seen_at=AT, last_seen_at=AT, observed_at=AT, run_id="made-up",
    ),
    "listings": ListingPage(
        name="politics", observed_at=AT, run_id="made-up",
        items=[ListItem(1, "http://replica.test/news/politics/a", "en:1001", "A story", "MENA")],
    ),
    "removals": Removal(
        id="en:1001", url="http://replica.test/news/politics/story-1", status=404, observed_at=AT,
        run_id="made-up",
    ),
    "captures": Capture(
        id="en:1001", captured_at=AT,
        source="wayback", headline="An older headline", run_id="made-up",
        canonical_url="http://replica.test/news/politics/story-1",
        capture_url="http://archive.test/1",
    ),
}  # fmt: skip
PAGES = [
    "/", "/feeds", "/feeds/articles", "/feeds/articles/en~3A1001", "/feeds/breaking",
    "/feeds/captures", "/feeds/removals", "/feeds/removed_articles", "/feeds/listings",
    "/feeds/listing_items", "/feeds/edits", "/feeds/breaking.csv", "/feeds/captures.json",
]  # fmt: skip


def put(folder: Path, feed: str, *records: dict[str, Any]) -> None:
    """Write *records* beside the sound article that they are of."""
    if not folder.exists():
        with Ledger(folder) as opened:
            opened.write([ScrapedArticle(article(1, tags=["Made up"]))])
    path = folder / feed / f"{AT[:10]}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in records))


def run(command: Any, folder: Path, *words: str) -> Said:
    """Run a command whose words may be refused; fails where it does harm."""
    try:
        said = run_command(command, folder, *words, WATCH_FILE=str(WATCHES))
    except UsageError as refused:
        said = Said(2, "", f"{refused}\n")
    assert is_harmless(said.out + said.err), (command, words, said)
    return said


def rebuilt(folder: Path, feed: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rebuild the ledger of *records*, without those that are refused; return the others."""
    kept = list(records)
    while True:
        put(folder, feed, *kept)
        said = run(ledger.Command, folder, "rebuild")
        if said.status == 0:
            return kept
        assert said.err.count("\n") == 1
        byte = int(said.err.partition("the line at byte ")[2].split()[0])
        sizes = [len(json.dumps(one, separators=(",", ":"))) + 1 for one in kept]
        del kept[[sum(sizes[:n]) for n in range(len(sizes))].index(byte)]


def pages(folder: Path) -> dict[str, str]:
    """Return path → text of the pages that ``scrapy browse`` shows of *folder*."""
    # Here, since Datasette takes a fifth of the time that every test process needs to begin.
    from mayadeen_crawler.browse.server import application

    with_index(folder, lambda _: None)
    served = application(folder, sql=True, time_limit=5000)

    async def ask() -> dict[str, str]:
        found = {}
        for path in PAGES:
            answer = await served.client.get(path, headers={"Host": "127.0.0.1"})
            assert answer.status_code in (200, 404), (path, answer.text)
            found[path] = answer.text
        return found

    return asyncio.run(ask())


def forged(kind: str, value: Any) -> list[dict[str, Any]]:
    """Return a sound record, and one for each of its fields with *value* in its place."""
    sound = as_record(KINDS[kind])
    records = [sound, *(sound | {field: value} for field in sound)]
    if kind == "listings":
        (item,) = sound["items"]
        records += [sound | {"items": [item | {field: value}]} for field in item]
    return records


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.sampled(2)
def test_wrong_types_end_in_a_line_or_in_harmless_text(kind: str, tmp_path: Path) -> None:
    dice = random.Random(kind)
    for name in dice.sample(sorted(VALUES), scaled(1, len(VALUES))):
        folder = tmp_path / name
        rebuilt(folder, kind, forged(kind, VALUES[name]))
        for form in dice.sample(FORMATS, scaled(2, len(FORMATS))):
            which = ["--kind", kind] if form not in (*READERS, "db") else []
            words = ("-o", str(folder / f"x.{form}"), "--format", form, *which)
            said = run(export.Command, folder, *words)
            assert said.status == 0 or said.err.count("\n") == 1, (name, form, said)
        for command, *given in (*COMMANDS, (search.Command, "ships"), (history.Command, "en:1001")):
            said = run(command, folder, *given)
            assert said.status == 0 or command is audit.Command or said.err.count("\n") == 1, said


#: What a browser would take for more than text.
ACTIVE = re.compile('<script>alert|<img src=x|href="javascript:')


@pytest.mark.parametrize("name", sorted(VALUES) if SOAK else ["html"])
def test_pages_of_them_are_harmless(name: str, tmp_path: Path) -> None:
    for kind in KINDS:
        rebuilt(tmp_path, kind, forged(kind, VALUES[name]))
    shown = {path: text for path, text in pages(tmp_path).items() if "." not in path}
    assert len(shown) > 10
    assert [path for path, text in shown.items() if ACTIVE.search(text)] == []


def with_text(kind: str, text: str) -> dict[str, Any]:
    """Return a sound record with *text* where a reader looks."""
    sound = as_record(KINDS[kind])
    if kind == "listings":
        return sound | {"items": [sound["items"][0] | {"headline": text}]}
    field = {"breaking": "text", "removals": "url", "captures": "headline"}[kind]
    return sound | {field: text}


def test_a_report_of_them_is_harmless(tmp_path: Path) -> None:
    for kind in KINDS:
        rebuilt(tmp_path, kind, [with_text(kind, VALUES["html"])])
    write_report(tmp_path, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert ACTIVE.search(text) is None


@pytest.mark.parametrize("name", sorted(VALUES))
@pytest.mark.soak
def test_a_report_of_forged_values_is_written_or_refused_in_a_line(
    name: str, tmp_path: Path
) -> None:
    for kind in KINDS:
        rebuilt(tmp_path, kind, forged(kind, VALUES[name]))
    try:
        write_report(tmp_path, tmp_path / "report.html")
    except ReportError as refused:
        assert is_harmless(str(refused))  # noqa: PT017 - either is well


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.sampled(4)
def test_a_long_line_and_a_deep_one(kind: str, tmp_path: Path) -> None:
    size = scaled(300_000, 100_000_000)  # more than Python's csv reads as one cell
    long = with_text(kind, "word " * (size // 5))
    put(tmp_path / "long", kind, long)
    assert run(ledger.Command, tmp_path / "long", "rebuild").status == 0
    table = str(tmp_path / "x.csv")
    for command, *words in (
        (export.Command, "--kind", kind, "-o", table),
        (history.Command, "en:1001"),
        (search.Command, "word"),
        (audit.Command, "--integrity"),
    ):
        assert run(command, tmp_path / "long", *words).status == 0, command
    assert (tmp_path / "x.csv").stat().st_size > size
    deep = json.dumps(as_record(KINDS[kind]))[:-1] + ', "more": ' + "[" * 200_000 + "]" * 200_000
    put(tmp_path / "deep", kind)
    (path,) = (tmp_path / "deep" / kind).iterdir()
    path.write_text(f"{deep}}}\n")
    said = run(ledger.Command, tmp_path / "deep", "rebuild")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "byte 0 is no record" in said.err


@pytest.mark.parametrize("kind", KINDS)
def test_formulas_are_texts(kind: str, tmp_path: Path) -> None:
    formulas = ["=1+1", "\uff1d1+1", " \t=1+1", "-1+1", "@x"]
    records = [with_text(kind, text) for text in formulas]
    accepted = rebuilt(tmp_path / "feeds", kind, records)
    out = tmp_path / "x.csv"
    run(export.Command, tmp_path / "feeds", "--kind", kind, "-o", str(out))
    with out.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert len(accepted) == len(records)
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "\uff1d", "-", "@")]
    assert kind == "listings" or [f"'{text}" for text in formulas] == [
        cell for cell in cells if cell.startswith("'")
    ]
