"""History from public archives: every state of every story, once, with few requests."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.crawling.archives import record_download
from mayadeen_crawler.crawling.archives.index_reader import BAD_PAGES
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.archives import ArchivesServer, moments
from mayadeen_crawler.replica.archives.faults import ArchiveFaults
from mayadeen_crawler.replica.serving.tdmrep import ReplicaReservations
from mayadeen_crawler.spiders.archived import ArchivedSpider
from tests.helpers.archived_stories import (
    FEW,
    Archived,
    archived,
    merged,
    told,
    without_pauses,
)
from tests.helpers.articles import feed, feed_lines
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import scrapy, start
from tests.helpers.served_site import Answer, Served, story
from tests.helpers.soak_figures import SOAK, scaled
from tests.helpers.warc_files import kept

SOURCES = ("commoncrawl", "ccnews", "wayback")
INDEXED = ("commoncrawl", "wayback")
#: Numbers of the stories whose captures are all read: each kind of change is among them.
READ = range(1, 61) if SOAK else (1, 3, 4)
#: Numbers of stories beside which archives hold each kind of page of others.
BESIDE_OTHERS = range(1, scaled(6, 17))
#: What a service in trouble answers → the share of its requests. Of slow-down, records alone.
TROUBLE = {"slow-down": 0.3, "busy-index": 1, "html-index": 1, "cut-off": 0.3, "reset": 0.3}


@pytest.fixture(scope="module")
def small() -> Iterator[Archived]:
    """Archives of some stories, which the tests share."""
    with archived(READ) as running:
        yield running


@dataclass
class Read:
    """A run that read all captures of one archive."""

    run: Crawl
    asked: list[str]
    """What it asked for of captures."""
    site: list[str]
    """What it asked the site itself for."""


@pytest.fixture(scope="module")
def read(small: Archived, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Read]:
    """Return what a run of a source brought: one run for all tests that only look at it."""

    @functools.cache
    def of(source: str) -> Read:
        before, site = len(small.records_asked), len(small.site.requests)
        run = small.crawl(tmp_path_factory.mktemp("archived") / source, source)
        assert (run.status, run.lines) == (0, [])
        return Read(run, small.records_asked[before:], small.site.requests[site:])

    return of


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.sampled(3)
def test_every_state_of_every_story_once(
    source: str, small: Archived, read: Callable[[str], Read]
) -> None:
    first = read(source)
    assert told(first.run.folder) == small.truth()
    # Nothing is fetched twice, neither in a run nor by the next one.
    assert len(set(first.asked)) == len(first.asked) > 0
    if source != "ccnews":
        assert len(first.asked) == first.run.stats["archives/kept"]
    lines, asked = feed_lines(first.run.folder), small.records_asked
    second = small.crawl(first.run.folder, source)
    assert (second.status, second.lines) == (0, [])
    assert small.records_asked == asked
    assert feed_lines(first.run.folder) == lines
    # robots.txt is all that the site itself is asked for.
    assert first.site == ["/robots.txt"]


@pytest.mark.parametrize("order", [("commoncrawl", "wayback"), ("wayback", "commoncrawl")])
@pytest.mark.sampled(2)
def test_two_archives_tell_each_state_once(
    order: tuple[str, str], small: Archived, read: Callable[[str], Read], tmp_path: Path
) -> None:
    both = shutil.copytree(read(order[0]).run.folder, tmp_path / "both")
    assert small.crawl(both, order[1]).status == 0
    assert merged(both) == small.truth()
    # The later months first, then the earlier ones: captures take their place in time.
    newest_first = tmp_path / "newest first"
    for month in ("2025-03", "2025-02", "2025-01"):
        assert small.crawl(newest_first, order[0], captured=month).status == 0
    assert merged(newest_first) == small.truth()
    assert feed(newest_first, "captures")


@pytest.mark.soak
def test_archives_and_the_site_in_both_orders(
    small: Archived, read: Callable[[str], Read], tmp_path: Path
) -> None:
    urls = ",".join(states[-1][0] for states in small.truth())

    def visit(folder: Path) -> None:
        assert crawl("article", folder, base_url=small.site.url, urls=urls).status == 0

    archive_first = shutil.copytree(read("wayback").run.folder, tmp_path / "archive first")
    visit(archive_first)
    visit(tmp_path / "site first")
    assert small.crawl(tmp_path / "site first", "wayback").status == 0
    for folder in (archive_first, tmp_path / "site first"):
        assert merged(folder) == small.truth()
        newest = {one["id"]: one for one in feed(folder)}  # the last written of each
        assert sorted(one["canonical_url"] for one in newest.values()) == sorted(
            states[-1][0] for states in small.truth()
        )


def workers_of(pid: int) -> list[int]:
    """Return the processes that a crawl with ``processes=`` has: its children's children."""

    def children(of: int) -> list[int]:
        task = Path(f"/proc/{of}/task/{of}/children")
        with suppress(OSError):
            return [*map(int, task.read_text().split())]
        return []

    return [one for child in children(pid) for one in children(child)]


