"""``python -m tests.chaos``: harm commands a thousand times; see the package's docstring."""

from __future__ import annotations

import argparse
import compileall
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.chaos import reader
from tests.chaos.harm import HARMS
from tests.helpers.fork_server import PACKAGE
from tests.helpers.processes import start

ARTICLES = 40
#: The commands, with the share of each. ``{url}`` is the site, ``{out}`` a folder for files.
COMMANDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (6, ("crawl", "section", "-a", "sections=politics,economy", "-a", "max_pages=2")),
    (4, ("crawl", "sitemap")),
    (3, ("crawl", "latest")),
    (4, ("crawl", "breaking")),
    (2, ("crawl", "article", "-a", "urls={article}", "-a", "refresh=always")),
    (1, ("crawl", "tag", "-a", "tags=Port", "-a", "max_pages=1")),
    (1, ("export", "-o", "{out}/all.csv")),
    (1, ("export", "-o", "{out}/new.jsonl", "--since-last")),
    (1, ("export", "-o", "{out}/all.xlsx")),
    (1, ("audit", "--integrity")),
    (1, ("ledger", "rebuild")),
    (1, ("ledger", "tidy", "-s", "RUNS_KEPT=3")),
    (1, ("search", "port")),
    (1, ("history", "{article}")),
    (1, ("runs",)),
)  # fmt: skip
#: How many run at once on the folder.
AT_ONCE = 3
#: Seconds after which a command hangs: a minute on a machine of its own, many on a busy one.
HANGS = 1200.0


@dataclass
class Chaos:
    """What was done, and what is wrong."""

    harmed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Command and harm → how often."""
    ended: Counter[str] = field(default_factory=Counter)
    """Harm and how the command ended → how often."""
    faults: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    """Last line of a traceback that a user was shown → where, and all of it."""


def main(arguments: Sequence[str]) -> int:
    """Harm as many commands as *arguments* say; return 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=inf, help="begin none after so many")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        done = harmed(Path(name), given.times, given.seed, given.seconds)
    print(f"{sum(done.harmed.values())} commands")
    for harm in HARMS:
        ends = {end: n for (key, end), n in _split(done.ended).items() if key == harm}
        print(
            f"{harm:12}{sum(ends.values()):6}  " + ", ".join(f"{e}: {n}" for e, n in ends.items())
        )
    for line, whole in done.shown.items():
        print(f"a traceback is shown: {line}\n{whole}")
    print(*done.faults or ["nothing is lost, repeated or torn"], sep="\n")
    return 1 if done.faults or done.shown else 0


def _split(counts: Counter[str]) -> dict[tuple[str, str], int]:
    return {(key.partition(": ")[0], key.partition(": ")[2]): n for key, n in counts.items()}


def harmed(
    folder: Path, times: int, seed: int = 1, seconds: float = inf, articles: int = ARTICLES
) -> Chaos:
    """Run *times* commands in *folder*, harmed; then let each spider end, and read all.

    The site begins with so many *articles*. After so many *seconds* no further command is begun.
    """
    # A process that is short of disk while it writes a module's bytecode leaves half a file, at
    # which Python then fails for good: whole files are there before any is harmed.
    compileall.compile_dir(PACKAGE, quiet=1)
    done, chance = Chaos(), random.Random(seed)
    site = ReplicaSite(articles=articles)
    output = folder / "output"
    with ReplicaServer(site) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        left, until = times, time.monotonic() + seconds
        while left > 0 and time.monotonic() < until:
            _change(site, chance)
            seeds = [chance.random() for _ in range(min(AT_ONCE, left))]
            left -= len(seeds)
            list(pool.map(lambda number: _harm(done, server.url, site, folder, number), seeds))
            done.faults += _torn(output, done)
            if done.faults:
                return done
        for spider in ("section", "sitemap", "breaking"):
            _run(done, folder, _crawl(spider, server.url, "-a", "max_pages=0"), "the end")
        present = [
            f"{server.url}{site.path(number)}"
            for number in range(1, site.count + 1)
            if number not in site.removed
        ]
    done.faults += reader.faults(output, present)
    return done


def _crawl(spider: str, url: str, *more: str) -> tuple[str, ...]:
    return ("crawl", spider, "-a", f"base_url={url}", "-s", "DOWNLOAD_DELAY=0", *more)


def _change(site: ReplicaSite, chance: random.Random) -> None:
    """Let the site publish, edit, remove or bring back something."""
    number = chance.randint(1, site.count)
    action = chance.randrange(6)
    if action == 0 and site.count < 4 * site.first_count:
        site.publish()
    elif action == 1:
        site.edit(number, chance.choice(("headline", "summary")))
    elif action == 2 and len(site.removed) < 5:
        site.remove(number)
    elif action == 3 and site.removed:
        back = min(site.removed)
        site.restore(back)
        # Who brings a post back saves it: the index of sitemaps says when its month changed.
        site.edit(back, "summary", at=datetime.now(UTC))


def _harm(done: Chaos, url: str, site: ReplicaSite, folder: Path, seed: float) -> None:
    chance = random.Random(seed)
    shares = [share for share, _ in COMMANDS]
    ((_, words),) = chance.choices(COMMANDS, shares)
    article = url + site.path(chance.randint(1, site.first_count))
    words = tuple(word.format(article=article, out=folder) for word in words)
    if words[0] == "crawl":
        words = _crawl(words[1], url, *words[2:])
    harm = chance.choice([*HARMS])
    done.harmed[words[0], harm] += 1
    _run(done, folder, words, harm, chance)


def _run(
    done: Chaos, folder: Path, words: Sequence[str], harm: str, chance: random.Random | None = None
) -> None:
    env = {"MAYADEEN_OUTPUT_DIR": str(folder / "output")}
    with start(*words, cwd=folder, env=env) as run:
        if chance is not None:
            HARMS[harm](run, chance)
        try:
            status: int | str = run.wait(HANGS)
        except subprocess.TimeoutExpired:
            status = "hangs"
            done.faults.append(f"{' '.join(words)}, {harm}: it hangs")
        said = run.errors()
    done.ended[f"{harm}: {status}"] += 1
    # Without memory nobody can catch all; and Ctrl-C while Scrapy itself starts is Scrapy's.
    if "Traceback" in said and harm != "no memory" and "KeyboardInterrupt" not in said:
        errors = [
            line for line in said.splitlines() if re.match(r"[\w.]+(Error|Exception)\b", line)
        ]
        done.shown[(errors or [""])[-1]] = f"{' '.join(words)}, {harm}\n{said[-2500:]}"
    if chance is None and status:
        done.faults.append(f"{' '.join(words)}: {status} at the end\n{said[-2000:]}")


def _torn(output: Path, done: Chaos) -> list[str]:
    """Return what no moment may show: a record twice, or another one's revision."""
    wrong = reader.faults(output)
    return [one for one in wrong if "torn" not in one and "committed" not in one]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
