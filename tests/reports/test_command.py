"""``scrapy report`` as a command: what it says, where it writes, what it cannot read."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.report import Command
from mayadeen_crawler.exceptions import ReportError
from mayadeen_crawler.ledger.store import Ledger
from mayadeen_crawler.outlet import Edition
from mayadeen_crawler.reports import build
from mayadeen_crawler.reports.build import write_report
from mayadeen_crawler.reports.data.feed_tables import longest_line
from tests.helpers.article_visits import Site
from tests.helpers.articles import article
from tests.helpers.command_in_process import run_command
from tests.helpers.dropped_work import dropping
from tests.helpers.processes import scrapy
from tests.helpers.report_reader import Report


def test_it_prints_the_path_and_leaves_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    Site(folder).look(1, "01 11:00")
    printed = scrapy("report", "-s", f"OUTPUT_DIR={folder}", code=0)
    assert (printed.stdout, printed.stderr) == (f"{folder / 'report.html'}\n", "")
    assert Report(folder / "report.html").says("en-glance").startswith("1 article, of which 0")
    target = tmp_path / "mine.html"
    done = run_command(Command, folder, "-o", str(target), "--since", "2026-03-02")
    assert done == (0, f"{target}\n", "")
    assert Report(target).tree.xpath("//p[@class='period']")[0].text == "Since 2026-03-02"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.html", "output"]


def test_an_edition_that_fails_ends_the_report_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables of the editions that wait for their turn are not made any more."""
    ended, begun = Event(), list[str]()

    def fill(_db: object, edition: Edition, *_others: object) -> None:
        begun.append(edition.code)
        if edition.code != "en":
            ended.wait(20)

    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "ThreadPoolExecutor", dropping(ended))
    monkeypatch.setattr(build, "fill_chart_data", fill)
    monkeypatch.setattr(build, "_begin", interrupted)
    Site(tmp_path).look(1, "01 11:00")
    with pytest.raises(KeyboardInterrupt):
        write_report(tmp_path, tmp_path / "report.html")
    assert begun in (["en"], ["en", "ar"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--edition", "fr"], "--edition 'fr' is none of en, ar, es"),
        (["--language", "fr"], "--language 'fr' is none of en, ar, es"),
        (["--since", "soon"], "--since 'soon' is not an ISO date or time"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "--since is later than --until"),
        (["report.html"], "name the file by -o report.html"),
    ],
)
def test_wrong_use_is_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    """In this process; what becomes of such an error is in ``test_mistakes.py``."""
    with pytest.raises(UsageError, match=re.escape(said)) as wrong:
        run_command(Command, tmp_path, *words)
    assert (len(str(wrong.value).splitlines()), wrong.value.print_help) == (1, False)


def test_what_cannot_be_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where no demo's records are, which would be named
    done = run_command(Command, tmp_path)
    said = f"scrapy report: {tmp_path} has no ledger: no run has written there yet\n"
    assert done == (1, "", said)
    Site(tmp_path).look(1, "01 11:00")
    done = run_command(Command, tmp_path, "-o", "/proc/nowhere/report.html")
    assert (done.status, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert done.err.startswith("scrapy report: cannot write /proc/nowhere/report.html: ")
    done = run_command(Command, tmp_path, "-o", str(tmp_path))
    assert done == (1, "", f"scrapy report: {tmp_path} is a folder: name a file\n")
    # Nor in the place of what another folder holds.
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    feed, ledger = next(tmp_path.glob("articles/*.jsonl")), tmp_path / "ledger.sqlite3"
    Site(tmp_path / "other").look(1, "01 11:00")
    for target in (feed, ledger):
        for folder in (tmp_path, tmp_path / "other"):
            said = f"{target} belongs to the feeds and their ledger: name another"
            done = run_command(Command, folder, "-o", str(target))
            assert done == (1, "", f"scrapy report: {said}\n")
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.soak
def test_empty_feeds_make_a_report_that_says_so(tmp_path: Path) -> None:
    Ledger(tmp_path).close()
    write_report(tmp_path, tmp_path / "report.html")
    found = Report(tmp_path / "report.html")
    assert "The feeds hold no record of this period." in found.tree.text_content()
    assert found.tree.xpath("//h1")[0].text_content() == "Nothing recorded yet"
    assert found.tree.xpath("//section") == []


@pytest.mark.no_records("changed by hand")
@pytest.mark.soak
def test_what_is_not_committed_is_not_in_it(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 11:00")
    (path,) = (tmp_path / "articles").iterdir()
    line = path.read_bytes()
    with path.open("ab") as stream:
        stream.write(line.replace(b"en:1001", b"en:1002") + b'{"record_type":"article","id":"en:10')
    write_report(tmp_path, tmp_path / "report.html")
    assert Report(tmp_path / "report.html").says("en-glance").startswith("1 article, ")


def test_files_that_were_moved_away_are_said(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 11:00")
    (path,) = (tmp_path / "articles").iterdir()
    path.rename(tmp_path / "kept")
    write_report(tmp_path, tmp_path / "report.html")
    text = " ".join(Report(tmp_path / "report.html").tree.text_content().split())
    assert (
        f"1 feed file is not here, so this report lacks what it holds: articles/{path.name}."
        in text
    )


@pytest.mark.no_records("changed by hand")
def test_a_feed_that_was_changed_leaves_the_last_report_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    Site(tmp_path).look(1, "01 11:00")
    target.write_text("the last report")
    (path,) = (tmp_path / "articles").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with pytest.raises(ReportError, match=r"bytes, of \d+ that were committed"):
        write_report(tmp_path, target)
    path.write_bytes(b"x" + whole[:-2] + b"\n")
    with pytest.raises(ReportError, match=r"a feed cannot be read: .*articles/"):
        write_report(tmp_path, target)
    assert target.read_text() == "the last report"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@pytest.mark.no_records("changed by hand")
def test_a_feed_that_is_read_beside_the_articles_is_named_too(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.look(1, "01 11:00")
    for when in ("02 11:00", "02 13:00"):
        site.miss(1, when)
    (path,) = (tmp_path / "removals").iterdir()
    path.write_bytes(b"x" + path.read_bytes()[:-2] + b"\n")
    with pytest.raises(ReportError, match=r"a feed cannot be read: .*removals/"):
        write_report(tmp_path, tmp_path / "report.html")


def test_the_longest_line_is_looked_for_in_large_files(tmp_path: Path) -> None:
    (tmp_path / "small.jsonl").write_bytes(b"{}\n" * 40)
    assert longest_line(tmp_path / "*.jsonl") == 120
    (tmp_path / "large.jsonl").write_bytes((b"x" * 999 + b"\n") * 3000 + b"x" * 1499 + b"\n")
    assert longest_line(tmp_path / "*.jsonl") == 1500


def test_an_article_of_nothing_but_an_address_is_reported(tmp_path: Path) -> None:
    bare = article(1, section=None, published_at=None, published_date=None,
                   retrieved_at="2026-03-01T11:00:00Z")  # fmt: skip
    Site(tmp_path).see(bare)
    write_report(tmp_path, tmp_path / "report.html")
    found = Report(tmp_path / "report.html")
    assert found.says("en-articles") == "No dated article in this period."
    assert found.says("en-week") == "No article with a time in this period."
    assert found.says("en-tags") == "No article of this period has a tag."
    assert found.says("en-glance").endswith("; 1 record of articles was written.")
    assert found.says("en-runs") == "No run is known."
