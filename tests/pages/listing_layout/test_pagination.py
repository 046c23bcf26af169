"""The next page of a listing: ``rel=next``, load-more controls, pagers, a guess."""

from __future__ import annotations

from scrapy.http import HtmlResponse

from mayadeen_crawler.outlet import SPANISH, Site
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.listing_layout.pagination import next_page
from tests.helpers.listing_pages import (
    BASE,
    PATH,
    SITE,
    item,
    items,
    page,
    shown,
    story,
)
from tests.helpers.table_tests import each_row

# ruff: noqa: E501 - markup reads better unbroken

CARDS = items(1, 2, 3)
BUTTON = '<button class="load-more" data-url="/news/politics?page=2">Load more</button>'


@each_row(
    ("body", "url", "guessed", "has_control"),
    [
        ('<link rel="next" href="/news/politics?p=2">', "/news/politics?p=2", False, False),
        ('<a rel="nofollow next" href="?page=2">2</a>', "/news/politics?page=2", False, False),
        ('<a class="btn" href="/more/2">Load More</a>', "/more/2", False, True),
        ('<a href="?page=2">LOAD MORE »</a>', "/news/politics?page=2", False, True),
        ('<button data-url="/api/more?o=12">Load more (16)</button>', "/api/more?o=12", False, True),
        ('<button aria-label="Load more" data-url="/api/more?o=12"><svg></svg></button>', "/api/more?o=12", False, True),
        ('<button data-url="/api/more?o=12">Load more…</button>', "/api/more?o=12", False, True),
        ('<button data-url="/api/more?o=12"><i></i><span>Load</span> <b>more</b><svg></svg></button>', "/api/more?o=12", False, True),
        ('<div data-url="/api/more?o=12"><button>Load more</button></div>', "/api/more?o=12", False, True),
        ('<button class="load-more" data-next="?o=12">+</button>', "/news/politics?o=12", False, True),
        ('<button data-image="/i.png" data-url="/a?page=2">Load more</button>', "/a?page=2", False, True),
        ('<button data-bg="/bg" data-src="/i.webp" data-x="/x" data-href="/a?page=2">Load more</button>', "/a?page=2", False, True),
        ('<button data-url="more?page=2">Load more</button>', "/news/more?page=2", False, True),
        ('<button data-page="2" data-next="true">Load more</button>', "/news/politics?page=2", True, True),
        ('<button onclick="more()">Load more</button>', "/news/politics?page=2", True, True),
        ('<a href="#" class="load-more">Load more</a>', "/news/politics?page=2", True, True),
        ('<a href="javascript:void(0)">Load more</a>', "/news/politics?page=2", True, True),
        ('<a href="https://elsewhere.test/2" rel="next">2</a>', "/news/politics?page=2", True, False),
        ('<a href="https://elsewhere.test/">View more</a>', "/news/politics?page=2", True, False),
        ('<a href="/articles/opinion">View more</a>', "/news/politics?page=2", True, False),
        ('<a class="show-more" href="/about-us">Who we are</a>', "/news/politics?page=2", True, False),
        (f'<a class="view-more" href="{story(1)}">Read on</a>', "/news/politics?page=2", True, False),
        ('<nav><a class="more-news" href="/news?p=1">More</a></nav>', "/news/politics?page=2", True, False),
        ('<footer><a href="/more/2">View more</a></footer>', "/news/politics?page=2", True, False),
        ('<button data-url="/api/more?o=12">Load more stories</button>', "/api/more?o=12", False, True),
        ('<button data-url="/api/more?o=12">See more</button>', "/api/more?o=12", False, True),
        ('<a class="load-more" data-url="/ajax.php" href="/news/politics/page/2">+</a>', "/news/politics/page/2", False, True),
        ('<a class="load-more" data-url="/api/more?o=12" href="/articles">+</a>', "/api/more?o=12", False, True),
        (f'<a href="{story(1)}"><b>A story</b><span>View more</span></a>', "/news/politics?page=2", True, False),
        (f'<a href="{story(1)}"><div><div>View more</div></div></a>', "/news/politics?page=2", True, False),
        ('<div data-next-url="/api/more?o=12"><i></i></div>', "/api/more?o=12", False, False),
        ('<ul data-next="?o=12" data-next-page="2"></ul>', "/news/politics?o=12", False, False),
        ('<footer><div data-next-url="/api/more?o=12"></div></footer>', "/news/politics?page=2", True, False),
        ("<p>The end</p>", "/news/politics?page=2", True, False),
    ],
)  # fmt: skip
def test_next_page(body: str, url: str, guessed: bool, has_control: bool) -> None:
    found = next_page(Page(page(CARDS + body), SITE), 1)
    assert (found.url, found.guessed, found.has_control) == (BASE + url, guessed, has_control)


