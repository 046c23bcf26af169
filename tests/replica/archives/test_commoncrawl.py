"""Common Crawl's index and data, as its documentation describes them."""

from __future__ import annotations

import gzip
import json
from html import unescape

import pytest

from mayadeen_crawler.replica.archives import ArchivesServer, captured
from tests.replica.archives.conftest import HOST, PAGES, ask, json_lines, lives, records


@pytest.fixture
def newest(archives: ArchivesServer) -> str:
    """Return the index API of the newest crawl, 24 March 2025."""
    info = json.loads(ask(archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json").body)
    return str(info[0]["cdx-api"])


@pytest.fixture
def oldest(archives: ArchivesServer) -> str:
    """Return the index API of the crawl of 12, 13 and 20 January 2025."""
    return archives.settings["COMMONCRAWL_INDEX"] + "/CC-MAIN-2025-02-index"


@pytest.mark.soak
def test_crawls_are_listed_newest_first(archives: ArchivesServer) -> None:
    base = archives.settings["COMMONCRAWL_INDEX"]
    info = json.loads(ask(f"{base}/collinfo.json").body)
    assert [crawl["id"] for crawl in info] == [
        "CC-MAIN-2025-13",
        "CC-MAIN-2025-08",
        "CC-MAIN-2025-02",
    ]
    assert info[2] == {
        "id": "CC-MAIN-2025-02",
        "name": "January 2025 Index",
        "timegate": f"{base}/CC-MAIN-2025-02/",
        "cdx-api": f"{base}/CC-MAIN-2025-02-index",
        "from": "2025-01-12T17:52:00",
        "to": "2025-01-20T17:54:34",
    }


def test_a_line_names_where_its_record_is(archives: ArchivesServer, newest: str) -> None:
    state = lives()[-1].states[7]
    path = state.url.partition(HOST)[2]
    (line,) = json_lines(ask(f"{newest}?url={HOST}{path}&output=json"))
    assert all(isinstance(value, str) for value in line.values())
    assert line["urlkey"] == f"net,almayadeen,english){path.lower()}"
    assert (line["url"], line["status"], line["mime"]) == (state.url, "200", "text/html")
    assert (line["languages"], line["encoding"]) == ("eng", "UTF-8")
    assert "/warc/CC-MAIN-20250324175200-20250324205200-0000" in line["filename"]
    offset, length = int(line["offset"]), int(line["length"])
    data = f"{archives.settings['COMMONCRAWL_DATA']}/{line['filename']}"
    answer = ask(data, {"Range": f"bytes={offset}-{offset + length - 1}"})
    assert (answer.status, len(answer.body)) == (206, length)
    assert answer.headers["Content-Range"].startswith(f"bytes {offset}-{offset + length - 1}/")
    assert gzip.decompress(answer.body).startswith(b"WARC/1.0\r\nWARC-Type: response\r\n")
    (found,) = records(answer.body)
    assert (found.kind, found.url, found.status) == ("response", state.url, 200)
    assert found.payload_digest == line["digest"]
    assert found.moment == "2025-03-24T17:53:31Z"
    assert line["timestamp"] == "20250324175331"
    assert state.article.headline in unescape(found.payload.decode())


def test_every_record_is_what_its_line_says(archives: ArchivesServer, oldest: str) -> None:
    lines = json_lines(ask(f"{oldest}?url={HOST}/*&output=json"))
    assert len(lines) == 3 * PAGES
    for line in lines:
        offset, length = int(line["offset"]), int(line["length"])
        file = archives.commoncrawl.files[line["filename"]]
        (found,) = records(file[offset : offset + length])
        assert (found.url, str(found.status)) == (line["url"], line["status"])
        assert found.payload_digest == line["digest"]
        assert found.moment.translate(str.maketrans("", "", "-:TZ")) == line["timestamp"]


def test_payloads_are_decoded_and_their_coding_is_renamed(
    archives: ArchivesServer, oldest: str
) -> None:
    base = archives.settings["COMMONCRAWL_DATA"]
    line = json_lines(ask(f"{oldest}?url={HOST}/*&output=json"))[0]
    every = records(ask(f"{base}/{line['filename']}").body)
    responses = [found for found in every if found.kind == "response"]
    coded = [found for found in responses if "x-crawl-content-encoding" in found.headers]
    assert len(responses) > len(coded) > len(responses) // 2
    for found in responses:
        assert "content-encoding" not in found.headers
        assert found.headers["content-length"] == str(len(found.payload))
        assert b"<html" in found.payload
    assert all(int(found.headers["x-crawl-content-length"]) > 0 for found in coded)


def test_a_file_has_other_records_around(archives: ArchivesServer) -> None:
    kinds = {}
    for path, file in archives.commoncrawl.files.items():
        if "CC-MAIN-2025-13" in path:
            kinds[path.split("/")[4]] = [found.kind for found in records(file)]
    assert kinds["warc"][:4] == ["warcinfo", "request", "response", "metadata"]
    assert kinds["robotstxt"] == ["warcinfo", "request", "response", "metadata"]


def test_pages_hold_fifty_lines(oldest: str) -> None:
    address = f"{oldest}?url={HOST}/*&output=json"
    pages = ask(f"{address}&showNumPages=true")
    assert json.loads(pages.body) == {"pages": 2, "pageSize": 5, "blocks": 7}
    first, second = (json_lines(ask(f"{address}&page={page}")) for page in (0, 1))
    assert (len(first), len(second)) == (50, 3 * PAGES - 50)
    assert json_lines(ask(address)) == first + second
    keys = [(line["urlkey"], line["timestamp"]) for line in first + second]
    assert keys == sorted(keys)
    beyond = ask(f"{address}&page=2")
    assert beyond.status == 400
    assert json.loads(beyond.body) == {"message": "Page 2 invalid: First Page is 0, Last Page is 1"}


def test_without_captures_the_answer_is_404(archives: ArchivesServer, newest: str) -> None:
    answer = ask(f"{newest}?url=another.example/*&output=json&page=0")
    assert answer.status == 404
    assert json.loads(answer.body) == {"message": "No Captures found for: another.example/*"}
    assert json.loads(ask(f"{newest}?url=another.example/*&showNumPages=true").body)["pages"] == 0
    unknown = ask(archives.settings["COMMONCRAWL_INDEX"] + "/CC-MAIN-2019-01-index?url=a.example")
    assert unknown.status == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("from=20250113&to=20250113", PAGES),
        ("from=2025011317&to=2025", 2 * PAGES),
        ("to=202501121752", 9),
        ("limit=3", 3),
        ("filter==status:200&filter=mime:html", 3 * (PAGES - 1)),
        ("filter=!~mime:text/html", 3),
        ("filter=status:40", None),
        ("filter=status", None),
    ],
)
def test_parameters_narrow_the_answer(oldest: str, query: str, count: int | None) -> None:
    answer = ask(f"{oldest}?url={HOST}/*&output=json&{query}")
    if count is None:
        assert answer.status == (404 if ":" in query else 400)
    else:
        assert len(json_lines(answer)) == count


