"""What several visits of one address leave: walls, cut pages and losses are no edits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from mayadeen_crawler import clock
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from tests.helpers.article_visits import set_clock
from tests.helpers.articles import feed
from tests.helpers.crawls import Crawl, crawl
from tests.helpers.served_site import Answer, Served

STORY = "/news/politics/potters-reopen-the-old-kiln-of-the-bay"
MENU = '<header><a href="/">Al Mayadeen English</a><a href="/news/politics">Politics</a></header>'
TEXTS = [
    f"The {which} potter of the bay said that the old kiln had been cold for thirty years."
    for which in ("first", "second", "third", "fourth")
]


def page(
    texts: list[str] = TEXTS,
    author: str = "<li>By Jane Doe</li>",
    end: str = "",
    time: str = "3 Feb 2022 08:46",
) -> Answer:
    text = "".join(f"<p>{one}</p>" for one in texts)
    html = (
        f"<html><head><title>Potters reopen the kiln</title></head><body>{MENU}<main>"
        f"<h1>Potters reopen the kiln</h1><ul>{author}<li>{time}</li></ul>"
        f"<div>{text}</div></main>{end or '</body></html>'}"
    )
    return Answer(html.encode())


def wall(heading: str) -> Answer:
    return Answer(
        f"<html><head><title>{heading}</title></head><body>{MENU}<h1>{heading}</h1></body></html>"
        .encode()
    )  # fmt: skip


def visit(site: Served, answer: Answer, folder: Path, **settings: object) -> Crawl:
    site.pages[STORY] = answer
    return crawl(
        "article", folder, base_url=site.url, urls=site.url + STORY, refresh="always",
        settings=settings,
    )  # fmt: skip


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A site, and the folder of a run that visited its story."""
    folder = tmp_path_factory.mktemp("visited")
    with Served({}) as site:
        assert causes(visit(site, page(), folder)) == [FIRST]
        yield site, folder


@pytest.fixture
def site(visited: tuple[Served, Path], tmp_path: Path) -> Served:
    """The site whose story was visited once by the runs of `tmp_path`; each visit changes it."""
    copytree(visited[1], tmp_path, dirs_exist_ok=True)
    return visited[0]


def post(headline: str, text: str, time: str) -> Answer:
    """A page with the post id 77."""
    return Answer(
        f'<html><head><meta name="postid" content="77"><title>{headline}</title></head><body>{MENU}'
        f"<h1>{headline}</h1><ul><li>By Jane Doe</li><li>{time}</li></ul><p>{text}</p>"
        "</body></html>".encode()
    )  # fmt: skip


def causes(run: Crawl) -> list[tuple[str, list[str]]]:
    return [(one["revision_cause"], one["changed_fields"]) for one in run.records]


FIRST = ("first", list[str]())


def test_a_wall_leaves_no_record_and_the_run_is_not_good(site: Served, tmp_path: Path) -> None:
    for heading in ("Before you continue", "Log in", "We'll be back soon", "Latest news"):
        run = visit(site, wall(heading), tmp_path)
        assert (run.status, causes(run)) == (4, [FIRST])
    run = visit(site, page(), tmp_path)
    assert (run.status, causes(run)) == (0, [FIRST])
    outcomes = [json.loads(one.read_text())["outcome"] for one in tmp_path.glob("runs/*.json")]
    assert sorted(outcomes) == ["good"] * 2 + ["unhealthy"] * 4


def test_a_404_in_words_is_a_missing_page(site: Served, tmp_path: Path) -> None:
    for _ in range(2):
        run = visit(site, wall("Page not found"), tmp_path, REMOVAL_CONFIRM=0)
    assert causes(run) == [FIRST]
    assert run.stats["removal/removed"] == 1


def test_a_page_without_its_end_is_no_edit(site: Served, tmp_path: Path) -> None:
    run = visit(site, page(TEXTS[:2], end="<p>The third"), tmp_path)
    assert causes(run) == [FIRST]
    assert any("partial/truncated" in line for line in run.lines)
    changed = visit(site, page([*TEXTS, "The kiln burns again, since Monday."]), tmp_path)
    assert causes(changed) == [FIRST, ("edited", ["body_text"])]


