"""The classes of the outlet data: Edition, Section, Words, and Site, what one run crawls.

Nearly every function that reads a page or a URL gets a ``Site``; ``arguments.py`` makes it of
``edition=`` and ``base_url=``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from mayadeen_crawler.outlet.section_paths import ListKind
from mayadeen_crawler.utils.hosts import is_loopback
from mayadeen_crawler.utils.text import slugify

EditionCode = Literal["en", "ar", "es"]

#: The clock of times that the CMS writes without an offset, as the tz database names it. Of
#: 24,000 real timestamps all follow its summer time; Beirut's differs.
CMS_TIME_ZONE = "Asia/Jerusalem"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the navigation."""

    label: str
    """As the navigation shows it: ``US & Canada``."""
    group: str
    """The menu it is in: ``News``, ``Articles``, ``Videos``, ``Regions``."""
    path: str
    """Path of its listing, used if the navigation has none: ``/news/politics``."""

    @property
    def slug(self) -> str:
        """Its name in ``sections=`` and in the record's ``section``: ``us-canada``."""
        return slugify(self.label)


@dataclass(frozen=True, slots=True)
class Words:
    """The words a reader sees around an article, in one language (lower case).

    The layout modules of ``pages/`` find bylines, boxes and buttons by them.
    """

    by: tuple[str, ...]
    """Before the authors: ``By Jane Doe``."""
    source: tuple[str, ...]
    """Before the sources: ``Source: Agencies``."""
    shares: tuple[str, ...]
    """After the share counter: ``5 Shares``."""
    min_read: tuple[str, ...]
    """After the reading time: ``2 Min Read``."""
    read_time: tuple[str, ...]
    """Before the reading time: ``Reading time: 2 minutes``."""
    most_read: tuple[str, ...]
    """Heads of the list of most read articles."""
    read_next: tuple[str, ...]
    """Heads of a list of further articles."""
    coverage: tuple[str, ...]
    """Heads of a list of running coverages."""
    breaking: tuple[str, ...]
    """Heads of the breaking-news ticker."""
    load_more: tuple[str, ...]
    """Labels of the button that shows more of a listing."""
    listed: tuple[str, ...]
    """What a listing holds, after the words of that button: ``Load more stories``."""
    updated: tuple[str, ...]
    """Before the time of the last change: ``Updated: 3 Feb 2022``."""
    inset: tuple[str, ...]
    """Heads of a box of related articles inside the text, besides ``read_next``."""
    tags: tuple[str, ...]
    """Before or above the tags."""
    forms: tuple[str, ...]
    """Heads of boxes in which a reader types: newsletter, comments."""
    share: tuple[str, ...]
    """Labels of buttons that share, print or follow: a line of one such word is not text."""
    footer: tuple[str, ...]
    """Beginnings of the lines at the foot of every page."""
    minutes: Mapping[str, str] = field(default_factory=dict)
    """Reading times in words → the number: ``دقيقتان`` → ``2``."""
    by_noun: tuple[str, ...] = ()
    """Those of ``by`` with which a sentence may begin: ``الكاتب``, the writer."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One edition: a host, a language, its catalogue and its words."""

    code: EditionCode
    publisher: str
    """The record's ``publisher``."""
    other_names: tuple[str, ...]
    """Further names of the outlet that titles of its pages end with."""
    host: str
    """The canonical host; its scheme is https."""
    other_hosts: tuple[str, ...]
    """Other hosts that serve the same pages."""
    language: str
    """BCP 47 code."""
    direction: Literal["ltr", "rtl"]
    words: Words
    sections: tuple[Section, ...] = ()
    other_regions: tuple[str, ...] = ()
    """Labels of regions on cards, where the navigation has no such section."""
    feed: str = "/feed.rss"
    """Path of the RSS feed of the newest articles."""
    news_sitemap: str = "/sitemaps/news.xml"
    """Path of the news sitemap, or of its index of months, used where there is no feed."""
    sitemaps: tuple[str, ...] = ("/sitemaps/all.xml",)
    """Paths of sitemap indexes, used if robots.txt names none."""
    month_sitemap: str = "/sitemaps/all/sitemap-{year}-{month}.xml"
    """Path of a month's sitemap, used if no index is found; months without a leading zero."""
    time_zone: str = CMS_TIME_ZONE
    """The clock of its times without an offset."""
    day_first: bool = False
    """Whether 3/4/2022 is the 3rd of April. In English it may also be the 4th of March, and is
    not read."""
    default_group: str = "News"
    """The group that a crawl without ``sections=`` takes."""
    news_path: str | None = None
    """Where ``sections`` is incomplete: sections that the navigation links directly under this
    path belong to the default group too."""
    list_folders: Mapping[ListKind, str] = field(
        default_factory=lambda: {"tag": "/tags", "author": "/authors", "coverage": "/coverage"}
    )
    """Kind of listing → the path below which its page is guessed to be by its slug, until an
    article has linked it. The path itself may be a page that links all of them."""
    slogans: tuple[str, ...] = ()
    """Beginnings of the outlet's description of itself, which the metadata of any page may hold."""
    streams: frozenset[str] = frozenset()
    """Labels of the live stream, which lists no articles; in the form of ``utils.text.fold``."""

    @property
    def names(self) -> tuple[str, ...]:
        """The outlet's own names in this edition, that of its records first."""
        return (self.publisher, *self.other_names)

    @property
    def labels(self) -> frozenset[str]:
        """Slugs of all labels that a card or the navigation can have."""
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
    """An edition and the host it is crawled on: its own, or a mirror's or replica's."""

    edition: Edition
    base_url: str = field(default="")
    """Scheme, host and port without a trailing slash; by default the edition's own host."""

    def __post_init__(self) -> None:
        if not self.base_url:
            object.__setattr__(self, "base_url", self.edition.base_url)

    @property
    def is_local(self) -> bool:
        """Whether the host is this machine, where a replica runs."""
        return is_loopback(self.base_url)


def sections_of(group: str, root: str, labels: Mapping[str, str]) -> tuple[Section, ...]:
    """Return the sections of a navigation *group* whose paths all begin with *root*.

    *labels*: label in the navigation → rest of the path (``{"Politics": "/politics"}``).
    """
    return tuple(Section(label, group, root + path) for label, path in labels.items())
