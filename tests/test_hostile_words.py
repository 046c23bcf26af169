"""A page's own words: charsets, addresses, JSON and times made to raise, through real crawls."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mayadeen_crawler import NotAnArticle, arguments, extract
from mayadeen_crawler.crawling.replay.extract import KeptPage, ReplayTerms
from mayadeen_crawler.crawling.replay.extract import extract as extract_kept
from mayadeen_crawler.dates import site_time
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import ENGLISH
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served
from tests.helpers.table_tests import each_row
from tests.helpers.warc_files import http, page, record, warc

HOST = "https://english.almayadeen.net"
PATH = "/news/politics/a-story-of-made-up-text"
BODY = (
    "<body><h1>The kiln keepers</h1><ul><li>By Nila Reed</li><li>{time}</li></ul>"
    "<p>Some words of the kiln keepers, long enough for a paragraph of text.</p>"
    "<p>And a second paragraph of it, which ends here.</p></body></html>"
)


def story(head: str = "", time: str = "3 Feb 2022 08:46", inside: str = "") -> str:
    return f"<html><head>{head}</head>" + BODY.format(time=time).replace(
        "</body>", f"{inside}</body>"
    )


def assert_harmless(run: Crawl) -> None:
    assert "TRACEBACK" not in "".join(run.lines)
    assert not [line for line in run.lines if line.startswith("ERROR")]
    assert "page/errors" not in run.stats
    assert not [name for name in run.stats if name.startswith("strategy_error/")]


def visit(folder: Path, page: str | Answer) -> Crawl:
    with Served({PATH: page}) as site:
        run = crawl("article", folder, base_url=site.url, urls=site.url + PATH)
    assert_harmless(run)
    return run


CHARSETS = [
    "zlib", "rot13", "idna", "punycode", "utf-7", "unicode_escape", "undefined", "hex", "uu",
    "bz2", "base64", "raw_unicode_escape", "mbcs", "x" * 5000, "\u0660", "", "\x00",
]  # fmt: skip


@pytest.mark.soak
def test_any_charset_in_the_page_and_its_header(tmp_path: Path) -> None:
    with Served() as site:
        for number, charset in enumerate(CHARSETS):
            plain = charset.encode("ascii", "replace").decode().replace("\x00", "?")
            kinds = (f"<meta charset='{charset}'>", "")
            for place, head in enumerate(kinds):
                kind = f"text/html; charset={'utf-8' if head else plain}"
                own = story(head, inside=f"<p>Kiln {number} of row {place} is cold.</p>")
                site.pages[f"{PATH}-{number}-{place}"] = Answer(
                    own.encode(), headers={"Content-Type": "text/html" if head else kind}
                )
        urls = ",".join(site.url + path for path in site.pages)
        run = crawl("article", tmp_path, base_url=site.url, urls=urls)
    assert_harmless(run)
    assert [one["headline"] for one in run.records] == ["The kiln keepers"] * len(CHARSETS) * 2


ADDRESSES = [
    "http://[bad", "http://[::1", "//[", "http://a:99999999999/", "http://a:b/", "http://\u2100/",
    "http://a\u0338b/", "https://xn--/", "http://" + "a" * 300 + "/", "http://@/", "\x00", "\ud7ff",
    "javascript:alert(1)", "http://%zz/", "///", "?", "http:", "http://[v1.a]/", "\\\\a\\b",
]  # fmt: skip


def with_address(address: str, *, as_base: bool) -> str:
    """Return a page that says *address* wherever a page says one; the base is the page's, too."""
    links = (
        f"<p>Some <a href='{address}'>words</a> of it.</p><img src='{address}' alt='a'>"
        f"<ul><li><a href='{address}'>Sarajevo</a></li></ul><iframe src='{address}'></iframe>"
    )
    data = {
        "@type": "NewsArticle", "headline": "The kiln keepers", "url": address, "image": address,
        "author": {"@type": "Person", "name": "Nila Reed", "url": address},
    }  # fmt: skip
    head = (
        f"<base href='{address}'><link rel='canonical' href='{address}'>"
        f"<meta property='og:url' content='{address}'>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    )
    return story(head if as_base else "", inside=links)


@pytest.mark.parametrize("as_base", [True, False])
@pytest.mark.sampled(2)
def test_any_base_and_link(tmp_path: Path, as_base: bool) -> None:
    pages = [with_address(address, as_base=as_base) for address in ADDRESSES]
    # Words of the headline: else the same page at each address would be one article's.
    articles = {f"/news/politics/the-kiln-keepers-{n}": page for n, page in enumerate(pages)}
    slugs = [section.slug for section in ENGLISH.sections][: len(pages)]
    lists = {f"/news/{slug}": page for slug, page in zip(slugs, pages, strict=True)}
    with Served({**articles, **lists}) as site:
        urls = ",".join(site.url + path for path in articles)
        read = crawl("article", tmp_path / "read", base_url=site.url, urls=urls)
        runs = [read, crawl(
            "section", tmp_path / "lists", base_url=site.url, sections=",".join(slugs),
            browser="never",
        )]  # fmt: skip
        # The second is asked for since the first has no ticker.
        for number, two in enumerate(zip(pages[::2], [*pages[1::2], pages[0]], strict=True)):
            site.pages["/"], site.pages["/news/politics"] = two
            runs.append(crawl("breaking", tmp_path / f"ticker-{number}", base_url=site.url))
    for run in runs:
        assert "TRACEBACK" not in "".join(run.lines)
        assert "page/errors" not in run.stats
        assert not [name for name in run.stats if name.startswith("strategy_error/")]
    # Some of the bases make it another site's page.
    refused = sum(n for name, n in read.stats.items() if name.startswith("drop/not_article"))
    assert len(read.records) + refused == len(pages)
    assert as_base or not refused


@pytest.mark.parametrize("kind", ["application/ld+json", "text/tawsiyat"])
@pytest.mark.soak
def test_json_nested_without_end(tmp_path: Path, kind: str) -> None:
    deep = "[" * 200_000
    for number, text in enumerate((deep, deep + "]" * 200_000, '{"a":' * 200_000)):
        head = f"<script type='{kind}'>{text}</script>"
        assert len(visit(tmp_path / str(number), story(head)).records) == 1


def test_json_nested_without_end_at_an_articles_address(tmp_path: Path) -> None:
    deep = Answer(b"[" * 200_000 + b"]" * 200_000, headers={"Content-Type": "application/json"})
    with Served({PATH: deep}) as site:
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + PATH)
    assert (run.records, run.stats.get("page/errors")) == ([], None)
    assert "TRACEBACK" not in "".join(run.lines)


