"""What a watch tells of the feeds: each record once, in order, whatever fails or dies."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from mayadeen_crawler import clock
from mayadeen_crawler.ledger import watch_places
from mayadeen_crawler.ledger.articles import removals
from mayadeen_crawler.ledger.articles.removals import MissingPage
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.watch import teller
from mayadeen_crawler.watch.matching import Candidate
from mayadeen_crawler.watch.messages import alert
from mayadeen_crawler.watch.review import waiting, would_tell
from mayadeen_crawler.watch.teller import Teller
from mayadeen_crawler.watch.watch_file import Watch, read
from tests.helpers.articles import BASE, article, feed
from tests.helpers.ticker_looks import look

URL = f"{BASE}/news/politics/made-up-story-"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
#: Lines of a watch that nothing matches, and of another one behind it on the same channel.
IDLE_AND = "words = 'nowhere'\n[watch.two]\nchannels = 'DESK'\n"


class Service:
    """Takes the place of a service: keeps what is sent, refuses or dies when it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.is_down = False
        self.refuses: str | None = None
        """A text with this in it is refused."""
        self.dies: str = ""
        """``before`` or ``after`` it takes the next message: the process does."""

    def __call__(self, urls: Sequence[str], title: str, text: str) -> list[str]:
        assert list(urls) == ["json://desk.test"]
        if self.is_down or (self.refuses and self.refuses in text):
            return ["json://…: Failed"]
        dies, self.dies = self.dies, ""
        if dies == "before":
            raise KeyboardInterrupt
        self.sent.append((title, text))
        if dies == "after":
            raise KeyboardInterrupt
        return []

    @property
    def headlines(self) -> list[str]:
        return [text.partition("\n")[0] for _, text in self.sent]


class Desk:
    """A folder with a ledger, watches, and processes that tell one after the other."""

    def __init__(self, folder: Path, time: list[datetime]) -> None:
        self.folder = folder
        self.service = Service()
        self.ledger = Ledger(folder / "output")
        self.watches: tuple[Watch, ...] = ()
        self._time = time
        self._teller: Teller | None = None

    @property
    def teller(self) -> Teller:
        """The process that tells now."""
        if self._teller is None:
            self._teller = Teller(self.folder / "output", self.watches, send=self.service)
            self._teller.begin()
        return self._teller

    def watch(self, text: str, name: str = "one") -> None:
        """Begin with a watch of these lines."""
        path = self.folder / "watch.toml"
        path.write_text(f'[watch.{name}]\nchannels = "DESK"\n{text}\n', encoding="utf-8")
        settings = Settings()
        settings.set("WATCH_FILE", str(path), priority="cmdline")
        self.watches = read(settings)
        self.next_process()
        assert self.teller

    def next_process(self) -> None:
        if self._teller is not None:
            self._teller._lock.release()  # as the end of its process does
            self._teller.close()
        self._teller = None

    def write(self, *items: Any) -> None:
        self.ledger.write([ScrapedArticle(item) for item in items])

    def let_pass(self, **how_long: float) -> None:
        self._time[0] += timedelta(**how_long)

    @property
    def told(self) -> list[str]:
        """The headlines that were told since this was asked last."""
        self.teller.tell()
        found, self.service.sent = self.service.headlines, []
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    time = [START]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    monkeypatch.setenv("DESK", "json://desk.test")
    made = Desk(tmp_path, time)
    yield made
    made.next_process()
    made.ledger.close()


def numbered(*numbers: int) -> list[str]:
    return [f"Made-up story {number}" for number in numbers]


def test_what_matches_is_told_once_and_in_order(desk: Desk) -> None:
    desk.watch("words = 'olive'")
    desk.write(article(1), article(2, headline="Olive growers"), article(3, summary="OLIVE oil"))
    assert desk.told == ["Olive growers", "Made-up story 3"]
    desk.write(article(4, body_text="The olives."), article(5, body_text="An olive."))
    assert desk.told == ["Made-up story 5"]
    assert desk.told == []
    desk.next_process()
    assert desk.told == []


