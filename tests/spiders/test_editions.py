"""The Arabic and the Spanish edition through every spider: pages by hand, records by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.publication_times import CMS_CLOCK
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import SmallSite, served

PAGES = Path(__file__).parents[1] / "fixtures" / "editions"

#: What stands where on each site; the first article is the one whose record is told below.
ADDRESSES = {
    "ar": {
        "/": "home",
        "/news/politics": "listing",
        "/news/economic": "third",
        "/news/رياضة": "third",
        "/misc": "third",
        "/tags/صور": "listing",
        "/tags/الأردن-الأخضر": "listing",
        "/news/politics/يفتح-الميناء-غدا": "article",
        "/news/economic/سعر-السمك-يرتفع": "other",
    },
    "es": {
        "/": "home",
        "/news/politics": "listing",
        "/news/economy": "third",
        "/news/arte-y-cultura": "third",
        "/tags/san-telmo": "listing",
        "/tags/ano-del-agua": "listing",
        "/news/politics/por-que-cierra-el-puerto-de-san-telmo": "article",
        "/news/economy/sube-el-precio-del-cafe": "other",
    },
}
ARTICLES = {
    edition: [path for path, page in pages.items() if page in ("article", "other")]
    for edition, pages in ADDRESSES.items()
}
HOSTS = {"ar": "https://www.almayadeen.net", "es": "https://espanol.almayadeen.net"}

RECORDS: dict[str, dict[str, Any]] = {
    "ar": {
        "edition": "ar",
        "publisher": "الميادين",
        "language": "ar",
        "content_type": "news",
        "section": "politics",
        "headline": "يفتح الميناء غداً",
        "summary": "عدد القوارب هذا العام أقلّ، بحسب الصيادين.",
        "body_text": "قال الصيادون إنّ الموسم كان قصيراً، وإنّ 12 قارباً لم تُبحر.\n\n"
        "«موعدنا الأحد»، قالت البلدية.",
        "authors": ["سامي موج"],
        "sources": ["وكالات", "إذاعة المرفأ"],
        "published_at": "2024-01-05T17:20:00Z",
        "published_date": "2024-01-05",
        "shares": 11,
        "read_minutes": 2,
        "tags": ["صور", "الأردن الأخضر"],
        "captions": ["قوارب في مرفأ صور"],
        "related": [
            ("most_read", "سعر السمك يرتفع", "اقتصاد", "2024-01-04"),
            ("read_next", "عودة القوارب", "فيديو", "2024-01-03"),
        ],
    },
    "es": {
        "edition": "es",
        "publisher": "Al Mayadeen Español",
        "language": "es",
        "content_type": "news",
        "section": "politics",
        "headline": "¿Por qué cierra el puerto de San Telmo?",
        "summary": "Los pescadores piden ¡ya! una respuesta.",
        "body_text": "«Nadie nos avisó», dijo la alcaldesa.\n\n"
        "El muelle reabre en otoño, según la compañía.",
        "authors": ["Inés Faro"],
        "sources": ["Agencias", "Radio Puerto"],
        "published_at": "2024-07-03T18:05:00Z",
        "published_date": "2024-07-03",
        "shares": 1204,
        "read_minutes": 2,
        "tags": ["San Telmo", "Año del agua"],
        "captions": ["El puerto, visto desde el faro"],
        "related": [
            ("most_read", "Sube el precio del café", "Economía", "2024-02-02"),
            ("read_next", "Una noche en el faro viejo", "Política", "2024-07-01"),
        ],
    },
}

#: Text, attribution and address of the ticker's lines.
LINES: dict[str, list[tuple[str, str | None, str | None]]] = {
    "ar": [
        (
            "مراسل الميادين في صور: الميناء يفتح أبوابه عند الساعة 07:30",
            "مراسل الميادين في صور",
            "/news/politics/يفتح-الميناء-غدا",
        ),
        ("وصول 12 قارباً إلى مرفأ صيدا", None, "/news/economic/سعر-السمك-يرتفع"),
    ],
    "es": [
        ("Ministerio de Salud: abren dos clínicas en la costa", "Ministerio de Salud", None),
        ("Marcador final: 2-1 en el torneo de cometas", None, None),
    ],
}


@pytest.fixture(params=["ar", "es"])
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(edition: str) -> Iterator[SmallSite]:
    small = SmallSite()
    for path, page in ADDRESSES[edition].items():
        small.pages[path] = (PAGES / edition / f"{page}.html").read_text(encoding="utf-8")
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    month = f"{HOSTS[edition]}/sitemaps/all/sitemap-2024-7.xml"
    small.pages["/sitemaps/all.xml"] = (
        f"<sitemapindex {ns}><sitemap><loc>{month}</loc></sitemap></sitemapindex>"
    )
    entries = "".join(f"<url><loc>{HOSTS[edition]}{p}</loc></url>" for p in ARTICLES[edition])
    small.pages["/sitemaps/all/sitemap-2024-7.xml"] = f"<urlset {ns}>{entries}</urlset>"
    with served(small):
        yield small


def address(site: SmallSite, path: str) -> str:
    return site.url + quote(path)


def seen(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record's fields in the form of ``RECORDS``."""
    return {
        **record,
        "authors": [author["name"] for author in record["authors"]],
        "captions": [image["caption"] for image in record["images"]],
        "related": [
            (one["list"], one["headline"], one["label"], one["date"]) for one in record["related"]
        ],
    }


