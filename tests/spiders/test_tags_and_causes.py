"""Pages that show no tags, and visits by a newer extractor: what is an edit, and what is none."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items import EXTRACTOR_VERSION, FetchedArticle
from mayadeen_crawler.pages import article as article_page
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.served_site import Served

#: What the site adds to every article of the coverage "Harbour year".
ADDED = ["Harbour year", "Piers", "Ferries"]


@pytest.fixture
def site() -> Iterator[Served]:
    with Served() as site:
        yield site


def page(
    number: int,
    *own: str,
    headline: str = "",
    shown: str = "",
    modified: str = "2024-03-05T10:00:00+02:00",
    body: str = "The crews counted the carts before noon, and had tea.",
    coverage: str | None = "Harbour year",
) -> str:
    """Return a page of the coverage, its own tags *own* in the metadata alone."""
    classes = [{"key": "class5", "mapping": "coverage", "value": coverage}] if coverage else []
    metadata = {
        "postid": str(500 + number), "title": headline or f"The carts of pier {number}",
        "keywords": ",".join([*ADDED, *own] if coverage else own), "classes": classes,
        "published_time": "2024-03-05T09:00:00+02:00", "last_updated": modified,
    }  # fmt: skip
    return (
        f'<html><head><script type="text/tawsiyat">{json.dumps(metadata)}</script></head><body>'
        f"<article><h1>{metadata['title']}</h1><div class='p-content'><p>{body}</p></div>"
        f"{shown}</article></body></html>"
    )


def visit(site: Served, folder: Path, **pages: str) -> Crawl:
    """Serve *pages* (name → page) from now on, and visit them."""
    site.pages |= {f"/news/politics/{name}": text for name, text in pages.items()}
    urls = ",".join(f"{site.url}/news/politics/{name}" for name in pages)
    return crawl("article", folder, base_url=site.url, urls=urls)


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the newest run."""
    return manifests(folder)[-1]


def test_what_a_coverage_adds_is_learned_and_left_out(site: Served, tmp_path: Path) -> None:
    early = {f"pier-{n}": page(n, f"Crew {n}") for n in range(5)}
    run = visit(site, tmp_path, **early)
    assert run.stats["doubts/keywords_only_tags"] == 5
    assert manifest(tmp_path)["doubts"] == {"keywords_only_tags": 5}
    for record in run.records:
        number = int(record["post_id"]) - 500
        assert record["tags"] == record["keywords"] == [*ADDED, f"Crew {number}"]
        assert record["doubts"] == ["keywords_only_tags"]

    # The fifth record was enough. A word that stands twice is the article's own tag, too.
    run = visit(site, tmp_path, later=page(7, "Tea", "Piers", "Carts"))
    assert run.records[-1]["keywords"] == [*ADDED, "Tea", "Piers", "Carts"]
    assert (run.records[-1]["tags"], run.records[-1]["doubts"]) == (["Tea", "Piers", "Carts"], [])
    assert manifest(tmp_path)["doubts"] == {}

    # What is known of the coverage by now makes no edit of what was written before.
    assert visit(site, tmp_path, **early).stats["article/known"] == 5
    edited = page(1, "Crew 1", headline="The carts of pier 1, counted")
    visit(site, tmp_path, **{"pier-1": edited})
    record = feed(tmp_path)[-1]
    assert (record["revision"], record["changed_fields"]) == (2, ["headline"])
    assert record["tags"] == [*ADDED, "Crew 1"]
    assert record["doubts"] == ["keywords_only_tags"]


def test_tags_that_a_page_shows_need_no_learning(site: Served, tmp_path: Path) -> None:
    links = "".join(f"<p><a href='/tags/{one}'>{one}</a></p>" for one in ("tea", "Piers"))
    run = visit(
        site,
        tmp_path,
        shows=page(1, "tea", "Piers", shown=links),
        shows_one=page(2, "Tea", shown="<p><a href='/tags/tea'>Tea</a></p>"),
        without_coverage=page(3, "Tea", "Carts", coverage=None),
    )
    found = {one["post_id"]: (one["tags"], one["doubts"]) for one in run.records}
    assert found == {
        "501": (["tea", "Piers"], []),
        "502": (["Tea"], []),
        "503": (["Tea", "Carts"], ["keywords_only_tags"]),
    }


