"""Boxes in and after a text: none is text, none ends the text, none changes the tags."""

from __future__ import annotations

from itertools import product

from mayadeen_crawler.pages.article_layout.asides import box_strength, line_label
from tests.helpers.parse_page import parse
from tests.helpers.table_tests import each_row

TEXT = [
    "Bakers in Orvan lit the great oven again on Monday after eleven years without bread.",
    "The guild said that 96 families had signed for flour, and that the mill would grind.",
    "Neighbours who had kept the old tins said the bread tastes of smoke and of the river.",
    "A second oven is to be built in the spring, when the road to the quarry is dry.",
]
ARABIC = "https://www.almayadeen.net/news/politics/a-page-of-made-up-text"
OTHER = "<a href='/news/politics/the-mill-grinds-again'>The mill grinds again</a>"
CARDS = "".join(
    f"<div><h4><a href='/news/politics/{slug}'>{headline}</a></h4><p>{teaser}</p></div>"
    for slug, headline, teaser in (
        ("the-mill-grinds-again", "The mill grinds again", "Nobody had heard it for years."),
        ("the-quarry-road-is-dry", "The quarry road is dry", "Carts were seen on it on Sunday."),
    )
)
BOXES = {
    "advertisement": "<div class='ad'><p>Advertisement</p><p>Fly away from 399.</p></div>",
    "without a label": "<p class='advert'>Buy shoes today at half the price.</p>",
    "camel case": "<div class='topAdSlot'><p>Try our coffee for a month.</p></div>",
    "script's": "<ins class='adsbygoogle'>Buy now for 5 dollars.</ins>",
    "a label only": "<p>Advertisement</p>",
    "in Arabic": "<div><p>إعلان</p><p>سافر معنا.</p></div>",
    "in Spanish": "<div><p>Publicidad</p><p>Viaja con nosotros desde 399 euros.</p></div>",
    "story continues": "<p><em>Story continues below advertisement</em></p>",
    "sponsored": "<div class='x'><h4>Sponsored</h4><p>The new phone lasts a week.</p></div>",
    "picture": "<figure class='ad'><img src='/ad.jpg'><figcaption>Fly away</figcaption></figure>",
    "poll": "<div class='poll'><p>Will bread help?</p><ul><li>Yes 51%</li></ul></div>",
    "poll without names": "<div><b>Will bread help?</b><p>Yes 51%</p><p>No 49%</p></div>",
    "poll with buttons": "<form><p>Which bread?</p><input type='radio'>White<button>Vote</button>"
    "</form>",
    "price": "<div class='stock-ticker'><span>WHEAT</span> <span>82.14 +0.4%</span></div>",
    "price without names": "<div><div>WHEAT</div><div>82.14</div><div>+0.40</div></div>",
    "price in the text": "<span class='s'>OVN $12.10 (+2.6%)</span>",
    "likes": "<div class='likes'>12 likes</div>",
    "views": "<p>1,204 views</p>",
    "reactions": "<div><span>👍 12</span> <span>💬 4</span></div>",
    "player": "<div class='audio-player'><p>Listen to this article</p><b>0:00 / 3:45</b></div>",
    "comments": "<section id='comments'><h3>Comments (2)</h3><p>A long remark on bread.</p>"
    "</section>",
    "cards": f"<ul><li>{OTHER}</li><li>{OTHER}</li></ul>",
    "teaser": f"<article><h3>{OTHER}</h3><p>A teaser about the mill, no text here.</p></article>",
    "card with a day": f"<div><h3>{OTHER}</h3><p>A teaser.</p><time>2 Feb 2022</time></div>",
    "read also": f"<p><b>Read more:</b> {OTHER}</p>",
    "read more and a bar": f"<p><strong>READ MORE | {OTHER}</strong></p>",
    "read more without a colon": f"<p><strong>Read more {OTHER}</strong></p>",
    "buttons that are links": "<ul><li><a href='#'>Share on Orvan</a></li></ul>"
    "<a href='#top'>Back to top</a>",
    "headline of another": f"<p>{OTHER}</p>",
    "related": f"<div class='related'><h4>Related</h4>{OTHER}</div>",
    "related with teasers": f"<section><h3>Related</h3>{CARDS}</section>",
    "read next with teasers": f"<h3>Read Next</h3><div>{CARDS}</div>",
    "read next without an element": f"<h3>Read Next</h3><ul><li>{OTHER}</li></ul>",
    "cards below other words": f"<section><h3>Also on our shelves</h3>{CARDS}</section>",
    "newsletter": "<div><h4>Newsletter</h4><p>The best of the week.</p><form><input></form></div>",
    "invitation": "<p><em>Sign up for our weekly newsletter here.</em></p>",
    "donation": "<div class='donate'><p>We need readers.</p><a href='/give'>Give</a></div>",
    "share": "<div>Share: <a href='https://net.example/x'>Facebook</a></div>",
    "aside": "<aside><p>A box that the page calls an aside.</p></aside>",
    "pull quote": f"<aside class='pullquote'><p>{TEXT[2]}</p></aside>",
    "author": "<div class='author-bio'><h4>Rima Clay</h4><p>Rima Clay writes on bread.</p></div>",
}