@pytest.mark.soak
def test_two_processes_extract_what_one_does_though_one_of_them_dies(
    small: Archived, read: Callable[[str], Read], tmp_path: Path
) -> None:
    settings = {"OUTPUT_DIR": tmp_path / "two", "DOWNLOAD_DELAY": 0, **small.archives.settings}
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    with start(
        "crawl", "archived", "-a", "source=wayback", "-a", "processes=2",
        "-a", f"base_url={small.site.url}", *words,
    ) as both:  # fmt: skip
        while not feed_lines(tmp_path / "two") or len(workers_of(both.pid)) != 2:
            assert both.poll() is None, both.errors()
            time.sleep(0.005)
        os.kill(workers_of(both.pid)[0], signal.SIGKILL)
        assert both.wait() == 0
        assert "Traceback" not in both.errors()
    run_id = re.compile(rb'"run_id": ?"[^"]*"')
    one, two = (
        [
            run_id.sub(b"", line)
            for kind in ("articles", "captures")
            for line in feed_lines(at, kind)
        ]
        for at in (read("wayback").run.folder, tmp_path / "two")
    )
    assert two == one
    assert told(tmp_path / "two") == small.truth()


def test_records_say_where_the_page_is_archived(
    small: Archived, read: Callable[[str], Read]
) -> None:
    wayback, data = (small.archives.settings[n] for n in ("WAYBACK_URL", "COMMONCRAWL_DATA"))
    for record in read("wayback").run.records:
        path = record["url"].removeprefix(small.site.url)
        moment = re.sub(r"[-:TZ]", "", record["retrieved_at"])
        assert record["source"] == "wayback"
        assert (
            record["capture_url"] == f"{wayback}/web/{moment}/https://english.almayadeen.net{path}"
        )
    lines = {
        f"{data}/{line['filename']}#offset={line['offset']}&length={line['length']}": line
        for month in small.archives.commoncrawl.crawls
        for line in month.lines
    }
    for record in read("commoncrawl").run.records:
        line = lines[record["capture_url"]]
        assert record["source"] == "commoncrawl"
        assert re.sub(r"[-:TZ]", "", record["retrieved_at"]) == line["timestamp"]
        assert line["url"].endswith(record["url"].removeprefix(small.site.url))


def test_records_are_kept_verbatim_a_file_a_crawl(
    small: Archived, read: Callable[[str], Read]
) -> None:
    files = sorted((read("commoncrawl").run.folder / "archives" / "commoncrawl").iterdir())
    assert [path.name for path in files] == [
        "CC-MAIN-2025-02-en.warc.gz", "CC-MAIN-2025-08-en.warc.gz", "CC-MAIN-2025-13-en.warc.gz",
    ]  # fmt: skip
    lines = {
        (line["url"], line["timestamp"]): served_member(small, line)
        for month in small.archives.commoncrawl.crawls
        for line in month.lines
    }
    for path in files:
        data = path.read_bytes()
        members = [lines[one["url"], re.sub(r"[-:TZ]", "", one["date"])] for one in kept(path)]
        assert data == b"".join(members)


