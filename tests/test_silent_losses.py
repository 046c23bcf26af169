"""Nothing fails silently: ways in which a run was good that was not, or lost something unsaid.

Each crawls a small site that fails in one way, and holds what the run says of it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from mayadeen_crawler import content_hash
from mayadeen_crawler import settings as project
from mayadeen_crawler.crawling.archives.index_reader import says_none
from mayadeen_crawler.crawling.listings import browser_paging
from mayadeen_crawler.crawling.listings.browser_paging import BrowserPaging
from mayadeen_crawler.crawling.listings.listing_progress import ListingProgress
from mayadeen_crawler.items import FetchedArticle
from mayadeen_crawler.ledger.frontier import addresses
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.pages import article
from mayadeen_crawler.pages.extraction import runner
from mayadeen_crawler.pages.rss import read_feed
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.manifests import manifests
from tests.helpers.served_site import (
    HOST,
    Answer,
    SmallSite,
    entry,
    index,
    served,
    url,
    urlset,
)
from tests.helpers.validated_site import ValidatedSite

SECTIONS = ("politics", "economy", "culture", "sports")
MENU = [(f"/news/{name}", name.title()) for name in SECTIONS]
WALL = "<html><body><div>We value your privacy. We and our partners use cookies. Accept all</div>"
NOT_FOUND = "<html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
ERROR = "<html><body><h1>Under maintenance</h1><p>We will be back soon.</p></body></html>"


def path(number: int) -> str:
    return f"/news/politics/a-story-of-{number}"


def small_site(articles: int) -> SmallSite:
    """A site with *articles* in Politics, and three sections without any."""
    site = SmallSite()
    shown = [path(number) for number in range(articles)]
    for number, one in enumerate(shown):
        site.article(one, f"The headline of {number}")
    site.listing("/", menu=MENU)
    for address, _ in MENU:
        site.listing(address, *(shown if address == "/news/politics" else ()), menu=MENU)
    return site


def visit(site: SmallSite, folder: Path, sections: str = "politics", **settings: Any) -> Crawl:
    """Crawl the first page of each of *sections*."""
    with served(site):
        return crawl(
            "section", folder, base_url=site.url, sections=sections, max_pages="1",
            settings={"RETRY_ENABLED": False, **settings},
        )  # fmt: skip


def reason(folder: Path) -> str:
    (manifest,) = manifests(folder)
    assert manifest["outcome"] == "unhealthy"
    return str(manifest["reason"])


# --- a user's components


class Forgets:
    """A pipeline without ``return item``."""

    def process_item(self, item: Any) -> None:
        """Do nothing with it."""


class Translates:
    """A pipeline that hands on something else, later."""

    async def process_item(self, item: Any) -> Any:
        return {"headline": item.headline}


class Flattens:
    """A pipeline that hands on the record in place of the item."""

    def process_item(self, item: Any) -> Any:
        return item.as_article()


class Empties:
    """A pipeline that takes the headline out of an article."""

    def process_item(self, item: Any) -> Any:
        item.headline = ""
        return item


class Shouts:
    """A pipeline that changes the content."""

    def process_item(self, item: Any) -> Any:
        item.headline = item.headline.upper()
        item.tags.append("Loud")
        return item


class GivesUp:
    """A pipeline whose work somebody else cancels."""

    async def process_item(self, item: Any) -> Any:
        work = asyncio.get_running_loop().create_future()
        work.cancel()
        return await work


class Declines:
    """A pipeline that drops by Scrapy's own exception."""

    def process_item(self, item: Any) -> Any:
        raise DropItem("not wanted")


class Closes:
    """A pipeline that cannot be closed."""

    def process_item(self, item: Any) -> Any:
        return item

    def close_spider(self) -> None:
        raise OSError("the file of three records cannot be written")


