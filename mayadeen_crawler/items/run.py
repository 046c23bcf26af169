"""The record of a run, ``runs/<run_id>.json``: its keys and their meaning, for the schema.

``runs/manifest.py`` builds it as a dict with these keys; no instance is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mayadeen_crawler.items.record import RUN_VERSION
from mayadeen_crawler.items.schema_fields import (
    MOMENT,
    RUN_ID,
    SHA256,
    always,
    constant,
    count,
    mapped,
    matching,
    maybe,
    one_of,
    part,
    several,
)

#: Without the methods of instances, which take a command's start longer than all else here.
_declared = dataclass(init=False, repr=False, eq=False)
_WORDS = {"type": "string", "minLength": 1}


@_declared
class Versions:
    """Versions of the software and of the formats that the run used."""

    mayadeen_crawler: str | None = always(_WORDS)
    """Version of this package."""
    scrapy: str | None = always(_WORDS)
    """Version of Scrapy."""
    python: str | None = always(_WORDS)
    """Version of Python."""
    records: int | None = always(count(1))
    """``schema_version`` of the articles it writes."""
    extractor: int | None = always(count(1))
    """``extractor_version`` of the articles it writes."""
    ledger: int | None = always(count(1))
    """Version of the ledger's tables."""


@_declared
class Pages:
    """Counts of requests for pages of the site."""

    answered: int = always(count(), 0)
    """Responses, whatever their status."""
    failed: int = always(count(), 0)
    """Requests without a response, or with status 403, 429 or 5xx, after all retries."""
    errors: int = always(count(), 0)
    """Pages that came, and whose reading raised an exception or would have taken too long."""
    recognised: int = always(count(), 0)
    """Pages on which an article, a card or a ticker line was found."""
    articles: int = always(count(), 0)
    """Pages that were read as articles."""


@_declared
class ArticleCounts:
    """Counts of articles, by what the run did with them."""

    new: int = always(count(), 0)
    """Articles whose first record was written."""
    revised: int = always(count(), 0)
    """Articles of which a further revision was written."""
    known: int = always(count(), 0)
    """Articles that were fetched and had not changed."""
    known_on_listings: int = always(count(), 0)
    """Known articles that a listing showed and that were not fetched."""
    suspect: int = always(count(), 0)
    """Pages that lost their text since the last visit: no record was written."""
    stale: int = always(count(), 0)
    """Pages of a slow run, older than the newest visit of their article: no record was written."""


@_declared
class CaptureCounts:
    """Counts of the records in ``captures/``."""

    written: int = always(count(), 0)
    """Older states of articles that were written."""


@_declared
class BreakingCounts:
    """Counts of the records in ``breaking/``, by event."""

    appeared: int = always(count(), 0)
    """Lines that appeared on the ticker."""
    edited: int = always(count(), 0)
    """Lines whose text changed."""
    expired: int = always(count(), 0)
    """Lines that newer ones pushed off the end."""
    withdrawn: int = always(count(), 0)
    """Lines that were removed while older lines stayed."""


@_declared
class RemovalCounts:
    """Counts of the records in ``removals/``, by event."""

    removed: int = always(count(), 0)
    """Articles that were removed from the site."""
    returned: int = always(count(), 0)
    """Articles that returned to the site."""


@_declared
class ListingCounts:
    """Counts of the records in ``listings/``."""

    changed: int = always(count(), 0)
    """Listing pages whose list had changed."""


@_declared
class RecordCounts:
    """Counts of records, by feed."""

    articles: ArticleCounts = part(ArticleCounts)
    """Counts for ``articles/``."""
    captures: CaptureCounts = part(CaptureCounts)
    """Counts for ``captures/``."""
    breaking: BreakingCounts = part(BreakingCounts)
    """Counts for ``breaking/``."""
    removals: RemovalCounts = part(RemovalCounts)
    """Counts for ``removals/``."""
    listings: ListingCounts = part(ListingCounts)
    """Counts for ``listings/``."""


@_declared
class Revisits:
    """Counts of revisits to known articles."""

    due_in_ledger: int = always(count(), 0)
    """Due articles that were visited because the ledger lists them as due."""
    due_on_listings: int = always(count(), 0)
    """Due articles that were visited because a listing showed them."""
    suspected_removals: int = always(count(), 0)
    """Pages that were missing at one visit; the next visit confirms or clears that."""


@_declared
class AlertCounts:
    """Counts of alerts on records that match a watch of ``watch.toml``."""

    sent: int = always(count(), 0)
    """Alerts that a service took, lines on those held back included."""
    failed: int = always(count(), 0)
    """Attempts that a service refused or did not answer; each alert is tried again."""
    held_back: int = always(count(), 0)
    """Records that matched and were only counted, because of ``per_hour``."""
    repeated: int = always(count(), 0)
    """Of ``sent``: alerts that an earlier run was sending when it died, so that they may have
    arrived twice."""


