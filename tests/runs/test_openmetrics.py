"""``scrapy runs --openmetrics``: read by a strict reader, as Prometheus and node_exporter would."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mayadeen_crawler.runs.openmetrics import METRICS, openmetrics
from mayadeen_crawler.runs.past_runs import runs_of
from tests.helpers.manifests import made, written
from tests.helpers.processes import ROOT

_SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\} (-?[0-9.e+]+)')
_LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"')


def read(text: str) -> dict[tuple[str, ...], float]:
    """Return (metric, spider, edition) → value; fails where the text is not OpenMetrics.

    Each metric's TYPE, UNIT and HELP come before its samples, and nothing else between those; no
    series is there twice; ``# EOF`` is the last line.
    """
    *lines, last = text.removesuffix("\n").split("\n")
    assert last == "# EOF"
    found: dict[tuple[str, ...], float] = {}
    declared: list[str] = []
    for line in lines:
        if line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split(" ")
            assert kind == "gauge"
            assert name not in declared
            declared.append(name)
        elif line.startswith("# "):
            word, name, said = line.removeprefix("# ").split(" ", 2)
            assert word in ("UNIT", "HELP")
            assert name == declared[-1]
            assert word == "HELP" or name.endswith(f"_{said}")
        else:
            match = _SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == declared[-1]
            labels = dict(_LABEL.findall(match[2]))
            assert list(labels) == ["spider", "edition"]
            series = (match[1], *labels.values())
            assert series not in found
            found[series] = float(match[3])
    return found


def text_of(folder: Path) -> str:
    return openmetrics(runs_of(written(folder), None, None), lambda _: None)


def test_the_figures_of_each_spider_and_edition(tmp_path: Path) -> None:
    last = made(
        "d", started="2026-03-05T12:00:00Z", ended="2026-03-05T12:05:00Z",
        article__new=2, page__failed=4, health__problem="4 of 9 responses failed",
    )  # fmt: skip
    written(
        tmp_path,
        made("a", article__new=7, page__recognised=8),
        made("b", spider="breaking", edition="ar", ticker__appeared=3, page__recognised=1),
        last | {"pending_left": 11, "seconds": 12.5},
        made("e", finish_reason="already_running", run__already_running="d"),
        made("f", spider="sectoin", finish_reason="wrong_use", wrong_use="no such spider"),
    )
    found = read(text_of(tmp_path))
    # 2026-03-05T10:01:00Z and 12:00:00Z, by `date -d … +%s`.
    assert found == {
        ("mayadeen_last_good_run_timestamp_seconds", "breaking", "ar"): 1772704860,
        ("mayadeen_last_good_run_timestamp_seconds", "section", "en"): 1772704860,
        ("mayadeen_last_run_timestamp_seconds", "breaking", "ar"): 1772704800,
        ("mayadeen_last_run_timestamp_seconds", "section", "en"): 1772712000,
        ("mayadeen_last_run_good", "breaking", "ar"): 1,
        ("mayadeen_last_run_good", "section", "en"): 0,
        ("mayadeen_last_run_blocked", "breaking", "ar"): 0,
        ("mayadeen_last_run_blocked", "section", "en"): 0,
        ("mayadeen_last_run_duration_seconds", "breaking", "ar"): 60,
        ("mayadeen_last_run_duration_seconds", "section", "en"): 12.5,
        ("mayadeen_last_run_new_records", "breaking", "ar"): 3,
        ("mayadeen_last_run_new_records", "section", "en"): 2,
        ("mayadeen_last_run_failed_pages", "breaking", "ar"): 0,
        ("mayadeen_last_run_failed_pages", "section", "en"): 4,
        ("mayadeen_pending_addresses", "section", "en"): 11,
    }
    assert datetime.fromisoformat("2026-03-05T10:01:00+00:00").timestamp() == 1772704860


def test_a_run_that_the_site_refused_says_so(tmp_path: Path) -> None:
    written(tmp_path, made("a", finish_reason="blocked", blocked__reason="a challenge"))
    found = read(text_of(tmp_path))
    assert found["mayadeen_last_run_blocked", "section", "en"] == 1
    assert found["mayadeen_last_run_good", "section", "en"] == 0


def test_without_a_run_it_is_valid(tmp_path: Path) -> None:
    assert text_of(tmp_path) == "# EOF\n"


@pytest.mark.no_records("manifests that no run writes")
def test_hostile_manifests_stay_labels(tmp_path: Path) -> None:
    evil = 'x"} 1\nmayadeen_last_run_good{spider="y\\'
    written(tmp_path, made("a", spider=evil, edition="\\n"))
    names = {series[1:] for series in read(text_of(tmp_path))}
    assert names == {('x\\"} 1\\nmayadeen_last_run_good{spider=\\"y\\\\', "\\\\n")}
    folder = written(tmp_path, made("b", spider="tag") | {"pages": {}, "pending_left": None})
    assert read(openmetrics(runs_of(folder, "tag", None), lambda _: None))


def test_the_alerts_that_are_printed_ask_for_metrics_that_are_there() -> None:
    page = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    block = page.partition("```yaml\n")[2].partition("```")[0]
    (group,) = YAML(typ="safe").load(block)["groups"]
    assert [sorted({*rule, "for"}) for rule in group["rules"]] == [["alert", "expr", "for"]] * 5
    asked = {name for rule in group["rules"] for name in re.findall(r"mayadeen_\w+", rule["expr"])}
    assert asked == {
        "mayadeen_last_good_run_timestamp_seconds",
        "mayadeen_last_run_timestamp_seconds",
        "mayadeen_last_run_blocked",
    }
    assert asked <= set(METRICS)
    assert {f"`{name}`" for name in METRICS} <= set(re.findall(r"`mayadeen_\w+`", page))
