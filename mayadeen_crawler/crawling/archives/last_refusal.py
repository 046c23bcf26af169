"""Whether the last run was refused: then a person decides whether archives are asked instead.

Called by ``spiders/archived.py`` before a run begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mayadeen_crawler.runs.manifest_files import RunsFolder

#: Stats of a run on an archive that count what the archive answered.
_SERVED = ("archives/index_pages", "archives/kept", "archives/news_records")


def last_refusal(output: Path, spider: str, edition: str, source: str) -> str | None:
    """Return the id of the run that was refused last, None if the last one was not.

    Of the runs on the site of *edition*, the last that got any answer counts; and of those of
    *spider* on archives, the last one of *source*, if the archive itself refused it.
    """
    runs = RunsFolder(output)
    # However old it is: others may have hundreds of runs between two of it.
    for run in runs.newest(spider, edition):
        if run["arguments"].get("source") == source:
            if _was_refused(run):
                return str(run["run_id"])
            if any(run["stats"].get(name) for name in _SERVED):
                break
    for run in runs.newest(edition=edition):
        if run["spider"] != spider and "warc" not in run["arguments"]:
            if run["outcome"] == "blocked":
                return str(run["run_id"])
            # A run while the site was down, or that was ended at once, was welcomed by nobody.
            if run.get("pages", {}).get("answered", 0) > 0:
                break
    return None


def _was_refused(run: Mapping[str, Any]) -> bool:
    # A pause that an archive asked for (Retry-After) is no refusal.
    return (run["outcome"], run["stats"].get("finish_reason")) == ("blocked", "blocked")
