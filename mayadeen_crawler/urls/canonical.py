"""Canonical URL, article id, section and kind of a page, all from its address. Pure.

All addresses of one page have the same canonical URL: tracking parameters, scheme, case of
the host, default port, doubled and trailing slashes, fragment, percent-encoding, Unicode
normalisation and the light (AMP) form make no difference. Where two addresses of one page
make two articles, ``canonicalize`` or the tables of ``outlet/section_paths.py`` lack a rule; where
a section slug is wrong, a path of the same tables is. (Own code: w3lib's canonicalize_url has no
NFC and does not drop parameters by pattern.)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from mayadeen_crawler.outlet import (
    AUTHOR_FOLDERS,
    COVERAGE_FOLDERS,
    EDITIONS,
    IDENTIFYING_PARAMETERS,
    LIST_FOLDERS,
    NOT_ARTICLES,
    PATHS,
    ListKind,
    PathRule,
    Site,
)
from mayadeen_crawler.urls.parsed_url import (
    CACHED,
    origin_of,
    read,
    split,
)
from mayadeen_crawler.utils.text import same_words, slugify

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|css|m?js|json|xml|rss|atom|txt|pdf|zip"
    r"|mp[34]|m3u8|webm|mov|wav|woff2?|ttf|apk)\Z"
)
_FEEDS = frozenset({"rss", "feed", "atom"})
_NO_ARTICLES = NOT_ARTICLES | AUTHOR_FOLDERS | COVERAGE_FOLDERS
# From so many letters on, a single word is the slug of an article and not of a section.
_LONG_WORD = 16

_Names = tuple[str, ...]


def _names(path: str) -> _Names:
    return tuple(part for part in path.casefold().split("/") if part)


_RULES: Mapping[_Names, PathRule] = MappingProxyType(
    {_names(path): rule for path, rule in PATHS.items()}
)
_CATALOGUE = tuple(section for edition in EDITIONS.values() for section in edition.sections)
_SECTION_PATHS = frozenset(_RULES) | {_names(section.path) for section in _CATALOGUE}
_SECTION_SLUGS = frozenset(section.slug for section in _CATALOGUE)
_LONGEST_SLUG = max(map(len, _SECTION_SLUGS))
# Paths with sections below them (`/news`): a single word there may be another section.
_HUBS = frozenset(path[:n] for path in _SECTION_PATHS for n in range(1, len(path)))


@lru_cache(maxsize=CACHED)
def canonicalize(url: str, site: Site) -> str:
    """Return the one URL that stands for all addresses of the page; idempotent.

    ``http://English.almayadeen.net/news//a-b/?utm_source=x#top`` →
    ``https://english.almayadeen.net/news/a-b``. A page of the site gets the scheme and host
    of ``site.base_url``, any other keeps its own. ValueError if *url* is not an absolute
    http(s) URL, has credentials, or is longer than 8,192 characters.
    """
    return str(read(url, site))


@lru_cache(maxsize=CACHED)
def is_on_site(url: str, site: Site) -> bool:
    """Whether *url* is on a host of the edition, or on ``base_url``'s host and port."""
    try:
        return origin_of(split(url)).is_on(site)
    except ValueError:
        return False


@lru_cache(maxsize=CACHED)
def rehost(url: str, site: Site) -> str:
    """Put a URL of the edition's host on ``site.base_url``; any other is returned unchanged."""
    try:
        parts = split(url)
        if not origin_of(parts).is_editions(site):
            return url
    except ValueError:
        return url
    base = urlsplit(site.base_url)
    return parts._replace(scheme=base.scheme, netloc=base.netloc).geturl()


def is_mirror(site: Site) -> bool:
    """Whether *site* is on another host than its edition's own."""
    return not origin_of(split(site.base_url)).is_editions(site)


def without_query(url: str) -> str:
    """Return *url* up to its query or fragment: the key of a picture that is named twice."""
    return re.split(r"[?#]", url, maxsplit=1)[0]


def without_loose_query(url: str) -> str:
    """Return the canonical address *url* with no more of its query than what names the article.

    ``…/a-story?place=7`` → ``…/a-story``, ``…/view?id=7&place=3`` → ``…/view?id=7``
    (``outlet.IDENTIFYING_PARAMETERS``; an empty ``id=`` names nothing).
    """
    path, _, query = url.partition("?")
    if not query:
        return path
    pairs = ((pair, *pair.partition("=")[::2]) for pair in query.split("&"))
    kept = [pair for pair, name, value in pairs if value and name.lower() in IDENTIFYING_PARAMETERS]
    return f"{path}?{'&'.join(kept)}" if kept else path


