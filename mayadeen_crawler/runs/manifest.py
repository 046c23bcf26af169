"""A run's manifest as a dictionary: arguments, versions, outcome, figures, records. Pure.

`extensions.manifest` calls `begun` once and `manifest` at each writing; ``scrapy crawl`` calls
`not_begun` for a run that ended before it began. The keys are declared, with their JSON Schema,
in ``items/run.py``; a key that is added here is added there.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import scrapy

from mayadeen_crawler import __version__
from mayadeen_crawler.arguments import RUN_ID, new_run_id
from mayadeen_crawler.items import ARTICLE_VERSION, EXTRACTOR_VERSION
from mayadeen_crawler.items.record import RUN_VERSION
from mayadeen_crawler.ledger.database.migrations import VERSION
from mayadeen_crawler.runs.outcome import Verdict
from mayadeen_crawler.utils.secrets import masked, masked_address

#: Kind of record → {outcome, as in the manifest: stat that counts it}.
RECORDS: Mapping[str, Mapping[str, str]] = {
    "articles": {
        "new": "article/new",
        "revised": "article/revised",
        "known": "article/known",
        "known_on_listings": "article/known_on_listings",
        "suspect": "article/suspect",
        "stale": "article/stale",
    },
    "captures": {"written": "capture/written"},
    "breaking": {
        event: f"ticker/{event}" for event in ("appeared", "edited", "expired", "withdrawn")
    },
    "removals": {"removed": "removal/removed", "returned": "removal/returned"},
    "listings": {"changed": "listing/records"},
}
_PAGES = {
    "answered": "page/answered",
    "failed": "page/failed",
    "errors": "page/errors",
    "recognised": "page/recognised",
    "articles": "article/pages",
}
_REVISITS = {
    "due_in_ledger": "revisit/due_in_ledger",
    "due_on_listings": "revisit/due_on_listings",
    "suspected_removals": "removal/suspected",
}
_ALERTS = {name: f"alerts/{name}" for name in ("sent", "failed", "held_back", "repeated")}

#: Exceptions of requests that were answered, or never left.
_NOT_SENT = frozenset({
    "IgnoreRequest", "KnownArticle", "Blocked", "DisallowedByRobots", "RobotsUnreadable", "OffSite",
    "HostOnHold",
})  # fmt: skip

Stats = Mapping[str, Any]


def begun(
    *,
    run_id: str,
    spider: str,
    edition: str,
    base_url: str | None,
    arguments: Mapping[str, str],
    pid: int | None,
    lock: str | None,
    started_at: str,
) -> dict[str, Any]:
    """Return the keys of a manifest that do not change while the run goes on.

    *base_url*: None for the live site. *pid* and *lock*: None if the run never began.
    *started_at*: RFC 3339, UTC.
    """
    return {
        "record_type": "run",
        "schema_version": RUN_VERSION,
        "run_id": run_id,
        "spider": spider,
        "edition": edition,
        "base_url": base_url,
        "arguments": {name: masked(value) for name, value in arguments.items()},
        "versions": {
            "mayadeen_crawler": __version__,
            "scrapy": scrapy.__version__,
            "python": platform.python_version(),
            "records": ARTICLE_VERSION,
            "extractor": EXTRACTOR_VERSION,
            "ledger": VERSION,
        },
        "pid": pid,
        "lock": lock,
        "started_at": started_at,
    }


def manifest(
    begun: Mapping[str, Any],
    stats: Stats,
    *,
    verdict: Verdict | None,
    now: str,
    seconds: float,
    recognised_at: str | None = None,
    pending_left: int | None = None,
    appends: Iterable[Mapping[str, Any]] = (),
    warnings: Iterable[str] = (),
    reservations: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the whole manifest at the moment *now*; *verdict* is None while the run goes on.

    *begun*: what `begun` returned. *recognised_at*: when a card, ticker line or article was
    recognised last. *pending_left*: addresses that wait for a later run. *appends*: what the run
    appended to feed files. *reservations*: what the site's tdmrep.json reserves. Times are
    RFC 3339 in UTC.
    """
    started, stats = dict(begun), _told(stats)
    started_at = started.pop("started_at")
    return {
        **started,
        "outcome": verdict.outcome if verdict else "running",
        "exit_status": verdict.exit_status if verdict else None,
        "finish_reason": stats.get("finish_reason") if verdict else None,
        "reason": masked(verdict.reason) if verdict else None,
        "started_at": started_at,
        "updated_at": now,
        "ended_at": now if verdict else None,
        "seconds": round(seconds, 3),
        "recognised_at": recognised_at,
        "requests": _requests(stats),
        "pages": _named(stats, _PAGES),
        "records": {kind: _named(stats, names) for kind, names in RECORDS.items()},
        "drops": _under(stats, "drop/"),
        "lost": _under(stats, "lost/"),
        "coverage": coverage(stats),
        "provenance": provenance(stats),
        "doubts": _under(stats, "doubts/"),
        "browser": _under(stats, "browser/"),
        "revisits": _named(stats, _REVISITS),
        "pending_left": pending_left,
        "appends": [dict(append) for append in appends],
        "warnings": list(warnings),
        "archives": archives(stats),
        "reservations": [dict(one) for one in reservations],
        "output_kept": bool(stats.get("output/kept")),
        "alerts": _named(stats, _ALERTS),
        "stats": {name: stats[name] for name in sorted(stats)},
    }


