"""Sitemaps in each of their forms, read with a parser of the tests' own."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from lxml import etree

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite, ReplicaSitemaps
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.serving.routes import Routes
from tests.helpers.soak_figures import scaled
from tests.replica.conftest import Get

HOST = "https://english.almayadeen.net"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}
#: The newest is of 27 November 2025, 18:00; the oldest of 60 days before.
SITE = ReplicaSite(articles=120, spacing=timedelta(hours=12))


def site_with(**form: object) -> ReplicaSite:
    sitemaps = ReplicaSitemaps(**form)  # type: ignore[arg-type]
    return ReplicaSite(articles=120, spacing=timedelta(hours=12), sitemaps=sitemaps)


def answer(site: ReplicaSite, path: str, quirks: Quirks = Quirks()) -> ReplicaPage:  # noqa: B008
    return Routes(site).answer(path, {}, quirks)


def entries(page: ReplicaPage) -> list[tuple[str, str | None]]:
    """Return (address, lastmod) of each entry."""
    assert page.status == 200
    body = gzip.decompress(page.body) if page.body[:2] == b"\x1f\x8b" else page.body
    root = etree.fromstring(body)
    return [
        (e.findtext("s:loc", "", NAMES).strip(), e.findtext("s:lastmod", None, NAMES)) for e in root
    ]


def articles(site: ReplicaSite, page: ReplicaPage) -> list[int | None]:
    return [site.find(unquote(loc.removeprefix(HOST))) for loc, _ in entries(page)]


def robots(site: ReplicaSite) -> list[str]:
    return answer(site, "/robots.txt").body.decode().splitlines()


def test_index_and_months() -> None:
    index = entries(answer(SITE, "/sitemaps/all.xml"))
    months = [f"/sitemaps/all/sitemap-2025-{month}.xml" for month in (9, 10, 11)]
    assert [loc for loc, _ in index] == [HOST + path for path in months]
    found: list[int | None] = []
    for path, (_, lastmod) in zip(months, index, strict=True):
        page = answer(SITE, path)
        assert page.content_type == "application/xml; charset=utf-8"
        numbers = articles(SITE, page)
        assert all(
            number and article_shown(SITE, number).published.month == int(path[-6:-4].strip("-"))
            for number in numbers
        )
        assert lastmod == max(str(moment) for _, moment in entries(page))
        found += numbers
    assert Counter(found) == Counter([*range(1, 121), 1])  # one is listed twice
    for path in ("2025-09", "2025-8", "2025-13", "2026-1", "2019-1", "2025-11.xml"):
        assert answer(SITE, f"/sitemaps/all/sitemap-{path}.xml").status == 404


@pytest.mark.soak
def test_how_often_entries_repeat() -> None:
    site = ReplicaSite(articles=12_000, sitemaps=ReplicaSitemaps(layout="flat"))
    assert sum(n > 1 for n in Counter(entries(answer(site, "/sitemaps/all.xml"))).values()) == 18


def test_addresses_are_raw_or_encoded_and_amid_white_space() -> None:
    texts = answer(site_with(layout="flat"), "/sitemaps/all.xml").body.decode()
    assert f"<loc>\n      {HOST}/" in texts
    assert "/news/Art&amp;Culture/" in texts
    assert "/news/Art%26Culture/" in texts
    arabic = ReplicaSite(articles=60, edition="ar", sitemaps=ReplicaSitemaps(layout="flat"))
    locs = [loc for loc, _ in entries(answer(arabic, "/sitemaps/all.xml"))]
    assert any("%D8" in loc for loc in locs)
    assert any("ا" in loc for loc in locs)
    assert all(loc.startswith("https://www.almayadeen.net/") for loc in locs)


def test_an_edit_is_a_newer_time_in_its_month_and_in_the_index() -> None:
    site = site_with()
    before = dict(entries(answer(site, "/sitemaps/all.xml")))
    site.edit(2, "headline")
    after = dict(entries(answer(site, "/sitemaps/all/sitemap-2025-9.xml")))
    (lastmod,) = {v for k, v in after.items() if site.find(unquote(k.removeprefix(HOST))) == 2}
    assert lastmod == article_shown(site, 2).modified.isoformat(timespec="seconds")
    site.edit(3, "headline", at=datetime(2026, 1, 1, 10, tzinfo=UTC))
    index = dict(entries(answer(site, "/sitemaps/all.xml")))
    changed = {loc[-9:-4] for loc in index if index[loc] != before[loc]}
    assert changed == {"025-9"}
    assert "2026-01-01T12:00:00+02:00" in index.values()
    assert article_shown(site, 3).modified == datetime(2026, 1, 1, 10, tzinfo=UTC)
    site.edit(3, "headline")
    assert article_shown(site, 3).modified > datetime(2026, 1, 1, 10, tzinfo=UTC)


def test_a_new_month_comes_into_the_index() -> None:
    site = site_with()
    site.publish(10)
    index = entries(answer(site, "/sitemaps/all.xml"))
    assert index[-1][0] == f"{HOST}/sitemaps/all/sitemap-2025-12.xml"


@pytest.mark.parametrize(("form", "digits"), [("second", 25), ("day", 10), ("none", None)])
def test_lastmod(form: str, digits: int | None) -> None:
    site = site_with(lastmod=form)
    month = "sitemap-2025-11.xml"
    for path in ("/sitemaps/all.xml", f"/sitemaps/all/{month}", f"/sitemaps/news/{month}"):
        lengths = {moment and len(moment) for _, moment in entries(answer(site, path))}
        assert lengths == {digits}


def test_news_month_by_month() -> None:
    index = entries(answer(SITE, "/sitemaps/news.xml"))
    # Newest first, and without a time.
    months = [f"/sitemaps/news/sitemap-2025-{month}.xml" for month in (11, 10, 9)]
    assert index == [(HOST + path, None) for path in months]
    every = [article_shown(SITE, number) for number in range(1, 121)]
    for path in months:
        month = int(path[-6:-4].strip("-"))
        assert articles(SITE, answer(SITE, path)) == [
            a.number
            for a in reversed(every)
            if a.published.month == month and a.content_type == "news"
        ]
    root = etree.fromstring(answer(SITE, months[0]).body)
    newest = max((a for a in every if a.content_type == "news"), key=lambda a: a.number)
    (news,) = root[0].findall("n:news", NAMES)
    assert [news.findtext(f"n:{name}", None, NAMES) for name in (
        "publication/n:name", "publication/n:language", "title", "keywords",
    )] == [
        "Al Mayadeen English", "en", newest.headline, ",".join(tag.name for tag in newest.tags),
    ]  # fmt: skip
    assert root[0].findtext("i:image/i:loc", None, NAMES) == HOST + newest.cover.path
    # The times are those of another clock, an hour behind, and right.
    published = news.findtext("n:publication_date", "", NAMES)
    assert datetime.fromisoformat(published) == newest.published
    assert published.endswith("+01:00")
    summer = etree.fromstring(answer(SITE, months[2]).body)
    (oldest,) = summer[-1].findall("n:news", NAMES)
    assert oldest.findtext("n:publication_date", "", NAMES).endswith("+02:00")
    for path in ("/sitemaps/news.xml", months[0]):
        assert answer(site_with(news=False), path).status == 404


def test_robots_names_them_unless_told_otherwise() -> None:
    all_, news = f"Sitemap: {HOST}/sitemaps/all.xml", f"Sitemap: {HOST}/sitemaps/news.xml"
    assert robots(SITE)[-2:] == [all_, news]
    assert robots(site_with(news=False))[-1] == all_
    assert robots(site_with(gzip="file"))[-2] == f"{all_}.gz"
    assert robots(site_with(base="http://mirror.example"))[-1].startswith("Sitemap: http://mirror.")
    for site in (site_with(in_robots=False), ReplicaSite(articles=3, sitemaps=None)):
        assert not [line for line in robots(site) if line.startswith("Sitemap")]
    assert answer(ReplicaSite(articles=3, sitemaps=None), "/sitemaps/all.xml").status == 404


def test_gzip() -> None:
    plain = entries(answer(SITE, "/sitemaps/all/sitemap-2025-11.xml"))
    site = site_with(gzip="file")
    index = entries(answer(site, "/sitemaps/all.xml.gz"))
    assert index == entries(answer(site, "/sitemaps/all.xml"))
    assert index[-1][0] == f"{HOST}/sitemaps/all/sitemap-2025-11.xml.gz"
    page = answer(site, "/sitemaps/all/sitemap-2025-11.xml.gz")
    assert (page.content_type, entries(page)) == ("application/gzip", plain)
    page = answer(site_with(gzip="encoding"), "/sitemaps/all/sitemap-2025-11.xml")
    assert (page.headers["Content-Encoding"], entries(page)) == ("gzip", plain)
    assert answer(SITE, "/sitemaps/all.xml.gz").status == 404


def test_one_flat_file_names_sections_too() -> None:
    locs = [loc for loc, _ in entries(answer(site_with(layout="flat"), "/sitemaps/all.xml"))]
    assert locs[:2] == [f"{HOST}/", f"{HOST}/news"]
    assert f"{HOST}/news/Art&Culture" in locs
    assert len(locs) == 1 + len(SITE.sections) + 120 + 1
    assert answer(site_with(layout="flat"), "/sitemaps/all/sitemap-2025-11.xml").status == 404


@pytest.mark.parametrize("listed", [False, True])
def test_removed_articles(listed: bool) -> None:
    site = site_with(removed=listed)
    site.remove(119, 410)
    assert (119 in articles(site, answer(site, "/sitemaps/all/sitemap-2025-11.xml"))) is listed
    assert 119 not in articles(site, answer(site, "/sitemaps/news/sitemap-2025-11.xml"))


def test_a_month_of_very_many() -> None:
    count = scaled(5_000, 50_000)
    site = site_with(big=count)
    index = entries(answer(site, "/sitemaps/all.xml"))
    assert index[0][0] == f"{HOST}/sitemaps/all/sitemap-2019-1.xml"
    found = entries(answer(site, "/sitemaps/all/sitemap-2019-1.xml"))
    assert len({loc for loc, _ in found}) == count
    assert {str(moment)[:7] for _, moment in found} == {"2019-01"}
    assert answer(site, found[7][0].removeprefix(HOST)).status == 404


def test_malformed_ends_in_a_tag() -> None:
    page = answer(SITE, "/sitemaps/all/sitemap-2025-10.xml", Quirks(malformed=True))
    assert page.body.endswith(b"</url")
    assert page.body.count(b"<loc>") > 20
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(page.body)


def test_over_the_wire_with_faults(server: ReplicaServer, get: Get) -> None:
    server.site.sitemaps = replace(ReplicaSitemaps(), gzip="encoding")
    first = get("/sitemaps/all.xml")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["ETag"]
    server.faults.on("server-error", target="sitemap", times=1)
    assert [get(path).status for path in ("/", "/sitemaps/all.xml", "/sitemaps/all.xml")] == [
        200, 503, 200,
    ]  # fmt: skip
    server.faults.on("wrong-charset", target="sitemap", value="utf-16")
    assert get("/sitemaps/news.xml").headers["Content-Type"] == "application/xml; charset=utf-16"
    server.faults.on("malformed", target="sitemap")
    whole, broken = first.body, get("/sitemaps/all.xml").body
    assert gzip.decompress(whole)[:150] == gzip.decompress(broken)[:150] != b""
    assert gzip.decompress(broken).endswith(b"</url")
