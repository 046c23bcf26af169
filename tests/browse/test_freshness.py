"""Requests bring the index up to date: seldom, in a thread; a page says what it may lack."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from mayadeen_crawler.browse import freshness
from mayadeen_crawler.browse.freshness import Freshness
from mayadeen_crawler.search.database import FILE_NAME

READING = "Newer records are being read just now: this page may lack some."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / FILE_NAME).touch()
    monkeypatch.setattr(freshness, "EVERY", 0.0)
    return tmp_path


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it does not become so")


def test_a_long_update_is_waited_for_once_and_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, updates = Event(), []

    def long(place: Path, _: Any) -> None:
        updates.append(place)
        assert may_end.wait(20)

    monkeypatch.setattr(freshness, "with_index", long)
    monkeypatch.setattr(freshness, "WAIT", 0.05)

    async def served() -> None:
        state = Freshness(folder)
        assert state.note == ""
        await asyncio.gather(*(state.look() for _ in range(5)))
        assert (state.note, updates) == (READING, [folder])
        may_end.set()
        await until(lambda: state.note == "")
        monkeypatch.setattr(freshness, "WAIT", 20.0)
        await state.look()  # a quick one is waited for
        assert (state.note, len(updates)) == ("", 2)

    asyncio.run(served())


def test_none_begins_before_it_is_due(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "EVERY", 1000.0)
    monkeypatch.setattr(freshness, "with_index", lambda *_: pytest.fail("it is not due"))
    asyncio.run(Freshness(folder).look())


def test_an_update_that_fails_is_said_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(freshness, "with_index", fails)
    monkeypatch.setattr(freshness, "WAIT", 20.0)
    said = "Newer records could not be read: database or disk is full"

    async def served() -> None:
        state = Freshness(folder)
        await state.look()
        await state.look()
        assert state.note == said
        monkeypatch.setattr(freshness, "with_index", lambda *_: None)
        await state.look()
        assert state.note == ""

    asyncio.run(served())
    assert [record.getMessage() for record in caplog.records] == [said]  # once


def test_a_file_that_was_made_anew_is_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / FILE_NAME

    def made_anew(*_: Any) -> None:
        path.rename(folder / "old")
        path.touch()

    monkeypatch.setattr(freshness, "with_index", made_anew)
    monkeypatch.setattr(freshness, "WAIT", 20.0)
    state = Freshness(folder)
    before = state.file
    asyncio.run(state.look())
    assert (state.file, state.file != before) == (path.stat().st_ino, True)
