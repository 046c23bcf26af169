"""The kinds of article page: which metadata they have, whole or broken, and which class names.

``article_view.py`` chooses one for each article by its number. Data only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mayadeen_crawler.replica.writing.random_choice import RandomChoices

Metadata = Literal["none", "whole", "broken"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One kind of article page. The visible text and its order are the same in all."""

    name: str
    tawsiyat: Metadata = "none"
    jsonld: Metadata = "none"
    meta: bool = False
    """Meta tags, OpenGraph and ``<link rel=canonical>``."""
    known_markup: bool = False
    """The class names that public scrapers of the real site use; else random names."""


VARIANTS: tuple[Variant, ...] = (
    Variant("full", "whole", "whole", True, True),
    Variant("bare"),
    Variant("jsonld", jsonld="whole"),
    Variant("tawsiyat", tawsiyat="whole"),
    Variant("full", "whole", "whole", True, True),
    Variant("meta", meta=True),
    Variant("malformed", "broken", "broken"),
    Variant("markup", known_markup=True),
    Variant("full", "whole", "whole", True, True),
    Variant("malformed", "broken", "broken", known_markup=True),
    Variant("bare"),
)


def variant_of(number: int) -> Variant:
    """Return the kind of page of article *number*.

    The kinds repeat after 11 articles and the sections after 53, so that every section has all.
    """
    return VARIANTS[number % len(VARIANTS)]


#: Role of an element of the page → its class in the known markup.
KNOWN_CLASSES: dict[str, str] = {
    "box": "details-white-box",
    "info": "details-info",
    "minutes": "details-read",
    "summary": "lg_para summary",
    "cover": "details-media",
    "body": "p-content",
    "inset": "dual-related",
    "player": "details-player",
    "tags": "details-tags",
    "aside": "side-box",
    "ticker": "ticker__item",
}

#: Editions whose tags are paragraphs; in others they are a list.
PARAGRAPH_TAGS = frozenset({"ar"})

#: Editions whose ticker, in the known markup, is a box of links; in others it is plain text.
BOXED_TICKERS = frozenset({"ar"})


#: Editions whose load-more control is a ``div``; in others it is a button or a link.
BOXED_LOAD_MORE = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Skin:
    """The class names of a page, and the tags that differ between pages."""

    classes: dict[str, str]
    summary_tag: str = "p"
    title_tag: str = "h3"
    """The tag of the titles "Most Read", "Coverage" and "Read Next"."""
    caption_tag: str = "figcaption"
    """The tag of the cover's caption."""
    tag_tags: tuple[str, str] = ("ul", "li")
    """The tags of the list of an article's tags, and of each of them."""
    wrapped: bool = True
    """Whether the body has a container; else its blocks are siblings of all other parts."""


KNOWN_SKIN = Skin(KNOWN_CLASSES)

#: All article pages after a redesign; ``redesign.py`` then replaces the class names.
REDESIGNED = Variant("redesigned")
REDESIGNED_SKIN = Skin(KNOWN_CLASSES, summary_tag="div", title_tag="h2", caption_tag="div")


def skin_of(variant: Variant, dice: RandomChoices) -> Skin:
    """Return the skin with the known class names, or one with random names."""
    if variant.known_markup:
        return KNOWN_SKIN
    return Skin(
        {role: f"{dice.pick('qxzjvk')}{dice.below(1 << 24):x}" for role in KNOWN_CLASSES},
        summary_tag=dice.pick(("p", "div")),
        title_tag=dice.pick(("h2", "h3", "h4", "div")),
        caption_tag=dice.pick(("figcaption", "span", "div")),
        wrapped=dice.chance(60),
    )
