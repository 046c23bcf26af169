"""What a site allows or reserves for AI and text and data mining (TDM). Pure; never raises.

``extensions/tdmrep.py`` calls it for robots.txt and every page, ``crawling/tdmrep_file.py``
for the site's file; both note the statements for the manifest's ``reservations``. They change
nothing of the crawl. ``exports/reservations.py`` asks `reserves` for ``scrapy export
--unreserved``. Sources:

- robots.txt (RFC 9309): groups for crawlers of AI_AGENTS, ``Content-Signal`` and
  ``Content-Usage`` lines;
- the TDM Reservation Protocol (W3C community group, final report of 2024): the file
  ``tdmrep.json``, headers, meta elements;
- ``noai`` and ``noimageai`` in robots headers and meta elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.utils.html_tree import html_tree
from mayadeen_crawler.utils.text import clean, in_utf8

#: Product tokens of crawlers that gather text for AI or for mining, lower case.
AI_AGENTS = frozenset({
    "ai2bot", "amazonbot", "anthropic-ai", "applebot-extended", "bytespider", "ccbot",
    "chatgpt-user", "claude-searchbot", "claude-user", "claude-web", "claudebot", "cohere-ai",
    "cohere-training-data-crawler", "cotoyogi", "deepseekbot", "diffbot", "duckassistbot",
    "facebookbot", "friendlycrawler", "google-cloudvertexbot", "google-extended", "googleother",
    "gptbot", "icc-crawler", "imagesiftbot", "img2dataset", "kangaroo", "laiondownloader",
    "meta-externalagent", "meta-externalfetcher", "mistralai-user", "oai-searchbot", "omgili",
    "omgilibot", "pangubot", "perplexity-user", "perplexitybot", "sbintuitionsbot",
    "tiktokspider", "timpibot", "velenpublicwebcrawler", "webzio-extended", "youbot",
})  # fmt: skip
#: Names of robots.txt lines, and of headers, that say what content may be used for.
USAGE = ("content-signal", "content-usage")
#: Headers that are read, lower case.
HEADERS = ("tdm-reservation", "tdm-policy", "x-robots-tag", *USAGE)
#: Values of robots headers and meta elements.
NO_AI = frozenset({"noai", "noimageai"})
#: Path of the protocol's file on a site.
TDM_FILE = "/.well-known/tdmrep.json"

#: Characters that are kept of a value, and of a URL.
MAX_VALUE, MAX_URL = 300, 500
#: Bytes that are read of robots.txt (as many as RFC 9309 asks for), tdmrep.json and a page.
MAX_ROBOTS, MAX_FILE, MAX_HEAD = 500 * 1024, 256 * 1024, 64 * 1024
#: Rules that are read of tdmrep.json.
MAX_RULES = 200

#: What `in_robots` writes of a rule against AI_AGENTS, and what `in_tdm_file` writes of a rule.
_REFUSED = re.compile(r"Disallow: (?P<path>\S+)(?P<more> and \d+ more)?(?= for |…?$)")
_RULE = re.compile(r"(?P<path>.*?) tdm-reservation: (?P<reserved>[01])(?:;|…|$)")
#: Values of USAGE lines that forbid AI: ``ai-train=no`` (Content Signals), ``train-ai=n`` (IETF's
#: AI Preferences), the latter with a path in front if it is not for the whole site.
_NO_USAGE = re.compile(
    r"\b(?:ai-train|ai-input|train-ai|train-genai|ai-output|bots|tdm)\s*=\s*no?\b"
)
_USAGE_PATH = re.compile(r"content-(?:signal|usage): (?P<path>/\S*) ")

_ENDS_OF_HEAD = (b"</head", b"<body")
_WORTH_READING = (b"tdm-", b"noai", b"noimageai")


class TdmStatement(NamedTuple):
    """One statement of a site about AI or TDM."""

    source: str
    """Where it was read: ``robots.txt``, ``tdmrep.json``, ``header`` or ``meta``."""
    value: str
    """In the site's own words, cleaned and shortened."""


