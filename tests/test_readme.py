"""The commands of the README and of the pages behind it, run as printed, on the replica."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import extract
from mayadeen_crawler.commands import report
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.ticker_script import made_up
from tests.helpers.articles import feed
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.command_in_process import run_command
from tests.helpers.crawls import crawl
from tests.helpers.doctor_command import doctor
from tests.helpers.drawing_process import one_drawing_process
from tests.helpers.processes import scrapy

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = README + "".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("crawling.md", "monitoring.md", "feeds.md")
)
#: Each line of the pages once, in their order: the README repeats some commands.
LINES = list(dict.fromkeys(PAGES.splitlines()))
CRAWLS = [
    line
    for line in LINES
    if line.startswith("scrapy crawl ") and "base_url" in line and "warc" not in line
]


@pytest.fixture(scope="module")
def replicas() -> Iterator[dict[str, ReplicaServer]]:
    """Serve what the README's ``scrapy replica`` commands serve, by the port they name.

    It has their articles, with fewer on a page of a section and on a day: sitemaps are asked for
    the days since one.
    """
    english = ReplicaSite(
        articles=400, page_size=2, spacing=timedelta(hours=12),
        ticker_script=made_up(LEXICONS["en"]),
    )  # fmt: skip
    arabic = ReplicaSite(articles=400, page_size=2, edition="ar")
    with ReplicaServer(english) as one, ReplicaServer(arabic) as other:
        yield {"8000": one, "8001": other}


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 300


def test_there_is_a_command_for_every_spider() -> None:
    spiders = {line.split()[2] for line in CRAWLS}
    assert spiders == {"section", "tag", "article", "sitemap", "latest", "breaking"}
    assert "scrapy replica --port 8000\n" in PAGES
    assert "scrapy replica --port 8001 --edition ar\n" in PAGES


@pytest.mark.parametrize("line", CRAWLS)
def test_a_command_works_as_printed(
    line: str, replicas: dict[str, ReplicaServer], tmp_path: Path
) -> None:
    port = re.findall(r"127\.0\.0\.1:(\d+)", line)[0]
    replica = replicas[port]
    _, _, spider, *words = shlex.split(line.replace(f"http://127.0.0.1:{port}", replica.url))
    given: dict[str, list[str]] = {"-a": [], "-s": []}
    for option, value in zip(words[::2], words[1::2], strict=True):
        given[option].append(value)
    arguments: dict[str, Any] = dict(value.split("=", 1) for value in given["-a"])
    run = crawl(spider, tmp_path, **arguments)
    assert (run.status, run.lines) == (0, [])
    assert feed(tmp_path, "breaking" if spider == "breaking" else "articles")


def test_the_live_site_begins_with_the_doctor(replicas: dict[str, ReplicaServer]) -> None:
    section = README.partition("## Against the live site\n")[2].partition("\n## ")[0]
    commands = re.findall(r"^scrapy (.+)$", section, re.MULTILINE)
    assert commands[0] == "doctor"
    assert commands[-1] == "doctor --base-url http://127.0.0.1:8000 -s DOWNLOAD_DELAY=0"
    said = doctor("--base-url", replicas["8000"].url)
    assert (said.status, said.err) == (0, "")
    # Those of its lines that the section shows are lines as it prints them.
    for line in ("ok    robots    it disallows", "ok    sections  27 of the catalogue's 27"):
        assert line in section
        assert line in said.out


@pytest.mark.soak
def test_what_was_archived_is_replayed_as_printed(
    replicas: dict[str, ReplicaServer], tmp_path: Path
) -> None:
    section = PAGES.partition("## Keeping the pages\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("scrapy crawl ")]
    for line in lines:
        line = line.replace("http://127.0.0.1:8000", replicas["8000"].url)
        words = shlex.split(line.replace("demo-output", str(tmp_path)))
        scrapy(*words[1:], code=0, MAYADEEN_OUTPUT_DIR=str(tmp_path / "try"))
    assert len(feed(tmp_path / "again")) == len(feed(tmp_path / "kept")) == 10


READ = [
    line
    for line in LINES
    if line.startswith(
        (
            "scrapy history", "scrapy export", "scrapy datapackage", "scrapy schema",
            "scrapy report", "scrapy search", "scrapy watch",
        )
    )
]  # fmt: skip
#: Lines that a shell runs after these.
ASKED_BY_SQL = [line for line in LINES if line.startswith("sqlite3 ")]


def answer(words: list[str], folder: Path) -> str:
    """Return what the command prints; a report is made here, where one process draws all."""
    if words[0] != "report":
        return scrapy(*words, code=0, MAYADEEN_OUTPUT_DIR=str(folder)).stdout
    done = run_command(report.Command, folder, *words[1:])
    assert (done.status, done.err) == (0, "")
    return done.out


def test_what_was_crawled_can_be_read_as_printed(
    replicas: dict[str, ReplicaServer], tmp_path: Path
) -> None:
    url = replicas["8000"].url
    (given,) = (line for line in CRAWLS if line.startswith("scrapy crawl article"))
    address = given.partition("urls=http://127.0.0.1:8000")[2].split()[0]
    crawl("article", tmp_path, base_url=url, urls=url + address)
    crawl("section", tmp_path, base_url=url, sections="politics", max_pages="1")
    assert len(READ) == 22
    shown = {}
    with one_drawing_process():
        for line in READ:
            words = shlex.split(line.replace("http://127.0.0.1:8000", url), comments=True)
            words = [word.replace("demo-output", str(tmp_path)) for word in words[1:]]
            words = words[: words.index(">")] if ">" in words else words
            shown[" ".join(words[:2])] = answer(words, tmp_path)
    assert "revision 1: first" in shown[f"history {url}{address}"]
    assert json.loads(shown["schema article"])["title"] == "article"
    assert "CREATE OR REPLACE VIEW articles AS" in shown["schema --duckdb"]
    assert "def read(" in shown["schema --pandas"]
    for name in ("report.html", "week.html"):
        assert "Al Mayadeen English" in (tmp_path / name).read_text(encoding="utf-8")
    lines = (tmp_path / "all.jsonl").read_bytes()
    assert lines == (tmp_path / "desk-2026-11-25.jsonl").read_bytes()
    assert lines.count(b"\n") == 3
    assert (tmp_path / "politics.csv").read_bytes().count(b"\r\n") == 3  # with its head
    told = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    said = {one["path"].partition("/")[0]: one["records"] for one in told}
    assert said == {"all.jsonl": 3, "articles": 3, "listings": 3}
    assert shutil.which("sqlite3") is None or len(ASKED_BY_SQL) == 1
    for line in ASKED_BY_SQL if shutil.which("sqlite3") else ():
        line = line.replace("demo-output", str(tmp_path))
        subprocess.run(["sh", "-c", line], check=True, timeout=60)
        asked = (tmp_path / "harbours.csv").read_text(encoding="utf-8")
        found = shown["search harb*"].splitlines()
        assert found
        assert all(json.loads(hit)["url"] in asked for hit in found)


def test_the_checks_of_runs_work_as_printed(
    replicas: dict[str, ReplicaServer], tmp_path: Path
) -> None:
    crawl("breaking", tmp_path, base_url=replicas["8000"].url)
    checks = [x for x in LINES if x.startswith(("scrapy runs", "scrapy audit --i"))]
    assert len(checks) == 3
    for line in checks:
        done = scrapy(*shlex.split(line)[1:], MAYADEEN_OUTPUT_DIR=str(tmp_path))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


def test_a_page_becomes_a_record_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    section = README.partition("## From Python\n")[2].partition("\n## ")[0]
    lines = section.partition("```python\n")[2].partition("```")[0]
    site = ReplicaSite(articles=1)
    page = Renderer(site).article(1, Quirks())
    url = site.edition.base_url + site.path(1)
    exec(lines, {"page": page, "url": url})
    record = extract(page, url)
    assert capsys.readouterr().out == f"{record['published_at']} {record['headline']}\n"
    exec(lines, {"page": b"<p>No headline</p>", "url": url})
    (said,) = capsys.readouterr().out.splitlines()
    assert f"print(error.reason)  # {said}\n" in lines


def test_the_archive_can_be_audited_as_printed(
    replicas: dict[str, ReplicaServer], tmp_path: Path
) -> None:
    crawl("sitemap", tmp_path, base_url=replicas["8000"].url, since="2025-11-20")
    audits = [x for x in LINES if x.startswith("scrapy audit --since")]
    assert len(audits) == 3
    for line in audits:
        done = scrapy_audit(tmp_path, *shlex.split(line)[2:])
        assert (done.status, done.err) == (0, "")
    # The figures that the section shows stand under the head that the command prints.
    assert "listed feeds pending    up gone  out text date " in PAGES
    assert "listed feeds pending    up gone  out text date " in done.out
