"""``scrapy watch``: what it lists, sends and shows."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import article
from tests.helpers.command_in_process import command_line
from tests.helpers.processes import scrapy, start
from tests.helpers.webhook import Webhook

WATCHES = """
[watch.olive]
words = "olive"
channels = "DESK"

[watch.edits]
kinds = "edits"
channels = ["DESK", "PHONE"]

[watch.shown]
sections = "politics"
"""


class Folder:
    """An output folder and a watch.toml beside it."""

    def __init__(self, path: Path, hook: Webhook) -> None:
        self.path, self.hook, self.count = path, hook, 0
        (path / "watch.toml").write_text(WATCHES, encoding="utf-8")

    def write(self, *headlines: str) -> None:
        with Ledger(self.path / "output") as ledger:
            first, self.count = self.count, self.count + len(headlines)
            ledger.write([
                ScrapedArticle(article(number, headline=headline))
                for number, headline in enumerate(headlines, first + 1)
            ])  # fmt: skip

    def watch(self, *words: str, code: int = 0) -> tuple[str, str]:
        """Return what ``scrapy watch WORDS…`` writes to standard output and error."""
        url = self.hook.channel
        done = command_line(*self.words(*words), code=code, DESK=url, PHONE=url)
        return done.out, done.err

    def words(self, *words: str) -> list[str]:
        """Return the command ``scrapy watch WORDS…`` on this folder."""
        return [
            "watch", *words, "-s", f"OUTPUT_DIR={self.path / 'output'}",
            "-s", f"WATCH_FILE={self.path / 'watch.toml'}",
        ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with Webhook() as hook:
        yield Folder(tmp_path, hook)


def test_watches_are_listed_with_their_places_and_what_waits(folder: Folder) -> None:
    assert "new: begins with the next run" in folder.watch()[0]
    folder.write("Olive growers")
    rows = [json.loads(line) for line in folder.watch("--json")[0].splitlines()]
    assert [(row["watch"], row["channel"], row["note"]) for row in rows] == [
        ("olive", "DESK", "new: begins with the next run"),
        ("edits", "DESK", "new: begins with the next run"),
        ("edits", "PHONE", "new: begins with the next run"),
        ("shown", None, "no channels: only --dry-run shows it"),
    ]
    out, err = folder.watch("--send")
    assert out == "sent 0, held back 0, 0 wait\n"
    assert err == "".join(
        f"watch {name} is new: it tells what is written from now on\n"
        for name in ("olive", "edits")
    )
    folder.write("Olive oil", "Wine", "An olive")
    (row,) = (json.loads(line) for line in folder.watch("olive", "--json")[0].splitlines())
    (file,) = (folder.path / "output" / "articles").iterdir()
    first = file.read_bytes().index(b"\n") + 1
    assert row["places"] == {
        "articles": [f"articles/{file.name}", first], "breaking": ["", 0], "removals": ["", 0],
    }  # fmt: skip
    assert (row["told"], row["waiting"], row["held_back"], row["repeated"]) == (0, 2, 0, 0)
    table = folder.watch()[0].splitlines()
    assert table[0].split()[:2] == ["watch", "channel"]
    assert f"articles/{file.stem}:{first} " in table[1]
    assert folder.watch("--send") == ("sent 2, held back 0, 0 wait\n", "")
    assert folder.hook.headlines == ["Olive oil", "An olive"]
    (row,) = (json.loads(line) for line in folder.watch("olive", "--json")[0].splitlines())
    assert (row["told"], row["waiting"]) == (2, 0)


def test_a_test_goes_to_each_channel(folder: Folder) -> None:
    out, err = folder.watch("--test", "edits")
    assert (out, err) == ("sent a test of edits to DESK\nsent a test of edits to PHONE\n", "")
    assert folder.hook.messages == [("edits: a test", "Alerts of the watch edits arrive here.")] * 2
    folder.hook.refuses = lambda _: True
    out, err = folder.watch("--test", "olive", code=1)
    assert err.startswith("scrapy watch: DESK: json://…: Failed to send JSON POST notification: ")


def test_what_would_have_been_told(folder: Folder) -> None:
    folder.write("Olive growers", "Wine")
    out, err = folder.watch("--dry-run", "--since", "2020-01-01", "--json")
    assert [(row["watch"], row["headline"], row["kind"], row["section"]) for row in
            map(json.loads, out.splitlines())] == [
        ("olive", "Olive growers", "articles", "politics"),
        ("shown", "Olive growers", "articles", "politics"),
        ("shown", "Wine", "articles", "politics"),
    ]  # fmt: skip
    assert err == "3 would have been told\n"
    out, err = folder.watch("olive", "--dry-run", "--since", "2020-01-01")
    assert "Olive growers" in out
    assert (len(out.splitlines()), err) == (2, "1 would have been told\n")
    # As the line on alerts that are held back has it.
    _, err = folder.watch("olive", "--dry-run", "--since", "2020-01-01T12:00:00Z")
    assert err == "1 would have been told\n"
    assert folder.watch("--dry-run", "--since", "2100-01-01") == ("", "0 would have been told\n")
    text = WATCHES.replace('sections = "politics"', 'sections = "politics"\nper_hour = 1')
    (folder.path / "watch.toml").write_text(text, encoding="utf-8")
    _, err = folder.watch("shown", "--dry-run", "--since", "2020-01-01")
    assert err == "2 would have been told, 1 of them held back by per_hour\n"
    assert folder.hook.messages == []


def test_what_waits_can_be_skipped(folder: Folder) -> None:
    folder.write("Wine")
    folder.watch("--send")
    folder.write("Olive oil")
    assert folder.watch("--skip", "olive") == ("olive begins at the feeds' present end\n", "")
    assert folder.watch("--send")[0] == "sent 0, held back 0, 0 wait\n"


def test_an_alert_that_is_refused_can_be_passed_over(folder: Folder) -> None:
    folder.write("Wine")
    folder.watch("--send")
    folder.write("Olive growers", "Olive oil")
    folder.hook.refuses = lambda _: True
    folder.watch("--send", code=1)
    assert folder.watch("olive")[0].splitlines()[1].rstrip().endswith(
        "2  next: Olive growers (http://replica.test/news/politics/made-up-story-2)"
    )  # fmt: skip
    assert folder.watch("--skip-one", "olive") == (
        "passed over on DESK: Olive growers (http://replica.test/news/politics/made-up-story-2)\n",
        "",
    )
    folder.hook.refuses = lambda _: False
    assert folder.watch("--send")[0] == "sent 1, held back 0, 0 wait\n"
    assert folder.hook.headlines == ["Olive oil"]
    assert folder.watch("--skip-one", "olive") == (
        "", "nothing of olive was passed over: run `scrapy watch`\n"
    )  # fmt: skip


def test_a_channel_that_is_down_leaves_status_1(folder: Folder) -> None:
    folder.write("Wine")
    folder.watch("--send")
    folder.write("Olive oil")
    folder.hook.refuses = lambda _: True
    out, err = folder.watch("--send", code=1)
    assert out == "sent 0, held back 0, 1 wait\n"
    assert err.splitlines()[-1] == (
        "scrapy watch: not all could be sent: run it again, or let the next crawl send it"
    )


def test_ctrl_c_is_one_line(folder: Folder) -> None:
    folder.write("Wine")
    folder.watch("--send")
    folder.write("Olive oil")
    released = threading.Event()
    url = folder.hook.channel
    folder.hook.refuses = lambda _: not released.wait(60)
    try:
        with start(*folder.words("--send"), env={"DESK": url, "PHONE": url}) as run:
            limit = time.monotonic() + 30
            while not folder.hook.asked and time.monotonic() < limit:
                time.sleep(0.01)
            run.send_signal(signal.SIGINT)
            assert run.wait(30) == 1
            assert run.errors() == "scrapy watch: interrupted: what was not told waits\n"
    finally:
        released.set()
    assert json.loads(folder.watch("olive", "--json")[0])["waiting"] == 1


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["--test", "oliv"], 2, "no watch 'oliv' in watch.toml; did you mean 'olive'? (there are"),
        (["oliv", "--send"], 2, "no watch 'oliv' in watch.toml; did you mean 'olive'? (there are"),
        (["--test", "shown"], 2, "--test: the watch shown has no channels"),
        (["--dry-run"], 2, "--dry-run and --since DATE go together"),
        (["--since", "2026-01-01"], 2, "--dry-run and --since DATE go together"),
        (["--dry-run", "--since", "yesterday"], 2, "--since 'yesterday' is not an ISO date"),
        (["--send", "--skip", "olive"], 2, "argument --skip: not allowed with argument --send"),
        (
            ["edits", "--skip", "olive"],
            2,
            "one NAME with --test, --skip and --skip-one: 'olive' or 'edits'?",
        ),
        (
            ["--test", "olive", "edits"],
            2,
            "one NAME with --test, --skip and --skip-one: 'olive' or 'edits'?",
        ),
        (["--skip", ""], 2, "no watch '' in watch.toml"),
        (["--send"], 1, "has no ledger: no run has written there yet"),
    ],
)
def test_mistakes_are_one_line(folder: Folder, words: list[str], code: int, line: str) -> None:
    out, err = folder.watch(*words, code=code)
    assert out == ""
    assert len(err.splitlines()) == 1
    assert line in err


def test_without_a_file_it_says_so(folder: Folder) -> None:
    (folder.path / "watch.toml").write_text("")
    said, complaint = folder.watch()
    assert said == ""
    assert complaint.startswith(f"no watch: {folder.path}/watch.toml is not there or empty. ")
    done = scrapy("watch", cwd=folder.path, code=0)  # no scrapy.cfg: beside nothing
    assert done.stderr == complaint
