"""What is refused and what is not, on a page of each edition: its own words, and no metadata."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from mayadeen_crawler import NotAnArticle, extract
from tests.helpers.table_tests import each_row


@dataclass(frozen=True)
class Words:
    """An edition's made-up article, and the lines that a page without it may show."""

    host: str
    path: str
    site: str
    headline: str
    byline: str
    sentence: str
    notice: str
    wall: str
    loading: str
    gone: str

    @property
    def url(self) -> str:
        """The article's address."""
        return self.host + self.path

    @property
    def text(self) -> str:
        """Three paragraphs."""
        return "".join(f"<p>{self.sentence} ({n})</p>" for n in range(3))

    def page(self, body: str, head: str = "", title: str = "") -> str:
        """Return a page of the site with this *body*."""
        menu = "<header><nav><a href='/news/politics'>Politics</a></nav></header>"
        return (
            f"<html><head><title>{title or self.headline}</title>{head}</head><body>{menu}"
            f"<main>{body}</main><footer><p>{self.site}</p></footer></body></html>"
        )

    def article(self, text: str | None = None, head: str = "", extra: str = "") -> str:
        """Return the article's page."""
        given = self.text if text is None else text
        return self.page(f"<h1>{self.headline}</h1>{self.byline}<div>{given}</div>{extra}", head)

    def verdict(self, html: str) -> str | None:
        """Return why *html*, at the article's address, is none."""
        try:
            extract(html, self.url)
        except NotAnArticle as error:
            return error.reason.removeprefix("not_article/")
        return None


EDITIONS = {
    "en": Words(
        "https://english.almayadeen.net",
        "/news/politics/potters-reopen-the-old-kiln-of-the-bay",
        "Al Mayadeen English",
        "Potters reopen the old kiln of the bay",
        "<ul><li>By Jane Doe</li><li>Source: Agencies</li><li>3 Feb 2022 08:46</li></ul>",
        "The first potter of the bay said that the old kiln had been cold for thirty years, and "
        "nobody had thought it would burn again this winter.",
        "Your session has run out",
        "Subscribe to continue reading",
        "Loading the article…",
        "This article has been unpublished.",
    ),
    "ar": Words(
        "https://www.almayadeen.net",
        "/news/politics/صيادو-الميناء-يعيدون-فتح-السوق-القديم",
        "الميادين",
        "صيادو الميناء يعيدون فتح السوق القديم",
        "<ul><li>الكاتب: رنا حداد</li><li>المصدر: وكالات</li><li>3 شباط 2022 08:46</li></ul>",
        "قال الصياد الأول إن السوق القديم كان مغلقاً منذ ثلاثين عاماً وإن أحداً لم يكن يتوقع أن يفتح "
        "أبوابه من جديد هذا الشتاء البارد في المدينة.",
        "انتهت صلاحية الجلسة",
        "اشترك لمتابعة القراءة",
        "جاري التحميل...",
        "تم حذف هذا الخبر.",
    ),
    "es": Words(
        "https://espanol.almayadeen.net",
        "/news/politica/los-alfareros-reabren-el-viejo-horno",
        "Al Mayadeen Español",
        "Los alfareros reabren el viejo horno",
        "<ul><li>Por Ana Torres</li><li>Fuente: Agencias</li><li>3 feb 2022 08:46</li></ul>",
        "El primer alfarero de la bahía dijo que el viejo horno llevaba treinta años frío y que "
        "nadie había pensado que volvería a arder este invierno.",
        "Sesión caducada",
        "Suscríbete para seguir leyendo",
        "Cargando el artículo…",
        "La noticia ya no está disponible.",
    ),
}
OTHER = "/news/politics/salt-traders-count-their-sacks-again"
PLAYER = '<iframe src="https://www.youtube.com/embed/abc"></iframe>'
FATAL = "Fatal error: Uncaught Error: Call to undefined function x() in /var/www/a.php:7"

edition = pytest.mark.parametrize("words", EDITIONS.values(), ids=EDITIONS)


