"""No true article is refused: every article of the replica, in every variant and in a redesign."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.render import Renderer
from mayadeen_crawler.utils.text import clean
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

#: Articles of each edition: all kinds of page repeat after 11, all sections after 53.
ARTICLES = scaled(11, 1000)


@each_row("edition", ["en", "ar", "es"])
def test_no_true_article_is_refused(edition: str) -> None:
    site = ReplicaSite(seed=5, articles=ARTICLES, edition=edition)
    renderer = Renderer(site)
    refused: Counter[str] = Counter()
    for number in range(1, ARTICLES + 1):
        article = article_shown(site, number)
        for redesign in (False, True):
            page = renderer.article(number, Quirks(redesigned=redesign))
            try:
                record = extract(page, site.edition.base_url + quote(article.path, safe="/&"))
            except NotAnArticle as error:
                refused[f"{error.reason} {article.path} {article.variant.name}"] += 1
            else:
                assert record["headline"] == clean(article.headline)
    assert refused == {}
