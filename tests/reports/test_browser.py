"""The report in a real Chromium: opened from disk, read by eye, key, printer and assistant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.items import Article, Breaking, Removal, as_record
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.middlewares.chromium.locate import find_browser
from mayadeen_crawler.reports.build import write_report
from tests.helpers.articles import article
from tests.helpers.feed_year import Year, written
from tests.helpers.soak_figures import scaled

_FLAGS = ("--disable-background-networking", "--disable-component-update", "--disable-sync",
          "--no-first-run", "--disable-quic")  # fmt: skip

#: What a page may say, and how it is shown.
HOSTILE = {
    "<script>hit=1</script>": "<script>hit=1</script>",
    "<img src=x onerror=hit=1>": "<img src=x onerror=hit=1>",
    "</style><svg onload=hit=1>": "</style><svg onload=hit=1>",
    "]]><!-- {{ hit }} {% x %}": "]]><!-- {{ hit }} {% x %}",
    "\"'><a href=javascript:hit=1>": "\"'><a href=javascript:hit=1>",
    "datum['a.b'] + \\u0000 \\": "datum['a.b'] + \\u0000 \\",
    "right \u202eto left\u2066": "right \\u202eto left\\u2066",
    "bell \x07 and nul \x00": "bell \\x07 and nul \\x00",
    "👩‍🚒 " + "w" * 300: "👩‍🚒 " + "w" * 155 + "…",
    "مرحبا (بيروت)!": "مرحبا (بيروت)!",
}
CHARTS = {"runs", "articles", "week", "breaking", "tags", "rising", "authors", "sources", "regions",
          "edits", "removals", "most-read", "coverage", "provenance"}  # fmt: skip


def add_hostile(folder: Path) -> None:
    """Write records that hold HOSTILE wherever a page is quoted."""
    lines: dict[str, list[Any]] = {"articles": [], "breaking": [], "removals": []}
    for number, text in enumerate(HOSTILE):
        name, at = 500 + number, f"2026-01-20T10:{number:02}:00Z"
        fields: dict[str, Any] = {
            "headline": text, "tags": [text], "authors": [Author(text)], "sources": [text],
            "regions": [text], "section": text, "published_at": at, "published_date": at[:10],
            "url": "javascript:hit=1", "retrieved_at": at,
        }  # fmt: skip
        # As often as no other label.
        for copy in range(60):
            lines["articles"].append(article(name * 100 + copy, **fields))
        lines["articles"] += [
            article(name * 100, **{**fields, "headline": f"{text} {revision}",
                    "revision": revision, "revision_cause": "edited",
                    "retrieved_at": f"2026-03-05T{revision + 10}:00:00Z",
                    "changed_fields": ["headline"]})
            for revision in range(2, 12)
        ]  # fmt: skip
        lines["breaking"].append(
            Breaking(id=f"en:bad{number}", text=text, position=1, first_seen_at=at,
                     last_seen_at=at, observed_at=at)
        )  # fmt: skip
        lines["removals"].append(Removal(id=f"en:{1000 + name * 100 + 1}", observed_at=at,
                                         url="javascript:hit=1", status=404))  # fmt: skip
    for kind, items in lines.items():
        path = folder / kind / "2026-01-20.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as stream:
            stream.writelines(encode(_record(item)) for item in items)


def _record(item: Article | Breaking | Removal) -> dict[str, Any]:
    return as_record(item)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of two editions over some weeks, one of them right to left, and of hostile text."""
    # Not looked at by the schemas: a crawl writes no such records, a hand may.
    folder = tmp_path_factory.mktemp("test_hostile_text") / "output"
    add_hostile(folder)
    list[Year](written(folder, 300, "en", "ar", days=scaled(14, 28)))
    target = folder / "report.html"
    write_report(folder, target)
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser(get_project_settings())
    if path is None:
        pytest.fail("no Chromium: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=os.geteuid() != 0, args=list(_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    """The report, opened from disk; whatever it asked for or complained of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = context.new_page()
    requests: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(report.as_uri())
    yield page
    assert requests == [report.as_uri()]
    assert said == []
    context.close()


#: For each chart: marks that are drawn, cells of its table that are not 0, rows, whether
#: each drawing that is shown has a size and lies within the page, and its texts that do not.
_DRAWN = """() => [...document.querySelectorAll('figure')].map(figure => {
    const shown = [...figure.querySelectorAll('.plot')].filter(one => one.getClientRects().length);
    const box = shown[0].getBoundingClientRect();
    const rows = [...figure.querySelectorAll('tbody tr')];
    const figures = rows.map(row => [...row.querySelectorAll('td.n')].map(
        cell => Number(cell.textContent.replaceAll(',', ''))));
    const painted = one => one.getBBox().width > 0 && one.getBBox().height > 0
        && !['none', 'rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)'].includes(getComputedStyle(one).fill);
    return {
        id: figure.id, drawings: shown.length, rows: rows.length, figures,
        fits: box.width > 200 && box.height > 40 && box.left >= 0
            && box.right <= document.documentElement.clientWidth,
        out: [...shown[0].querySelectorAll('text')].filter(one => {
            const place = one.getBoundingClientRect();
            // But for a row of the widest letter, which no language has.
            return !one.textContent.includes('www')
                && (place.left < box.left - 1 || place.right > box.right + 1);
        }).map(one => one.textContent),
        bars: [...shown[0].querySelectorAll('.mark-rect path')].filter(painted).length,
        dots: [...shown[0].querySelectorAll('.mark-symbol path')].filter(painted).length,
    };
})"""


def _expected(chart: dict[str, Any]) -> int:
    """Return how many bars the table of *chart* asks for."""
    name, figures = chart["id"].partition("-chart-")[2], chart["figures"]
    if name == "week":
        return 7 * 24
    if name == "coverage":
        return 26 * len(figures)
    if name in ("tags", "authors", "sources", "regions", "edits"):
        return sum(row[0] > 0 for row in figures)
    if name in ("runs", "articles", "breaking", "removals", "provenance"):
        # The first column is the whole; one series alone has no other.
        return sum(n > 0 for row in figures for n in (row[1:] or row))
    return 0


@pytest.mark.parametrize("width", [1280, 375])
def test_every_chart_is_drawn_with_its_marks(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    charts = page.evaluate(_DRAWN)
    assert {chart["id"] for chart in charts} == {
        f"{code}-chart-{name}" for code in ("en", "ar") for name in CHARTS
    }
    for chart in charts:
        assert (chart["drawings"], chart["fits"]) == (1, True), chart["id"]
        assert chart["out"] == [], chart["id"]
        if chart["id"].endswith("rising"):
            assert chart["dots"] == 2 * chart["rows"] > 0
        elif chart["id"].endswith("most-read"):
            assert chart["bars"] >= chart["rows"] > 0  # one that came back has several
        else:
            assert chart["bars"] == _expected(chart) > 0, chart["id"]


_PAPER = "getComputedStyle(document.body).backgroundColor"
_OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
#: The rows of a table are alike: three of each are judged.
_SHORT = "document.querySelectorAll('tbody tr:nth-child(n + 4)').forEach(one => one.remove())"


@pytest.mark.parametrize(
    ("width", "scheme", "edition"), [(1280, "light", "ar"), (375, "dark", "en")]
)
def test_it_reads_well_at_any_width_in_either_theme(
    page: Page, width: int, scheme: Any, edition: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(_OPEN)
    for either in ("dark", "light"):
        page.emulate_media(color_scheme=either)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        paper = "rgb(255, 255, 255)" if either == "light" else "rgb(20, 23, 27)"
        assert page.evaluate(_PAPER) == paper
    page.emulate_media(color_scheme=scheme)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids)) > 50
    page.evaluate(_SHORT)
    page.evaluate(f"document.querySelectorAll('article:not(#{edition})').forEach(e => e.remove())")
    findings = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"])
        for one in findings
        if one["impact"] in ("serious", "critical")
    ] == []


