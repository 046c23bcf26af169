"""Which pages are refused, and which true articles are not, though they look alike."""

from __future__ import annotations

from typing import Any

import pytest

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.outlet import EDITIONS
from tests.helpers.table_tests import each_row

URL = "https://english.almayadeen.net/news/politics/potters-reopen-the-old-kiln-of-the-bay"
OTHER = "/news/politics/salt-traders-count-their-sacks-again"
MENU = (
    '<header><a href="/">Al Mayadeen English</a><nav><ul><li><a href="/news/politics">Politics</a>'
    '</li><li><a href="/news/health">Health</a></li></ul></nav></header>'
)
FOOTER = "<footer><p>Al Mayadeen English</p><p>All Rights Reserved</p></footer>"
HEADLINE = "Potters reopen the old kiln of the bay"
BYLINE = "<ul><li>By Jane Doe</li><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>"
TEXT = "".join(
    f"<p>The {which} potter of the bay said that the old kiln had been cold for thirty years, and "
    "that nobody had thought it would burn again.</p>"
    for which in ("first", "second", "third")
)


def page(body: str, title: str = "", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{MENU}<main>{body}</main>{FOOTER}</body></html>"
    )


def article(head: str = "", headline: str = HEADLINE, extra: str = "") -> str:
    body = f"<h1>{headline}</h1>{BYLINE}<div>{TEXT}</div>{extra}"
    return page(body, f"{headline} | Al Mayadeen English", head)


def cards(count: int) -> str:
    return "".join(
        f'<div><a href="/news/politics/a-made-up-story-of-day-{n}"><h3>A made-up story of day {n}'
        "</h3></a></div>"
        for n in range(count)
    )


def verdict(html: str | bytes, url: str = URL, **given: Any) -> str | None:
    try:
        extract(html, url, **given)
    except NotAnArticle as error:
        return error.reason.removeprefix("not_article/")
    return None


@each_row(
    ("heading", "text", "expected"),
    [
        ("Page not found", "The page you are looking for does not exist.", "not_found"),
        ("404", "", "not_found"),
        ("Error 404 - Not Found", "", "not_found"),
        ("Oops! We can't find that page", "Try the search.", "not_found"),
        ("This article is no longer available", "", "not_found"),
        ("الصفحة غير موجودة", "عذراً، الصفحة التي تبحث عنها غير موجودة.", "not_found"),
        ("لم يتم العثور على الصفحة", "", "not_found"),
        ("Página no encontrada", "La página que busca no existe.", "not_found"),
        ("Before you continue", "We use cookies.", "consent"),
        ("We value your privacy", "We and our partners store cookies.", "consent"),
        ("نحن نحترم خصوصيتك", "", "consent"),
        ("Valoramos su privacidad", "", "consent"),
        ("Sign in to continue", '<input type="password">', "login"),
        ("تسجيل الدخول", "", "login"),
        ("Iniciar sesión", "", "login"),
        ("We'll be back soon", "The site is down for maintenance.", "maintenance"),
        ("الموقع تحت الصيانة", "", "maintenance"),
        ("Sitio en mantenimiento", "", "maintenance"),
        ("Error establishing a database connection", "", "error_page"),
        ("500 Internal Server Error", "", "error_page"),
        ("Something went wrong", "Please try again.", "error_page"),
        ("حدث خطأ", "", "error_page"),
        ("Error interno del servidor", "", "error_page"),
        ("Not available in your country", "Sorry.", "error_page"),
        ("هذا المحتوى غير متاح في بلدك", "", "error_page"),
        ("Contenido no disponible en su país", "", "error_page"),
        ("Please enable JavaScript", "", "error_page"),
        ("Ad blocker detected", "Please switch it off.", "error_page"),
        ("You have been blocked", "", "error_page"),
        ("Redirecting...", "", "error_page"),
        ("Loading...", "Please wait.", "error_page"),
        ("Headline", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "error_page"),
        ("{{ article.title }}", "{{ article.body }}", "no_headline"),
        ("Latest news", cards(8), "front_page"),
        ("الرئيسية", cards(8), "front_page"),
        ("Últimas noticias", cards(8), "front_page"),
        ("Politics", cards(8), "front_page"),
    ],
)
@pytest.mark.soak
def test_a_heading_says_what_the_page_is(heading: str, text: str, expected: str) -> None:
    body = f"<h1>{heading}</h1><p>{text}</p>"
    for title in ("Al Mayadeen English", f"{heading} | Al Mayadeen English", ""):
        assert verdict(page(body, title)) == expected


