"""Which addresses the Wayback Machine refuses after a 429."""

from __future__ import annotations

import http.client

import pytest

from mayadeen_crawler.replica.archives import ArchivesServer, ShutOut
from tests.replica.archives.conftest import ask, lives


def test_an_address_that_goes_on_for_a_minute_is_refused_for_an_hour() -> None:
    door = ShutOut()
    assert not door.refuses(100)
    for moment in range(100, 160, 10):
        door.warn(moment, "30")
        assert not door.refuses(moment + 9)
    assert door.refuses(160)
    assert door.refuses(3759)
    assert not door.refuses(3760)


@pytest.mark.parametrize(("retry_after", "wait"), [("30", 30), (None, 60)])
def test_one_that_waits_each_time_is_not_refused(retry_after: str | None, wait: int) -> None:
    door = ShutOut()
    for turn in range(10):
        assert not door.refuses(turn * wait)
        door.warn(turn * wait, retry_after)
    assert door.refuses(9 * wait + 61) == (wait == 90)


def test_the_server_refuses_by_the_clock_that_it_is_given() -> None:
    now = [0.0]
    with ArchivesServer(lives(), shut_out=ShutOut(5, 100), clock=lambda: now[0]) as archives:
        address = archives.settings["WAYBACK_URL"] + "/web/2025id_/https://a.example/"
        archives.faults.on("too-many", times=2, value=3)
        assert ask(address).status == ask(address).status == 429
        now[0] = 5.0  # three seconds were asked for
        assert ask(address).status == 404
        archives.faults.on("too-many", value=3)
        for now[0] in (6.0, 8.0, 10.0):
            assert ask(address).status == 429
        archives.faults.clear()
        for now[0] in (11.0, 110.0):
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                ask(address)
        now[0] = 111.0
        assert ask(address).status == 404
        assert ask(archives.settings["COMMONCRAWL_INDEX"] + "/collinfo.json").status == 200
    statuses = [entry.status for entry in archives.requests]
    assert statuses == [429, 429, 404, 429, 429, 429, None, None, 404, 200]
