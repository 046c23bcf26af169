"""Strategy ``jsonld``: schema.org objects in ``<script type="application/ld+json">``.

An object can stand alone, in a list, in ``@graph`` or as the ``mainEntity`` of another one, have
one type or several, and refer to another by ``@id``. The functions here are strategies of
``article.py``: each returns a raw value of the page's article that ``loaders.py`` cleans, ``None``
where the article lacks the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mayadeen_crawler.pages.extraction.json_values import (
    load,
    members,
    plain,
    whole_number,
)
from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.urls import canonical

Node = Mapping[str, object]

#: JSON values (objects, lists and members of lists) of one page that are looked at.
MAX_NODES = 1000

_ARTICLES = frozenset(
    {"article", "newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle",
     "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle",
     "advertisercontentarticle", "blogposting", "liveblogposting", "socialmediaposting",
     "report", "scholarlyarticle", "techarticle", "satiricalarticle"}
)  # fmt: skip
# Types of the main object of a page without text: a video, a podcast, a picture story.
_MEDIA = frozenset(
    {"videoobject", "audioobject", "podcastepisode", "episode", "tvepisode", "imagegallery"}
)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:\.\d{1,9})?S)?)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(slots=True)
class Graph:
    """The objects of a page."""

    article: Node = field(default_factory=dict)
    """The page's own article, video or gallery; empty without one."""
    videos: list[Node] = field(default_factory=list)
    """All objects of the type VideoObject."""
    by_id: dict[str, Node] = field(default_factory=dict)
    """``@id`` → the object that has it."""

    def resolve(self, value: object) -> object:
        """Return the object that *value* refers to if it is a bare ``{"@id": …}``, else *value*."""
        if (
            isinstance(value, dict)
            and isinstance(name := value.get("@id"), str)
            and len(value) <= 2
        ):
            return self.by_id.get(name, value)
        return value

    def all(self, value: object) -> Iterator[object]:
        """Yield the members of *value*, references resolved."""
        for member in members(value):
            yield self.resolve(member)


def read(page: Page) -> Graph:
    """Return the objects of the page's scripts.

    The article is, in this order: an article with this page's address, another article, a video
    or gallery with this page's address, another one.
    """
    graph = Graph()
    candidates: list[tuple[int, Node]] = []
    for node in _nodes(page):
        if isinstance(name := node.get("@id"), str) and len(node) > 1:
            graph.by_id.setdefault(name, node)
        types = {
            text.rsplit("/", 1)[-1].lower()
            for text in map(plain, members(node.get("@type")))
            if text
        }
        if "videoobject" in types:
            graph.videos.append(node)
        if types & _ARTICLES or types & _MEDIA:
            rank = 2 * (not types & _ARTICLES) + (not _is_of(page, node))
            candidates.append((rank, node))
    if candidates:
        graph.article = min(candidates, key=lambda candidate: candidate[0])[1]
    return graph


def _nodes(page: Page) -> Iterator[Node]:
    """Yield the objects of the page's scripts, breadth first, without recursion.

    Notes in ``page.malformed`` that a script cannot be parsed.
    """
    left = MAX_NODES
    for script in page.found["script"]:
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            value = load(script.text or "", strict=False)
        except ValueError:
            page.malformed.add("jsonld")
            continue
        waiting = list(members(value))
        for entry in waiting:  # grows while it is read
            if isinstance(entry, list):
                waiting += list(members(entry))
            elif isinstance(entry, dict):
                yield entry
                for name in _NESTED:
                    waiting += [m for m in members(entry.get(name)) if isinstance(m, (dict, list))]
            left -= 1
            if left <= 0:
                return


def _is_of(page: Page, node: Node) -> bool:
    """Whether *node* gives this page's address as its own: else it may be a related article."""
    named = _address(page, node)
    if named is None:
        return False
    try:
        return canonical.canonicalize(named, page.site) == canonical.canonicalize(
            page.url, page.site
        )
    except ValueError:
        return False