def served_member(found: Archived, line: Any) -> bytes:
    file = found.archives.commoncrawl.files[line["filename"]]
    begin = int(line["offset"])
    return file[begin : begin + int(line["length"])]


def test_pages_of_wayback_are_kept_as_the_site_sent_them(read: Callable[[str], Read]) -> None:
    files = sorted((read("wayback").run.folder / "archives" / "wayback").iterdir())
    assert [path.name for path in files] == [
        "2025-01-en.warc.gz", "2025-02-en.warc.gz", "2025-03-en.warc.gz",
    ]  # fmt: skip
    records = list(kept(files[0]))
    assert len({record["url"] for record in records}) == len(READ)
    for record in records:
        sent = {name.lower() for name in record["http"]}
        assert {"date", "content-type", "server"} <= sent
        assert not any(name.startswith("x-archive") for name in sent)
        assert record["url"].startswith("https://english.almayadeen.net/")
    codings = Counter(record["http"].get("Content-Encoding", "") for record in records)
    assert set(codings) == {"", "gzip"}


@pytest.mark.parametrize("source", INDEXED)
def test_a_months_captures_are_listed_and_nothing_is_fetched(
    source: str, small: Archived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(small.records_asked)
    done = small.crawl(tmp_path, source, list="1")
    table = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert done.status == 0
    assert table[0] == ["month", "captures", "pages", "to", "fetch", "size", "time"]
    assert [row[0] for row in table[1:]] == ["2025-01", "2025-02", "2025-03", "all"]
    # Three moments of all stories are in January, two in February, one in March.
    assert [row[2] for row in table[1:-1]] == [str(len(READ))] * 3
    interval = {"commoncrawl": 0.55, "wayback": 1.0}[source]
    to_fetch = int(table[-1][2])  # the months' pages are not added up
    seconds = to_fetch * interval  # minutes from a minute and a half on, as under `make soak`
    length = [f"{seconds:.0f}", "s"] if seconds < 90 else [f"{seconds / 60:.0f}", "min"]
    assert table[-1][-2:] == length
    assert len(small.records_asked) == before
    assert not (tmp_path / "archives").exists()
    assert not (tmp_path / "articles").exists()


@pytest.mark.parametrize("source", INDEXED)
@pytest.mark.sampled(1)
def test_a_list_of_captures_binds_the_folder_to_its_base_url(
    source: str, small: Archived, tmp_path: Path
) -> None:
    """Each record would be another page's, and given up for ever."""
    assert small.crawl(tmp_path, source, captured="2025-03", list="1").status == 0
    with ReplicaServer(ReplicaSite(articles=1)) as mirror:
        elsewhere = Archived(small.archives, mirror)
        with pytest.raises(WrongUseError, match=f"holds the en edition of {small.site.url}, not"):
            elsewhere.crawl(tmp_path, source, captured="2025-03")
        assert mirror.requests == []
    assert len(small.crawl(tmp_path, source, captured="2025-03").records) == len(READ)


def test_captured_and_file_choose(small: Archived, tmp_path: Path) -> None:
    stories = [small.site.site.path(number) for number in READ[:2]]
    addresses = tmp_path / "addresses.txt"
    addresses.write_text(
        f"# two stories\nhttps://english.almayadeen.net{stories[0]}\n{small.site.url}{stories[1]}\n"
    )
    for source in INDEXED:
        folder, before = tmp_path / source, len(small.asked)
        done = small.crawl(folder, source, captured="2025-02,2025-02", file=str(addresses))
        assert done.status == 0
        urls = {record["canonical_url"] for record in done.records}
        assert urls == {small.site.url + path for path in stories}
        assert {record["retrieved_at"][:7] for record in done.records} == {"2025-02"}
        assert len(small.asked) - before <= 2 + 2 * 2 + 4


@pytest.mark.parametrize("source", SOURCES)
def test_an_archive_without_any_capture_of_that_time_is_told(
    source: str, small: Archived, tmp_path: Path
) -> None:
    assert small.crawl(tmp_path, source, captured="2012-01").status == 0
    small.crawl(tmp_path, source, captured="2025-01", list="1")
    first, second = sorted(run_manifests(tmp_path), key=lambda one: one["arguments"]["captured"])
    said = f"warning: {source} has no capture of what was asked for: see captured=, since=, file="
    assert first["warnings"] == [f"{said} and edition="]
    assert second["warnings"] == []


def test_an_interrupted_listing_is_not_begun_again(tmp_path: Path, monkeypatch: Any) -> None:
    without_pauses(monkeypatch)
    faults = ArchiveFaults()
    with archived(faults=faults) as found:
        faults.on("refused", after=4)
        refused = found.crawl(tmp_path, "commoncrawl")
        assert (refused.status, refused.stats["finish_reason"]) == (3, "blocked")
        assert refused.lines[-1].startswith("ERROR: 127.0.0.1")
        assert "refuses this crawler (HTTP 403)" in refused.lines[-1]
        assert len(found.asked) == 5  # none after it
        index = [path for path in found.asked[:4] if "page=" in path]
        faults.clear()
        again = found.crawl(tmp_path, "commoncrawl", settings={"ARCHIVE_AFTER_BLOCK": 1})
        assert again.status == 0
        assert told(tmp_path) == found.truth()
        assert [path for path in found.asked[5:] if path in index] == []


def test_after_a_refusal_a_person_decides(small: Archived, tmp_path: Path) -> None:
    with archived() as found:
        found.site.faults.on("challenge")
        assert crawl("section", tmp_path, base_url=found.site.url, sections="politics").status == 3
        found.site.faults.clear()
        before = len(found.site.requests)
        (line,) = (done := found.crawl(tmp_path, "wayback")).lines
        assert done.status == 2
        assert "by -s ARCHIVE_AFTER_BLOCK=1" in line
        assert (found.asked, len(found.site.requests)) == ([], before)
        decided = found.crawl(
            tmp_path, "wayback", captured="2025-03", settings={"ARCHIVE_AFTER_BLOCK": 1}
        )
        assert decided.status == 0
        # An archive run says nothing about the site: the next one is asked again.
        assert found.crawl(tmp_path, "wayback", captured="2025-03").status == 2


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("source", "fault"),
    [("commoncrawl", one) for one in TROUBLE]
    + [("wayback", one) for one in TROUBLE if one != "slow-down"],
)
def test_a_service_in_trouble_is_asked_again(
    source: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)
    faults = ArchiveFaults()
    with archived(faults=faults) as found:
        trouble = faults.on(fault, share=TROUBLE[fault], times_each=1)
        assert found.crawl(tmp_path, source).status == 0
        assert trouble.hits
        assert told(tmp_path) == found.truth()


