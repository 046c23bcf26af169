"""What a bad day of the site costs: each fault with what a run then says, asks for and keeps.

The same table stands in docs/runbook.md, for the operator.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import crawl

RUNBOOK = Path(__file__).parent.parent / "docs" / "runbook.md"
HEADING = "## The site's bad days"

#: What the log says of a run without any trouble.
GOOD = "Good run: …"


@dataclass(frozen=True)
class Row:
    """One bad day of a site of 20 articles, five of them in Politics, crawled one by one."""

    name: str
    status: int
    outcome: str
    """Of the run's manifest."""
    reason: str
    """What the manifest's reason holds."""
    requests: int
    """That the site saw, robots.txt included."""
    records: int
    line: str
    """In the log, as the runbook has it: words in capitals stand for others."""
    fault: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    sections: str = "politics"


CHALLENGED = "HOST answered the first requests with a challenge (HTTP N)"
THREE = "HOST answered 3 requests in a row with a challenge (HTTP N)"
NONE_OF = "Unhealthy run: none of N articles could be fetched"
NOTHING = "Unhealthy run: nothing was recognised"
WAITS = "HOST asks to wait N seconds (Retry-After)"

# A run asks for robots.txt, the home page, Politics' first page, its second (guessed,
# without a card: that is the end), and the five articles: 9 requests, 5 records.
# Where a request is made again, RETRY_TIMES is 1.
TABLE = (
    Row("no fault", 0, "good", "5 new", 9, 5, GOOD),
    # robots.txt is the first request, and the last.
    Row("challenge at the start", 3, "blocked", "the first requests with a challenge (HTTP 403)",
        1, 0, CHALLENGED, "challenge"),
    # robots.txt is served to anybody: what counts is the home page.
    Row("challenge behind robots.txt", 3, "blocked", "the first requests with a challenge",
        2, 0, CHALLENGED, "challenge", {"path": "/"}),
    # Six are answered, two articles among them; then three challenges.
    Row("challenge midway", 3, "blocked", "3 requests in a row with a challenge (HTTP 403)",
        9, 2, THREE, "challenge", {"after": 6}),
    Row("challenge without its header", 3, "blocked", "3 requests in a row with a challenge (HTTP",
        9, 2, THREE, "challenge-page", {"after": 6}),
    # Two of five articles; the third answers well.
    Row("two challenges", 0, "good", "3 new", 9, 3,
        "no article from URL: blocked; a later run tries again",
        "challenge", {"target": "article", "times": 2}),
    # robots.txt, home page, Economy (one page of one card and the guessed one), its article;
    # between them Politics, once.
    Row("challenge for one section", 0, "good", "1 new", 6, 1,
        "section:NAME: page N could not be read: blocked (URL)",
        "challenge", {"path": "/news/politics*"}, sections="politics,economy"),
    # One article is asked for twice.
    Row("429, Retry-After in seconds", 0, "good", "5 new", 10, 5, WAITS,
        "rate-limit", {"target": "article", "times": 1, "value": 1}),
    Row("429, Retry-After as a date", 0, "good", "5 new", 10, 5, WAITS,
        "rate-limit-date", {"target": "article", "times": 1, "value": 1}),
    # Four requests, and the article that is answered by two hours.
    Row("429, Retry-After of two hours", 3, "blocked", "to be left alone for", 5, 0,
        "HOST is to be left alone for N seconds",
        "rate-limit", {"target": "article", "value": 7200}),
    # Three articles are asked for twice.
    Row("short burst of 500", 0, "good", "5 new", 12, 5, GOOD,
        "burst", {"after": 4, "times": 3}),
    # All five are, in vain.
    Row("long burst of 500", 4, "unhealthy", "none of 5 articles could be fetched", 14, 0, NONE_OF,
        "burst", {"after": 4}),
    # One of them, once: DOWNLOAD_TIMEOUT ends it.
    Row("slow drip", 0, "good", "4 new", 9, 4,
        "no article from URL: downloadtimeout; a later run tries again",
        "drip", {"times": 1, "value": 0.5}, settings={"DOWNLOAD_TIMEOUT": 3, "RETRY_TIMES": 0}),
    # Each of the five is cut off once.
    Row("cut connections", 0, "good", "5 new", 14, 5, "Got data loss in URL", "cut-off",
        {"times_each": 1}),
    # Each is asked for twice; and the first once more, by the HTTP client itself: it came
    # over a connection that was open already.
    Row("connections reset", 4, "unhealthy", "none of 5 articles could be fetched", 15, 0, NONE_OF,
        "reset"),
    Row("wrong charset", 0, "good", "5 new", 9, 5, GOOD, "wrong-charset"),
    # What grows beyond DOWNLOAD_MAXSIZE is read no further, and not asked for again.
    Row("compression bomb", 4, "unhealthy", "none of 5 articles could be fetched", 9, 0,
        "no article from URL: too_large; a later run tries again",
        "bomb", {"value": 8}, settings={"DOWNLOAD_MAXSIZE": 1_000_000}),
    # Each is asked for once, and by REDIRECT_MAX_TIMES five times more.
    Row("redirect loop", 4, "unhealthy", "none of 5 articles could be fetched", 34, 0,
        "no article from URL: redirect_loop; a later run tries again", "redirect-loop"),
    Row("markup redesign", 0, "good", "5 new", 9, 5, GOOD, "redesign"),
    # robots.txt, home page, Politics: no second page of an empty one.
    Row("empty listing", 4, "unhealthy", "nothing was recognised: 2 pages answered", 3, 0,
        "section:NAME: no card recognised on URL", "no-cards"),
    Row("vanished navigation", 0, "good", "5 new", 9, 5,
        "no section in the navigation of URL: the catalogue's paths are used", "no-navigation"),
    # robots.txt and the home page.
    Row("robots.txt disallows the section", 4, "unhealthy", "robots.txt disallowed 1", 2, 0,
        "robots.txt disallows section NAME (PATH): it is not crawled",
        site={"disallow": ("/news/politics",)}),
    # Those two, and Economy: two pages and an article.
    Row("robots.txt disallows one of two", 0, "good", "1 new", 5, 1,
        "robots.txt disallows section NAME (PATH): it is not crawled",
        site={"disallow": ("/news/politics",)}, sections="politics,economy"),
    # robots.txt, twice.
    Row("robots.txt answers 503", 4, "unhealthy", NOTHING.removeprefix("Unhealthy run: "), 2, 0,
        "robots.txt answered HTTP N: nothing is fetched from HOST",
        "server-error", {"path": "/robots.txt"}),
)  # fmt: skip


