"""Al Mayadeen's site as feeds: one record an article, every edit a revision.

``extract`` makes the record of one page, without a crawl; ``page_to_record.py`` says how.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["NotAnArticle", "__version__", "extract"]

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mayadeen_crawler.page_to_record import NotAnArticle, extract
else:

    def __getattr__(name: str) -> object:
        """Import what extracts when it is first asked for: crawls and commands do without it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.page_to_record"), name)
