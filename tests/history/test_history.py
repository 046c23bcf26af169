"""``scrapy history``: whose story, and what a terminal is shown of hostile text."""

from __future__ import annotations

import sys
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.exceptions import LedgerError, WrongUseError
from mayadeen_crawler.history import story as life
from mayadeen_crawler.history.text_output import story_lines
from mayadeen_crawler.items import ListingPage
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.listings import listing_pages
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.utils.terminal import MAX_SHOWN, UNLIMITED, harmless, open_streams, rendered
from tests.helpers.article_visits import (
    Site,
    set_clock,
    stamp,
)
from tests.helpers.articles import BASE
from tests.helpers.processes import scrapy

URL = f"{BASE}/news/politics/made-up-story-1"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "20 00:00")
    with Ledger(tmp_path) as ledger:
        ledger.bind("en", BASE)
    site = Site(tmp_path)
    site.look(1, "01 11:00")
    return site


def told(
    site: Site, given: str = "en:1001", *, colour: bool = False, width: int = UNLIMITED
) -> str:
    with snapshot(site.folder) as db:
        story = life.story(db, site.folder, life.find(db, given))
    return rendered(*story_lines(story), colour=colour, width=width)


def test_the_life_of_a_story(site: Site) -> None:
    site.look(1, "01 11:30", headline="Made-up story 1, corrected", tags=["Harbours"])
    site.look(1, "01 12:00", headline="Made-up story 1, corrected", tags=["Ferries"])
    site.miss(1, "01 13:00")
    site.miss(1, "01 14:00", 410)
    assert told(site) == GOLDEN


GOLDEN = """\
en:1001
http://replica.test/news/politics/made-up-story-1
politics, published 2026-03-01 10:00:00Z

2026-03-01 11:00:00Z  revision 1: first
    headline: Made-up story 1
    body_text: 6 words in 2 blocks
2026-03-01 11:30:00Z  revision 2: edited (headline, tags)
    headline: Made-up story [-1-] {+1, corrected+}
    tags: {+Harbours+}
2026-03-01 12:00:00Z  revision 3: edited (tags)
    tags: [-Harbours-], {+Ferries+}
2026-03-01 14:00:00Z  removed (HTTP 410)
"""


