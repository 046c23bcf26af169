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


@cache
def seconds_of_ordinary_pages() -> float:
    """Return the CPU seconds that a megabyte of the replica's articles takes on this machine."""
    site = ReplicaSite(articles=20)
    pages = [Renderer(site).article(number, SOUND) for number in range(1, site.count + 1)]
    rounds = []
    for _ in range(3):
        begin = time.process_time()
        for page in pages:
            parse(page)
        rounds.append(time.process_time() - begin)
    return statistics.median(rounds) * MEGABYTE / sum(map(len, pages))