def test_a_site_that_never_closes_its_pages_is_read(tmp_path: Path) -> None:
    with Served({}) as site:
        visit(site, page(end="<!-- -->"), tmp_path)
        run = visit(site, page([*TEXTS, "The kiln burns again."], end="<!-- -->"), tmp_path)
        assert causes(run) == [FIRST, ("edited", ["body_text"])]


def test_a_loss_is_written_once_it_lasts(site: Served, tmp_path: Path) -> None:
    for _ in range(2):  # within the hour
        run = visit(site, page(TEXTS[:1]), tmp_path)
        assert causes(run) == [FIRST]
        assert any("partial/shrunk" in line for line in run.lines)
    run = visit(site, page(TEXTS[:1]), tmp_path, SHRUNK_AFTER=0)
    assert causes(run) == [FIRST, ("edited", ["body_text"])]


@pytest.mark.soak
def test_a_loss_that_does_not_last_is_forgotten(site: Served, tmp_path: Path) -> None:
    visit(site, page(TEXTS[:1]), tmp_path)
    visit(site, page(), tmp_path)
    run = visit(site, page(TEXTS[:1]), tmp_path, SHRUNK_AFTER=0)
    assert causes(run) == [FIRST]


def test_lost_authors_are_a_loss_and_a_small_cut_is_an_edit(site: Served, tmp_path: Path) -> None:
    assert causes(visit(site, page(author=""), tmp_path)) == [FIRST]
    run = visit(site, page(TEXTS[:3]), tmp_path)
    assert causes(run) == [FIRST, ("edited", ["body_text"])]


def test_a_lost_time_is_a_loss(site: Served, tmp_path: Path) -> None:
    undated = page().body.replace(b"<li>3 Feb 2022 08:46</li>", b"")
    assert causes(visit(site, Answer(undated), tmp_path)) == [FIRST]
    run = visit(site, Answer(undated), tmp_path, SHRUNK_AFTER=0)
    assert causes(run) == [FIRST, ("edited", ["published_at"])]


def test_a_page_without_its_end_among_pages_with_one_is_cut(tmp_path: Path) -> None:
    """Nothing is known of its address: the other pages of the run tell."""
    paths = [f"/news/politics/kiln-number-{n}-burns-again" for n in range(5)]
    cut = page(TEXTS[:2], end="<p>The third")
    with Served({STORY: cut}) as site:
        site.pages |= {path: page([*TEXTS, f"It is kiln {path}."]) for path in paths}
        urls = ",".join(site.url + path for path in (*paths, STORY))
        one_by_one = {"CONCURRENT_REQUESTS": 1}
        run = crawl("article", tmp_path, base_url=site.url, urls=urls, settings=one_by_one)
        assert sorted(one["url"] for one in run.records) == sorted(site.url + p for p in paths)
        assert run.stats["drop/partial/truncated"] == 1
        site.pages[STORY] = page()
        again = crawl("article", tmp_path, base_url=site.url, urls=site.url + STORY)
        assert len(again.records) == 6


def test_the_first_page_of_a_run_that_breaks_off_is_cut_where_its_list_has_an_end(
    tmp_path: Path,
) -> None:
    whole = page()
    cut = Answer(whole.body[: whole.body.index(TEXTS[2].encode()) + 20])
    cards = f"<div><h3><a href='{STORY}'>Potters reopen the kiln</a></h3></div>"
    shown = f"<html><body>{MENU}<main>{cards}</main></body></html>"
    with Served({STORY: cut}) as site:
        site.pages |= {"/news/politics": shown, "/": shown}
        found: dict[str, Any] = {"base_url": site.url, "sections": "politics", "max_pages": "1"}
        run = crawl("section", tmp_path, **found)
        assert (run.records, run.stats["drop/partial/truncated"]) == ([], 1)
        site.pages[STORY] = whole
        assert causes(crawl("section", tmp_path, **found)) == [FIRST]


def test_an_empty_body_never_is_an_edit(site: Served, tmp_path: Path) -> None:
    for _ in range(2):
        run = visit(site, page([]), tmp_path, SHRUNK_AFTER=0)
    assert causes(run) == [FIRST]