@pytest.mark.parametrize(
    ("source", "path", "times"),
    [
        ("ccnews", "*/2025/02/warc.paths.gz", BAD_PAGES),
        ("ccnews", "*-20250112120000-*", 1),
        ("commoncrawl", "*page=0*", BAD_PAGES),
        ("wayback", "/cdx/*", BAD_PAGES),
    ],
)
def test_a_404_of_an_archive_is_no_end(
    source: str, path: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)
    faults = ArchiveFaults()
    with archived(faults=faults) as found:
        faults.on("not-there", path=path, times=times)
        first = found.crawl(tmp_path, source, captured="2025-01,2025-12")
        assert first.status == 4
        assert "run again later" in first.stats["health/problem"]
        # Of CC-NEWS, one file or month that is not there keeps no other one away.
        assert bool(first.records) == (source == "ccnews")
        assert found.crawl(tmp_path, source, captured="2025-01,2025-12").status == 0
        assert merged(tmp_path) == found.truth()


@pytest.mark.parametrize(
    ("source", "path"), [("commoncrawl", "/crawl-data/*"), ("wayback", "/web/*")]
)
def test_a_capture_that_is_not_there_once_is_asked_for_again(
    source: str, path: str, tmp_path: Path
) -> None:
    faults = ArchiveFaults()
    with archived(faults=faults) as found:
        faults.on("not-there", path=path, times=5)
        first = found.crawl(tmp_path, source)
        assert (first.status, first.stats["archives/failed"]) == (4, 5)
        assert found.crawl(tmp_path, source).status == 0
        assert merged(tmp_path) == found.truth()


