"""Choose an article's body among what several sources take for it.

``article.py`` calls ``read_body``. The first strategy that recognises a body wins, as for any
field, and is believed where it is long enough and nothing speaks against it. What speaks against
it is metadata that counts or holds much more text. Then the other candidates are read: the
visible structure without the class names, the lines of the page that JSON-LD's text repeats,
JSON-LD's text itself, and trafilatura's guess. One of them wins if it is much longer and agrees
with the first; a body that had to be chosen so carries the doubt ``body_guessed``, one that stays
much shorter than the metadata says ``body_short``.
"""

from __future__ import annotations

import re
from itertools import islice

from mayadeen_crawler.items.parts import BodyBlock
from mayadeen_crawler.pages import body_fallback, jsonld, tawsiyat, visible
from mayadeen_crawler.pages.article_layout import segment
from mayadeen_crawler.pages.article_layout.asides import is_prose
from mayadeen_crawler.pages.article_layout.body_blocks import GUESSED, SHORT, Body, build
from mayadeen_crawler.pages.article_layout.segment import ArticleParts
from mayadeen_crawler.pages.dom.nodes import Line
from mayadeen_crawler.pages.dom.phrases import is_sentence
from mayadeen_crawler.pages.dom.reading_order import read_flow
from mayadeen_crawler.pages.extraction import assembly
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.extraction.runner import Runner, Strategy

#: Words from which a body is believed where no metadata counts them, and under which it is short.
ENOUGH, FEW = 60, 15
#: Words of metadata's text from which it says something of the body.
MIN_SAID = 30
#: Part of the words that metadata counts: under the first another candidate is looked for, under
#: the second the body is short.
WHOLE, HALF = 0.7, 0.5
#: Times the length of the body at which another candidate that agrees with it wins.
LONGER = 1.4
#: Part of a text that has to be found in another so that both agree.
AGREES = 0.8
#: The same, below which both are different texts.
DIFFERS = 0.2
#: Characters at the beginning of a line, and lines, that are looked for first.
BEGINNING, MAX_BEGINNINGS = 20, 5
#: Characters of JSON-LD's text, times lines that are looked for in it: a bound to the work.
MAX_WORK = 50_000_000
#: Letters of the shortest line that is looked for in another text.
MIN_LINE = 12
#: Characters of the sentences outside the body from which a guess is asked for.
MIN_OTHERS = 200

#: How an excerpt ends, of which the rest is elsewhere.
EXCERPT = ("[...]", "[…]", "[..]")
#: Content types whose pages have a text.
WRITTEN = frozenset({"news", "article"})

_NO_LETTERS = re.compile(r"[\W_]+")


def read_body(
    page: Page, runner: Runner, strategies: tuple[Strategy, ...], last: Strategy | None
) -> tuple[Body, str | None]:
    """Return the likeliest body and the strategy that read it; ``(Body(), None)`` without one.

    *last* is asked where none of *strategies* recognises a body; ``None``: nothing is guessed.
    """
    body, by = assembly.read_body(runner, (*strategies, last) if last else strategies)
    if by == "trafilatura":
        body.blocks = [block for block in body.blocks if block.text not in page.once(_no_texts)]
        if not any(is_sentence(block.text or "") for block in body.blocks):
            return Body(), None  # menus, cards and comments were all that it found
        body.doubts.add(GUESSED)
    if body.text.endswith(EXCERPT):
        body.doubts.add(SHORT)
    if _is_whole(page, body.text):
        return body, by
    if by in ("markup", "visible") and body.text:
        body, by = _better(page, runner, body, by, guesses=last is not None)
    count, said = _words(body.text), words_said(page)
    if count and (count < said * HALF or (by != "markup" and count < FEW)):
        body.doubts.add(SHORT)
    return body, by


def _is_whole(page: Page, text: str) -> bool:
    """Whether a body is long, and no metadata has much more text. A quick look."""
    count, counted = _words(text), (jsonld.word_count(page), tawsiyat.word_count(page))
    if count < max(ENOUGH, *(WHOLE * (said or 0) for said in counted)):
        return False
    said = jsonld.body(page)
    begins = (line[:BEGINNING] for line in islice(text.split("\n"), MAX_BEGINNINGS))
    return said is None or (
        len(said) * WHOLE <= len(text) and any(words in said for words in begins)
    )


def lacks_text(page: Page, content_type: str | None, count: int | None) -> bool:
    """Whether a page of a kind that has a text has no word of it, and there may be one.

    Metadata counts its words, or the page shows cards with sentences: they may be the parts of a
    round-up.
    """
    if count or content_type not in WRITTEN:
        return False
    return words_said(page) > 0 or any(aside.foreign for aside in page.once(segment.read).asides)


def _words(text: str) -> int:
    """Return the number of words of a body, whose lines are clean."""
    # Not split(): of 32 MB of letters it would make 700 MB of words.
    return sum(line.count(" ") + 1 for line in text.split("\n") if line)


def words_said(page: Page) -> int:
    """Return the words of the text by the page's metadata; 0 where it does not say."""
    text = page.once(_text_said)
    counts = (jsonld.word_count(page), tawsiyat.word_count(page), _words(text))
    said = max(count or 0 for count in counts)
    return said if said >= MIN_SAID else 0


def _text_said(page: Page) -> str:
    """Return JSON-LD's text of the article, a line a paragraph; "" without one."""
    body = body_fallback.of_jsonld(page)
    return body.text if body else ""


