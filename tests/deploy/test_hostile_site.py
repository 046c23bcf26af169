"""Jobs on a site that means harm: each ends and says how it went, and Scrapyd stays well."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import pytest

from mayadeen_crawler.commands import runs
from tests.helpers.articles import feed
from tests.helpers.command_in_process import run_command
from tests.helpers.process_usage import megabytes, watched_group
from tests.helpers.raw_server import HEAD, RawServer, answer, unsized
from tests.helpers.scrapyd_server import Scrapyd, members, until
from tests.helpers.served_site import index, story
from tests.test_bombs import BOMBS, MEGABYTE, PAGE

pytestmark = pytest.mark.soak  # minutes of large answers

NEWS = "/news/politics/"
#: Bytes of a bomb when it is unpacked, six times what a page may have.
LARGE = 200 * MEGABYTE
SETTINGS = (
    "DOWNLOAD_DELAY=0", "DOWNLOAD_TIMEOUT=5", "RETRY_TIMES=1", "TDMREP=0", "CONCURRENT_REQUESTS=1",
)  # fmt: skip
#: Seconds in which each job ends, on a machine that does much else.
ENDS = 120.0


class Job(NamedTuple):
    """A job on a site of its own, and what has to come of it."""

    spider: str
    arguments: dict[str, str]
    outcome: str
    records: int
    lost: dict[str, int]
    """Reason → pages that were asked for in vain."""
    answers: dict[str, bytes]
    streams: dict[str, Callable[[], Iterator[bytes]]]


def without_end() -> Iterator[bytes]:
    yield unsized(PAGE)
    yield from repeat(b"<p>word " * 8192)


def drips() -> Iterator[bytes]:
    """Yield a byte in half a second, far longer than a page may take."""
    yield HEAD + b"\r\n"
    for _ in range(240):
        time.sleep(0.5)
        yield b"a"


def robots_without_end() -> Iterator[bytes]:
    yield unsized(b"User-agent: *\n")
    yield from repeat(b"Disallow: /private/\n" * 4096)


def index_of_indexes() -> Iterator[bytes]:
    """Yield an index that names itself and two more of which each says the same."""
    yield answer(index(["/sitemap.xml", "/sitemap-a.xml", "/sitemap-b.xml"]).encode())


def of_urls(*names: str) -> dict[str, str]:
    return {"urls": ",".join(f"{{site}}{NEWS}{name}" for name in (*names, "a-story"))}


def jobs() -> dict[str, Job]:
    story_page = {f"{NEWS}a-story": answer(story("a").encode())}
    bombs = {
        f"{NEWS}{coding}-bomb": answer(pack(PAGE, b" ", LARGE), f"Content-Encoding: {coding}")
        for coding, pack in BOMBS.items()
    }
    messages = {
        f"{NEWS}header": HEAD + b"X: " + b"a" * 8 * MEGABYTE + b"\r\n\r\n" + PAGE,
        f"{NEWS}circle-of-it": HEAD.replace(b"200 OK", b"302 Found")
        + f"Location: {NEWS}circle-of-it?a\r\nContent-Length: 0\r\n\r\n".encode(),
        f"{NEWS}circle-of-it?a": HEAD.replace(b"200 OK", b"302 Found")
        + f"Location: {NEWS}circle-of-it\r\nContent-Length: 0\r\n\r\n".encode(),
        f"{NEWS}chunks-of-it": unsized(b"ffff\r\n" + PAGE, "Transfer-Encoding: chunked"),
    }
    robots = b"User-agent: *\nAllow: /\n" + b"Disallow: /private/\n" * (30 * MEGABYTE // 20)
    pause = HEAD.replace(b"200 OK", b"429 Busy") + b"Content-Length: 0\r\nRetry-After: "
    sitemaps = ("/sitemap.xml", "/sitemap-a.xml", "/sitemap-b.xml")
    return {
        "bombs": Job(
            "article", of_urls(*(f"{coding}-bomb" for coding in BOMBS)), "good", 1,
            {"too_large": 4}, {**story_page, **bombs}, {},
        ),
        "messages": Job(
            "article",
            of_urls("header", "circle-of-it", "chunks-of-it", "endless-page", "dripping-page"),
            "good", 1,
            {"downloadcancelled": 1, "downloadfailed": 1, "downloadtimeout": 1,
             "partial/truncated": 1, "redirect_loop": 1},
            {**story_page, **messages},
            {f"{NEWS}endless-page": without_end, f"{NEWS}dripping-page": drips},
        ),
        "robots of 30 MB": Job(
            "article", of_urls(), "good", 1, {}, {**story_page, "/robots.txt": answer(robots)}, {}
        ),
        "robots without end": Job(
            "article", of_urls(), "unhealthy", 0, {"robots_unread": 1}, story_page,
            {"/robots.txt": robots_without_end},
        ),
        "sitemaps that name each other": Job(
            "sitemap", {}, "unhealthy", 0, {},
            {"/robots.txt": answer(b"Sitemap: /sitemap.xml\n")},
            dict.fromkeys(sitemaps, index_of_indexes),
        ),
        "a pause of years": Job(
            "article", of_urls("busy"), "blocked", 0, {},
            {**story_page, f"{NEWS}busy": pause + b"9" * 5000 + b"\r\n\r\n"}, {},
        ),
        "a front page that drips": Job("breaking", {}, "unhealthy", 0, {}, {}, {"/": drips}),
        "a front page without end": Job(
            "section", {"sections": "politics", "browser": "never"}, "unhealthy", 0, {}, {},
            {"/": without_end},
        ),
    }  # fmt: skip


def test_jobs_on_a_hostile_site_end_and_say_how_it_went(egg: Path, tmp_path: Path) -> None:
    wanted = jobs()
    sites = {name: RawServer() for name in wanted}
    ids: dict[str, str] = {}
    with Scrapyd(tmp_path, egg) as server:
        before = megabytes(server.pid)
        for name, site in sites.items():
            site.answers, site.streams = wanted[name].answers, wanted[name].streams
            site.__enter__()
        try:
            with watched_group(server.pid) as usage:
                for name, job in wanted.items():
                    url, folder = sites[name].url, f"OUTPUT_DIR={tmp_path / name}"
                    given = {
                        key: text.replace("{site}", url) for key, text in job.arguments.items()
                    }
                    ids[name] = server.schedule(
                        job.spider, *SETTINGS, folder, base_url=url, **given
                    )
                # Scrapyd answers while they run: it is asked again and again.
                until(lambda: server.get("daemonstatus")["finished"] == len(ids), "all end", ENDS)
            leader = server.pid
            until(lambda: members(leader) == [leader], "no process is left")
            after = megabytes(leader)
        finally:
            for site in sites.values():
                site.__exit__(None, None, None)
        logs = {name: server.job_log(job) for name, job in ids.items()}
        said = {
            name: json.loads(run_command(runs.Command, tmp_path / name, "--json").out)
            for name in wanted
        }
    print(  # noqa: T201
        f"\n{len(ids)} jobs: a job at most {usage.job_megabytes:.0f} MB; Scrapyd {before:.1f} MB "
        f"before, {after:.1f} MB after, its log {len(server.log)} bytes; the longest log of a job "
        f"{max(map(len, logs.values()))} bytes"
    )
    came = {
        name: (run["outcome"], len(feed(tmp_path / name)), run["lost"])
        for name, run in said.items()
    }
    assert came == {name: (job.outcome, job.records, job.lost) for name, job in wanted.items()}
    for log in logs.values():
        assert "Traceback" not in log
        assert len(log) < 100_000
    assert usage.job_megabytes < 400
    assert after < before + 10
    assert len(server.log) < 200_000
