"""Made-up article pages of 77 KB, the size of the real site's, in four markups.

An article's page of the replica, with what a real page has beside it: styles, icons, more text,
cards of other articles by section with pictures in many sizes, and scripts that fill it up to
77,000 bytes (two fifths of most pages). The text is the replica's: made up, the same each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count, islice
from types import MappingProxyType
from urllib.parse import quote

from mayadeen_crawler.replica import ReplicaArticle, ReplicaSite
from mayadeen_crawler.replica.rendering.article import ReplicaCard
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.redesign import redesigned
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.replica.rendering.variants import variant_of
from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: Bytes of every page.
SIZE = 77_000
#: Articles of the sites that pages and cards are taken from.
ARTICLES = 2000
#: Paragraphs that are added to an article's text, of one to three sentences each.
MORE_TEXT = 8

_WIDTHS = (320, 480, 768, 1024)
_ICON = '<symbol id="i-{0}" viewBox="0 0 24 24"><path d="{1}"/></symbol>'


@dataclass(frozen=True, slots=True)
class PageMarkup:
    """One kind of page."""

    edition: str
    variant: str
    """The replica's variant: which metadata, and whether its class names are known."""
    cards: int
    """Cards of other articles, beside those that every page of the replica has."""
    in_article: bool = False
    """Whether the cards are in boxes beside the text; else they are below the article."""
    redesigned: bool = False


MARKUPS: Mapping[str, PageMarkup] = MappingProxyType(
    {
        "known": PageMarkup("en", "full", cards=30),
        "redesigned": PageMarkup("en", "bare", cards=30, redesigned=True),
        "arabic": PageMarkup("ar", "meta", cards=24),
        "boxes": PageMarkup("en", "tawsiyat", cards=56, in_article=True),
    }
)
"""Name → markup. ``known``: all metadata and known class names; ``redesigned``: neither, so that
every value is found as a reader finds it; ``arabic``: meta tags; ``boxes``: embedded metadata, and
long lists of other articles beside the text."""


@dataclass(frozen=True, slots=True)
class BenchPage:
    """An article's page."""

    url: str
    body: bytes
    headline: str
    """Its ``h1``."""


def pages(name: str, number: int) -> Iterator[BenchPage]:
    """Yield *number* different pages of the markup *name*."""
    markup = MARKUPS[name]
    site = ReplicaSite(articles=ARTICLES, edition=markup.edition)
    renderer = Renderer(site)
    with_text = (
        article
        for n in range(site.count, 0, -1)
        if variant_of(n).name == markup.variant
        and len((article := article_shown(site, n)).blocks) > 4
    )
    for article in islice(with_text, number):
        body = renderer.article(article.number, Quirks(redesigned=markup.redesigned))
        url = site.edition.base_url + quote(article.path)
        yield BenchPage(url, _with_all(body, article, site, markup), article.headline)


def _with_all(body: bytes, article: ReplicaArticle, site: ReplicaSite, markup: PageMarkup) -> bytes:
    """Return the page with more text, cards, styles, icons and scripts: SIZE bytes."""
    dice = RandomChoices(site.seed, article.number)
    html = body.decode()
    cover = html.index(article.cover.path, html.index("<h1>"))
    first = html.index("</p>", html.index("</ul>", cover)) + len("</p>")
    html = html[:first] + _text(site, dice) + html[first:]
    html = html.replace("</head>", f"{_styles(dice)}</head>", 1)
    html = html.replace("<header>", f"{_icons(dice)}<header>", 1)
    place = "</main>" if markup.in_article else "<footer>"
    html = html.replace(place, _lists(site, markup, dice) + place, 1)
    body = redesigned(html.encode()) if markup.redesigned else html.encode()
    return body.replace(b"</body>", _script(site, dice, SIZE - len(body)) + b"</body>", 1)


def _text(site: ReplicaSite, dice: RandomChoices) -> str:
    texts = (
        block.text
        for n in iter(lambda: dice.between(1, site.count), 0)
        for block in article_shown(site, n).blocks
        if block.kind == "paragraph"
    )
    return "".join(f"\n\n<p>{escape(text)}</p>" for text in islice(texts, MORE_TEXT))


def _lists(site: ReplicaSite, markup: PageMarkup, dice: RandomChoices) -> str:
    ui = site.lexicon.interface
    numbers = dice.sample(range(1, site.count + 1), markup.cards)
    if markup.in_article:
        heads, size = [ui.read_next, ui.most_read], len(numbers) // 2
    else:
        heads, size = [section.label for section in site.catalogue.sections], 6
    parts = (numbers[start : start + size] for start in range(0, len(numbers), size))
    return "".join(
        f'<section class="grid-block grid-block--compact" data-block="{dice.below(1 << 24):06x}">\n'
        f'<div class="grid-block__head"><h3 class="grid-block__title">{escape(head)}</h3></div>\n'
        f'<div class="row row-cols-3">{_cards(site, part)}</div>\n</section>\n'
        for head, part in zip(heads, parts, strict=False)
    )


def _cards(site: ReplicaSite, numbers: Sequence[int]) -> str:
    return "".join(_card(card_shown(site, number)) for number in numbers)


def _card(card: ReplicaCard) -> str:
    sizes = ", ".join(f"{card.picture}?width={width} {width}w" for width in _WIDTHS)
    return (
        f'\n<div class="col card card--compact" data-id="{card.number}"><div class="card__media">'
        f'<a href="{escape(card.path)}"><img class="lazy" data-src="{card.picture}?width=480" '
        f'srcset="{sizes}" sizes="(max-width: 768px) 100vw, 33vw" alt="{escape(card.alt)}"></a>'
        f'</div>\n<div class="card__body"><span class="card__label">{escape(card.label)}</span>\n'
        f'<h4 class="card__title"><a href="{escape(card.path)}">{escape(card.headline)}</a></h4>\n'
        f'<ul class="card__meta"><li>{escape(card.date)}</li></ul></div></div>'
    )


def _styles(dice: RandomChoices) -> str:
    rules = "".join(
        f".c{dice.below(1 << 20):05x}>.b{n}{{margin:{dice.below(40)}px auto;"
        f"color:#{dice.below(1 << 24):06x};display:flex}}"
        for n in range(120)
    )
    links = "".join(
        f'<link rel="preload" as="font" href="/static/fonts/{dice.below(1 << 32):08x}.woff2">\n'
        for _ in range(8)
    )
    return f"{links}<style>{rules}</style>\n"


def _icons(dice: RandomChoices) -> str:
    paths = (
        " ".join(f"{letter}{dice.below(24)} {dice.below(24)}" for letter in "MLCSQTALMLC")
        for _ in range(24)
    )
    icons = "".join(_ICON.format(n, path) for n, path in enumerate(paths))
    return f'<svg style="display:none" aria-hidden="true">{icons}</svg>\n'


def _script(site: ReplicaSite, dice: RandomChoices, size: int) -> bytes:
    """Return script elements of *size* bytes: a page's state and settings as JSON, in code."""
    begin, end = "<script>window.__STATE__=[", "0];</script>\n"
    entries: list[str] = []
    left = size - len(begin) - len(end)
    if left < 0:
        raise ValueError(f"the page is larger than {SIZE} bytes")
    for n in count(1):
        card = card_shown(site, dice.between(1, site.count))
        entry = {"id": card.number, "t": card.headline, "u": card.path, "slot": f"{n:x}"}
        text = json.dumps(entry) + ","
        if len(text) > left:
            break
        left -= len(text)
        entries.append(text)
    return (begin + "".join(entries) + " " * left + end).encode()