def metadata(words: Words, **more: str) -> str:
    found = {"postid": "7001", "title": words.headline, "url": words.url} | more
    return f'<script type="text/tawsiyat">{json.dumps(found)}</script>'


@edition
@pytest.mark.sampled(3)
def test_a_few_words_that_are_not_those_of_the_address_are_no_post(words: Words) -> None:
    """No list has all that walls say. A flash has a sign: a time, a picture, its address."""
    notice = f"<h1>{words.notice}</h1><p>{words.notice}.</p>"
    assert words.verdict(words.page(notice, title=words.notice)) == "error_page"
    card = f'<a href="{OTHER}"><img src="/i.jpg" alt="x"></a>'
    assert words.verdict(words.page(notice + card, title=words.notice)) == "error_page"
    signs = (words.byline, '<img src="/a.jpg" alt="A map">', PLAYER, words.text)
    for sign in signs:
        assert words.verdict(
            words.page(f"<h1>{words.notice}</h1>{sign}<p>{words.notice}.</p>")
        ) is (None)
    retitled = extract(words.page(f"<h1>{words.notice}</h1>{words.text}", title="x"), words.url)
    assert retitled["doubts"] == ["headline_conflict"]
    flash = words.page(f"<h1>{words.headline}</h1><p>{words.notice}.</p>")
    assert words.verdict(flash) is None


@edition
def test_a_page_of_another_edition_is_another_posts(words: Words) -> None:
    other = EDITIONS["es" if words.site == "الميادين" else "ar"]
    for named in (f'<link rel="canonical" href="{other.url}">', metadata(other)):
        assert words.verdict(other.article(head=named)) == "other_article"
    translated = words.article(head=f'<link rel="canonical" href="{other.url}">')
    assert extract(translated, words.url)["doubts"][-1] == "canonical_conflict"


@edition
def test_what_meta_elements_say_of_the_home_page_is_not_the_posts(words: Words) -> None:
    about = (
        '<meta property="og:description" content="News, as it happens.">'
        '<meta property="og:image" content="/kiln.png">'
        '<meta property="article:published_time" content="2022-02-03T06:46:00.0000000">'
    )
    home = f'<meta property="og:title" content="{words.site} - News of the region and the world">'
    for address in ("", f'<meta property="og:url" content="{words.host}/">'):
        record = extract(words.article(head=address + home + about), words.url)
        assert (record["headline"], record["summary"]) == (words.headline, None)
        assert (record["images"], record["published_at"]) == ([], "2022-02-03T06:46:00Z")
    own = f'<meta property="og:title" content="{words.headline}">'
    record = extract(words.article(head=address + own + about), words.url)
    assert record["summary"] == "News, as it happens."
    assert record["images"][0]["url"] == f"{words.host}/kiln.png"


@edition
def test_a_page_that_leads_elsewhere_or_shows_nothing_is_none(words: Words) -> None:
    refresh = '<meta http-equiv="refresh" content="0; url={}">'
    said = f"<h1>{words.headline}</h1><p>{words.notice}.</p>"
    assert words.verdict(words.page(said, refresh.format("/"))) == "front_page"
    assert words.verdict(words.page(said, refresh.format(OTHER))) == "other_article"
    for own in ("", words.url + "?r=1"):
        assert words.verdict(words.page(said, refresh.format(own))) is None
    post = metadata(words, video_duration="0")
    assert words.verdict(words.page("<div id='root'></div>", post)) == "error_page"
    assert words.verdict(words.page(PLAYER, post)) is None
    long = metadata(words, video_duration="120")
    assert words.verdict(words.page("<div id='player'></div>", long)) is None


@edition
def test_a_message_in_the_place_of_the_text(words: Words) -> None:
    for said, verdict in ((words.loading, "error_page"), (words.gone, "not_found")):
        assert words.verdict(words.article(f"<p>{said}</p>", metadata(words))) == verdict
    # A player has such a line of its own, and a whole text may have one below.
    assert words.verdict(words.article(f"{PLAYER}<p>{words.loading}</p>")) is None
    record = extract(words.article(extra=f"<p>{words.loading}</p>"), words.url)
    assert record["body_text"].count("\n\n") == 2