def test_a_page_that_no_longer_shows_its_tags_keeps_them(site: Served, tmp_path: Path) -> None:
    shown = "<p><a href='/tags/tea'>Tea</a></p>"
    visit(site, tmp_path, one=page(1, "Tea", shown=shown))
    assert visit(site, tmp_path, one=page(1, "Tea")).stats["article/known"] == 1
    visit(site, tmp_path, one=page(1, "Tea", body="Another text stands on the page since noon."))
    record = feed(tmp_path)[-1]
    assert (record["changed_fields"], record["tags"]) == (["body_text"], ["Tea"])
    assert record["doubts"] == []


def newer_extractor(monkeypatch: pytest.MonkeyPatch, mended: dict[str, dict[str, str]]) -> None:
    """Let it be a newer extractor that reads some fields differently: those of a post's id."""
    plain = article_page.parse_article

    def parse(*args: Any, **kwargs: Any) -> FetchedArticle:
        found = plain(*args, **kwargs)
        for name, value in mended.get(found.post_id or "", {}).items():
            setattr(found, name, value)
        return found

    newer = functools.partial(FetchedArticle, extractor_version=EXTRACTOR_VERSION + 1)
    monkeypatch.setattr("mayadeen_crawler.pages.article.FetchedArticle", newer)
    monkeypatch.setattr("mayadeen_crawler.crawling.article_reading.parse_article", parse)


CHANGES = {
    # What the newer extractor reads otherwise; what is new on the page; cause; fields.
    "another summary": ({"summary": "A lead."}, {}, "reextracted", ["summary"]),
    "another headline": ({"headline": "The crews"}, {}, "reextracted", ["headline"]),
    "an edited headline": (
        {}, {"headline": "Carts were counted"}, "edited", ["headline"],
    ),
    "an edited text": (
        {"summary": "A lead."}, {"body": "Nobody counted anything at all in the end."},
        "edited", ["summary", "body_text"],
    ),
    "modified by the newsroom": (
        {"summary": "A lead."}, {"modified": "2024-03-05T17:30:00+02:00"}, "edited", ["summary"],
    ),
}  # fmt: skip


def test_the_first_visit_by_a_newer_extractor(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change is that of an article of its own; post 500 is that of the first."""
    before = {f"pier-{n}": page(n, coverage=None) for n in range(len(CHANGES))}
    now = {
        f"pier-{n}": page(n, coverage=None, **fields)
        for n, (_, fields, _, _) in enumerate(CHANGES.values())
    }
    visit(site, tmp_path, **before)
    assert [record["revision_cause"] for record in feed(tmp_path)] == ["first"] * len(CHANGES)
    mended = {str(500 + n): mended for n, (mended, _, _, _) in enumerate(CHANGES.values())}
    newer_extractor(monkeypatch, mended)
    visit(site, tmp_path, **now)
    again = feed(tmp_path)[len(CHANGES) :]
    assert {record["post_id"]: (record["revision_cause"], record["changed_fields"])
            for record in again} == {
        str(500 + n): (cause, changed) for n, (_, _, cause, changed) in enumerate(CHANGES.values())
    }  # fmt: skip
    assert len(again) == len(CHANGES)
    assert visit(site, tmp_path, **now).stats["article/known"] == len(CHANGES)


@pytest.mark.soak
def test_a_newer_extractor_of_unchanged_pages_is_no_edit(
    site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"pier-{n}": page(n, coverage=None) for n in range(4)}
    visit(site, tmp_path, **pages)
    newer_extractor(monkeypatch, {})
    assert visit(site, tmp_path, **pages).stats["article/known"] == 4
    # By now a change is the newsroom's.
    visit(site, tmp_path, **{"pier-1": page(1, coverage=None, headline="Carts were counted")})
    assert feed(tmp_path)[-1]["revision_cause"] == "edited"
