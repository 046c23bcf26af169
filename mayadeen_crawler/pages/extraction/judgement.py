"""Is the page the article? Every rule by which a page is refused, and what is doubted of one.

``pages/article.py`` asks `judge` once for a page, after all fields are read. A field is believed
by itself; a page only as a whole: a 404 in words, a wall, a list or another post's page has a
heading and a text as an article has. Each rule is a function of `PageEvidence` that returns the
verdict or ``None``, and `RULES` is their order. The words that rules look for are in
``refusal_words.py``; which post metadata speaks of is ``identity.py``'s.

A true article that is refused: the log names the verdict, and the rule of that name is below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from mayadeen_crawler import loaders
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.items.doubts import Doubt
from mayadeen_crawler.outlet.box_words import LOADING, LOADING_MORE, LOADING_TEXT, WALLS
from mayadeen_crawler.pages import body_choice, jsonld, meta, tawsiyat
from mayadeen_crawler.pages.article_layout import segment, side_boxes
from mayadeen_crawler.pages.article_layout.asides import is_prose
from mayadeen_crawler.pages.article_layout.byline import BylineReader
from mayadeen_crawler.pages.article_layout.headline import first_level
from mayadeen_crawler.pages.dom.nodes import Embed, Line, Picture, Piece
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction import identity
from mayadeen_crawler.pages.extraction.identity import Named
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.extraction.refusal_words import (
    BEGIN_FAULTS,
    FAULTS,
    GARBLED,
    HEADINGS,
    TEXTS,
)
from mayadeen_crawler.pages.extraction.runner import METADATA
from mayadeen_crawler.pages.listing_layout import card_text
from mayadeen_crawler.urls.canonical import is_on_site, list_kind_at, section_at, without_query
from mayadeen_crawler.utils.challenge import is_challenge
from mayadeen_crawler.utils.text import fold

#: Words of a body from which on a page with a time is an article's, whatever its heading says.
ENOUGH_WORDS = 40
#: Words up to which a page shows next to nothing, so that its few words say what it is.
FEW_WORDS = 90
#: Characters up to which they are looked at: a word may have a million.
FEW_LETTERS = 5000
#: Characters of the longest heading that is looked up.
MAX_HEADING = 200
#: Links to different articles from which on a page without a text can be a list.
MANY_LINKS = 4
#: Links of one page that are looked at.
MAX_LINKS = 2000
#: Headings that are cards of other posts, right after the headline, from which on a page is a list.
MIN_CARDS = 3
#: Pieces after the headline that are looked through for the first cards of a list.
MAX_LIST = 60
#: Links to other hosts from which on a page without one to the site is another site's.
FOREIGN_LINKS = 5

#: Characters of the longest line that is a wall, and of a line that is looked at for a fault.
MAX_WALL, MAX_FAULT = 120, 600
#: Pieces below the headline among which a page says that a script was to load its text.
MAX_BELOW = 12
#: Seconds after which a page that goes to another one was shown to be read.
MAX_DELAY = 30
#: Words of an address from which on a heading that has none of them is another page's.
MIN_SLUG_WORDS = 3
#: Words of a flash: more than a notice has.
MIN_FLASH = 12
_ARABIC = re.compile(r"[\u0621-\u064a]{2}")

#: What the strategies ``listing`` and ``sitemap`` say was not on the page.
_OF_PAGE = METADATA | {"markup", "visible"}
_IN_PLACE_OF_TEXT = ("not_found", "consent", "login", "maintenance", "error_page")
_PROFILES = frozenset({"الكتّاب", "الكتاب", "تغطيات", "authors", "coverages"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a page is, and what is written of it all the same."""

    verdict: str | None
    """``None`` for an article; else ``not_article/<reason>``."""
    doubts: tuple[Doubt, ...] = ()
    """Codes of what is not certain, see docs/data.md."""


