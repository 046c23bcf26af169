"""Turn sections into one HTML file, by ``report.html``, ``.css`` and ``.js`` in ``templates/``.

The file opens from disk and loads nothing. Its policy lets one script run, ours by its hash, which
filters lists of rows; all else is readable without. `build.write_report` calls `render` once.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mayadeen_crawler import __version__
from mayadeen_crawler.reports.rendering.elements import ReportSection
from mayadeen_crawler.reports.rendering.table_cells import cell, linked
from mayadeen_crawler.reports.wording import Wording

#: What differs in a text → the element it is shown in.
_TAGS = {"old": Markup("<del>{}</del>"), "new": Markup("<ins>{}</ins>"), "same": Markup("{}")}

#: Rows from which on a table scrolls in a frame of its own.
_LONG = 15


@dataclass(frozen=True, slots=True)
class Drawings:
    """A chart as SVG, for a wide screen and for a phone."""

    wide: Future[Markup]
    narrow: Future[Markup]


@dataclass(frozen=True, slots=True)
class EditionPart:
    """The report's part on one edition: how it is named, and its sections."""

    code: str
    publisher: str
    language: str
    direction: str
    time_zone: str
    sections: Sequence[ReportSection]
    drawings: Mapping[str, Drawings]
    """By the id of their chart; the page waits for those that are still being drawn."""


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """The top and bottom lines of a report."""

    period: str
    """In words: ``2026-03-01 to 2026-03-31``."""
    made_at: str
    """``2026-03-31 10:15`` on the site's clock."""
    zone: str
    """Name of the site's clock: ``Asia/Jerusalem``."""
    folder: str
    """Name of the output folder, without its path: the report may be sent to others."""
    missing: Sequence[str] = ()
    """Feed files that the ledger names and that are not in the folder (moved away)."""


@cache
def _environment() -> Environment:
    """Return the template environment, made once a process; the package may be a zipped egg."""
    made = Environment(
        loader=PackageLoader("mayadeen_crawler.reports.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["time"] = lambda value: isinstance(value, datetime)
    made.globals.update(long=_LONG, tags=_TAGS, cell=cell, linked=linked)
    return made


def render(head: ReportHeader, parts: Sequence[EditionPart], words: Wording) -> str:
    """Return the HTML page in the language of *words*; strings in *parts* are escaped, not Markup.

    A list's block of data is Base64 and needs no escape.
    """
    templates = files("mayadeen_crawler.reports.rendering") / "templates"
    style = (templates / "report.css").read_text("utf-8")
    script = (templates / "report.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template("report.html")
        .render(
            head=head,
            parts=parts,
            words=words,
            say=words.say,
            version=__version__,
            style=Markup(style),  # noqa: S704 - files of the package
            script=Markup(script),  # noqa: S704
            policy=policy,
        )
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
