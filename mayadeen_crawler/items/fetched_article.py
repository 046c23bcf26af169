"""An article on its way from the page to the feed: its record, and what is needed beside it.

``pages/article.py`` makes one of each page, ``spiders/base.py`` adds the addresses, the
pipelines fill the rest; ``pipelines/export.py`` hands the plain ``Article`` on to the feed and
to ``-o``. The fields below are therefore seen by ItemAdapter, ``copy`` and ``replace`` like
all others, and are never written: not in a feed, a file of ``-o``, or a schema.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from mayadeen_crawler.dates.site_time import SiteTime
from mayadeen_crawler.items.article import Article
from mayadeen_crawler.items.parts import Link

_OF_RECORD = tuple(one.name for one in fields(Article))


@dataclass
class FetchedArticle(Article):
    """An article as it was read off a page, with what pipelines and ledger need beside it."""

    published_time: SiteTime | None = None
    """The time of publication as the loader read it. The dates pipeline makes ``published_at``
    and ``published_date`` of it; both are ``None`` until then."""
    modified_time: SiteTime | None = None
    """The time of the last update likewise; it becomes ``modified_at``."""
    aliases: tuple[str, ...] = ()
    """Canonical URLs that led to the page: where it was asked for, and each redirect."""
    tag_links: tuple[Link, ...] = ()
    """The page's tags that link somewhere: ``text`` is the label, ``url`` the tag's page."""

    def as_article(self) -> Article:
        """Return the record alone. Lists and other parts are shared, not copied."""
        return Article(**{name: getattr(self, name) for name in _OF_RECORD})
