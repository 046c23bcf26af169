"""A challenge is the owner's no: known as one, never retried, never costly."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mayadeen_crawler import arguments
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served, story
from tests.helpers.soak_figures import scaled

HTML = {"Content-Type": "text/html; charset=utf-8"}
MARK = {"cf-mitigated": "challenge"}
WAIT = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    "<body><h1>english.example</h1><p>Checking the connection.</p></body></html>"
)
STORY = "/news/politics/story-wait"
SECTIONS = "politics,palestine,mena"
#: So many that each of two runs meets three challenges in a row, whichever of them is first.
MANY_SECTIONS = f"{SECTIONS},asia,europe,africa,us-canada"


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=24)) as server:
        yield server


def visit(replica: ReplicaServer, folder: Path, pages: int = 5, sections: str = SECTIONS) -> Crawl:
    return crawl(
        "section",
        folder,
        base_url=replica.url,
        sections=sections,
        max_pages=str(pages),
    )


def states(folder: Path) -> set[str]:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        return {row["state"] for row in db.execute("SELECT state FROM addresses")}


def paths(run: Crawl, base: str) -> list[str]:
    return sorted(record["url"].removeprefix(base) for record in run.records)


INCAPSULA = (
    '<html><head><meta name="robots" content="noindex"></head><body><iframe '
    'src="/_Incapsula_Resource?SWUDNSAI=9">Request unsuccessful.</iframe></body></html>'
)
LINKS = b'<a href="/news/politics">Politics</a>' * 9

# What is one.


@pytest.mark.parametrize(
    ("answer", "challenge"),
    [
        (Answer(b"", 403, MARK), True),
        (Answer(WAIT.encode(), 403, HTML), True),
        (Answer(WAIT.encode(), 503, HTML), True),
        (Answer(WAIT.encode(), 429, HTML), True),
        (Answer(WAIT.replace("...", "…").encode(), 403, HTML), True),
        (Answer(b"{}", 403, MARK | {"Content-Type": "application/json"}), True),
        (Answer(b"\x00\x01", 503, MARK | {"Content-Type": "image/png"}), True),
        (
            Answer(gzip.compress(WAIT.encode()), 403, HTML | {"Content-Encoding": "gzip"}), True,
        ),
        (Answer(b"", 403, {"cf-mitigated": "Challenge "}), True),
        # An ordinary refusal, or a site that is unwell.
        (Answer(b"<title>Forbidden</title>", 403, HTML), False),
        (Answer(b"<title>Busy</title><h1>Just a moment...</h1>", 503, HTML), False),
        (Answer(b"<title>Just a moment... of peace</title>", 429, HTML), False),
        # Whatever the status, a page that shows nothing else.
        (Answer(WAIT.encode(), 200, HTML), True),
        (Answer(WAIT.encode(), 404, HTML), True),
        (Answer(WAIT.encode(), 500, HTML), True),
        (Answer(b"", 500, MARK), True),
        (Answer(INCAPSULA.encode(), 200, HTML), True),
        (Answer(b"<title>Not here</title>" + LINKS, 404, HTML | MARK), False),
    ],
)  # fmt: skip
def test_what_is_a_challenge(tmp_path: Path, answer: Answer, challenge: bool) -> None:
    with Served({"/robots.txt": Answer(b""), STORY: answer}) as site:
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=site.url + STORY,
            settings={"RETRY_TIMES": 1},
        )  # fmt: skip
    retried = not challenge and answer.status in (429, 500, 503)
    assert len(site.asked) == 1 + retried
    assert run.stats.get("blocked/challenges", 0) == int(challenge)
    assert run.stats["finish_reason"] == ("blocked" if challenge else "finished")
    reason = "blocked" if challenge else f"http_{answer.status}"
    assert run.stats[f"lost/{reason}"] == 1
    assert (run.status, run.records) == (3 if challenge else 4, [])


@pytest.mark.parametrize("headers", [HTML, HTML | MARK])
def test_a_page_that_was_served_is_an_article(tmp_path: Path, headers: dict[str, str]) -> None:
    page = story("a wait").replace("The story of a wait", "Just a moment...")
    page = page.replace("<head>", "<head><title>Just a moment...</title>")
    with Served({STORY: Answer(page.encode(), 200, headers)}) as site:
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + STORY)
    assert (run.status, [record["headline"] for record in run.records]) == (0, ["Just a moment..."])


# What follows.


def test_two_runs_that_end_early_lose_nothing(replica: ReplicaServer, tmp_path: Path) -> None:
    site, folder = replica.site, tmp_path
    names = MANY_SECTIONS.split(",")
    listed = {n for name in names for page in site.listing_pages(name) for n in page}
    everything = sorted(site.path(number) for number in listed)
    assert len(everything) > 10
    replica.faults.on("challenge", after=20)
    with ThreadPoolExecutor(2) as pool:
        # With the same arguments the second would not begin.
        runs = list(pool.map(lambda pages: visit(replica, folder, pages, MANY_SECTIONS), (5, 6)))
    assert [run.status for run in runs] == [3, 3]
    assert not any("TRACEBACK" in line for run in runs for line in run.lines)
    written = paths(runs[0], replica.url)
    assert len(written) < len(everything)
    assert feed(folder, "removals") == []
    assert states(folder) <= {"pending", "article"}
    # Others like it ask once each, and end.
    asked = len(replica.requests)
    assert visit(replica, folder, sections=MANY_SECTIONS).status == 3
    assert len(replica.requests) == asked + 1
    replica.faults.clear()
    again = visit(replica, folder, sections=MANY_SECTIONS)
    assert again.status == 0
    assert paths(again, replica.url) == everything  # each once
    assert states(folder) == {"article"}


@pytest.mark.soak
def test_the_operator_is_told_once_what_to_do(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("challenge", after=12)
    run = visit(replica, tmp_path)
    errors = [line for line in run.lines if line.startswith("ERROR")]
    assert len(errors) == 1
    for words in (
        "answered 3 requests in a row with a challenge (HTTP 403)",
        "ask the outlet for access",
        "crawl from an address that it allows",
        "CONTACT",
        "USER_AGENT",
        "DEFAULT_REQUEST_HEADERS",
    ):
        assert words in errors[0]


def test_however_long_it_lasts_nothing_is_given_up(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("challenge", target="article")
    for _ in range(scaled(4, 7)):
        assert visit(replica, tmp_path, sections="politics").status == 3
        with Ledger(tmp_path) as ledger, ledger.transaction() as db:
            db.execute("UPDATE addresses SET seen_at = '2026-01-01T00:00:00Z'")
    assert states(tmp_path) == {"pending"}
    replica.faults.clear()
    assert visit(replica, tmp_path, sections="politics").status == 0
    assert states(tmp_path) == {"article"}


@pytest.mark.soak
def test_what_waits_for_its_moment_is_asked_for_no_more(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("challenge", after=3)
    urls = ",".join(replica.url + replica.site.path(number) for number in range(1, 25))
    run = crawl(
        "article", tmp_path, base_url=replica.url, urls=urls, settings={"DOWNLOAD_DELAY": 0.3}
    )
    assert run.status == 3
    assert 6 <= len(replica.requests) < 20  # of 25; six, where the answers come at once
    asked = len(replica.requests)
    assert run.stats["page/answered"] + run.stats["page/failed"] == asked - 1
    assert run.stats["lost/blocked"] == run.stats["blocked/challenges"] == asked - 3


# Each spider.


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "LEAST_SECONDS", 0.0)


@pytest.mark.usefixtures("fast")
def test_a_run_that_follows_the_ticker_ends(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("challenge", after=4)  # robots.txt and three looks
    run = crawl("breaking", tmp_path, base_url=replica.url, follow="0.01", duration="60")
    assert (run.status, run.stats["finish_reason"]) == (3, "blocked")
    assert replica.requests == ["/robots.txt", *["/"] * 6]
    assert run.stats["ticker/failed/blocked"] == 3
    events = {record["event"] for record in feed(tmp_path, "breaking")}
    assert events == {"appeared"}


@pytest.mark.usefixtures("fast")
def test_a_ticker_that_is_challenged_at_first_ends_at_once(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("challenge", path="/")
    run = crawl("breaking", tmp_path, base_url=replica.url, follow="0.01", duration="60")
    assert (run.status, replica.requests) == (3, ["/robots.txt", "/"])


def test_the_look_for_a_tag_ends(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("challenge", path="/tag*")
    run = crawl("tag", tmp_path, base_url=replica.url, tags="Homs,Tyre")
    assert (run.status, len(replica.requests)) == (3, 2)
    assert [line[:5] for line in run.lines] == ["ERROR"]


def test_an_archive_ends(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=6)) as replica:
        replica.faults.on("challenge", after=5)  # robots.txt twice, two indexes, one file
        run = crawl("sitemap", tmp_path, base_url=replica.url, settings={"CONCURRENT_REQUESTS": 1})
        assert (run.status, len(replica.requests)) == (3, 8)
        assert not any("no sitemap" in line for line in run.lines)
        replica.faults.clear()
        again = crawl("sitemap", tmp_path, base_url=replica.url)
        assert (again.status, len(again.records)) == (0, 6)


def small(site: Served) -> None:
    menu = "<nav><ul><li><a href='/news/politics'>Politics</a></li></ul></nav>"
    site.pages["/"] = f"<html><body>{menu}</body></html>"
    site.pages["/news/politics"] = (
        f"<html><body>{menu}<main><div><h3><a href='{STORY}'>The story of a wait</a></h3>"
        "<span>3 Feb 2022</span></div></main></body></html>"
    )
    site.pages[STORY] = story("wait")


TDM = "/.well-known/tdmrep.json"
SAID_NO = Answer(WAIT.encode(), 403, HTML | MARK)


def test_what_is_asked_for_by_the_way_is_no_welcome(tmp_path: Path) -> None:
    with Served({TDM: Answer(b"[]", 200, {"Content-Type": "application/json"})}) as site:
        small(site)
        site.pages["/"] = SAID_NO
        run = crawl(
            "section", tmp_path, base_url=site.url, sections="politics", settings={"TDMREP": 1}
        )
    assert site.asked == [TDM, "/"]
    assert (run.status, run.stats["finish_reason"]) == (3, "blocked")


def test_a_challenge_of_what_is_asked_for_by_the_way_ends_nothing(tmp_path: Path) -> None:
    with Served({TDM: SAID_NO}) as site:
        small(site)
        run = crawl(
            "section", tmp_path, base_url=site.url, sections="politics", settings={"TDMREP": 1}
        )
    assert site.asked[0] == TDM
    assert (run.status, len(run.records), run.lines) == (0, 1, [])


def test_a_run_that_had_nothing_else_to_ask_for_is_blocked(tmp_path: Path) -> None:
    """Three in a row cannot be: the home page answers, the one section does not."""
    with Served({}) as site:
        small(site)
        site.pages["/news/politics"] = SAID_NO
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
    assert site.asked == ["/", "/news/politics"]
    assert (run.status, run.stats["finish_reason"]) == (3, "blocked")
    (error,) = (line for line in run.lines if line.startswith("ERROR"))
    assert "answered the last request with a challenge (HTTP 403)" in error
    assert "ask the outlet for access" in error