def test_a_new_watch_begins_at_the_present_end(desk: Desk) -> None:
    desk.write(article(1))
    desk.watch("kinds = 'articles'")
    desk.write(article(2))
    assert desk.told == numbered(2)
    assert desk.teller.begin() == []
    desk.watch("kinds = 'articles'", name="two")
    assert desk.told == []
    desk.write(article(3))
    assert desk.told == numbered(3)


def test_an_alert_says_what_was_published_where(desk: Desk) -> None:
    desk.watch("sections = 'politics'", name="politics")
    desk.write(article(1))
    desk.teller.tell()
    assert desk.service.sent == [
        (
            "politics: new article",
            f"Made-up story 1\n2026-03-01 10:00 UTC · en · politics\n{URL}1",
        )
    ]


def test_a_page_calls_nobody_together(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    said = "@everyone <!channel> <@123> ![a](https://b.test/) [c](https://d.test/) [e][f] (g)"
    said += " https://b.test/ |https://d.test/> https://b.test/|d> [h"
    desk.write(article(1, headline=said, url=f"{BASE}/news/@here](https://b.test/)|<b>"))
    desk.teller.tell()
    ((_, text),) = desk.service.sent
    headline, _, url = text.splitlines()
    assert headline == (
        "@\u2060everyone <\u2060!\u2060channel> <\u2060@\u2060123> "
        "!\u2060[a]\u2060(https://b.test/) [c]\u2060(https://d.test/) [e]\u2060[f] (g) "
        "https://b.test/ \u2060|https://d.test/> https://b.test/ \u2060|d> [h"
    )
    assert url == f"{BASE}/news/%40here%5D(https://b.test/)%7C%3Cb%3E"


def test_words_of_a_forged_record_are_one_line_without_direction_marks() -> None:
    record = {
        "record_type": "breaking", "id": "en:b1", "event": "appeared", "edition": "en",
        "text": "Ships\u202e wait\n\x1b[2J2026-01-01", "observed_at": "2026-11-28T10:50:00Z",
        "url": f"{BASE}/\u202ea\n",
    }  # fmt: skip
    watch = Watch("one", (), (), frozenset({"breaking"}), (), 0)
    assert alert(watch, Candidate(record, "breaking", lambda _: None))[1].split("\n") == [
        "Ships wait [2J2026-01-01", "2026-11-28 10:50 UTC · en", f"{BASE}/%E2%80%AEa%0A",
    ]  # fmt: skip


def test_edits_are_told_and_a_newer_reading_is_not(desk: Desk) -> None:
    desk.watch("kinds = ['edits']")
    desk.write(article(1))
    desk.write(article(1, headline="Made-up story 1, edited", retrieved_at="2026-03-01T12:00:00Z"))
    desk.teller.tell()
    ((title, text),) = desk.service.sent
    assert (title, text.splitlines()[::2]) == (
        "one: edited", ["Made-up story 1, edited", "changed: headline"]
    )  # fmt: skip
    desk.write(
        article(
            1, headline="Made-up story 1, read anew", retrieved_at="2026-03-01T13:00:00Z",
            extractor_version=99,
        )
    )  # fmt: skip
    causes = [record["revision_cause"] for record in feed(desk.folder / "output")]
    assert causes == ["first", "edited", "reextracted"]
    desk.service.sent.clear()
    assert desk.told == []


def test_breaking_lines_as_they_appear_and_are_edited(desk: Desk) -> None:
    desk.watch("words = 'ferries'\nkinds = ['breaking', 'edits']")
    desk.ledger.observe(look(["Ferries stop", "Honey harvest"], 0))
    desk.ledger.observe(look(["Ferries stop today", "Honey harvest"], 60))
    desk.teller.tell()
    assert [(title, text.splitlines()[0]) for title, text in desk.service.sent] == [
        ("one: breaking", "Ferries stop"), ("one: edited", "Ferries stop today"),
    ]  # fmt: skip
    assert "before: Ferries stop" in desk.service.sent[1][1]


def test_a_removal_has_the_words_of_its_article(desk: Desk) -> None:
    desk.watch("words = 'olive'\nsections = 'politics'\nkinds = 'removals'")
    desk.write(article(1, headline="Olive growers"), article(2))
    for number in (1, 2):
        for at in ("2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z"):
            seen = MissingPage(f"{URL}{number}", 404, at, "test", timedelta(hours=1))
            desk.ledger.commit(partial(removals.missing, seen), "articles", "removals")
    desk.teller.tell()
    assert desk.service.sent == [
        (
            "one: removed",
            f"Olive growers\n2026-03-01 14:00 UTC · en · politics\n{URL}1",
        )
    ]


def test_a_channel_that_is_down_is_tried_again_in_order(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    desk.watch("kinds = 'articles'")
    desk.service.is_down = True
    desk.write(article(1), article(2))
    assert desk.told == []
    assert desk.told == []  # it is left alone for a while
    assert desk.teller.counts.failed == 1
    monkeypatch.setattr(teller, "PAUSE", 0)
    monkeypatch.setattr(teller, "INTERVAL", 0)
    desk.teller.tell_the_rest(9)
    assert desk.teller.counts.failed == 5  # four times more at the end
    assert caplog.messages == [
        "an alert of watch one could not be sent to DESK (json://…: Failed): it is tried again"
    ]
    desk.service.is_down = False
    desk.write(article(3))
    desk.teller.tell_the_rest(9)
    assert desk.told == numbered(1, 2, 3)
    desk.next_process()
    assert desk.told == []


@pytest.mark.parametrize("before", ["", IDLE_AND])
def test_a_pause_grows_and_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    desk.watch(f"{before}kinds = 'articles'")
    desk.service.is_down = True
    desk.write(article(1))
    tried = []
    for quarter in range(80):
        now[0] = quarter / 4
        failed = desk.teller.counts.failed
        if desk.teller.has_work():
            desk.teller.tell()
        tried += [now[0]] * (desk.teller.counts.failed - failed)
    assert tried == [0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75]
    desk.service.is_down = False
    now[0] = 31.75
    assert desk.teller.has_work()
    assert desk.told == numbered(1)
    desk.teller.has_work()
    assert not desk.teller.has_work()


def test_a_channel_that_is_down_is_left_at_the_end_though_a_watch_has_nothing_for_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teller, "PAUSE", 0)
    monkeypatch.setattr(teller, "INTERVAL", 0)
    desk.watch(f"{IDLE_AND}kinds = 'articles'")
    desk.service.is_down = True
    desk.write(article(1))
    desk.teller.tell_the_rest(2)
    assert desk.teller.counts.failed == 4


def test_an_alert_that_is_refused_holds_up_its_own_watch_alone(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    desk.watch("words = 'olive'\n[watch.two]\nchannels = 'DESK'\nwords = '-olive'")
    desk.service.refuses = "Olive"
    desk.write(article(1, headline="Olive growers"), article(2), article(3))
    assert desk.told == numbered(2, 3)
    assert len(caplog.messages) == 1
    desk.service.refuses = None
    desk.next_process()
    assert desk.told == ["Olive growers"]


@pytest.mark.parametrize(("dies", "arrived"), [("before", [1, 2, 3]), ("after", [1, 2, 2, 3])])
def test_a_process_that_dies_while_it_sends(desk: Desk, dies: str, arrived: list[int]) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1))
    desk.teller.tell()
    desk.write(article(2), article(3))
    desk.service.dies = dies
    with pytest.raises(KeyboardInterrupt):
        desk.teller.tell()
    desk.next_process()
    assert desk.told == numbered(*arrived)
    assert (desk.teller.counts.sent, desk.teller.counts.repeated) == (2, 1)


