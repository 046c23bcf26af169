"""``extract``: the record of one page, without a crawl, as the feed would hold it."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, assert_type
from urllib.request import urlopen

import pytest

import mayadeen_crawler
from mayadeen_crawler import NotAnArticle, clock, extract
from mayadeen_crawler.items import EXTRACTED_FIELDS, Article
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import crawl
from tests.helpers.schema_check import wrong
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

#: How often each page is read by several threads.
TIMES = scaled(1, 5)
#: Articles of each edition: all kinds of page repeat after 11.
ARTICLES = scaled(22, 44)
ENGLISH = "https://english.almayadeen.net"
URL = f"{ENGLISH}/news/politics/ferry-to-port-vale-sails-again"
AT = datetime(2026, 11, 28, 10, 50, 30, 900_000, tzinfo=UTC)
HTML = """<!DOCTYPE html>
<html lang="en"><head><title>Ferry to Port Vale sails again | Al Mayadeen English</title>
<link rel="canonical" href="https://english.almayadeen.net/news/politics/ferry-to-port-vale-sails-again">
</head><body><h1>Ferry to Port  Vale sails again</h1>
<ul><li>By <a href="/authors/irren-vasko">Irren Vasko</a></li><li>Source: Agencies</li>
<li>3 Feb 2022 08:46</li><li>5 Shares</li></ul>
<p>Deckhands painted both funnels over the winter break and tested the horn twice.</p>
<p>The first crossing took forty minutes, eleven fewer than in the autumn.</p>
<p>Tickets cost what they did, and <a href="/tags/bicycles">bicycles</a> travel for nothing.</p>
</body></html>"""


def test_a_page_written_by_hand() -> None:
    record = extract(HTML, URL, retrieved_at=AT)
    assert list(record) == [one.name for one in fields(Article)]
    provenance = dict.fromkeys(EXTRACTED_FIELDS) | {
        **dict.fromkeys(("headline", "body_text", "body_blocks", "authors", "sources"), "visible"),
        **dict.fromkeys(("published_at", "published_date", "published_raw", "shares"), "visible"),
        "links": "visible",
        "canonical_url": "meta",
        "language": "meta",
        "content_type": "url",
        "section": "url",
    }
    texts = [
        "Deckhands painted both funnels over the winter break and tested the horn twice.",
        "The first crossing took forty minutes, eleven fewer than in the autumn.",
        "Tickets cost what they did, and bicycles travel for nothing.",
    ]
    content = {
        "authors": ["Irren Vasko"],
        "body_text": " ".join(texts),
        "canonical_url": URL,
        "headline": "Ferry to Port Vale sails again",
        "images": [],
        "published_at": "2022-02-03T06:46",
        "section": "politics",
        "sources": ["Agencies"],
        "summary": None,
        "tags": [],
    }
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # The id is of the path: the page names no post.
    path = hashlib.sha256(b"/news/politics/ferry-to-port-vale-sails-again").hexdigest()[:16]
    assert record == {
        "record_type": "article",
        "schema_version": 2,
        "id": f"en:u{path}",
        "revision": 1,
        "revision_cause": "first",
        "changed_fields": [],
        "edition": "en",
        "publisher": "Al Mayadeen English",
        "url": URL,
        "canonical_url": URL,
        "post_id": None,
        "content_type": "news",
        "section": "politics",
        "section_label": None,
        "regions": [],
        "coverage": [],
        "headline": "Ferry to Port Vale sails again",
        "summary": None,
        "body_text": "\n\n".join(texts),
        "body_blocks": [{"type": "paragraph", "text": text, "url": None} for text in texts],
        "word_count": 35,
        "read_minutes": None,
        "authors": [{"name": "Irren Vasko", "url": f"{ENGLISH}/authors/irren-vasko"}],
        "sources": ["Agencies"],
        "tags": [],
        "keywords": [],
        "language": "en",
        "published_at": "2022-02-03T06:46:00Z",
        "published_date": "2022-02-03",
        "published_raw": "3 Feb 2022 08:46",
        "modified_at": None,
        "images": [],
        "videos": [],
        "links": [{"url": f"{ENGLISH}/tags/bicycles", "text": "bicycles"}],
        "related": [],
        "shares": 5,
        "content_hash": hashlib.sha256(written.encode()).hexdigest(),
        "provenance": provenance,
        "doubts": ["time_zone_assumed"],
        "extractor_version": mayadeen_crawler.items.EXTRACTOR_VERSION,
        "source": "live",
        "capture_url": None,
        "retrieved_at": "2026-11-28T10:50:30Z",
        "run_id": "",
    }


@pytest.fixture(scope="module", params=["en", "ar", "es"])
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ReplicaServer, list[dict[str, Any]]]]:
    """Crawl every kind of page of an edition, each by its address and from no listing."""
    folder = tmp_path_factory.mktemp("crawled")
    with ReplicaServer(ReplicaSite(articles=ARTICLES, edition=request.param)) as replica:
        paths = [replica.site.path(number) for number in range(1, ARTICLES + 1)]
        file = folder / "urls.txt"
        file.write_text("\n".join(replica.url + path for path in paths), encoding="utf-8")
        run = crawl("article", folder, file=str(file), base_url=replica.url, edition=request.param)
        assert (run.status, len(run.records)) == (0, ARTICLES)
        yield replica, run.records


def read(replica: ReplicaServer, line: dict[str, Any]) -> dict[str, Any]:
    """Return what ``extract`` makes of the page of a feed's *line*."""
    with urlopen(line["url"]) as answer:
        body, content_type = answer.read(), answer.headers["Content-Type"]
    return extract(
        body,
        line["url"],
        content_type=content_type,
        edition=replica.site.edition.code,
        base_url=replica.url,
        retrieved_at=datetime.fromisoformat(line["retrieved_at"]),
    )


