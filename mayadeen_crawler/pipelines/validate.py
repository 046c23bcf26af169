"""The first pipeline: a page that is not the article, and one without headline, is dropped."""

from __future__ import annotations

from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import Article, FetchedArticle

REQUIRED = ("id", "url", "headline")


def missing(item: Article) -> str | None:
    """Return the first field of REQUIRED that *item* lacks, None if it has them all."""
    return next((name for name in REQUIRED if not getattr(item, name)), None)


class Validate:
    """Drops what cannot be a record.

    The stat is ``drop/missing_<field>`` for an article without a field of REQUIRED, and
    ``drop/not_article/<reason>`` for a page that is not the article.
    """

    def process_item(self, item: object) -> object:
        """Return the item, or raise Dropped."""
        if isinstance(item, FetchedArticle) and item.is_refused:
            assert item.verdict is not None
            raise Dropped(
                item.verdict,
                # An address that only the command line named is not tried again by itself.
                f"{item.url} is not the article: {item.verdict}",
                remember="refused",
                log_level="WARNING",
            )
        if isinstance(item, Article) and (name := missing(item)):
            raise Dropped(
                f"missing_{name}",
                f"no {name} on {item.url}: its page may have changed, or be no article",
                remember="failed",
                log_level="WARNING",
            )
        return item
