"""The report's lists to explore: all articles of the period, and all lines of the ticker.

`build` calls `articles`; `events.breaking` calls `lines`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from mayadeen_crawler.reports.data.chart_data import ChartData
from mayadeen_crawler.reports.rendering import row_data
from mayadeen_crawler.reports.rendering.elements import (
    Difference,
    LinkedText,
    NewsRow,
    ReportSection,
    RowList,
    shown,
)
from mayadeen_crawler.reports.rendering.text_diff import passages
from mayadeen_crawler.reports.sections.delays import delay_class
from mayadeen_crawler.reports.sections.differences import differences

#: Rows in the page itself, for a reader without its script.
_STATIC = 50
#: Articles whose differences are shown: those edited last. Comparing takes a few milliseconds each.
_COMPARED = 300
#: Newest edits of an article that are shown.
_SHOWN = 10
#: Labels of one kind that a row shows and is found by.
_LABELS = 20
#: Lists of labels that are kept at a time as a row shows them: most rows repeat another's.
_LISTS = 4096

# Lists are not aggregated in SQL: DuckDB would need more memory than a report may take.
_ARTICLES = """
    SELECT id, coalesce(strftime(moment, '%Y-%m-%d %H:%M'), day::VARCHAR, ''),
        headline, coalesce(url, canonical_url), section, tags, authors, sources, regions
    FROM articles
    ORDER BY day DESC NULLS LAST, moment DESC NULLS LAST, id
"""
_SPELLINGS = """
    SELECT kind, label, name FROM spellings JOIN (SELECT DISTINCT kind, key, name FROM named)
        USING (key)
"""
_DELAYS = "SELECT id, epoch(changed_at) - epoch(published_at) FROM edits"
_KINDS = ("tags", "authors", "sources", "regions")
_EDITED_LAST = """
    SELECT id, list(strftime(seen_at, '%Y-%m-%dT%H:%M:%SZ') ORDER BY seen_at)
    FROM edits GROUP BY id ORDER BY max(seen_at) DESC, id LIMIT $most
"""
_LINES = """
    SELECT strftime(timezone($zone, observed_at), '%Y-%m-%d %H:%M'), text, became,
        strftime(timezone($zone, ends_at), '%Y-%m-%d %H:%M'), versions
    FROM ticker_lines ORDER BY observed_at DESC, id
"""


def articles(
    data: ChartData, ledger: sqlite3.Connection, folder: Path, budget: int
) -> ReportSection:
    """Return the section with the list of all articles, of at most about *budget* bytes.

    Raises LedgerError if a feed file is not as it was committed.
    """
    words = data.words
    title, no_section = words.say("list.title"), words.say("articles.no_section")
    whole, edited = data.ask(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(DISTINCT id) FROM edits)"
    )[0]
    if not whole:
        return ReportSection("list", title, words.say("list.none"))
    compared = {
        article: differences(data, ledger, folder, article, moments[-_SHOWN:]).edits
        for article, moments in data.ask(_EDITED_LAST, most=_COMPARED)
    }
    names = {(kind, label): shown(name) for kind, label, name in data.rows(_SPELLINGS)}
    delays: dict[str, list[str]] = {}
    for article, delay in data.rows(_DELAYS):
        delays.setdefault(article, []).append(delay_class(delay))

    @lru_cache(_LISTS)
    def labels(kind: str, *published: str) -> tuple[str, ...]:
        return tuple(sorted({names[kind, one] for one in published})[:_LABELS])

    @lru_cache(_LISTS)
    def place(section: str | None) -> str:
        return shown(section) if section else no_section

    def row(
        article: str, at: str, headline: str | None, url: str | None, section: str | None,
        *published: list[str] | None,
    ) -> NewsRow:  # fmt: skip
        tags, authors, sources, regions = [
            labels(kind, *found) if found else ()
            for kind, found in zip(_KINDS, published, strict=True)
        ]
        edits = delays.get(article, ())
        return NewsRow(
            at, LinkedText.to(headline, url), place(section), "", tags, authors, sources, regions,
            tuple(map(words.say, sorted(set(edits)))), len(edits), compared.get(article, ()),
        )  # fmt: skip

    rows = (row(*cells) for cells in data.rows(_ARTICLES))
    notes = [words.say("list.differences", n=_COMPARED)] if edited > _COMPARED else []
    heads = ("list.published", "list.article", "list.section")
    made = _row_list(data, "articles", "list.caption", heads, rows, whole, budget, notes)
    return ReportSection("list", title, words.say("list.takeaway", n=whole), rows=made)


def lines(data: ChartData, budget: int) -> RowList:
    """Return the list of all lines of the ticker, of at most about *budget* bytes."""
    whole = data.ask("SELECT count(*) FROM ticker_lines")[0][0]
    say, zone = data.words.say, data.edition.time_zone

    @lru_cache
    def place(became: str) -> str:
        return say(f"breaking.{became}")

    def row(at: str, text: str, became: str, ends_at: str | None, versions: Any) -> NewsRow:
        key = "lines.withdrawn_at" if became == "withdrawn" else "lines.gone_at"
        made = [
            Difference(
                say("edit.seen", record=say("edit.line"), at=data.clock(one["at"]), zone=zone),
                [(say("field.text"), passages(one["old"] or "", one["new"] or ""))],
            )
            for one in versions or ()
        ]
        return NewsRow(
            at, LinkedText.to(text, None), place(became), say(key, at=ends_at) if ends_at else "",
            edits=len(made), differences=made,
        )  # fmt: skip

    rows = (row(*cells) for cells in data.rows(_LINES, zone=zone))
    heads = ("lines.seen", "lines.line", "lines.became")
    return _row_list(data, "lines", "lines.caption", heads, rows, whole, budget, [])


def _row_list(
    data: ChartData,
    name: str,
    caption: str,
    heads: tuple[str, str, str],
    rows: Iterator[NewsRow],
    whole: int,
    budget: int,
    notes: list[str],
) -> RowList:
    say = data.words.say
    newest: list[NewsRow] = []
    packed, kept = row_data.pack(_noted(rows, newest), budget)
    static = say("list.static", shown=len(newest), n=whole) if whole > len(newest) else ""
    if whole > kept:
        notes.append(say("list.left_out", n=whole - kept))
    time, text, place = map(say, heads)
    return RowList(
        name, say(caption), (time, text, place), newest, packed, whole, notes, static,
        has_labels=name == "articles",
    )  # fmt: skip


def _noted(rows: Iterator[NewsRow], newest: list[NewsRow]) -> Iterator[NewsRow]:
    for row in rows:
        if len(newest) < _STATIC:
            newest.append(row)
        yield row
