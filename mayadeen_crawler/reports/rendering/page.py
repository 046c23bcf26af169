"""Turn sections into one HTML file, by the template ``templates/report.html`` and ``report.css``.

The file opens from disk and loads nothing: it has no script, font, image or other address of its
own. `build.write_report` calls `render` once.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mayadeen_crawler import __version__
from mayadeen_crawler.reports.charts.draw_svg import in_a_process
from mayadeen_crawler.reports.rendering.elements import LinkedText, ReportSection

#: Rows from which on a table scrolls in a frame of its own.
_LONG = 15


@dataclass(frozen=True, slots=True)
class EditionPart:
    """The report's part on one edition: how it is named, and its sections."""

    code: str
    publisher: str
    language: str
    direction: str
    time_zone: str
    sections: Sequence[ReportSection]


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """The top and bottom lines of a report."""

    period: str
    """In words: ``2026-03-01 to 2026-03-31``."""
    made_at: str
    """``2026-03-31 08:15 UTC``."""
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
    made.tests["link"] = lambda cell: isinstance(cell, LinkedText)
    made.tests["time"] = lambda cell: isinstance(cell, datetime)
    made.globals.update(long=_LONG)
    return made


def render(head: ReportHeader, parts: Sequence[EditionPart]) -> str:
    """Return the HTML page; every string in *parts* is escaped, except Markup."""
    templates = files("mayadeen_crawler.reports.rendering") / "templates"
    style = (templates / "report.css").read_text("utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template("report.html")
    with in_a_process() as draw:
        return page.render(
            head=head,
            parts=parts,
            version=__version__,
            style=Markup(style),  # noqa: S704 - a file of the package
            policy=policy,
            draw=draw,
        )
