"""What ``extract`` costs, as a multiple of the least that a spider pays to read a page.

That least, the *floor*, is decoding the page's bytes, parsing them with parsel, and asking for the
text of its ``h1``. Both are measured page by page in one process, one after the other on the same
page, so that a busy machine slows both. Each page is read once: its links are as new to the caches
of addresses as in a crawl. Milliseconds are of CPU.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from parsel import Selector

from mayadeen_crawler import extract
from tests.bench.pages import MARKUPS, BenchPage, pages
from tests.bench.sampling import PARTS, SamplingProfile
from tests.bench.tables import quartiles, table

#: Pages of each markup that are measured, after so many that are not.
PAGES, WARM_UP = 120, 15
#: At most so many times the floor.
TARGET = 3.3


@dataclass(frozen=True, slots=True)
class ExtractionCost:
    """The CPU that some pages took, in milliseconds, in the order of the pages."""

    floor: list[float]
    extract: list[float]

    @property
    def ratios(self) -> list[float]:
        """Each page's multiple of its own floor."""
        return [one / floor for one, floor in zip(self.extract, self.floor, strict=True)]


def measure(name: str, number: int = PAGES, warm_up: int = WARM_UP) -> ExtractionCost:
    """Return what *number* pages of the markup *name* cost."""
    floor: list[float] = []
    whole: list[float] = []
    made = list(pages(name, number + warm_up))
    gc.collect()  # the site that the pages were made of
    for page in made:
        floor.append(_cpu(_parse, page))
        whole.append(_cpu(_extract, page))
    return ExtractionCost(floor[warm_up:], whole[warm_up:])


def _cpu(read: Callable[[BenchPage], str | None], page: BenchPage) -> float:
    """Return the milliseconds of CPU that *read* takes; it must return the page's headline."""
    start = time.process_time()
    headline = read(page)
    end = time.process_time()
    assert headline == page.headline, f"{page.url}: {headline!r} is not {page.headline!r}"
    return (end - start) * 1000


def _parse(page: BenchPage) -> str | None:
    return Selector(text=page.body.decode()).css("h1::text").get()


def _extract(page: BenchPage) -> str | None:
    record = extract(page.body, page.url, content_type="text/html; charset=utf-8")
    headline: str | None = record["headline"]
    return headline


def by_part(name: str, number: int = PAGES) -> dict[str, float]:
    """Return part → milliseconds of CPU a page of the markup *name*, approximately."""
    made, profile = list(pages(name, number)), SamplingProfile()
    profile.start()
    for page in made:
        _extract(page)
    return {part: seconds * 1000 / number for part, seconds in profile.stop().items()}


def main() -> None:
    """Measure each markup and print the tables."""
    rows, ratios = [], []
    for name in MARKUPS:
        cost = measure(name)
        ratio = statistics.median(cost.ratios)
        ratios.append(ratio)
        floor, whole = (f"{statistics.median(times):.2f}" for times in (cost.floor, cost.extract))
        rows.append((name, floor, whole, f"{ratio:.2f}", quartiles(cost.ratios)))
    print(table(("markup", "floor ms", "extract ms", "multiple", "quartiles"), rows))
    print(
        f"median multiple {statistics.median(ratios):.2f}, worst {max(ratios):.2f} "
        f"(target: at most {TARGET})"
    )

    parts = [by_part(name) for name in MARKUPS]
    seen = [part for part in PARTS if any(part in found for found in parts)]
    print("\nms by part, approximately (tests/bench/sampling.py)")
    print(
        table(
            ("part", *MARKUPS),
            [(part, *(f"{found.get(part, 0.0):.2f}" for found in parts)) for part in seen],
        )
    )
