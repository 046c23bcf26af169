"""Records of a whole crawl beside what the replica's pages were made from, field by field.

The replica knows nothing of the extraction: its templates are built from what
is known of the site, and its content is the expectation here.
"""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mayadeen_crawler.replica import ReplicaArticle, ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.utils.text import clean
from tests.helpers.crawls import crawl
from tests.helpers.soak_figures import scaled

#: Edition → articles of its site.
ARTICLES = {"en": scaled(44, 1000), "ar": scaled(44, 300), "es": scaled(44, 300)}


class Truth:
    """What a reader of a replica page sees, and what its metadata adds to it."""

    def __init__(self, article: ReplicaArticle, site: ReplicaSite, base: str) -> None:
        self.article, self.site, self.base = article, site, base
        self.variant = article.variant
        self.tawsiyat = self.variant.tawsiyat == "whole"
        self.jsonld = self.variant.jsonld == "whole"

    @property
    def machine_times(self) -> bool:
        """Whether the page has metadata with times: videos' and newscasts' meta tags have none."""
        in_meta = self.variant.meta and self.article.content_type not in ("video", "newscast")
        return self.tawsiyat or self.jsonld or in_meta

    def expected(self) -> dict[str, Any]:
        """Return the fields that are the same whatever the variant."""
        a = self.article
        published = a.published.astimezone(UTC)
        if not self.machine_times:  # the visible time has no seconds
            published = published.replace(second=0)
        texts = [(kind, clean(text)) for kind, text in a.text_blocks]
        return {
            "url": self.base + quote(a.path, safe="/:&"),
            "headline": clean(a.headline),
            "summary": clean(a.summary) if a.summary else None,
            "body_text": "\n\n".join(text for _, text in texts) or None,
            "authors": [clean(author.name) for author in a.authors],
            "sources": [clean(source) for source in a.sources],
            **({"tags": [clean(tag.name) for tag in a.tags]} if a.tags else {}),
            "published_at": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "published_date": a.published.date().isoformat(),
            "read_minutes": a.read_minutes,
            "shares": a.shares,
            "language": self.site.lexicon.language,
            "captions": [clean(p.caption) if p.caption else None for p in a.pictures],
            "alts": [clean(p.alt) or None for p in a.pictures],
            "pictures": [self.base + p.path for p in a.pictures],
            "links": [clean(text) for _, text in a.links],
            "most_read": [(clean(c.headline), clean(c.label)) for c in a.most_read],
            "most_read_days": [c.published.date().isoformat() for c in a.most_read],
            "read_next": [(clean(c.headline), clean(c.label)) for c in a.read_next],
            "inset": [clean(c.headline) for c in a.inset],
            "blocks": texts,
        }


def seen(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record's fields in the form of ``Truth.expected``."""
    related = record["related"]
    return {
        **record,
        "authors": [author["name"] for author in record["authors"]],
        "captions": [image["caption"] for image in record["images"]],
        "alts": [image["alt"] for image in record["images"]],
        "pictures": [image["url"].split("?")[0] for image in record["images"]],
        "links": [link["text"] for link in record["links"]],
        "most_read": [(r["headline"], r["label"]) for r in related if r["list"] == "most_read"],
        "most_read_days": [r["date"] for r in related if r["list"] == "most_read"],
        "read_next": [(r["headline"], r["label"]) for r in related if r["list"] == "read_next"],
        "inset": [r["headline"] for r in related if r["list"] == "inset"],
        "blocks": [(b["type"], b["text"]) for b in record["body_blocks"] if b["text"]],
    }


@pytest.fixture(scope="module", params=ARTICLES)
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Any, Any]]:
    """Return truth and record of every article of an edition, by address."""
    count = ARTICLES[request.param]
    site = ReplicaSite(seed=11, articles=count, edition=request.param)
    folder = tmp_path_factory.mktemp("truth")
    with ReplicaServer(site) as server:
        file: Path = folder / "urls.txt"
        file.write_text("\n".join(server.url + site.path(n) for n in range(1, count + 1)))
        run = crawl("article", folder, base_url=server.url, file=str(file), edition=request.param)
        every = [Truth(article_shown(site, n), site, server.url) for n in range(1, count + 1)]
        truths = {truth.expected()["url"]: truth for truth in every}
    assert (run.status, run.lines) == (0, [])
    return {record["canonical_url"]: (truths[record["url"]], record) for record in run.records}


@pytest.mark.sampled(3)
def test_every_article_is_there_once(crawled: dict[str, tuple[Truth, Any]]) -> None:
    assert len(crawled) in ARTICLES.values()
    assert len({record["id"] for _, record in crawled.values()}) == len(crawled)


@pytest.mark.parametrize(
    "variant", ["full", "tawsiyat", "jsonld", "meta", "markup", "malformed", "bare"]
)
def test_fields_of_each_variant(crawled: dict[str, tuple[Truth, Any]], variant: str) -> None:
    wrong = []
    pages = [pair for pair in crawled.values() if pair[0].variant.name == variant]
    assert len(pages) >= 4  # of each eleven articles, one at least is of each variant
    for truth, record in pages:
        found = seen(record)
        for name, value in truth.expected().items():
            if found[name] != value:
                wrong.append(f"{record['url']} {name}\n  page: {value!r}\n  feed: {found[name]!r}")
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:12])


def test_what_metadata_adds(crawled: dict[str, tuple[Truth, Any]]) -> None:
    for truth, record in crawled.values():
        a = truth.article
        if truth.tawsiyat:
            assert record["post_id"] == a.post_id
            assert record["id"] == f"{truth.site.edition.code}:{a.post_id}"
            assert record["regions"] == ([clean(a.region)] if a.region else [])
            assert record["coverage"] == ([clean(a.coverage)] if a.coverage else [])
            assert record["section_label"] == a.section.label
        if truth.tawsiyat or truth.jsonld or truth.variant.meta:
            assert record["keywords"] == [clean(word) for word in a.keywords]
        if a.tags:
            assert record["provenance"]["tags"] == "visible"
            assert "keywords_only_tags" not in record["doubts"]
        elif record["tags"]:
            # The page shows none, and its coverage was not known yet.
            assert record["tags"] == [clean(word) for word in a.coverage_keywords]
            assert "keywords_only_tags" in record["doubts"]
        if truth.machine_times:
            modified = a.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            assert record["modified_at"] == modified


def test_provenance_names_the_strategy_that_served(crawled: dict[str, tuple[Truth, Any]]) -> None:
    expected = {
        "full": "tawsiyat", "tawsiyat": "tawsiyat", "jsonld": "jsonld", "meta": "meta",
        "bare": "visible", "markup": "markup",
    }  # fmt: skip
    for truth, record in crawled.values():
        if truth.variant.name in expected:
            assert record["provenance"]["headline"] == expected[truth.variant.name]
        if truth.variant.name == "bare":
            served = {name: by for name, by in record["provenance"].items() if name != "language"}
            assert set(served.values()) <= {"visible", "url", None}
