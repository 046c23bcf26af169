"""Stats are counted as Scrapy counts them, by the collector of every run."""

from __future__ import annotations

from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler

from mayadeen_crawler.utils.scrapy_internals import Stats


def test_stats_are_those_of_scrapy_without_its_wrappers() -> None:
    assert load_object(get_project_settings()["STATS_CLASS"]) is Stats
    stats = Stats(get_crawler())
    stats.inc_value("pages")
    stats.inc_value("pages", 2)
    stats.inc_value("late", start=3)
    stats.set_value("reason", "finished")
    stats.max_value("most", 1)
    stats.max_value("most", 4)
    stats.min_value("least", 4)
    stats.min_value("least", 1)
    assert stats.get_stats() == {
        "pages": 3, "late": 4, "reason": "finished", "most": 4, "least": 1,
    }  # fmt: skip
    assert stats.get_value("pages") == 3
    assert stats.get_value("none", 7) == 7
    assert stats.inc_value.__func__ is Stats.inc_value  # type: ignore[attr-defined]