class Raises:
    """An extension whose handler of the signal SIGNAL raises."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Raises:
        extension = cls()
        crawler.signals.connect(extension.told, getattr(signals, crawler.settings["SIGNAL"]))
        return extension

    def told(self) -> None:
        raise RuntimeError("the table is not there")


class RaisesLate:
    """A spider middleware that raises for each article."""

    async def process_spider_output(
        self, response: Any, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        async for one in result:
            if isinstance(one, FetchedArticle):
                raise RuntimeError("too late")
            yield one


class CountsOddly:
    """A pipeline that counts what JSON has no form for, under names of ours."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CountsOddly:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        self.stats.set_value(("a", 1), float("nan"))  # type: ignore[arg-type]
        self.stats.set_value("field/headline/mine", "many")
        return item


@pytest.mark.parametrize(
    ("pipeline", "place", "returned"),
    [
        ("Forgets", 50, "None"),
        ("Forgets", 350, "None"),
        ("Translates", 350, "dict"),
        ("Flattens", 350, "Article"),
    ],
)
def test_a_pipeline_that_loses_articles_is_named(
    tmp_path: Path, pipeline: str, place: int, returned: str
) -> None:
    run = visit(small_site(2), tmp_path, EXTRA_PIPELINES={f"{__name__}.{pipeline}": place})
    assert (run.status, run.records) == (4, [])
    said = f"{__name__}.{pipeline} returned {returned} for an article: process_item returns"
    assert sum(said in line for line in run.lines) == 2
    assert reason(tmp_path).startswith("2 of 2 article pages could not be read")
    assert manifests(tmp_path)[0]["lost"] == {"page_error": 2}


def test_a_pipeline_that_leaves_no_headline_writes_no_record(tmp_path: Path) -> None:
    run = visit(small_site(2), tmp_path, EXTRA_PIPELINES={f"{__name__}.Empties": 350})
    assert (run.status, run.records) == (4, [])
    assert sum("left an article without its headline" in line for line in run.lines) == 2
    assert manifests(tmp_path)[0]["lost"] == {"page_error": 2}


@pytest.mark.parametrize("place", [50, 350, 450])
def test_what_a_pipeline_changes_is_hashed_as_it_is_written(tmp_path: Path, place: int) -> None:
    extra = {"EXTRA_PIPELINES": {f"{__name__}.Shouts": place}}
    with served(small_site(1)) as site:
        urls = site.url + path(0)
        for _ in range(2):
            run = crawl(
                "article", tmp_path, base_url=site.url, urls=urls, refresh="always", settings=extra
            )
    (record,) = run.records
    assert record["headline"] == ("THE HEADLINE OF 0" if place < 400 else "The headline of 0")
    assert record["content_hash"] == content_hash.content_hash(record)
    assert scrapy_audit(tmp_path, "--integrity").status == 0


def test_a_pipeline_whose_work_was_cancelled_is_named(tmp_path: Path) -> None:
    run = visit(small_site(2), tmp_path, EXTRA_PIPELINES={f"{__name__}.GivesUp": 350})
    assert (run.status, run.records) == (4, [])
    said = f"{__name__}.GivesUp: what process_item waited for was cancelled"
    assert sum(said in line for line in run.lines) == 2
    assert manifests(tmp_path)[0]["pending_left"] == 2


def test_what_comes_after_the_feed_is_the_users(tmp_path: Path) -> None:
    run = visit(small_site(1), tmp_path, EXTRA_PIPELINES={f"{__name__}.Forgets": 450})
    assert (run.status, len(run.records)) == (0, 1)


def test_what_a_users_pipeline_drops_is_counted_and_stays_pending(tmp_path: Path) -> None:
    extra = {f"{__name__}.Declines": 350}
    visit(small_site(2), tmp_path, EXTRA_PIPELINES=extra)
    (manifest,) = manifests(tmp_path)
    assert manifest["drops"] == {"extra_pipeline": 2}
    assert manifest["pending_left"] == 2


@pytest.mark.parametrize("signal", ["spider_opened", "item_scraped", "spider_closed"])
@pytest.mark.sampled(3)
def test_a_handler_that_raises_makes_a_run_unhealthy(tmp_path: Path, signal: str) -> None:
    extensions = {**project.EXTENSIONS, f"{__name__}.Raises": 900}
    run = visit(small_site(1), tmp_path, EXTENSIONS=extensions, SIGNAL=signal)
    assert (run.status, len(run.records)) == (4, 1)
    assert "RuntimeError: the table is not there" in reason(tmp_path)
    assert run.lines[-1].startswith("ERROR: Unhealthy run: an exception outside the handling")


