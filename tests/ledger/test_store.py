"""The ledger and its feed, without a crawl: what is written, and what a dead process leaves."""

from __future__ import annotations

import json
import resource
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mayadeen_crawler.exceptions import (
    LedgerDamagedError,
    LedgerError,
    LedgerNewerError,
    WrongUseError,
)
from mayadeen_crawler.items import Article
from mayadeen_crawler.items.parts import Image
from mayadeen_crawler.ledger import feeds, host_binding
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.ledger.summary import summary
from mayadeen_crawler.period import Period
from tests.helpers.articles import (
    BASE,
    article,
    feed,
    feed_lines,
)


def write(folder: Path, *items: Article, aliases: tuple[str, ...] = ()) -> list[str]:
    with Ledger(folder) as ledger:
        return [
            outcome.kind for outcome in ledger.write([ScrapedArticle(i, aliases) for i in items])
        ]


def today(folder: Path) -> Path:
    return folder / "articles" / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"


def test_records_are_written_once_in_order(tmp_path: Path) -> None:
    assert write(tmp_path, article(1), article(2), article(1)) == ["new", "new", "known"]
    assert write(tmp_path, article(2), article(3)) == ["known", "new"]
    assert [record["id"] for record in feed(tmp_path)] == ["en:1001", "en:1002", "en:1003"]
    assert {(r["revision"], r["revision_cause"]) for r in feed(tmp_path)} == {(1, "first")}
    assert list(feed(tmp_path)[0])[:3] == ["record_type", "schema_version", "id"]


