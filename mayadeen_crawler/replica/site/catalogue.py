"""The replica's sections: what the navigation calls them and where they are.

The English edition's are here, the others' in ``catalogue_ar.py`` and ``catalogue_es.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mayadeen_crawler.utils.text import slugify

Paging = Literal["rel", "link", "data-url", "query", "script", "none"]
"""How a listing says where its next page is: ``<link rel=next>``, the load-more
link's ``href``, the load-more button's ``data-url``, nothing but a button (the
page answers ``?page=N``), a button that only a browser can press (``?page=N``
shows the first page again), or not at all (one page only)."""

Cards = Literal["caption", "heading", "plain", "whole"]
"""The markup of a listing's cards (``templates/cards.html``)."""


@dataclass(frozen=True, slots=True)
class LoadMoreScript:
    """What the script behind a load-more button does (``templates/listing.js``)."""

    answer: Literal["html", "json"] = "html"
    """What it fetches: the cards' HTML, or JSON with that HTML in it."""
    spinner: bool = False
    """A spinner takes the button's place for a moment before anything is fetched."""
    scroll: bool = False
    """The button coming into view is as good as a click."""
    end: Literal["gone", "disabled"] = "gone"
    """What becomes of the button when there are no more cards."""


@dataclass(frozen=True, slots=True)
class ReplicaSection:
    """An entry of the navigation with a listing behind it."""

    label: str
    group: str
    path: str
    """The listing's address."""
    root: str = ""
    """What its articles' addresses begin with; ``{day}`` is the day as ``2025/11/3``."""
    content_type: str = ""
    weight: int = 0
    """How many of each 53 articles belong here; 0: by region, or by group."""
    paging: Paging = "data-url"
    cards: Cards = "caption"
    script: LoadMoreScript = LoadMoreScript()
    """Of listings whose paging is ``script``."""

    @property
    def slug(self) -> str:
        """The section's name on the crawler's command line."""
        return slugify(self.label)


#: By how much one article's place lies behind the last one's, so that neighbours differ.
_STRIDE = 20


@dataclass(frozen=True)
class SectionCatalogue:
    """The navigation of an edition. The weights of its sections sum to 53."""

    sections: tuple[ReplicaSection, ...]
    """Those whose articles are theirs."""
    groups: tuple[ReplicaSection, ...]
    """Entries that list what their sections hold; one that is a section too has articles."""
    regions: tuple[ReplicaSection, ...]
    """Entries that list articles of all sections by what they are filed under."""
    filed_under: tuple[str | None, ...]
    """Regions that label articles. ``None``: filed under no region."""
    _places: list[ReplicaSection] = field(init=False)

    def __post_init__(self) -> None:
        places = [section for section in self.sections for _ in range(section.weight)]
        object.__setattr__(self, "_places", places)

    def section_of(self, number: int) -> ReplicaSection:
        """Return the section article *number* belongs to."""
        return self._places[number * _STRIDE % len(self._places)]

    @property
    def listings(self) -> tuple[ReplicaSection, ...]:
        """Every entry with a listing, each once."""
        return tuple(dict.fromkeys((*self.groups, *self.sections, *self.regions)))

    @property
    def menu(self) -> list[tuple[str, str, list[ReplicaSection]]]:
        """Label, address and children of the main menu's entries: groups, then lone sections."""
        groups = [
            (g.label, g.path, [s for s in self.sections if s.group == g.group and s != g])
            for g in self.groups
        ]
        return [*groups, *((s.label, s.path, []) for s in self.sections if not s.group)]


_S = ReplicaSection

#: Some listings are not where the crawler's catalogue expects them, so that their
#: address must be learned from the navigation.
_SECTIONS: tuple[ReplicaSection, ...] = (
    _S("Politics", "News", "/news/politics", "/news/politics", "news", 12, "data-url", "caption"),
    _S("Economy", "News", "/news/Economy", "/news/Economy", "news", 3, "rel", "heading"),
    _S("Sports", "News", "/news/sports", "/news/sports", "news", 2, "link", "plain"),
    _S("Arts&Culture", "News", "/news/Art&Culture", "/news/Art&Culture", "news", 2, "query",
       "caption"),
    _S("Health", "News", "/news/health", "/news/health", "news", 2, "query", "plain"),
    _S("Miscellaneous", "News", "/news/miscellaneous", "/news/miscellaneous", "news", 3, "rel",
       "whole"),
    _S("Technology", "News", "/news/science-and-technology", "/news/technology", "news", 2, "link",
       "heading"),
    _S("Environment", "News", "/news/environment", "/news/environment", "news", 2, "none",
       "caption"),
    _S("Opinion", "Articles", "/articles/opinion", "/articles/opinion", "article", 2, "rel",
       "heading"),
    _S("Analysis", "Articles", "/articles/analysis", "/articles/analysis", "article", 2, "query",
       "plain"),
    _S("Blog", "Articles", "/articles/blog", "/articles/blog", "article", 1, "none", "heading"),
    _S("Features", "Articles", "/articles/features", "/articles", "article", 2, "link", "whole"),
    _S("NewsFeed", "Videos", "/videos/newsfeed", "/videos/newsfeed", "video", 5, "script",
       "caption", LoadMoreScript("json", spinner=True)),
    _S("Video Features", "Videos", "/videos/features", "/videos/video-features", "video", 1,
       "link", "plain"),
    _S("Explainers", "Videos", "/videos/explainers", "/videos/explainers", "video", 1, "rel",
       "heading"),
    _S("TV", "Videos", "/videos/tv", "/newscast/{day}", "newscast", 8, "query", "caption"),
    _S("Digital Series", "Videos", "/videos/digital-series", "/podcasts", "podcast", 1, "none",
       "plain"),
    _S("Infographs", "", "/infographs", "/infographs", "infograph", 1, "link", "caption"),
    _S("In Pictures", "", "/pictures", "/in-pictures", "gallery", 1, "script", "whole",
       LoadMoreScript(scroll=True, end="disabled")),
)  # fmt: skip

_GROUPS: tuple[ReplicaSection, ...] = (
    _S("News", "News", "/news", paging="rel", cards="caption"),
    _S("Articles", "Articles", "/articles", paging="link", cards="heading"),
    _S("Videos", "Videos", "/videos", paging="data-url", cards="plain"),
)
_REGIONS: tuple[ReplicaSection, ...] = (
    _S("Africa", "Regions", "/africa", paging="query", cards="plain"),
    _S("Asia", "Regions", "/asia", paging="rel", cards="heading"),
    _S("Asia-Pacific", "Regions", "/asia-pacific", paging="link", cards="caption"),
    _S("Europe", "Regions", "/europe", paging="data-url", cards="whole"),
    _S("Latin America", "Regions", "/latin-america", paging="script", cards="caption"),
    _S("MENA", "Regions", "/mena", paging="query", cards="heading"),
    _S("Palestine", "Regions", "/palestine", paging="rel", cards="caption"),
    _S("US & Canada", "Regions", "/us-and-canada", paging="data-url", cards="plain"),
)

ENGLISH_CATALOGUE = SectionCatalogue(
    _SECTIONS,
    _GROUPS,
    _REGIONS,
    (*(region.label for region in _REGIONS), "Palestine", "MENA", "West Asia", None),
)
