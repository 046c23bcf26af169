"""The Wayback Machine's index and pages, as their documentation describes them."""

from __future__ import annotations

import gzip
import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from mayadeen_crawler.replica.archives import ArchivesServer, captured
from tests.replica.archives.conftest import HOST, PAGES, ask, lives

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


@pytest.fixture
def base(archives: ArchivesServer) -> str:
    return archives.settings["WAYBACK_URL"]


def rows(base: str, query: str) -> list[Any]:
    answer = ask(f"{base}/cdx/search/cdx?{query}&output=json")
    assert answer.status == 200
    found: list[Any] = json.loads(answer.body)
    return found


@pytest.mark.soak
def test_rows_follow_a_header(base: str) -> None:
    header, *found = rows(base, f"url={HOST}&matchType=host")
    assert header == FIELDS
    assert len(found) == 6 * PAGES
    assert all(isinstance(value, str) for row in found for value in row)
    assert found == sorted(found, key=lambda row: (row[0], row[1]))
    assert rows(base, "url=another.example&matchType=host") == []


def test_plain_text_is_separated_by_spaces(base: str) -> None:
    address = f"{base}/cdx/search/cdx?url={HOST}/robots.txt&limit=1"
    key, timestamp, original, mime, status, digest, length = ask(address).text.split(" ")
    assert (key, timestamp) == ("net,almayadeen,english)/robots.txt", "20250112182207")
    assert (original, mime, status) == (f"https://{HOST}/robots.txt", "text/plain", "200")
    assert (len(digest), int(length) > 100) == (32, True)
    assert ask(f"{address}&fl=timestamp,original").text == f"20250112182207 {original}\n"
    assert ask(f"{base}/cdx/search/cdx?url=another.example").body == b""


def test_what_equals_the_capture_before_is_a_revisit(base: str) -> None:
    _, first, *others = rows(base, f"url={HOST}/robots.txt")
    assert (first[3], first[4]) == ("text/plain", "200")
    assert [(row[3], row[4], row[5]) for row in others] == [("warc/revisit", "-", first[5])] * 5
    good = rows(base, f"url={HOST}/robots.txt&filter=statuscode:200")
    assert good == [FIELDS, first]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"url={HOST}/robots.txt", 6),
        (f"url=http://www.{HOST}/robots.txt/", 6),
        (f"url={HOST}/robots*", 6),
        (f"url={HOST}/robots&matchType=prefix", 6),
        (f"url={HOST}/news/&matchType=prefix&filter=original:.*/news", 0),
        ("url=almayadeen.net&matchType=domain&from=20250324", PAGES),
        ("url=almayadeen.net&matchType=host", 0),
        (f"url={HOST}&matchType=host&from=2025011318&to=20250120", 2 * PAGES),
        (f"url={HOST}/robots.txt&from=20250113&to=202502", 4),
        (f"url={HOST}/robots.txt&collapse=digest", 1),
        (f"url={HOST}/robots.txt&collapse=timestamp:6", 3),
        (f"url={HOST}/robots.txt&filter=!mimetype:warc/revisit", 1),
        (f"url={HOST}/robots.txt&limit=-2", 2),
    ],
)
def test_parameters_narrow_the_answer(base: str, query: str, count: int) -> None:
    assert len(rows(base, query)[1:]) == count


@pytest.mark.parametrize("query", ["", "url=a.example&matchType=all", "url=a.example&filter=x"])
def test_a_wrong_query_is_400(base: str, query: str) -> None:
    assert ask(f"{base}/cdx/search/cdx?{query}").status == 400


@pytest.mark.parametrize("collapse", ["", "&collapse=digest"])
def test_resume_keys_lead_through_everything(base: str, collapse: str) -> None:
    query = f"url={HOST}&matchType=host&filter=statuscode:200{collapse}"
    every = rows(base, query)[1:]
    found: list[Any] = []
    key, answers = "", 0
    while True:
        answer = rows(base, f"{query}&limit=10&showResumeKey=true&resumeKey={key}")
        answers += 1
        if answer[-2] != []:
            break
        assert len(answer) == 1 + 10 + 2
        found += answer[1:-2]
        (key,) = answer[-1]
    assert found + answer[1:] == every
    assert answers == -(-len(every) // 10) > 5


def test_resume_key_of_plain_text_follows_an_empty_line(base: str) -> None:
    address = f"{base}/cdx/search/cdx?url={HOST}&matchType=host&fl=timestamp&limit=2"
    lines = ask(f"{address}&showResumeKey=true").text.splitlines()
    assert (len(lines), lines[2]) == (4, "")
    assert ask(address).text.splitlines() == lines[:2]
    more = ask(f"{address}&resumeKey={lines[3]}").text.splitlines()
    assert more != lines[:2]
    assert ask(f"{address}&resumeKey=nonsense").status == 400


def test_a_page_is_raw(base: str) -> None:
    for capture in captured(lives(), "wayback"):
        if capture.story in (7, 8, 9, 10):
            answer = ask(f"{base}/web/{capture.timestamp}id_/{capture.url}")
            assert answer.status == 200
            coded = answer.headers.get("Content-Encoding") == "gzip"
            assert (gzip.decompress(answer.body) if coded else answer.body) == capture.body
            assert coded == ("x-archive-orig-content-encoding" in answer.headers)
            assert answer.headers["x-archive-orig-content-length"] == str(len(answer.body))
            assert answer.headers["x-archive-orig-content-type"] == "text/html; charset=utf-8"
            assert answer.headers["x-archive-src"].endswith(".warc.gz")
            assert parsedate_to_datetime(answer.headers["Memento-Datetime"]) == capture.moment


def test_another_moment_redirects_to_the_nearest_capture(base: str) -> None:
    url = f"https://{HOST}/robots.txt"
    for asked, nearest in (
        ("20250101", "20250112182207"),
        ("20250119", "20250120182207"),
        ("2026", "20250324182207"),
    ):
        answer = ask(f"{base}/web/{asked}id_/{url}")
        assert answer.status == 302
        assert answer.headers["Location"] == f"{base}/web/{nearest}id_/{url}"


def test_a_revisit_shows_the_page(base: str) -> None:
    answer = ask(f"{base}/web/20250113182207id_/https://{HOST}/robots.txt")
    assert answer.status == 200
    assert gzip.decompress(answer.body).startswith(b"User-agent: ")
    assert answer.headers["Memento-Datetime"] == "Mon, 13 Jan 2025 18:22:07 GMT"


def test_what_is_not_archived(base: str) -> None:
    assert ask(f"{base}/web/2025id_/https://{HOST}/news/none").status == 404
    assert ask(f"{base}/about").status == 404
    assert ask(f"{base}/web/2025id_/http://[").status == 400
