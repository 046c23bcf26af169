"""The checks of the home page and one listing: access, clock, sections, cards, ticker.

Called by ``checklist.py``. Sections are compared with the catalogue in ``outlet/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scrapy.http import HtmlResponse, Response
from scrapy.robotstxt import RobotParser

from mayadeen_crawler import clock
from mayadeen_crawler.crawling.listings import section_lookup
from mayadeen_crawler.crawling.listings.section_lookup import FoundSection
from mayadeen_crawler.crawling.sitemaps.sitemap_file import age
from mayadeen_crawler.dates.site_time import http_date
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.robots_check import AGENT
from mayadeen_crawler.outlet import Section, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card, cards
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink, navigation
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from mayadeen_crawler.pages.ticker import ticker
from mayadeen_crawler.urls.canonical import section_at
from mayadeen_crawler.utils.text import fold

#: Difference of this machine's clock that is accepted: breaking lines are stamped by it.
MAX_SKEW = timedelta(minutes=2)

_MEND = "open it in a browser; if it shows {what}, mend {where} (docs/mending.md)"


def check_access(report: Report, response: HtmlResponse) -> None:
    """Report that the home page came."""
    said = f"the home page answers HTTP {response.status}"
    if response.url.rstrip("/") != report.site.base_url:
        said += f" at {response.url}"
    report.add("access", "ok", said)


def check_clock(report: Report, response: Response) -> None:
    """Compare this machine's clock with the site's; check that the edition's time zone is known."""
    zone = report.site.edition.time_zone
    try:
        ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        report.add("clock", "FAIL", f"the time zone {zone} is unknown here", "pip install tzdata")
        return
    there = http_date((response.headers.get("Date") or b"").decode("latin-1"))
    if there is None:
        report.add("clock", "ok", "the site names no time to compare this machine's with")
        return
    off = clock.now() - there - age(response)
    if abs(off) <= MAX_SKEW:
        report.add("clock", "ok", "this machine's and the site's agree within 2 minutes")
        return
    seconds = abs(off.total_seconds())
    way = "ahead of" if off > timedelta(0) else "behind"
    report.add(
        "clock",
        "warn",
        f"this machine's is {seconds / 60:.0f} minutes {way} the site's",
        "set it (NTP does): breaking lines are stamped by it",
    )


def links_of(page: Page) -> list[NavigationLink]:
    """Return the navigation's entries that could list articles."""
    return [link for link in navigation(page) if section_lookup.could_list(link.url)]


def check_sections(
    report: Report, links: Sequence[NavigationLink], parser: RobotParser | None
) -> FoundSection | None:
    """Compare the navigation with the catalogue; return the section whose listing to check."""
    site = report.site
    catalogue = site.edition.sections
    missing = [s for s in catalogue if not any(_is(link, s, site) for link in links)]
    groups = {fold(section.group) for section in catalogue}
    new = [
        link.label
        for link in links
        if fold(link.label) not in groups and not any(_is(link, s, site) for s in catalogue)
    ]
    said = f"{len(catalogue) - len(missing)} of the catalogue's {len(catalogue)} are in the "
    said += "navigation"
    if new:
        said += f"; beside them it has {_some(new)}"
    if not links:
        report.add(
            "sections",
            "warn",
            "the navigation was not found: the catalogue's addresses are used",
            _MEND.format(
                what="one",
                where="pages/listing_layout/navigation.py and pages/listing_layout/menus.py",
            ),
        )
    elif missing:
        said += f"; missing: {_some([section.label for section in missing])}"
        report.add(
            "sections",
            "warn",
            said,
            "their addresses are taken from the catalogue; if they are gone for good, outlet/",
        )
    else:
        report.add("sections", "ok", said)
    found = section_lookup.find(section_lookup.defaults(links, site), links, site)
    open_ = [one for one in found if parser is None or parser.allowed(one.urls[0], AGENT)]
    if not open_:
        report.add(
            "listing",
            "FAIL",
            f"robots.txt disallows every section of {site.edition.default_group}",
            "it is the site's wish, and kept: ask the outlet for access",
            blocked=True,
        )
    return next(iter(open_), None)


def _is(link: NavigationLink, section: Section, site: Site) -> bool:
    if fold(link.label) == fold(section.label):
        return True
    there = section_at(link.url, site)
    return there is not None and there == section_at(site.base_url + section.path, site)


def _some(labels: Sequence[str], most: int = 12) -> str:
    more = f" and {len(labels) - most} more" if len(labels) > most else ""
    return ", ".join(labels[:most]) + more


def check_listing(report: Report, name: str, page: Page) -> list[Card]:
    """Report how many cards the listing shows and how it goes on; return them, the newest first."""
    shown = cards(page)
    if not shown:
        report.add(
            "listing",
            "FAIL",
            f"{name}: no article was recognised on {page.response.url}",
            _MEND.format(what="articles", where="pages/listing.py"),
        )
        return []
    following = next_page(page, 1)
    goes_on = "its further pages have addresses"
    if following.guessed and following.has_control:
        goes_on = "its further pages are tried as ?page=N, else in the browser"
    elif following.guessed:
        goes_on = (
            "it names no further page: if a browser shows a load-more button, add its class to "
            "pages/markup.py, or its words to outlet/"
        )
    dated = sum(1 for card in shown if card.date)
    said = (
        f"{name} shows {len(shown)} article{'s' * (len(shown) != 1)}, {dated} with a day; {goes_on}"
    )
    report.add("listing", "ok", said)
    return sorted(shown, key=lambda card: card.date or "", reverse=True)


def check_ticker(report: Report, *pages: Page | None) -> None:
    """Report the breaking lines of the first of *pages* that has them."""
    for page in filter(None, pages):
        lines = ticker(page)
        if lines:
            by = lines[0].provenance["text"]
            report.add("ticker", "ok", f"{len(lines)} lines on {page.response.url}, served by {by}")
            return
    report.add(
        "ticker",
        "warn",
        "no breaking lines were recognised",
        _MEND.format(
            what="them",
            where="pages/markup.py (its class names) or pages/ticker_layout/visible.py",
        ),
        spider="breaking",
    )
