"""The ticker: a script of events on a clock that tests set, and its markups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.serving.routes import Routes
from mayadeen_crawler.replica.site.editions import LEXICONS
from mayadeen_crawler.replica.site.ticker import (
    TickerClock,
    TickerEvent,
    TickerScript,
)
from mayadeen_crawler.replica.site.ticker_script import made_up

SCRIPT = TickerScript(
    ("Two kites lost", "Pier four: opne", "Honey fair ends"),
    (
        TickerEvent(10, "add", "Rain by Monday", href="/news/politics/rain"),
        TickerEvent(20, "edit", "Pier four: opne", "Pier four: open"),
        TickerEvent(20, "add", "Ferry back"),
        TickerEvent(30, "withdraw", "Two kites lost"),
        TickerEvent(40, "replace", lines=("A new day",)),
    ),
    capacity=4,
)

SHOWN = {
    0: ["Two kites lost", "Pier four: opne", "Honey fair ends"],
    9.9: ["Two kites lost", "Pier four: opne", "Honey fair ends"],
    10: ["Rain by Monday", "Two kites lost", "Pier four: opne", "Honey fair ends"],
    # The fifth is pushed off the end.
    20: ["Ferry back", "Rain by Monday", "Two kites lost", "Pier four: open"],
    30: ["Ferry back", "Rain by Monday", "Pier four: open"],
    40: ["A new day"],
    9999: ["A new day"],
}


def test_a_script_shows_each_moment_in_any_order() -> None:
    for seconds, lines in [*SHOWN.items(), *reversed(SHOWN.items())]:
        assert [line.text for line in SCRIPT.lines_at(seconds)] == lines


def test_an_edit_keeps_what_the_line_was_and_led_to() -> None:
    _, rain, _, pier = SCRIPT.lines_at(20)
    assert (rain.href, pier.first) == ("/news/politics/rain", "Pier four: opne")


@pytest.mark.parametrize("what", ["edit", "withdraw"])
def test_what_is_not_shown_cannot_change(what: str) -> None:
    event = TickerEvent(5, what, "Nobody said this")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at 5 s no line reads 'Nobody said this'"):
        TickerScript(("A line",), (event,))


def test_the_clock_is_real_until_set_by_hand() -> None:
    clock = TickerClock()
    assert clock.now() == 0
    clock.start()
    began = clock.now()
    assert 0 <= began <= clock.now()
    clock.set(7)
    clock.advance(1.5)
    clock.start()
    assert clock.now() == 8.5


def test_pages_follow_the_clock() -> None:
    site = ReplicaSite(articles=20, ticker_script=SCRIPT)
    site.ticker_clock.set(0)
    routes = Routes(site)
    assert "Ferry back" not in routes.answer("/", {}).body.decode()
    site.ticker_clock.advance(20)
    for path in ("/", "/news/politics", site.path(3)):
        text = routes.answer(path, {}).body.decode()
        assert text.index("BREAKING") < text.index("Ferry back") < text.index("Rain by Monday")
    site.set_ticker(["Only this"])
    assert site.ticker == ("Only this",)
    assert "Only this" in routes.answer("/", {}).body.decode()


def test_a_server_starts_the_clock() -> None:
    site = ReplicaSite(articles=2)
    with ReplicaServer(site):
        site.ticker_clock.advance(3)
        assert 3 <= site.ticker_clock.now() < 60


def lines(site: ReplicaSite, path: str) -> list[str]:
    page = html.document_fromstring(Routes(site).answer("/", {}).body.decode())
    return [element.text_content() for element in page.xpath(path)]


def test_markups() -> None:
    english, arabic = ReplicaSite(articles=20), ReplicaSite(articles=20, edition="ar")
    plain = ReplicaSite(articles=20, ticker_markup="plain")
    assert lines(english, "//div[@class='ticker__item'][not(*)]") == list(english.ticker)
    box = "//*[@id='ticker-box']//ul/li/*[@class='ticker-item']/*[@class='ticker-text']/a[@href]/p"
    assert lines(arabic, box) == list(arabic.ticker)
    assert lines(plain, "//*[.='BREAKING']/following-sibling::ul/li") == list(plain.ticker)
    for number in range(1, 12):
        for path in ("/", plain.path(number)):
            assert b"ticker" not in Routes(plain).answer(path, {}).body


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
def test_a_made_up_day(edition: str) -> None:
    script = made_up(LEXICONS[edition], 3, every=60)
    polls = [script.lines_at(minute * 60) for minute in range(24 * 60 + 1)]
    assert all(6 <= len(lines) <= 10 for lines in polls)
    assert len(polls[0]) == 10
    shown = {line.text for lines in polls for line in lines}
    assert len(shown) > 1000
    corrected = {line.first for lines in polls for line in lines if line.text != line.first}
    assert len(corrected) > 50
    assert script.lines_at(timedelta(days=3).total_seconds()) == polls[-1]