class PageEvidence:
    """What the cheap sources of one page say, for the rules."""

    def __init__(self, page: Page, article: FetchedArticle) -> None:
        self.page = page
        self.article = article

    @cached_property
    def shown(self) -> str:
        """The headline that a reader sees, ``""`` if none is recognised."""
        return self.page.once(segment.read).headline or ""

    @cached_property
    def title(self) -> str:
        """The ``<title>`` without the site's name, ``""`` if it is nothing else."""
        value = meta.title(self.page)
        return value if isinstance(value, str) else ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts that name the page: the headline, and unless it is its address's the others."""
        others = (self.title, *self.page.once(first_level)[:3])
        texts = (self.shown, *(() if _names_address(self, self.shown) else others))
        return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= MAX_HEADING))

    @property
    def dated_by(self) -> str | None:
        """The strategy that read the time of publication off this page."""
        by = self.article.provenance.get("published_at")
        return by if by in _OF_PAGE else None

    @cached_property
    def is_vouched_for(self) -> bool:
        """Whether the page's own metadata is that of a post: it has a post id, or a time.

        That of a list has them, too: it names one, or is of the type ``page``.
        """
        if self.article.post_id is None and self.dated_by not in METADATA:
            return False
        named = self.shown or self.article.headline or ""
        return _names_address(self, named) or not tawsiyat.is_of_list(self.page)

    @cached_property
    def has_text(self) -> bool:
        """Whether a body with enough words was read off the page, those of linked lines aside.

        On a page that is a list, the cards' headlines may have been guessed to be the text.
        """
        words = self.article.word_count or 0
        if words < ENOUGH_WORDS:
            return False
        pieces = self.page.once(segment.read).flow.pieces
        linked = {
            p.text
            for p in pieces
            if isinstance(p, Line) and p.links and (p.linked or _is_mostly_link(p))
        }
        cards = linked.intersection((self.article.body_text or "").split("\n\n"))
        return words - sum(len(card.split()) for card in cards) >= ENOUGH_WORDS

    @property
    def is_strong(self) -> bool:
        """Whether the page shows an article, whatever its heading says: a time, and a text."""
        if self.dated_by is None or not (self.has_text or self.article.videos):
            return False
        return not self.lists_posts  # whose times and texts these may be

    @property
    def is_without_text(self) -> bool:
        """Whether the page has no text, or one that is perhaps guessed of teasers."""
        return not self.has_text or Doubt.BODY_GUESSED in self.article.doubts

    @cached_property
    def few_words(self) -> str:
        """All that a page shows which shows next to nothing; ``""`` for any other page."""
        words, texts = 0, []
        for piece in self.page.once(segment.read).flow.pieces:
            if isinstance(piece, Line) and piece.zone not in ("nav", "footer"):
                words += piece.text.count(" ") + 1
                if words > FEW_WORDS:
                    return ""
                texts.append(piece.text)
        return "\n".join(texts)[:FEW_LETTERS]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that a reader sees after the headline, those of menus and footer aside."""
        parts = self.page.once(segment.read)
        following = parts.flow.pieces[parts.headline_end + 1 :]
        return [piece for piece in following if isinstance(piece, Line) and _is_main(piece)]

    @cached_property
    def wall(self) -> bool:
        """Whether a line asks a reader to subscribe before the text goes on."""
        return any(
            len(p.text) <= MAX_WALL
            and WALLS.fullmatch(p.text)
            and not side_boxes.article_links(self.page, p)  # a card's headline
            for p in self.lines
        )

    @cached_property
    def shows_anything(self) -> bool:
        """Whether a reader sees more than menus and a footer.

        A page of a kind that has a text, but without a headline, may show a ticker, too.
        """
        parts = self.page.once(segment.read)
        pieces = (p for p in parts.flow.pieces if isinstance(p, Line | Picture | Embed))
        if parts.headline or self.article.content_type not in body_choice.WRITTEN:
            return any(map(_is_main, pieces))
        boxed = {id(p) for box in parts.boxes for p in parts.flow.pieces[box.start : box.end]}
        return any(_is_main(p) and id(p) not in boxed and self._is_of_post(p) for p in pieces)

    def _is_of_post(self, piece: Line | Picture | Embed) -> bool:
        """Whether *piece* is a sentence, a picture, a player or the headline: no header has it."""
        if isinstance(piece, Line):
            return is_prose(piece) or identity.agree(piece.text, self.article.headline or "")
        return isinstance(piece, Embed) or piece.link is None  # a logo is a link

    @cached_property
    def has_player(self) -> bool:
        """Whether the page has a video or sound, which needs no text."""
        parts = self.page.once(segment.read)
        following = parts.flow.pieces[parts.headline_end + 1 :]
        return bool(self.article.videos) or any(isinstance(p, Embed) for p in following)

    @cached_property
    def loading(self) -> str | None:
        """What is below the headline of a post without a text: that a script was to load it."""
        article = self.article
        if article.content_type not in body_choice.WRITTEN:
            return None
        if article.body_text and not LOADING.fullmatch(article.body_text):
            return None  # most pages
        if self.has_player:
            return None
        parts = self.page.once(segment.read)
        following = parts.flow.pieces[parts.headline_end + 1 :][:MAX_BELOW]
        texts = [p.text for p in following if isinstance(p, Line) and _is_main(p)]
        said = [t for t in texts if len(t) <= MAX_HEADING and LOADING.fullmatch(t)]
        return next((text for text in said if not LOADING_MORE.search(text)), None)

    @property
    def shows_content(self) -> bool:
        """Whether a picture or a player follows the headline."""
        parts = self.page.once(segment.read)
        following = parts.flow.pieces[parts.headline_end + 1 :]
        return any(
            isinstance(p, Picture | Embed) and _is_main(p)
            and not side_boxes.article_links(self.page, p)  # a card's
            for p in following
        )  # fmt: skip

    @cached_property
    def is_without_sign(self) -> bool:
        """Whether nothing says that the page is the post of its address.

        Nothing dates, signs or vouches for it, and its headline has not the words of the address,
        nor of the card that led there.
        """
        article = self.article
        if self.is_vouched_for or self.dated_by or not article.headline:
            return False
        if article.authors or article.sources or article.tags or article.videos:
            return False
        slug = identity.slug_of(self.page, self.page.url)
        if len([word for word in fold(slug).split() if not word.isdigit()]) < MIN_SLUG_WORDS:
            return False
        named = (self.shown,) if self.shown else (*self.headings, article.headline)
        card = self.page.hints.headline or ""
        return not any(identity.agree(card, one) or identity.agree(one, slug) for one in named)

    @cached_property
    def links(self) -> list[str]:
        """The addresses of the page's links, absolute."""
        found = [e.get("href") for e in self.page.nodes.tagged("a")][:MAX_LINKS]
        return [url for href in found if (url := self.page.link(href))]

    @cached_property
    def begins_with_cards(self) -> bool:
        """Whether a list of other articles is what follows the headline.

        An article's page begins with a byline, a picture or a text, and its lists have a heading.
        Below one or two cards that are set in there, an article's own picture or player follows.
        """
        parts = self.page.once(segment.read)
        if self.article.authors or self.article.sources or parts.headline is None:
            return False
        if identity.gives_slug(self.page, parts.headline):
            return False
        cards = set[str]()
        for piece in parts.flow.pieces[parts.headline_end + 1 :][:MAX_LIST]:
            if not isinstance(piece, Line | Picture) or piece.zone == "aside":
                break  # a player, or a column beside the article
            links = side_boxes.article_links(self.page, piece)
            cards.update(url for url in links if not identity.is_own(self.page, url))
            if len(cards) >= MANY_LINKS:
                return True
            if not links and _begins_something_else(piece, after_card=bool(cards)):
                break
        return False

    @cached_property
    def lists_posts(self) -> bool:
        """Whether the headline is another post's card, or several such cards follow it at once.

        Each may be dated and signed, and have its text, so that the page seems to have them. On a
        page without a text of its own a few words may come before them.
        """
        page, parts = self.page, self.page.once(segment.read)
        if self.is_vouched_for or _names_itself(page):
            return False
        own = (one for one in self.headings if not HEADINGS["front_page"].fullmatch(one))
        if any(_names_address(self, one) for one in own):
            return False
        reader, cards = BylineReader(page), set[str]()
        for index, piece in enumerate(parts.flow.pieces[max(parts.headline_end, 0) :]):
            if not _is_main(piece):
                continue
            links = side_boxes.article_links(page, piece)
            if not isinstance(piece, Line):
                is_logo = (
                    not parts.headline and isinstance(piece, Picture) and piece.link is not None
                )
                if not (links or cards or is_logo):
                    return False  # the post's own picture or player
                continue
            links = links if piece.linked else ()
            if index == 0 and parts.headline:
                around = (link.get("href") for link in piece.node.iterancestors("a"))
                links = (*links, *filter(None, map(page.article_link, around)))
            others = [url for url in links if not identity.is_own(page, url)]
            if index == 0 and others and parts.headline:
                return True
            if others and piece.kind == "heading":
                cards.update(others)
            elif index and not cards and is_prose(piece):
                if not self.is_without_text:
                    return False
            elif index and not cards and reader.take(piece):
                return False
        return len(cards) >= MIN_CARDS

    @cached_property
    def articles_linked(self) -> int:
        """How many different articles of the site the page links to, but itself."""
        page = self.page
        found = {url for one in self.links if (url := page.article_link(one))}
        return len({url for url in found if not identity.is_own(page, url)})

    @cached_property
    def other_posts(self) -> list[Named]:
        """The posts that sources of the page name which are not this address's."""
        page = self.page
        return [*page.once(tawsiyat.others), *page.once(jsonld.read).others, *meta.others(page)]


