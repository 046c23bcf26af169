"""Listings whose further cards only a script can fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from lxml import html

from mayadeen_crawler.replica import Faults, ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.rendering.page import Quirks, ReplicaPage
from mayadeen_crawler.replica.serving.routes import Routes
from tests.replica.conftest import Get

SITE = ReplicaSite(articles=600, page_size=3)
ROUTES = Routes(SITE)
SCRIPTED = ["newsfeed", "latin-america", "in-pictures"]


def numbers(text: str) -> list[int]:
    hrefs = html.fromstring(f"<div>{text}</div>").xpath("//a/@href")
    found = (SITE.find(str(href).replace("%26", "&")) for href in hrefs)
    return list(dict.fromkeys(number for number in found if number))


def first(slug: str) -> html.HtmlElement:
    page = ROUTES.answer(SITE.sections[slug].path, {})
    return html.document_fromstring(page.body.decode())


def asked(slug: str, last: str | None = None) -> str:
    """What the script asks for after the card it showed last."""
    (shown,) = first(slug).xpath("//div[@data-list]")
    return f"/feed/{shown.get('data-list')}/{last or shown.get('data-last')}"


def answered(page: ReplicaPage) -> tuple[list[int], str | None]:
    if page.content_type == "application/json":
        data = json.loads(page.body)
        return numbers(data["html"]), data["next"]
    return numbers(page.body.decode()), page.headers.get("X-Next")


def clicks(slug: str, quirks: Quirks = Quirks()) -> Iterator[list[int]]:  # noqa: B008
    last: str | None = None
    while True:
        shown, last = answered(ROUTES.answer(asked(slug, last), {}, quirks))
        yield shown
        if last is None:
            return


@pytest.mark.parametrize("slug", SCRIPTED)
def test_every_card_comes_once_and_in_order(slug: str) -> None:
    pages = [list(page) for page in SITE.listing_pages(slug)]
    assert list(clicks(slug)) == pages[1:]
    page = first(slug)
    (button,) = page.xpath("//main/button")
    assert (dict(button.attrib), button.text) == ({"type": "button"}, "Load more")
    assert page.xpath("//main/script/@src") == ["/static/listing.js"]


def test_a_listing_is_long_enough_for_fifteen_clicks() -> None:
    assert len(list(clicks("newsfeed"))) >= 15


def test_forms_of_the_answer_and_of_the_button() -> None:
    forms = {slug: SITE.sections[slug].script for slug in SCRIPTED}
    assert {form.answer for form in forms.values()} == {"html", "json"}
    assert {form.end for form in forms.values()} == {"gone", "disabled"}
    for slug, form in forms.items():
        page = first(slug)
        assert len(page.xpath("//div[@class='spinner']")) == form.spinner
        assert len(page.xpath("//div[@data-scroll]")) == form.scroll


def test_what_fits_on_a_page_has_no_button() -> None:
    site = ReplicaSite(articles=30, page_size=30)
    for slug in SCRIPTED:
        page = Routes(site).answer(site.sections[slug].path, {}).body.decode()
        assert "Load more" not in page
        assert "listing.js" not in page


def test_nothing_on_the_page_is_the_address_asked() -> None:
    page = ROUTES.answer(SITE.sections["newsfeed"].path, {}).body.decode()
    assert "/feed/" not in page
    assert ROUTES.answer("/feed/newsfeed/100", {}).status == 404
    key = asked("newsfeed").split("/")[2]
    for path in (f"/feed/{key}", f"/feed/{key}/x", f"/feed/{key}/²", f"/feed/{key}/{'9' * 40}"):
        assert ROUTES.answer(path, {}).status == 404


@pytest.mark.parametrize(("endless", "page"), [("last", -1), ("first", 0)])
def test_endless(endless: str, page: int) -> None:
    quirks = Quirks(endless=endless)  # type: ignore[arg-type]
    turns = clicks("latin-america", quirks)
    pages = [list(p) for p in SITE.listing_pages("latin-america")]
    shown = [next(turns) for _ in range(len(pages) + 5)]
    assert shown[-3:] == [pages[page]] * 3


def test_a_new_card_shifts_none() -> None:
    site = ReplicaSite(articles=300, page_size=3)
    routes = Routes(site)
    before = site.listing_pages("newsfeed")
    page = html.document_fromstring(routes.answer("/videos/newsfeed", {}).body.decode())
    (shown,) = page.xpath("//div[@data-list]")
    site.publish(2, "newsfeed")
    path = f"/feed/{shown.get('data-list')}/{shown.get('data-last')}"
    assert json.loads(routes.answer(path, {}).body)["next"] == str(before[1][-1])


def test_over_the_wire(server: ReplicaServer, get: Get) -> None:
    script = get("/static/listing.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "fetch(`/feed/" in script.text


def test_faults_of_listings_hit_the_script_too() -> None:
    faults = Faults()
    fault = faults.on("server-error", target="listing", path="/feed/*")
    assert ROUTES.target(asked("newsfeed")) == "listing"
    assert fault.strikes(asked("newsfeed"), "listing")