def test_a_changed_article_is_a_revision_that_names_what_changed(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    changed = article(1, headline="Made-up story 1, corrected", tags=["New"])
    assert write(tmp_path, changed) == ["revised"]
    assert write(tmp_path, article(1, shares=9, modified_at="2026-03-02T00:00:00Z")) == ["revised"]
    second, third = feed(tmp_path)[1:]
    assert (second["revision"], second["revision_cause"]) == (2, "edited")
    assert second["changed_fields"] == ["headline", "tags"]
    assert (third["revision"], third["changed_fields"]) == (3, ["headline", "tags"])


def test_counters_and_spaces_and_picture_sizes_are_no_change(tmp_path: Path) -> None:
    write(tmp_path, article(1, images=[Image(url="https://m.test/a.jpg?v=1&width=1000")]))
    same = article(
        1,
        images=[Image(url="https://m.test/a.jpg?v=3")],
        body_text="First  paragraph of 1.\n\nSecond paragraph.",
        shares=7,
        modified_at="2026-03-05T00:00:00Z",
        published_at="2026-03-01T10:00:59Z",
    )
    assert write(tmp_path, same) == ["known"]


def test_a_page_that_lost_its_text_is_suspect(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    assert write(tmp_path, article(1, body_text=None)) == ["suspect"]
    assert write(tmp_path, article(1)) == ["known"]
    assert len(feed(tmp_path)) == 1


def test_a_newer_extraction_is_not_read_as_an_edit(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    assert write(tmp_path, article(1, summary="Now found", extractor_version=99)) == ["revised"]
    assert feed(tmp_path)[1]["revision_cause"] == "reextracted"


def test_a_new_slug_is_the_same_article(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    moved = article(1, canonical_url=f"{BASE}/news/politics/other-slug")
    assert write(tmp_path, moved) == ["revised"]
    assert feed(tmp_path)[1]["revision_cause"] == "moved"
    assert feed(tmp_path)[1]["id"] == "en:1001"


def test_identity_without_post_id_is_kept_for_life(tmp_path: Path) -> None:
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id=None))
    assert write(tmp_path, article(1)) == ["known"]  # now with its post id
    assert write(tmp_path, article(1, headline="Edited")) == ["revised"]
    assert [r["id"] for r in feed(tmp_path)] == ["en:u0123456789abcdef"] * 2


def test_another_post_at_a_known_address_is_another_article(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    other = article(2, canonical_url=article(1).canonical_url)
    assert write(tmp_path, other) == ["new"]


def test_an_address_that_redirects_to_a_known_article_leads_to_it(tmp_path: Path) -> None:
    old = f"{BASE}/news/politics/old-slug"
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id=None, url=old, canonical_url=old))
    moved = article(1, id="en:u123456789abcdef0", post_id=None)
    assert write(tmp_path, moved, aliases=(old,)) == ["revised"]
    assert [r["id"] for r in feed(tmp_path)] == ["en:u0123456789abcdef"] * 2


def test_two_posts_that_swap_addresses_stay_two(tmp_path: Path) -> None:
    a, b = article(1).canonical_url, article(2).canonical_url
    write(tmp_path, article(1), article(2))
    assert write(tmp_path, article(1, canonical_url=b), article(2, canonical_url=a)) == [
        "revised",
        "revised",
    ]
    assert write(tmp_path, article(1, canonical_url=b), article(2, canonical_url=a)) == [
        "known",
        "known",
    ]


# --- What a dead process leaves ---------------------------------------------------


def unfinished(folder: Path, *tail: bytes) -> None:
    """Leave *tail* behind the committed length of today's file."""
    with today(folder).open("ab") as stream:
        stream.write(b"".join(tail))


def line_of(folder: Path, *items: Article) -> bytes:
    """Return the lines these items would have, without keeping them."""
    before = feed_lines(folder)
    with Ledger(folder.parent / "elsewhere") as ledger:
        ledger.write([ScrapedArticle(item) for item in items])
    assert feed_lines(folder) == before
    return b"".join(feed_lines(folder.parent / "elsewhere"))


@pytest.mark.parametrize("tail", [b'{"record_type": "article", "id"', b"\x00" * 700, b"}\n", b"\n"])
def test_a_torn_tail_is_cut_off(tmp_path: Path, tail: bytes) -> None:
    folder = tmp_path / "output"
    write(folder, article(1))
    unfinished(folder, tail)
    assert write(folder, article(2)) == ["new"]
    assert [r["id"] for r in feed(folder)] == ["en:1001", "en:1002"]


def test_whole_lines_beyond_the_mark_are_entered(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    write(folder, article(1))
    unfinished(folder, line_of(folder, article(2), article(3)), b'{"torn')
    assert write(folder, article(3), article(4)) == ["known", "new"]
    assert [r["id"] for r in feed(folder)] == ["en:1001", "en:1002", "en:1003", "en:1004"]


def test_what_the_first_commit_ever_left_is_entered(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    lines = line_of(folder, article(1), article(2))
    today(folder).parent.mkdir(parents=True)
    unfinished(folder, lines, b'{"torn')
    assert write(folder, article(2)) == ["known"]
    assert len(feed(folder)) == 2


def test_an_older_day_left_unfinished_is_settled(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    lines = line_of(folder, article(1), article(2))
    old = folder / "articles" / "2026-01-01.jsonl"
    old.parent.mkdir(parents=True)
    old.write_bytes(lines + b'{"torn')
    assert write(folder, article(1), article(3)) == ["known", "new"]
    assert old.read_bytes() == lines
    assert [r["id"] for r in feed(folder)] == ["en:1001", "en:1002", "en:1003"]


def test_a_finished_day_may_be_moved_away(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        db.execute("UPDATE feeds SET file = 'articles/2026-01-01.jsonl'")
    today(tmp_path).rename(tmp_path / "moved-away.jsonl")
    assert write(tmp_path, article(1), article(2)) == ["known", "new"]


# --- Folders that cannot be used --------------------------------------------------


def test_a_short_feed_file_is_said_and_rebuilt(tmp_path: Path) -> None:
    write(tmp_path, article(1), article(2))
    first = feed_lines(tmp_path)[0]
    today(tmp_path).write_bytes(first)
    with pytest.raises(LedgerError, match=r"bytes were? ?committed|were committed.*rebuild"):
        write(tmp_path, article(3))
    assert rebuild(tmp_path).records == 1
    assert write(tmp_path, article(1), article(2)) == ["known", "new"]


def test_a_missing_feed_file_of_today_is_said(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    today(tmp_path).unlink()
    with pytest.raises(LedgerError, match="is missing"):
        write(tmp_path, article(2))


def test_a_damaged_ledger_is_said_set_aside_and_rebuilt(tmp_path: Path) -> None:
    write(tmp_path, article(1), article(2))
    (tmp_path / "ledger.sqlite3").write_bytes(b"no database at all" * 300)
    with pytest.raises(LedgerDamagedError, match="scrapy ledger rebuild"):
        write(tmp_path, article(3))
    made = rebuild(tmp_path)
    assert (made.records, made.articles) == (2, 2)
    assert made.kept_as is not None
    assert made.kept_as.exists()
    assert write(tmp_path, article(2), article(3)) == ["known", "new"]
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", BASE)  # the records' own host


def test_ledgers_set_aside_within_a_second_are_all_kept(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    for content in (b"one " * 300, b"two " * 300, b"three " * 300):
        (tmp_path / "ledger.sqlite3").write_bytes(content)
        kept_as = rebuild(tmp_path).kept_as
        assert kept_as is not None
    kept = [path.read_bytes() for path in tmp_path.glob("ledger.sqlite3.*.damaged")]
    assert sorted(kept) == [b"one " * 300, b"three " * 300, b"two " * 300]


def test_rebuild_forgets_only_what_no_feed_holds(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    write(tmp_path, article(1, headline="Edited"))
    made = rebuild(tmp_path)
    assert (made.records, made.articles) == (2, 1)
    assert made.articles_forgotten == 0
    assert write(tmp_path, article(1, headline="Edited")) == ["known"]
    assert write(tmp_path, article(1, headline="Edited again")) == ["revised"]
    assert feed(tmp_path)[-1]["revision"] == 3


def test_rebuild_keeps_addresses_that_redirect_to_what_the_feeds_hold(tmp_path: Path) -> None:
    old = f"{BASE}/news/politics/an-old-address"
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id=None), aliases=(old,))
    rebuild(tmp_path)
    back = article(
        1, id="en:u00000000000000ff", post_id=None, url=old, canonical_url=old, headline="Edited"
    )
    assert write(tmp_path, back) == ["revised"]
    today(tmp_path).unlink()
    rebuild(tmp_path)  # no feed holds it now: it is found again
    back.id, back.headline = "en:u00000000000000ff", "Edited again"
    assert write(tmp_path, back) == ["new"]


def test_rebuild_keeps_a_post_id_that_a_visit_without_a_line_showed(tmp_path: Path) -> None:
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id=None))
    assert write(tmp_path, article(1, id="en:u0123456789abcdef", post_id="77")) == ["known"]
    rebuild(tmp_path)
    there = f"{BASE}/news/politics/elsewhere"
    moved = article(1, id="en:77", post_id="77", url=there, canonical_url=there)
    assert write(tmp_path, moved) == ["revised"]
    assert [one["id"] for one in feed(tmp_path)] == ["en:u0123456789abcdef", "en:u0123456789abcdef"]


def test_rebuild_leaves_a_shared_post_id_with_the_article_that_had_it_first(tmp_path: Path) -> None:
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id=None))
    write(tmp_path, article(1, id="en:u0123456789abcdef", post_id="77"))
    other = article(2, id="en:77", post_id="77", published_at="2026-03-01T09:00:00Z")
    assert write(tmp_path, article(1, id="en:u0123456789abcdef", post_id="77"), other) == [
        "known",
        "new",
    ]
    before = post_ids(tmp_path)
    rebuild(tmp_path)
    assert post_ids(tmp_path) == before
    assert before["en:u0123456789abcdef"] == ("77", None)
    assert [*before.values()].count((None, "77")) == 1


def test_rebuild_leaves_an_article_the_post_id_that_it_had_first(tmp_path: Path) -> None:
    bare = {"id": "en:u0123456789abcdef"}
    write(tmp_path, article(1, **bare, post_id=None))
    write(tmp_path, article(1, **bare, post_id="77"))
    write(tmp_path, article(1, **bare, post_id="78", summary="The site numbered its posts anew."))
    write(tmp_path, article(2, id="en:79", post_id="79"))
    before = post_ids(tmp_path)
    rebuild(tmp_path)
    assert post_ids(tmp_path) == before
    assert before == {"en:u0123456789abcdef": ("77", "78"), "en:79": ("79", None)}


def post_ids(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return article id → its own post id, and one that is another's."""
    with Ledger(folder) as ledger, ledger.transaction() as db:
        rows = db.execute("SELECT id, post_id, claimed_post_id FROM articles").fetchall()
    return {row["id"]: (row["post_id"], row["claimed_post_id"]) for row in rows}


def test_rebuild_keeps_known_articles_due(tmp_path: Path) -> None:
    item = article(1)
    write(tmp_path, item)
    found = Address(item.canonical_url or "", f"{item.url}?from=list", "latest", {"label": None})
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        changed = replace(found, lastmod="2026-03-02T00:00:00Z", listed="2026-03")
        discovery.discover(
            db, [changed], edition="en", taker="dead", now="2026-03-02T01:00:00Z",
            period=Period(), refresh=False,
        )  # fmt: skip
    rebuild(tmp_path)
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        (left,) = addresses.take_pending(
            db, edition="en", origins=["latest"], taker="next", limit=9, period=Period()
        )
    assert left == replace(changed, due=True, listed=None)


@pytest.mark.no_records("a foreign file is planted")
def test_a_foreign_file_among_the_feeds_is_refused_untouched(tmp_path: Path) -> None:
    foreign = tmp_path / "articles" / "2026-01-01.jsonl"
    foreign.parent.mkdir()
    foreign.write_bytes(b'{"some": "thing"}\n')
    with pytest.raises(LedgerError, match="byte 0 is no record"):
        write(tmp_path, article(1))
    assert foreign.read_bytes() == b'{"some": "thing"}\n'


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    db = sqlite3.connect(tmp_path / "ledger.sqlite3")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerError, match="upgrade"):
        write(tmp_path, article(2))


def test_a_folder_belongs_to_one_host_an_edition(tmp_path: Path) -> None:
    live = "https://english.almayadeen.net"
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", live)  # a mistyped address that brought nothing
        ledger.bind("en", BASE)
        ledger.bind("ar", "https://www.almayadeen.net")
        ledger.write([ScrapedArticle(article(1))])
        ledger.bind("en", BASE)
        with pytest.raises(WrongUseError, match="another OUTPUT_DIR"):
            ledger.bind("en", live)
        # One edition's articles would be taken for the other's.
        with pytest.raises(WrongUseError, match=r"the en edition of .* another OUTPUT_DIR"):
            ledger.bind("ar", BASE)


def find(ledger: Ledger, table: str) -> None:
    """Enter a row of the English edition into *table*, of a page on BASE."""
    values: dict[str, object] = {
        "edition": "en", "state": "pending", "kind": "tag", "seen_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    with ledger.transaction() as db:
        columns = db.execute(f"PRAGMA table_info({table})").fetchall()
        needed = [one for one in columns if one["notnull"] or one["name"] in ("edition", "url")]
        row = {
            one["name"]: values.get(one["name"], BASE if one["type"] == "TEXT" else 1)
            for one in needed
        }
        marks = ", ".join("?" * len(row))
        db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()])


@pytest.mark.parametrize("table", host_binding.FOUND)
def test_a_folder_belongs_to_the_host_of_whatever_was_found(table: str, tmp_path: Path) -> None:
    """Nothing need be in a feed: a list of captures or a learned address is of the host as well."""
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", BASE)
        find(ledger, table)
        ledger.bind("ar", "https://www.almayadeen.net")  # the other edition has found nothing
        ledger.bind("ar", "http://mirror.test")
        with pytest.raises(WrongUseError, match=f"holds the en edition of {BASE}, not of"):
            ledger.bind("en", "http://mirror.test")


@pytest.mark.parametrize("table", ["addresses", "archive_captures", "tags"])
def test_a_rebuilt_ledger_belongs_to_the_host_of_what_was_kept(table: str, tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", BASE)
        find(ledger, table)
    assert rebuild(tmp_path).kept_as is None
    with (
        Ledger(tmp_path) as ledger,
        pytest.raises(WrongUseError, match=f"holds the en edition of {BASE}, not of"),
    ):
        ledger.bind("en", "http://mirror.test")


def test_lists_in_the_feed_alone_bind_nobody_to_a_mistyped_host(tmp_path: Path) -> None:
    """Their lines are entered anew by a rebuild, and tell no host that could be bound."""
    with Ledger(tmp_path) as ledger:
        find(ledger, "shown")
        ledger.bind("en", "https://englsh.test")
        ledger.bind("en", BASE)


def test_a_folder_that_another_run_bound_meanwhile_is_not_written_to(tmp_path: Path) -> None:
    """Two first runs of two hosts: each binds the folder before the other has found anything."""
    with Ledger(tmp_path) as one, Ledger(tmp_path) as other:
        one.bind("en", "http://mirror.test")
        other.bind("en", BASE)
        with pytest.raises(LedgerError, match=f"holds the en edition of {BASE} by now"):
            one.write([ScrapedArticle(article(1))])
        assert [o.kind for o in other.write([ScrapedArticle(article(2))])] == ["new"]
    assert [record["post_id"] for record in feed(tmp_path)] == [article(2).post_id]


def test_a_new_ledger_learns_from_the_feeds_whose_pages_they_hold(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    for file in tmp_path.glob("ledger.sqlite3*"):
        file.unlink()
    with Ledger(tmp_path) as ledger:
        assert ledger.settle() == 1
        with pytest.raises(WrongUseError, match="another OUTPUT_DIR"):
            ledger.bind("en", "https://english.almayadeen.net")


def test_one_record_that_cannot_be_encoded_does_not_cost_its_group(tmp_path: Path) -> None:
    bad = article(1, images=[Image(url="https://m.test/\ud800.jpg")])
    assert write(tmp_path, bad, article(2)) == ["new", "new"]
    assert len(feed(tmp_path)) == 2


def test_a_new_ledger_that_another_run_is_making_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.2, other.execute, ["COMMIT"])
    done.start()
    with Ledger(tmp_path) as ledger:
        assert [o.kind for o in ledger.write([ScrapedArticle(article(1))])] == ["new"]
    done.join()
    other.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LedgerError, match="OUTPUT_DIR"):
        Ledger(tmp_path / "file" / "output")


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, article(1))
    size = today(tmp_path).stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = article(2, body_text=" ".join(["word"] * 200_000))
    # A limit on file size is what a full disk looks like: a write that stops midway.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, hard))
    try:
        with pytest.raises(LedgerError, match="free space"):
            write(tmp_path, big)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert write(tmp_path, article(1), big) == ["known", "new"]
    assert [r["id"] for r in feed(tmp_path)] == ["en:1001", "en:1002"]