def statement(source: str, value: str) -> TdmStatement:
    """Return a statement whose *value* is safe for log and manifest: cleaned and shortened."""
    text = clean(value[: 2 * MAX_VALUE])
    return TdmStatement(source, text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…")


def in_robots(body: bytes) -> list[TdmStatement]:
    """Return the statements of a robots.txt: rules against AI_AGENTS, and USAGE lines."""
    forbidden: dict[tuple[str, ...], list[str]] = {}
    found: dict[TdmStatement, None] = {}
    for agents, rules in _groups(body):
        named = [agent for agent in agents if _token(agent) in AI_AGENTS]
        paths = tuple(f"Disallow: {path}" for name, path in rules if name == "disallow" and path)
        if named and paths:
            forbidden.setdefault(paths, []).extend(named)
        # The value comes before the agents: if the text is too long, the last agents are cut.
        whom = "" if set(agents) <= {"*"} else f" for {', '.join(agents)}"
        for name, value in rules:
            if name in USAGE:
                found[statement("robots.txt", f"{name.title()}: {value}{whom}")] = None
    for paths, named in forbidden.items():
        names = ", ".join(dict.fromkeys(named))
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        found[statement("robots.txt", f"{paths[0]}{more} for {names}")] = None
    return list(found)


def _groups(body: bytes) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """Yield the groups of a robots.txt: agents, and their lines as (name, value).

    Lines before the first group come with an empty list of agents.
    """
    text = in_utf8(body[:MAX_ROBOTS]).decode(errors="replace")
    agents: list[str] = []
    rules: list[tuple[str, str]] = []
    for line in re.split(r"[\r\n]+", text):
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = [], []
            agents.append(value)
        elif colon and (name in USAGE or name in ("allow", "disallow")):
            rules.append((name, value))
    yield agents, rules


def _token(agent: str) -> str:
    """Return the product token of a ``User-agent`` line: ``GPTBot/1.1`` → ``gptbot``."""
    return re.split(r"[/\s]", agent, maxsplit=1)[0].lower()


def in_headers(headers: Mapping[str, Iterable[str]]) -> list[TdmStatement]:
    """Return the statements in response headers; *headers*: lower-case name → values."""
    found = [
        statement("header", f"{name}: {value}")
        for name, value in _tdm({name: next(iter(vs), "") for name, vs in headers.items()})
    ]
    for name in USAGE:
        found += [
            statement("header", f"{name.title()}: {value}") for value in headers.get(name, ())
        ]
    for value in headers.get("x-robots-tag", ()):
        found += [statement("header", f"X-Robots-Tag: {word}") for word in _no_ai(value)]
    return found


def in_html(body: bytes) -> list[TdmStatement]:
    """Return the statements in the meta elements of an HTML page's head."""
    # Up to the end of the head as pages write it, since there is much more behind it.
    end_of_head = body.find(_ENDS_OF_HEAD[0], 0, MAX_HEAD)
    head = body[: end_of_head if end_of_head >= 0 else MAX_HEAD].lower()
    if not any(word in head for word in _WORTH_READING):
        return []  # nearly every page, and the head is not parsed
    for end in _ENDS_OF_HEAD:
        head = head.partition(end)[0]
    try:
        root = html_tree(body[: len(head)].decode("utf-8", "replace").encode())
    except TooCostly:
        return []
    metas = [(meta.get("name"), meta.get("content") or "") for meta in root.iter("meta")]
    named = [(name.lower(), content) for name, content in metas if name is not None]
    found = [statement("meta", f"{name}: {value}") for name, value in _tdm(dict(reversed(named)))]
    for name, value in named:
        if name == "robots":
            found += [statement("meta", f"robots: {word}") for word in _no_ai(value)]
    return found


def in_tdm_file(body: bytes) -> list[TdmStatement]:
    """Return the rules of a ``tdmrep.json`` in their order; [] if it is not such a file."""
    try:
        rules = json.loads(body[:MAX_FILE].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return []
    found = []
    for rule in rules[:MAX_RULES] if isinstance(rules, list) else []:
        location = rule.get("location") if isinstance(rule, dict) else None
        said = "; ".join(f"{name}: {value}" for name, value in _tdm(rule)) if location else ""
        if isinstance(location, str) and said:
            found.append(statement("tdmrep.json", f"{location} {said}"))
    return found


def reserves(said: TdmStatement, path: str) -> bool:
    """Whether the statement *said* reserves a page's text from mining or AI.

    *path*: the path and query of the page's URL, which the rules of robots.txt and tdmrep.json are
    compared with; other statements are taken to be about the page. When in doubt it is True: if
    a rule was shortened, or stands for several paths of which only the first one was kept.
    ``noimageai`` is about pictures and ``tdm-reservation: 0`` permits; both are False.
    """
    value = said.value
    if said.source == "tdmrep.json":
        rule = _RULE.match(value)
        if rule is None:
            return _matches(value.rstrip("…"), path)
        return rule["reserved"] == "1" and _matches(rule["path"], path)
    if said.source == "robots.txt" and (refused := _REFUSED.match(value)):
        return bool(refused["more"]) or _matches(refused["path"].rstrip("…"), path)
    value = value.lower()
    if value.startswith(USAGE):
        of_path = _USAGE_PATH.match(value)
        return bool(_NO_USAGE.search(value)) and (
            of_path is None or _matches(of_path["path"], path.lower())
        )
    return value.partition(": ")[2] == "noai" or value == "tdm-reservation: 1"


def _matches(pattern: str, path: str) -> bool:
    """Whether *path* begins as *pattern* says, with the ``*`` and ``$`` of RFC 9309.

    Each part between two ``*`` is looked for once, from the left: no pattern makes it slow.
    """
    pattern, path = unquote(pattern), unquote(path)
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not whole or path == first
    place = len(first)
    for part in others[:-1]:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if whole:
        return path.endswith(others[-1]) and len(path) - len(others[-1]) >= place
    return path.find(others[-1], place) >= 0


def _tdm(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the protocol's valid properties as (name, value).

    A ``tdm-reservation`` other than 0 or 1 is ignored, and so is a ``tdm-policy`` without
    ``tdm-reservation: 1``.
    """
    reserved = values.get("tdm-reservation")
    reserved = reserved.strip() if isinstance(reserved, str) else reserved
    number = {"0": 0, "1": 1, 0: 0, 1: 1}.get(reserved) if isinstance(reserved, str | int) else None
    if number is None:
        return
    yield "tdm-reservation", str(number)
    policy = values.get("tdm-policy")
    if number and isinstance(policy, str) and policy.strip():
        yield "tdm-policy", policy


def _no_ai(value: str) -> list[str]:
    """Return the words of NO_AI in the value of a robots header or meta element.

    A header may begin with the crawler that it is for: ``somebot: noai, nofollow``.
    """
    words = re.split(r"[,:\s]+", value[:2000].lower())
    return [word for word in dict.fromkeys(words) if word in NO_AI]
