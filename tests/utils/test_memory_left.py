"""A command that can have no more memory ends in one line, also where it would wait for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mayadeen_crawler.exceptions import MemoryShort
from mayadeen_crawler.utils import memory_left
from tests.helpers.manifests import manifests
from tests.helpers.source_code import ROOT

#: More than any machine gives.
TOO_MUCH = 1 << 50

WAITS = """
import resource
from threading import Event
from mayadeen_crawler.utils import memory_left

memory_left._INTERVAL = 0.05
memory_left.watch(7)
has = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (has + (1 << 20),) * 2)
Event().wait()
"""

CRAWL = f"""
from mayadeen_crawler.utils import memory_left
memory_left.NEEDED = {TOO_MUCH}
from scrapy.cmdline import execute
execute()
"""


def python(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, cwd=ROOT, timeout=60
    )


@pytest.mark.soak
def test_a_process_that_waits_while_no_memory_can_be_had_is_ended() -> None:
    ended = python(WAITS)
    assert ended.returncode == 7
    assert ended.stderr.startswith("scrapy crawl: no more memory can be had")
    assert ended.stderr.count("\n") == 1


@pytest.mark.soak
def test_a_crawl_without_memory_does_not_begin(tmp_path: Path) -> None:
    ended = python(CRAWL, "crawl", "breaking", "-s", f"OUTPUT_DIR={tmp_path}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("scrapy crawl: a crawl needs some ")
    assert ended.stderr.count("\n") == 1
    (manifest,) = manifests(tmp_path)
    assert manifest["outcome"] == "failed"


def test_there_is_memory_here(monkeypatch: pytest.MonkeyPatch) -> None:
    memory_left.check()
    monkeypatch.setattr(memory_left, "NEEDED", TOO_MUCH)
    with pytest.raises(MemoryShort, match="ulimit -v"):
        memory_left.check()
