"""The SQL of docs/analysis.md on hand-made records: what a demo's feeds do not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mayadeen_crawler.items import Breaking, ListingPage, Removal, as_record
from mayadeen_crawler.items.parts import ListItem
from mayadeen_crawler.schemas.duckdb_views import script
from mayadeen_crawler.schemas.kinds import KINDS, RUN
from tests.helpers.articles import BASE, article
from tests.helpers.doc_blocks import blocks
from tests.helpers.processes import ROOT

SQL = [block for block in blocks(ROOT / "docs" / "analysis.md") if block.language == "sql"]


class Feeds:
    """Feeds of an output folder, and questions to them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db = duckdb.connect()
        # Somebody's own clock, on which summer time ends on 1 November 2026.
        self._db.execute("SET TimeZone = 'America/New_York'")

    def write(self, *items: Any) -> None:
        """Add *items* to the feeds, as they are."""
        for item in items:
            record = as_record(item)
            folder = self._folder / KINDS[record["record_type"]].folder
            folder.mkdir(exist_ok=True)
            with (folder / "2026-11-01.jsonl").open("a") as stream:
                stream.write(json.dumps(record) + "\n")

    def ask(self, number: int) -> list[tuple[Any, ...]]:
        """Return the rows that answer the question *number* of the document."""
        globs = {kind: self._glob(kind.folder) for kind in KINDS.values()}
        self._db.execute(script({**globs, RUN: None}).replace("SET TimeZone = 'UTC';", ""))
        self._db.execute(SQL[0].code)
        question = next(one for one in SQL if one.heading.startswith(f"{number}. "))
        return self._db.execute(question.code).fetchall()

    def _glob(self, folder: str) -> str | None:
        files = self._folder / folder / "*.jsonl"
        return str(files) if files.parent.exists() else None

    def stays(self) -> list[tuple[Any, ...]]:
        """Return the stays on front pages."""
        columns = "SELECT id, hours, seen_to_come, gone FROM stays WHERE list = 'home' ORDER BY id"
        return self._db.execute(columns).fetchall()

    def close(self) -> None:
        self._db.close()


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Feeds]:
    feeds = Feeds(tmp_path)
    yield feeds
    feeds.close()


def line(number: int, event: str, time: str, position: int, speaker: str | None) -> Breaking:
    moment = f"2026-11-01T{time}:00Z"
    return Breaking(
        id=f"en:b{number:016}", event=event, publisher="Made-up News", text=f"Line {number}",
        previous_text="Lien" if event == "edited" else None, attribution=speaker,
        position=position, first_seen_at=moment, last_seen_at=moment, observed_at=moment,
        run_id="test",
    )  # fmt: skip


def shown(list_: str, time: str, stories: Sequence[int], edition: str = "en") -> ListingPage:
    items = [
        ListItem(place, f"{BASE}/news/politics/made-up-story-{n}", f"{edition}:{1000 + n}")
        for place, n in enumerate(stories, 1)
    ]
    moment = f"2026-11-01T{time}:00Z"
    return ListingPage(
        edition=edition, list=list_, name="home", items=items, observed_at=moment, run_id="test"
    )


def removal(number: int, event: str, time: str) -> Removal:
    url = f"{BASE}/news/politics/made-up-story-{number}"
    moment = f"2026-11-01T{time}:00Z"
    return Removal(
        event=event, id=f"en:{1000 + number}", url=url, status=404 if event == "removed" else 200,
        observed_at=moment, run_id="test",
    )  # fmt: skip


def test_who_is_quoted_first_is_in_the_oldest_new_line_and_as_corrected(feeds: Feeds) -> None:
    feeds.write(
        line(1, "appeared", "10:00", 3, "Mayor"),
        line(2, "appeared", "10:00", 1, "Envoy"),
        line(3, "appeared", "11:00", 2, None),
        line(4, "appeared", "11:00", 1, "Myaor"),
        line(4, "edited", "12:00", 2, "Mayor"),
        line(4, "expired", "13:00", 9, "Mayor"),
    )
    assert feeds.ask(2) == [("Mayor", 2, 2), ("Envoy", 1, 0)]


