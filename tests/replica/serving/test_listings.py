"""Listings over the routes: cards, paging in each of its forms, the sidebar."""

from __future__ import annotations

import re

import pytest
from lxml import html

from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.article_view import article_shown, card_shown
from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.serving.routes import Routes

SITE = ReplicaSite(articles=300)
ROUTES = Routes(SITE)


def tree(page: ReplicaPage) -> html.HtmlElement:
    return html.document_fromstring(page.body.decode())


def numbers(page: ReplicaPage) -> list[int]:
    hrefs = tree(page).xpath("//div[@class='list']//a/@href")
    found = [SITE.find(str(href).replace("%26", "&")) for href in hrefs]
    return list(dict.fromkeys(number for number in found if number))


@pytest.mark.parametrize("slug", SITE.sections)
@pytest.mark.sampled(30)
def test_each_listing_shows_its_articles_page_by_page(slug: str) -> None:
    section = SITE.sections[slug]
    pages = SITE.listing_pages(slug)
    by_number = section.paging != "script"
    for index, shown in enumerate(pages, 1):
        page = ROUTES.answer(section.path, {"page": str(index)})
        assert numbers(page) == list(shown if by_number else pages[0])
        beside = [SITE.find(str(h)) for h in tree(page).xpath("//aside//a/@href")]
        assert beside
        assert not set(beside) & {n for page in pages for n in page}
    beyond = ROUTES.answer(section.path, {"page": str(len(pages) + 1)})
    assert (beyond.status, numbers(beyond)) == (200, [] if by_number else list(pages[0]))


#: How each form of paging names the second page.
FORMS = {
    "rel": "//link[@rel='next']/@href",
    "link": "//main/a[.='Load more']/@href",
    "data-url": "//button[.='Load more']/@data-url",
    "query": "//button[.='Load more']/@href",
    "script": "//button[.='Load more']/@href",
    "none": "//main/*[.='Load more']",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.sampled(6)
def test_paging_forms(form: str) -> None:
    site = ReplicaSite(articles=300, page_size=3)
    section = next(s for s in site.sections.values() if s.paging == form and s.root)
    page = tree(Routes(site).answer(section.path, {}))
    named = [*page.xpath(FORMS[form])]
    assert named == ([f"{section.path}?page=2"] if form in ("rel", "link", "data-url") else [])
    others = [path for other, path in FORMS.items() if other != form and other != "none"]
    assert not [found for path in others for found in page.xpath(path)]
    buttons = page.xpath("//main/*[.='Load more']")
    assert len(buttons) == (0 if form == "none" else 1)
    if form == "script":
        return
    last = tree(
        Routes(site).answer(section.path, {"page": str(len(site.listing_pages(section.slug)))})
    )
    assert not last.xpath("//main/*[.='Load more']") + last.xpath("//link[@rel='next']")


def test_cards_have_headline_label_and_day() -> None:
    for section in SITE.sections.values():
        first = card_shown(SITE, SITE.listing_pages(section.slug)[0][0])
        text = str(tree(ROUTES.answer(section.path, {})).xpath("string(//div[@class='list']/*[1])"))
        assert first.headline in text
        assert first.label in text
        assert re.search(r"\d{1,2} [A-Z][a-z]{2} 2025\b", text)


def test_endless_listings_show_old_cards_again() -> None:
    last = SITE.listing_pages("economy")[-1]
    path = SITE.sections["economy"].path
    page = ROUTES.answer(path, {"page": "99"}, Quirks(endless="last"))
    assert numbers(page) == list(last)
    assert tree(page).xpath(FORMS["rel"]) == [f"{path}?page=100"]
    again = ROUTES.answer(path, {"page": "99"}, Quirks(endless="first"))
    assert numbers(again) == list(SITE.listing_pages("economy")[0])


def test_tag_pages_are_listings() -> None:
    tag = article_shown(SITE, 10).tags[0]
    assert tag.path
    page = ROUTES.answer(tag.path, {})
    assert len(numbers(page)) == SITE.page_size
    assert tree(page).xpath(FORMS["rel"]) == [f"{tag.path}?page=2"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 40])
def test_senseless_page_numbers_are_answered(page: str) -> None:
    assert ROUTES.answer("/news/politics", {"page": page}).status == 200


def test_home_names_every_section_twice_and_region_once() -> None:
    page = tree(ROUTES.answer("/", {}))
    for section in SITE.sections.values():
        links = page.xpath(f'//a[@href="{section.path}"]')
        assert len(links) == (1 if section.group == "Regions" else 2), section.label
        assert all(link.text == section.label for link in links)
    assert page.xpath("string(//a[@href='/live'])") == "• LIVE"
