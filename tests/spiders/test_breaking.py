"""The breaking spider: what a look tells, and what following does and leaves alone."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from scrapy import signals
from scrapy.crawler import Crawler

from mayadeen_crawler import arguments
from mayadeen_crawler.crawling.polling import (
    JITTER,
    MAX_INTERVAL,
    PollingSchedule,
)
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.middlewares import robots
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import Running, start
from tests.helpers.served_site import Answer, SmallSite, served
from tests.helpers.soak_figures import scaled
from tests.helpers.validated_site import ValidatedSite

LINES = ["Weavers: We welcome the autumn fair", "4 boats leave Zarra at 06:30", "Lanterns lit"]


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(articles=12)) as server:
        server.site.set_ticker(LINES)
        yield server


def events(folder: Path) -> list[str]:
    return [f"{r['event']} {r['position']} {r['text']}" for r in feed(folder, "breaking")]


def pages_asked(replica: ReplicaServer) -> list[str]:
    return [path for path in replica.requests if path != "/robots.txt"]


def ticker(run: Crawl) -> dict[str, int]:
    """Return the figures of the ticker that are not zero."""
    told = {name.removeprefix("ticker/"): n for name, n in run.stats.items() if "ticker/" in name}
    return {name: n for name, n in told.items() if n}


# --- One look ----------------------------------------------------------------------


def test_one_look_tells_every_line_once(replica: ReplicaServer, tmp_path: Path) -> None:
    run = crawl("breaking", tmp_path, base_url=replica.url)
    assert (run.status, run.lines) == (0, [])
    assert events(tmp_path) == [f"appeared {n} {text}" for n, text in enumerate(LINES, 1)]
    assert ticker(run) == {"polls": 1, "changed": 1, "appeared": 3, "lines": 3}
    assert pages_asked(replica) == ["/"]
    first = feed(tmp_path, "breaking")[0]
    assert (first["edition"], first["publisher"]) == ("en", "Al Mayadeen English")
    assert first["provenance"]["text"] == "markup"
    assert first["first_seen_at"] == first["last_seen_at"] == first["observed_at"]


def test_the_next_run_tells_what_happened_since(replica: ReplicaServer, tmp_path: Path) -> None:
    crawl("breaking", tmp_path, base_url=replica.url)
    assert ticker(crawl("breaking", tmp_path, base_url=replica.url)) == {
        "polls": 1, "not_modified": 1, "unchanged": 1,
    }  # fmt: skip
    replica.site.set_ticker(["Ferries stop", *LINES[:1], "4 boats leave Zarra at 07:30"])
    run = crawl("breaking", tmp_path, base_url=replica.url)
    assert run.status == 0
    assert events(tmp_path)[3:] == [
        "appeared 1 Ferries stop",
        "edited 3 4 boats leave Zarra at 07:30",
        "expired 3 Lanterns lit",
    ]


def test_an_unchanged_ticker_was_seen(replica: ReplicaServer, tmp_path: Path) -> None:
    """A 304 says that its lines are still there: they are not told again when they go later."""
    crawl("breaking", tmp_path, base_url=replica.url)
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        (before,) = db.execute("SELECT observed FROM tickers").fetchone()
    quiet = crawl("breaking", tmp_path, base_url=replica.url)
    assert (quiet.status, quiet.lines) == (0, [])
    assert replica.answers[-1] == ("/", 304)
    assert quiet.stats["conditional/not_modified"] == quiet.stats["page/recognised"] == 1
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        (after,) = db.execute("SELECT observed FROM tickers").fetchone()
    assert after > before
    assert len(events(tmp_path)) == 3


@pytest.mark.soak
def test_a_ticker_behind_a_redirect_is_conditional_on_its_own_page(tmp_path: Path) -> None:
    site = ValidatedSite()
    with served(site):
        site.pages |= {"/start": TICKER, "/news": TICKER}
        site.redirects["/"] = "/start"
        crawl("breaking", tmp_path, base_url=site.url)
        quiet = crawl("breaking", tmp_path, base_url=site.url)
        assert ticker(quiet) == {"polls": 1, "not_modified": 1, "unchanged": 1}
        assert "if-none-match" not in site.told["/"]
        # A page of the same validators that is not the one seen: it is read.
        site.redirects["/"] = "/news"
        other = crawl("breaking", tmp_path, base_url=site.url)
        assert ticker(other) == {"polls": 1, "unchanged": 1, "lines": 1}
        # One that answers 304 all the same has not been read.
        site.redirects["/"] = "/start"
        site.always_304 = {"/start"}
        odd = crawl("breaking", tmp_path, base_url=site.url)
        assert (odd.status, ticker(odd)) == (4, {"failed/http_304": 1, "missed": 1})
        assert odd.lines[0] == "WARNING: the ticker could not be read: http_304"
    assert len(events(tmp_path)) == 1


def test_scrapys_own_feed_holds_what_the_feed_holds(replica: ReplicaServer, tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    settings = {"FEEDS": {str(own): {"format": "jsonlines"}}}
    crawl("breaking", tmp_path, base_url=replica.url, settings=settings)
    records = [json.loads(line) for line in own.read_text(encoding="utf-8").splitlines()]
    assert records == feed(tmp_path, "breaking")


def test_an_unhelpful_cache_is_no_newer_look(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=12, conditional=False)) as replica:
        replica.site.set_ticker(LINES)
        crawl("breaking", tmp_path, base_url=replica.url)
        replica.site.set_ticker(LINES[1:])
        replica.site.age = 3600
        run = crawl("breaking", tmp_path, base_url=replica.url)
        assert (run.status, ticker(run)["stale"]) == (0, 1)
        assert len(events(tmp_path)) == 3


def test_an_empty_ticker_takes_no_line_away(tmp_path: Path) -> None:
    with served(SmallSite()) as site:
        page = "<body><div class='ticker'>{}</div><main><p>Cards.</p></main></body>"
        line = "<div class='ticker__item'>{}</div>"
        site.pages["/"] = page.format("".join(map(line.format, LINES)))
        crawl("breaking", tmp_path, base_url=site.url)
        site.pages["/"] = page.format("".join(map(line.format, ["", ""])))
        run = crawl("breaking", tmp_path, base_url=site.url)
        # No line was recognised: a ticker whose lines moved elsewhere looks like this, too.
        assert (run.status, ticker(run)) == (4, {"polls": 1, "empty": 1})
        assert "is empty" in run.lines[0]
        site.pages["/"] = page.format("".join(map(line.format, LINES[:2])))
        crawl("breaking", tmp_path, base_url=site.url)
    assert events(tmp_path)[3:] == ["withdrawn 3 Lanterns lit"]


NAVIGATION = "<nav><ul><li><a href='/news/politics'>Politics</a></li></ul></nav>"
NO_TICKER = f"<body>{NAVIGATION}<main><p>Cards.</p></main></body>"
TICKER = f"<body>{NAVIGATION}<div class='ticker__item'>Ferries stop</div></body>"


def test_a_home_page_without_ticker_sends_to_another_page(tmp_path: Path) -> None:
    with served(SmallSite()) as site:
        site.pages |= {"/": NO_TICKER, "/news/politics": TICKER}
        run = crawl("breaking", tmp_path, base_url=site.url)
        assert (run.status, ticker(run)["from_other_page"]) == (0, 1)
        assert run.lines == [f"WARNING: no ticker recognised on {site.url}/"]
        assert site.requests == ["/", "/news/politics"]
    assert events(tmp_path) == ["appeared 1 Ferries stop"]


def test_a_site_without_ticker_is_no_good_run(tmp_path: Path) -> None:
    with served(SmallSite()) as site:
        site.pages |= {"/": NO_TICKER, "/news/politics": NO_TICKER}
        run = crawl("breaking", tmp_path, base_url=site.url)
    assert run.status == 4
    assert run.stats["health/problem"].startswith("nothing was recognised: 2 pages answered")
    assert not (tmp_path / "breaking").exists()


@pytest.mark.usefixtures("fast")
@pytest.mark.soak
def test_a_robots_txt_that_fails_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Recovering(SmallSite):
        outages = 2  # an attempt and its repetition

        def answer(self, path: str) -> Answer:
            if path == "/robots.txt" and self.outages:
                self.outages -= 1
                return Answer(b"", 503)
            return super().answer(path)

    monkeypatch.setattr(robots, "RETRY_AFTER", 0.01)
    with served(Recovering()) as site:
        site.pages["/"] = TICKER
        run = crawl("breaking", tmp_path, base_url=site.url, follow="0.05", duration="0.8")
    assert events(tmp_path) == ["appeared 1 Ferries stop"]
    assert (run.status, ticker(run)["appeared"]) == (0, 1)
    assert ticker(run)["failed/robots_unread"] > 0


def test_a_site_that_fails_is_no_good_run(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults.on("server-error", path="/")
    run = crawl("breaking", tmp_path, base_url=replica.url)
    assert run.status == 4
    assert "WARNING: the ticker could not be read: http_503" in run.lines
    assert ticker(run) == {"failed/http_503": 1, "missed": 1}


# --- Arguments ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("follow", "duration", "says"),
    [
        ("0.5", None, "follow='0.5' is not a number of seconds from 1 up"),
        ("-5", None, "follow='-5'"),
        ("nan", None, "follow='nan'"),
        ("1e9", None, "follow='1e9'"),
        ("٣", None, "follow='٣'"),
        ("", None, "follow=''"),
        ("30", "soon", "duration='soon' is not a number of seconds"),
        (None, "60", "duration='60' needs follow=SECONDS, the seconds between two polls"),
    ],
)
def test_wrong_arguments(follow: str | None, duration: str | None, says: str) -> None:
    with pytest.raises(WrongUseError, match=r"not a number|needs follow") as error:
        arguments.following(follow, duration)
    assert says in str(error.value)


def test_seconds_may_have_fractions() -> None:
    assert arguments.following("2.5", "90") == (2.5, 90.0)
    assert arguments.following("1", None) == (1.0, None)
    assert arguments.following(None, None) == (None, None)


# --- Following ---------------------------------------------------------------------


def test_failures_double_the_interval() -> None:
    schedule = PollingSchedule(30, None)
    for failures, seconds in ((0, 30), (1, 60), (2, 120), (4, 480), (5, 900), (1000, 900)):
        schedule.failures = failures
        for _ in range(20):
            assert seconds * (1 - JITTER) <= schedule.interval(30) <= seconds * (1 + JITTER)
    assert schedule.interval(3600) >= 3600 * (1 - JITTER) > MAX_INTERVAL  # never more often


def test_a_duration_ends_it() -> None:
    async def polls(schedule: PollingSchedule) -> int:
        return len([poll async for poll in schedule.polls()])

    assert asyncio.run(polls(PollingSchedule(None, None))) == 1
    assert asyncio.run(polls(PollingSchedule(30, 10))) == 1
    began = time.monotonic()
    assert asyncio.run(polls(PollingSchedule(0.01, 0.2))) > 1
    assert time.monotonic() - began < 30


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests follow faster than anybody should."""
    monkeypatch.setattr(arguments, "LEAST_SECONDS", 0.001)


