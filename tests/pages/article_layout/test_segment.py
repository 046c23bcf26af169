"""The parts of articles on pages with other elements than the site's: one difference a test."""

from __future__ import annotations

import pytest

from tests.helpers.page_parts import (
    BODY,
    BYLINE,
    CARD,
    FOOT,
    HEAD,
    LEAD,
    MOST_READ,
    TAGS,
    TEXT,
    body,
)
from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row


@pytest.mark.parametrize(
    "cover",
    [
        "<div><img src='/k.jpg'></div><p>A kiln in winter</p>",
        (
            "<ul><li><a href='https://x.com/share'>x</a></li><li><img src='/k.jpg'></li>"
            "<li>A kiln in winter</li></ul>"
        ),
    ],
)
def test_a_caption_beside_the_cover(cover: str) -> None:
    got = body(HEAD, BYLINE, "<p>They lit the fire.</p>", cover, TEXT)
    assert [image["caption"] for image in got["images"]] == ["A kiln in winter"]
    assert got["body_text"] == BODY


def test_a_paragraph_after_a_picture_is_no_caption() -> None:
    picture = (
        "<div><p>One paragraph.</p><img src='/j.jpg'><p>The potter said:</p><p>“No.”</p></div>"
    )
    got = body(HEAD, BYLINE, LEAD, picture)
    assert got["body_text"] == "One paragraph.\n\nThe potter said:\n\n“No.”"


@each_row(
    "credit",
    [
        "<figure>{}<figcaption>© AFP</figcaption></figure>",
        "<div>{}<div>A kiln in winter</div><div>© AFP 2022 / Rima Clay</div></div>",
        "<div>{}<span>Copyright: Reuters</span></div>",
        "<div><iframe src='https://video.example/k'></iframe><p>© Al Mayadeen English</p></div>",
    ],
)
def test_whose_a_picture_is_ends_no_text(credit: str) -> None:
    box = credit.format("<img src='/j.jpg'>")
    parts = [f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n")]
    for place in (0, 1, 2):
        text = "".join([*parts[:place], box, *parts[place:]])
        got = body(HEAD, BYLINE, LEAD, f"<div>{text}</div>", TAGS, MOST_READ)
        assert (got["body_text"], got["tags"]) == (BODY, ["Clay", "Fire"]), place


def test_an_item_of_a_byline_among_paragraphs_is_the_texts() -> None:
    parts = [*BODY.split("\n\n"), "Source: The potters on a network", "A third paragraph."]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in parts)
    got = body(HEAD, BYLINE, f"<div>{text}</div>", TAGS)
    assert (got["summary"], got["body_text"].split("\n\n")) == (None, parts)
    assert got["sources"] == []


def test_a_sentence_on_copyright_is_the_texts() -> None:
    said = "Copyright law has not kept up with kilns, the potter said."
    text = TEXT.replace("</p>", f"</p><img src='/j.jpg'><p>{said}</p>", 1)
    got = body(HEAD, BYLINE, LEAD, text)
    assert got["body_text"].split("\n\n") == [BODY.split("\n\n")[0], said, *BODY.split("\n\n")[1:]]


def test_links_within_a_page_and_to_articles_in_a_sentence_are_the_texts() -> None:
    for line in (
        "<p><a href='#q1'>What of the kiln?</a></p>",
        "<p>Breaking <a href='/news/politics/a-made-up-story-of-kilns'>the silence</a>.</p>",
    ):
        got = body(HEAD, BYLINE, LEAD, TEXT.replace("<div>", f"<div>{line}"))
        assert got["body_text"].endswith(BODY)
        assert len(got["body_text"].split("\n\n")) == len(BODY.split("\n\n")) + 1


def test_a_section_of_the_text_may_be_called_like_a_box() -> None:
    parts = [f"Paragraph {n} of a made-up text on kilns and their fires." for n in range(1, 8)]
    texts = [f"<p>{part}</p>" for part in parts]
    one, two, three = ("".join(texts[slice(*span)]) for span in ((0, 3), (3, 5), (5, 7)))
    sections = f"<section>{one}</section><section><h2>Reactions</h2>{two}</section>"
    got = body(HEAD, BYLINE, LEAD, f"{sections}<section><h2>Markets</h2>{three}</section>")
    expected = [*parts[:3], "Reactions", *parts[3:5], "Markets", *parts[5:]]
    assert got["body_text"].split("\n\n") == expected


