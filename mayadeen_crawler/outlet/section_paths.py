"""Tables of URL paths, the same for all editions: sections, tag folders, pages without articles.

``urls/canonical.py`` looks addresses up here. A wrong section or content type of known paths
is mended in ``PATHS``. Data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class PathRule:
    """Section and content type of the articles under a path."""

    section: str | None
    """Slug of the section; ``None`` if the path does not name one."""
    content_type: str
    """The record's ``content_type``."""


#: First path segments (lower case, percent-decoded) → section and content type. The longest
#: match wins. Arabic paths are from 12,000 real URLs, English ones from the site's navigation.
PATHS: Mapping[str, PathRule] = MappingProxyType(
    {
        "news": PathRule("news", "news"),
        "news/politics": PathRule("politics", "news"),
        "news/economy": PathRule("economy", "news"),
        "news/economic": PathRule("economy", "news"),
        "news/sports": PathRule("sports", "news"),
        "news/sport": PathRule("sports", "news"),
        "news/art&culture": PathRule("arts-culture", "news"),
        "news/arts&culture": PathRule("arts-culture", "news"),
        "news/arts-culture": PathRule("arts-culture", "news"),
        "news/art-culture": PathRule("arts-culture", "news"),
        "news/health": PathRule("health", "news"),
        "news/miscellaneous": PathRule("miscellaneous", "news"),
        "news/technology": PathRule("technology", "news"),
        "news/environment": PathRule("environment", "news"),
        "misc": PathRule("miscellaneous", "news"),
        "articles": PathRule("articles", "article"),
        "articles/opinion": PathRule("opinion", "article"),
        "articles/analysis": PathRule("analysis", "article"),
        "articles/blog": PathRule("blog", "article"),
        "articles/features": PathRule("features", "article"),
        "analysis": PathRule("analysis", "article"),
        "press": PathRule("press", "article"),
        "research-papers": PathRule("research-papers", "article"),
        "video": PathRule("videos", "video"),
        "videos": PathRule("videos", "video"),
        "videos/newsfeed": PathRule("newsfeed", "video"),
        "videos/video-features": PathRule("video-features", "video"),
        "videos/explainers": PathRule("explainers", "video"),
        "videos/tv": PathRule("tv", "video"),
        "videos/digital-series": PathRule("digital-series", "video"),
        "reports": PathRule("reports", "video"),
        "tv-reports": PathRule("tv-reports", "video"),
        "newscast": PathRule("newscast", "newscast"),
        "podcast": PathRule("podcasts", "podcast"),
        "podcasts": PathRule("podcasts", "podcast"),
        "infograph": PathRule("infographs", "infograph"),
        "infographs": PathRule("infographs", "infograph"),
        "infographics": PathRule("infographs", "infograph"),
        "in-pictures": PathRule("in-pictures", "gallery"),
        "pictures": PathRule("in-pictures", "gallery"),
        "gallery": PathRule("in-pictures", "gallery"),
    }
)

#: First path segments of pages that are never articles.
NOT_ARTICLES: frozenset[str] = frozenset(
    {"tags", "tag", "search", "page", "pages", "privacy-policy", "about-us", "about",
     "contact-us", "contact", "live", "rss", "sitemaps", "sitemap", "login", "media"}
)  # fmt: skip

#: First path segments of pages that the navigation links and that list no articles.
NOT_LISTINGS: frozenset[str] = frozenset(
    {"live", "privacy-policy", "about-us", "about", "contact-us", "contact", "rss", "login",
     "search"}
)  # fmt: skip

#: Path segments above the pages of tags. Which one the site uses is learned from the links of
#: articles.
TAG_FOLDERS: frozenset[str] = frozenset(
    {"tag", "tags", "topic", "topics", "keyword", "keywords", "hashtag", "hashtags",
     "etiqueta", "etiquetas", "tema", "temas", "وسم", "وسوم", "الوسوم"}
)  # fmt: skip

#: Path segments above the pages of authors, and above those of coverages: neither are articles.
AUTHOR_FOLDERS: frozenset[str] = frozenset(
    {"author", "authors", "writer", "writers", "columnist", "columnists", "autor", "autores",
     "كاتب", "كتاب", "الكتاب"}
)  # fmt: skip
COVERAGE_FOLDERS: frozenset[str] = frozenset(
    {"coverage", "coverages", "cobertura", "coberturas", "تغطية", "تغطيات", "التغطيات"}
)  # fmt: skip

ListKind = Literal["tag", "author", "coverage"]
"""The kinds of listings that no menu links: their addresses are learned from articles."""

#: Kind → path segments above the pages of such listings.
LIST_FOLDERS: Mapping[ListKind, frozenset[str]] = MappingProxyType(
    {"tag": TAG_FOLDERS, "author": AUTHOR_FOLDERS, "coverage": COVERAGE_FOLDERS}
)

#: Query parameters that track the reader and do not change what a page shows (``*`` is any text):
#: those of advertisers, newsletters, statistics and of the buttons that share an article.
TRACKING_PARAMETERS: tuple[str, ...] = (
    "utm_*", "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid",
    "gbraid", "wbraid", "gad_*", "srsltid", "igshid", "igsh", "li_fat_id", "epik", "rdid",
    "mibextid", "sfnsn", "fb_*", "__twitter_impression", "hss_channel", "lipi", "trk", "smid",
    "mc_cid", "mc_eid", "_hs*", "__hs*", "mkt_tok", "vero_*", "_ke", "_openstat", "ref", "ref_src",
    "ref_url", "referrer", "source", "src", "share", "cmpid", "ncid", "ocid", "xtor", "ito",
    "wprov", "tpcc", "guccounter", "_ga", "_gl", "spm", "at_medium", "at_campaign", "wt.mc_*",
    "wt_mc", "pk_*", "piwik_*", "mtm_*", "matomo_*", "ns_*", "_branch_match_id", "__s",
    "amp", "lite", "outputtype", "amp_*", "usqp",
)  # fmt: skip

#: Query parameters that tell which article a page shows, whatever its path says.
IDENTIFYING_PARAMETERS: frozenset[str] = frozenset({
    "id", "postid", "post_id", "post", "articleid", "article_id", "article", "aid", "newsid",
    "news_id", "nid", "storyid", "story_id", "story", "videoid", "video_id", "episode",
})  # fmt: skip

#: First or last path segments of the light (AMP) form of a page.
LIGHT_SEGMENTS: frozenset[str] = frozenset({"amp", "lite"})