def test_older_states_stand_between_the_revisions(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.look(1, "02 11:00", headline="Made-up story 1, corrected")
    for when, headline, source in [
        ("01 10:00", "Made-up story", "wayback"),
        ("01 15:00", "Made-up story 1, confirmed", "warc"),
        ("01 09:00", "Story", "commoncrawl"),
    ]:
        assert site.look(1, when, headline=headline, source=source).kind == "captured"
    assert told(site).splitlines()[4:] == [
        "2026-03-01 09:00:00Z  capture: commoncrawl",
        "    headline: Story",
        "    body_text: 6 words in 2 blocks",
        "2026-03-01 10:00:00Z  capture: wayback (headline)",
        "    headline: [-Story-] {+Made-up story+}",
        "2026-03-01 11:00:00Z  revision 1: first (headline)",
        "    headline: Made-up story {+1+}",
        "2026-03-01 15:00:00Z  capture: warc (headline)",
        "    headline: Made-up story [-1-] {+1, confirmed+}",
        # Compared with what stood before it in time, not with revision 1.
        "2026-03-02 11:00:00Z  revision 2: edited (headline)",
        "    headline: Made-up story 1, [-confirmed-] {+corrected+}",
    ]
    (site.folder / "captures" / "2026-03-20.jsonl").unlink()
    lines = told(site).splitlines()[4:]
    gone = "capture: its feed file captures/2026-03-20.jsonl is not here"
    assert (lines[:2], lines.count(gone)) == ([gone, gone], 3)


@pytest.mark.parametrize(
    "given",
    ["1001", "en:1001", URL, f"{URL}/?utm_source=x", URL.replace("http://", "HTTP://"),
     "https://english.almayadeen.net/news/politics/made-up-story-1#comments"],
)  # fmt: skip
def test_any_name_of_it_will_do(site: Site, given: str) -> None:
    assert told(site, given) == told(site)


def test_what_nobody_knows_is_said(site: Site) -> None:
    for given in ("en:7", "7", f"{BASE}/news/politics/never", "https://elsewhere.test/a"):
        with pytest.raises(LedgerError, match=r"is not known here: `scrapy crawl article"):
            told(site, given)
    for given in ("made-up-story", "fr:1", "", "en:"):
        with pytest.raises(WrongUseError, match="is no id and no address"):
            told(site, given)


def test_a_revision_whose_file_was_moved_away_stands_in_its_place(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "21 00:00")
    site.look(1, "01 12:00", headline="Changed")
    (site.folder / "articles" / "2026-03-20.jsonl").unlink()
    assert told(site).splitlines()[4:] == [
        "revision 1: its feed file articles/2026-03-20.jsonl is not here",
        "2026-03-01 12:00:00Z  revision 2: edited (headline)",
        "    headline: Changed",
        "    body_text: 6 words in 2 blocks",
    ]


def test_the_places_it_stood_in(site: Site) -> None:
    def show(when: str, *numbers: int, name: str = "politics", known: bool = True) -> None:
        items = [
            ListItem(place, f"{BASE}/news/politics/made-up-story-{n}")
            for place, n in enumerate(numbers, 1)
        ]
        page = ListingPage(
            edition="en", list="section", name=name, items=items, observed_at=stamp(when),
            run_id="test",
        )  # fmt: skip
        canonical = {} if known else {str(item.url): "elsewhere" for item in items}
        with Ledger(site.folder) as ledger:
            ledger.commit(partial(listing_pages.show, page, canonical), "listings")

    show("01 11:00", 1, known=False)  # its id was not yet known
    show("01 11:10", 2, 1)
    show("01 11:10", 11, name="economy")
    show("01 11:20", 3, 2, 1)
    show("01 11:30", 3, 2)
    show("01 11:40", 1, 3, 2)
    assert told(site).partition("Places\n")[2] == (
        "    section politics, page 1: 1 from 2026-03-01 11:00:00Z, 2 from 2026-03-01 11:10:00Z, "
        "3 from 2026-03-01 11:20:00Z; gone by 2026-03-01 11:30:00Z\n"
        "    section politics, page 1: 1 from 2026-03-01 11:40:00Z; still there\n"
    )


@pytest.mark.no_records("text that no loader lets through")
def test_hostile_text_cannot_steer_a_terminal(site: Site) -> None:
    evil = "Ha\x1b[2Jrbour \u202eopens\u2066\x9b31m \ue000\u2028end \ud800"
    assert harmless(evil) == (r"Ha\x1b[2Jrbour \u202eopens\u2066\x9b31m \ue000\u2028end \ud800")
    assert harmless("می\u200cخواهم ليلة") == "می\u200cخواهم ليلة"
    assert len(harmless("x" * 1_000_000)) == MAX_SHOWN + 2
    site.look(1, "01 12:00", headline=evil)
    for colour in (True, False):
        shown_text = told(site, colour=colour)
        plain = shown_text.replace("\x1b[31m", "").replace("\x1b[32m", "").replace("\x1b[0m", "")
        assert all(c == "\n" or c.isprintable() for c in plain)


def test_colour_is_beside_the_marks(site: Site) -> None:
    site.look(1, "01 12:00", headline="Made-up story 2")
    assert "story \x1b[31m[-1-]\x1b[0m \x1b[32m{+2+}\x1b[0m" in told(site, colour=True)
    assert "\x1b" not in told(site)


def test_lines_wrap_to_the_terminal(site: Site) -> None:
    site.look(1, "01 12:00", headline=" ".join(["Made-up story 2"] * 10))
    lines = told(site, width=60).splitlines()
    assert max(map(len, lines)) <= 60
    start = lines.index("2026-03-01 12:00:00Z  revision 2: edited (headline)")
    assert all(line.startswith("    ") for line in lines[start + 1 :])
    assert "[-1-]" in told(site)


def test_the_command(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.look(1, "01 12:00", headline="ليلة")
    monkeypatch.setenv("TERM", "xterm")
    printed, words = BytesIO(), ["history", URL, "-s", f"OUTPUT_DIR={site.folder}"]
    with monkeypatch.context() as patch, TextIOWrapper(printed, encoding="ascii") as stream:
        patch.setattr(sys, "stdout", stream)
        open_streams()
        with pytest.raises(SystemExit) as end:
            execute(["scrapy", *words], get_project_settings())
        text = printed.getvalue()
    assert (end.value.code, capsys.readouterr().err) == (0, "")
    assert b"[-Made-up story 1-] {+????+}" in text
    site_folder = f"OUTPUT_DIR={site.folder}"
    unknown = scrapy("history", "en:7", "-s", site_folder)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("scrapy history: en:7 is not known here")
    wrong = scrapy("history", "story", "-s", site_folder)
    assert wrong.returncode == 2
    assert "'story' is no id and no address" in wrong.stderr
    assert "Traceback" not in wrong.stderr
