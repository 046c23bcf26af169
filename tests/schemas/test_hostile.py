"""Whatever a page shows in its lists, what is written of it is what the schema says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mayadeen_crawler.items import Breaking, ListingPage, as_record
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import cards
from mayadeen_crawler.pages.listing_layout.most_read import most_read
from mayadeen_crawler.pages.ticker import ticker
from tests.helpers.listing_pages import SITE, page
from tests.helpers.schema_check import wrong

NOW = "2026-03-01T10:00:00Z"
PIECES = st.lists(
    st.sampled_from(
        [
            "<h3>", "</h3>", "<p>", "</p>", "<li>", "</li>", "<div>", "</div>", "</a>", "<main>",
            "<a href='/news/politics/a-b-c'>", "<a href='/news/politics/a b\u202ec-d'>",
            "<a href='/news/politics/\u00a0e-f-g?a=\u2028'>", "<a href='//[::1'>", "<b>", "</b>",
            "<a href='HTTPS://ENGLISH.ALMAYADEEN.NET/news/politics/h-i-j'>", "Most Read",
            "Read Next", "BREAKING", "<div class='ticker'>", "Politics", " \u200f ", "\u00a0",
            "23 Nov 2026", "|", "Somebody: a line", "A headline of words", "<img alt=' \u202e '>",
            "<img alt='A  cart'>", "&#xd800;", "&#0;",
            "<a href='/articles/analysis/one-two-three' title=' x '>",
        ]
    ),
    max_size=30,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_lists_and_the_ticker(pieces: list[str]) -> None:
    shown = page("".join(pieces))
    found = [(one.url, one.headline, one.label) for one in cards(Page(shown, SITE))]
    beside = [(one.url, one.headline, one.label) for one in most_read(Page(shown, SITE))]
    for list_ in (found, beside):
        items = [ListItem(n, url, None, *words) for n, (url, *words) in enumerate(list_, 1)]
        listing = ListingPage(name="politics", items=items, observed_at=NOW, run_id="test")
        assert not items or wrong("listing", encode(as_record(listing))) == []
    for position, line in enumerate(ticker(Page(shown, SITE)) or [], 1):
        told = Breaking(
            id="en:b0123456789abcdef", publisher="Made-up News", text=line.text, url=line.url,
            attribution=line.attribution, provenance=line.provenance, position=position,
            first_seen_at=NOW, last_seen_at=NOW, observed_at=NOW, run_id="test",
        )  # fmt: skip
        assert wrong("breaking", encode(as_record(told))) == []