@_declared
class Append:
    """A span of bytes that the run appended to a feed file."""

    file: str | None = always(matching(r"[a-z]+/\d{4}-\d\d-\d\d\.jsonl"))
    """Path of the feed file below ``OUTPUT_DIR``."""
    offset: int | None = always(count())
    """Position of the span's first byte in the file."""
    length: int | None = always(count(1))
    """Length of the span in bytes."""
    sha256: str | None = always(SHA256)
    """SHA-256 of these bytes, in hexadecimal."""


@_declared
class Reservation:
    """A statement of the site on AI and text mining."""

    source: str | None = always(one_of(("robots.txt", "tdmrep.json", "header", "meta")))
    """The kind of place where the statement stands."""
    value: str | None = always(_WORDS)
    """The statement itself, cleaned and shortened."""
    url: str | None = always(_WORDS)
    """URL of the response that said it first."""
    pages: int | None = always(count(1))
    """Number of responses that said it."""
    months: dict[str, int] = mapped(minimum=1)
    """Month of capture → number of them, for pages of public archives; else empty."""


@_declared
class RunRecord:
    """What a run was asked to do, what it met and what it wrote: ``runs/RUN_ID.json``."""

    record_type: str = constant("run")
    """Always ``run``."""
    schema_version: int = constant(RUN_VERSION)
    """Version of this set of keys."""
    run_id: str | None = always(RUN_ID)
    """The ``run_id`` of the run's records. Under Scrapyd it is the job's id."""
    spider: str | None = always({"type": "string"})
    """Name of the spider, as given on the command line."""
    edition: str | None = always({"type": "string"})
    """``en``, ``ar`` or ``es``. For a run with outcome ``wrong_use``: the value that was given."""
    base_url: str | None = maybe(_WORDS)
    """Base URL of the site that was crawled; ``None`` if the run ended before it was known."""
    arguments: dict[str, str] = mapped()
    """The spider's arguments, as given."""
    versions: Versions = part(Versions)
    """Versions of the software and of the formats that the run used."""
    pid: int | None = maybe(count(1))
    """Process id; ``None`` for a run that did not start."""
    lock: str | None = maybe(_WORDS)
    """Name of the lock that runs of this spider with these arguments share: they never overlap."""
    outcome: str = always(
        one_of(
            (
                "running", "good", "unhealthy", "blocked", "wrong_use", "failed", "interrupted",
                "skipped",
            )
        )
    )  # fmt: skip
    """How the run ended. A run that was killed still says ``running``; ``scrapy runs`` shows it as
    killed."""
    exit_status: int | None = maybe({"type": "integer", "minimum": 0, "maximum": 4})
    """0 good, 2 wrong use, 3 blocked, 4 unhealthy, 1 anything else; ``None`` while it runs."""
    finish_reason: str | None = maybe(_WORDS)
    """Scrapy's ``finish_reason``."""
    reason: str | None = maybe(_WORDS)
    """The outcome in one sentence; ``None`` while the run goes on."""
    started_at: str | None = always(MOMENT)
    """When the run started."""
    updated_at: str | None = always(MOMENT)
    """When this file was last written."""
    ended_at: str | None = maybe(MOMENT)
    """When the run ended; ``None`` while it goes on."""
    seconds: float = always({"type": "number", "minimum": 0})
    """Duration of the run so far, in seconds."""
    recognised_at: str | None = maybe(MOMENT)
    """When an article, a card or a ticker line was last found on a page."""
    requests: dict[str, int] = mapped(minimum=0)
    """HTTP status → number of responses; ``none``: requests without a response."""
    pages: Pages = part(Pages)
    """Counts of requests for pages of the site."""
    records: RecordCounts = part(RecordCounts)
    """Counts of records, by feed."""
    drops: dict[str, int] = mapped(minimum=0)
    """Reason → number of items that were dropped."""
    lost: dict[str, int] = mapped(minimum=0)
    """Reason → number of addresses that were given up or lost."""
    coverage: dict[str, float] = mapped(minimum=0, maximum=1)
    """Extracted field → share of pages on which it was found, 0 to 1."""
    provenance: dict[str, dict[str, int]] = mapped()
    """Extracted field → strategy → number of pages on which it served the field."""
    doubts: dict[str, int] = mapped(minimum=1)
    """Code → number of articles that were written with this doubt."""
    browser: dict[str, float] = mapped()
    """Counts and seconds of the browser's work, by name."""
    revisits: Revisits = part(Revisits)
    """Counts of revisits to known articles."""
    pending_left: int | None = maybe(count())
    """Addresses still to be fetched by a later run; ``None`` if the ledger could not be read."""
    appends: list[Append] = several()
    """The spans of bytes that the run appended to the feed files."""
    warnings: list[str] = several(_WORDS)
    """Warnings of drift, silence and others, a sentence each."""
    archives: dict[str, dict[str, int]] = mapped()
    """Month of capture → what became of its captures in a public archive → their number."""
    reservations: list[Reservation] = several()
    """Statements of the site on AI and text mining."""
    output_kept: bool = always({"type": "boolean"})
    """Whether a file of ``-O FILE`` was left as it was, since the run wrote no record."""
    alerts: AlertCounts = part(AlertCounts)
    """Counts of alerts on records that match a watch of ``watch.toml``."""
    stats: dict[str, Any] = mapped()
    """All of Scrapy's stats and of this project's, by name."""