@edition
def test_a_wall_for_subscribers_after_the_beginning(words: Words) -> None:
    wall = f"<div><h3>{words.wall}</h3></div>"
    assert words.verdict(words.article(f"<p>{words.sentence}</p>", extra=wall)) == "login"
    record = extract(words.article(extra=wall), words.url)
    assert record["body_text"].count("\n\n") == 2


@edition
def test_a_servers_error_where_the_text_broke_off(words: Words) -> None:
    broken = words.article(words.text + f"<b>{FATAL}</b>")
    assert words.verdict(broken) == "error_page"
    warning = "<p>Warning: Undefined variable $x in /var/www/a.php on line 7</p>"
    record = extract(words.article(words.text.replace("</p>", f"</p>{warning}", 1)), words.url)
    assert record["body_text"].count("\n\n") == 2


@edition
def test_a_404_that_shows_another_post_whole(words: Words) -> None:
    post = f"<h2>Salt traders count their sacks again</h2>{words.byline}<div>{words.text}</div>"
    gone = words.page(f"<h1>404</h1>{post}", title="404")
    assert words.verdict(gone) == "not_found"
    assert words.verdict(words.page(post.replace("h2>", "h1>"), title="404")) == "not_found"
    own = words.page(f"<h1>404</h1>{words.byline}<div>{words.text}</div>", title="404")
    assert words.verdict(own) is None


@edition
def test_posts_listed_with_their_texts_at_an_articles_address(words: Words) -> None:
    posts = "".join(
        f'<article><h2><a href="/news/politics/a-made-up-story-of-day-{n}">A story of day {n}</a>'
        f"</h2>{words.byline}{words.text}</article>"
        for n in range(3)
    )
    assert words.verdict(words.page(f"<h1>Kilns</h1>{posts}", title="Kilns")) == "front_page"
    top = f'<h1><a href="{OTHER}">Salt traders count</a></h1>{words.byline}{words.text}'
    assert words.verdict(words.page(top, title=words.site)) == "front_page"
    itself = words.article().replace("<h1>", f'<h1><a href="{words.url}">', 1)
    assert words.verdict(itself) is None
    inset = words.article().replace("</h1>", f"</h1>{posts}", 1)
    assert words.verdict(inset) is None


@edition
@pytest.mark.parametrize("known", [True, False])
def test_posts_with_a_teaser_each_below_a_few_words(words: Words, known: bool) -> None:
    """A list, or a 404 in words that nobody knows: the times and texts are other posts'."""
    day = {"الميادين": "3 شباط 2022"}.get(words.site, "3 Feb 2022")
    cards = "".join(
        f'<div><a href="/news/politics/a-made-up-story-of-day-{n}"><img src="/{n}.jpg" alt=""></a>'
        f'<h3><a href="/news/politics/a-made-up-story-of-day-{n}">A story of day {n}</a></h3>'
        f"<p>{day}</p><p>{words.sentence} ({n})</p></div>"
        for n in range(4)
    )
    if not known:
        cards = re.sub(f"<img[^>]*>|<p>{day}</p>", "", cards)
    for heading in ("Kilns", words.notice, f"Search results for: {words.headline[:20]}"):
        for said in ("", f"<p>{words.notice}. {words.sentence[:60]}.</p>"):
            shown = f"<h1>{heading}</h1>{said}{cards}"
            assert words.verdict(words.page(shown, title=heading)) == "front_page"
            assert words.verdict(words.page(f"<div>{said}{cards}</div>", title=words.site)) in (
                "front_page",
                "no_headline",
            )
    gone = {"الميادين": "الصفحة غير موجودة"}.get(words.site, "Page not found")
    assert words.verdict(words.page(f"<h1>{gone}</h1>{cards}", title=gone)) == "not_found"
    # A short post has its headline from its address, a long one its text.
    flash = words.page(f"<h1>{words.headline}</h1><p>{words.sentence[:60]}.</p>{cards}")
    assert words.verdict(flash) is None
    whole = words.page(f"<h1>{words.notice}</h1>{words.text}{cards}", title=words.notice)
    assert extract(whole, words.url)["body_text"].startswith(words.sentence[:20])


