"""What is known of the outlet: editions, clock, sections, labels, URL paths. Data only.

Labels are certain, most paths are not: a section's address is learned from
the site's own navigation, and the path here is the fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from mayadeen_crawler.text import slugify

EditionCode = Literal["en", "ar", "es"]

#: The CMS writes every time without an offset on this clock (24,000 real
#: timestamps follow its summer time, not Beirut's).
CMS_TIME_ZONE = "Asia/Jerusalem"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the navigation: its label there, its group, its fallback path."""

    label: str
    group: str
    path: str

    @property
    def slug(self) -> str:
        """The name on the command line and in the ``section`` field."""
        return slugify(self.label)


@dataclass(frozen=True, slots=True)
class Words:
    """The words a reader sees around an article, in one language (lower case)."""

    by: tuple[str, ...]
    source: tuple[str, ...]
    shares: tuple[str, ...]
    min_read: tuple[str, ...]
    read_time: tuple[str, ...]
    """Before the minutes: ``Reading time: 2 minutes``."""
    most_read: tuple[str, ...]
    read_next: tuple[str, ...]
    coverage: tuple[str, ...]
    breaking: tuple[str, ...]
    load_more: tuple[str, ...]
    updated: tuple[str, ...]
    """Before the time of the last change."""
    inset: tuple[str, ...]
    """Heads of a box of related articles within a text, besides ``read_next``."""
    tags: tuple[str, ...]
    """Before or above the tags."""
    forms: tuple[str, ...]
    """Heads of what a reader fills in: newsletters, comments."""
    share: tuple[str, ...]
    """Lone words that share, print or follow: never text."""
    footer: tuple[str, ...]
    """Beginnings of what stands at the foot of every page."""
    minutes: Mapping[str, str] = field(default_factory=dict)
    """Reading times that are written without a number → the number."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One edition: a host, a language, its catalogue and its words."""

    code: EditionCode
    publisher: str
    host: str
    """The canonical host; its scheme is https."""
    other_hosts: tuple[str, ...]
    """Host names that show the same pages."""
    language: str
    direction: Literal["ltr", "rtl"]
    words: Words
    sections: tuple[Section, ...] = ()
    other_regions: tuple[str, ...] = ()
    """Regions that cards are labelled with and the navigation does not hold."""
    author_paths: frozenset[str] = frozenset({"author", "authors"})
    """First path segments of pages about authors. (Arabic ones hold posts at ``/authors/``.)"""
    sitemaps: tuple[str, ...] = ("/sitemaps/all.xml",)
    """Paths of indexes of sitemaps, where robots.txt names none."""
    month_sitemap: str = "/sitemaps/all/sitemap-{year}-{month}.xml"
    """Path of a month's sitemap (months without a leading zero), where no index is found."""
    time_zone: str = CMS_TIME_ZONE
    default_group: str = "News"
    news_path: str | None = None
    """Where the catalogue is partial: the path right below which News is, by the navigation."""
    tag_path: str = "/tags/{slug}"
    """Where a tag's page may be, until an article has shown it."""
    streams: frozenset[str] = frozenset()
    """Labels (as ``text.fold`` has them) of the live stream, which lists nothing."""

    @property
    def labels(self) -> frozenset[str]:
        """Slugs of every label a card or the navigation can carry."""
        return _LABELS[self.code]

    @property
    def base_url(self) -> str:
        """Scheme and host, without a trailing slash."""
        return f"https://{self.host}"


@dataclass(frozen=True, slots=True)
class PathRule:
    """What the first segments of an article's path say of it."""

    section: str | None
    """Slug of the section; ``None`` where the path names none."""
    content_type: str


#: Path segments (lower case, percent-decoded) → section and content type. The
#: longest match wins. Arabic paths are those of 12,000 real URLs; English ones
#: are the seed page's and the catalogue's.
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
        "authors": PathRule("authors", "article"),
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
        "coverage": PathRule("coverage", "other"),
    }
)

