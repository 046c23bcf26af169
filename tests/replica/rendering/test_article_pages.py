"""Article pages: the seed page's visible order in every variant, and the truth on them."""

from __future__ import annotations

import json
import re

import pytest

from mayadeen_crawler.replica import ReplicaArticle, ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.serving.routes import Routes
from tests.helpers.visible_text import lines

SITE = ReplicaSite(articles=200)
ROUTES = Routes(SITE)

# As the seed page shows them, line by line.
HEAD = """
Al Mayadeen English|• Ar|• Es|• x|Al Mayadeen English|• Ar|• Es|• x|Al Mayadeen English|Slogan
• News|• Politics|• Economy|• Sports|• Arts&Culture|• Health|• Miscellaneous|• Technology
• Environment|• Articles|• Opinion|• Analysis|• Blog|• Features|• Videos|• NewsFeed
• Video Features|• Explainers|• TV|• Digital Series|• Infographs|• In Pictures|• • LIVE
News|• Politics|• Economy|• Sports|• Arts&Culture|• Health|• Miscellaneous|• Technology
• Environment|Articles|• Opinion|• Analysis|• Blog|• Features|Videos|• NewsFeed|• Video Features
• Explainers|• TV|• Digital Series|Infographs|In Pictures|• Africa|• Asia|• Asia-Pacific|• Europe
• Latin America|• MENA|• Palestine|• US & Canada|BREAKING
"""
FOOT = """
Al Mayadeen English|Al Mayadeen is an Arab Independent Media Satellite Channel.|All Rights Reserved
• x|• Privacy Policy|• About Us|• Contact Us|• Authors|Android iOS
"""


def split(block: str) -> list[str]:
    return [line for row in block.strip().splitlines() for line in row.split("|")]


def shown(text: str) -> str:
    return " ".join(text.split())


def expected(article: ReplicaArticle) -> list[str]:
    """The page of *article*, in the order the seed page has."""
    by = ", ".join(a.name for a in article.authors)
    day = f"{article.published.day} {article.published:%b %Y %H:%M}"
    rows = [*split(HEAD), *SITE.ticker, article.headline, f"• By {by}"]
    rows += [f"• Source: {', '.join(article.sources)}"] if article.sources else []
    rows += [f"• {day}"]
    rows += [] if article.shares is None else [f"• {article.shares} Shares"]
    rows += [f"{article.read_minutes} Min Read"] if article.read_minutes else []
    rows += [article.summary] if article.summary else []
    return [shown(row) for row in rows]


def after_body(article: ReplicaArticle) -> list[str]:
    rows = [f"• {tag.name}" for tag in article.tags] + ["Most Read"]
    for card in article.most_read:
        rows += [card.alt, card.headline, f"• {card.label}", f"• {card.date}"]
    rows += ["Coverage", "All", "In Five"]
    rows += [article.coverage] if article.coverage not in (None, "In Five") else []
    rows += ["Read Next", "All"]
    for card in article.read_next:
        rows += [card.alt, card.label, card.headline]
    return [shown(row) for row in rows] + split(FOOT)


@pytest.mark.parametrize("number", range(1, 111))
@pytest.mark.sampled(111)
def test_visible_order_is_the_seed_pages(number: int) -> None:
    article = article_shown(SITE, number)
    page = lines(ROUTES.answer(article.path, {}).body)
    before, after = expected(article), after_body(article)
    assert page[: len(before)] == before
    assert page[-len(after) :] == after
    middle = page[len(before) : -len(after)]
    assert middle[0] == "• x"
    caption = [shown(article.cover.caption)] if article.cover.caption else []
    assert middle[2 : 2 + len(caption)] == caption
    rest = middle[2 + len(caption) :]
    texts = [shown(text) for _, text in article.text_blocks]
    assert [line.removeprefix("• ") for line in rest if line.removeprefix("• ") in texts] == texts


@pytest.mark.soak
def test_known_markup_has_the_names_the_scrapers_name_and_bare_pages_have_none() -> None:
    names = ("details-white-box", "lg_para", "p-content", "dual-related", "ticker__item",
             "tawsiyat", "ld+json", "postid", "og:", "canonical")  # fmt: skip
    for number in range(1, 200):
        article = article_shown(SITE, number)
        page = ROUTES.answer(article.path, {}).body.decode()
        if article.variant.name == "bare":
            assert not [name for name in names if name in page]
        if article.variant.name == "full" and article.summary:
            assert not [name for name in names if name not in page and name != "dual-related"]
        assert ("dual-related" in page) == (
            article.variant.known_markup and any(b.kind == "inset" for b in article.blocks)
        )


def scripts(number: int, quirks: Quirks) -> list[str]:
    page = ROUTES.answer(SITE.path(number), {}, quirks).body.decode()
    return re.findall(r'<script [^>]*(?:tawsiyat|ld\+json)">(.*?)</script>', page, re.DOTALL)


@pytest.mark.soak
def test_metadata_is_as_the_variant_says() -> None:
    for number in range(1, 120):
        variant = article_shown(SITE, number).variant
        states = [s for s in (variant.tawsiyat, variant.jsonld) if s != "none"]
        found = scripts(number, Quirks())
        assert len(found) == len(states)
        if states and states[0] == "whole":
            for text in found:
                json.loads(text)
            assert all(not usable(text) for text in scripts(number, Quirks(malformed=True)))
        else:
            assert not any(usable(text) for text in found)


def usable(text: str) -> bool:
    try:
        return bool(json.loads(text))
    except (ValueError, RecursionError):
        return False


def test_embedded_metadata_has_the_real_pages_keys_and_the_articles_values() -> None:
    article = next(
        a for a in (article_shown(SITE, n) for n in range(1, 201)) if a.variant.tawsiyat == "whole"
    )
    data = json.loads(scripts(article.number, Quirks())[0])
    assert list(data) == [
        "type", "postid", "title", "url", "keywords", "thumbnail", "video_duration", "word_count",
        "lang", "published_time", "last_updated", "description", "author", "classes",
    ]  # fmt: skip
    assert data["postid"] == article.post_id
    assert data["url"] == "https://english.almayadeen.net" + article.path
    assert data["published_time"] == article.published.isoformat()
    assert data["published_time"].endswith(("+02:00", "+03:00"))


def test_an_edit_is_on_the_page_at_once() -> None:
    site = ReplicaSite(articles=30)
    routes = Routes(site)
    path = site.path(8)
    before = routes.answer(path, {}).body
    assert routes.answer(path, {}).body == before
    site.edit(8, "headline")
    assert article_shown(site, 8).headline in lines(routes.answer(path, {}).body)


def test_an_edit_and_a_new_address_are_on_its_card_at_once() -> None:
    site = ReplicaSite(articles=30)
    before = card_shown(site, 8)
    site.edit(8, "headline")
    edited = card_shown(site, 8)
    assert edited.headline == article_shown(site, 8).headline != before.headline
    assert edited.path == before.path
    new = site.rename(8)
    assert card_shown(site, 8).path == new != before.path
