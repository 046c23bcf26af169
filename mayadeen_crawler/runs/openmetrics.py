"""The last runs as metrics, in the OpenMetrics text format: ``scrapy runs --openmetrics``.

For a file that Prometheus' node_exporter collects (``docs/monitoring.md``). Of each spider and
edition: when a run was good last, and the figures of the run that began last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from mayadeen_crawler.runs.past_runs import RunWithOutcome, last_good
from mayadeen_crawler.utils.terminal import harmless

#: Runs that are looked at, those written last first: weeks of scheduled runs.
READ = 2000

#: Metric → (unit or "", help). All are gauges, with the labels spider and edition.
METRICS: Mapping[str, tuple[str, str]] = {
    "mayadeen_last_good_run_timestamp_seconds": (
        "seconds", "When a good run last recognised a page, Unix time.",
    ),
    "mayadeen_last_run_timestamp_seconds": ("seconds", "When the last run began, Unix time."),
    "mayadeen_last_run_good": ("", "1 if the last run was good, goes on or was stopped, else 0."),
    "mayadeen_last_run_blocked": ("", "1 if the site refused the last run, else 0."),
    "mayadeen_last_run_duration_seconds": ("seconds", "How long the last run took, or takes yet."),
    "mayadeen_last_run_new_records": ("", "New articles of the last run, or new ticker lines."),
    "mayadeen_last_run_failed_pages": ("", "Pages that the last run did not get."),
    "mayadeen_pending_addresses": ("", "Addresses of the edition that wait for a later run."),
}  # fmt: skip
#: Outcomes of runs that did not begin.
_NOT_BEGUN = ("skipped", "wrong_use")


def openmetrics(
    runs: Iterable[RunWithOutcome], problem: Callable[[Mapping[str, Any]], str | None]
) -> str:
    """Return the text, with ``# EOF`` as its last line.

    *runs*: the last written first, see `past_runs.runs_of`. *problem*: as `past_runs.last_good`
    takes it.
    """
    by_labels: dict[tuple[str, str], list[RunWithOutcome]] = {}
    for run in islice(runs, READ):
        if run.outcome not in _NOT_BEGUN:
            labels = run.manifest["spider"], run.manifest["edition"]
            by_labels.setdefault(labels, []).append(run)
    samples: dict[str, list[str]] = {name: [] for name in METRICS}
    for (spider, edition), found in sorted(by_labels.items()):
        labels_text = f'spider="{_escaped(spider)}",edition="{_escaped(edition)}"'
        for name, value in _figures(found, problem):
            samples[name].append(f"{name}{{{labels_text}}} {value:.15g}\n")
    text = ""
    for name, (unit, meaning) in METRICS.items():
        if samples[name]:
            text += f"# TYPE {name} gauge\n"
            text += f"# UNIT {name} {unit}\n" if unit else ""
            text += f"# HELP {name} {meaning}\n{''.join(samples[name])}"
    return f"{text}# EOF\n"


def _figures(
    runs: list[RunWithOutcome], problem: Callable[[Mapping[str, Any]], str | None]
) -> Iterator[tuple[str, float]]:
    """Yield metric and value for the *runs* of one spider and edition."""
    last = max(runs, key=lambda run: run.manifest["started_at"])
    began = datetime.fromisoformat(last.manifest["started_at"])
    if good := last_good(runs, problem, enough=began):
        yield "mayadeen_last_good_run_timestamp_seconds", good[1].timestamp()
    records, pages = last.manifest["records"], last.manifest.get("pages", {})
    of_ticker = last.manifest["spider"] == "breaking"
    new = records["breaking"].get("appeared", 0) if of_ticker else records["articles"].get("new", 0)
    yield "mayadeen_last_run_timestamp_seconds", began.timestamp()
    yield "mayadeen_last_run_good", float(last.outcome in ("good", "running", "interrupted"))
    yield "mayadeen_last_run_blocked", float(last.outcome == "blocked")
    yield "mayadeen_last_run_duration_seconds", float(last.manifest["seconds"])
    yield "mayadeen_last_run_new_records", float(new)
    for name, value in (
        ("mayadeen_last_run_failed_pages", pages.get("failed")),
        ("mayadeen_pending_addresses", last.manifest.get("pending_left")),
    ):
        if value is not None:
            yield name, float(value)


def _escaped(value: str) -> str:
    shown = "\n".join(map(harmless, value.split("\n")))
    return shown.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
