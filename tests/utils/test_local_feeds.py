"""What is put into the URIs of FEEDS before a run."""

from __future__ import annotations

import pytest
from scrapy import Spider
from scrapy.settings import Settings

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.utils.local_feeds import fill_in


class Plain(Spider):
    """A spider of a user's own."""

    name = "plain"


@pytest.mark.parametrize(
    ("spider", "options", "filled"),
    [
        (Plain, {}, "plain-%(topic)s-%(time)s.jsonl"),  # `-a topic=` is given when it is made
        (Plain(topic="gaza"), {}, "plain-gaza-%(time)s.jsonl"),
        (Plain, {"uri_params": "own.params"}, "%(name)s-%(topic)s-%(time)s.jsonl"),
    ],
)
def test_only_what_is_known_before_the_run(
    spider: Spider | type[Spider], options: dict[str, str], filled: str
) -> None:
    settings = Settings({"FEEDS": {"%(name)s-%(topic)s-%(time)s.jsonl": options}})
    fill_in(settings, spider)
    assert list(settings.getdict("FEEDS")) == [filled]


def test_what_no_run_has_is_wrong_use() -> None:
    with pytest.raises(WrongUseError, match="no run has a 'topic'"):
        fill_in(Settings({"FEEDS": {"%(topic)s.jsonl": {}}}), Plain())


def test_all_is_left_to_a_function_for_all_feeds() -> None:
    settings = Settings({"FEEDS": {"%(topic)s.jsonl": {}}, "FEED_URI_PARAMS": "own.params"})
    fill_in(settings, Plain())
    assert list(settings.getdict("FEEDS")) == ["%(topic)s.jsonl"]
