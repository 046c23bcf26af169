"""The options of ``scrapy export``: what they are, and which of them go together.

Everything wrong raises UsageError with one line, before a record is read.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.checks.edition_option import check_edition
from mayadeen_crawler.commands.checks.list_option import listed
from mayadeen_crawler.commands.checks.period_options import period
from mayadeen_crawler.exports import format_names
from mayadeen_crawler.schemas.kinds import KINDS, RecordKind
from mayadeen_crawler.utils.suggestion import suggestion

if TYPE_CHECKING:
    from mayadeen_crawler.exports.selection import Selection

_KINDS: Mapping[str, RecordKind] = {kind.folder: kind for kind in KINDS.values()}
#: Entries of a feed document, unless ``--limit`` says otherwise.
_ENTRIES = 100

OPTIONS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "--kind",
        {
            "metavar": "FEED",
            "help": f"{', '.join(_KINDS)} (default: articles)",
        },
    ),
    ("--all-revisions", {"action": "store_true", "help": "every revision, not only the newest"}),
    (
        "--since",
        {
            "metavar": "DATE",
            "help": "published (else: observed) at or after DATE, an ISO date or time",
        },
    ),
    (
        "--until",
        {"metavar": "DATE", "help": "likewise at or before DATE; a date means the whole day"},
    ),
    ("--section", {"metavar": "SLUG,…", "help": "only these sections, by the records' `section`"}),
    (
        "--tag",
        {"metavar": "LABEL,…", "help": "only articles with one of these tags, in any spelling"},
    ),
    ("--edition", {"metavar": "CODE", "help": "en, ar or es (default: all)"}),
    (
        "--unreserved",
        {
            "action": "store_true",
            "help": "leave out what the site's own words reserve from text mining, or may reserve",
        },
    ),
    (
        "--columns",
        {"metavar": "NAME,…", "help": "only these fields, in this order"},
    ),
    (
        "--no-body",
        {
            "action": "store_true",
            "help": "leave out body_text and body_blocks (in JSON Lines they are null and [])",
        },
    ),
    ("--no-bom", {"action": "store_true", "help": "CSV without the byte order mark Excel needs"}),
    (
        "--format",
        {
            "metavar": "NAME",
            "help": f"{', '.join(format_names.FORMATS)} (default: as FILE ends; a JSON Feed ends "
            "in .feed.json)",
        },
    ),
    (
        "--limit",
        {
            "metavar": "N",
            "help": f"of atom and jsonfeed: the newest N articles (default: {_ENTRIES}; 0: all)",
        },
    ),
    ("--since-last", {"metavar": "NAME", "help": "only what was written since NAME's last export"}),
    (
        "--datapackage",
        {"action": "store_true", "help": "describe FILE in datapackage.json beside it"},
    ),
    (
        "--skip-missing",
        {"action": "store_true", "help": "leave out records of feed files that were moved away"},
    ),
)

#: Option → the field that a kind's records need for it.
_NEEDS = {
    "all_revisions": "revision",
    "section": "section",
    "tag": "tags",
    "no_body": "body_text",
}
#: Options that mean nothing for a feed document, which is always of the newest articles.
_NOT_FOR_READERS = ("all_revisions", "since_last", "columns", "datapackage")

#: Options that mean nothing for a database, which holds every record of all feeds each time.
_NOT_FOR_DATABASES = ("kind", "all_revisions", "since_last", "columns", "datapackage")

#: File name endings of formats that are not written here.
_FOREIGN = frozenset({
    "xls", "ods", "tsv", "xml", "rss", "html", "feather", "arrow", "zip", "gz",
})  # fmt: skip


def form_of(opts: argparse.Namespace) -> str:
    """Return the format that ``--format`` or the file's name asks for, else ``jsonl``."""
    name = Path(opts.output or "").name
    form = format_names.of_file(name) if opts.format is None else opts.format
    ending = Path(name).suffix.removeprefix(".").lower()
    if form is None and ending in _FOREIGN:
        raise _wrong(
            f"{opts.output!r} names a format that is not written here: name a file that ends in "
            f"{', '.join(format_names.TABLES)}, atom, feed.json or db, "
            "or choose a format by --format"
        )
    form = "jsonl" if form is None else str(form)
    if form not in format_names.FORMATS:
        valid = format_names.FORMATS
        raise _wrong(f"--format {form!r} is none of {', '.join(valid)}{suggestion(form, valid)}")
    return form