def test_whose_a_text_is_ends_no_tags() -> None:
    text = TEXT.replace("</div>", "<p>Copyright: Potters' Syndicate, 2022</p></div>")
    got = body(HEAD, BYLINE, LEAD, text, TAGS, MOST_READ)
    assert got["body_text"] == f"{BODY}\n\nCopyright: Potters' Syndicate, 2022"
    assert got["tags"] == ["Clay", "Fire"]
    text = TEXT.replace("<div>", "<div><h3>Copyright and clay</h3>")
    got = body(HEAD, BYLINE, LEAD, text, TAGS, MOST_READ)
    assert (got["body_text"], got["tags"]) == (f"Copyright and clay\n\n{BODY}", ["Clay", "Fire"])
    # The page's own footer.
    for line in (
        "© 2022 Al Mayadeen", "© Potters. All rights reserved", "Copyright 2022",
        "© Al Mayadeen English", "All rights reserved to Al Mayadeen",
        "Privacy Policy | Terms of Use | About us",
    ):  # fmt: skip
        flat = TEXT.removesuffix("</div>") + f"<p>{line}</p><p>We write of clay.</p></div>"
        assert body(HEAD, BYLINE, LEAD, flat)["body_text"] == BODY, line


@pytest.mark.parametrize(
    "word", ["Markets", "Survey", "Breaking", "Coverage", "Most Read", "Trending"]
)
def test_a_tag_may_be_called_like_a_box(word: str) -> None:
    for names in ([word, "Clay"], ["Clay", word, "Fire"]):
        links = (f"<a href='/tags/{name.replace(' ', '-')}'>{name}</a>" for name in names)
        tags = f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
        got = body(HEAD, BYLINE, LEAD, TEXT, tags, MOST_READ)
        assert (got["tags"], got["body_text"]) == (names, BODY)


@each_row(
    "box",
    [
        "<div><p>We need your help.</p><a href='/donate'>Donate now</a></div>",
        "<div><h4>A part of our coverage</h4><a href='/coverage/kilns'>Kilns</a></div>",
    ],
)
def test_a_lone_link_above_the_text_is_no_tag(box: str) -> None:
    got = body(HEAD, BYLINE, f"<article>{box}{TEXT}</article>", TAGS)
    assert got["body_text"].endswith(BODY)
    assert got["tags"] == ["Clay", "Fire"]


def test_a_button_beside_the_tags_is_none() -> None:
    button = "<div><a href='/files/kiln.pdf'>Download PDF</a></div>"
    got = body(HEAD, BYLINE, LEAD, TEXT, button, TAGS, MOST_READ)
    assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)


def test_a_section_above_the_text_is_no_tag() -> None:
    for rel in ("category tag", "tag"):
        section = f"<div><a rel='{rel}' href='/news/politics'>Politics</a></div>"
        got = body(HEAD, BYLINE, section, LEAD, TEXT, TAGS, MOST_READ)
        assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)


def test_tags_above_the_text_and_below_it() -> None:
    for above in ("<ul><li><a href='/tags/clay'>Clay</a></li></ul>", TAGS):
        got = body(HEAD, BYLINE, above, LEAD, TEXT, TAGS, MOST_READ)
        assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)


def test_a_text_goes_on_below_a_box_of_its_tags() -> None:
    box = f"<div><p>More on these topics</p>{TAGS}</div>"
    first, *others = [f"<p>Paragraph {number} of the text.</p>" for number in range(4)]
    got = body(HEAD, BYLINE, LEAD, f"<div>{first}{box}{''.join(others)}</div>", MOST_READ)
    assert got["body_text"].startswith("Paragraph 0")
    assert got["body_text"].endswith("Paragraph 3 of the text.")
    assert got["tags"] == ["Clay", "Fire"]
    # Who wrote it, and what the page says of itself.
    for after in (others[:1], others[:2]):
        got = body(HEAD, BYLINE, LEAD, f"<div>{first}{TAGS}{''.join(after)}</div>", MOST_READ)
        assert got["body_text"] == "Paragraph 0 of the text."


