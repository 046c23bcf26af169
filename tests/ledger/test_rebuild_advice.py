"""Whatever is in the ledger's place: the advice of the message helps when it is followed."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mayadeen_crawler.commands.ledger import Command as Rebuild
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.connection import FILE_NAME
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.ledger.summary import summary
from tests.helpers.articles import article, feed
from tests.helpers.audit_command import scrapy_audit
from tests.helpers.command_in_process import run_command
from tests.helpers.processes import scrapy


def write(folder: Path, *numbers: int) -> list[str]:
    with Ledger(folder) as ledger:
        ledger.settle()
        return [o.kind for o in ledger.write([ScrapedArticle(article(n)) for n in numbers])]


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 300)


def be_version(number: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {number}")

    return change


def replaced(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


def a_full_folder(path: Path) -> None:
    (path / "within").mkdir(parents=True)


def cut_to(size: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, size)


def a_folder_for_the_log(path: Path) -> None:
    Path(f"{path}-wal").mkdir()


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE feeds")


def of_other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE hosts (some TEXT)")


BROKEN: dict[str, Callable[[Path], None]] = {
    "version 0": be_version(0),
    "version -1": be_version(-1),
    "version 3": be_version(3),
    "a newer version": be_version(99),
    "garbage": garbage,
    "cut within a page": cut_to(5000),
    "cut between pages": cut_to(8192),
    "cut to its head": cut_to(100),
    "a folder": replaced(Path.mkdir),
    "a folder that is not empty": replaced(a_full_folder),
    "a FIFO": replaced(os.mkfifo),
    "a folder for its log": a_folder_for_the_log,
    "a table is missing": without_a_table,
    "another program's": of_other_tables,
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("how", BROKEN)
def test_rebuild_helps_whatever_is_in_the_ledgers_place(tmp_path: Path, how: str) -> None:
    write(tmp_path, 1, 2)
    path = tmp_path / FILE_NAME
    BROKEN[how](path)
    with pytest.raises(LedgerError, match=r"`scrapy ledger rebuild"):
        write(tmp_path, 3)
    said = scrapy_audit(tmp_path, "--integrity")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "`scrapy ledger rebuild" in said.err
    if how != "a table is missing":  # it needs the version only
        with pytest.raises(LedgerError, match=r"`scrapy ledger rebuild"):
            summary(tmp_path)
    done = scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}")
    names = [path.name for path in tmp_path.glob(f"{FILE_NAME}.*")]
    (kept,) = {name.removesuffix("-wal").removesuffix("-shm") for name in names}
    assert f"is kept as {kept};" in done.stdout
    assert "read 2 records of 2 articles" in done.stdout
    assert write(tmp_path, 2, 3) == ["known", "new"]
    assert scrapy_audit(tmp_path, "--integrity").status == 0
    assert [record["id"] for record in feed(tmp_path)] == ["en:1001", "en:1002", "en:1003"]


def test_a_ledger_that_was_removed(tmp_path: Path) -> None:
    write(tmp_path, 1, 2)
    (tmp_path / FILE_NAME).unlink()
    done = scrapy_audit(tmp_path, "--integrity")
    assert (done.status, "it was removed" in done.err) == (1, True)
    scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}")
    assert write(tmp_path, 2, 3) == ["known", "new"]


def test_many_feed_files_are_told_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, 1, 2, 3)
    (today,) = (tmp_path / "articles").iterdir()
    lines = today.read_bytes().splitlines(keepends=True)
    days = [today.with_name(f"2026-01-0{day}.jsonl") for day in (1, 2, 3)]
    for day, line in zip(days, lines, strict=True):
        day.write_bytes(line)
    today.unlink()
    assert run_command(Rebuild, tmp_path, "rebuild").status == 0
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    said = "entered 3 records of 3 feed files that the ledger did not know; the first is"
    assert told == [f"{said} {days[0]}"]


@pytest.mark.no_records("a feed is cut, removed, or gets a line that is none")
def test_feeds_that_do_not_fit(tmp_path: Path) -> None:
    write(tmp_path, 1, 2)
    (path,) = (tmp_path / "articles").iterdir()
    first = path.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(first)
    with pytest.raises(LedgerError, match=r"were committed: .*`scrapy ledger rebuild"):
        write(tmp_path, 3)
    scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}")
    assert write(tmp_path, 1, 2) == ["known", "new"]
    path.unlink()
    with pytest.raises(LedgerError, match=r"is missing, .*`scrapy ledger rebuild"):
        write(tmp_path, 3)
    scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}")
    assert write(tmp_path, 1, 2) == ["new", "new"]
    (tmp_path / FILE_NAME).unlink()
    foreign = tmp_path / "articles" / "2026-01-01.jsonl"
    foreign.write_bytes(b'{"some": "thing"}\n')
    done = scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}", code=1)
    assert "byte 0 is no record: move the file out of the output folder" in done.stderr
    foreign.rename(tmp_path.parent / "moved-out.jsonl")
    scrapy("ledger", "rebuild", "-s", f"OUTPUT_DIR={tmp_path}")
    assert write(tmp_path, 1, 2) == ["known", "known"]
