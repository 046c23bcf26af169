"""Whatever a page, sitemap, feed or robots.txt is made of, eight times of it cost some eight times.

Each kind of content is read by all that reads it in a run, as small and as large. What grows with
the square would cost 64 times as much; the largest that is read would then take hours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.pages.article_layout.list_links import list_links
from mayadeen_crawler.pages.article_layout.tag_links import shows_tag_label
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import listing_page
from mayadeen_crawler.pages.sitemap import named_in_robots
from tests.fuzz import targets
from tests.helpers.reading_time import MEGABYTE, seconds_of_ordinary_pages
from tests.helpers.soak_figures import SOAK, scaled
from tests.pages.contents import ANSWERS, FEEDS, HTML, JSON, PAGES, ROBOTS, SITEMAPS, Content

#: Bytes of the small one of each kind; the large one has eight times as many.
SMALL = scaled(4_000, MEGABYTE // 8)
#: Seconds of the processor in which the large one is quick enough, whatever the small one takes.
QUICK = scaled(1, 5) * 0.06
#: How many times the small one's cost the large one's may be: some eight if it grows evenly.
MOST_TIMES = 20
#: What a megabyte may cost, in times of a megabyte of ordinary pages (see test_costs.py).
MOST = 5


def list_page(data: bytes) -> None:
    """Read a page as that of a tag, with the lists that it links to."""
    with suppress(TooCostly):
        response, site = targets._response(data, "/tags/syria")
        page = listing_page(response, site)
        assert isinstance(page, Page)
        shows_tag_label(page, "Syria")
        list_links(page)


def robots(data: bytes) -> None:
    """Read a robots.txt for its rules and its sitemaps."""
    targets.robots(data)
    named_in_robots(data)


def of(kind: str, content: Content) -> Callable[[int], bytes]:
    """Return what makes so many bytes of *content* for a target that reads pages."""
    return lambda size: f"en {kind}; charset=utf-8\n".encode() + content.of(size)


CASES = [
    *(
        (f"{reader.__name__}: {name}", reader, of(HTML, content))
        for reader in (targets.article, targets.listing, targets.ticker_page, list_page)
        for name, content in PAGES.items()
    ),
    *((f"answer: {name}", targets.listing, of(JSON, one)) for name, one in ANSWERS.items()),
    *((f"sitemap: {name}", targets.sitemap, one.of) for name, one in SITEMAPS.items()),
    *((f"feed: {name}", targets.rss, one.of) for name, one in FEEDS.items()),
    *((f"robots: {name}", robots, one.of) for name, one in ROBOTS.items()),
]


def cost(reader: Callable[[bytes], None], data: bytes) -> float:
    """Return the CPU seconds that reading *data* takes this thread."""
    begin = time.thread_time()
    reader(data)
    return time.thread_time() - begin


#: One in seven, which meets each reader and each form of content; all under SOAK.
DRAWN = CASES if SOAK else CASES[::7]


@pytest.mark.parametrize(
    ("reader", "make"), [case[1:] for case in DRAWN], ids=[case[0] for case in DRAWN]
)
@pytest.mark.sampled(6)
def test_no_content_costs_more_than_itself(
    reader: Callable[[bytes], None], make: Callable[[int], bytes]
) -> None:
    large = make(8 * SMALL)
    took = cost(reader, large)
    if took < QUICK:
        return
    small = make(SMALL)
    least = min(cost(reader, small) for _ in range(3))
    took = min(took, cost(reader, large))
    assert took < MOST_TIMES * least
    if len(large) >= MEGABYTE:
        assert took < MOST * seconds_of_ordinary_pages()