@edition
def test_cards_below_the_headline_that_made_the_address(words: Words) -> None:
    """A film's page, whose player a script shows; a list's title has some words of an address."""
    cards = "".join(
        f'<div><a href="/news/politics/a-made-up-story-of-day-{n}"><h3>A story of day {n}</h3></a>'
        "</div>"
        for n in range(6)
    )
    assert words.verdict(words.page(f"<h1>{words.headline}</h1><div></div>{cards}")) is None
    some = " ".join(words.headline.split()[-4:])
    listed = words.page(f"<h1>{some}</h1><div></div>{cards}", title=some)
    assert words.verdict(listed) == "front_page"
    days = "".join(
        f'<li><a href="/news/politics/a-made-up-story-of-day-{n}">A story of the old kiln of the '
        f"bay on day {n}</a> 1{n} Nov 2025</li>"
        for n in range(6)
    )
    lost = words.page(f"<h1>{words.notice}</h1><p>{words.notice}.</p><ul>{days}</ul>", title="x")
    assert words.verdict(lost) == "error_page"


@edition
@pytest.mark.parametrize("of", [{"type": "page"}, {"url": "{host}/news/politics"}])
def test_metadata_of_a_list_vouches_for_no_post(words: Words, of: dict[str, str]) -> None:
    """A section, a 404 or *About us* has a post id and a title in it, and perhaps a time."""
    given = {key: value.format(host=words.host) for key, value in of.items()}
    cards = "".join(
        f'<div><a href="/news/politics/a-made-up-story-of-day-{n}"><h3>A story of day {n}</h3></a>'
        "</div>"
        for n in range(6)
    )
    for time in ("", "2019-01-01T00:00:00+02:00"):
        head = metadata(words, title="Kilns", published_time=time, **given)
        listed = words.page(f"<h1>Kilns</h1>{cards}", head, title="Kilns")
        assert words.verdict(listed) == "front_page"
        gone = {"الميادين": "الصفحة غير موجودة"}.get(words.site, "Page not found")
        page = words.page(f"<h1>{gone}</h1><p>{words.notice}</p>", head.replace("Kilns", gone))
        assert words.verdict(page) == "not_found"
    # Below the headline of its address it is a template's.
    post = words.page(f"<h1>{words.headline}</h1>{cards}", metadata(words, **given))
    assert words.verdict(post) is None


@edition
def test_a_home_page_whose_first_headline_is_in_a_link(words: Words) -> None:
    top = f'<a href="{OTHER}"><h1>Salt traders count</h1></a>{words.byline}{words.text}'
    assert words.verdict(words.page(top, title=words.site)) == "front_page"
    itself = top.replace(OTHER, words.url).replace("Salt traders count", words.headline)
    assert words.verdict(words.page(itself)) is None


@edition
def test_below_the_headline_of_its_address_a_page_is_the_post(words: Words) -> None:
    """Though nothing dates it: a template's canonical link, a banner, a state not shown."""
    flash = f"<p>{words.sentence}</p>"
    for path in ("/", "/news/politics"):
        head = f'<link rel="canonical" href="{words.host}{path}">'
        for text in (flash, words.text):
            plain = words.article(text, head).replace(words.byline, "")
            assert words.verdict(plain) is None
    banner = "<div class='cookie-bar'><p>We and our partners use cookies.</p></div>"
    reply = "<div id='comments'><p>Log in to read or post comments.</p></div>"
    for below in (banner, reply):
        html = words.page(f"<h1>{words.headline}</h1>{flash}{below}")
        assert words.verdict(html) is None
        retitled = words.page(f"<h1>{words.notice}</h1>{flash}{below}", title=words.notice)
        assert words.verdict(retitled) is not None
    wall = words.page(f"<h1>{words.headline}</h1><p>We use cookies to go on.</p>{flash}")
    assert words.verdict(wall) == "consent"
    for state in ("<div hidden>{}</div>", "<template>{}</template>", "<div class='cmp'>{}</div>"):
        shown = state.format("<h1>We value your privacy</h1><button>Accept</button>")
        html = words.page(f"{shown}<h1>{words.headline}</h1>{words.text}")
        assert words.verdict(html) is None
    for title in ("Loading...", "Home", "404"):
        html = words.page(f"<h1>{words.headline}</h1>{words.text}", title=title)
        assert words.verdict(html) is None
    many = "".join(
        f'<li><a href="/news/politics/a-made-up-story-of-day-{n}">A story of day {n}</a></li>'
        for n in range(6)
    )
    untitled = words.page(f"<h1>{words.headline}</h1>{flash}<ul>{many}</ul>", title=words.site)
    assert words.verdict(untitled.replace(f"<title>{words.headline}", "<title>x")) is None


