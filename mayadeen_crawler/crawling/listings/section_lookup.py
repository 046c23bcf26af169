"""Finds sections by name: ``sections=`` of the command line → the URLs of their listings.

By the home page's navigation, else by the catalogue in ``outlet/``. Called by
``spiders/section.py``, by ``crawling/listings/tag_lookup.py`` (for the newest articles) and by
``scrapy doctor``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import AUTHOR_FOLDERS, COVERAGE_FOLDERS, NOT_LISTINGS, Site
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink
from mayadeen_crawler.urls.canonical import canonicalize, section_at
from mayadeen_crawler.utils.suggestion import suggestion
from mayadeen_crawler.utils.text import fold, slugify

_NO_LISTINGS = NOT_LISTINGS | AUTHOR_FOLDERS | COVERAGE_FOLDERS
#: Sections that a run without ``sections=`` crawls, at most.
MAX_SECTIONS = 60


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section's listing."""

    name: str
    """The slug of its label, whatever name it was asked for by."""
    urls: tuple[str, ...]
    """URLs of its listing, the likeliest first."""


def check(names: Iterable[str], site: Site) -> None:
    """Raise WrongUseError for a name that is never a list of articles: the live stream."""
    for name in names:
        if fold(name) in site.edition.streams:
            raise WrongUseError(
                f"{name!r} is the live stream: it lists no articles (see `scrapy sections`)"
            )


def find(names: Iterable[str], links: Sequence[NavigationLink], site: Site) -> list[FoundSection]:
    """Return the sections of *names*, each once: from the navigation, else from the catalogue.

    A name is a label (in any spelling, or its slug) or the section's English slug, as in its URL
    path. *links*: the navigation's entries. Raises WrongUseError for a name that is in neither.
    """
    links = [link for link in links if could_list(link.url)]
    found = {one.name: one for one in (_find(name, links, site) for name in names)}
    by_address = {canonicalize(one.urls[0], site): one for one in reversed(found.values())}
    return list(reversed(by_address.values()))


def missing(names: Iterable[str], links: Sequence[NavigationLink], site: Site) -> list[str]:
    """Return those of *names* for which `find` raises."""
    links = [link for link in links if could_list(link.url)]
    return [name for name in names if not _entries(name, links, site)]


def defaults(links: Sequence[NavigationLink], site: Site) -> list[str]:
    """Return the names of all News sections, for a run without ``sections=``.

    Those of the catalogue; if it is incomplete, the edition has a ``news_path``, and what the
    navigation links directly below that path counts too.
    """
    edition = site.edition
    names = [s.slug for s in edition.sections if s.group == edition.default_group]
    folder = edition.news_path
    if folder:
        names += [slugify(link.label) for link in links if _parent(link.url) == folder]
    return list(dict.fromkeys(names))[:MAX_SECTIONS]


def unknown(links: Sequence[NavigationLink], site: Site) -> list[str]:
    """Return the names of what the navigation links beside the News sections, and nobody knows.

    A section that is new on the site: a run without ``sections=`` does not crawl it.
    """
    edition = site.edition
    folders = {_parent(s.path) for s in edition.sections if s.group == edition.default_group}
    known = {s.path.casefold() for s in edition.sections}
    return [
        slugify(link.label)
        for link in links
        if _parent(link.url) in folders - {"", edition.news_path}
        and could_list(link.url)
        and slugify(link.label) not in edition.labels
        and urlsplit(link.url).path.casefold().rstrip("/") not in known
    ]


def _parent(url: str) -> str:
    return urlsplit(url).path.casefold().rstrip("/").rpartition("/")[0]


def could_list(url: str) -> bool:
    """Whether a *url* of the navigation could be a list of articles."""
    first = urlsplit(url).path.casefold().strip("/").partition("/")[0]
    return bool(first) and first not in _NO_LISTINGS


def _find(name: str, links: Sequence[NavigationLink], site: Site) -> FoundSection:
    entries = _entries(name, links, site)
    if not entries:
        raise _unknown(name, [(link.label, link.url) for link in links], site)
    return FoundSection(slugify(entries[0][0]), tuple(dict.fromkeys(url for _, url in entries)))


def _entries(name: str, links: Sequence[NavigationLink], site: Site) -> list[tuple[str, str]]:
    """Return label and URL of what *name* may mean, the likeliest first."""
    catalogue = [(s.label, site.base_url + s.path) for s in site.edition.sections]
    shown = [(link.label, link.url) for link in links]
    own = {section_at(url, site) for label, url in catalogue if fold(label) == fold(name)}
    slugs = {slugify(name), *own} - {None}
    labels = {fold(label) for label, url in catalogue if section_at(url, site) in slugs}
    return [
        *(entry for entry in shown if fold(entry[0]) == fold(name)),
        *(entry for entry in shown if section_at(entry[1], site) in slugs),
        *(entry for entry in shown if fold(entry[0]) in labels),
        *(entry for entry in catalogue if fold(entry[0]) == fold(name)),
        *(entry for entry in catalogue if section_at(entry[1], site) in slugs),
    ]


def _unknown(name: str, entries: Sequence[tuple[str, str]], site: Site) -> WrongUseError:
    known = {slugify(label): section_at(url, site) for label, url in entries}
    said = [
        slug if by_path in (None, slug) else f"{slug} ({by_path})"
        for slug, by_path in known.items()
    ]
    valid = [*known, *filter(None, known.values())]
    return WrongUseError(
        f"no section {name!r}{suggestion(slugify(name), valid)} "
        f"(the navigation holds: {', '.join(said)})"
    )
