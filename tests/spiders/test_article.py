"""Given articles."""

from __future__ import annotations

from pathlib import Path

from mayadeen_crawler.ledger.store import Ledger
from tests.helpers.crawls import crawl
from tests.helpers.served_site import Answer, Served, story


class FailsAtFirst(Served):
    """Answers the first request of a page by *status*."""

    def __init__(self, pages: dict[str, str | bytes | Answer], status: int) -> None:
        super().__init__(pages)
        self._status = status

    def answer(self, path: str) -> Answer:
        again = path in self.asked or path == "/robots.txt"
        answer = super().answer(path)
        return answer if again else Answer(b"", self._status)


def test_what_only_a_list_said_is_not_lost(tmp_path: Path) -> None:
    with Served({"/news/politics/story-a": story("a", published="")}) as site:
        url = f"{site.url}/news/politics/story-a"
        hints = '{"label": "Politics", "date": "1 Mar 2026 12:00"}'
        with Ledger(tmp_path) as ledger, ledger.transaction() as db:
            db.execute(
                "INSERT INTO addresses (url, edition, state, hints, seen_at, extractor_version) "
                "VALUES (?, 'en', 'pending', ?, '2026-03-02T09:00:00Z', 1)", (url, hints),
            )  # fmt: skip
        crawl("article", tmp_path, base_url=site.url, urls=url)
        again = crawl("article", tmp_path, base_url=site.url, urls=url)
    (record,) = again.records
    assert (record["published_at"], record["provenance"]["published_at"]) == (
        "2026-03-01T10:00:00Z", "listing",
    )  # fmt: skip
    assert again.stats["article/known"] == 1


def test_an_error_between_a_cdn_and_the_site_is_asked_for_again(tmp_path: Path) -> None:
    path = "/news/politics/story-a"
    with FailsAtFirst({path: story("a")}, 520) as site:
        run = crawl("article", tmp_path, base_url=site.url, urls=site.url + path)
        assert site.asked == [path, path]
    assert (run.status, len(run.records)) == (0, 1)
