"""``scrapy search``: full text search over articles and breaking lines, newest first."""

from __future__ import annotations

import argparse
import re
import sqlite3
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.edition_option import check_edition
from mayadeen_crawler.commands.checks.list_option import listed
from mayadeen_crawler.commands.checks.period_options import period
from mayadeen_crawler.extensions.gc_tuning import fewer_collections
from mayadeen_crawler.ledger.database.connection import why_no_folder
from mayadeen_crawler.period import Period
from mayadeen_crawler.utils import terminal
from mayadeen_crawler.utils.advised_command import advised
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from rich.text import Text

    from mayadeen_crawler.search.find import Hit, Wanted

#: Hits that are shown unless --limit says otherwise.
LIMIT = 20
#: What --kind may say → the kind in the index. The feeds of articles are `articles`.
KINDS = {"articles": "article", "breaking": "breaking", "article": "article"}
#: Filters by what a breaking line does not have.
OF_ARTICLES = ("section", "tag", "author")


class Command(ScrapyCommand):
    """Prints the newest records that hold the words of a query."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage after the command's name."""
        return '"WORDS" [options]'

    def short_desc(self) -> str:
        """One line for ``scrapy``'s list of commands."""
        return 'Search articles and breaking lines: words, "phrases", -without, prefix*'

    def long_desc(self) -> str:
        """The text above the options in the help."""
        return (
            "All words must be in headline, summary or text, in any case, accents and Arabic "
            'spelling. "two words" follow each other, -word must not be there, grow* is growers, '
            "too. The index is OUTPUT_DIR/search.db, which is brought up to date at each call and "
            "may be deleted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the filters, the limit and the form of the output."""
        super().add_options(parser)
        parser.set_defaults(minus_words=True)  # -word must not be there
        add = parser.add_argument
        add("--since", metavar="DATE", help="published at or after DATE (ISO date or time)")
        add("--until", metavar="DATE", help="published at or before DATE; a date is the whole day")
        add("--section", metavar="SLUG,…", help="only these sections")
        add("--tag", metavar="LABEL,…", help="only articles with one of these tags")
        add("--author", metavar="NAME,…", help="only articles by one of these authors")
        add("--edition", metavar="CODE", help="en, ar or es (default: all)")
        add("--kind", metavar="KIND", help="articles or breaking (default: both)")
        add(
            "--all-revisions",
            action="store_true",
            help="also what an article or a line said in earlier revisions",
        )
        add(
            "--limit", metavar="N", default=str(LIMIT), help=f"most hits; 0: all (default: {LIMIT})"
        )
        add("--json", action="store_true", help="one JSON object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the hits; status 0 also without one, 1 with one line if the index fails."""
        from mayadeen_crawler.search.database import FILE_NAME
        from mayadeen_crawler.search.update import with_index

        assert self.settings is not None
        if option := next((word for word in args if re.fullmatch("-[A-Za-z]", word)), ""):
            other = "scrapy search … --json > FILE, or scrapy export -o FILE for tables"
            raise UsageError(
                f"no {option} here: {other if option in ('-o', '-O') else 'see -h'}",
                print_help=False,
            )
        wanted, limit = _wanted(" ".join(args), opts), _limit(opts.limit)
        folder = Path(self.settings["OUTPUT_DIR"])
        if line := why_no_folder(folder):
            terminal.complain(f"scrapy search: {line}")
            self.exitcode = 1
            return
        try:
            with fewer_collections():
                with_index(folder, partial(_show, folder, wanted, limit, as_json=opts.json))
        except (sqlite3.Error, OSError) as error:
            terminal.complain(
                f"scrapy search: {folder / FILE_NAME}: {error}: free space or mend its rights; "
                "the file may be deleted"
            )
            self.exitcode = 1
            return
        except KeyboardInterrupt:
            terminal.complain("scrapy search: interrupted: the next call goes on from there")
            self.exitcode = 1


def _show(
    folder: Path, wanted: Wanted, limit: int, db: sqlite3.Connection, *, as_json: bool
) -> None:
    """Print the newest hits of the index *db*, or why there is none; *limit* 0: all."""
    from mayadeen_crawler.search.find import find, unknown_value
    from mayadeen_crawler.search.update import unread_lines

    hits = list(find(db, wanted, limit + 1 if limit else 0))
    unread, unknown = unread_lines(db), None if hits else unknown_value(db, wanted)
    are_more = 0 < limit < len(hits)
    hits = hits[:limit] if limit else hits
    if as_json:
        terminal.write_json(*map(asdict, hits))
    elif hits:
        terminal.show(*(part for hit in hits for part in _shown(hit)))
    elif unknown:
        nearest = suggestion(unknown.value, unknown.known, 0.7)
        terminal.complain(
            f"nothing found: no article has --{unknown.name} {unknown.value!r}{nearest}"
        )
    else:
        hint = ": all words must be there, whole; grow* is also growers" if wanted.query else ""
        terminal.complain(f"nothing found{hint}")
    if are_more:
        terminal.complain(f"the newest {limit}; --limit 0 shows all")
    if unread:
        named = advised("scrapy audit --integrity", folder)
        terminal.complain(
            f"{unread} line{'s' * (unread > 1)} of the feeds cannot be read, and no search "
            f"finds what they held: {named} names the files"
        )


def _wanted(query: str, opts: argparse.Namespace) -> Wanted:
    from mayadeen_crawler.search.find import Wanted
    from mayadeen_crawler.search.words import parse

    check_edition(opts.edition)
    if opts.kind is not None and opts.kind not in KINDS:
        raise UsageError(
            f"--kind {opts.kind!r} is none of articles, breaking"
            + suggestion(opts.kind, ("articles", "breaking")),
            print_help=False,
        )
    asked = {
        name: values
        for name in (*OF_ARTICLES, "edition")
        if (values := listed(f"--{name}", getattr(opts, name)))
    }
    if opts.kind == "breaking" and (name := next((one for one in OF_ARTICLES if one in asked), "")):
        raise UsageError(
            f"--{name} is not for --kind breaking: its records have no {name}", print_help=False
        )
    if opts.kind:
        asked["kind"] = (KINDS[opts.kind],)
    bounds = period(opts.since, opts.until, opts.edition)
    parts = tuple(parse(query))
    if query.strip() and not parts:
        raise UsageError(f"{query!r} holds no word", print_help=False)
    if not query.strip() and not asked and bounds == Period():
        raise UsageError('name the words, such as scrapy search "olive growers"', print_help=False)
    return Wanted(parts, tuple(asked.items()), bounds, opts.all_revisions)


def _limit(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise UsageError(f"--limit {value!r} is no whole number from 0 up", print_help=False)
    return int(value)


def _shown(hit: Hit) -> list[Text]:
    """Return the lines of one hit."""
    from rich.text import Text

    from mayadeen_crawler.search.words import MARK

    about = [(hit.published_at or "no time")[:16].replace("T", " "), hit.edition, hit.section]
    if hit.revision is None:
        about.append("breaking")
    head = Text(terminal.harmless(hit.headline or ""), style="bold")
    marked = Text(terminal.harmless(hit.snippet))
    if terminal.has_colour():
        marked = Text()
        for place, part in enumerate(terminal.harmless(hit.snippet).split(MARK)):
            marked.append(part, style="bold yellow" if place % 2 else "")
    facts = Text(terminal.harmless(" · ".join(part for part in about if part)), style="dim")
    url = terminal.unwrapped(terminal.harmless(hit.url or ""))
    return [head, facts, marked, url, Text("")]
