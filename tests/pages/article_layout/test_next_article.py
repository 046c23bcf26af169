"""Where the next story stands below the one that was asked for."""

from __future__ import annotations

from typing import Any

from mayadeen_crawler import extract
from tests.helpers.table_tests import each_row

URL = "https://english.almayadeen.net/news/politics/potters-reopen-the-old-kiln-of-the-bay"
OTHER = "/news/politics/salt-traders-count-their-sacks-again"
TEXT = [
    "The first potter of the bay said that the old kiln had been cold for thirty years.",
    "The second potter said that nobody in the bay had thought that it would burn again.",
    "The third potter said that her grandfather had built it with his own hands.",
]
OTHERS = [
    "The salt traders of the market counted their sacks twice before the evening came.",
    "They found that four of them had been filled with sand by somebody from the hills.",
]
LATER = [
    "The fishermen at the pier mended their nets for nine hours while the sea was rough.",
    "None of them went out before the wind had turned to the south again in the night.",
]


def story(headline: str, byline: str, text: list[str], *, body: str = "", tag: str = "h1") -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in text)
    heading = f"<{tag}>{headline}</{tag}>"
    return f"<article>{heading}<ul>{byline}</ul><div{body}>{paragraphs}</div></article>"


FIRST = "<li>By Jane Doe</li><li>3 Feb 2022 08:46</li>"
SECOND = "<li>By John Roe</li><li>4 Mar 2022 10:00</li>"


def read(*parts: str) -> dict[str, Any]:
    return extract(f"<html><body><main>{''.join(parts)}</main></body></html>", URL)


@each_row(
    ("first", "second"),
    [
        (
            story("Potters reopen the old kiln of the bay", FIRST, TEXT),
            story("Salt traders count their sacks again", SECOND, OTHERS),
        ),
        (
            story("Potters reopen the old kiln of the bay", FIRST, TEXT),
            story("Salt traders count their sacks again", SECOND, OTHERS, tag="h2"),
        ),
        (
            story("Potters reopen the old kiln of the bay", FIRST, TEXT, body=' class="p-content"'),
            story(
                "Salt traders count their sacks again", SECOND, OTHERS, body=' class="p-content"'
            ),
        ),
        (
            story("Potters reopen the old kiln of the bay", FIRST, TEXT),
            '<div class="details-white-box">'
            + story(f'<a href="{OTHER}">Salt traders count their sacks again</a>', SECOND, OTHERS)
            + "</div>",
        ),
    ],
)
def test_nothing_of_the_next_article_is_the_first_ones(first: str, second: str) -> None:
    record = read(first, second)
    assert record["headline"] == "Potters reopen the old kiln of the bay"
    assert record["body_text"] == "\n\n".join(TEXT)
    assert record["published_at"] == "2022-02-03T06:46:00Z"
    assert [author["name"] for author in record["authors"]] == ["Jane Doe"]


@each_row("byline", ["<li>By {}</li>", "<li>{}</li>"])
def test_a_next_article_with_half_a_byline(byline: str) -> None:
    """Below an ``h1`` a name or a time is enough; below an ``h2`` it may be a part's."""
    mine, other = ("Jane Doe", "John Roe") if "By" in byline else ("3 Feb 2022", "4 Mar 2022")
    for tag, ends in (("h1", True), ("h2", False)):
        record = read(
            story("Potters reopen the old kiln of the bay", byline.format(mine), TEXT),
            story("Salt traders count their sacks again", byline.format(other), OTHERS, tag=tag),
        )
        assert (OTHERS[0] not in record["body_text"]) is ends, tag


def test_a_next_article_beside_the_first_ones_parts() -> None:
    def flat(headline: str, byline: str, text: list[str]) -> str:
        paragraphs = "".join(f"<p>{one}</p>" for one in text)
        return (
            f'<div class="details-white-box"><h1>{headline}</h1></div><ul>{byline}</ul>'
            f'<div class="p-content">{paragraphs}</div>'
        )

    record = read(
        flat("Potters reopen the old kiln of the bay", FIRST, TEXT),
        flat("Salt traders count their sacks again", SECOND, OTHERS),
    )
    assert record["headline"] == "Potters reopen the old kiln of the bay"
    assert record["body_text"] == "\n\n".join(TEXT)
    assert record["published_at"] == "2022-02-03T06:46:00Z"


def test_entries_of_a_chronicle_are_the_articles() -> None:
    entries = "".join(
        f"<h2>What came at {hour}</h2><p>By Jane Doe</p><p>3 Feb 2022 {hour}</p><p>{one}</p><p>"
        f"{other}</p>"
        for hour, one, other in (("09:10", *OTHERS), ("10:20", *OTHERS))
    )
    paragraphs = "".join(f"<p>{one}</p>" for one in TEXT)
    record = read(
        f"<article><h1>Potters reopen the old kiln of the bay</h1><ul>{FIRST}</ul>"
        f"<div>{paragraphs}{entries}</div></article>"
    )
    found = record["body_text"].split("\n\n")
    assert found[:4] == [*TEXT, "What came at 09:10"]
    assert found[-2:] == OTHERS


@each_row(
    ("around", "tag"),
    [
        ("<article>{first}<div>{entries}</div></article>", "h2"),
        ("<article>{first}<section>{entries}</section></article>", "h1"),
        ("<article><header>{first}</header>{entries}</article>", "h2"),
        ('<div class="lead">{first}</div><div class="live">{entries}</div>', "h2"),
        ("<header>{first}</header><section>{entries}</section>", "h2"),
        ("<div>{first}</div><div>{entries}</div>", "h2"),
    ],
)
def test_signed_entries_of_a_live_blog_are_the_articles(around: str, tag: str) -> None:
    """They stand in boxes of their own, below the introduction's."""
    introduction = "".join(f"<p>{one}</p>" for one in TEXT)
    headline = "<h1>Potters reopen the old kiln of the bay</h1>"
    entries = "".join(
        story(
            f"What came at {hour}", f"<li>By John Roe</li><li>3 Feb 2022 {hour}</li>", text, tag=tag
        )
        for hour, text in (("09:10", OTHERS), ("10:20", LATER))
    )
    first = f"{headline}<ul>{FIRST}</ul><div>{introduction}</div>"
    found = read(around.format(first=first, entries=entries))["body_text"].split("\n\n")
    assert found[:3] == TEXT
    assert {"What came at 09:10", "What came at 10:20", *OTHERS, *LATER} <= set(found)


def test_cards_with_names_and_days_end_no_text() -> None:
    cards = "".join(
        f'<div><h2><a href="{OTHER}-{n}">Salt traders count their sacks again</a></h2>'
        f"<p>By John Roe</p><p>4 Mar 2022 10:00</p></div>"
        for n in range(4)
    )
    paragraphs = "".join(f"<p>{one}</p>" for one in TEXT)
    record = read(
        f"<article><h1>Potters reopen the old kiln of the bay</h1><ul>{FIRST}</ul>{cards}"
        f"<div>{paragraphs}</div></article>"
    )
    assert record["body_text"] == "\n\n".join(TEXT)