def test_a_list_of_links_after_the_text_ends_before_the_tags() -> None:
    links = "<p>See also:</p><ul><li><a href='/news/politics/a-b-c-d'>Swimmers cross</a></li></ul>"
    for end in (links, "<div><h3>Related</h3><div></div></div>"):
        got = body(HEAD, BYLINE, LEAD, TEXT.replace("</div>", f"{end}</div>"), TAGS, MOST_READ)
        assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)


@each_row(
    "tags",
    [
        "<p>Tags: Clay, Fire</p>",
        "<div><h4>Tags</h4><ul><li>Clay</li><li>Fire</li></ul></div>",
        "<p>Tags</p><p>Clay, Fire</p>",
        "<div>Tags: <span>#Clay</span> <span>#Fire</span></div>",
        "<p>Filed under: <a href='/tags/clay'>Clay</a>, <a href='/tags/fire'>Fire</a></p>",
        f"<section><h4>Related topics</h4>{TAGS.replace('/tags/', '/topics/the-')}</section>",
        "<ul><li>Clay</li><li>Fire</li></ul>",
        (
            "<ul><li><a href='/search?q=clay'>Clay</a></li>"
            "<li><a href='/search?q=fire'>Fire</a></li></ul>"
        ),
    ],
)
def test_tags_with_and_without_links(tags: str) -> None:
    for after in (MOST_READ, f"<p>Most Read</p><p>{CARD}</p>"):
        got = body(HEAD, BYLINE, LEAD, TEXT, tags, after, FOOT)
        assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY), after


def test_a_row_of_words_is_tags() -> None:
    row = "<div><span>Clay</span> <span>Fire</span> <span>Old crafts</span></div>"
    got = body(HEAD, BYLINE, LEAD, TEXT, row, MOST_READ)
    assert (got["tags"], got["body_text"]) == (["Clay", "Fire", "Old crafts"], BODY)


def test_a_list_of_the_text_is_no_list_of_tags() -> None:
    text = "<div><p>They need:</p><ul><li>Clay</li><li>Fire</li></ul></div>"
    got = body(HEAD, BYLINE, LEAD, text, MOST_READ)
    assert (got["tags"], got["body_text"]) == ([], "They need:\n\nClay\n\nFire")
    got = body(HEAD, BYLINE, LEAD, text.replace("</div>", "<p>No more.</p></div>"), TAGS)
    assert got["tags"] == ["Clay", "Fire"]
    assert got["body_text"] == "They need:\n\nClay\n\nFire\n\nNo more."


def test_the_foot_holds_no_tags() -> None:
    got = body(HEAD, BYLINE, LEAD, "<p>One paragraph.</p><p>Another paragraph.</p>", FOOT)
    assert (got["tags"], got["body_text"]) == ([], BODY)


def test_most_read_before_the_headline() -> None:
    expected = [
        {
            "list": "most_read",
            "url": "https://english.almayadeen.net/news/politics/a-b-c-d",
            "headline": "Swimmers cross the bay",
            "label": "Sports",
            "date": "2021-11-23",
        }
    ]
    assert body(f"<aside>{MOST_READ}</aside>", HEAD, BYLINE, LEAD, TEXT)["related"] == expected
    heading = "<div>Potters reopen the kiln</div>"
    title = "<title>Potters reopen the kiln</title>"
    assert body(title, MOST_READ, heading, BYLINE, LEAD, TEXT)["related"] == expected
    # Where it stands after the headline it is read there, and once.
    assert body(HEAD, BYLINE, LEAD, TEXT, MOST_READ)["related"] == expected


def test_a_linked_label_is_no_entry() -> None:
    card = (
        "<div><section><a href='/s/west-asia'>West Asia</a></section>"
        "<section><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></section></div>"
    )
    got = body(HEAD, BYLINE, LEAD, TEXT, f"<div><h3>Read Next</h3>{card}</div>")
    assert [(r["headline"], r["label"]) for r in got["related"]] == [
        ("Swimmers cross the bay", "West Asia")
    ]


