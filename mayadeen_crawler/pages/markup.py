"""The class names and ids of the site's own markup: data only, written here and nowhere else.

When the site renames one, change it here. The names are those that public scrapers of the
live site use. A page without them is read by what it shows (strategy ``visible``), so a name
that is missing here costs certainty, not the record.

Who reads them: ``dom/html_elements.py`` and ``dom/reading_order.py`` (the lines of a page),
``article_layout/headline.py``, ``article_layout/segment.py``, ``ticker_layout/markup.py``,
``listing_layout/side_lists.py`` and ``listing_layout/load_more.py``. Which field each name
serves is in ``markup_strategy.py``. The words for the boxes of any site, at the end, are read by
``article_layout/asides.py``, ``article_layout/hidden_text.py`` and ``dom/images.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: ``div.details-white-box h1``, on some pages ``h2``: the headline.
HEADLINE_BOX = "details-white-box"
#: ``p.lg_para.summary``: the summary.
SUMMARY = "lg_para"
#: ``div.p-content``: the body. Its paragraphs are its children.
BODY = "p-content"
#: ``div.dual-related`` inside the body: links to other articles, which are no text.
INSET = "dual-related"

#: ``.ticker__item`` (English, text only), ``#ticker-box ul li .ticker-item .ticker-text a p``
#: (Arabic): a breaking line, the text inside it, and the box around all lines.
TICKER_ITEMS = frozenset({"ticker__item", "ticker-item"})
TICKER_TEXTS = frozenset({"ticker-text"})
TICKER_BOXES = frozenset({"ticker-box", "ticker"})

#: ``.loadmorebtn``: the control that loads a listing's further cards, whatever element it is; and
#: names like it, of buttons and links (a part of the name is enough).
LOAD_MORE_CLASS = "loadmorebtn"
LOAD_MORE = re.compile(
    rf"{LOAD_MORE_CLASS}|(?:load|show|view)[-_ ]?more|more[-_ ]?(?:news|articles)", re.IGNORECASE
)


def _any_of(names: Iterable[str], alike: str) -> re.Pattern[str]:
    """Return a pattern for *names* in lower case and for what the pattern *alike* matches."""
    lower = sorted(name.lower() for name in names)
    return re.compile("|".join([*map(re.escape, lower), alike]))


#: The names above, and names like them: for a whole class name or id in lower case.
TICKER_ITEM = _any_of(TICKER_ITEMS, r"ticker(?:_{1,2}|-{1,2})?item")
TICKER_TEXT = _any_of(TICKER_TEXTS, r"ticker(?:_{1,2}|-{1,2})?text")
#: Also ``news-ticker``; not ``stock-ticker``, ``has-ticker`` or ``sticker``.
TICKER_BOX = _any_of(
    TICKER_BOXES,
    r"(?:(?:news|breaking|urgent|live|top|main|home|header|page|js|c|m)[-_]{1,2}|news|breaking)?"
    r"ticker(?:[-_]{1,2}(?:box|list|wrap|wrapper|container|content|news|bar|inner|section|area"
    r"|holder|items|lines|track))?",
)
#: Any name of a ticker on a listing, where all that is asked is whether it is one; not
#: ``sticker``, and not the page that ``has-ticker``.
TICKER_ANY = _any_of(
    TICKER_ITEMS | TICKER_BOXES,
    r"(?!(?:has|with|without|no|is|show|hide)[-_])(?:(?:[a-z0-9]+[-_]{1,2})*|news|breaking)"
    r"ticker[a-z0-9]*(?:[-_]{1,2}[a-z0-9]+)*",
)
#: Names that ``TICKER_ANY`` matches but that a page with a ticker has, not the ticker itself.
TICKER_MODIFIER = re.compile(r"--ticker|ticker-?(?:page|layout|active|on|enabled|visible)\b")
#: A quick first look at a ``class`` or ``id``: without a match no name in it is a ticker's.
TICKER_HINT = _any_of(TICKER_ITEMS | TICKER_TEXTS | TICKER_BOXES, "ticker")

#: The column beside a listing, or the foot of the page, where no ``aside`` or ``footer`` is one;
#: not ``has-sidebar`` and ``content-sidebar-wrap``, which hold the listing, and ``card-footer``.
SIDE_BOX = re.compile(
    r"(?:(?:left|right|main|page|site|primary|secondary)[-_]{1,2})?side[-_]?bar"
    r"(?:[-_]{1,2}(?:left|right|inner|content|primary|secondary|column|widgets?))?"
    r"|(?:site|page|main|global)?[-_]{0,2}footer"
)

#: Words of class names and ids, on any site, of boxes that are no text of an article: a part of a
#: name between ``-``, ``_`` or capital letters (``news-letter``, ``adSlot``).
BOX_NAMES = frozenset(
    {
        "ad", "ads", "advert", "adverts", "advertisement", "advertisements", "advertising",
        "adslot", "adunit", "adbox", "adsense", "adsbygoogle", "dfp", "gpt", "mpu", "leaderboard",
        "promo", "promos", "promotion", "promoted", "sponsor", "sponsored", "sponsors",
        "taboola", "outbrain", "teads", "mgid", "revcontent", "publicidad", "anuncio",
        "newsletter", "newsletters", "subscribe", "subscription", "subscriptions", "signup",
        "mailchimp", "donate", "donation", "paywall", "regwall", "cookie", "cookies", "consent",
        "poll", "polls", "survey", "quiz", "vote", "voting", "encuesta",
        "share", "shares", "sharing", "sharebar", "sharethis", "addtoany", "addthis", "reactions",
        "likes", "rating", "ratings",
        "related", "relateds", "recommended", "recommendation", "recommendations", "recirc",
        "readalso", "readnext", "trending", "mostread", "mostpopular",
        "stock", "stocks", "stockticker", "quotes-ticker", "marketdata", "tradingview",
        "bio", "biography", "authorbox", "author-box", "about-author", "author-card",
        "sidebar", "pullquote", "pull-quote", "pullout", "toolbar", "breadcrumb", "breadcrumbs",
        "cat-links",
        "print-only", "printonly", "visible-print",
    }
)  # fmt: skip
#: Class names, on any site, of the face beside a byline, and of who made a picture, below it.
FACE = re.compile(r"(?<![a-z])(?:avatar|author|columnist|writer)(?![a-z])", re.IGNORECASE)
CREDIT = re.compile(r"(?<![a-z])(?:credits?|copyright|photographer)(?![a-z])", re.IGNORECASE)
#: Names of boxes that may be longer than the text: what readers wrote.
COMMENT_NAMES = frozenset({"comments", "commentlist", "comment-list", "disqus", "respond"})
#: Names that boxes have, and texts too: a box only where it holds no sentence.
WEAK_BOX_NAMES = frozenset(
    {
        "widget", "banner", "social", "follow", "teaser", "ticker", "market", "price",
        "prices", "counter", "player", "audio", "listen", "app", "comment", "button", "buttons",
        "cta", "popular",
    }
)  # fmt: skip
#: A class name that begins with one of these names a property of what holds it, or a topic.
NOT_BOX_PREFIXES = frozenset(
    {
        "has", "no", "not", "non", "with", "without", "is", "hide", "show", "js", "enable",
        "allow", "category", "tag", "tags", "topic", "section", "format", "type", "post", "lang",
    }
)  # fmt: skip
#: Words of names of what opens over a page: what is hidden in one is no text.
POPUP_NAMES = frozenset(
    {
        "modal", "popup", "popover", "overlay", "lightbox", "tooltip", "dropdown", "menu", "nav",
        "dialog", "toast", "alert", "drawer", "offcanvas", "search", "login", "template",
        "skeleton", "error", "success", "thanks", "message", "translation", "transcript",
    }
)  # fmt: skip
#: Words of names of the hidden rest of a text.
REST_NAMES = frozenset(
    {
        "more", "readmore", "rest", "remaining", "remainder", "collapse", "collapsed",
        "collapsible", "expand", "expandable", "full", "fulltext", "truncated", "continued",
        "continuation", "unfold", "folded", "hiddentext", "leermas",
    }
)  # fmt: skip
