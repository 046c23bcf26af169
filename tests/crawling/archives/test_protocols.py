"""What the services of archives answer, read as captures; their answers are written by hand."""

from __future__ import annotations

import gzip
import json

import pytest

from mayadeen_crawler.crawling.archives import ccnews, commoncrawl, wayback
from mayadeen_crawler.crawling.archives.captures import Period14, captured_period
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import ENGLISH, Site

SITE = Site(ENGLISH)
HOST = "https://english.almayadeen.net"
STORY = f"{HOST}/news/politics/a-made-up-story"
FILE = "crawl-data/CC-MAIN-2025-05/segments/1.2/warc/CC-MAIN-20250112-00000.warc.gz"


def line(**values: str) -> bytes:
    known = {
        "urlkey": "net,almayadeen,english)/news/politics/a-made-up-story",
        "timestamp": "20250112170000", "url": STORY, "mime": "text/html",
        "mime-detected": "text/html", "status": "200", "digest": "ABC234", "length": "1200",
        "offset": "77", "filename": FILE,
    }  # fmt: skip
    return json.dumps({**known, **values}).encode() + b"\n"


def test_the_lines_of_common_crawls_index() -> None:
    body = b"".join([
        line(),
        line(timestamp="20250113170000", truncated="length"),
        line(status="301"),
        line(url=f"{HOST}/news/politics"),  # a section
        line(url="https://other.example/news/politics/a-made-up-story"),
        line(**{"mime": "image/png", "mime-detected": "image/png"}),
        line(filename="crawl-data/../secret"),
        line(length="many"),
        b"{\"url\": 5}\n",
        b"not JSON\n",
    ])  # fmt: skip
    found = commoncrawl.captures_in(body, "CC-MAIN-2025-05", SITE)
    first, second = found.captures
    assert (first.url, first.page, first.moment, first.digest) == (
        STORY, STORY, "20250112170000", "ABC234",
    )  # fmt: skip
    assert (first.file, first.offset, first.length, first.state) == (FILE, 77, 1200, "pending")
    assert commoncrawl.record_range(first) == "bytes=77-1276"
    assert commoncrawl.capture_url("https://data.example", first) == (
        f"https://data.example/{FILE}#offset=77&length=1200"
    )
    assert (second.moment, second.state) == ("20250113170000", "truncated")
    assert (found.lines, found.foreign, found.damaged) == (10, {"2025-01": 1}, 4)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"[1, 2]\n", b"[" * 100_000])
def test_an_answer_that_is_no_index_page(body: bytes) -> None:
    with pytest.raises(ValueError, match="line of an index"):
        commoncrawl.captures_in(body, "CC-MAIN-2025-05", SITE)