@each_row(
    "form",
    [
        "<div><h3>Subscribe to our newsletter</h3><p>A letter every morning.</p></div>",
        (
            "<section><h3>What do you think?</h3><p>Your address stays secret.</p>"
            "<form><input></form></section>"
        ),
        "<div><p>We use cookies to know you better.</p><button>Accept</button></div>",
    ],
)
def test_what_a_reader_fills_in_is_no_text(form: str) -> None:
    assert body(HEAD, BYLINE, LEAD, TEXT, form)["body_text"] == BODY
    within = TEXT.replace("</p><p>", f"</p>{form}<p>")
    assert body(HEAD, BYLINE, LEAD, within)["body_text"] == BODY


def test_an_inset_between_paragraphs_in_elements_of_their_own() -> None:
    one, two = (f"<div><div><p>{text}</p></div></div>" for text in BODY.split("\n\n"))
    link = "<p><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></p>"
    inset = f"<aside><p>Related News</p>{link}</aside>"
    got = body(HEAD, BYLINE, LEAD, f"<div>{one}{inset}{two}</div>", TAGS)
    assert got["body_text"] == BODY
    assert [related["list"] for related in got["related"]] == ["inset"]


def test_a_summary_beside_paragraphs_in_elements_of_their_own() -> None:
    texts = "".join(f"<div><div><p>{text}</p></div></div>" for text in ("One.", "Two.", "Three."))
    got = body(HEAD, BYLINE, "<p>They lit the fire.</p>", f"<div>{texts}</div>")
    assert (got["summary"], got["body_text"]) == ("They lit the fire.", "One.\n\nTwo.\n\nThree.")


def test_a_box_with_a_background_is_a_picture() -> None:
    cover = "<div style=\"background-image: url('/k.jpg')\" role='img' aria-label='A kiln'></div>"
    got = body(HEAD, BYLINE, "<p>They lit the fire.</p>", cover, TEXT)
    url = "https://english.almayadeen.net/k.jpg"
    assert [(i["url"], i["alt"], i["role"]) for i in got["images"]] == [(url, "A kiln", "cover")]
    assert (got["summary"], got["body_text"]) == ("They lit the fire.", BODY)


@pytest.mark.parametrize("title", ["", "<title>Al Mayadeen English</title>"])
@pytest.mark.parametrize("tag", ["h2", "div role='heading' aria-level='1'"])
def test_a_headline_that_only_a_byline_shows(title: str, tag: str) -> None:
    heading = f"<h2>Menu</h2><p>Home</p><{tag}>Potters reopen the kiln</{tag.split()[0]}>"
    got = body(title, heading, BYLINE, LEAD, TEXT)
    assert (got["headline"], got["body_text"]) == ("Potters reopen the kiln", BODY)
    # A day alone stands beside every card of a list.
    assert body(title, f"<{tag}>A card</{tag.split()[0]}><p>23 Nov 2025</p>")["headline"] is None


def test_a_ticker_in_one_line_within_the_text() -> None:
    ticker = "<div><span>BREAKING</span><span>Mayor: no bread</span><span>Ferry late</span></div>"
    got = body(HEAD, BYLINE, LEAD, TEXT.replace("</p><p>", f"</p>{ticker}<p>"))
    assert got["body_text"] == BODY


def test_one_paragraph_and_tags() -> None:
    got = body(HEAD, BYLINE, "<p>One paragraph.</p>", TAGS, MOST_READ)
    assert (got["summary"], got["body_text"]) == (None, "One paragraph.")
    assert got["tags"] == ["Clay", "Fire"]


def test_numbers_are_no_text() -> None:
    head = '<script type="text/tawsiyat">{"title": 5, "keywords": 7, "postid": 7}</script>'
    head += '<script type="application/ld+json">{"@type": "Article", "headline": 5}</script>'
    got = body(head, HEAD, BYLINE, LEAD, TEXT, TAGS)
    assert (got["headline"], got["post_id"]) == ("Potters reopen the kiln", "7")
    assert got["tags"] == ["Clay", "Fire"]


