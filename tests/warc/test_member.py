"""One record as an archive hands it out: what is not exactly that is not kept."""

from __future__ import annotations

import gzip
import zlib

import pytest

from mayadeen_crawler.exceptions import DamagedRecord
from mayadeen_crawler.warc.member import response_in
from tests.helpers.warc_files import http, page, record

URL = "https://english.almayadeen.net/news/politics/a-made-up-story"
BLOCK = http(page("Nets are counted"))
RECORD = record(URL, BLOCK)
MOST = 1 << 20


def bomb() -> bytes:
    """Return a record of 64 MB that is packed twice, in a few hundred bytes."""
    packer = zlib.compressobj(wbits=31)
    head = record(URL, http(b""), length=64 << 20).rstrip()
    packed = [packer.compress(head), *(packer.compress(bytes(1 << 20)) for _ in range(64))]
    return b"".join([*packed, packer.flush()])


#: What would keep the records behind it in their file from being read, or be one that nobody asked
#: for.
NO_RECORD = {
    "two": RECORD + record(f"{URL}-of-another", BLOCK),
    "words behind it": RECORD + b"words that are no record",
    "its end is missing": RECORD[:-40],
    "its content is shorter than it says": record(URL, BLOCK, length=len(BLOCK) + 100),
    "its content is longer than it says": record(URL, BLOCK, length=len(BLOCK) - 100),
    "it does not say its length": RECORD.replace(b"Content-Length: ", b"X-Length: ", 1),
    "its length is no number": record(URL, BLOCK, length="+900"),
    "packed twice": gzip.compress(RECORD),
    "packed twice, a bomb": bomb(),
    "nothing": b"",
}  # fmt: skip


def test_a_record_as_it_should_be() -> None:
    found = response_in(gzip.compress(RECORD), most=MOST)
    assert (found.url, found.moment, found.status) == (URL, "20260301100000", "200")
    assert found.body == page("Nets are counted")


@pytest.mark.parametrize("name", NO_RECORD)
def test_what_is_not_one_whole_record_is_damaged(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DamagedRecord, match=r"^it (is|does)"):
        response_in(gzip.compress(NO_RECORD[name]), most=MOST)
    assert capfd.readouterr() == ("", "")