def test_what_was_being_sent_is_told_before_all_else(desk: Desk) -> None:
    desk.watch("kinds = ['articles', 'removals']\nper_hour = 1")
    desk.write(article(1), article(2))
    assert desk.told == numbered(1)
    desk.watch("kinds = ['articles', 'removals']\nper_hour = 2")
    desk.write(article(3))
    desk.service.dies = "after"
    with pytest.raises(KeyboardInterrupt):
        desk.teller.tell()
    for at in ("2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z"):
        seen = MissingPage(f"{URL}2", 404, at, "test", timedelta(hours=1))
        desk.ledger.commit(partial(removals.missing, seen), "articles", "removals")
    desk.let_pass(hours=3)
    desk.next_process()
    desk.teller.tell_the_rest(9)
    assert [title for title, _ in desk.service.sent] == [
        "one: new article", "one: new article", "one: removed", "one: and 1 more"
    ]  # fmt: skip
    assert desk.service.headlines[:3] == numbered(3, 3, 2)
    assert desk.teller.counts.repeated == 1


def test_every_repetition_is_counted(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1))
    for _ in range(2):
        desk.service.dies = "after"
        with pytest.raises(KeyboardInterrupt):
            desk.teller.tell()
        desk.next_process()
        desk.service.is_down = True  # a refusal says nothing of whether it arrived before
        desk.teller.tell()
        desk.service.is_down = False
        desk.next_process()
    assert desk.told == numbered(1, 1, 1)
    with desk.ledger.transaction() as db:
        state = watch_places.find(db, "one", "DESK")
    assert state is not None
    assert (state.told, state.repeated, state.sending) == (1, 2, None)