TIMES = [
    "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59", "9999-12-31", "0001-01-01", "10000-01-01T00:00:00Z",
    "0000-00-00T00:00:00Z", "2022-02-03T24:00:00Z", "2022-02-03T08:46:00+99:99",
    "-2022-02-03T08:46:00Z", "1" * 400, "253402300800000", "-62135596800001", "31 Dec 9999 23:59",
    "1 Jan 0001 00:00", "99999999999 hours ago",
    "\u0661\u0662/\u0661\u0662/\u0669\u0669\u0669\u0669",
    "Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 01 Jan 0001 00:00:00 +1400",
]  # fmt: skip


def with_time(headline: str, time: str) -> Answer:
    """Return a page that says *time* wherever a page, or its server, says one."""
    data = {
        "@type": "NewsArticle", "headline": "The kiln keepers", "datePublished": time,
        "dateModified": time, "timeRequired": time, "video": {"duration": time, "uploadDate": time},
    }  # fmt: skip
    said = {"title": "The kiln keepers", "published_time": time, "last_updated": time}
    head = (
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
        f"<script type='text/tawsiyat'>{json.dumps(said)}</script>"
        f"<meta property='article:published_time' content='{time}'>"
        f"<meta property='article:modified_time' content='{time}'>"
    )
    body = story(head, time).replace("The kiln keepers", headline)
    plain = time.encode("ascii", "replace").decode()
    headers = {"Content-Type": "text/html", "Last-Modified": plain, "Age": plain}
    return Answer(body.encode(), headers=headers)


