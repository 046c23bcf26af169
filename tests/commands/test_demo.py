"""``scrapy demo``, and the questions of docs/analysis.md with their answers on its feeds."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.schemas.kinds import KINDS
from tests.helpers.articles import article, feed
from tests.helpers.doc_blocks import Block, blocks
from tests.helpers.processes import ROOT, scrapy

DOCUMENT = blocks(ROOT / "docs" / "analysis.md")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Run the demo where an older one left its feeds; return the folder and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    with Ledger(folder / "demo-output") as ledger:
        ledger.bind("en", "http://127.0.0.1:9")
        ledger.write([ScrapedArticle(article(1))])
    (folder / "demo-output" / "mine.txt").write_text("kept")
    older = {
        "title": "Kept",
        "created_by": "mayadeen-crawler",
        "resources": [{"path": "articles/2026-01-01.jsonl"}],
    }
    (folder / "demo-output" / "datapackage.json").write_text(json.dumps(older))
    # Nobody listens there: a request that left by the proxy would fail.
    done = scrapy("demo", cwd=folder, http_proxy="http://127.0.0.1:9")
    assert (done.returncode, done.stderr) == (0, "")
    return folder, done.stdout.splitlines()


@pytest.mark.soak
def test_it_shows_every_spider_and_what_landed(demo: tuple[Path, list[str]]) -> None:
    folder, lines = demo
    shown = [line.split()[0] for line in lines if line.endswith("0 failed")]
    assert shown == [
        *("section", "tag", "breaking", "breaking", "sitemap"),
        *("breaking", "article", "section"),
        *("breaking", "article", "section"),
        *("breaking", "section", "section", "latest", "archived"),
    ]
    told = json.loads((folder / "demo-output" / "datapackage.json").read_bytes())
    assert (told["title"], told["resources"]) == ("Kept", [])
    assert any("10 appeared, 0 edited, 0 expired, 0 withdrawn" in line for line in lines)
    output = folder / "demo-output"
    assert (output / "mine.txt").read_text() == "kept"
    # Every article of the site once, those published on the day too, and what became of them.
    records = feed(output)
    assert len({record["id"] for record in records}) == 240 + 3 + 6 + 3 + 9
    revised = [record["revision_cause"] for record in records if record["revision"] > 1]
    assert Counter(revised) == {"edited": 14, "moved": 1, "returned": 1}
    # Its last word names the report.
    assert lines[-1].endswith(": demo-output/report.html")
    page = (output / "report.html").read_text(encoding="utf-8")
    assert "261 articles" in page
    landed = [int(found[1]) for line in lines if (found := re.search(r"jsonl: (\d+) rec", line))]
    kinds = [len(feed(output, kind.folder)) for kind in KINDS.values()]
    assert sum(landed) == sum(kinds)
    removals = [(one["event"], one["status"]) for one in feed(output, "removals")]
    assert Counter(removals) == {("removed", 404): 2, ("removed", 410): 1, ("returned", 200): 1}
    events = Counter(record["event"] for record in feed(output, "breaking"))
    assert (events["edited"], events["withdrawn"]) == (3, 3)
    # Five looks at the front page and its Most Read, each at a second of its own.
    for kind in ("home", "most_read"):
        shown_at = [
            one["observed_at"]
            for one in feed(output, "listings")
            if (one["list"], one["name"]) == (kind, "home")
        ]
        assert len(set(shown_at)) == len(shown_at) == 5


def test_every_question_is_answered_as_printed(
    demo: tuple[Path, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(demo[0])
    monkeypatch.setattr(sys, "path", [*sys.path])  # as the document has it longer
    setting_up, *questions = DOCUMENT
    _set_up(setting_up, demo[0])
    names: dict[str, Any] = {}
    asked = []
    for block in questions:
        if block.language == "python":
            exec(compile(block.code, block.heading, "exec"), names)
            printed = capsys.readouterr().out
            if block.table:
                _compare(block, [line.split("\t") for line in printed.splitlines()])
                asked.append(block.language)
            else:
                assert printed == ""
        elif block.code.startswith("scrapy "):
            assert scrapy(*shlex.split(block.code)[1:], cwd=demo[0]).returncode == 0
        elif block.language == "sql":
            found = names["db"].execute(block.code)
            if block.table:
                head = [one[0] for one in found.description]
                rows = [["" if v is None else str(v) for v in row] for row in found.fetchall()]
                assert (block.heading, head) == (block.heading, block.table[0])
                _compare(block, rows)
                asked.append(block.language)
    names["db"].close()
    described = json.loads(Path("demo-output/datapackage.json").read_bytes())["resources"]
    assert {one["record_type"] for one in described} == KINDS.keys()
    assert Counter(asked) == {"sql": 12, "python": 2}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_jq_gives_the_same_answers(demo: tuple[Path, list[str]]) -> None:
    found = [block for block in DOCUMENT if block.code.startswith("jq ")]
    assert len(found) == 2
    for block in found:
        done = subprocess.run(
            ["bash", "-c", block.code], cwd=demo[0], capture_output=True, text=True, check=True
        )
        _compare(block, [line.split("\t") for line in done.stdout.splitlines()])


def _compare(block: Block, rows: list[list[str]]) -> None:
    """Compare *rows* with those that are printed, naming the question where they differ."""
    assert block.table is not None
    assert (block.heading, rows) == (block.heading, block.table[1:])


def _set_up(block: Block, folder: Path) -> None:
    """Do what the document's first block does once the demo has run."""
    made, *others = block.code.splitlines()
    assert (made, len(others)) == ("make demo", 2)
    for line in others:
        command, _, target = line.partition(" > ")
        done = scrapy(*shlex.split(command)[1:], cwd=folder, code=0)
        (folder / target).write_text(done.stdout, encoding="utf-8")
