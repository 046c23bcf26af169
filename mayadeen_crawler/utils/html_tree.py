"""An HTML page → lxml's tree of it, in time and memory that are bounded whatever it holds.

Every page of a crawl is parsed here: by ``pages/extraction/page.py``, and by what looks at a page
before that. Three things are bounded. Elements: ``MAX_ELEMENTS`` are kept, and no more than ten
times as many tags are parsed, since lxml holds some 250 bytes for each (32 MB of ``<p>a`` would be
2.1 GB). Names: lxml keeps the name of each element and attribute for as long as its thread lives,
so that the pages of a long run are parsed in threads of their own. Attributes: libxml2 appends an
attribute by walking over those before it, so that 20,000 of one tag take 1.6 seconds, and ten times
as many a hundred times as long.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TypeVar

from lxml import etree
from lxml.html import HtmlElement

from mayadeen_crawler.exceptions import TooCostly

T = TypeVar("T")

#: Elements of one page that are read; real pages have under 5,000. A megabyte may hold 250,000, and
#: reading them would take several seconds.
MAX_ELEMENTS = 30_000
#: Tags, ends of elements and other ``<`` of one page that are parsed; real pages have under 20,000.
MAX_TAGS = 10 * MAX_ELEMENTS
#: Attributes of one element, and of all that are parsed; real ones have under 30, real pages under
#: 20,000.
MAX_OF_ONE, MAX_ATTRIBUTES = 500, 1_000_000
#: Bytes up to which a page's attributes are not counted: too few fit in to take long.
MAX_UNCOUNTED = 20_000

#: Bytes of pages that are parsed in the thread that asks. Made-up names are some 1.5 times as large
#: in its memory; to begin a thread takes some 0.2 ms.
MOST_IN_THREAD = 64 << 20

#: Bytes of a larger page that are looked at first.
FIRST_LOOK = 1 << 20

_TAG = re.compile(b"<")
#: A tag with values for 25 attributes, or with 17 bytes of names for each of these, which may be
#: several: with 500 attributes it has both or one. Nearly no page has such a tag, and to parse each
#: page for counting would cost as much again.
_CROWDED = re.compile(
    rb"""<[a-zA-Z](?:[^>=]{0,16}+(?:="[^"]*+"|=\s*+(?:"[^"]*+"|'[^']*+'|)|[^>=])){25}+"""
)
#: Ends a tag that was cut anywhere: in a name, before a value, in quotes of either kind.
_END_OF_TAG = b"'\">'>"


class _Parsers(threading.local):
    """A thread's own parsers: to make them for each page would cost a tenth of the parse."""

    def __init__(self) -> None:
        # No reader sees a comment: without them, every node of the tree is an element.
        make: Callable[..., etree.HTMLParser] = partial(
            etree.HTMLParser, recover=True, encoding="utf-8", huge_tree=True,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        self.tree = make()
        # lxml.html's own parser asks a Python method for the class of each element.
        self.tree.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
        self.attributes = _Attributes()
        self.counting = make(target=self.attributes)
        self.bytes = 0
        """Bytes of the pages that were to be parsed."""


class _Attributes:
    """Counts attributes while a page is parsed without a tree: what lxml calls a target."""

    total = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        """Count those of an element; raises TooCostly for too many."""
        self.total += len(attributes)
        if len(attributes) > MAX_OF_ONE or self.total > MAX_ATTRIBUTES:
            raise TooCostly(f"over {MAX_OF_ONE} attributes, or {MAX_ATTRIBUTES} on the page")

    def close(self) -> None:
        """Do nothing at a page's end, which lxml tells."""


_parsers = _Parsers()


def source_of(text: str) -> bytes:
    """Return a page's *text* as ``html_tree`` takes it: in UTF-8, without NUL, which ends it."""
    return text.strip().replace("\0", "").encode(errors="replace")


def html_tree(source: bytes) -> HtmlElement:
    """Return the root of the tree of *source*, in UTF-8; an empty ``<html>`` without an element.

    The tree ends after ``MAX_ELEMENTS``, or sooner on a page with more than ``MAX_TAGS`` ``<``.
    Raises TooCostly for a page with too many attributes.
    """
    _parsers.bytes += len(source)
    if _parsers.bytes <= MOST_IN_THREAD:
        return _tree(source)
    return in_own_thread(partial(_tree, source))


def in_own_thread(work: Callable[[], T]) -> T:
    """Return what *work* returns, done in a thread that ends with it; raises what that raises.

    Where no thread can be begun (a limit of the container, say), it is done in the one that asks.
    """
    found: list[T] = []
    raised: list[Exception] = []

    def do() -> None:
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - raised again below
            raised.append(error)

    thread = threading.Thread(target=do, name="one page")
    try:
        thread.start()
    except RuntimeError:
        return work()  # names that stay cost less than a page that is lost
    thread.join()
    if raised:
        raise raised.pop()  # in the list it would keep itself, and by its frames the page
    return found[0]


def _tree(source: bytes) -> HtmlElement:
    tags = source.count(b"<")
    if tags > MAX_TAGS:
        source = source[: next(islice(_TAG.finditer(source), MAX_TAGS, None)).start()]
    for text in (source, b"<html/>"):
        try:
            if len(text) > MAX_UNCOUNTED and _CROWDED.search(text):
                _count_attributes(text)
            root = etree.fromstring(text, _parsers.tree)
        except etree.XMLSyntaxError:
            continue
        if isinstance(root, HtmlElement):
            if tags > MAX_ELEMENTS:
                _cut_off(root)
            return root
    raise ValueError("no page")


def _count_attributes(source: bytes) -> None:
    """Raise TooCostly for a page with too many; and XMLSyntaxError for one without an element.

    All of a tag's are in memory before they are counted, some 300 bytes each. So a large page's
    beginning is looked at first, then twice as much: most of a page is never one tag.
    """
    size = FIRST_LOOK
    while size < len(source):
        _parsers.attributes.total = 0
        etree.fromstring(source[:size] + _END_OF_TAG, _parsers.counting)
        size *= 2
    _parsers.attributes.total = 0
    etree.fromstring(source, _parsers.counting)


def _cut_off(root: HtmlElement) -> None:
    """Cut off the tree what follows its first ``MAX_ELEMENTS`` elements."""
    last = next(islice(root.iter(), MAX_ELEMENTS - 1, None), None)
    if last is not None:
        del last[:]
    while last is not None and (parent := last.getparent()) is not None:
        del parent[parent.index(last) + 1 :]
        last = parent
