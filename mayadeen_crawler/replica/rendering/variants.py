"""The kinds of article page: which metadata, whole or broken, and whose class names. Data only."""

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
    """The class names public scrapers of the site name; else names nobody knows."""


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
    """Return the page kind of article *number* (cycles of 11, against the sections' 53)."""
    return VARIANTS[number % len(VARIANTS)]


#: Roles of the elements of a page, with the class each has in the known markup.
#: Empty: the scrapers name none, so none is given away.
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

#: Editions whose known ticker is a box of links; the others' has text only.
BOXED_TICKERS = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Skin:
    """Class names and the few tags that differ between pages."""

    classes: dict[str, str]
    summary_tag: str = "p"
    title_tag: str = "h3"
    """The tag of "Most Read", "Coverage", "Read Next"."""
    caption_tag: str = "figcaption"
    """The tag of the cover's caption."""
    wrapped: bool = True
    """The body has a container of its own; else all parts are siblings."""


KNOWN_SKIN = Skin(KNOWN_CLASSES)

#: All article pages after a redesign. The class names are made new in the page (`redesign.py`).
REDESIGNED = Variant("redesigned")
REDESIGNED_SKIN = Skin(KNOWN_CLASSES, summary_tag="div", title_tag="h2", caption_tag="div")


def skin_of(variant: Variant, dice: RandomChoices) -> Skin:
    """Return the known skin, or one whose names were never seen before."""
    if variant.known_markup:
        return KNOWN_SKIN
    return Skin(
        {role: f"{dice.pick('qxzjvk')}{dice.below(1 << 24):x}" for role in KNOWN_CLASSES},
        summary_tag=dice.pick(("p", "div")),
        title_tag=dice.pick(("h2", "h3", "h4", "div")),
        caption_tag=dice.pick(("figcaption", "span", "div")),
        wrapped=dice.chance(60),
    )
