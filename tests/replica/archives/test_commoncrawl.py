"""Common Crawl's index and data, as its documentation describes them."""

from __future__ import annotations

import gzip
import json

import pytest

from mayadeen_crawler.replica.archives import ArchivesServer
from tests.replica.archives.conftest import HOST, Ask, json_lines, lives, records


@pytest.fixture
def newest(archives: ArchivesServer, ask: Ask) -> str:
    """Return the index API of the newest crawl."""
    info = json.loads(ask(archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json").body)
    return str(info[0]["cdx-api"])


def test_crawls_are_listed_newest_first(archives: ArchivesServer, ask: Ask) -> None:
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
        "from": "2025-01-12T17:42:00",
        "to": "2025-01-20T17:49:42",
    }


def test_a_line_names_where_its_record_is(archives: ArchivesServer, newest: str, ask: Ask) -> None:
    state = lives()[-1].states[7]
    path = state.url.partition(HOST)[2]
    (line,) = json_lines(ask(f"{newest}?url={HOST}{path}&output=json"))
    assert all(isinstance(value, str) for value in line.values())
    assert line["urlkey"] == f"net,almayadeen,english){path.lower()}"
    assert (line["url"], line["status"], line["mime"]) == (state.url, "200", "text/html")
    assert (line["languages"], line["encoding"]) == ("eng", "UTF-8")
    offset, length = int(line["offset"]), int(line["length"])
    data = f"{archives.settings['COMMONCRAWL_DATA']}/{line['filename']}"
    answer = ask(data, {"Range": f"bytes={offset}-{offset + length - 1}"})
    assert (answer.status, len(answer.body)) == (206, length)
    assert answer.headers["Content-Range"].startswith(f"bytes {offset}-{offset + length - 1}/")
    assert gzip.decompress(answer.body).startswith(b"WARC/1.0\r\nWARC-Type: response\r\n")
    (found,) = records(answer.body)
    assert (found.url, found.status) == (state.url, 200)
    assert found.payload_digest == line["digest"]


@pytest.mark.parametrize("page", [0, 1])
def test_pages_are_of_fifty_lines(newest: str, ask: Ask, page: int) -> None:
    address = f"{newest}?url={HOST}/*&output=json"
    assert json.loads(ask(f"{address}&showNumPages=true").body) == {
        "pages": 2,
        "pageSize": 5,
        "blocks": 7,
    }
    assert len(json_lines(ask(f"{address}&page={page}"))) == [50, 17][page]
