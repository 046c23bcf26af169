"""The types of the outlet data: edition, section, words, and the site as one run reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from mayadeen_crawler.utils.text import slugify

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
        return _labels(self)

    @property
    def base_url(self) -> str:
        """Scheme and host, without a trailing slash."""
        return f"https://{self.host}"


@cache
def _labels(edition: Edition) -> frozenset[str]:
    return frozenset(
        [section.slug for section in edition.sections]
        + [slugify(region) for region in edition.other_regions]
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


def sections_of(group: str, root: str, labels: Mapping[str, str]) -> tuple[Section, ...]:
    """Return the sections of a navigation *group* whose paths all begin with *root*.

    *labels*: label in the navigation → rest of the path (``{"Politics": "/politics"}``).
    """
    return tuple(Section(label, group, root + path) for label, path in labels.items())
