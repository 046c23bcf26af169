"""Processes that die while they look at the ticker: every event exactly once, none lost."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mayadeen_crawler.ledger import feeds
from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.articles import feed
from tests.helpers.dying_processes import ended, forked, killed_at
from tests.helpers.soak_figures import sampled_steps, scaled
from tests.helpers.ticker_looks import look

TEXTS = (
    "Ferries stop", "Weavers: We welcome the fair", "4 boats leave Zarra at 06:30",
    "Honey harvest breaks a record", "Kite cup: Lisbon 2-1 Tyre", "Night school opens its doors",
    "Old canal survey published", "Rain ends the drought in two valleys",
)  # fmt: skip
NEW = ("Tunnel under the ridge is through", "Glassmakers elect a board", "Lanterns lit in Sidon")
SLIP, MENDED = "Weavres reject teh toll on looms", "Weavers reject the toll on looms"

#: What the ticker shows one after the other: it is always full, so that the end is clear.
PAGES = [
    list(TEXTS),
    [NEW[0], SLIP, *TEXTS[:6]],
    [NEW[1], NEW[0], MENDED, *TEXTS[:2], *TEXTS[3:6]],
    [NEW[1], NEW[0], MENDED, *TEXTS[:2], *TEXTS[3:6]],
    [TEXTS[7], NEW[2], NEW[1], NEW[0], MENDED, *TEXTS[:2], TEXTS[3]],
]
EVENTS = [
    *(f"appeared {n} {text}" for n, text in enumerate(TEXTS, 1)),
    f"appeared 1 {NEW[0]}",
    f"appeared 2 {SLIP}",
    f"expired 7 {TEXTS[6]}",
    f"expired 8 {TEXTS[7]}",
    f"appeared 1 {NEW[1]}",
    f"edited 3 {MENDED}",
    f"withdrawn 5 {TEXTS[2]}",
    f"appeared 1 {TEXTS[7]}",
    f"appeared 2 {NEW[2]}",
    f"expired 7 {TEXTS[4]}",
    f"expired 8 {TEXTS[5]}",
]


def looks(folder: Path, *, dies_at: int) -> None:
    """Look at the pages not yet known to be seen; die at that hook point."""
    seen = folder / "seen"
    first = int(seen.read_text()) if seen.exists() else 0
    with Ledger(folder, hook=killed_at(dies_at)) as ledger:
        for number in range(first, len(PAGES)):
            # A look that is taken again comes later than the one that died.
            ledger.observe(look(PAGES[number], 60 * number + (30 if dies_at == 0 else 0)))
            seen.write_text(str(number + 1))


def events(folder: Path) -> list[str]:
    return [f"{r['event']} {r['position']} {r['text']}" for r in feed(folder, "breaking")]


@pytest.mark.parametrize("chunk", [300, 5000])
@pytest.mark.sampled(2)
def test_killed_at_every_point(tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "CHUNK", chunk)  # where a torn tail may end
    for point in sampled_steps(chunk, one_in=15):
        folder = tmp_path / str(point)
        status = ended(forked(looks, folder, dies_at=point))
        assert status in (0, -signal.SIGKILL)
        looks(folder, dies_at=0)
        assert events(folder) == EVENTS
        if not status:  # it came to its end before that point
            break
    assert point > 20


def follows(folder: Path, seed: int, begin: float, *, dies: bool) -> None:
    """Look again and again at a ticker that goes on as time does; die somewhere, if it is to."""
    chance = random.Random(seed)
    last, points = chance.randrange(20, 120), 0

    def hook(_point: str) -> None:
        nonlocal points
        points += 1
        if dies and points >= last:
            os.kill(os.getpid(), signal.SIGKILL)

    with Ledger(folder, hook=hook) as ledger:
        for _ in range(scaled(30, 300)):
            began = time.time()
            time.sleep(chance.uniform(0, 0.002))  # the answer's way
            page = PAGES[int((time.time() - begin) * 50) % len(PAGES)]
            seen = look(page, 0)
            ledger.observe(replace(seen, began=began, ended=time.time()))


@pytest.mark.parametrize("seed", range(scaled(2, 20)))
@pytest.mark.soak
def test_three_at_once_of_which_two_are_killed(tmp_path: Path, seed: int) -> None:
    begin = time.time()
    pids = [forked(follows, tmp_path, 10 * seed + n, begin, dies=n > 0) for n in range(3)]
    first, *_ = [ended(pid) for pid in pids]
    assert first == 0
    with Ledger(tmp_path) as ledger:
        ledger.settle()  # as a run does at its start: what it enters may be of this very second
        now = time.time()
        ledger.observe(replace(look(PAGES[0], 0), began=now, ended=now))
    fates: dict[str, list[str]] = {}
    for record in feed(tmp_path, "breaking"):  # fails on a torn line
        fates.setdefault(record["id"], []).append(record["event"])
    for fate in fates.values():
        assert fate[0] == "appeared"
        assert set(fate[1:-1]) <= {"edited"}
        assert "appeared" not in fate[1:]
    texts = {r["id"]: r["text"] for r in feed(tmp_path, "breaking")}
    standing = [texts[i] for i, fate in fates.items() if fate[-1] in ("appeared", "edited")]
    assert sorted(standing) == sorted(PAGES[0])
