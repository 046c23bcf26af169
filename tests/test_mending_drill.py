"""Mending drill: each known name of the site's markup is renamed, one at a time.

The line that warns of it names a file; the new name, written into that file alone (on a copy of
the package), serves again what the old one did. Pages are the replica's, which is built from what
is known of the site and not from ``pages/``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.site_check import check_listing
from mayadeen_crawler.health.drift import MIN_NOW, drift
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages import markup
from mayadeen_crawler.pages.extraction.page import Page
from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES, TICKER_FILES
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.article import ReplicaArticle
from mayadeen_crawler.replica.rendering.article_view import article_shown
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.render import Renderer
from tests.helpers import extract_pages
from tests.helpers.extract_pages import Kind
from tests.helpers.listing_pages import items, page
from tests.helpers.source_code import PACKAGE, ROOT

MENDING = (ROOT / "docs" / "mending.md").read_text(encoding="utf-8")
#: What no page and no file of the package holds.
NEW = "Qv7-Strip"

Pages = tuple[tuple[str, str], ...]
"""(URL, HTML) of each page."""


class Drill(NamedTuple):
    """A name that is renamed, and the pages on which it is."""

    name: str
    pages: Callable[[], Pages]
    file: str
    kind: Kind = "article"
    edition: str = "en"
    line: str = "drift"
    """What names the file: the drift line, the doctor's (``doctor``), or ``docs/mending.md``
    alone, where the values are served as before and only differ (``docs``): no line shows."""


@cache
def _site() -> tuple[ReplicaSite, Renderer]:
    site = ReplicaSite(articles=300)
    return site, Renderer(site)


def _articles(*variants: str, having: Callable[[ReplicaArticle], Any]) -> Pages:
    """Return as many articles of the *variants* as drift needs to say anything."""
    site, renderer = _site()
    numbers = (n for n in range(1, 301) if article_shown(site, n).variant.name in variants)
    found = [n for n in numbers if having(article_shown(site, n))][:MIN_NOW]
    assert len(found) == MIN_NOW
    host = site.edition.base_url
    return tuple((host + site.path(n), renderer.article(n, Quirks()).decode()) for n in found)


@cache
def marked() -> Pages:
    """Known class names and no metadata."""
    return _articles("markup", having=lambda article: article.summary and article.blocks)


@cache
def insets() -> Pages:
    """Articles with an inset whose entries have no picture: nothing but the name tells it."""
    pages = _articles("markup", "full", having=lambda article: article.inset)
    picture = re.compile(r"<a [^>]*><img [^>]*></a>\n(?=<a [^>]*><p>)")
    assert all(picture.search(html) for _, html in pages)
    return tuple((url, picture.sub("", html)) for url, html in pages)


@cache
def embedded() -> Pages:
    """Nothing but the site's embedded metadata."""
    return _articles("tawsiyat", having=lambda article: article.summary)


@cache
def embedded_by_id() -> Pages:
    """The same, told by its id alone: either its id or its type is enough."""
    return tuple((url, html.replace(' type="text/tawsiyat"', "")) for url, html in embedded())


@cache
def meta() -> Pages:
    """Nothing but meta elements. Those of videos and newscasts have no times."""
    with_times = ("news", "article")
    return _articles(
        "meta", having=lambda article: article.summary and article.content_type in with_times
    )


def _home(edition: str, **without: str) -> Pages:
    """Return an edition's home page twice: a ticker has ten lines, and drift needs more."""
    site = ReplicaSite(articles=20, edition=edition)
    html = Renderer(site).home().decode()
    for old, new in without.items():
        assert old.replace("_", "-") in html
        html = html.replace(old.replace("_", "-"), new)
    return ((f"{site.edition.base_url}/", html),) * 2


def text_beside() -> Pages:
    """An Arabic ticker whose items also say where they come from, outside their text."""
    ((url, html), *_) = _home("ar")
    text = '<div class="ticker-text">'
    return ((url, html.replace(text, f"<i>غرفة الأخبار</i>{text}")),) * 2


def listing() -> Pages:
    """A listing whose load-more button has no word that is known."""
    html = page(f"{items(*range(5))}<button class='loadmorebtn'>⟳</button>").text
    return ((f"{ENGLISH.base_url}/news/politics", html),)