def page(container: str, box: str, place: int) -> str:
    parts = [f"<p>{text}</p>" for text in TEXT]
    parts.insert(place, box)
    return (
        "<main><div><h1>The great oven of Orvan is lit</h1>"
        "<ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"
        "<p class='s'>A short summary of the oven.</p><img src='/oven.jpg' alt='The oven'>"
        f"<div class='{container}'>{''.join(parts)}</div>"
        "<ul><li><a href='/tags/bread'>Bread</a></li></ul></div></main>"
        "<footer><p>Al Mayadeen English</p><p>All Rights Reserved</p></footer>"
    )


@each_row(("name", "container"), product(BOXES, ["p-content", "q7z"]))
def test_a_box_is_no_text_and_ends_none(name: str, container: str) -> None:
    for place in (1, 2, len(TEXT)):
        got, _ = parse(page(container, BOXES[name], place))
        assert got["body_text"].split("\n\n") == TEXT, place
        assert (got["tags"], got["published_date"]) == (["Bread"], "2022-02-03")
        assert [image["url"].rsplit("/")[-1] for image in got["images"]] == ["oven.jpg"]


def test_a_players_video_stays() -> None:
    box = "<div class='video-player'><video src='/oven.mp4'></video><p>Watch: the oven</p></div>"
    got, _ = parse(page("p-content", box, 1))
    assert got["body_text"].split("\n\n") == TEXT
    assert [video["url"].rsplit("/")[-1] for video in got["videos"]] == ["oven.mp4"]


@each_row(
    "wrap",
    [
        "<form><input type='hidden'>{}</form>",
        "<div class='has-comments no-ads'>{}</div>",
        "<div class='widget-content'>{}</div>",
        "<div class='share-article'>{}</div>",
        "<aside>{}</aside>",
        "<div><p>Advertisement</p>{}</div>",
    ],
)
def test_what_holds_the_text_is_no_box(wrap: str) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    head = "<h1>The great oven of Orvan is lit</h1><ul><li>By Rima Clay</li></ul>"
    got, _ = parse(f"<main>{head}<div>{wrap.format(text)}</div></main>")
    assert got["body_text"].split("\n\n") == TEXT


def test_figures_of_the_text_stay() -> None:
    extra = "<p>The prices, in short:</p><ul><li>Wheat: +4%</li><li>Barley: -2%</li></ul>"
    got, _ = parse(page("p-content", extra, 2))
    assert got["body_text"].split("\n\n") == [
        *TEXT[:2], "The prices, in short:", "Wheat: +4%", "Barley: -2%", *TEXT[2:]
    ]  # fmt: skip


