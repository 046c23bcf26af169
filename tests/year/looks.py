"""Looks at a ticker and at a section that are handed to the ledger: what a run writes, without it.

A crawl costs some 100 ms or more, nearly all of it Scrapy's start. Here the ledger is opened,
settled and given the look, and a manifest is written, as a run does.
"""

from __future__ import annotations

import random
import zlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.items import BREAKING_FIELDS, ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.listings import listing_depth, listing_pages, page_readings
from mayadeen_crawler.ledger.listings.listing_depth import Depth, Listing
from mayadeen_crawler.ledger.listings.page_readings import Copy, PageReading, ReadAs
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.ledger.ticker.ticker_diff import ShownLine
from mayadeen_crawler.ledger.ticker.ticker_lines import Look
from mayadeen_crawler.runs.manifest import begun, manifest
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import verdict

#: Not the edition that is crawled: the replica has a ticker and sections of its own.
EDITION = "ar"
#: Lines that the ticker holds, and cards of the section's first page.
CAPACITY, CARDS = 10, 20
#: Of so many runs one is killed before it writes its end.
KILLED = 500
#: The share of looks at which nothing has changed.
QUIET = 1 / 3

_PROVENANCE = {**dict.fromkeys(BREAKING_FIELDS), "text": "markup"}
_BASE = "http://made-up.test"


def _write_manifest(
    folder: Path, spider: str, number: int, now: datetime, stats: dict[str, Any]
) -> None:
    """Write the manifest of a run with *stats* that lasted a second, or was killed."""
    start = begun(
        run_id=f"{spider}-ar-{number}", spider=spider, edition=EDITION, base_url=_BASE,
        arguments={"edition": EDITION}, pid=1, lock=f"{spider}-made-up.lock",
        started_at=rfc3339(now),
    )  # fmt: skip
    stats = {
        "page/answered": 1, "page/recognised": 1, "downloader/response_status_count/200": 1,
        "finish_reason": "finished", **stats,
    }  # fmt: skip
    ended = None if number % KILLED == 0 else verdict(stats)
    RunsFolder(folder).write(
        manifest(
            start, stats, verdict=ended, seconds=1.0, now=rfc3339(now + timedelta(seconds=1)),
            recognised_at=rfc3339(now),
        )
    )  # fmt: skip


class MadeUpSection:
    """A section whose first page shows new cards between two looks, or does not."""

    def __init__(self, folder: Path, chance: random.Random, looks: int = 0) -> None:
        """*looks*: how many were made into *folder* before, at most."""
        self._folder, self._chance = folder, chance
        self._newest = CARDS + looks
        self.looks = looks
        """How many were made."""

    def look(self, now: datetime) -> None:
        """Read it at the moment *now*, as a run by a timer would."""
        self.looks += 1
        self._newest += self._chance.random() > QUIET
        stamp, run_id = rfc3339(now), f"section-ar-{self.looks}"
        cards = [
            ListItem(place, f"{_BASE}/news/politics/{n}", None, f"The council met {n} times", None)
            for place, n in enumerate(range(self._newest, self._newest - CARDS, -1), 1)
        ]
        page = ListingPage(
            edition=EDITION, list="section", name="politics", items=cards, observed_at=stamp,
            run_id=run_id,
        )  # fmt: skip
        said = zlib.compress(" ".join(card.headline or "" for card in cards).encode())
        copy = Copy(f"{_BASE}/politics", f'"{self._newest}"')
        reading = PageReading(ReadAs(EDITION, "section:politics 1", "0" * 16), copy, said, stamp)
        listing = Listing(EDITION, "section", "politics")
        with Ledger(self._folder) as ledger:
            ledger.settle()
            with ledger.transaction() as db:
                page_readings.forget(db, now=stamp)
                listing_depth.begin(db, listing, run_id)
            changed = ledger.commit(partial(listing_pages.show, page, {}), "listings")
            with ledger.transaction() as db:
                listing_depth.complete(db, listing, Depth(1), run_id)
                page_readings.keep(db, [reading])
        _write_manifest(self._folder, "section", self.looks, now, {"listing/records": int(changed)})


class MadeUpTicker:
    """A ticker whose lines change between two looks, or do not."""

    def __init__(self, folder: Path, chance: random.Random, looks: int = 0) -> None:
        """*looks*: how many were made into *folder* before, at most."""
        self._folder, self._chance = folder, chance
        self._lines: list[str] = []
        self._told = self.looks = looks
        """How many were made."""

    def look(self, now: datetime) -> None:
        """Look at it at the moment *now*, as a run by a timer would."""
        self.looks += 1
        quiet = self._chance.random() < QUIET and bool(self._lines)
        if not quiet:
            self._change()
        copy = Copy(f"{_BASE}/", f'"{self._told}"')
        shown = tuple(ShownLine(text, None, None, _PROVENANCE) for text in self._lines)
        run_id, ended = f"breaking-ar-{self.looks}", now.timestamp()
        look = Look(EDITION, "Made up", run_id, ended - 0.3, ended, copy, None if quiet else shown)
        with Ledger(self._folder) as ledger:
            ledger.settle()
            seen = ledger.observe(look)
        appeared = sum(one.event == "appeared" for one in seen.items)
        _write_manifest(
            self._folder, "breaking", self.looks, now,
            {"page/unchanged": int(quiet), "ticker/appeared": appeared},
        )  # fmt: skip

    def _change(self) -> None:
        chance = self._chance.random()
        if self._lines and chance < 0.07:
            self._lines[0] = f"{self._lines[0]}, officials say"
        elif len(self._lines) == CAPACITY and chance < 0.1:
            del self._lines[3]
        else:
            self._told += 1
            text = f"The harbour council told of its {self._told}th decision of the year"
            self._lines = [text, *self._lines][:CAPACITY]