def check_target(opts: argparse.Namespace, form: str, *, is_file: bool) -> None:
    """Raise UsageError where *form*, or an option, needs a file and there is none."""
    if form in format_names.FILES and not is_file:
        raise _wrong(f"--format {form} needs -o FILE")
    if opts.datapackage and not is_file:
        raise _wrong("--datapackage needs -o FILE: the description lies beside it")
    name = opts.since_last
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise _wrong(
            f"--since-last {name!r} cannot name a consumer: "
            "up to 100 letters, digits, '.', '_' and '-'"
        )


def selection(opts: argparse.Namespace, form: str, folder: Path) -> Selection:
    """Return what the options ask for, of the feeds of *folder*, to be written as *form*."""
    from mayadeen_crawler.exports.selection import ARTICLE, Selection, field_names

    if form == format_names.DATABASE:
        for option in _NOT_FOR_DATABASES:
            if getattr(opts, option):
                raise _wrong(
                    f"{_spelled(option)} is not for --format {form}, "
                    "which holds all feeds with every revision"
                )
    feed = ARTICLE.folder if opts.kind is None else opts.kind
    if feed not in _KINDS:
        raise _wrong(f"--kind {feed!r} is none of {', '.join(_KINDS)}{suggestion(feed, _KINDS)}")
    kind = _KINDS[feed]
    names = field_names(kind)
    for option, needed in _NEEDS.items():
        if getattr(opts, option) not in (None, False) and needed not in names:
            raise _wrong(
                f"{_spelled(option)} is not for --kind {feed}: its records have no {needed}"
            )
    if opts.unreserved and kind is not ARTICLE:
        raise _wrong("--unreserved is for --kind articles only: of other records it is unknown")
    if form in format_names.READERS:
        if kind is not ARTICLE:
            raise _wrong(f"--format {form} is for --kind articles only")
        for option in _NOT_FOR_READERS:
            if getattr(opts, option):
                raise _wrong(
                    f"{_spelled(option)} is not for --format {form}, "
                    "which holds the newest articles each time"
                )
    elif opts.limit is not None:
        raise _wrong(f"--limit is for --format {' and '.join(format_names.READERS)} only")
    if opts.no_bom and form != "csv":
        raise _wrong(f"--no-bom is for CSV only, and this is {form}")
    check_edition(opts.edition)
    sections = listed("--section", opts.section)
    if sections and kind is ARTICLE:
        _check_sections(sections, folder)
    wanted = Selection(
        kind=kind,
        all_revisions=opts.all_revisions,
        period=period(opts.since, opts.until, opts.edition),
        sections=sections,
        tags=listed("--tag", opts.tag),
        edition=opts.edition,
        unreserved=opts.unreserved,
        newest=_limit(opts.limit) if form in format_names.READERS else None,
        skip_missing=opts.skip_missing,
        columns=_columns(opts.columns, names),
        body=not opts.no_body,
        bom=not opts.no_bom,
    )
    if wanted.columns and not wanted.body and wanted.table != wanted.columns:
        lost = next(name for name in wanted.columns if name not in wanted.table)
        raise _wrong(f"--columns names {lost}, which --no-body leaves out")
    return wanted


def _columns(given: str | None, valid: Iterable[str]) -> tuple[str, ...]:
    names = listed("--columns", given)
    for name in names:
        if name not in valid:
            raise _wrong(
                f"--columns {name!r}: no such field{suggestion(name, valid)} "
                f"(valid: {', '.join(valid)})"
            )
    return names


def _limit(given: str | None) -> int:
    if given is None:
        return _ENTRIES
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise _wrong(f"--limit {given!r} is not a whole number from 0 up")
    return int(given)


def _check_sections(names: tuple[str, ...], folder: Path) -> None:
    from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
    from mayadeen_crawler.ledger.queries.export_lines import known_sections

    with snapshot(folder) as db:
        known = known_sections(db)
    for name in names:
        if known and name not in known:
            raise _wrong(
                f"--section {name!r}: no article has it{suggestion(name, known)} "
                f"(known: {', '.join(known)})"
            )


def _spelled(option: str) -> str:
    return f"--{option.replace('_', '-')}"


def _wrong(line: str) -> UsageError:
    return UsageError(line, print_help=False)
