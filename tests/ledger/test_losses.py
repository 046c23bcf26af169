"""A known article whose page lost much at once: nothing is written until another visit agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from mayadeen_crawler.ledger.articles.new_or_known import Outcome
from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.article_visits import Site, set_clock, stamp
from tests.helpers.articles import feed

LONG = "\n\n".join(f"Paragraph {n} says a little more of the kiln." for n in range(40))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    set_clock(monkeypatch, "05 00:00")
    return Site(tmp_path)


def look(site: Site, when: str, text: str, **fields: object) -> Outcome:
    return site.look(1, when, body_text=text, word_count=len(text.split()), **fields)


def test_a_retraction_is_confirmed_though_the_page_counts_time_from_the_visit(site: Site) -> None:
    """Its time is rounded to the hour: each visit computes another one."""
    look(site, "01 11:00", LONG, published_raw="1 hour ago", published_at=stamp("01 10:00"))
    outcomes = [
        look(
            site, f"01 {hour}:{minute:02}", "Retracted.",
            published_raw=f"{hour - 10} hours ago", published_at=stamp(f"01 10:{minute:02}"),
        ).kind
        for hour, minute in ((12, 5), (14, 11), (16, 40))
    ]  # fmt: skip
    assert outcomes == ["suspect", "revised", "known"]
    assert feed(site.folder)[1]["changed_fields"] == ["body_text"]
    assert feed(site.folder)[1]["published_at"] == stamp("01 10:00")


def test_a_retraction_is_confirmed_while_the_tags_of_coverages_are_learned(site: Site) -> None:
    unsure = {"keywords": ["Clay", "Fair"], "doubts": ["keywords_only_tags"]}
    look(site, "01 11:00", LONG, keywords=["Clay", "Fair"], tags=["Clay"])
    outcomes = [
        look(site, when, "Retracted.", tags=tags, **unsure).kind
        for when, tags in (("01 12:00", ["Clay", "Fair"]), ("01 14:00", ["Fair"]))
    ]
    assert outcomes == ["suspect", "revised"]
    assert feed(site.folder)[1]["changed_fields"] == ["body_text"]


@pytest.mark.parametrize("ledger", ["as it is", "of a version that kept no words"])
def test_a_loss_waits_though_the_file_of_the_record_was_moved_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, ledger: str
) -> None:
    set_clock(monkeypatch, "01 11:00")
    look(site, "01 11:00", LONG)
    set_clock(monkeypatch, "02 01:00")
    site.look(2, "02 01:00")  # the day before is final now
    (site.folder / "articles" / "2026-03-01.jsonl").rename(site.folder / "away.jsonl")
    if ledger != "as it is":
        with Ledger(site.folder) as opened, opened.transaction() as db:
            db.execute("UPDATE articles SET field_hashes = json_remove(field_hashes, '$.words')")
    outcomes = []
    for when in ("02 02:00", "02 02:30", "02 04:00"):
        set_clock(monkeypatch, when)
        outcomes.append(look(site, when, "Retracted.").kind)
    assert outcomes == ["suspect", "suspect", "revised"]


def test_a_growing_text_waits_for_nothing_though_its_file_was_moved_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story that is told live may say something else at every visit."""
    set_clock(monkeypatch, "01 11:00")
    look(site, "01 11:00", LONG)
    set_clock(monkeypatch, "02 01:00")
    site.look(2, "02 01:00")
    (site.folder / "articles" / "2026-03-01.jsonl").rename(site.folder / "away.jsonl")
    assert look(site, "02 01:00", f"{LONG}\n\nIt burns again.").kind == "revised"