def test_an_archive_in_which_nothing_is_there_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pauses(monkeypatch)
    faults = ArchiveFaults()
    with archived(faults=faults) as found:
        faults.on("not-there")
        assert found.crawl(tmp_path, "ccnews", captured="2025").status == 4
        assert len(found.asked) == record_download.IN_A_ROW * BAD_PAGES


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.sampled(3)
def test_what_archives_hold_of_others_is_told_from_states(source: str, tmp_path: Path) -> None:
    faults = ArchiveFaults()
    faults.on("foreign-pages")
    with archived(BESIDE_OTHERS, faults) as found:
        done = found.crawl(tmp_path, source)
        assert done.status == 0
        assert told(tmp_path) == found.truth()
        assert done.stats["refused/not_article/not_found"] > 0


def test_damaged_records_are_counted_and_not_kept(tmp_path: Path) -> None:
    for fault, outcome in (
        ("damaged", "damaged"), ("wrong-length", "damaged"), ("truncated", "truncated"),
    ):  # fmt: skip
        faults = ArchiveFaults()
        faults.on(fault, share=0.2)
        with archived(faults=faults) as found:
            folder = tmp_path / fault
            done = found.crawl(folder, "commoncrawl")
            lost = done.stats[f"archives/{outcome}"]
            assert lost > 0
            assert done.status == (0 if fault == "truncated" else 4)
            truth = {state for states in found.truth() for state in states}
            assert {state for states in told(folder) for state in states} <= truth
            (manifest,) = run_manifests(folder)
            months = manifest["archives"].values()
            assert sum(month.get(outcome, 0) for month in months) == lost
            # They are damaged for good: no other run asks for them.
            asked = len(found.records_asked)
            assert found.crawl(folder, "commoncrawl").status == 0
            assert len(found.records_asked) == asked


def test_pages_that_are_excluded_are_given_up(tmp_path: Path) -> None:
    faults = ArchiveFaults()
    faults.on("excluded", share=0.3)
    with archived(faults=faults) as found:
        done = found.crawl(tmp_path, "wayback")
        assert (done.status, done.lines) == (0, [])
        assert done.stats["archives/excluded"] > 0
        truth = {state for states in found.truth() for state in states}
        found_states = {state for states in told(tmp_path) for state in states}
        assert found_states < truth
        # Each page was asked for once, and then no more.
        asked = len(found.records_asked)
        found.crawl(tmp_path, "wayback")
        assert len(found.records_asked) == asked


def test_a_capture_that_leads_to_another_is_that_one(tmp_path: Path) -> None:
    faults = ArchiveFaults()
    faults.on("nearest", share=0.2)
    with archived(faults=faults) as found:
        assert found.crawl(tmp_path, "wayback").status == 0
        assert 302 in {request.status for request in found.archives.requests}
        truth = {state for states in found.truth() for state in states}
        assert {state for states in told(tmp_path) for state in states} <= truth
        kept_files = sorted((tmp_path / "archives" / "wayback").iterdir())
        captured = [(one["url"], one["date"]) for one in kept(*kept_files)]
        assert len(set(captured)) == len(captured)