def test_a_pipeline_that_cannot_be_closed_makes_a_run_unhealthy(tmp_path: Path) -> None:
    run = visit(small_site(1), tmp_path, EXTRA_PIPELINES={f"{__name__}.Closes": 450})
    assert (run.status, len(run.records)) == (4, 1)
    assert "OSError: the file of three records" in reason(tmp_path)


def test_an_output_that_cannot_be_stored_makes_a_run_unhealthy(tmp_path: Path) -> None:
    run = visit(small_site(1), tmp_path, FEEDS={"/dev/full": {"format": "jsonlines"}})
    assert (run.status, len(run.records)) == (4, 1)
    assert "No space left on device" in reason(tmp_path)


def test_all_articles_that_raise_late_are_all(tmp_path: Path) -> None:
    middlewares = {**project.SPIDER_MIDDLEWARES, f"{__name__}.RaisesLate": 500}
    run = visit(small_site(2), tmp_path, SPIDER_MIDDLEWARES=middlewares)
    assert run.status == 4
    assert reason(tmp_path).startswith("2 of 2 article pages could not be read")


def test_a_limit_of_errors_that_is_reached_is_no_good_end(tmp_path: Path) -> None:
    middlewares = {**project.SPIDER_MIDDLEWARES, f"{__name__}.RaisesLate": 500}
    settings: dict[str, Any] = {"CLOSESPIDER_ERRORCOUNT": 1, "CONCURRENT_REQUESTS": 1}
    run = visit(small_site(4), tmp_path, SPIDER_MIDDLEWARES=middlewares, **settings)
    assert run.status == 1
    assert manifests(tmp_path)[0]["reason"] == "ended early: closespider_errorcount"


def test_odd_stats_do_not_cost_the_manifest(tmp_path: Path) -> None:
    run = visit(small_site(1), tmp_path, EXTRA_PIPELINES={f"{__name__}.CountsOddly": 450})
    assert run.status == 0
    (manifest,) = manifests(tmp_path)
    assert manifest["outcome"] == "good"
    assert manifest["stats"]["('a', 1)"] is None
    assert manifest["coverage"]["headline"] == 1.0


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("EXTENSIONS", {**project.EXTENSIONS, "mayadeen_crawler.extensions.health.Health": None}),
        ("ITEM_PROCESSOR", "scrapy.pipelines.ItemPipelineManager"),
        ("HTTPCACHE_ENABLED", True),
        ("HTTPERROR_ALLOW_ALL", True),
        ("HTTPERROR_ALLOWED_CODES", [500]),
    ],
)
def test_a_setting_that_hides_what_fails_is_wrong_use(
    tmp_path: Path, setting: str, value: Any
) -> None:
    site = small_site(1)
    assert visit(site, tmp_path, **{setting: value}).status == 2
    assert site.asked == []


# --- article pages


def _gone(site: SmallSite, one: str) -> None:
    site.statuses[one] = 404


def _leads_nowhere(site: SmallSite, one: str) -> None:
    site.statuses[one] = 302  # without a Location


def _gone_in_words(site: SmallSite, one: str) -> None:
    site.pages[one] = NOT_FOUND


def _home(site: SmallSite, one: str) -> None:
    site.redirects[one] = "/"


def _first(site: SmallSite, one: str) -> None:
    site.pages[one] = site.pages[path(0)]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_gone, "6 of 6 article pages are gone (http_404 6)"),
        (_leads_nowhere, "none of 6 articles could be fetched"),
        (_gone_in_words, "6 of 6 article pages are gone (not_article/not_found 6)"),
        (_home, "6 of 6 article pages are gone (redirected_away 6)"),
        (_first, "5 of 6 article pages were not the article (not_article/other_article 5)"),
    ],
)
@pytest.mark.sampled(5)
def test_a_site_that_lost_all_its_articles_is_no_good_run(
    tmp_path: Path, harm: Callable[[SmallSite, str], None], says: str
) -> None:
    site = small_site(6)
    for number in range(6):
        harm(site, path(number))
    assert visit(site, tmp_path).status == 4
    assert reason(tmp_path).startswith(says)


