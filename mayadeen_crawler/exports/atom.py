"""Writes the newest articles as an Atom feed document (RFC 4287). ``formats.py`` has it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from typing import BinaryIO

from lxml import etree

from mayadeen_crawler.exports.entries import FeedDocument, FeedEntry, document
from mayadeen_crawler.exports.selection import Selection, Tally

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMESPACES: dict[str | None, str] = {None: _ATOM}


def write_atom(lines: Iterable[bytes], stream: BinaryIO, wanted: Selection, _tally: Tally) -> None:
    """Write *lines*, articles with the newest first, as the document of the edition they are of.

    Bodies are ``content`` of type ``html``, escaped as RFC 4287 asks for.
    """
    with (
        closing(document(lines, wanted)) as feed,
        etree.xmlfile(stream, encoding="utf-8") as xml,
    ):
        language = {f"{_XML}lang": feed.edition.language} if feed.edition else {}
        xml.write_declaration()
        # lxml's incremental writer gives xml:lang a wrong prefix unless `xml` is declared.
        declared = {**_NAMESPACES, "xml": _XML[1:-1]}
        with xml.element(f"{{{_ATOM}}}feed", language, nsmap=declared):
            for element in chain(_head(feed), map(_entry, feed.entries())):
                xml.write("\n")
                xml.write(element)
    stream.write(b"\n")


def _head(feed: FeedDocument) -> list[etree._Element]:
    publisher = feed.edition.publisher if feed.edition else feed.title
    parent = etree.Element("head")
    _add(parent, "id", feed.uuid)
    _add(parent, "title", feed.title)
    _add(parent, "updated", feed.updated)
    _add_author(parent, publisher, feed.home_page)
    if feed.home_page:
        _add(parent, "link", rel="alternate", type="text/html", href=feed.home_page)
    _add(parent, "generator", "mayadeen-crawler")
    return list(parent)


def _entry(entry: FeedEntry) -> etree._Element:
    made = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMESPACES)
    made.set(f"{_XML}lang", entry.language)
    if entry.url:
        made.set(f"{_XML}base", entry.url)
    _add(made, "id", entry.uuid)
    _add(made, "title", entry.title)
    _add(made, "updated", entry.updated)
    if entry.published:
        _add(made, "published", entry.published)
    for author in entry.authors:
        _add_author(made, author.name, author.url)
    if not entry.authors:
        _add_author(made, entry.publisher, None)
    if entry.url:
        link = {"rel": "alternate", "type": "text/html", "hreflang": entry.language}
        _add(made, "link", href=entry.url, **link)
    for tag in entry.tags:
        _add(made, "category", term=tag)
    if entry.summary:
        _add(made, "summary", entry.summary)
    if entry.html:
        _add(made, "content", entry.html, type="html")
    return made


def _add_author(parent: etree._Element, name: str, url: str | None) -> None:
    author = _add(parent, "author")
    _add(author, "name", name)
    if url:
        _add(author, "uri", url)


def _add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes, nsmap=_NAMESPACES)
    child.text = text
    return child
