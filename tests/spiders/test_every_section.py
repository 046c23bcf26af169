"""Every label of the navigation, crawled: the table says what a reader expects behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from mayadeen_crawler.outlet import EDITIONS
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.utils.text import fold, slugify
from tests.helpers.crawls import crawl
from tests.helpers.soak_figures import SOAK

ARTICLES = 300
PAGE = 3
"""Cards of the replica's first pages."""


class Row(NamedTuple):
    """A label of the seed page's navigation."""

    label: str
    slug: str
    """Its name on the command line."""
    holds: str
    """Whose articles it lists: those of a ``group``, of the ``section``, of a ``region``."""


#: In the order of the page. LIVE is a stream: it lists nothing, and its test is below.
TABLE = (
    Row("News", "news", "group"),
    Row("Politics", "politics", "section"),
    Row("Economy", "economy", "section"),
    Row("Sports", "sports", "section"),
    Row("Arts&Culture", "arts-culture", "section"),
    Row("Health", "health", "section"),
    Row("Miscellaneous", "miscellaneous", "section"),
    Row("Technology", "technology", "section"),
    Row("Environment", "environment", "section"),
    Row("Articles", "articles", "group"),
    Row("Opinion", "opinion", "section"),
    Row("Analysis", "analysis", "section"),
    Row("Blog", "blog", "section"),
    Row("Features", "features", "section"),
    Row("Videos", "videos", "group"),
    Row("NewsFeed", "newsfeed", "section"),
    Row("Video Features", "video-features", "section"),
    Row("Explainers", "explainers", "section"),
    Row("TV", "tv", "section"),
    Row("Digital Series", "digital-series", "section"),
    Row("Infographs", "infographs", "section"),
    Row("In Pictures", "in-pictures", "section"),
    Row("Africa", "africa", "region"),
    Row("Asia", "asia", "region"),
    Row("Asia-Pacific", "asia-pacific", "region"),
    Row("Europe", "europe", "region"),
    Row("Latin America", "latin-america", "region"),
    Row("MENA", "mena", "region"),
    Row("Palestine", "palestine", "region"),
    Row("US & Canada", "us-canada", "region"),
)


#: Those of which each has a crawl of its own: all under `make soak`, else two of each kind.
DRAWN = [row for row in TABLE if row.slug in (
    "news", "videos", "economy", "infographs", "asia", "us-canada",
)]  # fmt: skip


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(ReplicaSite(seed=5, articles=ARTICLES, page_size=PAGE)) as server:
        yield server


def newest(site: ReplicaSite, row: Row) -> list[int]:
    """Return the newest articles under a label, by what the articles themselves are."""
    belongs: Callable[[int], bool] = {
        "group": lambda n: site.section(n).group == row.label,
        "section": lambda n: site.section(n).label == row.label,
        "region": lambda n: article_shown(site, n).region == row.label,
    }[row.holds]
    return list(islice(filter(belongs, range(ARTICLES, 0, -1)), PAGE))


@pytest.mark.parametrize("row", TABLE if SOAK else DRAWN, ids=lambda row: row.slug)
@pytest.mark.sampled(6)
def test_a_label_brings_its_newest_articles(
    replica: ReplicaServer, tmp_path: Path, row: Row
) -> None:
    run = crawl(
        "section", tmp_path, base_url=replica.url, sections=row.label, max_pages="1",
        browser="never",
    )  # fmt: skip
    assert (run.status, run.lines) == (0, [])
    expected = newest(replica.site, row)
    assert expected
    assert sorted(r["canonical_url"] for r in run.records) == sorted(
        replica.url + replica.site.path(n) for n in expected
    )
    assert run.stats["listing/completed"] == 1


@pytest.mark.soak
def test_labels_and_slugs_name_the_same(replica: ReplicaServer, tmp_path: Path) -> None:
    assert [slugify(row.label) for row in TABLE] == [row.slug for row in TABLE]
    both = ",".join(name for row in TABLE for name in (row.label, row.slug))
    run = crawl(
        "section", tmp_path, base_url=replica.url, sections=both, max_pages="1", browser="never"
    )
    assert (run.status, run.lines) == (0, [])
    assert run.stats["listing/pages"] == run.stats["listing/completed"] == len(TABLE)
    expected = {number for row in TABLE for number in newest(replica.site, row)}
    assert sorted(r["canonical_url"] for r in run.records) == sorted(
        replica.url + replica.site.path(n) for n in expected
    )


@pytest.mark.parametrize(
    ("edition", "name"),
    [
        ("en", "LIVE"),
        ("en", "politics,live"),
        ("ar", "البث المباشر"),
        ("ar", "live"),
        ("es", "En Vivo"),
    ],
)
def test_live_is_said_to_list_nothing_before_any_request(
    replica: ReplicaServer, tmp_path: Path, edition: str, name: str
) -> None:
    replica.requests.clear()
    with pytest.raises(ValueError, match="is the live stream: it lists no articles"):
        crawl("section", tmp_path, base_url=replica.url, sections=name, edition=edition)
    assert replica.requests == []


def test_the_names_of_streams_are_in_the_form_they_are_compared_in() -> None:
    names = [name for edition in EDITIONS.values() for name in edition.streams]
    assert [fold(name) for name in names] == names


@pytest.mark.parametrize("name", ["about-us", "Privacy Policy", "authors", "home"])
@pytest.mark.sampled(4)
def test_what_the_footer_links_is_no_section(
    replica: ReplicaServer, tmp_path: Path, name: str
) -> None:
    run = crawl("section", tmp_path, base_url=replica.url, sections=name)
    assert run.status == 2
    (line,) = run.lines
    assert f"no section {name!r}" in line
    assert "us-canada" in line
    assert "privacy" not in line.partition("(")[2]