@each_row(
    ("html", "lines"),
    [
        ("<p>Orvan 2 - 1 Selm</p>", ["Orvan 2 - 1 Selm"]),
        ("<ul><li>Orvan 3 - 1 Selm</li></ul>", ["Orvan 3 - 1 Selm"]),
        ("<ul><li>أورفان 3 - 1 سلم</li></ul>", ["أورفان 3 - 1 سلم"]),
        ("<h3>The drought of 2011 – 2015</h3>", ["The drought of 2011 – 2015"]),
        ("<h3>الفرن - 19 في أورفان</h3>", ["الفرن - 19 في أورفان"]),
        ("<p><strong>أفران سلم - 35</strong></p>", ["أفران سلم - 35"]),
        ("<p>Flour – 89,500 coins a sack</p>", ["Flour – 89,500 coins a sack"]),
        ("<ul><li>Wheat: -0.4%</li></ul>", ["Wheat: -0.4%"]),
        ("<h3>14:35</h3>", ["14:35"]),
        ("<p><strong>14:35</strong></p>", ["14:35"]),
        (
            "<p>The guild counted the votes for the oven:</p><ul><li>300 votes</li></ul>",
            ["The guild counted the votes for the oven:", "300 votes"],
        ),
        (
            (
                "<p>The bakers write on three networks:</p><ul><li>Facebook</li><li>Instagram</li>"
                "<li>WhatsApp</li></ul>"
            ),
            ["The bakers write on three networks:", "Facebook", "Instagram", "WhatsApp"],
        ),
    ],
)
def test_short_lines_of_a_marked_body_stay(html: str, lines: list[str]) -> None:
    got, _ = parse(page("p-content", html, 2))
    assert got["body_text"].split("\n\n") == [*TEXT[:2], *lines, *TEXT[2:]]


@each_row("subject", ["Markets", "Poll", "الأسواق", "Encuesta"])
def test_a_box_word_may_head_a_part_of_a_marked_body(subject: str) -> None:
    part = "<p>Flour was dear all winter, and the guild bought rye.</p><p>It was ground twice.</p>"
    lines = [
        subject,
        "Flour was dear all winter, and the guild bought rye.",
        "It was ground twice.",
    ]
    for html in (
        f"<section><h3>{subject}</h3>{part}</section>",
        f"<h3>{subject}</h3>{part}",
        f"<p><strong>{subject}</strong></p>{part}",
    ):
        got, _ = parse(page("p-content", html, 2))
        assert got["body_text"].split("\n\n") == [*TEXT[:2], *lines, *TEXT[2:]]
    for inside in (
        "<p>Will bread help?</p><ul><li>Yes 51%</li><li>No 49%</li></ul>",
        "<p>Wheat 82.14</p><p>+0.40</p>",
        "<p>Will bread help?</p><button>Yes</button>",
        f"<p>{OTHER}</p>",
    ):
        got, _ = parse(page("p-content", f"<div><h3>{subject}</h3>{inside}</div>", 2))
        assert got["body_text"].split("\n\n") == TEXT, inside


def test_a_box_word_may_head_a_part_or_a_column_of_any_text() -> None:
    part = ["Reactions", *TEXT[:1]]
    got, _ = parse(page("q7z", f"<h2>{part[0]}</h2><p>{part[1]}</p>", 2))
    assert got["body_text"].split("\n\n")[2:4] == part
    table = "<table><tr><th>Vote</th><th>Bakers</th></tr><tr><td>Yes</td><td>96</td></tr></table>"
    for container in ("p-content", "q7z"):
        got, _ = parse(page(container, table, 2))
        cells = ["Vote", "Bakers", "Yes", "96"]
        assert got["body_text"].split("\n\n") == [*TEXT[:2], *cells, *TEXT[2:]]


def test_a_score_is_no_price_in_any_body() -> None:
    got, _ = parse(page("q7z", "<p>Orvan 2 - 1 Selm</p>", 2))
    assert got["body_text"].split("\n\n") == [*TEXT[:2], "Orvan 2 - 1 Selm", *TEXT[2:]]


def test_a_word_of_urgency_and_the_publishers_name_are_no_end() -> None:
    for line in ("<p>Breaking</p>", "<p>Al Mayadeen English</p>"):
        for place in (0, 2, len(TEXT)):
            got, _ = parse(page("q7z", line, place))
            assert got["body_text"].split("\n\n") == TEXT, (line, place)
            assert got["tags"] == ["Bread"]


