"""``scrapy browse``: its pages in a real Chromium, what they let in, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.items import Breaking, Capture, Removal, as_record
from mayadeen_crawler.items.parts import Author
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.middlewares.chromium.locate import find_browser
from tests.helpers.articles import article
from tests.helpers.processes import Running, scrapy, start
from tests.helpers.soak_figures import SOAK

HOSTILE = "<script>hit=1</script>"
QUOTES = "\"'><a href=javascript:hit=1>"
BIDI = "right \u202eto\u061c left\x07"
AT = "2026-03-01T10:00:00Z"


def write(folder: Path, feed: str, *items: Any) -> None:
    path = folder / feed / "2026-03-01.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.writelines(encode(as_record(item)) for item in items)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edited English article, an Arabic one, hostile ones, and some more to fill a page."""
    folder = tmp_path_factory.mktemp("test_hostile_text") / "output"
    growers: dict[str, Any] = {
        "headline": "Olive growers meet in Tyre", "summary": "They ask for water.",
        "body_text": "The growers met.\n\nThe café was full.", "tags": ["Olives", "Water"],
        "authors": [Author("Ana Ríos")], "published_at": "2026-03-05T10:00:00Z",
        "published_date": "2026-03-05", "section": "economy",
    }  # fmt: skip
    write(
        folder, "articles",
        article(1, **growers | {"headline": "Olive growers gather"}),
        article(1, **growers, revision=2, revision_cause="edited", changed_fields=["headline"]),
        article(2, edition="ar", headline="الحكومة تعلن", body_text="أَعلنتِ الحكومة عن ساعة جديدة",
                language="ar", tags=["بيروت"], authors=[Author("رنا حداد")],
                published_at="2026-03-04T10:00:00Z", published_date="2026-03-04"),
        *(article(10 + number, headline=text, summary=text, body_text=f"{text} marked", tags=[text],
                  authors=[Author(text)], section=text, section_label=text,
                  url="javascript:hit=1", published_date=text)
          for number, text in enumerate((HOSTILE, QUOTES, BIDI))),
        *(article(100 + number) for number in range(60)),
    )  # fmt: skip
    write(
        folder, "breaking",
        *(Breaking(id=f"en:b{number}", text=text, position=1, first_seen_at=AT, last_seen_at=AT,
                   observed_at=AT, url="javascript:hit=1")
          for number, text in enumerate(("Ships wait", "السفن تنتظر", HOSTILE, BIDI))),
    )  # fmt: skip
    write(folder, "removals", Removal(id="en:1010", url="javascript:hit=1", observed_at=AT,
                                      status=404))  # fmt: skip
    older: dict[str, Any] = {"headline": HOSTILE, "capture_url": "javascript:hit=1"}
    write(folder, "captures", Capture(id="en:1001", captured_at=AT, source="wayback", **older))
    return folder