@edition
def test_a_404_above_the_box_of_another_post(words: Words) -> None:
    post = (
        '<div class="details-white-box"><h1>Salt traders count their sacks again</h1>'
        f'{words.byline}</div><div class="p-content">{words.text}</div>'
    )
    assert words.verdict(words.page(f"<h1>404</h1>{post}", title=words.site)) == "not_found"
    assert words.verdict(words.page(post, title=words.site)) is None


@edition
def test_a_ticker_and_a_logo_are_no_post(words: Words) -> None:
    """A script was to fill the page in, or it broke off in its header."""
    label = {"en": "BREAKING", "ar": "عاجل", "es": "ÚLTIMA HORA"}
    said = next(label[code] for code, one in EDITIONS.items() if one is words)
    header = (
        "<a href='/'><img src='/logo.svg' alt='x'></a><div><a href='/ar'>Ar</a></div>"
        f"<div class='ticker'><span>{said}</span><p>A ferry runs again</p></div>"
    )
    title = f'<meta property="og:title" content="{words.headline}">'
    for shown in ("<div id='root'></div>", "<div class='skeleton'><div></div></div>"):
        assert words.verdict(words.page(header + shown, title)) == "error_page"
    for shown in ('<img src="/map.png" alt="A map">', f"<div>{words.headline}</div>", PLAYER):
        assert words.verdict(words.page(header + shown, title)) is None


@edition
def test_the_outlets_name_is_no_headline(words: Words) -> None:
    empty = f'<div class="details-white-box"><h1>{words.site}</h1></div>{words.byline}'
    box = empty + '<div class="p-content"></div>'
    assert words.verdict(words.page(box, title=words.site)) == "no_headline"
    title = f'<meta property="og:title" content="{words.headline}">'
    record = extract(words.page(box + words.text, title), words.url)
    assert record["headline"] == words.headline


@edition
def test_readers_comments_are_no_text(words: Words) -> None:
    comments = "<section><h3>3 comments</h3>" + "".join(
        f"<div><b>Ali</b><span>4 Feb 2023 10:1{n}</span><p>{words.sentence}</p></div>"
        for n in range(3)
    )
    record = extract(words.page(f"<h1>{words.headline}</h1>{comments}</section>"), words.url)
    assert (record["body_text"], record["summary"]) == (None, None)
    assert (record["published_at"], record["authors"]) == (None, [])
    # A column may be called so: without a number it heads a text.
    column = words.page(f"<h1>{words.headline}</h1><section><p>Comment</p>{words.text}</section>")
    assert extract(column, words.url)["body_text"].count("\n\n") == 2


@edition
@pytest.mark.parametrize(
    ("head", "doubts"),
    [
        ({"word_count": "400"}, ["body_short"]),
        ({"word_count": "0"}, []),
    ],
)
def test_an_empty_text_that_metadata_counts(
    words: Words, head: dict[str, Any], doubts: list[str]
) -> None:
    empty = words.article("", metadata(words, **head)).replace("<div>", '<div class="p-content">')
    record = extract(empty, words.url)
    assert [one for one in record["doubts"] if one == "body_short"] == doubts
    newscast = f"{words.host}/newscast/2022/2/3/noon-bulletin-of-the-bay"
    bulletin = words.page(
        f"<h1>{words.headline}</h1>{PLAYER}", metadata(words, url=newscast, **head)
    )
    assert "body_short" not in extract(bulletin, newscast)["doubts"]


