"""The Arabic and the Spanish edition: their words, dates, addresses and navigation, by hand."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Self

import pytest
from lxml import html

from mayadeen_crawler.replica import ReplicaArticle, ReplicaSite
from mayadeen_crawler.replica.rendering import article_view
from mayadeen_crawler.replica.rendering.article import ReplicaPicture
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from mayadeen_crawler.replica.rendering.byline import byline
from mayadeen_crawler.replica.serving.routes import Routes
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.publication_times import CMS_CLOCK
from tests.helpers.soak_figures import scaled
from tests.helpers.visible_text import lines

#: Five times as many as the sections repeat after.
ARTICLES = 5 * 53
SITES = {code: ReplicaSite(articles=ARTICLES, edition=code) for code in ("ar", "es")}
ROUTES = {code: Routes(site) for code, site in SITES.items()}

# What a reader sees above every headline, down to the ticker; and at the foot.
HEAD = {
    "ar": """
الميادين|• En|• Es|• x|الميادين|• En|• Es|• x|الميادين|شعار
• أخبار|• سياسة|• اقتصاد|• منوعات|• مقالات|• تحليلات|• صحافة|• أوراق بحثية
• فيديو|• تقارير|• تقارير إخبارية|• نشرات|• بودكاست|• إنفوغراف|• • البث المباشر
أخبار|• سياسة|• اقتصاد|• منوعات|مقالات|• تحليلات|• صحافة|• أوراق بحثية
فيديو|• تقارير|• تقارير إخبارية|• نشرات|بودكاست|إنفوغراف|عاجل
""",
    "es": """
Al Mayadeen Español|• Ar|• En|• x|Al Mayadeen Español|• Ar|• En|• x|Al Mayadeen Español|Lema
• Noticias|• Política|• Economía|• Deportes|• Cultura|• Salud|• Ciencia y Tecnología
• Medio Ambiente|• Artículos|• Opinión|• Análisis|• Reportajes|• Videos|• En video|• Claves
• Noticiero|• Podcasts|• Infografías|• En imágenes|• • EN VIVO
Noticias|• Política|• Economía|• Deportes|• Cultura|• Salud|• Ciencia y Tecnología
• Medio Ambiente|Artículos|• Opinión|• Análisis|• Reportajes|Videos|• En video|• Claves
• Noticiero|Podcasts|Infografías|En imágenes|• África|• América Latina|• Asia Occidental|• Europa
• Palestina|URGENTE
""",
}
FOOT = {
    "ar": """
الميادين|الميادين قناة فضائية عربية إعلامية مستقلة.|جميع الحقوق محفوظة
• x|• سياسة الخصوصية|• من نحن|• اتصل بنا|• الكتّاب|Android iOS
""",
    "es": """