def test_times_at_the_edges_of_the_calendar(tmp_path: Path) -> None:
    """Each on a page, a card, a line and a sitemap's entry of its own, read by the same runs."""
    articles: dict[str, str | bytes | Answer] = {}
    cards, lines, entries = "", "", ""
    for number, said in enumerate(TIMES):
        path, headline = f"/news/politics/the-kiln-keepers-{number}", f"The kiln keepers {number}"
        articles[path] = with_time(headline, said)
        cards += (
            f"<div><h3><a href='{path}'>{headline}</a></h3><span>{said}</span>"
            f"<time datetime='{said}'>{said}</time></div>"
        )
        lines += f"<li>{said} A line of it, the one of row {number}</li>"
        entries += (
            f"<url><loc>{HOST}{path}</loc><lastmod>{said}</lastmod><news><publication_date>{said}"
            "</publication_date></news></url>"
        )
    site = Served({
        **articles,
        "/robots.txt": "Sitemap: /sitemap.xml\n",
        "/news/politics": f"<html><body><main>{cards}</main></body></html>",
        "/": f"<html><body><div>BREAKING</div><ul>{lines}</ul>{cards}</body></html>",
        "/sitemap.xml": Answer(
            f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "application/xml"}
        ),
    })  # fmt: skip
    with site:
        urls = ",".join(site.url + path for path in articles)
        runs = [
            crawl("section", tmp_path, base_url=site.url, sections="politics", browser="never"),
            crawl("sitemap", tmp_path, base_url=site.url, since="2000-01-01"),
            crawl("breaking", tmp_path, base_url=site.url),
            crawl("article", tmp_path, base_url=site.url, urls=urls),
        ]
    for run in runs:
        assert "TRACEBACK" not in "".join(run.lines)
        assert not {"page/errors", "item_errors"} & run.stats.keys()
        assert not [name for name in run.stats if name.startswith("strategy_error/")]
    headlines = {f"The kiln keepers {number}" for number in range(len(TIMES))}
    assert {one["headline"] for one in runs[-1].records} == headlines


def test_any_time_is_read_or_none() -> None:
    for said in TIMES:
        for zone in ("Asia/Jerusalem", "Pacific/Kiritimati", "Etc/GMT+12"):
            for parse in (site_time.parse, site_time.parse_machine):
                parse(said, zone)
        site_time.http_date(said)


@each_row("value", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00"])
def test_since_and_until_at_the_edges_of_the_calendar(value: str) -> None:
    for name in ("since", "until"):
        with pytest.raises(WrongUseError, match=f"{name}='{value}' is not an ISO date or time"):
            arguments.parse({name: value}, spider="article")


def test_a_warc_date_at_the_edge_of_the_calendar(tmp_path: Path) -> None:
    url = HOST + PATH
    dates = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z", "x"]
    file = warc(
        tmp_path / "a.warc",
        *(record(f"{url}-{n}", http(page(f"Bad {n}")), date) for n, date in enumerate(dates)),
        record(url, http(page("The kiln keepers"))),
    )
    run = crawl("article", tmp_path / "out", warc=str(file))
    assert "TRACEBACK" not in "".join(run.lines)
    assert "page/errors" not in run.stats
    assert "The kiln keepers" in {one["headline"] for one in run.records}


def test_escapes_in_a_replayed_page(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    escape = "\x1b[31mred"
    file = warc(
        tmp_path / "a.warc",
        record(HOST + PATH, http(page("The kiln keepers"), f"Content-Encoding: {escape}")),
    )
    broken = tmp_path / "b.warc"
    broken.write_bytes(f"{escape} WARC\r\n".encode() + file.read_bytes())
    crawl("article", tmp_path / "out", warc=f"{file},{broken}")
    assert "\x1b" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(("count", "problem"), [(2000, None), (20_000, "unread")])
def test_a_replayed_page_of_very_many_headers_takes_no_long_time(
    count: int, problem: str | None
) -> None:
    kept = record(HOST + PATH, http(page("The kiln keepers"), *["X: y"] * count))
    terms = ReplayTerms("en", HOST, "a-run", 1 << 20)
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    began = time.process_time()
    (found,) = extract_kept([KeptPage(kept, HOST + PATH, moment, (), {})], terms)
    assert found.problem == problem
    assert (found.article is None) == (problem is not None)
    assert time.process_time() - began < 2


@each_row("charset", ["zlib", "utf-7", "utf-8"])
def test_extract_raises_nothing_else(charset: str) -> None:
    for one in ("", "\x00", "[" * 200_000, "<base href='http://[bad'>"):
        for text in (one, one.encode()):
            with pytest.raises(NotAnArticle, match="not_article/"):
                extract(text, HOST + PATH, content_type=f"text/html; charset={charset}")