def test_a_reader_may_choose_the_theme(page: Page) -> None:
    page.locator("#theme-dark").check()
    assert page.evaluate(_PAPER) == "rgb(20, 23, 27)"
    fill = "getComputedStyle(document.querySelector('.mark-rect path')).fill"
    dark = page.evaluate(fill)
    page.locator("#theme-light").check()
    assert page.evaluate(fill) != dark


def test_all_that_opens_or_scrolls_is_reached_by_key(page: Page) -> None:
    wanted = page.evaluate("""() => {
        document.querySelectorAll('details').forEach(one => { one.open = true });
        const all = document.querySelectorAll('summary, .scroll, main a[href], #theme-auto');
        all.forEach((one, number) => { one.dataset.stop = number });
        window.reached = new Set();
        document.addEventListener('focusin', event => reached.add(event.target.dataset.stop));
        return all.length;
    }""")
    assert wanted > 100
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
    missed = page.evaluate(
        "[...document.querySelectorAll('[data-stop]')]"
        ".filter(one => !reached.has(one.dataset.stop)).map(one => one.outerHTML.slice(0, 99))"
    )
    assert missed == []


def test_a_summary_opens_its_table_by_key(page: Page) -> None:
    table = page.locator("#en-chart-articles table")
    assert not table.is_visible()
    page.locator("#en-chart-articles summary").focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    assert table.locator("caption").inner_text() == "Articles by section and day"


