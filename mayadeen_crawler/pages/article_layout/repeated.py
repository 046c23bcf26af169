"""Leave out what an article's text says twice: twins for print or phones, and pull quotes.

``segment`` calls ``without_repeats`` with the pieces that ``body_selection`` chose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

from mayadeen_crawler.pages.article_layout.body_selection import tag_and_parent
from mayadeen_crawler.pages.dom.nodes import Flow, Line

#: Characters of the shortest line that is a repetition where it stands twice.
MIN_REPEATED = 30
#: Lines that are looked for in the others.
MAX_QUOTES = 100
#: Characters of all lines up to which lines are looked for in the others.
MAX_TEXT = 200_000
_MARKS = "\"'“”„«»‘’‹›…. "


def without_repeats(flow: Flow, body: list[int], headline: str | None) -> list[int]:
    """Return *body*, indices of pieces of *flow*, without lines that repeat others of it.

    Of two equal lines in different elements the one stays whose element holds more of the text.
    A line that is part of another line goes if it is a quote or stands alone in its element, as
    pull quotes do. A heading equal to the *headline* goes.
    """
    lines = {i: piece for i in body if isinstance(piece := flow.pieces[i], Line)}
    gone = _twins(lines)
    gone |= _whole_texts({i: line for i, line in lines.items() if i not in gone})
    gone |= {i for i, line in lines.items() if line.kind == "heading" and line.text == headline}
    if sum(len(line.text) for line in lines.values()) <= MAX_TEXT:
        gone |= _pull_quotes({i: line for i, line in lines.items() if i not in gone})
    return [i for i in body if i not in gone] if gone else body


def _twins(lines: dict[int, Line]) -> set[int]:
    """Return the indices of lines that are equal to another one in a larger element."""
    equal: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in lines.items():
        if len(line.text) >= MIN_REPEATED:
            equal[line.text.casefold()].append(index)
    repeated = [indices for indices in equal.values() if len(indices) > 1]
    if not repeated:
        return set()
    held = Counter(tag_and_parent(line) for line in lines.values())
    gone: set[int] = set()
    for indices in repeated:
        if len({tag_and_parent(lines[index]) for index in indices}) == 1:
            continue  # the text says it twice
        stays = max(indices, key=lambda index: (held[tag_and_parent(lines[index])], -index))
        gone.update(index for index in indices if index != stays)
    return gone | _short_twins(lines, gone)


def _whole_texts(lines: dict[int, Line]) -> set[int]:
    """Return the indices of lines that are several others one after another: a twin in one."""
    begins: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in lines.items():
        if len(line.text) >= MIN_REPEATED:
            begins[line.text[:MIN_REPEATED]].append(index)
    gone: set[int] = set()
    order = list(lines)
    places = {index: place for place, index in enumerate(order)}
    for indices in begins.values():
        if len(indices) != 2:
            continue
        short, long = sorted(indices, key=lambda index: len(lines[index].text))
        place = places[short] + 1
        following = [index for index in order[place : place + 2] if index != long][:1]
        whole = lines[long].text
        if following and all(lines[index].text in whole for index in (short, *following)):
            gone.add(long)
    return gone


def _short_twins(lines: dict[int, Line], gone: set[int]) -> set[int]:
    """Return the indices of short lines beside those *gone* that stand elsewhere too."""
    near: set[int] = set()
    short: list[int] = []  # since the last long line
    after_gone = False
    for index, line in lines.items():
        if len(line.text) < MIN_REPEATED:
            short.append(index)
            continue
        if after_gone or index in gone:
            near.update(short)
        short, after_gone = [], index in gone
    near.update(short if after_gone else ())
    stay = {
        line.text.casefold()
        for index, line in lines.items()
        if len(line.text) < MIN_REPEATED and index not in near
    }
    return {index for index in near if lines[index].text.casefold() in stay}


def _pull_quotes(lines: dict[int, Line]) -> set[int]:
    """Return the indices of lines that are part of another line, set off from it.

    A list that says the same twice is no quote of itself.
    """
    held = Counter(tag_and_parent(line) for line in lines.values())
    most = max(held.values(), default=0)
    apart = [
        (index, tag_and_parent(line), text)
        for index, line in lines.items()
        if (line.kind == "quote" or held[tag_and_parent(line)] < most)
        and len(text := line.text.strip(_MARKS).casefold()) >= MIN_REPEATED
    ]
    if not apart:
        return set()
    joined = "\n".join(line.text for line in lines.values()).casefold()
    beside = Counter((place, text) for _, place, text in apart)
    return {
        index
        for index, place, text in islice(apart, MAX_QUOTES)
        if joined.count(text) > beside[place, text]
    }
