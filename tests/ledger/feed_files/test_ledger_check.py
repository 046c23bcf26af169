"""Bytes that were flipped in the ledger: noticed, or shown to be of no use."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from mayadeen_crawler.exceptions import LedgerDamagedError
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files import export_positions
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.frontier import addresses, discovery
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.period import Period
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.articles import article, feed_lines
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.crawls import crawl
from tests.helpers.served_site import SmallSite, served
from tests.helpers.soak_figures import scaled

Rows = dict[str, list[str]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 20 articles, half of them revised."""
    folder = tmp_path_factory.mktemp("written")
    with Ledger(folder) as ledger:
        ledger.write([ScrapedArticle(article(n)) for n in range(20)])
        ledger.write([ScrapedArticle(article(n, headline=f"Edited {n}")) for n in range(10)])
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be damaged."""
    return shutil.copytree(written, tmp_path / "output")


#: Table → what is compared of its rows, where it is not all. When an article was visited last, no
#: feed tells; when the address of a known article was first found, nobody asks.
USED = {
    "addresses": "url, edition, state, article_id, request_url, origin, hints, attempts, reason, "
    "failed_at, published, extractor_version, lastmod, due, listed, taken_by, "
    "iif(state = 'article', '', seen_at)",
    "articles": "id, edition, post_id, revision, content_hash, field_hashes, has_body, "
    "extractor_version, section, published_at, file, offset, length, url, canonical_url, "
    "published_date, ladder_from, presence, missing_since, retrieved_at, visit_version, "
    "modified_at, claimed_post_id",
}


def rows(path: Path) -> Rows:
    """Return every row of every table, as bytes: a damaged text is no text."""
    found: Rows = {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.text_factory = bytes
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            table = name.decode()
            of_table = db.execute(f"SELECT {USED.get(table, '*')} FROM {table}")
            found[table] = sorted(map(repr, of_table.fetchall()))
    return found


def test_flipped_bytes_are_noticed_or_of_no_use(folder: Path, tmp_path: Path) -> None:
    """Drawn ledgers; many a byte is drawn where a page is not filled."""
    before, noticed = rows(folder / FILE_NAME), 0
    sound = (folder / FILE_NAME).read_bytes()
    used = [place for place, byte in enumerate(sound) if byte]
    drawn = scaled(8, 1000)
    for seed in range(drawn):
        dice = random.Random(seed)
        flipped = tmp_path / "flipped"
        shutil.rmtree(flipped, ignore_errors=True)
        shutil.copytree(folder, flipped)
        data = bytearray(sound)
        data[dice.choice(used)] ^= dice.randrange(1, 256)
        (flipped / FILE_NAME).write_bytes(data)
        said = scrapy_audit(flipped, "--integrity")
        if said.status:
            assert "`scrapy ledger rebuild" in said.err
            noticed += 1
        else:
            assert rows(flipped / FILE_NAME) == before, f"seed {seed}"
    assert noticed > drawn // 2


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE articles SET revision = 9 WHERE id = 'en:1001'", "another revision of en:1001"),
        ("ALTER TABLE pace RENAME TO pack", "it has no table pace"),
        ("DROP INDEX appends_by_run", "it has no index appends_by_run"),
        ("UPDATE articles SET url = 'http://x.test/'", "another url of en:1010"),
        ("UPDATE articles SET visited_at = '2026-02-01T00:00:00Z'", "an earlier last visit"),
        ("DELETE FROM revisions WHERE revision = 2", "does not know that revision 2 of en:1000"),
        ("DELETE FROM articles WHERE id = 'en:1001'", "leads to an article that is not known"),
        ("UPDATE revisions SET offset = offset + 1 WHERE revision = 2", "does not know that"),
        ("UPDATE states SET content = 'x' WHERE at = told_at", "another content of the state"),
        ("UPDATE addresses SET seen_at = '2026-13-01T00:00:00Z'", "addresses.seen_at is"),
        ("UPDATE addresses SET hints = '{'", "addresses.hints is"),
        ("UPDATE addresses SET edition = 'fn'", "addresses.edition is"),
        ("UPDATE feeds SET length = length - 1", "the ledger has"),
        ("UPDATE articles SET extractor_version = 67", "articles.extractor_version is 67"),
    ],
)
def test_what_disagrees_with_the_feeds_is_named_and_rebuilt(
    folder: Path, change: str, says: str
) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute(change)
        db.commit()
    said = scrapy_audit(folder, "--integrity")
    assert said.status == 4
    assert says in said.err
    assert said.err.count("\n") <= 20
    rebuild(folder)
    assert scrapy_audit(folder, "--integrity").status == 0


def test_no_character_of_a_page_is_a_fault_of_the_ledger(tmp_path: Path) -> None:
    words = {
        "joiner": "\u0645\u06cc\u200c\u0631\u0648\u062f", "family": "\U0001f468\u200d\U0001f469",
        "unseen": "a\u2060b\U000e0041", "private": "c\ue000d", "none": "e\ufdd0f",
    }  # fmt: skip
    site = SmallSite()
    cards = "".join(
        f"<div><h3><a href='/news/politics/a-{name}-{text}'>Ships {text} wait</a></h3></div>"
        for name, text in words.items()
    )
    site.pages["/news/politics"] = f"<html><body><main>{cards}</main></body></html>"
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics", browser="never")
    assert run.stats["listing/cards"] == len(words)
    said = scrapy_audit(tmp_path, "--integrity")
    assert (said.status, said.err) == (0, "")


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("خبر-عن-القمح", "خبر عن القمح"),
        ("two words", "A story of two words"),
        ("no\u00a0break", "می\u200cروم به بازار"),  # with a joiner, as Persian has
        ("emoji-\U0001f468\u200d\U0001f469", "A family \U0001f468\u200d\U0001f469 tells"),
        ("mark\u061cof-arabic", "\u061cخبر"),
        ("private-\ue001", "Icon \ue001 of a font"),
        ("new-letters", "\U0001fae9\U0001f6d8 that Python does not know yet"),
    ],
)
@pytest.mark.sampled(7)
def test_what_pages_and_sitemaps_write_is_no_damage(
    tmp_path: Path, path: str, headline: str
) -> None:
    url = f"http://site.test/news/politics/{quote(path)}"
    found = Address(
        url, f"http://site.test/news/politics/{path}", "sitemap", {"headline": headline}
    )
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1, url=url, canonical_url=url))])
        with ledger.transaction() as db:
            discovery.discover(
                db, [found, replace(found, url=f"{url}-2", request_url=f"{found.request_url}-2")],
                edition="en", taker="dead", now="2026-03-01T10:00:00Z", period=Period(),
                refresh=False,
            )  # fmt: skip
            export_positions.move(db, "desk", {}, {"articles/2026-03-01.jsonl": 1})
    assert scrapy_audit(tmp_path, "--integrity").status == 0
    assert rebuild(tmp_path).kept_as is None
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        assert [one.url for one in waiting(db)] == [f"{url}-2"]


def test_an_arabic_run_leaves_a_sound_ledger(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=3, edition="ar")) as site:
        crawl("section", tmp_path, base_url=site.url, edition="ar", max_pages="1")
    assert feed_lines(tmp_path)
    assert scrapy_audit(tmp_path, "--integrity").status == 0
    assert rebuild(tmp_path).kept_as is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("request_url", "httq://site.test/a"),
        ("request_url", "http://site.test/a\x0eb"),
        ("url", "http://site.test/a b"),
        ("url", "http://site.test/خبر"),
        ("origin", "sitema\x8f"),
    ],
)
def test_a_form_that_no_run_writes_is_damage(folder: Path, column: str, value: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute(f"UPDATE addresses SET {column} = ? WHERE rowid = 1", (value,))
        db.commit()
    assert f"addresses.{column} is" in scrapy_audit(folder, "--integrity").err
    assert rebuild(folder).kept_as


def waiting(db: sqlite3.Connection) -> list[Address]:
    return addresses.take_pending(
        db, edition="en", origins=["sitemap"], taker="next", limit=9, period=Period()
    )


def test_a_run_notices_what_it_touches(folder: Path) -> None:
    data = bytearray((folder / FILE_NAME).read_bytes())
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        (root,) = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'articles'"
        ).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data[(root - 1) * size] = 0xEE  # no kind of page
    (folder / FILE_NAME).write_bytes(data)
    with Ledger(folder) as ledger, pytest.raises(LedgerDamagedError, match=r"ledger rebuild"):
        ledger.write([ScrapedArticle(article(1))])


def test_a_ledger_with_captures_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "02 12:00")
    site = Site(tmp_path)
    site.look(1, "01 09:00")
    site.look(1, "01 08:00", headline="An older one", source="wayback")
    assert len(feed_lines(tmp_path, "captures")) == 1
    assert scrapy_audit(tmp_path, "--integrity").status == 0
    rebuild(tmp_path)
    assert scrapy_audit(tmp_path, "--integrity").status == 0
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db, db:
        db.execute(
            "UPDATE states SET field_hashes = json_set(field_hashes, '$.headline', '0') "
            "WHERE source = 'wayback'"
        )
    said = scrapy_audit(tmp_path, "--integrity")
    assert (said.status, "another content of the state of en:1001" in said.err) == (4, True)