def _is_mostly_link(line: Line) -> bool:
    """Whether half of a line is in links: a card's headline, perhaps with its day."""
    return 2 * sum(len(text) for text, link in line.fragments if link is not None) >= len(line.text)


def _is_main(piece: Piece) -> bool:
    return piece.zone not in ("nav", "footer")


def _begins_something_else(piece: Line | Picture, *, after_card: bool) -> bool:
    """Whether *piece*, which links to no article, is none of a card: its label, teaser or day."""
    if isinstance(piece, Picture) or piece.kind == "heading":
        return True
    return not after_card and not piece.linked


# --- the rules


def challenge(seen: PageEvidence) -> str | None:
    """A firewall's challenge, which may have the status 200."""
    is_one = not seen.is_strong and is_challenge(200, "", seen.page.source)
    return "challenge" if is_one else None


def refused_in_words(seen: PageEvidence) -> str | None:
    """A page whose heading, or whose few words, say that it is none: a 404, a wall, an error."""
    if _fault(seen):
        return "error_page"
    if seen.is_strong and not _is_filler(seen.article.body_text or ""):
        return _recommends(seen)
    for heading in seen.headings:
        for reason, pattern in HEADINGS.items():
            if pattern.fullmatch(heading) and not _is_of_a_post(seen, reason, heading):
                return reason
    # The article's page is left, and says instead of its text that it went, or why it is not shown.
    body = (seen.article.body_text or seen.article.summary or "")[: MAX_HEADING + 1]
    if _is_filler(body):
        return "error_page"
    # Beside a player such a line is the player's.
    for reason in _IN_PLACE_OF_TEXT if len(body) <= MAX_HEADING else ():
        if HEADINGS[reason].fullmatch(body) and (reason == "not_found" or not seen.has_player):
            return reason
    if seen.is_vouched_for or seen.dated_by:
        return None
    # Below the headline of the address the rest of the page may have such words, of cookies say.
    first = body.partition("\n")[0]
    said = first if first and _names_address(seen, seen.shown) else seen.few_words
    return next((reason for reason, one in TEXTS.items() if one.search(said)), None)