def test_how_late_an_edit_is_counts_real_hours_and_only_what_the_page_says(feeds: Feeds) -> None:
    def edit(number: int, revision: int, **fields: Any) -> Any:
        said: dict[str, Any] = {"revision_cause": "edited", "changed_fields": ["headline"]}
        return article(number, **({"revision": revision} | said | fields))

    # A night of 25 hours on the reader's clock: from 0:30 to 0:15 are 24 hours and three quarters.
    night = {"published_at": "2026-11-01T04:30:00Z", "modified_at": "2026-11-02T05:15:00Z"}
    first = {"revision_cause": "first", "changed_fields": []}
    feeds.write(
        edit(1, 1, **first),
        edit(1, 2, **night),
        # Changed once more, and the page still names the change before.
        edit(1, 3, **night, changed_fields=["summary"]),
        # Nobody knows when it was published.
        edit(2, 2, published_at=None, modified_at="2026-11-02T05:30:00Z"),
        edit(3, 2, modified_at="2026-03-01T10:59:59Z"),
        edit(4, 2, revision_cause="reextracted", modified_at="2026-03-01T10:59:59Z"),
    )
    assert feeds.ask(3) == [
        ("edited", "in an hour", 1, "headline"),
        ("edited", "later", 1, "headline"),
        ("edited", "not said", 2, "headline, summary"),
    ]


def test_stays_are_each_edition_s_own_and_all_of_an_article_s(feeds: Feeds) -> None:
    feeds.write(*(article(number) for number in (1, 2, 3, 4)))
    feeds.write(article(9, id="ar:1009", edition="ar"))
    for list_ in ("home", "most_read"):
        feeds.write(
            shown(list_, "10:00", [1, 2]),
            shown(list_, "11:00", [3, 2, 3]),  # 3 stands in two places
            shown(list_, "12:00", [2, 4]),
            shown(list_, "12:30", [9], "ar"),
            shown(list_, "14:00", [3, 2]),  # and comes back
            shown(list_, "15:00", [2]),
            shown(list_, "16:00", [9, 8], "ar"),
        )
    # 4 was pushed off and came to its end later; 3 came back from a removal.
    feeds.write(removal(3, "removed", "13:00"), removal(3, "returned", "14:00"))
    assert feeds.ask(7) == [("Made-up story 4", 1, "no"), ("Made-up story 3", 2, "yes")]
    assert feeds.ask(8) == [
        ("Made-up story 2", 5, 1), ("Made-up story 3", 2, 1),
        ("Made-up story 9", 2, 1), ("Made-up story 1", 1, 1),
    ]  # fmt: skip
    assert feeds.stays() == [
        ("ar:1008", None, True, False),
        ("ar:1009", 3.5, False, False),
        ("en:1001", 1, False, True),
        ("en:1002", 5, False, False),
        ("en:1003", 2, True, True),
        ("en:1004", 2, True, True),
    ]


def test_an_article_that_was_removed_twice_came_back_once(feeds: Feeds) -> None:
    feeds.write(
        article(1),
        removal(1, "removed", "10:00"),
        removal(1, "returned", "11:00"),
        removal(1, "removed", "12:00"),
        removal(2, "removed", "12:00"),  # its article's feed was moved away
    )
    assert [row[:2] + row[3:] for row in feeds.ask(9)] == [
        ("Made-up story 1", "politics", 404, "yes"),
        ("Made-up story 1", "politics", 404, "no"),
        (None, None, 404, "no"),
    ]


def test_a_field_that_nothing_serves_any_more_is_told(feeds: Feeds) -> None:
    feeds.write(article(1))
    assert ("post_id", 0, 0, 0, 0, 1) in feeds.ask(10)
