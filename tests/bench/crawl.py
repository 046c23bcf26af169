"""What a crawl costs beside bare Scrapy, and which part of it costs what.

A pair is a bare spider and ours on the same pages, one after the other; the ratio is taken within
the pair, since machines are noisy, and the median over the pairs is what counts. It is of CPU, from
the opening of the spider to the end of the run, with everything on that a run has by default.
"""

from __future__ import annotations

import statistics

from tests.bench.replica_server import ServedPages, served
from tests.bench.sampling import PARTS
from tests.bench.tables import quartiles, table

PAGES = 1000
PAIRS = 5
TARGET = 0.70
#: Crawls over which the cost of each part is averaged.
SAMPLED = 2


def main() -> None:
    """Print the pairs, and the cost of each part beside them."""
    with served(PAGES) as pages:
        _pairs(pages)
        _parts(pages)


def _pairs(pages: ServedPages) -> None:
    rows, ratios = [], []
    for pair in range(1, PAIRS + 1):
        bare, ours = pages.crawl_once("bare").cpu, pages.crawl_once("ours").cpu
        ratios.append(bare / ours)
        speeds = (f"{PAGES / bare:.0f}", f"{PAGES / ours:.0f}")
        rows.append((str(pair), *speeds, f"{bare / ours:.2f}"))
    print(f"{PAGES} pages of the replica; pages a second of CPU")
    print(table(("pair", "bare", "ours", "ratio"), rows))
    print(f"quartiles {quartiles(ratios)}, from {min(ratios):.2f} to {max(ratios):.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (target: at least {TARGET:.2f})")


def _parts(pages: ServedPages) -> None:
    costs = [pages.crawl_once("sampled") for _ in range(SAMPLED)]
    whole = sum(cost.cpu for cost in costs)
    rows = []
    for part in PARTS:
        seconds = sum(cost.parts.get(part, 0.0) for cost in costs)
        page = seconds * 1000 / (PAGES * SAMPLED)
        rows.append((part, f"{page:.2f}", f"{seconds / whole:.0%}"))
    print("\nby part, approximately (tests/bench/sampling.py)")
    print(table(("part", "ms a page", "share"), rows))
