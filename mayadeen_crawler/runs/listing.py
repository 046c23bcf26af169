"""The last runs as a table, and the last moment at which one was good."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mayadeen_crawler.runs.folder import RunsFolder

#: Columns that a reason takes at most: a run is one line.
WIDTH = 72


@dataclass(frozen=True, slots=True)
class Run:
    """A manifest, and what became of its run: one that was killed could not say so itself."""

    manifest: dict[str, Any]
    outcome: str
    """As in the manifest, or ``died``."""


def runs_of(folder: RunsFolder, spider: str | None, edition: str | None) -> Iterator[Run]:
    """Yield the runs of *spider* and *edition* (None: of any), those heard of last first."""
    for manifest in folder.newest():
        if spider in (None, manifest["spider"]) and edition in (None, manifest["edition"]):
            yield Run(manifest, folder.outcome(manifest))


def last_good(
    runs: Iterable[Run], problem: Callable[[Mapping[str, Any]], str | None]
) -> tuple[Run, datetime] | None:
    """Return the newest good run and the moment of which it speaks, if there is one.

    Of one that is under way, such as one that follows the ticker, that is when the site
    last answered it, provided that *problem* finds nothing in its statistics so far.
    """
    for run in runs:
        manifest = run.manifest
        if run.outcome == "good":
            return run, datetime.fromisoformat(manifest["ended_at"])
        recognised = manifest["pages"]["recognised"] and manifest["answered_at"]
        if run.outcome == "running" and recognised and problem(manifest["stats"]) is None:
            return run, datetime.fromisoformat(manifest["answered_at"])
    return None


def table(runs: Iterable[Run]) -> list[str]:
    """Return a heading and a line a run: started (UTC), spider, outcome, new, revised, …."""
    rows = [_row(run) for run in runs]
    if not rows:
        return []
    rows.insert(0, ("started", "spider", "outcome", "new", "revised", "seconds", "why, or what"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_line(row, widths) for row in rows]


def _row(run: Run) -> tuple[str, ...]:
    manifest, records = run.manifest, run.manifest["records"]
    kind, first, again = (
        ("breaking", "appeared", "edited")
        if manifest["spider"] == "breaking"
        else ("articles", "new", "revised")
    )
    return (
        manifest["started_at"],
        _plain(manifest["spider"]) or "?",
        run.outcome,
        str(records[kind][first]),
        str(records[kind][again]),
        f"{manifest['seconds']:.1f}",
        _said(run),
    )


def _said(run: Run) -> str:
    manifest = run.manifest
    if run.outcome == "died":
        return f"killed or crashed after {manifest['updated_at']}: what it left is taken up"
    words = manifest["reason"] or ", ".join(f"{k}={v}" for k, v in manifest["arguments"].items())
    warned = f" ({len(manifest['warnings'])} warnings)" if manifest["warnings"] else ""
    words = _plain(words)
    most = WIDTH - len(warned)
    return (words if len(words) <= most else words[: most - 1] + "…") + warned


def _plain(text: str) -> str:
    """Return *text* as a terminal may show it: a manifest quotes what a user, or a page, wrote."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "?" for c in text)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    left = (cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False))
    right = (cell.rjust(width) for cell, width in zip(row[3:6], widths[3:], strict=False))
    return "  ".join([*left, *right, row[6]])