def test_on_paper_charts_are_whole_and_dark_is_light(page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 1000})
    page.locator("#theme-dark").check()
    page.emulate_media(media="print")
    assert page.evaluate(_PAPER) == "rgb(255, 255, 255)"
    charts = page.evaluate(_DRAWN)
    assert {(chart["drawings"], chart["fits"]) for chart in charts} == {(1, True)}
    assert page.evaluate("document.documentElement.scrollWidth") == 700
    breaks = "[...document.querySelectorAll('figure')].map(f => getComputedStyle(f).breakInside)"
    assert set(page.evaluate(breaks)) == {"avoid"}
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_hostile_text_is_text(page: Page, report: Path) -> None:
    assert page.evaluate("typeof hit") == "undefined"
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0
    attributes = page.evaluate("""[...new Set([...document.querySelectorAll('*')].flatMap(
        one => one.getAttributeNames()).filter(name => /^(on|style$)/.test(name)))]""")
    assert attributes == []
    links = page.evaluate("""[...document.querySelectorAll('a[href]')].map(one => one.protocol)""")
    assert set(links) == {"file:", "http:"}  # to sections of the page, and to articles
    shown = page.evaluate("document.body.textContent")
    cells = page.evaluate("[...document.querySelectorAll('td, th, q')].map(one => one.textContent)")
    for said in HOSTILE.values():
        assert cells.count(said) >= 4, said  # tag, author, source, region, section
    assert not set("\u202e\u2066\x07\x00") & set(shown)
    policy = page.evaluate("document.querySelector('meta[http-equiv]').content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_a_script_that_did_get_in_would_not_run(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    blocked = page.evaluate("""() => new Promise(done => {
        document.addEventListener(
            'securitypolicyviolation', event => done(event.violatedDirective));
        const script = document.createElement('script');
        script.textContent = 'window.hit = 1';
        document.body.append(script);
        setTimeout(() => done('it ran: ' + window.hit), 5000);
    })""")
    page.close()
    assert blocked == "script-src-elem"


def test_right_to_left_text_runs_that_way(page: Page) -> None:
    found = page.evaluate("""() => {
        document.querySelectorAll('#ar-edits details').forEach(one => { one.open = true });
        const way = selector => getComputedStyle(document.querySelector(selector)).direction;
        return [way('#ar-edits .text'), way('#ar-most-read tbody th'), way('#ar-tags q'),
            way('#en-most-read tbody th'), way('#en-edits .text')];
    }""")
    assert found == ["rtl", "rtl", "rtl", "ltr", "ltr"]
