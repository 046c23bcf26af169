"""The replica's RSS feed: its newest articles, as ``routes.py`` serves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from email.utils import format_datetime
from html import escape
from itertools import islice
from urllib.parse import quote

from mayadeen_crawler.replica.rendering.article import ReplicaCard
from mayadeen_crawler.replica.rendering.article_view import card_shown
from mayadeen_crawler.replica.rendering.page import ReplicaPage
from mayadeen_crawler.replica.site.site import ReplicaSite

#: Articles in the feed.
ITEMS = 30


def feed(site: ReplicaSite) -> ReplicaPage:
    """Return the feed of *site*; its links are on the edition's own host."""
    publisher, host = escape(site.edition.publisher), site.edition.base_url
    with site.lock:
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<rss version="2.0"><channel>',
            f"<title>{publisher}</title><link>{host}/</link>",
            f"<language>{site.edition.language}</language>",
            *(_item(card, host, publisher) for card in islice(_newest(site), ITEMS)),
            "</channel></rss>",
        ]
    body = "\n".join(lines).encode()
    return ReplicaPage(body, content_type="application/rss+xml; charset=utf-8", lasting=True)


def _newest(site: ReplicaSite) -> Iterator[ReplicaCard]:
    for number in range(site.count, 0, -1):
        if number not in site.removed:
            yield card_shown(site, number)


def _item(card: ReplicaCard, host: str, publisher: str) -> str:
    """Return an article's item; the path of every third is not percent-encoded."""
    link = escape(host + (quote(card.path) if card.number % 3 else card.path))
    return (
        f"<item><title>{escape(card.headline, quote=False)}</title><link>{link}</link>"
        f"<pubDate>{format_datetime(card.published.astimezone(UTC), usegmt=True)}</pubDate>"
        f"<category>{escape(card.label)}</category>"
        f'<source url="{host}/">{publisher}</source></item>'
    )
