"""The check of the sitemaps: of those that robots.txt names, one file is read.

Called by ``checklist.py``, which requests the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from mayadeen_crawler.crawling.sitemaps.sitemap_file import joined
from mayadeen_crawler.doctor.failed_requests import Answer, problem
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.spider import RobotsSeen
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.sitemap import Entry, SitemapEntries, named_in_robots
from mayadeen_crawler.urls.canonical import (
    is_article_url,
    is_on_site,
    rehost,
)
from mayadeen_crawler.urls.parsed_url import month_of

#: Entries of a sitemap that are read, at most.
MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class SitemapContents:
    """What one sitemap contains, or why it could not be read."""

    url: str
    entries: int = 0
    articles: int = 0
    problem: str = ""


def sitemaps(seen: RobotsSeen | None, site: Site) -> list[str]:
    """Return the URLs of the sitemaps that robots.txt names, else of the edition's in outlet/."""
    response = seen.answer.response if seen else None
    named = named_in_robots(response.body) if response is not None else []
    urls = [rehost(joined(f"{site.base_url}/", name), site) for name in named]
    on_site = [url for url in urls if is_on_site(url, site)]
    return on_site or [site.base_url + path for path in site.edition.sitemaps]


def read_sitemap(answer: Answer, site: Site) -> tuple[str | None, SitemapContents]:
    """Return what the sitemap contains; for an index also the URL of the newest file it lists."""
    response = answer.response
    if response is None or response.status != 200:
        wrong = problem(answer)
        return None, SitemapContents(answer.url, problem=wrong.finding if wrong else "no sitemap")
    file = SitemapEntries(response.body)
    entries = list(islice(file, MAX_ENTRIES))
    if not entries:
        return None, SitemapContents(answer.url, problem=file.fault or "it is empty")
    files = [entry for entry in entries if entry.is_file]
    if files:
        newest = max(files, key=_place)
        return rehost(joined(response.url, newest.loc), site), SitemapContents(
            answer.url, len(files)
        )
    urls = [rehost(joined(response.url, entry.loc), site) for entry in entries]
    articles = sum(is_article_url(url, site) for url in urls)
    return None, SitemapContents(answer.url, len(entries), articles)


def _place(entry: Entry) -> tuple[str, str]:
    return month_of(entry.loc) or "", entry.lastmod or ""


def report_sitemap(
    report: Report, named: Sequence[str], first: str | None, found: SitemapContents
) -> None:
    """Report on the sitemap *found*; *first*: its URL if an index (*named*'s first) lists it."""
    where = f"{found.url} (of {named[0]})" if first else found.url
    if found.articles:
        said = f"{found.articles} articles in {found.entries} entries of {where}"
        report.add("sitemap", "ok", said)
        return
    why = found.problem or f"none of its {found.entries} entries is an article"
    report.add(
        "sitemap",
        "warn",
        f"{where}: {why}",
        "open it; where it is now, outlet/; how it is read, pages/sitemap.py",
        spider="sitemap",
    )