def test_fields_and_plain_text(oldest: str) -> None:
    address = f"{oldest}?url={HOST}/robots.txt&limit=1"
    answer = ask(f"{address}&output=json&fl=url,timestamp,status")
    assert json_lines(answer) == [
        {"url": f"https://{HOST}/robots.txt", "timestamp": "20250112175207", "status": "200"}
    ]
    text = ask(address).text
    assert text.startswith('net,almayadeen,english)/robots.txt 20250112175207 {"url": "https://')


@pytest.mark.parametrize(
    ("wanted", "status", "size"),
    [
        ("bytes=0-9", 206, 10),
        ("bytes=50000-", 206, None),
        ("bytes=99999999-99999999", 416, None),
        ("items=0-9", 200, None),
    ],
)
def test_ranges(archives: ArchivesServer, wanted: str, status: int, size: int | None) -> None:
    path, file = next(iter(archives.commoncrawl.files.items()))
    answer = ask(f"{archives.settings['COMMONCRAWL_DATA']}/{path}", {"Range": wanted})
    assert answer.status == status
    if status == 206:
        first = int(wanted.removeprefix("bytes=").partition("-")[0])
        assert answer.body == file[first : first + size if size else None]
    assert (answer.body == file) == (status == 200)


def test_a_range_of_a_file_that_changed_is_the_whole_file(archives: ArchivesServer) -> None:
    path = next(iter(archives.commoncrawl.files))
    address = f"{archives.settings['COMMONCRAWL_DATA']}/{path}"
    tag = ask(address, {"Range": "bytes=0-9"}).headers["ETag"]
    assert ask(address, {"Range": "bytes=10-", "If-Range": tag}).status == 206
    assert ask(address, {"Range": "bytes=10-", "If-Range": '"other"'}).status == 200


def test_a_file_that_does_not_exist(archives: ArchivesServer) -> None:
    answer = ask(archives.settings["COMMONCRAWL_DATA"] + "/crawl-data/none.warc.gz")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/xml")
    assert "<Code>NoSuchKey</Code>" in answer.text


def test_of_an_unchanged_page_some_digests_are_equal() -> None:
    by_day: dict[str, dict[int, str]] = {}
    for capture in captured(lives(), "commoncrawl"):
        if capture.story:
            by_day.setdefault(capture.timestamp[:8], {})[capture.story] = capture.digest
    before, after = by_day["20250217"], by_day["20250218"]
    equal = [story for story in range(1, 17) if before[story] == after[story]]
    assert equal == list(range(1, 17, 3))