def test_a_list_that_ends_the_text_before_a_ticker_is_text() -> None:
    text = "<div><p>One paragraph.</p><ul><li>Clay</li><li>Fire</li></ul></div>"
    ticker = "<div><p>Breaking</p><ul><li>Ferry late</li></ul></div>"
    got = body(HEAD, BYLINE, LEAD, text, ticker, TAGS.replace("Clay", "Wood"), MOST_READ)
    assert got["tags"] == ["Wood", "Fire"]
    assert got["body_text"] == "One paragraph.\n\nClay\n\nFire"
    # Tags go before or after a ticker.
    tags = "<ul><li>Clay</li><li>Fire</li></ul>"
    assert body(HEAD, BYLINE, LEAD, TEXT, tags, ticker, MOST_READ)["tags"] == ["Clay", "Fire"]


def test_a_text_without_summary_keeps_its_first_paragraph() -> None:
    ticker = "<section><h4>Breaking</h4><p>Ferry late today.</p><p>No bread.</p></section>"
    items = "<ul><li>Clay</li><li>Fire</li></ul>"
    for between in (ticker, items):
        text = f"<section><p>One.</p>{between}<p>Two.</p><p>Three.</p></section>"
        got = body(HEAD, BYLINE, "<figure><img src='/k.jpg'></figure>", text)
        assert got["summary"] is None
        assert got["body_text"] == got["body_text"].replace("Ferry late today.", "")
        assert got["body_text"].startswith("One.")


def test_a_quote_before_the_text_is_its_summary() -> None:
    quote = "<blockquote>They lit the fire.</blockquote>"
    got = body(HEAD, BYLINE, quote, TEXT)
    assert (got["summary"], got["body_text"]) == ("They lit the fire.", BODY)
    within = TEXT.replace("<div>", f"<div>{quote}")
    assert body(HEAD, BYLINE, within)["summary"] is None


def test_a_text_goes_on_after_two_insets() -> None:
    card = "<a href='/news/politics/{0}-b-c-d'>Swimmers cross the bay {0}</a>"
    insets = "".join(
        f"<section><h3>Related</h3><p>{card.format(number)}</p></section>" for number in "pq"
    )
    one, two = (f"<p>{text}</p>" for text in BODY.split("\n\n"))
    got = body(f"<article>{HEAD}{BYLINE}{LEAD}{one}{insets}{two}{TAGS}</article>", MOST_READ)
    assert (got["body_text"], got["tags"]) == (BODY, ["Clay", "Fire"])
    assert [related["list"] for related in got["related"]] == ["inset", "inset", "most_read"]


def test_a_quote_among_paragraphs_in_elements_of_their_own() -> None:
    one, two = (f"<div><div><p>{text}</p></div></div>" for text in BODY.split("\n\n"))
    inset = (
        "<aside><p>Related</p><p><a href='/news/politics/a-b-c-d'>Swimmers cross</a></p></aside>"
    )
    quote = "<blockquote>We waited.</blockquote>"
    got = body(HEAD, BYLINE, LEAD, f"<div>{one}{two}{inset}{quote}{one}</div>", MOST_READ)
    assert got["body_text"] == f"{BODY}\n\nWe waited.\n\nOne paragraph."


@pytest.mark.parametrize("container", ["p-content", "q7z"])
def test_a_long_list_at_the_end_is_text(container: str) -> None:
    names = [f"Potter number {n}" for n in range(60)]
    items = "".join(f"<li>{name}</li>" for name in names)
    text = "<p>The kiln was lit by sixty of them on Monday.</p><p>All of their names:</p>"
    got = body(HEAD, BYLINE, LEAD, f"<div class='{container}'>{text}<ul>{items}</ul></div>", FOOT)
    assert got["body_text"].split("\n\n")[2:] == names


OTHER = "<a href='/news/politics/salt-traders-count-their-sacks'>Salt traders count sacks</a>"


