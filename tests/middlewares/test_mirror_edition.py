"""A mirror of another edition than the run's: wrong use, where language and menu both say so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from parsel import Selector
from scrapy.exceptions import NotConfigured

from mayadeen_crawler.middlewares.mirror_edition import MirrorEdition, of_language, of_menu
from mayadeen_crawler.outlet import EDITIONS, Edition, Site
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.crawls import crawl
from tests.helpers.manifests import manifests
from tests.helpers.served_site import SmallSite, served


@pytest.mark.parametrize(
    ("spider", "given", "served_edition", "asked"),
    [
        ("section", {}, "en", "es"),
        ("breaking", {}, "ar", "en"),
        ("article", {"urls": "{url}"}, "es", "en"),
    ],
)
def test_another_edition_is_wrong_use_before_a_record(
    tmp_path: Path, spider: str, given: dict[str, str], served_edition: str, asked: str
) -> None:
    with ReplicaServer(ReplicaSite(articles=8, edition=served_edition)) as replica:
        url = f"{replica.url}{replica.site.path(2)}"
        words: dict[str, Any] = {name: value.format(url=url) for name, value in given.items()}
        done = crawl(spider, tmp_path, base_url=replica.url, edition=asked, **words)
    line = (
        f"{replica.url} serves the edition {served_edition}, and this run is for {asked}: "
        f"give edition={served_edition}"
    )
    assert (done.status, done.lines) == (2, [f"ERROR: {line}"])
    assert list(tmp_path.glob("*/*.jsonl")) == []
    assert manifests(tmp_path)[-1]["reason"] == line


@pytest.mark.parametrize("code", ["ar", "es"])
def test_each_edition_is_known_by_its_own_pages(tmp_path: Path, code: str) -> None:
    with ReplicaServer(ReplicaSite(articles=8, edition=code)) as replica:
        url = f"{replica.url}{replica.site.path(2)}"
        done = crawl("article", tmp_path, base_url=replica.url, edition=code, urls=url)
    assert (done.status, done.lines, len(done.records)) == (0, [], 1)


@pytest.mark.parametrize(
    ("lang", "menu", "says"),
    [
        ("ar", ("Politics", "Economy", "Sports"), "its language is another"),
        ("en", ("Política", "Economía", "Deportes", "Cultura"), "its menu is another edition's"),
        ("es", ("Home", "Contact"), "its language is another"),
        ("en-GB", ("Politics", "Economy", "Sports"), ""),
        ("fr", ("Politique", "Sport"), ""),
        ("", (), ""),
    ],
)
def test_one_sign_alone_is_a_warning(
    tmp_path: Path, lang: str, menu: tuple[str, ...], says: str
) -> None:
    with served(SmallSite()) as site:
        site.article("/news/politics/one", "The first of them")
        links = "".join(f'<li><a href="/{n}">{label}</a></li>' for n, label in enumerate(menu))
        page = str(site.pages["/news/politics/one"]).replace("<html>", f'<html lang="{lang}">', 1)
        site.pages["/news/politics/one"] = page.replace("<body>", f"<body><nav>{links}</nav>", 1)
        url = f"{site.url}/news/politics/one"
        done = crawl("article", tmp_path, base_url=site.url, urls=url)
    assert (done.status, len(done.records)) == (0, 1)
    assert [says in line for line in done.lines] == ([True] if says else [])


def test_a_page_of_very_many_attributes_is_left_to_its_reader(tmp_path: Path) -> None:
    crowd = " ".join(f"a{n}" for n in range(20_000))
    with served(SmallSite()) as site:
        site.pages["/news/politics/one"] = f"<html lang=ar><body><h1 b='>' {crowd}>A story</h1>"
        url = f"{site.url}/news/politics/one"
        done = crawl("article", tmp_path, base_url=site.url, urls=url)
    assert [line.split()[1] for line in done.lines if "too_costly" in line] == ["too_costly:"]


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=list(EDITIONS))
def test_the_outlets_own_hosts_are_never_refused(edition: Edition) -> None:
    for other in EDITIONS.values():
        for host in (edition.host, *edition.other_hosts):
            spider: Any = SimpleNamespace(site=Site(other, f"https://{host}"))
            crawler: Any = SimpleNamespace(spider=spider)
            with pytest.raises(NotConfigured):
                MirrorEdition.from_crawler(crawler)


@pytest.mark.soak
def test_hostile_pages_take_no_time() -> None:
    body = "<html lang=" + "a" * 100_000 + "><nav>" + "<a>x" * 50_000
    page = Selector(text=body)
    assert of_language(page) is None
    assert of_menu(page) is None
