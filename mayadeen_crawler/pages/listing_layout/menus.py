"""Menus: what a link that says a section's name leads to."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from mayadeen_crawler.dates import site_time
from mayadeen_crawler.outlet import NOT_ARTICLES
from mayadeen_crawler.pages.dom.html_elements import HEADINGS, ancestors, is_headed, short_text
from mayadeen_crawler.pages.dom.links import Area, LinkBoxes, Outline, SiteLink
from mayadeen_crawler.urls.parts import read
from mayadeen_crawler.utils.text import clean, slugify

#: A label is never longer.
LONGEST_LABEL = 40
#: Links that make a group of them a menu.
_MENU = 4
_AUTHORS = frozenset({"author", "authors"})
#: Words of the longest name.
_NAME_WORDS = 5
#: Links of one menu that are looked at.
_MAX_MENU = 300


class Menus:
    """Tells the entries of a page's menus from the labels of its cards."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._boxes: LinkBoxes | None = None
        self._groups: dict[HtmlElement, bool] = {}
        self._said: dict[str, bool] = {}
        self._links = {link.anchor: link for link in outline.links}

    def entries(self) -> list[tuple[int, str, SiteLink]]:
        """Return rank (0 is the surest), label and link of each entry, in page order."""
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

    def keys(self) -> frozenset[str]:
        """Return the addresses that look like articles', and are menus' or bylines'."""
        entries = {link.key for _, _, link in self.entries() if link.is_article}
        return frozenset(entries | self._authors())

    def _authors(self) -> set[str]:
        """Return the authors' addresses that are only linked by a name; posts are there too."""
        names: dict[str, bool] = {}
        for link in self._outline.articles.values():
            if read(link.url, self._outline.site).names[0] in _AUTHORS:
                text = short_text(link.anchor, LONGEST_LABEL)
                name = text is not None and len(text.split()) <= _NAME_WORDS
                names[link.key] = names.get(link.key, True) and name and not is_headed(link.anchor)
        return {key for key, is_name in names.items() if is_name}

    def _rank(self, link: SiteLink) -> int:
        place = self._outline.places[link.anchor]
        names = self._outline.site.edition.labels
        segments = read(link.url, self._outline.site).names
        if place is Area.NAV and slugify(str(link.anchor.text_content())) in names:
            return 0
        if place is Area.NAV and self._is_news(segments):
            return 1
        if self._is_in_menu(link):
            return 1
        return 3 if next(iter(segments), "") in NOT_ARTICLES else 2

    def _is_news(self, segments: tuple[str, ...]) -> bool:
        """Whether a menu's address is where an edition of unknown sections has those of News."""
        folder = self._outline.site.edition.news_path
        return folder is not None and segments[:-1] == tuple(folder.strip("/").split("/"))

    def _is_in_menu(self, link: SiteLink) -> bool:
        """Whether a link stands among short labels, many of which lead to no article."""
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
        anchors = list(islice(group.iter("a"), _MAX_MENU + 1))
        decorated = next(group.iter(*HEADINGS, "time", "picture"), None) is not None
        if len(anchors) > _MAX_MENU or decorated:
            return False
        texts = [short_text(anchor, LONGEST_LABEL) for anchor in anchors]
        if any(text is None for text in texts):
            return False
        names = self._outline.site.edition.labels
        links = (self._links.get(anchor) for anchor in anchors)
        sure = sum(
            link is None or not self._is_story(link) or slugify(text or "") in names
            for link, text in zip(links, texts, strict=True)
        )
        # A card's label, author and tags also stand around its one headline.
        stories = {
            link.key for a in anchors if (link := self._links.get(a)) and self._is_story(link)
        }
        return 2 * sure >= len(anchors) and len(stories) != 1 and not self._is_dated(group)

    def _is_story(self, link: SiteLink) -> bool:
        return link.is_article and not self._is_news(read(link.url, self._outline.site).names)

    def _is_dated(self, element: HtmlElement) -> bool:
        """Whether a text in *element* is a date, or longer than a label."""
        zone = self._outline.site.edition.time_zone
        texts = (clean(str(text)) for text in islice(element.itertext(), 4 * _MAX_MENU))
        return any(len(text) > LONGEST_LABEL or site_time.parse(text, zone) for text in texts)

    def _is_named(self, link: SiteLink, slug: str) -> bool:
        """Whether a lone link to what could be an article is a section's all the same.

        It is if it has a section's name, and nothing about it is a card's: no link
        there says anything else, no date or longer text stands with it.
        """
        if slug not in self._outline.site.edition.labels:
            return False
        if not self._said:
            self._said = self._labels_only()
        if not self._said[link.key]:
            return False
        if self._boxes is None:
            self._boxes = self._outline.boxes(self._outline.articles.values())
        *_, box = self._boxes.around(link)
        headings = [e for e in islice(box.iter(), 200) if e.tag in HEADINGS]
        texts = {slugify(str(heading.text_content())) for heading in headings[:10]}
        return texts <= {slug} and not self._is_dated(box)

    def _labels_only(self) -> dict[str, bool]:
        """Return for each address of an article whether its links say no more than labels."""
        names = self._outline.site.edition.labels
        said: dict[str, bool] = {}
        for link in self._outline.articles.values():
            text = short_text(link.anchor, LONGEST_LABEL)
            alts = (image.get("alt") or "" for image in islice(link.anchor.iter("img"), 3))
            label = text is not None and {slugify(t) for t in (text, *alts)} <= {*names, ""}
            said[link.key] = said.get(link.key, True) and label
        return said
