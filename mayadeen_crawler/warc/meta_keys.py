"""The key of ``Request.meta`` that spiders and the WARC recorder share."""

from __future__ import annotations

#: The canonical URL of the article that the page is requested as; absent for other pages. Set by
#: spiders, written to the response's record.
ARTICLE = "warc_article"
