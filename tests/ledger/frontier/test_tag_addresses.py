"""Tag addresses: learned with the articles that link to them, found by any spelling of a label."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mayadeen_crawler.items.fetched_article import ListLink
from mayadeen_crawler.ledger.frontier import tag_addresses
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from tests.helpers.articles import BASE, article


def tagged(number: int, *links: tuple[str, str], **fields: object) -> ScrapedArticle:
    list_links = tuple(ListLink("tag", BASE + path, label) for path, label in links)
    return ScrapedArticle(article(number, **fields), list_links=list_links)


def found(ledger: Ledger, label: str, edition: str = "en") -> list[str]:
    with ledger.transaction() as db:
        return [
            url.removeprefix(BASE) for url in tag_addresses.addresses_of(db, label, edition=edition)
        ]


def test_any_spelling_of_a_label_finds_its_address(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([tagged(1, ("/tags/us-troops-in-syria", "US troops in Syria"))])
        for spelling in ("US troops in Syria", "us  TROOPS in syria", "us-troops-in-syria"):
            assert found(ledger, spelling) == ["/tags/us-troops-in-syria"]
        assert found(ledger, "troops") == []
        assert found(ledger, "US troops in Syria", edition="ar") == []


def test_a_slug_finds_what_another_label_links(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        links = ("/topics/gaza-strip", "Gaza"), ("/topics/7", "Homs"), ("/t/gaza-strip", "Old Gaza")
        ledger.write([tagged(1, *links, ("/t/%D8%B5%D9%88%D8%B1", "Tyre"))])
        assert found(ledger, "gaza-strip") == ["/t/gaza-strip", "/topics/gaza-strip"]
        assert found(ledger, "صور") == ["/t/%D8%B5%D9%88%D8%B1"]
        assert found(ledger, "strip") == found(ledger, "7") == []


def test_a_known_article_teaches_too(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
        (outcome,) = ledger.write([tagged(1, ("/tags/homs", "Homs"))])
        assert outcome.kind == "known"
        assert found(ledger, "homs") == ["/tags/homs"]


def test_the_newest_address_comes_first_unless_it_says_something_else(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        for number, path in enumerate(("/tags/homs", "/topics/homs", "/tags/tyre"), start=1):
            when = f"2026-03-0{number}T11:00:00Z"
            ledger.write([tagged(number, (path, "Homs"), retrieved_at=when)])
        assert found(ledger, "Homs") == ["/topics/homs", "/tags/homs", "/tags/tyre"]
        again = tagged(4, ("/tags/homs", "HOMS"), retrieved_at="2026-03-09T11:00:00Z")
        ledger.write([again])
        assert found(ledger, "Homs") == ["/tags/homs", "/topics/homs", "/tags/tyre"]


def test_one_label_keeps_few_addresses(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        for number in range(1, 31):
            when = f"2026-03-{number:02}T11:00:00Z"
            ledger.write([tagged(number, (f"/t/{number}", "Homs"), retrieved_at=when)])
        assert found(ledger, "Homs") == ["/t/30", "/t/29", "/t/28", "/t/27", "/t/26"]


def test_labels_are_the_newest_spellings_once(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([tagged(1, ("/tags/homs", "homs"), ("/tags/oran", "Oran"))])
        later = tagged(2, ("/tags/homs", "Homs"), retrieved_at="2026-03-02T11:00:00Z")
        ledger.write([later])
        with ledger.transaction() as db:
            assert tag_addresses.labels(db, edition="en") == ["Homs", "Oran"]
            assert tag_addresses.labels(db, edition="es") == []


def test_each_kind_has_labels_of_its_own(tmp_path: Path) -> None:
    links = (
        ListLink("tag", f"{BASE}/tags/homs", "Homs"),
        ListLink("coverage", f"{BASE}/coverage/homs", "Homs"),
        ListLink("author", f"{BASE}/authors/nila-reed", "Nila Reed"),
    )
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1), list_links=links)])
        with ledger.transaction() as db:
            of = partial(tag_addresses.addresses_of, db, edition="en")
            assert of("Homs") == [f"{BASE}/tags/homs"]
            assert of("homs", kind="coverage") == [f"{BASE}/coverage/homs"]
            assert of("NILA REED", kind="author") == [f"{BASE}/authors/nila-reed"]
            assert of("nila-reed") == []
            assert tag_addresses.labels(db, edition="en", kind="author") == ["Nila Reed"]
