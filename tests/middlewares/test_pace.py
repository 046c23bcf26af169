"""One pace over all runs on a folder, and what robots.txt and Retry-After add to it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Timer
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from mayadeen_crawler.ledger import shared_pace
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.middlewares import pace as pace_middleware
from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.raw_server import RawServer
from tests.helpers.served_site import Answer, Served, story


class Moments(list[str]):
    """A request log that keeps the time of each entry."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def append(self, path: str) -> None:
        self.times.append(time.monotonic())
        super().append(path)

    @property
    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.times)]


def watched(replica: ReplicaServer) -> Moments:
    replica.requests = moments = Moments()
    return moments


def articles(
    replica: ReplicaServer, folder: Path, *numbers: int, delay: float, throttle: bool = True
) -> Crawl:
    urls = ",".join(replica.url + replica.site.path(number) for number in numbers)
    settings = {"DOWNLOAD_DELAY": delay, "AUTOTHROTTLE_ENABLED": throttle}
    return crawl("article", folder, base_url=replica.url, urls=urls, settings=settings)


def test_moments_of_a_host_are_an_interval_apart(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        moments = [
            shared_pace.reserve(db, "host", now=1000.0 + n / 10, interval=1.0) for n in range(4)
        ]
        assert moments == [1000.0, 1001.0, 1002.0, 1003.0]
        assert shared_pace.reserve(db, "other", now=1000.5, interval=1.0) == 1000.5
        assert shared_pace.reserve(db, "host", now=2000.0, interval=1.0) == 2000.0
        shared_pace.hold(db, "host", until=2030.0)
        shared_pace.hold(db, "host", until=2010.0)  # a shorter one takes nothing back
        assert shared_pace.held_until(db, "host", now=2002.0) == 2030.0
        assert shared_pace.reserve(db, "host", now=2002.0, interval=1.0) == 2030.0
        assert shared_pace.reserve(db, "host", now=2002.0, interval=1.0) == 2031.0
        # A clock set back stops nobody: what lies so far ahead was reserved by another.
        db.execute("UPDATE pace SET held_until = 0")
        assert shared_pace.reserve(db, "host", now=500.0, interval=1.0) == 500.0


def test_a_long_interval_keeps_a_long_queue(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        # A Crawl-delay of a minute, and as many requests as four runs have under way.
        moments = [shared_pace.reserve(db, "host", now=1e6, interval=60.0) for _ in range(32)]
        assert moments == [1e6 + 60 * n for n in range(32)]


def test_a_run_that_knows_no_crawl_delay_waits_behind_those_that_do(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        moments = [shared_pace.reserve(db, "host", now=1e6, interval=60.0) for _ in range(8)]
        assert moments[-1] == 1e6 + 420
        # It asks for robots.txt, and learns there of the minute.
        asks = shared_pace.reserve(db, "host", now=1e6, interval=1.0, learns=True)
        assert asks == 1e6 + 480
        assert shared_pace.reserve(db, "host", now=1e6, interval=60.0) == 1e6 + 540
        assert shared_pace.reserve(db, "host", now=1e6, interval=1.0) == 1e6 + 600
        shared_pace.postpone(db, "host", until=1e6 + 660, interval=60.0)
        assert shared_pace.reserve(db, "host", now=1e6, interval=60.0) == 1e6 + 660
        # A delay of thirty years was mistyped in one run, which was ended.
        assert shared_pace.reserve(db, "other", now=1e6, interval=1e9) == 1e6
        assert shared_pace.reserve(db, "other", now=1e6, interval=1.0) == 1e6
        # The clock was set back by more than any queue has.
        assert shared_pace.reserve(db, "host", now=5e5, interval=1.0) == 5e5
        assert shared_pace.reserve(db, "host", now=5e5, interval=1.0) == 5e5 + 1


def test_what_waits_for_the_end_of_a_hold_leaves_one_by_one(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        shared_pace.hold(db, "host", until=1e6 + 500)
        moments = [shared_pace.reserve(db, "host", now=1e6, interval=1.0) for _ in range(4)]
        assert moments == [1e6 + 500 + n for n in range(4)]


def test_two_runs_on_a_folder_share_one_pace(tmp_path: Path) -> None:
    delay = 0.3
    started = time.monotonic()
    with ReplicaServer(ReplicaSite(articles=12)) as replica, ThreadPoolExecutor(2) as pool:
        moments = watched(replica)
        runs = [
            pool.submit(articles, replica, tmp_path, *numbers, delay=delay)
            for numbers in ((1, 2, 3), (4, 5, 6))
        ]
        assert [run.result().status for run in runs] == [0, 0]
    assert len(moments) == 8  # robots.txt twice
    # A request may arrive late, but never before its moment.
    assert all(at - started > n * delay for n, at in enumerate(moments.times))


def test_crawl_delay_raises_the_floor(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12, crawl_delay=0.3)) as replica:
        moments = watched(replica)
        articles(replica, tmp_path, 1, 2, 3, delay=0.05)
    assert len(moments) == 4
    # robots.txt is a request, too.
    assert moments.times[3] - moments.times[0] > 3 * 0.3


class StandsStill:
    """A user's pipeline that keeps the whole process from going on, once."""

    stood = False

    def process_item(self, item: Any) -> Any:
        if not StandsStill.stood:
            StandsStill.stood = True
            time.sleep(1.2)  # as a machine that was suspended
        return item


def test_what_missed_its_moment_does_not_leave_with_all_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace_middleware, "LATE", 0.1)
    with ReplicaServer(ReplicaSite(articles=12, crawl_delay=0.2)) as replica:
        moments = watched(replica)
        urls = ",".join(replica.url + replica.site.path(number) for number in range(1, 9))
        settings = {
            "DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False,
            "EXTRA_PIPELINES": {f"{__name__}.StandsStill": 50},
        }  # fmt: skip
        run = crawl("article", tmp_path, base_url=replica.url, urls=urls, settings=settings)
    assert (run.status, StandsStill.stood, len(moments)) == (0, True, 9)
    # Six would leave at once. On a busy machine two more may arrive together.
    assert max(sum(at <= one <= at + 0.15 for one in moments.times) for at in moments.times) < 5


class Third(Moments):
    """Calls *act* when the third request has come."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

    def append(self, path: str) -> None:
        super().append(path)
        if len(self) == 3:
            self._act()


@pytest.mark.soak
def test_moments_from_before_the_clock_was_set_back_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace_middleware, "LATE", 0.1)
    clock = SimpleNamespace(time=time.time, monotonic=time.monotonic)
    monkeypatch.setattr(pace_middleware, "time", clock)
    with ReplicaServer(ReplicaSite(articles=14, crawl_delay=0.2)) as replica:
        replica.requests = moments = Third(
            lambda: setattr(clock, "time", lambda: time.time() - 3600)
        )
        articles(replica, tmp_path, *range(1, 14), delay=0.01, throttle=False)
    assert len(moments) == 14
    # Else those that waited leave between the new ones, two in an interval.
    assert sum(moments.gaps[3:]) > 7.5 * 0.2


@pytest.mark.soak
def test_what_waited_for_the_ledger_does_not_leave_all_at_once(tmp_path: Path) -> None:
    def hold_ledger() -> None:
        other = sqlite3.connect(tmp_path / FILE_NAME, check_same_thread=False, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        Timer(1.5, other.close).start()

    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        replica.requests = moments = Third(hold_ledger)
        articles(replica, tmp_path, *range(1, 10), delay=0.2, throttle=False)
    assert len(moments) == 10
    assert max(moments.gaps) > 1.2
    # Five moments went by meanwhile.
    assert max(sum(at <= one <= at + 0.15 for one in moments.times) for at in moments.times) < 4


def test_a_crawl_delay_longer_than_a_run_waits_ends_it(tmp_path: Path) -> None:
    site = Served({"/robots.txt": "User-agent: *\nCrawl-delay: 86400\n"})
    site.publish("a", "b")
    with site:
        urls = ",".join(f"{site.url}/news/politics/story-{name}" for name in "ab")
        settings = {"DOWNLOAD_DELAY": 0.01}
        run = crawl("article", tmp_path, base_url=site.url, urls=urls, settings=settings)
    assert (run.status, site.asked) == (3, [])
    (line,) = run.lines
    assert "to be left alone for 86400 seconds (Crawl-delay), longer than a run waits" in line


@pytest.mark.parametrize(
    ("status", "ends"),
    [(301, True), (403, True), (413, True), (502, True), (404, False), (410, False), (200, False)],
)
@pytest.mark.sampled(7)
def test_retry_after_of_any_answer_that_may_be_asked_for_again(
    status: int, ends: bool, tmp_path: Path
) -> None:
    first, second, third = (f"/news/politics/story-{name}" for name in "abc")
    with Served({second: story("b"), third: story("c")}) as site:
        site.pages[first] = Answer(
            story("a").encode(), status,
            {"Retry-After": "7200", "Location": third, "Content-Type": "text/html"},
        )  # fmt: skip
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=f"{site.url}{first},{site.url}{second}",
            settings={"CONCURRENT_REQUESTS": 1},
        )  # fmt: skip
    assert (run.status == 3, site.asked) == (ends, [first] if ends else [first, second])


@pytest.mark.parametrize("length", [1000, 3000], ids=["cut-off", "too-large"])
def test_an_answer_that_fails_after_its_headers_is_obeyed_too(length: int, tmp_path: Path) -> None:
    head = f"HTTP/1.1 503 Busy\r\nRetry-After: 7200\r\nContent-Length: {length}\r\n\r\n"
    with RawServer() as site:
        site.answers["/news/politics/story-a"] = head.encode() + b"its beginning"
        urls = ",".join(f"{site.url}/news/politics/story-{name}" for name in "ab")
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=urls,
            settings={"CONCURRENT_REQUESTS": 1, "DOWNLOAD_MAXSIZE": 2000},
        )  # fmt: skip
    assert (run.status, site.asked) == (3, ["/news/politics/story-a"])


@pytest.mark.parametrize("delay", [0, 0.05])
@pytest.mark.parametrize("fault", ["rate-limit", "rate-limit-date"])
def test_retry_after_holds_the_host(tmp_path: Path, fault: str, delay: float) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        replica.faults.on(fault, target="article", times=1, value=1)
        moments = watched(replica)
        run = articles(replica, tmp_path, 3, delay=delay)
    assert (run.status, len(run.records)) == (0, 1)
    assert len(moments) == 3
    assert moments.gaps[1] > 1


@pytest.mark.soak
def test_what_waits_already_is_held_too(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        replica.faults.on("rate-limit", target="article", times=1, value=2)
        moments = watched(replica)
        run = articles(replica, tmp_path, 1, 2, 3, 4, delay=0.5)
    assert (run.status, len(run.records)) == (0, 4)
    assert moments.gaps[1] > 2  # between the refusal and whatever came next
    assert moments.times[-1] - moments.times[1] > 2 + 3 * 0.5


@pytest.mark.parametrize("delay", [0, 0.05])
@pytest.mark.parametrize("fault", ["rate-limit", "rate-limit-date"])
@pytest.mark.sampled(4)
def test_a_long_retry_after_ends_the_run(tmp_path: Path, fault: str, delay: float) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        replica.faults.on(fault, target="article", times=1, value=7200)
        run = articles(replica, tmp_path, 1, 2, 3, delay=delay)
        again = articles(replica, tmp_path, 1, delay=delay)
        asked = [path for path in replica.requests if replica.site.find(path)]
    assert (run.status, again.status) == (3, 3)
    assert sum("longer than a run waits" in line for line in run.lines) == 1
    assert not any("TRACEBACK" in line for line in run.lines)
    assert len(asked) <= 3


def test_a_429_that_names_no_pause_is_given_longer_and_longer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace_middleware, "PAUSE", 0.2)
    monkeypatch.setattr(pace_middleware, "MAX_WAIT", 0.7)
    with Served() as site:
        urls = [f"{site.url}/news/politics/story-{name}" for name in "abcd"]
        site.pages = {url.removeprefix(site.url): Answer(b"", 429) for url in urls}
        begun = time.monotonic()
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=",".join(urls),
            settings={
                "DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "CONCURRENT_REQUESTS": 1,
            },
        )  # fmt: skip
        assert len(site.asked) == 3
    # 0.2 and 0.4 seconds, then 0.8, which is longer than a run waits.
    assert time.monotonic() - begun > 0.6
    assert (run.status, run.stats["pace/ended"]) == (3, site.url.removeprefix("http://"))
    assert any("has too many requests: it is given" in line for line in run.lines)


def test_redirects_off_the_site_are_not_followed(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as elsewhere:
        with Redirecting(elsewhere.url + elsewhere.site.path(3)) as url:
            urls = f"{url}/news/politics/a-moved-story"
            run = crawl("article", tmp_path, base_url=url, urls=urls)
        assert elsewhere.requests == []
    assert run.stats["lost/offsite"] == 1
    assert run.records == []


def test_a_mirrors_redirect_to_the_live_site_stays_on_the_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = "/news/politics/story-old", "/news/politics/story-new"
    with Served({new: story("new"), "/robots.txt": "User-agent: *\nAllow: /\n"}) as site:
        for scheme in ("http", "https"):  # whatever leaves, reaches this server
            monkeypatch.setenv(f"{scheme}_proxy", site.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        site.pages[old] = Answer(b"", 302, {"Location": f"{ENGLISH.base_url}{new}"})
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + old)
        assert site.asked == [old, new]
    assert [one["url"] for one in run.records] == [site.url + new]


class Redirecting:
    """A site whose every page but robots.txt redirects to one address."""

    def __init__(self, target: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(404 if self.path == "/robots.txt" else 302)
                self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_a_disallowed_address_is_not_asked_for(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12, disallow=("/news/politics",))) as replica:
        run = crawl("section", tmp_path, base_url=replica.url, sections="politics")
        assert not any(path.startswith("/news/politics") for path in replica.requests)
    assert run.status == 4
    assert run.lines[0] == (
        "WARNING: robots.txt disallows section politics (/news/politics): it is not crawled"
    )
    assert "robots.txt disallowed 1" in run.lines[1]
    assert len(run.lines) == 2


def test_disallowed_tags_are_said_by_name(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=60, disallow=("/tag",))) as replica:
        tags = article_shown(replica.site, 60).tags
        urls = ",".join(f"{replica.url}{tag.path}" for tag in tags[:2])
        run = crawl("tag", tmp_path, base_url=replica.url, tags=urls)
        assert set(replica.requests) == {"/robots.txt"}
    assert run.status == 4
    assert sum("robots.txt disallows tag " in line for line in run.lines) == 2
    assert run.stats["listing/disallowed"] == 2
    assert not any("could not be read" in line for line in run.lines)


def test_what_robots_disallows_among_other_things_is_no_failure(tmp_path: Path) -> None:
    sections = "politics,economy,health,sports,palestine"
    site = ReplicaSite(articles=100, disallow=("/news/politics", "/news/Economy", "/news/sports"))
    with ReplicaServer(site) as replica:
        run = crawl("section", tmp_path, base_url=replica.url, sections=sections, max_pages="1")
        asked = replica.requests
    assert not [path for path in asked if path.startswith(("/news/pol", "/news/Eco", "/news/spo"))]
    assert run.stats["listing/disallowed"] == 3
    # Palestine shows articles of Politics, too: they are lost to robots.txt, and one is named.
    assert run.stats["lost/robots"] == run.stats["article/disallowed"] > 1
    assert run.stats["article/new"] > 4
    assert sum("no article from" in line for line in run.lines) == 1
    assert "page/failed" not in run.stats
    assert run.status == 0


@pytest.mark.parametrize("status", [500, 503, 429])
@pytest.mark.sampled(3)
def test_while_robots_cannot_be_read_nothing_is_fetched(tmp_path: Path, status: int) -> None:
    with ReplicaServer(ReplicaSite(articles=12)) as replica:
        replica.faults.on("server-error", path="/robots.txt", value=status)
        run = articles(replica, tmp_path, 3, delay=0)
        assert set(replica.requests) == {"/robots.txt"}
    assert run.status == 4
    assert run.stats["lost/robots_unread"] == 1


def test_robots_that_cannot_be_downloaded_are_one_line_that_says_why(tmp_path: Path) -> None:
    with RawServer() as site:
        site.streams["/robots.txt"] = lambda: iter(())  # hangs up
        run = crawl("article", tmp_path, base_url=site.url, urls=f"{site.url}/news/politics/a")
    assert run.status == 4
    host, why = (
        site.url.removeprefix("http://"),
        "DownloadFailedError: Connection was closed cleanly.",
    )
    assert run.lines[:2] == [
        f"WARNING: robots.txt could not be read ({why}): nothing is fetched from {host}",
        f"WARNING: no article from {site.url}/news/politics/a: robots_unread",
    ]


@pytest.mark.parametrize(("status", "coding"), [(206, ""), (200, "compress"), (200, "gzip, x-own")])
def test_robots_that_came_in_part_or_packed_allow_nothing(
    tmp_path: Path, status: int, coding: str
) -> None:
    headers = {"Content-Encoding": coding} if coding else {}
    site = Served({"/robots.txt": Answer(b"User-agent: *\nAllow: /\n", status, headers)})
    site.publish("a")
    with site:
        run = crawl(
            "article", tmp_path, base_url=site.url, urls=f"{site.url}/news/politics/story-a"
        )
    assert (run.status, site.asked) == (4, [])
    assert run.stats["lost/robots_unread"] == 1


def test_waiting_is_said_once_and_not_for_every_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pace_middleware, "LONG_WAIT", -1.0)  # any is long
    with (
        ReplicaServer(ReplicaSite(articles=12)) as replica,
        caplog.at_level(logging.INFO, logger=pace_middleware.__name__),
    ):
        run = articles(replica, tmp_path, 9, 10, 11, 12, delay=0.1)
    assert run.stats["article/new"] == 4
    assert len([line for line in caplog.messages if line.startswith("Waiting ")]) == 1


NOW = 1_772_704_800.0  # Thu, 05 Mar 2026 10:00:00 GMT


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("120", 120),
        ("0000000000120", 120),
        ("99999999999999999999", 86_400),
        ("Thu, 05 Mar 2026 10:02:00 GMT", 120),
        ("Thu, 05 Mar 2026 10:02:00 -0000", 120),
        ("Thu Mar  5 10:02:00 2026", 120),  # asctime's form
        ("Thu, 05 Mar 2026 09:00:00 GMT", 0),
        ("Thu, 05 Mar 2126 09:00:00 GMT", 86_400),
        ("1.5", 1.5),
        ("120, 60", 120),  # as a proxy joins two headers
        ("soon", 0),
        ("-5", 0),
        ("9" * 5000, 86_400),
        ("1e9", 0),
        ("\u0661\u0662", 0),
        ("Fri, 31 Dec 9999 23:59:59 -1200", 0),  # no time can be reckoned with there
        ("Mon, 01 Jan 0001 00:00:00 +1400", 0),
        ("Thu, 05 Mar 2026 10:02:00 +9999", 0),
        ("", 0),
    ],
)
def test_how_long_the_site_asks_to_wait(
    raw: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = Response("http://site.test/", status=429, headers={"Retry-After": raw})
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Beirut")
        time.tzset()
        assert pace_middleware.retry_after(response.headers, NOW) == seconds
    time.tzset()


def test_the_longest_of_several_headers_counts() -> None:
    headers = {"Retry-After": ["30", "120", "soon"]}
    response = Response("http://site.test/", status=429, headers=headers)
    assert pace_middleware.retry_after(response.headers, NOW) == 120


@pytest.mark.parametrize("date", ["08:58:00", "10:00:00", "11:00:00"])
def test_a_date_counts_by_the_clock_that_wrote_it(date: str) -> None:
    hours, rest = date.split(":", 1)
    headers = {
        "Date": f"Thu, 05 Mar 2026 {date} GMT",
        "Retry-After": f"Thu, 05 Mar 2026 {int(hours) + 1:02}:{rest} GMT",
    }
    response = Response("http://site.test/", status=503, headers=headers)
    assert pace_middleware.retry_after(response.headers, NOW) == 3600
