"""A known address that comes to hold another post is visited where a listing shows the new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

POLITICS = "/news/politics"
OLD, PATH = "Potters light the kiln at the old pier", f"{POLITICS}/the-story-of-the-week"
NEW = "Ministers raise the price of bread again"


@pytest.fixture
def site() -> Iterator[SmallSite]:
    small = SmallSite()
    small.listing("/", menu=[(POLITICS, "Politics")])
    with served(small):
        yield small


def show(site: SmallSite, headline: str, card: str) -> None:
    """Let the address hold *headline*, and the section's card of it say *card*."""
    site.article(PATH, headline)
    site.listing(POLITICS, PATH)
    site.pages[POLITICS] = site.pages[POLITICS].replace(
        "The headline of the-story-of-the-week", card
    )


def run(site: SmallSite, folder: Path, **given: Any) -> tuple[Crawl, int]:
    """Crawl; return the crawl, and how often it asked for the address."""
    del site.requests[:]
    done = crawl("section", folder, base_url=site.url, sections="politics", max_pages="1", **given)
    return done, site.requests.count(PATH)


@pytest.mark.soak
def test_another_headline_is_a_reason_for_a_visit(site: SmallSite, tmp_path: Path) -> None:
    show(site, OLD, OLD)
    assert run(site, tmp_path)[1] == 1
    assert run(site, tmp_path)[1] == 0
    show(site, NEW, NEW)
    done, asked = run(site, tmp_path)
    assert asked == 1
    assert done.records[-1]["headline"] == NEW
    assert run(site, tmp_path)[1] == 0


@pytest.mark.soak
def test_a_shortened_or_retitled_card_is_none(site: SmallSite, tmp_path: Path) -> None:
    show(site, OLD, OLD)
    run(site, tmp_path)
    for card in ("Potters light the kiln at…", "Potters of the pier light their kiln", "Video"):
        show(site, OLD, card)
        assert run(site, tmp_path)[1] == 0, card


@pytest.mark.soak
def test_a_card_that_stays_another_costs_one_visit(site: SmallSite, tmp_path: Path) -> None:
    show(site, OLD, OLD)
    run(site, tmp_path)
    show(site, OLD, NEW)
    done, asked = run(site, tmp_path)
    assert (asked, len(done.records)) == (1, 1)
    assert [run(site, tmp_path)[1] for _ in range(2)] == [0, 0]


@pytest.mark.soak
def test_never_means_never(site: SmallSite, tmp_path: Path) -> None:
    show(site, OLD, OLD)
    run(site, tmp_path)
    show(site, NEW, NEW)
    assert run(site, tmp_path, refresh="never")[1] == 0
    # It was not compared either: the next run does.
    assert run(site, tmp_path)[1] == 1


@pytest.mark.soak
def test_it_needs_no_feed_file(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(site, OLD, OLD)
    yesterday = clock.now() - timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: yesterday)
        run(site, tmp_path)
    for file in (tmp_path / "articles").iterdir():
        file.rename(tmp_path / file.name)
    show(site, NEW, NEW)
    assert run(site, tmp_path)[1] == 1
