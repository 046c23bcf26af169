"""The check of the RSS feed that the spider ``latest`` reads.

Called by ``checklist.py``, which requests the feed at the edition's own address, else at the one
that the home page names.
"""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen_crawler.doctor.failed_requests import Answer, Problem, came_challenge, problem
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing import Card
from mayadeen_crawler.pages.rss import feed_link, read_feed

_INSTEAD = "`latest` reads the news sitemap instead"


def feeds(home: Page | None, site: Site) -> list[str]:
    """Return the addresses at which `latest` looks for the feed, in its order."""
    linked = feed_link(home) if home is not None else None
    return list(dict.fromkeys(filter(None, (site.base_url + site.edition.feed, linked))))


def is_elsewhere(answer: Answer, site: Site) -> bool:
    """Whether `latest` would look for the feed elsewhere: it is not there, or is no feed."""
    wrong = _problem(answer)
    if wrong is not None:
        return wrong.by_robots or wrong.only_this_url
    return _cards(answer, site) is None


def report_feed(report: Report, answers: Sequence[Answer]) -> None:
    """Report on the feed in the last of *answers*, those before it being no feed."""
    answer = answers[-1]
    where = " and ".join(one.url for one in answers)
    if is_elsewhere(answer, report.site):
        wrong = _problem(answer)
        why = wrong.finding if wrong else "what came is no feed"
        advice = f"nothing: {_INSTEAD}; where the feed is now, outlet/"
        report.add("feed", "warn", f"{where}: {why}", advice)
        return
    if (wrong := _problem(answer)) is not None:
        said = f"{answer.url}: {wrong.finding}"
        report.add("feed", "warn", said, wrong.advice, spider="latest")
        return
    shown = _cards(answer, report.site)
    if not shown:
        said = f"{answer.url}: none of its items is an article"
        report.add("feed", "warn", said, "open it; how it is read, pages/rss.py", spider="latest")
        return
    newest = max((card.date for card in shown if card.date), default=None)
    of = f"the newest of {newest}" if newest else "none with a day"
    said = f"{len(shown)} article{'s' * (len(shown) != 1)}, {of}, in {answer.url}"
    report.add("feed", "ok", said)


def _problem(answer: Answer) -> Problem | None:
    """Return why the feed did not come, if it did not."""
    came = answer.response is not None and answer.response.status == 200
    return None if came and not came_challenge(answer) else problem(answer)


def _cards(answer: Answer, site: Site) -> list[Card] | None:
    feed = read_feed(answer.response.body, site) if answer.response is not None else None
    return feed.cards if feed else None
