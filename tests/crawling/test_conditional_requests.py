"""HTTP headers: which copy of a page an answer is, and how old."""

from __future__ import annotations

import time

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from mayadeen_crawler.crawling.conditional_requests import MAX_AGE, copy_of, span_of
from mayadeen_crawler.ledger.listings.page_readings import Copy
from mayadeen_crawler.middlewares.conditional import condition
from mayadeen_crawler.middlewares.pace import SENT_AT

URL = "http://replica.test/"
TEN, TEN_AND_A_SECOND = "Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 10:00:01 GMT"


def answer(**headers: str) -> HtmlResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    meta = {SENT_AT: time.time() - 5}
    return HtmlResponse(URL, headers=given, request=Request(URL, meta=meta))


def test_both_validators_make_the_next_request_conditional() -> None:
    copy = copy_of(answer(ETag='W/"x"', Last_Modified=TEN, Date=TEN_AND_A_SECOND))
    assert copy == Copy(URL, 'W/"x"', TEN)
    assert condition(copy) == {"If-None-Match": 'W/"x"', "If-Modified-Since": TEN}


@pytest.mark.parametrize("date", [{}, {"Date": TEN}, {"Date": "today"}, {"Date": "-1"}])
def test_a_time_that_may_hide_a_change_is_not_sent(date: dict[str, str]) -> None:
    copy = copy_of(answer(Last_Modified=TEN, **date))
    assert condition(copy) == {}
    assert condition(None) == {}


@pytest.mark.parametrize("etag", ["", " ", "x" * 501, '"a\x1b[2J"', '"a\x00"', '"\u00e9"'])
def test_no_validator_of_any_use(etag: str) -> None:
    assert copy_of(answer(ETag=etag, Last_Modified="never")) == Copy(URL)


@pytest.mark.parametrize(
    ("age", "seconds"),
    [("0", 0), ("90", 90), ("-90", 0), ("old", 0), ("٣", 0), ("9" * 400, MAX_AGE), ("1.5", 0)],
)
def test_a_copy_is_older_than_its_answer(age: str, seconds: float) -> None:
    began, ended = span_of(answer(Age=age))
    assert 5 <= ended - began < 60
    assert abs(time.time() - seconds - ended) < 60


def test_without_the_moment_of_sending_the_latency_tells() -> None:
    began, ended = span_of(HtmlResponse(URL, request=Request(URL, meta={"download_latency": 2.0})))
    assert ended - began == pytest.approx(2.0)
