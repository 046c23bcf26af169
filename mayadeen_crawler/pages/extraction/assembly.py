"""The parts of an article that more than one field makes: its address, its body, its pictures.

Called by ``pages/article.py``, after and between the fields that ``runner.py`` reads alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mayadeen_crawler.items import Article
from mayadeen_crawler.items.parts import Image
from mayadeen_crawler.pages.article_layout.body_blocks import Body, Members
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.extraction.identity import agree, names_slug, shown_titles
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.extraction.runner import (
    METADATA,
    FieldStrategies,
    Runner,
    Strategy,
)
from mayadeen_crawler.pages.meta import begins, title
from mayadeen_crawler.urls import canonical as urls
from mayadeen_crawler.urls.pictures import picture_key
from mayadeen_crawler.utils.text import fold

#: Characters of the shortest beginning by which a cut text is known, and words of the shortest
#: headline to which the metadata of a page adds a section.
MIN_BEGINNING, MIN_WORDS = 10, 3
#: Characters of the shortest text that is cut without a sign of it (JSON-LD's headlines at 110).
MIN_CUT = 90


def set_address(
    page: Page, runner: Runner, article: Article, strategies: tuple[Strategy, ...]
) -> None:
    """Set ``canonical_url``, ``id``, and ``content_type`` and ``section``, which the path gives.

    The first of *strategies* that names an article's address on the site wins; without one, the
    page's own URL is the canonical one, without a query that does not tell which article it is.
    ``article.post_id`` must be set before.
    """
    site, canonical, by = page.site, page.url, "url"
    for strategy in strategies:
        named = runner.ask(strategy)
        # A canonical link to the home page or a section would make all articles one article.
        if isinstance(named, str) and urls.is_article_url(named, site):
            canonical, by = named, strategy[0]
            break
    try:
        own, canonical = (urls.canonicalize(url, site) for url in (page.url, canonical))
    except ValueError:
        own = canonical = page.url
    # A query is often another at each visit or on each list. It says nothing where the page
    # answered without it, or where the rest of the address names the article.
    path = urls.without_query(own)
    if canonical == path != urls.without_loose_query(own) and not _is_named_by(page, path):
        canonical, by = own, "url"  # a canonical link that lacks what tells the articles apart
    path = urls.without_loose_query(canonical)
    if path != canonical and (path == own or _is_named_by(page, path)):
        canonical = path
    article.canonical_url = canonical
    runner.served("canonical_url", by)
    article.id = urls.article_id(site.edition.code, article.post_id, canonical)
    rule = urls.path_rule(canonical, site)
    article.content_type, article.section = rule.content_type, rule.section
    runner.served("content_type", "url")
    runner.served("section", "url" if rule.section else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A headline or summary that a reader sees, and the strategy that read it."""

    by: str
    text: str


def prefer_whole(
    page: Page, runner: Runner, article: Article, choice: FieldStrategies
) -> Shown | None:
    """Take the headline or summary that a reader sees where the metadata's is a form of it.

    That is one that is cut, a headline to which ``og:title`` or JSON-LD adds a section, or one that
    they have in other words, for networks, than the page and its ``<title>``. Return what is shown
    where it is something else.
    """
    by, said = runner.provenance[choice.field], getattr(article, choice.field)
    if by not in METADATA:
        return None
    stem, other = _stem(said), None
    for strategy in choice.strategies:
        if strategy[0] in METADATA or (raw := runner.ask(strategy)) is None:
            continue
        shown = runner.cleaned(choice.field, strategy[0], raw)
        if shown == said:
            return None  # seen so by a reader: no other strategy need be asked
        if not shown:
            continue
        is_headline = choice.field == "headline" and by != "tawsiyat"
        if _goes_on(stem, said, shown) or (
            is_headline
            and shown.count(" ") + 1 >= MIN_WORDS
            and (begins(said, shown) or _is_titled(page, said, shown))
        ):
            setattr(article, choice.field, shown)
            runner.served(choice.field, strategy[0])
            return None
        other = other or Shown(strategy[0], shown)
    return other


def prefer_lead(runner: Runner, article: Article, lead: Shown | None) -> None:
    """Take the *lead* that a reader sees where the metadata's summary says something else.

    No other field holds it. What only ``visible`` takes for the lead may be a caption or a note:
    it counts where the metadata repeat the headline or the text's beginning, as a system does
    where nobody wrote a description. ``body_text`` must be set.
    """
    said, headline, text = article.summary, article.headline or "", article.body_text or ""
    if said is None or runner.provenance["summary"] not in METADATA:
        return
    if lead is None or fold(lead.text) == fold(headline):
        return
    if lead.text not in text and not _is_form(said, lead.text):
        stem = _stem(said) or said
        repeats = begins(said, headline)  # alone it is no summary by now
        if len(stem) >= MIN_BEGINNING:
            repeats = repeats or text[: 2 * len(stem)].replace("\n\n", " ").startswith(stem)
        if repeats or lead.by == "markup":
            article.summary = lead.text
            runner.served("summary", lead.by)


