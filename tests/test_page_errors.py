"""A page that raises what nobody foresaw: counted, said in a line, kept, given up, tried again."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import BaseSettings

from mayadeen_crawler import NotAnArticle, extract
from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.doctor.machine_check import check_machine
from mayadeen_crawler.items import EXTRACTOR_VERSION
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.utils.error_pages import ErrorPages
from mayadeen_crawler.utils.raised import raised
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.dask_processes import dask_cluster
from tests.helpers.manifests import manifests
from tests.helpers.processes import scrapy
from tests.helpers.served_site import SmallSite, index, served, urlset
from tests.helpers.soak_figures import SOAK
from tests.helpers.source_code import ROOT
from tests.helpers.warc_files import http, page, record, warc

#: Stands in the headline of the page that raises.
POISON = "Poison"
PATHS = [f"/news/politics/a-story-of-{name}" for name in ("ash", "birch", "cedar", "elm")]
BAD = "/news/politics/a-story-of-poison"


class UnforeseenError(Exception):
    """What no code expects."""


@pytest.fixture
def site() -> Iterator[SmallSite]:
    small = SmallSite()
    small.listing("/", menu=[("/news/politics", "Politics"), ("/news/asia", "Asia")])
    small.listing("/news/politics", *PATHS, BAD)
    for path in PATHS:
        small.article(path, f"The headline of {path.rpartition('-')[2]}")
    small.article(BAD, f"A {POISON} headline")
    with served(small):
        yield small


def raise_in(monkeypatch: pytest.MonkeyPatch, where: str, is_bad: Callable[..., bool]) -> None:
    """Let the function at *where* (``module.name`` or ``module.Class.name``) raise."""
    owner, _, name = where.rpartition(".")
    module, _, class_name = owner.rpartition(".")
    try:
        holder = __import__(owner, fromlist=["_"])
    except ImportError:
        holder = getattr(__import__(module, fromlist=["_"]), class_name)
    plain = getattr(holder, name)

    def raising(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args, **kwargs):
            raise UnforeseenError("\x1b[31mred\nwords")
        return plain(*args, **kwargs)

    monkeypatch.setattr(holder, name, raising)


def is_poison(*args: Any, **_: Any) -> bool:
    """Whether what is read is the poisoned page, or made from it."""
    return any(POISON in str(getattr(a, "text", getattr(a, "headline", "")) or "") for a in args)


def visit(site: SmallSite, folder: Path, **settings: Any) -> Crawl:
    return crawl(
        "section", folder, base_url=site.url, sections="politics", browser="never",
        settings={"HEALTH_MIN_PAGES": 5, **settings},
    )  # fmt: skip


def state(folder: Path) -> tuple[Any, ...]:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        query = "SELECT state, reason, attempts FROM addresses WHERE url LIKE '%poison'"
        return tuple(db.execute(query).fetchone())


DEPTHS = {
    "the article": "mayadeen_crawler.spiders.base.read_article",
    "its parsing": "mayadeen_crawler.crawling.article_reading.parse_article",
    "the page": "mayadeen_crawler.pages.extraction.page.html_tree",
    "the body": "mayadeen_crawler.pages.body_choice.read_body",
    "a pipeline": "mayadeen_crawler.pipelines.dates.NormalizeDates.process_item",
}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.sampled(2)
def test_an_article_that_raises_costs_only_itself(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: str
) -> None:
    def is_bad(*args: Any, **kwargs: Any) -> bool:
        raw = any(isinstance(a, bytes) and POISON.encode() in a for a in args)
        inner = any(is_poison(getattr(a, "response", None)) for a in args)
        return raw or inner or is_poison(*args)

    raise_in(monkeypatch, DEPTHS[depth], is_bad)
    run = visit(site, tmp_path, HEALTH_MAX_FAILED=0.25)
    assert run.status == 0
    assert len(run.records) == len(PATHS)
    errors = [line for line in run.lines if line.startswith("ERROR")]
    (line,) = errors
    assert "TRACEBACK" not in "".join(run.lines)
    assert line.startswith(f"ERROR: page_error: {site.url}{BAD} could not be read: Unforeseen")
    assert "UnforeseenError: \x1b[31mred words (" in line  # the log's formatter escapes it
    module = DEPTHS[depth].removeprefix("mayadeen_crawler.").replace(".", "/")
    assert f"({'spiders/base.py' if depth == 'the article' else ''}" in line, module
    (manifest,) = manifests(tmp_path)
    assert manifest["pages"]["errors"] == 1
    assert manifest["lost"] == {"page_error": 1}
    assert manifest["reason"].endswith("1 could not be read")
    assert state(tmp_path) == ("pending", "page_error", 1)


def test_the_page_is_kept_aside_with_what_is_needed_to_mend(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in(monkeypatch, DEPTHS["its parsing"], is_poison)
    for _ in range(2):
        run = visit(site, tmp_path)
    about, body = sorted((tmp_path / "errors").iterdir(), reverse=True)
    assert body.read_bytes().decode() == site.pages[BAD]
    assert str(about) in "".join(run.lines)
    told = json.loads(about.read_text())
    assert told["url"] == site.url + BAD
    assert told["error"].startswith("UnforeseenError: ")
    assert told["place"].startswith("crawling/article_reading.py:")
    assert "raise UnforeseenError" in told["traceback"]
    assert ["Content-Type", "text/html; charset=utf-8"] in told["headers"]


def test_many_pages_that_raise_make_a_run_unhealthy(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in(monkeypatch, DEPTHS["its parsing"], is_poison)
    run = visit(site, tmp_path)
    assert run.status == 4
    assert run.stats["health/problem"] == (
        "1 of 8 pages could not be read (over 5%): see the errors above"
    )


def test_all_of_few_pages_that_raise_make_a_run_unhealthy(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in(monkeypatch, DEPTHS["its parsing"], is_poison)
    run = crawl("article", tmp_path, base_url=site.url, urls=site.url + BAD)
    assert run.status == 4
    assert "1 of 1 pages could not be read" in run.stats["health/problem"]


def test_it_is_given_up_after_three_runs_and_tried_again_by_a_newer_extractor(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        raise_in(broken, DEPTHS["its parsing"], is_poison)
        states = []
        for _ in range(3):
            visit(site, tmp_path)
            states.append(state(tmp_path))
        assert states == [
            ("pending", "page_error", 1),
            ("pending", "page_error", 2),
            ("given_up", "page_error", 3),
        ]
        with Ledger(tmp_path) as ledger, ledger.transaction() as db:
            db.execute("UPDATE addresses SET failed_at = '2020-01-01T00:00:00Z'")
        site.asked.clear()
        assert visit(site, tmp_path).status == 0  # although the listing shows it for long
        assert BAD not in site.asked
    site.listing("/news/politics", *PATHS)  # nothing but the ledger knows the page any more
    visit(site, tmp_path)
    assert BAD not in site.asked
    monkeypatch.setattr(
        "mayadeen_crawler.ledger.frontier.addresses.EXTRACTOR_VERSION", EXTRACTOR_VERSION + 1
    )
    visit(site, tmp_path)
    assert state(tmp_path)[0] == "article"


def test_a_home_page_that_raises_leaves_the_catalogue(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = "mayadeen_crawler.crawling.remembered_pages.RememberedPages.home"
    raise_in(monkeypatch, where, lambda *_: True)
    site.pages["/politics"] = site.pages["/news/politics"]
    run = visit(site, tmp_path)
    assert run.stats["page/errors"] == 1
    assert "/news/politics" in site.asked
    assert len(run.records) == len(PATHS) + 1


def test_a_listing_that_raises_is_one_listing(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = "mayadeen_crawler.crawling.remembered_pages.RememberedPages.listing"
    raise_in(monkeypatch, where, lambda _, response, *__: response.url.endswith("/asia"))
    site.listing("/news/asia", *PATHS[:1])
    run = crawl("section", tmp_path, base_url=site.url, sections="politics,asia", browser="never")
    assert run.status == 0
    assert (run.stats["page/errors"], len(run.records)) == (1, len(PATHS) + 1)
    assert run.stats["listing/failed/page_error"] == 1


def test_an_errback_that_raises_is_counted_too(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.statuses[BAD] = 404
    where = "mayadeen_crawler.spiders.base.MayadeenSpider._article_lost"
    raise_in(monkeypatch, where, lambda *_, **__: True)
    run = visit(site, tmp_path, HEALTH_MAX_FAILED=0.5)
    assert (run.status, run.stats["page/errors"]) == (0, 1)
    assert "TRACEBACK" not in "".join(run.lines)
    assert state(tmp_path) == ("pending", "page_error", 1)


def test_a_sitemap_that_raises_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = SmallSite()
    site.pages["/robots.txt"] = "Sitemap: /sitemap.xml\n"
    site.pages["/sitemap.xml"] = index(["/bad.xml", "/good.xml"])
    host = "https://english.almayadeen.net"
    site.pages["/bad.xml"] = urlset(f"<url><loc>{host}{BAD}</loc></url>")
    site.pages["/good.xml"] = urlset(f"<url><loc>{host}{PATHS[0]}</loc></url>")
    site.article(PATHS[0], "The headline of ash")
    where = "mayadeen_crawler.crawling.sitemaps.sitemap_file.SitemapCounts.add"
    raise_in(monkeypatch, where, lambda _, chunk, *_of: chunk[0].loc.endswith(BAD))
    with served(site):
        site.listing("/")
        run = crawl("sitemap", tmp_path, base_url=site.url)
    assert "TRACEBACK" not in "".join(run.lines)
    assert (run.stats["page/errors"], run.stats["sitemap/page_error"]) == (1, 1)
    assert [one["headline"] for one in run.records] == ["The headline of ash"]


def test_a_ticker_that_always_raises_is_no_traceback(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in(monkeypatch, "mayadeen_crawler.spiders.breaking.ticker", lambda *_: True)
    run = crawl("breaking", tmp_path, base_url=site.url)
    assert run.status == 4
    assert "TRACEBACK" not in "".join(run.lines)
    assert "1 of 1 pages could not be read" in run.stats["health/problem"]


def test_what_the_spider_itself_raises_is_a_fault_of_the_run(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = "mayadeen_crawler.crawling.remembered_pages.RememberedPages.forget_old"
    raise_in(monkeypatch, where, lambda *_: True)
    run = visit(site, tmp_path)
    assert run.status == 1
    assert "page/errors" not in run.stats


def test_a_replayed_page_that_raises_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = "https://english.almayadeen.net"
    file = warc(
        tmp_path / "a.warc.gz",
        record(host + PATHS[0], http(page("The headline of ash"))),
        record(host + BAD, http(page(f"A {POISON} headline"))),
    )
    raise_in(monkeypatch, "mayadeen_crawler.crawling.replay.extract.read_article", is_poison)
    run = crawl("article", tmp_path / "out", warc=str(file))
    assert run.status == 0
    assert "TRACEBACK" not in "".join(run.lines)
    assert (run.stats["page/errors"], run.stats["article/errors"]) == (1, 1)
    assert [one["headline"] for one in run.records] == ["The headline of ash"]
    (told,) = (tmp_path / "out" / "errors").glob("*.json")
    assert json.loads(told.read_text())["url"] == host + BAD
    with Ledger(tmp_path / "out") as ledger, ledger.transaction() as db:
        asked = db.execute("SELECT count(*) FROM addresses WHERE reason IS NOT NULL").fetchone()
    assert asked[0] == 0  # a replay says nothing of the site's present


#: In the path of a Python that starts, it makes the poisoned page raise there.
IN_OTHER_PROCESSES = """
from mayadeen_crawler.crawling.replay import extract