def test_the_publishers_name_is_a_tag_among_tags() -> None:
    tags = "".join(f"<li><a href='/tags/{t}'>{t}</a></li>" for t in ("خبز", "الميادين", "فرن"))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    html = f"<article><h1>فرن أورفان</h1><ul><li>2023-01-30</li></ul><div>{text}</div>"
    got, _ = parse(f"{html}<ul>{tags}</ul></article>", url=ARABIC, edition="ar")
    assert got["tags"] == ["خبز", "الميادين", "فرن"]
    assert got["body_text"].split("\n\n") == TEXT


def test_cards_of_text_are_no_body() -> None:
    card = f"<div>{OTHER}<p>A teaser about the mill without a full stop</p></div>"
    head = "<h1>A film of the oven</h1><ul><li>2022-02-03</li></ul><p>What the film shows.</p>"
    got, _ = parse(f"<main><div>{head}<div></div><div>{card * 5}</div></div></main>")
    assert (got["body_text"], got["summary"]) == (None, "What the film shows.")


def dated_card(number: int) -> str:
    url = f"/news/politics/the-mill-grinds-again-{number}"
    return (
        f"<div class='k'><a href='{url}'><img src='/{number}.jpg' alt='A mill'></a>"
        f"<h3><a href='{url}'>The mill grinds again {number}</a></h3><span>By Omar Dray</span> "
        f"<span>2{number} Nov 2025</span><p>The millers of the river said that they had waited "
        f"{number} winters for the wheel, and that they would not wait for another.</p></div>"
    )


def test_cards_with_picture_day_and_teaser_are_no_text() -> None:
    cards = "".join(map(dated_card, range(1, 5)))
    for label in ("", "<h3>Read Next</h3>", "<h3>Keep reading</h3>"):
        short = (
            f"<main><h1>The great oven of Orvan is lit</h1><p>{TEXT[0]}</p>{label}{cards}</main>"
        )
        got, _ = parse(short)
        assert (got["summary"], got["body_text"]) == (TEXT[0], None), label
        assert (got["published_date"], got["authors"]) == (None, []), label
        assert len(got["related"]) == 4
    film = f"<main><h1>A film of the oven</h1><video src='/oven.mp4'></video>{cards}</main>"
    assert parse(film)[0]["body_text"] is None
    for place in (1, 2, len(TEXT)):
        got, _ = parse(page("q7z", dated_card(7), place))
        assert got["body_text"].split("\n\n") == TEXT


def test_stories_of_a_week_in_a_marked_body_are_its_text() -> None:
    cards = "".join(map(dated_card, range(1, 5)))
    got, _ = parse(page("p-content", cards, 2))
    assert all(f"they had waited {n} winters" in got["body_text"] for n in range(1, 5))


def test_entries_that_link_to_themselves_and_chronicles_are_text() -> None:
    own = "/news/politics/a-page-of-made-up-text"
    days = "".join(
        f"<div><time>{n} Nov 2025</time><h3>{{}}</h3><p>{text}</p></div>"
        for n, text in enumerate(TEXT, 3)
    )
    head = "<h1>The great oven of Orvan is lit</h1><p>By Rima Clay</p><p>9 Dec 2025 08:46</p>"
    for heading in ("The oven", f"<a href='{own}?entry=1'>The oven</a>"):
        entries = days.replace("{}", heading)
        got, _ = parse(f"<main>{head}{entries}</main>", url=f"https://english.almayadeen.net{own}")
        assert [text for text in got["body_text"].split("\n\n") if text in TEXT] == TEXT
        assert got["summary"] is None
        assert got["published_date"] == "2025-12-09"


def test_subheadings_that_are_a_day_each_are_no_byline() -> None:
    head = "<h1>The great oven of Orvan is lit</h1><p>By Rima Clay</p>"
    days = "".join(f"<h3>{n} Nov 2025</h3><p>{text}</p>" for n, text in enumerate(TEXT, 3))
    got, _ = parse(f"<main>{head}{days}</main>")
    assert (got["summary"], got["published_date"]) == (None, None)
    assert got["body_text"].split("\n\n")[:4] == ["3 Nov 2025", TEXT[0], "4 Nov 2025", TEXT[1]]
    one = f"<h3>3 Nov 2025</h3><p>{TEXT[0]}</p><h3>The guild</h3><p>{TEXT[1]}</p>"
    got, _ = parse(f"<main>{head}{one}</main>")
    assert got["published_date"] == "2025-11-03"