@each_row(
    "heading",
    ["Page not found", "Consent", "Before you continue", "Latest news", "Server error", "Home"],
)
def test_an_article_may_have_such_a_heading(heading: str) -> None:
    """It is signed and dated, and has a text."""
    record = extract(article(headline=heading), URL)
    assert (record["headline"], record["published_at"]) == (heading, "2022-02-03T06:46:00Z")


def test_a_missing_page_with_the_sites_metadata() -> None:
    head = (
        '<meta property="og:title" content="Al Mayadeen English">'
        '<meta property="og:description" content="News, as it happens, from around the world.">'
        '<meta property="og:type" content="website">'
    )
    body = "<h1>Page not found</h1><p>The page that you asked for is not here any more.</p>"
    assert verdict(page(body, "Al Mayadeen English", head)) == "not_found"


def test_a_missing_page_without_a_heading() -> None:
    body = "<p>Sorry, the page you requested could not be found.</p>"
    assert verdict(page(body, "Al Mayadeen English | News")) == "not_found"


@each_row(
    "html",
    [
        "<title>Just a moment...</title><h1>english.almayadeen.net</h1><p>Checking.</p>",
        '<iframe src="/_Incapsula_Resource?SWUDNSAI=9">Request unsuccessful.</iframe>',
        "<title>Access to this page has been denied</title><div id=px-captcha></div>",
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
        "<title>almayadeen.net</title><script src=https://ct.captcha-delivery.com/c.js></script>",
    ],
)
def test_a_challenge_with_any_status(html: str) -> None:
    assert verdict(f"<html><head></head><body>{html}</body></html>") == "challenge"


def test_an_articles_page_that_says_that_its_text_is_gone() -> None:
    gone = f"<h1>{HEADLINE}</h1>{BYLINE}<div><p>This article is no longer available.</p></div>"
    assert verdict(page(gone, HEADLINE, '<meta name="postid" content="7001">')) == "not_found"
    short = f"<h1>{HEADLINE}</h1>{BYLINE}<div><p>The kiln is no longer available.</p></div>"
    assert verdict(page(short, HEADLINE, '<meta name="postid" content="7001">')) is None


def test_a_template_that_nobody_filled_in() -> None:
    filler = "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do.</p>" * 9
    assert verdict(page(f"<h1>{HEADLINE}</h1>{BYLINE}<div>{filler}</div>")) == "error_page"
    for nothing in ("undefined", "[object Object]", "%%title%%", "${title}", "null"):
        assert verdict(page(f"<h1>{nothing}</h1>{BYLINE}<div>{TEXT}</div>")) == "no_headline"
        named = page(
            f"<h1>{nothing}</h1>{BYLINE}<div>{TEXT}</div>",
            head=f'<meta property="og:title" content="{HEADLINE}">',
        )
        assert extract(named, URL)["headline"] == HEADLINE


@each_row(
    ("first", "expected"),
    [
        ("", "front_page"),
        ('<a href="/news/politics">Politics</a>', "front_page"),
        ("<p>By Jane Doe</p>", None),
        ('<img src="/a.jpg" alt="A kiln">', None),
        ('<iframe src="https://www.youtube.com/embed/abc"></iframe>', None),
        ("<h2>Read Next</h2>", None),
    ],
)
def test_a_list_begins_with_a_card(first: str, expected: str | None) -> None:
    teaser = "The first potter said that the old kiln of the bay had been cold for thirty years."
    for text in ("", f"<p>{teaser}</p>"):
        found = "".join(
            f'<div><h3><a href="/news/politics/a-made-up-story-of-day-{n}">A made-up story of day '
            f"{n}</a></h3>{text}<span>2{n} Nov 2025</span></div>"
            for n in range(8)
        )
        html = page(f"<h1>Kilns of the bay</h1>{first}{found}", "Kilns of the bay | Al Mayadeen")
        assert verdict(html) == expected
        assert verdict(html.replace("<head>", '<head><meta name="postid" content="7001">')) is None


