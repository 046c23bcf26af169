"""The longest time that reading a hostile page may take, whatever the machine: `longest`."""

from __future__ import annotations

import statistics
import time
from functools import cache

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.replica.serving.routes import SOUND
from tests.helpers.parse_page import parse
from tests.helpers.soak_figures import scaled

MEGABYTE = 1_000_000

#: Bytes of the large pages. An eighth of a megabyte is ten thousands of elements: enough for what
#: grows with their square to take longer than `longest`.
LARGE = scaled(MEGABYTE // 8, 5 * MEGABYTE)

#: How much more than ordinary pages of the same size a hostile one may cost. A guard against
#: what grows faster than the page, which soon costs hundreds of times as much.
FACTOR = 30


def longest(size: int) -> float:
    """Return the CPU seconds in which a page of *size* bytes has to be read; at least a second."""
    return max(1.0, FACTOR * seconds_of_ordinary_pages() * size / MEGABYTE)


#: Seconds that a megabyte of ordinary pages takes on the machine that the promise was made on.
ORDINARY = 0.35


def promised(size: int, ordinary: float) -> float:
    """Return the CPU seconds that reading *size* bytes may take, whatever they are.

    A second up to a megabyte, ten for 32, and evenly more between; more on a machine on which a
    megabyte of ordinary pages takes *ordinary* seconds instead of ORDINARY.
    """
    seconds = 1 + 9 * max(0, size - MEGABYTE) / (31 * MEGABYTE)
    return seconds * max(1.0, ordinary / ORDINARY)


@cache
def seconds_of_ordinary_pages() -> float:
    """Return the CPU seconds that a megabyte of the replica's articles takes on this machine."""
    return measured_anew()


def measured_anew() -> float:
    """Return the same, measured now: a machine that does much else is slower than it was."""
    site = ReplicaSite(articles=scaled(8, 20))
    pages = [Renderer(site).article(number, SOUND) for number in range(1, site.count + 1)]
    rounds = []
    for _ in range(3):
        begin = time.process_time()
        for page in pages:
            parse(page)
        rounds.append(time.process_time() - begin)
    return statistics.median(rounds) * MEGABYTE / sum(map(len, pages))
