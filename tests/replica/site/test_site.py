"""The site itself: deterministic, lazy, and changed only by what is done to it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest

from mayadeen_crawler.outlet import ENGLISH
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.site.publication_times import CMS_CLOCK
from tests.helpers.soak_figures import scaled

EVERY = range(1, scaled(401, 1001))


@pytest.fixture(scope="module")
def big() -> ReplicaSite:
    return ReplicaSite(articles=len(EVERY))


@pytest.fixture(scope="module")
def shown(big: ReplicaSite) -> list[ReplicaArticle]:
    """What the pages of `EVERY` show."""
    return [article_shown(big, n) for n in EVERY]


@pytest.mark.soak
def test_same_seed_same_site_other_seed_other_site() -> None:
    one, two, other = ReplicaSite(7, 60), ReplicaSite(7, 60), ReplicaSite(8, 60)
    assert [article_shown(one, n) for n in range(1, 61)] == [
        article_shown(two, n) for n in range(1, 61)
    ]
    assert [one.path(n) for n in range(1, 9)] != [other.path(n) for n in range(1, 9)]
    assert one.ticker == two.ticker
    assert len(set(one.ticker)) == 10


@pytest.mark.soak
def test_paths_and_post_ids_are_unique_and_slugs_cut_at_60(
    big: ReplicaSite, shown: list[ReplicaArticle]
) -> None:
    assert len({a.path for a in shown}) == len({a.post_id for a in shown}) == len(EVERY)
    slugs = [a.path.rsplit("/", 1)[1] for a in shown]
    assert max(map(len, slugs)) == 60
    assert sum(len(slug) == 60 for slug in slugs) > 300
    assert any("--" in slug for slug in slugs)
    assert any(slug.startswith("-") for slug in slugs)
    assert any(slug != slug.lower() for slug in slugs)
    assert all(big.find(a.path) == a.number for a in shown)


def test_shape_of_the_archive(shown: list[ReplicaArticle]) -> None:
    assert 0.25 < sum(not a.blocks for a in shown) / len(shown) < 0.35
    assert sum(a.headline == "The noon bulletin" for a in shown) > len(shown) / 50
    kinds = {b.kind for a in shown for b in a.blocks}
    assert kinds == {
        "paragraph", "heading", "quote", "list", "image", "tweet", "iframe", "inset",
    }  # fmt: skip
    assert {a.content_type for a in shown} == {
        "news", "article", "video", "newscast", "podcast", "infograph", "gallery",
    }  # fmt: skip
    assert {a.variant.name for a in shown} == {
        "full", "tawsiyat", "jsonld", "meta", "bare", "malformed", "markup",
    }  # fmt: skip
    assert {r.kind for a in shown for b in a.blocks for r in b.runs} == {
        "", "a", "strong", "em", "span", "br",
    }  # fmt: skip
    updated = [a.modified - a.published for a in shown]
    assert 0.65 < sum(delay != timedelta(0) for delay in updated) / len(shown) < 0.85
    assert any(delay < timedelta(0) for delay in updated)
    assert all(len(a.tags) in (0, 6) for a in shown)


def test_every_label_of_the_navigation_has_a_listing() -> None:
    site = ReplicaSite(articles=600)
    for section in ENGLISH.sections:
        assert site.sections[section.slug].label == section.label
        assert site.listing_pages(section.slug)[0], section.label
    elsewhere = {s.label for s in ENGLISH.sections if site.sections[s.slug].path != s.path}
    assert elsewhere == {"Technology", "Video Features", "In Pictures", "US & Canada"}


def test_listings_are_newest_first_and_whole(big: ReplicaSite) -> None:
    pages = big.listing_pages("politics")
    numbers = [number for page in pages for number in page]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers == [n for n in reversed(EVERY) if big.section(n).slug == "politics"]
    assert {len(page) for page in pages[:-1]} == {big.page_size}
    assert len(big.listing_pages("environment")) == 1
    news = [n for page in big.listing_pages("news") for n in page]
    assert set(numbers) < set(news)
    palestine = [n for page in big.listing_pages("palestine") for n in page]
    assert palestine
    assert all(article_shown(big, n).region == "Palestine" for n in palestine)


def test_tag_listing_holds_the_articles_with_the_tag(
    big: ReplicaSite, shown: list[ReplicaArticle]
) -> None:
    tag = shown[299].tags[0]
    assert tag.path
    listing = big.listing_at(tag.path)
    assert listing
    assert listing.numbers == [a.number for a in shown if tag in a.tags]
    assert big.listing_at("/tags/no-such-tag") is None


def test_most_read_beside_a_listing_comes_from_elsewhere(big: ReplicaSite) -> None:
    article = article_shown(big, 300)
    assert len(article.most_read) == len(article.read_next) == 4
    assert article.number not in [c.number for c in (*article.most_read, *article.read_next)]


def test_publishing_adds_newer_articles_and_changes_no_old_one() -> None:
    site = ReplicaSite(articles=100)
    before = [article_shown(site, n) for n in range(1, 101)]
    new = site.publish(3, section="politics")
    assert new == [101, 102, 103]
    assert site.listing_pages("politics")[0][:3] == (103, 102, 101)
    assert article_shown(site, 101).published > before[-1].published
    for old in before:
        now = article_shown(site, old.number)
        assert dataclasses.replace(now, most_read=old.most_read) == old
    with pytest.raises(ValueError, match="palestine"):
        site.publish(1, section="palestine")


@pytest.mark.parametrize(
    "part", ["headline", "summary", "text", "authors", "sources", "tags", "picture"]
)
def test_an_edit_changes_its_part_and_the_update_time_only(part: str) -> None:
    site = ReplicaSite(articles=100)
    field = {"text": "blocks", "picture": "cover"}.get(part, part)
    number = next(
        n for n in range(1, 101) if article_shown(site, n).blocks and article_shown(site, n).summary
    )
    old = article_shown(site, number)
    site.edit(number, part)
    new = article_shown(site, number)
    assert getattr(new, field) != getattr(old, field)
    assert new.modified > old.modified
    related = {"inset": old.inset, "modified": old.modified, "read_minutes": old.read_minutes}
    assert dataclasses.replace(new, **{field: getattr(old, field)}, **related) == old  # type: ignore[arg-type]


def test_what_is_not_there_cannot_be_edited() -> None:
    site = ReplicaSite(articles=60)
    newscast = next(n for n in range(1, 61) if article_shown(site, n).content_type == "newscast")
    with pytest.raises(ValueError, match="no text"):
        site.edit(newscast, "text")


def test_renamed_article_keeps_its_old_address_too() -> None:
    site = ReplicaSite(articles=50)
    old, post_id = site.path(20), article_shown(site, 20).post_id
    new = site.rename(20)
    assert new != old
    assert site.find(old) == site.find(new) == 20
    assert (article_shown(site, 20).path, article_shown(site, 20).post_id) == (new, post_id)


def test_removed_article_leaves_its_listings_until_restored() -> None:
    site = ReplicaSite(articles=100)
    pages = {slug: site.listing_pages(slug) for slug in site.sections}
    site.remove(97, 410)
    assert not any(97 in page for slug in pages for page in site.listing_pages(slug))
    assert 97 not in [card.number for card in article_shown(site, 90).most_read]
    site.restore(97)
    assert {slug: site.listing_pages(slug) for slug in site.sections} == pages


@pytest.mark.soak
def test_times_are_on_the_cms_clock_and_never_ambiguous() -> None:
    # Two hours around the end of summer time, a minute an article.
    newest = datetime(2023, 10, 29, 3, 0, tzinfo=CMS_CLOCK)
    site = ReplicaSite(articles=200, newest=newest, spacing=timedelta(minutes=1))
    for number in range(1, 201):
        published = article_shown(site, number).published
        assert published.fold == 0
        assert published.utcoffset() in (timedelta(hours=2), timedelta(hours=3))


def test_addresses_hold_capitals_and_ampersands(big: ReplicaSite) -> None:
    paths = [unquote(big.path(n)) for n in EVERY]
    assert any(p.startswith("/news/Art&Culture/") for p in paths)
    assert any(p.startswith("/news/Economy/") for p in paths)
    assert any(p.startswith("/newscast/2025/11/") for p in paths)


def test_a_site_of_one_article() -> None:
    site = ReplicaSite(articles=1)
    assert article_shown(site, 1).read_next == ()
    with pytest.raises(ValueError, match="at least one"):
        ReplicaSite(articles=0)