def test_a_ledger_replaced_under_a_run_is_said(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
        (tmp_path / "ledger.sqlite3").rename(tmp_path / "elsewhere")
        with pytest.raises(LedgerError, match="run again"):
            ledger.write([ScrapedArticle(article(2))])


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_file_beside_the_ledger_that_was_removed_ends_the_run(
    tmp_path: Path, suffix: str
) -> None:
    """The next process makes it anew, and then each of the two has a lock of its own."""
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
        (tmp_path / f"{FILE_NAME}{suffix}").unlink()
        with pytest.raises(LedgerError, match="was replaced or removed while this run"):
            ledger.write([ScrapedArticle(article(2))])
    assert write(tmp_path, article(1), article(2)) == ["known", "new"]


def test_a_ledger_that_a_newer_program_upgraded_meanwhile_is_left_alone(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
        with Ledger(tmp_path) as newer, newer.transaction() as db:
            db.execute("PRAGMA user_version = 999")
        with pytest.raises(LedgerNewerError, match="the ledger has version 999"):
            ledger.write([ScrapedArticle(article(2))])
    assert len(feed(tmp_path)) == 1


def test_summary_says_what_the_ledger_holds(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger"):
        summary(tmp_path)
    write(tmp_path, article(1), article(2))
    write(tmp_path, article(2, headline="Edited"))
    figures = dict(summary(tmp_path))
    assert figures["articles of en"] == "2 (1 revised)"
    assert figures["addresses: article"] == "2"


def test_chunks_of_a_long_append_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "CHUNK", 7)
    write(tmp_path, article(1), article(2))
    assert [r["id"] for r in feed(tmp_path)] == ["en:1001", "en:1002"]
    assert json.loads(feed_lines(tmp_path)[1])["headline"] == "Made-up story 2"
