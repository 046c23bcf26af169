"""Hostile listings in a real Chromium: each ends within its budget, and reaches nobody."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.processes import start
from tests.helpers.soak_figures import SOAK
from tests.middlewares.chromium.hostile_site import HostileSite, trap

#: How often a page tries each of the things that it may not.
ATTEMPTS = 40
#: A variable in the environment of a run, by which its processes are known.
MARK = "MAYADEEN_TEST_OF_BROWSER"


@pytest.fixture(autouse=True)
def chromium() -> None:
    if find_browser(get_project_settings()) is None:
        pytest.fail(f"these tests need a Chromium, which `make test` installs: {INSTALL}")


def browse(site: HostileSite, folder: Path, sections: str, **settings: float) -> Crawl:
    return crawl(
        "section", folder, base_url=site.url, sections=sections, browser="always", max_pages="1",
        settings={"BROWSER_PATIENCE": 1, **settings},
    )  # fmt: skip


def over(run: Crawl) -> dict[str, int]:
    """Return which limits were passed, and how often, as the manifest has it."""
    (manifest,) = (run.folder / "runs").glob("*.json")
    browser = json.loads(manifest.read_text())["browser"]
    counted = {name: int(count) for name, count in browser.items() if name.startswith("over/")}
    return {name.removeprefix("over/"): count for name, count in counted.items()}


@pytest.mark.soak
def test_a_page_that_leaves_itself_without_end_is_left(tmp_path: Path) -> None:
    leaving = {
        "sports": "<script>location = location.pathname + '?' + Math.random()</script>",
    }
    others = []
    if SOAK:  # counted alike
        leaving |= {
            "politics": "<script>history.go(0)</script>",
            "health": "<meta http-equiv='refresh' content='0'>",
        }
        others = ["economy"]
    with HostileSite(**leaving) as site:
        run = browse(site, tmp_path, ",".join([*leaving, *others]))
    stopped = over(run)["navigations"]
    assert over(run) == {"navigations": stopped}
    # On a slow machine the last one may rest long enough between two visits to be read.
    assert stopped in {len(leaving), max(1, len(leaving) - 1)}
    assert run.stats["listing/browser_failed"] == stopped
    assert sum("BROWSER_MAX_NAVIGATIONS=10 was used up" in line for line in run.lines) == stopped
    # The plain request, the first page in the browser, and ten that the page went to.
    for slug in leaving:
        assert sum(path.startswith(f"/news/{slug}") for path in site.asked) <= 12
    # The listing that is none of them has its article, in a browser of its own.
    assert [one["headline"] for one in run.records if "economy" in one["url"]] == [
        f"The story of {slug}" for slug in others
    ]
    assert len(run.records) == len(others) + len(leaving) - stopped
    # Unhealthy is a run that could not read most of its lists.
    assert run.status == (4 if 2 * stopped > len(leaving) + len(others) else 0)


@pytest.mark.soak
def test_a_page_that_asks_without_end_is_stopped(tmp_path: Path) -> None:
    flood = "<script>for (let n = 0; n < 20000; n++) fetch('/flood?' + n).catch(() => 0)</script>"
    with HostileSite(politics=flood) as site:
        run = browse(site, tmp_path, "politics", BROWSER_MAX_REQUESTS=100)
    assert over(run) == {"requests": 1}
    assert sum(path.startswith("/flood") for path in site.asked) <= 100
    # Nothing of the only listing was read.
    assert (run.status, run.records) == (4, [])
    assert any("BROWSER_MAX_REQUESTS=100 was used up" in line for line in run.lines)


#: The limit that a page comes to → its script, and the settings.
ENDLESS = {
    "seconds": ("for (;;) {}", {"BROWSER_MAX_SECONDS": 2}),
    "megabytes": (
        "const all = []; for (;;) all.push(new Uint8Array(5e7).fill(1))",
        {"BROWSER_MAX_MEGABYTES": 600},
    ),
}


@pytest.mark.parametrize("limit", ENDLESS)
@pytest.mark.sampled(2)
def test_a_page_that_never_rests_is_stopped(tmp_path: Path, limit: str) -> None:
    script, settings = ENDLESS[limit]
    begun = time.monotonic()
    with HostileSite(politics=f"<script>{script}</script>") as site:
        run = browse(site, tmp_path, "politics", **settings)
    took = time.monotonic() - begun
    assert over(run) == {limit: 1}
    assert (run.stats["listing/browser_failed"], run.records, run.status) == (1, [], 4)
    assert took < settings.get("BROWSER_MAX_SECONDS", 60) + 8


@pytest.mark.soak  # four browsers that use up a core each
def test_pages_that_never_rest_are_stopped_beside_each_other(tmp_path: Path) -> None:
    endless = {
        # Takes nothing but time: how soon the others are too large depends on the machine.
        "economy": "for (;;) {}",
        "politics": "for (let n = 0; ; n++) { alert(n); history.pushState(n, 0) }",
        "sports": "const all = []; for (;;) all.push(new Uint8Array(5e7).fill(1))",
        "health": "for (let n = 0; ; n++) document.body.append('more and more ' + n)",
    }
    begun = time.monotonic()
    with HostileSite(**{slug: f"<script>{endless[slug]}</script>" for slug in endless}) as site:
        run = browse(
            site, tmp_path, ",".join(endless), BROWSER_MAX_SECONDS=12, BROWSER_MAX_MEGABYTES=600
        )
    took = time.monotonic() - begun
    assert over(run)["seconds"] >= 1
    assert over(run)["megabytes"] >= 1
    assert (run.stats["listing/browser_failed"], run.records, run.status) == (4, [], 4)
    assert took < 2 * (12 + 8)  # two listings at once, the others after them


def tries(tcp: str, udp: str) -> str:
    """Return a script that tries what no page may, `ATTEMPTS` times each, then asks for /tried."""
    return (
        """<iframe id="blank"></iframe><a id="load" href="/download" download>x</a>
    <script type="speculationrules">
      {"prerender": [{"urls": ["/prerendered"]}], "prefetch": [{"urls": ["/prefetched"]}]}</script>
    <script>
      const quiet = (work) => { try { return work() } catch (error) { return undefined } };
      const code = (url) => URL.createObjectURL(new Blob([
        `for (let n = 0; n < 40; n++) { fetch("/by-worker").catch(() => 0);
           fetch("http://TRAP-TCP/").catch(() => 0); new WebSocket("ws://TRAP-TCP") }`]));
      const rooms = [window, document.getElementById("blank").contentWindow];
      addEventListener("beforeunload", (event) => { event.preventDefault(); return "stay" });
      for (const room of rooms) for (let n = 0; n < 40; n++) {
        quiet(() => {
          const peer = new room.RTCPeerConnection({iceServers: [
            {urls: "stun:TRAP-UDP"}, {urls: "turn:TRAP-UDP", username: "a", credential: "b"},
            {urls: "turn:TRAP-TCP?transport=tcp", username: "a", credential: "b"}]});
          peer.createDataChannel("x");
          peer.createOffer().then((offer) => peer.setLocalDescription(offer)).catch(() => 0);
        });
        quiet(() => new room.WebTransport("https://TRAP-UDP/").ready.catch(() => 0));
        quiet(() => new room.WebTransport(location.origin.replace("http:", "https:"))
          .ready.catch(() => 0));
        quiet(() => new room.WebSocket("ws://TRAP-TCP/"));
        quiet(() => new room.WebSocket(location.origin.replace("http", "ws") + "/socket"));
        quiet(() => new room.Worker(code()));
        quiet(() => new room.Worker("/worker.js"));
        quiet(() => new room.SharedWorker("/shared.js"));
        quiet(() => room.navigator.serviceWorker.register("/service.js").catch(() => 0));
        quiet(() => room.open("/window?" + n));
        quiet(() => room.open("about:blank").document.write("<img src='/window'>"));
        quiet(() => room.alert(n)); quiet(() => room.confirm(n)); quiet(() => room.prompt(n));
        quiet(() => room.print());
        quiet(() => document.getElementById("load").click());
        quiet(() => room.Notification.requestPermission());
        quiet(() => room.navigator.geolocation.getCurrentPosition(() => fetch("/located")));
        quiet(() => room.navigator.clipboard.writeText("x").then(() => fetch("/copied")));
        quiet(() => room.navigator.clipboard.readText().then(() => fetch("/pasted")));
        quiet(() => new room.Image().src = "http://TRAP-TCP/picture");
        quiet(() => room.fetch("http://TRAP-TCP/").catch(() => 0));
        quiet(() => room.navigator.sendBeacon("http://TRAP-TCP/beacon", "x"));
      }
      fetch("/tried");
    </script>""".replace("TRAP-TCP", tcp)
        .replace("TRAP-UDP", udp)
        .replace("40", str(ATTEMPTS))
    )


@pytest.mark.soak
def test_what_no_listing_needs_is_closed_to_its_page(tmp_path: Path) -> None:
    with trap() as caught:
        page = tries(f"127.0.0.2:{caught.tcp_port}", f"127.0.0.2:{caught.udp_port}")
        with HostileSite(politics=page) as site:
            run = browse(site, tmp_path, "politics", BROWSER_PATIENCE=5)
        assert caught.caught() == []
    assert set(site.asked) == {"/", "/news/politics", "/news/politics/story-of-politics", "/tried"}
    # None of it keeps the listing from being read.
    assert (run.status, len(run.records), over(run)) == (0, 1, {})
    assert run.lines == []


@pytest.mark.soak
def test_a_page_that_its_script_makes_too_large_is_not_read(tmp_path: Path) -> None:
    large = "<script>document.body.append('more '.repeat(1e6))</script>"
    with HostileSite(politics=large) as site:
        run = browse(site, tmp_path, "politics", DOWNLOAD_MAXSIZE=1_000_000)
    assert any("the browser failed (its page has grown too large)" in line for line in run.lines)
    assert (run.status, run.records) == (4, [])


def marked(value: str) -> list[int]:
    """Return the processes that have the environment of the run *value*."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:  # it has ended
            continue
        if f"{MARK}={value}".encode() in environment.split(b"\0"):
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("again", range(20 if SOAK else 1))
@pytest.mark.soak
def test_an_interrupt_ends_a_run_whatever_its_page_does(tmp_path: Path, again: int) -> None:
    busy = "<script>fetch('/busy').then(() => { for (;;) alert(1) })</script>"
    value = f"{os.getpid()}-{again}"
    with HostileSite(politics=busy) as site:
        with start(
            "crawl", "section", "-a", f"base_url={site.url}", "-a", "browser=always",
            "-a", "sections=politics", "-s", f"OUTPUT_DIR={tmp_path}", "-s", "DOWNLOAD_DELAY=0",
            env={MARK: value},
        ) as run:  # fmt: skip
            while "/busy" not in site.asked:
                assert run.poll() is None
                time.sleep(0.05)
            run.send_signal(signal.SIGINT)
            sent = time.monotonic()
            run.wait(60)
            assert time.monotonic() - sent < 10, run.errors()
            assert "Traceback" not in run.errors()
        assert marked(value) == []
        # The next run on the folder is not kept out.
        following = crawl("section", tmp_path, base_url=site.url, sections="economy")
    assert (following.status, len(following.records)) == (0, 1)
