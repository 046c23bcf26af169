"""What happened to a ticker between two looks, told by hand; and what holds for any two looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.ledger.ticker.ticker_diff import (
    Change,
    ShownLine,
    StandingLine,
    compare,
)

#: Ten lines without likeness, newest first.
A, B, C, D, E, F, G, H, I, J = TEN = (  # noqa: E741
    "Ferries stop at Lowport",
    "Weavers: We welcome the autumn fair",
    "4 boats leave Zarra at 06:30",
    "Honey harvest breaks a record: Ministry",
    "Kite cup, full time: Lisbon 2-1 Tyre",
    "Night school opens its doors to bakers",
    "Mayor of Sidon: “No toll on looms”",
    "Old canal survey published after nine years",
    "Rain ends the drought in two valleys",
    "Lantern festival moved to the harbour",
)
N1 = "Tunnel under the ridge is through"
N2 = "Glassmakers elect a board of twelve"


def seen(text: str) -> ShownLine:
    """Return a line; ``text | /path`` is one with a link, ``X: …`` has a speaker."""
    text, _, url = text.partition(" | ")
    speaker, colon, _ = text.partition(": ")
    return ShownLine(text, url or None, speaker if colon else None, {})


def happened(before: list[str], now: list[str], capacity: int = 10) -> list[str]:
    """Return what happened but to lines that stand, as ``event position text``."""
    lines = [
        StandingLine(f"id of {t}", seen(t), n, "then", "then") for n, t in enumerate(before, 1)
    ]
    return [told(c) for c in compare(lines, [seen(t) for t in now], capacity) if told(c)]


def told(change: Change) -> str:
    if change.event == "stands":
        return ""
    texts = [line.text for line in (change.before and change.before.seen, change.now) if line]
    return f"{change.event} {change.position} {' → '.join(texts)}"


def test_a_first_look_finds_all_new() -> None:
    assert happened([], [A, B]) == [f"appeared 1 {A}", f"appeared 2 {B}"]


def test_nothing_new() -> None:
    assert happened([*TEN], [*TEN]) == []


def test_new_lines_push_old_ones_off() -> None:
    assert happened([*TEN], [N1, N2, *TEN[:8]]) == [
        f"appeared 1 {N1}",
        f"appeared 2 {N2}",
        f"expired 9 {I}",
        f"expired 10 {J}",
    ]


def test_a_line_gone_from_among_others_was_withdrawn() -> None:
    assert happened([*TEN], [A, B, *TEN[3:]]) == [f"withdrawn 3 {C}"]
    assert happened([*TEN], [*TEN[1:]]) == [f"withdrawn 1 {A}"]


def test_where_there_was_room_the_last_line_was_withdrawn() -> None:
    assert happened([*TEN], [*TEN[:9]]) == [f"withdrawn 10 {J}"]
    assert happened([A, B, C], [N1, A, B]) == [f"appeared 1 {N1}", f"withdrawn 3 {C}"]
    assert happened([A, B, C], [N1, A, B], 3) == [f"appeared 1 {N1}", f"expired 3 {C}"]


def test_of_several_gone_at_the_end_the_oldest_was_pushed_off() -> None:
    assert happened([*TEN], [N1, *TEN[:8]]) == [
        f"appeared 1 {N1}",
        f"withdrawn 9 {I}",
        f"expired 10 {J}",
    ]


def test_a_withdrawal_makes_room_for_a_new_line() -> None:
    assert happened([*TEN], [N1, *TEN[:4], *TEN[5:]]) == [f"appeared 1 {N1}", f"withdrawn 5 {E}"]


def test_nothing_stayed() -> None:
    assert happened([A, B], [N1, N2, C]) == [
        f"appeared 1 {N1}",
        f"appeared 2 {N2}",
        f"appeared 3 {C}",
        f"expired 1 {A}",
        f"expired 2 {B}",
    ]
    assert happened([A, B], []) == [f"expired 1 {A}", f"expired 2 {B}"]


def test_a_ticker_that_grows_shows_older_lines_at_its_end() -> None:
    assert happened([A, B], [A, B, C], 2) == [f"appeared 3 {C}"]


@pytest.mark.parametrize("index", range(10))
def test_an_edit_at_any_place(index: int) -> None:
    new = TEN[index][:4] + TEN[index][3:]  # a letter twice
    assert happened([*TEN], [*TEN[:index], new, *TEN[index + 1 :]]) == [
        f"edited {index + 1} {TEN[index]} → {new}"
    ]


@pytest.mark.parametrize("index", range(8))
def test_an_edit_below_new_lines(index: int) -> None:
    new = TEN[index][:4] + TEN[index][3:]  # a letter twice
    now = [N1, N2, *TEN[:8]]
    now[index + 2] = new
    assert happened([*TEN], now) == [
        f"appeared 1 {N1}",
        f"appeared 2 {N2}",
        f"edited {index + 3} {TEN[index]} → {new}",
        f"expired 9 {I}",
        f"expired 10 {J}",
    ]


def test_an_edit_beside_a_withdrawal() -> None:
    assert happened([*TEN], [A, "4 boats leave Zarra at 07:30", *TEN[3:]]) == [
        "edited 2 4 boats leave Zarra at 06:30 → 4 boats leave Zarra at 07:30",
        f"withdrawn 2 {B}",
    ]


def test_edits_of_neighbours_keep_to_their_lines() -> None:
    before = ["Weavers: 3 looms lost", "Weavers: 3 boats lost", A]
    now = ["Weavers: 4 looms lost", "Weavers: 4 boats lost", A]
    assert happened(before, now) == [
        "edited 1 Weavers: 3 looms lost → Weavers: 4 looms lost",
        "edited 2 Weavers: 3 boats lost → Weavers: 4 boats lost",
    ]


def test_a_new_line_on_top_is_no_edit_of_the_one_that_fell_off() -> None:
    for size in (2, 3, 10):
        before = [*TEN[: size - 1], "Weavers: 3 looms lost in the storm"]
        now = ["Weavers: 5 looms lost in the storm", *TEN[: size - 1]]
        assert happened(before, now, size) == [
            f"appeared 1 {now[0]}",
            f"expired {size} {before[-1]}",
        ]


def test_two_lines_of_one_speaker_are_two_lines() -> None:
    old = "Al Mayadeen's correspondent in North Cove: storm over Zarra"
    new = "Al Mayadeen's correspondent in North Cove: storm over Tyre"
    assert happened([old, A], [new, A]) == [f"appeared 1 {new}", f"withdrawn 1 {old}"]
    assert happened([old, A], [new, old, A]) == [f"appeared 1 {new}"]


def test_a_correction_sent_again_on_top_is_another_line() -> None:
    new = "Rain ends the drought in three valleys"
    assert happened([*TEN], [new, *TEN[:8], J]) == [f"appeared 1 {new}", f"withdrawn 9 {I}"]


def test_a_link_tells_a_line_that_was_written_anew() -> None:
    old, new = (
        "Ferries stop | /news/ferries",
        "Harbour closed to all boats until noon | /news/ferries",
    )
    assert happened([old, B, C], [new, B, C]) == [
        "edited 1 Ferries stop → Harbour closed to all boats until noon"
    ]
    assert happened([old, B, C], [B, C, new])[0].startswith("appeared 3")
    # A link that several lines share tells nothing.
    shared = "Weavers: We welcome the autumn fair | /news/ferries"
    assert happened([old, shared, C], [new, shared, C])[1] == "withdrawn 1 Ferries stop"


def test_a_changed_link_or_place_alone_is_no_event() -> None:
    assert happened([A, B, C], [A, f"{B} | /news/weavers", C]) == []
    assert happened([A, B, C], [C, A, B]) == []


def test_where_nothing_stayed_only_a_spelling_tells_an_edit() -> None:
    before = [N1, "3 boats missing", C, D, "Lantern fesitval moved"]
    now = [A, "5 boats missing", F, G, "Lantern festival moved"]
    assert happened(before, now, 5) == [
        f"appeared 1 {A}",
        "appeared 2 5 boats missing",
        f"appeared 3 {F}",
        f"appeared 4 {G}",
        "edited 5 Lantern fesitval moved → Lantern festival moved",
        f"withdrawn 1 {N1}",
        "withdrawn 2 3 boats missing",
        f"withdrawn 3 {C}",
        f"withdrawn 4 {D}",
    ]


def test_a_lone_line_is_edited() -> None:
    assert happened(["3 boats missing"], ["5 boats missing"], 1) == [
        "edited 1 3 boats missing → 5 boats missing"
    ]


WORDS = st.sampled_from(["ferry", "toll", "Zarra", "storm", "3", "5", "loom", "fair"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), unique=True, max_size=12)


@given(TEXTS, TEXTS, st.integers(0, 12))
def test_every_line_has_one_fate(before: list[str], now: list[str], capacity: int) -> None:
    lines = [StandingLine(text, seen(text), n, "then", "then") for n, text in enumerate(before, 1)]
    changes = compare(lines, [seen(text) for text in now], capacity)
    assert sorted(c.before.id for c in changes if c.before) == sorted(before)
    shown = [c for c in changes if c.now]
    assert changes[: len(shown)] == shown
    assert [c.now.text for c in shown if c.now] == now
    assert [c.position for c in shown] == list(range(1, len(now) + 1))
    gone = changes[len(shown) :]
    assert [c.position for c in gone] == sorted(c.position for c in gone)
    for change in changes:
        went = change.event in ("expired", "withdrawn")
        assert (change.now is None) == went
        assert (change.before is None) == (change.event == "appeared")
        same = change.before and change.now and change.before.seen.text == change.now.text
        assert bool(same) == (change.event == "stands")


@given(TEXTS, st.lists(st.integers(), max_size=6), st.integers(1, 12))
def test_pushing_alone_only_expires(texts: list[str], new: list[int], capacity: int) -> None:
    before = texts[:capacity]
    fresh = [f"unheard {number} tiding" for number in {*new}]
    now = [*fresh, *before][:capacity]
    told = happened(before, now, capacity)
    events = [line.split()[0] for line in told]
    pushed = [text for text in before if text not in now]
    assert events == ["appeared"] * min(len(fresh), capacity) + ["expired"] * len(pushed)
