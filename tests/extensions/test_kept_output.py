"""``-O FILE``: replaced by a run that wrote something, kept by one that did not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.processes import scrapy


@pytest.mark.soak
def test_a_run_without_a_record_keeps_the_file(tmp_path: Path) -> None:
    target = tmp_path / "new.jsonl"
    with ReplicaServer(ReplicaSite(articles=3)) as replica:

        def run() -> str:
            return scrapy(
                "crawl", "article", "-a", f"base_url={replica.url}", "-s", "DOWNLOAD_DELAY=0",
                "-a", f"urls={replica.url}{replica.site.path(1)}", "-O", str(target),
                "-s", f"OUTPUT_DIR={tmp_path / 'output'}", code=0,
            ).stderr  # fmt: skip

        assert "is kept as it was" not in run()
        first = target.read_bytes()
        assert json.loads(first)["revision"] == 1

        log = run()
        assert target.read_bytes() == first
        (line,) = (line for line in log.splitlines() if "is kept as it was" in line)
        assert "WARNING" in line
        assert f"`scrapy export -s OUTPUT_DIR={tmp_path / 'output'}`" in line

        replica.site.edit(1, "headline")
        assert "is kept as it was" not in run()
        assert json.loads(target.read_bytes())["revision"] == 2
    assert [run["output_kept"] for run in manifests(tmp_path / "output")] == [False, True, False]


@pytest.mark.parametrize("named", ["%(name)s.jsonl", "lines-%(batch_id)02d.jsonl"])
def test_a_file_that_is_named_after_the_run_is_kept_too(tmp_path: Path, named: str) -> None:
    target = tmp_path / (named % {"name": "breaking", "batch_id": 1})
    with ReplicaServer(ReplicaSite(articles=3)) as replica:

        def run() -> str:
            return scrapy(
                "crawl", "breaking", "-a", f"base_url={replica.url}", "-O", str(tmp_path / named),
                "-s", f"OUTPUT_DIR={tmp_path / 'output'}", "-s", "DOWNLOAD_DELAY=0", code=0,
            ).stderr  # fmt: skip

        run()
        first = target.read_bytes()
        assert first.count(b'"appeared"') == 10
        assert f"{target} is kept as it was: this run wrote no record" in run()
    assert target.read_bytes() == first
    assert [one["output_kept"] for one in manifests(tmp_path / "output")] == [False, True]


def test_a_file_that_holds_nothing_is_no_loss(tmp_path: Path) -> None:
    target = tmp_path / "new.jsonl"
    target.touch()
    with ReplicaServer(ReplicaSite(articles=3)) as replica:
        log = scrapy(
            "crawl", "breaking", "-a", f"base_url={replica.url}", "-O", str(target),
            "-s", f"OUTPUT_DIR={tmp_path / 'output'}",
        ).stderr  # fmt: skip
    assert "is kept as it was" not in log


class Removes:
    """A pipeline that removes the file of ``-O`` and lets no record through."""

    target = Path()

    def process_item(self, item: object) -> object:
        self.target.unlink()
        raise DropItem("removed")


def test_a_file_that_is_removed_meanwhile_is_no_fault(tmp_path: Path) -> None:
    Removes.target = tmp_path / "new.jsonl"
    Removes.target.write_text("{}\n")
    with ReplicaServer(ReplicaSite(articles=3)) as replica:
        run = crawl(
            "article", tmp_path / "output",
            base_url=replica.url, urls=f"{replica.url}{replica.site.path(1)}",
            settings={
                "FEEDS": {str(Removes.target): {"format": "jsonlines", "overwrite": True}},
                "EXTRA_PIPELINES": {f"{__name__}.Removes": 50},
            },
        )  # fmt: skip
    assert not any("TRACEBACK" in line or "is kept" in line for line in run.lines)
    assert manifests(tmp_path / "output")[0]["output_kept"] is False