def _fault(seen: PageEvidence) -> bool:
    """Whether a server's error stands in the page: the text broke off there.

    A whole text that goes on below such a line quotes it.
    """
    parts = seen.page.once(segment.read)
    following = parts.flow.pieces[parts.headline_end + 1 :]
    faults = [
        number
        for number, p in enumerate(following)
        if isinstance(p, Line)
        and p.text[0] in BEGIN_FAULTS
        and FAULTS.match(p.text[:MAX_FAULT])
        and _is_main(p)
    ]
    if not faults:
        return False
    body = {block.text for block in seen.article.body_blocks}
    after = [p.text for p in following[faults[-1] :] if isinstance(p, Line) and _is_main(p)]
    goes_on = any(is_sentence(text) and text in body for text in after[1:])
    return not (goes_on and seen.has_text)


def walled(seen: PageEvidence) -> str | None:
    """A post of which a wall for subscribers leaves the beginning."""
    words, said = seen.article.word_count or 0, body_choice.words_said(seen.page)
    if words >= max(ENOUGH_WORDS, said * body_choice.HALF):
        return None
    return "login" if seen.wall and not seen.has_player else None


def unfilled(seen: PageEvidence) -> str | None:
    """A post's page whose text a script was to load: it says so below the headline."""
    if not seen.loading or (seen.shows_content and not LOADING_TEXT.search(seen.loading)):
        return None  # among pictures it may be one of them that is loaded: a doubt
    return "error_page"


