"""Articles as the entries of a feed document, which ``atom.py`` and ``json_feed.py`` write.

A document says at its head what is true of all its entries. So the lines are kept in a temporary
file first, of which only the beginning is in memory.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote

from mayadeen_crawler import clock
from mayadeen_crawler.exports.cells import xml_text
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.outlet import EDITIONS, Edition

#: Of all entries: the same article has the same id in every document, by whomever it is made.
_NAMESPACE = uuid.UUID("5d391044-15a4-4def-a2ee-2c6678450744")
#: Bytes of lines that are kept in memory.
_IN_MEMORY = 1 << 20
#: The outlet as a whole, in documents with several editions.
_OUTLET = "Al Mayadeen"

#: What no address (RFC 3987) holds unescaped.
_NOT_IN_ADDRESS = re.compile(
    r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\u061c\u2000-\u200f\u2028-\u202f\u2060-\u206f\ud800-\uf8ff\ufff0-\uffff]"
)
#: A ``%`` that escapes nothing.
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    """Who signed an entry."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article in a feed document. Texts hold no character that XML forbids."""

    id: str
    """The record's ``id``."""
    uuid: str
    """A URN that is made of the record's ``id`` alone."""
    url: str | None
    title: str
    summary: str | None
    html: str | None
    """The body as HTML of a few plain elements, with its direction; None without body."""
    image: str | None
    """Address of the cover."""
    published: str | None
    """RFC 3339 in UTC; None where only the day is known."""
    updated: str
    """When it changed last, likewise (see `_updated`)."""
    authors: tuple[FeedAuthor, ...]
    tags: tuple[str, ...]
    language: str
    publisher: str


@dataclass(slots=True)
class FeedDocument:
    """The entries of a document, and what is true of all of them."""

    selection: Selection
    lines: SpooledTemporaryFile[bytes]
    updated: str = ""
    """The newest of the entries' ``updated``."""
    editions: set[str] = field(default_factory=set)

    @property
    def edition(self) -> Edition | None:
        """The edition that was asked for, or that all entries are of."""
        code = self.selection.edition or (min(self.editions) if len(self.editions) == 1 else "")
        return EDITIONS.get(code)

    @property
    def title(self) -> str:
        """The publisher, and what the entries were chosen by: ``Al Mayadeen English: economy``."""
        publisher = self.edition.publisher if self.edition else _OUTLET
        chosen = ", ".join((*self.selection.sections, *self.selection.tags))
        return xml_text(f"{publisher}: {chosen}" if chosen else publisher)

    @property
    def home_page(self) -> str | None:
        """The address of the edition's home page."""
        return f"https://{self.edition.host}/" if self.edition else None

    @property
    def uuid(self) -> str:
        """A URN that all documents with the same edition, sections and tags share."""
        chosen = self.selection
        return _urn(json.dumps(["feed", chosen.edition, *chosen.sections, "", *chosen.tags]))

    def entries(self) -> Iterator[FeedEntry]:
        """Yield the entries, the one that was published last first."""
        self.lines.seek(0)
        for line in self.lines:
            yield entry(json.loads(line), body=self.selection.body)

    def close(self) -> None:
        """Remove the temporary file."""
        self.lines.close()


def document(lines: Iterable[bytes], wanted: Selection) -> FeedDocument:
    """Return the document of *lines*, which are articles; the caller closes it."""
    found = FeedDocument(wanted, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    try:
        for line in lines:
            record = json.loads(line)
            found.lines.write(line)
            found.updated = max(found.updated, _updated(record))
            found.editions.add(record["edition"])
    except BaseException:
        found.close()
        raise
    found.updated = found.updated or clock.stamp()
    return found


def entry(record: Record, *, body: bool = True) -> FeedEntry:
    """Return the entry of an article's record; *body* False: without its text."""
    edition = EDITIONS[record["edition"]]
    cover = next((one["url"] for one in record["images"] if one["role"] == "cover"), None)
    return FeedEntry(
        id=record["id"],
        uuid=_urn(record["id"]),
        url=address(record["url"]),
        title=xml_text(record["headline"]),
        summary=xml_text(record["summary"] or "") or None,
        html=_html(record, edition) if body else None,
        image=address(cover),
        published=record["published_at"],
        updated=_updated(record),
        authors=tuple(
            FeedAuthor(xml_text(one["name"]), address(one["url"])) for one in record["authors"]
        ),
        tags=tuple(xml_text(tag) for tag in record["tags"]),
        language=record["language"] or edition.language,
        publisher=edition.publisher,
    )


def address(url: str | None) -> str | None:
    """Return *url* with what no address holds percent-encoded; None for other schemes than HTTP."""
    if not url or not re.match(r"https?://[^/]", url, re.IGNORECASE):
        return None
    text = _BARE_PERCENT.sub("%25", url)
    return _NOT_IN_ADDRESS.sub(lambda match: quote(match[0], safe="", errors="replace"), text)


def _updated(record: Record) -> str:
    """Return when the article changed last, as far as the record knows (RFC 3339, UTC).

    Of the first revision that is what the site says; of each later one when it was read, because
    the site often leaves its own time as it was. So no revision is older than the one before.
    """
    said = record["modified_at"] or record["published_at"]
    return str(said if said and record["revision"] == 1 else record["retrieved_at"])


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn


def _html(record: Record, edition: Edition) -> str | None:
    """Return the body as HTML that holds nothing but text, links and pictures."""
    images = {one["url"]: one for one in record["images"]}
    blocks = record["body_blocks"] or [
        {"type": "paragraph", "text": text, "url": None}
        for text in (record["body_text"] or "").split("\n\n")
        if text
    ]
    parts: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        if kind == "list":
            items = "".join(f"<li>{_escaped(block['text'])}</li>" for block in group)
            parts.append(f"<ul>{items}</ul>")
        else:
            parts += [_block(block, images) for block in group]
    if not any(parts):
        return None
    language = escape(record["language"] or edition.language)
    return f'<div lang="{language}" dir="{edition.direction}">{"".join(parts)}</div>'


def _block(block: Record, images: Mapping[str, Record]) -> str:
    text, url = _escaped(block["text"]), address(block["url"])
    match block["type"]:
        case "heading":
            return f"<h2>{text}</h2>"
        case "quote":
            return f"<blockquote><p>{text}</p></blockquote>"
        case "image":
            return _picture(url, images.get(block["url"], {}))
        case "embed":
            return f'<p><a href="{_escaped(url)}">{_escaped(url)}</a></p>' if url else ""
        case _:
            return f"<p>{text}</p>"


def _picture(url: str | None, image: Record) -> str:
    if url is None:
        return ""
    caption = " ".join(text for name in ("caption", "credit") if (text := image.get(name)))
    below = f"<figcaption>{_escaped(caption)}</figcaption>" if caption else ""
    alt = _escaped(image.get("alt"))
    return f'<figure><img src="{_escaped(url)}" alt="{alt}">{below}</figure>'


def _escaped(text: str | None) -> str:
    return escape(xml_text(text or ""))
