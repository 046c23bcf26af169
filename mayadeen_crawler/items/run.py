"""The record of a run, ``runs/<run_id>.json``: its keys and their meaning, for the schema.

``runs/manifest.py`` builds it as a dict with these keys; no instance is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

#: Raised when the keys of a manifest change; docs/schema-versions.md says what each version holds.
RUN_VERSION = 1

_WORDS = {"type": "string", "minLength": 1}


@dataclass
class Versions:
    """What the run was made by."""

    mayadeen_crawler: str | None = always(_WORDS)
    """Of this package."""
    scrapy: str | None = always(_WORDS)
    """Of Scrapy."""
    python: str | None = always(_WORDS)
    """Of Python."""
    records: int | None = always(count(1))
    """``schema_version`` of the records it writes."""
    extractor: int | None = always(count(1))
    """``extractor_version`` of the articles it writes."""
    ledger: int | None = always(count(1))
    """Of the ledger's tables."""


@dataclass
class Pages:
    """Responses that were to be pages of the site."""

    answered: int = always(count(), 0)
    """With any status."""
    failed: int = always(count(), 0)
    """No answer, 403, 429 or 5xx, after retries."""
    recognised: int = always(count(), 0)
    """Pages on which something of the site was recognised."""
    articles: int = always(count(), 0)
    """Pages read as articles."""


@dataclass
class ArticleCounts:
    """What became of the articles that the run met."""

    new: int = always(count(), 0)
    """Written for the first time."""
    revised: int = always(count(), 0)
    """Written as a further revision."""
    known: int = always(count(), 0)
    """Fetched, and said nothing new."""
    known_on_listings: int = always(count(), 0)
    """Shown by a listing, known, and not fetched."""
    suspect: int = always(count(), 0)
    """Lost their text since the last visit, and were not written."""
    stale: int = always(count(), 0)
    """Fetched before a visit that is known already, and not written."""


@dataclass
class BreakingCounts:
    """Records of ``breaking/`` by event."""

    appeared: int = always(count(), 0)
    """Lines that came."""
    edited: int = always(count(), 0)
    """Lines whose text changed."""
    expired: int = always(count(), 0)
    """Lines pushed off the end."""
    withdrawn: int = always(count(), 0)
    """Lines gone from among others that stayed."""


@dataclass
class RemovalCounts:
    """Records of ``removals/`` by event."""

    removed: int = always(count(), 0)
    """Articles that went."""
    returned: int = always(count(), 0)
    """Articles that came back."""


@dataclass
class ListingCounts:
    """Records of ``listings/``."""

    changed: int = always(count(), 0)
    """Pages of lists that showed something else than before."""


@dataclass
class RecordCounts:
    """What the run wrote and met, by feed."""

    articles: ArticleCounts = part(ArticleCounts)
    """Of ``articles/``."""
    breaking: BreakingCounts = part(BreakingCounts)
    """Of ``breaking/``."""
    removals: RemovalCounts = part(RemovalCounts)
    """Of ``removals/``."""
    listings: ListingCounts = part(ListingCounts)
    """Of ``listings/``."""


@dataclass
class Revisits:
    """Visits to what was known."""

    due_in_ledger: int = always(count(), 0)
    """Articles taken because they were due, from no listing."""
    due_on_listings: int = always(count(), 0)
    """Articles due that a listing showed."""
    suspected_removals: int = always(count(), 0)
    """Pages missing at a first look."""


@dataclass
class Append:
    """Bytes in a row that the run appended to a feed file."""

    file: str | None = always(matching(r"[a-z]+/\d{4}-\d\d-\d\d\.jsonl"))
    """Below ``OUTPUT_DIR``."""
    offset: int | None = always(count())
    """Bytes before it."""
    length: int | None = always(count(1))
    """Bytes of it."""
    sha256: str | None = always(SHA256)
    """Of these bytes, in hex."""


