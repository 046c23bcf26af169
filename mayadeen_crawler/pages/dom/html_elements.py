"""What an HTML element is by its tag, role, style or class name: block, heading, hidden, part of
the page. Sets of names for the walk in ``reading_order.py``, and small questions about an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.dom.embeds import POST_CLASSES
from mayadeen_crawler.utils.text import clean

#: Class names of the site (``pages/markup.py``) that mean something to the walk: an inset of
#: related articles, the body and the summary, the ticker.
INSET_CLASSES = frozenset({markup.INSET})
MARKED_CLASSES = frozenset({markup.BODY, markup.SUMMARY})
TICKER_CLASSES = markup.TICKER_ITEMS | markup.TICKER_BOXES

_HIDDEN_CLASSES = frozenset(
    {"sr-only", "visually-hidden", "screen-reader-text", "adsbygoogle", "print-only"}
)
_KNOWN = INSET_CLASSES | MARKED_CLASSES | TICKER_CLASSES | _HIDDEN_CLASSES | frozenset(POST_CLASSES)
#: Characters of the longest ``class`` attribute whose meaning is remembered from page to page.
MAX_NAMES = 200
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_SMALL = re.compile(r"\s*[1-4]?\d(?:px)?\s*", re.ASCII)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that begin and end a line. Custom elements (``news-card``) do too: pages use them as
#: boxes.
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
#: Levels from a link up to the element that holds its card.
CARD_DEPTH = 30
#: Elements that an element with a short text holds at most.
_FEW = 24
#: Elements whose content a reader does not see as text.
SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "math", "canvas", "select",
     "option", "textarea", "input", "map", "applet", "noframes", "datalist", "dialog"}
)  # fmt: skip
#: Elements whose text is one line even with a picture inside.
PARAGRAPHS = HEADINGS | {"p"}
#: Players and frames.
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
#: Element → ``Line.kind`` of the text in it.
KINDS = {
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "button": "control",
}
#: Element, and ``role`` → ``Line.zone`` of the text in it.
ZONES = {"nav": "nav", "footer": "footer", "aside": "aside"}
ROLES = {
    "navigation": "nav", "banner": "nav", "search": "nav", "menu": "nav", "menubar": "nav",
    "contentinfo": "footer", "complementary": "aside",
}  # fmt: skip


#: Attributes beside ``class`` that the walk looks at: most elements have none of them.
TELLING = frozenset({"style", "role", "hidden", "aria-hidden"})


def classes(element: HtmlElement) -> frozenset[str]:
    """Return the class names of *element*."""
    return frozenset((element.get("class") or "").split())


def meaning(names: str) -> frozenset[str]:
    """Return those of a ``class`` attribute's names that mean something to the walk."""
    # Pages repeat a few attributes on all their elements. Long ones are not remembered.
    if len(names) < MAX_NAMES:
        return _known_names(names)
    return _KNOWN.intersection(names.split(None, MAX_NAMES)[:MAX_NAMES])


@lru_cache(maxsize=4096)
def _known_names(names: str) -> frozenset[str]:
    return _KNOWN.intersection(names.split())


def is_small(node: HtmlElement) -> bool:
    """Whether a picture's width or height is under 50 pixels: an icon or a counter's pixel."""
    return any(_SMALL.fullmatch(node.get(side) or "") for side in ("width", "height"))


def unscripted(noscript: HtmlElement) -> HtmlElement | None:
    """Return the first ``img`` in a ``noscript``: what it holds is seen where no script runs."""
    return next((inner for inner in islice(noscript.iter(), _FEW) if inner.tag == "img"), None)


def is_bold_paragraph(element: HtmlElement) -> bool:
    """Whether an element is a ``p`` whose whole text is in one ``strong`` or ``b``."""
    if element.tag != "p" or (element.text or "").strip():
        return False
    inner = [child for child in islice(element, _FEW) if child.tag != "br"]
    return (
        len(inner) == 1
        and inner[0].tag in ("strong", "b")
        and not any((child.tail or "").strip() for child in islice(element, _FEW))
    )


def is_hidden(element: HtmlElement) -> bool:
    """Whether *element* is hidden by attribute, style or a known class name."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style) and element.tag != "body":
        return True
    names = element.get("class")
    return bool(names and not _HIDDEN_CLASSES.isdisjoint(meaning(names)))


def ancestors(element: HtmlElement, depth: int = CARD_DEPTH) -> Iterator[HtmlElement]:
    """Yield the *depth* nearest elements around *element*, the innermost first."""
    return islice(element.iterancestors(), depth)


def short_text(element: HtmlElement, longest: int) -> str | None:
    """Return the whole text of *element*, cleaned.

    ``None`` if it is longer than *longest* characters, or the element holds many others.
    """
    if not len(element):  # most links
        whole = (element.text or "")[: 8 * longest + 1]
        text = clean(whole) if len(whole) <= 8 * longest else whole
        return text if len(text) <= longest else None
    if sum(1 for _ in islice(element.iter(), _FEW)) == _FEW:
        return None
    text = ""
    for part in element.itertext():
        text += str(part)
        if len(text) > 8 * longest:
            return None
    text = clean(text)
    return text if len(text) <= longest else None


def is_headed(anchor: HtmlElement) -> bool:
    """Whether a link is in a heading or holds one."""
    if any(parent.tag in HEADINGS for parent in ancestors(anchor, 3)):
        return True
    return any(element.tag in HEADINGS for element in islice(anchor.iter(), _FEW))
