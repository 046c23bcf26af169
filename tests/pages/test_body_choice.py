"""The body is the likeliest of what several sources take for it, and says when it was guessed."""

from __future__ import annotations

import json
import sys

from scrapy.http import HtmlResponse

from mayadeen_crawler.loaders import ArticleLoader
from mayadeen_crawler.outlet import EDITIONS, Site
from mayadeen_crawler.pages import article, body_choice
from mayadeen_crawler.pages.article_layout.body_blocks import Body
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.extraction.runner import Runner
from tests.helpers.parse_page import NOW, URL, Stats, parse

TEXT = [
    f"Sentence {n} of a made-up text about the wells of Orvan and who digs them." for n in range(9)
]
HEAD = "<h1>The wells of Orvan</h1><ul><li>By Rima Clay</li><li>3 Feb 2022 08:46</li></ul>"
FOOT = "<footer><p>Al Mayadeen English</p><p>All Rights Reserved</p></footer>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def script(**keys: object) -> str:
    node = json.dumps({"@type": "NewsArticle", "headline": "The wells of Orvan", **keys})
    return f"<script type='application/ld+json'>{node}</script>"


def chosen(html: str) -> tuple[Body, str | None]:
    page = Page(HtmlResponse(URL, body=html.encode(), encoding="utf-8"), Site(EDITIONS["en"]))
    loader = ArticleLoader(now=NOW, time_zone="UTC")
    return body_choice.read_body(
        page, Runner(page, loader, Stats()), article.BODY, article.LAST_RESORT
    )


def test_a_marked_body_that_is_a_part_of_the_text() -> None:
    html = (
        f"<main><div>{HEAD}<div class='p-content'>{paragraphs(*TEXT[:2])}</div>"
        "<div class='ad'><p>Advertisement</p></div>"
        f"<div class='q'>{paragraphs(*TEXT[2:5])}</div><div class='q'>{paragraphs(*TEXT[5:])}"
        f"</div></div></main>{FOOT}"
    )
    got, _ = parse(html)
    assert got["body_text"].split("\n\n") == TEXT
    assert got["provenance"]["body_text"] == "visible"


def test_two_marked_bodies_are_one_text() -> None:
    both = "".join(
        f"<div class='p-content'>{paragraphs(*part)}</div>" for part in (TEXT[:4], TEXT[4:])
    )
    got, _ = parse(f"<main><div>{HEAD}{both}</div></main>{FOOT}")
    assert got["body_text"].split("\n\n") == TEXT
    assert got["provenance"]["body_text"] == "markup"


def test_a_short_marked_body_stays_where_one_sentence_follows() -> None:
    after = "<div><p>A coverage of everything that is dug in and around Orvan.</p></div>"
    html = (
        f"<main><div>{HEAD}<div class='p-content'>{paragraphs(TEXT[0])}</div>{after}</div></main>"
    )
    got, _ = parse(html)
    assert got["body_text"] == TEXT[0]


def test_lines_of_the_page_that_json_ld_repeats() -> None:
    # Two lists in a row end the text for a reader; JSON-LD knows that it goes on.
    box = (
        "<section><h3>{}</h3><a href='/news/politics/a-b-c-d'>Swimmers cross the bay</a></section>"
    )
    boxes = box.format("Most Read") + box.format("Read Next")
    html = (
        script(articleBody="\n".join(TEXT))
        + f"<main><div>{HEAD}<div>{paragraphs(*TEXT[:2])}</div></div>{boxes}"
        + f"<section>{paragraphs(*TEXT[2:])}</section></main>{FOOT}"
    )
    body, by = chosen(html)
    assert body.text.split("\n") == TEXT
    assert (by, body.doubts) == ("visible", {"body_guessed"})


def test_json_lds_text_where_the_page_shows_its_beginning() -> None:
    html = script(articleBody="\n".join(TEXT)) + f"<main><div>{HEAD}<div>{paragraphs(*TEXT[:2])}"
    body, by = chosen(f"{html}</div></div></main>{FOOT}")
    assert body.text.split("\n") == TEXT
    assert (by, body.doubts) == ("jsonld", {"body_guessed"})


def test_another_text_of_json_ld_is_a_doubt() -> None:
    other = "\n".join(f"Sentence {n} of something else, with other wells." for n in range(9))
    html = script(articleBody=other) + f"<main><div>{HEAD}<div>{paragraphs(*TEXT[:4])}</div></div>"
    body, by = chosen(f"{html}</main>{FOOT}")
    assert body.text.split("\n") == TEXT[:4]
    assert (by, "body_guessed" in body.doubts) == ("visible", True)


def test_a_body_much_shorter_than_counted_is_short() -> None:
    html = (
        f"<main><div>{HEAD}<div class='p-content'>{paragraphs(*TEXT[:3])}</div></div></main>{FOOT}"
    )
    body, _ = chosen(script(wordCount=400) + html)
    assert (body.text.split("\n"), body.doubts) == (TEXT[:3], {"body_short"})
    body, _ = chosen(script(wordCount=50) + html)
    assert body.doubts == set()


def test_a_whole_body_has_no_doubts_and_needs_no_guess() -> None:
    sys.modules.pop("trafilatura", None)
    html = f"<main><div>{HEAD}<div>{paragraphs(*TEXT)}</div></div></main>{FOOT}"
    body, by = chosen(html)
    assert (body.text.split("\n"), by, body.doubts) == (TEXT, "visible", set())
    assert "trafilatura" not in sys.modules


def test_nothing_is_guessed_for_a_page_without_text() -> None:
    body, by = chosen(f"<main><div>{HEAD}<div class='p-content'></div></div></main>{FOOT}")
    assert (body.text, by, body.doubts) == ("", "markup", set())
