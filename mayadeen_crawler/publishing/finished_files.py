"""Which files of an output folder never change again, and may therefore be published.

Called by `publish`. A feed file is final where it is older than the current file of its kind.
Manifests are many and small (hundreds of runs a day), so the manifests of a past day are published
as one file, ``runs/YYYY-MM-DD.jsonl``, a line a run.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from mayadeen_crawler import clock
from mayadeen_crawler.exports.datapackage import Resource
from mayadeen_crawler.exports.package_resources import feeds, resource
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.past_runs import runs_of
from mayadeen_crawler.schemas.kinds import RUN
from mayadeen_crawler.utils.regular_files import open_regular

#: After midnight (UTC) the manifests of the day before may still be on their way to the disk.
SETTLED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A file that never changes again."""

    described: Resource
    """Its entry in ``datapackage.json``."""
    open: Callable[[], BinaryIO]
    """Opens its bytes; a file on the disk may have more bytes than are described."""

    @property
    def path(self) -> str:
        """As ``articles/2026-11-27.jsonl``, relative to the output folder."""
        return str(self.described["path"])

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.described["bytes"])

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return str(self.described["hash"]).removeprefix("sha256:")

    @property
    def is_of_runs(self) -> bool:
        """Whether it holds the manifests of a day."""
        return str(self.described["record_type"]) == RUN.name


def finished_files(folder: Path) -> list[FinishedFile]:
    """Return what can be published of the output *folder*, the oldest day of each kind first.

    Raises LedgerError if a feed file differs from what was committed to it, ExportError if one
    cannot be read.
    """
    with snapshot(folder) as db:
        final = [
            FinishedFile(one, partial(open_regular, folder / one["path"]))
            for one in feeds(db, folder, only_final=True)
        ]
    return [*final, *_days_of_runs(folder)]


def _days_of_runs(folder: Path) -> Iterator[FinishedFile]:
    """Yield a file for each past day on which runs ended, or were killed."""
    days: dict[str, list[dict[str, Any]]] = {}
    for run in runs_of(RunsFolder(folder), None, None):
        if run.outcome != "running":  # a run that was killed still says so in its manifest
            ended = datetime.fromisoformat(run.manifest["updated_at"]).astimezone(UTC)
            days.setdefault(f"{ended:%Y-%m-%d}", []).append(run.manifest)
    settled = f"{clock.now() - SETTLED_AFTER:%Y-%m-%d}"
    for day in sorted(day for day in days if day < settled):
        manifests = sorted(days[day], key=lambda one: (one["started_at"], one["run_id"]))
        data = b"".join(encode(one) for one in manifests)
        described = resource(
            f"{RUN.folder}/{day}.jsonl",
            "jsonl",
            len(data),
            hashlib.sha256(data).hexdigest(),
            len(manifests),
            RUN,
            final=True,
        )
        yield FinishedFile(described, partial(io.BytesIO, data))