def test_some_pages_that_are_gone_are_no_fault(tmp_path: Path) -> None:
    site = small_site(10)
    for number in range(5):
        site.statuses[path(number)] = 404
    assert visit(site, tmp_path).status == 0


@pytest.mark.soak
def test_a_known_article_of_a_list_is_counted_once_though_it_is_visited(tmp_path: Path) -> None:
    site = small_site(3)
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics", "max_pages": "1"}
        crawl("section", tmp_path, **found)
        crawl("section", tmp_path, refresh="always", **found)
    visited = manifests(tmp_path)[1]
    assert visited["reason"].startswith("0 new, 0 revised, 3 known articles; ")
    assert visited["records"]["articles"]["known"] == 3
    assert visited["records"]["articles"]["known_on_listings"] == 0


def test_a_wall_without_a_heading_is_a_wall(tmp_path: Path) -> None:
    site = small_site(2)
    site.pages |= {path(0): WALL, path(1): WALL}
    run = visit(site, tmp_path)
    assert run.status == 4
    assert "not_article/consent 2" in reason(tmp_path)
    assert run.stats["drop/not_article/consent"] == 2


def test_no_headline_on_any_of_few_pages(tmp_path: Path) -> None:
    site = small_site(2)
    for number in range(2):
        site.pages[path(number)] = (
            "<html><body><div><p>A text of an article whose headline nobody marks any more."
            "</p></div></body></html>"
        )
    assert visit(site, tmp_path).status == 4
    assert reason(tmp_path).startswith("none of 2 article pages had a headline")


def test_bodies_that_are_empty_by_now_count_as_missing(tmp_path: Path) -> None:
    site = small_site(4)
    for number in range(2):
        whole = site.pages[path(number)]
        site.pages[path(number)] = re.sub(r"<div><p>.*</p></div>", "", whole)
    visit(site, tmp_path)
    (manifest,) = manifests(tmp_path)
    assert manifest["coverage"]["body_text"] == 0.5


def test_a_strategy_that_raises_is_a_warning_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RecursionError("a bug")

    choices = tuple(
        runner.FieldStrategies(one.field, (("meta", broken),), one.empty)
        if one.field == "sources"
        else one
        for one in article.FIRST
    )
    monkeypatch.setattr(article, "FIRST", choices)
    monkeypatch.setattr(runner, "_warned", set())
    run = visit(small_site(3), tmp_path)
    assert (run.status, len(run.records)) == (0, 3)
    assert sum("Strategy meta failed on" in line for line in run.lines) == 1
    assert manifests(tmp_path)[0]["warnings"] == [
        "warning: strategies failed: meta 3 times: see above"
    ]


# --- what says where articles are


@pytest.mark.parametrize(("status", "said"), [(200, "no card"), (503, "http_503"), (404, "404")])
@pytest.mark.sampled(3)
def test_most_lists_that_cannot_be_read_make_a_run_unhealthy(
    tmp_path: Path, status: int, said: str
) -> None:
    site = small_site(1)
    site.statuses |= {f"/news/{name}": status for name in SECTIONS[1:]}
    run = visit(site, tmp_path, ",".join(SECTIONS))
    assert (run.status, len(run.records)) == (4, 1)
    assert reason(tmp_path).startswith("3 of 4 lists could not be read")
    assert sum(said in line for line in run.lines) >= 3


def test_a_list_that_cannot_be_read_is_a_warning_of_the_run(tmp_path: Path) -> None:
    run = visit(small_site(1), tmp_path, "politics,economy")
    assert run.status == 0
    (manifest,) = manifests(tmp_path)
    assert manifest["warnings"] == ["warning: 1 of 2 lists could not be read: see the lines above"]


