"""What can go wrong in the made-up archives: the faults by name, and how they are carried out.

They are switched on and off as the replica's: ``server.faults.on("slow-down", times_each=1)``.
Faults of a ``capture`` or ``url`` are asked for once, when the service answers for the first time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import ClassVar

from mayadeen_crawler.replica.faults.apply import AFTER
from mayadeen_crawler.replica.faults.catalogue import KINDS, Faults, ReplicaFault
from mayadeen_crawler.replica.rendering.page import HTML, ReplicaPage

_F = ReplicaFault

#: Paths of the data host, of both indexes, of the Wayback Machine's pages.
_DATA, _INDEXES, _PAGES = "/crawl-data/*", "/*?*url=*", "/web/*"


def _transport(name: str, help_: str) -> ReplicaFault:
    """Return one of the replica's own faults, for a tenth of the answers, twice each."""
    return replace(KINDS[name], target="any", share=0.1, times_each=2, help=help_)


#: Every fault by name, with its values for ``scrapy replica --archives --fault NAME``.
ARCHIVE_KINDS: Mapping[str, ReplicaFault] = {
    fault.name: fault
    for fault in (
        _F("slow-down", "instead", "a third of the records answer 503 SlowDown twice", 503,
           path=_DATA, share=0.33, times_each=2),
        _F("busy-index", "instead", "the indexes answer each query with 503 once", 503,
           path=_INDEXES, times_each=1),
        _F("html-index", "instead", "the first answers of the indexes are an HTML page", 200,
           path=_INDEXES, times=2),
        _F("missing-page", "instead", "Common Crawl's index has no page 1", 404,
           path="/CC-MAIN-*page=1*"),
        _F("not-there", "instead", "a tenth of the addresses answer an empty 404 once", 404,
           share=0.1, times_each=1),
        _F("too-many", "instead", "429 with Retry-After for the first requests", 1, times=5),
        _F("too-many-bare", "instead", "the same without Retry-After", times=2),
        _F("refused", "instead", "from the 30th request on, 403", 403, after=30),
        _F("excluded", "url", "the Wayback Machine answers 403 for a tenth of the pages",
           share=0.1),
        _F("nearest", "capture", "a tenth of its captures redirect to the nearest other one",
           share=0.1),
        _F("truncated", "capture", "a tenth of the records hold half of their page", share=0.1),
        _F("damaged", "capture", "a tenth of the records have a wrong byte", share=0.1),
        _F("wrong-length", "capture", "a tenth of the index's lengths are 100 bytes short",
           share=0.1),
        _F("foreign-pages", "capture", "redirects, failures, 404s in words, challenges and pages"
           " of other hosts are among the captures"),
        _transport("cut-off", "a tenth of the answers end early, twice"),
        _transport("reset", "a tenth of the requests are hung up on, twice"),
        replace(KINDS["slow"], help="every answer waits"),
    )
}  # fmt: skip


class ArchiveFaults(Faults):
    """The faults of the archives that are on."""

    kinds: ClassVar[Mapping[str, ReplicaFault]] = ARCHIVE_KINDS


def error_xml(code: str, message: str) -> bytes:
    """Return the XML with which the data host explains an error."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    ).encode()


_TOO_MANY = b"<html><body><h1>429 Too Many Requests</h1></body></html>"
_BROKEN = b"<html><head><title>Error</title></head><body><h1>Something is wrong</h1></body></html>"

_INSTEAD: Mapping[str, Callable[[ReplicaFault], ReplicaPage]] = {
    "slow-down": lambda fault: ReplicaPage(
        error_xml("SlowDown", "Please reduce your request rate."), fault.value, "application/xml"
    ),
    "busy-index": lambda fault: ReplicaPage(_BROKEN, fault.value, HTML),
    "html-index": lambda fault: ReplicaPage(_BROKEN, fault.value, HTML),
    "missing-page": lambda fault: ReplicaPage(
        json.dumps({"message": "No Captures found for the page"}).encode(),
        fault.value,
        "application/json",
    ),
    "not-there": lambda fault: ReplicaPage(b"", fault.value),
    "too-many": lambda fault: ReplicaPage(
        _TOO_MANY, 429, HTML, headers={"Retry-After": str(fault.value)}
    ),
    "too-many-bare": lambda _: ReplicaPage(_TOO_MANY, 429, HTML),
    "refused": lambda fault: ReplicaPage(
        b"<html><body><h1>403 Forbidden</h1></body></html>", fault.value, HTML
    ),
}


def seconds_before(struck: Collection[ReplicaFault]) -> float:
    """Return how long the answer waits."""
    return float(sum(fault.value for fault in struck if fault.when == "before"))


def faulty(struck: Collection[ReplicaFault], answer: Callable[[], ReplicaPage]) -> ReplicaPage:
    """Return what is answered where the faults *struck* act; *answer* makes the good answer."""
    for fault in struck:
        if fault.when == "instead":
            return _INSTEAD[fault.name](fault)
    page = answer()
    for fault in struck:
        if fault.when == "after":
            page = AFTER[fault.name](fault, page)
    return page