SALT = "/news/politics/salt-traders-count-their-sacks-again"
KILN = post("Potters reopen the kiln", TEXTS[0], "3 Feb 2022 08:46")
SACKS = post(
    "Salt traders count sacks", "The sacks were counted twice this week.", "5 May 2023 10:00"
)


def look(site: Served, folder: Path, *paths: str) -> Crawl:
    urls = ",".join(site.url + path for path in paths)
    return crawl("article", folder, base_url=site.url, urls=urls, refresh="always")


def test_two_pages_with_one_post_id_are_two_articles(tmp_path: Path) -> None:
    with Served({STORY: KILN, SALT: SACKS}) as site:
        look(site, tmp_path, STORY)
        for _ in range(2):
            run = look(site, tmp_path, SALT, STORY)
    first, second = run.records
    assert (first["id"], second["headline"]) == ("en:77", "Salt traders count sacks")
    assert second["id"].startswith("en:u")
    assert "post_id_conflict" in second["doubts"]


def doubted(run: Crawl) -> list[tuple[str, str, bool]]:
    return [
        (one["headline"], one["revision_cause"], "post_id_conflict" in one["doubts"])
        for one in run.records
    ]


@pytest.mark.soak
def test_both_articles_with_one_post_id_are_doubted_while_it_lasts(tmp_path: Path) -> None:
    """The doubt alone is no edit: the first article bears it from its next revision on."""
    old, new = "Potters reopen the kiln", "Potters light the kiln"
    with Served({STORY: KILN, SALT: SACKS}) as site:
        look(site, tmp_path, STORY)
        for _ in range(3):
            run = look(site, tmp_path, SALT, STORY)
        found = [(old, "first", False), ("Salt traders count sacks", "first", True)]
        assert doubted(run) == found

        site.pages[STORY] = post(new, TEXTS[0], "3 Feb 2022 08:46")
        run = look(site, tmp_path, STORY)
        found.append((new, "edited", True))
        assert doubted(run) == found

        rebuild(tmp_path)
        site.pages[STORY] = KILN
        run = look(site, tmp_path, STORY)
        found.append((old, "edited", True))
        assert doubted(run) == found

        site.pages[SALT] = Answer(SACKS.body.replace(b'content="77"', b'content="78"'))
        site.pages[STORY] = post(new, TEXTS[0], "3 Feb 2022 08:46")
        run = look(site, tmp_path, SALT)
        run = look(site, tmp_path, STORY)
        assert doubted(run) == [*found, (new, "edited", False)]


def test_a_post_whose_old_address_is_gone_has_moved(tmp_path: Path) -> None:
    with Served({STORY: KILN}) as site:
        look(site, tmp_path, STORY)
        del site.pages[STORY]
        site.pages[SALT] = SACKS
        look(site, tmp_path, STORY)
        run = look(site, tmp_path, SALT)
    assert [one["id"] for one in run.records] == ["en:77"] * 2
    assert run.records[1]["revision_cause"] == "moved"


def test_a_post_that_only_changes_its_address_has_moved(tmp_path: Path) -> None:
    with Served({STORY: KILN}) as site:
        look(site, tmp_path, STORY)
        site.pages = {SALT: KILN}
        run = look(site, tmp_path, SALT)
    assert [one["revision_cause"] for one in run.records] == ["first", "moved"]


def modified(text: str, at: str) -> Answer:
    said = f'<meta property="article:modified_time" content="2022-02-03T{at}:00.0000000">'
    return Answer(page([*TEXTS, text]).body.replace(b"<title>", f"{said}<title>".encode()))


OLD, NEW = modified("It is one kiln.", "07:00"), modified("They are two kilns.", "09:00")
EDITED = ("edited", ["body_text"])


