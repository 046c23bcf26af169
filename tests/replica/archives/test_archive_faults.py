"""What goes wrong in the archives when it is switched on."""

from __future__ import annotations

import http.client
import json
import zlib
from collections.abc import Iterator

import pytest
from warcio.exceptions import ArchiveLoadFailed

from mayadeen_crawler.replica.archives import ArchiveFaults, ArchivesServer, captured
from mayadeen_crawler.replica.archives.faults import ARCHIVE_KINDS
from mayadeen_crawler.replica.faults.catalogue import UnknownFaultError
from tests.replica.archives.conftest import HOST, ask, json_lines, lives, records


@pytest.fixture
def archives() -> Iterator[ArchivesServer]:
    """Archives of a test's own."""
    with ArchivesServer(lives()) as running:
        yield running


def index_lines(archives: ArchivesServer, crawl: str = "CC-MAIN-2025-02") -> list[dict[str, str]]:
    base = archives.settings["COMMONCRAWL_INDEX"]
    return json_lines(ask(f"{base}/{crawl}-index?url={HOST}/*&output=json"))


def member(archives: ArchivesServer, line: dict[str, str]) -> bytes:
    first = int(line["offset"])
    last = first + int(line["length"]) - 1
    address = f"{archives.settings['COMMONCRAWL_DATA']}/{line['filename']}"
    answer = ask(address, {"Range": f"bytes={first}-{last}"})
    assert answer.status == 206
    return answer.body


def test_unknown_faults_are_refused() -> None:
    with pytest.raises(UnknownFaultError, match="'challenge'; valid: slow-down, "):
        ArchiveFaults("challenge")


@pytest.mark.soak
def test_slow_down_and_then_good(archives: ArchivesServer) -> None:
    line = index_lines(archives)[0]
    archives.faults.on("slow-down", times_each=2)
    address = f"{archives.settings['COMMONCRAWL_DATA']}/{line['filename']}"
    answers = [ask(address) for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 200]
    assert "<Code>SlowDown</Code>" in answers[0].text
    assert index_lines(archives)[0] == line