#: First path segments that never lead to an article.
NOT_ARTICLES: frozenset[str] = frozenset(
    {"tags", "tag", "search", "page", "pages", "privacy-policy", "about-us", "about",
     "contact-us", "contact", "live", "rss", "sitemaps", "sitemap", "login", "media"}
)  # fmt: skip

#: First path segments of pages that the navigation shows and that list no articles.
NOT_LISTINGS: frozenset[str] = frozenset(
    {"live", "privacy-policy", "about-us", "about", "contact-us", "contact", "rss", "login",
     "search"}
)  # fmt: skip

#: Path segments that pages of tags stand under (their real one is not known; it is
#: learned from what articles link to).
TAG_FOLDERS: frozenset[str] = frozenset(
    {"tag", "tags", "topic", "topics", "keyword", "keywords", "hashtag", "hashtags",
     "etiqueta", "etiquetas", "tema", "temas", "وسم", "وسوم", "الوسوم"}
)  # fmt: skip

#: Query parameters that follow a reader, and never choose what a page shows.
TRACKING_PARAMETERS: tuple[str, ...] = (
    "utm_*", "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "igshid",
    "igsh", "mc_cid", "mc_eid", "ref", "ref_src", "ref_url", "referrer", "source", "src",
    "share", "cmpid", "ocid", "_ga", "_gl", "spm", "at_medium", "at_campaign", "wt_mc",
    "amp", "lite", "outputtype",
)  # fmt: skip

#: Leading or trailing path segments of the light forms of a page.
LIGHT_SEGMENTS: frozenset[str] = frozenset({"amp", "lite"})


def _group(group: str, root: str, labels: Mapping[str, str]) -> tuple[Section, ...]:
    return tuple(Section(label, group, root + path) for label, path in labels.items())


ENGLISH = Edition(
    code="en",
    publisher="Al Mayadeen English",
    host="english.almayadeen.net",
    other_hosts=(),
    language="en",
    direction="ltr",
    other_regions=("West Asia",),
    streams=frozenset({"live", "live tv", "watch live"}),
    words=Words(
        by=("by", "written by", "author:", "authors:"),
        source=("source", "sources"),
        shares=("shares", "share"),
        min_read=(
            "min read",
            "mins read",
            "minutes read",
            "minute read",
            "min. read",
            "min",
            "mins",
            "minute",
            "minutes",
        ),
        read_time=("reading time", "read time", "time to read", "read in"),
        most_read=("most read",),
        read_next=("read next",),
        coverage=("coverage",),
        breaking=("breaking", "breaking news"),
        load_more=("load more", "show more", "more news", "view more"),
        updated=("updated", "last updated", "updated on", "updated at", "last modified"),
        inset=(
            "related",
            "related news",
            "related articles",
            "related stories",
            "related posts",
            "related topics",
            "read also",
            "also read",
            "read more",
            "see also",
            "more on this",
            "you may also like",
            "recommended",
        ),
        tags=("tags", "tag", "topics", "keywords"),
        forms=(
            "comments",
            "comment",
            "leave a comment",
            "leave a reply",
            "add a comment",
            "post a comment",
            "join the conversation",
            "newsletter",
            "subscribe",
            "subscribe now",
            "subscribe to our newsletter",
            "sign up for our newsletter",
            "sign up to our newsletter",
            "join our newsletter",
            "get our newsletter",
            "stay updated",
            "stay informed",
        ),
        share=(
            "x",
            "share",
            "share this",
            "tweet",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
            "email",
            "print",
            "copy link",
            "linkedin",
            "instagram",
            "youtube",
            "tiktok",
            "follow",
            "follow us",
            "all",
            "advertisement",
            "live",
        ),
        footer=("all rights reserved", "copyright", "©", "privacy policy"),
    ),
    sections=(
        *_group(
            "News",
            "/news",
            {
                "Politics": "/politics",
                "Economy": "/Economy",
                "Sports": "/sports",
                "Arts&Culture": "/Art&Culture",
                "Health": "/health",
                "Miscellaneous": "/miscellaneous",
                "Technology": "/technology",
                "Environment": "/environment",
            },
        ),
        *_group(
            "Articles",
            "/articles",
            {
                "Opinion": "/opinion",
                "Analysis": "/analysis",
                "Blog": "/blog",
                "Features": "/features",
            },
        ),
        *_group(
            "Videos",
            "/videos",
            {
                "NewsFeed": "/newsfeed",
                "Video Features": "/video-features",
                "Explainers": "/explainers",
                "TV": "/tv",
                "Digital Series": "/digital-series",
            },
        ),
        Section("Infographs", "Infographs", "/infographs"),
        Section("In Pictures", "In Pictures", "/in-pictures"),
        *_group(
            "Regions",
            "",
            {
                "Africa": "/africa",
                "Asia": "/asia",
                "Asia-Pacific": "/asia-pacific",
                "Europe": "/europe",
                "Latin America": "/latin-america",
                "MENA": "/mena",
                "Palestine": "/palestine",
                "US & Canada": "/us-canada",
            },
        ),
    ),
)