def test_a_section_that_leads_to_the_home_page_is_not_read_as_that(tmp_path: Path) -> None:
    site = small_site(2)
    site.listing("/", path(0), path(1), menu=MENU)
    site.redirects |= {"/news/economy": "/", "/news/Economy": "/"}
    run = visit(site, tmp_path, "politics,economy")
    assert (run.status, len(run.records)) == (0, 2)
    said = "section:economy: page 1 could not be read: redirected_away"
    assert any(said in line for line in run.lines)
    assert manifests(tmp_path)[0]["warnings"] == [
        "warning: 1 of 2 lists could not be read: see the lines above"
    ]
    assert run.stats["listing/completed"] == 1


def test_a_section_that_leads_to_the_home_page_is_not_opened_in_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def enter(_: BrowserPaging, progress: ListingProgress) -> None:
        opened.append(progress.start)

    monkeypatch.setattr(browser_paging, "check", lambda *_: None)
    monkeypatch.setattr(BrowserPaging, "enter", enter)
    site = small_site(2)
    site.redirects |= {"/news/economy": "/", "/news/Economy": "/"}
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics,economy"}
        run = crawl("section", tmp_path, **found, browser="always")
    assert opened == [f"{site.url}/news/politics"]
    assert any("page 1 could not be read: redirected_away" in line for line in run.lines)


def test_a_page_past_the_end_that_leads_to_the_home_page_ends_the_list(tmp_path: Path) -> None:
    site = small_site(2)
    site.listing("/", path(0), path(1), "/news/economy/of-another-section", menu=MENU)
    site.redirects["/news/politics?page=2"] = "/"
    link = "<a rel='next' href='/news/politics?page=2'>Next</a></main>"
    site.pages["/news/politics"] = site.pages["/news/politics"].replace("</main>", link)
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, sections="politics")
    assert (run.status, len(run.records), run.lines) == (0, 2, [])
    assert run.stats["listing/completed"] == 1


