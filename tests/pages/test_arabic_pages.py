"""Pages of the rarer Arabic paths: a headline that is an ``h2`` in its box, or is not marked."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import ARABIC, EDITIONS, SPANISH, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from tests.helpers import parse_page
from tests.helpers.table_tests import each_row

HOST = EDITIONS["ar"].base_url
TITLE = "نشرة الظهيرة: القوارب تعود إلى مرفأ صور"
SUMMARY = "الصيادون يعدّون قواربهم بعد العاصفة."

MENU = """<header><nav><ul><li><a href="/news/politics">سياسة</a></li>
<li><a href="/video">فيديو</a></li></ul></nav></header>
<div id="ticker-box"><div>عاجل</div><ul><li><div class="ticker-item"><div class="ticker-text">
<a href="/news/politics/a-b-c"><p>المرفأ يفتح أبوابه عند الفجر</p></a></div></div></li></ul>
</div>"""
CARDS = """<div class="row"><h3>اقرأ أيضاً</h3>
<div class="white-card"><a href="/video/salt-season"><h4>موسم الملح يبدأ</h4></a>
<a class="category-meta" href="/video">فيديو</a><div class="time"><p>15 اب</p></div></div>
<div class="white-card"><a href="/reports/cedar-bridge"><h4>جسر من أرز</h4></a>
<a class="category-meta" href="/reports">تقارير</a><div class="time"><p>12 اب 21:20</p></div></div>
</div><div class="loadmorebtn">تصفح المزيد</div>
<footer><p>الميادين قناة مستقلة.</p><p>جميع الحقوق محفوظة</p></footer>"""
PLAYER = '<div class="player"><iframe src="https://player.example/embed/7"></iframe></div>'
OPEN_GRAPH = (
    f'<meta property="og:title" content="{TITLE}">'
    f'<meta property="og:description" content="{SUMMARY}">'
    '<meta property="og:image" content="/media/7.jpg"><meta property="og:type" content="video">'
)


def tawsiyat(path: str, kind: str) -> str:
    data = {
        "type": "video", "postid": "1600007", "title": TITLE, "url": HOST + path,
        "keywords": "صور", "thumbnail": f"{HOST}/media/7.jpg", "video_duration": "95",
        "word_count": "0", "lang": "ar", "published_time": "2024-08-15T13:00:00+03:00",
        "last_updated": "2024-08-15T13:05:00+03:00", "description": SUMMARY, "author": "الميادين",
        "classes": [{"key": "class1", "mapping": "posttype", "value": kind}],
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False)
    return f'<script id="tawsiyat-metadata" type="text/tawsiyat">{text}</script>'


def read(path: str, head: str, main: str) -> dict[str, Any]:
    page = (
        f'<html lang="ar" dir="rtl"><head><title>{TITLE} | الميادين</title>{head}</head>'
        f"<body>{MENU}<main>{main}</main>{CARDS}</body></html>"
    )
    return parse_page.parse(page, url=HOST + path, edition="ar")[0]


@pytest.mark.parametrize(
    ("path", "kind", "content_type"),
    [
        ("/newscast/2024/8/15/noon-bulletin", "نشرة الأخبار", "newscast"),
        ("/video/noon-bulletin", "فيديو", "video"),
        ("/tv-reports/noon-bulletin", "تقارير إخبارية", "video"),
        ("/reports/noon-bulletin", "تقارير إخبارية", "video"),
    ],
)
@pytest.mark.parametrize("described", [True, False])
def test_a_page_without_a_marked_headline(
    path: str, kind: str, content_type: str, described: bool
) -> None:
    main = f"<p>{SUMMARY}</p>" if described else ""
    found = read(path, tawsiyat(path, kind) + OPEN_GRAPH, PLAYER + main)
    assert (found["headline"], found["content_type"]) == (TITLE, content_type)
    assert found["body_text"] in (None, "")
    assert found["published_at"] == "2024-08-15T10:00:00Z"
    assert (found["summary"], found["post_id"]) == (SUMMARY, "1600007")


@pytest.mark.parametrize("path", ["/newscast/2024/8/15/noon-bulletin", "/tv-reports/noon"])
def test_a_page_without_metadata_of_its_own(path: str) -> None:
    found = read(path, OPEN_GRAPH, PLAYER)
    assert found["headline"] == TITLE
    assert found["body_text"] in (None, "")
    # Cards have days; none of them is this page's.
    assert found["published_at"] is None
    assert found["published_date"] is None


@each_row(
    ("path", "section"),
    [
        ("/press/a-b-c", "press"),
        ("/misc/a-b-c", "miscellaneous"),
        ("/articles/a-b-c", "articles"),
        ("/analysis/a-b-c", "analysis"),
        ("/research-papers/a-b-c", "research-papers"),
        ("/news/economic/a-b-c", "economy"),
        ("/podcasts/a-b-c", "podcasts"),
        ("/infograph/a-b-c", "infographs"),
    ],
)
def test_a_headline_in_its_box(path: str, section: str) -> None:
    for heading in ("h1", "h2"):
        main = (
            f'<div class="details-white-box"><{heading}>{TITLE}</{heading}>'
            "<ul><li>الكاتب: نورس الساحلي</li><li>15 اب 2024 13:00</li></ul></div>"
            f'<p class="lg_para summary">{SUMMARY}</p>'
            '<div class="p-content"><p>بدأ العدّ فجر الجمعة.</p><p>وينتهي يوم الأحد.</p></div>'
        )
        found = read(path, "", main)
        assert (found["headline"], found["section"]) == (TITLE, section)
        assert found["body_text"] == "بدأ العدّ فجر الجمعة.\n\nوينتهي يوم الأحد."
        assert found["summary"] == SUMMARY
        assert found["published_at"] == "2024-08-15T10:00:00Z"


@each_row(("words", "tag"), product(["تصفح المزيد", "عرض المزيد", "+"], ["div", "span", "button"]))
def test_load_more_is_whatever_element_has_its_class(words: str, tag: str) -> None:
    control = f'<{tag} class="btn loadmorebtn" data-url="/misc?page=2">{words}</{tag}>'
    body = f"<html><body>{MENU}<main>{CARDS}{control}</main></body></html>"
    response = HtmlResponse(f"{HOST}/misc", body=body.encode())
    found = next_page(Page(response, Site(ARABIC)), 1)
    assert (found.url, found.guessed, found.has_control) == (f"{HOST}/misc?page=2", False, True)


@each_row("words", ["تصفح المزيد", "عرض المزيد", "تحميل المزيد من الأخبار", "المزيد من المقالات"])
def test_load_more_by_its_words(words: str) -> None:
    control = f'<div data-url="/misc?page=2">{words}</div>'
    cards = CARDS.replace('<div class="loadmorebtn">تصفح المزيد</div>', control)
    response = HtmlResponse(f"{HOST}/misc", body=f"<main>{cards}</main>".encode())
    found = next_page(Page(response, Site(ARABIC)), 1)
    assert (found.url, found.has_control) == (f"{HOST}/misc?page=2", True)


@each_row(
    "words", ["Cargar más", "CARGAR MÁS", "Cargar mas", "Ver mas (12)", "Cargar más noticias"]
)
def test_load_more_in_spanish_needs_no_accents(words: str) -> None:
    host = EDITIONS["es"].base_url
    control = f'<div data-url="/news?page=2">{words}</div>'
    cards = CARDS.replace('<div class="loadmorebtn">تصفح المزيد</div>', control)
    response = HtmlResponse(f"{host}/news", body=f"<main>{cards}</main>".encode())
    found = next_page(Page(response, Site(SPANISH)), 1)
    assert (found.url, found.has_control) == (f"{host}/news?page=2", True)
