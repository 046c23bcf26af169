"""The rules of a robots.txt, read and matched in bounded time (the setting ROBOTSTXT_PARSER).

The rules are Protego's. It is given the first 500 KiB, which RFC 9309 (2.5) asks to read at least,
and few of other agents' rules: its time grows with the agents of a group times the group's rules.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Self

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser
from scrapy.utils.python import to_unicode

from mayadeen_crawler.urls.request_form import readings

logger = logging.getLogger(__name__)

#: Bytes of a robots.txt that are read.
MAX_BYTES = 500 * 1024
#: Rules of other agents that are read, a rule once for each agent of its group. They are for
#: ``scrapy doctor``, which names the agents that are shut out.
MAX_OF_OTHERS = 50_000
# Protego reads these spellings of the line that names an agent, and of the lines that end a group.
_AGENT = re.compile(r"user[ \t-]*agent\b[\s:]*(.*)", re.IGNORECASE)
_RULE = re.compile(
    r"(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw|allow|(?:crawl[ -]delay)"
    r"|(?:request[ -]rate)|(?:visit[ -]time))(?=[\s:]|\Z)",
    re.IGNORECASE,
)


class RobotsRules(RobotParser):
    """The rules of one file."""

    def __init__(self, body: bytes, own_agent: str) -> None:
        """*own_agent*: this crawler's name in robots.txt, whose groups are always read."""
        text = cut(body).decode("utf-8-sig", "ignore")
        self._rules = Protego.parse("\n".join(_bounded(text, own_agent.lower())))

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """Read *robotstxt_body*; a warning says so if not all of it is read."""
        if len(robotstxt_body) > MAX_BYTES:
            logger.warning(
                "robots.txt has %d bytes: the first %d are read (RFC 9309)",
                len(robotstxt_body), MAX_BYTES,
            )  # fmt: skip
        return cls(robotstxt_body, crawler.settings["ROBOTSTXT_USER_AGENT"] or "")

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Whether *user_agent* may request *url*, in whatever way the server reads it."""
        agent = to_unicode(user_agent)
        return all(self._rules.can_fetch(one, agent) for one in readings(to_unicode(url)))

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """Return the seconds between two requests that the file asks for, if any."""
        return self._rules.crawl_delay(to_unicode(user_agent))


def cut(body: bytes) -> bytes:
    """Return the first MAX_BYTES of *body*, up to the end of a line."""
    if len(body) <= MAX_BYTES:
        return body
    kept = body[: MAX_BYTES + 1]
    return kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]


def _bounded(text: str, own: str) -> Iterator[str]:
    """Yield the lines of the groups for *own* and ``*``, and of others up to MAX_OF_OTHERS.

    Of names that *own* begins with, Protego takes the longest in the file.
    """
    groups = list(_groups(text))
    names = {name for agents, _ in groups for name in agents}
    ours = max((name for name in names if own.startswith(name)), key=len, default="")
    left = MAX_OF_OTHERS
    for agents, rules in groups:
        others = [name for name in agents if name not in ("*", ours)]
        room = left // max(len(rules), 1)
        left -= len(others[:room]) * len(rules)
        kept = [name for name in ("*", ours) if name in agents] + others[:room]
        if kept:
            yield from (f"User-agent: {name}" for name in kept)
            yield from rules


def _groups(text: str) -> Iterator[tuple[dict[str, None], dict[str, None]]]:
    """Yield the groups of a file: the names of agents in lower case, and its rules' lines."""
    agents, rules = dict[str, None](), dict[str, None]()
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        if found := _AGENT.match(said):
            if rules:
                yield agents, rules
                agents, rules = {}, {}
            name = found[1].strip().lower()
            agents[name if name == "*" else name.replace("*", "")] = None
        elif agents and _RULE.match(said):
            rules[said] = None
    yield agents, rules
