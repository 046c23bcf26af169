"""Older states of articles: told once each, in whatever order archives bring them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayadeen_crawler import clock
from mayadeen_crawler.items import EXTRACTOR_VERSION, Article
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.articles.new_or_known import Outcome, UnchangedVisit, note_unchanged
from mayadeen_crawler.ledger.feed_files.integrity import check
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.article_visits import Site, at, set_clock, stamp
from tests.helpers.articles import article, feed
from tests.helpers.schema_check import faults
from tests.helpers.soak_figures import scaled

URL = str(article(1).canonical_url)
LONG = " ".join(f"word{number}" for number in range(80))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "20 00:00")
    return Site(tmp_path)


def page(when: str, headline: str, source: str = "wayback", **fields: Any) -> Article:
    return article(1, retrieved_at=stamp(when), headline=headline, source=source, **fields)


def write(
    folder: Path, *items: Article, hook: Callable[[str], None] = lambda _: None
) -> list[Outcome]:
    with Ledger(folder, hook=hook) as ledger:
        return ledger.write([ScrapedArticle(item, (URL,)) for item in items])


def kinds(folder: Path, *items: Article) -> list[str]:
    return [one.kind for one in write(folder, *items)]


def told(folder: Path) -> list[tuple[str, str]]:
    """Return moment and headline of each revision and capture, in order of time."""
    lines = [(one["retrieved_at"], one["headline"]) for one in feed(folder)]
    lines += [(one["captured_at"], one["headline"]) for one in feed(folder, "captures")]
    return [(when[8:16].replace("T", " "), headline) for when, headline in sorted(lines)]


def revisions(folder: Path) -> list[tuple[int, str, str]]:
    return [(one["revision"], one["revision_cause"], one["headline"]) for one in feed(folder)]


def test_newest_first_every_state_is_told(site: Site) -> None:
    site.look(1, "09 10:00", headline="Fifth")
    assert kinds(
        site.folder, page("05 10:00", "Third"), page("07 10:00", "Fourth"),
        page("01 10:00", "First"), page("03 10:00", "First"), page("02 10:00", "First"),
    ) == ["captured", "captured", "captured", "known", "known"]  # fmt: skip
    assert told(site.folder) == [
        ("01 10:00", "First"), ("05 10:00", "Third"), ("07 10:00", "Fourth"), ("09 10:00", "Fifth"),
    ]  # fmt: skip
    assert revisions(site.folder) == [(1, "first", "Fifth")]
    row = site.row(1)
    assert (row["visited_at"], row["revision"]) == (stamp("09 10:00"), 1)
    assert faults(site.folder) == []


def test_a_capture_says_what_the_page_said_and_where_it_is_kept(site: Site) -> None:
    where = "https://web.archive.org/web/20260301120000/http://replica.test/x"
    site.look(1, "09 10:00", headline="Second", authors=[Author("A. Writer")])
    write(
        site.folder,
        page("01 12:00", "First", capture_url=where, authors=[Author("B. Writer")], run_id="old"),
    )
    (record,) = feed(site.folder, "captures")
    digest = article(1, headline="First", authors=[Author("B. Writer")]).content_hash
    assert record == {
        "record_type": "capture",
        "schema_version": 1,
        "id": "en:1001",
        "captured_at": "2026-03-01T12:00:00Z",
        "source": "wayback",
        "capture_url": where,
        "changed_fields": [],
        "content_hash": digest,
        "extractor_version": EXTRACTOR_VERSION,
        "headline": "First",
        "summary": None,
        "body_text": "First paragraph of 1.\n\nSecond paragraph.",
        "authors": [{"name": "B. Writer", "url": None}],
        "sources": [],
        "tags": [],
        "section": "politics",
        "images": [],
        "published_at": "2026-03-01T10:00:00Z",
        "canonical_url": URL,
        "run_id": "old",
    }
    assert list(record)[-1] == "run_id"


def test_changed_fields_are_against_the_state_before_as_it_was_known(site: Site) -> None:
    site.look(1, "09 10:00", headline="Last")
    write(site.folder, page("05 10:00", "Later"))
    write(site.folder, page("03 10:00", "Later", summary="A summary."))
    write(site.folder, page("04 10:00", "Between", summary="A summary."))
    found = [(one["captured_at"], one["changed_fields"]) for one in feed(site.folder, "captures")]
    assert found == [
        (stamp("05 10:00"), []), (stamp("03 10:00"), []), (stamp("04 10:00"), ["headline"]),
    ]  # fmt: skip


def test_what_stood_between_two_visits_that_saw_the_same(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    site.look(1, "06 10:00", headline="First")
    assert kinds(site.folder, page("04 10:00", "For an hour")) == ["captured"]
    # That the first came back is told, by the visit that saw it.
    assert told(site.folder) == [
        ("01 10:00", "First"), ("04 10:00", "For an hour"), ("06 10:00", "First"),
    ]  # fmt: skip
    back, between = feed(site.folder, "captures")
    assert (back["source"], back["capture_url"], back["run_id"]) == ("live", None, "test")
    assert (back["changed_fields"], between["changed_fields"]) == (["headline"], ["headline"])
    # The live state is what it was, and stays so.
    assert site.look(1, "07 10:00", headline="First").kind == "known"
    assert len(told(site.folder)) == 3


def unchanged(site: Site, *moments: str) -> None:
    """Visit the page as the pipelines do that drop what is known: its headline is ``First``."""
    digest = page("01 10:00", "First").content_hash
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        visits = (UnchangedVisit("en:1001", stamp(when), None, digest) for when in moments)
        note_unchanged(db, visits)


def states(site: Site) -> list[str]:
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        rows = db.execute("SELECT at FROM states ORDER BY at").fetchall()
    return [row["at"][8:16].replace("T", " ") for row in rows]


def test_a_visit_that_is_dropped_as_known_tells_that_a_content_was_back(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    unchanged(site, "06 10:00")
    assert kinds(site.folder, page("04 10:00", "For an hour")) == ["captured"]
    expected = [("01 10:00", "First"), ("04 10:00", "For an hour"), ("06 10:00", "First")]
    assert told(site.folder) == expected
    # So does one after the content was back.
    unchanged(site, "07 10:00")
    unchanged(site, "09 10:00")
    assert kinds(site.folder, page("08 10:00", "Again")) == ["captured"]
    assert told(site.folder) == [*expected, ("08 10:00", "Again"), ("09 10:00", "First")]


def test_of_quiet_visits_in_a_row_the_last_is_kept(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    unchanged(site, "03 10:00", "04 10:00")
    unchanged(site, "06 10:00")
    unchanged(site, "05 10:00")  # of a slow run
    assert states(site) == ["01 10:00", "06 10:00"]
    assert kinds(site.folder, page("05 10:00", "First")) == ["known"]
    unchanged(site, "07 10:00")
    assert states(site) == ["01 10:00", "05 10:00", "07 10:00"]


def test_a_quiet_visit_of_another_content_is_no_state(site: Site) -> None:
    """Another run wrote an edit between the look and the note."""
    site.look(1, "01 10:00", headline="First")
    site.look(1, "03 10:00", headline="Second")
    unchanged(site, "02 10:00", "04 10:00")
    assert states(site) == ["01 10:00", "03 10:00"]


def test_a_content_that_is_back_after_it_was_missing_is_told(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    site.miss(1, "08 10:00")
    assert kinds(site.folder, page("05 10:00", "Second")) == ["captured"]
    outcome = site.look(1, "09 10:00", headline="First")
    assert (outcome.kind, outcome.captures) == ("known", 1)
    assert [headline for _, headline in told(site.folder)] == ["First", "Second", "First"]


def test_a_capture_newer_than_every_visit_is_a_revision(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    assert kinds(site.folder, page("03 10:00", "Second")) == ["revised"]
    assert revisions(site.folder)[1] == (2, "edited", "Second")
    assert feed(site.folder, "captures") == []


def test_the_same_fetch_is_told_once(site: Site) -> None:
    site.look(1, "01 10:00", headline="First")
    site.look(1, "05 10:00", headline="Second")
    again = [page("01 10:00", "First", "warc"), page("05 10:00", "Second", "warc")]
    assert kinds(site.folder, *again) == ["known", "known"]
    older = page("01 09:00", "Oldest", "warc")
    assert kinds(site.folder, older) == ["captured"]
    assert kinds(site.folder, older) == ["known"]
    assert len(told(site.folder)) == 3


# --- Pages that are no states -----------------------------------------------------------


def test_an_older_state_may_have_less_text(site: Site) -> None:
    site.look(1, "09 10:00", body_text=LONG, word_count=80)
    short = page("01 10:00", "Made-up story 1", body_text="Only a line.", word_count=3)
    assert kinds(site.folder, short) == ["captured"]


@pytest.mark.parametrize("moved_away", [False, True])
@pytest.mark.parametrize(
    "lost", [{"body_text": "Only a line."}, {"body_text": None}, {"authors": []}]
)
def test_a_page_with_less_than_both_its_neighbours_is_suspect(
    site: Site, monkeypatch: pytest.MonkeyPatch, lost: dict[str, Any], *, moved_away: bool
) -> None:
    whole: dict[str, Any] = {"body_text": LONG, "word_count": 80, "authors": [Author("A. Writer")]}
    set_clock(monkeypatch, "10 10:00")
    site.look(1, "01 10:00", **whole)
    site.look(1, "09 10:00", headline="Edited", **whole)
    set_clock(monkeypatch, "20 00:00")
    site.look(2, "11 10:00")
    if moved_away:
        (site.folder / "articles" / "2026-03-10.jsonl").rename(site.folder / "away.jsonl")
    before = site.row(1)
    assert kinds(site.folder, page("05 10:00", "Made-up story 1", **{**whole, **lost})) == [
        "suspect"
    ]
    assert (site.row(1), feed(site.folder, "captures")) == (before, [])


def test_a_loss_that_stays_is_an_edit(site: Site) -> None:
    retracted = {"body_text": "This article was retracted."}
    site.look(1, "09 10:00", headline="Retracted", **retracted)
    write(site.folder, page("01 10:00", "The story", body_text=LONG))
    assert kinds(site.folder, page("05 10:00", "The story", **retracted)) == ["captured"]


def test_a_page_without_the_time_that_is_known_is_suspect(site: Site) -> None:
    site.look(1, "09 10:00")
    undated: dict[str, Any] = {"published_at": None, "published_date": None, "published_raw": None}
    assert kinds(site.folder, page("01 10:00", "Older", **undated)) == ["suspect"]
    assert feed(site.folder, "captures") == []


def test_a_live_page_of_a_slow_run_is_still_stale(site: Site) -> None:
    site.look(1, "09 10:00")
    assert site.look(1, "08 10:00", headline="Older").kind == "stale"
    assert feed(site.folder, "captures") == []


def test_captures_tell_no_return_and_no_visit(site: Site) -> None:
    site.look(1, "01 10:00")
    site.miss(1, "08 10:00")
    assert site.miss(1, "08 12:00") == "removed"
    before = site.row(1)
    assert kinds(site.folder, page("05 10:00", "Second")) == ["captured"]
    assert site.row(1) == before
    assert [one["event"] for one in feed(site.folder, "removals")] == ["removed"]


# --- Extractors -------------------------------------------------------------------------


def test_what_only_the_extractor_reads_otherwise_is_no_state(site: Site) -> None:
    site.look(1, "01 10:00", headline="First", extractor_version=1)
    site.look(1, "05 10:00", headline="Second", extractor_version=1)
    newer = page("03 10:00", "First", summary="Read since.")
    assert kinds(site.folder, newer) == ["known"]


def test_across_extractors_a_state_needs_a_proof(site: Site) -> None:
    site.look(1, "01 10:00", headline="First", extractor_version=1, modified_at=stamp("01 09:00"))
    site.look(1, "05 10:00", headline="Second", extractor_version=1, modified_at=stamp("05 09:00"))
    modified = page("03 10:00", "First", summary="New.", modified_at=stamp("03 09:00"))
    assert kinds(site.folder, modified) == ["captured"]
    (record,) = feed(site.folder, "captures")
    assert record["changed_fields"] is None
    gone = page("04 10:00", "Another")
    with Ledger(site.folder) as ledger:
        entry = ScrapedArticle(gone, (URL,), shows=lambda text: text not in ("First", "Second"))
        assert ledger.write([entry])[0].kind == "captured"


def test_a_mended_record_stands_for_what_the_older_extractor_read(site: Site) -> None:
    site.look(1, "01 10:00", headline="First", extractor_version=1)
    site.look(1, "05 10:00", headline="First", extractor_version=1)
    outcomes = write(site.folder, page("01 10:00", "First", "warc", summary="Read since."))
    assert [(one.kind, one.cause) for one in outcomes] == [("revised", "reextracted")]
    newer = {"summary": "Read since."}
    assert kinds(site.folder, page("03 10:00", "First", **newer)) == ["known"]
    assert site.look(1, "06 10:00", headline="First", **newer).kind == "known"
    assert kinds(site.folder, page("04 10:00", "Other", **newer)) == ["captured"]
    assert [one["changed_fields"] for one in feed(site.folder, "captures")] == [["headline"]] * 2


# --- Any order, any death ---------------------------------------------------------------

#: Day of a fetch, content, whether the site itself was visited.
Fetch = tuple[int, str, bool]


def told_contents(folder: Path) -> list[str]:
    """Return the contents told, equal neighbours in time once."""
    return [headline for headline, _ in groupby(headline for _, headline in told(folder))]


def fetched(fetch: Fetch) -> Article:
    day, content, live = fetch
    return page(f"{day:02} 10:00", content, "live" if live else "wayback")


def process(folder: Path, groups: Sequence[Sequence[Fetch]], crash: int | None = None) -> None:
    """Write *groups* of fetches; the process dies at the hook point *crash*, then goes on."""
    left = crash

    def hook(_point: str) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if left < 0:
                left = None
                raise Died

    for group in groups:
        items = [fetched(one) for one in group]
        try:
            write(folder, *items, hook=hook)
        except Died:
            write(folder, *[fetched(one) for one in group])


class Died(BaseException):
    """The end of a process."""


@st.composite
def fetches(draw: st.DrawFn) -> tuple[list[Fetch], list[list[Fetch]], int | None]:
    """Return fetches in order of time, and in the order and groups in which they are processed."""
    contents = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=9))
    in_time = [(day, content, draw(st.booleans())) for day, content in enumerate(contents, 1)]
    order: list[Fetch] = [one for one in in_time if one[2]]
    for capture in draw(st.permutations([one for one in in_time if not one[2]])):
        # After the visits of the site that were made before it: nothing is from the future.
        earlier = [n for n, one in enumerate(order, 1) if one[2] and one[0] < capture[0]]
        order.insert(draw(st.integers(max(earlier, default=0), len(order))), capture)
    groups: list[list[Fetch]] = []
    for one in order:
        if not groups or draw(st.booleans()):
            groups.append([])
        groups[-1].append(one)
    return in_time, groups, draw(st.none() | st.integers(0, 30))


@settings(
    max_examples=scaled(6, 1000),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(fetches())
def test_any_order_tells_what_the_order_of_time_tells(
    given: tuple[list[Fetch], list[list[Fetch]], int | None],
) -> None:
    in_time, groups, crash = given
    # By hand: what a reader of all these pages sees, one after the other.
    expected = [content for content, _ in groupby(content for _, content, _ in in_time)]
    with (
        mock.patch.object(clock, "now", return_value=at("20 00:00")),
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        process(folder, groups, crash)
        assert told_contents(folder) == expected
        moments = [when for when, _ in told(folder)]
        assert len(moments) == len(set(moments))
        lines = told(folder)
        process(folder, [[one for group in groups for one in group if not one[2]]])
        assert told(folder) == lines  # the same archives once more
        rebuild(folder)
        process(folder, [[one] for one in in_time if not one[2]])
        assert told(folder) == lines
        with snapshot(folder) as db:
            assert check(db, folder).damages == []