@each_row(
    "after",
    [
        f"{TAGS}<div class='p-content'><p>The kilns of the bay have been lit since June.</p></div>",
        (
            "<div><h3><a href='/coverage/kilns'>Kilns</a></h3><div class='p-content'>"
            "<p>The kilns of the bay have been lit since June.</p></div></div>"
        ),
        (
            f"<h3>Read Next</h3><div><h4>{OTHER}</h4>"
            "<div class='p-content'><p>They counted the sacks twice.</p></div></div>"
        ),
        (
            f"<div><h3>Read Next</h3><div>{OTHER}"
            "<div class='p-content'><p>They counted the sacks twice.</p></div></div></div>"
        ),
        (
            "<div class='details-white-box'><h2>Salt traders count their sacks</h2></div>"
            "<div class='p-content'><p>They counted the sacks twice.</p></div>"
        ),
    ],
)
def test_what_has_the_bodys_class_after_the_text_is_none_of_it(after: str) -> None:
    one = (
        "<p>The potter of the bay lit the great kiln on Monday morning, with wood that she and her "
        "two sisters had dried in the yard since the last days of the summer before.</p>"
    )
    two = (
        "<p>Forty families had waited for eleven years to see its smoke again, and many of them "
        "came with bowls and jars that had never been fired and would break at a touch.</p>"
    )
    head = f"<div class='details-white-box'>{HEAD}</div>"
    got = body(head, BYLINE, LEAD, f"<div class='p-content'>{one}{two}</div>", after, FOOT)
    assert got["body_text"].split("\n\n") == [one[3:-4], two[3:-4]]
    inset = (
        "<div><h3>Read also</h3><p><a href='/news/politics/a-b-c-d'>Swimmers cross</a></p></div>"
    )
    for between in ("", "<img src='/k.jpg'>", "<h3>The second kiln</h3>", inset):
        parts = f"<div class='p-content'>{one}</div>{between}<div class='p-content'>{two}</div>"
        found = body(head, BYLINE, LEAD, parts, after, FOOT)["body_text"].split("\n\n")
        assert found == [one[3:-4], two[3:-4]], between


@each_row(
    "first",
    [
        "<h1>Politics</h1>",
        "<h1>Al Mayadeen</h1>",
        "<header><h1><a href='/'>The Site</a></h1></header>",
        "<header><a href='/'><h1>The Site</h1></a></header>",
        "<h1><a href='/news/politics'>All of politics</a></h1>",
    ],
)
def test_a_logo_and_a_sections_name_are_no_headline(first: str) -> None:
    title = "<title>Potters reopen the kiln | Al Mayadeen English</title>"
    for tag in ("h2", "h3"):
        heading = f"<{tag}>Potters reopen the kiln</{tag}>"
        got = body(title, first, heading, BYLINE, LEAD, TEXT)
        assert (got["headline"], got["body_text"]) == ("Potters reopen the kiln", BODY)
    got = body(title, first, HEAD, BYLINE, LEAD, TEXT)
    assert (got["headline"], got["body_text"]) == ("Potters reopen the kiln", BODY)
    got = body("<title>Politics</title><h1>Politics</h1><h2>On clay</h2>", BYLINE, LEAD, TEXT)
    assert got["headline"] == "Politics"


@each_row(
    "heading",
    [
        "<h1><span>Exclusive</span> Potters reopen the kiln</h1>",
        "<h1><span>Exclusive</span><b>Potters reopen the kiln</b></h1>",
        "<h1>Potters reopen the kiln <i>Live</i></h1>",
    ],
)
def test_a_label_in_a_heading_is_none_of_the_headline(heading: str) -> None:
    title = "<title>Potters reopen the kiln | Al Mayadeen English</title>"
    assert body(title, heading, BYLINE, LEAD, TEXT)["headline"] == "Potters reopen the kiln"
    # What the title has, too, is of the headline.
    whole = title.replace("Potters", "Exclusive: Potters")
    heading = "<h1><span>Exclusive:</span> Potters reopen the kiln</h1>"
    assert body(whole, heading, BYLINE)["headline"] == "Exclusive: Potters reopen the kiln"


def test_a_title_for_networks_is_not_the_headline_that_page_and_title_have() -> None:
    head = "<title>{} | Al Mayadeen English</title><meta property='og:title' content='{}'>"
    for title, said, headline in (
        ("Potters reopen the kiln", "The kiln reopens", "Potters reopen the kiln"),
        ("Of potters", "The kiln reopens", "The kiln reopens"),
        ("Potters reopen the kiln", "A fire is lit", "A fire is lit"),  # nor is it in the address
    ):
        got = body(head.format(title, said), HEAD, BYLINE, LEAD, TEXT)
        assert got["headline"] == headline