def test_a_list_after_the_first_paragraph_makes_no_summary_of_it() -> None:
    cards = "".join(map(dated_card, range(1, 3)))
    inset = f"<div><h4>More on this story</h4>{cards}</div>"
    for place in (1, 2):
        head, _, foot = page("q7z", inset, place).partition("<p class='s'>")
        got, _ = parse(head + foot.partition("alt='The oven'>")[2])
        assert (got["summary"], got["body_text"].split("\n\n")) == (None, TEXT), place


def test_the_first_question_of_several_is_no_summary() -> None:
    head = "<h1>The great oven of Orvan is lit</h1><p>By Rima Clay</p>"
    asked = ("Who lit it?", "Why now?", "What is next?")
    parts = "".join(f"<h2>{one}</h2><p>{text}</p>" for one, text in zip(asked, TEXT, strict=False))
    got, _ = parse(f"<main>{head}{parts}</main>")
    assert (got["summary"], got["body_text"].split("\n\n")[:3]) == (
        None,
        ["Who lit it?", TEXT[0], "Why now?"],
    )
    lead = f"<h2>{TEXT[3]}</h2>" + "".join(f"<p>{text}</p>" for text in TEXT[:3])
    got, _ = parse(f"<main>{head}{lead}</main>")
    assert (got["summary"], got["body_text"].split("\n\n")) == (TEXT[3], TEXT[:3])


@each_row("scrap", ["Flipboard", "10:45", "Associated Press in Orvan"])
def test_a_scrap_is_no_body(scrap: str) -> None:
    head = "<h1>The great oven of Orvan is lit</h1><ul><li>By Rima Clay</li></ul>"
    got, _ = parse(f"<main><div>{head}<p>A short summary.</p></div><p>{scrap}</p></main>")
    assert scrap not in (got["body_text"] or "")
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    got, _ = parse(f"<main><div>{head}</div><div>{scrap}</div><div>{text}</div></main>")
    assert got["body_text"].split("\n\n") == TEXT


@each_row(
    ("names", "strength"),
    [
        ("ad", "strong"),
        ("ad-slot wide", "strong"),
        ("topAdSlot", "strong"),
        ("news_letter newsletter-box", "strong"),
        ("comments", "comments"),
        ("popular-widget", "weak"),
        ("right-sidebar", "strong"),
        ("has-comments", ""),
        ("no-ads", ""),
        ("ad-free", ""),
        ("category-polls", ""),
        ("header shadow read", ""),
        ("", ""),
    ],
)
def test_names_of_boxes(names: str, strength: str) -> None:
    assert box_strength(names) == strength


@each_row(
    ("text", "label"),
    [
        ("ADVERTISEMENT", "label"),
        ("- Advertisement -", "label"),
        ("Comments (12)", "label"),
        ("12 Comments", "label"),
        ("التعليقات (3)", "label"),
        ("1,204 views", "counter"),
        ("3 تعليقات", "label"),
        ("0:00 / 3:45", "counter"),
        ("Subscribe to our daily letter", "invitation"),
        ("Responder", "reply"),
        ("Yes 51%", "figures"),
        ("The price of bread rose by 51%.", ""),
        ("1948", ""),
        ("What comes next", ""),
    ],
)
def test_labels_of_boxes(text: str, label: str) -> None:
    assert line_label(text) == label


def test_a_round_up_whose_parts_look_like_cards_is_doubted() -> None:
    parts = "".join(
        f"<div><h3><a href='/news/politics/a-made-up-oven-of-day-{n}'>The oven of day {n}</a></h3>"
        f"<p>{n} May 2022</p><p>{sentence}</p></div>"
        for n, sentence in enumerate(TEXT, 1)
    )
    byline = "<ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"
    shown = f"<h1>The ovens of May are lit</h1>{byline}<div>{parts}</div>"
    got, _ = parse(f"<html><body>{shown}</body></html>")
    assert (got["body_text"], "body_short" in got["doubts"]) == (None, True)