@pytest.mark.soak
def test_429_is_waited_for(tmp_path: Path) -> None:
    faults = ArchiveFaults()
    faults.on("too-many", times=2)
    with archived(faults=faults) as found:
        done = found.crawl(tmp_path, "wayback", captured="2025-03-20,2025-03-31")
        assert done.status == 0
        asked = found.archives.requests
        assert [request.status for request in asked[:3]] == [429, 429, 200]
        # Retry-After says one second, and the pause of a service that goes on is longer.
        assert all(later.begun - earlier.begun >= 1 for earlier, later in pairwise(asked[:3]))


def test_what_robots_txt_disallows_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archived() as found:
        path = found.site.site.path(FEW[0])
        monkeypatch.setattr(found.site.site, "disallow", (path,))
        done = found.crawl(tmp_path, "commoncrawl")
        assert done.status == 0
        assert done.stats["archives/disallowed"] > 0
        urls = {record["canonical_url"] for record in done.records}
        assert found.site.url + path not in urls
        assert len(urls) >= len(FEW) - 1


class Wayback(Served):
    """An archive with one capture, which leads to one of another page."""

    def answer_of(self, path: str) -> Answer:
        """Return the index, the redirect, or the page."""
        at, other = "20250301120000", f"{ENGLISH.base_url}/news/politics/story-b"
        if path.startswith("/cdx/"):
            fields = ["timestamp", "original", "mimetype", "statuscode", "digest"]
            first = [at, f"{ENGLISH.base_url}/news/politics/story-a", "text/html", "200", "A" * 32]
            return Answer(json.dumps([fields, first]).encode())
        headers = {"Memento-Datetime": "Sat, 01 Mar 2025 12:00:00 GMT", "Content-Type": "text/html"}
        if path.endswith("-a"):
            return Answer(b"", 302, {**headers, "Location": f"/web/{at}id_/{other}"})
        return Answer(story("b").encode(), headers=headers)


@pytest.mark.parametrize("disallowed", ["/private", "/news/politics/story-b"])
def test_a_capture_that_leads_to_another_page_is_kept_if_that_is_allowed(
    disallowed: str, tmp_path: Path
) -> None:
    robots = f"User-agent: *\nDisallow: {disallowed}\n"
    with Served({"/robots.txt": robots}) as site, Wayback() as archive:
        done = crawl(
            "archived", tmp_path, source="wayback", captured="2025-03", base_url=site.url,
            settings={"WAYBACK_URL": archive.url},
        )  # fmt: skip
    assert done.status == 0, done.lines
    found = [record["url"] for record in done.records]
    allowed = disallowed == "/private"
    assert found == ([f"{site.url}/news/politics/story-b"] if allowed else [])
    assert done.stats.get("archives/foreign", 0) == (0 if allowed else 1)


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        ("server-error", {"value": 403}),
        ("server-error", {"value": 404}),
        ("challenge", {"value": 403}),
    ],
)
def test_a_robots_txt_that_is_not_there_disallows_nothing(
    fault: str, values: dict[str, Any], tmp_path: Path
) -> None:
    with archived() as found:
        found.site.faults.on(fault, path="/robots.txt", **values)
        done = found.crawl(tmp_path, "wayback", captured="2025-03")
        assert done.status == 0
        assert done.records
        (line,) = done.lines
        assert "it disallows nothing (RFC 9309)" in line
        (manifest,) = run_manifests(tmp_path)
        assert manifest["stats"]["archives/robots"].startswith("no rules: ")
        assert manifest["outcome"] == "good"
        assert found.site.requests == ["/robots.txt"]