@pytest.mark.sampled(3)
def test_it_is_the_line_that_the_feed_holds(
    crawled: tuple[ReplicaServer, list[dict[str, Any]]],
) -> None:
    replica, lines = crawled
    for line in lines:
        assert list(record := read(replica, line)) == list(line)
        assert record == line | {"run_id": ""}
        assert wrong("article", encode(record | {"run_id": "some-run"})) == []


@pytest.mark.sampled(3)
def test_several_threads_at_the_same_time(
    crawled: tuple[ReplicaServer, list[dict[str, Any]]],
) -> None:
    replica, lines = crawled
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda line: read(replica, line), lines * TIMES))
    assert found == [line | {"run_id": ""} for line in lines * TIMES]


def test_only_what_a_listing_said_differs(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=44)) as replica:
        run = crawl("section", tmp_path, sections="politics", base_url=replica.url)
        told = 0
        for line in run.records:
            record = read(replica, line)
            said = {name for name, by in line["provenance"].items() if by == "listing"}
            told += len(said)
            hidden = {"run_id", "content_hash", "provenance", *said}
            assert {name: record[name] for name in record.keys() - hidden} == {
                name: line[name] for name in line.keys() - hidden
            }
            if not said:
                assert record == line | {"run_id": ""}
    assert told


ARABIC_URL = "https://www.almayadeen.net/news/politics/عودة-العبّارة"
ARABIC = "<html><head>{}</head><body><h1>عودة العبّارة إلى الميناء</h1><p>نص.</p></body></html>"


@each_row(
    ("encoding", "head", "content_type"),
    [
        ("windows-1256", "", "text/html; charset=windows-1256"),
        ("windows-1256", '<meta charset="windows-1256">', None),
        ("windows-1256", '<meta charset="windows-1256">', "text/html"),
        # The header counts, whatever the page says of itself.
        ("utf-8", '<meta charset="windows-1256">', "text/html; charset=UTF-8"),
        ("utf-8-sig", '<meta charset="windows-1256">', "text/html; charset=windows-1256"),
        ("utf-16", "", None),
        ("utf-8", "", None),
        ("utf-8", "", "text/html; charset=no-such-charset"),
    ],
)
def test_bytes_are_decoded_as_the_page_or_its_header_says(
    encoding: str, head: str, content_type: str | None
) -> None:
    body = ARABIC.format(head).encode(encoding)
    record = extract(body, ARABIC_URL, content_type=content_type)
    assert record["headline"] == "عودة العبّارة إلى الميناء"
    assert record["edition"] == "ar"
    # As a crawl's response has it: percent-encoded.
    assert record["url"].isascii()


def test_text_is_taken_as_it_is() -> None:
    page = ARABIC.format('<meta charset="windows-1256">')
    assert extract(page, ARABIC_URL)["headline"] == "عودة العبّارة إلى الميناء"
    assert extract("\ufeff" + page, ARABIC_URL)["headline"] == "عودة العبّارة إلى الميناء"


@each_row("charset", ["utf8mb4", "x-unknown", "zlib", "rot13", "idna"])
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    body = ARABIC.format(f'<meta charset="{charset}">').encode()
    for content_type in None, f"text/html; charset={charset}":
        record = extract(body, ARABIC_URL, content_type=content_type)
        assert record["headline"] == "عودة العبّارة إلى الميناء"


def ago(text: str) -> str:
    return f"<html><body><h1>A headline</h1><ul><li>{text}</li></ul><p>Some text.</p></body></html>"


def test_relative_times_count_from_when_it_was_retrieved(monkeypatch: pytest.MonkeyPatch) -> None:
    page = ago("2 hours ago")
    record = extract(page, URL, retrieved_at=AT.astimezone(timezone(timedelta(hours=5))))
    assert record["published_at"] == "2026-11-28T08:50:30Z"
    assert record["retrieved_at"] == "2026-11-28T10:50:30Z"
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 0, 30, tzinfo=UTC))
    record = extract(page, URL)
    assert record["published_at"] == "2026-11-30T22:30:00Z"
    assert record["published_date"] == "2026-12-01"  # on the site's clock
    assert record["retrieved_at"] == "2026-12-01T00:30:00Z"