#: Known names (class, id, key of the metadata) → where they are mended. Written by hand.
DRILLS = [
    Drill("details-white-box", marked, "pages/markup.py"),
    Drill("lg_para", marked, "pages/markup.py"),
    Drill("p-content", marked, "pages/markup.py"),
    Drill("dual-related", insets, "pages/markup.py"),
    Drill("ticker__item", lambda: _home("en"), "pages/markup.py", "ticker"),
    # Either name is enough, so the other one is taken away.
    Drill(
        "ticker-box", lambda: _home("ar", ticker_item="x1", ticker_text="x2"), "pages/markup.py",
        "ticker", "ar",
    ),
    Drill(
        "ticker-item", lambda: _home("ar", ticker_box="x1", ticker_text="x2"), "pages/markup.py",
        "ticker", "ar",
    ),
    Drill(
        '"ticker"',
        lambda: _home("ar", ticker_item="x1", ticker_text="x2", ticker_box="ticker"),
        "pages/markup.py", "ticker", "ar",
    ),
    Drill("ticker-text", text_beside, "pages/markup.py", "ticker", "ar", line="docs"),
    Drill("loadmorebtn", listing, "pages/markup.py", "listing", line="doctor"),
    Drill('"tawsiyat-metadata"', embedded_by_id, "pages/tawsiyat.py"),
    Drill('"postid"', embedded, "pages/tawsiyat.py"),
    Drill('"postid"', meta, "pages/meta.py"),
    Drill("article:published_time", meta, "pages/meta.py"),
]  # fmt: skip


@cache
def _usual(kind: Kind, edition: str, pages: Pages) -> tuple[list[Any], dict[str, int]]:
    return extract_pages.extract(kind, edition, pages)


class Copy(NamedTuple):
    """A copy of the package, and a process that reads pages with it."""

    folder: Path
    reader: subprocess.Popen[str]

    def extract(self, drill: Drill, pages: Pages) -> tuple[list[Any], dict[str, int]]:
        """Return what the copy, as it is now, reads of *pages*."""
        given = {"kind": drill.kind, "edition": drill.edition, "pages": pages}
        assert self.reader.stdin is not None
        assert self.reader.stdout is not None
        self.reader.stdin.write(f"{json.dumps(given)}\n")
        self.reader.stdin.flush()
        found, counts = json.loads(self.reader.stdout.readline())
        return found, counts


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """Make the copy and start its process."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("templates"))
    with subprocess.Popen(
        # -B: bytecode is told apart by second and size, and drills change a file twice a second.
        [sys.executable, "-B", extract_pages.__file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder,
        env={"PYTHONPATH": str(folder)},
    ) as reader:  # fmt: skip
        yield Copy(folder, reader)
        assert reader.stdin is not None
        reader.stdin.close()
        assert reader.wait(60) == 0


def test_each_name_of_the_sites_markup_is_drilled() -> None:
    single = {markup.HEADLINE_BOX, markup.SUMMARY, markup.BODY, markup.INSET}
    names = {*single, *markup.TICKER_ITEMS, *markup.TICKER_TEXTS, *markup.TICKER_BOXES}
    # Of the load-more names the first alternative is the site's, the others are like it.
    names.add(markup.LOAD_MORE.pattern.partition("|")[0])
    drilled = {drill.name.strip('"') for drill in DRILLS if drill.file == "pages/markup.py"}
    assert drilled == names


@pytest.mark.sampled(15)
@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: f"{drill.name} {drill.file}")
def test_a_renamed_name_is_mended_in_the_file_that_is_named(drill: Drill, copied: Copy) -> None:
    pages = drill.pages()
    assert all(drill.name in html for _, html in pages)
    new = f'"{NEW}"' if drill.name.startswith('"') else NEW
    renamed = tuple((url, html.replace(drill.name, new)) for url, html in pages)
    before, usual = _usual(drill.kind, drill.edition, pages)
    after, now = extract_pages.extract(drill.kind, drill.edition, renamed)
    assert after != before  # else nothing was lost

    lines = warnings(drill, renamed, now, usual)
    assert [line for line in lines if drill.file in line] == lines != []

    source = copied.folder / PACKAGE.name / drill.file
    text = source.read_text(encoding="utf-8")
    assert drill.name in text
    source.write_text(text.replace(drill.name, new), encoding="utf-8")
    try:
        assert copied.extract(drill, renamed) == (before, usual)
    finally:
        source.write_text(text, encoding="utf-8")


def warnings(
    drill: Drill, renamed: Pages, now: Mapping[str, int], usual: Mapping[str, int]
) -> list[str]:
    """Return the lines that an operator has of it, each with a file."""
    if drill.line == "doctor":
        report = Report(Site(ENGLISH))
        check_listing(report, "politics", Page(page(renamed[0][1]), report.site))
        return [found.finding for found in report.findings]
    files = TICKER_FILES if drill.kind == "ticker" else ARTICLE_FILES
    twice = {name: 2 * count for name, count in usual.items()}  # of more pages, as is usual
    lines = list(drift(now, [{"stats": twice, "good": True}], files).values())
    if drill.line == "docs":
        assert lines == []
        return [row for row in MENDING.splitlines() if row.startswith("| a class name or id of")]
    return lines