def address(run: Running) -> str:
    """Return where it serves, once it says so."""
    for _ in range(1200):
        if found := re.match(r"browse at (\S+)/ - Ctrl-C ends it\n", run.out.read_text()):
            return found[1]
        assert run.poll() is None, run.errors()
        time.sleep(0.05)
    pytest.fail("it does not say where it serves")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with start("browse", "--port", "0", "-s", f"OUTPUT_DIR={folder}") as run:
        yield address(run)
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == 0
        assert run.errors() == ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser(get_project_settings())
    if path is None:
        pytest.fail("no Chromium: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=os.geteuid() != 0,
            args=["--disable-background-networking", "--no-first-run"],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str) -> tuple[Page, list[str]]:
    """A page that may ask this site only, and what it had to complain of."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    page = context.new_page()
    said: list[str] = []
    context.on(
        "request", lambda asked: None if asked.url.startswith(site) else said.append(asked.url)
    )
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    return page, said


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """The one page of all tests, as it is at first: one for each would cost a second."""
    page, said = opened
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    yield page
    assert said == []


def headlines(page: Page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


def expect_headlines(page: Page, found: list[str]) -> None:
    """Wait for a page that shows *found*: a click returns before the next page is there."""
    expect(page.locator(".card h3")).to_have_text(found)


@pytest.mark.soak
def test_the_first_page_shows_the_news(page: Page) -> None:
    page.goto("/")
    assert headlines(page)[:2] == ["Olive growers meet in Tyre", "الحكومة تعلن"]
    assert page.locator(".lines li").count() == 4
    assert page.locator(".tiles div").first.inner_text().split() == ["65", "articles"] or (
        page.locator(".tiles div").first.inner_text().split() == ["articles", "65"]
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("GROWERS cafe", ["Olive growers meet in Tyre"]),  # accents
        ('"growers met"', ["Olive growers meet in Tyre"]),
        ("growers -cafe", []),
        ("gather", []),  # an earlier revision said so
        ("اعلنت الحكومه", ["الحكومة تعلن"]),  # spellings
        ('facets : "x" OR (', []),
    ],
)
@pytest.mark.sampled(6)
def test_search_finds_as_the_command_does(page: Page, words: str, found: list[str]) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()
    expect_headlines(page, found)


@pytest.mark.parametrize(
    ("facet", "label", "found"),
    [
        ("section", "economy", ["Olive growers meet in Tyre"]),
        ("tags", "Water", ["Olive growers meet in Tyre"]),
        ("authors", "رنا حداد", ["الحكومة تعلن"]),
        ("published_date", "2026-03-04", ["الحكومة تعلن"]),
        ("edition", "ar", ["الحكومة تعلن"]),
        ("tags", HOSTILE, [HOSTILE]),
        ("section", QUOTES, [QUOTES]),
    ],
)
@pytest.mark.sampled(7)
def test_a_facet_narrows_the_articles(page: Page, facet: str, label: str, found: list[str]) -> None:
    page.goto("/feeds/articles")
    box = page.locator(f"#facet-{facet}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_role("link", name=label, exact=True).click()
    expect_headlines(page, found)


def test_an_article_reads_well(page: Page) -> None:
    page.goto("/feeds/articles?_search=cafe")
    page.locator(".card h3 a").click()
    expect(page.locator("h1")).to_have_text("Olive growers meet in Tyre")
    assert page.locator(".body p").all_inner_texts() == ["The growers met.", "The café was full."]
    assert page.locator("article .tags li").all_inner_texts() == ["Olives", "Water"]
    facts = page.locator("article .facts")
    assert "Ana Ríos" in facts.inner_text()
    assert "2026-03-05 10:00 UTC" in facts.inner_text()
    link = facts.get_by_role("link", name="on the site")
    assert link.get_attribute("href") == "http://replica.test/news/politics/made-up-story-1"
    page.get_by_text("Olive growers gather").click()  # the earlier revision opens in place
    assert page.locator("details[open]").inner_text().startswith("Olive growers gather")
    page.locator("article .tags a").first.click()
    expect_headlines(page, ["Olive growers meet in Tyre"])


def test_arabic_runs_from_right_to_left(page: Page) -> None:
    way = "one => getComputedStyle(one).direction"
    page.goto("/feeds/articles/en~3A1002")
    assert page.locator("h1").evaluate(way) == "rtl"
    assert page.locator(".body p").first.evaluate(way) == "rtl"
    page.goto("/feeds/breaking")
    assert page.get_by_role("cell", name="السفن تنتظر").evaluate(way) == "rtl"
    assert page.get_by_role("cell", name="Ships wait").evaluate(way) == "ltr"


ANSWER = "/feeds?sql=select+*+from+articles+limit+5"
PAGES = ["/", "/feeds", "/feeds/articles", "/feeds/articles/en~3A1001", "/feeds/articles/en~3A1010",
         "/feeds/articles/en~3A1011", "/feeds/breaking", "/feeds/edits", "/feeds/revisions",
         "/feeds/captures", "/feeds/removed_articles", ANSWER,
         "/feeds/articles?_search=marked"]  # fmt: skip


_SIDEWAYS = """[...document.querySelectorAll('.scroll')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.scrollWidth)"""
#: One of each template, and all of them under SOAK: the others' pages differ in their words.
JUDGED = PAGES if SOAK else ["/", "/feeds", "/feeds/articles", "/feeds/articles/en~3A1001",
                             "/feeds/breaking", ANSWER]  # fmt: skip
#: Scheme → width, colour of the paper, and what is judged there: all, then what a view decides.
VIEWS: dict[Any, tuple[int, str, dict[str, Any]]] = {
    "light": (1280, "rgb(255, 255, 255)", {}),
    "dark": (375, "rgb(20, 23, 27)",
             {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}),
}  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.sampled(13)
def test_pages_fit_are_accessible_and_show_hostile_text_as_text(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("typeof hit") == "undefined"
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object').length") == 0
    links = page.evaluate("[...document.querySelectorAll('[href]')].map(one => one.protocol)")
    assert set(links) - {None} <= {"http:", "https:"}
    assert not set("\u202e\u061c\x07") & set(page.evaluate("document.body.textContent"))
    for scheme, (width, paper, judged) in VIEWS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
        assert page.evaluate("document.documentElement.scrollWidth") == width
        # On a phone no table has to be scrolled sideways.
        assert width > 500 or page.evaluate(_SIDEWAYS) == []
        if path in JUDGED:
            assert serious_findings(page, judged) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("typeof hit") == "undefined"


def serious_findings(page: Page, judged: dict[str, Any]) -> list[tuple[str, str]]:
    """Return rule and element of what axe finds; rows that are like three others are hidden."""
    page.evaluate(
        "document.querySelectorAll('tr:nth-child(n + 4), .card:nth-child(n + 4)')"
        ".forEach(one => { one.hidden = true })"
    )
    findings = Axe().run(page, options={"resultTypes": ["violations"], **judged}).response
    page.evaluate("document.querySelectorAll('[hidden]').forEach(one => { one.hidden = false })")
    return [
        (one["id"], one["nodes"][0]["html"])
        for one in findings["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def ask(url: str, **headers: str) -> tuple[int, str, Any]:
    """Return status, text and headers of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def test_only_this_machine_is_answered(site: str) -> None:
    status, text, headers = ask(f"{site}/", Host="evil.example")
    assert (status, text) == (421, "This server answers to 127.0.0.1 only.\n")
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert ask(f"{site}/", Host="localhost:8001")[0] == 200