class CutAtFirst(ValidatedSite):
    """Sends a third of a list less at its first request."""

    def answer(self, path: str) -> Answer:
        again = path in self.asked
        answer = super().answer(path)
        is_cut = path == "/news/politics" and not again
        return replace(answer, body=answer.body[: len(answer.body) * 2 // 3]) if is_cut else answer


@pytest.mark.parametrize(
    ("third", "fault"),
    [(ERROR, "no_listing"), ("<html><body><h3><a href='/", "partial/truncated")],
)
def test_an_error_in_place_of_a_named_page_is_not_the_lists_end(
    tmp_path: Path, third: str, fault: str
) -> None:
    site = small_site(3)
    pages = ["/news/politics", "/news/politics?page=2", "/news/politics?page=3"]
    for number, (address, following) in enumerate(zip(pages, [*pages[1:], None], strict=True)):
        site.listing(address, path(number), menu=MENU)
        if following:
            link = f"<a rel='next' href='{following}'>Next</a></main>"
            site.pages[address] = site.pages[address].replace("</main>", link)
    whole, site.pages[pages[2]] = site.pages[pages[2]], third
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics", "max_pages": "0"}
        first = crawl("section", tmp_path, **found)
        # The list is not complete: what is below the known is read once the page is there.
        site.pages[pages[2]] = whole
        second = crawl("section", tmp_path, **found)
    assert (first.status, first.stats.get("listing/completed")) == (0, None)
    assert any(f"page 3 could not be read: {fault}" in line for line in first.lines)
    assert manifests(tmp_path)[0]["warnings"] == [
        "warning: lists read in part: 1: see the lines above"
    ]
    assert (second.stats["article/new"], len(second.records)) == (1, 3)


def test_a_first_page_that_breaks_off_is_no_list_and_hides_nothing(tmp_path: Path) -> None:
    """Its validators are the whole page's, as where a wrong Content-Length cuts it."""
    site = CutAtFirst(lambda _: {"ETag": '"as-ever"'})
    for number in range(3):
        site.article(path(number), f"The story of {number}")
    site.listing("/news/politics", *map(path, range(3)), menu=MENU)
    site.listing("/", path(0), menu=MENU)
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics", "max_pages": "1"}
        first = crawl("section", tmp_path, **found)
        second = crawl("section", tmp_path, **found)
    line = f"ERROR: section:politics: page 1 could not be read: partial/truncated ({site.url}"
    assert any(one.startswith(line) for one in first.lines)
    assert (first.status, second.status, len(second.records)) == (4, 0, 3)


GAP = ["warning: lists that do not reach down to what an earlier run saw: 1: see the lines above"]


def paged(site: SmallSite, pages: list[range]) -> None:
    """Let Politics show the stories of *pages*, each page naming the next."""
    addresses = ["/news/politics", *(f"/news/politics?page={n + 2}" for n in range(len(pages)))]
    for address, following, shown in zip(addresses, addresses[1:], pages, strict=False):
        site.listing(address, *map(path, shown), menu=MENU)
        if shown is not pages[-1]:
            link = f"<a rel='next' href='{following}'>Next</a></main>"
            site.pages[address] = site.pages[address].replace("</main>", link)


@pytest.mark.soak
def test_a_list_that_lost_its_further_pages_is_told_and_read_on_when_they_are_back(
    tmp_path: Path,
) -> None:
    site = small_site(0)
    for number in range(12):
        site.article(path(number), f"The headline of {number}")
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics"}
        paged(site, [range(4)])
        crawl("section", tmp_path, **found)
        paged(site, [range(8, 12)])  # four more came, and stand on a page that nothing names
        lost = crawl("section", tmp_path, **found)
        paged(site, [range(8, 12), range(4, 8), range(4)])
        back = crawl("section", tmp_path, **found)
    first, second, third = manifests(tmp_path)
    assert any("the list ends above what an earlier run saw of it" in one for one in lost.lines)
    assert (lost.status, second["warnings"]) == (0, GAP)
    assert (back.stats["article/new"], first["warnings"], third["warnings"]) == (4, [], [])


def test_only_a_list_whose_pages_leave_a_gap_wants_more_of_them(tmp_path: Path) -> None:
    site = small_site(0)
    for number in range(12):
        site.article(path(number), f"The headline of {number}")
    with served(site):
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics", "max_pages": "1"}
        said = []
        for shown in ([range(4), range(1)], [range(1, 5), range(1)], [range(8, 12), range(4, 8)]):
            paged(site, shown)
            run = crawl("section", tmp_path, **found)
            said.append(sum("a larger max_pages would find more" in one for one in run.lines))
    assert said == [0, 0, 1]
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], [], GAP]


@pytest.mark.parametrize("max_pages", ["1", "0"])
@pytest.mark.soak
def test_a_list_that_reaches_down_to_since_leaves_no_gap(tmp_path: Path, max_pages: str) -> None:
    site = small_site(8)
    with served(site):
        given: dict[str, Any] = {"base_url": site.url, "sections": "politics"}
        paged(site, [range(4)])
        crawl("section", tmp_path, **given, max_pages=max_pages)
        paged(site, [range(4, 8)])  # three of 6 February, and one of the 3rd
        shown = site.pages["/news/politics"]
        site.pages["/news/politics"] = shown.replace("3 Feb 2022", "6 Feb 2022", 3)
        crawl("section", tmp_path, **given, max_pages=max_pages, since="2022-02-05")
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], []]


def test_a_gap_is_told_beside_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    """Each by itself: what is told in each run would hide what is new."""
    site = small_site(12)
    site.listing("/news/economy", path(11), menu=MENU)
    with served(site):
        for shown in (range(4), range(4, 8)):
            paged(site, [shown])
            crawl(
                "section", tmp_path, base_url=site.url, sections="politics,economy",
                settings={"RETRY_ENABLED": False},
            )  # fmt: skip
            site.statuses["/news/economy"] = 500
    unread = "warning: 1 of 2 lists could not be read: see the lines above"
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], [unread, *GAP]]