GALLERY = ("Clay is dug in the hills", "The wheel of 1911", "A potter lights the kiln")


@each_row(
    "slide",
    [
        "<figure>{}<figcaption>{}</figcaption></figure>",
        "<div>{}<p>{}</p></div>",
        "<div>{}<p>{}.</p></div>",
        "<p>{}</p><p><em>{}</em></p>",
        "{}<p>{}</p>",
    ],
)
def test_all_pictures_of_a_page_without_a_text(slide: str) -> None:
    slides = "".join(slide.format(f"<img src='/{n}.jpg'>", said) for n, said in enumerate(GALLERY))
    for container in ("q7z", "p-content"):
        got = body(HEAD, BYLINE, f"<div class='{container}'>{slides}</div>", TAGS, MOST_READ)
        captions = [(image["caption"] or "").rstrip(".") for image in got["images"]]
        assert captions == list(GALLERY)
        assert (got["summary"], got["body_text"]) == (None, None)
        assert got["tags"] == ["Clay", "Fire"]


def test_a_second_picture_before_the_text_is_its_own() -> None:
    second = "<figure><img src='/j.jpg'><figcaption>A wheel</figcaption></figure>"
    for between in (second, second.replace("figcaption", "p")):
        got = body(HEAD, BYLINE, "<figure><img src='/k.jpg'></figure>", between, TEXT, TAGS)
        assert [image["caption"] for image in got["images"]] == [None, "A wheel"]
        assert (got["summary"], got["body_text"]) == (None, BODY)


@each_row(
    "label",
    ["Trending", "Popular tags", "Trending topics:", "الأكثر تداولاً", "Temas del momento"],
)
def test_the_tags_of_the_day_are_not_the_articles(label: str) -> None:
    for box in (
        f"<aside><h3>{label}</h3>{TAGS}</aside>",
        f"<div><span>{label}</span><div><a href='/tags/clay'>Clay</a></div></div>",
    ):
        got = body(HEAD, BYLINE, LEAD, TEXT, box)
        assert got["tags"] == []
        assert "Clay" not in got["body_text"].removeprefix(BODY)
        own = "<ul><li><a href='/tags/own'>Own</a></li></ul>"
        assert body(HEAD, BYLINE, LEAD, TEXT, own, box)["tags"] == ["Own"]


def test_words_before_a_colon_announce_links_to_tag_pages() -> None:
    links = "<a href='/tag/clay'>Clay</a>, <a href='/tag/fire'>Fire</a>"
    for label in "Filed under:", "Tagged", "Read more about:":
        got = body(HEAD, BYLINE, LEAD, TEXT, f"<p>{label} {links}</p>")
        assert (got["tags"], got["body_text"]) == (["Clay", "Fire"], BODY)
    other = "<p>Trending: <a href='/tag/clay'>Clay</a></p><p>See: <a href='/about-us'>us</a></p>"
    assert body(HEAD, BYLINE, LEAD, TEXT, other)["tags"] == []


def test_a_paragraph_above_a_table_is_the_texts() -> None:
    table = "<table><tr><th>Wheat</th><th>Oats</th></tr><tr><td>82</td><td>41</td></tr></table>"
    text = f"<div><p>The market opened high.</p>{table}<p>It is to close late.</p></div>"
    got, _ = parse(f"<h1>A title</h1><p>3 Feb 2022 08:46</p>{text}")
    assert got["summary"] is None
    assert got["body_text"].startswith("The market opened high.")
    assert got["body_text"].endswith("It is to close late.")


@each_row("last", ["<p>3 Feb 2022 08:46</p>", "<p>Source: Agencies | 3 Feb 2022 08:46</p>"])
def test_a_time_below_a_short_text_makes_no_summary_of_it(last: str) -> None:
    text = "<div><p>The market opened high.</p><p>It is to close late.</p></div>"
    for byline in ("", "<p>By Rima Clay</p>"):
        got, _ = parse(f"<h1>A title</h1>{byline}{text}<div>{last}</div>")
        assert got["summary"] is None
        assert got["body_text"] == "The market opened high.\n\nIt is to close late."
        assert got["published_at"] == "2022-02-03T06:46:00Z"
