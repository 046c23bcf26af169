"""Every way out of a page that is known, on one page in a real Chromium: none reaches another host.

Nor does any of them reach an address of the site itself that robots.txt disallows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served
from tests.middlewares.chromium.hostile_site import HostileSite, Trap, trap
from tests.middlewares.chromium.ways_out import OF_LEAVING, at, headers_of, page_of

#: Ways that reach another server from a Chromium that is not guarded.
FREE = {
    "img", "input", "background", "video", "poster", "audio", "embed", "object", "iframe", "srcdoc",
    "frame-refresh", "frame-script", "script", "module", "module-import", "stylesheet", "preload",
    "css-import", "css-background", "svg-image", "redirect", "fetch", "fetch-opaque",
    "fetch-redirect", "xhr", "event-source", "websocket", "new-image", "import", "worker",
    "worker-fetch", "window", "srcset", "picture", "css-font", "font-face", "import-map",
    "modulepreload", "prefetch", "svg-filter", "written",
}  # fmt: skip
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = (
    "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='TRAP'?>"
    "<a xmlns='http://www.w3.org/1999/xhtml'><img src='TRAP'/></a>"
)


@pytest.fixture(scope="module")
def chromium() -> str:
    found = find_browser(get_project_settings())
    if found is None:
        pytest.fail(f"these tests need a Chromium, which `make test` installs: {INSTALL}")
    return found


def set_out(site: HostileSite, url: str, place: str, section: str) -> None:
    """Have the *section*'s page try every way to *url* and *place*, then ask for ``/tried``."""
    ways = f"{page_of(url, place)}<script>fetch('/tried')</script>"
    page = str(site.pages[f"/news/{section}"]).replace("</body>", f"{ways}</body>")
    site.pages[f"/news/{section}"] = Answer(page.encode(), headers=HTML | headers_of(url))
    for name in ("redirect", "fetch-redirect"):
        site.pages[f"/away/{name}"] = Answer(b"", 302, {"Location": f"{url}/{name}"})
    styled = at(XML, "stylesheet-of-xml", url, place).encode()
    site.pages["/styled.xml"] = Answer(styled, headers={"Content-Type": "text/xml"})


def addresses_of(caught: Trap) -> tuple[str, str]:
    return f"http://127.0.0.2:{caught.tcp_port}", f"127.0.0.2:{caught.udp_port}"


@dataclass
class Read:
    """A listing of two pages that was read in a browser."""

    run: Crawl
    asked: list[str]
    """What the site was asked for."""
    caught: list[str]
    """What came to another host."""


#: As its page is left for the next one, it adds a frame.
LEAVING = (
    "<a rel='next' href='/news/politics?page=2'>Next</a>"
    "<script>addEventListener('beforeunload', () => {"
    " document.body.append(Object.assign(document.createElement('iframe'),"
    " {src: '/private/frame'})) })</script>"
)


@pytest.fixture(scope="module")
def read(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The listing whose first page tries every way out, and adds its frame as it is left."""
    with trap() as caught, HostileSite(politics=LEAVING) as site:
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
        site.pages["/news/politics?page=2"] = site.pages["/news/politics"]
        url, place = addresses_of(caught)
        set_out(site, url, place, "politics")
        run = crawl(
            "section", tmp_path_factory.mktemp("ways_out"), base_url=site.url, sections="politics",
            browser="always", max_pages="2", settings={"BROWSER_PATIENCE": 5},
        )  # fmt: skip
        return Read(run, site.asked, caught.caught())


def test_no_way_out_reaches_another_host(read: Read) -> None:
    assert read.caught == []
    assert "/tried" in read.asked
    # The listing was read all the same.
    assert (read.run.status, len(read.run.records)) == (0, 1), read.run.lines


def test_a_frame_that_is_added_as_its_page_is_left_is_not_taken_for_the_next_page(
    read: Read,
) -> None:
    assert "/news/politics?page=2" in read.asked
    assert "/private/frame" not in read.asked
    assert read.run.stats["browser/refused/robots"] >= 1
    assert (read.run.status, len(read.run.records)) == (0, 1), read.run.lines


@pytest.mark.usefixtures("chromium")
@pytest.mark.soak
def test_a_page_that_leaves_for_another_host_does_not_get_there(tmp_path: Path) -> None:
    with trap() as caught:
        url, place = addresses_of(caught)
        sections = dict(zip(("politics", "sports", "health"), OF_LEAVING, strict=True))
        ways = {slug: at(OF_LEAVING[name], name, url, place) for slug, name in sections.items()}
        with HostileSite(**ways) as site:
            run = crawl(
                "section", tmp_path, base_url=site.url, sections=",".join(sections),
                browser="always", max_pages="1", settings={"BROWSER_PATIENCE": 1},
            )  # fmt: skip
        assert caught.caught() == []
    # Each was fetched once without a browser, and shown in one.
    assert [site.asked.count(f"/news/{slug}") for slug in sections] == [2, 2, 2]
    # Chromium's own page about what did not load is not read as the site's.
    text = "\n".join(run.lines)
    for slug in sections:
        assert f"section:{slug}: page 1 could not be read: offsite" in text
    assert "page_error" not in text


@pytest.mark.usefixtures("chromium")
@pytest.mark.soak
def test_no_way_leads_to_an_address_that_robots_disallows(tmp_path: Path) -> None:
    with HostileSite() as site:
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
        set_out(site, f"{site.url}/private", site.url.removeprefix("http://"), "politics")
        run = crawl(
            "section", tmp_path, base_url=site.url, sections="politics", browser="always",
            max_pages="1", settings={"BROWSER_PATIENCE": 5},
        )  # fmt: skip
    assert [path for path in site.asked if path.startswith("/private")] == []
    assert run.stats["browser/refused/robots"] > 3
    assert "/tried" in site.asked
    assert (run.status, len(run.records)) == (0, 1), run.lines


@pytest.mark.soak
def test_a_browser_that_nobody_guards_takes_these_ways(chromium: str) -> None:
    """Else a page that tries nothing would pass."""
    flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with trap() as caught, HostileSite() as site, Served() as other:
        _, place = addresses_of(caught)
        set_out(site, other.url, place, "politics")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=flags)
            page = browser.new_page()
            page.goto(f"{site.url}/news/politics")
            for _ in range(200):
                reached = {path.strip("/") for path in other.asked}
                if reached >= FREE:
                    break
                page.wait_for_timeout(100)
            browser.close()
        assert reached >= FREE, FREE - reached
        # WebRTC and WebTransport.
        assert "udp" in caught.caught()
