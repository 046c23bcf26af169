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

from mayadeen_crawler.author_names import without_by
from mayadeen_crawler.pages import meta
from mayadeen_crawler.pages.extraction import identity
from mayadeen_crawler.pages.extraction.identity import Named
from mayadeen_crawler.pages.extraction.json_values import (
    is_number,
    load,
    members,
    plain,
    whole_number,
)
from mayadeen_crawler.pages.extraction.page import Page, ValueReader
from mayadeen_crawler.utils.text import clean, comma_separated

Node = Mapping[str, object]

#: How deep lists of authors within lists are read.
MAX_DEPTH = 5
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
    others: list[Named] = field(default_factory=list)
    """What the articles, videos and galleries speak of that are those of other pages."""
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

    The article is, in this order: an article with this page's address, one that names no address
    and has the page's headline, a video or gallery of either kind. An object that names the
    address of another post is never read.
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
        if "videoobject" in types and not _is_of_other(page, node):
            graph.videos.append(node)
        if types & _ARTICLES or types & _MEDIA:
            named = Named("jsonld", _address_of_post(page, node), _headline(node))
            if identity.speaks_of_page(page, named.url, named.headline):
                unsure = (named.url is None) + (named.url is None and not named.headline)
                rank = 3 * (not types & _ARTICLES) + unsure
                candidates.append((rank, node))
            else:
                graph.others.append(named)
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
            waiting = load(script.text or "")
        except ValueError:
            page.malformed.add("jsonld")
            continue
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


def _addresses(node: Node) -> Iterator[str]:
    """Yield what *node* gives as its address, best first."""
    for value in (node.get("url"), node.get("mainEntityOfPage"), node.get("@id")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if text := plain(next(members(value), None)):
            yield text


def _address_of_post(page: Page, node: Node) -> str | None:
    """Return the address of the post that *node* names, else ``None``: see ``identity``."""
    named = (identity.address_of_post(page, address) for address in _addresses(node))
    return next(filter(None, named), None)


def _is_of_other(page: Page, node: Node) -> bool:
    """Whether *node* names the address of another post."""
    url = _address_of_post(page, node)
    return url is not None and not identity.speaks_of_page(page, url, _headline(node))


def _headline(node: Node) -> str | None:
    for name in ("headline", "name", "alternativeHeadline"):
        if isinstance(text := next(members(node.get(name)), None), str) and text.strip():
            return plain(text)
    return None


def key(*names: str) -> ValueReader:
    """Return a strategy that reads the text of the first of the keys *names* that has any."""

    def strategy(page: Page) -> object:
        article = page.once(read).article
        values = (member for name in names for member in members(article.get(name)))
        texts = (plain(value) for value in values if isinstance(value, str))
        return next((text for text in texts if text and text.strip()), None)

    return strategy


def time_key(*names: str) -> ValueReader:
    """Return a strategy that reads the first of the keys *names* with a text or a number."""

    def strategy(page: Page) -> object:
        article = page.once(read).article
        values = (member for name in names for member in members(article.get(name)))
        found = (value if is_number(value) else plain(value) for value in values)
        return next((value for value in found if str(value or "").strip()), None)

    return strategy


_title = key("headline", "name")


def headline(page: Page) -> object:
    """``headline``, else ``name``, without the site's name at its end."""
    return meta.without_site(page, _title(page))


_description = key("description")


def summary(page: Page) -> object:
    """``description``, but not the site's slogan."""
    text = _description(page)
    return None if meta.is_slogan(text) else text


section_label = key("articleSection")
published = time_key("datePublished", "uploadDate")
modified = time_key("dateModified")


def url(page: Page) -> object:
    """``url``, ``mainEntityOfPage`` or ``@id``: the first that is a post's, canonical."""
    return _address_of_post(page, page.once(read).article)


def keywords(page: Page) -> object:
    """``keywords``: comma-separated text, or a list of texts or of objects with a ``name``."""
    value = page.once(read).article.get("keywords")
    if isinstance(value, str):
        return comma_separated(plain(value) or "")
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
    graph, own = page.once(read), page.once(meta.own_names)
    for key_of_people in ("author", "creator"):
        found = [
            {"name": name, "url": page.absolute(address)}
            for name, address in _people(graph, graph.article.get(key_of_people), MAX_DEPTH)
            if clean(without_by(clean(name))).casefold() not in own
        ]
        if found:
            return found
    return []


def _people(graph: Graph, value: object, depth: int) -> Iterator[tuple[str, str | None]]:
    """Yield (name, address) of the people that *value* holds, in any of the shapes that sites use.

    A text, an object, a reference to one, or lists of these within lists, *depth* deep at most.
    """
    if not depth:
        return
    for member in members(value):
        if isinstance(member, str) and member in graph.by_id:
            member = graph.by_id[member]
        if isinstance(member, list):
            yield from _people(graph, member, depth - 1)
        elif not isinstance(member, dict):
            if name := plain(member):
                yield name, None
        elif listed := member.get("@list") or member.get("@set"):
            yield from _people(graph, listed, depth - 1)
        else:
            if not (names := _names(member)) and isinstance(known := member.get("@id"), str):
                member = graph.by_id.get(known, member)
                names = _names(member)
            address = _value(member.get("url"))
            yield from ((name, address) for name in names)


def _names(person: Node) -> list[str]:
    """Return ``name`` of a person or organisation, else its parts, else another name."""
    given = [name for m in members(person.get("name")) if (name := _value(m))]
    parts = [part for key in ("givenName", "familyName") if (part := _value(person.get(key)))]
    return (
        given
        or [" ".join(parts)] * bool(parts)
        or [name for m in members(person.get("alternateName")) if (name := _value(m))]
    )


def _value(value: object) -> str | None:
    """Return a text, that of a JSON-LD value object or reference, or the first of a list."""
    found = next(members(value), None)
    if isinstance(found, dict):
        found = found.get("@value") or found.get("@id") or found.get("url")
    return plain(found)


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
        return {"url": address} if address and not meta.is_logo(address) else None
    named = next(members(value.get("url") or value.get("contentUrl") or value.get("@id")), None)
    address = page.absolute(plain(named))
    if address is None or meta.is_logo(address):
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
