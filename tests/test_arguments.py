"""Arguments: what is accepted, and the one line about what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mayadeen_crawler import arguments
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.spiders.section import SectionSpider


def test_defaults() -> None:
    given = arguments.parse({}, spider="section")
    assert given.site.base_url == "https://english.almayadeen.net"
    assert (given.max_pages, given.browser, given.refresh) == (5, "auto", "auto")
    assert (given.since, given.until) == (None, None)
    assert "-section-" in given.run_id


def test_bounds_are_days_on_the_sites_clock() -> None:
    given = arguments.parse({"since": "2026-07-01", "until": "2026-07-01"}, spider="section")
    # Jerusalem is three hours ahead of UTC in July.
    assert given.since == datetime(2026, 6, 30, 21, 0, tzinfo=UTC)
    assert given.until == datetime(2026, 7, 1, 20, 59, 59, tzinfo=UTC)


def test_scrapyds_job_is_the_run() -> None:
    given = arguments.parse({"_job": "26fd4a9c8b5d11ec", "_version": "1.0"}, spider="article")
    assert given.run_id == "26fd4a9c8b5d11ec"


@pytest.mark.parametrize("password", ["pa'ss", 'pa"ss', "pa ss", "1/pass", "p@ss", "pass?#", ""])
def test_a_password_in_a_base_url_is_not_repeated(password: str) -> None:
    with pytest.raises(WrongUseError) as raised:
        arguments.checked_base_url(f"http://me:{password}@host:80/")
    assert str(raised.value).startswith("base_url='***@host:80/' is not the address of a host")


def test_a_base_url_is_a_host() -> None:
    given = arguments.parse({"base_url": "http://LOCALHOST:8000/"}, spider="section")
    assert given.site.base_url == "http://localhost:8000"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("edition", "eng", "did you mean 'en'"),
        ("since", "yesterday", "2026-11-22"),
        ("until", "2026-13-01", "ISO date"),
        ("max_pages", "-1", "whole number"),
        ("max_pages", "many", "whole number"),
        ("max_pages", "٣", "whole number"),
        ("browser", "sometimes", "auto, never, always"),
        ("refresh", "Always", "did you mean 'always'"),
        ("base_url", "ftp://host", "scheme, host and port"),
        ("base_url", "http://host/path", "scheme, host and port"),
        ("base_url", "http://host:99999", "scheme, host and port"),
        ("base_url", "http://me:pw@host", "scheme, host and port"),
        ("base_url", "http://[::1", "scheme, host and port"),
        ("_job", "../../etc/passwd", "cannot name a run"),
        ("_job", "", "cannot name a run"),
    ],
)
def test_wrong_values_are_said_in_one_line(name: str, value: str, says: str) -> None:
    with pytest.raises(WrongUseError) as error:
        arguments.parse({name: value}, spider="section")
    line = str(error.value)
    assert name in line
    assert says in line
    assert "\n" not in line


def test_since_after_until_is_wrong() -> None:
    with pytest.raises(WrongUseError, match="later than"):
        arguments.parse({"since": "2026-02-02", "until": "2026-02-01"}, spider="section")


def test_unknown_names_have_a_nearest_match() -> None:
    with pytest.raises(WrongUseError, match=r"'section'; did you mean 'sections'\? \(valid: se"):
        arguments.check_names({"section": "politics"}, SectionSpider.own_arguments)


@pytest.mark.parametrize("value", ["a,b", " a , b ,", "a,,b,a"])
def test_lists(value: str) -> None:
    assert arguments.split_list(value) == ["a", "b"]
