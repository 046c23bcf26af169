"""docs/mending.md, walked from a drift warning to a mended, replayed archive."""

from __future__ import annotations

import functools
import html
import json
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.history import story as life
from mayadeen_crawler.history.text_output import story_lines
from mayadeen_crawler.items import EXTRACTOR_VERSION, FetchedArticle
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.pages import article as article_page
from mayadeen_crawler.pages.extraction.runner import FieldStrategies
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.utils.terminal import rendered
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests

TEXT = (Path(__file__).parent.parent / "docs" / "mending.md").read_text(encoding="utf-8")
WAY = TEXT.partition("## The whole way, on the replica\n")[2]
CRAWLS = [line for line in WAY.splitlines() if line.startswith("scrapy crawl ")]


def run(line: str, folder: Path, url: str) -> Crawl:
    """Run a crawl as the page prints it; its folders are in *folder*."""
    line = line.replace("http://127.0.0.1:8000", url).replace("demo-output", str(folder))
    _, _, spider, *words = shlex.split(line)
    given: dict[str, dict[str, str]] = {"-a": {}, "-s": {}}
    for option, value in zip(words[::2], words[1::2], strict=True):
        name, _, text = value.partition("=")
        given[option][name] = text
    settings: dict[str, Any] = {"ARCHIVE_DIR": str(folder / "mend-archive"), **given["-s"]}
    output = Path(settings.pop("OUTPUT_DIR", folder / "mend"))
    return crawl(spider, output, settings=settings, **given["-a"])


def without_summary() -> tuple[FieldStrategies, ...]:
    """Return the table without the strategy that serves summaries after the redesign."""
    return tuple(
        replace(choice, strategies=tuple(s for s in choice.strategies if s[0] != "visible"))
        if choice.field == "summary"
        else choice
        for choice in article_page.FIRST
    )


def warcio(*words: str | Path) -> bytes:
    """Return what warcio's own command prints."""
    command = [sys.executable, "-m", "warcio.cli", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.soak
def test_the_way_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, trial, live = CRAWLS
    mended = article_page.FIRST
    with ReplicaServer(ReplicaSite(articles=400)) as replica:
        url = replica.url
        with monkeypatch.context() as yesterday:
            then = timedelta(hours=20)
            yesterday.setattr(clock, "now", lambda: datetime.now(UTC) - then)
            run(first, tmp_path, url)
        replica.faults.on("redesign")
        monkeypatch.setattr(article_page, "FIRST", without_summary())
        warned = run(second, tmp_path, url)
    (drift,) = (line for line in warned.lines if "drift: visible" in line)
    before, after = manifests(tmp_path / "mend")
    assert before["coverage"]["summary"] == 0.9184
    assert after["coverage"]["summary"] == 0.0
    count = after["pages"]["articles"]
    broken = warned.records[count:]
    lost = sum(one["summary"] is not None for one in warned.records[:count])
    assert len(broken) == lost > 20
    assert {tuple(one["changed_fields"]) for one in broken} == {("summary",)}

    archive = tmp_path / "mend-archive" / f"{after['run_id']}.warc.gz"
    index = warcio("index", "-f", "offset,http:status,warc-target-uri", archive)
    rows = [json.loads(line) for line in index.splitlines()]
    (offset,) = (
        row["offset"]
        for row in rows
        if row.get("warc-target-uri") == broken[0]["url"] and row.get("http:status") == "200"
    )
    page = html.unescape(warcio("extract", "--payload", archive, offset).decode())
    assert broken[0]["headline"] in page

    newer = functools.partial(FetchedArticle, extractor_version=EXTRACTOR_VERSION + 1)
    monkeypatch.setattr(article_page, "FetchedArticle", newer)
    monkeypatch.setattr(article_page, "FIRST", mended)
    tried = run(trial, tmp_path, url)  # the replica is off by now
    (told,) = manifests(tmp_path / "trial")
    assert (tried.status, told["coverage"]["summary"]) == (0, 0.9184)
    share = f"{told['coverage']['summary']:.2f}"
    # What stood in metadata only is gone with the redesign, however it is read.
    gone = [one["id"] for one in tried.records if (one["revision"], one["summary"]) == (2, None)]
    assert len(tried.records) == count + len(gone) < count + 3
    said = (
        f"{count} new, {len(gone)} revised, {count - len(gone)} known articles; "
        f"{2 * count} pages, 0 failed"
    )
    assert told["reason"] == said

    done = run(live, tmp_path, url)
    assert done.status == 0
    known = 2 * count - lost + len(gone)
    replayed = (
        f"0 new, {lost - len(gone)} revised, {known} known articles; {2 * count} pages, 0 failed"
    )
    assert manifests(tmp_path / "mend")[-1]["reason"] == replayed
    assert feed(tmp_path / "mend", "captures") == []
    new = done.records[count + lost :]
    summaries = {one["id"]: one["summary"] for one in warned.records[:count]}
    assert all(one["summary"] == summaries[one["id"]] for one in new)
    assert {one["revision_cause"] for one in new} == {"reextracted"}
    retrieved = {one["id"]: one["retrieved_at"] for one in broken if one["id"] not in gone}
    assert {one["id"]: one["retrieved_at"] for one in new} == retrieved
    with snapshot(tmp_path / "mend") as db:
        story = life.story(db, tmp_path / "mend", new[0]["id"])
    assert "revision 3: reextracted" in rendered(*story_lines(story))

    # What the page shows is what was said.
    assert f"has `summary` at {share} again" in WAY
    for line in (drift.removeprefix("WARNING: "), f"Good run: {said}", f"Good run: {replayed}"):
        assert f"  {line}\n" in WAY
