"""Tell the entries of a page's menus from the labels and headlines of its cards.

``navigation`` calls ``Menus.entries`` to find the sections; ``pages/listing.py`` calls
``Menus.keys_of_no_articles`` so that no menu entry becomes a card. Look here when a section is
not found in the navigation, or when a card's label is taken for a menu entry.
"""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.outlet import NOT_ARTICLES
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, ancestors, is_headed, short_text
from mayadeen_crawler.pages.dom.links import Area, LinkBoxes, Outline, SiteLink, outline
from mayadeen_crawler.pages.dom.phrases import is_date
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.urls.parsed_url import read
from mayadeen_crawler.utils.text import clean, slugify

#: Characters of the longest label of a section, region or menu entry; or of a card's date.
LONGEST_LABEL = 40
#: Links from which a group of them can be a menu.
_MENU = 4
_AUTHORS = frozenset({"author", "authors"})
#: Words of an author's longest name.
_NAME_WORDS = 5
#: Links of one menu that are looked at.
_MAX_MENU = 300


def menus(page: Page) -> Menus:
    """Return the menus of *page*."""
    return Menus(page.once(outline))


class Menus:
    """The menus of one page. A link is ranked by how surely it is a menu entry."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._boxes: LinkBoxes | None = None
        self._groups: dict[HtmlElement, bool] = {}
        self._headings_in: dict[HtmlElement, frozenset[str] | None] = {}
        """Element around a link → slugs of the headings in it; None if there is a card's text."""
        self._only_labels: dict[str, bool] = {}
        self._links = {link.anchor: link for link in outline.links}

    def entries(self) -> list[tuple[int, str, SiteLink]]:
        """Return rank, label and link of each entry, in page order.

        Rank 0: in a ``nav`` with the name of a section; 1: in a menu; 2: any other short link;
        3: a link whose path begins with one of ``outlet.NOT_ARTICLES``. A short link to an
        article is an entry only if it is in a menu, or has a section's name and nothing of a
        card around it.
        """
        found = []
        for link in self._outline.links:
            label = short_text(link.anchor, LONGEST_LABEL)
            if not label or not (slug := slugify(label)):
                continue
            rank = self._rank(link)
            if link.is_article and rank > 1 and not self._is_named(link, slug):
                continue
            found.append((rank, label, link))
        return found

    def keys_of_no_articles(self) -> frozenset[str]:
        """Return canonical addresses that look like articles', but are menu entries or authors."""
        entries = {link.key for _, _, link in self.entries() if link.is_article}
        return frozenset(entries | self._authors())

    def _authors(self) -> set[str]:
        """Return the addresses below ``/author`` that are only linked by a name.

        Posts have addresses there too: those are linked by their headlines.
        """
        names: dict[str, bool] = {}
        for link in self._outline.articles.values():
            if read(link.url, self._outline.site).names[0] in _AUTHORS:
                text = short_text(link.anchor, LONGEST_LABEL)
                name = text is not None and len(text.split()) <= _NAME_WORDS
                names[link.key] = names.get(link.key, True) and name and not is_headed(link.anchor)
        return {key for key, is_name in names.items() if is_name}

    def _rank(self, link: SiteLink) -> int:
        """Return how surely *link* is a menu entry; 0 is the surest. See ``entries``."""
        place = self._outline.places[link.anchor]
        names = self._outline.site.edition.labels
        segments = read(link.url, self._outline.site).names
        if place is Area.NAV and slugify(str(link.anchor.text_content())) in names:
            return 0
        if place is Area.NAV and self._is_in_news_folder(segments):
            return 1
        if self._is_in_menu(link):
            return 1
        return 3 if next(iter(segments), "") in NOT_ARTICLES else 2

    def _is_in_news_folder(self, segments: tuple[str, ...]) -> bool:
        """Whether an address is directly below the edition's ``news_path``, as its sections are.

        Only for editions whose catalogue is partial (``outlet.types.Edition.news_path``).
        """
        folder = self._outline.site.edition.news_path
        return folder is not None and segments[:-1] == tuple(folder.strip("/").split("/"))

    def _is_in_menu(self, link: SiteLink) -> bool:
        """Whether a link is among other short links, many of which lead to no article."""
        for group in ancestors(link.anchor):
            if group.tag in ("body", "main"):
                return False
            if sum(1 for _ in islice(group.iter("a"), _MENU)) == _MENU:
                break
        else:
            return False
        if group not in self._groups:
            self._groups[group] = self._is_menu(group)
        return self._groups[group]

    def _is_menu(self, group: HtmlElement) -> bool:
        """Whether an element of several links is a menu rather than a card or a list of cards."""
        anchors = list(islice(group.iter("a"), _MAX_MENU + 1))
        decorated = group in self._outline.nodes.holding(*HEADINGS, "time", "picture")
        if len(anchors) > _MAX_MENU or decorated:
            return False
        texts = [short_text(anchor, LONGEST_LABEL) for anchor in anchors]
        if any(text is None for text in texts):
            return False
        names = self._outline.site.edition.labels
        links = (self._links.get(anchor) for anchor in anchors)
        sure = sum(
            link is None or not self._is_article(link) or slugify(text or "") in names
            for link, text in zip(links, texts, strict=True)
        )
        # A card's label, author and tags also stand around its one headline.
        headlines = {
            link.key for a in anchors if (link := self._links.get(a)) and self._is_article(link)
        }
        return 2 * sure >= len(anchors) and len(headlines) != 1 and not self._is_dated(group)

    def _is_article(self, link: SiteLink) -> bool:
        """Whether a link's address is an article's, and not a section's below ``news_path``."""
        return link.is_article and not self._is_in_news_folder(
            read(link.url, self._outline.site).names
        )

    def _is_dated(self, element: HtmlElement) -> bool:
        """Whether a text in *element* is a date, or longer than a label."""
        edition = self._outline.site.edition
        texts = (clean(str(text)) for text in islice(element.itertext(), 4 * _MAX_MENU))
        return any(len(text) > LONGEST_LABEL or is_date(text, edition) for text in texts)

    def _is_named(self, link: SiteLink, slug: str) -> bool:
        """Whether a link outside menus, to an address like an article's, is a section's.

        It is if its text is a section's name (*slug*) and nothing around it is a card's: all
        links to the address have names of sections as texts, and no date or longer text is
        beside it.
        """
        if slug not in self._outline.site.edition.labels:
            return False
        if not self._only_labels:
            self._only_labels = self._linked_by_labels_only()
        if not self._only_labels[link.key]:
            return False
        if self._boxes is None:
            self._boxes = self._outline.boxes(self._outline.articles.values())
        *_, box = self._boxes.around(link)
        if box not in self._headings_in:  # very many links may stand in one box
            self._headings_in[box] = None if self._is_dated(box) else _slugs_of_headings(box)
        texts = self._headings_in[box]
        return texts is not None and texts <= {slug}

    def _linked_by_labels_only(self) -> dict[str, bool]:
        """Return for each article's address whether all links to it have only labels as text."""
        names = self._outline.site.edition.labels
        only_labels: dict[str, bool] = {}
        for link in self._outline.articles.values():
            text = short_text(link.anchor, LONGEST_LABEL)
            alts = (image.get("alt") or "" for image in islice(link.anchor.iter("img"), 3))
            label = text is not None and {slugify(t) for t in (text, *alts)} <= {*names, ""}
            only_labels[link.key] = only_labels.get(link.key, True) and label
        return only_labels


def _slugs_of_headings(element: HtmlElement) -> frozenset[str]:
    headings = [e for e in islice(element.iter(), 200) if e.tag in HEADINGS]
    return frozenset(slugify(str(heading.text_content())) for heading in headings[:10])
