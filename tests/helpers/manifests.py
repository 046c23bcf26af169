"""Manifests for tests that need no crawl."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from mayadeen_crawler.runs.manifest import begun, manifest
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.runs.outcome import Verdict, verdict


def made(
    run_id: str,
    *,
    spider: str = "section",
    edition: str = "en",
    lock: str | None = "section-0000.lock",
    started: str = "2026-03-05T10:00:00Z",
    ended: str = "2026-03-05T10:01:00Z",
    running: bool = False,
    **stats: Any,
) -> dict[str, Any]:
    """Return the manifest of a run with *stats* (``__`` is a slash), good unless they say else."""
    named = {name.replace("__", "/"): value for name, value in stats.items()}
    start = begun(
        run_id=run_id,
        spider=spider,
        edition=edition,
        base_url="http://replica.test",
        arguments={"sections": "politics"},
        pid=1,
        lock=lock,
        started_at=started,
    )
    ending: Verdict | None = None
    if not running:
        named = {"finish_reason": "finished", **named}
        ending = verdict(named)
    return manifest(
        start,
        named,
        verdict=ending,
        now=ended,
        seconds=60.0,
        recognised_at=ended if named.get("page/recognised") else None,
        warnings=named.get("health/warnings", ()),
    )


def written(output: Path, *manifests: dict[str, Any]) -> RunsFolder:
    """Write *manifests*, the oldest first, a second apart; return their folder."""
    folder = RunsFolder(output)
    for number, one in enumerate(manifests):
        folder.write(one)
        path = folder.path / f"{one['run_id']}.json"
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return folder


def manifests(output: Path) -> list[dict[str, Any]]:
    """Return the manifests in an output folder, in the order in which the runs ended.

    Not by ``started_at``, which is to the second: two runs of a test may begin in one.
    """
    files = sorted((output / "runs").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(path.read_text()) for path in files]