def test_one_process_tells_at_a_time(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    other = Teller(desk.folder / "output", desk.watches, send=desk.service)
    desk.write(article(1))
    assert desk.teller._lock.take("other") is None
    other.tell()
    assert desk.service.sent == []
    desk.teller._lock.release()
    assert other.has_work()
    other.tell()
    assert desk.told == numbered(1)
    desk.write(article(2))
    assert desk.told == numbered(2)
    other.tell()
    assert desk.told == []
    other.close()


def test_what_was_committed_while_an_alert_was_sent_is_told_with_it(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1))

    def send(urls: Sequence[str], title: str, text: str) -> list[str]:
        if not desk.service.sent:
            desk.write(article(2))
        return desk.service(urls, title, text)

    other = Teller(desk.folder / "output", desk.watches, send=send)
    other.tell()
    other.close()
    assert desk.service.headlines == numbered(1, 2)


def test_so_many_an_hour_then_one_line(desk: Desk) -> None:
    desk.watch("kinds = 'articles'\nper_hour = 2")
    desk.write(*(article(number) for number in range(1, 6)))
    assert desk.told == numbered(1, 2)
    desk.let_pass(minutes=30)
    desk.write(article(6))
    assert desk.told == []
    desk.let_pass(minutes=31)
    desk.write(article(7))
    more = (
        "4 more matched; at most 2 an hour are told. All of them: "
        "mayadeen watch one --dry-run --since 2026-03-01T11:00:00Z"
    )
    assert desk.told == [more, *numbered(7)]
    assert (desk.teller.counts.sent, desk.teller.counts.held_back) == (4, 4)


def test_the_line_names_a_command_that_shows_what_was_held_back(desk: Desk) -> None:
    desk.watch("kinds = ['articles', 'breaking']\nper_hour = 2")
    times = [f"2026-03-01T11:{minute}:00Z" for minute in (50, 51, 53, 52, 54)]
    desk.write(*(article(number, retrieved_at=at) for number, at in enumerate(times, 1)))
    desk.ledger.observe(look(["Ferries stop"], 6720))  # 11:52
    desk.let_pass(hours=3)  # the channel was down
    desk.teller.tell_the_rest(9)
    *_, (title, text) = desk.service.sent
    assert title == "one: and 4 more"
    since = datetime.fromisoformat(text.split()[-1])
    shown = [
        one.found.subject.get("headline") or one.found.subject["text"]
        for one in would_tell(desk.folder / "output", desk.watches, since)
    ]
    assert shown == [*numbered(3, 4, 5), "Ferries stop"]
    desk.let_pass(hours=2)
    desk.write(*(article(number, retrieved_at="2026-03-01T16:00:00Z") for number in range(6, 9)))
    desk.teller.tell_the_rest(9)
    assert desk.service.sent[-1][1].endswith(" --since 2026-03-01T16:00:00Z")


