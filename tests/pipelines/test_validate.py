"""What is said of a page that cannot be a record."""

from __future__ import annotations

import pytest

from mayadeen_crawler.exceptions import Dropped
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.pipelines.validate import Validate

URL = "https://english.almayadeen.net/news/politics/potters-reopen-the-old-kiln-of-the-bay"


def test_a_refused_page_is_said_without_a_promise() -> None:
    """An address that only the command line named is in no ledger, so no run comes back to it."""
    article = FetchedArticle(url=URL)
    article.verdict = "not_article/front_page"
    with pytest.raises(Dropped) as said:
        Validate().process_item(article)
    assert str(said.value) == f"{URL} is not the article: not_article/front_page"