@pytest.mark.parametrize("dated", ["", "<p>3 Feb 2022 08:46</p>"])
@pytest.mark.parametrize(
    "own", ['<video src="/v/1.mp4"></video>', '<img src="/a.jpg" alt="A map">']
)
@pytest.mark.parametrize("box", ["{}", "<aside>{}</aside>"])
def test_cards_that_are_set_in_below_the_headline_make_no_list(
    dated: str, own: str, box: str
) -> None:
    inset = box.format(cards(1) if box == "{}" else cards(5))
    html = page(f"<h1>{HEADLINE}</h1>{inset}{dated}{own}<h2>Read Next</h2>{cards(8)}", HEADLINE)
    assert verdict(html) is None


@each_row(
    "heading",
    [
        "400 arrested at the port", "500 days of war", "512 martyrs",
        "Redirecting aid to the south", "Server error halts the trade",
        "Something went wrong in the south",
        "Your privacy is for sale", "We will be back in Jaffa", "Fatal error: how a plane fell",
        "Directory listing for a museum", "Access denied: how a port was closed",
        "Title race opens",
        "Loading the ships of the bay", "Untitled (1972) sells for nine million",
        "صيانة الجسر في الجنوب", "سنعود قريباً إلى غزة", "Resultados de las elecciones",
    ],
)  # fmt: skip
def test_words_of_walls_in_a_headline_refuse_no_short_article(heading: str) -> None:
    short = f"<h1>{heading}</h1>{BYLINE}<div><p>The kiln of the bay burns again.</p></div>"
    assert verdict(page(short, f"{heading} | Al Mayadeen English")) is None
    own = URL.rsplit("/", 1)[0] + "/" + heading.lower().replace(" ", "-")
    assert verdict(page(f"<h1>{heading}</h1><p>The kiln burns.</p>", heading), own) is None


def test_what_the_posts_metadata_names_so_as_well_is_its_headline() -> None:
    """On a wall before a post the metadata has the post's own headline."""
    wall = "<h1>Sign in to continue</h1><p>The kiln of the bay burns again.</p>"
    post = '<meta name="postid" content="7001"><meta property="og:title" content="{}">'
    named = post.format("Sign in to continue")
    assert verdict(page(wall, "Sign in to continue", named)) is None
    assert verdict(page(wall, "Sign in to continue", post.format(HEADLINE))) == "login"
    assert verdict(page(wall, "Sign in to continue")) == "login"


def test_names_of_people_are_no_placeholders() -> None:
    """A machine writes ``null``, ``None`` and ``NaN``."""
    head = '<meta name="author" content="{}">'
    text = f"<h1>{HEADLINE}</h1><ul><li>3 Feb 2022 08:46</li></ul><div>{TEXT}</div>"
    for name in ("Null", "Nan"):
        record = extract(page(text, HEADLINE, head.format(name)), URL)
        assert [author["name"] for author in record["authors"]] == [name]
    for nothing in ("null", "None", "NaN", "undefined"):
        assert extract(page(text, HEADLINE, head.format(nothing)), URL)["authors"] == []


def test_an_article_about_challenges_is_none() -> None:
    script = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    assert verdict(article(script, headline="Just a moment...")) is None


def test_a_home_page_at_an_articles_address() -> None:
    assert verdict(page(cards(8), "Al Mayadeen English")) in ("front_page", "no_headline")
    assert verdict(page("<h1>Al Mayadeen English</h1>" + cards(8), "Al Mayadeen English")) in (
        "front_page", "no_headline",
    )  # fmt: skip
    canonical = '<link rel="canonical" href="https://english.almayadeen.net/">'
    top = f"<h1>A made-up story of day 0</h1>{cards(8)}"
    assert verdict(page(top, "Al Mayadeen English", canonical)) == "front_page"
    assert verdict(page(top, "Al Mayadeen English")) == "front_page"


def test_another_sites_home_page() -> None:
    links = "".join(f'<p><a href="https://host.example/a-{n}">Offer {n}</a></p>' for n in range(9))
    html = (
        f"<html><head><title>Host</title></head><body><h1>Host of pages</h1>{links}</body></html>"
    )
    assert verdict(html) == "front_page"
    nginx = (
        "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1><p>If "
        "you see this page, the server works.</p></body></html>"
    )
    assert verdict(nginx) == "front_page"


def test_a_newscast_without_text_is_an_article() -> None:
    """Its title is its own, though it shows no time, and more cards than words."""
    url = "https://www.almayadeen.net/newscast/2024/3/5/نشرة-الظهيرة-من-الميناء"
    body = f"<h1>نشرة الظهيرة من الميناء</h1><video src='/v/1.mp4'></video>{cards(6)}"
    record = extract(page(body, "نشرة الظهيرة من الميناء | الميادين"), url)
    assert record["headline"] == "نشرة الظهيرة من الميناء"


