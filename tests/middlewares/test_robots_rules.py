"""robots.txt: a long one, a hostile one, and one that names a page in another form than a link."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mayadeen_crawler.middlewares.robots_rules import MAX_BYTES, RobotsRules, cut
from tests.helpers.crawls import crawl
from tests.helpers.reading_time import longest, promised, seconds_of_ordinary_pages
from tests.helpers.served_site import Answer, Served, SmallSite, served, story

AGENT = "mayadeen-crawler"
HOST = "https://english.almayadeen.net"


def rules(text: str) -> RobotsRules:
    return RobotsRules(text.encode(), AGENT)


def test_the_first_500_kib_count_up_to_the_end_of_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    filler = "# filler\n" * (MAX_BYTES // 9 - 5)
    text = f"User-agent: *\nDisallow: /early\n{filler}"
    text += "#" * (MAX_BYTES - len(text) - len("\nDisallow: /la")) + "\nDisallow: /late-rule\n"
    assert cut(text.encode()).endswith(b"#\n")
    crawler: Any = SimpleNamespace(settings={"ROBOTSTXT_USER_AGENT": AGENT})
    with caplog.at_level(logging.WARNING):
        found = RobotsRules.from_crawler(crawler, text.encode())
    assert not found.allowed(f"{HOST}/early/x", AGENT)
    assert found.allowed(f"{HOST}/late-rule", AGENT)
    assert found.allowed(f"{HOST}/lawn", AGENT)  # no rule is cut within its path
    assert caplog.messages == [
        f"robots.txt has {len(text)} bytes: the first 512000 are read (RFC 9309)"
    ]


def test_a_file_of_exactly_that_size_is_read_whole() -> None:
    text = "User-agent: *\nDisallow: /a".rjust(MAX_BYTES, "\n")
    assert not rules(text).allowed(f"{HOST}/a", AGENT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_file_is_in_what_its_byte_order_mark_says(encoding: str) -> None:
    text = "\ufeffUser-agent: *\nCrawl-delay: 3\nDisallow: /سر\n"
    found = RobotsRules(text.encode(encoding), AGENT)
    assert not found.allowed(f"{HOST}/%D8%B3%D8%B1/x", AGENT)
    assert found.allowed(f"{HOST}/news/x", AGENT)
    assert found.crawl_delay(AGENT) == 3


HOSTILE: dict[str, Callable[[], str]] = {
    "agents": lambda: (
        "".join(f"User-agent:a{n}\n" for n in range(14_000))
        + "".join(f"Disallow:/{n}\n" for n in range(60_000))
    ),
    "wildcards": lambda: "User-agent: *\n" + "".join(f"Disallow:/*a*{n}$\n" for n in range(60_000)),
    "parts that nearly match": lambda: (
        "User-agent: *\n"
        + "".join(f"Disallow:/*{'a' * (60 + n % 30)}ba*{n}\n" for n in range(8000))
    ),
    "stars": lambda: "User-agent: *\nDisallow: /" + "*a" * 250_000,
    "names like ours": lambda: (
        "".join(f"User-agent:{AGENT[:n]}{'*' * k}\n" for n in range(17) for k in range(300))
        + "".join(f"Disallow:/{n}\n" for n in range(60_000))
    ),
    "agents between comments": lambda: (
        "".join(f"User-agent:a{n}\n#\n" for n in range(14_000))
        + "".join(f"Disallow:/{n}\n" for n in range(60_000))
    ),
    "crowds": lambda: (
        ("".join(f"User-agent:a{n}\n" for n in range(60)) + "Allow:/*a\n" * 40) * 60_000
    ),
    "one line": lambda: "User-agent: *\nDisallow: /" + "a" * 30_000_000,
    "no lines": lambda: "\n" * 30_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.sampled(9)
def test_a_hostile_file_is_read_and_asked_in_bounded_time(name: str) -> None:
    text = HOSTILE[name]()
    begin = time.process_time()
    found = rules(text)
    read = time.process_time()
    assert read - begin < longest(1_000_000)
    for name in ("a" * 100, "a" * 500, "a" * 2400, "a" * 8000, "a%2f" * 2000):
        asked = time.process_time()
        found.allowed(f"{HOST}/news/{name}", AGENT)
        assert time.process_time() - asked < promised(0, seconds_of_ordinary_pages()) / 2


def wild(count: int) -> str:
    """Return *count* rules with wildcards, of 19 bytes each, in a group for all."""
    return "User-agent: *\n" + "".join(f"Disallow: /*-{n:05}$\n" for n in range(count))


def test_what_would_take_long_to_find_out_is_disallowed(caplog: pytest.LogCaptureFixture) -> None:
    short, long, very_long = (f"{HOST}/news/{'a' * count}" for count in (400, 1000, 8000))
    found = rules(wild(8000) + "Allow: /news\n")
    assert [found.allowed(one, AGENT) for one in (short, long, very_long, long)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert not found.allowed(f"{short}-00001", AGENT)
    (said,) = caplog.messages
    assert said == (
        "robots.txt has 152000 bytes of rules with wildcards: addresses of 1036 characters and more"
        " are taken for disallowed"
    )


def test_every_address_is_compared_with_what_rules_a_site_has() -> None:
    found = rules(wild(300))
    assert found.allowed(f"{HOST}/{'a%2f' * 2000}", AGENT)
    assert not found.allowed(f"{HOST}/{'a%2f' * 2000}-00299", AGENT)
    # Others' rules are none of ours.
    others = rules(f"{wild(8000).replace('*', 'other', 1)}User-agent: *\nDisallow: /secret\n")
    assert others.allowed(f"{HOST}/{'a' * 8000}", AGENT)


def test_groups_of_others_do_not_become_ours() -> None:
    others = "".join(f"User-agent: bot{n}\n" for n in range(400))
    text = (
        f"{others}{''.join(f'Disallow: /{n}' + chr(10) for n in range(500))}"
        "User-agent: MAYADEEN-crawler  # us\nDisallow: /ours\nAllow: /ours/but\n"
        "User-agent: mayadeen\nDisallow: /short\n"
        "User-agent: *\nDisallow: /all\nCrawl-delay: 3\n"
    )
    found = rules(text)
    assert [
        found.allowed(HOST + path, AGENT)
        for path in ("/1", "/ours/x", "/ours/but/x", "/short", "/all")
    ] == [True, False, True, True, True]
    assert not found.allowed(f"{HOST}/all", "unnamed")
    assert found.crawl_delay("unnamed") == 3
    assert not found.allowed(f"{HOST}/499", "bot7")


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("mayadeen-crawler", True), ("Mayadeen-Crawler", True), ("mayadeen*", True),
        # As a log shows it.
        ("mayadeen-crawler/1.0.0", True), ("mayadeen-crawler/1.0 (+mailto:x@y.test)", True),
        # Another's: its rules say nothing of us, nor do those for all then say nothing.
        ("mayadeen", False), ("m", False), ("mayadeen-crawler-news", False), ("crawler", False),
    ],
)  # fmt: skip
def test_whose_rules_are_ours(name: str, is_ours: bool) -> None:
    found = rules(f"User-agent: {name}\nDisallow: /ours\n\nUser-agent: *\nDisallow: /all\n")
    ours, of_all = (found.allowed(f"{HOST}/{path}", AGENT) for path in ("ours", "all"))
    assert (ours, of_all) == (not is_ours, is_ours)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 10", 10), ("crawl-delay:2.5", 2.5), ("Crawl-delay: 2,5", 2.5),
        ("Crawl-delay: 10s", 10), ("Crawl delay: 10 seconds # please", 10),
        ("Request-rate: 1/10", 10), ("Request-rate: 2/1m 0800-1600", 30),
        ("Crawl-delay: 5\nRequest-rate: 1/10", 10), ("Crawl-delay: 20\nRequest-rate: 1/10", 20),
        ("Crawl-delay: -1", None), ("Crawl-delay: inf", None), ("Crawl-delay: soon", None),
        # What no float holds is no number; a valid one beside it counts.
        (f"Crawl-delay: 5\nRequest-rate: 1/{'9' * 400}", 5),
        (f"Crawl-delay: 5\nRequest-rate: 1/{'9' * 5000}d", 5),
        (f"Request-rate: {'9' * 400}/1", None), (f"Request-rate: 1/{'9' * 400}", None),
        (f"Request-rate: {'9' * 400}/{'9' * 400}", 1), ("Request-rate: 0/0", None),
        (f"Crawl-delay: {'9' * 400}\nRequest-rate: 1/10", 10), ("Crawl-delay: 1e999", None),
        (f"Crawl-delay: {'9' * 5000}", None), ("Crawl-delay: nan\nRequest-rate: 1/10", 10),
    ],
)  # fmt: skip
def test_how_many_seconds_a_file_asks_for(line: str, seconds: float | None) -> None:
    assert rules(f"User-agent: *\n{line}\n").crawl_delay(AGENT) == seconds


@pytest.mark.parametrize(
    "path",
    [
        "/secret/x", "/news/%2e%2e/secret/x", "/news/../secret/x", "//secret/x", "/./secret//x",
        "/news%2f..%2fsecret%2fx", "/news/..%5csecret/x", "/%73ecret/x", "/caf%C3%A9",
        "/cafe%CC%81", "/café",
    ],
)  # fmt: skip
def test_what_a_server_may_take_for_a_disallowed_page_is_disallowed(path: str) -> None:
    assert not rules("User-agent: *\nDisallow: /secret\nDisallow: /caf%c3%a9\n").allowed(
        HOST + path, AGENT
    )


SECRET = "/secret/a-story-of-made-up-text"
ODD = f"/news/%2e%2e{SECRET}"
OPEN = "/news/politics/a-story-of-made-up-text"


def odd_site() -> Served:
    robots = "User-agent: *\nDisallow: /secret\nSitemap: /sitemap.xml\n"
    site = Served({"/robots.txt": robots, OPEN: story("made-up text"), SECRET: story("secret")})
    site.pages[ODD] = story("secret")
    site.pages["/news/politics/a-story-that-moved"] = Answer(b"", 302, {"Location": ODD})
    return site


def test_links_and_redirects_ask_for_nothing_that_is_disallowed(tmp_path: Path) -> None:
    with odd_site() as site:
        urls = [ODD, f"//{SECRET}", "/news/politics/a-story-that-moved", f"/news//x/..{OPEN[5:]}"]
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=",".join(site.url + one for one in urls)
        )
        # What is asked of the site is what the ledger calls it.
        assert sorted(site.asked) == [OPEN, "/news/politics/a-story-that-moved"]
    assert [one["canonical_url"] for one in run.records] == [site.url + OPEN]
    assert run.stats["lost/robots"] == 2
    assert run.status == 0


def test_a_sitemap_leads_nowhere_that_is_disallowed(tmp_path: Path) -> None:
    with odd_site() as site:
        entries = "".join(f"<url><loc>{site.url}{one}</loc></url>" for one in (ODD, OPEN))
        site.pages["/sitemap.xml"] = Answer(
            f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "application/xml"}
        )
        site.pages["/"] = story("home")
        run = crawl("sitemap", tmp_path, base_url=site.url)
        assert not [path for path in site.asked if "secret" in path]
    assert [one["canonical_url"] for one in run.records] == [site.url + OPEN]


@pytest.mark.soak
def test_a_long_file_is_said_once_a_run(tmp_path: Path) -> None:
    site = SmallSite()
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /secret\n" + "#\n" * 300_000
    site.article(OPEN, "A headline")
    with served(site):
        run = crawl("article", tmp_path, base_url=site.url, urls=f"{site.url}{OPEN}")
    assert len(run.records) == 1
    assert [line for line in run.lines if "robots.txt has 600032 bytes" in line] == [
        "WARNING: robots.txt has 600032 bytes: the first 512000 are read (RFC 9309)"
    ]
