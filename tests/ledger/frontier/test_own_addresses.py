"""An article's own address is visited again also where no list shows it: a redirect leads there."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.frontier import addresses, discovery, revisits_due
from mayadeen_crawler.ledger.frontier.addresses import Address
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.period import Period
from tests.helpers.article_visits import POLICY, Site, at, set_clock, stamp
from tests.helpers.articles import BASE, article, feed

OWN = str(article(1).canonical_url)
OLD = f"{OWN}-as-listed"
OTHER = f"{BASE}/news/politics/quite-another-story"
#: What a list shows, and whether the ledger was made anew from the feeds since.
FOUND = [(OWN, False), (OWN, True), (OLD, False)]


class Runs:
    """Runs over the list of politics, one after the other: what each of them visits."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.site = Site(folder)
        self._patch = patch

    def show(self, when: str, *urls: str) -> list[str]:
        """Return what a run over the list visits that shows *urls*; none: it failed."""
        set_clock(self._patch, when)
        found = [Address(url, url, "section:politics", {}) for url in urls]
        origins, period = ["section:politics"], Period()
        with Ledger(self.site.folder) as ledger, ledger.transaction() as db:
            fetch = discovery.discover(
                db, found, edition="en", taker=when, now=rfc3339(at(when)), period=period,
                refresh=False, policy=POLICY,
            ).fetch  # fmt: skip
            waiting = addresses.take_pending(
                db, edition="en", origins=origins, taker=when, limit=9, period=period
            )
            due = revisits_due.take(
                db, edition="en", sections=["politics"], origins=origins, taker=when,
                policy=POLICY, now=at(when), period=period,
            )  # fmt: skip
        return sorted({one.url for one in (*fetch, *waiting, *due)})

    def rebuild(self) -> None:
        """Lose the ledger, and make it anew from the feeds."""
        for path in self.site.folder.glob(f"{FILE_NAME}*"):
            path.unlink()
        rebuild(self.site.folder)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(tmp_path, monkeypatch)


@pytest.mark.parametrize(("listed", "anew"), FOUND)
def test_a_retraction_after_the_last_step_is_confirmed(runs: Runs, listed: str, anew: bool) -> None:
    long = "\n\n".join(f"Paragraph {n} of the story, in some more words." for n in range(40))
    assert runs.show("01 10:10", listed) == [listed]
    runs.site.look(1, "01 10:10", listed, OWN, body_text=long, word_count=360)
    if anew:
        runs.rebuild()
    assert runs.show("02 10:05") == [OWN]  # the last step of the ladder
    short = {"body_text": "Retracted.", "word_count": 1}
    assert runs.site.look(1, "02 10:05", OWN, **short).kind == "suspect"
    assert runs.show("02 11:05") == [OWN]
    assert runs.site.look(1, "02 11:05", OWN, **short).kind == "revised"
    assert runs.show("02 12:05") == []


@pytest.mark.parametrize(("listed", "anew"), FOUND)
def test_an_article_that_names_anothers_post_id_is_told_in_the_end(
    runs: Runs, listed: str, anew: bool
) -> None:
    def see_other(when: str) -> str:
        item = article(
            1, url=OTHER, canonical_url=OTHER, headline="Quite another story",
            body_text="Other words.\n\nAltogether.", published_at=stamp("10 09:00"),
            published_date="2026-03-10", retrieved_at=stamp(when),
        )  # fmt: skip
        return runs.site.see(item, OTHER).kind

    runs.show("01 11:00", listed)
    runs.site.look(1, "01 11:00", listed, OWN)
    if anew:
        runs.rebuild()
    assert runs.show("10 10:00", OTHER) == [OTHER]
    assert see_other("10 10:00") == "suspect"
    assert runs.show("11 10:00") == [OWN, OTHER]
    # It keeps its address and its id: the other one is a post of its own.
    assert runs.site.look(1, "11 10:00", OWN).kind == "known"
    assert see_other("11 10:00") == "new"


@pytest.mark.parametrize("listed", [OWN, OLD])
def test_a_removed_article_that_a_list_shows_again_is_told(runs: Runs, listed: str) -> None:
    runs.show("01 10:10", listed)
    runs.site.look(1, "01 10:10", listed, OWN)
    runs.site.miss(1, "04 10:00")
    assert runs.site.miss(1, "04 12:00") == "removed"
    assert OWN not in runs.show("04 12:30", listed)
    assert OWN in runs.show("05 12:00", listed)
    runs.site.look(1, "05 12:00", OWN)
    assert [line["event"] for line in feed(runs.site.folder, "removals")] == ["removed", "returned"]
    assert runs.show("06 12:00", listed) == []
