"""Which records the site's own words reserve from text mining: ``scrapy export --unreserved``.

No record holds what its page reserved. What is known is the site's ``tdmrep.json``, as a run read
it last (in the ledger), and what the run that wrote the record met (in its manifest, later in the
ledger). A record is left out where these leave a doubt. ``tdmrep.py`` knows what each statement
means.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mayadeen_crawler.ledger.folded_runs import of_run, statements
from mayadeen_crawler.ledger.tdmrep import remembered
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.tdmrep import MAX_URL, TdmStatement, reserves

#: Runs whose statements are kept in memory: records of one run stand together in a feed.
_RUNS = 256


class MiningStatus(Enum):
    """Whether a record is reserved."""

    FREE = "free"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    """Its page was not read live, or neither its run's manifest nor the ledger tells of the run."""


class Reservations:
    """What is known of reservations in an output folder, as of a snapshot of its ledger."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._runs = RunsFolder(folder)
        self._db = db
        self._of_run = lru_cache(_RUNS)(self._read)
        self._of_host = lru_cache(_RUNS)(lambda host: remembered(db, host))

    def answer(self, record: Mapping[str, Any]) -> MiningStatus:
        """Return whether *record*, an article, is reserved."""
        url = str(record["url"])
        try:
            parts = urlsplit(url)
        except ValueError:  # another program wrote the record
            return MiningStatus.UNKNOWN
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        for rule in self._of_host(parts.netloc):
            if reserves(TdmStatement("tdmrep.json", rule), path):
                return MiningStatus.RESERVED
        seen = self._of_run(str(record["run_id"]))
        if seen is None:
            return MiningStatus.UNKNOWN
        for said, only_at in seen:
            is_here = only_at is None or only_at == url[:MAX_URL]
            if is_here and reserves(said, path):
                return MiningStatus.RESERVED
        # A page that was kept first was noted by the run that kept it, not by the one that read it.
        return MiningStatus.FREE if record.get("source") == "live" else MiningStatus.UNKNOWN

    def _read(self, run_id: str) -> list[tuple[TdmStatement, str | None]] | None:
        """Return what the run met, each with the URL if one alone said it; None: not known."""
        manifest = self._runs.of(run_id)
        try:
            met = of_run(self._db, run_id) if manifest is None else statements(manifest)
        except UnicodeEncodeError:  # no run has such an id
            return None
        if met is None:
            return None
        return [(TdmStatement(one.source, one.value), one.only_at) for one in met]
