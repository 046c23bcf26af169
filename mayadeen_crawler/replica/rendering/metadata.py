"""An article page's metadata: the site's own object ("tawsiyat"), JSON-LD, meta tags.

Called by ``render.py``. *host* is the scheme and host of the edition, *publisher* its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.rendering.variants import Metadata
from mayadeen_crawler.replica.writing.lexicon import ReplicaLexicon

Json = dict[str, Any]

_WITHOUT_TIMES = frozenset({"newscast", "video"})

#: Query that the CMS adds to a picture's URL in metadata.
THUMBNAIL = "?v=3&width=1000"


def tawsiyat(article: ReplicaArticle, host: str, lexicon: ReplicaLexicon) -> Json:
    """Return the site's own metadata object, with the keys of the real pages."""
    names = [author.name for author in article.authors]
    # Stray spaces, as some real pages have.
    stray = "  " if article.number % 7 == 0 else ""
    classes = [
        ("class1", "posttype", lexicon.post_types[article.content_type]),
        ("class2", "category", stray + article.section.label + stray),
        ("class3", "country", article.region and article.region + stray),
        ("class5", "coverage", article.coverage),
        *(("class6", "author", name) for name in names),
    ]
    seconds = article.video_seconds
    return {
        "type": "video" if article.video else "article",
        "postid": article.post_id,
        "title": article.headline,
        "url": host + article.path,
        "keywords": ",".join(article.keywords),
        "thumbnail": host + article.cover.path + THUMBNAIL,
        "video_duration": None if seconds is None else str(seconds),
        "word_count": str(sum(len(text.split()) for _, text in article.text_blocks)),
        "lang": lexicon.language,
        "published_time": article.published.isoformat(timespec="seconds"),
        "last_updated": article.modified.isoformat(timespec="seconds"),
        "description": article.summary or "",
        "author": lexicon.interface.separator.join(names),
        "classes": [{"key": k, "mapping": m, "value": v} for k, m, v in classes if v],
    }


_TYPES: Mapping[str, str | list[str]] = {
    "news": "NewsArticle",
    "article": ["Article", "OpinionNewsArticle"],
    "newscast": "VideoObject",
}


def _utc_without_offset(moment: datetime) -> str:
    """Return UTC as the CMS writes it: seven decimals and no offset."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000"


def _time(moment: datetime, number: int) -> str:
    """Return ISO 8601 in one of three forms: with the offset, in UTC with ``Z``, or without."""
    if number % 3 == 1:
        return moment.isoformat(timespec="seconds")
    if number % 3:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _utc_without_offset(moment)


def _video(article: ReplicaArticle) -> Json:
    seconds = article.video_seconds
    video = {"@type": "VideoObject", "embedUrl": article.video, "name": article.headline}
    return video if seconds is None else video | {"duration": f"PT{seconds // 60}M{seconds % 60}S"}


def posting(article: ReplicaArticle, host: str, publisher: str, lexicon: ReplicaLexicon) -> Json:
    """Return the article as a schema.org object."""
    number, kind = article.number, _TYPES.get(article.content_type, "NewsArticle")
    dates = ("uploadDate" if kind == "VideoObject" else "datePublished", "dateModified")
    picture = host + article.cover.path + THUMBNAIL
    authors = [
        {"@type": "Person", "name": author.name, "url": host + author.path}
        if author.path
        else {"@type": "Organization", "name": author.name}
        for author in article.authors
    ]
    keywords = list(article.keywords)
    posting: Json = {
        "@type": kind,
        "mainEntityOfPage": {"@type": "WebPage", "@id": host + article.path},
        "url": host + article.path,
        "headline": article.headline,
        dates[0]: _time(article.published, number),
        dates[1]: _time(article.modified, number),
        "author": authors if len(authors) > 1 else authors[0],
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher},
        "articleSection": article.section.label,
        "inLanguage": lexicon.language,
        "keywords": keywords if number % 2 else ", ".join(keywords),
        "image": [picture] if number % 3 else {"@type": "ImageObject", "url": picture},
    }
    if kind == "VideoObject":
        posting |= _video(article) | {"thumbnailUrl": picture}
        del posting["headline"], posting["image"]
    elif article.video:
        posting["video"] = _video(article)
    if article.summary:
        posting["description"] = article.summary
    return posting


def _graph(posting: Json, publisher: str, host: str) -> Any:
    crumbs = [{"@type": "ListItem", "position": 1, "name": publisher, "item": host}]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": publisher, "url": host},
            {"@type": "BreadcrumbList", "itemListElement": crumbs},
            posting,
        ],
    }


def _list(posting: Json, publisher: str, host: str) -> Any:
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": publisher, "url": host}
    return [site, {"@context": "https://schema.org"} | posting]


def _plain(posting: Json, publisher: str, host: str) -> Any:
    return {"@context": "https://schema.org"} | posting


_SHAPES: tuple[Callable[[Json, str, str], Any], ...] = (_plain, _graph, _list)


def jsonld(article: ReplicaArticle, host: str, publisher: str, lexicon: ReplicaLexicon) -> Any:
    """Return the JSON-LD: one object, a graph or a list, depending on the article's number."""
    shape = _SHAPES[article.number // 2 % len(_SHAPES)]
    return shape(posting(article, host, publisher, lexicon), publisher, host)


def meta_tags(
    article: ReplicaArticle, host: str, publisher: str, lexicon: ReplicaLexicon
) -> list[tuple[str, str, str]]:
    """Return meta tags as (attribute, name, content). Some titles end with the site's name."""
    title = article.headline + (f" | {publisher}" if article.number % 2 else "")
    # Pages of videos and newscasts have no times here.
    times = ("", "")
    if article.content_type not in _WITHOUT_TIMES:
        times = _utc_without_offset(article.published), _utc_without_offset(article.modified)
    pairs = [
        ("name", "postid", article.post_id),
        ("name", "description", article.summary or ""),
        ("name", "keywords", ",".join(article.keywords)),
        ("name", "author", lexicon.interface.separator.join(a.name for a in article.authors)),
        ("property", "og:site_name", publisher),
        ("property", "og:type", "video.other" if article.video else "article"),
        ("property", "og:title", title),
        ("property", "og:description", article.summary or ""),
        ("property", "og:url", host + article.path),
        ("property", "og:image", host + article.cover.path + THUMBNAIL),
        ("property", "og:locale", lexicon.locale),
        ("property", "article:published_time", times[0]),
        ("property", "article:modified_time", times[1]),
        ("property", "article:section", article.section.label),
        *(("property", "article:tag", tag.name) for tag in article.tags),
    ]
    return [pair for pair in pairs if pair[2]]


def _break(text: str, number: int) -> str:
    """Damage JSON in one of eight ways, such as those of a faulty template."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: t[: len(t) // 2],
        lambda t: t.replace('",', '"', 3),
        lambda t: t.replace('": ', '" ', 1),
        lambda t: "<!-- " + t,
        lambda t: "null",
        lambda t: '"' + t[1:],
        lambda t: "[" * 5000,
        lambda t: "",
    )
    return ways[number % len(ways)](text)


def as_script(value: Any, state: Metadata, number: int) -> str:
    """Return *value* as the JSON in a script element, damaged if *state* is ``broken``."""
    # A "</" would end the element early.
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    return _break(text, number) if state == "broken" else text
