"""What an archive says of an article changes nothing of how things are now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.articles.new_or_known import Outcome
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.article_visits import (
    Site,
    set_clock,
    stamp,
)
from tests.helpers.articles import article, feed

NEWER = EXTRACTOR_VERSION + 1
URL = str(article(1).canonical_url)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "20 00:00")
    return Site(tmp_path)


class Died(BaseException):
    """The end of a process."""


def die(point: str) -> None:
    if point == "synced":
        raise Died


def replayed(
    site: Site, when: str, headline: str = "Mended", version: int = NEWER,
    hook: Callable[[str], None] = lambda _: None,
) -> Outcome:  # fmt: skip
    item = article(
        1, retrieved_at=stamp(when), headline=headline, extractor_version=version, run_id="replay",
        source="warc",
    )  # fmt: skip
    with Ledger(site.folder, hook=hook) as ledger:
        return ledger.write([ScrapedArticle(item, (URL,))])[0]


def state(site: Site) -> tuple[str | None, str, str | None]:
    row = site.row(1)
    return row["visited_at"], row["presence"], row["missing_since"]


def test_a_removed_article_does_not_return(site: Site) -> None:
    site.look(1, "01 11:00")
    site.miss(1, "02 11:00")
    assert site.miss(1, "02 13:00") == "removed"
    before = state(site)
    outcome = replayed(site, "01 11:00")
    assert (outcome.kind, outcome.cause, outcome.returned) == ("revised", "reextracted", False)
    assert state(site) == before
    assert [one["event"] for one in feed(site.folder, "removals")] == ["removed"]
    # Its real return is told, and is no edit.
    back = site.look(1, "05 11:00", headline="Back", extractor_version=NEWER)
    assert (back.cause, back.returned) == ("returned", True)


def test_a_suspicion_stands(site: Site) -> None:
    site.look(1, "01 11:00")
    site.miss(1, "02 11:00")
    before = state(site)
    replayed(site, "01 11:00")
    assert state(site) == before
    assert site.miss(1, "02 13:00") == "removed"


@pytest.mark.parametrize("dies", [False, True])
def test_an_article_that_is_due_stays_due(site: Site, *, dies: bool) -> None:
    site.look(1, "01 11:00")
    site.look(1, "01 12:00")
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        addresses.look_again(db, URL, like=URL)
    if dies:  # its line is settled by who comes next
        with pytest.raises(Died):
            replayed(site, "01 11:00", hook=die)
        assert len(feed(site.folder)) == 2
    else:
        assert replayed(site, "01 11:00").kind == "revised"
    assert replayed(site, "01 10:00").kind == "known"
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        assert db.execute("SELECT due FROM addresses WHERE url = ?", (URL,)).fetchone()[0] == 1


def test_a_page_that_lost_its_text_is_no_visit(site: Site) -> None:
    site.look(1, "01 11:00")
    site.miss(1, "02 11:00")
    before = state(site)
    item = article(
        1, retrieved_at=stamp("01 11:30"), body_text=None, extractor_version=NEWER, source="warc"
    )
    with Ledger(site.folder) as ledger:
        outcome = ledger.write([ScrapedArticle(item, (URL,))])[0]
    assert outcome.kind == "suspect"
    assert state(site) == before


def test_where_another_article_is_by_now_stays_so(site: Site) -> None:
    site.look(1, "01 11:00")
    site.look(2, "03 11:00", canonical_url=URL, url=URL)
    replayed(site, "01 11:00")
    with Ledger(site.folder) as ledger, ledger.transaction() as db:
        assert addresses.article_at(db, URL) == "en:1002"


def test_a_page_newer_than_every_visit_is_a_visit(site: Site) -> None:
    site.look(1, "01 11:00")
    outcome = replayed(site, "03 11:00", headline="Edited", version=EXTRACTOR_VERSION)
    assert (outcome.kind, outcome.cause) == ("revised", "edited")
    assert state(site) == (stamp("03 11:00"), "present", None)
