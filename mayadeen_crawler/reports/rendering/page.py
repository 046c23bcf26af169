"""Sections → one HTML file that asks for nothing: no script, no font, no picture, no address."""

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
from mayadeen_crawler.reports.charts.svg import draw
from mayadeen_crawler.reports.rendering.elements import LinkedText, ReportSection

#: Rows from which on a table stands in a frame of its own.
_LONG = 15


@dataclass(frozen=True, slots=True)
class EditionPart:
    """What a report says of one edition."""

    code: str
    publisher: str
    language: str
    direction: str
    time_zone: str
    sections: Sequence[ReportSection]


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """What stands at the top of a report."""

    period: str
    made_at: str
    folder: str
    """Its name: the whole path is nobody's business who is sent the file."""
    missing: Sequence[str] = ()
    """Feed files that were not there."""


@cache
def _environment() -> Environment:
    """Compile the template once a process; it may lie in a zipped egg."""
    made = Environment(
        loader=PackageLoader("mayadeen_crawler.reports.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["link"] = lambda cell: isinstance(cell, LinkedText)
    made.tests["time"] = lambda cell: isinstance(cell, datetime)
    made.globals.update(draw=draw, long=_LONG)
    return made


def render(head: ReportHeader, parts: Sequence[EditionPart]) -> str:
    """Return the page; whatever stands in *parts* is text, but for Markup."""
    templates = files("mayadeen_crawler.reports.rendering") / "templates"
    style = (templates / "report.css").read_text("utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            head=head,
            parts=parts,
            version=__version__,
            style=Markup(style),  # noqa: S704 - a file of the package
            policy=(
                f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
                "base-uri 'none'; form-action 'none'"
            ),
        )
    )
