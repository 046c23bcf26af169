"""The table of runs."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.runs.past_runs import runs_of
from mayadeen_crawler.runs.table import table
from mayadeen_crawler.utils.terminal import rendered
from tests.helpers.manifests import made, written


def test_the_table(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made("a", article__new=12, article__revised=3, page__answered=20),
        made(
            "b", spider="breaking", started="2026-03-05T10:05:00Z", ticker__polls=1,
            ticker__appeared=10, ticker__edited=1,
        ),
        made(
            "c",
            finish_reason="blocked",
            blocked__reason="a \x1b[31mchallenge\u202e [bold]x[/bold]",
        ),
        made("d", running=True, ended="2026-03-05T10:09:00Z"),
        made("e", health__warnings=["drift: x"], page__answered=5),
    )  # fmt: skip
    at = "2026-03-05 10:00 section  en "
    runs = table(runs_of(folder, None, None))
    assert runs is not None
    assert rendered(runs).splitlines() == [
        "started (UTC)    spider      outcome new revised seconds reason, or result",
        at + "good      0       0    60.0 "
        "politics: 0 new, 0 revised, 0 known articles; 5 pages, 0 failed (1 warning)",
        at + "died      0       0    60.0 "
        "killed or crashed after 2026-03-05T10:09:00Z: the next run recovers its records",
        at + "blocked   0       0    60.0 politics: a \\x1b[31mchallenge\\u202e [bold]x[/bold]",
        (
            "2026-03-05 10:05 breaking en good     10       1    60.0 "
            "politics: 10 appeared, 1 edited, 0 expired, 0 withdrawn breaking lines; looks: 1; "
            "0 pages, 0 failed"
        ),
        at + "good     12       3    60.0 "
        "politics: 12 new, 3 revised, 0 known articles; 20 pages, 0 failed",
    ]
    # On a terminal the reason wraps within its column, and outcomes have colours.
    shown = rendered(runs, width=80, colour=True).splitlines()
    assert "\x1b[32mgood   \x1b[0m" in shown[1]
    assert "\x1b[31mdied   \x1b[0m" in "".join(shown)
    assert max(map(len, rendered(runs, width=80).splitlines())) <= 80
    assert table(runs_of(folder, "tag", None)) is None


def test_a_job_is_named_by_its_schedule(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made("20260305T100000Z-section-0a1b2c"),
        made("20260305T100000Z-news-of-the-day-0a1b2c", finish_reason="shutdown"),
    )
    runs = table(runs_of(folder, None, None))
    assert runs is not None
    cells = [line[17:].split("  ")[0] for line in rendered(runs).splitlines()]
    assert cells[1] == "section (news-of-the-day) en interrupted"
    assert cells[2].startswith("section")
    assert "(" not in cells[2]
    assert max(map(len, rendered(runs, width=80).splitlines())) <= 80