def test_indexes_that_fail(archives: ArchivesServer) -> None:
    addresses = [
        f"{archives.settings['COMMONCRAWL_INDEX']}/CC-MAIN-2025-02-index?url={HOST}/*&page=1",
        f"{archives.settings['WAYBACK_URL']}/cdx/search/cdx?url={HOST}/robots.txt",
    ]
    archives.faults.on("busy-index", times_each=1)
    for address in addresses:
        assert [ask(address).status for _ in range(2)] == [503, 200]
    archives.faults.clear()
    archives.faults.on("html-index", times_each=1)
    for address in addresses:
        answer = ask(address)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b"<h1>" in answer.body
        assert b"<h1>" not in ask(address).body
    archives.faults.clear()
    archives.faults.on("missing-page")
    answer = ask(addresses[0])
    assert (answer.status, list(json.loads(answer.body))) == (404, ["message"])
    assert ask(addresses[0].replace("page=1", "page=0")).status == 200
    assert ask(archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json").status == 200


def test_refusals(archives: ArchivesServer) -> None:
    address = archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json"
    archives.faults.on("too-many", times=1, value=7)
    answer = ask(address)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert ask(address).status == 200
    archives.faults.on("too-many-bare", times=1)
    answer = ask(address)
    assert (answer.status, "Retry-After" in answer.headers) == (429, False)
    archives.faults.on("refused", after=1)
    assert [ask(address).status for _ in range(3)] == [200, 403, 403]


def test_an_excluded_page_is_excluded_at_every_moment(archives: ArchivesServer) -> None:
    state = lives()[0].states[5]
    archives.faults.on("excluded", path=state.url)
    base = archives.settings["WAYBACK_URL"]
    for moment in ("20250112", "20250324"):
        answer = ask(f"{base}/web/{moment}id_/{state.url}")
        assert answer.status == 403
        assert "Blocked Site Error" in answer.text
        assert "has been excluded from the Wayback Machine" in answer.text
    assert ask(f"{base}/cdx/search/cdx?url={state.url}").status == 403
    other = lives()[0].states[6].url
    assert ask(f"{base}/web/20250112id_/{other}").status == 302


def test_a_capture_that_is_listed_redirects_to_another(archives: ArchivesServer) -> None:
    url = f"https://{HOST}/robots.txt"
    archives.faults.on("nearest", path=f"{url} 202501*")
    base = archives.settings["WAYBACK_URL"]
    listed = ask(f"{base}/cdx/search/cdx?url={url}&fl=timestamp").text.split()
    assert listed[:4] == ["20250112182207", "20250113182207", "20250120182207", "20250217182207"]
    for timestamp in listed[:3]:
        answer = ask(f"{base}/web/{timestamp}id_/{url}")
        assert answer.status == 302
        assert answer.headers["Location"] == f"{base}/web/20250217182207id_/{url}"
    assert ask(f"{base}/web/{listed[3]}id_/{url}").status == 200


@pytest.mark.soak
def test_truncated_records_say_so(archives: ArchivesServer) -> None:
    archives.faults.on("truncated", path=f"https://{HOST}/articles/*")
    lines = index_lines(archives)
    assert 0 < sum("truncated" in line for line in lines) < len(lines)
    for line in lines:
        (found,) = records(member(archives, line))
        is_article = "/articles/" in line["url"]
        assert line.get("truncated") == found.truncated == ("length" if is_article else None)
        assert (b"</html>" in found.payload) != (is_article or line["mime"] == "text/plain")
        assert found.payload_digest == line["digest"]


@pytest.mark.soak
def test_damaged_records_cannot_be_read(archives: ArchivesServer) -> None:
    archives.faults.on("damaged", path="* 20250113*")
    for line in index_lines(archives):
        data = member(archives, line)
        if line["timestamp"].startswith("20250113"):
            with pytest.raises(zlib.error):
                zlib.decompress(data, wbits=31)
        else:
            assert len(records(data)) == 1


@pytest.mark.soak
def test_wrong_lengths_cut_the_record(archives: ArchivesServer) -> None:
    good = index_lines(archives)[0]
    with ArchivesServer(lives()) as spoiled:
        spoiled.faults.on("wrong-length")
        line = index_lines(spoiled)[0]
        assert int(line["length"]) == int(good["length"]) - 100
        reader = zlib.decompressobj(wbits=31)
        reader.decompress(member(spoiled, line))
        assert not reader.eof


def test_foreign_pages_are_among_the_captures(archives: ArchivesServer) -> None:
    archives.faults.on("foreign-pages")
    states, later = lives()[1].states, lives()[2].states
    lines = {
        (line["url"], line["timestamp"][:8], line["status"]): line for line in index_lines(archives)
    }
    for number, day, status, text in (
        (11, "20250113", "200", b"Page not found"),
        (12, "20250120", "200", b"Just a moment..."),
        (13, "20250113", "404", b"Page not found"),
        (14, "20250120", "503", b"<h1>Error</h1>"),
    ):
        url = (states if day == "20250113" else later)[number].url
        kept = captured(lives(), "commoncrawl", archives.faults)
        odd = [c for c in kept if c.url == url and c.filed_as and c.timestamp[:8] == day]
        assert [(str(c.status), text in c.body) for c in odd] == [(status, True)]
        subset = "warc" if status == "200" else "crawldiagnostics"
        assert f"/{subset}/" in lines[url, day, status]["filename"]
    copies = [line for line in lines.values() if "copies.example" in line["url"]]
    assert len(copies) == 2
    assert all(line["urlkey"].startswith("net,almayadeen,english)/") for line in copies)
    moved = [n for n, state in lives()[3].states.items() if "path" in state.changed]
    away = [line for line in index_lines(archives, "CC-MAIN-2025-08") if line["status"] == "301"]
    assert {line["url"] for line in away} == {later[number].url for number in moved}
    assert {line["redirect"] for line in away} == {lives()[3].states[n].url for n in moved}
    answer = ask(
        f"{archives.settings['WAYBACK_URL']}/cdx/search/cdx?url={later[moved[0]].url}"
        "&filter=statuscode:301&fl=timestamp,original&limit=1"
    )
    timestamp, original = answer.text.split()
    answer = ask(f"{archives.settings['WAYBACK_URL']}/web/{timestamp}id_/{original}")
    target = lives()[3].states[moved[0]].url
    assert (answer.status, answer.headers["x-archive-orig-location"]) == (301, target)
    assert answer.headers["Location"].endswith(f"/web/{timestamp}id_/{target}")


@pytest.mark.parametrize("name", ["cut-off", "reset"])
@pytest.mark.soak
def test_lost_connections(archives: ArchivesServer, name: str) -> None:
    address = archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json"
    archives.faults.on(name, times_each=2, value=20)
    for _ in range(2):
        with pytest.raises((http.client.HTTPException, ConnectionResetError)):
            ask(address)
    assert ask(address).status == 200
    assert [entry.answered is not None for entry in archives.requests] == [False, False, True]


def test_slow_answers_and_the_log_of_requests(archives: ArchivesServer) -> None:
    archives.faults.on("slow", value=0.02)
    address = archives.settings["COMMONCRAWL_DATA"] + "/crawl-data/none?a=1"
    ask(address, {"Range": "bytes=5-6", "User-Agent": "tester"})
    archives.faults.clear()
    ask(archives.settings["WAYBACK_URL"] + "/web/2025id_/https://a.example/?b=%20c")
    first, second = archives.requests
    assert (first.service, first.path, first.status) == ("data", "/crawl-data/none?a=1", 404)
    assert (first.headers["Range"], first.headers["User-Agent"]) == ("bytes=5-6", "tester")
    assert second.path == "/web/2025id_/https://a.example/?b=%20c"
    assert first.answered
    assert first.begun + 0.02 <= first.answered <= second.begun
    assert first.answered_at
    assert first.begun_at < first.answered_at <= second.begun_at


@pytest.mark.sampled(18)
@pytest.mark.parametrize("name", ARCHIVE_KINDS)
def test_every_fault_can_be_switched_on_by_name(name: str) -> None:
    with ArchivesServer(lives()[:1], faults=ArchiveFaults(name)) as archives:
        index, data, wayback = archives.settings.values()
        url = lives()[0].states[1].url
        for address in (
            f"{index}/CC-MAIN-2025-02-index?url={HOST}/*&page=1",
            f"{data}/crawl-data/CC-NEWS/2025/01/warc.paths.gz",
            f"{wayback}/web/20250112182207id_/{url}",
        ):
            try:
                ask(address)
            except (http.client.HTTPException, ConnectionResetError):
                assert name in ("cut-off", "reset")


@pytest.mark.soak
def test_a_damaged_file_of_news(archives: ArchivesServer) -> None:
    archives.faults.on("damaged", path="*/robots.txt *")
    base = archives.settings["COMMONCRAWL_DATA"]
    paths = "crawl-data/CC-NEWS/2025/03/CC-NEWS-20250324120000-00005.warc.gz"
    with pytest.raises((ArchiveLoadFailed, EOFError)):
        records(ask(f"{base}/{paths}").body)