def _is_form(said: str, shown: str) -> bool:
    return shown.startswith(said) or said.startswith(shown)


def _stem(said: str) -> str:
    """Return a text that ends with dots without them; "" for any other."""
    return said.rstrip(" .…[]") if said.rstrip("]").endswith(("…", "...")) else ""


def leave_out_headline(runner: Runner, article: Article, choice: FieldStrategies) -> None:
    """Take another source's summary where the first only repeats the headline, else none.

    A CMS fills the description so where an editor wrote none.
    """
    headline = fold(article.headline or "")
    if not article.summary or fold(article.summary) != headline:
        return
    article.summary = None
    runner.served(choice.field, None)
    for strategy in choice.strategies:
        text = runner.cleaned(choice.field, strategy[0], runner.ask(strategy))
        if text and fold(text) != headline:
            article.summary = text
            runner.served(choice.field, strategy[0])
            return


def _goes_on(stem: str, said: str, shown: str) -> bool:
    """Whether *shown* goes on where *said* ends: after its *stem* and dots, or within a word.

    A long text that is no sentence may be cut between words, without dots.
    """
    beginning = stem or said
    if not MIN_BEGINNING <= len(beginning) < len(shown):
        return False
    if not shown.casefold().startswith(beginning.casefold()):
        return False
    if stem or (said[-1].isalnum() and shown[len(said)].isalnum()):
        return True
    return len(said) >= MIN_CUT and not is_sentence(said)


def _is_titled(page: Page, said: str, shown: str) -> bool:
    """Whether the page's ``<title>`` is the headline *shown*, and *said* or the address names it.

    A wall has a heading and a title, too.
    """
    return title(page) == shown and (agree(said, shown) or names_slug(page, shown, page.url))


def _is_named_by(page: Page, url: str) -> bool:
    return any(names_slug(page, title, url) for title in page.once(shown_titles))


def read_body(runner: Runner, strategies: tuple[Strategy, ...]) -> tuple[Body, str | None]:
    """Return the body that the first successful strategy reads, and that strategy's name.

    ``(Body(), None)``, an empty body, if no strategy recognises one.
    """
    for strategy in strategies:
        if isinstance(read := runner.ask(strategy), Body):
            return read, strategy[0]
    return Body(), None


def with_body(
    choice: FieldStrategies, name: str | None, members: Members, *, last: bool
) -> FieldStrategies:
    """Return *choice* with the *members* found inside the body as one more strategy.

    *name* is the strategy that served the body. *last*: it is asked after the others, not before.
    """
    own: Strategy = (name or "visible", lambda _: members)
    strategies = (*choice.strategies, own) if last else (own, *choice.strategies)
    return replace(choice, strategies=strategies)


def set_body(runner: Runner, article: Article, body: Body, by: str | None) -> None:
    """Set ``body_text``, ``body_blocks``, ``word_count`` and ``links`` from *body*.

    *by* is the strategy that served it. An image block gets the URL that ``article.images``, set
    before, has for the same picture.
    """
    article.links = runner.cleaned("links", by or "", body.links) or []
    _one_cover(article.images, body)
    pictures = [block for block in body.blocks if block.type == "image" and block.url]
    addresses = {picture_key(i.url or ""): i.url for i in article.images} if pictures else {}
    for block in pictures:
        block.url = addresses.get(picture_key(block.url or ""), block.url)
    article.body_blocks = body.blocks
    texts = [block.text for block in body.blocks if block.text]
    article.body_text = "\n\n".join(texts) or None
    article.word_count = sum(text.count(" ") + 1 for text in texts)  # they are clean
    for field in ("body_text", "body_blocks", "links"):
        runner.served(field, by)


def _one_cover(images: list[Image], body: Body) -> None:
    """Give exactly one picture the role ``cover``, and put it first.

    That is the first that a strategy calls the cover; else the first picture, if the body
    begins with a picture.
    """
    cover = next((image for image in images if image.role == "cover"), None)
    if cover is None and images and body.blocks and body.blocks[0].type == "image":
        cover = images[0]
    for image in images:
        image.role = "cover" if image is cover else "inline"
    images.sort(key=lambda image: image.role != "cover")
