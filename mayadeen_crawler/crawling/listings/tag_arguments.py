"""Parses ``tags=``, ``authors=``, ``coverages=``: labels, slugs or URLs → `TagArgument`.

Pages of authors and coverages are lists like those of tags, found in the same way; here and in
``tag_lookup.py`` "tag" stands for all three. Called by ``spiders/tag.py``;
``crawling/listings/tag_lookup.py`` then finds each tag's page on the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.listings.listing_depth import Listing
from mayadeen_crawler.outlet import ListKind, Site
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_list_url,
    is_on_site,
    list_kind_at,
    rehost,
)
from mayadeen_crawler.utils.text import (
    clean,
    fold,
    same_words,
    slugify,
)

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|/", re.IGNORECASE)
#: Text after a comma that continues the URL before it, as opposed to a new label.
_CONTINUES = re.compile(r"[^\w\s]|\d+$|\S*/")

_ONE: Mapping[ListKind, str] = {"tag": "a tag", "author": "an author", "coverage": "a coverage"}
_EXAMPLES: Mapping[ListKind, str] = {
    "tag": "tags=Syria,Idlib", "author": "authors=Jane Doe", "coverage": "coverages=In Five",
}  # fmt: skip

#: Known labels that the error names.
NEAREST = 5


@dataclass(frozen=True, slots=True)
class TagArgument:
    """A tag, author or coverage as given on the command line."""

    kind: ListKind
    label: str
    """The label as given; for a URL its last path segment, decoded."""
    name: str
    """Name of its listing in log and ledger: the same for all spellings of the label."""
    url: str | None = None
    """The tag page's URL, if a URL was given."""

    def listing(self, site: Site) -> Listing:
        """Return its listing, as log and ledger name it: ``author:nila-reed``."""
        return Listing(site.edition.code, self.kind, self.name)

    def guesses(self, site: Site) -> list[str]:
        """Return the edition's usual URLs of such a tag: its label as slug, in three spellings."""
        marked = re.sub(r"\W", "-", self.label.casefold())  # "U.S." → "u-s-"
        slugs = dict.fromkeys((slugify(self.label), self.name, marked))
        folder = site.base_url + site.edition.list_folders[self.kind]
        return [f"{folder}/{slug}" for slug in slugs]

    def is_at(self, url: str, asked: str, site: Site) -> bool:
        """Whether *url*, to which the URL *asked* redirected, can be this tag's page.

        A site that no longer has the tag may redirect to its home page or to a section.
        """
        here, there = canonicalize(url, site), canonicalize(asked, site)
        if here == there or same_words(last_segment(url), self.label):
            return True
        # A renamed tag is still in the same folder.
        folder = there.rpartition("/")[0]
        moved = folder == here.rpartition("/")[0] and folder != site.base_url
        return is_list_url(url, last_segment(url) if moved else self.label, site, self.kind)

    def is_slug_of(self, url: str) -> bool:
        """Whether the argument is the slug in *url* (its last segment) instead of a label."""
        return any(map(str.isalpha, self.label)) and same_words(last_segment(url), self.label)


def parse_all(given: Mapping[ListKind, str | None], site: Site) -> list[TagArgument]:
    """Return what the arguments of all kinds name, each once; raises WrongUseError.

    *given*: kind → the argument's value, None where it is not given.
    """
    found = [one for kind, value in given.items() if value is not None
             for one in parse(kind, value, site)]  # fmt: skip
    if not found:
        raise WrongUseError(
            "give at least one of tags=, authors= and coverages=: labels, slugs or URLs "
            "(tags=Syria,Idlib)"
        )
    return found


def parse(kind: ListKind, value: str, site: Site) -> list[TagArgument]:
    """Return the tags, authors or coverages that *value* names, each once; raises WrongUseError."""
    given = [one.strip() for one in _split(clean(value))]
    found = [_tag(kind, one, site) for one in given if one]
    if not found:
        raise WrongUseError(
            f"{kind}s= contains no {kind}: give labels, slugs or URLs ({_EXAMPLES[kind]})"
        )
    return list({tag.name: tag for tag in reversed(found)}.values())[::-1]


def _split(value: str) -> list[str]:
    parts: list[str] = []
    for part in value.split(","):
        inside = parts and _ADDRESS.match(parts[-1].strip()) and not _ADDRESS.match(part.strip())
        if inside and _CONTINUES.match(part):
            parts[-1] += f",{part}"
        else:
            parts += [part] if _ADDRESS.match(part.strip()) else part.split("،")
    return parts


def _tag(kind: ListKind, given: str, site: Site) -> TagArgument:
    if not _ADDRESS.match(given):
        label = clean(unquote(given)).lstrip("#").strip()
        if not fold(label):
            raise WrongUseError(f"{kind}s={given!r} is not {_ONE[kind]}: it has no letter or digit")
        return TagArgument(kind, label, fold(label).replace(" ", "-"))
    if not is_on_site(given, site):
        raise WrongUseError(
            f"{given!r} is not a URL on {site.base_url}: "
            "give whole URLs of the edition's host (edition=… chooses it), or labels"
        )
    label = last_segment(given)
    is_article = is_article_url(given, site) and not is_list_url(given, label, site, kind)
    is_other = list_kind_at(given, site) not in (None, kind)
    parts = urlsplit(canonicalize(given, site))
    if is_article or is_other or not (parts.path.strip("/") or parts.query):
        raise WrongUseError(
            f"{given!r} is not {_ONE[kind]} page (for articles: scrapy crawl article)"
        )
    name = fold(f"{label} {unquote(parts.query)}").replace(" ", "-")
    return TagArgument(kind, label, name or "url", rehost(given, site))


def last_segment(url: str) -> str:
    """Return the last segment of the path of *url*, decoded."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def tags_not_found(
    tags: Iterable[TagArgument], labels: Mapping[ListKind, Iterable[str]]
) -> WrongUseError:
    """Return the error for *tags* that were not found, with the nearest of the known *labels*."""
    by_kind: dict[ListKind, list[TagArgument]] = {}
    for tag in tags:
        by_kind.setdefault(tag.kind, []).append(tag)
    said = (_not_found(kind, found, labels.get(kind, ())) for kind, found in by_kind.items())
    return WrongUseError("; ".join(said))


def _not_found(kind: ListKind, tags: Iterable[TagArgument], labels: Iterable[str]) -> str:
    spelled = {fold(label): label for label in labels}
    names, nearest = [], list[str]()
    for tag in tags:
        linked = not tag.url and spelled.pop(fold(tag.label), "")
        names.append(
            repr(tag.url or tag.label)
            + (" (linked, but its page lists no article)" if linked else "")
        )
        nearest += get_close_matches(fold(tag.label), spelled, n=NEAREST, cutoff=0.5)
    best = f"; did you mean {spelled[nearest[0]]!r}?" if nearest else ""
    shown = ", ".join(spelled[key] for key in list(dict.fromkeys(nearest or spelled))[:NEAREST])
    what = "nearest known" if nearest else "known, for example"
    known = f"{what}: {shown}" if shown else f"no {kind}s are known yet"
    return f"no {kind} {', '.join(names)}{best} ({known})"
