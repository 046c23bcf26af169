"""Apply the faults that are on to the answers of the replica.

``serving/server.py`` asks `FaultyAnswers` for every answer. There is one table of faults for each
stage: in place of the answer, in the rendering, after it, and on the site itself.
"""

from __future__ import annotations

import math
import re
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

from mayadeen_crawler.replica.faults.catalogue import Faults, ReplicaFault
from mayadeen_crawler.replica.faults.hostile_pages import HOSTILE
from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.rendering.redesign import redesigned
from mayadeen_crawler.replica.serving.routes import Routes
from mayadeen_crawler.replica.site.site import ReplicaSite

#: The page's menus. Their inner elements are indented: only their own end tag begins a line.
_MENUS = re.compile(rb'<header>.*?</header>\n|<div class="m-menu">.*?\n</div>\n', re.DOTALL)


def _in(seconds: float) -> str:
    """Return the time *seconds* from now, rounded up to a second, as an HTTP date."""
    return format_datetime(datetime.fromtimestamp(math.ceil(time.time() + seconds), UTC), True)


@cache
def _bomb(megabytes: int) -> bytes:
    """Return a page of so many megabytes, compressed by gzip."""
    squeezed = zlib.compressobj(9, wbits=31)
    return b"".join(
        [
            squeezed.compress(b"<html><body><h1>Large</h1><p>"),
            *(squeezed.compress(b" " * 1024 * 1024) for _ in range(megabytes)),
            squeezed.flush(),
        ]
    )


_INSTEAD: Mapping[str, Callable[[ReplicaFault, Routes], ReplicaPage]] = {
    "challenge": lambda fault, routes: ReplicaPage(
        routes.renderer.challenge(), fault.value, headers={"cf-mitigated": "challenge"}
    ),
    "challenge-page": lambda fault, routes: ReplicaPage(routes.renderer.challenge(), fault.value),
    "rate-limit": lambda fault, _: ReplicaPage(b"", 429, headers={"Retry-After": str(fault.value)}),
    "rate-limit-date": lambda fault, _: ReplicaPage(
        b"", 429, headers={"Retry-After": _in(fault.value)}
    ),
    "server-error": lambda fault, _: ReplicaPage(b"<h1>Error</h1>", fault.value),
    "burst": lambda fault, _: ReplicaPage(b"<h1>Error</h1>", fault.value),
    # A location without a path means the requested one.
    "redirect-loop": lambda fault, _: ReplicaPage(b"", fault.value, headers={"Location": "?"}),
}

_QUIRKS: Mapping[str, Callable[[ReplicaFault, Quirks], Quirks]] = {
    "malformed": lambda _, quirks: replace(quirks, malformed=True),
    "no-cards": lambda _, quirks: replace(quirks, cards=False),
    "endless": lambda fault, quirks: replace(quirks, endless=fault.value),
    "repeating": lambda fault, quirks: replace(quirks, endless=fault.value),
    "redesign": lambda _, quirks: replace(quirks, redesigned=True),
}

#: What transport and headers do to an answer; the archives use it, too.
AFTER: Mapping[str, Callable[[ReplicaFault, ReplicaPage], ReplicaPage]] = {
    "redesign": lambda _, page: replace(page, body=redesigned(page.body)),
    "no-navigation": lambda _, page: replace(page, body=_MENUS.sub(b"", page.body)),
    "bomb": lambda fault, page: replace(
        page, body=_bomb(fault.value), headers={**page.headers, "Content-Encoding": "gzip"}
    ),
    "drip": lambda fault, page: replace(page, pause=fault.value),
    "reset": lambda _, page: replace(page, reset=True),
    "cut-off": lambda fault, page: replace(page, missing=min(fault.value, len(page.body))),
    "wrong-charset": lambda fault, page: replace(
        page, content_type=f"{page.content_type.partition(';')[0]}; charset={fault.value}"
    ),
}

_SITE: Mapping[str, Callable[[ReplicaSite, int], object]] = {
    "edits": lambda site, number: site.edit(number, "headline", "summary"),
    "renames": lambda site, number: site.rename(number),
    "removals": lambda site, number: site.remove(number, 404 + 6 * (number % 2)),
    "moving": lambda site, _: site.publish(1),
}


class FaultyAnswers:
    """Answers requests as the site would, except for the faults that are on."""

    def __init__(self, site: ReplicaSite, routes: Routes, faults: Faults) -> None:
        self._site = site
        self._routes = routes
        self._faults = faults

    def answer(
        self, path: str, address: str, query: Mapping[str, str]
    ) -> tuple[ReplicaPage, float]:
        """Return the answer to a decoded path, and the seconds to wait before it is sent.

        *address* is the path with its query as it was requested: faults match it with their
        patterns.
        """
        struck = list(self._faults.striking(address, self._routes.target(path)))
        for fault in struck:
            if fault.when == "site" and fault.seen % fault.value == 0:
                # From the newest article down: a crawler comes to these first.
                newest = self._site.count - fault.seen // fault.value * 3 % self._site.count
                _SITE[fault.name](self._site, newest)
        delay = sum(fault.value for fault in struck if fault.when == "before")
        return self._page(path, query, struck), delay

    def _page(
        self, path: str, query: Mapping[str, str], struck: Iterable[ReplicaFault]
    ) -> ReplicaPage:
        quirks = Quirks()
        for fault in struck:
            if fault.name in _INSTEAD:
                return _INSTEAD[fault.name](fault, self._routes)
            if fault.name in _QUIRKS:
                quirks = _QUIRKS[fault.name](fault, quirks)
        page = self._routes.answer(path, query, quirks)
        for fault in struck:
            if fault.name in HOSTILE:
                page = replace(page, body=HOSTILE[fault.name](page.body))
            elif fault.name in AFTER:
                page = AFTER[fault.name](fault, page)
        return page