def garbled(seen: PageEvidence) -> str | None:
    """A page whose Arabic was decoded wrongly before it was sent: each letter is two of Latin's."""
    return "error_page" if GARBLED.search(seen.article.headline or "") else None


def _recommends(seen: PageEvidence) -> str | None:
    """A 404 in words, or an error, that shows another post whole: its time and text are that's.

    Nothing vouches for the page, and its headings are two: what it is, and the post's.
    """
    if seen.is_vouched_for or _names_address(seen, seen.shown):
        return None
    if any(_names_address(seen, one) for one in seen.headings):
        return None
    for reason in ("not_found", "error_page"):
        found = [HEADINGS[reason].fullmatch(one) is not None for one in seen.headings]
        if any(found) and (not all(found) or _has_heading_before_byline(seen)):
            return reason
    return None


def _names_address(seen: PageEvidence, heading: str) -> bool:
    return identity.names_slug(seen.page, heading, seen.page.url)


def _has_heading_before_byline(seen: PageEvidence) -> bool:
    """Whether another heading follows the headline, and the byline is below that one."""
    parts = seen.page.once(segment.read)
    reader = BylineReader(seen.page)
    for piece in parts.flow.pieces[parts.headline_end + 1 :][:MAX_LIST]:
        if isinstance(piece, Line):
            if piece.node.tag in ("h1", "h2", "h3") or piece.kind == "heading":
                return True
            if reader.take(piece):
                return False
    return False


#: Beginnings of texts that designers fill a template with.
_FILLERS = ("lorem ipsum dolor", "هذا النص هو مثال لنص", "هذا نص تجريبي", "هذا النص تجريبي")


def _is_filler(body: str) -> bool:
    """Whether a text is one that designers fill a template with."""
    return body[:30].casefold().startswith(_FILLERS)


def _is_of_a_post(seen: PageEvidence, reason: str, heading: str) -> bool:
    """Whether a heading like that of such a page is a post's: *The 404*, *Latest news*.

    On a wall or a 404 in words before a post, the metadata has the post's own headline, and the
    address is made of the words of that one.
    """
    if seen.is_vouched_for or seen.dated_by or seen.article.authors or seen.has_text:
        slug = identity.slug_of(seen.page, seen.page.url)
        if len(slug.split()) >= MIN_SLUG_WORDS and identity.agree(heading, slug):
            return True
    if reason == "front_page":  # or of a box on the post's page
        return seen.is_vouched_for or seen.dated_by is not None or bool(seen.article.authors)
    if not seen.is_vouched_for or seen.article.provenance.get("headline") not in METADATA:
        return False
    return all(identity.agree(seen.article.headline or "", one) for one in seen.headings)