@dataclass
class Reservation:
    """Something the site says of AI and text mining."""

    source: str | None = always(one_of(("robots.txt", "tdmrep.json", "header", "meta")))
    """Where it says so."""
    value: str | None = always(_WORDS)
    """In its own words, cleaned and shortened."""
    url: str | None = always(_WORDS)
    """Where it was seen first."""
    pages: int | None = always(count(1))
    """Responses that said so."""


@dataclass
class RunRecord:
    """What a run was asked for, what it met, and what it wrote: ``runs/RUN_ID.json``."""

    record_type: str = constant("run")
    """Always ``run``."""
    schema_version: int = constant(RUN_VERSION)
    """Version of this set of keys."""
    run_id: str | None = always(RUN_ID)
    """As the run's records name it; Scrapyd's job where it ran there."""
    spider: str | None = always({"type": "string"})
    """The spider's name, as it was given."""
    edition: str | None = always({"type": "string"})
    """``en``, ``ar`` or ``es``; of a run of wrong use what was given."""
    base_url: str | None = maybe(_WORDS)
    """The host that was crawled; ``None`` where a run ended before that was clear."""
    arguments: dict[str, str] = mapped()
    """The spider's arguments as given."""
    versions: Versions = part(Versions)
    """What the run was made by."""
    pid: int | None = maybe(count(1))
    """The process; ``None`` for a run that was not begun."""
    lock: str | None = maybe(_WORDS)
    """Shared by runs of this spider with these arguments, which never overlap."""
    outcome: str = always(
        one_of(
            (
                "running", "good", "unhealthy", "blocked", "wrong_use", "failed", "interrupted",
                "skipped",
            )
        )
    )  # fmt: skip
    """How it ended; ``running`` also of one that was killed since (``scrapy runs`` tells)."""
    exit_status: int | None = maybe({"type": "integer", "minimum": 0, "maximum": 4})
    """0 good, 2 wrong use, 3 blocked, 4 unhealthy, 1 anything else; ``None`` while it runs."""
    finish_reason: str | None = maybe(_WORDS)
    """Scrapy's word for why it ended."""
    reason: str | None = maybe(_WORDS)
    """The outcome in words, a line; ``None`` while it runs."""
    started_at: str | None = always(MOMENT)
    """When it began."""
    updated_at: str | None = always(MOMENT)
    """When this was written."""
    ended_at: str | None = maybe(MOMENT)
    """When it ended; ``None`` while it runs."""
    seconds: float = always({"type": "number", "minimum": 0})
    """How long it took so far."""
    recognised_at: str | None = maybe(MOMENT)
    """When something of the site was recognised last."""
    requests: dict[str, int] = mapped(minimum=0)
    """Status → how often it was answered; ``none``: no answer."""
    pages: Pages = part(Pages)
    """Responses that were to be pages of the site."""
    records: RecordCounts = part(RecordCounts)
    """What was written and met, by feed."""
    drops: dict[str, int] = mapped(minimum=0)
    """Reason → records dropped."""
    lost: dict[str, int] = mapped(minimum=0)
    """Reason → addresses given up or lost."""
    coverage: dict[str, float] = mapped(minimum=0, maximum=1)
    """Extracted field → share of pages that had it."""
    provenance: dict[str, dict[str, int]] = mapped()
    """Extracted field → strategy → how often it served."""
    browser: dict[str, float] = mapped()
    """What the browser was used for."""
    revisits: Revisits = part(Revisits)
    """Visits to what was known."""
    pending_left: int | None = maybe(count())
    """Addresses that wait for a later run; ``None`` where the ledger could not be read."""
    appends: list[Append] = several()
    """What the run appended to the feeds."""
    warnings: list[str] = several(_WORDS)
    """Drift, silence and other warnings, a line each."""
    reservations: list[Reservation] = several()
    """What the site says of AI and text mining."""
    stats: dict[str, Any] = mapped()
    """Every statistic of the crawl, by Scrapy's or our own name."""