def test_a_robots_txt_that_fails_counts_as_it_was_read_last(tmp_path: Path) -> None:
    with archived() as found:
        found.site.faults.on("server-error", path="/robots.txt", value=503)
        failed = found.crawl(tmp_path, "commoncrawl", captured="2025-03")
        assert (failed.status, found.asked) == (4, [])
        assert "no earlier copy of it is known" in failed.lines[-1]
        found.site.faults.clear()
        path = found.site.site.path(FEW[0])
        found.site.site.disallow, before = (path,), found.site.site.disallow
        try:
            found.crawl(tmp_path, "commoncrawl", list="1")
        finally:
            found.site.site.disallow = before
        found.site.faults.on("server-error", path="/robots.txt", value=500)
        done = found.crawl(tmp_path, "commoncrawl", captured="2025-03")
        assert done.status == 0
        assert done.stats["archives/disallowed"] > 0
        assert done.stats["archives/robots"].startswith("copy of ")


WRONG = [
    ({}, "source='' is none of commoncrawl, ccnews, wayback"),
    ({"source": "waybak"}, "did you mean 'wayback'?"),
    ({"source": "wayback", "captured": "2025-13"}, "captured='2025-13' is not FROM,TO of years"),
    ({"source": "wayback", "captured": "2025,2024"}, "its end is before its beginning"),
    ({"source": "wayback", "captured": ","}, "captured=',' is not FROM,TO"),
    (
        {"source": "wayback", "captured": "2019-01,2019-12", "since": "2020-02-01"},
        "captured='2019-01,2019-12' ends before since=2020-02-01: an article is captured after",
    ),
    ({"source": "wayback", "file": "/nowhere"}, "file='/nowhere' cannot be read: No such file"),
    ({"source": "wayback", "list": "yes"}, "list='yes' is neither 1 nor 0"),
    ({"source": "wayback", "processes": "0"}, "processes='0' is not a whole number from 1 to 256"),
    ({"source": "wayback", "pages": "3"}, "unknown argument 'pages'"),
]


@pytest.mark.parametrize(("given", "line"), WRONG)
def test_wrong_arguments_are_one_line(given: dict[str, Any], line: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match=re.escape(line)) as wrong:
        crawl("archived", tmp_path, **given)
    assert len(str(wrong.value).splitlines()) == 1


def test_a_run_that_only_lists_needs_nothing_that_extracts() -> None:
    settings = get_project_settings()
    settings.set("REPLAY_ENGINE", "dask")  # without DASK_SCHEDULER
    given = {"source": "wayback", "base_url": "http://127.0.0.1:9"}
    ArchivedSpider(list="1", **given).check(settings)
    with pytest.raises(WrongUseError, match="needs DASK_SCHEDULER"):
        ArchivedSpider(**given).check(settings)


def test_a_wrong_service_is_one_line(tmp_path: Path) -> None:
    done = scrapy(
        "crawl", "archived", "-a", "source=wayback", "-s", f"OUTPUT_DIR={tmp_path}",
        "-s", "WAYBACK_URL=web.archive.org", code=2,
    )  # fmt: skip
    (said,) = done.stderr.splitlines()
    assert "WAYBACK_URL='web.archive.org' is not the address of a host" in said


def test_addresses_of_a_file_are_articles_of_the_edition(tmp_path: Path) -> None:
    addresses = tmp_path / "addresses.txt"
    addresses.write_text("https://other.example/news/politics/a-story\n")
    done = scrapy(
        "crawl", "archived", "-a", "source=wayback", "-a", f"file={addresses}",
        "-s", f"OUTPUT_DIR={tmp_path}", code=2,
    )  # fmt: skip
    (said,) = done.stderr.splitlines()
    assert "is not the address of an article on https://english.almayadeen.net" in said


