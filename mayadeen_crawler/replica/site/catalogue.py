"""The sections of the replica's navigation: names, paths, and how their listings work.

The English edition's are here, the others' in ``catalogue_arabic.py`` and
``catalogue_spanish.py``. Between them all ways of paging and all markups of cards occur.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mayadeen_crawler.replica.site.addresses import label_slug

Paging = Literal["rel", "link", "data-url", "query", "script", "none"]
"""How a listing gives its next page.

``rel``: ``<link rel=next>``; ``link``: the ``href`` of a load-more link; ``data-url``: that
attribute of a button; ``query``: a button without URL, where ``?page=N`` works; ``script``: a
button that only a browser can press, where ``?page=N`` shows the first page again; ``none``: there
is one page only."""

Cards = Literal["caption", "heading", "plain", "whole"]
"""The markup of a listing's cards (``templates/cards.html``)."""


@dataclass(frozen=True, slots=True)
class LoadMoreScript:
    """What the script behind a load-more button does (``templates/listing.js``)."""

    answer: Literal["html", "json"] = "html"
    """What it fetches: the HTML of cards, or JSON that contains it."""
    spinner: bool = False
    """Whether a spinner replaces the button for a moment before cards are fetched."""
    scroll: bool = False
    """Whether the script also runs when the button is scrolled into view."""
    end: Literal["gone", "disabled"] = "gone"
    """Whether the button disappears or is disabled when there are no more cards."""


@dataclass(frozen=True, slots=True)
class ReplicaSection:
    """An entry of the navigation, with its listing."""

    label: str
    group: str
    path: str
    """The listing's path."""
    root: str = ""
    """What the paths of its articles begin with; ``{day}`` becomes the day: ``2025/11/3``."""
    content_type: str = ""
    weight: int = 0
    """How many of 53 articles are in this section; 0: it is a region or a group."""
    paging: Paging = "data-url"
    cards: Cards = "caption"
    script: LoadMoreScript = LoadMoreScript()
    """How the load-more script works, if *paging* is ``script``."""

    @property
    def slug(self) -> str:
        """The section's name for ``scrapy crawl section -a name=…``."""
        return label_slug(self.label)


#: Distance, in a list of 53, between the sections of one article and the next: neighbours differ.
_STRIDE = 20


@dataclass(frozen=True)
class SectionCatalogue:
    """The navigation of an edition. The weights of its sections sum to 53."""

    sections: tuple[ReplicaSection, ...]
    """The entries that articles belong to."""
    groups: tuple[ReplicaSection, ...]
    """The entries that list the articles of several sections; one may be a section itself."""
    regions: tuple[ReplicaSection, ...]
    """The entries that list articles of all sections by their region."""
    filed_under: tuple[str | None, ...]
    """The regions that articles get; None: no region."""
    _places: list[ReplicaSection] = field(init=False)

    def __post_init__(self) -> None:
        places = [section for section in self.sections for _ in range(section.weight)]
        object.__setattr__(self, "_places", places)

    def section_of(self, number: int) -> ReplicaSection:
        """Return the section article *number* belongs to."""
        return self._places[number * _STRIDE % len(self._places)]

    @property
    def listings(self) -> tuple[ReplicaSection, ...]:
        """All entries that have a listing, each once."""
        return tuple(dict.fromkeys((*self.groups, *self.sections, *self.regions)))

    @property
    def menu(self) -> list[tuple[str, str, list[ReplicaSection]]]:
        """The main menu as (label, path, sections): groups, then sections without a group."""
        groups = [
            (g.label, g.path, [s for s in self.sections if s.group == g.group and s != g])
            for g in self.groups
        ]
        return [*groups, *((s.label, s.path, []) for s in self.sections if not s.group)]


_S = ReplicaSection

#: Some listings have other paths than the crawler's table of sections (``outlet/section_paths.py``), so
#: that the crawler must find them in the navigation.
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
