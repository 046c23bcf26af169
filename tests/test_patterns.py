"""No regular expression costs more than the text that it is asked of.

Each pattern of the package is asked, as its module asks it, of texts that repeat what it repeats.
One whose cost grows with their square needs a row in ROWS: what is read by it, through which its
texts come, and are kept short or free of such repeats. Through that reader they cost no more in one
piece than in eight.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import escape

import pytest

from mayadeen_crawler.utils.secrets import masked
from tests.fuzz import targets
from tests.helpers.patterns import Attack, grows, keeps_pieces, patterns
from tests.helpers.soak_figures import scaled

Reader = Callable[[bytes], None]

#: Every place of a page that holds a text or an attribute.
PLACES = (
    "<p>TEXT</p><ul><li>TEXT</li><li>By TEXT</li><li>TEXT 3 Feb 2022 08:46</li></ul><h2>TEXT</h2>"
    "<p>By TEXT</p><p>Source: TEXT</p><p>Tags: TEXT</p><p>TEXT: TEXT</p>"
    "<blockquote>TEXT</blockquote>"
    "<figure><img src='TEXT' alt='TEXT' srcset='TEXT' data-src='TEXT'><figcaption>TEXT</figcaption>"
    "</figure><time datetime='TEXT'>TEXT</time><div class='TEXT' id='TEXT'>a</div>"
    "<div style='TEXT'></div><a href='TEXT'>TEXT</a><iframe src='TEXT'></iframe>"
    "<button data-url='TEXT' class='TEXT'>Load more</button><img src='/a.jpgTEXT'>"
    "<div><h3><a href='/news/politics/a-b-c'>TEXT</a></h3><span>TEXT</span></div>"
    "<div class='news-ticker'><ul><li>TEXT</li><li>A: TEXT</li><li>TEXT: A</li></ul></div>"
    "<meta name='author' content='TEXT'><meta property='article:published_time' content='TEXT'>"
)
#: A pattern (its module and variable) → who reads its texts.
ROWS: dict[tuple[str, str], Reader] = {
    # A line of the ticker: its first 1,000 characters.
    ("attribution/arabic.py", "ARABIC"): targets.ticker_page,
    ("attribution/english.py", "ENGLISH"): targets.ticker_page,
    ("attribution/spanish.py", "SPANISH"): targets.ticker_page,
    ("attribution/speaker_of_line.py", "ARABIC"): targets.ticker_page,
    ("attribution/speaker_of_line.py", "_QUOTED"): targets.ticker_page,
    ("attribution/speaker_phrase.py", "_BRACKET"): targets.ticker_page,
    ("pages/ticker_layout/rows.py", "_BULLET"): targets.ticker_page,
    # Up to 5,000 characters, in which no two spaces follow each other.
    ("author_names.py", "_COMMA"): targets.article,
    ("author_names.py", "_AND"): targets.article,
    ("author_names.py", "_DASH"): targets.article,
    ("author_names.py", "_IN"): targets.article,
    ("author_names.py", "_BRACKETS"): targets.article,
    ("author_names.py", "_FOR"): targets.article,
    # Short lines: a time, a label, a counter, a card's text.
    ("dates/forms.py", "_WITH_TIME"): targets.article,
    ("pages/article_layout/asides.py", "_NUMBERED"): targets.article,
    ("pages/article_layout/asides.py", "_NO_LETTER"): targets.article,
    ("pages/article_layout/side_boxes.py", "_SEPARATED"): targets.article,
    ("pages/listing_layout/card_text.py", "_SEPARATED"): targets.listing,
    # A class name: the first 500 characters of a ``class``.
    ("pages/listing_layout/side_lists.py", "TICKER_ANY"): targets.listing,
    ("pages/markup.py", "TICKER_ANY"): targets.listing,
    # The last 60 characters of a picture's name.
    ("urls/pictures.py", "_FORMAT"): targets.article,
}
#: Those that are only asked of what the program itself wrote.
OF_OUR_OWN = {("replica/faults/apply.py", "_MENUS"), ("reports/charts/draw_svg.py", "_LONG")}

#: Characters of an attack, and the pieces that it is compared with.
LONG, PIECES = scaled(4000, 40_000), 8
#: Seconds of the processor in which it is quick enough; how much more than in pieces it may cost.
QUICK, TIMES = 0.06, 3


def grown() -> dict[tuple[str, str], list[Attack]]:
    """Return the patterns that some text costs more than itself, with these texts."""
    found: dict[tuple[str, str], list[Attack]] = {}
    for asked in patterns():
        place = (asked.module, asked.name)
        if attack := grows(asked, known=place in ROWS.keys() | OF_OUR_OWN):
            found.setdefault(place, []).append(attack)
    return found


@pytest.fixture(scope="module")
def attacks() -> dict[tuple[str, str], list[Attack]]:
    return grown()


def test_patterns_are_found_where_they_are() -> None:
    places = {(asked.module, asked.name) for asked in patterns()}
    assert places > {
        ("pages/rss.py", "_AMPERSAND"), ("utils/secrets.py", "_FORM"),
        ("pages/sitemap.py", "_NAMED"), ("middlewares/robots_rules.py", "_AGENT"),
        ("attribution/english.py", "ENGLISH"),
    }  # fmt: skip
    assert any(module == "middlewares/pace.py" for module, _ in places)  # within a function
    assert len(places) > 150


def test_none_repeats_possessively_what_may_fail_halfway() -> None:
    # Before 3.11.5, so in Debian 12, Python goes on where the last try failed (gh-100061).
    assert keeps_pieces(re.compile("(?:ab?c)*+"))
    assert not keeps_pieces(re.compile("(?>(?:ab?c)*)[ab]*+"))
    assert not [(asked.module, asked.name) for asked in patterns() if keeps_pieces(asked.pattern)]


def test_a_pattern_that_grows_has_its_reader(attacks: dict[tuple[str, str], list[Attack]]) -> None:
    assert attacks.keys() <= ROWS.keys() | OF_OUR_OWN


def test_no_row_is_left_of_a_pattern_that_is_gone() -> None:
    assert ROWS.keys() | OF_OUR_OWN <= {(asked.module, asked.name) for asked in patterns()}


@pytest.mark.parametrize("reader", dict.fromkeys(ROWS.values()), ids=lambda one: one.__name__)
def test_read_in_one_piece_it_costs_no_more(
    reader: Reader, attacks: dict[tuple[str, str], list[Attack]]
) -> None:
    for key, texts in attacks.items():
        for attack in texts if ROWS.get(key) is reader else ():
            whole, parts = page(attack, 1), page(attack, PIECES)
            took = cost(reader, whole)
            if took < QUICK:
                continue
            least = min(cost(reader, parts) for _ in range(3))
            took = min(took, cost(reader, whole))
            assert took < TIMES * least, (key, attack)


def page(attack: Attack, pieces: int) -> bytes:
    """Return a page with *attack* in every place, as one text or as *pieces* of the same length."""
    text = PLACES.replace("TEXT", escape(attack.of(LONG // pieces)))
    return (
        "en text/html; charset=utf-8\n<html><body><h1>A title of it</h1>" + text * pieces
    ).encode()


def cost(reader: Reader, data: bytes) -> float:
    begin = time.thread_time()
    reader(data)
    return time.thread_time() - begin


@pytest.mark.parametrize(
    "told",
    [
        "authorization :" + " " * 4000,
        "password- :" + " " * 4000,
        "token=" + "[" * 4000,
        "eyJ-" * 1000,
    ],
    ids=["header", "name", "brackets", "key"],
)
def test_a_log_line_of_a_site_costs_no_more(told: str) -> None:
    begin = time.thread_time()
    masked(told)
    assert time.thread_time() - begin < QUICK