def test_a_gallery_has_its_pictures() -> None:
    words = EDITIONS["en"]
    pictures = [
        f'<li><figure><img src="/g/{n}.jpg" alt=""><figcaption>Quay {n}. (AP)</figcaption></figure>'
        "</li>"
        for n in range(5)
    ]
    url = words.url.replace("/news/politics/", "/in-pictures/")
    for count, introduction in ((2, ""), (5, ""), (5, f"<p>{words.sentence}</p>")):
        shown = f"{introduction}<ul>{''.join(pictures[:count])}</ul>"
        images = extract(words.page(f"<h1>{words.headline}</h1>{shown}"), url)["images"]
        names = [one["url"].rpartition("/")[2] for one in images]
        assert names == [f"{n}.jpg" for n in range(count)]
        assert images[-1]["caption"] == f"Quay {count - 1}. (AP)"
    # Marks at the end of a flash are no gallery.
    flash = words.page(f"<h1>{words.headline}</h1><p>{words.sentence}</p><img src='/a.jpg' alt=''>")
    assert (
        len(extract(flash.replace("</main>", "<img src='/b.jpg'></main>"), words.url)["images"])
        == 1
    )


def test_words_of_walls_and_errors_in_place_of_a_text() -> None:
    for code, said, verdict in (
        ("en", "You have 0 free articles left this month", "login"),
        ("ar", "سجّل الدخول أو أنشئ حساباً مجانياً لقراءة بقية المقال", "login"),
        ("ar", "عذراً، هذا المحتوى لم يعد متاحاً.", "not_found"),
        ("en", "Could not load the article.", "error_page"),
        ("es", "Utilizamos cookies propias y de terceros.", "consent"),
    ):
        words = EDITIONS[code]
        html = words.page(f"<h1>{words.headline}</h1><p>{words.notice}.</p><p>{said}</p>")
        if verdict in ("not_found", "error_page", "consent"):
            html = html.replace(f"<p>{words.notice}.</p>", "")
        assert words.verdict(html) == verdict, said
    timed_out = (
        "<h1>Connection timed out <span>Error code 522</span></h1><p>2025-11-24 10:31:07 UTC</p>"
    )
    html = EDITIONS["en"].page(
        timed_out + EDITIONS["en"].text, title="a.example | 522: Connection timed out"
    )
    assert EDITIONS["en"].verdict(html) == "error_page"


def test_two_post_ids_and_two_posts_of_one_title() -> None:
    words = EDITIONS["en"]
    older = metadata(words, url="", postid="9003", published_time="2020-01-01T00:00:00+02:00")
    record = extract(words.article(head=older + metadata(words)), words.url)
    assert (record["post_id"], record["doubts"]) == ("7001", ["time_zone_assumed"])
    other = '<meta name="postid" content="8002">'
    record = extract(words.article(head=metadata(words) + other), words.url)
    assert (record["post_id"], record["doubts"][-1]) == ("7001", "post_id_conflict")
    same = '<meta name="postid" content="7001">'
    record = extract(words.article(head=metadata(words) + same), words.url)
    assert "post_id_conflict" not in record["doubts"]


def test_what_goes_on_elsewhere_or_breaks_off_is_short() -> None:
    words = EDITIONS["en"]
    for ending in (
        words.article(head=f'<link rel="next" href="{words.path}?page=2">'),
        words.article(head=f'<link rel="next" href="{words.path}/2">'),
        words.article(words.text + "<p>The second potter said […]</p>"),
        words.article().partition("winter. (2)")[0],
    ):
        assert "body_short" in extract(ending, words.url)["doubts"]
    assert "body_short" in extract(words.article("").partition("<ul>")[0], words.url)["doubts"]
    for whole in (
        words.article(""),
        words.article(head=f'<link rel="next" href="{OTHER}">'),
        words.article().partition("</main>")[0],
    ):
        assert "body_short" not in extract(whole, words.url)["doubts"]


