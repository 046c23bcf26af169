"""Whether the last run was refused: then a person decides whether archives are asked instead.

Called by ``spiders/archived.py`` before a run begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from mayadeen_crawler.runs.manifest_files import RunsFolder

#: Manifests that are read, the newest first.
READ = 200
#: Stats of a run on an archive that count what the archive answered.
_SERVED = ("archives/index_pages", "archives/kept", "archives/news_records")


def last_refusal(output: Path, spider: str, edition: str, source: str) -> str | None:
    """Return the id of the run that was refused last, None if the last one was not.

    Of the runs on the site of *edition*, the last that got any answer counts; and of those of
    *spider* on archives, the last one of *source*, if the archive itself refused it.
    """
    site, archive = False, False
    for run in islice(RunsFolder(output).newest(), READ):
        if run["edition"] != edition or "warc" in run["arguments"]:
            continue
        if run["spider"] != spider:
            if not site and run["outcome"] == "blocked":
                return str(run["run_id"])
            # A run while the site was down, or that was ended at once, was welcomed by nobody.
            site = site or run.get("pages", {}).get("answered", 0) > 0
        elif run["arguments"].get("source") == source:
            if not archive and _was_refused(run):
                return str(run["run_id"])
            archive = archive or any(run["stats"].get(name) for name in _SERVED)
        if site and archive:
            break
    return None


def _was_refused(run: Mapping[str, Any]) -> bool:
    # A pause that an archive asked for (Retry-After) is no refusal.
    return (run["outcome"], run["stats"].get("finish_reason")) == ("blocked", "blocked")
