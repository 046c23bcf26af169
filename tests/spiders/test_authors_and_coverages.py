"""Pages of authors and coverages are lists: ``authors=`` and ``coverages=`` of the spider tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mayadeen_crawler.ledger.database.connection import connect
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl
from tests.helpers.served_site import SmallSite, served

NEWS = "/news/politics/"
EDITIONS = ("en", "ar", "es")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.sampled(3)
def test_the_articles_of_an_author_and_of_a_coverage(edition: str, tmp_path: Path) -> None:
    site = ReplicaSite(articles=40, edition=edition, page_size=4)
    shown = [article_shown(site, number) for number in range(1, 41)]
    author = next(one.authors[0].name for one in shown if one.authors[0].path)
    coverage = next(one.coverage for one in shown if one.coverage)
    with ReplicaServer(site) as server:
        done = crawl(
            "tag", tmp_path, base_url=server.url, edition=edition, authors=author,
            coverages=coverage, max_pages="0",
        )  # fmt: skip
    assert (done.status, done.lines) == (0, [])
    wanted = {
        server.url + one.path
        for one in shown
        if one.coverage == coverage or author in [a.name for a in one.authors]
    }
    assert len(wanted) > 5
    assert {record["canonical_url"] for record in done.records} == {
        quote(url, safe=":/") for url in wanted
    }
    names = {(one["list"], one["name"]) for one in feed(tmp_path, "listings")}
    assert {kind for kind, _ in names} >= {"author", "coverage"}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.soak
def test_their_addresses_are_learned_from_articles(edition: str, tmp_path: Path) -> None:
    site = ReplicaSite(articles=60, edition=edition)
    with ReplicaServer(site) as server:
        crawl("latest", tmp_path, base_url=server.url, edition=edition)
        shown = [article_shown(site, number) for number in range(60, 30, -1)]
        with connect(tmp_path / "ledger.sqlite3", read_only=True) as db:
            rows = db.execute("SELECT kind, label FROM tags WHERE kind != 'tag'").fetchall()
        learned = {(row["kind"], row["label"]) for row in rows}
        in_five = site.lexicon.interface.in_five
        # "In Five" stands on every article; its own coverage beside it.
        assert {label for kind, label in learned if kind == "coverage"} == {
            in_five, *(one.coverage for one in shown if one.coverage),
        }  # fmt: skip
        assert {label for kind, label in learned if kind == "author"} == {
            author.name for one in shown for author in one.authors if author.path
        }


@pytest.fixture
def site() -> Iterator[SmallSite]:
    """Authors at ``/authors/<number>``, coverages at ``/dossiers/<number>``."""
    small = SmallSite()
    small.article(f"{NEWS}potters-light-the-kiln", "Potters light the kiln")
    page = small.pages[f"{NEWS}potters-light-the-kiln"]
    small.pages[f"{NEWS}potters-light-the-kiln"] = page.replace(
        "By Nila Reed", "By <a href='/authors/17'>Nila Reed</a>"
    )
    small.listing("/", f"{NEWS}potters-light-the-kiln", menu=[("/news/politics", "Politics")])
    small.listing("/news/politics", f"{NEWS}potters-light-the-kiln")
    small.listing("/authors/17", f"{NEWS}potters-light-the-kiln", f"{NEWS}an-older-story-of-clay")
    small.article(f"{NEWS}an-older-story-of-clay", "An older story of clay")
    with served(small):
        yield small


@pytest.mark.soak
def test_an_author_is_found_by_the_newest_articles(site: SmallSite, tmp_path: Path) -> None:
    done = crawl("tag", tmp_path, base_url=site.url, authors="nila reed", max_pages="1")
    assert (done.status, len(done.records)) == (0, 2)
    assert site.requests.count(f"{NEWS}potters-light-the-kiln") == 1
    assert {one["list"] for one in feed(tmp_path, "listings")} == {"author"}
    del site.requests[:]
    again = crawl("tag", tmp_path, base_url=site.url, authors="Nila Reed", max_pages="1")
    assert (again.status, site.requests) == (0, ["/authors/17"])


def test_authors_are_found_where_all_are_linked(site: SmallSite, tmp_path: Path) -> None:
    site.pages["/authors"] = "<h1>Authors</h1><ul><li><a href='/authors/17'>Nila Reed</a></ul>"
    done = crawl("tag", tmp_path, base_url=site.url, authors="Nila Reed", max_pages="1")
    assert done.status == 0
    assert "/news/politics" not in site.requests


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"authors": "Nila Reid"},
         "no author 'Nila Reid'; did you mean 'Nila Reed'? (nearest known: Nila Reed)"),
        ({"coverages": "Night kilns"}, "no coverage 'Night kilns' (no coverages are known yet)"),
        ({"tags": "Clay", "coverages": "Kilns"},
         "no tag 'Clay' (no tags are known yet); no coverage 'Kilns' (no coverages are known yet)"),
    ],
)  # fmt: skip
def test_who_is_found_nowhere_is_wrong_use(
    given: dict[str, Any], says: str, site: SmallSite, tmp_path: Path
) -> None:
    done = crawl("tag", tmp_path, base_url=site.url, **given)
    assert (done.status, done.records) == (2, [])
    assert done.stats["wrong_use"] == says


@pytest.mark.soak
def test_their_pages_are_never_fetched_as_articles(tmp_path: Path) -> None:
    with ReplicaServer(ReplicaSite(articles=20, edition="ar")) as server:
        crawl("sitemap", tmp_path, base_url=server.url, edition="ar")
        crawl("section", tmp_path, base_url=server.url, edition="ar", max_pages="1")
        asked = [path for path in server.requests if path.startswith(("/authors", "/coverage"))]
    assert asked == []
