"""The README's commands, run as they are printed, on the replica."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.editions import LEXICONS
from mayadeen_crawler.replica.newsroom import made_up
from tests.crawling import crawl
from tests.records import feed

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CRAWLS = [
    line for line in README.splitlines() if line.startswith("scrapy crawl ") and "base_url" in line
]


@pytest.fixture(scope="module")
def replicas() -> Iterator[dict[str, ReplicaServer]]:
    """Serve what the README's ``scrapy replica`` commands serve, by the port they name."""
    english = ReplicaSite(articles=400, ticker_script=made_up(LEXICONS["en"]))
    with (
        ReplicaServer(english) as one,
        ReplicaServer(ReplicaSite(articles=400, edition="ar")) as other,
    ):
        yield {"8000": one, "8001": other}


def test_there_is_a_command_for_every_spider() -> None:
    spiders = {line.split()[2] for line in CRAWLS}
    assert spiders == {"section", "tag", "article", "sitemap", "breaking"}
    assert "scrapy replica --port 8000\n" in README
    assert "scrapy replica --port 8001 --edition ar\n" in README


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
