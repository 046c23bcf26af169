"""The check of robots.txt: whether it can be read, and what it disallows.

Called by ``checklist.py`` after the first request, before which the middleware has read it.
"""

from __future__ import annotations

import re

from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from mayadeen_crawler.doctor.failed_requests import came_challenge, problem
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.spider import RobotsSeen
from mayadeen_crawler.middlewares.pace import MAX_WAIT
from mayadeen_crawler.middlewares.robots import is_unreadable
from mayadeen_crawler.utils.text import in_utf8

#: The name of this crawler in robots.txt (setting ROBOTSTXT_USER_AGENT).
AGENT = "mayadeen-crawler"

_AGENTS = re.compile(rb"^[ \t]*user-agent[ \t]*:[ \t]*([^\s#]+)", re.IGNORECASE | re.MULTILINE)
#: Other user agents that are checked, and that are named.
_MAX_AGENTS, _NAMED = 200, 5


def check_robots(report: Report, seen: RobotsSeen | None) -> bool:
    """Report on robots.txt; return whether a crawl may request anything."""
    if seen is None:
        report.add(
            "robots",
            "warn",
            "it was not read: ROBOTSTXT_OBEY is switched off",
            "switch it on; this is for servers of your own",
        )
        return True
    response = seen.answer.response
    if response is None:
        _unread(report, seen)
        return False
    status = response.status
    if came_challenge(seen.answer):
        _unread(report, seen)
        return False
    if is_unreadable(response):
        after = response.headers.get("Retry-After")
        wait = f", Retry-After: {after.decode('latin-1')}" if after else ""
        report.add(
            "robots",
            "FAIL",
            f"robots.txt answers HTTP {status}{wait}: until it can be read, nothing may be fetched",
            "run again later (RFC 9309 asks for it)",
            blocked=status == 429 or bool(after),
        )
        return False
    if status >= 400:
        report.add("robots", "ok", f"there is none (HTTP {status}): nothing is disallowed")
        return True
    return seen.parser is None or _rules(report, response, seen.parser)


def _unread(report: Report, seen: RobotsSeen) -> None:
    wrong = problem(seen.answer)
    assert wrong is not None
    report.add("robots", "FAIL", f"{wrong.finding} (asked for robots.txt)", wrong.advice,
               blocked=wrong.blocked)  # fmt: skip


def _rules(report: Report, response: Response, parser: RobotParser) -> bool:
    site = report.site
    sections = site.edition.sections
    closed = [s for s in sections if not parser.allowed(site.base_url + s.path, AGENT)]
    home = parser.allowed(f"{site.base_url}/", AGENT)
    if not home and len(closed) == len(sections):
        report.add(
            "robots",
            "FAIL",
            "robots.txt disallows everything to this crawler",
            "it is the site's wish, and kept: ask the outlet for access",
            blocked=True,
        )
        return False
    delay = parser.crawl_delay(AGENT)
    if delay and delay > MAX_WAIT:
        report.add(
            "robots",
            "FAIL",
            f"Crawl-delay is {delay:.0f} seconds, longer than a run waits ({MAX_WAIT:.0f})",
            "it is the site's wish, and kept: ask the outlet for a shorter one",
            blocked=True,
        )
        return False
    said = ["it disallows no section of the catalogue"]
    if closed:
        said = [f"it disallows {', '.join(s.label for s in closed)}"]
    if delay:
        said.append(f"Crawl-delay is {delay:g} seconds, and kept")
    others = _shut_out(response.body, parser, f"{site.base_url}/")
    if others:
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        said.append(f"it shuts out {', '.join(others[:_NAMED])}{more}, not this crawler")
    if closed:
        report.add("robots", "warn", "; ".join(said), "leave those sections out: they are not read")
    else:
        report.add("robots", "ok", "; ".join(said))
    return True


def _shut_out(body: bytes, parser: RobotParser, home: str) -> list[str]:
    """Return the names of user agents that may fetch nothing, such as crawlers for AI."""
    names = [
        name.decode("utf-8", "replace")[:40]
        for name in _AGENTS.findall(in_utf8(body))[:_MAX_AGENTS]
    ]
    return [
        name
        for name in dict.fromkeys(names)
        if name not in ("*", AGENT) and not parser.allowed(home, name)
    ]