def _better(page: Page, runner: Runner, body: Body, by: str, *, guesses: bool) -> tuple[Body, str]:
    """Return a candidate that has much more of the same text than *body*, or *body* itself."""
    count, said = _words(body.text), words_said(page)
    text = page.once(_text_said)
    if _words(text) >= MIN_SAID and _differ(body.text, text):
        body.doubts.add(GUESSED)
        guess = runner.ask(("trafilatura", body_fallback.of_trafilatura)) if guesses else None
        if isinstance(guess, Body) and by == "visible" and _differ(body.text, guess.text):
            other = body_fallback.of_jsonld(page)
            if other is not None and _agreement(text, guess.text) >= AGREES:
                other.doubts.add(GUESSED)
                return other, "jsonld"
        return body, by
    if count >= (said * WHOLE if said else ENOUGH):
        return body, by
    found = _letters(body.text)
    if by == "markup":
        seen = runner.ask(("visible", visible.unmarked_body))
        if isinstance(seen, Body) and _has_more(seen.text, body, said):
            return seen, "visible"
    if said and _words(text) >= MIN_SAID:
        lines = runner.ask(("visible", lambda page: _lines_said(page, text)))
        if isinstance(lines, Body) and len(lines.text) > len(body.text) * LONGER:
            lines.doubts.add(GUESSED)
            return lines, "visible"
        if _agreement(body.text, text) >= AGREES and len(_letters(text)) > len(found) * LONGER:
            whole = body_fallback.of_jsonld(page) or body
            whole.doubts.add(GUESSED)
            return whole, "jsonld"
        body.doubts.add(GUESSED)
    if guesses and by == "visible" and _shows_more(page, body):
        guess = runner.ask(("trafilatura", body_fallback.of_trafilatura))
        if isinstance(guess, Body):
            guess.blocks = _without_front(page, guess, body)
            if len(guess.text) > len(body.text) * 2 and _agreement(body.text, guess.text) >= AGREES:
                guess.doubts.add(GUESSED)
                return guess, "trafilatura"
        body.doubts.add(GUESSED)
    return body, by


def _differ(text: str, other: str) -> bool:
    """Whether two texts are different ones: hardly a line of either is in the other."""
    return _agreement(text, other) < DIFFERS and _agreement(other, text) < DIFFERS


def _has_more(seen: str, body: Body, said: int) -> bool:
    """Whether the text *seen* has that of *body* and much more: at least two sentences."""
    lines = set(body.text.split("\n"))
    others = [line for line in seen.split("\n") if line not in lines]
    if len(others) < 2 and not said:
        return False
    return len(seen) > len(body.text) * LONGER and lines <= set(seen.split("\n"))


def _lines_said(page: Page, text: str) -> Body | None:
    """Return the body of the lines of the page that are in *text*, if they are most of it."""
    parts = page.once(segment.read_unmarked)
    said, work = _letters(text), 0
    chosen: list[int] = []
    letters = 0
    for index in range(parts.headline_end + 1, len(parts.flow.pieces)):
        piece = parts.flow.pieces[index]
        if not isinstance(piece, Line) or piece.zone in ("nav", "footer"):
            continue
        line = _letters(piece.text)
        if len(line) >= MIN_LINE and line in said:
            chosen.append(index)
            letters += len(line)
        work += len(said)
        if work > MAX_WORK:
            return None
    if letters < len(said) * AGREES:
        return None
    return build(page, parts.flow, chosen)


def _agreement(text: str, other: str) -> float:
    """Return the part of *text*, by letters of its lines, that is in *other*."""
    lines = [_letters(line) for line in text.split("\n")][:1000]
    within = _letters(other)
    total = sum(map(len, lines))
    if not total or len(lines) * len(within) > MAX_WORK:
        return 0.0
    return sum(len(line) for line in lines if line in within) / total


def _shows_more(page: Page, body: Body) -> bool:
    """Whether the page shows more sentences outside the body than in it."""
    parts = page.once(segment.read)
    known = {i for start, end in _spans_without_text(parts) for i in range(start, end)}
    texts = {*body.text.split("\n"), parts.summary, parts.marked_summary}
    others = sum(
        len(piece.text)
        for index, piece in enumerate(parts.flow.pieces)
        if index > parts.headline_end
        and index not in known
        and isinstance(piece, Line)
        and is_prose(piece)
        and is_sentence(piece.text)
        and piece.text not in texts
    )
    return others > max(MIN_OTHERS, len(body.text))


def _spans_without_text(parts: ArticleParts) -> list[tuple[int, int]]:
    return [
        *((aside.start, aside.end) for aside in parts.asides),
        *((box.start, box.end) for box in parts.boxes),
    ]


def _without_front(page: Page, guess: Body, body: Body) -> list[BodyBlock]:
    """Return the blocks of *guess* from the first of *body* on, without those of boxes."""
    first = body.text.split("\n", 1)[0]
    texts = [block.text for block in guess.blocks]
    blocks = guess.blocks[texts.index(first) if first in texts else 0 :]
    return [block for block in blocks if block.text not in page.once(_boxed_texts)]


def _no_texts(page: Page) -> set[str | None]:
    """The lines anywhere on the page that are no text: of menus, links, boxes, and the headline."""
    lines = (p for p in read_flow(page.nodes, page.root).pieces if isinstance(p, Line))
    no_text = {p.text for p in lines if p.linked or p.zone in ("nav", "footer")}
    return no_text | _boxed_texts(page)


def _boxed_texts(page: Page) -> set[str | None]:
    parts = page.once(segment.read)
    boxed = {
        piece.text
        for start, end in _spans_without_text(parts)
        for piece in parts.flow.pieces[start:end]
        if isinstance(piece, Line)
    }
    return {parts.headline, parts.summary, *boxed}


def _letters(text: str) -> str:
    """Return *text* in lower case without spaces and marks: what two sources write alike."""
    return _NO_LETTERS.sub("", text.casefold())