def profile(seen: PageEvidence) -> str | None:
    """An author's or a coverage's page: it stands in the sitemaps, and has a post's metadata."""
    page = seen.page
    kinds = {value.strip().casefold() for value in page.once(tawsiyat.classes).get("posttype", [])}
    if kinds & _PROFILES:
        return "front_page"
    named = (page.url, *page.once(meta.named_addresses))
    of = {list_kind_at(url, page.site) for url in named}
    return "front_page" if of & {"author", "coverage"} else None


def front_page(seen: PageEvidence) -> str | None:
    """The home page, a section's, or any list, at an article's address; or another site's page.

    An article without a text (a newscast) may link to many others, too: but its title is its own,
    and no canonical address of it is a list's.
    """
    if seen.is_vouched_for:
        return None
    page, article = seen.page, seen.article
    if seen.lists_posts or (seen.is_without_text and seen.begins_with_cards):
        return "front_page"
    if seen.is_strong or _names_address(seen, seen.shown):
        return None
    named = page.once(meta.named_addresses)
    if any(urlsplit(url).path in ("", "/") or section_at(url, page.site) for url in named):
        return "front_page"
    links = seen.links
    if len(links) >= FOREIGN_LINKS and not any(is_on_site(url, page.site) for url in links):
        return "front_page"
    if seen.has_text or seen.articles_linked < MANY_LINKS:
        return None
    label = card_text.is_label(seen.shown, page.site.edition)
    untitled = bool(page.found["title"]) and not seen.title
    kind = next(iter(page.once(meta.read).get("og:type", ())), "").strip().casefold()
    undated = seen.dated_by is None and not article.authors
    return "front_page" if label or (undated and (untitled or kind == "website")) else None


def other_article(seen: PageEvidence) -> str | None:
    """A page all of which speaks of another post: its sources name that post's address.

    Sources that name another address beside a headline of their own are leftovers, and give
    nothing. Only those that have this page's headline speak of this page.
    """
    page, named = seen.page, seen.other_posts
    if not named or _names_itself(page):
        return None
    titles = page.once(identity.shown_titles)
    agreeing = {
        one.url
        for one in named
        if one.url and one.source in ("tawsiyat", "jsonld") and one.headline
        and any(identity.agree(one.headline, title) for title in titles)
    }  # fmt: skip
    slugs = {
        one.url
        for one in named
        if one.url and any(identity.names_slug(page, title, one.url) for title in titles)
    }
    own_slug = any(identity.names_slug(page, title, page.url) for title in titles)
    return "other_article" if (agreeing or slugs) and not own_slug else None


def _names_itself(page: Page) -> bool:
    """Whether any source of the page names its own address."""
    return any(
        isinstance(url, str) and identity.is_own(page, url)
        for url in (tawsiyat.post_url(page), jsonld.url(page), meta.canonical(page))
    )