def test_arabic_that_was_decoded_wrongly() -> None:
    words = EDITIONS["ar"]
    twice = words.article().encode().decode("latin-1")
    assert words.verdict(twice) == "error_page"
    spanish = EDITIONS["es"]
    assert spanish.verdict(spanish.article().replace("horno", "horno «Øresund»")) is None


@each_row("nobody", ["admin", "Unknown", "N/A", "Author Name", "غير معروف"])
def test_nobody_is_no_author(nobody: str) -> None:
    words = EDITIONS["en"]
    head = f'<meta name="author" content="{nobody}">'
    assert extract(words.article().replace("By Jane Doe", "x", 1), words.url)["authors"] == []
    unsigned = words.article(head=head).replace("<li>By Jane Doe</li>", "")
    assert extract(unsigned, words.url)["authors"] == []


def test_a_pictures_credit_is_no_author() -> None:
    words = EDITIONS["en"]
    html = words.article().replace("By Jane Doe", "By Jane Doe | Photo: John Roe")
    assert [one["name"] for one in extract(html, words.url)["authors"]] == ["Jane Doe"]


@edition
def test_a_line_that_only_begins_like_a_wall_is_none(words: Words) -> None:
    for said in (
        "Subscribe to read our daily newsletter",
        "To keep reading, they lit candles.",
        "Already a member of the union, Norland blocks two others.",
        "هل أنت مشترك في الجريمة؟",
        "اشترك لمتابعة آخر الأخبار على قناتنا",
        "Suscríbete para leer nuestro boletín",
    ):
        assert words.verdict(words.article(f"<p>{words.sentence}</p>", extra=f"<p>{said}</p>")) is (
            None
        )
    quoted = f"<p>اشترك لقراءة الصحيفة أو ارحل»، قال الناشر.</p>{words.text}"
    record = extract(words.article(quoted), words.url)
    assert record["body_text"].startswith("اشترك لقراءة الصحيفة أو ارحل")


@edition
def test_a_spinner_beside_pictures_or_for_more_is_no_lost_text(words: Words) -> None:
    picture = '<figure><img src="/a.jpg" alt="A map"></figure>'
    spinner = {"Al Mayadeen English": "Loading", "الميادين": "جاري التحميل"}.get(
        words.site, "Cargando"
    )
    for gallery in (picture * 3, picture):
        record = extract(words.article(gallery, extra=f"<p>{spinner}...</p>"), words.url)
        assert record["doubts"][-1] == "body_short"
    more = {
        "Loading": "Loading more…",
        "جاري التحميل": "جاري تحميل المزيد",
        "Cargando": "Cargando más…",
    }
    for text in ("", "<p>Two ships collide.</p>"):
        html = words.article(text, extra=f"<div>{more[spinner]}</div>")
        assert words.verdict(html) is None
    text = {"جاري التحميل": "جاري تحميل المقال..."}.get(spinner, words.loading)
    assert words.verdict(words.article(f"{picture}<p>{text}</p>")) == "error_page"
    docks = words.article(words.text.replace("</p>", "</p><h3>Loading docks reopen</h3>", 1))
    assert "Loading docks reopen" in extract(docks, words.url)["body_text"]


@edition
def test_an_article_that_quotes_a_servers_error(words: Words) -> None:
    lines = f"<p>{FATAL}</p><p>Warning: the dam may break at kilometre 3, on line 7</p>"
    record = extract(words.article(lines + f"<p>{words.sentence}</p>" * 2), words.url)
    assert FATAL in record["body_text"]
    assert "the dam may break" in record["body_text"]
    assert words.verdict(words.article(words.text + lines)) == "error_page"


@edition
def test_a_counter_of_comments_above_the_text_heads_no_readers(words: Words) -> None:
    label = {"en": "3 comments", "ar": "3 تعليقات", "es": "3 comentarios"}
    said = next(label[code] for code, one in EDITIONS.items() if one is words)
    above = words.byline.replace("<ul>", f"<ul><li>{said}</li>")
    record = extract(words.article().replace(words.byline, above), words.url)
    assert record["published_at"] == "2022-02-03T06:46:00Z"
    assert len(record["authors"]) == 1
    record = extract(words.article(f"<p>{said}</p>{words.text}"), words.url)
    assert record["body_text"].count("\n\n") == 2