def test_the_line_comes_at_the_end_of_a_run_but_once_an_hour(desk: Desk) -> None:
    desk.watch("kinds = 'articles'\nper_hour = 1")
    desk.write(article(1), article(2))
    desk.teller.tell_the_rest(9)
    assert [title for title, _ in desk.service.sent] == ["one: new article", "one: and 1 more"]
    desk.next_process()
    desk.service.sent.clear()
    desk.let_pass(minutes=5)
    desk.write(article(3), article(4))
    desk.teller.tell_the_rest(9)
    assert desk.service.sent == []
    desk.next_process()
    desk.let_pass(minutes=55)
    desk.teller.tell_the_rest(9)
    assert [title for title, _ in desk.service.sent] == ["one: and 2 more"]


def test_a_process_that_dies_keeps_count_of_what_it_held_back(desk: Desk) -> None:
    desk.watch("kinds = 'articles'\nper_hour = 1")
    desk.write(*(article(number) for number in range(1, 5)))
    desk.service.dies = "after"
    with pytest.raises(KeyboardInterrupt):
        desk.teller.tell()
    desk.next_process()
    desk.teller.tell_the_rest(9)
    assert [title for title, _ in desk.service.sent[1:]] == ["one: new article", "one: and 3 more"]


def test_a_feed_file_that_was_moved_away_is_passed_over(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1))
    desk.let_pass(days=1)
    desk.write(article(2))
    (desk.folder / "output" / "articles" / "2026-03-01.jsonl").rename(desk.folder / "away")
    assert desk.told == numbered(2)
    assert caplog.messages == [
        "articles/2026-03-01.jsonl was moved away: no alerts on what it holds"
    ]


def test_lines_that_are_not_committed_are_not_told(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1))
    path = desk.folder / "output" / "articles" / "2026-03-01.jsonl"
    line = path.read_bytes()
    desk.write(article(2))
    with path.open("ab") as file:
        file.write(line.replace(b"en:1001", b"en:1009").replace(b"story 1", b"story 9"))
    assert desk.told == numbered(1, 2)
    desk.ledger.settle()
    assert desk.told == numbered(9)


def test_a_short_run_gets_on_with_what_many_lines_do_not_match(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teller, "LINES", 2)
    desk.watch("words = 'olive'")
    desk.write(*(article(number) for number in range(1, 6)), article(6, headline="Olive"))
    for left in (4, 2):
        asked = iter([False, *[True] * 9])  # it may begin, and has to end after the first two
        run = Teller(
            desk.folder / "output", desk.watches, send=desk.service,
            stopped=partial(next, asked),
        )  # fmt: skip
        run.tell()
        run.close()
        (found,) = waiting(desk.folder / "output", desk.watches)
        assert found.state is not None
        place = found.state.places["articles"]
        lines = (desk.folder / "output" / place.file).read_bytes()[place.offset :].splitlines()
        assert len(lines) == left
    assert desk.told == ["Olive"]


def test_stopped_it_sends_nothing_more(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    desk.write(article(1), article(2))
    other = Teller(
        desk.folder / "output", desk.watches, send=desk.service,
        stopped=lambda: bool(desk.service.sent),
    )  # fmt: skip
    other.tell()
    assert desk.service.headlines == numbered(1)
    other.tell_the_rest(9)
    other.close()
    assert desk.service.headlines == numbered(1, 2)


def test_a_clock_that_was_ahead_makes_no_watch_silent(desk: Desk) -> None:
    desk.watch("kinds = 'articles'")
    desk.let_pass(days=400)
    desk.write(article(1))
    assert desk.told == numbered(1)
    desk.let_pass(days=-400)
    desk.write(article(2))
    assert desk.told == numbered(2)
    desk.next_process()
    desk.write(article(3))
    assert desk.told == numbered(3)


def test_an_hour_of_a_clock_that_was_ahead_is_over(desk: Desk) -> None:
    desk.watch("kinds = 'articles'\nper_hour = 1")
    desk.let_pass(days=400)
    desk.write(article(1), article(2))
    assert desk.told == numbered(1)
    desk.let_pass(days=-400)
    desk.write(article(3), article(4))
    more, *told = desk.told
    assert more.startswith("1 more matched; ")
    assert told == numbered(3)
    desk.let_pass(minutes=-10)  # set right by a little: the hour goes on
    desk.write(article(5))
    assert desk.told == []
