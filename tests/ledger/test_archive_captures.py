"""Which captures of an archive are fetched: those that differ from the one before them in time."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.ledger import archive_captures
from mayadeen_crawler.ledger.archive_captures import (
    Archive,
    ArchivedCapture,
    IndexPlace,
    WantedCaptures,
)
from mayadeen_crawler.ledger.store import Ledger

ARCHIVE = Archive("wayback", "en")
PAGE = "https://english.almayadeen.net/news/politics/a-made-up-story"


def capture(day: int, digest: str, **more: object) -> ArchivedCapture:
    values = {"url": PAGE, "page": PAGE, "part": "2025-01", **more}
    return ArchivedCapture(moment=f"202501{day:02}120000", digest=digest, **values)  # type: ignore[arg-type]


def enter(ledger: Ledger, *found: ArchivedCapture) -> dict[str, int]:
    """Enter the captures, compare, and return month → how many became the same."""
    with ledger.transaction() as db:
        archive_captures.enter_page(db, ARCHIVE, IndexPlace("host", "all"), found)
        return dict(archive_captures.compare(db, ARCHIVE))


def states(ledger: Ledger) -> str:
    """Return the states in order of time: p(ending), s(ame), k(ept), d(amaged), r(eference)."""
    with ledger.transaction() as db:
        rows = db.execute("SELECT state FROM archive_captures ORDER BY moment").fetchall()
    return "".join(row["state"][0] for row in rows)


def to_fetch(ledger: Ledger) -> list[tuple[int, str]]:
    with ledger.transaction() as db:
        rows = archive_captures.pending(db, ARCHIVE, WantedCaptures(), after=("", 0), limit=100)
    return [(number, found.moment[6:8]) for number, found in rows]


def test_the_same_digest_as_the_capture_before_is_not_fetched(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert enter(ledger, *(capture(n, d) for n, d in enumerate("AABBA", 1))) == {"2025-01": 2}
        assert states(ledger) == "pspsp"
        # A digest that nobody gave equals no other.
        other = f"{PAGE}-2"
        enter(ledger, capture(8, "", url=other, page=other), capture(9, "", url=other, page=other))
        assert states(ledger) == "pspsppp"


def test_one_that_comes_between_later_makes_the_next_one_wanted(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        enter(ledger, capture(1, "A"), capture(9, "A"))
        assert states(ledger) == "ps"
        enter(ledger, capture(5, "B"))
        assert states(ledger) == "ppp"


def test_one_whose_forerunner_could_not_be_had_is_wanted(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        enter(ledger, capture(1, "A"), capture(2, "A"), capture(3, "A"))
        (number, _) = to_fetch(ledger)[0]
        with ledger.transaction() as db:
            archive_captures.decide(db, ARCHIVE, number, PAGE, "damaged")
        assert states(ledger) == "dps"


def test_a_reference_counts_where_its_digest_is_a_pages(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        enter(
            ledger,
            capture(1, "A"),
            capture(2, "B"),
            capture(3, "A", state="reference"),  # back to what it was
            capture(4, "C", state="reference"),  # of a redirect, say
        )
        assert states(ledger) == "pppr"


def test_a_capture_that_is_not_served_is_given_up_after_three_runs(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        enter(ledger, capture(1, "A"), capture(2, "A"))
        for run in range(3):
            assert states(ledger) == "ps", run
            ((number, _),) = to_fetch(ledger)
            with ledger.transaction() as db:
                archive_captures.fail(db, ARCHIVE, number, PAGE)
        assert states(ledger) == "mp"