@edition
def test_a_page_that_is_shown_a_while_before_it_leads_elsewhere(words: Words) -> None:
    flash = f"<p>{words.sentence}</p>"
    late = '<meta http-equiv="refresh" content="300; url=/">'
    assert words.verdict(words.article(flash, late)) is None
    without_scripts = late.replace("300", "0").join(("<noscript>", "</noscript>"))
    assert words.verdict(words.article(flash, without_scripts)) is None
    assert words.verdict(words.article(flash, late.replace("300", "5"))) == "front_page"


def test_a_headline_that_a_404_might_have() -> None:
    for code, headline in (
        ("en", "This story has been retracted by its authors"),
        ("ar", "تم حذف الصفحة الرسمية للصيادين"),
        ("es", "La noticia fue eliminada"),
    ):
        words = EDITIONS[code]
        url = f"{words.host}/news/politics/{headline.lower().replace(' ', '-')}"
        flash = f"<h1>{headline}</h1>{words.byline}<p>{words.sentence}</p>"
        assert extract(words.page(flash, title=headline), url)["headline"] == headline
    for code, sentence in (
        ("en", "An error occurred in the count of the votes of the bay."),
        ("ar", "حدث خطأ في عدّ الأصوات في ثلاث دوائر."),
        ("ar", "تم حذف الصفحة بعد شكاوى الصيادين."),
        ("es", "Ocurrió un error en el conteo de los votos."),
    ):
        words = EDITIONS[code]
        assert words.verdict(words.article(f"<p>{sentence}</p>")) is None
    for code, sentence in (
        ("ar", "حدث خطأ أثناء تحميل الصفحة، يرجى المحاولة لاحقاً."),
        ("es", "Ocurrió un error al cargar la página."),
    ):
        words = EDITIONS[code]
        assert words.verdict(words.article(f"<p>{sentence}</p>")) == "error_page"
    gone = EDITIONS["en"].article().replace(EDITIONS["en"].headline, "Gone")
    assert EDITIONS["en"].verdict(gone) is None
    assert (
        EDITIONS["en"].verdict(gone.replace("Gone", "410 Gone").replace(EDITIONS["en"].byline, ""))
        == "not_found"
    )


def test_an_arabic_flash_at_an_address_in_latin_letters_is_doubted() -> None:
    words = EDITIONS["ar"]
    url = f"{words.host}/news/politics/sayyadu-al-mina-yuidun-fath-al-suq"
    page = words.page(f"<h1>{words.headline}</h1><p>{words.sentence}</p>")
    assert extract(page, url)["doubts"][-1] == "headline_conflict"


def test_whoever_took_the_pictures_alone_is_the_author() -> None:
    words = EDITIONS["en"]
    for by, name in (
        ("Photos: John Roe", "John Roe"),
        ("Photo Editor: Jane Doe", "Photo Editor: Jane Doe"),
    ):
        html = words.article().replace("By Jane Doe", f"By {by}")
        assert [one["name"] for one in extract(html, words.url)["authors"]] == [name]


def test_a_retitled_post_whose_title_begins_with_the_sites_name_keeps_its_picture() -> None:
    words = EDITIONS["en"]
    head = (
        f'<meta property="og:title" content="{words.site}: a kiln is lit">'
        f'<meta property="og:url" content="{words.url}">'
        '<meta property="og:image" content="/kiln.jpg">'
    )
    record = extract(words.article(head=head), words.url)
    assert record["images"][0]["url"] == f"{words.host}/kiln.jpg"


def test_a_page_without_its_last_tag_that_ends_with_a_line_break_is_whole() -> None:
    words = EDITIONS["en"]
    page = words.article().partition("</body>")[0] + "\n"
    assert "body_short" not in extract(page, words.url)["doubts"]
