"""Runs that are killed while a channel fails: all articles are told, repetitions counted."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.processes import Running, scrapy, start
from tests.helpers.soak_figures import scaled
from tests.helpers.webhook import Webhook

SECTIONS = ("politics", "economy", "technology")[: scaled(2, 3)]
#: Times that a run of each section is begun, and killed with the others.
ROUNDS = scaled(2, 7)
#: Articles of each section that appear before each time, and before the last run.
NEW = scaled(5, 24)


def begin(replica: ReplicaServer, folder: Path, hook: Webhook, section: str) -> Running:
    return start(
        "crawl", "section", "-a", f"base_url={replica.url}", "-a", f"sections={section}",
        "-a", "max_pages=0", "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=WARNING",
        "-s", f"OUTPUT_DIR={folder / 'output'}", "-s", f"WATCH_FILE={folder / 'watch.toml'}",
        env={"DESK": hook.channel},
    )  # fmt: skip


def kill_while_they_tell(runs: list[Running], hook: Webhook, chance: random.Random) -> int:
    """Kill each of *runs* after so many more attempts to tell something, or after ten seconds.

    Returns how many were killed: a run that ended before was not.
    """
    killed = 0
    with ExitStack() as stack:
        for run in runs:
            stack.enter_context(run)
        limit = time.monotonic() + 10
        after = {run: hook.asked + chance.randint(1, 2 * NEW) for run in runs}
        while any(run.poll() is None for run in runs) and time.monotonic() < limit:
            for run in runs:
                if run.poll() is None and hook.asked >= after[run]:
                    run.kill()
                    killed += 1
            time.sleep(0.002)
        return killed + sum(run.poll() is None for run in runs)


def test_each_article_is_told_whatever_dies(tmp_path: Path) -> None:
    chance = random.Random(16)
    refused = random.Random(3)
    watches = tmp_path / "watch.toml"
    watches.write_text(
        "[watch.all]\nkinds = 'articles'\nchannels = 'DESK'\nper_hour = 0\n", encoding="utf-8"
    )
    killed = 0
    with (
        Webhook(refuses=lambda _: refused.random() < 1 / 3) as hook,
        ReplicaServer(ReplicaSite(articles=12)) as replica,
    ):
        for _ in range(ROUNDS):
            for section in SECTIONS:
                replica.site.publish(NEW, section=section)
            # The runs find something new, and never come to the end of it.
            replica.faults.on("slow", target="article", after=2 * NEW, value=60)
            runs = [begin(replica, tmp_path, hook, section) for section in SECTIONS]
            killed += kill_while_they_tell(runs, hook, chance)
            replica.faults.clear()
        ended = [begin(replica, tmp_path, hook, section) for section in SECTIONS]
        for run in ended:
            with run:
                assert run.wait(120) == 0, run.errors()
        words = ("-s", f"OUTPUT_DIR={tmp_path / 'output'}", "-s", f"WATCH_FILE={watches}")
        for _ in range(200):
            if scrapy("watch", "--send", *words, DESK=hook.channel).returncode == 0:
                break
        listed = scrapy("watch", "--json", *words, DESK=hook.channel, code=0).stdout
    (state,) = (json.loads(line) for line in listed.splitlines())
    wanted = [record["url"] for record in feed(tmp_path / "output")]
    told = [text.rpartition("\n")[2] for _, text in hook.messages]
    assert len(wanted) == len(set(wanted)) >= len(SECTIONS) * NEW * ROUNDS
    # Each once, in the order of the feed; again only where a run died between sending and noting.
    assert list(dict.fromkeys(told)) == wanted
    again = sum(count - 1 for count in Counter(told).values())
    assert again <= state["repeated"] <= killed
    assert state["told"] == len(wanted)
    assert state["waiting"] == state["held_back"] == 0
    assert hook.asked > 1.2 * len(hook.messages)  # it did fail
