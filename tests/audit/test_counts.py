"""Figures, verdicts and hints from ledgers made for the purpose, counted by hand."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import mayadeen_crawler
from mayadeen_crawler import clock
from mayadeen_crawler.audit.advice import steps
from mayadeen_crawler.audit.audit import Audit, audit
from mayadeen_crawler.audit.counts import given_up
from mayadeen_crawler.audit.scope import AuditScope
from mayadeen_crawler.audit.text_output import lines
from mayadeen_crawler.exceptions import WrongUseError
from mayadeen_crawler.ledger.feed_files.snapshot import snapshot
from mayadeen_crawler.ledger.frontier import addresses, sitemap_coverage
from mayadeen_crawler.ledger.frontier.addresses import Address, requeue
from mayadeen_crawler.ledger.frontier.discovery import discover
from mayadeen_crawler.ledger.frontier.failure_reasons import REASONS, meaning
from mayadeen_crawler.ledger.store import Ledger, ScrapedArticle
from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.period import Period
from mayadeen_crawler.utils.terminal import rendered
from tests.helpers.articles import BASE, article
from tests.helpers.soak_figures import scaled

NOW = "2026-05-01T12:00:00Z"
#: Addresses of an archive.
MANY = scaled(1_000, 50_000)


def found(name: str, origin: str = "section:politics", **fields: Any) -> Address:
    url = f"{BASE}/news/politics/{name}"
    return Address(url, url, origin, {}, **fields)


def discovered(folder: Path, *met: Address) -> None:
    with Ledger(folder) as ledger, ledger.transaction() as db:
        discover(
            db, met, edition="en", taker="t", now=NOW, period=Period(), refresh=False, policy=None
        )


def failed(folder: Path, name: str, reason: str, times: int = 1) -> None:
    url = f"{BASE}/news/politics/{name}"
    with Ledger(folder) as ledger, ledger.transaction() as db:
        for _ in range(times):
            addresses.fail(db, [url], reason=reason, of_page=True, now=NOW)


def read(folder: Path, month: str) -> None:
    """Let that month's sitemap be read, and the index that names no other."""
    with Ledger(folder) as ledger, ledger.transaction() as db:
        sitemap_coverage.read(db, "en", "/sitemaps/all.xml", "index", NOW)
        sitemap_coverage.read(db, "en", f"/sitemaps/{month}.xml", "pages", NOW)


def looked(folder: Path, **asked: Any) -> Audit:
    with snapshot(folder) as db:
        (one,) = audit(db, AuditScope(**asked), datetime.fromisoformat(NOW))
    return one


def test_each_edition_is_audited(tmp_path: Path) -> None:
    discovered(tmp_path, found("of-the-english-one", "section:politics"))
    url = f"{BASE}/news/politics/of-the-arabic-one"
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        met = [Address(url, url, "tag:a b", {})]
        discover(db, met, edition="ar", taker="t", now=NOW, period=Period(), refresh=False)
    with snapshot(tmp_path) as db:
        both = audit(db, AuditScope(), clock.now())
    assert [one.site.edition.code for one in both] == ["en", "ar"]
    assert [steps(one)[-1] for one in both] == [
        ("scrapy crawl section -a sections=politics", "takes up 1 pending"),
        ("scrapy crawl tag -a edition=ar -a 'tags=a b'", "takes up 1 pending"),
    ]
    assert looked(tmp_path, edition="ar").total.pending == 1


def test_only_what_failed_is_asked_for_again(tmp_path: Path) -> None:
    reasons = ("http_503", "http_404", "http_410", "robots", "page_error", "redirected_away")
    discovered(tmp_path, *map(found, reasons), found("waits"), found("filtered"))
    for reason in reasons:
        failed(tmp_path, reason, reason, times=5)
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        url = f"{BASE}/news/politics/filtered"
        addresses.filtered(db, [url], edition="en", published="2026-03-01", now=NOW)
        lost = given_up(db, Site(ENGLISH), AuditScope())
        assert sorted(url.rpartition("/")[2] for url in lost) == ["http_503", "page_error"]
        assert given_up(db, Site(ENGLISH), AuditScope(section="health")) == []
        assert requeue(db, lost, NOW) == 2
        assert requeue(db, lost, NOW) == 0
    total = looked(tmp_path).total
    assert (total.pending, total.given_up, total.gone, total.left_out) == (3, 0, 3, 1)
    assert total.disallowed == 1