@pytest.mark.parametrize(
    "url",
    [
        "https://english.almayadeen.net/authors/jane-doe",
        "https://english.almayadeen.net/coverage/talks-at-the-port",
    ],
)
def test_profiles_are_no_articles(url: str) -> None:
    body = f"<h1>Jane Doe</h1><p>She writes of ports and kilns for this site.</p>{cards(5)}"
    assert verdict(page(body, "Jane Doe | Al Mayadeen English"), url) == "front_page"


# Whose words.


TAWSIYAT = (
    '<script id="tawsiyat-metadata" type="text/tawsiyat">'
    '{"postid": "77", "title": "HEADLINE", "url": "{}"}</script>'
)


def ld(headline: str, url: str = "", **more: str) -> str:
    named = f'"url": "{url}",' if url else ""
    rest = "".join(f', "{name}": "{value}"' for name, value in more.items())
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        f'{named} "headline": "{headline}"{rest}}}</script>'
    )


def test_metadata_of_another_post_gives_nothing() -> None:
    head = (
        ld("Salt traders count their sacks", OTHER, datePublished="2021-01-01T00:00:00Z")
        + '<script id="tawsiyat-metadata" type="text/tawsiyat">{"postid": "77", "title": '
        f'"Salt traders count their sacks", "url": "{OTHER}", "description": "Of salt.", '
        '"published_time": "2021-01-01T00:00:00+02:00", "author": "Someone Else"}</script>'
    )
    record = extract(article(head), URL)
    assert record["headline"] == HEADLINE
    assert (record["published_at"], record["post_id"]) == ("2022-02-03T06:46:00Z", None)
    assert [author["name"] for author in record["authors"]] == ["Jane Doe"]
    assert record["canonical_url"] == URL


def test_a_node_that_names_no_address_counts_by_its_headline() -> None:
    other = extract(article(ld("Salt traders count sacks", articleSection="Salt")), URL)
    own = extract(article(ld(f"{HEADLINE} | Al Mayadeen", articleSection="Clay")), URL)
    true = extract(article(ld(HEADLINE, articleSection="Clay", mainEntityOfPage="True")), URL)
    labels = [record["section_label"] for record in (other, own, true)]
    assert labels == [None, "Clay", "Clay"]


@each_row(
    "short", ["https://mdn.example/x7", "https://english.almayadeen.net/", "/news/politics", "True"]
)
def test_an_address_that_is_no_posts_names_none(short: str) -> None:
    assert extract(article(ld(HEADLINE, short, articleSection="Clay")), URL)["section_label"] == (
        "Clay"
    )


def test_a_canonical_address_of_another_post_is_not_believed() -> None:
    record = extract(article(f'<link rel="canonical" href="{OTHER}">'), URL)
    assert (record["canonical_url"], record["id"][:4]) == (URL, "en:u")


def test_og_url_of_another_post_takes_its_metadata_with_it() -> None:
    head = (
        f'<meta property="og:url" content="{OTHER}">'
        '<meta property="og:title" content="Salt traders count their sacks">'
        '<meta property="article:published_time" content="2021-01-01T00:00:00Z">'
        '<meta name="description" content="Of salt.">'
    )
    record = extract(article(head), URL)
    assert (record["headline"], record["summary"]) == (HEADLINE, None)
    assert record["published_at"] == "2022-02-03T06:46:00Z"


PLAYER = '<script type="text/tawsiyat">{"type": "video", "postid": "9"}</script>'
OWN = TAWSIYAT.replace("HEADLINE", HEADLINE).replace("{}", URL)


@each_row(
    ("head", "post_id"),
    [
        (PLAYER + OWN, "77"),
        (OWN + PLAYER, "77"),
        (PLAYER.replace("}", f', "title": "{HEADLINE}"}}') + OWN, "77"),
        (PLAYER + '<meta name="postid" content="78">', "78"),
        (PLAYER, "9"),
        # Another edition's post, and this one's at a wrong host.
        (OWN.replace("english", "www").replace("kiln", "oven"), None),
        (OWN.replace("english", "espanol"), "77"),
        (OWN.replace("https://", "").replace("kiln", "oven"), "77"),
    ],
)
def test_whose_post_id_it_is(head: str, post_id: str | None) -> None:
    record = extract(article(head), URL)
    assert (record["post_id"], record["canonical_url"]) == (post_id, URL)


