"""What a request and the archive tell each other, in ``Request.meta``."""

from __future__ import annotations

#: The moment (aware) that the archive gives the page.
RECORDED_AT = "archive_moment"

#: The canonical address of the article that the page is asked for as.
ARTICLE = "archive_article"
