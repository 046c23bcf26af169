"""Which address of the navigation a section's name means."""

from __future__ import annotations

from mayadeen_crawler.crawling.listings.section_lookup import find
from mayadeen_crawler.outlet import ARABIC, Site
from mayadeen_crawler.pages.listing_layout.navigation import NavigationLink
from tests.helpers.table_tests import each_row

SITE = Site(ARABIC)
HOST = SITE.base_url


@each_row(
    ("name", "shown", "url"),
    [
        ("سياسة", {"سياسة": "/categories/12"}, "/categories/12"),
        ("politics", {"سياسة": "/categories/12"}, "/categories/12"),
        ("politics", {"سياسة": "/categories/12", "أخبار": "/news/politics"}, "/news/politics"),
        ("politics", {"اقتصاد": "/categories/13"}, "/news/politics"),
    ],
)
def test_an_english_name_means_the_entry_with_the_sections_label(
    name: str, shown: dict[str, str], url: str
) -> None:
    links = [NavigationLink(label, HOST + path) for label, path in shown.items()]
    (found,) = find([name], links, SITE)
    assert found.urls[0] == HOST + url
