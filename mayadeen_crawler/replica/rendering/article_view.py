"""What a page of the replica shows: an article with the cards of other articles beside it.

``render.py`` calls this for every page it renders; tests call it for the truth about a page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from mayadeen_crawler.replica.rendering.article import ReplicaArticle, ReplicaCard
from mayadeen_crawler.replica.rendering.variants import (
    PARAGRAPH_TAGS,
    Skin,
    skin_of,
    variant_of,
)
from mayadeen_crawler.replica.site.catalogue import ReplicaSection
from mayadeen_crawler.replica.site.publication_times import CMS_CLOCK
from mayadeen_crawler.replica.site.site import ReplicaSite
from mayadeen_crawler.replica.writing.article_parts import ArticlePart
from mayadeen_crawler.replica.writing.random_choice import RandomChoices

#: How far back Most Read looks.
_RECENT = 150

#: So many cards are kept: the same ones are on most pages of a site.
_KEPT_CARDS = 2000

#: Content types with a player.
_PLAYED = ("video", "newscast", "podcast")


def card_shown(site: ReplicaSite, number: int) -> ReplicaCard:
    """Return what lists show of article *number* now."""
    with site.lock:
        return _card(site, number)


def article_shown(site: ReplicaSite, number: int) -> ReplicaArticle:
    """Return all that the page of article *number* shows now."""
    with site.lock:
        return _article(site, number)


def _card(site: ReplicaSite, number: int) -> ReplicaCard:
    return _card_of(site, number, site.version, datetime.now(CMS_CLOCK).date())


@lru_cache(maxsize=_KEPT_CARDS)
def _card_of(site: ReplicaSite, number: int, _version: int, today: date) -> ReplicaCard:
    composer, section = site.composer, site.section(number)
    published, cover = composer.published(number), composer.cover(number)
    return ReplicaCard(
        number=number,
        path=site.path(number),
        headline=composer.headline(number, section),
        label=composer.label(number, section),
        alt=cover.alt,
        picture=cover.path,
        published=published,
        date=site.lexicon.interface.card_date(number, published, today),
    )


def most_read(
    site: ReplicaSite, *, without: int = 0, beside: ReplicaSection | None = None
) -> tuple[ReplicaCard, ...]:
    """Return four popular articles: not *without*, none that *beside*'s listing shows."""
    hidden = {without, *site.removed, *site.newest_in(beside, _RECENT)}
    recent = range(site.count, max(0, site.count - _RECENT), -3)
    return tuple(_card(site, n) for n in [n for n in recent if n not in hidden][:4])


def _others(
    site: ReplicaSite, number: int, count: int, dice: RandomChoices
) -> tuple[ReplicaCard, ...]:
    """Return cards of other articles, any but this one and those gone."""
    # Of the first articles only, so that publishing changes nobody's list.
    picked = dict.fromkeys(dice.between(1, site.first_count) for _ in range(count * 3))
    numbers = [n for n in picked if n != number and n not in site.removed]
    return tuple(_card(site, n) for n in numbers[:count])


def _skin(site: ReplicaSite, number: int) -> Skin:
    skin = skin_of(variant_of(number), site.composer.dice(number, ArticlePart.SKIN))
    return replace(skin, tag_tags=("div", "p")) if site.edition.code in PARAGRAPH_TAGS else skin


def _article(site: ReplicaSite, number: int) -> ReplicaArticle:
    composer, section, variant = site.composer, site.section(number), variant_of(number)
    facts, related = (
        composer.dice(number, ArticlePart.NUMBERS),
        composer.dice(number, ArticlePart.RELATED),
    )
    coverage = composer.coverage(facts)
    published, blocks = composer.published(number), composer.body(number, section)
    words = sum(len(block.text.split()) for block in blocks)
    played = section.content_type in _PLAYED
    read_next = _others(site, number, 4, related)
    has_inset = any(block.kind == "inset" for block in blocks)
    return ReplicaArticle(
        number=number,
        path=site.path(number),
        post_id=str(1_600_000 + number * 3 + number % 3),
        variant=variant,
        skin=_skin(site, number),
        section=section,
        content_type=section.content_type,
        region=composer.region(number, section),
        coverage=coverage.name if coverage else None,
        coverage_path=coverage.path if coverage else None,
        headline=composer.headline(number, section),
        summary=composer.summary(number),
        authors=composer.authors(number, section),
        sources=composer.sources(number, section),
        published=published,
        modified=composer.modified(number, published),
        shares=facts.below(2000) if facts.chance(90) else None,
        read_minutes=1 + words // 200 if blocks else None,
        cover=composer.cover(number),
        blocks=blocks,
        video=f"https://player.example/embed/{number}" if played else None,
        video_seconds=facts.between(20, 3000) if played and facts.chance(60) else None,
        tags=composer.tags(number),
        coverage_keywords=composer.coverage_keywords(coverage.name if coverage else None),
        inset=_others(site, number, 2, related) if has_inset else (),
        most_read=most_read(site, without=number),
        read_next=read_next,
    )