def _address(page: Page, node: Node) -> str | None:
    for value in (node.get("url"), node.get("mainEntityOfPage"), node.get("@id")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if address := page.absolute(plain(value)):
            return address
    return None


def key(*names: str) -> ValueReader:
    """Return a strategy that reads the text of the first of the keys *names* that has any."""

    def strategy(page: Page) -> object:
        article = page.once(read).article
        values = (member for name in names for member in members(article.get(name)))
        texts = (plain(value) for value in values if isinstance(value, str))
        return next((text for text in texts if text and text.strip()), None)

    return strategy


headline = key("headline", "name")
summary = key("description")
section_label = key("articleSection")
published = key("datePublished", "uploadDate")
modified = key("dateModified")


def url(page: Page) -> object:
    """``url``, ``mainEntityOfPage`` or ``@id``, absolute."""
    return _address(page, page.once(read).article)


def keywords(page: Page) -> object:
    """``keywords``: comma-separated text, or a list of texts or of objects with a ``name``."""
    value = page.once(read).article.get("keywords")
    if isinstance(value, str):
        return (plain(value) or "").split(",")
    if not isinstance(value, (list, dict)):
        return None
    return [name for member in members(value) if (name := _name(member))]


def language(page: Page) -> object:
    """``inLanguage`` of the article, else of the first video: a code, or a Language with one."""
    for value in page.once(read).article, *page.once(read).videos[:1]:
        found = next(members(value.get("inLanguage")), None)
        if isinstance(found, dict):
            found = found.get("alternateName") or found.get("name")
        if text := plain(found):
            return text
    return None


def read_minutes(page: Page) -> object:
    """``timeRequired``, an ISO 8601 duration (``PT2M``), in minutes."""
    seconds = _seconds(page.once(read).article.get("timeRequired"))
    return round(seconds / 60) if seconds else None


def authors(page: Page) -> object:
    """``author``, else ``creator``, without the outlet's own name, which every page gives."""
    graph = page.once(read)
    found = []
    for name in ("author", "creator"):
        for member in graph.all(graph.article.get(name)):
            author = _name(member)
            if author and author.strip().casefold() != page.site.edition.publisher.casefold():
                address = member.get("url") if isinstance(member, dict) else None
                address = next(members(address), None)
                found.append({"name": author, "url": page.absolute(plain(address))})
        if found:
            break
    return found


def images(page: Page) -> object:
    """``image``, else ``thumbnailUrl``, else ``thumbnail``: the first picture is the cover."""
    graph = page.once(read)
    found: list[dict[str, object]] = []
    for name in ("image", "thumbnailUrl", "thumbnail"):
        for member in graph.all(graph.article.get(name)):
            if image := _image(page, graph, member):
                found.append(image | {"role": "inline" if found else "cover"})
        if found:
            break
    return found


def _image(page: Page, graph: Graph, value: object) -> dict[str, object] | None:
    if not isinstance(value, dict):
        address = page.absolute(plain(value))
        return {"url": address} if address else None
    named = next(members(value.get("url") or value.get("contentUrl") or value.get("@id")), None)
    address = page.absolute(plain(named))
    if address is None:
        return None
    credit = plain(value.get("creditText"))
    for name in ("creator", "author", "copyrightHolder"):
        credit = credit or _name(graph.resolve(next(members(value.get(name)), None)))
    caption = plain(next(members(value.get("caption")), None))
    return {"url": address, "caption": caption, "credit": credit}


def videos(page: Page) -> object:
    """``video`` of the article, else all videos of the page: URL and length in seconds."""
    graph = page.once(read)
    own = [v for v in graph.all(graph.article.get("video")) if isinstance(v, dict)]
    found = []
    for node in own or graph.videos:
        named = next((node[n] for n in ("contentUrl", "embedUrl") if plain(node.get(n))), None)
        address = page.absolute(plain(named))
        seconds = _seconds(node.get("duration"))
        if address or seconds:
            found.append({"url": address, "duration_seconds": seconds})
    return found


def body(page: Page) -> str | None:
    """``articleBody`` as it stands: used only where no body with paragraphs is found."""
    text = page.once(read).article.get("articleBody")
    return text if isinstance(text, str) and text.strip() else None


def word_count(page: Page) -> int | None:
    """``wordCount``: the words of the text."""
    return whole_number(page.once(read).article.get("wordCount"))


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        value = next(members(value.get("name")), None)
    return plain(value)


def _seconds(value: object) -> int | None:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds or None
    return whole_number(value) or None
