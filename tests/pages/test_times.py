"""The two times of an article from what its page's sources say, in the site's own forms.

Made-up posts: the times that the CMS shows are written beside what they are in UTC, by hand from
the rules of its clock (UTC+3 in summer, which began on 24 March 2023 and 29 March 2024 and ended
on 29 October 2023; else UTC+2).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.outlet import ARABIC, ENGLISH, SPANISH, Edition, Site
from mayadeen_crawler.pages.article import Hints, parse_article
from tests.helpers.table_tests import each_row


class Post(NamedTuple):
    meta: str
    """As ``article:published_time`` has it."""
    embedded: str
    """As the embedded metadata has it."""
    shown: str
    """As a reader sees it."""
    moment: str


POSTS = [
    Post(*line)
    for line in (
        ("2023-01-05T04:10:00.0000000", "2023-01-05T06:10:00+02:00", "5 كانون الثاني 2023 06:10",
         "2023-01-05T04:10:00Z"),
        ("2023-02-11T22:15:30.1200000", "2023-02-12T00:15:30+02:00", "12 شباط 2023 00:15",
         "2023-02-11T22:15:30Z"),
        ("2023-03-23T23:59:00.0000000", "2023-03-24T01:59:00+02:00", "24 آذار 2023 01:59",
         "2023-03-23T23:59:00Z"),
        ("2023-03-24T00:00:00.0000000", "2023-03-24T03:00:00+03:00", "24 آذار 2023 03:00",
         "2023-03-24T00:00:00Z"),
        ("2023-04-30T21:00:00.0000000", "2023-05-01T00:00:00+03:00", "1 أيار 2023 00:00",
         "2023-04-30T21:00:00Z"),
        ("2023-06-17T09:41:07.9990000", "2023-06-17T12:41:07+03:00", "17 حزيران 2023 12:41",
         "2023-06-17T09:41:07Z"),
        ("2023-07-01T17:05:00.0000000", "2023-07-01T20:05:00+03:00", "1 تموز 2023 20:05",
         "2023-07-01T17:05:00Z"),
        ("2023-09-09T20:59:59.0070000", "2023-09-09T23:59:59+03:00", "9 أيلول 2023 23:59",
         "2023-09-09T20:59:59Z"),
        ("2023-10-28T21:30:00.0000000", "2023-10-29T00:30:00+03:00", "29 تشرين الأول 2023 00:30",
         "2023-10-28T21:30:00Z"),
        ("2023-10-28T22:30:00.0000000", "2023-10-29T01:30:00+03:00", "29 تشرين الأول 2023 01:30",
         "2023-10-28T22:30:00Z"),
        ("2023-10-28T23:30:00.0000000", "2023-10-29T01:30:00+02:00", "29 تشرين الأول 2023 01:30",
         "2023-10-28T23:30:00Z"),
        ("2023-10-29T00:30:00.0000000", "2023-10-29T02:30:00+02:00", "29 تشرين الأول 2023 02:30",
         "2023-10-29T00:30:00Z"),
        ("2023-11-30T22:00:00.0000000", "2023-12-01T00:00:00+02:00", "1 كانون الأول 2023 00:00",
         "2023-11-30T22:00:00Z"),
        ("2023-12-31T21:45:12.5000000", "2023-12-31T23:45:12+02:00", "31 كانون الأول 2023 23:45",
         "2023-12-31T21:45:12Z"),
        ("2023-12-31T22:01:00.0000000", "2024-01-01T00:01:00+02:00", "1 كانون الثاني 2024 00:01",
         "2023-12-31T22:01:00Z"),
        ("2024-02-29T11:11:11.1110000", "2024-02-29T13:11:11+02:00", "29 شباط 2024 13:11",
         "2024-02-29T11:11:11Z"),
        ("2024-03-28T23:58:00.0000000", "2024-03-29T01:58:00+02:00", "29 آذار 2024 01:58",
         "2024-03-28T23:58:00Z"),
        ("2024-03-29T00:02:00.0000000", "2024-03-29T03:02:00+03:00", "29 آذار 2024 03:02",
         "2024-03-29T00:02:00Z"),
        ("2024-08-15T20:39:00.0000000", "2024-08-15T23:39:00+03:00", "15 آب 2024 23:39",
         "2024-08-15T20:39:00Z"),
        ("2024-08-16T06:20:48.0430000", "2024-08-16T09:20:48+03:00", "16 آب 2024 09:20",
         "2024-08-16T06:20:48Z"),
    )
]  # fmt: skip


class Counts:
    def inc_value(self, key: str) -> None:
        pass


def time_doubts(got: FetchedArticle) -> list[str]:
    return [code for code in got.doubts if code.startswith("time_")]


class Shown(NamedTuple):
    url: str
    text: str
    body: bytes = b""
    encoding: str = ""


def read(
    head: str, shown: str = "", hints: Hints | None = None, edition: Edition = ARABIC
) -> FetchedArticle:
    html = (
        f"<html><head>{head}</head><body><h1>A title</h1><p>{shown}</p><p>Text.</p></body></html>"
    )
    article = parse_article(
        Shown(f"{edition.base_url}/news/politics/a", html),
        Site(edition),
        hints=hints or Hints(),
        run_id="",
        retrieved_at=datetime(2024, 8, 16, 9, 30, tzinfo=UTC),
        stats=Counts(),
    )
    article.normalize_dates()
    return article


def meta(published: str, modified: str | None = None) -> str:
    return (
        f"<meta property='article:published_time' content='{published}'>"
        f"<meta property='article:modified_time' content='{modified or published}'>"
    )


def embedded(published: object) -> str:
    value = json.dumps({"published_time": published, "last_updated": published})
    return f'<script id="tawsiyat-metadata" type="text/tawsiyat">{value}</script>'


def jsonld(published: object, modified: object = None) -> str:
    dates = {"datePublished": published, "dateModified": modified or published}
    value = json.dumps({"@type": "NewsArticle", "headline": "A title", **dates})
    return f'<script type="application/ld+json">{value}</script>'


@each_row("post", POSTS)
@pytest.mark.soak
def test_all_sources_of_a_post_name_one_moment(post: Post) -> None:
    heads = {
        "meta": meta(post.meta),
        "tawsiyat": embedded(post.embedded) + meta(post.meta),
        "jsonld": jsonld(post.meta),
    }
    for source, head in heads.items():
        for shown in ("", post.shown):
            got = read(head, shown)
            assert (got.published_at, got.modified_at) == (post.moment, post.moment)
            assert got.provenance["published_at"] == source
            # A time without offset is doubtful where nothing on the page confirms it.
            unconfirmed = source != "tawsiyat" and not shown
            assert time_doubts(got) == (["time_zone_assumed"] if unconfirmed else [])
    got = read("", post.shown)
    assert got.published_at is not None
    assert time_doubts(got) == ["time_zone_assumed"]


def test_a_page_that_contradicts_itself_says_so() -> None:
    got = read(embedded("2024-08-15T23:39:00+03:00") + meta("2024-08-15T18:00:00.0000000"))
    assert (got.published_at, time_doubts(got)) == ("2024-08-15T20:39:00Z", ["time_conflict"])
    got = read(
        embedded("2024-08-15T22:00:00+03:00") + meta("2024-08-15T20:39:00.0000000"),
        "15 آب 2024 23:39",
    )
    assert (got.published_at, got.published_raw) == (
        "2024-08-15T20:39:00Z",
        "2024-08-15T20:39:00.0000000",
    )
    assert got.provenance["published_at"] == got.provenance["published_raw"] == "meta"
    assert time_doubts(got) == ["time_conflict"]


def test_meta_times_on_the_sites_clock_are_recognised_by_the_page() -> None:
    head = embedded("2024-08-15T23:39:00+03:00") + meta("2024-08-15T23:39:00")
    got = read(head)
    assert (got.published_at, got.modified_at) == ("2024-08-15T20:39:00Z", "2024-08-15T20:39:00Z")
    assert time_doubts(got) == []


def test_a_conflict_of_the_last_change_is_one_of_the_record() -> None:
    head = jsonld("2024-08-15T20:39:00Z", "2024-08-15T20:50:00Z")
    got = read(head + meta("2024-08-15T20:39:00.0000000", "2024-08-15T21:50:00.0000000"))
    assert (got.published_at, got.modified_at) == ("2024-08-15T20:39:00Z", "2024-08-15T20:50:00Z")
    assert time_doubts(got) == ["time_conflict"]


def test_a_sitemap_confirms_and_never_contradicts() -> None:
    shown = "15 آب 2024 23:39"
    got = read("", shown, Hints(published="2024-08-15T22:39:00+02:00"))
    assert (got.published_at, time_doubts(got)) == ("2024-08-15T20:39:00Z", [])
    got = read("", shown, Hints(published="2024-08-15T21:39:00+02:00"))
    assert (got.published_at, time_doubts(got)) == ("2024-08-15T20:39:00Z", ["time_zone_assumed"])


@each_row(
    "value", [1643870760000, "1643870760000", 1643870760, 1643870760.5, "2022-02-03T06:46:00 UTC"]
)
def test_times_that_are_numbers(value: object) -> None:
    for head in (jsonld(value), embedded(value)):
        got = read(head)
        assert (got.published_at, got.modified_at) == (
            "2022-02-03T06:46:00Z",
            "2022-02-03T06:46:00Z",
        )
        assert time_doubts(got) == []
    # Ten digits as text, or a number that a reader sees, are no times.
    assert read(jsonld("1643870760")).published_at is None
    assert read("", "1643870760000").published_date is None


@each_row("value", [True, [], {}, 0, -5, 1e17, None, "", " ", [[1]], 10**19])
def test_values_that_are_no_times(value: object) -> None:
    for head in (jsonld(value), embedded(value)):
        assert read(head).published_date is None


def test_a_day_of_numbers_is_read_in_the_order_of_the_pages_language() -> None:
    for edition, moment in ((ARABIC, "2022-02-03T06:46:00Z"), (SPANISH, "2022-02-03T06:46:00Z")):
        assert read("", "03/02/2022 08:46", edition=edition).published_at == moment
    assert read("", "03/02/2022 08:46", edition=ENGLISH).published_date is None
    # What programs read is no language's.
    assert read(jsonld("03/02/2022 08:46")).published_date is None


def test_the_time_of_the_last_change_is_never_the_publications() -> None:
    got = read("", "Actualizado el 3 de febrero de 2022 a las 08:46", edition=SPANISH)
    assert (got.published_date, got.modified_at) == (None, "2022-02-03T06:46:00Z")
    shown = "Publicado el 2 de febrero de 2022 10:00</p><p>Actualizado el 03/02/2022 08:46"
    got = read("", shown, edition=SPANISH)
    assert (got.published_at, got.modified_at) == ("2022-02-02T08:00:00Z", "2022-02-03T06:46:00Z")


def test_a_date_within_the_text_is_no_publication() -> None:
    got = read("", "On 3 February 2022 the bakers of Norport met, and 15 آب 2024 23:39 was a day.")
    assert (got.published_at, got.published_date, time_doubts(got)) == (None, None, [])
    line = "The bakers of Norport met in the hall."
    got = read("", f"{line}</p><p>{line}</p><p>3 شباط 2022 08:46</p><p>{line}")
    assert got.published_date is None
    assert got.body_text == f"{line}\n\n{line}\n\n3 شباط 2022 08:46\n\n{line}\n\nText."
    # A chronicle, under a byline with its time.
    got = read("", f"15 آب 2024 23:39</p><p>{line}</p><p>3 شباط 2022</p><p>{line}")
    assert got.published_at == "2024-08-15T20:39:00Z"
    assert got.body_text == f"{line}\n\n3 شباط 2022\n\n{line}\n\nText."
