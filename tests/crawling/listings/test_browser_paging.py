"""Load more by script, in a real Chromium: what it brings, what it asks for, how it fails."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler import __version__
from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import scrapy
from tests.helpers.served_site import Answer, SmallSite, served
from tests.helpers.soak_figures import SOAK, scaled
from tests.helpers.warc_files import kept

SITE = ReplicaSite(articles=900, page_size=2)
#: Times that a load-more button is pressed.
PRESSES = scaled(3, 15)
#: Seconds until every process of a browser must have ended.
ENDING = 60


@pytest.fixture
def chromium() -> None:
    if find_browser(get_project_settings()) is None:
        pytest.fail(f"these tests need a Chromium, which `make test` installs: {INSTALL}")


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(SITE) as server:
        yield server


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))


def shown(replica: ReplicaServer, section: str, pages: int) -> list[str]:
    """Return the addresses of a listing's first pages, in order."""
    numbers = (n for page in replica.site.listing_pages(section)[:pages] for n in page)
    return [replica.url + replica.site.path(number) for number in numbers]


def presses(replica: ReplicaServer) -> list[str]:
    return [path for path in replica.requests if path.startswith("/feed/")]


def browsers() -> list[int]:
    """Return the processes of browsers and their drivers that this one started."""
    parents: dict[int, int] = {}
    commands: dict[int, bytes] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(errors="replace")
            commands[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found = []
    for process, command in commands.items():
        if b"--headless" not in command and b"run-driver" not in command:
            continue
        ancestor = process
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        if ancestor == os.getpid():
            found.append(process)
    return found


def assert_none_is_left() -> None:
    limit = time.monotonic() + ENDING
    while left := browsers():
        assert time.monotonic() < limit, left
        time.sleep(0.1)


class OnPress(list[str]):
    """A request log that does something when a script asks for cards the *number*-th time."""

    def __init__(self, number: int, action: Callable[[], None]) -> None:
        super().__init__()
        self._left, self._action = number, action

    def append(self, path: str) -> None:
        super().append(path)
        if path.startswith("/feed/"):
            self._left -= 1
            if self._left == 0:
                self._action()


def kill_browser() -> None:
    """Kill one browser; each listing has its own."""
    for process in browsers():
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        if b"--headless" in command and b"--type=" not in command:
            os.kill(process, signal.SIGKILL)
            return


@pytest.mark.usefixtures("chromium")
def test_many_presses_bring_every_card_once(replica: ReplicaServer, tmp_path: Path) -> None:
    run = crawl(
        "section",
        tmp_path,
        base_url=replica.url,
        sections="latin-america",
        max_pages=str(1 + PRESSES),
        settings={"ARCHIVE_DIR": str(tmp_path / "archive")},
    )
    assert (run.status, run.lines) == (0, [])
    assert len(presses(replica)) == PRESSES
    expected = shown(replica, "latin-america", 1 + PRESSES)
    assert len(expected) == len(set(expected)) == 2 * (1 + PRESSES)
    assert sorted(record["url"] for record in feed(tmp_path)) == sorted(expected)
    asked = Counter(path for path in replica.requests if replica.site.find(path))
    assert set(asked.values()) == {1}
    # The page names pictures, a font and a script off the site.
    assert not [path for path in replica.requests if path.startswith("/media/")]
    assert "/static/replica.woff2" not in replica.requests
    assert run.stats["browser/refused/kind"] > 1
    assert run.stats["browser/refused/offsite"] >= 1
    assert run.stats["listing/completed"] == 1
    assert_none_is_left()
    # What the browser made of the page each time is no answer of the site's.
    made = [one for one in kept(*(tmp_path / "archive").iterdir()) if one["type"] == "resource"]
    assert len(made) == 1 + PRESSES
    assert {one["headers"]["Content-Type"] for one in made} == {"text/html; charset=utf-8"}
    last = made[-1]["body"].decode()
    assert all(f'href="{url.removeprefix(replica.url)}"' in last for url in expected)


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("sections", ["newsfeed,latin-america", *["latin-america"] * SOAK])
@pytest.mark.soak
def test_a_killed_browser_costs_one_listing_its_rest(
    replica: ReplicaServer, tmp_path: Path, sections: str
) -> None:
    replica.requests = OnPress(PRESSES, kill_browser)
    run = crawl(
        "section",
        tmp_path,
        base_url=replica.url,
        sections=sections,
        max_pages=str(1 + PRESSES),
    )
    assert run.status == 0
    line, *summary = run.lines
    assert summary == ["WARNING: warning: lists read in part: 1: see the lines above"]
    origin = line.split(": ")[1].removeprefix("section:")
    assert origin in ("newsfeed", "latin-america")
    assert "the browser failed" in line
    read = int(line.partition(", so ")[2].split()[0])
    others = set(sections.split(",")) - {origin}
    assert 1 <= read <= PRESSES if others else read == PRESSES
    assert run.stats["listing/browser_failed"] == 1
    # The other one is read in a browser of its own.
    assert run.stats.get("listing/completed", 0) == len(others)
    # What the press would have brought is lost, all before it is kept.
    expected = {*shown(replica, origin, read)}
    expected.update(*(shown(replica, other, 1 + PRESSES) for other in others))
    assert sorted(record["url"] for record in feed(tmp_path)) == sorted(expected)
    assert_none_is_left()


MORE = """
<script>
  const more = (url) => fetch(url).then((response) => response.ok ? response.text() : "")
    .then((cards) => document.querySelector("main").insertAdjacentHTML("beforeend", cards));
</script>"""


def listing_of(path: str, script: str) -> str:
    """Return a listing with one card, and a button that runs *script*."""
    return (
        f"<html><body><main><h1>A list</h1><div><h3><a href='{path}/the-first-story-of-this-list'>"
        "The first story of this list</a></h3><span>3 Feb 2022</span></div></main>"
        f"{MORE}<div><div class='zq7'><button class='k1' onclick=\"{script}\">"
        "<span>Load more</span></button></div></div></body></html>"
    )


def further(path: str, name: str) -> str:
    return f"<div><h3><a href='{path}/{name}'>The headline of {name}</a></h3></div>"


class Timed(SmallSite):
    """A small site that notes when it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def answer(self, path: str) -> Answer:
        self.times.append(time.monotonic())
        if path == "/late":
            time.sleep(0.5)
        return super().answer(path)


def hostile(elsewhere: str) -> Timed:
    """Return a site whose pages ask for all that they should not get."""
    site = Timed()
    names = {
        "politics": "Politics", "sports": "Sports", "economy": "Economy",
        "technology": "Technology", "environment": "Environment",
    }  # fmt: skip
    site.listing("/", menu=[(f"/news/{slug}", label) for slug, label in names.items()])
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
    site.redirects |= {"/leave": f"{elsewhere}/left", "/hide": "/private/hidden"}
    site.statuses["/refused"] = 403
    for slug in names:
        site.article(f"/news/{slug}/the-first-story-of-this-list", f"The first story of {slug}")
    for path in ("politics", "technology", "environment"):
        for name in ("second", "third"):
            headline = f"A {name} story of {path} that came later"
            site.article(f"/news/{path}/a-{name}-story-that-came-later", headline)
    site.pages["/late"] = further("/news/politics", "a-third-story-that-came-later")
    site.pages["/more"] = further("/news/politics", "a-second-story-that-came-later")
    site.pages["/news/politics"] = listing_of(
        "/news/politics", "more('/more').then(() => this.disabled = true).then(() => more('/late'))"
    ).replace(
        "</body>",
        f"""
        <link rel="preconnect" href="{elsewhere}"><link rel="prefetch" href="/prefetched">
        <style>
          @font-face {{ font-family: f; src: url(/font.woff2) }} main {{ font-family: f }}
        </style>
        <img src="/picture.png"><img src="{elsewhere}/picture.png"><video src="/film.mp4"></video>
        <iframe src="{elsewhere}/frame"></iframe><script src="{elsewhere}/script.js"></script>
        <script>
          for (const url of ["/private/x", "/leave", "/hide", "{elsewhere}/y"])
            fetch(url).catch(() => 0);
          fetch("/agent/" + navigator.userAgent);
          navigator.sendBeacon("/beacon", "x");
          window.open("/popup");
          new WebSocket("{elsewhere}/socket".replace("http", "ws"));
          new WebSocket(location.origin.replace("http", "ws") + "/socket");
          navigator.serviceWorker.register("/worker.js").catch(() => 0);
          new Worker(URL.createObjectURL(new Blob([`fetch("{elsewhere}/worker").catch(() => 0)`])));
        </script></body>""",
    )
    site.pages["/news/sports"] = listing_of("/news/sports", "more('/private/more')")
    site.pages["/news/economy"] = listing_of("/news/economy", "")
    # Two pages have addresses, the third is fetched by script, the fourth is refused.
    fourth = "this.onclick = () => more('/refused')"
    first = listing_of("/news/technology", f"more('/third').then(() => {{ {fourth} }})")
    site.pages["/news/technology"] = first.replace(
        "<button class='k1'", "<button data-url='/news/technology?page=2'"
    )
    site.pages["/news/technology?page=2"] = first.replace("the-first", "a-second").replace(
        "of-this-list", "that-came-later"
    )
    site.pages["/third"] = further("/news/technology", "a-third-story-that-came-later")
    # A button's address answers what only its script makes cards of.
    site.pages["/rows"] = json.dumps(
        {"rows": [["a-second-story-that-came-later", n] for n in range(9)]}
    )
    site.pages["/fourth"] = further("/news/environment", "a-second-story-that-came-later")
    site.pages["/news/environment"] = listing_of(
        "/news/environment", "more('/fourth').then(() => this.parentNode.hidden = true)"
    ).replace("<button ", "<button data-url='/rows' ")
    return site


@pytest.mark.usefixtures("chromium")
@pytest.mark.soak
def test_a_page_gets_what_its_listing_needs_at_the_pace_and_nothing_else(tmp_path: Path) -> None:
    delay = 0.1
    with served(SmallSite()) as elsewhere, served(hostile(elsewhere.url)) as site:
        assert isinstance(site, Timed)
        run = crawl(
            "section",
            tmp_path,
            base_url=site.url,
            sections="politics,sports,economy,technology,environment",
            settings={
                "DOWNLOAD_DELAY": delay,
                "AUTOTHROTTLE_ENABLED": False,
                "BROWSER_PATIENCE": 1.5,
            },
        )
    assert elsewhere.requests == []
    paths = set(site.requests)
    assert "/more" in paths
    assert {path for path in paths if path.startswith("/agent/")} == {
        f"/agent/mayadeen-crawler/{__version__}"
    }
    forbidden = {"/private", "/picture", "/font", "/film", "/popup", "/beacon", "/prefetched"}
    forbidden |= {"/socket", "/worker"}
    assert not [path for path in paths if path.startswith(tuple(forbidden))]
    # Each but the first waited for its moment, whoever asked.
    assert site.times[-1] - site.times[0] > delay * (len(site.times) - 1) * 0.8
    assert sorted(record["url"].removeprefix(site.url) for record in run.records) == [
        "/news/economy/the-first-story-of-this-list",
        "/news/environment/a-second-story-that-came-later",
        "/news/environment/the-first-story-of-this-list",
        "/news/politics/a-second-story-that-came-later",
        "/news/politics/a-third-story-that-came-later",
        "/news/politics/the-first-story-of-this-list",
        "/news/sports/the-first-story-of-this-list",
        "/news/technology/a-second-story-that-came-later",
        "/news/technology/a-third-story-that-came-later",
        "/news/technology/the-first-story-of-this-list",
    ]
    assert [
        run.stats.get(f"listing/{what}")
        for what in (
            "completed",
            "failed/robots",
            "failed/http_403",
            "pressed_in_vain",
            "browser_failed",
        )
    ] == [3, 1, 1, 1, None]
    # Nothing was pressed once more than it says: what is hidden or disabled is no control.
    assert run.stats["listing/pages"] == 17
    assert run.status == 0


def script_only(replica: ReplicaServer, folder: Path, browser: str = "auto") -> Crawl:
    sections = "newsfeed,latin-america"
    run = crawl("section", folder, base_url=replica.url, sections=sections, browser=browser)
    assert presses(replica) == []
    return run


def test_never_means_never(replica: ReplicaServer, tmp_path: Path) -> None:
    run = script_only(replica, tmp_path, browser="never")
    assert run.status == 0
    assert run.stats["listing/needs_browser"] == 2
    assert [line.split(": ")[1] for line in sorted(run.lines)] == [
        "section:latin-america",
        "section:newsfeed",
    ]
    assert all("works by script only" in line for line in run.lines)
    assert len(run.records) == len(
        {*shown(replica, "newsfeed", 1), *shown(replica, "latin-america", 1)}
    )


@pytest.mark.usefixtures("no_browser")
def test_a_missing_browser_is_said_once_and_counted(replica: ReplicaServer, tmp_path: Path) -> None:
    run = script_only(replica, tmp_path)
    assert run.status == 0
    assert run.stats["listing/needs_browser"] == 2
    (line,) = run.lines
    assert line.startswith("WARNING: Load-more buttons")
    assert INSTALL in line


@pytest.mark.usefixtures("no_browser")
def test_a_missing_browser_that_is_wanted_always_is_wrong_use(
    replica: ReplicaServer, tmp_path: Path
) -> None:
    run = script_only(replica, tmp_path, browser="always")
    assert run.status == 2
    (line,) = run.lines
    assert "browser=always" in line
    assert INSTALL in line
    assert replica.requests == []


def test_the_command_says_in_one_line_that_the_browser_is_missing(tmp_path: Path) -> None:
    done = scrapy(
        "crawl", "section", "-a", "browser=always", "-s", "BROWSER_PATH=/nowhere/chrome",
        "-s", f"OUTPUT_DIR={tmp_path}", code=2,
    )  # fmt: skip
    (line,) = done.stderr.splitlines()
    assert "BROWSER_PATH='/nowhere/chrome' is no program" in line
