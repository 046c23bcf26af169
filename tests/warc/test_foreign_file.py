"""Our records in a large file of others: whole, with their places, however the bytes arrive."""

from __future__ import annotations

import gzip
import time

import pytest

from mayadeen_crawler.warc.foreign_file import MemberScanner
from tests.helpers.warc_files import http, page, record

OURS = "https://english.almayadeen.net/news/politics/a-made-up-story"


def member(url: str, *, kind: str = "response") -> bytes:
    return gzip.compress(record(url, http(page("A made-up story")), kind=kind))


FOREIGN = [member(f"https://outlet{number}.example/a") for number in range(5)]
MINE = member(OURS)
FILE = b"".join([*FOREIGN, MINE, member(OURS, kind="request"), *FOREIGN, MINE])
PLACES = [len(b"".join(FOREIGN)), len(FILE) - len(MINE)]


def scanner(position: int = 0, most: int = 1 << 20) -> MemberScanner:
    return MemberScanner(lambda url: url == OURS, position=position, most=most)


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 20])
def test_records_are_found_whatever_the_pieces(size: int) -> None:
    reading = scanner()
    found = [one for at in range(0, len(FILE), size) for one in reading.feed(FILE[at : at + size])]
    assert [(one.offset, one.data) for one in found] == [(place, MINE) for place in PLACES]
    assert (reading.members, reading.damaged, reading.position) == (13, 0, len(FILE))


def test_it_goes_on_behind_the_last_whole_record() -> None:
    first = scanner()
    cut = PLACES[1] + 20
    list(first.feed(FILE[:cut]))
    assert first.position == PLACES[1]
    second = scanner(first.position)
    (found,) = second.feed(FILE[first.position :])
    assert (found.offset, found.data) == (PLACES[1], MINE)


def test_damage_costs_the_records_it_is_in() -> None:
    broken = bytearray(FILE)
    broken[len(FOREIGN[0]) + 30] ^= 0xFF  # in the second record
    reading = scanner()
    found = list(reading.feed(bytes(broken)))
    assert [one.offset for one in found] == PLACES
    assert reading.damaged >= 1


@pytest.mark.soak
def test_hostile_bytes_take_no_long_time() -> None:
    begun = time.process_time()
    reading = scanner(most=1 << 20)
    list(reading.feed(b"\x1f\x8b\x08" * 2_000_000))  # beginnings that are none
    list(scanner().feed(gzip.compress(bytes(300_000_000))))  # little that becomes much
    assert time.process_time() - begun < 8


def test_a_record_that_is_too_large_is_not_kept() -> None:
    large = gzip.compress(record(OURS, http(bytes(range(256)) * 4000)), 0)
    reading = scanner(most=100_000)
    assert [one.data for one in reading.feed(large + MINE)] == [MINE]
    assert reading.damaged == 1
