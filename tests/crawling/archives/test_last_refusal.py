"""Which run tells whether the site refuses: one that got an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.crawling.archives.last_refusal import last_refusal
from mayadeen_crawler.runs.manifest_files import RunsFolder
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import made, written
from tests.helpers.served_site import Answer, Served, story

PATH = "/news/politics/story-a"


def visit(site: Served, folder: Path) -> Crawl:
    urls = site.url + PATH
    return crawl("article", folder, base_url=site.url, urls=urls, settings={"RETRY_TIMES": 0})


def is_refused(folder: Path) -> bool:
    return last_refusal(folder, "archived", "en", "wayback") is not None


def test_a_refusal_stands_until_the_site_answers(tmp_path: Path) -> None:
    with Served() as site:
        site.pages[PATH] = Answer(b"", 403, {"cf-mitigated": "challenge"})
        assert visit(site, tmp_path).status == 3
        assert is_refused(tmp_path)
        site.pages[PATH] = Answer(b"", 503)  # it is down
        assert visit(site, tmp_path).status == 4
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"  # nothing was asked for
        assert visit(site, tmp_path).status == 4
        assert is_refused(tmp_path)
        site.pages = {PATH: story("a")}
        assert visit(site, tmp_path).status == 0
        assert not is_refused(tmp_path)


def test_a_replay_of_kept_pages_is_no_answer_of_the_site(tmp_path: Path) -> None:
    with Served({PATH: story("a")}) as site:
        kept = {"ARCHIVE_DIR": str(tmp_path / "kept")}
        urls = site.url + PATH
        crawl("article", tmp_path / "other", base_url=site.url, urls=urls, settings=kept)
        site.pages[PATH] = Answer(b"", 403, {"cf-mitigated": "challenge"})
        assert visit(site, tmp_path).status == 3
        replay = crawl("article", tmp_path, base_url=site.url, warc=f"{tmp_path}/kept/*.warc.gz")
    assert len(replay.records) == 1
    assert is_refused(tmp_path)


@pytest.mark.parametrize("spider", ["archived", "section"])
def test_a_refusal_stands_however_many_runs_were_answered_nothing_since(
    spider: str, tmp_path: Path
) -> None:
    def run(number: int, spider: str, **stats: Any) -> dict[str, Any]:
        one = made(f"run-{number:03}", spider=spider, **stats)
        return one | {"arguments": {"source": "wayback"} if spider == "archived" else {}}

    refused = run(0, spider, finish_reason="blocked", blocked__reason="it refuses")
    later = [run(number, "breaking") for number in range(1, 202)]
    written(tmp_path, refused, *later)
    assert is_refused(tmp_path)
    served = {"archives__index_pages" if spider == "archived" else "page__answered": 1}
    RunsFolder(tmp_path).write(run(300, spider, **served))
    assert not is_refused(tmp_path)