def arguments(spider: str, edition: str) -> dict[str, Any]:
    return {
        "section": {},
        "tag": {"tags": "صور" if edition == "ar" else "San Telmo"},
        "article": {"urls": ",".join(HOSTS[edition] + path for path in ARTICLES[edition])},
        "sitemap": {},
    }[spider]


def check(run: Crawl, site: SmallSite, edition: str, articles: int) -> None:
    assert (run.status, run.lines) == (0, [])
    wanted = [address(site, path) for path in ARTICLES[edition][:articles]]
    assert sorted(record["canonical_url"] for record in run.records) == sorted(wanted)
    (record,) = [record for record in run.records if record["canonical_url"] == wanted[0]]
    got = seen(record)
    assert {name: got[name] for name in RECORDS[edition]} == RECORDS[edition]


@pytest.mark.parametrize(
    ("spider", "articles"), [("section", 2), ("tag", 1), ("article", 2), ("sitemap", 2)]
)
def test_a_spider_brings_the_articles_as_a_reader_sees_them(
    site: SmallSite, tmp_path: Path, edition: str, spider: str, articles: int
) -> None:
    given = arguments(spider, edition)
    run = crawl(spider, tmp_path, base_url=site.url, edition=edition, max_pages="1", **given)
    check(run, site, edition, articles)


def test_the_ticker(site: SmallSite, tmp_path: Path, edition: str) -> None:
    run = crawl("breaking", tmp_path, base_url=site.url, edition=edition)
    assert (run.status, run.lines) == (0, [])
    lines = [
        (record["text"], record["attribution"], record["url"])
        for record in feed(tmp_path, "breaking")
    ]
    assert lines == [
        (text, by, address(site, path) if path else None) for text, by, path in LINES[edition]
    ]


@pytest.mark.soak
def test_all_of_news_is_what_the_navigation_holds_below_its_path(
    site: SmallSite, tmp_path: Path, edition: str
) -> None:
    run = crawl("section", tmp_path, base_url=site.url, edition=edition, max_pages="1")
    listings = [path for path in site.requests if path in ADDRESSES[edition] and path != "/"]
    pages = [path for path in listings if path not in ARTICLES[edition]]
    news = [path for path in ADDRESSES[edition] if path.startswith(("/news", "/misc"))]
    assert sorted(pages) == sorted(path for path in news if path not in ARTICLES[edition])
    assert run.stats["listing/completed"] == len(pages)


@pytest.mark.parametrize(
    ("edition", "names"),
    [
        ("ar", "politics"), ("ar", "السياسة"), ("ar", "سياسة"), ("ar", "السِّياسة، politics"),
        ("es", "politics"), ("es", "Política"), ("es", "politica"), ("es", "política,POLITICS"),
    ],
)  # fmt: skip
@pytest.mark.sampled(8)
def test_any_name_of_a_section(site: SmallSite, tmp_path: Path, edition: str, names: str) -> None:
    run = crawl(
        "section", tmp_path, base_url=site.url, edition=edition, sections=names, max_pages="1"
    )
    check(run, site, edition, 1)
    assert run.stats["listing/pages"] == 1