@each_row(
    ("url", "edition"),
    [
        (URL, "en"),
        ("http://ENGLISH.almayadeen.net:80/news/politics/ferry-sails", "en"),
        ("https://www.almayadeen.net/news/politics/ferry-sails", "ar"),
        ("https://espanol.almayadeen.net/noticias/politica/1/ferry-sails", "es"),
    ],
)
def test_the_edition_is_that_of_the_host(url: str, edition: str) -> None:
    record = extract(HTML, url)
    assert record["edition"] == edition
    assert record["id"].startswith(f"{edition}:u")


def test_a_mirror() -> None:
    mirror = "http://127.0.0.1:8000"
    url = URL.replace(ENGLISH, mirror)
    page = HTML.replace("</body>", '<p><a href="/news/politics/a-b-c-d">More</a></p></body>')
    for record in (
        extract(page, url, edition="en"),
        extract(page, url, edition="en", base_url=mirror),
        extract(page, URL, base_url=mirror),
    ):
        assert record["url"] == record["canonical_url"] == url
        assert record["authors"][0]["url"] == f"{mirror}/authors/irren-vasko"
    assert extract(page, url, edition="ar")["edition"] == "ar"


@each_row(
    ("url", "arguments", "words"),
    [
        ("https://example.org/news/a-b-c", {}, "example.org is a host of no edition"),
        ("http://127.0.0.1:8000/a", {"base_url": "http://127.0.0.1:8000"}, "127.0.0.1 is a host"),
        (URL, {"edition": "fr"}, "edition='fr' is none of en, ar, es"),
        (URL, {"edition": "ar"}, "english.almayadeen.net is a host of another edition than ar"),
        (URL, {"base_url": "127.0.0.1"}, "base_url='127.0.0.1' is not the address of a host"),
        (
            "https://example.org/a",
            {"edition": "en", "base_url": "http://127.0.0.1"},
            "example.org is a host of no edition, nor that of base_url=http://127.0.0.1",
        ),
        ("/news/politics/a-b-c", {}, "url='/news/politics/a-b-c' is no http(s) address"),
        ("ftp://english.almayadeen.net/a", {}, "url='ftp://english.almayadeen.net/a' is no http"),
        ("https://[/a", {}, "url='https://[/a' is no http(s) address"),
        (URL, {"retrieved_at": AT.replace(tzinfo=None)}, "has no time zone"),
    ],
)
def test_wrong_use_is_named(url: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError) as error:
        extract(HTML, url, **arguments)
    assert words in str(error.value)


@each_row(
    ("page", "reason"),
    [
        ("", "nothing_recognised"),
        (b"", "nothing_recognised"),
        (b"\x00\x01\x02", "nothing_recognised"),
        ("<html></html>", "nothing_recognised"),
        ('{"a": 1}', "no_headline"),
        ("<h1> </h1><p>Text of a page.</p>", "no_headline"),
    ],
)
def test_a_page_without_a_headline_is_no_article(page: bytes | str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as error:
        extract(page, URL)
    assert error.value.reason == f"not_article/{reason}"
    assert error.value.url == URL
    assert str(error.value) == f"not_article/{reason}: {URL}"
    again = pickle.loads(pickle.dumps(error.value))  # from a pool's worker
    assert (again.reason, again.url, str(again)) == (
        error.value.reason, error.value.url, str(error.value),
    )  # fmt: skip


@each_row("page", [None, 3, Path("page.html"), bytearray(b"<h1>x</h1>")])
def test_what_is_no_page_is_named(page: Any) -> None:
    with pytest.raises(TypeError, match="page is bytes or text, not "):
        extract(page, URL)


def test_a_time_has_to_be_a_datetime() -> None:
    with pytest.raises(TypeError, match="retrieved_at is a datetime, not str"):
        extract("<h1>x</h1>", URL, retrieved_at="2026-03-01")  # type: ignore[arg-type]


def test_it_is_typed() -> None:
    """mypy fails where one of these comments is not needed: then the argument is not checked."""
    assert_type(extract(HTML, URL), dict[str, Any])
    for wrong_call in (
        lambda: extract(HTML, URL, "text/html"),  # type: ignore[call-arg]
        lambda: extract(HTML, URL, edtion="en"),  # type: ignore[call-arg]
        lambda: mayadeen_crawler.extrakt,  # type: ignore[attr-defined]
    ):
        with pytest.raises((TypeError, AttributeError)):
            wrong_call()


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_the_package_is_imported_without_what_extracts() -> None:
    code = "import mayadeen_crawler, sys; print({'lxml', 'scrapy', 'parsel'} & sys.modules.keys())"
    assert python(code) == "set()"


def test_it_opens_no_file_and_no_connection() -> None:
    code = f"""
import sys
from mayadeen_crawler import extract
page, url = {HTML!r}, {URL!r}
extract(page, url)  # what is imported when it is first needed
events = set()
sys.addaudithook(lambda event, _: events.add(event))
extract(page.replace("Ferry", "Tram"), url + "-2").keys()
print(sorted(e for e in events if e.startswith(("open", "socket", "sqlite3", "subprocess", "os."))))
"""
    assert python(code) == "[]"