def test_what_is_not_there_is_a_page_and_formulas_are_no_csv(site: str) -> None:
    assert ask(f"{site}/feeds/nope")[0] == 404
    assert ask(f"{site}/feeds/articles/en~3A9")[0] == 404
    assert ask(f"{site}/feeds/articles.csv")[:2] == (
        404,
        "For CSV: scrapy export -o articles.csv\n",
    )
    status, text, _ = ask(f"{site}/feeds/articles.json?_search=cafe&_shape=array")
    assert (status, [one["id"] for one in json.loads(text)]) == (200, ["en:1001"])
    assert ask(f"{site}/feeds.db")[0] == 403


@pytest.mark.parametrize(
    ("sql", "status"),
    [
        ("select+1", 200),
        ("drop+table+articles", 400),
        ("attach+'/tmp/x'+as+y", 400),
        (
            "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+max(i)+from+n",
            400,
        ),
        ("select+hex(zeroblob(900000000))", 400),
    ],
)
@pytest.mark.sampled(5)
def test_a_query_reads_and_takes_no_longer_than_it_may(site: str, sql: str, status: int) -> None:
    assert ask(f"{site}/feeds?sql={sql}")[0] == status


def test_queries_of_readers_may_be_off(folder: Path) -> None:
    with start("browse", "--port", "0", "--no-sql", "-s", f"OUTPUT_DIR={folder}") as run:
        site = address(run)
        assert ask(f"{site}/feeds?sql=select+1")[0] == 403
        assert "<textarea" not in ask(f"{site}/feeds")[1]
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["x"], 2, "unknown argument 'x'"),
        (["--port", "70000"], 2, "--port is from 0 to 65535"),
        (["--time-limit", "0"], 2, "--time-limit is from 10"),
        (["-s", "OUTPUT_DIR=/nowhere/at/all"], 1, "/nowhere/at/all is not there"),
    ],
)
def test_wrong_use_is_one_line(words: list[str], code: int, says: str) -> None:
    done = scrapy("browse", *words, code=code)
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_a_port_in_use_is_one_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = scrapy("browse", "--port", port, "-s", f"OUTPUT_DIR={folder}", code=1)
    assert done.stderr == (
        f"scrapy browse: port {port} cannot be used: Address already in use: "
        "name another by --port\n"
    )


def until_shown(site: str, text: str) -> None:
    """Wait until the first page shows *text*."""
    for _ in range(600):
        if text in ask(f"{site}/")[1]:
            return
        time.sleep(0.1)
    pytest.fail(f"{text} does not show")


@pytest.mark.soak
def test_what_is_written_meanwhile_shows(tmp_path: Path) -> None:
    write(tmp_path, "articles", article(1, headline="Harbour reopens"))
    with start("browse", "--port", "0", "-s", f"OUTPUT_DIR={tmp_path}") as run:
        site = address(run)
        assert "Harbour reopens" in ask(f"{site}/")[1]
        write(tmp_path, "articles", article(2, headline="Ferry strike ends"))
        until_shown(site, "Ferry strike ends")
        assert "<strong>2</strong> rows" in ask(f"{site}/feeds/articles")[1]
        # Feeds that were replaced: the index is made anew, as another file.
        (tmp_path / "articles" / "2026-03-01.jsonl").unlink()
        write(tmp_path, "articles", article(3, headline="Orchard sold"))
        until_shown(site, "Orchard sold")
        assert "Harbour reopens" not in ask(f"{site}/")[1]
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == 0
        assert run.errors() == ""