def led_elsewhere(seen: PageEvidence) -> str | None:
    """A page without a text whose ``<meta http-equiv=refresh>`` leads a reader away from it."""
    if seen.has_text:
        return None
    page = seen.page
    for element in page.found["meta"]:
        if (element.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        delay, _, target = (element.get("content") or "").replace(",", ";", 1).partition(";")
        seconds = delay.strip().partition(".")[0]
        if seconds.isdecimal() and int(seconds[:9]) > MAX_DELAY:
            continue
        if next(element.iterancestors("noscript"), None) is not None:
            continue  # for readers without scripts
        name, _, address = target.partition("=")
        given = address if name.strip().lower() == "url" else target
        url = page.absolute(given.strip(" \t\r\n'\""))
        if url and not identity.is_own(page, url):
            return "other_article" if page.article_link(url) else "front_page"
    return None


def notice(seen: PageEvidence) -> str | None:
    """A page with a heading and a few words, and no sign that it is the post of its address.

    No list of words has all that walls say. One with a text or a picture of its own may be a post
    that was retitled: that is a doubt. So is an Arabic sentence below an address in Latin letters.
    """
    if seen.has_text or seen.shows_content or not seen.is_without_sign:
        return None
    is_arabic = _ARABIC.search(seen.article.headline or "") is not None
    if is_arabic and identity.slug_of(seen.page, seen.page.url).isascii():
        words = seen.article.word_count or 0
        return None if words >= MIN_FLASH else "error_page"
    return "error_page"


def nothing_shown(seen: PageEvidence) -> str | None:
    """Metadata alone: the page broke off, or a script was to fill it in."""
    if not seen.article.headline or seen.shows_anything or seen.article.videos:
        return None
    return None if seen.article.provenance.get("body_text") == "jsonld" else "error_page"


def without_headline(seen: PageEvidence) -> str | None:
    """A page without a headline; one that shows no text at all, either."""
    if seen.article.headline:
        return None
    shows = any(isinstance(p, Line) for p in seen.page.once(segment.read).flow.pieces)
    return "no_headline" if shows else "nothing_recognised"


RULES: tuple[Callable[[PageEvidence], str | None], ...] = (
    challenge, garbled, refused_in_words, walled, unfilled, profile, front_page, other_article,
    led_elsewhere, notice, nothing_shown, without_headline,
)  # fmt: skip
"""In the order they are asked; the first that returns a reason decides."""


def judge(page: Page, article: FetchedArticle) -> Judgement:
    """Return whether *page* is the article that was read off it, and what is doubted of it."""
    seen = PageEvidence(page, article)
    reason = next(filter(None, (rule(seen) for rule in RULES)), None)
    if reason:
        return Judgement(f"not_article/{reason}")
    return Judgement(None, tuple(_doubts(seen)))


def _goes_on(page: Page) -> bool:
    """Whether the page says that the article's text goes on at a further page of its address."""
    own = without_query(page.url).rstrip("/")
    for link in page.found["link"]:
        if "next" not in (link.get("rel") or "").lower().split():
            continue
        url = page.absolute(link.get("href")) or ""
        path = without_query(url).rstrip("/")
        before, _, number = path.rpartition("/")
        if (path == own and url != page.url) or (before == own and number.isdecimal()):
            return True
    return False


def _is_cut(seen: PageEvidence) -> bool:
    """Whether the page ends in its text, or before it."""
    page, article = seen.page, seen.article
    if page.ended or article.body_text or article.content_type not in body_choice.WRITTEN:
        return page.breaks_off
    return not seen.has_player


def _post_ids(page: Page) -> set[str]:
    """Return the post ids that the page's own sources give: more than one contradict each other."""
    given = (tawsiyat.post_id(page), *page.once(meta.read).get("postid", ()))
    return {number for one in given if isinstance(one, str) and (number := loaders.digits(one))}


def _doubts(seen: PageEvidence) -> list[Doubt]:
    article, doubts = seen.article, list[Doubt]()
    unlike = seen.shown and not identity.agree(article.headline or "", seen.shown)
    if (article.headline and unlike) or seen.is_without_sign:
        doubts.append(Doubt.HEADLINE_CONFLICT)
    if any(named.source in ("canonical", "og:url") for named in seen.other_posts):
        doubts.append(Doubt.CANONICAL_CONFLICT)
    if _goes_on(seen.page) or _is_cut(seen) or seen.loading:
        doubts.append(Doubt.BODY_SHORT)
    if len(_post_ids(seen.page)) > 1:
        doubts.append(Doubt.POST_ID_CONFLICT)
    return doubts
