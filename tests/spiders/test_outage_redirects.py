"""A site that for a while redirects all its articles to one: each is its own again afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.ledger.frontier.addresses import MAX_ATTEMPTS
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

FOLDER = "/news/politics"
NEWEST = "Salt traders count their sacks"
OTHERS = ("Olive growers return home", "Potters reopen the kiln", "Harbour opens again today")


def path(headline: str) -> str:
    return f"{FOLDER}/{headline.lower().replace(' ', '-')}"


class Site(SmallSite):
    """A section of four articles."""

    def open(self, *redirected: str) -> None:
        """Let the articles of the headlines *redirected* lead to the newest, the others answer."""
        self.redirects = {path(one): path(NEWEST) for one in redirected}
        for day, headline in enumerate((NEWEST, *OTHERS), 1):
            self.article(path(headline), headline)
            page = self.pages[path(headline)].replace("3 Feb", f"{day} Feb")
            self.pages[path(headline)] = page.replace("a second", f"the {headline}'s second")

    def show(self, *headlines: str) -> None:
        """Let the section list the articles of *headlines*."""
        self.listing("/", menu=[(FOLDER, "Politics")])
        cards = "".join(f"<div><h3><a href='{path(h)}'>{h}</a></h3></div>" for h in headlines)
        self.pages[FOLDER] = f"<html><body><main>{cards}</main></body></html>"

    def look(self, folder: Path) -> Crawl:
        """Crawl the section."""
        self.requests.clear()
        return crawl("section", folder, base_url=self.url, sections="politics")


def told(run: Crawl) -> list[tuple[int, str]]:
    return sorted((record["revision"], record["headline"]) for record in run.records)


@pytest.mark.soak
def test_after_an_outage_the_next_run_fetches_what_led_elsewhere(tmp_path: Path) -> None:
    site = Site()
    with served(site):
        site.show(NEWEST, *OTHERS)
        site.open(*OTHERS)
        assert told(site.look(tmp_path)) == [(1, NEWEST)]
        site.open()
        run = site.look(tmp_path)
        assert told(run) == sorted((1, headline) for headline in (NEWEST, *OTHERS))
        assert path(NEWEST) not in site.requests
        site.look(tmp_path)
        assert not any(path(one) in site.requests for one in OTHERS)


@pytest.mark.parametrize(
    ("card", "times"), [("Growers of olives are home", 1), (OTHERS[1], MAX_ATTEMPTS)]
)
def test_an_address_that_leads_elsewhere_for_good_is_asked_for_a_few_times(
    card: str, times: int, tmp_path: Path
) -> None:
    """One whose card names the article it leads to, though shortened, is asked for once."""
    site = Site()
    with served(site):
        site.open()
        site.redirects = {f"{FOLDER}/the-old-address": path(OTHERS[0])}
        site.show()
        site.pages[FOLDER] = (
            f"<html><body><main><h3><a href='{FOLDER}/the-old-address'>{card}</a></h3>"
            f"<h3><a href='{path(NEWEST)}'>{NEWEST}</a></h3></main></body></html>"
        )
        asked = 0
        for _ in range(times + 1):
            run = site.look(tmp_path)
            asked += site.requests.count(f"{FOLDER}/the-old-address")
    assert asked == times
    assert told(run) == [(1, OTHERS[0]), (1, NEWEST)]