def not_begun(
    spider: str, arguments: Mapping[str, str], verdict: Verdict, now: str
) -> dict[str, Any]:
    """Return the manifest of a run that ended before it began, such as in wrong use.

    *arguments* as given on the command line; Scrapyd's ``_job`` becomes the run id.
    """
    job = arguments.get("_job", "")
    given = {name: value for name, value in arguments.items() if not name.startswith("_")}
    if "base_url" in given:
        given["base_url"] = masked_address(given["base_url"])
    stem = "".join(c for c in spider if c.isalnum() or c in "_-")[:40] or "crawl"
    start = begun(
        run_id=job if RUN_ID.fullmatch(job) else new_run_id(stem),
        spider=spider,
        edition=arguments.get("edition", "en"),
        base_url=masked(given.get("base_url", "")) or None,
        arguments=given,
        pid=None,
        lock=None,
        started_at=now,
    )
    return manifest(start, {}, verdict=verdict, now=now, seconds=0.0)


def provenance(stats: Stats) -> dict[str, dict[str, int]]:
    """Return field → {strategy: pages it served}: ``{"headline": {"jsonld": 40}}``."""
    found: dict[str, dict[str, int]] = {}
    for name in sorted(stats):
        words = name.split("/")
        if len(words) == 3 and words[0] == "field" and isinstance(stats[name], int):
            _, field, strategy = words
            found.setdefault(field, {})[strategy] = stats[name]
    return {field: _without_missing(by) for field, by in found.items()}


def archives(stats: Stats) -> dict[str, dict[str, int]]:
    """Return month of capture → {outcome: captures}: ``{"2025-01": {"kept": 40}}``."""
    found: dict[str, dict[str, int]] = {}
    for name, count in _under(stats, "archives/by_month/").items():
        month, _, outcome = name.partition("/")
        found.setdefault(month, {})[outcome] = count
    return found


def coverage(stats: Stats) -> dict[str, float]:
    """Return field → the share of pages (0 to 1) that had it."""
    shares: dict[str, float] = {}
    for field, by in provenance(stats).items():
        served, missing = sum(by.values()), stats.get(f"field/{field}/missing", 0)
        shares[field] = round(served / (served + missing), 4)
    return shares


def _told(stats: Stats) -> Stats:
    """Return *stats* as JSON can hold them: a user's component may count under any name."""
    return {
        str(name): None if isinstance(value, float) and not isfinite(value) else value
        for name, value in stats.items()
    }


def _without_missing(by: dict[str, int]) -> dict[str, int]:
    return {strategy: count for strategy, count in by.items() if strategy != "missing"}


def _requests(stats: Stats) -> dict[str, int]:
    """Return HTTP status → answers: ``{"200": 50, "404": 1}``; ``none`` counts requests without."""
    failures = _under(stats, "downloader/exception_type_count/")
    unanswered = sum(n for kind, n in failures.items() if kind.rpartition(".")[2] not in _NOT_SENT)
    by_status = _under(stats, "downloader/response_status_count/")
    return by_status | ({"none": unanswered} if unanswered else {})


def _named(stats: Stats, names: Mapping[str, str]) -> dict[str, int]:
    return {name: stats.get(stat, 0) for name, stat in names.items()}


def _under(stats: Stats, prefix: str) -> dict[str, Any]:
    names = (name for name in sorted(stats) if name.startswith(prefix))
    return {name.removeprefix(prefix): stats[name] for name in names}
