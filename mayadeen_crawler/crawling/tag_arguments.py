"""Tags by name: what the command line says → the page of the tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.outlet import Site
from mayadeen_crawler.urls.canonical import (
    canonicalize,
    is_article_url,
    is_on_site,
    is_tag_url,
    rehost,
)
from mayadeen_crawler.utils.text import (
    clean,
    fold,
    same_words,
    slugify,
)

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|/", re.IGNORECASE)
#: What goes on with the address before the comma, rather than being a label.
_CONTINUES = re.compile(r"[^\w\s]|\d+$|\S*/")

#: Labels that a line for the user names.
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it was asked for."""

    label: str
    """As given; of an address the words in its last segment."""
    name: str
    """Of its listing: the same for all spellings."""
    url: str | None = None
    """Where it was given as an address."""

    def guesses(self, site: Site) -> list[str]:
        """Return where the edition's tags usually are: by slugs as the site makes them."""
        marked = re.sub(r"\W", "-", self.label.casefold())  # each mark a hyphen
        slugs = dict.fromkeys((slugify(self.label), self.name, marked))
        return [site.base_url + site.edition.tag_path.format(slug=slug) for slug in slugs]

    def is_at(self, url: str, asked: str, site: Site) -> bool:
        """Whether the page at *url*, which *asked* led to, can be this tag's.

        A site that no longer has it may well lead to its home page or a section.
        """
        here, there = canonicalize(url, site), canonicalize(asked, site)
        if here == there or same_words(last_segment(url), self.label):
            return True
        # One that was renamed stands in the folder where it stood.
        folder = there.rpartition("/")[0]
        moved = folder == here.rpartition("/")[0] and folder != site.base_url
        return is_tag_url(url, last_segment(url) if moved else self.label, site)

    def is_slug_of(self, url: str) -> bool:
        """Whether this is the last segment of *url*, rather than a label."""
        return any(map(str.isalpha, self.label)) and same_words(last_segment(url), self.label)


def parse(value: str | None, site: Site) -> list[Tag]:
    """Return the tags of ``tags=`` (labels, slugs or URLs), each once; raises WrongUseError."""
    given = [one.strip() for one in _split(clean(value or ""))]
    found = [_tag(one, site) for one in given if one]
    if not found:
        raise WrongUseError("tags= names no tag: give labels, slugs or URLs (tags=Syria,Idlib)")
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


def _tag(given: str, site: Site) -> Tag:
    if not _ADDRESS.match(given):
        label = clean(unquote(given)).lstrip("#").strip()
        if not fold(label):
            raise WrongUseError(f"tags={given!r} names no tag: it holds no letter or digit")
        return Tag(label, fold(label).replace(" ", "-"))
    if not is_on_site(given, site):
        raise WrongUseError(
            f"{given!r} is no address on {site.base_url}: "
            "give whole URLs of the edition's host (edition=… chooses it), or labels"
        )
    label = last_segment(given)
    is_article = is_article_url(given, site) and not is_tag_url(given, label, site)
    parts = urlsplit(canonicalize(given, site))
    if is_article or not (parts.path.strip("/") or parts.query):
        raise WrongUseError(f"{given!r} is no page of a tag (articles: scrapy crawl article)")
    name = fold(f"{label} {unquote(parts.query)}").replace(" ", "-")
    return Tag(label, name or "url", rehost(given, site))


def last_segment(url: str) -> str:
    """Return the last segment of the path of *url*, decoded."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def unknown(tags: Iterable[Tag], labels: Iterable[str]) -> WrongUseError:
    """Return the one line for *tags* that nothing knows, with the nearest of *labels*."""
    spelled = {fold(label): label for label in labels}
    names, nearest = [], list[str]()
    for tag in tags:
        linked = not tag.url and spelled.pop(fold(tag.label), "")
        names.append(
            repr(tag.url or tag.label) + (" (linked to where no list is)" if linked else "")
        )
        nearest += get_close_matches(fold(tag.label), spelled, n=NEAREST, cutoff=0.5)
    best = f"; did you mean {spelled[nearest[0]]!r}?" if nearest else ""
    shown = ", ".join(spelled[key] for key in list(dict.fromkeys(nearest or spelled))[:NEAREST])
    what = "nearest known" if nearest else "known, for example"
    known = f"{what}: {shown}" if shown else "no tags are known yet"
    return WrongUseError(f"no tag {', '.join(names)}{best} ({known})")
