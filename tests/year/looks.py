"""Looks at a ticker that are handed to the ledger: what a run writes of one, without the run.

A crawl of the ticker costs some 80 ms, nearly all of it Scrapy's start. Here the ledger is opened,
settled and given the look, and a manifest is written, as a run does.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from mayadeen_crawler.dates.site_time import rfc3339
from mayadeen_crawler.items import BREAKING_FIELDS
from mayadeen_crawler.ledger.page_readings import Copy
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.ledger.ticker import Look
from mayadeen_crawler.ledger.ticker_diff import ShownLine
from mayadeen_crawler.runs.manifest import begun, manifest
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import verdict

#: Not the edition that is crawled: the replica has a ticker of its own.
EDITION = "ar"
#: Lines that the ticker holds.
CAPACITY = 10
#: Of so many runs one is killed before it writes its end.
KILLED = 500

_PROVENANCE = {**dict.fromkeys(BREAKING_FIELDS), "text": "markup"}


class MadeUpTicker:
    """A ticker whose lines change between two looks, or do not."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance = folder, chance
        self._runs = RunsFolder(folder)
        self._lines: list[str] = []
        self._told = 0
        self.looks = 0
        """How many were made."""

    def look(self, now: datetime) -> None:
        """Look at it at the moment *now*, as a run by a timer would."""
        self.looks += 1
        quiet = self._chance.random() < 1 / 3 and self.looks > 1
        if not quiet:
            self._change()
        copy = Copy("http://ticker.test/", f'"{self._told}"')
        lines = None if quiet else tuple(
            ShownLine(text, None, None, _PROVENANCE) for text in self._lines
        )  # fmt: skip
        run_id = f"breaking-ar-{self.looks}"
        start = begun(
            run_id=run_id, spider="breaking", edition=EDITION, base_url="http://ticker.test",
            arguments={"edition": EDITION}, pid=1, lock="breaking-made-up.lock",
            started_at=rfc3339(now),
        )  # fmt: skip
        with Ledger(self._folder) as ledger:
            ledger.settle()
            ended = now.timestamp()
            seen = ledger.observe(Look(EDITION, "Made up", run_id, ended - 0.3, ended, copy, lines))
        killed = self.looks % KILLED == 0
        stats = {
            "page/answered": 1, "page/recognised": 1, "page/unchanged": int(quiet),
            "ticker/appeared": sum(one.event == "appeared" for one in seen.items),
            "downloader/response_status_count/200": 1, "finish_reason": "finished",
        }  # fmt: skip
        self._runs.write(
            manifest(
                start, stats, verdict=None if killed else verdict(stats), seconds=1.0,
                now=rfc3339(now + timedelta(seconds=1)), recognised_at=rfc3339(now),
            )
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