@pytest.mark.usefixtures("fast")
def test_following_tells_events_as_they_come(replica: ReplicaServer, tmp_path: Path) -> None:
    def newsroom() -> None:
        for number in range(4):
            wait(lambda: len(feed_lines(tmp_path, "breaking")) >= 3 + 2 * number)  # noqa: B023
            replica.faults.on("server-error", path="/", times=2)  # and once more: RETRY_TIMES
            replica.site.set_ticker([f"Boat {number} is back", *replica.site.ticker[:2]])

    thread = threading.Thread(target=newsroom)
    thread.start()
    until = {"CLOSESPIDER_ITEMCOUNT": 3 + 2 * 4}
    run = crawl("breaking", tmp_path, base_url=replica.url, follow="0.02", settings=until)
    thread.join()
    assert run.status == 0
    assert events(tmp_path)[3:] == [
        "appeared 1 Boat 0 is back",
        "expired 3 Lanterns lit",
        "appeared 1 Boat 1 is back",
        "expired 3 4 boats leave Zarra at 06:30",
        "appeared 1 Boat 2 is back",
        "expired 3 Weavers: We welcome the autumn fair",
        "appeared 1 Boat 3 is back",
        "expired 3 Boat 0 is back",
    ]


def wait(condition: Callable[[], bool]) -> bool:
    """Wait, a minute at most, until *condition* holds."""
    limit = time.monotonic() + 60
    while not condition() and time.monotonic() < limit:
        time.sleep(0.01)
    return condition()


