"""What is kept of a run whose manifest was removed: what it met that reserves text mining.

``upkeep/manifests.py`` folds manifests into it; ``exports/reservations.py`` asks for each record's
run. Nearly all runs meet the same statements, so a run is a number that names them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Met(NamedTuple):
    """A statement on text mining that a run met."""

    source: str
    """``header``, ``meta``, ``robots.txt`` or ``tdmrep.json``."""
    value: str
    only_at: str | None
    """The URL of the one response that said it, as the manifest has it; None: of several, or of
    the whole site."""


def statements(manifest: Mapping[str, Any]) -> list[Met] | None:
    """Return what *manifest* says of reservations; None where no run of ours wrote that."""
    try:
        return [_met(one) for one in manifest.get("reservations", [])]
    except (TypeError, LookupError):
        return None


def _met(one: Mapping[str, Any]) -> Met:
    source, value, url = one["source"], one["value"], one["url"]
    if not all(isinstance(text, str) for text in (source, value)):
        raise TypeError
    return Met(source, value, url if one["pages"] == 1 and source in ("header", "meta") else None)


def fold(db: sqlite3.Connection, runs: Iterable[tuple[str, Sequence[Met]]]) -> None:
    """Keep (id, what it met) of each of *runs* that wrote articles.

    A run that is known stays as it is.
    """
    for run_id, met in runs:
        wrote = "SELECT 1 FROM appends WHERE run_id = ? AND file LIKE 'articles/%' LIMIT 1"
        if db.execute(wrote, (run_id,)).fetchone() is None:
            continue
        said = json.dumps(met, ensure_ascii=False)
        db.execute("INSERT OR IGNORE INTO met_statements (said) VALUES (?)", (said,))
        db.execute(
            "INSERT OR IGNORE INTO folded_runs (run_id, met) "
            "SELECT ?, id FROM met_statements WHERE said = ?",
            (run_id, said),
        )


def of_run(db: sqlite3.Connection, run_id: str) -> list[Met] | None:
    """Return what the folded run *run_id* met; None if the ledger does not know the run."""
    row = db.execute(
        "SELECT said FROM folded_runs JOIN met_statements ON id = met WHERE run_id = ?", (run_id,)
    ).fetchone()
    return None if row is None else [Met(*one) for one in json.loads(row["said"])]
