"""The figures, each counted by hand on feeds that are small enough for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.items import Article, Breaking, Capture, ListingPage, Removal, as_record
from mayadeen_crawler.items.parts import Author, ListItem
from mayadeen_crawler.ledger.feed_files.rebuild import rebuild
from mayadeen_crawler.ledger.feeds import encode
from mayadeen_crawler.ledger.summary import summary
from mayadeen_crawler.period import Period
from mayadeen_crawler.reports.build import write_report
from tests.helpers.articles import article
from tests.helpers.manifests import made, written
from tests.helpers.report_reader import Report


def story(number: int, published: str | None, seen: str, **fields: Any) -> Article:
    day = fields.pop("published_date", published and published[:10])
    return article(number, published_at=published, published_date=day, retrieved_at=seen, **fields)


def edited(number: int, revision: int, published: str | None, seen: str, **fields: Any) -> Article:
    values = {"revision_cause": "edited", "changed_fields": ["headline"], **fields}
    return story(number, published, seen, revision=revision, **values)


def line(name: str, event: str, at: str, first: str | None = None, **fields: Any) -> Breaking:
    return Breaking(id=f"en:b{name:0>16}", event=event, text=f"Line {name}", position=1,
                    first_seen_at=first or at, last_seen_at=at, observed_at=at, publisher="Made up",
                    run_id="test",
                    **fields)  # fmt: skip


def most_read(at: str, *numbers: int, name: str = "home") -> ListingPage:
    items = [
        # The list showed story 2 before its address was known to be an article's.
        ListItem(place, f"http://replica.test/news/politics/made-up-story-{n}",
                 None if n == 2 and at < "2026-03-02" else f"en:{1000 + n}", f"Story {n}")
        for place, n in enumerate(numbers, 1)
    ]  # fmt: skip
    return ListingPage(list="most_read", name=name, items=items, observed_at=at, run_id="test")


def gone(number: int, at: str, event: str = "removed") -> Removal:
    return Removal(event=event, id=f"en:{1000 + number}", observed_at=at, run_id="test",
                   status=404 if event == "removed" else 200,
                   url=f"http://replica.test/news/politics/made-up-story-{number}")  # fmt: skip


#: The site's clock is two hours ahead of UTC, from Friday 27 March 2026, 02:00, on three.
RECORDS: dict[str, list[Any]] = {
    "articles/2026-03-01": [
        # 1 and 2: a minute before the site's midnight, and at it; one day in UTC.
        story(1, "2026-03-01T21:59:00Z", "2026-03-01T22:05:00Z", tags=["US Troops"],
              body_text=None, body_blocks=[], word_count=0,
              authors=[Author("Irren Vasko")], sources=["Agencies"], regions=["MENA"],
              provenance=dict.fromkeys(Article().provenance, "visible")),
        story(2, "2026-03-01T22:00:00Z", "2026-03-01T22:10:00Z", tags=["Harbours"],
              headline="Bridge opened"),
        # 2 again: the site says that it was changed 20 minutes after publication, …
        edited(2, 2, "2026-03-01T22:00:00Z", "2026-03-01T23:10:00Z", tags=["Harbours"],
               modified_at="2026-03-01T22:20:00Z", headline="Bridge closed"),
    ],
    "articles/2026-03-02": [
        # … and here nothing new, so it is when the change was seen: 5 hours after.
        edited(2, 3, "2026-03-01T22:00:00Z", "2026-03-02T03:00:00Z", section="economy",
               modified_at="2026-03-01T22:20:00Z", headline="Bridge closed by the league",
               tags=["us-troops", "Harbours"]),
        # A day alone; no date at all; a newer extractor, which is no edit.
        story(3, None, "2026-03-02T08:00:00Z", published_date="2026-03-02"),
        story(4, None, "2026-03-02T08:00:00Z"),
        edited(4, 2, None, "2026-03-02T09:00:00Z", revision_cause="reextracted"),
        story(9, "2026-03-02T06:00:00Z", "2026-03-02T07:00:00Z", id="ar:9", post_id="9",
              edition="ar", headline="خبر", url="http://ar.test/news/x",
              canonical_url="http://ar.test/news/x"),
    ],
    "articles/2026-03-27": [
        # 23:59:59 before summer time began, and half an hour after: 01:59:59 and 03:30.
        story(5, "2026-03-26T23:59:59Z", "2026-03-27T00:40:00Z", section="economy"),
        story(6, "2026-03-27T00:30:00Z", "2026-03-27T00:45:00Z", section=None),
    ],
    "breaking/2026-03-01": [
        line("1", "appeared", "2026-03-01T10:00:00Z"),
        line("1", "edited", "2026-03-01T10:05:00Z", "2026-03-01T10:00:00Z", previous_text="x"),
        line("1", "withdrawn", "2026-03-01T10:09:00Z", "2026-03-01T10:00:00Z"),
        line("2", "appeared", "2026-03-01T21:59:59Z"),
        line("3", "appeared", "2026-03-01T22:00:00Z"),
        line("3", "edited", "2026-03-01T22:05:00Z", "2026-03-01T22:00:00Z", previous_text="x"),
        line("3", "edited", "2026-03-01T22:15:00Z", "2026-03-01T22:00:00Z", previous_text="y"),
    ],
    "breaking/2026-03-02": [
        line("2", "expired", "2026-03-02T01:00:00Z", "2026-03-01T21:59:59Z"),
    ],
    "removals/2026-03-05": [
        gone(1, "2026-03-05T22:30:00Z"), gone(5, "2026-03-05T21:00:00Z"),
        gone(5, "2026-03-05T23:00:00Z", "returned"),
    ],
    "listings/2026-03-01": [
        most_read("2026-03-01T12:00:00Z", 1, 2),
        # Another page shows other articles, and says nothing of this list.
        most_read("2026-03-01T14:00:00Z", 5, 6, name="tag:harbours"),
        most_read("2026-03-01T15:00:00Z", 2),
        most_read("2026-03-02T01:00:00Z", 1, 2),
        most_read("2026-03-02T02:30:00Z", 1),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "output"
    for file, records in RECORDS.items():
        path = folder / f"{file}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(encode(as_record(one)) for one in records))
    rebuild(folder)
    good: dict[str, Any] = {"page__answered": 9, "page__recognised": 9}
    written(
        folder,
        made("one", started="2026-03-01T21:30:00Z", article__new=2, **good),
        made("two", started="2026-03-01T22:30:00Z", article__new=1, **good),
        made("three", started="2026-03-09T10:00:00Z", spider="tag", health__problem="9 of 9"),
    )
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    write_report(folder, folder / "report.html")
    return Report(folder / "report.html")


def test_totals_are_those_of_the_ledger_and_of_the_runs(report: Report, folder: Path) -> None:
    known = dict(summary(folder))
    assert known["articles of en"] == "6 (2 revised)"
    assert report.says("en-glance") == (
        "6 articles, of which 2 (33 %) have more than one revision; "
        "9 records of articles were written."
    )
    assert report.says("en-runs") == "2 runs of 3 went well."
    assert known["articles of ar"] == "1 (0 revised)"
    assert report.says("ar-glance").startswith("1 article, of which 0 (0 %)")
    tiles = report.tree.xpath("//section[@id='en-glance']//dl/div")
    assert [tuple(tile.xpath("dt/text()|dd/text()")) for tile in tiles] == [
        ("articles", "6"), ("edits", "2"), ("breaking lines", "3"), ("removals", "2"),
    ]  # fmt: skip


def test_runs_by_the_day_they_began_on_the_sites_clock(report: Report) -> None:
    rows = report.table("en-runs", "Runs by outcome and day")
    assert rows == [
        ["Day", "All", "good", "unhealthy"],
        ["2026-03-01", "1", "1", "0"],
        ["2026-03-02", "1", "1", "0"],
        ["2026-03-09", "1", "0", "1"],
    ]
    heads, first, *_ = report.table("en-runs", "The last 3 runs")
    assert heads[:5] == ["Started", "Spider", "Outcome", "New", "Revised"]
    assert first[:5] == ["2026-03-09 12:00", "tag", "unhealthy", "0", "0"]


def test_a_day_is_one_of_the_sites_clock_and_the_newest_revision_says_the_section(
    report: Report,
) -> None:
    assert report.table("en-articles", "Articles by section and day") == [
        ["Day", "All", "economy", "politics", "no section"],
        ["2026-03-01", "1", "0", "1", "0"],
        ["2026-03-02", "2", "1", "1", "0"],
        ["2026-03-27", "2", "1", "0", "1"],
    ]
    assert report.says("en-articles") == (
        "5 articles in 27 days, 0.2 a day; most in economy (40 %). "
        "The busiest day was Mon 2 Mar 2026, with 2, like 1 other day."
    )
    assert "1 article without a date" in report.text("en-articles")


def test_hours_are_those_of_the_sites_clock_also_where_summer_time_begins(report: Report) -> None:
    heads, *rows = report.table("en-week", "Articles by hour and weekday")
    found = {
        (head, row[0]): int(cell)
        for row in rows
        for head, cell in zip(heads[1:], row[1:], strict=True)
        if cell != "0"
    }
    assert found == {
        ("Sun", "23:00"): 1, ("Mon", "00:00"): 1, ("Fri", "01:00"): 1, ("Fri", "03:00"): 1,
    }  # fmt: skip


def test_a_line_counts_once_by_what_became_of_it(report: Report) -> None:
    assert report.table("en-breaking", "Breaking lines by day") == [
        ["Day", "All", "as it was", "edited", "withdrawn"],
        ["2026-03-01", "2", "1", "0", "1"],
        ["2026-03-02", "1", "0", "1", "0"],
    ]
    assert report.says("en-breaking") == (
        "3 lines appeared; 1 (33 %) was edited, 1 (33 %) withdrawn."
    )


def test_news_come_first_and_the_crawlers_runs_last(report: Report) -> None:
    sections = report.tree.xpath("//article[@id='en']/section/@id")
    assert sections[:4] == ["en-glance", "en-articles", "en-list", "en-breaking"]
    assert sections[-2:] == ["en-fields", "en-runs"]
    assert "run" not in report.text("en-glance")


def test_all_articles_newest_first_with_what_changed_in_them(report: Report) -> None:
    assert report.says("en-list") == ("Every article of the period, with what changed in it: 6.")
    heads, *rows = report.table("en-list", "Articles, newest first")
    assert heads == ["Published", "Article", "Section"]
    assert [(row[0], row[2]) for row in rows] == [
        ("2026-03-27 03:30", "no section"), ("2026-03-27 01:59", "economy"),
        ("2026-03-02 00:00", "economy"), ("2026-03-02", "politics"),
        ("2026-03-01 23:59", "politics"), ("–", "politics"),
    ]  # fmt: skip
    shown = report.tree.xpath("//section[@id='en-list']//tbody/tr")
    assert [one.xpath(".//a/@href") for one in shown[2:5:2]] == [
        ["http://replica.test/news/politics/made-up-story-2"],
        ["http://replica.test/news/politics/made-up-story-1"],
    ]
    assert rows[4][1] == "Made-up story 1Irren Vasko · US Troops"
    (details,) = report.tree.xpath("//section[@id='en-list']//details")
    assert details.xpath("summary/text()") == ["Edits: 2"]
    assert details.xpath("h5/text()") == [
        "Revision 2, seen 2026-03-02 01:10 (Asia/Jerusalem)",
        "Revision 3, seen 2026-03-02 05:00 (Asia/Jerusalem)",
    ]
    assert (details.xpath(".//del/text()"), details.xpath(".//ins/text()")) == (
        ["opened"], ["closed", "by the league"],
    )  # fmt: skip


def test_the_lines_of_the_ticker_with_what_became_of_each(report: Report) -> None:
    heads, *rows = report.table("en-breaking", "Lines of the ticker, newest first")
    assert heads == ["First seen", "Line", "What became of it"]
    assert [(row[0], row[2]) for row in rows] == [
        ("2026-03-02 00:00", "edited"), ("2026-03-01 23:59", "as it was"),
        ("2026-03-01 12:00", "withdrawn"),
    ]  # fmt: skip
    assert rows[1][1] == "Line 2Seen to have left the ticker: 2026-03-02 03:00"
    assert rows[2][1].startswith("Line 1Seen to be withdrawn: 2026-03-01 12:09Edits: 1")
    edits = report.tree.xpath("//section[@id='en-breaking']//tbody/tr[1]//details/h5/text()")
    assert edits == [
        "Edited, seen 2026-03-02 00:05 (Asia/Jerusalem)",
        "Edited, seen 2026-03-02 00:15 (Asia/Jerusalem)",
    ]


@pytest.mark.soak
def test_marks_have_their_values_and_lead_to_the_rows_they_count(report: Report) -> None:
    figure = report.tree.get_element_by_id("en-chart-articles")
    marks = figure.xpath(".//div[@class='wide']//a")
    assert [one.xpath("string(title)") for one in marks] == [
        "2026-03-01, politics: 1", "2026-03-02, economy: 1", "2026-03-02, politics: 1",
        "2026-03-27, economy: 1", "2026-03-27, no section: 1",
    ]  # fmt: skip
    assert {one.get("href") for one in marks} == {"#en-list"}
    assert marks[1].get("data-filter") == "place=economy&from=2026-03-02&to=2026-03-02"
    for anchor in report.tree.xpath("//figure/div//a/@href"):
        assert report.tree.get_element_by_id(anchor.removeprefix("#")) is not None


def test_labels_count_once_an_article_in_any_spelling(report: Report) -> None:
    assert report.table("en-tags", "Most used tags") == [
        ["Tag", "Articles"], ["US Troops", "2"], ["Harbours", "1"],
    ]  # fmt: skip
    assert report.table("en-names", "Authors") == [["Author", "Articles"], ["Irren Vasko", "1"]]
    assert report.says("en-names") == (
        "Of the articles, 17 % name authors, 17 % name sources and 17 % name regions."
    )


def test_an_edit_is_as_late_as_the_site_says_or_as_it_was_seen(report: Report) -> None:
    heads, *rows = report.table("en-edits", "Edits by time since publication")
    assert heads == ["After", "Edits"]
    assert {name: n for name, n in rows if n != "0"} == {"under 30 min": "1", "4 to 8 h": "1"}
    assert report.says("en-edits") == (
        "2 edits of 1 article; half within 2 h 40 min of publication, 0 % after a day."
    )
    text = report.tree.xpath("//section[@id='en-edits']//p[@class='difference']")
    shown = [(one.xpath(".//del/text()"), one.xpath(".//ins/text()")) for one in text]
    assert shown == [(["opened"], ["closed"]), ([], ["by the league"])]
    assert report.says("ar-edits") == "No edit was seen."


def test_removals_and_returns(report: Report) -> None:
    assert report.table("en-removals", "Removals by day") == [
        ["Day", "All", "removed", "returned"],
        ["2026-03-05", "1", "1", "0"],
        ["2026-03-06", "2", "1", "1"],
    ]
    assert report.says("en-removals") == (
        "2 removals and 1 return were seen; 1 article was there again at the end."
    )
    rows = report.table("en-removals", "Removed last")
    assert [row[0] for row in rows] == ["Article", "Made-up story 1", "Made-up story 5"]
    assert rows[1][2:] == ["2026-03-01 23:59", "2026-03-06 00:30"]


def test_stays_are_summed_over_breaks_and_known_by_address(report: Report) -> None:
    assert report.table("en-most-read", "Longest stays in Most Read") == [
        ["Article", "Stayed", "From", "To"],
        ["Story 2", "14 h 30 min", "2026-03-01 14:00", "2026-03-02 04:30"],
        ["Story 1", "4 h 30 min", "2026-03-01 14:00", "still there"],
    ]


def test_fields_by_the_strategy_that_served_them(report: Report) -> None:
    heads, *rows = report.table("en-fields", "Records by field and by the strategy that served it")
    assert heads == ["Field", "visible", "Nothing"]
    assert len(rows) == 26
    assert all(row[1:] == ["1", "8"] for row in rows)
    # What the records hold: three have no time, and story 1 no text: a place for one, empty.
    assert report.says("en-fields").startswith(
        "Of 9 records, 100 % have a headline, 67 % a time of publication, 89 % a text;"
    )
    coverage = report.table(
        "en-fields", "Records with an answer for each field, by day of retrieval"
    )
    assert [row[:3] for row in coverage[1:]] == [["2026-03-02", "7", "1"], ["2026-03-27", "2", "0"]]


def test_a_period_holds_articles_by_publication_and_events_by_observation(folder: Path) -> None:
    target = folder / "march-2.html"
    # The site's 2 March.
    period = Period("2026-03-01T22:00:00Z", "2026-03-02T21:59:59Z", "2026-03-02", "2026-03-02")
    write_report(folder, target, period=period, edition="en")
    report = Report(target)
    assert report.says("en-glance").startswith("3 articles, of which 2 (67 %)")
    assert report.table("en-articles", "Articles by section and day")[1:] == [
        ["2026-03-02", "2", "1", "1"]
    ]
    assert report.says("en-breaking").startswith("1 line appeared; 1 (100 %) was edited")
    assert report.says("en-edits").startswith("2 edits of 1 article")
    assert report.says("en-removals") == "No article was seen to be removed."
    # Story 2 stood there when the day began.
    assert report.table("en-most-read", "Longest stays in Most Read")[1:] == [
        ["Story 2", "4 h 30 min", "2026-03-02 00:00", "2026-03-02 04:30"],
        ["Story 1", "1 h 30 min", "2026-03-02 03:00", "still there"],
    ]
    assert not report.tree.xpath("//*[@id='ar']")


def test_a_period_without_a_look_at_most_read_says_so(folder: Path) -> None:
    target = folder / "later.html"
    write_report(folder, target, period=Period(since="2026-03-20T00:00:00Z"), edition="en")
    assert Report(target).says("en-most-read") == "Most Read was not seen."


def captured(at: str, headline: str, **fields: Any) -> Capture:
    page = story(1, "2026-03-01T10:00:00Z", at, headline=headline, source="wayback", **fields)
    return Capture.of(page, [])


def test_older_states_are_edits_in_the_order_of_time(tmp_path: Path) -> None:
    published = "2026-03-01T10:00:00Z"
    feeds: dict[str, list[Any]] = {
        "articles": [
            # Two edits before it, one of them between captures; the newest revision's is told by
            # the capture before it.
            story(1, published, "2026-03-01T14:00:00Z", headline="Fourth story"),
            edited(1, 2, published, "2026-03-02T14:00:00Z", headline="Fifth story"),
            story(2, published, "2026-03-01T14:00:00Z"),
        ],
        "captures": [
            captured("2026-03-02T11:00:00Z", "Fifth story"),
            captured("2026-03-01T10:20:00Z", "Second story"),
            captured("2026-03-01T10:10:00Z", "First story"),
            # By another extractor: what differs may be its doing.
            captured("2026-03-01T10:05:00Z", "Story", extractor_version=1),
        ],
    }
    for kind, records in feeds.items():
        path = tmp_path / kind / "2026-03-03.jsonl"
        path.parent.mkdir()
        path.write_bytes(b"".join(encode(as_record(one)) for one in records))
    rebuild(tmp_path)
    write_report(tmp_path, tmp_path / "report.html")
    report = Report(tmp_path / "report.html")
    assert report.says("en-edits") == (
        "3 edits of 1 article; half within 4 h 00 min of publication, 33 % after a day."
    )
    _, *rows = report.table("en-edits", "Edits by time since publication")
    assert {name: n for name, n in rows if n != "0"} == {
        "under 30 min": "1", "4 to 8 h": "1", "24 to 48 h": "1",
    }  # fmt: skip
    heads = report.tree.xpath("//section[@id='en-edits']//h5/text()")
    assert heads == [
        "Capture (wayback), seen 2026-03-01 12:20 (Asia/Jerusalem)",
        "Revision 1, seen 2026-03-01 16:00 (Asia/Jerusalem)",
        "Capture (wayback), seen 2026-03-02 13:00 (Asia/Jerusalem)",
    ]  # fmt: skip
    text = report.tree.xpath("//section[@id='en-edits']//p[@class='difference']")
    shown = [(one.xpath(".//del/text()"), one.xpath(".//ins/text()")) for one in text]
    assert shown == [(["First"], ["Second"]), (["Second"], ["Fourth"]), (["Fourth"], ["Fifth"])]
    tiles = report.tree.xpath("//section[@id='en-glance']//dl/div")
    assert tiles[1].xpath("dt/text()|dd/text()") == ["edits", "3"]
    assert dict(summary(tmp_path))["captures of en"] == "4"