@each_row(
    ("pager", "url"),
    [
        ('<b>1</b><a href="?p=2">2</a><a href="?p=3">3</a>', "?p=2"),
        ('<a href="/news/politics/page/2">2</a><a href="/news/politics/page/9">»</a>', "/page/2"),
        ('<a href="/news/politics/page/9">»</a><a href="/news/politics/page/2">Next</a>', "/page/2"),
        ('<nav><ul><li><a href="/news/politics/2">2</a></li></ul></nav>', "/2"),
        ('<a href="?page=3&amp;x=1">Siguiente ›</a>', "?page=3&x=1"),
        ('<a href="?page=3&amp;x=1">التالي</a>', "?page=3&x=1"),
        ('<a href="?page=3&amp;x=1">٢</a>', "?page=3&x=1"),
        ('<a href="?from=20" aria-label="Next"><svg></svg></a>', "?from=20"),
        ('<a href="?p=9">»</a><a href="?p=2">›</a>', "?p=2"),
        ('<a href="/news/politics/page/2">‹</a>', "/page/2"),
        ('<a href="?p=9">«</a><a href="?from=20">‹</a>', None),
        ('<a href="?from=20">Older stories</a>', "?from=20"),
        ('<a href="?from=20">أخبار أقدم</a>', "?from=20"),
        ('<a href="?from=20" title="Next page"><i></i></a>', "?from=20"),
        ('<a href="?from=20"><img src="/n.svg" alt="Next"></a>', "?from=20"),
        ('<a href="?from=9"><i></i></a><a class="pg_next" href="?from=20"><i></i></a>', "?from=20"),
        ('<ul><li class="next"><a href="?from=20"><svg></svg></a></li></ul>', "?from=20"),
        ('<a class="next" href="/news/sports?from=20"></a><a class="context" href="?from=9"></a>', None),
        ('<a href="/news/sports?p=2">2</a><a href="/news/politics/a-2-b">Next</a>', None),
        ('<a href="?p=22">22</a><a href="?p=1">Previous</a>', None),
    ],
)  # fmt: skip
def test_pagers_are_followed_before_guessing(pager: str, url: str | None) -> None:
    found = next_page(Page(page(f"{CARDS}<div>{pager}</div>"), SITE), 1)
    assert (found.url, found.guessed) == (BASE + PATH + (url or "?page=2"), url is None)


def test_a_numbered_page_leads_to_the_one_after_it() -> None:
    pager = "".join(f'<a href="/news/politics/page/{n}">{n}</a>' for n in range(1, 6))
    arrows = '<a href="/news/politics/page/2">›</a><a href="/news/politics/page/4">‹</a>'
    for links in (pager, arrows):
        found = next_page(Page(page(CARDS + links, "/news/politics/page/3"), SITE), 3)
        assert found.url == f"{BASE}/news/politics/page/4"
    back = '<a href="/news/politics/page/2">›</a>'  # the last page, from right to left
    assert next_page(Page(page(CARDS + back, "/news/politics/page/3"), SITE), 3).guessed


