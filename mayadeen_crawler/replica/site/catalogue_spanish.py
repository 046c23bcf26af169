"""The Spanish edition's sections. Little more than ``/news/`` is known of the real paths."""

from __future__ import annotations

from mayadeen_crawler.replica.site.catalogue import (
    LoadMoreScript,
    ReplicaSection,
    SectionCatalogue,
)

_S = ReplicaSection

_SECTIONS: tuple[ReplicaSection, ...] = (
    _S("Política", "Noticias", "/news/politics", "/news/politics", "news", 14, "data-url",
       "heading"),
    _S("Economía", "Noticias", "/news/economy", "/news/economy", "news", 3, "rel", "heading"),
    _S("Deportes", "Noticias", "/news/sports", "/news/sports", "news", 2, "link", "plain"),
    _S("Cultura", "Noticias", "/news/culture", "/news/culture", "news", 2, "query", "heading"),
    _S("Salud", "Noticias", "/news/health", "/news/health", "news", 2, "query", "caption"),
    _S("Ciencia y Tecnología", "Noticias", "/news/ciencia", "/news/technology", "news", 2, "link",
       "heading"),
    _S("Medio Ambiente", "Noticias", "/news/environment", "/news/environment", "news", 2, "none",
       "caption"),
    _S("Opinión", "Artículos", "/articles/opinion", "/articles/opinion", "article", 3, "rel",
       "heading"),
    _S("Análisis", "Artículos", "/articles/analysis", "/articles/analysis", "article", 2, "query",
       "plain"),
    _S("Reportajes", "Artículos", "/articles/features", "/articles", "article", 2, "link",
       "whole"),
    _S("En video", "Videos", "/videos/newsfeed", "/videos/newsfeed", "video", 5, "script",
       "caption", LoadMoreScript("json")),
    _S("Claves", "Videos", "/videos/explainers", "/videos/explainers", "video", 2, "rel",
       "heading"),
    _S("Noticiero", "Videos", "/newscast", "/newscast/{day}", "newscast", 9, "data-url",
       "heading"),
    _S("Podcasts", "", "/podcasts", "/podcasts", "podcast", 1, "none", "plain"),
    _S("Infografías", "", "/infographs", "/infographs", "infograph", 1, "link", "heading"),
    _S("En imágenes", "", "/in-pictures", "/in-pictures", "gallery", 1, "script", "heading",
       LoadMoreScript(end="disabled")),
)  # fmt: skip

_REGIONS: tuple[ReplicaSection, ...] = (
    _S("África", "Regiones", "/africa", paging="query", cards="plain"),
    _S("América Latina", "Regiones", "/latin-america", paging="rel", cards="heading"),
    _S("Asia Occidental", "Regiones", "/west-asia", paging="link", cards="heading"),
    _S("Europa", "Regiones", "/europe", paging="data-url", cards="whole"),
    _S("Palestina", "Regiones", "/palestine", paging="rel", cards="caption"),
)

SPANISH_CATALOGUE = SectionCatalogue(
    _SECTIONS,
    (
        _S("Noticias", "Noticias", "/news", paging="rel", cards="heading"),
        _S("Artículos", "Artículos", "/articles", paging="link", cards="heading"),
        _S("Videos", "Videos", "/videos", paging="data-url", cards="plain"),
    ),
    _REGIONS,
    (*(region.label for region in _REGIONS), "Palestina", "América Latina", "EE. UU.", None),
)