def test_a_gap_is_told_after_a_run_that_could_not_read_all_of_the_list(tmp_path: Path) -> None:
    site = small_site(12)
    with served(site):
        for pages in ([range(4)], [range(4, 8), range(4)], [range(8, 12)]):
            paged(site, pages)
            site.statuses["/news/politics?page=2"] = 404 if len(pages) == 1 else 500
            done = crawl(
                "section", tmp_path, base_url=site.url, sections="politics",
                settings={"RETRY_ENABLED": False},
            )  # fmt: skip
    assert done.stats["listing/gaps"] == 1
    assert manifests(tmp_path)[2]["warnings"] == GAP


@pytest.mark.soak
def test_a_feed_that_does_not_reach_back_to_the_last_run_is_told(tmp_path: Path) -> None:
    site = small_site(12)
    with served(site):
        for shown in (range(4), range(2, 6), range(8, 12)):
            items = "".join(map(item, shown))
            site.pages[ENGLISH.feed] = f"<rss><channel>{items}</channel></rss>"
            run = crawl("latest", tmp_path, base_url=site.url)
    assert (run.status, run.stats["article/new"]) == (0, 4)
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], [], GAP]


def test_a_feed_that_is_back_and_brings_what_the_sitemap_brought_leaves_no_gap(
    tmp_path: Path,
) -> None:
    site = small_site(8)
    with served(site):
        for shown in (range(2), None, range(4, 8)):
            site.pages.pop(ENGLISH.feed, None)
            listed = "".join(map(item, shown or ()))
            if shown:
                site.pages[ENGLISH.feed] = f"<rss><channel>{listed}</channel></rss>"
            site.pages[ENGLISH.news_sitemap] = urlset(*(url(HOST + path(n)) for n in range(8)))
            run = crawl("latest", tmp_path, base_url=site.url)
            assert run.status == 0
    assert len(run.records) == 8
    assert [one["warnings"] for one in manifests(tmp_path)] == [[], [], []]


@pytest.mark.parametrize("max_pages", ["1", "0"])
@pytest.mark.soak
def test_a_list_whose_last_cards_another_list_told_leaves_no_gap(
    tmp_path: Path, max_pages: str
) -> None:
    site = small_site(12)
    given: dict[str, Any] = {"sections": "politics", "max_pages": max_pages}
    with served(site):
        for shown, told in ((range(4), range(4, 10)), (range(11, 4, -1), range(11, 4, -1))):
            paged(site, [shown])
            site.pages[ENGLISH.feed] = f"<rss><channel>{''.join(map(item, told))}</channel></rss>"
            section = crawl("section", tmp_path, base_url=site.url, **given)
            crawl("latest", tmp_path, base_url=site.url)
    assert section.stats["article/discovered"] == 2
    assert [one["warnings"] for one in manifests(tmp_path)] == [[]] * 4


def test_most_sitemaps_of_an_index_that_cannot_be_read(tmp_path: Path) -> None:
    site = small_site(0)
    files = [f"/sitemaps/news-2024-{month}.xml" for month in (1, 2, 3)]
    site.pages["/robots.txt"] = f"User-agent: *\nSitemap: {HOST}/all.xml\n"
    site.pages["/all.xml"] = index(files)
    site.pages[files[0]] = urlset(entry("one"))
    site.article("/news/politics/story-one", "The story of one")
    with served(site):
        run = crawl("sitemap", tmp_path, base_url=site.url)
    assert (run.status, len(run.records)) == (4, 1)
    assert reason(tmp_path).startswith("2 of 3 sitemaps of an index could not be read")


def test_entries_without_an_address_are_counted(tmp_path: Path) -> None:
    site = small_site(0)
    files = ["/sitemaps/a.xml", "/sitemaps/b.xml"]
    site.pages["/robots.txt"] = f"User-agent: *\nSitemap: {HOST}/all.xml\n"
    site.pages["/all.xml"] = index(files)
    site.pages[files[0]] = urlset(entry("one"))
    site.pages[files[1]] = urlset("<url><loc></loc></url>", "<url></url>")
    site.article("/news/politics/story-one", "The story of one")
    with served(site):
        run = crawl("sitemap", tmp_path, base_url=site.url)
    assert run.stats["sitemap/entries_lost"] == 2
    assert "WARNING: sitemap /sitemaps/b.xml: malformed after 0 entries" in run.lines
    assert manifests(tmp_path)[0]["warnings"] == [
        "warning: 1 of 2 sitemaps of an index could not be read: see the lines above"
    ]


