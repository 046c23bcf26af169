"""Sections by name: what the command line says → where the site lists it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from mayadeen_crawler.arguments import suggestion
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import NOT_LISTINGS, Site
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink
from mayadeen_crawler.urls.canonical import canonicalize, section_at
from mayadeen_crawler.utils.text import fold, slugify

#: Sections that a run takes up by default, at most.
MAX_SECTIONS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A section's listing."""

    name: str
    """Its label's slug, whatever name it was given by."""
    urls: tuple[str, ...]
    """Where it may be, likeliest first."""


def check(names: Iterable[str], site: Site) -> None:
    """Raise WrongUseError for a name of what is no list of articles in any navigation."""
    for name in names:
        if fold(name) in site.edition.streams:
            raise WrongUseError(
                f"{name!r} is the live stream: it lists no articles (see `scrapy sections`)"
            )


def find(names: Iterable[str], links: Sequence[NavigationLink], site: Site) -> list[Found]:
    """Return the sections of *names*, each once: by the navigation, by the catalogue else.

    A name is a label (in any spelling, or its slug) or the section's English slug, which
    its path says. Raises WrongUseError for one that neither knows.
    """
    links = [link for link in links if could_list(link.url, site)]
    found = {one.name: one for one in (_find(name, links, site) for name in names)}
    by_address = {canonicalize(one.urls[0], site): one for one in reversed(found.values())}
    return list(reversed(by_address.values()))


def defaults(links: Sequence[NavigationLink], site: Site) -> list[str]:
    """Return the names of all of News: the catalogue's, and the navigation's where it is partial.

    A catalogue that is partial has ``news_path``: what the navigation links right below it
    is News.
    """
    edition = site.edition
    names = [s.slug for s in edition.sections if s.group == edition.default_group]
    folder = edition.news_path
    if folder:
        names += [slugify(link.label) for link in links if _parent(link.url) == folder]
    return list(dict.fromkeys(names))[:MAX_SECTIONS]


def _parent(url: str) -> str:
    return urlsplit(url).path.casefold().rstrip("/").rpartition("/")[0]


def could_list(url: str, site: Site) -> bool:
    """Whether *url*, of the navigation, could be a list of articles."""
    first = urlsplit(url).path.casefold().strip("/").partition("/")[0]
    return bool(first) and first not in NOT_LISTINGS | site.edition.author_paths


def _find(name: str, links: Sequence[NavigationLink], site: Site) -> Found:
    catalogue = [(s.label, site.base_url + s.path) for s in site.edition.sections]
    shown = [(link.label, link.url) for link in links]
    own = {section_at(url, site) for label, url in catalogue if fold(label) == fold(name)}
    slugs = {slugify(name), *own} - {None}
    entries = [
        *(entry for entry in shown if fold(entry[0]) == fold(name)),
        *(entry for entry in shown if section_at(entry[1], site) in slugs),
        *(entry for entry in catalogue if fold(entry[0]) == fold(name)),
        *(entry for entry in catalogue if section_at(entry[1], site) in slugs),
    ]
    if not entries:
        raise _unknown(name, shown or catalogue, site)
    return Found(slugify(entries[0][0]), tuple(dict.fromkeys(url for _, url in entries)))


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