def test_a_disk_without_room_ends_the_run_before_a_byte(
    tmp_path: Path, small: Archived, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(small.records_asked)
    monkeypatch.setattr(record_download, "SPARE", 1 << 60)
    done = small.crawl(tmp_path, "commoncrawl")
    assert done.status == 1
    assert re.search(r"the captures need .* MB in .*/archives, where .* are free", done.lines[-1])
    assert len(small.records_asked) == before
    assert list((tmp_path / "archives").rglob("*.gz")) == []


def test_archive_dir_is_the_users_own(tmp_path: Path, small: Archived) -> None:
    done = small.crawl(
        tmp_path / "out", "wayback", captured="2025-03",
        settings={"ARCHIVE_DIR": str(tmp_path / "kept")},
    )  # fmt: skip
    assert done.status == 0
    assert [path.name for path in (tmp_path / "kept" / "wayback").iterdir()] == [
        "2025-03-en.warc.gz"
    ]
    assert not (tmp_path / "out" / "archives").exists()


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.sampled(3)
def test_what_captures_reserve_is_in_the_manifest(source: str, tmp_path: Path) -> None:
    site = ReplicaSite(articles=2, newest=datetime(2025, 1, 8, 18, tzinfo=UTC))
    site.reservations = ReplicaReservations(headers={"X-Robots-Tag": "noai"})
    with ReplicaServer(site) as live, ArchivesServer(moments(site)) as archives:
        found = Archived(archives, live)
        assert found.crawl(tmp_path, source, captured="2025-01,2025-02").status == 0
    (manifest,) = run_manifests(tmp_path)
    (noai,) = [one for one in manifest["reservations"] if one["source"] == "header"]
    assert noai["value"] == "X-Robots-Tag: noai"
    assert list(noai["months"]) == ["2025-01", "2025-02"]
    assert sum(noai["months"].values()) == noai["pages"]
    assert live.url not in noai["url"]


def run_manifests(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((folder / "runs").glob("*.json"))]


def test_news_files_of_a_month_are_counted_and_only_ours_are_kept(
    small: Archived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = small.crawl(tmp_path, "ccnews", captured="2025-01,2025-02", list="1")
    table = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert done.status == 0
    # A file a day: three moments in January, two in February.
    assert table[1:3] == [
        ["2025-01", "0", "0", "3", "3.0", "GB", "3", "min"],
        ["2025-02", "0", "0", "2", "2.0", "GB", "2", "min"],
    ]
    small.crawl(tmp_path, "ccnews", captured="2025-02,2025-02")
    (path,) = (tmp_path / "archives" / "ccnews").iterdir()
    assert path.name == "2025-02-en.warc.gz"
    urls = {one["url"] for one in kept(path)}
    assert len(urls) == len(READ)
    assert all(url.startswith("https://english.almayadeen.net/") for url in urls)
    for record in feed(tmp_path):
        file, _, place = record["capture_url"].partition("#")
        begin, length = (int(part.partition("=")[2]) for part in place.split("&"))
        name = file.removeprefix(small.archives.settings["COMMONCRAWL_DATA"] + "/")
        data = small.archives.news[name]
        assert isinstance(data, bytes)
        assert data[begin : begin + length] in path.read_bytes()


@pytest.mark.parametrize("endless", ["same rows", "no rows"])
def test_an_index_that_goes_round_in_circles_is_left(endless: str, tmp_path: Path) -> None:
    class Circles(Served):
        def answer_of(self, path: str) -> Answer:
            if path == "/robots.txt":
                return Answer(b"")
            row = ["20250116170000", f"{self.url}/news/politics/a-story", "text/plain", "200"]
            rows = [["timestamp", "original", "mimetype", "statuscode"], row]
            key = str(len(self.asked))
            table = [*(rows if endless == "same rows" else []), [], [key]]
            return Answer(json.dumps(table).encode())

    with Circles() as site:
        settings = {"WAYBACK_URL": site.url, "ARCHIVE_DIR": str(tmp_path / "warc")}
        for count in (2, 4):
            run = crawl(
                "archived", tmp_path / "out", source="wayback", base_url=site.url,
                settings=settings,
            )  # fmt: skip
            assert (run.status, len(site.asked)) == (4, count)
            assert "no_index_page" in run.stats["health/problem"]
        assert "resumeKey=1" in site.asked[1]
        assert "resumeKey" not in site.asked[2].replace("showResumeKey", "")  # from the beginning