def test_an_unknown_section_is_told_what_there_is(
    site: SmallSite, tmp_path: Path, edition: str
) -> None:
    run = crawl("section", tmp_path, base_url=site.url, edition=edition, sections="politcs")
    assert run.status == 2
    (line,) = run.lines
    assert "no section 'politcs'; did you mean 'politics'?" in line
    own = {
        "ar": "السياسة (politics), اقتصاد (economy), رياضة",
        "es": "política (politics), economía",
    }
    assert own[edition] in line
    assert site.requests == ["/"]


@pytest.mark.parametrize("accents", ["typed", "left out"])
@pytest.mark.sampled(4)
def test_a_tag_in_any_spelling(site: SmallSite, tmp_path: Path, edition: str, accents: str) -> None:
    """The Spanish address lacks accents, the Arabic one has its hamzas."""
    label = {
        "ar": {"typed": "الأردن الأخضر", "left out": "الاردن الاخضر"},
        "es": {"typed": "Año del agua", "left out": "ano-del-agua"},
    }[edition][accents]
    # Nothing is learned yet: the template, or a look at the newest articles.
    run = crawl("tag", tmp_path, base_url=site.url, edition=edition, tags=label, max_pages="1")
    check(run, site, edition, 1)
    site.requests.clear()
    again = crawl("tag", tmp_path, base_url=site.url, edition=edition, tags=label, max_pages="1")
    assert (again.status, again.lines) == (0, [])
    assert len(site.requests) == 1


@pytest.mark.sampled(2)
def test_the_replicas_own_labels(tmp_path: Path, edition: str) -> None:
    """Each label of the replica's navigation brings the newest of its listing."""
    with ReplicaServer(ReplicaSite(articles=90, edition=edition, page_size=1)) as replica:
        listings = replica.site.sections
        names = ",".join(section.label for section in listings.values())
        run = crawl(
            "section", tmp_path, base_url=replica.url, edition=edition, sections=names,
            max_pages="1", browser="never",
        )  # fmt: skip
        first = {n for slug in listings for n in replica.site.listing_pages(slug)[0]}
        wanted = sorted(replica.url + quote(replica.site.path(n), safe="/:&") for n in first)
    assert (run.status, run.lines) == (0, [])
    assert run.stats["listing/completed"] == len(listings)
    assert sorted(record["canonical_url"] for record in run.records) == wanted


@pytest.mark.soak
def test_since_ends_an_arabic_listing_by_the_days_of_its_cards(tmp_path: Path) -> None:
    now = datetime.now(CMS_CLOCK)
    site = ReplicaSite(
        articles=600, edition="ar", newest=now - timedelta(hours=1), spacing=timedelta(hours=3)
    )
    since = now.date() - timedelta(days=20)
    days = [
        [article_shown(site, number).published.date() for number in page]
        for page in site.listing_pages("سياسة")
    ]
    wanted = sum(day >= since for page in days for day in page)
    # The first page on which no card is of the period is the last that is read.
    last = next(at for at, page in enumerate(days, 1) if max(page) < since)
    assert 1 < last < len(days) - 1
    with ReplicaServer(site) as replica:
        run = crawl(
            "section", tmp_path, base_url=replica.url, edition="ar", sections="politics",
            max_pages="0", since=str(since),
        )  # fmt: skip
    assert run.status == 0
    assert run.stats["listing/pages"] == last
    assert len(run.records) == wanted
    assert min(record["published_date"] for record in run.records) >= str(since)


def test_arabic_cards_of_the_replica_show_days_as_the_site_does() -> None:
    today = date(2024, 8, 16)
    shown = LEXICONS["ar"].interface.card_date
    assert [
        shown(number, datetime.fromisoformat(moment).replace(tzinfo=CMS_CLOCK), today)
        for number, moment in (
            (1, "2024-08-16T13:00"), (2, "2024-08-16T02:32"), (3, "2024-08-12T21:20"),
            (4, "2024-08-15T10:00"), (6, "2024-04-24T10:00"), (8, "2023-08-18T10:00"),
            (5, "2023-08-17T10:00"), (10, "2022-08-15T10:00"),
        )
    ] == [
        "اليوم 13:00", "اليوم", "12 اب 21:20", "15 اب", "24 نيسان", "18 اب",
        "17 آب 2023", "15 آب 2022",
    ]  # fmt: skip
