"""Forty things a newsroom does to the ticker, twelve looks at it: exactly the expected lines."""

from __future__ import annotations

import functools
import threading
from pathlib import Path

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from mayadeen_crawler.replica.site.ticker import TickerEvent, TickerScript
from tests.helpers.articles import feed
from tests.helpers.crawls import crawl

GUILD, TOLL = "Weavers' guild: We welcome the autumn fair", "Weavers' guild: The toll must go"
BOATS, HONEY = "4 boats leave Zarra at 06:30", "Honey harvest breaks a record: Ministry of Hives"
CUP, CUP_2 = "Kite cup, half time: Lisbon 1-1 Tyre", "Kite cup, half time: Lisbon 2-1 Tyre"
SCHOOL, MAYOR = "Night school opens its doors to bakers", "Mayor of Sidon: “No toll on looms”"
CANAL, RAIN = "Old canal survey published after nine years", "Rain ends the drought in two valleys"
LANTERNS, TUNNEL = "Lantern festival moved to the harbour", "Tunnel under the ridge is through"
COVE = "Al Mayadeen's correspondent in North Cove"
STORM = "Al Mayaden's correspondent in North Cove: storm over Zarra"
STORM_2, STORM_3 = f"{COVE}: storm over Zarra", f"{COVE}: heavy storm over Zarra"
OTHER_STORM = f"{COVE}: storm over Tyre"
PLAY, WELLS = "New play opens in Oslo to long queues", "Water board: 14 wells are dry"
BRIDGE, CHESS = "Bridge at Kfar Lin closed until Monday", "Chess players' union elects a board"
BREAD, MUSEUM = "Bread price unchanged for a ninth year", "Museum of maps reopens in Cairo"
KILNS, KILNS_2 = (
    "Glassmakers: three kilns lost in the storm",
    "Glassmakers: four kilns lost in the storm",
)
NETS, NETS_2 = "Glassmakers: 3 boats lost in the storm", "Glassmakers: 5 boats lost in the storm"
TRAMS = "First tram rolls through Baalbek"
COPPER, POST = "Copper found below the old market", "Post office hires forty riders"
CHOIR, OLIVES = "Choir of the deaf sings in Tunis", "Olive growers: Frost spared us"
LIBRARY, MOUNTAIN = "Library lends seeds from May on", "Mountain pass open again: Road office"
CLOCK, CLOCK_2 = "Town clock of Brok stands stil", "Town clock of Brok stands still"
SALT, SALT_2 = "Salt works sold for 3 million", "Salt works sold for 4 million"
WHALE, EXAMS = "Whale seen off Hanoi", "Exams put off by a week: Ministry"
EXAMS_2 = "Exams put off by two weeks: Ministry"
FERRY, MARKET, MARKET_2 = "Ferry runs aground", "Night markte begins", "Night market begins"

OPENING = (GUILD, TOLL, BOATS, HONEY, CUP, SCHOOL, MAYOR, CANAL, RAIN, LANTERNS)


def add(at: float, text: str) -> TickerEvent:
    return TickerEvent(at, "add", text)


def edit(at: float, text: str, new: str) -> TickerEvent:
    return TickerEvent(at, "edit", text, new)


def withdraw(at: float, text: str) -> TickerEvent:
    return TickerEvent(at, "withdraw", text)


#: What happens between look N and look N + 1 is at N.5.
SCRIPT = (
    add(1.5, STORM),
    add(1.5, TUNNEL),
    edit(2.5, STORM, STORM_2),
    add(2.5, OTHER_STORM),
    withdraw(3.5, TOLL),
    edit(4.5, CUP, CUP_2),
    withdraw(4.5, MAYOR),
    # Nothing between looks 5 and 6.
    *(add(6.5, text) for text in (PLAY, WELLS, BRIDGE, CHESS, BREAD, MUSEUM)),
    add(7.5, TOLL),
    edit(7.5, STORM_2, STORM_3),
    withdraw(8.5, PLAY),
    withdraw(8.5, OTHER_STORM),
    add(8.5, KILNS),
    add(8.5, NETS),
    edit(9.5, KILNS, KILNS_2),
    edit(9.5, NETS, NETS_2),
    add(9.5, TRAMS),
    *(add(10.5, text) for text in (COPPER, POST, CHOIR, OLIVES, LIBRARY, MOUNTAIN, CLOCK, SALT,
                                   WHALE, EXAMS)),
    edit(11.5, EXAMS, EXAMS_2),
    withdraw(11.5, WHALE),
    add(11.5, FERRY),  # came and went between two looks
    withdraw(11.5, FERRY),
    add(11.5, MARKET),  # was corrected before anybody looked
    edit(11.5, MARKET, MARKET_2),
    edit(11.5, CLOCK, CLOCK_2),
    edit(11.5, COPPER, "Copper found beneath the old market"),
)  # fmt: skip

