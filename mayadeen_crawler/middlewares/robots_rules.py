"""The rules of a robots.txt, read and matched in bounded time (the setting ROBOTSTXT_PARSER).

The rules are Protego's. It is given the first 500 KiB, which RFC 9309 (2.5) asks to read at least,
and few of other agents' rules: its time grows with the agents of a group times the group's rules.
It would miss a group for ``mayadeen-crawler/1.0``, and take one for ``may`` for ours.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Self

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser
from scrapy.utils.python import to_unicode

from mayadeen_crawler.urls.request_form import readings
from mayadeen_crawler.utils.text import in_utf8

logger = logging.getLogger(__name__)

#: Bytes of a robots.txt that are read.
MAX_BYTES = 500 * 1024
#: Rules of other agents that are read, a rule once for each agent of its group. They are for
#: ``scrapy doctor``, which names the agents that are shut out.
MAX_OF_OTHERS = 50_000
#: Bytes of our groups' rules with wildcards, times the characters of an address in all its
#: readings, up to which they are compared, in a tenth of a second. A longer address is disallowed.
#: 6 KB of such rules are compared with any address (8,192 characters, in two readings).
MAX_COMPARED = 100_000_000
# Protego reads these spellings of the line that names an agent, and of the lines that end a group.
_AGENT = re.compile(r"user[ \t-]*agent\b[\s:]*(.*)", re.IGNORECASE)
_RULE = re.compile(
    r"(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw|allow|(?:crawl[ -]delay)"
    r"|(?:request[ -]rate)|(?:visit[ -]time))(?=[\s:]|\Z)",
    re.IGNORECASE,
)
# `5`, `2,5`, `10s`, `10 seconds`: Protego reads the first only.
_DELAY = re.compile(
    r"(?:crawl[ -]delay)[\s:]+([0-9]+)(?:[.,]([0-9]+))?\s*(?:s|secs?|seconds?)?", re.IGNORECASE
)
# Where the name of an agent ends: before its version, or what else its user agent says.
_NAME_END = re.compile(r"[/\s(;,]")


class RobotsRules(RobotParser):
    """The rules of one file."""

    def __init__(self, body: bytes, own_agent: str) -> None:
        """*own_agent*: this crawler's name in robots.txt, whose groups are always read."""
        text = in_utf8(cut(body)).decode(errors="ignore")
        ours = _NAME_END.split(own_agent.lower(), maxsplit=1)[0]
        groups = list(_groups(text, ours))
        self._wild = sum(
            len(rule)
            for agents, rules in groups
            if "*" in agents or ours in agents
            for rule in rules
            if "*" in rule or rule.endswith("$")
        )
        self._warned = False
        self._rules = Protego.parse("\n".join(_bounded(groups, ours)))

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
        """Whether *user_agent* may request *url*, in whatever way the server reads it.

        Not where to find out would take long (MAX_COMPARED).
        """
        agent, forms = to_unicode(user_agent), readings(to_unicode(url))
        characters = sum(map(len, forms))
        if self._wild * characters > MAX_COMPARED:
            if not self._warned:
                self._warned = True
                logger.warning(
                    "robots.txt has %d bytes of rules with wildcards: addresses of %d characters "
                    "and more are taken for disallowed",
                    self._wild, characters,
                )  # fmt: skip
            return False
        return all(self._rules.can_fetch(one, agent) for one in forms)

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """Return the seconds between two requests that the file asks for, if any.

        By Crawl-delay or Request-rate (``1/10``), at whatever time of the day.
        """
        agent = to_unicode(user_agent)
        delays = [self._rules.crawl_delay(agent)]
        if rate := self._rules.request_rate(agent):
            with suppress(OverflowError):  # of more than 300 digits: no number, as for Crawl-delay
                delays.append(rate.seconds / rate.requests)
        return max(filter(None, delays), default=None)


def cut(body: bytes) -> bytes:
    """Return the first MAX_BYTES of *body*, up to the end of a line."""
    if len(body) <= MAX_BYTES:
        return body
    kept = body[: MAX_BYTES + 1]
    return kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]


#: A group of a file: the names of agents in lower case, and its rules' lines.
_Group = tuple[dict[str, None], dict[str, None]]


def _bounded(groups: Iterable[_Group], ours: str) -> Iterator[str]:
    """Yield the lines of the groups for *ours* and ``*``, and of others up to MAX_OF_OTHERS.

    Of names that *ours* begins with, Protego takes the longest in the file: no others are left.
    """
    left = MAX_OF_OTHERS
    for agents, rules in groups:
        others = [name for name in agents if name != "*" and not ours.startswith(name)]
        room = left // max(len(rules), 1)
        left -= len(others[:room]) * len(rules)
        kept = [name for name in ("*", ours) if name in agents] + others[:room]
        if kept:
            yield from (f"User-agent: {name}" for name in kept)
            yield from rules


def _groups(text: str, ours: str) -> Iterator[_Group]:
    """Yield the groups of a file."""
    agents, rules = dict[str, None](), dict[str, None]()
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        if found := _AGENT.match(said):
            if rules:
                yield agents, rules
                agents, rules = {}, {}
            agents[_name(found[1].strip().lower(), ours)] = None
        elif agents and _RULE.match(said):
            rules[_rule(said)] = None
    yield agents, rules


def _name(said: str, ours: str) -> str:
    """Return the name in a line that names an agent: *ours* for any that is this crawler's.

    RFC 9309 (2.2.1) has the whole name compared. A version after it is what a log shows, and
    ``mayadeen*`` is an old form, which Protego reads likewise.
    """
    if said == "*":
        return said
    plain = said.replace("*", "")
    is_ours = _NAME_END.split(said, maxsplit=1)[0] == ours or (
        "*" in said and plain and ours.startswith(plain)
    )
    return ours if is_ours else plain


def _rule(said: str) -> str:
    if delay := _DELAY.fullmatch(said):
        return f"Crawl-delay: {delay[1]}.{delay[2] or 0}"
    return said