Al Mayadeen Español|Al Mayadeen es un canal satelital árabe independiente.
Todos los derechos reservados|• x|• Política de privacidad|• Quiénes somos|• Contáctenos|• Autores
Android iOS
""",
}
LISTS = {
    "ar": ["الأكثر قراءة", "تغطيات", "الكل", "في خمس", "اقرأ أيضاً", "الكل"],
    "es": ["Más leídas", "Cobertura", "Todo", "En cinco", "Siga leyendo", "Todo"],
}


@cache
def articles(code: str) -> list[ReplicaArticle]:
    return [article_shown(SITES[code], number) for number in range(1, ARTICLES + 1)]


def split(block: str) -> list[str]:
    return [line for row in block.strip().splitlines() for line in row.split("|")]


def page_of(code: str, article: ReplicaArticle) -> str:
    return ROUTES[code].answer(article.path, {}).body.decode()


@pytest.mark.parametrize("code", SITES)
@pytest.mark.soak
def test_the_order_of_a_page_is_the_english_one_in_the_editions_words(code: str) -> None:
    for article in articles(code)[: scaled(12, 44)]:
        page = lines(page_of(code, article).encode())
        head, foot = split(HEAD[code]), split(FOOT[code])
        assert page[: len(head)] == head
        assert page[-len(foot) :] == foot
        shown = byline(article, SITES[code].lexicon.interface)
        begin = page.index(" ".join(article.headline.split()), len(head))
        separator = "، " if code == "ar" else ", "
        names = separator.join(author.name for author in article.authors)
        expected = [f"• {shown.by} {names}"]
        if article.sources:
            word = "المصدر:" if code == "ar" else "Fuente:"
            expected.append(f"• {word} {separator.join(article.sources)}")
        expected += [f"• {shown.time}", *([f"• {shown.shares}"] if shown.shares else [])]
        expected += [shown.minutes] if shown.minutes else []
        assert page[begin + 1 : begin + 1 + len(expected)] == expected
        rest = iter(page[begin:])
        assert all(word in rest for word in LISTS[code])


EVENING = datetime(2022, 2, 3, 8, 46, tzinfo=CMS_CLOCK)


def test_dates_are_written_in_several_ways() -> None:
    arabic = [style.shown_time(EVENING) for style in LEXICONS["ar"].interface.dates]
    assert arabic == [
        "3 شباط 2022 08:46",
        "3 شباط/فبراير 2022 08:46",
        "٣ شباط ٢٠٢٢ ٠٨:٤٦",
        "3 فبراير 2022 - 08:46",
        "3 شباط 2022، 08:46",
    ]
    spanish = [style.shown_time(EVENING) for style in LEXICONS["es"].interface.dates]
    assert spanish == [
        "3 feb 2022 08:46",
        "3 de febrero de 2022 08:46",
        "3 de febrero de 2022, 08:46",
        "3 Feb 2022 08:46",
    ]
    days = [style.shown_day(EVENING) for style in LEXICONS["ar"].interface.dates]
    assert days == [
        "3 شباط 2022",
        "3 شباط/فبراير 2022",
        "٣ شباط ٢٠٢٢",
        "3 فبراير 2022",
        "3 شباط 2022",
    ]


def test_months_have_their_places() -> None:
    november = datetime(2025, 11, 23, tzinfo=CMS_CLOCK)
    levant, both, _, egypt, _ = LEXICONS["ar"].interface.dates
    assert levant.shown_day(november) == "23 تشرين الثاني 2025"
    assert both.shown_day(november) == "23 تشرين الثاني/نوفمبر 2025"
    assert egypt.shown_day(november) == "23 نوفمبر 2025"
    assert levant.shown_day(november.replace(month=1)) == "23 كانون الثاني 2025"
    assert egypt.shown_day(november.replace(month=12)) == "23 ديسمبر 2025"


def test_a_card_says_today_on_that_day_only(monkeypatch: pytest.MonkeyPatch) -> None:
    site = ReplicaSite(articles=2, edition="ar")
    published = site.composer.published(2)
    shown = []
    for later in (0, 1):

        class Then(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None, later: int = later) -> Self:
                return cls.fromtimestamp(published.timestamp(), tz) + timedelta(days=later)

        monkeypatch.setattr(article_view, "datetime", Then)
        shown.append(card_shown(site, 2).date)
    assert shown == ["اليوم", "27 تشرين الثاني"]


def test_small_numbers_are_words_in_arabic() -> None:
    minutes = LEXICONS["ar"].interface.min_read
    assert [minutes[0].of(n) for n in (1, 2, 3, 10, 11)] == [
        "دقيقة قراءة", "دقيقتا قراءة", "3 دقائق قراءة", "10 دقائق قراءة", "11 دقيقة قراءة",
    ]  # fmt: skip
    assert [minutes[1].of(n) for n in (1, 2, 3)] == ["دقيقة واحدة", "دقيقتان", "3 دقائق"]
    shares = LEXICONS["ar"].interface.shares[1]
    assert [shares.of(n) for n in (0, 5, 600)] == ["0 مشاركة", "5 مشاركات", "600 مشاركة"]
    minutes = LEXICONS["es"].interface.min_read
    assert [minutes[1].of(n) for n in (1, 2)] == ["1 minuto de lectura", "2 minutos de lectura"]


def test_arabic_pages_run_from_right_to_left_with_the_marks_of_real_text() -> None:
    site = SITES["ar"]
    texts = [article.body_text for article in articles("ar")[:200]]
    assert '<html lang="ar" dir="rtl">' in page_of("ar", article_shown(site, 1))
    for mark in "\u200e\u200f\u202b\u202c\u200d\u00ad\u00a0٢٣٦":
        assert any(mark in text for text in texts), hex(ord(mark))
    assert any(text.startswith("قال ") for text in texts)  # logical order


@pytest.mark.parametrize("code", SITES)
def test_the_shape_of_the_archive(code: str) -> None:
    every = articles(code)
    assert 0.25 < sum(not a.blocks for a in every) / len(every) < 0.36
    assert {a.variant.name for a in every} >= {"full", "bare", "markup", "malformed"}
    bulletin, kinds = {"ar": ("نشرة الظهيرة", ()), "es": ("Noticias en síntesis", ("gallery",))}[
        code
    ]
    assert sum(a.headline == bulletin for a in every) > 5
    assert {a.content_type for a in every} == {
        "news", "article", "video", "newscast", "podcast", "infograph", *kinds,
    }  # fmt: skip


def test_addresses_are_those_of_the_real_editions() -> None:
    site = SITES["ar"]
    paths = [site.path(n) for n in range(1, ARTICLES + 1)]
    roots = {re.sub(r"\d+/\d+/\d+/", "D/", path).rsplit("/", 1)[0] for path in paths}
    assert roots == {
        "/news/politics", "/news/economic", "/misc", "/articles", "/analysis", "/press",
        "/research-papers", "/video", "/reports", "/tv-reports", "/newscast/D", "/podcasts",
        "/infograph",
    }  # fmt: skip
    slugs = [path.rsplit("/", 1)[1] for path in paths]
    assert max(map(len, slugs)) == 60
    assert sum(len(slug) == 60 for slug in slugs) > 40
    assert not [slug for slug in slugs if any(unicodedata.combining(c) for c in slug)]
    assert any(":" in slug for slug in slugs)
    assert any(slug.startswith("-") for slug in slugs)
    spanish = [SITES["es"].path(n) for n in range(1, ARTICLES + 1)]
    assert all(path.isascii() for path in spanish)
    assert any(path.startswith("/news/politics/-por-que-") for path in spanish)


def test_one_page_is_linked_raw_and_percent_encoded() -> None:
    listing = html.document_fromstring(ROUTES["ar"].answer("/news/politics", {}).body.decode())
    hrefs = [str(href) for href in listing.xpath("//div[@class='list']//a/@href")]
    assert any(href.startswith("/news/politics/%D8") for href in hrefs)
    assert any(re.match('/news/politics/[-"ء-ي]', href) for href in hrefs)


def test_the_ticker_has_one_of_the_editions_heads() -> None:
    for seed, word in ((1, "URGENTE"), (2, "ÚLTIMA HORA")):
        site = ReplicaSite(seed, 5, "es")
        page = lines(Routes(site).answer("/", {}).body)
        assert page[page.index(word) + 1] == site.ticker[0]


def test_spanish_cards_are_headings() -> None:
    listing = html.document_fromstring(ROUTES["es"].answer("/news/politics", {}).body.decode())
    assert len(listing.xpath("//h3/a[starts-with(@href, '/news/')]")) == SITES["es"].page_size


@pytest.mark.parametrize("code", SITES)
def test_every_entry_of_the_navigation_has_articles(code: str) -> None:
    site = SITES[code]
    home = html.document_fromstring(ROUTES[code].answer("/", {}).body.decode())
    entries = {
        str(a.get("href")): a.text for a in home.xpath("//nav//a | //div[@class='m-menu']//a")
    }
    del entries["/live"]
    assert {path: s.label for path, s in ((s.path, s) for s in site.sections.values())} == entries
    for slug in site.sections:
        assert site.listing_pages(slug)[0], slug


def test_tags_and_authors_have_pages_at_plain_addresses() -> None:
    for site in SITES.values():
        article = next(
            a
            for a in (article_shown(site, n) for n in range(1, 99))
            if a.authors[0].path and a.tags
        )
        assert Routes(site).answer(article.authors[0].path or "", {}).status == 200
        listing = site.listing_at(article.tags[0].path or "")
        assert listing
        assert article.number in listing.numbers
    assert SITES["es"].listing_at("/tags/educacion")
    assert SITES["es"].listing_at("/tags/ano-del-agua")
    assert SITES["ar"].listing_at("/tags/جداول-المد")


@pytest.mark.parametrize(
    ("code", "path", "heading"),
    [
        ("ar", "/nowhere", "الصفحة غير موجودة"),
        ("es", "/nowhere", "Página no encontrada"),
        ("ar", "/about-us", "من نحن"),
        ("es", "/privacy-policy", "Política de privacidad"),
    ],
)
def test_pages_without_articles(code: str, path: str, heading: str) -> None:
    page = html.document_fromstring(ROUTES[code].answer(path, {}).body.decode())
    assert page.xpath("string(//h1)") == heading
    assert page.xpath("string(//title)").startswith(heading)


def test_known_markup_has_the_names_of_the_arabic_edition() -> None:
    article = next(
        a for a in (article_shown(SITES["ar"], n) for n in range(1, 99))
        if a.variant.name == "full" and a.summary and a.inset
    )  # fmt: skip
    page = html.document_fromstring(page_of("ar", article))
    assert page.cssselect("div.details-white-box h1")[0].text == article.headline
    assert page.cssselect("p.lg_para.summary")[0].text == article.summary
    assert len(page.cssselect("div.p-content > p")) == sum(
        b.kind == "paragraph" for b in article.blocks
    )
    assert page.cssselect("div.p-content div.dual-related")
    assert page.cssselect('meta[name="postid"]')[0].get("content") == article.post_id
    assert page.cssselect('script#tawsiyat-metadata[type="text/tawsiyat"]')


@pytest.mark.parametrize("code", SITES)
def test_no_pattern_is_left_unfilled_and_the_text_is_the_editions(code: str) -> None:
    letters = {"ar": re.compile("[ء-ي]"), "es": re.compile("[a-zñáéíóú]")}[code]
    for article in articles(code):
        pictures: tuple[ReplicaPicture, ...] = article.pictures
        texts = [article.headline, article.summary or "", article.body_text]
        texts += [text for p in pictures for text in (p.alt, p.caption or "")]
        for text in filter(None, texts):
            assert "{" not in text
            assert letters.search(text)