ARABIC = Edition(
    code="ar",
    publisher="الميادين",
    host="www.almayadeen.net",
    other_hosts=("almayadeen.net",),
    author_paths=frozenset({"author"}),
    news_path="/news",
    streams=frozenset({"live", "مباشر", "بث مباشر", "البث المباشر", "البث الحي"}),
    language="ar",
    direction="rtl",
    words=Words(
        by=("الكاتب", "الكاتبة", "بقلم", "إعداد"),
        source=("المصدر", "المصادر"),
        shares=("مشاركة", "مشاركات"),
        min_read=("دقيقة قراءة", "دقائق قراءة", "دقيقة", "دقائق", "د"),
        read_time=("مدة القراءة", "وقت القراءة", "زمن القراءة", "قراءة"),
        minutes={
            "دقيقة": "1",
            "دقيقة واحدة": "1",
            "دقيقة قراءة": "1",
            "دقيقة واحدة قراءة": "1",
            "دقيقتان": "2",
            "دقيقتين": "2",
            "دقيقتان قراءة": "2",
            "دقيقتين قراءة": "2",
            "دقيقتا قراءة": "2",
        },
        most_read=("الأكثر قراءة", "الأكثر قراءةً"),
        read_next=("اقرأ أيضاً", "اقرأ أيضا", "إقرأ أيضاً"),
        coverage=("تغطيات", "التغطية"),
        breaking=("عاجل", "خبر عاجل", "أخبار عاجلة", "الأخبار العاجلة"),
        load_more=("المزيد", "تحميل المزيد"),
        updated=("آخر تحديث", "تم التحديث", "تاريخ التحديث", "حدّث"),
        inset=(
            "مواضيع ذات صلة",
            "أخبار ذات صلة",
            "ذات صلة",
            "مقالات ذات صلة",
            "مواضيع متعلقة",
            "أخبار متعلقة",
            "اقرأ المزيد",
            "إقرأ المزيد",
            "شاهد أيضاً",
            "قد يعجبك أيضاً",
        ),
        tags=("وسوم", "الوسوم", "كلمات مفتاحية", "الكلمات المفتاحية", "كلمات دلالية"),
        forms=(
            "التعليقات",
            "تعليقات",
            "أضف تعليقاً",
            "اترك تعليقاً",
            "اترك رداً",
            "النشرة البريدية",
            "القائمة البريدية",
            "اشترك",
            "اشترك الآن",
            "اشترك في النشرة البريدية",
            "اشترك في نشرتنا البريدية",
        ),
        share=(
            "x",
            "شارك",
            "مشاركة",
            "فيسبوك",
            "تويتر",
            "واتساب",
            "تلغرام",
            "طباعة",
            "نسخ الرابط",
            "الكل",
            "إعلان",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
        ),
        footer=("جميع الحقوق محفوظة", "كل الحقوق محفوظة", "©", "سياسة الخصوصية"),
    ),
    # The paths are those of 12,000 real addresses, the labels what such lists are called.
    sections=(
        *_group(
            "News", "", {"سياسة": "/news/politics", "اقتصاد": "/news/economic", "منوعات": "/misc"}
        ),
        *_group(
            "Articles",
            "",
            {
                "مقالات": "/articles",
                "تحليلات": "/analysis",
                "صحافة": "/press",
                "أوراق بحثية": "/research-papers",
            },
        ),
        *_group(
            "Videos",
            "",
            {
                "فيديو": "/video",
                "تقارير": "/reports",
                "تقارير تلفزيونية": "/tv-reports",
                "نشرات": "/newscast",
            },
        ),
        Section("بودكاست", "Podcasts", "/podcasts"),
        Section("إنفوغراف", "Infographs", "/infograph"),
        Section("تغطيات", "Coverage", "/coverage"),
    ),
)