@pytest.mark.parametrize(
    ("body", "says"),
    [(line() + line()[:70], "its last line is torn"), (line() + b"<p>\n" * 2, "2 of its 3 lines")],
)
def test_a_part_of_an_index_page_is_not_taken_for_the_whole(body: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        commoncrawl.captures_in(body, "CC-MAIN-2025-05", SITE)


def test_most_rows_that_are_none_are_no_index_page() -> None:
    rows = [["original", "timestamp", "statuscode"], [STORY, "20250112170000", "200"]]
    body = json.dumps([*rows, [None, "x", "200"], [STORY, "soon", "200"]])
    with pytest.raises(ValueError, match="2 of its 3 rows"):
        wayback.captures_in(body.encode(), SITE)


def test_the_list_of_crawls() -> None:
    body = json.dumps([
        {"id": "CC-MAIN-2025-08", "from": "2025-02-06T14:00:00", "to": "2025-02-19T11:00:00"},
        {"id": "CC-MAIN-2025-05", "from": "2025-01-12T14:00:00", "to": "2025-01-26T15:00:00",
         "cdx-api": "https://elsewhere.example/CC-MAIN-2025-05-index"},
        {"id": "CC-MAIN-2008-2009"}, {"id": "../etc"}, 7,
    ]).encode()  # fmt: skip
    found = commoncrawl.crawls_in(body, "https://index.example")
    assert [(crawl.name, crawl.first, crawl.last) for crawl in found] == [
        ("CC-MAIN-2008-2009", "0" * 14, "9" * 14),
        ("CC-MAIN-2025-05", "20250112140000", "20250126150000"),
        ("CC-MAIN-2025-08", "20250206140000", "20250219110000"),
    ]
    assert found[1].page("host/*", 3) == (
        "https://index.example/CC-MAIN-2025-05-index?url=host%2F%2A&output=json&page=3"
    )
    with pytest.raises(ValueError, match="names none"):
        commoncrawl.crawls_in(b"[]", "https://index.example")


HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def rows(*found: list[str], key: str = "") -> bytes:
    table = [HEADER, *found] if found else []
    return json.dumps([*table, [], [key]] if key else table).encode()


def row(moment: str, url: str = STORY, mime: str = "text/html", status: str = "200") -> list[str]:
    return ["net,almayadeen,english)/x", moment, url, mime, status, "XYZ", "900"]


def test_the_rows_of_waybacks_index() -> None:
    body = rows(
        row("20250112170000"),
        row("20250113170000", mime="warc/revisit", status="-"),
        row("20250114170000", status="301"),
        row("20250115170000", url=f"http://www.other.example{STORY}"),
        row("never"),
        row("20250116170000", url=STORY.replace("https", "http") + "?utm_source=x"),
        key="net,almayadeen,english)/y 20250116170000",
    )
    found = wayback.captures_in(body, SITE)
    assert [(one.moment, one.state, one.page) for one in found.captures] == [
        ("20250112170000", "pending", STORY),
        ("20250113170000", "reference", STORY),
        ("20250116170000", "pending", STORY),
    ]
    assert found.resume_key == "net,almayadeen,english)/y 20250116170000"
    assert (found.damaged, sum(found.foreign.values())) == (1, 1)
    first = found.captures[0]
    assert wayback.page_url("https://wb.example", first) == (
        f"https://wb.example/web/20250112170000id_/{STORY}"
    )
    assert wayback.capture_url("https://wb.example", first) == (
        f"https://wb.example/web/20250112170000/{STORY}"
    )


#: Of an address, what gets into no record that is kept: it would end the line that it stands in.
INJECTED = ("?utm_source=a\r\nWARC-Type: request", "#a\nX: y", "\r", "\x00", "\x1b[2J", "\u2028")
#: Moments that no clock shows.
NEVER = ("20250231170000", "20250229170000", "20250112240000", "2025\u0660\u06612170000")


def test_rows_whose_words_would_be_lines_of_a_record_are_passed_over() -> None:
    urls = [f"{STORY}{more}" for more in INJECTED] + [f"{STORY}\ud800"]
    body = rows(*(row("20250112170000", url) for url in urls), *map(row, NEVER))
    found = wayback.captures_in(body, SITE)
    assert (found.captures, found.damaged) == ([], len(NEVER))
    lines = [line(url=url) for url in urls] + [line(timestamp=moment) for moment in NEVER]
    page = commoncrawl.captures_in(b"".join(lines), "CC-MAIN-2025-05", SITE)
    assert (page.captures, page.damaged) == ([], len(NEVER))


def test_a_length_that_no_page_has_asks_for_no_room_on_the_disk() -> None:
    (asked,) = wayback.captures_in(rows([*row("20250112170000")[:6], "9" * 15]), SITE).captures
    assert asked.length == 0
    found = commoncrawl.captures_in(line(length="9" * 15) + line(), "CC-MAIN-2025-05", SITE)
    assert ([one.length for one in found.captures], found.damaged) == ([1200], 1)


@pytest.mark.parametrize("body", [b"", b"[]"])
def test_an_index_without_rows(body: bytes) -> None:
    found = wayback.captures_in(body, SITE)
    assert (found.captures, found.resume_key) == ([], "")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>", b"{}", b"[1]", b'[["a"], ["b"]]', b"[[], [5]]",
        b'[["timestamp", "original", "statuscode", []], ["20250112170000", "x", "200", "y"]]',
        b'[["timestamp", "original", "statuscode"], [], ["\\ud800"]]',
    ],
)  # fmt: skip
def test_an_answer_that_is_no_table(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        wayback.captures_in(body, SITE)


def test_which_capture_was_served() -> None:
    base = "https://wb.example"
    assert wayback.served_capture(f"{base}/web/20250112170000id_/{STORY}?a=1", base) == (
        "20250112170000", f"{STORY}?a=1",
    )  # fmt: skip
    assert wayback.served_capture(f"{base}/sorry", base) is None
    assert wayback.served_capture(f"https://x/web/20250112170000id_/{STORY}", base) is None


def test_the_headers_that_the_site_sent() -> None:
    answer = [
        (b"Content-Type", b"text/html"),
        (b"Memento-Datetime", b"Sun, 12 Jan 2025 17:00:00 GMT"),
        (b"X-Archive-Orig-Server", b"nginx"),
        (b"X-Archive-Orig-Content-Type", b"text/html; charset=utf-8"),
        (b"X-Archive-Orig-Content-Length", b"321"),
        (b"X-Archive-Orig-Content-Encoding", b"gzip"),
        (b"X-Archive-Orig-Transfer-Encoding", b"chunked"),
    ]
    always = [(b"Server", b"nginx"), (b"Content-Type", b"text/html; charset=utf-8")]
    length, packed = (b"Content-Length", b"321"), gzip.compress(b"<p>")
    # Packed, and said so; packed, and not said so; unpacked by the archive.
    said = [*answer, (b"Content-Encoding", b"gzip")]
    coding = (b"Content-Encoding", b"gzip")
    assert wayback.original_headers(said, packed) == [*always, length, coding]
    assert wayback.original_headers(answer, packed) == [*always, length, coding]
    assert wayback.original_headers(answer, b"<p>") == always
    # Packed by the archive on the way.
    plain = [pair for pair in said if pair[0] != b"X-Archive-Orig-Content-Encoding"]
    assert wayback.original_headers(plain, packed) == [*always, coding]


def test_an_exclusion_is_told_from_a_refusal() -> None:
    assert wayback.is_exclusion(b"<h1>Blocked Site Error</h1>")
    assert wayback.is_exclusion(b"This URL has been excluded from the Wayback Machine.")
    assert not wayback.is_exclusion(b"<h1>403 Forbidden</h1>")


def test_the_files_of_a_month_of_news() -> None:
    names = [
        "crawl-data/CC-NEWS/2019/05/CC-NEWS-20190516120000-00124.warc.gz",
        "crawl-data/CC-NEWS/2019/05/CC-NEWS-20190515020000-00123.warc.gz",
    ]
    found = ccnews.files_in(gzip.compress("\n".join([*names, "elsewhere"]).encode()))
    assert found == [names[1], names[0]]
    assert ccnews.files_in(gzip.compress(b"")) == []
    day = captured_period("2019-05-16")
    assert [ccnews.may_hold(name, day) for name in found] == [True, True]
    assert [ccnews.may_hold(name, captured_period("2019-05-17")) for name in found] == [
        False, True,
    ]  # fmt: skip
    for body in (b"no gzip", gzip.compress(b"other words")):
        with pytest.raises(ValueError, match=r"it (is|names) no"):
            ccnews.files_in(body)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (None, "0" * 14, "9" * 14),
        ("2025", "20250101000000", "20251231235959"),
        ("2024-02", "20240201000000", "20240229235959"),
        ("2019-01,2026-10", "20190101000000", "20261031235959"),
        ("2025-01-12,2025-01-13", "20250112000000", "20250113235959"),
        ("2019,", "20190101000000", "9" * 14),
        (",2019", "0" * 14, "20191231235959"),
    ],
)
def test_captured(text: str | None, first: str, last: str) -> None:
    assert captured_period(text) == Period14(first, last)


@pytest.mark.parametrize("text", ["", ",", "x", "2025-00", "2025-02-30", "1,2,3", "2025-1"])
def test_captured_in_another_form(text: str) -> None:
    with pytest.raises(WrongUseError, match="is not FROM,TO"):
        captured_period(text)
