"""The first pipeline: an article without id, URL or headline is dropped."""

from __future__ import annotations

from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import Article

REQUIRED = ("id", "url", "headline")


class Validate:
    """Drops an article without a field of REQUIRED; the stat is ``drop/missing_<field>``."""

    def process_item(self, item: object) -> object:
        """Return the item, or raise Dropped."""
        if isinstance(item, Article):
            for name in REQUIRED:
                if not getattr(item, name):
                    raise Dropped(
                        f"missing_{name}",
                        f"no {name} on {item.url}: its page may have changed, or be no article",
                        remember="failed",
                        log_level="WARNING",
                    )
        return item