def test_a_section_of_a_month(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write(
            [
                ScrapedArticle(article(1)),
                ScrapedArticle(article(2, section="economy", published_date="2026-02-28")),
                ScrapedArticle(article(3, published_at=None, published_date="2026-03-31")),
            ]
        )
    discovered(tmp_path, found("late-one", listed="2026-03"), found("early-one", listed="2026-02"))
    read(tmp_path, "2026-03")
    read(tmp_path, "2026-02")
    march = looked(tmp_path, section="politics", since="2026-03-01")
    assert (march.total.in_feeds, march.total.pending, march.total.listed) == (2, 1, 1)
    assert [(one.month, list(one.sections)) for one in march.months] == [("2026-03", ["politics"])]
    assert looked(tmp_path, until="2026-03-30").total.in_feeds == 2
    # What is only known to be of a month may be of its every day.
    assert looked(tmp_path, since="2026-03-10", until="2026-03-12").total.pending == 1
    assert looked(tmp_path, section="economy").total.in_feeds == 1
    with pytest.raises(WrongUseError, match="did you mean 'politics'"):
        looked(tmp_path, section="politcs")


def test_the_month_of_what_waits_is_the_best_known(tmp_path: Path) -> None:
    hint = {"published": "2026-03-31T23:30:00+00:00"}  # the next day on the site's clock
    url = f"{BASE}/news/health/told-by-a-sitemap"
    discovered(
        tmp_path,
        Address(url, url, "sitemap:/news.xml", dict(hint), listed="2026-04"),
        Address(f"{url}-2", f"{url}-2", "section:health", {"date": "3 Feb 2026", "label": None}),
        found("of-nobody-knows-when"),
    )
    one = looked(tmp_path)
    assert [(m.month, m.total.pending) for m in one.months] == [
        ("2026-04", 1),
        ("2026-02", 1),
        ("", 1),
    ]
    assert [m.section for m in one.missing] == ["health", "health", "politics"]


def test_records_without_text_or_date_are_incomplete_and_not_missing(tmp_path: Path) -> None:
    video = f"{BASE}/videos/newsfeed/a-made-up-film"
    with Ledger(tmp_path) as ledger:
        ledger.write(
            [
                ScrapedArticle(article(1, body_text=None)),
                ScrapedArticle(article(2, body_text=None, url=video, canonical_url=video)),
                ScrapedArticle(article(3, published_at=None, published_date=None)),
            ]
        )
    total = looked(tmp_path).total
    assert (total.in_feeds, total.without_text, total.without_date) == (3, 1, 1)
    assert total.share == 100.0


def test_a_share_is_never_rounded_up_to_the_threshold(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(number)) for number in range(98)])
    discovered(tmp_path, found("one-that-waits"))  # 98 of 99: 98.99 %
    read(tmp_path, "2026-03")
    one = looked(tmp_path)
    assert (one.total.share, one.is_complete) == (98.9, False)
    assert looked(tmp_path, threshold=98.9).is_complete


@pytest.mark.soak
def test_a_month_of_fifty_has_a_verdict_of_its_own(tmp_path: Path) -> None:
    dated = [
        article(n, published_at=None, published_date=f"2026-0{2 + (n >= 3_000)}-01")
        for n in (*range(2_952, 3_000), *range(3_000, 3_900))
    ]
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(one) for one in dated])
    read(tmp_path, "2026-03")
    read(tmp_path, "2026-02")
    discovered(tmp_path, found("first-that-waits", listed="2026-02"))
    assert looked(tmp_path).is_complete  # 48 of 49, which is too few for a verdict
    discovered(tmp_path, found("second-that-waits", listed="2026-02"))
    one = looked(tmp_path)
    assert (one.total.share, one.is_complete) == (99.7, False)
    assert [month.is_complete(99.0) for month in one.months] == [True, False]


@pytest.mark.parametrize(
    ("reason", "figure"),
    [("http_410", "gone"), ("http_404", "gone"), ("robots", "disallowed"), ("blocked", "given_up"),
     ("missing_headline", "given_up"), ("downloadtimeout", "given_up"), ("http_418", "given_up")],
)  # fmt: skip
def test_why_one_was_given_up_decides(tmp_path: Path, reason: str, figure: str) -> None:
    discovered(tmp_path, found("a-lost-one"))
    failed(tmp_path, "a-lost-one", reason, times=5)
    total = looked(tmp_path).total
    shown = {name: getattr(total, name) for name in ("pending", "given_up", "gone", "disallowed")}
    assert shown == {**dict.fromkeys(shown, 0), figure: 1}