class UnforeseenError(Exception):
    def __init__(self, what):
        super().__init__("\\x1b[31mred\\nwords")
        self.what = what  # so that it can be sent to no other process

plain = extract.read_article

def raising(response, *args, **kwargs):
    if "Poison" in response.text:
        raise UnforeseenError(lambda: None)
    return plain(response, *args, **kwargs)

extract.read_article = raising
"""


#: A worker of dask's calls the same function; that dask brings what it returns is
#: tests/crawling/replay/test_engines.py's.
@pytest.mark.parametrize("engine", ["processes", *["dask"] * SOAK])
def test_a_page_that_raises_in_another_process_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(IN_OTHER_PROCESSES)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    host = "https://english.almayadeen.net"
    good = [record(host + path, http(page(f"The headline of {path}"))) for path in PATHS]
    file = warc(tmp_path / "a.warc.gz", *good, record(host + BAD, http(page(f"A {POISON} word"))))
    output = tmp_path / "out"
    words = ["crawl", "article", "-a", f"warc={file}"]
    with ExitStack() as stack:
        if engine == "dask":
            cluster = stack.enter_context(dask_cluster(tmp_path, workers=1))
            words += ["-s", "REPLAY_ENGINE=dask", "-s", f"DASK_SCHEDULER={cluster.address}"]
        else:
            words += ["-a", "processes=2"]
        run = scrapy(*words, cwd=tmp_path, MAYADEEN_OUTPUT_DIR=str(output))
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    (line,) = [one for one in run.stderr.splitlines() if " ERROR: " in one]
    assert f"page_error: {host}{BAD} could not be read: UnforeseenError: \\x1b[31mred words" in line
    (manifest,) = manifests(output)
    assert (manifest["pages"]["errors"], manifest["lost"]) == (1, {"page_error": 1})
    assert manifest["records"]["articles"]["new"] == len(PATHS)
    (told,) = (output / "errors").glob("*.json")
    assert json.loads(told.read_text())["url"] == host + BAD


def test_what_a_process_of_a_replay_says_of_an_exception_can_be_sent() -> None:
    try:
        raise UnforeseenError(object())
    except UnforeseenError as error:
        found = raised(error)
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.place.startswith("test_page_errors.py:")


def test_extract_raises_not_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    raise_in(monkeypatch, "mayadeen_crawler.pages.body_choice.read_body", lambda *_: True)
    with pytest.raises(NotAnArticle) as caught:
        extract(page("A headline"), f"https://english.almayadeen.net{BAD}")
    assert caught.value.reason == "page_error"
    assert isinstance(caught.value.__cause__, UnforeseenError)


def test_pages_kept_are_bounded_in_number_and_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mayadeen_crawler.utils.error_pages.MAX_PAGES", 3)
    monkeypatch.setattr("mayadeen_crawler.utils.error_pages.MAX_BYTES", 5_000)
    pages = ErrorPages(tmp_path)
    for number in range(10):
        pages.keep(f"https://a.test/../{number}\x00/\ud800", [], b"x" * 100, {"error": "\ud800"})
    assert pages.count() == 3
    assert sum(1 for _ in (tmp_path / "errors").iterdir()) == 6
    pages.keep("https://a.test/large", [("A", "b" * 9_000)], b"x" * 9_000, {})
    assert pages.count() == 1
    (body,) = (tmp_path / "errors").glob("*.body")
    assert body.stat().st_size == 5_000


def test_the_doctor_says_how_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ErrorPages(tmp_path).keep("https://a.test/", [], b"x", {})
    settings = BaseSettings({"OUTPUT_DIR": str(tmp_path), "CONTACT": "", "BROWSER_PATH": ""})
    monkeypatch.setattr("mayadeen_crawler.doctor.machine_check.find_browser", lambda _: "chromium")
    report = Report(Site(ENGLISH))
    check_machine(report, settings)
    (output,) = [one for one in report.findings if one.check == "output"]
    assert "; 1 pages that could not be read are in errors/" in output.finding


def test_a_folder_that_cannot_be_written_is_one_warning(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "errors").write_text("in the way")
    raise_in(monkeypatch, DEPTHS["its parsing"], lambda *_, **__: True)
    run = visit(site, tmp_path)
    assert run.status == 4
    warnings = [line for line in run.lines if "are not kept" in line]
    assert len(warnings) == 1
