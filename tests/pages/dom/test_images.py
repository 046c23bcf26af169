"""Which address a picture has: the largest real one, however the page loads it."""

from __future__ import annotations

from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

HOST = "https://english.almayadeen.net"
BEFORE = "<h1>The ferry sails</h1><ul><li>By Jane Doe</li><li>3 Feb 2022 08:46</li></ul>"
FIRST, LAST = "<p>The ferry left the harbour at noon.</p>", "<p>It came back before the night.</p>"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def urls(html: str) -> list[str]:
    body = f'<div class="p-content">{FIRST}<div>{html}</div>{LAST}</div>'
    got, stats = parse(f"<html><body>{BEFORE}{body}</body></html>")
    assert (
        got["body_text"] == "The ferry left the harbour at noon.\n\nIt came back before the night."
    )
    assert not any(key.startswith("strategy_error") for key in stats)
    found = [image["url"] for image in got["images"]]
    assert [b["url"] for b in got["body_blocks"] if b["type"] == "image"] == found
    assert all(url.startswith(HOST) for url in found)
    return [url.removeprefix(HOST) for url in found]


@each_row(
    "html",
    [
        '<img src="/real.jpg" alt="x">',
        f'<img src="{DOT}" data-src="/real.jpg">',
        '<img src="/img/blank.gif" data-original="/real.jpg">',
        '<img src="/img/placeholder-600x400.png?v=2" data-lazy-src="/real.jpg">',
        '<img src="/static/1x1.png" data-src="about:blank" data-lazy="/real.jpg">',
        '<img src="" data-hi-res="/real.jpg">',
        '<img src="#" data-anything="/real.jpg" data-lqip="/tiny.jpg" data-id="7.jpg 8">',
        '<img src="/loading.svg" data-srcset="/small.jpg 300w, /real.jpg 1200w, /mid.jpg 600w">',
        '<img src="/spacer.gif" data-srcset="/small.jpg 300w,/real.jpg 1200w,/mid.jpg 600w">',
        '<img src="/small.jpg" srcset="/small.jpg, /real.jpg 2x">',
        '<img src="/small.jpg" srcset="/small.jpg 1x, /real.jpg 1.5x">',
        f'<img src="{DOT}" srcset="{DOT} 1w" data-srcset="/real.jpg">',
        '<img srcset="/small.jpg, /real.jpg">',
        f'<img width="1" height="1" src="{DOT}" data-src="/real.jpg">',
        '<picture><source srcset="/s.webp 300w, /real.jpg 900w"><img src="/s.jpg"></picture>',
        '<picture><source data-srcset="/real.jpg"><source srcset="/b.webp"><img alt="x"></picture>',
        '<picture><source srcset="/other.webp"><img src="/real.jpg"></picture>',
        '<img class="lazy"><noscript><img src="/real.jpg"></noscript>',
        '<noscript><img src="/real.jpg"></noscript><img class="lazy" src="/blank.gif">',
        '<img data-src="/real.jpg"><noscript><img src="/real.jpg"></noscript>',
        '<span><img class="lazy"></span><noscript><img src="/real.jpg"></noscript>',
        '<noscript><img src="/real.jpg"></noscript>',
        '<i class="lazy"></i><noscript><picture><img src="/real.jpg"></picture></noscript>',
    ],
)
def test_the_largest_real_address_is_taken(html: str) -> None:
    assert urls(html) == ["/real.jpg"]


@each_row("name", ["/blank-cheque.jpg", "/loading-dock.jpg", "/pixel-art.png", "/grey-whale.webp"])
def test_a_name_that_begins_like_a_placeholders_is_a_pictures(name: str) -> None:
    assert urls(f'<img src="{name}" data-label="small.jpg of it">') == [name]


@each_row(
    "html",
    [
        f'<img src="{DOT}">',
        '<img src="/img/blank.gif" alt="x">',
        '<img class="lazy" data-ratio="1.5" data-title="A picture.jpg of the port">',
        '<img width="1" height="1" src="https://counter.example/tr?id=7">',
        '<img width="16" height="16" src="/blank.gif" data-src="/icon.jpg">',
        '<noscript><img src="https://counter.example/p?id=7"></noscript>',
        '<noscript><img width="1" height="1" src="/count.jpg"></noscript>',
        '<noscript>Please switch on JavaScript.</noscript>',
        '<img srcset=", , 300w" data-srcset=",">',
        '<img srcset="javascript:x 2x">',
    ],
)  # fmt: skip
def test_what_is_no_picture_has_no_address(html: str) -> None:
    assert urls(html) == []


@each_row(
    ("before", "after", "caption"),
    [
        ("<p><img src='/a.jpg'></p><p>", "</p>", None),
        ("<p><img src='/a.jpg'></p><p>", "<br></p>", None),
        ("<img src='/a.jpg'><p>", "</p>", None),
        ("<figure><img src='/a.jpg'><p>", "</p></figure>", "The second harbour"),
        ("<div><img src='/a.jpg'><p>", "</p></div>", "The second harbour"),
    ],
)
def test_a_paragraph_in_bold_is_a_subheading(before: str, after: str, caption: str | None) -> None:
    for tag in ("strong", "b"):
        bold = f"<{tag}>The second harbour</{tag}>"
        body = f'<div class="p-content">{FIRST}{before}{bold}{after}{LAST}</div>'
        got, _ = parse(f"<html><body>{BEFORE}{body}</body></html>")
        assert [image["caption"] for image in got["images"]] == [caption]
        assert ("The second harbour" in got["body_text"].split("\n\n")) == (caption is None)


@each_row(
    ("under", "caption", "credit"),
    [
        ("Two boats <span class='credit'>Photo: Tom Coe/AFP</span>", "Two boats", "Tom Coe/AFP"),
        ("Two boats | <em class='photo-credits'>Tom Coe</em>", "Two boats", "Tom Coe"),
        ("<span class='img-copyright'>© AFP</span>", None, "AFP"),
        ("<span class='credit'>AFP</span> saw two boats", "AFP saw two boats", None),
        ("Two boats <span class='accredited'>Tom</span>", "Two boats Tom", None),
    ],
)
def test_a_credit_is_no_part_of_the_caption(
    under: str, caption: str | None, credit: str | None
) -> None:
    figure = f"<figure><img src='/a.jpg'><figcaption>{under}</figcaption></figure>"
    for text in (f"{figure}<div>{FIRST}{LAST}</div>", f"<div>{FIRST}{figure}{LAST}</div>"):
        got, _ = parse(f"<html><body>{BEFORE}{text}</body></html>")
        assert [(i["caption"], i["credit"]) for i in got["images"]] == [(caption, credit)]


def test_the_face_of_an_author_is_no_cover() -> None:
    face = "<div><img class='avatar photo' src='/face.jpg' width=96 height=96></div>"
    text = f"<div class='p-content'>{FIRST}{LAST}</div>"
    got, _ = parse(f"<html><body>{BEFORE}{face}<img src='/a.jpg'>{text}</body></html>")
    assert [image["url"] for image in got["images"]] == [f"{HOST}/a.jpg"]
