"""Which manifests of runs may go, and how their reservations stay known.

The newest stay, whatever they say. Of the older ones those stay that a later run or a person
still asks for: the last ones of each spider and edition, with which a run is compared however
rarely it is made, and the last ones of runs that went wrong. What remains are good runs, of which
the feeds tell what they brought and the ledger which bytes are theirs; what these met that
reserves text mining is folded into the ledger before (``ledger/folded_runs.py``).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mayadeen_crawler.ledger.folded_runs import Met, fold, statements
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.runs.manifest_files import RunsFolder

#: Manifests of each spider and edition that stay, however old: as many as a run is compared with.
OF_EACH = 200
#: Manifests that stay of runs that did not end well, or that warned.
OF_BAD = 1000
#: Outcomes of runs that did end well.
WELL = ("good", "skipped", "interrupted")
#: Manifests that are removed after one commit.
GROUP = 500


class OldManifest(NamedTuple):
    """A manifest that may go."""

    path: Path
    size: int
    run_id: str
    met: list[Met]


def removable(runs: RunsFolder, newest: int, *, until: float = float("inf")) -> list[OldManifest]:
    """Return the manifests that may go, those written last first; the *newest* ones stay.

    So do those of runs under way, and what was not read *until* then (by the monotonic clock).
    """
    found: list[OldManifest] = []
    of_each, bad = Counter[tuple[str, str]](), 0
    for number, (path, size, manifest) in enumerate(runs.files()):
        if time.monotonic() > until:
            break
        kind = manifest["spider"], manifest["edition"]
        of_each[kind] += 1
        outcome = runs.outcome(manifest)
        if outcome == "running":
            continue
        is_bad = outcome not in WELL or bool(manifest["warnings"])
        bad += is_bad
        may_go = number >= newest and of_each[kind] > OF_EACH and not (is_bad and bad <= OF_BAD)
        if may_go and (met := statements(manifest)) is not None:
            found.append(OldManifest(path, size, manifest["run_id"], met))
    return found


def remove_manifests(
    folder: Path, old: Sequence[OldManifest], *, until: float = float("inf")
) -> list[OldManifest]:
    """Fold *old* into the ledger of *folder*, then remove the files; return those removed.

    *until*: when to stop, by the monotonic clock. Raises LedgerError and OSError.
    """
    gone: list[OldManifest] = []
    rest = iter(old)
    while time.monotonic() < until and (group := list(islice(rest, GROUP))):
        with Ledger(folder) as ledger, ledger.transaction() as db:
            fold(db, [(one.run_id, one.met) for one in group])
        for one in group:
            with suppress(FileNotFoundError):  # another process that tidies removed it
                one.path.unlink()
                gone.append(one)
    return gone