def article_id(edition: str, post_id: str | None, canonical_url: str, number: int = 1) -> str:
    """Return ``<edition>:<post id>``, or ``<edition>:u<16 hex>`` of the canonical path.

    A post id is a positive number in digits; anything else counts as none (``0``
    would make one article of all that carry it). The host has no part in it. *number*: the
    second article at an address has another id than the first, which keeps its own.
    """
    if post_id and re.fullmatch(r"[1-9][0-9]{0,19}", post_id):
        return f"{edition}:{post_id}"
    parts = urlsplit(canonical_url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    path += f"#{number}" if number > 1 else ""
    return f"{edition}:u{hashlib.sha256(path.encode(errors='replace')).hexdigest()[:16]}"


def path_rule(url: str, site: Site) -> PathRule:
    """Return section and content type by the path of *url*; never raises.

    The longest matching path of ``outlet.PATHS`` wins. On an unknown path the section is the
    slug of the first segment (under ``/news`` of the second): ``/weather/a-b`` → ``weather``.
    Numbers and the article's own slug, the last segment, are not sections; the section is
    ``None`` where no other segment is left.
    """
    try:
        names = read(url, site).names
    except ValueError:
        names = ()
    known = _longest(names, _RULES)
    rule = _RULES.get(known, PathRule(None, "other"))
    if known not in ((), ("news",)):
        return rule
    # The last segment is the article's, unless this is a section's own address.
    parents = names if names in _SECTION_PATHS else names[:-1]
    name = next(iter(parents[len(known) :]), "")
    section = None if name.isdigit() else slugify(name)
    return replace(rule, section=section or rule.section)


@lru_cache(maxsize=CACHED)
def is_article_url(url: str, site: Site) -> bool:
    """Whether *url* could be the address of a post on the site; never raises.

    Under a known section's path any last segment is taken for an article. Elsewhere a single
    word is more likely one more section, so it needs a hyphen or at least 16 letters.
    """
    try:
        address = read(url, site)
    except ValueError:
        return False
    names = address.names
    if not address.on_site or len(names) < 2:
        return False
    # A post may well be at `/topics/politics/a-story`.
    if names[0] in _NO_ARTICLES or (len(names) == 2 and names[0] in LIST_FOLDERS["tag"]):
        return False
    slug = names[-1]
    words = slug.replace("-", "")
    letters = len(words) if words.isalpha() else sum(map(str.isalpha, words))
    # A section may have moved from its catalogue path, but it keeps its name.
    if names in _SECTION_PATHS or (letters <= _LONGEST_SLUG and slugify(slug) in _SECTION_SLUGS):
        return False
    if slug in _FEEDS or ("." in slug and _FILE.search(slug)) or not letters:
        return False
    if "-" in slug.strip("-") or letters >= _LONG_WORD:
        return True
    known = _longest(names[:-1], _SECTION_PATHS)
    return known != () and known not in _HUBS


def is_list_url(url: str, label: str, site: Site, kind: ListKind) -> bool:
    """Whether *url* could be the page of the tag, author or coverage *label*; never raises.

    True for any address under a folder of the *kind* (``outlet.LIST_FOLDERS``). Under an unknown
    path the last segment must be the label's slug, or contain a number and not look like an
    article's. False for articles, sections, other kinds, the home page and other hosts.
    """
    try:
        address = read(url, site)
    except ValueError:
        return False
    names = address.names
    if not address.on_site or not names:
        return False
    if LIST_FOLDERS[kind].intersection(names[:2]):
        return list_kind_at(url, site) == kind
    if (
        names[0] in _NO_ARTICLES
        or _longest(names, _SECTION_PATHS)
        or slugify(names[-1]) in _SECTION_SLUGS
    ):
        return False
    numbered = len(names) > 1 and any(c.isdigit() for c in names[-1])
    return same_words(names[-1], label) or (numbered and not is_article_url(url, site))


def list_kind_at(url: str, site: Site) -> ListKind | None:
    """Return the kind of listing in whose folder *url* is, None if in none; never raises."""
    try:
        address = read(url, site)
    except ValueError:
        return None
    for place, name in enumerate(address.names[:2]):  # `/tags/x`, `/en/tags/x`, `/tags?name=x`
        for kind, folders in LIST_FOLDERS.items():
            if name in folders:
                inside = len(address.names) > place + 1 or bool(address.query)
                return kind if address.on_site and inside else None
    return None


def section_at(url: str, site: Site) -> str | None:
    """Return the slug of the section whose front page is *url*, or ``None``; never raises."""
    try:
        rule = _RULES.get(read(url, site).names)
    except ValueError:
        return None
    return rule.section if rule else None


def _longest(names: _Names, paths: Collection[_Names]) -> _Names:
    """Return the longest of *paths* that *names* begin with, else ``()``."""
    return next((names[:n] for n in range(len(names), 0, -1) if names[:n] in paths), ())
