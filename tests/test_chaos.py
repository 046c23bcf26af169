"""Commands that are killed, stopped and starved, and the reader that finds what that broke."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.chaos.__main__ import harmed
from tests.chaos.reader import faults
from tests.helpers.crawls import crawl
from tests.helpers.soak_figures import scaled

Record = dict[str, Any]


def test_nothing_is_lost_repeated_or_torn(tmp_path: Path) -> None:
    done = harmed(tmp_path, scaled(4, 1000), articles=scaled(12, 40))
    assert done.faults == []
    assert not done.shown


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with some articles, and their addresses."""
    folder = tmp_path_factory.mktemp("sound")
    site = ReplicaSite(articles=6)
    with ReplicaServer(site) as server:
        crawl("sitemap", folder, base_url=server.url)
        crawl("breaking", folder, base_url=server.url)
        addresses = [server.url + site.path(number) for number in range(1, 7)]
    return folder, addresses


def again(lines: list[Record]) -> None:
    lines.append(lines[0])


def skipped_revision(lines: list[Record]) -> None:
    lines.append(lines[0] | {"revision": 3, "revision_cause": "edited"})


def no_change(lines: list[Record]) -> None:
    lines.append(lines[0] | {"revision": 2, "revision_cause": "edited"})


def other_order(lines: list[Record]) -> None:
    lines.append(dict(reversed(lines.pop().items())))


def local_time(lines: list[Record]) -> None:
    lines[0]["retrieved_at"] = "2026-11-28T10:00:00+02:00"


def one_less(lines: list[Record]) -> None:
    lines.pop()


@pytest.mark.no_records
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (again, "revisions [1, 1]"),
        (skipped_revision, "revisions [1, 3]"),
        (no_change, "says what the one before says"),
        (other_order, "other keys than the line before"),
        (local_time, "retrieved_at is '2026-11-28T10:00:00+02:00'"),
        (one_less, "lost: http://"),
    ],
)
@pytest.mark.sampled(6)
def test_what_is_wrong_is_found(
    sound: tuple[Path, list[str]], tmp_path: Path, change: Callable[[list[Record]], None], said: str
) -> None:
    folder, addresses = sound
    assert faults(folder, addresses) == []
    feed = next((folder / "articles").iterdir())
    lines = [json.loads(line) for line in feed.read_bytes().splitlines()]
    change(lines)
    copy = tmp_path / "articles" / feed.name
    copy.parent.mkdir()
    copy.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    found = faults(tmp_path, addresses)
    assert any(said in fault for fault in found), found


@pytest.mark.no_records
def test_a_torn_line_is_found(sound: tuple[Path, list[str]], tmp_path: Path) -> None:
    feed = next((sound[0] / "articles").iterdir())
    copy = tmp_path / "articles" / feed.name
    copy.parent.mkdir()
    copy.write_bytes(feed.read_bytes()[:-10])
    assert any("its last line is torn" in fault for fault in faults(tmp_path))