SPANISH = Edition(
    code="es",
    publisher="Al Mayadeen Español",
    host="espanol.almayadeen.net",
    other_hosts=(),
    news_path="/news",
    streams=frozenset({"live", "en vivo", "en directo", "directo", "senal en vivo"}),
    language="es",
    direction="ltr",
    words=Words(
        by=("por", "escrito por", "autor:", "autora:"),
        source=("fuente", "fuentes"),
        shares=("compartidos", "compartir", "veces compartido"),
        min_read=(
            "min de lectura",
            "minuto de lectura",
            "minutos de lectura",
            "min lectura",
            "min. de lectura",
            "min",
            "minuto",
            "minutos",
        ),
        read_time=("tiempo de lectura", "lectura", "se lee en"),
        most_read=("más leídas", "más leído", "lo más leído"),
        read_next=("leer a continuación", "siga leyendo", "leer más"),
        coverage=("cobertura",),
        breaking=("urgente", "última hora", "último momento", "noticias urgentes"),
        load_more=("cargar más", "ver más"),
        updated=("actualizado", "última actualización", "actualizado el"),
        inset=(
            "relacionadas",
            "relacionados",
            "noticias relacionadas",
            "artículos relacionados",
            "lea también",
            "leer también",
            "lee también",
            "vea también",
            "te puede interesar",
        ),
        tags=("etiquetas", "temas", "palabras clave"),
        forms=(
            "comentarios",
            "deja un comentario",
            "dejar un comentario",
            "deja una respuesta",
            "boletín",
            "newsletter",
            "suscríbete",
            "suscríbase",
            "suscríbete al boletín",
            "suscríbete a nuestro boletín",
            "suscríbase a nuestro boletín",
        ),
        share=(
            "x",
            "compartir",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
            "correo",
            "imprimir",
            "copiar enlace",
            "todo",
            "todos",
            "todas",
            "publicidad",
        ),
        footer=("todos los derechos reservados", "©", "política de privacidad"),
    ),
    sections=(Section("Política", "News", "/news/politics"),),
)

EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {edition.code: edition for edition in (ENGLISH, ARABIC, SPANISH)}
)


_LABELS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        edition.code: frozenset(
            [section.slug for section in edition.sections]
            + [slugify(region) for region in edition.other_regions]
        )
        for edition in EDITIONS.values()
    }
)


@dataclass(frozen=True, slots=True)
class Site:
    """An edition as this run reaches it: at its own host, or at a mirror of it."""

    edition: Edition
    base_url: str = field(default="")
    """Scheme, host and port, no trailing slash; the edition's own by default."""

    def __post_init__(self) -> None:
        if not self.base_url:
            object.__setattr__(self, "base_url", self.edition.base_url)

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, as a replica is."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")
