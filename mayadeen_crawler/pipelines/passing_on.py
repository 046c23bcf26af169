"""Each pipeline passes an article on until it is written: one that is lost on the way is an error.

Scrapy takes what a pipeline returns for the item, ``None`` too, and counts it as scraped. A
pipeline of a user that forgets ``return item`` would so keep every article from the feeds, in a
good run. `Pipelines` is the setting ITEM_PROCESSOR.
"""

from __future__ import annotations

from mayadeen_crawler.exceptions import LostItemError
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.pipelines.dedupe import Dedupe
from mayadeen_crawler.pipelines.export import Export
from mayadeen_crawler.utils.scrapy_internals import PipelineHooks


class Pipelines(PipelineHooks):
    """Scrapy's item pipelines, of which none may lose an article."""

    def passed_on(self, pipeline: object, item: object, result: object) -> None:
        """Raise LostItemError if *pipeline* made something else of an article.

        Once it is written (``export.py``) a user's pipelines may do so: it is theirs then. Before,
        one may have changed the content, whose hashes ``dedupe.py`` has filled: they are made anew.
        """
        if not isinstance(item, FetchedArticle) or isinstance(pipeline, Export):
            return
        # A plain Article would pass the writer by: what the ledger needs is in the subclass.
        if not isinstance(result, FetchedArticle):
            kind = type(pipeline)
            what = "None" if result is None else type(result).__name__
            raise LostItemError(
                f"{kind.__module__}.{kind.__qualname__} returned {what} for an article: "
                "process_item returns the item, or raises DropItem"
            )
        if not isinstance(pipeline, Dedupe):
            result.field_hashes = None
