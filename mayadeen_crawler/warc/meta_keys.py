"""Keys of ``Request.meta`` that spiders and the WARC recorder share."""

from __future__ import annotations

#: When the page was fetched, as its WARC record says: an aware datetime. Set by
#: ``middlewares/warc_recorder.py``, read by spiders.
RECORDED_AT = "warc_recorded_at"

#: The canonical URL of the article that the page is requested as; absent for other pages. Set by
#: spiders, written to the response's record.
ARTICLE = "warc_article"