@each_row(
    ("appended", "is_form"),
    [
        (".", True), (",", True), ("%22)", True), (";jsessionid=7A", True),
        ("&utm_source=mail", True), ("%3Futm_source%3Dmail", True),
        ("-2", False), ("s", False), ("&bread", False), ("-", False), (".2", False),
    ],
)  # fmt: skip
def test_what_links_get_at_their_end_is_no_other_post(appended: str, is_form: bool) -> None:
    record = extract(article(f'<link rel="canonical" href="{URL}">' + OWN), URL + appended)
    assert ((record["id"], record["canonical_url"]) == ("en:77", URL)) is is_form
    assert ("canonical_conflict" in record["doubts"]) is not is_form


NOON = "The noon bulletin of the bay"


@each_row(
    ("edition", "folder", "head", "own"),
    [
        ("en", "newscast/2026/2/1", '<link rel="canonical" href="{}">', False),
        ("es", "newscast/2026/02/01", '<meta property="og:url" content="{}">', False),
        ("ar", "newscast/2025/2/3", ld(NOON, "{}", datePublished="2026-02-01T10:00:00Z"), False),
        ("ar", "tv/2026-2-1", TAWSIYAT.replace("HEADLINE", NOON), False),
        # The same day, and forms of the address without one.
        ("en", "newscast/2026/02/03", '<link rel="canonical" href="{}">', True),
        ("es", "amp/newscast/2026/2/3", '<meta property="og:url" content="{}">', True),
        ("ar", "NewsCast/2026/2/3", TAWSIYAT.replace("HEADLINE", NOON), True),
        ("ar", "world-cup-2026", TAWSIYAT.replace("HEADLINE", NOON), True),
    ],
)
def test_a_bulletin_of_another_day_is_another_post(
    edition: str, folder: str, head: str, own: bool
) -> None:
    """Its slug is the same every day: seven noons of the real site have one."""
    host, slug = EDITIONS[edition].base_url, "the-noon-bulletin-of-the-bay"
    url, named = (f"{host}/{one}/{slug}" for one in ("newscast/2026/2/3", folder))
    record = extract(article(head.replace("{}", named), NOON), url)
    assert (record["provenance"]["canonical_url"] != "url") is own
    if not own:
        assert (record["canonical_url"], record["post_id"]) == (url, None)
        assert record["published_at"] == "2022-02-03T06:46:00Z"


@each_row(
    ("title", "url", "post_id"),
    [
        ("Salt traders count their sacks again", OTHER, None),
        # A canonical link alone may be wrong, and a title for readers elsewhere be another.
        (HEADLINE, OTHER, "55"),
        ("The old kiln burns", OTHER, "55"),
        ("How clay came back", URL, "55"),
    ],
)
def test_a_head_of_another_post_gives_no_post_id(title: str, url: str, post_id: str | None) -> None:
    head = (
        f'<link rel="canonical" href="{url}"><meta name="postid" content="55">'
        f'<meta property="og:title" content="{title}">'
    )
    record = extract(article(head), URL)
    assert record["post_id"] == post_id
    assert record["headline"] == HEADLINE  # page and <title> have it


@each_row("path", ["/articles/features/", "/amp/news/politics/", "/News/Politics/"])
def test_a_form_of_the_same_address_is_believed(path: str) -> None:
    slug = URL.rsplit("/", 1)[1]
    head = f'<link rel="canonical" href="{path}{slug}">'
    record = extract(article(head), URL)
    assert record["provenance"]["canonical_url"] == "meta"


def test_a_canonical_link_without_the_query_is_believed_at_a_short_slug() -> None:
    url = "https://english.almayadeen.net/newscast/noon"
    head = '<link rel="canonical" href="/newscast/noon">'
    assert extract(article(head), f"{url}?place=6")["canonical_url"] == url


def test_a_page_that_speaks_of_another_post_altogether() -> None:
    """Another story's page at this address: its own sources say where it belongs."""
    headline = "Salt traders count their sacks again"
    head = f'<link rel="canonical" href="{OTHER}">' + ld(headline, OTHER)
    assert verdict(article(head, headline=headline)) == "other_article"


def test_a_post_that_took_the_address_over_is_an_article() -> None:
    """All of its sources agree, and none names another address."""
    head = ld("Salt traders count their sacks", URL)
    assert verdict(article(head, headline="Salt traders count their sacks")) is None