#: Look → event, place, text; of an edit also what it said before.
EXPECTED: dict[int, list[tuple[str, int, str] | tuple[str, int, str, str]]] = {
    1: [("appeared", place, text) for place, text in enumerate(OPENING, 1)],
    2: [
        ("appeared", 1, TUNNEL),
        ("appeared", 2, STORM),
        ("expired", 9, RAIN),
        ("expired", 10, LANTERNS),
    ],
    3: [("appeared", 1, OTHER_STORM), ("edited", 3, STORM_2, STORM), ("expired", 10, CANAL)],
    4: [("withdrawn", 5, TOLL)],
    5: [("edited", 7, CUP_2, CUP), ("withdrawn", 9, MAYOR)],
    6: [],
    7: [
        ("appeared", 1, MUSEUM),
        ("appeared", 2, BREAD),
        ("appeared", 3, CHESS),
        ("appeared", 4, BRIDGE),
        ("appeared", 5, WELLS),
        ("appeared", 6, PLAY),
        ("expired", 5, BOATS),
        ("expired", 6, HONEY),
        ("expired", 7, CUP_2),
        ("expired", 8, SCHOOL),
    ],
    8: [("appeared", 1, TOLL), ("edited", 10, STORM_3, STORM_2), ("expired", 10, GUILD)],
    9: [
        ("appeared", 1, NETS),
        ("appeared", 2, KILNS),
        ("withdrawn", 7, PLAY),
        ("withdrawn", 8, OTHER_STORM),
    ],
    10: [
        ("appeared", 1, TRAMS),
        ("edited", 2, NETS_2, NETS),
        ("edited", 3, KILNS_2, KILNS),
        ("expired", 10, STORM_3),
    ],
    11: [
        ("appeared", 1, EXAMS),
        ("appeared", 2, WHALE),
        ("appeared", 3, SALT),
        ("appeared", 4, CLOCK),
        ("appeared", 5, MOUNTAIN),
        ("appeared", 6, LIBRARY),
        ("appeared", 7, OLIVES),
        ("appeared", 8, CHOIR),
        ("appeared", 9, POST),
        ("appeared", 10, COPPER),
        ("expired", 1, TRAMS),
        ("expired", 2, NETS_2),
        ("expired", 3, KILNS_2),
        ("expired", 4, TOLL),
        ("expired", 5, MUSEUM),
        ("expired", 6, BREAD),
        ("expired", 7, CHESS),
        ("expired", 8, BRIDGE),
        ("expired", 9, WELLS),
        ("expired", 10, TUNNEL),
    ],
    12: [
        ("appeared", 1, MARKET_2),
        ("edited", 2, EXAMS_2, EXAMS),
        ("edited", 4, CLOCK_2, CLOCK),
        ("edited", 10, "Copper found beneath the old market", COPPER),
        ("withdrawn", 2, WHALE),
    ],
}


def test_forty_events_in_twelve_looks(tmp_path: Path) -> None:
    assert len(SCRIPT) == 40
    site = ReplicaSite(articles=12, ticker_script=TickerScript(OPENING, SCRIPT))
    told = 0
    with ReplicaServer(site) as replica:
        look = functools.partial(crawl, "breaking", tmp_path, base_url=replica.url)
        for number, expected in EXPECTED.items():
            site.ticker_clock.set(number)
            # Each look is a run of its own; at some, two runs look at once.
            runs = [threading.Thread(target=look) for _ in range(2 if number in (2, 7, 11) else 1)]
            for run in runs:
                run.start()
            for run in runs:
                run.join()
            records = feed(tmp_path, "breaking")[told:]
            assert [
                (r["event"], r["position"], r["text"], *filter(None, [r["previous_text"]]))
                for r in records
            ] == expected, f"look {number}"
            told += len(records)
    assert_lives_are_whole(tmp_path)


def assert_lives_are_whole(folder: Path) -> None:
    """Assert that an id is one line from its appearance on, and times go with it."""
    lives: dict[str, list[dict[str, str]]] = {}
    for record in feed(folder, "breaking"):
        lives.setdefault(record["id"], []).append(record)
    # The toll came back: two lines of one text.
    assert [life[0]["text"] for life in lives.values()].count(TOLL) == 2
    assert len({life[0]["text"] for life in lives.values()}) == len(lives) - 1
    for first, *later in lives.values():
        text = first["text"]
        assert first["event"] == "appeared"
        for record in later:
            assert record["event"] != "appeared"
            assert record["first_seen_at"] == first["observed_at"]
            assert record["first_seen_at"] <= record["last_seen_at"] <= record["observed_at"]
            assert record["previous_text"] == (text if record["event"] == "edited" else None)
            text = record["text"] if record["event"] == "edited" else text
            assert record["text"] == text
