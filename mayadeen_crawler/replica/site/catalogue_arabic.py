"""The Arabic edition's sections. Their paths begin like those known of the real edition."""

from __future__ import annotations

from mayadeen_crawler.replica.site.catalogue import (
    LoadMoreScript,
    ReplicaSection,
    SectionCatalogue,
)

_S = ReplicaSection

_ARTICLES = _S("مقالات", "مقالات", "/articles", "/articles", "article", 3, "link", "heading")
_VIDEOS = _S(
    "فيديو", "فيديو", "/video", "/video", "video", 6, "script", "caption", LoadMoreScript("json")
)

_SECTIONS: tuple[ReplicaSection, ...] = (
    _S("سياسة", "أخبار", "/news/politics", "/news/politics", "news", 19, "data-url", "caption"),
    _S("اقتصاد", "أخبار", "/news/economic", "/news/economic", "news", 3, "rel", "heading"),
    _S("منوعات", "أخبار", "/misc", "/misc", "news", 3, "query", "plain"),
    _ARTICLES,
    _S("تحليلات", "مقالات", "/analysis", "/analysis", "article", 1, "rel", "plain"),
    _S("صحافة", "مقالات", "/press", "/press", "article", 1, "query", "heading"),
    _S("أوراق بحثية", "مقالات", "/research-papers", "/research-papers", "article", 1, "none",
       "caption"),
    _VIDEOS,
    _S("تقارير", "فيديو", "/reports", "/reports", "video", 4, "link", "whole"),
    _S("تقارير إخبارية", "فيديو", "/tv-reports", "/tv-reports", "video", 3, "rel", "caption"),
    _S("نشرات", "فيديو", "/newscast", "/newscast/{day}", "newscast", 6, "data-url", "plain"),
    _S("بودكاست", "", "/podcasts", "/podcasts", "podcast", 1, "none", "whole"),
    _S("إنفوغراف", "", "/infograph", "/infograph", "infograph", 2, "script", "heading",
       LoadMoreScript(end="disabled")),
)  # fmt: skip

ARABIC_CATALOGUE = SectionCatalogue(
    _SECTIONS,
    (_S("أخبار", "أخبار", "/news", paging="rel", cards="caption"), _ARTICLES, _VIDEOS),
    (),
    (
        "فلسطين المحتلة", "لبنان", "سوريا", "العراق", "اليمن", "تونس", "مصر", "إيران", "كوبا",
        "أميركا اللاتينية", None,
    ),
)  # fmt: skip