@pytest.mark.soak
def test_an_older_copy_of_the_page_is_no_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache serves it between the new ones. What a newsroom takes back was modified later."""
    with Served({}) as site:
        for minute, shown in enumerate((OLD, NEW, OLD, NEW, OLD)):
            set_clock(monkeypatch, f"01 10:0{minute}")
            run = visit(site, shown, tmp_path)
        assert causes(run) == [FIRST, EDITED]
        assert any("outdated" in line for line in run.lines)
        set_clock(monkeypatch, "01 10:08")
        taken_back = visit(site, modified("It is one kiln.", "10:00"), tmp_path)
        assert causes(taken_back) == [FIRST, EDITED, EDITED]


def test_an_older_copy_that_stays_is_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site was restored from a backup, perhaps."""
    with Served({}) as site:
        for when, shown in {"10:00": OLD, "10:01": NEW, "10:02": OLD, "11:03": OLD}.items():
            set_clock(monkeypatch, f"01 {when}")
            run = visit(site, shown, tmp_path)
        assert causes(run) == [FIRST, EDITED, EDITED]


def test_one_page_at_all_addresses_is_that_of_one(tmp_path: Path) -> None:
    """The words of its address, or a redirect, say that a page is an address's own."""
    paths = [f"/news/politics/salt-traders-count-sacks-of-day-{n}" for n in range(6)]
    same = STORY.replace("politics", "economy")
    flash = "/news/politics/1234567"  # with the words of the one before it, a day later
    with Served({path: page() for path in (*paths, STORY, same)}) as site:
        site.pages[flash] = page(time="4 Feb 2022 08:46")
        urls = ",".join(site.url + path for path in (*paths, STORY, same, flash))
        kept, one_by_one = tmp_path / "warc", {"CONCURRENT_REQUESTS": 1}
        run = crawl(
            "article", tmp_path / "live", base_url=site.url, urls=urls,
            settings=one_by_one | {"ARCHIVE_DIR": str(kept)},
        )  # fmt: skip
        assert run.status == 4
        written = sorted(one["url"] for one in run.records)
        assert written == sorted(site.url + path for path in (paths[0], STORY, same, flash))
        files = ",".join(map(str, kept.rglob("*.warc.gz")))
        replay = crawl("article", tmp_path / "replay", base_url=site.url, warc=files)
        assert sorted(one["url"] for one in replay.records) == written
        moved = Answer(b"", 301, {"Location": STORY})
        site.pages |= dict.fromkeys(paths, moved)
        led = crawl("article", tmp_path / "led", base_url=site.url, urls=urls)
        assert (led.stats.get("article/refused", 0), len(led.records)) == (0, 3)


def test_a_page_that_a_script_was_to_fill_in_is_visited_again(tmp_path: Path) -> None:
    head = '<meta name="postid" content="77"><title>Potters reopen the kiln</title>'
    with Served({}) as site:
        shell = visit(site, Answer(f"<html>{head}<div id=root></div></html>".encode()), tmp_path)
        assert (shell.status, shell.records) == (4, [])
        site.pages[STORY] = KILN
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + STORY)
        assert (run.status, causes(run)) == (0, [FIRST])


class Slow(Served):
    """A site whose story takes *delay* seconds to come; *answered*: when it did, in UTC."""

    delay, answered = 1.01, ""  # records have whole seconds

    def answer(self, path: str) -> Answer:
        if path == STORY:
            time.sleep(self.delay)
            self.answered = clock.stamp()
        return super().answer(path)


@pytest.mark.parametrize("kept", [False, True])
def test_a_page_is_of_the_moment_at_which_its_request_left(tmp_path: Path, *, kept: bool) -> None:
    """By the moment of its answer, an old text could be written over a newer one as an edit."""
    settings = {"ARCHIVE_DIR": str(tmp_path / "kept")} if kept else {}
    with Slow() as site:
        (record,) = visit(site, page(), tmp_path, **settings).records
        assert record["retrieved_at"] < site.answered


def test_a_missing_page_is_of_the_moment_at_which_its_request_left(tmp_path: Path) -> None:
    with Slow() as site:
        site.delay = 0
        visit(site, page(), tmp_path)
        visit(site, Answer(b"", 404), tmp_path)
        site.delay = Slow.delay
        visit(site, Answer(b"", 404), tmp_path, REMOVAL_CONFIRM=0)
        (removal,) = feed(tmp_path, "removals")
        assert removal["observed_at"] < site.answered
