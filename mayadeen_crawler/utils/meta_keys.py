"""Keys of ``Request.meta`` that modules of several layers share."""

from __future__ import annotations

#: The base URL of the public archive that the request is for. Its answer is not the site's: what
#: judges the site's answers passes it over, and the request may go to that archive only.
SERVICE = "archive_service"

#: When the page was fetched, as its record and its WARC record say: when its request left, since a
#: page is as it was then, or newer, however long its answer takes; of one that a browser shows,
#: when it was shown. An aware datetime, set by ``middlewares/download_handler.py``.
FETCHED_AT = "fetched_at"

#: Set once the article that a page shows is counted (``article/pages``, ``article/refused``).
COUNTED = "article_counted"