@each_row(
    ("address", "url", "has_control"),
    [
        ("/ajax/politics?page=2", "/ajax/politics?page=3", False),
        ("/more?id=1204&pageNumber=2", "/more?id=1204&pageNumber=3", False),
        ("/more?Page_Index=1&size=9", "/more?Page_Index=2&size=9", False),
        ("/ajax/politics/2", "/ajax/politics/3", False),
        ("/news/politics/page/2/", "/news/politics/page/3/", False),
        ("/ajax/politics?offset=9", "/ajax/politics?offset=12", False),
        ("/more?skip=9&take=9", "/more?skip=12&take=9", False),
        ("/ajax/category/2?offset=9", "/ajax/category/2?offset=12", False),
        ("/ajax/list?section=2", "/ajax/list?section=2&page=3", True),
        ("/ajax/list/12?after=7", "/ajax/list/12?after=7&page=3", True),
        ("/ajax/list?p=1204", "/ajax/list?p=1204&page=3", True),
        ("/ajax/list?from=1764000000", "/ajax/list?from=1764000000&page=3", True),
    ],
)
def test_a_piece_leads_to_the_one_that_its_address_counts_to(
    address: str, url: str, has_control: bool
) -> None:
    response = HtmlResponse(BASE + address, body=CARDS, encoding="utf-8")
    found = next_page(Page(response, SITE), 2, 3, is_piece=True)
    assert (found.url, found.guessed, found.has_control) == (BASE + url, True, has_control)


def test_a_first_page_counts_nothing() -> None:
    for path in ("/tags/1", "/tags?p=1"):
        found = next_page(Page(page(CARDS, path), SITE), 1, 3)
        assert (found.url or "").endswith(f"{path}{'&' if '?' in path else '?'}page=2")


@each_row(
    "side",
    [
        '<div><h3>Opinion</h3><a href="/articles/opinion">View more</a></div>',
        '<div><h3>Opinion</h3><a href="/r/opinion-desk">View more</a></div>',
        '<div><h3>Opinion</h3><button data-url="/ajax/opinion?page=2">View more</button></div>',
        f'<div>{item(7)}<button data-url="/ajax/opinion?page=2">View more</button></div>',
        f'<div><h3>Most Read</h3><ul>{item(7)}<li><button data-url="/x?page=2">View more</button></li></ul></div>',
    ],
)
def test_the_listings_own_control_wins(side: str) -> None:
    for body in (side + CARDS + BUTTON, CARDS + BUTTON + side):
        assert next_page(Page(page(body), SITE), 1).url == f"{BASE}/news/politics?page=2"


def test_a_page_does_not_follow_itself() -> None:
    body = '<link rel="next" href="/news/politics?page=3">'
    assert next_page(Page(page(body, "/news/politics?page=3"), SITE), 3).guessed


def test_addresses_are_relative_to_the_pages_base() -> None:
    link = '<a href="news/politics/a-story-1">A story</a>'
    assert shown(link, head='<base href="/">') == [1]
    head = '<base href="/news/">'
    found = next_page(
        Page(page('<a class="load-more" href="politics?page=2">+</a>', head=head), SITE), 1
    )
    assert found.url == f"{BASE}/news/politics?page=2"
    for broken in ("http://[", "x" * 10_000, ""):
        assert shown(f'<a href="{story(1)}">A story</a>', head=f'<base href="{broken}">') == [1]


@each_row(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "http://[::1/x", "//", "?" * 9000, "/" + "a-" * 500_000,
     "http://user@english.almayadeen.net/news/politics/a-b", "\\\\x", "http://\ud7ff:99999/"],
)  # fmt: skip
def test_hostile_addresses_are_none(href: str) -> None:
    body = (
        f'<nav><a href="{href}">Politics</a></nav><a href="{href}">A story of it</a>'
        f'<a rel="next" href="{href}">2</a><a href="{href}">Load more</a>'
        f'<button data-url="{href}">Load more</button>'
    )
    assert shown(body) == []
    assert next_page(Page(page(body), SITE), 1).guessed


def test_spanish_controls() -> None:
    site = Site(SPANISH)
    body = '<h3><a href="/news/politics/una-nota-nueva">Una nota</a></h3><a href="?p=2">Ver más</a>'
    response = HtmlResponse(f"{site.base_url}/news/politics", body=body, encoding="utf-8")
    assert next_page(Page(response, site), 1).url == f"{site.base_url}/news/politics?p=2"