def test_what_is_noted_in_the_background_is_not_lost_unsaid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError("no such table")

    monkeypatch.setattr(addresses, "fail", fail)
    run = visit(small_site(1), tmp_path, EXTRA_PIPELINES={f"{__name__}.Forgets": 50})
    assert "ERROR: what was to be noted in the ledger is lost" in run.lines
    assert run.stats["run/stray_error"].startswith("RuntimeError: no such table")


def item(number: int, host: str = HOST) -> str:
    return f"<item><title>Story {number}</title><link>{host}{path(number)}</link></item>"


def test_a_feed_that_ends_early_does_not_say_what_is_new(tmp_path: Path) -> None:
    site = small_site(3)
    whole = f"<rss><channel>{item(0)}{item(1)}{item(2)}</channel></rss>"
    site.pages[ENGLISH.feed] = whole[: len(whole) // 2]
    with served(site):
        first = crawl("latest", tmp_path, base_url=site.url)
        site.pages[ENGLISH.feed] = whole
        second = crawl("latest", tmp_path, base_url=site.url)
    assert first.status == 4
    assert "ended early (partial/truncated)" in manifests(tmp_path)[0]["reason"]
    assert (second.status, len(second.records)) == (0, 3)


def test_items_of_a_feed_that_are_left_out_are_counted() -> None:
    site = Site(ENGLISH)
    items = item(0) + item(1, "https://elsewhere.example") + item(2, "https://proxy.example")
    feed = read_feed(f"<rss><channel>{items}</channel></rss>\n<!-- made today -->".encode(), site)
    assert feed is not None
    assert (len(feed.cards), feed.left_out, feed.ended) == (1, 2, True)
    utf16 = read_feed(f"<rss><channel>{item(0)}</channel></rss>".encode("utf-16"), site)
    assert utf16 is not None
    assert utf16.ended


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_any_ampersand_of_a_feed_is_understood(encoding: str) -> None:
    title = "é&amp;lt; &lt;b&gt; R&D &#38; &#xe9; &hellip; &"
    inside = f"<item><title>{title}</title><link>{HOST}/news/politics/one</link></item>"
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss><channel>{inside}</channel></rss>"
    feed = read_feed(text.encode(encoding), Site(ENGLISH, HOST))
    assert feed is not None
    # What is escaped twice is read twice: titles are HTML.
    assert [one.headline for one in feed.cards] == ["é< <b> R&D & é … &"]


def test_a_section_of_the_navigation_that_nobody_knows_is_told(tmp_path: Path) -> None:
    site = SmallSite()
    known = [(one.path, one.label) for one in ENGLISH.sections if one.group == "News"]
    site.listing("/", menu=[*known, ("/news/climate", "Climate"), ("/tags/syria", "Syria")])
    for address, _ in known:
        site.listing(address, path(0))
    site.article(path(0), "The headline of 0")
    with served(site):
        run = crawl("section", tmp_path, base_url=site.url, max_pages="1")
    assert run.status == 0
    assert manifests(tmp_path)[0]["warnings"] == [
        (
            "warning: the navigation has sections that are not crawled: climate "
            "(sections= takes them; outlet/ makes them known)"
        )
    ]


@pytest.mark.parametrize(
    ("status", "body", "none"),
    [
        (404, b'{"message": "No Captures found for: x"}', True),
        (400, b"Page 5 invalid", True),
        (404, b"<html><h1>Not found</h1>", False),
    ],
)
def test_a_page_of_html_is_no_answer_of_an_index(status: int, body: bytes, none: bool) -> None:
    assert says_none(Response("https://index.example/", status=status, body=body)) is none