def is_of_a_look(found: object) -> bool:
    """Whether an object may be kept of a look: not the replica's, nor a timer's."""
    module, name = type(found).__module__, type(found).__name__
    if module == "builtins":
        return name in ("dict", "list", "set", "coroutine", "async_generator", "frame", "cell")
    return module.startswith(("scrapy.", "mayadeen_crawler.", "lxml.", "_asyncio", "sqlite3")) and (
        not module.startswith("mayadeen_crawler.replica")
    )


#: How often the ticker is looked at, to see what is kept in memory of a look.
LOOKS = scaled(80, 800)


class Newsroom:
    """Changes the ticker at every answer, counts what is in memory now and then, and ends."""

    site: ReplicaSite
    looks = 0
    objects: list[int]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        extension.crawler = crawler  # type: ignore[attr-defined]
        crawler.signals.connect(extension.answered, signals.response_received)
        return extension

    def answered(self, request: Any) -> None:
        cls = type(self)
        if "robots" in request.url:
            return
        cls.looks += 1
        cls.site.set_ticker([f"Boat {cls.looks} is back", *cls.site.ticker[:9]])
        if cls.looks % (LOOKS // 4) == 0:
            gc.collect()
            cls.objects.append(sum(map(is_of_a_look, gc.get_objects())))
        if len(cls.objects) == 4:
            task = self.crawler.engine.stop_async()  # type: ignore[attr-defined]
            self.stopping = asyncio.ensure_future(task)


@pytest.mark.usefixtures("fast")
def test_memory_stays_flat(replica: ReplicaServer, tmp_path: Path) -> None:
    Newsroom.site, Newsroom.looks, Newsroom.objects = replica.site, 0, []
    crawl(
        "breaking", tmp_path, base_url=replica.url, follow="0.01",
        settings={"EXTENSIONS": extensions(Newsroom)},
    )  # fmt: skip
    assert len(feed(tmp_path, "breaking")) > LOOKS
    assert len(Newsroom.objects) == 4
    # Caches fill up at first; then nothing is kept of a look. What is loaded once, for whatever
    # reason, is in one of two quarters; what is kept of each look is in both.
    third, fourth = (Newsroom.objects[n] - Newsroom.objects[n - 1] for n in (2, 3))
    assert min(third, fourth) < LOOKS / 8


def extensions(extra: type) -> dict[Any, int]:
    from mayadeen_crawler import settings

    return {**settings.EXTENSIONS, extra: 900}


def begin(replica: ReplicaServer, folder: Path, follow: int, own: Path) -> Running:
    return start(
        "crawl", "breaking", "-a", f"base_url={replica.url}", "-a", f"follow={follow}",
        "-s", f"OUTPUT_DIR={folder}", "-s", "DOWNLOAD_DELAY=0", "-o", str(own),
    )  # fmt: skip


def test_an_interrupt_ends_it_well(replica: ReplicaServer, tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    with begin(replica, tmp_path, 1000, own) as run:
        assert wait(lambda: len(feed_lines(tmp_path, "breaking")) == 3)
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 0
        assert time.monotonic() - began < 30  # not after the sleep
        log = run.errors()
    assert "3 appeared, 0 edited, 0 expired, 0 withdrawn breaking lines; looks: 1;" in log
    assert "Traceback" not in log
    assert len(own.read_text().splitlines()) == 3


def test_an_interrupt_in_the_middle_of_a_commit_loses_nothing(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    own = tmp_path / "own.jsonl"
    with begin(replica, tmp_path, 1, own) as run:
        assert wait(lambda: len(feed_lines(tmp_path, "breaking")) == 3)
        with Ledger(tmp_path) as ledger, ledger.transaction():
            asked = len(replica.requests)
            replica.site.set_ticker(["Ferries stop", *LINES])
            assert wait(lambda: len(replica.requests) > asked)
            run.send_signal(signal.SIGINT)
            assert wait(lambda: "shutting down" in run.errors())
        assert (run.wait(60), "Traceback" in run.errors()) == (0, False)
    records = [json.loads(line) for line in own.read_text(encoding="utf-8").splitlines()]
    assert records == feed(tmp_path, "breaking")


def test_an_interrupt_does_not_wait_for_a_slow_answer(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    replica.faults.on("slow", path="/", value=600)
    own = tmp_path / "own.jsonl"
    with begin(replica, tmp_path, 5, own) as run:
        assert wait(lambda: "/" in replica.requests)
        run.send_signal(signal.SIGINT)
        # An answer is waited for 60 seconds.
        assert (run.wait(40), "Traceback" in run.errors()) == (0, False)