def literals(path: str) -> set[str]:
    """Every text in the code of a file, but docstrings."""
    tree = ast.parse((Path(mayadeen_crawler.__file__).parent / path).read_text(encoding="utf-8"))
    return {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip


def test_the_table_has_every_reason_that_the_code_can_give() -> None:
    from mayadeen_crawler.crawling import request_failures
    from mayadeen_crawler.ledger.frontier import failure_reasons
    from mayadeen_crawler.pages.extraction import refusal_words
    from mayadeen_crawler.pipelines.validate import REQUIRED

    given = {found.reason for found in request_failures._KNOWN.values()} | set(addresses.MISSING)
    given |= {addresses.BLOCKED, *(f"missing_{name}" for name in REQUIRED)}
    words = {
        "spiders/base.py": {"not_html"},
        "ledger/articles/new_or_known.py": {"suspect"},
        "extensions/dropped_items.py": {"extra_pipeline"},
    }
    for path, reasons in words.items():
        assert reasons <= literals(path)
        given |= reasons
    in_judgement = {"challenge", "front_page", "other_article"}
    assert in_judgement <= literals("pages/extraction/judgement.py")
    given |= {f"not_article/{reason}" for reason in (*in_judgement, *refusal_words.HEADINGS)}
    given |= {
        failure_reasons.TRUNCATED, failure_reasons.SHRUNK, failure_reasons.POST_ID_CONFLICT,
        failure_reasons.PAGE_ERROR, failure_reasons.TOO_COSTLY, failure_reasons.OUTDATED,
        failure_reasons.REDIRECTED_AWAY,
    }  # fmt: skip
    assert set(REASONS) == given
    assert meaning(None) == meaning("http_503") == meaning("downloadfailed") == "failed"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"since": "2026-13"}, "--since '2026-13' is no month or day such as 2026-11"),
        ({"until": "soon"}, "--until 'soon' is no month"),
        ({"since": "2026-03", "until": "2026-02"}, "--since 2026-03 is later than --until 2026-02"),
        ({"threshold": "101"}, "threshold '101' is no number of per cent from 0 to 100"),
        ({"threshold": "-1"}, "threshold '-1'"),
    ],
)
def test_wrong_use(given: dict[str, str], says: str) -> None:
    values: dict[str, Any] = dict.fromkeys(("edition", "since", "until", "section"))
    with pytest.raises(WrongUseError, match=says):
        AuditScope.parse(**{**values, "threshold": 99, **given})


def test_hostile_names_are_shown_harmless(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1, section="\u202eevil\x1b[31m"))])
    discovered(tmp_path, found("one-that-waits", origin="section:\x1b[31m'; echo"))
    failed(tmp_path, "one-that-waits", "\x1b[2J")
    printed = list(lines(looked(tmp_path), every_section=True))
    text = rendered(*printed)
    assert "evil" in text
    assert "echo" in text
    assert not set(text) & {"\x1b", "\u202e"}
    # The table fits a terminal of 80 columns, its figures whole.
    rows = rendered(printed[1], width=80).splitlines()
    assert max(map(len, rows)) <= 80
    assert " ".join(rows[-1].split()) == "total 0 1 1 0 0 0 0 0 50.0 % not complete"


def test_a_large_archive(tmp_path: Path) -> None:
    """Its figures: of 100 addresses 90 are articles, 4 wait, 3 are given up, 3 are gone."""
    states = ["article"] * 90 + ["pending"] * 4 + ["given_up"] * 6
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        for n in range(MANY):
            state, month = states[n % 100], f"20{10 + n % 16}-{1 + n % 12:02}"
            url = f"{BASE}/news/{('politics', 'health')[n % 2]}/made-up-story-{n}"
            db.execute(
                "INSERT INTO addresses (url, edition, state, article_id, request_url, origin, "
                "hints, seen_at, reason, extractor_version, listed) "
                "VALUES (?, 'en', ?, ?, ?, 'sitemap:/a.xml', '{}', ?, ?, 1, ?)",
                (url, state, f"en:{n}" if state == "article" else None, url, NOW,
                 "http_503" if n % 100 < 97 else "http_410", month),
            )  # fmt: skip
            if state == "article":
                db.execute(
                    "INSERT INTO articles (id, edition, post_id, revision, content_hash, "
                    "field_hashes, has_body, extractor_version, section, file, offset, length, "
                    "canonical_url, published_date) VALUES (?, 'en', ?, 1, '', '{}', ?, 1, "
                    "'politics', '', 0, 0, ?, ?)",
                    (f"en:{n}", str(n), n % 3 > 0, url, f"{month}-{1 + n % 28:02}"),
                )
    total = looked(tmp_path).total
    assert total.in_feeds == MANY * 90 // 100
    assert (total.pending, total.given_up, total.gone) == (
        MANY * 4 // 100,
        MANY * 3 // 100,
        MANY * 3 // 100,
    )
    assert (total.listed, total.share) == (MANY, 92.7)


def test_two_runs_over_one_index(tmp_path: Path) -> None:
    """Who asked first comes last: what it was told is named all the same."""
    march, all_ = "/sitemaps/2026-03.xml", "/sitemaps/all.xml"
    with Ledger(tmp_path) as ledger:
        ledger.write([ScrapedArticle(article(1))])
    early = "2026-03-20T12:00:00Z"
    with Ledger(tmp_path) as ledger, ledger.transaction() as db:
        sitemap_coverage.read(db, "en", march, "pages", early)
        for at in (NOW, early):
            sitemap_coverage.named(db, "en", all_, [(march, None)], at)
        for at in (early, NOW):
            sitemap_coverage.read(db, "en", all_, "index", at)
    (one,) = looked(tmp_path).months
    assert one.reading is not None
    assert one.reading.state == "early"