def manifest_of(folder: Path) -> dict[str, Any]:
    (path,) = (folder / "runs").glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.sampled(4)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_bad_day(row: Row, tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20, **row.site)) as replica:
        if row.fault:
            replica.faults.on(row.fault, **row.values)
        run = crawl(
            "section",
            tmp_path,
            base_url=replica.url,
            sections=row.sections,
            settings={"CONCURRENT_REQUESTS": 1, **row.settings},
        )
    told = manifest_of(tmp_path)
    assert (run.status, told["exit_status"]) == (row.status, row.status), run.lines
    assert told["outcome"] == row.outcome
    assert row.reason in told["reason"]
    assert (len(replica.requests), len(run.records)) == (row.requests, row.records)
    assert not any("TRACEBACK" in line for line in run.lines)
    errors = sum(line.startswith("ERROR") for line in run.lines)
    assert errors == 1 if row.status == 3 else bool(errors) == bool(row.status), run.lines
    if row.line == GOOD:
        assert run.lines == []
    else:
        assert any(re.search(pattern(row.line), line) for line in run.lines), run.lines


def pattern(line: str) -> str:
    """Return what finds *line*, whose words in capitals (of a placeholder) stand for others."""
    return re.sub(r"\b(HOST|URL|NAME|PATH|N)\b", r"\\S+", re.escape(line))


def test_the_runbook_has_the_same_table() -> None:
    text = RUNBOOK.read_text(encoding="utf-8").partition(f"{HEADING}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [tuple(row[:5]) for row in cells] == [
        (row.name, f"{row.status} {row.outcome}", str(row.requests), str(row.records),
         f"`{row.line}`")
        for row in TABLE
    ]  # fmt: skip
    assert all(len(row) == 6 and row[5] for row in cells)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20)) as replica:
        replica.faults.on("bomb", value=8)
        run = crawl(
            "article", tmp_path, base_url=replica.url, urls=replica.url + replica.site.path(3),
            settings={"DOWNLOAD_MAXSIZE": 1_000_000},
        )  # fmt: skip
    unpacked = [int(n) for line in run.lines for n in re.findall(r"(\d+) B decompressed", line)]
    assert len(unpacked) == 1
    assert 1_000_000 < unpacked[0] < 1_100_000
