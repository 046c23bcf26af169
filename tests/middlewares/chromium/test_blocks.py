"""A challenge in the browser: it is not left to pass it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Answer, Served

HTML = {"Content-Type": "text/html; charset=utf-8"}
MARK = {"cf-mitigated": "challenge"}
SECTIONS = {"politics": "Politics", "sports": "Sports"}
MENU = "".join(f"<li><a href='/news/{slug}'>{name}</a></li>" for slug, name in SECTIONS.items())


def listing(section: str) -> str:
    return (
        f"<html><body><nav><ul>{MENU}</ul></nav><main><h1>{section}</h1><div><h3>"
        f"<a href='/news/{section}/story-of-{section}'>The story of {section}</a></h3>"
        "<span>3 Feb 2022</span></div>"
        f"<button onclick=\"fetch('/more/{section}')\">Load more</button></main></body></html>"
    )


#: Asks, as a challenge's own script does, and comes back.
CHALLENGE = (
    b"<html><head><title>%b</title><script src='/solve.js'></script></head><body><script>"
    b"fetch('/solve').finally(() => location.reload()); setTimeout(() => location.reload(), 50);"
    b"</script></body></html>"
)


class Turning(Served):
    """Serves listings well once, which is before the browser comes."""

    turned: Mapping[str, Answer] = {}
    """What a path answers from then on."""

    def answer(self, path: str) -> Answer:
        served = super().answer(path)
        return self.turned.get(path, served) if self.asked.count(path) > 1 else served


@pytest.fixture
def site() -> Iterator[Turning]:
    if find_browser(get_project_settings()) is None:
        pytest.fail(f"these tests need a Chromium, which `make test` installs: {INSTALL}")
    with Turning({"/": f"<html><body><nav><ul>{MENU}</ul></nav></body></html>"}) as served:
        for slug in SECTIONS:
            served.pages[f"/news/{slug}"] = listing(slug)
            served.pages[f"/news/{slug}/story-of-{slug}"] = (
                f"<html><body><article><h1>The story of {slug}</h1><p>Some made-up words of the "
                f"story of {slug}, long enough for a paragraph.</p></article></body></html>"
            )
        yield served


@pytest.mark.parametrize(
    "challenge",
    [
        Answer(CHALLENGE % b"Just a moment...", 503, HTML),
        Answer(CHALLENGE % b"Un momento", 403, HTML | MARK),
    ],
    ids=["titled", "marked"],
)
@pytest.mark.sampled(2)
def test_the_page_of_a_challenge_asks_for_nothing(
    site: Turning, tmp_path: Path, challenge: Answer
) -> None:
    site.turned = {"/news/politics": challenge}
    run = crawl(
        "section", tmp_path, base_url=site.url, sections="politics", browser="always",
        settings={"BROWSER_PATIENCE": 1},
    )  # fmt: skip
    assert (run.status, run.stats["finish_reason"]) == (3, "blocked")
    assert site.asked == ["/", "/news/politics", "/news/politics"]
    assert run.stats["blocked/challenges"] == 1


@pytest.mark.soak
def test_a_button_that_is_challenged_is_pressed_no_more(site: Turning, tmp_path: Path) -> None:
    site.pages["/more/politics"] = Answer(b"", 403, MARK)
    titled = b"<html><head><title>Just a moment...</title></head></html>"
    site.pages["/more/sports"] = Answer(titled, 503, HTML)
    # What the page asks for by itself is told to wait, too.
    site.pages["/news/politics"] = f"{listing('politics')}<script>fetch('/count')</script>"
    site.pages["/count"] = Answer(b"", 503, {"Retry-After": "1"})
    agreed = '{"X-Agreed": "with the desk"}'
    run = crawl(
        "section", tmp_path, base_url=site.url, sections="politics,sports", browser="always",
        settings={"BROWSER_PATIENCE": 1, "DEFAULT_REQUEST_HEADERS": agreed},
    )  # fmt: skip
    assert (site.asked.count("/more/politics"), site.asked.count("/more/sports")) == (1, 1)
    assert (run.stats["blocked/challenges"], run.stats["listing/failed/blocked"]) == (2, 2)
    assert (run.status, len(run.records)) == (0, 2)
    # What was agreed on is told in every request, the browser's too.
    assert len(site.told) == 9
    assert run.stats["pace/retry_after"] == 1
    assert {headers.get("x-agreed") for headers in site.told.values()} == {"with the desk"}


@pytest.mark.soak
def test_what_a_pages_script_says_is_clean_in_the_log(site: Turning, tmp_path: Path) -> None:
    site.pages["/news/politics"] = listing("politics").replace(
        "<body>",
        "<body><script>document.querySelectorAll = () => "
        "{ throw Error('\\x1b]0;owned\\x07\\x1b[31m' + 'x'.repeat(5000)) }</script>",
    )
    run = crawl(
        "section", tmp_path, base_url=site.url, sections="politics", browser="always",
        settings={"BROWSER_PATIENCE": 1},
    )  # fmt: skip
    text = "".join(run.lines)
    assert "the browser failed" in text
    assert not {"\x1b", "\x07"} & set(text)
    assert max(map(len, run.lines)) < 1000
