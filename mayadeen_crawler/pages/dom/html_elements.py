"""What HTML's elements, roles and a few class names say of what they hold."""

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

_HIDDEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text"})
_KNOWN = INSET_CLASSES | MARKED_CLASSES | TICKER_CLASSES | _HIDDEN_CLASSES | frozenset(POST_CLASSES)
#: Characters of the class names that are remembered from page to page.
MAX_NAMES = 200
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_SMALL = re.compile(r"\s*[1-4]?\d(?:px)?\s*", re.ASCII)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that begin and end a line. Custom ones do too: pages use them as boxes.
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
#: Levels from a link up to its card, the elements around both counted.
CARD_DEPTH = 30
#: Elements of which a short text may consist.
_FEW = 24
#: Elements whose content is no text of the page.
SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "math", "canvas", "select",
     "option", "textarea", "input", "map", "applet", "noframes", "datalist", "dialog"}
)  # fmt: skip
#: Elements that a picture within does not cut.
PARAGRAPHS = HEADINGS | {"p"}
#: Players and frames.
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
#: Element → the kind of its lines.
KINDS = {
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list"),
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "button": "control",
}
#: What a role or an element says of the part of the page it is.
ZONES = {"nav": "nav", "footer": "footer", "aside": "aside"}
ROLES = {
    "navigation": "nav", "banner": "nav", "search": "nav", "menu": "nav", "menubar": "nav",
    "contentinfo": "footer", "complementary": "aside",
}  # fmt: skip


#: Attributes that say what an element is, or that no reader sees it.
TELLING = frozenset({"class", "style", "role", "hidden", "aria-hidden"})


def classes(element: HtmlElement) -> frozenset[str]:
    """The class names of *element*."""
    return frozenset((element.get("class") or "").split())


def meaning(names: str) -> frozenset[str]:
    """Return those of an element's class names that mean something to the walk."""
    # Pages repeat a few names on all their elements; no page's own length is kept.
    return _known_names(names) if len(names) < MAX_NAMES else _KNOWN.intersection(names.split())


@lru_cache(maxsize=4096)
def _known_names(names: str) -> frozenset[str]:
    return _KNOWN.intersection(names.split())


def is_small(node: HtmlElement) -> bool:
    """Whether a picture is as small as a letter."""
    return any(_SMALL.fullmatch(node.get(side) or "") for side in ("width", "height"))


def is_hidden(element: HtmlElement) -> bool:
    """Whether *element* says that no reader sees it."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style) and element.tag != "body":
        return True
    names = element.get("class")
    return bool(names and not _HIDDEN_CLASSES.isdisjoint(meaning(names)))


def ancestors(element: HtmlElement, depth: int = CARD_DEPTH) -> Iterator[HtmlElement]:
    """Yield the *depth* next elements above."""
    return islice(element.iterancestors(), depth)


def short_text(element: HtmlElement, longest: int) -> str | None:
    """Return all the text of an element of few parts; None where it is longer."""
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
    """Whether a link is or holds a heading."""
    if any(parent.tag in HEADINGS for parent in ancestors(anchor, 3)):
        return True
    return any(element.tag in HEADINGS for element in islice(anchor.iter(), _FEW))
