"""Sitemap files as their readers meet them: right, odd, broken and hostile."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.pages.sitemap import (
    Entry,
    SitemapEntries,
    SitemapFault,
    latest,
    named_in_robots,
)
from mayadeen_crawler.urls.parsed_url import month_of
from tests.helpers.parse_page import parse
from tests.helpers.reading_time import promised, seconds_of_ordinary_pages
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
ONE = "http://site.test/news/politics/a-made-up-story"
ENTRIES = scaled(10_000, 50_000)
IMAGE = "<image:image><image:loc>http://site.test/a.jpg</image:loc></image:image>"


def urlset(inside: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<urlset {XMLNS} {NEWS}>{inside}</urlset>".encode()


def urls(*numbers: int) -> str:
    return "".join(
        f"<url><loc>{ONE}-{n}</loc><lastmod>2024-03-0{n}</lastmod></url>" for n in numbers
    )


def read(body: bytes, max_bytes: int = 1 << 20) -> tuple[list[Entry], SitemapFault | None]:
    file = SitemapEntries(body, max_bytes=max_bytes)
    return list(file), file.fault


def entries(*numbers: int) -> list[Entry]:
    return [Entry(f"{ONE}-{n}", f"2024-03-0{n}") for n in numbers]


def test_a_list_of_pages() -> None:
    assert read(urlset(urls(1, 2))) == (entries(1, 2), None)


def test_an_index_of_files() -> None:
    body = (
        f"<sitemapindex {XMLNS}><sitemap><loc>http://site.test/sitemaps/all/sitemap-2024-3.xml"
        "</loc><lastmod>2024-03-31T20:00:00+03:00</lastmod></sitemap></sitemapindex>"
    )
    assert read(body.encode()) == (
        [
            Entry(
                "http://site.test/sitemaps/all/sitemap-2024-3.xml",
                "2024-03-31T20:00:00+03:00",
                is_file=True,
            )
        ],
        None,
    )


def test_a_news_sitemap_says_when_an_article_was_published() -> None:
    news = (
        "<news:news><news:publication><news:name>Somebody</news:name></news:publication>"
        "<news:publication_date>2024-03-01T10:00:00Z</news:publication_date>"
        "<news:title>A made-up title</news:title></news:news>"
    )
    assert read(urlset(f"<url><loc>{ONE}</loc>{news}</url>")) == (
        [Entry(ONE, published="2024-03-01T10:00:00Z")],
        None,
    )


@each_row(
    ("inside", "loc"),
    [
        (f"<url>\n  <loc>\n    {ONE}\n  </loc>\n</url>", ONE),
        (f"<url><loc><![CDATA[{ONE}?a=1&b=2]]></loc></url>", f"{ONE}?a=1&b=2"),
        (f"<url><loc>{ONE}?a=1&amp;b=2</loc></url>", f"{ONE}?a=1&b=2"),
        # As a careless writer leaves it:
        (
            "<url><loc>http://site.test/news/Art&Culture/x-y</loc></url>",
            "http://site.test/news/Art&Culture/x-y",
        ),
        ("<url><loc>http://site.test/news/سياسة/خبر-اليوم</loc></url>",
         "http://site.test/news/سياسة/خبر-اليوم"),
        # The first address is the page's, whatever stands beside it.
        (f"<url>{IMAGE}<loc>{ONE}</loc><xhtml:link href='http://site.test/es/a'/></url>", ONE),
        (f"<!-- <url><loc>http://site.test/no</loc></url> --><url><loc>{ONE}</loc></url>", ONE),
        (f"<url><loc>{ONE}</loc><title>caf\x0be &nbsp; &unknown;</title></url>", ONE),
    ],
)  # fmt: skip
def test_addresses_as_they_are_written(inside: str, loc: str) -> None:
    assert read(urlset(inside)) == ([Entry(loc)], None)


@pytest.mark.parametrize(
    "body",
    [
        b"\n  " + urlset(urls(1)),
        b"\xef\xbb\xbf" + urlset(urls(1)),
        urlset(urls(1), head=""),
        urlset(urls(1), head='<?xml version="1.0" encoding="windows-1256"?>'),
        ('<?xml version="1.0" encoding="UTF-16"?>' + urlset(urls(1), "").decode()).encode("utf-16"),
        urlset(urls(1)).replace(b"<", b"<sm:").replace(b"<sm:/", b"</sm:").replace(b"<sm:?", b"<?"),
        gzip.compress(urlset(urls(1))),
        gzip.compress(urlset(urls(1))) + b"\0" * 99,
        gzip.compress(urlset(urls(1))[:50]) + gzip.compress(urlset(urls(1))[50:]),
    ],
    ids=["blank", "bom", "bare", "arabic", "utf-16", "prefix", "gzip", "padded", "members"],
)
def test_forms_of_a_file(body: bytes) -> None:
    assert read(body) == (entries(1), None)


def test_a_text_with_an_address_a_line() -> None:
    text = f"\ufeff{ONE}-1\r\n\r\n  {ONE}-2  \n{ONE}-3"
    assert read(text.encode()) == ([Entry(f"{ONE}-{n}") for n in (1, 2, 3)], None)


@each_row(
    "body",
    [
        b"",
        b" \n",
        b"\x1f\x8b\x08",
        b"<!DOCTYPE html><html><body>Not found</body></html>",
        b"<html><body>Not found</body></html>",
        b"Not found",
        b"User-agent: *\nDisallow: /\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"<?xml version='1.0'?><rss><channel><item><link>http://site.test/x</link></item>",
        b"{}",
    ],
)
def test_what_is_no_sitemap_has_no_entries(body: bytes) -> None:
    found, fault = read(body)
    assert found == []
    assert fault in ("no_sitemap", "malformed")


@each_row(
    ("wrong", "count"),
    [
        ("&#1;", 1), ("&#x1;", 1), ("&#0;", 1), ("&#xFFFE;", 1), ("&#55296;", 1),
        ("&#9999999999;", 1),
        ("&#x110000;", 1), ("\x01", 1), ("\x00\x0b\x1f", 3), ("\ufffe", 1), ("\uffff", 1),
    ],
)  # fmt: skip
def test_what_xml_forbids_costs_its_entry_at_most(wrong: str, count: int) -> None:
    title = f"<news:news><news:title>Be{wrong}fore</news:title></news:news>"
    body = urlset(
        f"{urls(1)}<url><loc>{ONE}-2{wrong}</loc></url>"
        f"<url><loc>{ONE}-3</loc><lastmod>2024-03-03</lastmod>{title}</url>{urls(4)}"
    )
    for file in (SitemapEntries(body), SitemapEntries(gzip.compress(body))):
        assert list(file) == entries(1, 3, 4)
        assert (file.fault, file.forbidden, file.lost) == (None, 2 * count, 1)
    # The same in another encoding.
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    file = SitemapEntries((head + body.decode().partition("?>")[2]).encode("utf-16"))
    assert list(file) == entries(1, 3, 4)
    assert (file.fault, file.forbidden, file.lost) == (None, 2 * count, 1)


def test_references_of_html_and_bare_ampersands_cost_nothing() -> None:
    inside = (
        f"<url><loc>{ONE}&eacute;&amp;&#233;&#xe9;</loc></url>"
        "<url><loc>http://site.test/news/Art&Culture/x-y</loc></url>"
        "<url><loc>http://site.test/news/R&D;x</loc><title>a&nbsp;b & c && d</title></url>"
    )
    file = SitemapEntries(urlset(inside))
    assert [entry.loc for entry in file] == [
        f"{ONE}é&éé",
        "http://site.test/news/Art&Culture/x-y",
        "http://site.test/news/R&D;x",
    ]
    assert (file.fault, file.forbidden, file.lost) == (None, 7, 0)
    assert SitemapEntries(urlset(urls(1))).forbidden == 0


@each_row(
    ("written", "said", "forbidden"),
    [
        ("&#65;&#0065;&#000065;&#x41;&#X", "AAAA&#X", 1), ("&#9;x&#xA;x&#13;", "\tx\nx", 0),
        ("&#49999;&#50000;&#55295;&#57344;", "\uc34f\uc350\ud7ff\ue000", 0),
        ("&#xcfff;&#xd7ff;&#xE000;&#x1F600;", "\ucfff\ud7ff\ue000\U0001f600", 0),
        ("&AMP;&Lt;&amp&lt;&quot;&apos;", "&≪&amp<\"'", 3), ("&#55296;", None, 1),
        ("&#31;", None, 1), ("&#xdfff;", None, 1), ("&#x1f;", None, 1), ("&#65", "&#65", 1),
    ],
)  # fmt: skip
def test_what_a_reference_stands_for(written: str, said: str | None, forbidden: int) -> None:
    file = SitemapEntries(urlset(f"<url><loc>http://site.test/{written}</loc></url>"))
    assert [one.loc for one in file] == ([] if said is None else [f"http://site.test/{said}"])
    assert (file.fault, file.forbidden, file.lost) == (None, forbidden, int(said is None))


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_is_read_up_to_its_last_permitted_entry(
    monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr("mayadeen_crawler.pages.sitemap.MAX_ENTRIES", 3)
    text = "".join(f"{ONE}-{n}\n" for n in range(1, 6)).encode()
    for whole, more in (
        (urlset(urls(1, 2, 3)), urlset(urls(1, 2, 3, 4))),
        (text[: 3 * len(ONE) + 9], text),
    ):
        found, fault = read(gzip.compress(whole) if packed else whole)
        assert ([one.loc[-2:] for one in found], fault) == (["-1", "-2", "-3"], None)
        found, fault = read(gzip.compress(more) if packed else more)
        assert ([one.loc[-2:] for one in found], fault) == (["-1", "-2", "-3"], "too_large")


def test_lines_may_end_in_any_way() -> None:
    filler = "\r" * 65_530  # the next address stands in two pieces
    text = f"{ONE}-1\r\n\r \t\r{ONE}-2\n{filler}{ONE}-3\r\r{ONE}-4\n\r{ONE}-{'5' * 9000}"
    found, fault = read(text.encode())
    assert ([one.loc for one in found], fault) == ([f"{ONE}-{n}" for n in range(1, 5)], None)


@each_row("name", ["punycode", "idna", "base64", "utf-7", "nothing", "unicode_escape"])
def test_a_declared_encoding_is_believed_only_if_it_is_one_of_the_web(name: str) -> None:
    assert read(urlset(urls(1), head=f'<?xml version="1.0" encoding="{name}"?>')) == (
        [],
        "malformed",
    )


def test_a_list_of_pages_may_list_sitemaps() -> None:
    files = ("http://site.test/sitemap-2.xml", "http://site.test/x/Sitemap.XML.GZ?v=1")
    listed = "".join(f"<url><loc>{file}</loc></url>" for file in files)
    assert read(urlset(urls(1) + listed)) == (
        [*entries(1), *(Entry(file, is_file=True) for file in files)],
        None,
    )
    text = f"{ONE}-1\n{files[0]}\n"
    assert read(text.encode()) == ([Entry(f"{ONE}-1"), Entry(files[0], is_file=True)], None)


def test_a_title_cut_in_the_middle_of_a_letter_ends_nothing() -> None:
    title = "<news:title>عنوان</news:title>".encode().replace("ن<".encode(), b"\xd9<")
    for head in ("", "<?xml version='1.0' encoding='utf-8'?>"):
        body = urlset(
            f"<url><loc>{ONE}-1</loc><lastmod>2024-03-01</lastmod>TITLE</url>{urls(2)}", head
        )
        assert read(body.replace(b"TITLE", title)) == (entries(1, 2), None)


def test_an_empty_list_is_a_sitemap() -> None:
    assert read(urlset("")) == ([], None)


@each_row(
    "end",
    ["", "<url><loc>http://site.test/cut-o", "<url></loc></url>", "</urlset><urlset>", "\ufffe<<"],
)
def test_what_stands_before_a_fault_is_used(end: str) -> None:
    body = urlset(urls(1, 2)).removesuffix(b"</urlset>") + end.encode()
    assert read(body) == (entries(1, 2), "malformed")
    assert read(gzip.compress(body)) == (entries(1, 2), "malformed")


def test_a_broken_gzip_gives_what_it_holds() -> None:
    body = gzip.compress(urlset(urls(1, 2) + "<x>0123456789</x>" * 30_000), compresslevel=0)
    assert read(body[:100_000]) == (entries(1, 2), "malformed")


def test_an_address_in_two_pieces_is_whole() -> None:
    """Pieces end anywhere, also between an ampersand and what it begins."""
    for shift in range(24):
        filler = "<x>" + "y" * (65_536 - 220 - len(ONE) + shift) + "</x>"
        body = urlset(f"{filler}<url><loc>{ONE}?a&amp;b&c&#38;d</loc></url>")
        assert read(body) == ([Entry(f"{ONE}?a&b&c&d")], None)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 30)
    )
    for declared in (
        f'<!ENTITY l0 "ha">{laughs}',
        '<!ENTITY l29 SYSTEM "file:///etc/hostname">',
        '<!ENTITY % l29 SYSTEM "http://127.0.0.1:9/x"> %l29;',
    ):
        head = f'<?xml version="1.0"?><!DOCTYPE urlset [{declared}]>'
        body = urlset(f"<url><loc>{ONE}?&l29;</loc></url>", head)
        assert read(body) == ([], "no_sitemap")


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_without_end_is_left_at_the_limit(packed: bool) -> None:
    body = urlset(urls(1) + " " * 5_000_000 + urls(2))
    assert read(gzip.compress(body) if packed else body) == (entries(1), "too_large")


#: Elements of a sitemap that are none of its own.
OTHERS = scaled(50_000, 100_000)


@each_row(
    "inside",
    ["<x>" * OTHERS, "<x/>" * OTHERS, f"<url><loc>{'y' * 3_000_000}</loc></url>" * 2,
     "<url><loc>" + "<!-- -->" * 300_000 + "</loc></url>"],
)  # fmt: skip
def test_hostile_files_cost_little_memory(inside: str) -> None:
    body = gzip.compress(urlset(inside))
    tracemalloc.start()
    try:
        found = [entry for entry in SitemapEntries(body) if len(entry.loc) < 100]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == []
    assert peak < 2_000_000


PACK = partial(gzip.compress, mtime=0)
#: A megabyte each, in gzip members that hold next to nothing.
TINY_MEMBERS: dict[str, Callable[[], bytes]] = {
    # The parser would read the tag from its beginning with each letter.
    "letters of a tag": lambda: PACK(b"<urlset>" + b" " * 300 + b"<url x='") + PACK(b"a") * 48_000,
    "letters of a line": lambda: PACK(f"{ONE}\n".encode() + b" " * 300) + PACK(b"a") * 48_000,
    "nothing": lambda: PACK(b"<urlset>") + PACK(b"") * 50_000,
}


@each_row("name", TINY_MEMBERS)
def test_a_member_for_each_byte_costs_no_more_than_its_bytes(name: str) -> None:
    body = TINY_MEMBERS[name]()
    began = time.process_time()
    read(body)
    assert time.process_time() - began < promised(len(body), seconds_of_ordinary_pages())


def test_a_file_may_have_a_member_for_each_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mayadeen_crawler.pages.sitemap.MAX_ENTRIES", 5)
    whole = urlset(urls(1, 2, 3)).partition(b"<url><loc>")
    parts = (whole[0], *(f"{urls(n)}".encode() for n in (1, 2, 3)), b"</urlset>")
    assert read(b"".join(map(PACK, parts))) == (entries(1, 2, 3), None)
    assert read(b"".join(map(PACK, (b"", *parts)))) == (entries(1, 2, 3), "too_large")


@pytest.mark.soak
def test_entries_stream() -> None:
    body = gzip.compress(
        urlset(
            "".join(
                f"<url><loc>{ONE}-{n}</loc><lastmod>2024-03-01T10:00:00Z</lastmod></url>"
                for n in range(ENTRIES)
            )
        )
    )
    tracemalloc.start()
    try:
        count = sum(1 for _ in SitemapEntries(body))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == ENTRIES
    assert peak < 2_000_000


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_are_read_without_an_exception(junk: bytes, place: int) -> None:
    whole = urlset(urls(1, 2, 3))
    for body in (junk, whole[:place] + junk + whole[place:], gzip.compress(whole)[:place] + junk):
        found, _fault = read(body)
        assert all(entry.loc for entry in found)


@each_row(
    ("path", "month"),
    [
        ("/sitemaps/all/sitemap-2024-3.xml", "2024-03"),
        ("/sitemaps/all/sitemap-2024-03.xml", "2024-03"),
        ("/sitemaps/all/sitemap-2024-12.xml.gz", "2024-12"),
        ("/sitemap_2024_10.xml", "2024-10"),
        ("/sitemaps/202403.xml", "2024-03"),
        ("/sitemaps/posts-20240315-2.xml", "2024-03"),
        ("/sitemap-2024-03-15.xml", "2024-03"),
        ("/2024/3/sitemap.xml", "2024-03"),
        ("/sitemaps/2024/03/", "2024-03"),
        ("/sitemap.xml?month=2024-3", "2024-03"),
        ("/2019/12/archive-2024-3.xml", "2024-03"),
        ("/sitemaps/news.xml", None),
        ("/sitemaps/all.xml", None),
        ("/sitemap-3.xml", None),
        ("/sitemap-2024.xml", None),
        ("/sitemap-2024-13.xml", None),
        ("/sitemap-2024-0.xml", None),
        ("/sitemap-20243.xml", None),
        ("/sitemap-1202403.xml", None),
        ("/archive/2024/12345.xml", None),
        ("/posts-1234-5.xml", None),
    ],
)
def test_months_by_name(path: str, month: str | None) -> None:
    assert month_of(f"http://127.0.0.1:2024{path}") == month


@each_row(
    ("lastmod", "moment"),
    [
        ("2024-03-05T10:00:00+02:00", "2024-03-05T08:00:00Z"),
        ("2024-03-05T10:00:00.123Z", "2024-03-05T10:00:00Z"),
        # On the site's clock, two hours ahead of UTC in winter and three in summer.
        ("2024-03-05 10:00:00", "2024-03-05T08:00:00Z"),
        ("2024-03-05", "2024-03-05T21:59:59Z"),
        ("2024-07-05", "2024-07-05T20:59:59Z"),
        ("2024-03", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_lastmod_is_the_latest_moment_it_can_mean(
    lastmod: str | None, moment: str | None
) -> None:
    assert latest(lastmod, "Asia/Jerusalem") == moment


def test_robots_txt_names_sitemaps_anywhere_and_in_any_case() -> None:
    lines = [
        "\ufeffSitemap: http://site.test/a.xml",
        "User-agent: *",
        "Disallow: /sitemap: not this",
        "# Sitemap: http://site.test/no.xml",
        "  SITEMAP : http://site.test/b.xml # the second",
        "sitemap:/c.xml",
        "Sitemap:",
    ]
    named = ["http://site.test/a.xml", "http://site.test/b.xml", "/c.xml"]
    for end in ("\n", "\r\n"):
        assert named_in_robots(end.join(lines).encode()) == named
        assert named_in_robots(end.join(lines).encode("utf-16-le")) == named
    assert len(named_in_robots(b"Sitemap: /x.xml\n" * 5000)) == 100
    assert named_in_robots(b"\xff\x00 no text") == []


PLAIN = "<h1>A made-up headline</h1><p>{}</p>" + "<p>Some made-up words of a body.</p>" * 3


@each_row(
    ("shown", "hint", "published", "strategy"),
    [
        ("", "2024-03-01T10:00:00+02:00", "2024-03-01T08:00:00Z", "sitemap"),
        ("", "2024-03-01", "2024-03-01", "sitemap"),
        ("3 Mar 2024 09:30", "2024-03-01T10:00:00Z", "2024-03-03T07:30:00Z", "visible"),
        # The page knows the day only, and the sitemap the minute.
        ("1 Mar 2024", "2024-03-01T10:00:00Z", "2024-03-01T10:00:00Z", "sitemap"),
        ("3 Mar 2024", "2024-03-01", "2024-03-03", "visible"),
        ("", "soon", None, None),
    ],
)
def test_a_news_date_is_a_strategy_after_the_pages_own(
    shown: str, hint: str, published: str | None, strategy: str | None
) -> None:
    article, _ = parse(PLAIN.format(shown), hints={"published": hint})
    assert (article["published_at"] or article["published_date"]) == published
    assert article["provenance"]["published_at"] == strategy


@pytest.mark.parametrize("open_end", [b"<!--" + b"- " * 2**20, b"<url" + b" a='b'" * 2**19])
def test_a_tag_or_comment_without_end_is_left(open_end: bytes) -> None:
    entry = b"<url><loc>https://english.almayadeen.net/news/politics/a-b</loc></url>"
    read = SitemapEntries(b"<?xml version='1.0'?><urlset>" + entry + open_end + b"--></urlset>")
    assert [one.loc for one in read] == ["https://english.almayadeen.net/news/politics/a-b"]
    assert read.fault == "malformed"


def test_a_long_comment_and_a_long_section_are_read() -> None:
    entry = b"<url><loc>https://english.almayadeen.net/news/politics/a-b</loc></url>"
    inside = b"<!--" + b"- " * 200_000 + b"--><x><![CDATA[" + b"a" * 3_000_000 + b"]]></x>"
    read = SitemapEntries(b"<?xml version='1.0'?><urlset>" + inside + entry + b"</urlset>")
    assert [one.loc for one in read] == ["https://english.almayadeen.net/news/politics/a-b"]
    assert read.fault is None
